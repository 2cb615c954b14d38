//! What the handlers share.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use dashmap::DashMap;
use tokio::runtime::Handle;
use tower_lsp::Client;
use tower_lsp::gen_lsp_types::{Diagnostic, MessageType, Position, Uri};
use tower_lsp::jsonrpc::Result;
use whyfirst_assist::View;
use whyfirst_guide::Index;
use whyfirst_guide::sort;
use whyfirst_review::{Finding, Readings};

use crate::config;

use super::asking::Asking;
use super::capabilities::Abilities;
use super::computing;
use super::files::Files;
use super::from_proto;
use super::notes::Notes;
use super::outgoing::Outgoing;
use super::practice::Practice;
use super::settings::Settings;
use super::snapshot::Snapshot;
use super::worker::Worker;
use super::workspace::Workspace;
use super::{cards, to_proto, uri};

/// The server's state.
pub(super) struct State {
    pub(super) client: Client,
    /// The way to the client for what must not be overtaken by an answer.
    pub(super) outgoing: Outgoing,
    pub(super) notes: Notes,
    pub(super) worker: Worker,
    pub(super) workspace: Workspace,
    pub(super) practice: Practice,
    pub(super) files: Files,
    pub(super) asking: Asking,
    /// For threads that have something to say to the client.
    pub(super) runtime: Handle,
    /// The addresses of the rules' pages, as far as they have been asked for.
    pages: DashMap<String, Option<String>>,
    abilities: OnceLock<Abilities>,
    settings: RwLock<Arc<Settings>>,
    /// The settings with which the client began, on which later ones build.
    first_settings: OnceLock<Arc<Settings>>,
    /// What of them was not understood, to be told once the client listens.
    troubles: Mutex<Vec<String>>,
}

impl State {
    pub(super) fn new(
        client: Client,
        outgoing: Outgoing,
        runtime: Handle,
        worker: Worker,
        workspace: Workspace,
        files: Files,
    ) -> State {
        State {
            client,
            outgoing,
            runtime,
            notes: Notes::default(),
            worker,
            workspace,
            practice: Practice::new(),
            files,
            asking: Asking::default(),
            pages: DashMap::new(),
            abilities: OnceLock::new(),
            settings: RwLock::default(),
            first_settings: OnceLock::new(),
            troubles: Mutex::default(),
        }
    }

    /// What the client can do; known from `initialize` on.
    pub(super) fn abilities(&self) -> Abilities {
        self.abilities.get().copied().unwrap_or_default()
    }

    pub(super) fn set_abilities(&self, abilities: Abilities) {
        let _ = self.abilities.set(abilities);
    }

