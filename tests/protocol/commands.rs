//! The commands, as any client can run them.

use serde_json::{Value, json};

use crate::client::Client;
use crate::{NOTE, URI, apply, full};

#[test]
fn every_command_is_offered() {
    let mut client = Client::start();
    let result = client.request("initialize", json!({"capabilities": {}}));
    let offered = result["capabilities"]["executeCommandProvider"]["commands"].as_array().unwrap().clone();
    for name in [
        "newAnswer",
        "insertMissingSteps",
        "showReading",
        "status",
        "setFrontMatter",
        "explain",
        "list",
        "restartAnalysis",
    ] {
        assert!(offered.contains(&json!(format!("whyfirst.{name}"))), "{name} in {offered:?}");
    }
}

#[test]
fn a_new_answer_is_given_back_or_put_into_a_new_file() {
    let mut client = Client::with(full());
    let begun = client
        .command("whyfirst.newAnswer", json!({"title": "Design YouTube recommendations", "minutes": 45}));
    assert_eq!(
        (&begun["title"], &begun["written"]),
        (&"Design YouTube recommendations".into(), &false.into())
    );
    let text = begun["text"].as_str().unwrap();
    assert!(
        text.starts_with("---\nwhyfirst: { minutes: 45 }\n---\n# Design YouTube recommendations\n"),
        "{text}"
    );
    assert!(begun["snippet"].as_str().unwrap().contains("${1:"), "{begun}");

    let problem = json!({"problem": "ad-click-prediction", "uri": "file:///notes/new.md"});
    let (begun, edit) = client.command_with_edit("whyfirst.newAnswer", &problem);
    assert_eq!(begun["written"], true);
    assert_eq!(edit["documentChanges"][0], json!({"kind": "create", "uri": "file:///notes/new.md"}));
    assert_eq!(edit["documentChanges"][1]["edits"][0]["newText"], begun["text"]);

    // A note in which something stands is never overwritten.
    client.open(URI, NOTE);
    let argument = json!({"problem": "ad-click-prediction", "uri": URI});
    let id = client
        .ask("workspace/executeCommand", json!({"command": "whyfirst.newAnswer", "arguments": [argument]}));
    assert_eq!(
        client.reply(id)["error"]["message"],
        "there is something in that note already; nothing was written"
    );

    // A client that cannot create files gets the text all the same.
    let mut plain = Client::with(json!({}));
    let begun =
        plain.command("whyfirst.newAnswer", json!({"uri": "file:///notes/new.md", "framework": "ml-9-step"}));
    assert_eq!(begun["written"], false);
    assert!(
        begun["text"]
            .as_str()
            .unwrap()
            .starts_with("---\nwhyfirst: { framework: ml-9-step }\n---\n# Design …\n"),
        "{begun}"
    );
}

#[test]
fn missing_steps_are_put_in_by_one_edit() {
    let mut client = Client::with(full());
    client.open(URI, NOTE);
    let (count, edit) = client.command_with_edit("whyfirst.insertMissingSteps", &json!({"uri": URI}));
    assert_eq!(count, 5);
    assert_eq!(edit["documentChanges"][0]["textDocument"], json!({"uri": URI, "version": 1}));
    let after = apply(NOTE, edit["documentChanges"][0]["edits"].as_array().unwrap());
    let headings: Vec<_> = after.lines().filter(|line| line.starts_with("## ")).collect();
    assert_eq!(headings.len(), 7, "{headings:?}");
    client.change(URI, 2, json!([{"text": after}]));
    assert_eq!(client.command("whyfirst.insertMissingSteps", json!({"uri": URI})), 0);
}

