//! The language server as a client meets it: the real program, over its standard input and output.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that panics has failed, and says where"
)]

mod actions;
mod calm;
mod client;
mod commands;
mod configuration;
mod lifecycle;
mod many;
mod navigation;
mod practice;
mod pull;
mod sessions;
mod settings;
mod workspace;

use std::process::Command;

use client::Client;
use serde_json::{Value, json};

const URI: &str = "file:///notes/answer.md";
const NOTE: &str = "# Design an ad click predictor\n\n## Requirements\nThe business goal is ad revenue; 100M daily users; 50 ms at p99; GDPR.\n\n## Evaluation\nOffline metrics: log loss and PR-AUC. Online metrics: revenue in an A/B test.\n";

fn full() -> Value {
    json!({
        "general": {"positionEncodings": ["utf-16"]},
        "workspace": {
            "applyEdit": true,
            "workspaceEdit": {"documentChanges": true, "resourceOperations": ["create"]},
        },
        "textDocument": {
            "hover": {"contentFormat": ["markdown", "plaintext"]},
            "completion": {"completionItem": {"snippetSupport": true, "documentationFormat": ["markdown"]}},
            "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
            "publishDiagnostics": {"relatedInformation": true},
        },
    })
}

fn at(line: u32, character: u32) -> Value {
    json!({"textDocument": {"uri": URI}, "position": {"line": line, "character": character}})
}

/// The text after edits in UTF-16 positions, applied from the back.
fn apply(text: &str, edits: &[Value]) -> String {
    let mut edits: Vec<_> = edits.to_vec();
    edits.sort_by_key(|edit| {
        std::cmp::Reverse((
            edit["range"]["start"]["line"].as_u64(),
            edit["range"]["start"]["character"].as_u64(),
        ))
    });
    let mut text = text.to_owned();
    for edit in edits {
        let offset = |place: &Value| {
            let line = place["line"].as_u64().unwrap() as usize;
            let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
            let mut units = place["character"].as_u64().unwrap() as usize;
            let mut at = start;
            for c in text.get(start..).unwrap().chars() {
                if units == 0 {
                    break;
                }
                units -= c.len_utf16();
                at += c.len_utf8();
            }
            at
        };
        let range = offset(&edit["range"]["start"])..offset(&edit["range"]["end"]);
        text.replace_range(range, edit["newText"].as_str().unwrap());
    }
    text
}

