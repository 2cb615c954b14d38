//! Practising against the clock, as a client meets it. What the clock says is tested in `server/assist/src/practice`, with a clock of its own.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::client::Client;
use crate::{NOTE, URI, full};

/// A server that keeps its data in a folder, with a client that shows progress.
fn server(data: &Path, settings: Value) -> Client {
    let mut capabilities = full();
    capabilities["window"] = json!({"workDoneProgress": true});
    let mut client = Client::start_with(&[("XDG_DATA_HOME", data.to_str().unwrap())]);
    let params = json!({"processId": null, "rootUri": null, "capabilities": capabilities, "initializationOptions": settings});
    client.request("initialize", params);
    client.notify("initialized", json!({}));
    client.open(URI, NOTE);
    client.diagnostics(URI, 1);
    client
}

fn progress(client: &mut Client, kind: &str) -> Value {
    client.wait(&format!("the {kind} of the progress"), |message| {
        message["method"] == "$/progress" && message["params"]["value"]["kind"] == kind
    })
}

fn hints(client: &mut Client) -> Vec<String> {
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}});
    let hints =
        client.request("textDocument/inlayHint", json!({"textDocument": {"uri": URI}, "range": range}));
    let text = |label: &Value| match label {
        Value::String(text) => text.clone(),
        parts => parts.as_array().unwrap().iter().map(|part| part["value"].as_str().unwrap()).collect(),
    };
    hints.as_array().unwrap().iter().map(|hint| text(&hint["label"])).collect()
}

#[test]
fn a_practice_is_shown_summed_up_and_recorded() {
    let data = tempfile::tempdir().unwrap();
    let mut client = server(data.path(), json!({"calm": 0}));
    let begun =
        client.command("whyfirst.practice.start", json!({"uri": URI, "minutes": 30, "level": "staff"}));
    assert_eq!((&begun["minutes"], &begun["framework"]), (&30.into(), &"ml-7-step".into()));
    let created = client.serve("window/workDoneProgress/create", &Value::Null);
    let begin = progress(&mut client, "begin");
    assert_eq!(begin["params"]["token"], created["token"]);
    let value = &begin["params"]["value"];
    assert_eq!(
        (&value["message"], &value["percentage"], &value["cancellable"]),
        (&"30 min left · time for: Clarify requirements".into(), &0.into(), &true.into())
    );
    // Something is written in the evaluation.
    let place = json!({"start": {"line": 6, "character": 0}, "end": {"line": 6, "character": 0}});
    client.change(URI, 2, json!([{"range": place, "text": "By slice. "}]));
    client.diagnostics(URI, 2);
    let report = progress(&mut client, "report");
    let message = report["params"]["value"]["message"].as_str().unwrap();
    assert_eq!(message, "30 min left · time for: Clarify requirements (you are ahead, in: Evaluate)");
    let shown = hints(&mut client);
    assert!(
        shown.iter().filter(|hint| hint.starts_with("0 of ") && hint.ends_with(" min")).count() == 2,
        "{shown:?}"
    );
    // VS Code shows some forty characters a line: the time comes first, and what is open waits.
    let time = shown.iter().position(|hint| hint.ends_with(" min")).unwrap();
    assert!(shown.iter().skip(time).any(|hint| hint.contains('/')), "{shown:?}");
    assert!(!shown.iter().any(|hint| hint.contains("open:")), "{shown:?}");

    let stopped = client.command("whyfirst.practice.stop", json!({}));
    let said = client.wait("what it came to", |message| message["method"] == "window/showMessage");
    let sentence = said["params"]["message"].as_str().unwrap();
    assert!(sentence.starts_with("Practised 0 of 30 min: 2 of 7 steps and "), "{sentence}");
    assert!(stopped["title"].as_str().unwrap().starts_with("practised 0 of 30 min · "), "{stopped}");
    assert!(stopped["markdown"].as_str().unwrap().contains("| Evaluate |"), "{stopped}");
    progress(&mut client, "end");
    assert!(!hints(&mut client).iter().any(|hint| hint.contains("practised")), "only on demand");
    let summed = client.command("whyfirst.practice.summary", json!({"uri": URI}));
    assert_eq!(summed, stopped);
    assert!(hints(&mut client).iter().any(|hint| *hint == *stopped["title"].as_str().unwrap()));

    let history = fs::read_to_string(data.path().join("whyfirst/practice.jsonl")).unwrap();
    let record: Value = serde_json::from_str(history.trim_end()).unwrap();
    assert_eq!(
        (&record["version"], &record["path"], &record["problem"], &record["level"], &record["minutes"]),
        (&1.into(), &URI.into(), &"ad-click-prediction".into(), &"staff".into(), &30.into())
    );
    assert!(record["covered"].as_u64().unwrap() > 0 && record["steps"].as_array().unwrap().len() == 7);
    assert_eq!(client.command("whyfirst.practice.stop", json!({})), Value::Null);
}

#[test]
fn taking_the_progress_back_stops_the_practice_and_no_record_is_kept_if_none_is_wanted() {
    let data = tempfile::tempdir().unwrap();
    let mut client = server(data.path(), json!({"calm": 0, "practice": {"history": false}}));
    client.command("whyfirst.practice.start", json!({}));
    let created = client.serve("window/workDoneProgress/create", &Value::Null);
    let begin = progress(&mut client, "begin");
    assert_eq!(begin["params"]["value"]["title"], "Practice, 45 min");
    client.notify("window/workDoneProgress/cancel", json!({"token": created["token"]}));
    progress(&mut client, "end");
    assert_eq!(client.command("whyfirst.practice.stop", json!({})), Value::Null);
    assert!(!data.path().join("whyfirst").exists());
}

#[test]
fn a_wish_that_makes_no_sense_is_refused() {
    let data = tempfile::tempdir().unwrap();
    let mut client = server(data.path(), json!({"calm": 0}));
    for (wish, said) in [
        (json!({"minutes": 0}), "at least one minute"),
        (json!({"level": "boss"}), "there is no level `boss`"),
        (json!({"framework": "no-such"}), "there is no framework `no-such`"),
        (json!({"minuets": 3}), "minuets"),
    ] {
        let id = client.ask(
            "workspace/executeCommand",
            json!({"command": "whyfirst.practice.start", "arguments": [wish]}),
        );
        let reply = client.reply(id);
        assert!(reply["error"]["message"].as_str().unwrap().contains(said), "{reply}");
    }
    assert_eq!(client.command("whyfirst.practice.summary", json!({"uri": URI})), Value::Null);
}

#[test]
fn hints_show_the_time_as_soon_as_the_clock_runs() {
    let mut capabilities = full();
    capabilities["workspace"]["inlayHint"] = json!({"refreshSupport": true});
    let mut client = Client::with(capabilities);
    client.open(URI, NOTE);
    assert!(!hints(&mut client).iter().any(|hint| hint.starts_with("0 of ")));
    let id = client.ask(
        "workspace/executeCommand",
        json!({"command": "whyfirst.practice.start", "arguments": [{"uri": URI, "minutes": 30}]}),
    );
    client.serve("workspace/inlayHint/refresh", &Value::Null);
    client.reply(id);
    assert!(hints(&mut client).iter().any(|hint| hint.starts_with("0 of ")));
}
