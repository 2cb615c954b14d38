//! Changes of documents.

use std::collections::HashMap;

use tower_lsp::gen_lsp_types as lsp;
use whyfirst_review::Fix;

use super::range;
use crate::lsp::capabilities::Abilities;
use crate::lsp::snapshot::Snapshot;

/// A fix as an edit, with the version that it is for where the client can be told. One that changes several places is named, where the
/// client shows names of changes.
pub(in crate::lsp) fn workspace_edit(
    fix: &Fix,
    snapshot: &Snapshot,
    abilities: Abilities,
) -> lsp::WorkspaceEdit {
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
    let annotated = abilities.change_annotations && fix.edits.len() > 1;
    let edits = edits.map(|edit| match annotated {
        true => lsp::AnnotatedTextEdit { annotation_id: ANNOTATION.into(), text_edit: edit }.into(),
        false => edit.into(),
    });
    let change = lsp::TextDocumentEdit { text_document: document, edits: edits.collect() };
    let annotation = lsp::ChangeAnnotation {
        label: fix.title.clone(),
        needs_confirmation: Some(false),
        description: None,
    };
    lsp::WorkspaceEdit {
        document_changes: Some(vec![change.into()]),
        change_annotations: annotated.then(|| HashMap::from([(ANNOTATION.into(), annotation)])),
        ..lsp::WorkspaceEdit::default()
    }
}

/// The name of the one annotation of an edit.
const ANNOTATION: &str = "whyfirst";

/// Creates a file, which must not exist, with a text in it.
pub(in crate::lsp) fn new_file(uri: &str, text: &str) -> lsp::WorkspaceEdit {
    let uri = lsp::Uri(uri.to_owned());
    let create = lsp::CreateFile { uri: uri.clone(), options: None, annotation_id: None };
    let document = lsp::OptionalVersionedTextDocumentIdentifier {
        text_document_identifier: lsp::TextDocumentIdentifier { uri },
        version: None,
    };
    let insert = lsp::TextEdit { range: lsp::Range::default(), new_text: text.to_owned() };
    let fill = lsp::TextDocumentEdit { text_document: document, edits: vec![insert.into()] };
    let changes = vec![create.into(), fill.into()];
    lsp::WorkspaceEdit { document_changes: Some(changes), ..lsp::WorkspaceEdit::default() }
}
