//! The client's settings: where they come from, and that each does what it says.

use std::process::Command;

use serde_json::{Value, json};

use crate::client::Client;
use crate::{NOTE, URI, at, full};

fn hints(client: &mut Client) -> Vec<String> {
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}});
    let params = json!({"textDocument": {"uri": URI}, "range": range});
    let hints = client.request("textDocument/inlayHint", params);
    let text = |label: &Value| match label {
        Value::String(text) => text.clone(),
        parts => parts.as_array().unwrap().iter().map(|part| part["value"].as_str().unwrap()).collect(),
    };
    hints.as_array().unwrap().iter().map(|hint| text(&hint["label"])).collect()
}

#[test]
fn each_feature_has_a_switch() {
    let off = json!({
        "calm": 0, "diagnostics.enable": false, "hover": {"enable": false}, "symbols": {"enable": false},
        "hints": {"coverage": false, "ahead": false, "minutes": false},
        "completion": {"headings": false, "outlines": false},
    });
    let mut client = Client::with_settings(full(), off);
    client.open(URI, &format!("{NOTE}\n## Data\n#"));
    assert_eq!(client.diagnostics(URI, 1), Vec::<Value>::new());
    assert_eq!(client.request("textDocument/hover", at(6, 20)), Value::Null);
    assert_eq!(
        client.request("textDocument/documentSymbol", json!({"textDocument": {"uri": URI}})),
        json!([])
    );
    assert_eq!(hints(&mut client), Vec::<String>::new());
    assert_eq!(client.request("textDocument/completion", at(9, 1))["items"], json!([]));
    // And back on, at once.
    client.notify(
        "workspace/didChangeConfiguration",
        json!({"settings": {"whyfirst": {
            "diagnostics": {"enable": true}, "hints": {"ahead": true}, "hover.enable": true,
        }}}),
    );
    // The two steps that were jumped over; under the last heading is being written.
    assert_eq!(client.diagnostics(URI, 1).len(), 2);
    assert_eq!(hints(&mut client), ["still ahead: Deploy and serve, +1"]);
    assert_ne!(client.request("textDocument/hover", at(6, 20)), Value::Null);
}

#[test]
fn a_client_that_is_asked_is_asked_outside_of_edits_only() {
    let mut capabilities = full();
    capabilities["workspace"]["configuration"] = json!(true);
    capabilities["workspace"]["didChangeConfiguration"] = json!({"dynamicRegistration": true});
    capabilities["workspace"]["inlayHint"] = json!({"refreshSupport": true});
    let mut client = Client::with(capabilities);
    let registered = client.serve("client/registerCapability", &Value::Null);
    assert_eq!(registered["registrations"][0]["method"], "workspace/didChangeConfiguration");
    let asked = client.serve("workspace/configuration", &json!([{"diagnostics": {"enable": false}}]));
    assert_eq!(asked["items"], json!([{"section": "whyfirst"}]));
    client.serve("workspace/inlayHint/refresh", &Value::Null);
    client.open(URI, NOTE);
    assert_eq!(client.diagnostics(URI, 1), Vec::<Value>::new());
    for version in 2..20 {
        client.change(URI, version, json!([{"text": NOTE}]));
    }
    client.request("textDocument/documentSymbol", json!({"textDocument": {"uri": URI}}));
    assert!(client.notifications.iter().all(|message| message["method"] != "workspace/configuration"));
    client.notify("workspace/didChangeConfiguration", json!({"settings": null}));
    client.serve("workspace/configuration", &json!([null]));
    client.serve("workspace/inlayHint/refresh", &Value::Null);
    client.wait("diagnostics that are wanted again", |message| {
        message["method"] == "textDocument/publishDiagnostics"
            && message["params"]["diagnostics"].as_array().is_some_and(|found| found.len() == 3)
    });
}

#[test]
fn mistakes_in_settings_are_told_in_the_log() {
    let mut client = Client::with_settings(full(), json!({"calm": "never", "hintz": {}}));
    for text in [
        "there is no setting `whyfirst.hintz`",
        "the setting `whyfirst.calm` is a whole number, not `\"never\"`",
    ] {
        client.wait(text, |message| {
            message["method"] == "window/logMessage" && message["params"]["message"] == text
        });
    }
}

#[test]
fn other_languages_are_read_when_the_client_says_so() {
    let open = |client: &mut Client| {
        client.notify(
            "textDocument/didOpen",
            json!({"textDocument": {"uri": "file:///a.qmd", "languageId": "quarto", "version": 1, "text": NOTE}}),
        );
    };
    let params = json!({"textDocument": {"uri": "file:///a.qmd"}});
    let mut client = Client::with(full());
    open(&mut client);
    assert_eq!(client.request("textDocument/documentSymbol", params.clone()), Value::Null);
    client.notify("workspace/didChangeConfiguration", json!({"settings": {"languages": ["quarto"]}}));
    assert_eq!(client.diagnostics("file:///a.qmd", 1).len(), 3);
    assert_eq!(client.request("textDocument/documentSymbol", params).as_array().unwrap().len(), 2);
}

#[test]
fn the_table_of_settings_can_be_printed() {
    let output = Command::new(env!("CARGO_BIN_EXE_whyfirst")).args(["schema", "settings"]).output().unwrap();
    let table: Value = serde_json::from_slice(&output.stdout).unwrap();
    let row = |key: &str| table.as_array().unwrap().iter().find(|row| row["key"] == key).unwrap().clone();
    let lens = row("whyfirst.codeLens.enable");
    assert_eq!((&lens["type"], &lens["default"]), (&"boolean".into(), &false.into()));
    assert_eq!(row("whyfirst.languages")["items"], json!({"type": "string"}));
    for row in table.as_array().unwrap() {
        assert!(row["description"].as_str().unwrap().ends_with('.'), "{row}");
    }
}
