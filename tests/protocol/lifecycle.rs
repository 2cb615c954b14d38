//! Start, end, rubbish and cancellation.

use serde_json::{Value, json};

use crate::client::Client;
use crate::{NOTE, URI, full};

#[test]
fn the_exit_code_tells_whether_a_shutdown_came_first() {
    let mut client = Client::with(full());
    client.request("shutdown", Value::Null);
    client.notify("exit", Value::Null);
    assert_eq!(client.code(), Some(0));
    let mut client = Client::with(full());
    client.notify("exit", Value::Null);
    assert_eq!(client.code(), Some(1));
    let mut client = Client::with(full());
    client.close_input();
    assert_eq!(client.code(), Some(1));
    let mut client = Client::with(full());
    client.request("shutdown", Value::Null);
    client.close_input();
    assert_eq!(client.code(), Some(0));
}

#[test]
fn the_server_ends_with_its_client() {
    let mut other = std::process::Command::new("sleep").arg("100").spawn().unwrap();
    let mut client = Client::start();
    client.request("initialize", json!({"processId": other.id(), "capabilities": {}}));
    other.kill().unwrap();
    other.wait().unwrap();
    assert_eq!(client.code(), Some(1));
}

#[test]
fn rubbish_is_answered_and_survived() {
    let mut client = Client::with(full());
    let is_error = |code: i64| move |message: &Value| message["error"]["code"] == code;
    for body in ["{", "[]", "1", "\"x\"", "{}", "{\"id\":1.5,\"jsonrpc\":\"2.0\"}", "\u{0}"] {
        client.raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
        client.wait(body, |message| message["error"]["code"] == -32700 || message["error"]["code"] == -32600);
    }
    client.raw(b"Content-Length: 2\r\n\r\n\xff\xff");
    client.wait("bytes that are no UTF-8", is_error(-32700));
    client.raw(b"rubbish\r\nContent-Length: x\r\n\r\n");
    client.wait("a length that is none", is_error(-32700));
    for method in ["no/suchMethod", "$/noSuchMethod"] {
        let id = client.ask(method, json!({}));
        assert_eq!(client.reply(id)["error"]["code"], -32601);
    }
    client.notify("$/noSuchNotification", json!({}));
    let id = client.ask("textDocument/hover", json!({"textDocument": 5}));
    assert_eq!(client.reply(id)["error"]["code"], -32602);
    // And then all is well.
    client.open(URI, NOTE);
    assert_eq!(client.diagnostics(URI, 1).len(), 3);
}

#[test]
fn whatever_is_offered_is_answered() {
    let mut client = Client::start();
    let mut abilities = full();
    abilities["textDocument"]["diagnostic"] = json!({});
    let offered = client.request("initialize", json!({"capabilities": abilities}))["capabilities"].clone();
    let mut methods = Vec::new();
    for (key, options) in offered.as_object().unwrap() {
        let Some(kind) = key.strip_suffix("Provider") else { continue };
        methods.push(match kind {
            "workspaceSymbol" => "workspace/symbol".to_owned(),
            "executeCommand" => "workspace/executeCommand".to_owned(),
            _ => format!("textDocument/{kind}"),
        });
        let item = if kind == "completion" { "completionItem" } else { kind };
        methods.extend((options["resolveProvider"] == true).then(|| format!("{item}/resolve")));
        methods.extend((options["workspaceDiagnostics"] == true).then(|| format!("workspace/{kind}")));
    }
    assert!(methods.len() > 15, "{methods:?}");
    for method in methods {
        let id = client.ask(&method, json!({"command": 1, "query": 1}));
        let error = client.reply(id)["error"]["code"].clone();
        assert_eq!(error, -32602, "{method}");
    }
}

#[test]
fn before_initialize_nothing_is_answered_but_with_an_error() {
    let mut client = Client::start();
    let id = client.ask(
        "textDocument/hover",
        json!({"textDocument": {"uri": URI}, "position": {"line": 0, "character": 0}}),
    );
    assert_eq!(client.reply(id)["error"]["code"], -32002);
    client.request("initialize", json!({"capabilities": {}}));
}

#[test]
fn unknown_enum_values_and_odd_uris_are_fine() {
    let mut client = Client::start();
    let capabilities = json!({"textDocument": {"foldingRange": {"foldingRangeKind": {"valueSet": ["new"]}}}, "workspace": {"workspaceEdit": {"failureHandling": "other", "resourceOperations": ["x"]}}, "general": {"positionEncodings": ["ebcdic"]}});
    let result = client.request(
        "initialize",
        json!({"processId": null, "rootUri": "", "trace": "compact", "capabilities": capabilities}),
    );
    assert_eq!(result["capabilities"]["positionEncoding"], "utf-16");
    client.notify("initialized", json!({}));
    for uri in [
        "file:///x/a b.md",
        "file:///é設.md",
        "file:///[x].md",
        "file:///x/../y.md",
        "untitled:Untitled-1",
        "FILE://localhost/a|b.md",
    ] {
        client.notify(
            "textDocument/didOpen",
            json!({"textDocument": {"uri": uri, "languageId": "markdown", "version": 1, "text": NOTE}}),
        );
        assert_eq!(client.diagnostics(uri, 1).len(), 3, "{uri}");
    }
}

#[test]
fn each_request_gets_one_answer_also_when_it_is_cancelled() {
    let mut client = Client::with(full());
    client.open(URI, &NOTE.repeat(50));
    let ids: Vec<_> = (0..200)
        .map(|_| client.ask("textDocument/documentSymbol", json!({"textDocument": {"uri": URI}})))
        .collect();
    for id in ids.iter().step_by(2) {
        client.notify("$/cancelRequest", json!({"id": id}));
    }
    for id in ids {
        let reply = client.reply(id);
        assert!(reply.get("result").is_some() || reply["error"]["code"] == -32800, "{reply}");
    }
    // Nothing is answered twice.
    client.request("textDocument/documentSymbol", json!({"textDocument": {"uri": URI}}));
    assert!(
        client.notifications.iter().all(|message| message.get("id").is_none()),
        "{:?}",
        client.notifications
    );
}

#[test]
fn edits_of_unknown_notes_and_positions_outside_are_survived() {
    let mut client = Client::with(full());
    client.change("file:///nowhere.md", 2, json!([{"text": "x"}]));
    client.open(URI, NOTE);
    let far = json!({"start": {"line": 7, "character": 900}, "end": {"line": 4_000_000, "character": 0}});
    let turned = json!({"start": {"line": 3, "character": 0}, "end": {"line": 1, "character": 0}});
    client.change(URI, 2, json!([{"range": far, "text": "\n\nmore"}, {"range": turned, "text": ""}]));
    client.diagnostics(URI, 2);
}
