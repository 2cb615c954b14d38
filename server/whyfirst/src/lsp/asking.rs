//! Who asks for completion: a person, or a client that does so at each letter. The protocol calls both "invoked", but a client that asks at
//! each letter has asked in the same word before.

use std::sync::{Mutex, PoisonError};

use tower_lsp::gen_lsp_types::Position;
use whyfirst_assist::completion::Trigger;

use super::state::Looked;

/// Where completion was asked for last.
#[derive(Debug, Default)]
pub(super) struct Asking(Mutex<Option<(String, Position)>>);

impl Asking {
    /// Takes note of a request at a place, and gives back the one before it, if it was on the same line of the same note and further left.
    pub(super) fn take_note(&self, uri: &str, at: Position) -> Option<Position> {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = last.replace((uri.to_owned(), at)).filter(|(note, _)| note == uri);
        before.map(|(_, before)| before).filter(|it| it.line == at.line && it.character < at.character)
    }
}

/// What a request stands for, after one at `before`: letters between the two say that nobody but the client has asked.
pub(super) fn meant(
    trigger: Trigger,
    before: Option<Position>,
    offset: usize,
    looked: &Looked<'_>,
) -> Trigger {
    let Some(before) = before.filter(|_| trigger == Trigger::Asked) else { return trigger };
    let between = looked.snapshot.note.text().slice(looked.offset(before).min(offset)..offset);
    let one_word = !between.is_empty() && between.chars().all(|c| c.is_alphanumeric() || c == '-');
    if one_word { Trigger::Letter } else { trigger }
}
