//! Many open notes: those that were not used lately rest, and nobody notices.

use std::ops::Range;

use serde_json::{Value, json};

use crate::client::Client;
use crate::full;

const NOTE: &str = include_str!("../notes/rag-assistant.md");

fn uri(nth: usize) -> String {
    format!("file:///notes/{nth}.md")
}

/// Opens notes one after the other and waits for what is said of each.
fn open(client: &mut Client, notes: Range<usize>) {
    for nth in notes {
        client.open(&uri(nth), NOTE);
        client.diagnostics(&uri(nth), 1);
    }
}

/// All that is said of a note apart from diagnostics.
fn asked(client: &mut Client, nth: usize) -> Vec<Value> {
    let note = json!({"uri": uri(nth)});
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}});
    vec![
        client.request("textDocument/documentSymbol", json!({"textDocument": note})),
        client.request("textDocument/inlayHint", json!({"textDocument": note, "range": range})),
        client.request(
            "textDocument/hover",
            json!({"textDocument": note, "position": {"line": 2, "character": 4}}),
        ),
    ]
}

#[test]
fn a_note_that_was_left_alone_is_as_it_was() {
    let mut client = Client::with_settings(full(), json!({"calm": 0}));
    client.open(&uri(0), crate::NOTE);
    let said = client.diagnostics(&uri(0), 1);
    let before = asked(&mut client, 0);
    assert!(said.len() == 3 && before.iter().all(|it| !it.is_null()));
    // So many that the first rests.
    open(&mut client, 1..200);
    assert_eq!(asked(&mut client, 0), before);
    open(&mut client, 200..400);
    // It is edited where it rests, and both versions are whole.
    let place = json!({"line": 0, "character": 2});
    let change = |text: &str, end: &Value| json!([{"range": {"start": place, "end": end}, "text": text}]);
    client.change(&uri(0), 2, change("🙂 ", &place));
    let moved = client.diagnostics(&uri(0), 2);
    assert_eq!(moved.len(), said.len());
    client.change(&uri(0), 3, change("", &json!({"line": 0, "character": 5})));
    assert_eq!(client.diagnostics(&uri(0), 3), said);
    assert_eq!(asked(&mut client, 0), before);
    // Of those that rest all is found, too, and a change of the settings reaches them.
    let found = client.request("workspace/symbol", json!({"query": "clarify"}));
    assert!(found.as_array().unwrap().len() >= 100);
    client.notify(
        "workspace/didChangeConfiguration",
        json!({"settings": {"whyfirst": {"diagnostics": {"enable": false}}}}),
    );
    assert_eq!(client.diagnostics(&uri(5), 1), Vec::<Value>::new());
}

#[test]
fn who_types_and_looks_elsewhere_is_told_what_was_held_back() {
    let mut client = Client::with_settings(full(), json!({"calm": 3_000}));
    client.open(&uri(0), crate::NOTE);
    let before = client.diagnostics(&uri(0), 1);
    let place = json!({"line": 6, "character": 0});
    let text = "Impression logs and click logs; a click is a positive label; split by time. ";
    client.change(&uri(0), 2, json!([{"range": {"start": place, "end": place}, "text": text}]));
    assert_eq!(client.diagnostics(&uri(0), 2).len(), before.len());
    open(&mut client, 1..200);
    assert!(client.diagnostics(&uri(0), 2).len() < before.len());
}

#[test]
fn many_open_notes_take_little_more_than_their_texts() {
    let mut client = Client::with_settings(full(), json!({"calm": 0}));
    let each = |client: &mut Client, notes: Range<usize>| {
        for nth in notes {
            open(client, nth..nth + 1);
            asked(client, nth);
        }
    };
    each(&mut client, 0..200);
    let before = client.memory();
    let more = 600;
    each(&mut client, 200..200 + more);
    client.request("workspace/symbol", json!({"query": "no such step"}));
    let grown = (client.memory().saturating_sub(before) * 1024) as usize;
    assert!(grown < 4 * more * NOTE.len(), "{grown} bytes for {} of text", more * NOTE.len());
}