    /// What the client wants to see.
    pub(super) fn settings(&self) -> Arc<Settings> {
        self.settings.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes over the settings with which the client begins.
    pub(super) fn begin_with(&self, sent: &serde_json::Value) {
        let (settings, troubles) = Settings::default().with(sent);
        let settings = Arc::new(settings);
        let _ = self.first_settings.set(Arc::clone(&settings));
        self.put_settings(settings);
        self.add_troubles(troubles);
    }

    /// Takes over the client's new settings, all of them; gives back whether anything has changed.
    pub(super) fn change_settings(&self, sent: &serde_json::Value) -> bool {
        let first = self.first_settings.get().cloned().unwrap_or_default();
        let (settings, troubles) = first.with(sent);
        let changed = *self.settings() != settings;
        self.put_settings(Arc::new(settings));
        self.add_troubles(troubles);
        changed
    }

    /// Tells the user of a text that is not read because of its size (megabytes). Never waits.
    pub(super) fn say_too_large(&self, uri: &str, size: usize, most: usize) {
        let name = uri.rsplit('/').next().unwrap_or(uri);
        let message =
            format!("{name} is {size} MB large and is left alone; notes of up to {most} MB are read.");
        let params = serde_json::json!({"type": MessageType::Warning, "message": message});
        self.outgoing.send(&tower_lsp::jsonrpc::Request::build("window/showMessage").params(params).finish());
    }

    fn add_troubles(&self, troubles: Vec<String>) {
        self.troubles.lock().unwrap_or_else(PoisonError::into_inner).extend(troubles);
    }

    fn put_settings(&self, settings: Arc<Settings>) {
        *self.settings.write().unwrap_or_else(PoisonError::into_inner) = settings;
    }

    /// Tells the client's log what of its settings was not understood.
    pub(super) async fn tell_troubles(&self) {
        let troubles = std::mem::take(&mut *self.troubles.lock().unwrap_or_else(PoisonError::into_inner));
        for trouble in troubles {
            self.client.log_message(MessageType::Warning, trouble).await;
        }
    }

    /// Puts a note in place and has it looked at.
    pub(super) fn put(&self, snapshot: Snapshot) {
        let uri = snapshot.uri.clone();
        self.notes.put(snapshot);
        self.worker.wake(&uri);
    }

    /// Whether a document is read at all: by its language or its name. Some clients have names of their own for the language.
    pub(super) fn speaks_on(&self, snapshot: &Snapshot) -> bool {
        let name = snapshot.uri.to_ascii_lowercase();
        snapshot.language == "markdown"
            || name.ends_with(".md")
            || name.ends_with(".markdown")
            || self.settings().languages.contains(&snapshot.language)
    }

    /// All notes that are known, the open ones as they stand in their editors, in the order of their addresses.
    pub(super) fn all_notes(&self) -> Vec<Arc<Snapshot>> {
        let mut notes = self.notes.all();
        notes.retain(|snapshot| self.speaks_on(snapshot));
        let open: HashSet<_> = notes.iter().filter_map(|note| uri::to_path(&note.uri)).collect();
        let closed = self.workspace.all().into_iter().filter(|(path, _)| !open.contains(path));
        notes.extend(closed.map(|(_, note)| note));
        sort::by(&mut notes, |a, b| a.uri.cmp(&b.uri));
        notes
    }

    /// The diagnostics of a note, as they are shown now.
    pub(super) fn diagnostics(&self, snapshot: &Snapshot) -> Vec<Diagnostic> {
        if !self.settings().diagnostics {
            return Vec::new();
        }
        let abilities = self.abilities();
        // The guide may still be on its way when the first note has come.
        snapshot.note.read();
        let index = snapshot.index();
        let findings = snapshot.shown_findings(&index);
        let page = |rule: &str| abilities.code_description.then(|| self.page(&index, rule)).flatten();
        findings
            .iter()
            .map(|finding| to_proto::diagnostic(finding, snapshot, abilities, page(&finding.rule)))
            .collect()
    }

    /// The file with a rule's manual page, written when it is first asked for.
    fn page(&self, index: &Index, rule: &str) -> Option<String> {
        if let Some(known) = self.pages.get(rule) {
            return known.clone();
        }
        let page =
            whyfirst_review::rule(index, rule).and_then(|it| cards::write("rules", rule, &it.manual()));
        self.pages.insert(rule.to_owned(), page.clone());
        page
    }

    /// Has the client ask again for what it shows of notes that it has not changed itself. Waits for nothing.
    pub(super) fn ask_again(self: &Arc<State>, diagnostics: bool, hints: bool) {
        let (state, abilities) = (Arc::clone(self), self.abilities());
        self.runtime.spawn(async move {
            // A client that cannot be told asks again when it likes.
            if diagnostics && abilities.pulls && abilities.refresh_diagnostics {
                let _ = state.client.workspace_diagnostic_refresh().await;
            }
            if hints && abilities.refresh_hints {
                let _ = state.client.inlay_hint_refresh().await;
            }
            if (diagnostics || hints) && abilities.refresh_lenses && state.settings().code_lens {
                let _ = state.client.code_lens_refresh().await;
            }
        });
    }

    /// Has all open notes looked at again, as they are.
    pub(super) fn look_again(&self) {
        for snapshot in self.notes.kept() {
            self.worker.wake(&snapshot.uri);
        }
    }

    /// Has everything read again under what configurations and packs now say. Needs no disk by itself and waits for nothing.
    pub(super) fn files_have_changed(&self) {
        config::resolver().forget();
        self.pages.clear();
        self.notes.read_again();
        self.look_again();
        self.workspace.walk();
    }

    /// The guide of a note, open or not; without a note that of the workspace.
    pub(super) fn index_of(&self, note: Option<&str>) -> Arc<Index> {
        let resolver = config::resolver();
        match note.map(|uri| (uri, uri::to_path(uri))) {
            Some((_, Some(path))) => resolver.for_note(&path).index,
            Some((uri, None)) => resolver.for_unsaved(uri).index,
            None => resolver.for_unsaved("").index,
        }
    }

    /// Reads all open notes anew, taking nothing over.
    pub(super) fn read_anew(&self) {
        for snapshot in self.notes.kept() {
            self.put(snapshot.anew());
        }
    }

    /// Answers a request about a note from its snapshot, on a thread for computing. Nothing for a note that is not open.
    pub(super) async fn answer<T: Send + 'static>(
        &self,
        uri: &Uri,
        compute: impl FnOnce(Looked<'_>) -> T + Send + 'static,
    ) -> Result<Option<T>> {
        let snapshot = self.notes.get(&uri.0).filter(|snapshot| self.speaks_on(snapshot));
        let Some(snapshot) = snapshot else { return Ok(None) };
        let (abilities, settings) = (self.abilities(), self.settings());
        let found = computing::compute(move || {
            let index = snapshot.index();
            let readings = snapshot.readings(&index);
            compute(Looked {
                index: &index,
                readings: &readings,
                snapshot: &snapshot,
                abilities,
                settings: &settings,
            })
        });
        found.await.map(Some)
    }
}

/// A snapshot that is being looked at.
pub(super) struct Looked<'a> {
    pub(super) index: &'a Index,
    readings: &'a Readings,
    pub(super) snapshot: &'a Snapshot,
    pub(super) abilities: Abilities,
    pub(super) settings: &'a Settings,
}

impl<'a> Looked<'a> {
    /// The note as it is looked at from a place: by the answer in which it lies.
    pub(super) fn view_at(&self, offset: usize) -> View<'a> {
        let line = self.snapshot.note.text().line_of(offset) as u32;
        View { index: self.index, note: &self.snapshot.note, reading: self.readings.at(line) }
    }

    /// The note as it is looked at for each of its answers.
    pub(super) fn views(&self) -> impl Iterator<Item = View<'a>> + use<'a> {
        self.snapshot.views(self.index, self.readings)
    }

    pub(super) fn offset(&self, position: Position) -> usize {
        from_proto::offset(self.snapshot.note.text(), position, self.abilities.encoding)
    }

    /// The note's findings, if they are wanted.
    pub(super) fn findings(&self) -> Arc<Vec<Finding>> {
        if self.settings.diagnostics { self.snapshot.shown_findings(self.index) } else { Arc::default() }
    }
}