#[test]
fn diagnostics_come_with_their_version_and_go_with_the_note() {
    let mut client = Client::with(full());
    client.open(URI, NOTE);
    let found = client.diagnostics(URI, 1);
    let codes: Vec<_> = found.iter().map(|it| it["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["skipped-step", "skipped-step", "skipped-step"]);
    assert_eq!(
        found[0]["range"],
        json!({"start": {"line": 5, "character": 0}, "end": {"line": 5, "character": 13}})
    );
    assert_eq!((&found[0]["severity"], &found[0]["source"]), (&2.into(), &"whyfirst".into()));

    let all = json!({"start": {"line": 5, "character": 0}, "end": {"line": 7, "character": 0}});
    client.change(URI, 2, json!([{"range": all, "text": ""}]));
    assert_eq!(client.diagnostics(URI, 2), Vec::<Value>::new());

    client.notify("textDocument/didClose", json!({"textDocument": {"uri": URI}}));
    let closed = client.wait("empty diagnostics", |message| {
        message["params"].get("version").is_none_or(Value::is_null) && message["params"]["uri"] == URI
    });
    assert_eq!(closed["params"]["diagnostics"], json!([]));
}

#[test]
fn changes_apply_in_order_and_every_encoding_counts_its_own_way() {
    for (encoding, column) in [("utf-8", 5), ("utf-16", 3), ("utf-32", 2)] {
        let mut client = Client::with(json!({"general": {"positionEncodings": [encoding]}}));
        client.open(URI, "a😀b\n");
        // After the emoji; the second change counts from what the first left.
        let place = |character: u32| json!({"start": {"line": 0, "character": character}, "end": {"line": 0, "character": character}});
        client.change(URI, 2, json!([{"range": place(column), "text": "\n# Design an ad click predictor\n"}, {"range": {"start": {"line": 1, "character": 9}, "end": {"line": 1, "character": 9}}, "text": "d"}]));
        client.change(URI, 3, json!([{"range": {"start": {"line": 1, "character": 9}, "end": {"line": 1, "character": 10}}, "text": ""}]));
        let hover = client.request("textDocument/hover", at(1, 3));
        // The first line is text above the title, so the heading is the note's title all the same.
        assert!(
            hover["contents"]["value"].as_str().unwrap_or_default().starts_with("Ad click prediction"),
            "{encoding}: {hover}"
        );
    }
}

#[test]
fn a_request_sees_the_edits_sent_before_it() {
    let mut client = Client::with(full());
    client.open(URI, NOTE);
    let mut asked = Vec::new();
    for version in 2..202 {
        // Each edit puts one more line above everything.
        let place = json!({"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}});
        client.change(URI, version, json!([{"range": place, "text": "\n"}]));
        asked.push((
            version,
            client.ask("textDocument/documentSymbol", json!({"textDocument": {"uri": URI}})),
        ));
    }
    for (version, id) in asked {
        let symbols = client.reply(id)["result"].clone();
        assert_eq!(symbols[0]["range"]["start"]["line"], version - 1 + 2, "{symbols}");
    }
}

#[test]
fn whoever_asks_is_offered_more_than_a_client_that_asks_at_each_letter() {
    let mut client = Client::with(full());
    client.open(URI, &format!("{NOTE}\nRetrieval has a cold\n"));
    let mut ask = |character: u32, kind: u32| -> Vec<String> {
        let mut params = at(8, character);
        params["context"] = json!({"triggerKind": kind});
        let items = client.request("textDocument/completion", params)["items"].as_array().unwrap().clone();
        items.iter().map(|item| item["label"].as_str().unwrap().to_owned()).collect()
    };
    let offered = ask(20, 1);
    assert_eq!(offered[0], "Cold start");
    // Again, or after a request in another word.
    assert_eq!(ask(20, 1), offered);
    ask(13, 1);
    assert_eq!(ask(20, 1), offered);
    // Each letter: Enter is to end the line.
    ask(17, 1);
    ask(19, 1);
    assert_eq!(ask(20, 1), [""; 0]);
    // A menu that is there goes on with the word.
    assert_eq!(ask(20, 3), [""; 0]);
}

#[test]
fn completion_after_a_hash_is_the_next_step_with_its_prompts() {
    let mut client = Client::with(full());
    let text = format!("{NOTE}\n#");
    client.open(URI, &text);
    let mut params = at(8, 1);
    params["context"] = json!({"triggerKind": 2, "triggerCharacter": "#"});
    let list = client.request("textDocument/completion", params);
    let first = &list["items"][0];
    assert_eq!(
        (&first["label"], &first["sortText"], &first["insertTextFormat"]),
        (&"## Deploy and serve".into(), &"0000".into(), &2.into())
    );
    assert_eq!(
        first["textEdit"]["range"],
        json!({"start": {"line": 8, "character": 0}, "end": {"line": 8, "character": 1}})
    );
    assert!(
        first["textEdit"]["newText"].as_str().unwrap().starts_with("## Deploy and serve\n\n- "),
        "{first}"
    );
    assert!(first["filterText"].as_str().unwrap().starts_with('#'));
    for item in list["items"].as_array().unwrap() {
        assert!(
            item["textEdit"].is_object() && item["filterText"].is_string() && item["sortText"].is_string(),
            "{item}"
        );
    }
    let resolved = client.request("completionItem/resolve", first.clone());
    assert!(resolved["documentation"]["value"].as_str().unwrap().contains("What a good answer settles"));

    // Without snippets the placeholders stand as their words.
    let mut plain = Client::with(json!({}));
    plain.open(URI, &text);
    let list = plain.request("textDocument/completion", at(8, 1));
    let text = list["items"][0]["textEdit"]["newText"].as_str().unwrap().to_owned();
    assert!(!text.contains("${") && text.contains("- "), "{text}");
}

#[test]
fn hover_is_markdown_or_plain_as_the_client_asks() {
    let mut client = Client::with(full());
    client.open(URI, NOTE);
    let hover = client.request("textDocument/hover", at(6, 20));
    assert_eq!(
        (&hover["contents"]["kind"], &hover["range"]["start"]["character"]),
        (&"markdown".into(), &17.into())
    );
    assert!(hover["contents"]["value"].as_str().unwrap().starts_with("### Log loss"));
    let mut plain = Client::with(json!({}));
    plain.open(URI, NOTE);
    let hover = plain.request("textDocument/hover", at(6, 20));
    assert_eq!(hover["contents"]["kind"], "plaintext");
    assert!(!hover["contents"]["value"].as_str().unwrap().contains("**"));
    // Far outside the text is its end, where nothing is to be said.
    assert_eq!(client.request("textDocument/hover", at(999, 999)), Value::Null);
}

#[test]
fn hints_stand_at_step_headings_and_at_the_end() {
    let mut client = Client::with(full());
    client.open(URI, NOTE);
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}});
    let hints =
        client.request("textDocument/inlayHint", json!({"textDocument": {"uri": URI}, "range": range}));
    let label = |hint: &Value| -> String {
        hint["label"].as_array().unwrap().iter().map(|part| part["value"].as_str().unwrap()).collect()
    };
    let shown: Vec<_> = hints
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["position"]["line"].as_u64().unwrap(), label(it)))
        .collect();
    assert!(shown.iter().any(|(line, label)| *line == 2 && label.contains("/8 · open: ")), "{shown:?}");
    assert!(
        shown.iter().any(|(line, label)| *line == 6 && label == "still ahead: Deploy and serve, +1"),
        "{shown:?}"
    );
}

