//! From protocol types to ours.

use std::ops::Range;

use tower_lsp::gen_lsp_types as lsp;
use whyfirst_assist::completion::Trigger;
use whyfirst_note::{Encoding, Note, Position, Text};

/// The byte offset of a position; one outside the text is moved to its nearest place inside.
pub(super) fn offset(text: &Text, position: lsp::Position, encoding: Encoding) -> usize {
    text.offset(Position { line: position.line, column: position.character }, encoding)
}

/// The byte range of a range; one that is the wrong way round is turned.
pub(super) fn range(text: &Text, range: lsp::Range, encoding: Encoding) -> Range<usize> {
    let (a, b) = (offset(text, range.start, encoding), offset(text, range.end, encoding));
    a.min(b)..a.max(b)
}

/// Applies the changes of a notification one after the other: each counts from the text that the one before left.
pub(super) fn apply(note: &mut Note, changes: Vec<lsp::TextDocumentContentChangeEvent>, encoding: Encoding) {
    for change in changes {
        match change {
            lsp::TextDocumentContentChangeEvent::TextDocumentContentChangePartial(change) => {
                let range = range(note.text(), change.range, encoding);
                note.edit(range, &change.text);
            }
            lsp::TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(change) => {
                *note = Note::new(change.text);
            }
        }
    }
}

/// What was typed to ask for completion.
pub(super) fn trigger(context: Option<&lsp::CompletionContext>) -> Trigger {
    let typed = context
        .filter(|context| context.trigger_kind == lsp::CompletionTriggerKind::TriggerCharacter)
        .and_then(|context| context.trigger_character.as_ref()?.chars().next());
    typed.map_or(Trigger::Asked, Trigger::Typed)
}
