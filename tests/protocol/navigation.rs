//! Definition, references, highlights, selections, symbols, lenses, ghost text.

use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};

use crate::client::Client;
use crate::{NOTE, URI, at, full};

fn text_of(location: &Value) -> String {
    std::fs::read_to_string(location["uri"].as_str().unwrap().strip_prefix("file://").unwrap()).unwrap()
}

#[test]
fn a_term_leads_to_its_card_and_a_title_to_its_brief() {
    let mut client = Client::with(full());
    client.open(URI, NOTE);
    let card = client.request("textDocument/definition", at(6, 20));
    assert!(text_of(&card).starts_with("# Log loss\n"), "{card}");
    let brief = client.request("textDocument/definition", at(0, 12));
    assert!(text_of(&brief).starts_with("# Ad click prediction\n"), "{brief}");
    assert_eq!(client.request("textDocument/definition", at(3, 1)), Value::Null);
    // A second time it is the same file.
    assert_eq!(client.request("textDocument/definition", at(6, 20)), card);
}

#[test]
fn where_no_card_can_be_written_all_else_goes_on() {
    // No folder can be made below a file, whoever asks.
    goes_on_without_cards(Client::start_with(&[("XDG_CACHE_HOME", env!("CARGO_BIN_EXE_whyfirst"))]));
}

/// A disk is full for a server that may write no byte to a file, though it may make one.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_no_piece_of_a_card() {
    let cache = tempfile::tempdir().unwrap();
    let full_up = format!("trap '' XFSZ; ulimit -f 0; exec {} lsp", env!("CARGO_BIN_EXE_whyfirst"));
    let variables = [("XDG_CACHE_HOME", cache.path().to_str().unwrap())];
    goes_on_without_cards(Client::start_by(Command::new("sh").args(["-c", &full_up]), &variables));
    // The folder was made, so it was the writing that failed.
    let folder = cache.path().join("whyfirst").join(env!("CARGO_PKG_VERSION")).join("concepts");
    let left: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(left, Vec::<PathBuf>::new());
}

fn goes_on_without_cards(mut client: Client) {
    client.request("initialize", json!({"capabilities": full()}));
    client.notify("initialized", json!({}));
    client.open(URI, NOTE);
    assert_eq!(client.request("textDocument/definition", at(6, 20)), Value::Null);
    let hover = client.request("textDocument/hover", at(6, 20));
    assert!(hover["contents"]["value"].as_str().unwrap().contains("Log loss"), "{hover}");
}

