//! Whole sessions with the capabilities of real clients: a note is written, and at every step everything is asked.
//!
//! `clients/neovim.json` and `clients/vscode.json` are what these clients say of themselves (Neovim 0.12, vscode-languageclient 11);
//! the others follow their published sources.

use serde_json::{Value, json};

use crate::client::Client;
use crate::{URI, at};

/// What is typed, a piece at a time. `<` takes a letter back, `^` goes to the note's beginning, `$` to its end.
const TYPED: &[&str] = &[
    "#",
    " ",
    "Design an ad",
    " click predictor 😀",
    "\n",
    "\n",
    "#",
    "# ",
    "1. Clarify requirements",
    "\n",
    "\n",
    "-",
    " ",
    "Goal: more ad revenue",
    "; 100M daily users 設",
    "\n",
    "- ",
    "50 ms at p99",
    "\n",
    "\n",
    "## 5. Eval",
    "uate",
    "\n",
    "log lo",
    "ss",
    " and ROC AUC",
    "\n",
    "```\n# no heading\n",
    "```\n",
    "<",
    "<",
    "\n",
    "**Data:**",
    "\n",
    "clicks",
    "^",
    "---\nwhyfirst: { ",
    "status: d",
    "raft }\n---\n",
    "$",
    "\n<!-- whyfirst: skip mo",
    "nitor -->\n",
    "| a | b |\n",
    "|---|---|\n",
    "[x](http",
    "://y)\n",
    "\r\n> quote\r\n",
];

/// The same text in the positions of an encoding.
struct Text {
    content: String,
    encoding: String,
}

impl Text {
    fn position(&self, offset: usize) -> Value {
        let before = self.content.get(..offset).unwrap();
        let line = before.matches('\n').count();
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let part = before.get(start..).unwrap();
        let character = match self.encoding.as_str() {
            "utf-8" => part.len(),
            "utf-32" => part.chars().count(),
            _ => part.encode_utf16().count(),
        };
        json!({"line": line, "character": character})
    }

    fn holds(&self, position: &Value) -> bool {
        let line = position["line"].as_u64().unwrap() as usize;
        let lines: Vec<&str> = self.content.split('\n').collect();
        let Some(text) = lines.get(line) else { return false };
        let width = match self.encoding.as_str() {
            "utf-8" => text.len(),
            "utf-32" => text.chars().count(),
            _ => text.encode_utf16().count(),
        };
        position["character"].as_u64().unwrap() as usize <= width
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

fn play(client_file: &str) {
    let recorded: Value = serde_json::from_str(client_file).unwrap();
    let name = recorded["clientInfo"]["name"].as_str().unwrap().to_owned();
    let mut client = Client::start();
    client.obliging = true;
    let folder = tempfile::tempdir().unwrap();
    let root = format!("file://{}", folder.path().display());
    let initialized = client.request(
        "initialize",
        json!({
            "processId": std::process::id(), "clientInfo": recorded["clientInfo"], "capabilities": recorded["capabilities"],
            "rootUri": root, "workspaceFolders": [{"uri": root, "name": "notes"}], "trace": "off",
            "initializationOptions": {"codeLens": {"enable": true}, "calm": 30},
        }),
    );
    client.notify("initialized", json!({}));
    let encoding = initialized["capabilities"]["positionEncoding"].as_str().unwrap().to_owned();
    let mut text = Text { content: String::new(), encoding };
    client.open(URI, "");
    let mut cursor = 0;
    let mut asked = 0;
    for (step, piece) in TYPED.iter().enumerate() {
        let (range, new) = match *piece {
            "^" => {
                cursor = 0;
                continue;
            }
            "$" => {
                cursor = text.content.len();
                continue;
            }
            "<" => {
                let last = text.content.get(..cursor).unwrap().chars().next_back().unwrap();
                (cursor - last.len_utf8()..cursor, "")
            }
            piece => (cursor..cursor, piece),
        };
        let positions = json!({"start": text.position(range.start), "end": text.position(range.end)});
        text.content.replace_range(range.clone(), new);
        cursor = range.start + new.len();
        client.change(URI, step as i64 + 2, json!([{"range": positions, "text": new}]));
        let ids: Vec<(&str, i64)> = requests(&text.position(cursor))
            .into_iter()
            .map(|(method, params)| (method, client.ask(method, params)))
            .collect();
        for (method, id) in ids {
            let reply = client.reply(id);
            assert!(reply.get("error").is_none(), "{name}: {method} after {piece:?}: {reply}");
            check(method, &reply["result"], &text, &name);
            asked += 1;
        }
    }
    assert!(asked > 700, "{asked}");
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
    let offered = |file: &str| {
        let recorded: Value = serde_json::from_str(file).unwrap();
        let mut client = Client::start();
        client.request("initialize", json!({"processId": null, "capabilities": recorded["capabilities"]}))["capabilities"].clone()
    };
    let (vscode, helix) =
        (offered(include_str!("clients/vscode.json")), offered(include_str!("clients/helix.json")));
    assert_eq!(vscode["diagnosticProvider"]["workspaceDiagnostics"], true);
    assert_eq!(helix["diagnosticProvider"], Value::Null);
    assert_eq!(
        (&vscode["positionEncoding"], &helix["positionEncoding"]),
        (&"utf-16".into(), &"utf-8".into())
    );
    assert_eq!(vscode["completionProvider"]["allCommitCharacters"], Value::Null);
    // A position that `at` makes is understood by all of them.
    assert!(at(0, 0)["position"].is_object());
}
