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