#[test]
fn a_concept_is_found_in_the_note_and_in_others() {
    let mut client = Client::with(full());
    client.open(URI, &format!("{NOTE}\nWe watch log loss 😀 log loss.\n"));
    client.open("file:///notes/other.md", NOTE);
    client.open("file:///notes/shopping.md", "# Shopping\n\nlog loss\n");
    let lights = client.request("textDocument/documentHighlight", at(6, 20));
    let places: Vec<_> = lights
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            (
                it["range"]["start"]["line"].as_u64().unwrap(),
                it["range"]["start"]["character"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(places, [(6, 17), (8, 9), (8, 21)]);
    let mut params = at(6, 20);
    params["context"] = json!({"includeDeclaration": false});
    let found = client.request("textDocument/references", params.clone());
    let uris: Vec<_> = found.as_array().unwrap().iter().map(|it| it["uri"].as_str().unwrap()).collect();
    assert_eq!(uris, [URI, URI, URI, "file:///notes/other.md"]);
    params["context"] = json!({"includeDeclaration": true});
    assert_eq!(client.request("textDocument/references", params).as_array().unwrap().len(), 5);
}

#[test]
fn selections_grow_from_the_section_to_the_note() {
    let mut client = Client::with(full());
    client.open(URI, NOTE);
    let params = json!({"textDocument": {"uri": URI}, "positions": [{"line": 3, "character": 4}, {"line": 6, "character": 0}]});
    let found = client.request("textDocument/selectionRange", params);
    assert_eq!(found[0]["range"]["start"], json!({"line": 2, "character": 0}));
    let mut outer = &found[0];
    while outer["parent"].is_object() {
        outer = &outer["parent"];
    }
    assert_eq!(
        outer["range"],
        json!({"start": {"line": 0, "character": 0}, "end": {"line": 7, "character": 0}})
    );
    assert_eq!(found.as_array().unwrap().len(), 2);
}

#[test]
fn symbols_hold_what_is_settled_and_are_found_across_notes() {
    let mut client = Client::with(full());
    client.open(URI, NOTE);
    let symbols = client.request("textDocument/documentSymbol", json!({"textDocument": {"uri": URI}}));
    let children: Vec<_> =
        symbols[1]["children"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert!(children.contains(&"Offline metric"), "{children:?}");
    assert!(symbols[1]["detail"].as_str().unwrap().contains('/'), "{symbols}");
    client.open("file:///notes/other.md", &NOTE.replace("ad click predictor", "video recommender"));
    let found = client.request("workspace/symbol", json!({"query": "evalvideo"}));
    assert_eq!(found.as_array().unwrap().len(), 1, "{found}");
    assert_eq!(
        (&found[0]["name"], &found[0]["containerName"], &found[0]["location"]["uri"]),
        (&"Evaluate".into(), &"Design an video recommender".into(), &"file:///notes/other.md".into())
    );
    assert_eq!(client.request("workspace/symbol", json!({"query": ""})).as_array().unwrap().len(), 4);
    assert_eq!(client.request("workspace/symbol", json!({"query": "zzz"})), json!([]));
}

#[test]
fn lenses_are_off_until_they_are_wanted_and_bring_their_command() {
    let mut client = Client::with(full());
    client.open(URI, NOTE);
    let params = json!({"textDocument": {"uri": URI}});
    assert_eq!(client.request("textDocument/codeLens", params.clone()), json!([]));
    client.notify("workspace/didChangeConfiguration", json!({"settings": {"codeLens": {"enable": true}}}));
    let lenses = client.request("textDocument/codeLens", params);
    assert!(lenses[0]["command"]["title"].as_str().unwrap().contains("/7 steps · 3 findings"), "{lenses}");
    assert_eq!(lenses[0]["command"]["arguments"], json!([{"uri": URI}]));
    let shown = client.command(
        lenses[0]["command"]["command"].as_str().unwrap(),
        lenses[0]["command"]["arguments"][0].clone(),
    );
    assert!(shown["markdown"].is_string());
}

#[test]
fn an_empty_bullet_shows_the_next_prompt() {
    let mut client = Client::with(full());
    client.open(URI, &format!("{NOTE}- "));
    let mut params = at(7, 2);
    params["context"] = json!({"triggerKind": 2});
    let found = client.request("textDocument/inlineCompletion", params);
    let text = found[0]["insertText"].as_str().unwrap();
    assert!(text.contains(':') && !text.contains("${"), "{text}");
    let mut params = at(3, 2);
    params["context"] = json!({"triggerKind": 2});
    assert_eq!(client.request("textDocument/inlineCompletion", params), json!([]));
}

#[test]
fn tooltips_of_hints_come_when_they_are_asked_for() {
    let mut capabilities = full();
    capabilities["textDocument"]["inlayHint"] = json!({"resolveSupport": {"properties": ["tooltip"]}});
    let mut client = Client::with(capabilities);
    client.open(URI, NOTE);
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}});
    let hints =
        client.request("textDocument/inlayHint", json!({"textDocument": {"uri": URI}, "range": range}));
    assert_eq!(hints[0]["tooltip"], Value::Null);
    let resolved = client.request("inlayHint/resolve", hints[0].clone());
    assert!(resolved["tooltip"]["value"].as_str().unwrap().contains("Still open"), "{resolved}");
}
