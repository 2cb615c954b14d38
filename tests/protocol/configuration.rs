//! `whyfirst.toml` and packs, as an editor meets them.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::client::Client;
use crate::{NOTE, full};

const CARD: &str = "---\nname: Golden path\ncategory: team\nstages: []\n---\nOur platform's supported way.\n";

struct Project {
    folder: tempfile::TempDir,
    client: Client,
}

impl Project {
    /// A project with these files, in a client with these capabilities.
    fn new(files: &[(&str, &str)], capabilities: &Value) -> Project {
        let folder = tempfile::tempdir().unwrap();
        let mut project = Project { folder, client: Client::start() };
        for (name, text) in files {
            project.write(name, text);
        }
        let root = json!([{"uri": project.uri(""), "name": "project"}]);
        let params = json!({"capabilities": capabilities, "workspaceFolders": root, "initializationOptions": {"calm": 0}});
        project.client.request("initialize", params);
        project.client.notify("initialized", json!({}));
        project
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn uri(&self, name: &str) -> String {
        format!("file://{}", self.path(name).display()).trim_end_matches('/').to_owned()
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Writes a file and tells the server, as a client that watches does.
    fn save(&mut self, name: &str, text: &str) {
        self.write(name, text);
        self.changed(name);
    }

    fn changed(&mut self, name: &str) {
        let changes = json!([{"uri": self.uri(name), "type": 2}]);
        self.client.notify("workspace/didChangeWatchedFiles", json!({"changes": changes}));
    }

    fn open(&mut self, name: &str, text: &str) {
        let uri = self.uri(name);
        self.client.open(&uri, text);
    }

    /// Waits until the diagnostics of a file are as they should be.
    fn shows(&mut self, name: &str, wanted: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        let uri = self.uri(name);
        let found = self.client.wait(&format!("the right diagnostics of {name}"), |message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == *uri
                && wanted(message["params"]["diagnostics"].as_array().unwrap())
        });
        found["params"]["diagnostics"].as_array().unwrap().clone()
    }

    /// The title above a hover, or nothing.
    fn hover(&mut self, name: &str, line: u32, character: u32) -> Value {
        let at = json!({"textDocument": {"uri": self.uri(name)}, "position": {"line": line, "character": character}});
        self.client.request("textDocument/hover", at)["contents"]["value"].clone()
    }
}

fn skips(diagnostics: &[Value]) -> bool {
    diagnostics.iter().any(|it| it["code"] == "skipped-step")
}

#[test]
fn a_change_is_taken_up_at_once() {
    let mut project = Project::new(&[], &full());
    project.open("notes/a.md", NOTE);
    project.shows("notes/a.md", skips);
    project.save("whyfirst.toml", "[rules]\nskipped-step = false\n");
    // A request that comes after the news sees what is new.
    let uri = project.uri("notes/a.md");
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}});
    let actions = project.client.request(
        "textDocument/codeAction",
        json!({"textDocument": {"uri": uri}, "range": range, "context": {"diagnostics": [], "only": ["quickfix"]}}),
    );
    let titles = actions.to_string();
    assert!(!titles.contains("skipped-step"), "{titles}");
    project.shows("notes/a.md", |found| !skips(found));
    project.save("notes/whyfirst.toml", "");
    project.shows("notes/a.md", skips);
    fs::remove_file(project.path("notes/whyfirst.toml")).unwrap();
    project.changed("notes/whyfirst.toml");
    project.shows("notes/a.md", |found| !skips(found));
}

#[test]
fn a_client_that_watches_nothing_is_served_when_it_saves() {
    let mut project = Project::new(&[], &full());
    project.open("a.md", NOTE);
    project.shows("a.md", skips);
    project.write("whyfirst.toml", "ignore = [\"*.md\"]\n");
    let document = json!({"uri": project.uri("a.md")});
    project.client.notify("textDocument/didSave", json!({"textDocument": document}));
    project.shows("a.md", <[Value]>::is_empty);
}

#[test]
fn what_is_wrong_in_a_configuration_is_shown_in_it() {
    let mut project =
        Project::new(&[("whyfirst.toml", "# 🎬\nframework = \"ml-7-stepp\" # 🎬\nstauts = 1\n")], &full());
    project.open("a.md", NOTE);
    let told = project.shows("whyfirst.toml", |found| found.len() == 2);
    assert_eq!(told[0]["message"], "there is no framework `ml-7-stepp`; did you mean `ml-7-step`?");
    assert_eq!(
        told[0]["range"],
        json!({"start": {"line": 1, "character": 12}, "end": {"line": 1, "character": 24}})
    );
    assert_eq!(told[1]["message"], "there is no setting `stauts`; did you mean `status`?");
    assert_eq!(told[1]["source"], "whyfirst");
    project.save("whyfirst.toml", "framework = \"ml-7-step\"\n");
    project.shows("whyfirst.toml", <[Value]>::is_empty);
}

