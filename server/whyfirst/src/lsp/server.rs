//! The handlers. Each is params in, a plain call, result out.

use std::sync::{Arc, OnceLock};

use tower_lsp::gen_lsp_types::*;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::{Client, LanguageServer};
use whyfirst_assist::{View, actions, completion, hints, hover, symbols};
use whyfirst_guide::Index;
use whyfirst_note::Note;
use whyfirst_review::Readings;

use super::capabilities::{Abilities, offered};
use super::outgoing::Outgoing;
use super::snapshot::{Notes, Snapshot};
use super::worker::Worker;
use super::{from_proto, to_proto};

/// The server's state.
pub(super) struct Server {
    abilities: Arc<OnceLock<Abilities>>,
    notes: Arc<Notes>,
    worker: Worker,
}

impl Server {
    pub(super) fn new(_: Client, outgoing: Outgoing) -> Server {
        let (abilities, notes) = (Arc::new(OnceLock::new()), Arc::new(Notes::default()));
        let worker = Worker::start(outgoing, Arc::clone(&notes), Arc::clone(&abilities));
        Server { abilities, notes, worker }
    }

    fn abilities(&self) -> Abilities {
        self.abilities.get().copied().unwrap_or_default()
    }

    /// Puts a note in place and has it looked at.
    fn put(&self, snapshot: Snapshot) {
        let uri = snapshot.uri.clone();
        self.notes.put(snapshot);
        self.worker.wake(&uri);
    }

    /// Answers a request about a note from its snapshot, on a thread for computing. Nothing for a note that is not open.
    async fn answer<T: Send + 'static>(
        &self,
        uri: &Uri,
        compute: impl FnOnce(Looked<'_>) -> T + Send + 'static,
    ) -> Result<Option<T>> {
        let Some(snapshot) = self.notes.get(&uri.0) else { return Ok(None) };
        let abilities = self.abilities();
        let task = tokio::task::spawn_blocking(move || {
            let index = crate::index();
            let readings = snapshot.readings(&index);
            compute(Looked { index: &index, readings: &readings, snapshot: &snapshot, abilities })
        });
        task.await.map(Some).map_err(|_| Error::internal_error())
    }
}

/// A snapshot that is being looked at.
struct Looked<'a> {
    index: &'a Index,
    readings: &'a Readings,
    snapshot: &'a Snapshot,
    abilities: Abilities,
}

impl<'a> Looked<'a> {
    /// The note as it is looked at from a place: by the answer in which it lies.
    fn view_at(&self, offset: usize) -> View<'a> {
        let line = self.snapshot.note.text().line_of(offset) as u32;
        View { index: self.index, note: &self.snapshot.note, reading: self.readings.at(line) }
    }

    /// The note as it is looked at for each of its answers.
    fn views(&self) -> impl Iterator<Item = View<'a>> {
        let (index, note) = (self.index, &self.snapshot.note);
        self.readings.answers().map(move |reading| View { index, note, reading })
    }

    fn offset(&self, position: Position) -> usize {
        from_proto::offset(self.snapshot.note.text(), position, self.abilities.encoding)
    }
}

/// Whether a document is a note at all: by its language or its name. Some clients have names of their own for the language.
fn is_markdown(document: &TextDocumentItem) -> bool {
    let name = document.uri.0.to_ascii_lowercase();
    String::from(document.language_id.clone()) == "markdown"
        || name.ends_with(".md")
        || name.ends_with(".markdown")
}

impl LanguageServer for Server {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let abilities = Abilities::of(&params.capabilities);
        let _ = self.abilities.set(abilities);
        Ok(InitializeResult {
            capabilities: offered(abilities),
            server_info: Some(ServerInfo {
                name: "whyfirst".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
        })
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    // The three below replace snapshots. They must not contain an `await`: see the module's comment.

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        let document = params.text_document;
        if is_markdown(&document) {
            self.put(Snapshot::new(document.uri.0, document.version, document.text));
        }
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        let document = params.text_document;
        let encoding = self.abilities().encoding;
        let uri = &document.text_document_identifier.uri.0;
        let apply = |note: &mut Note| from_proto::apply(note, params.content_changes, encoding);
        if self.notes.change(uri, document.version, apply) {
            self.worker.wake(uri);
        }
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        let uri = params.text_document.uri.0;
        if self.notes.remove(&uri) {
            self.worker.wake(&uri);
        }
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        let at = params.text_document_position_params;
        let trigger = from_proto::trigger(params.context.as_ref());
        let found = self.answer(&at.text_document.uri, move |looked| {
            let offset = looked.offset(at.position);
            let found = completion::find(looked.view_at(offset), offset, trigger);
            to_proto::completions(found, looked.snapshot, looked.abilities)
        });
        Ok(found.await?.map(Into::into))
    }

    async fn completion_resolve(&self, item: CompletionItem) -> Result<CompletionItem> {
        Ok(to_proto::resolved(item, &crate::index(), self.abilities()))
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let at = params.text_document_position_params;
        let found = self.answer(&at.text_document.uri, move |looked| {
            let offset = looked.offset(at.position);
            let found = hover::find(looked.view_at(offset), offset)?;
            Some(to_proto::hover(&found, looked.snapshot, looked.abilities))
        });
        Ok(found.await?.flatten())
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        let range = params.range;
        let found = self.answer(&params.text_document.uri, move |looked| {
            let range = from_proto::range(looked.snapshot.note.text(), range, looked.abilities.encoding);
            let hints = looked.views().flat_map(|view| hints::find(view, range.clone()));
            hints.map(|hint| to_proto::hint(&hint, looked.snapshot, looked.abilities)).collect()
        });
        found.await
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<Vec<CodeActionResponse>>> {
        let (range, only) = (params.range, params.context.only);
        let found = self.answer(&params.text_document.uri, move |looked| {
            let findings = looked.snapshot.findings(looked.index);
            let range = from_proto::range(looked.snapshot.note.text(), range, looked.abilities.encoding);
            let actions = actions::find(looked.view_at(range.start), range, &findings).into_iter();
            let actions =
                actions.map(|action| to_proto::action(action, &findings, looked.snapshot, looked.abilities));
            let wanted = |action: &CodeAction| {
                only.as_ref().is_none_or(|only| only.iter().any(|kind| is_of(action, kind)))
            };
            actions.filter(wanted).map(Into::into).collect()
        });
        found.await
    }

    async fn document_symbol(&self, params: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>> {
        let found = self.answer(&params.text_document.uri, |looked| {
            to_proto::symbols(
                looked.views().flat_map(symbols::find).collect(),
                looked.snapshot,
                looked.abilities,
            )
        });
        found.await
    }
}

/// Whether an action is of a kind, or of one below it: `refactor` asks for `refactor.rewrite` too.
fn is_of(action: &CodeAction, wanted: &CodeActionKind) -> bool {
    let (Some(kind), wanted) = (action.kind.clone().map(String::from), String::from(wanted.clone())) else {
        return false;
    };
    kind == wanted
        || kind.strip_prefix(&wanted).is_some_and(|rest| rest.starts_with('.'))
        || wanted.is_empty()
}
