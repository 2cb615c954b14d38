//! From protocol types to ours.

use std::ops::Range;

use tower_lsp::gen_lsp_types as lsp;
use whyfirst_assist::completion::{Trigger, Wanted};
use whyfirst_assist::hints::HintKind;
use whyfirst_note::{Encoding, Note, Position, Text};

use super::calm::Change;
use super::settings::Settings;

/// The byte offset of a position; one outside the text is moved to its nearest place inside.
pub(super) fn offset(text: &Text, position: lsp::Position, encoding: Encoding) -> usize {
    text.offset(Position { line: position.line, column: position.character }, encoding)
}

/// The byte range of a range; one that is the wrong way round is turned.
pub(super) fn range(text: &Text, range: lsp::Range, encoding: Encoding) -> Range<usize> {
    let (a, b) = (offset(text, range.start, encoding), offset(text, range.end, encoding));
    a.min(b)..a.max(b)
}

/// Applies the changes of a notification one after the other: each counts from the text that the one before left. Gives back the range
/// in which all of them lie.
pub(super) fn apply(
    note: &mut Note,
    changes: Vec<lsp::TextDocumentContentChangeEvent>,
    encoding: Encoding,
) -> Change {
    let mut all: Option<Change> = None;
    for change in changes {
        let made = match change {
            lsp::TextDocumentContentChangeEvent::TextDocumentContentChangePartial(change) => {
                let range = range(note.text(), change.range, encoding);
                let made = Change::of(range.clone(), note.text().slice(range.clone()), &change.text);
                note.edit(range, &change.text);
                made
            }
            lsp::TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(change) => {
                *note = Note::new(change.text);
                Change::whole()
            }
        };
        all = Some(match all {
            Some(before) => before.then(&made),
            None => made,
        });
    }
    all.unwrap_or_else(|| Change::of(0..0, "", ""))
}

/// What was typed to ask for completion.
pub(super) fn trigger(context: Option<&lsp::CompletionContext>) -> Trigger {
    // The menu is there, and goes on with the word.
    if context
        .is_some_and(|it| it.trigger_kind == lsp::CompletionTriggerKind::TriggerForIncompleteCompletions)
    {
        return Trigger::Letter;
    }
    let typed = context
        .filter(|context| context.trigger_kind == lsp::CompletionTriggerKind::TriggerCharacter)
        .and_then(|context| context.trigger_character.as_ref()?.chars().next());
    typed.map_or(Trigger::Asked, Trigger::Typed)
}

/// What may be completed.
pub(super) fn wanted(settings: &Settings) -> Wanted {
    Wanted {
        outlines: settings.completion_outlines,
        headings: settings.completion_headings,
        prompts: settings.completion_prompts,
        concepts: settings.completion_concepts,
        formulas: settings.completion_formulas,
    }
}

/// Whether hints of a kind are to be shown.
pub(super) fn shows(settings: &Settings, kind: HintKind) -> bool {
    match kind {
        HintKind::Coverage => settings.hints_coverage,
        HintKind::Minutes => settings.hints_minutes,
        HintKind::Ahead => settings.hints_ahead,
        HintKind::Estimate => settings.hints_estimates,
    }
}

/// The line (0-based) at which the last of some changes ends; nothing where a client sends whole documents.
pub(super) fn last_line(changes: &[lsp::TextDocumentContentChangeEvent]) -> Option<u32> {
    match changes.last()? {
        lsp::TextDocumentContentChangeEvent::TextDocumentContentChangePartial(change) => {
            let more = change.text.bytes().filter(|byte| *byte == b'\n').count() as u32;
            Some(change.range.start.line.saturating_add(more))
        }
        lsp::TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(_) => None,
    }
}

/// The folders that are open, as URIs.
#[allow(deprecated, reason = "older clients name one folder, in fields of their own")]
pub(super) fn folders(params: &lsp::InitializeParams) -> Vec<String> {
    let said = serde_json::to_value(&params.workspace_folders_initialize_params).unwrap_or_default();
    let several = said.get("workspaceFolders").and_then(serde_json::Value::as_array);
    if let Some(several) = several {
        let uri = |folder: &serde_json::Value| Some(folder.get("uri")?.as_str()?.to_owned());
        return several.iter().filter_map(uri).collect();
    }
    params.root_uri.iter().map(|uri| uri.0.clone()).collect()
}
