//! Whole sessions of real clients: a note is written, and at every step everything is asked.
//!
//! `clients/` holds what Neovim, VS Code's workbench, Emacs with eglot and Helix sent while one and the same note was typed into them by
//! key presses, undo and a moved line included: their `initialize`, the text that they opened, each of their changes (start line,
//! start character, end line, end character, text), and the text that was left in the editor.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::URI;
use crate::client::Client;

/// A text in the positions of an encoding.
struct Text {
    content: String,
    encoding: String,
}

impl Text {
    fn width(&self, text: &str) -> usize {
        match self.encoding.as_str() {
            "utf-8" => text.len(),
            "utf-32" => text.chars().count(),
            _ => text.encode_utf16().count(),
        }
    }

    /// The byte at a position, which has to be one of the text.
    fn offset(&self, line: u64, character: u64) -> usize {
        let mut lines = self.content.split_inclusive('\n');
        let before: usize = lines.by_ref().take(line as usize).map(str::len).sum();
        let text = lines.next().unwrap_or_default();
        let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
        let at = ends.into_iter().find(|&at| self.width(&text[..at]) == character as usize);
        before + at.unwrap_or_else(|| panic!("no {line}:{character} in {:?}", self.content))
    }

    fn position(&self, offset: usize) -> Value {
        let before = self.content.get(..offset).unwrap();
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        json!({"line": before.matches('\n').count(), "character": self.width(&before[start..])})
    }

    /// Makes a change as the client wrote it down; gives back the change of the protocol, and the byte at which it ends.
    fn change(&mut self, change: &Value) -> (Value, usize) {
        let at = |nth: usize| change[nth].as_u64().unwrap();
        let text = change[4].as_str().unwrap();
        let (start, end) = (self.offset(at(0), at(1)), self.offset(at(2), at(3)));
        self.content.replace_range(start..end, text);
        let range = json!({
            "start": {"line": at(0), "character": at(1)}, "end": {"line": at(2), "character": at(3)},
        });
        (json!({"range": range, "text": text}), start + text.len())
    }

    fn holds(&self, position: &Value) -> bool {
        let line = position["line"].as_u64().unwrap() as usize;
        let lines: Vec<&str> = self.content.split('\n').collect();
        let Some(text) = lines.get(line) else { return false };
        position["character"].as_u64().unwrap() as usize <= self.width(text)
    }

    fn holds_range(&self, range: &Value) -> bool {
        self.holds(&range["start"]) && self.holds(&range["end"])
    }
}

fn requests(position: &Value) -> Vec<(&'static str, Value)> {
    let document = json!({"uri": URI});
    let placed = json!({"textDocument": document, "position": position});
    let all = json!({"start": {"line": 0, "character": 0}, "end": {"line": 999, "character": 0}});
    let here = json!({"start": position, "end": position});
    let with = |more: Value| {
        let mut params = placed.clone();
        params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        params
    };
    vec![
        ("textDocument/completion", with(json!({"context": {"triggerKind": 1}}))),
        ("textDocument/completion", with(json!({"context": {"triggerKind": 2, "triggerCharacter": " "}}))),
        ("textDocument/inlineCompletion", with(json!({"context": {"triggerKind": 1}}))),
        ("textDocument/hover", placed.clone()),
        ("textDocument/definition", placed.clone()),
        ("textDocument/references", with(json!({"context": {"includeDeclaration": true}}))),
        ("textDocument/documentHighlight", placed.clone()),
        ("textDocument/selectionRange", json!({"textDocument": document, "positions": [position]})),
        ("textDocument/inlayHint", json!({"textDocument": document, "range": all})),
        (
            "textDocument/codeAction",
            json!({"textDocument": document, "range": here, "context": {"diagnostics": []}}),
        ),
        (
            "textDocument/codeAction",
            json!({"textDocument": document, "range": all, "context": {"diagnostics": [], "only": ["refactor", "source.fixAll"]}}),
        ),
        ("textDocument/codeLens", json!({"textDocument": document})),
        ("textDocument/documentSymbol", json!({"textDocument": document})),
        ("textDocument/diagnostic", json!({"textDocument": document})),
        ("workspace/symbol", json!({"query": "eval"})),
        ("workspace/diagnostic", json!({"previousResultIds": []})),
        ("workspace/executeCommand", json!({"command": "whyfirst.status", "arguments": [{"uri": URI}]})),
        ("workspace/executeCommand", json!({"command": "whyfirst.showReading", "arguments": [{"uri": URI}]})),
    ]
}

/// How the whole of what a request lists is asked for.
fn resolve(method: &str) -> Option<&'static str> {
    match method {
        "textDocument/completion" => Some("completionItem/resolve"),
        "textDocument/codeAction" => Some("codeAction/resolve"),
        "textDocument/inlayHint" => Some("inlayHint/resolve"),
        _ => None,
    }
}

/// Looks through an answer: every range in it lies in the text, every edit of a completion on one line.
fn check(method: &str, result: &Value, text: &Text, client: &str) {
    match result {
        Value::Array(items) => items.iter().for_each(|item| check(method, item, text, client)),
        Value::Object(fields) => {
            for (key, value) in fields {
                let ours = fields.get("uri").is_none_or(|uri| uri == URI);
                match key.as_str() {
                    "range" | "selectionRange" if ours => {
                        assert!(text.holds_range(value), "{client}: {method}: {value} in {:?}", text.content);
                    }
                    "textEdit" => {
                        let range = value.get("range").or(value.get("replace")).unwrap();
                        assert!(text.holds_range(range), "{client}: {value} in {:?}", text.content);
                        assert_eq!(range["start"]["line"], range["end"]["line"], "{client}: {value}");
                    }
                    "position" => assert!(text.holds(value), "{client}: {method}: {value}"),
                    // What comes back with the item is no business of the client.
                    "data" => continue,
                    _ => {}
                }
                check(method, value, text, client);
            }
        }
        _ => {}
    }
}

