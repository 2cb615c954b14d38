//! From our types to protocol types.

use std::collections::HashMap;
use std::ops::Range;

use serde_json::json;
use tower_lsp::gen_lsp_types as lsp;
use whyfirst_assist::actions::{Action, ActionKind};
use whyfirst_assist::completion::{About, Completions, Item, ItemKind};
use whyfirst_assist::explain::{self, Entry};
use whyfirst_assist::hints::Hint;
use whyfirst_assist::hover::Hover;
use whyfirst_assist::symbols::Symbol;
use whyfirst_guide::{Index, snippet};
use whyfirst_note::{Encoding, Text};
use whyfirst_review::{Finding, Fix, Severity};

use super::capabilities::Abilities;
use super::snapshot::Snapshot;

const SOURCE: &str = "whyfirst";

pub(super) fn position(text: &Text, offset: usize, encoding: Encoding) -> lsp::Position {
    let position = text.position(offset, encoding);
    lsp::Position { line: position.line, character: position.column }
}

pub(super) fn range(text: &Text, range: &Range<usize>, encoding: Encoding) -> lsp::Range {
    lsp::Range { start: position(text, range.start, encoding), end: position(text, range.end, encoding) }
}

pub(super) fn diagnostic(finding: &Finding, snapshot: &Snapshot, abilities: Abilities) -> lsp::Diagnostic {
    let text = snapshot.note.text();
    let related = finding.related.iter().map(|related| lsp::DiagnosticRelatedInformation {
        location: lsp::Location {
            uri: lsp::Uri(snapshot.uri.clone()),
            range: range(text, &related.range, abilities.encoding),
        },
        message: related.message.clone(),
    });
    let related: Vec<_> = related.collect();
    lsp::Diagnostic {
        range: range(text, &finding.range, abilities.encoding),
        severity: Some(match finding.severity {
            Severity::Warning => lsp::DiagnosticSeverity::Warning,
            Severity::Information => lsp::DiagnosticSeverity::Information,
            Severity::Hint => lsp::DiagnosticSeverity::Hint,
        }),
        code: Some(finding.rule.to_string().into()),
        source: Some(SOURCE.to_owned()),
        message: finding.message.clone().into(),
        related_information: (abilities.related_information && !related.is_empty()).then_some(related),
        ..lsp::Diagnostic::default()
    }
}

pub(super) fn hover(hover: &Hover, snapshot: &Snapshot, abilities: Abilities) -> lsp::Hover {
    lsp::Hover {
        contents: markup(&hover.markdown, abilities.hover_markdown).into(),
        range: Some(range(snapshot.note.text(), &hover.range, abilities.encoding)),
    }
}

fn markup(markdown: &str, as_markdown: bool) -> lsp::MarkupContent {
    if as_markdown {
        lsp::MarkupContent { kind: lsp::MarkupKind::Markdown, value: markdown.to_owned() }
    } else {
        lsp::MarkupContent { kind: lsp::MarkupKind::PlainText, value: explain::plain(markdown) }
    }
}

pub(super) fn completions(
    found: Completions,
    snapshot: &Snapshot,
    abilities: Abilities,
) -> lsp::CompletionList {
    let items = found.items.into_iter().map(|item| completion_item(item, snapshot, abilities)).collect();
    lsp::CompletionList { is_incomplete: found.incomplete, items, ..lsp::CompletionList::default() }
}

