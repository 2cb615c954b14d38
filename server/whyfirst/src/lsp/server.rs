//! The handlers. Each is params in, a plain call, result out.

use std::sync::Arc;

use tokio::runtime::Handle;
use tower_lsp::gen_lsp_types::*;
use tower_lsp::jsonrpc::Result;
use tower_lsp::{Client, LanguageServer};
use whyfirst_assist::{completion, hover, symbols};
use whyfirst_note::Note;

use crate::config;

use super::capabilities::{Abilities, offered};
use super::files::{self, Event, Files};
use super::outgoing::Outgoing;
use super::snapshot::Snapshot;
use super::state::State;
use super::worker::{self, Worker};
use super::workspace::{self, Workspace};
use super::written::Written;
use super::{
    asking, assistance, commands, configuration, from_proto, navigation, practice, pull, to_proto, uri,
};

/// The server.
pub(super) struct Server(Arc<State>);

impl Server {
    pub(super) fn new(client: Client, outgoing: Outgoing, runtime: Handle) -> Server {
        let (worker, changed) = Worker::new();
        let (workspace, jobs) = Workspace::new();
        let (files, events) = Files::new();
        let state = Arc::new(State::new(client, outgoing, runtime, worker, workspace, files));
        worker::start(Arc::clone(&state), changed);
        workspace::start(Arc::clone(&state), jobs);
        files::start(Arc::clone(&state), events);
        Server(state)
    }

    pub(super) async fn cancel(&self, params: WorkDoneProgressCancelParams) {
        self.0.workspace.cancel(&params.token);
        practice::cancel(&self.0, &params.token).await;
    }

    /// The handler of the library's trait gives back a list of the protocol's type.
    pub(super) async fn document_symbols(&self, params: DocumentSymbolParams) -> Result<Option<Written>> {
        let found = self.0.answer(&params.text_document.uri, |looked| {
            let views = looked.views().filter(|_| looked.settings.symbols);
            to_proto::symbols(views.flat_map(symbols::find), looked.snapshot, looked.abilities)
        });
        found.await?.transpose()
    }
}

/// A longer text is no note: it is not read, and the rest goes on (bytes).
const MOST_BYTES: usize = 20 * 1024 * 1024;

impl LanguageServer for Server {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let abilities = Abilities::of(&params.capabilities);
        self.0.set_abilities(abilities);
        let folders = from_proto::folders(&params);
        self.0.workspace.change_folders(folders.iter().map(String::as_str), std::iter::empty());
        self.0.begin_with(&params.initialization_options.unwrap_or_default());
        Ok(InitializeResult {
            capabilities: offered(abilities),
            server_info: Some(ServerInfo {
                name: "whyfirst".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
        })
    }

    async fn initialized(&self, _: InitializedParams) {
        self.0.files.tell(Event::Touched);
        configuration::begin(&self.0).await;
    }

    async fn shutdown(&self) -> Result<()> {
        practice::finish(&self.0).await;
        Ok(())
    }

    // The three below replace snapshots. They must not contain an `await`: see the module's comment.

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        let document = params.text_document;
        if document.text.len() > MOST_BYTES {
            self.0.say_too_large(&document.uri.0, document.text.len() >> 20, MOST_BYTES >> 20);
            return;
        }
        let (uri, language) = (document.uri.0, document.language_id.into());
        let known = self.0.workspace.get(&uri).filter(|it| it.note.text().as_str() == document.text);
        self.0.put(match known {
            Some(known) => known.taken_over(uri.clone(), language, document.version),
            None => Snapshot::new(uri.clone(), language, document.version, document.text),
        });
        // Only now: it is always known, as one or the other.
        self.0.workspace.let_go(&uri);
        self.0.files.tell(Event::Touched);
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        let document = params.text_document;
        let (encoding, calm) = (self.0.abilities().encoding, self.0.settings().calm > 0);
        let uri = &document.text_document_identifier.uri.0;
        let line = from_proto::last_line(&params.content_changes);
        let apply = |note: &mut Note| from_proto::apply(note, params.content_changes, encoding);
        if self.0.notes.change(uri, document.version, calm, apply) {
            line.into_iter().for_each(|line| self.0.practice.edited(uri, line));
            self.0.worker.wake(uri);
        }
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        let uri = params.text_document.uri.0;
        if let Some(closed) = self.0.notes.remove(&uri) {
            self.0.worker.wake(&uri);
            // What was not saved is gone.
            self.0.workspace.closed(closed);
        }
    }

