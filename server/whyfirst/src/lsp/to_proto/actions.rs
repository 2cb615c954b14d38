//! What can be done, as code actions.

use serde_json::json;
use tower_lsp::gen_lsp_types as lsp;
use whyfirst_assist::actions::{Action, ActionKind};
use whyfirst_review::Finding;

use super::{diagnostic, workspace_edit};
use crate::lsp::capabilities::{Abilities, FIX_ALL};
use crate::lsp::snapshot::Snapshot;

/// An action. `later` leaves its edit for when the client asks for it, with what tells it apart from others.
pub(in crate::lsp) fn action(
    action: &Action,
    findings: &[Finding],
    snapshot: &Snapshot,
    abilities: Abilities,
    later: Option<lsp::Range>,
) -> lsp::CodeAction {
    let finding = action.finding.and_then(|at| findings.get(at));
    let enabled = action.disabled.is_none();
    lsp::CodeAction {
        title: action.fix.title.clone(),
        kind: Some(match action.kind {
            ActionKind::QuickFix => lsp::CodeActionKind::QuickFix,
            ActionKind::Refactor => lsp::CodeActionKind::Refactor,
            ActionKind::Rewrite => lsp::CodeActionKind::RefactorRewrite,
            ActionKind::FixAll => lsp::CodeActionKind::Custom(FIX_ALL.into()),
        }),
        diagnostics: finding.map(|finding| vec![diagnostic(finding, snapshot, abilities, None)]),
        is_preferred: action.fix.preferred.then_some(true),
        disabled: action.disabled.map(|reason| lsp::CodeActionDisabled { reason: reason.to_owned() }),
        edit: (enabled && later.is_none()).then(|| workspace_edit(&action.fix, snapshot, abilities)),
        data: later.filter(|_| enabled).map(|range| {
            json!({"uri": snapshot.uri, "version": snapshot.version, "range": range, "title": action.fix.title})
        }),
        ..lsp::CodeAction::default()
    }
}
