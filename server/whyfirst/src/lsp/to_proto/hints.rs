//! Hints and lenses.

use serde_json::json;
use tower_lsp::gen_lsp_types as lsp;
use whyfirst_assist::hints::Hint;
use whyfirst_assist::lens::Lens;

use super::{markup, position, range};
use crate::lsp::capabilities::Abilities;
use crate::lsp::snapshot::Snapshot;

/// A hint; its tooltip comes later where the client can ask for it. `at` is its place among all hints of the note.
pub(in crate::lsp) fn hint(
    hint: &Hint,
    at: usize,
    snapshot: &Snapshot,
    abilities: Abilities,
    resolved: bool,
) -> lsp::InlayHint {
    let tooltip = || lsp::Tooltip::from(markup(&hint.tooltip, abilities.hover_markdown));
    let later = abilities.resolve_hints && !resolved;
    // The count and what follows are parts of their own, so that an editor can set them apart.
    let (first, rest) = hint.parts();
    let part =
        |text: &str| lsp::InlayHintLabelPart { value: text.to_owned(), ..lsp::InlayHintLabelPart::default() };
    let parts: Vec<_> = [first, rest].into_iter().filter(|text| !text.is_empty()).map(part).collect();
    lsp::InlayHint {
        position: position(snapshot.note.text(), hint.offset, abilities.encoding),
        label: parts.into(),
        kind: None,
        text_edits: None,
        tooltip: (!later).then(tooltip),
        padding_left: Some(true),
        padding_right: None,
        data: abilities
            .resolve_hints
            .then(|| json!({"uri": snapshot.uri, "version": snapshot.version, "at": at})),
    }
}

/// A line above a heading, with what happens when it is chosen.
pub(in crate::lsp) fn lens(lens: &Lens, snapshot: &Snapshot, abilities: Abilities) -> lsp::CodeLens {
    lsp::CodeLens {
        range: range(snapshot.note.text(), &lens.range, abilities.encoding),
        command: Some(lsp::Command {
            title: lens.title.clone(),
            tooltip: None,
            command: "whyfirst.showReading".to_owned(),
            arguments: Some(vec![json!({"uri": snapshot.uri})]),
        }),
        data: None,
    }
}