    async fn did_save(&self, _: DidSaveTextDocumentParams) {
        self.0.files.tell(Event::Touched);
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        configuration::changed(&self.0, params.settings).await;
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        let uri = |folder: &WorkspaceFolder| folder.uri.0.clone();
        let added: Vec<_> = params.event.added.iter().map(uri).collect();
        let removed: Vec<_> = params.event.removed.iter().map(uri).collect();
        let (added, removed) = (added.iter().map(String::as_str), removed.iter().map(String::as_str));
        self.0.workspace.change_folders(added, removed);
        self.0.workspace.walk();
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        let mut paths = params.changes.iter().filter_map(|change| uri::to_path(&change.uri.0));
        if paths.any(|path| config::resolver().concerns(&path)) {
            self.0.files_have_changed();
            self.0.files.tell(Event::Changed);
        }
        for change in params.changes {
            let uri = change.uri.0;
            if change.kind == FileChangeType::Deleted {
                self.0.workspace.forget(&uri);
            } else {
                self.0.workspace.look(&uri);
            }
        }
    }

    async fn did_create_files(&self, params: CreateFilesParams) {
        params.files.iter().for_each(|file| self.0.workspace.look(&file.uri.0));
    }

    async fn did_rename_files(&self, params: RenameFilesParams) {
        for file in params.files {
            self.0.workspace.forget(&file.old_uri.0);
            self.0.workspace.look(&file.new_uri.0);
        }
    }

    async fn did_delete_files(&self, params: DeleteFilesParams) {
        params.files.iter().for_each(|file| self.0.workspace.forget(&file.uri.0));
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        let at = params.text_document_position_params;
        let trigger = from_proto::trigger(params.context.as_ref());
        let by_mark = matches!(trigger, completion::Trigger::Typed(_));
        let before =
            if by_mark { None } else { self.0.asking.take_note(&at.text_document.uri.0, at.position) };
        let found = self.0.answer(&at.text_document.uri, move |looked| {
            let (offset, wanted) = (looked.offset(at.position), from_proto::wanted(looked.settings));
            let trigger = asking::meant(trigger, before, offset, &looked);
            let found = completion::find(looked.view_at(offset), offset, trigger, wanted);
            to_proto::completions(found, looked.snapshot, looked.abilities)
        });
        Ok(found.await?.map(Into::into))
    }

    async fn completion_resolve(&self, item: CompletionItem) -> Result<CompletionItem> {
        let index = self.0.index_of(to_proto::note_of(&item));
        Ok(to_proto::resolved(item, &index, self.0.abilities()))
    }

    async fn inline_completion(
        &self,
        params: InlineCompletionParams,
    ) -> Result<Option<InlineCompletionResponse>> {
        let found = assistance::ghost(&self.0, params.text_document_position_params).await?;
        Ok(Some(found.into()))
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let at = params.text_document_position_params;
        let found = self.0.answer(&at.text_document.uri, move |looked| {
            let offset = looked.offset(at.position);
            let found = hover::find(looked.view_at(offset), offset).filter(|_| looked.settings.hover)?;
            Some(to_proto::hover(&found, looked.snapshot, looked.abilities))
        });
        Ok(found.await?.flatten())
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReport> {
        pull::document(&self.0, params).await
    }

    async fn workspace_diagnostic(
        &self,
        params: WorkspaceDiagnosticParams,
    ) -> Result<WorkspaceDiagnosticReport> {
        pull::workspace(&self.0, params).await
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        assistance::hints(&self.0, params).await
    }

    async fn inlay_hint_resolve(&self, hint: InlayHint) -> Result<InlayHint> {
        assistance::resolve_hint(&self.0, hint).await
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        assistance::lenses(&self.0, &params.text_document.uri).await
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<Vec<CodeActionResponse>>> {
        assistance::actions(&self.0, params).await
    }

    async fn code_action_resolve(&self, action: CodeAction) -> Result<CodeAction> {
        assistance::resolve_action(&self.0, action).await
    }

    async fn symbol(&self, params: WorkspaceSymbolParams) -> Result<Option<WorkspaceSymbolResponse>> {
        Ok(Some(navigation::workspace_symbols(&self.0, params.query).await?.into()))
    }

    async fn goto_definition(&self, params: DefinitionParams) -> Result<Option<DefinitionResponse>> {
        let found = navigation::definition(&self.0, params.text_document_position_params).await?;
        Ok(found.map(|location| Definition::from(location).into()))
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        navigation::references(&self.0, params).await
    }

    async fn document_highlight(
        &self,
        params: DocumentHighlightParams,
    ) -> Result<Option<Vec<DocumentHighlight>>> {
        navigation::highlights(&self.0, params.text_document_position_params).await
    }

    async fn selection_range(&self, params: SelectionRangeParams) -> Result<Option<Vec<SelectionRange>>> {
        navigation::selections(&self.0, params).await
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<LspAny>> {
        commands::execute(&self.0, &params.command, params.arguments).await.map(Some)
    }
}
