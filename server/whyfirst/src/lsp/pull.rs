//! Diagnostics for clients that ask for them: of one note, and of all notes of the workspace.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Value, json};
use tower_lsp::gen_lsp_types::*;
use tower_lsp::jsonrpc::{Request, Result};

use super::snapshot::Snapshot;
use super::state::State;
use super::{computing, to_proto};

/// How many notes are told of in one part of an answer.
const PART: usize = 32;

/// The diagnostics of a note, unless they are still those that the client knows.
pub(super) async fn document(
    state: &Arc<State>,
    params: DocumentDiagnosticParams,
) -> Result<DocumentDiagnosticReport> {
    let uri = params.text_document.uri.0;
    let snapshot = state.notes.get(&uri).filter(|snapshot| state.speaks_on(snapshot));
    // A client that closes a note throws away what it showed, and asks with the old id when it opens the note again.
    let opening = snapshot.as_ref().map_or(0, |snapshot| snapshot.opening);
    let found = match snapshot.or_else(|| state.workspace.get(&uri)) {
        Some(snapshot) => compute(state, move |state| state.diagnostics(&snapshot)).await?,
        None => Vec::new(),
    };
    let id = format!("{opening}-{}", to_proto::result_id(&found));
    if params.previous_result_id.as_ref() == Some(&id) {
        return Ok(RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id: id },
        }
        .into());
    }
    Ok(RelatedFullDocumentDiagnosticReport {
        related_documents: None,
        full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id: Some(id), items: found },
    }
    .into())
}

/// The diagnostics of all notes, part by part where the client takes parts.
pub(super) async fn workspace(
    state: &Arc<State>,
    params: WorkspaceDiagnosticParams,
) -> Result<WorkspaceDiagnosticReport> {
    let known = params.previous_result_ids.into_iter().map(|known| (known.uri.0, known.value));
    let mut known: HashMap<String, String> = known.collect();
    let parts = params.partial_result_params.partial_result_token;
    let notes = state.all_notes();
    let work = params.work_done_progress_params.work_done_token;
    let progress = |value: Value| work.iter().for_each(|token| tell(state, token, &value));
    progress(json!({"kind": "begin", "title": "Whyfirst", "percentage": 0}));
    let mut reports = Vec::new();
    for (at, part) in notes.chunks(PART).enumerate() {
        let part: Vec<(Arc<Snapshot>, Option<String>)> =
            part.iter().map(|snapshot| (Arc::clone(snapshot), known.remove(&snapshot.uri))).collect();
        let found = compute(state, move |state| {
            part.into_iter().map(|(snapshot, known)| report(state, &snapshot, known)).collect::<Vec<_>>()
        });
        reports.extend(found.await?);
        if let Some(token) = &parts {
            tell(state, token, &json!({"items": std::mem::take(&mut reports)}));
        }
        let done = (at + 1) * PART * 100 / notes.len().max(1);
        progress(json!({"kind": "report", "percentage": done.min(100)}));
    }
    // What the client knows of notes that are gone goes too.
    for uri in known.into_keys() {
        let empty = FullDocumentDiagnosticReport { result_id: None, items: Vec::new() };
        let gone = WorkspaceFullDocumentDiagnosticReport {
            uri: Uri(uri),
            version: None,
            full_document_diagnostic_report: empty,
        };
        reports.push(gone.into());
    }
    // Whoever takes parts gets all of it in parts.
    if let Some(token) = parts.filter(|_| !reports.is_empty()) {
        tell(state, &token, &json!({"items": std::mem::take(&mut reports)}));
    }
    progress(json!({"kind": "end"}));
    Ok(WorkspaceDiagnosticReport { items: reports })
}

fn report(state: &State, snapshot: &Snapshot, known: Option<String>) -> WorkspaceDocumentDiagnosticReport {
    let (uri, version) =
        (Uri(snapshot.uri.clone()), state.notes.peek(&snapshot.uri).map(|open| open.version));
    let found = state.diagnostics(snapshot);
    let id = to_proto::result_id(&found);
    if known.as_ref() == Some(&id) {
        return WorkspaceUnchangedDocumentDiagnosticReport {
            uri,
            version,
            unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id: id },
        }
        .into();
    }
    WorkspaceFullDocumentDiagnosticReport {
        uri,
        version,
        full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id: Some(id), items: found },
    }
    .into()
}

/// Tells the client something about a request that is being answered; it goes out before the answer.
fn tell(state: &State, token: &ProgressToken, value: &Value) {
    let message = Request::build("$/progress").params(json!({"token": token, "value": value})).finish();
    state.outgoing.send(&message);
}

async fn compute<T: Send + 'static>(
    state: &Arc<State>,
    compute: impl FnOnce(&State) -> T + Send + 'static,
) -> Result<T> {
    let state = Arc::clone(state);
    computing::compute(move || compute(&state)).await
}
