//! Places: locations, highlights, selections.

use std::ops::Range;

use tower_lsp::gen_lsp_types as lsp;

use super::range;
use crate::lsp::capabilities::Abilities;
use crate::lsp::snapshot::Snapshot;

/// A range of a note.
pub(in crate::lsp) fn location(
    found: &Range<usize>,
    snapshot: &Snapshot,
    abilities: Abilities,
) -> lsp::Location {
    lsp::Location {
        uri: lsp::Uri(snapshot.uri.clone()),
        range: range(snapshot.note.text(), found, abilities.encoding),
    }
}

/// Ranges of a note.
pub(in crate::lsp) fn locations(
    found: &[Range<usize>],
    snapshot: &Snapshot,
    abilities: Abilities,
) -> Vec<lsp::Location> {
    found.iter().map(|found| location(found, snapshot, abilities)).collect()
}

/// The beginning of a file.
pub(in crate::lsp) fn start_of(uri: String) -> lsp::Location {
    lsp::Location { uri: lsp::Uri(uri), range: lsp::Range::default() }
}

/// Ranges to set off.
pub(in crate::lsp) fn highlights(
    found: &[Range<usize>],
    snapshot: &Snapshot,
    abilities: Abilities,
) -> Vec<lsp::DocumentHighlight> {
    let text = snapshot.note.text();
    let highlight = |found| lsp::DocumentHighlight {
        range: range(text, found, abilities.encoding),
        kind: Some(lsp::DocumentHighlightKind::Text),
    };
    found.iter().map(highlight).collect()
}

/// Ranges to select one after the other, the smallest first; `at` is selected where there are none.
pub(in crate::lsp) fn selection(
    ranges: &[Range<usize>],
    at: usize,
    snapshot: &Snapshot,
    abilities: Abilities,
) -> lsp::SelectionRange {
    let text = snapshot.note.text();
    let outer = ranges.iter().rev().fold(None, |parent, found| {
        Some(lsp::SelectionRange {
            range: range(text, found, abilities.encoding),
            parent: parent.map(Box::new),
        })
    });
    outer.unwrap_or_else(|| lsp::SelectionRange {
        range: range(text, &(at..at), abilities.encoding),
        parent: None,
    })
}