#[test]
fn a_quick_fix_puts_the_skipped_step_in_its_place_and_the_finding_goes() {
    for text in
        [NOTE.to_owned(), NOTE.replace('\n', "\r\n"), NOTE.replace("Requirements", "Requirements 😀設")]
    {
        let mut client = Client::with(full());
        client.open(URI, &text);
        let before = client.diagnostics(URI, 1);
        let range = json!({"start": {"line": 5, "character": 0}, "end": {"line": 5, "character": 0}});
        let actions = client.request("textDocument/codeAction", json!({"textDocument": {"uri": URI}, "range": range, "context": {"diagnostics": [], "only": ["quickfix"]}}));
        let action = actions
            .as_array()
            .unwrap()
            .iter()
            .find(|it| it["title"] == "Insert “Develop the model” with its prompts")
            .unwrap();
        assert_eq!((&action["kind"], &action["isPreferred"]), (&"quickfix".into(), &true.into()));
        let edit = &action["edit"]["documentChanges"][0];
        assert_eq!(edit["textDocument"], json!({"uri": URI, "version": 1}));
        let after = apply(&text, edit["edits"].as_array().unwrap());
        assert!(after.contains("## Develop the model"), "{after}");
        let added = after.len() - text.len();
        assert_eq!(after.len() - added, text.len(), "nothing else is touched");
        if text.contains("\r\n") {
            assert_eq!(after.matches('\n').count(), after.matches("\r\n").count());
        }
        client.change(URI, 2, json!([{"text": after}]));
        let left = client.diagnostics(URI, 2);
        let skipped = |found: &[Value]| {
            found
                .iter()
                .filter(|it| it["message"].as_str().unwrap().contains("“Develop the model” is skipped"))
                .count()
        };
        assert_eq!((skipped(&before), skipped(&left)), (1, 0));
    }
}

#[test]
fn symbols_are_steps() {
    let mut client = Client::with(full());
    client.open(URI, NOTE);
    let symbols = client.request("textDocument/documentSymbol", json!({"textDocument": {"uri": URI}}));
    let names: Vec<_> = symbols.as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Clarify requirements", "Evaluate"]);
    assert_eq!(symbols[1]["range"]["start"]["line"], 5);
    let mut flat = Client::with(json!({}));
    flat.open(URI, NOTE);
    let symbols = flat.request("textDocument/documentSymbol", json!({"textDocument": {"uri": URI}}));
    assert_eq!(symbols[0]["location"]["uri"], URI);
}

#[test]
fn other_notes_get_nothing() {
    let mut client = Client::with(full());
    client.open(URI, "# Shopping\n\n## Requirements\n\n- milk with log loss\n");
    assert_eq!(client.diagnostics(URI, 1), Vec::<Value>::new());
    assert_eq!(client.request("textDocument/hover", at(4, 14)), Value::Null);
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}});
    assert_eq!(
        client.request("textDocument/inlayHint", json!({"textDocument": {"uri": URI}, "range": range})),
        json!([])
    );
    let symbols = client.request("textDocument/documentSymbol", json!({"textDocument": {"uri": URI}}));
    assert_eq!(symbols, json!([]));
}

#[test]
fn the_editor_and_the_command_line_say_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("answer.md");
    // The status is said, so that neither takes the note for more or less finished than the other.
    let in_note =
        |status: &str| (format!("---\nwhyfirst: {{ status: {status} }}\n---\n{NOTE}"), String::new());
    let in_project = |settings: &str| (NOTE.to_owned(), settings.to_owned());
    let cases = [
        in_note("done"),
        in_note("draft"),
        in_project("status = \"done\"\n"),
        in_project("status = \"draft\"\n"),
        in_project("status = \"done\"\nframework = \"ml-9-step\"\nlevel = \"staff\"\nreview = true\n"),
        in_project("status = \"done\"\nlevel = \"mid\"\n[rules]\nskipped-step = false\n"),
    ];
    for (text, settings) in cases {
        std::fs::write(&path, &text).unwrap();
        std::fs::write(folder.path().join("whyfirst.toml"), &settings).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_whyfirst"))
            .args(["check", "--format", "json"])
            .arg(&path)
            .output()
            .unwrap();
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let checked: Vec<_> = report["notes"][0]["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| {
                (
                    it["rule"].clone(),
                    it["message"].clone(),
                    it["range"]["start"]["line"].as_u64().unwrap() - 1,
                )
            })
            .collect();
        let uri = format!("file://{}", path.display());
        let mut client = Client::with(full());
        client.open(&uri, &text);
        let shown: Vec<_> = client
            .diagnostics(&uri, 1)
            .iter()
            .map(|it| {
                (it["code"].clone(), it["message"].clone(), it["range"]["start"]["line"].as_u64().unwrap())
            })
            .collect();
        assert_eq!(checked, shown, "{settings}{text}");
        assert!(!shown.is_empty());
    }
}
