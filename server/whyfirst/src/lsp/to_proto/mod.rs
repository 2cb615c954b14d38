//! From our types to protocol types.

mod actions;
mod completion;
mod diagnostics;
mod edits;
mod hints;
mod places;
mod symbols;

use std::ops::Range;

use tower_lsp::gen_lsp_types as lsp;
use whyfirst_assist::explain;
use whyfirst_assist::hover::Hover;
use whyfirst_note::{Encoding, Text};

use super::capabilities::Abilities;
use super::snapshot::Snapshot;

pub(super) use actions::action;
pub(super) use completion::{completions, ghost, note_of, resolved};
pub(super) use diagnostics::{diagnostic, result_id, trouble};
pub(super) use edits::{new_file, workspace_edit};
pub(super) use hints::{hint, lens};
pub(super) use places::{highlights, location, locations, selection, start_of};
pub(super) use symbols::{symbols, workspace_symbols};

pub(super) fn position(text: &Text, offset: usize, encoding: Encoding) -> lsp::Position {
    let position = text.position(offset, encoding);
    lsp::Position { line: position.line, character: position.column }
}

pub(super) fn range(text: &Text, range: &Range<usize>, encoding: Encoding) -> lsp::Range {
    lsp::Range { start: position(text, range.start, encoding), end: position(text, range.end, encoding) }
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
