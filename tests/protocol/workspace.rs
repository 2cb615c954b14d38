//! Notes on disk that nobody has opened.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::client::Client;
use crate::{NOTE, full};

fn start(folders: &[&Path], capabilities: &Value, variables: &[(&str, &str)]) -> Client {
    let mut client = Client::start_with(variables);
    let folders: Vec<_> = folders.iter().map(|path| json!({"uri": uri(path), "name": "notes"})).collect();
    let params = json!({"capabilities": capabilities, "workspaceFolders": folders, "initializationOptions": {"calm": 0}});
    client.request("initialize", params);
    client.notify("initialized", json!({}));
    client
}

fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

/// The files in which steps are found, once it is these.
fn wait_for(client: &mut Client, wanted: &[&str]) {
    let began = Instant::now();
    loop {
        let symbols = client.request("workspace/symbol", json!({"query": "evaluate"}));
        let mut found: Vec<String> = symbols
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["location"]["uri"].as_str().unwrap().rsplit('/').next().unwrap().to_owned())
            .collect();
        found.sort();
        if found == wanted {
            return;
        }
        assert!(began.elapsed() < Duration::from_secs(20), "{found:?} is not {wanted:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn notes_are_found_and_followed_as_they_come_and_go() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let put = |folder: &Path, name: &str| {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, NOTE).unwrap();
    };
    fs::write(one.path().join(".gitignore"), "drafts/\n").unwrap();
    for name in ["a.md", "deep/b.md", "drafts/no.md"] {
        put(one.path(), name);
    }
    fs::write(one.path().join("readme.md"), "# Shopping\n").unwrap();
    put(two.path(), "c.md");
    let mut client = start(&[one.path()], &full(), &[]);
    wait_for(&mut client, &["a.md", "b.md"]);

    // Several folders.
    let folder = json!({"uri": uri(two.path()), "name": "two"});
    client
        .notify("workspace/didChangeWorkspaceFolders", json!({"event": {"added": [folder], "removed": []}}));
    wait_for(&mut client, &["a.md", "b.md", "c.md"]);
    client
        .notify("workspace/didChangeWorkspaceFolders", json!({"event": {"added": [], "removed": [folder]}}));
    wait_for(&mut client, &["a.md", "b.md"]);

    // Files that change on disk.
    put(one.path(), "d.md");
    let changed = |path: &Path, kind: u32| json!({"changes": [{"uri": uri(path), "type": kind}]});
    client.notify("workspace/didChangeWatchedFiles", changed(&one.path().join("d.md"), 1));
    wait_for(&mut client, &["a.md", "b.md", "d.md"]);
    fs::remove_file(one.path().join("a.md")).unwrap();
    client.notify("workspace/didChangeWatchedFiles", changed(&one.path().join("a.md"), 3));
    wait_for(&mut client, &["b.md", "d.md"]);
    fs::rename(one.path().join("deep"), one.path().join("far")).unwrap();
    let files =
        json!({"files": [{"oldUri": uri(&one.path().join("deep")), "newUri": uri(&one.path().join("far"))}]});
    client.notify("workspace/didRenameFiles", files);
    wait_for(&mut client, &["b.md", "d.md"]);
    fs::remove_dir_all(one.path().join("far")).unwrap();
    client.notify("workspace/didDeleteFiles", json!({"files": [{"uri": uri(&one.path().join("far"))}]}));
    wait_for(&mut client, &["d.md"]);

    // What is open counts as it stands in the editor, and on disk again once it is closed.
    let open = uri(&one.path().join("d.md"));
    client.open(&open, "# Shopping\n");
    wait_for(&mut client, &[]);
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": open}}));
    wait_for(&mut client, &["d.md"]);
}