fn completion_item(item: Item, snapshot: &Snapshot, abilities: Abilities) -> lsp::CompletionItem {
    let (new_text, format) = if abilities.snippets && item.snippet.contains(['$', '\n']) {
        (item.snippet, lsp::InsertTextFormat::Snippet)
    } else {
        (snippet::plain(&item.snippet), lsp::InsertTextFormat::PlainText)
    };
    let range = range(snapshot.note.text(), &item.range, abilities.encoding);
    lsp::CompletionItem {
        label: item.label,
        kind: Some(match item.kind {
            ItemKind::Outline => lsp::CompletionItemKind::File,
            ItemKind::Heading => lsp::CompletionItemKind::Module,
            ItemKind::Prompt => lsp::CompletionItemKind::Snippet,
            ItemKind::Concept => lsp::CompletionItemKind::Text,
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
        text_edit: Some(lsp::TextEdit { range, new_text }.into()),
        data: Some(about(&item.about)),
        ..lsp::CompletionItem::default()
    }
}

/// What a client sends back to have an item explained.
fn about(about: &About) -> lsp::LspAny {
    match about {
        About::Framework(id) => json!({"framework": id}),
        About::Problem(id) => json!({"problem": id}),
        About::Step(framework, step) => json!({"framework": framework, "step": step}),
        About::Aspect(id) => json!({"aspect": id}),
        About::Concept(id) => json!({"concept": id}),
    }
}

/// An item with its explanation.
pub(super) fn resolved(
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
            .or_else(|| id("aspect").and_then(|id| explain::aspect_by_id(index, id))),
    };
    if let Some(entry) = entry {
        item.documentation = Some(markup(&explain::markdown(index, &entry), abilities.item_markdown).into());
    }
    item
}

pub(super) fn hint(hint: &Hint, snapshot: &Snapshot, abilities: Abilities) -> lsp::InlayHint {
    lsp::InlayHint {
        position: position(snapshot.note.text(), hint.offset, abilities.encoding),
        label: hint.label.clone().into(),
        kind: None,
        text_edits: None,
        tooltip: Some(markup(&hint.tooltip, abilities.hover_markdown).into()),
        padding_left: Some(true),
        padding_right: None,
        data: None,
    }
}

pub(super) fn action(
    action: Action,
    findings: &[Finding],
    snapshot: &Snapshot,
    abilities: Abilities,
) -> lsp::CodeAction {
    let finding = action.finding.and_then(|at| findings.get(at));
    lsp::CodeAction {
        title: action.fix.title.clone(),
        kind: Some(match action.kind {
            ActionKind::QuickFix => lsp::CodeActionKind::QuickFix,
            ActionKind::Refactor => lsp::CodeActionKind::Refactor,
        }),
        diagnostics: finding.map(|finding| vec![diagnostic(finding, snapshot, abilities)]),
        is_preferred: action.fix.preferred.then_some(true),
        edit: Some(workspace_edit(&action.fix, snapshot, abilities)),
        ..lsp::CodeAction::default()
    }
}

fn workspace_edit(fix: &Fix, snapshot: &Snapshot, abilities: Abilities) -> lsp::WorkspaceEdit {
    let text = snapshot.note.text();
    let edits = fix.edits.iter().map(|edit| lsp::TextEdit {
        range: range(text, &edit.range, abilities.encoding),
        new_text: edit.text.clone(),
    });
    if !abilities.document_changes {
        let changes = HashMap::from([(lsp::Uri(snapshot.uri.clone()), edits.collect())]);
        return lsp::WorkspaceEdit { changes: Some(changes), ..lsp::WorkspaceEdit::default() };
    }
    let document = lsp::OptionalVersionedTextDocumentIdentifier {
        text_document_identifier: lsp::TextDocumentIdentifier { uri: lsp::Uri(snapshot.uri.clone()) },
        version: Some(snapshot.version),
    };
    let change = lsp::TextDocumentEdit { text_document: document, edits: edits.map(Into::into).collect() };
    lsp::WorkspaceEdit { document_changes: Some(vec![change.into()]), ..lsp::WorkspaceEdit::default() }
}

#[allow(deprecated, reason = "the protocol's types still have their old fields, and some must be named")]
pub(super) fn symbols(
    symbols: Vec<Symbol>,
    snapshot: &Snapshot,
    abilities: Abilities,
) -> lsp::DocumentSymbolResponse {
    let text = snapshot.note.text();
    let kind = lsp::SymbolKind::Module;
    if abilities.hierarchical_symbols {
        let symbols = symbols.into_iter().map(|symbol| lsp::DocumentSymbol {
            name: symbol.name,
            detail: Some(symbol.detail),
            kind,
            tags: None,
            deprecated: None,
            range: range(text, &symbol.range, abilities.encoding),
            selection_range: range(text, &symbol.heading, abilities.encoding),
            children: None,
        });
        return symbols.collect::<Vec<_>>().into();
    }
    let flat = symbols.into_iter().map(|symbol| lsp::SymbolInformation {
        deprecated: None,
        location: lsp::Location {
            uri: lsp::Uri(snapshot.uri.clone()),
            range: range(text, &symbol.heading, abilities.encoding),
        },
        base_symbol_information: lsp::BaseSymbolInformation {
            name: symbol.name,
            kind,
            tags: None,
            container_name: None,
        },
    });
    flat.collect::<Vec<_>>().into()
}
