//! Code actions: resolved late, disabled with a reason, named, and done whole.

use serde_json::{Value, json};

use crate::client::Client;
use crate::{NOTE, URI, apply, full};

const DISORDER: &str = "# Design an ad click predictor\n\n## Clarify requirements\nThe business goal is ad revenue.\n\n## Develop the model\nBaseline: logistic regression. Log loss.\n\n### Loss\nCross-entropy loss.\n\n## Prepare data\nImpression logs and click logs. A click is a positive label.\n";

fn able() -> Value {
    let mut capabilities = full();
    capabilities["textDocument"]["codeAction"] = json!({
        "dataSupport": true, "disabledSupport": true, "isPreferredSupport": true,
        "resolveSupport": {"properties": ["edit"]},
    });
    capabilities["workspace"]["workspaceEdit"]["changeAnnotationSupport"] = json!({});
    capabilities
}

fn actions(client: &mut Client, line: u32, only: &Value) -> Vec<Value> {
    let range = json!({"start": {"line": line, "character": 0}, "end": {"line": line, "character": 0}});
    let params =
        json!({"textDocument": {"uri": URI}, "range": range, "context": {"diagnostics": [], "only": only}});
    client.request("textDocument/codeAction", params).as_array().unwrap().clone()
}

fn titled<'a>(actions: &'a [Value], title: &str) -> &'a Value {
    actions.iter().find(|it| it["title"] == title).unwrap_or_else(|| panic!("{title} in {actions:?}"))
}

#[test]
fn the_steps_are_put_in_order_by_one_named_edit_that_comes_late() {
    let mut client = Client::with(able());
    client.open(URI, DISORDER);
    let found = actions(&mut client, 2, &json!(["refactor"]));
    let order = titled(&found, "Put the steps in order");
    assert_eq!(
        (&order["kind"], &order["edit"], &order["disabled"]),
        (&"refactor.rewrite".into(), &Value::Null, &Value::Null)
    );
    let resolved = client.request("codeAction/resolve", order.clone());
    let change = &resolved["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"]["version"], 1);
    let name = change["edits"][0]["annotationId"].as_str().unwrap();
    assert_eq!(resolved["edit"]["changeAnnotations"][name]["label"], "Put the steps in order");
    let after = apply(DISORDER, change["edits"].as_array().unwrap());
    let headings: Vec<_> = after.lines().filter(|line| line.starts_with('#')).collect();
    assert_eq!(
        headings,
        [
            "# Design an ad click predictor",
            "## Clarify requirements",
            "## Prepare data",
            "## Develop the model",
            "### Loss"
        ]
    );
    // In a note that has changed since, it would land in the wrong place.
    client.change(URI, 2, json!([{"text": format!("\n{DISORDER}")}]));
    let id = client.ask("codeAction/resolve", order.clone());
    assert_eq!(client.reply(id)["error"]["code"], -32801);
}

#[test]
fn what_cannot_be_done_says_why_to_those_who_ask_for_it() {
    let mut client = Client::with(able());
    client.open(URI, NOTE);
    let found = actions(&mut client, 0, &json!(["refactor"]));
    let order = titled(&found, "Put the steps in order");
    assert!(order["disabled"]["reason"].as_str().unwrap().starts_with("The steps stand in order"), "{order}");
    assert!(actions(&mut client, 0, &Value::Null).iter().all(|it| it["disabled"].is_null()));
    let mut plain = Client::with(full());
    plain.open(URI, NOTE);
    let found = actions(&mut plain, 0, &json!(["refactor"]));
    assert!(found.iter().all(|it| it["disabled"].is_null() && it["edit"].is_object()), "{found:?}");
}

#[test]
fn what_is_plainly_mistyped_is_fixed_at_once_and_steps_never_are() {
    let mut client = Client::with(full());
    let text = format!("---\nwhyfirst: {{ framework: ml-7-stepp, statsu: draft }}\n---\n{NOTE}");
    client.open(URI, &text);
    assert!(actions(&mut client, 1, &Value::Null).iter().all(|it| it["kind"] != "source.fixAll.whyfirst"));
    let found = actions(&mut client, 1, &json!(["source.fixAll"]));
    assert_eq!((found.len(), &found[0]["kind"]), (1, &"source.fixAll.whyfirst".into()));
    let after = apply(&text, found[0]["edit"]["documentChanges"][0]["edits"].as_array().unwrap());
    assert_eq!(after, text.replace("ml-7-stepp", "ml-7-step").replace("statsu", "status"));
}

#[test]
fn bold_lines_become_headings() {
    let mut client = Client::with(full());
    let text = "# Design an ad click predictor\n\n**Requirements**\nThe business goal is ad revenue.\n\n**Metrics:**\nROC AUC.\n";
    client.open(URI, text);
    let found = actions(&mut client, 2, &json!(["refactor.rewrite"]));
    let all = titled(&found, "Turn these bold lines into headings");
    let after = apply(text, all["edit"]["documentChanges"][0]["edits"].as_array().unwrap());
    assert_eq!(
        after,
        text.replace("**Requirements**", "## Requirements").replace("**Metrics:**", "## Metrics")
    );
    titled(&found, "Turn this bold line into a heading");
}
