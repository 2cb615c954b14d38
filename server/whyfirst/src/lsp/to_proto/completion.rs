//! What can be written, as completion items.

use std::sync::Arc;

use serde_json::json;
use tower_lsp::gen_lsp_types as lsp;
use whyfirst_assist::completion::{About, Completions, Item, ItemKind};
use whyfirst_assist::estimates::formula_markdown;
use whyfirst_assist::explain::{self, Entry};
use whyfirst_assist::inline::Ghost;
use whyfirst_guide::{Index, snippet};

use super::{markup, position, range};
use crate::lsp::capabilities::Abilities;
use crate::lsp::snapshot::Snapshot;

/// The key under which an item names its note.
const NOTE: &str = "note";

pub(in crate::lsp) fn completions(
    found: Completions,
    snapshot: &Snapshot,
    abilities: Abilities,
) -> lsp::CompletionList {
    let cursor = found.cursor;
    let items =
        found.items.into_iter().map(|item| completion_item(item, cursor, snapshot, abilities)).collect();
    lsp::CompletionList { is_incomplete: found.incomplete, items, ..lsp::CompletionList::default() }
}

fn completion_item(
    item: Item,
    cursor: usize,
    snapshot: &Snapshot,
    abilities: Abilities,
) -> lsp::CompletionItem {
    let (new_text, format) = if abilities.snippets && item.snippet.contains(['$', '\n']) {
        (item.snippet, lsp::InsertTextFormat::Snippet)
    } else {
        (snippet::plain(&item.snippet), lsp::InsertTextFormat::PlainText)
    };
    let text = snapshot.note.text();
    let replace = range(text, &item.range, abilities.encoding);
    let insert =
        lsp::Range { end: position(text, cursor.min(item.range.end), abilities.encoding), ..replace };
    // What stands behind the cursor stays unless the writer wants it replaced; half a word of nothing but marks goes in any case.
    let behind = text.slice(cursor.min(item.range.end)..item.range.end);
    let text_edit = if !behind.contains(char::is_alphanumeric) {
        lsp::TextEdit { range: replace, new_text }.into()
    } else if abilities.insert_replace {
        lsp::InsertReplaceEdit { new_text, insert, replace }.into()
    } else {
        lsp::TextEdit { range: insert, new_text }.into()
    };
    lsp::CompletionItem {
        label: item.label,
        kind: Some(match item.kind {
            ItemKind::Outline => lsp::CompletionItemKind::File,
            ItemKind::Heading => lsp::CompletionItemKind::Module,
            ItemKind::Prompt | ItemKind::Formula => lsp::CompletionItemKind::Snippet,
            ItemKind::Concept => lsp::CompletionItemKind::Text,
            ItemKind::Key => lsp::CompletionItemKind::Property,
            ItemKind::Value => lsp::CompletionItemKind::Value,
        }),
        // Beside every row where the client can, and else with the row that is chosen.
        label_details: abilities.label_details.then(|| lsp::CompletionItemLabelDetails {
            detail: None,
            description: Some(item.detail.clone()),
        }),
        detail: (!abilities.label_details).then_some(item.detail),
        preselect: (item.rank == 0 && item.kind != ItemKind::Concept).then_some(true),
        sort_text: Some(format!("{:04}", item.rank)),
        filter_text: Some(item.filter),
        insert_text_format: Some(format),
        insert_text_mode: abilities.insert_mode.then_some(lsp::InsertTextMode::AsIs),
        text_edit: Some(text_edit),
        data: Some(about(&item.about, snapshot)),
        ..lsp::CompletionItem::default()
    }
}

/// What a client sends back to have an item explained. The note is named where it is read by another guide than the built-in one.
fn about(about: &About, snapshot: &Snapshot) -> lsp::LspAny {
    let mut data = match about {
        About::Framework(id) => json!({"framework": id}),
        About::Problem(id) => json!({"problem": id}),
        About::Step(framework, step) => json!({"framework": framework, "step": step}),
        About::Aspect(id) => json!({"aspect": id}),
        About::Formula(id) => json!({"formula": id}),
        About::Concept(id) => json!({"concept": id}),
        About::Rule(id) => json!({"rule": id}),
        About::Text(text) => json!({"text": text}),
    };
    if !Arc::ptr_eq(&snapshot.index(), &crate::index())
        && let Some(data) = data.as_object_mut()
    {
        data.insert(NOTE.to_owned(), json!(snapshot.uri));
    }
    data
}

/// The note in which an item was offered, if its guide is not the built-in one.
pub(in crate::lsp) fn note_of(item: &lsp::CompletionItem) -> Option<&str> {
    item.data.as_ref()?.get(NOTE)?.as_str()
}

/// An item with its explanation.
pub(in crate::lsp) fn resolved(
    mut item: lsp::CompletionItem,
    index: &Index,
    abilities: Abilities,
) -> lsp::CompletionItem {
    let data = item.data.clone().unwrap_or_default();
    let id = |key: &str| data.get(key).and_then(serde_json::Value::as_str);
    let guide = index.guide();
    let framework = id("framework").and_then(|id| guide.framework(id));
    let step = framework
        .zip(id("step"))
        .and_then(|(framework, id)| framework.steps.iter().find(|step| step.id == id));
    let entry = match (framework, step) {
        (Some(framework), Some(step)) => Some(Entry::Step(framework, step)),
        (Some(framework), None) => Some(Entry::Framework(framework)),
        _ => id("problem")
            .and_then(|id| guide.problem(id))
            .map(Entry::Problem)
            .or_else(|| id("concept").and_then(|id| guide.concept(id)).map(Entry::Concept))
            .or_else(|| id("rule").and_then(|id| whyfirst_review::rule(index, id)).map(Entry::Rule))
            .or_else(|| id("aspect").and_then(|id| explain::aspect_by_id(index, id))),
    };
    let formula = id("formula").and_then(|id| guide.estimation.formulas.iter().find(|it| it.id == id));
    if let Some(text) = id("text") {
        item.documentation = Some(markup(text, abilities.item_markdown).into());
    } else if let Some(formula) = formula {
        item.documentation = Some(markup(&formula_markdown(formula), abilities.item_markdown).into());
    } else if let Some(entry) = entry {
        item.documentation = Some(markup(&explain::markdown(index, &entry), abilities.item_markdown).into());
    }
    item
}

/// Text shown before it is taken.
pub(in crate::lsp) fn ghost(
    ghost: &Ghost,
    snapshot: &Snapshot,
    abilities: Abilities,
) -> lsp::InlineCompletionItem {
    // Placeholders are of no use in ghost text: what is shown is what is put in.
    lsp::InlineCompletionItem {
        insert_text: snippet::plain(&ghost.snippet).into(),
        filter_text: None,
        range: Some(range(snapshot.note.text(), &ghost.range, abilities.encoding)),
        command: None,
    }
}
