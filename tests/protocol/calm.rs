//! Calm while typing.

use serde_json::{Value, json};

use crate::client::Client;
use crate::{NOTE, URI, full};

/// So long that no pause comes while a test runs.
const NEVER: u32 = 600_000;

fn insert(line: u32, character: u32, text: &str) -> Value {
    let place = json!({"line": line, "character": character});
    json!([{"range": {"start": place, "end": place}, "text": text}])
}

fn shown(client: &mut Client, version: i64) -> Vec<(u64, String)> {
    let found = client.diagnostics(URI, version);
    found
        .iter()
        .map(|it| {
            (
                it["range"]["start"]["line"].as_u64().unwrap(),
                it["message"].as_str().unwrap().chars().take(12).collect(),
            )
        })
        .collect()
}

#[test]
fn a_section_that_is_being_typed_in_keeps_its_findings_and_they_move_with_the_text() {
    let mut client = Client::with_settings(full(), json!({"calm": NEVER}));
    client.open(URI, NOTE);
    let before = shown(&mut client, 1);
    assert_eq!(before.len(), 3);
    // The section of the heading at which three steps are missed: typing a sentence on one of them there changes nothing yet.
    client.change(
        URI,
        2,
        insert(6, 0, "Impression logs and click logs; a click is a positive label; split by time. "),
    );
    assert_eq!(shown(&mut client, 2), before);
    client.change(URI, 3, insert(6, 0, "More. "));
    assert_eq!(shown(&mut client, 3), before);
    // Whoever goes on in another section has left this one: what is true is shown, where the text is now.
    client.change(URI, 4, insert(1, 0, "\n"));
    let after = shown(&mut client, 4);
    assert_eq!(after.len(), 2);
    assert!(after.iter().all(|(line, _)| *line == 6), "{after:?}");
}

#[test]
fn what_is_more_than_typing_is_taken_up_at_once() {
    let mut client = Client::with_settings(full(), json!({"calm": NEVER}));
    client.open(URI, NOTE);
    assert_eq!(shown(&mut client, 1).len(), 3);
    let data = "## Data\n\nImpression logs and click logs.\nA click is a positive label.\n\n";
    client.change(URI, 2, insert(5, 0, data));
    assert_eq!(shown(&mut client, 2).len(), 2);
}

#[test]
fn after_a_pause_everything_is_shown() {
    let mut capabilities = full();
    capabilities["workspace"]["inlayHint"] = json!({"refreshSupport": true});
    let mut client = Client::with_settings(capabilities, json!({"calm": 150}));
    client.open(URI, NOTE);
    assert_eq!(shown(&mut client, 1).len(), 3);
    let hints = |client: &mut Client| {
        let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}});
        client.request("textDocument/inlayHint", json!({"textDocument": {"uri": URI}, "range": range}))
    };
    let label = |hints: &Value| hints[0]["label"].to_string();
    let before = hints(&mut client);
    client.change(URI, 2, insert(3, 0, "Users are people who scroll; constraints: no new hardware. "));
    client.serve("workspace/inlayHint/refresh", &Value::Null);
    let after = hints(&mut client);
    assert_ne!(label(&before), label(&after));
}

#[test]
fn a_client_that_asks_is_told_to_ask_again_after_the_pause() {
    let mut capabilities = full();
    capabilities["textDocument"]["diagnostic"] = json!({});
    capabilities["workspace"]["diagnostics"] = json!({"refreshSupport": true});
    let mut client = Client::with_settings(capabilities, json!({"calm": 150}));
    client.serve("workspace/diagnostic/refresh", &Value::Null);
    client.open(URI, NOTE);
    let count = |client: &mut Client| {
        let report = client.request("textDocument/diagnostic", json!({"textDocument": {"uri": URI}}));
        report["items"].as_array().unwrap().len()
    };
    assert_eq!(count(&mut client), 3);
    // A line that only skips a step: it stands at the section's end, and what it silences goes after the pause.
    client.change(URI, 2, insert(7, 0, "<!-- whyfirst: skip data -->\n"));
    client.serve("workspace/diagnostic/refresh", &Value::Null);
    assert_eq!(count(&mut client), 2);
}

#[test]
fn a_contradiction_that_is_gone_goes_at_once_and_what_is_missing_stays() {
    let mut client = Client::with_settings(full(), json!({"calm": NEVER}));
    let note = "# Design an ad click predictor\n\n## Data\nClick logs of a month, with what the user saw.\nA random 80/20 split.\n\n## Evaluation\nLog loss.\n";
    client.open(URI, note);
    let split = |shown: &[(u64, String)]| shown.iter().any(|(line, _)| *line == 4);
    let before = shown(&mut client, 1);
    assert!(split(&before), "{before:?}");
    // Another line of the section takes it back.
    client.change(URI, 2, insert(3, 0, "Trained on one month, tested on the next month. "));
    let after = shown(&mut client, 2);
    assert!(!split(&after), "{after:?}");
    assert_eq!(after.len(), before.len() - 1);
}