#[test]
fn a_pack_is_read_and_its_mistakes_are_shown_in_its_files() {
    let mut project = Project::new(
        &[
            ("whyfirst.toml", "packs = [\"guide\"]\n"),
            ("guide/concepts/golden-path.md", CARD),
            ("guide/concepts/bad.md", "---\nname: Bad\n---\n"),
        ],
        &full(),
    );
    let note = format!("{NOTE}\nServing follows the golden path.\n");
    project.open("a.md", &note);
    let told = project.shows("guide/concepts/bad.md", |found| !found.is_empty());
    assert!(told[0]["message"].as_str().unwrap().contains("category"), "{told:?}");
    assert!(project.hover("a.md", 8, 25).as_str().unwrap().contains("supported way"));

    project.save("guide/concepts/bad.md", &CARD.replace("Golden path", "Silver path"));
    project.shows("guide/concepts/bad.md", <[Value]>::is_empty);
    project.save("guide/concepts/golden-path.md", &CARD.replace("supported", "paved"));
    assert!(project.hover("a.md", 8, 25).as_str().unwrap().contains("paved way"));

    // The folder goes, and the rest of the guide goes on.
    fs::remove_dir_all(project.path("guide")).unwrap();
    project.changed("guide");
    assert_eq!(project.hover("a.md", 8, 25), Value::Null);
    let told = project.shows("whyfirst.toml", |found| !found.is_empty());
    assert!(told[0]["message"].as_str().unwrap().starts_with("there is no folder `guide`"), "{told:?}");
    project.shows("a.md", skips);
}

#[test]
fn what_was_read_on_the_disk_by_another_pack_is_read_again_when_it_is_opened() {
    let note = format!("{NOTE}\nServing follows the golden path, or the silver path.\n");
    let silver = CARD.replace("Golden", "Silver");
    let mut project = Project::new(
        &[
            ("whyfirst.toml", "packs = [\"guide\"]\n"),
            ("guide/concepts/golden-path.md", CARD),
            ("notes/a.md", &note),
        ],
        &full(),
    );
    let walked = |client: &mut Client| client.request("workspace/symbol", json!({"query": "evaluate"}));
    while walked(&mut project.client).as_array().is_none_or(Vec::is_empty) {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    fs::remove_file(project.path("guide/concepts/golden-path.md")).unwrap();
    project.save("guide/concepts/silver-path.md", &silver);
    project.open("notes/a.md", &note);
    assert_eq!(project.hover("notes/a.md", 8, 25), Value::Null);
    assert!(project.hover("notes/a.md", 8, 42).as_str().unwrap().contains("Silver path"));
}

#[test]
fn a_project_cannot_reach_outside() {
    let outside = tempfile::tempdir().unwrap();
    let card = outside.path().join("concepts/golden-path.md");
    fs::create_dir_all(card.parent().unwrap()).unwrap();
    fs::write(card, CARD).unwrap();
    let mut project = Project::new(&[], &full());
    let name = Path::new("..").join(outside.path().file_name().unwrap());
    project.write("whyfirst.toml", &format!("packs = [{:?}, {:?}]\n", outside.path(), name));
    project.open("a.md", &format!("{NOTE}\nServing follows the golden path.\n"));
    let told = project.shows("whyfirst.toml", |found| found.len() == 2);
    assert!(
        told.iter().all(|it| it["message"].as_str().unwrap().contains("outside this file's folder")),
        "{told:?}"
    );
    assert_eq!(project.hover("a.md", 8, 25), Value::Null);
}

#[test]
fn packs_are_watched_where_the_client_can() {
    let mut capabilities = full();
    capabilities["workspace"]["didChangeWatchedFiles"] =
        json!({"dynamicRegistration": true, "relativePatternSupport": true});
    let mut project = Project::new(
        &[("whyfirst.toml", "packs = [\"guide\"]\n"), ("guide/concepts/golden-path.md", CARD)],
        &capabilities,
    );
    project.client.obliging = true;
    project.open("a.md", NOTE);
    let guide = project.uri("guide");
    project.client.wait("a registration for the pack", |message| {
        message["method"] == "client/registerCapability" && message["params"].to_string().contains(&guide)
    });
}

#[test]
fn notes_never_saved_and_commands_know_the_projects_guide() {
    let mut project = Project::new(
        &[("whyfirst.toml", "packs = [\"guide\"]\n"), ("guide/concepts/golden-path.md", CARD)],
        &full(),
    );
    let uri = "untitled:Untitled-1";
    project.client.open(uri, &format!("{NOTE}\nServing follows the golden path.\n"));
    let at = json!({"textDocument": {"uri": uri}, "position": {"line": 8, "character": 25}});
    let hover = project.client.request("textDocument/hover", at);
    assert!(hover["contents"]["value"].as_str().unwrap().contains("supported way"), "{hover}");
    let explained = project.client.command("whyfirst.explain", json!({"term": "golden path"}));
    assert_eq!(explained["title"], "Golden path");
}
