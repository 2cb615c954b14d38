//! What is offered at a place and can be asked about again: code actions, hints, lenses, ghost text.

use serde::Deserialize;
use serde_json::Value;
use tower_lsp::gen_lsp_types::*;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use whyfirst_assist::actions::{self, ActionKind};
use whyfirst_assist::hints::{Hint, HintKind};
use whyfirst_assist::{inline, lens};

use super::state::{Looked, State};
use super::{from_proto, to_proto};

/// The actions at a range.
pub(super) async fn actions(
    state: &State,
    params: CodeActionParams,
) -> Result<Option<Vec<CodeActionResponse>>> {
    let (range, only) = (params.range, params.context.only);
    let found = state.answer(&params.text_document.uri, move |looked| {
        let later = looked.abilities.resolve_actions.then_some(range);
        let asked = only.as_deref().unwrap_or_default();
        let refactors = asked.iter().any(|kind| is_below(&kind_name(kind), "refactor"));
        let found = actions_at(&looked, range, later).into_iter();
        let wanted = found.filter(|(kind, action)| {
            let kinds = asked.is_empty() || asked.iter().any(|kind| is_of(action, kind));
            // What cannot be done is told to those who ask for such changes; what fixes all, only to those who ask for it.
            let disabled = action.disabled.is_none() || looked.abilities.disabled_actions && refactors;
            kinds && disabled && (*kind != ActionKind::FixAll || !asked.is_empty())
        });
        wanted.map(|(_, action)| action.into()).collect()
    });
    found.await
}

fn actions_at(looked: &Looked<'_>, range: Range, later: Option<Range>) -> Vec<(ActionKind, CodeAction)> {
    let findings = looked.findings();
    let bytes = from_proto::range(looked.snapshot.note.text(), range, looked.abilities.encoding);
    let found = actions::find(looked.view_at(bytes.start), bytes, &findings);
    let shown = |action| to_proto::action(action, &findings, looked.snapshot, looked.abilities, later);
    found.iter().map(|action| (action.kind, shown(action))).collect()
}

/// What an action that was listed without its edit came from.
#[derive(Deserialize)]
struct ActionData {
    uri: String,
    version: i32,
    range: Range,
    title: String,
}

/// An action with its edit.
pub(super) async fn resolve_action(state: &State, action: CodeAction) -> Result<CodeAction> {
    let data = action.data.clone().unwrap_or_default();
    let Ok(data) = serde_json::from_value::<ActionData>(data) else { return Ok(action) };
    let kind = action.kind.clone();
    let uri = Uri(data.uri);
    let found = state.answer(&uri, move |looked| {
        if looked.snapshot.version != data.version {
            return None;
        }
        let same = |found: &CodeAction| found.title == data.title && found.kind == kind;
        actions_at(&looked, data.range, None).into_iter().map(|(_, action)| action).find(same)
    });
    // The note has changed since the menu was opened: the edit would land in the wrong place.
    let found = found.await?.flatten().ok_or_else(content_modified)?;
    Ok(CodeAction { edit: found.edit, ..action })
}

fn content_modified() -> Error {
    Error::new(ErrorCode::ContentModified)
}

/// Whether an action is of a kind, or of one below it: `refactor` asks for `refactor.rewrite` too.
fn is_of(action: &CodeAction, wanted: &CodeActionKind) -> bool {
    action.kind.as_ref().is_some_and(|kind| is_below(&kind_name(kind), &kind_name(wanted)))
}

fn kind_name(kind: &CodeActionKind) -> String {
    String::from(kind.clone())
}

fn is_below(kind: &str, wanted: &str) -> bool {
    kind == wanted || kind.strip_prefix(wanted).is_some_and(|rest| rest.starts_with('.')) || wanted.is_empty()
}

/// The hints in a range.
pub(super) async fn hints(state: &State, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
    let range = params.range;
    let practised = state.practice.of(&params.text_document.uri.0);
    let found = state.answer(&params.text_document.uri, move |looked| {
        let range = from_proto::range(looked.snapshot.note.text(), range, looked.abilities.encoding);
        let hints = looked.snapshot.shown_hints(looked.index);
        let inside = |hint: &Hint| range.start <= hint.offset && hint.offset <= range.end;
        let practising = practised.as_ref().is_some_and(|it| it.runs());
        let shown = hints.iter().enumerate().filter(|(_, hint)| {
            // The time of a practice takes the place of the usual minutes.
            let usual = hint.kind == HintKind::Minutes && practising;
            inside(hint) && from_proto::shows(looked.settings, hint.kind) && !usual
        });
        let shown = shown.map(|(at, hint)| {
            // Beside the time there is no room for what is open: editors cut what is longer than a few words.
            let short = (practising && hint.kind == HintKind::Coverage).then(|| hint.in_short());
            to_proto::hint(short.as_ref().unwrap_or(hint), at, looked.snapshot, looked.abilities, false)
        });
        // They come with their tooltips: in a minute they would say something else.
        let timed = practised.iter().flat_map(|it| looked.views().flat_map(|view| it.hints(view)));
        let timed = timed.filter(inside);
        let timed =
            timed.map(|hint| to_proto::hint(&hint, usize::MAX, looked.snapshot, looked.abilities, true));
        timed.chain(shown).collect()
    });
    found.await
}

/// What a hint that was listed without its tooltip came from.
#[derive(Deserialize)]
struct HintData {
    uri: String,
    version: i32,
    at: usize,
}

/// A hint with its tooltip; as it was, if the note has changed since.
pub(super) async fn resolve_hint(state: &State, hint: InlayHint) -> Result<InlayHint> {
    let data: Value = hint.data.clone().unwrap_or_default();
    let Ok(data) = serde_json::from_value::<HintData>(data) else { return Ok(hint) };
    let uri = Uri(data.uri);
    let found = state.answer(&uri, move |looked| {
        let hints = looked.snapshot.shown_hints(looked.index);
        let hint = hints.get(data.at).filter(|_| looked.snapshot.version == data.version)?;
        to_proto::hint(hint, data.at, looked.snapshot, looked.abilities, true).tooltip
    });
    let tooltip = found.await?.flatten();
    Ok(InlayHint { tooltip: tooltip.or(hint.tooltip), ..hint })
}

/// The lines above headings, if they are wanted.
pub(super) async fn lenses(state: &State, uri: &Uri) -> Result<Option<Vec<CodeLens>>> {
    let found = state.answer(uri, |looked| {
        if !looked.settings.code_lens {
            return Vec::new();
        }
        let findings = looked.findings();
        let lenses = looked.views().flat_map(|view| lens::find(view, &findings));
        lenses.map(|lens| to_proto::lens(&lens, looked.snapshot, looked.abilities)).collect()
    });
    found.await
}

/// Ghost text at an empty bullet.
pub(super) async fn ghost(
    state: &State,
    at: TextDocumentPositionParams,
) -> Result<Vec<InlineCompletionItem>> {
    let found = state.answer(&at.text_document.uri, move |looked| {
        let offset = looked.offset(at.position);
        let found =
            inline::find(looked.view_at(offset), offset).filter(|_| looked.settings.completion_prompts);
        found.map(|ghost| to_proto::ghost(&ghost, looked.snapshot, looked.abilities))
    });
    Ok(found.await?.flatten().into_iter().collect())
}