#[test]
fn what_was_read_on_the_disk_is_taken_over_only_while_it_holds() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let address = |name: &str| uri(&folder.path().join(name));
    let said = |client: &mut Client, name: &str, text: &str| {
        client.open(&address(name), text);
        client.diagnostics(&address(name), 1)
    };
    let fresh = |name: &str, text: &str| said(&mut Client::with(full()), name, text);
    let walked = |found: &[&str]| {
        let mut client = start(&[folder.path()], &full(), &[]);
        wait_for(&mut client, found);
        client
    };
    // As it lay there, and otherwise.
    put("note.md", NOTE);
    let other = format!("{NOTE}\n## Develop the model\nA logistic regression first.\n");
    assert_ne!(fresh("note.md", &other), fresh("note.md", NOTE));
    for text in [NOTE, &other] {
        assert_eq!(said(&mut walked(&["note.md"]), "note.md", text), fresh("note.md", text));
    }

    // What was written, saved and closed, and what was closed without being saved.
    for saved in [true, false] {
        let mut client = walked(&["note.md"]);
        said(&mut client, "note.md", NOTE);
        client.change(&address("note.md"), 2, json!([{"text": other}]));
        if saved {
            put("note.md", &other);
        }
        client.notify("textDocument/didClose", json!({"textDocument": {"uri": address("note.md")}}));
        wait_for(&mut client, &["note.md"]);
        let report =
            client.request("textDocument/diagnostic", json!({"textDocument": {"uri": address("note.md")}}));
        let stands = if saved { other.as_str() } else { NOTE };
        assert_eq!(report["items"].as_array(), Some(&fresh("note.md", stands)));
        put("note.md", NOTE);
    }

    // With a configuration that came to be meanwhile.
    let mut client = walked(&["note.md"]);
    let before = fresh("note.md", NOTE);
    put("whyfirst.toml", "[rules]\nskipped-step = false\n");
    let changes = json!({"changes": [{"uri": address("whyfirst.toml"), "type": 1}]});
    client.notify("workspace/didChangeWatchedFiles", changes);
    let now = said(&mut client, "note.md", NOTE);
    assert_eq!(now, fresh("note.md", NOTE));
    assert_ne!(now, before);
    fs::remove_file(folder.path().join("whyfirst.toml")).unwrap();

    // One page of an answer, of which another one has gone meanwhile.
    fs::remove_file(folder.path().join("note.md")).unwrap();
    put("goal.md", "# Clarify the problem\n\nThe goal is watch time; 100M daily users; 50 ms at p99.\n");
    put("serve.md", "# Serving\n\nRequests are answered from a feature store in 50 ms.\n");
    let page =
        "# Evaluation\n\nOffline metrics: log loss and PR-AUC. Online metrics: revenue in an A/B test.\n";
    put("check.md", page);
    let (mut client, before) = (walked(&["check.md"]), fresh("check.md", page));
    fs::remove_file(folder.path().join("serve.md")).unwrap();
    let now = said(&mut client, "check.md", page);
    assert_eq!(now, fresh("check.md", page));
    assert_ne!(now, before);
}

#[test]
fn a_home_folder_is_never_walked() {
    let home = tempfile::tempdir().unwrap();
    let project = home.path().join("project");
    fs::create_dir_all(&project).unwrap();
    fs::write(home.path().join("a.md"), NOTE).unwrap();
    fs::write(project.join("b.md"), NOTE).unwrap();
    let place = home.path().to_str().unwrap();
    let variables = [("HOME", place), ("USERPROFILE", place)];
    let mut client = start(&[home.path(), &project], &full(), &variables);
    wait_for(&mut client, &["b.md"]);
}

#[test]
fn progress_is_told_where_the_client_shows_it() {
    let folder = tempfile::tempdir().unwrap();
    for at in 0..40 {
        fs::write(folder.path().join(format!("{at}.md")), NOTE).unwrap();
    }
    let mut capabilities = full();
    capabilities["window"] = json!({"workDoneProgress": true});
    let mut client = start(&[folder.path()], &capabilities, &[]);
    let token = client.serve("window/workDoneProgress/create", &Value::Null)["token"].clone();
    let mut told = |kind: &str| {
        client.wait(kind, |it| {
            it["method"] == "$/progress"
                && it["params"]["token"] == token
                && it["params"]["value"]["kind"] == kind
        })
    };
    assert_eq!(told("begin")["params"]["value"]["cancellable"], true);
    told("report");
    told("end");
    // Cancelling what has ended is no trouble.
    client.notify("window/workDoneProgress/cancel", json!({"token": token}));
    client.request("workspace/symbol", json!({"query": ""}));
}

#[test]
fn watchers_are_asked_for_where_the_client_has_them() {
    let mut capabilities = full();
    capabilities["workspace"]["didChangeWatchedFiles"] = json!({"dynamicRegistration": true});
    let mut client = Client::with(capabilities);
    let asked = client.wait("a registration for notes", |it| {
        it["method"] == "client/registerCapability" && it["params"].to_string().contains("qmd")
    });
    let asked = &asked["params"];
    let globs = asked["registrations"][0]["registerOptions"]["watchers"].to_string();
    assert!(globs.contains("**/whyfirst.toml") && globs.contains("md"), "{asked}");
}
