//! Diagnostics for clients that ask for them.

use serde_json::{Value, json};

use crate::client::Client;
use crate::{NOTE, URI, full};

fn pulling() -> Value {
    let mut capabilities = full();
    capabilities["textDocument"]["diagnostic"] = json!({"relatedInformation": true, "dataSupport": true, "tagSupport": {"valueSet": [1, 2]}, "codeDescriptionSupport": true});
    capabilities["workspace"]["diagnostics"] = json!({"refreshSupport": true});
    capabilities
}

fn pull(client: &mut Client, known: &Value) -> Value {
    client
        .request("textDocument/diagnostic", json!({"textDocument": {"uri": URI}, "previousResultId": known}))
}

#[test]
fn the_same_diagnostics_are_sent_once_and_none_are_pushed() {
    let mut client = Client::with(pulling());
    client.open(URI, NOTE);
    let first = pull(&mut client, &Value::Null);
    assert_eq!((&first["kind"], first["items"].as_array().unwrap().len()), (&"full".into(), 3));
    let again = pull(&mut client, &first["resultId"]);
    assert_eq!(again, json!({"kind": "unchanged", "resultId": first["resultId"]}));
    // A change that moves nothing and changes no finding leaves them as they are; one that does is told.
    client.change(URI, 2, json!([{"text": format!("{NOTE}\nMore.\n")}]));
    assert_eq!(pull(&mut client, &first["resultId"])["kind"], "unchanged");
    client.change(URI, 3, json!([{"text": format!("\n{NOTE}")}]));
    let moved = pull(&mut client, &first["resultId"]);
    assert_eq!((&moved["kind"], &moved["items"][0]["range"]["start"]["line"]), (&"full".into(), &6.into()));
    assert!(client.notifications.iter().all(|it| it["method"] != "textDocument/publishDiagnostics"));
}

#[test]
fn diagnostics_have_pages_data_and_tags() {
    let mut client = Client::with(pulling());
    client.open(URI, &format!("{NOTE}\n<!-- whyfirst: allow stops-at-evaluation -->\n"));
    let items = pull(&mut client, &Value::Null)["items"].as_array().unwrap().clone();
    let skipped = items.iter().find(|it| it["code"] == "skipped-step").unwrap();
    let page =
        skipped["codeDescription"]["href"].as_str().unwrap().strip_prefix("file://").unwrap().to_owned();
    let page = std::fs::read_to_string(page).unwrap();
    assert!(page.starts_with("# skipped-step\n"), "{page}");
    assert!(skipped["data"]["fixes"][0].as_str().unwrap().starts_with("Insert “"), "{skipped}");
    assert_eq!(skipped["tags"], Value::Null);
    let unused = items.iter().find(|it| it["code"] == "unused-suppression").unwrap();
    assert_eq!(unused["tags"], json!([1]));
}

#[test]
fn there_are_no_pages_where_none_can_be_written() {
    let mut client = Client::start_with(&[("XDG_CACHE_HOME", "/dev/null/no")]);
    client.request("initialize", json!({"capabilities": pulling(), "initializationOptions": {"calm": 0}}));
    client.notify("initialized", json!({}));
    client.open(URI, NOTE);
    let items = pull(&mut client, &Value::Null)["items"].clone();
    assert_eq!((items.as_array().unwrap().len(), &items[0]["codeDescription"]), (3, &Value::Null));
}

#[test]
fn the_workspace_is_told_of_part_by_part() {
    let folder = tempfile::tempdir().unwrap();
    for at in 0..40 {
        std::fs::write(folder.path().join(format!("{at:02}.md")), NOTE).unwrap();
    }
    std::fs::write(folder.path().join("readme.md"), "# Shopping\n").unwrap();
    let mut client = Client::start();
    let root = format!("file://{}", folder.path().display());
    client.request(
        "initialize",
        json!({"capabilities": pulling(), "workspaceFolders": [{"uri": root, "name": "n"}]}),
    );
    client.notify("initialized", json!({}));
    client.serve("workspace/diagnostic/refresh", &Value::Null);
    let whole = client.request("workspace/diagnostic", json!({"previousResultIds": []}));
    assert_eq!(whole["items"].as_array().unwrap().len(), 40);

    let ids: Vec<_> = whole["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| json!({"uri": it["uri"], "value": it["resultId"]}))
        .collect();
    let id = client.ask(
        "workspace/diagnostic",
        json!({"previousResultIds": ids, "partialResultToken": "part", "workDoneToken": "work"}),
    );
    let reply = client.reply(id);
    let progress = |token: &str| -> Vec<Value> {
        let told = client
            .notifications
            .iter()
            .filter(|it| it["method"] == "$/progress" && it["params"]["token"] == token);
        told.map(|it| it["params"]["value"].clone()).collect()
    };
    let parts = progress("part");
    assert!(parts.len() > 1, "{parts:?}");
    let told: Vec<&Value> = parts
        .iter()
        .flat_map(|part| part["items"].as_array().unwrap())
        .chain(reply["result"]["items"].as_array().unwrap())
        .collect();
    assert_eq!(told.len(), 40);
    assert!(told.iter().all(|it| it["kind"] == "unchanged"), "{told:?}");
    let work = progress("work");
    assert_eq!((&work[0]["kind"], &work.last().unwrap()["kind"]), (&"begin".into(), &"end".into()));
}