#[test]
fn status_and_reading_say_how_a_note_stands() {
    let mut client = Client::with(full());
    client.open(URI, NOTE);
    let status = client.command("whyfirst.status", json!({"uri": URI}));
    assert_eq!(
        status,
        json!({
            "designNote": true, "because": "the title asks a design question",
            "framework": {"id": "ml-7-step", "title": "ML 7-step"},
            "problem": {"id": "ad-click-prediction", "title": "Ad click prediction"},
            "status": "draft", "covered": status["covered"], "total": 7, "findings": 3,
            "next": {"id": "serve", "title": "Deploy and serve"},
        })
    );
    let page = client.command("whyfirst.showReading", json!({"uri": URI}));
    assert_eq!(page["title"], "Design an ad click predictor");
    assert!(page["markdown"].as_str().unwrap().contains("“Develop the model” is skipped"), "{page}");

    client.open("file:///shopping.md", "# Shopping\n");
    let other = client.command("whyfirst.status", json!({"uri": "file:///shopping.md"}));
    assert_eq!(
        (&other["designNote"], &other["framework"], &other["total"]),
        (&false.into(), &Value::Null, &0.into())
    );
}

#[test]
fn the_status_is_set_in_the_front_matter_and_read_from_there() {
    let mut client = Client::with(full());
    client.open(URI, NOTE);
    let argument = json!({"uri": URI, "status": "done"});
    let (_, edit) = client.command_with_edit("whyfirst.setFrontMatter", &argument);
    let after = apply(NOTE, edit["documentChanges"][0]["edits"].as_array().unwrap());
    assert!(after.starts_with("---\nwhyfirst: { status: done }\n---\n# Design"), "{after}");
    client.change(URI, 2, json!([{"text": after}]));
    assert_eq!(client.command("whyfirst.status", json!({"uri": URI}))["status"], "done");
    // What is so already needs no edit.
    assert_eq!(client.command("whyfirst.setFrontMatter", argument), Value::Null);
}

#[test]
fn terms_are_explained_and_the_guide_is_listed() {
    let mut client = Client::with(full());
    let card = client.command("whyfirst.explain", json!({"term": "ndcg"}));
    assert_eq!(card["title"], "NDCG");
    assert!(card["markdown"].as_str().unwrap().starts_with("### NDCG"), "{card}");
    assert_eq!(client.command("whyfirst.explain", json!({"term": "no such thing at all"})), Value::Null);
    for (kind, id) in [
        ("frameworks", "ml-7-step"),
        ("problems", "ad-click-prediction"),
        ("concepts", "ndcg"),
        ("rules", "skipped-step"),
    ] {
        let rows = client.command("whyfirst.list", json!({"kind": kind}));
        let row = rows.as_array().unwrap().iter().find(|row| row["id"] == id).unwrap();
        assert!(row["title"].is_string() && row["detail"].is_string(), "{row}");
    }
    // Whoever searches a menu for what an interviewer asked finds it.
    let problems = client.command("whyfirst.list", json!({"kind": "problems"}));
    let asked = |row: &&Value| row["detail"].as_str().unwrap().contains("YouTube");
    assert_eq!(problems.as_array().unwrap().iter().find(asked).unwrap()["id"], "video-recommendation");
}

#[test]
fn what_cannot_be_run_is_told_and_analysis_can_be_restarted() {
    let mut client = Client::with(full());
    for (command, arguments, code) in [
        ("whyfirst.noSuch", json!([{}]), -32602),
        ("whyfirst.status", json!([]), -32602),
        ("whyfirst.status", json!([{"uri": 5}]), -32602),
        ("whyfirst.status", json!([{"uri": "file:///closed.md"}]), -32803),
        ("whyfirst.list", json!([{"kind": "cakes"}]), -32602),
        ("whyfirst.newAnswer", json!([{"problem": "no-such"}]), -32602),
        ("whyfirst.setFrontMatter", json!([{"uri": URI}]), -32602),
    ] {
        let id = client.ask("workspace/executeCommand", json!({"command": command, "arguments": arguments}));
        let reply = client.reply(id);
        assert_eq!(reply["error"]["code"], code, "{command} {arguments}: {reply}");
    }
    client.open(URI, NOTE);
    let before = client.diagnostics(URI, 1);
    assert_eq!(client.command("whyfirst.restartAnalysis", json!({})), Value::Null);
    assert_eq!(client.diagnostics(URI, 1), before);
}