/// A server with the capabilities of a client, and the encoding of positions that they agree on.
fn greet(recorded: &Value) -> (Client, String) {
    let mut client = Client::start();
    client.obliging = true;
    let initialized = client.request(
        "initialize",
        json!({
            "processId": std::process::id(), "clientInfo": recorded["clientInfo"], "capabilities": recorded["capabilities"],
            "trace": "off", "initializationOptions": {"codeLens": {"enable": true}, "calm": 30},
        }),
    );
    client.notify("initialized", json!({}));
    let encoding = initialized["capabilities"]["positionEncoding"].as_str().unwrap().to_owned();
    (client, encoding)
}

/// An answer without what tells one version of a note from another.
fn lasting(mut answer: Value) -> Value {
    match &mut answer {
        Value::Array(items) => items.iter_mut().for_each(|it| *it = lasting(it.take())),
        Value::Object(fields) => {
            fields.retain(|key, _| !matches!(key.as_str(), "data" | "version" | "resultId"));
            fields.values_mut().for_each(|it| *it = lasting(it.take()));
        }
        _ => {}
    }
    answer
}

fn play(recorded: &str) {
    let recorded: Value = serde_json::from_str(recorded).unwrap();
    let name = recorded["clientInfo"]["name"].as_str().unwrap();
    let (mut client, encoding) = greet(&recorded);
    let mut text = Text { content: recorded["opened"].as_str().unwrap().to_owned(), encoding };
    client.open(URI, &text.content);
    let changes = recorded["changes"].as_array().unwrap();
    let (mut asked, mut resolved) = (0, BTreeSet::new());
    for (step, change) in changes.iter().enumerate() {
        let mut cursor = 0;
        let made = change.as_array().unwrap().iter().map(|change| {
            let (change, end) = text.change(change);
            cursor = end;
            change
        });
        let made: Vec<Value> = made.collect();
        client.change(URI, step as i64 + 2, made.into());
        let ids: Vec<(&str, i64)> = requests(&text.position(cursor))
            .into_iter()
            .map(|(method, params)| (method, client.ask(method, params)))
            .collect();
        for (method, id) in ids {
            let reply = client.reply(id);
            assert!(reply.get("error").is_none(), "{name}: {method} after {change}: {reply}");
            check(method, &reply["result"], &text, name);
            asked += 1;
            // What comes in a list is asked for as a whole, as when a person looks at it.
            let listed = reply["result"].get("items").unwrap_or(&reply["result"]);
            let (Some(resolve), Some(first)) = (resolve(method), listed.get(0)) else { continue };
            let id = client.ask(resolve, first.clone());
            let reply = client.reply(id);
            assert!(reply.get("error").is_none(), "{name}: {resolve} after {change}: {reply}");
            check(resolve, &reply["result"], &text, name);
            resolved.insert(resolve);
        }
    }
    assert!(asked > 600, "{asked}");
    assert_eq!(resolved.len(), 3, "{resolved:?}");
    assert_eq!(text.content, recorded["left"].as_str().unwrap());
    // A server that only sees what was left says the same of it, once nothing is held back any more.
    let (mut fresh, _) = greet(&recorded);
    fresh.open(URI, &text.content);
    for (method, params) in requests(&text.position(text.content.len())) {
        let afresh = lasting(fresh.request(method, params.clone()));
        let until = Instant::now() + Duration::from_secs(10);
        let mut now = lasting(client.request(method, params.clone()));
        while now != afresh && Instant::now() < until {
            now = lasting(client.request(method, params.clone()));
        }
        assert_eq!(now, afresh, "{name}: {method}");
    }
    // Whoever asks for diagnostics gets none unasked, and the others get them.
    let pulls = recorded["capabilities"]["textDocument"].get("diagnostic").is_some();
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": URI}}));
    client.request("shutdown", Value::Null);
    let pushed = client.notifications.iter().any(|it| it["method"] == "textDocument/publishDiagnostics");
    assert_eq!(pushed, !pulls, "{name}");
    client.notify("exit", Value::Null);
    assert_eq!(client.code(), Some(0), "{name}");
}

#[test]
fn visual_studio_code() {
    play(include_str!("clients/vscode.json"));
}

#[test]
fn neovim() {
    play(include_str!("clients/neovim.json"));
}

#[test]
fn emacs_with_eglot() {
    play(include_str!("clients/eglot.json"));
}

#[test]
fn helix() {
    play(include_str!("clients/helix.json"));
}

#[test]
fn what_is_offered_follows_what_the_client_can_do() {
    let offered = |recorded: &str| {
        let recorded: Value = serde_json::from_str(recorded).unwrap();
        let mut client = Client::start();
        client.request("initialize", json!({"processId": null, "capabilities": recorded["capabilities"]}))["capabilities"].clone()
    };
    let [vscode, helix, eglot] = [
        include_str!("clients/vscode.json"),
        include_str!("clients/helix.json"),
        include_str!("clients/eglot.json"),
    ]
    .map(offered);
    assert_eq!(vscode["diagnosticProvider"]["workspaceDiagnostics"], true);
    assert!(helix["diagnosticProvider"].is_object());
    assert_eq!(eglot["diagnosticProvider"], Value::Null);
    let encodings = [&vscode, &helix, &eglot].map(|offered| offered["positionEncoding"].as_str().unwrap());
    assert_eq!(encodings, ["utf-16", "utf-8", "utf-8"]);
    assert_eq!(vscode["completionProvider"]["allCommitCharacters"], Value::Null);
}
