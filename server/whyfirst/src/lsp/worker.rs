//! The analysis worker: one thread that reads changed notes and publishes what was found.
//!
//! It always takes the newest snapshot, so changes that arrive meanwhile are one piece of work, and because it is one thread no
//! publication can overtake another. A client that asks for diagnostics itself gets none from here; it is told when to ask again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use tower_lsp::gen_lsp_types::{Diagnostic, PublishDiagnosticsParams, Uri};

use super::snapshot::Snapshot;
use super::state::State;

/// Wakes the worker.
pub(super) struct Worker(Sender<String>);

impl Worker {
    /// A worker that is yet to be started, and what it listens to.
    pub(super) fn new() -> (Worker, Receiver<String>) {
        let (sender, receiver) = channel();
        (Worker(sender), receiver)
    }

    /// Has a note looked at again. Never waits.
    pub(super) fn wake(&self, uri: &str) {
        let _ = self.0.send(uri.to_owned());
    }
}

/// Starts the thread.
pub(super) fn start(state: Arc<State>, changed: Receiver<String>) {
    std::thread::spawn(move || Work::new(state).go(&changed));
}

struct Work {
    state: Arc<State>,
    /// The notes of which something was published.
    published: BTreeSet<String>,
    /// The notes in which somebody types, and until when that counts as typing.
    typing: BTreeMap<String, Instant>,
}

impl Work {
    fn new(state: Arc<State>) -> Work {
        Work { state, published: BTreeSet::new(), typing: BTreeMap::new() }
    }

    fn go(&mut self, changed: &Receiver<String>) {
        loop {
            let first = match self.typing.values().min() {
                Some(until) => changed.recv_timeout(until.saturating_duration_since(Instant::now())),
                None => changed.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            let mut uris: BTreeSet<String> = changed.try_iter().collect();
            match first {
                Ok(first) => drop(uris.insert(first)),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            // A panic over one note must not silence all the others.
            for uri in uris {
                let look = std::panic::AssertUnwindSafe(|| self.look(&uri));
                let _ = std::panic::catch_unwind(look);
            }
            let now = Instant::now();
            let quiet: Vec<String> =
                self.typing.iter().filter(|(_, until)| **until <= now).map(|(uri, _)| uri.clone()).collect();
            for uri in quiet {
                self.typing.remove(&uri);
                let pause = std::panic::AssertUnwindSafe(|| self.pause(&uri));
                let _ = std::panic::catch_unwind(pause);
            }
        }
    }

    /// The newest snapshot of an open note.
    fn newest(&self, uri: &str) -> Option<Arc<Snapshot>> {
        self.state.notes.get(uri).filter(|snapshot| self.state.speaks_on(snapshot))
    }

    /// Looks at a note that has changed.
    fn look(&mut self, uri: &str) {
        self.typing.remove(uri);
        let Some(snapshot) = self.newest(uri) else {
            // It was closed, or is no note any more: what was shown goes.
            if self.published.remove(uri) {
                self.write(uri, Vec::new(), None);
            }
            return;
        };
        if snapshot.is_held() {
            let calm = Duration::from_millis(self.state.settings().calm.into());
            self.typing.insert(uri.to_owned(), snapshot.since + calm);
        }
        self.state.practice.read(&snapshot);
        self.publish(snapshot);
    }

    /// Shows what was held back while somebody typed.
    fn pause(&mut self, uri: &str) {
        let Some(snapshot) = self.newest(uri).filter(|snapshot| snapshot.is_held()) else { return };
        let index = snapshot.index();
        let before = (snapshot.shown_findings(&index), snapshot.shown_hints(&index));
        snapshot.pause();
        let changed =
            (*before.0 != *snapshot.shown_findings(&index), *before.1 != *snapshot.shown_hints(&index));
        if changed.0 {
            self.publish(snapshot);
        }
        self.state.ask_again(changed.0, changed.1);
    }

    fn publish(&mut self, snapshot: Arc<Snapshot>) {
        if self.state.abilities().pulls {
            return;
        }
        let diagnostics = self.state.diagnostics(&snapshot);
        let (uri, version) = (snapshot.uri.clone(), snapshot.version);
        // The client's next change must not find it in use, or its text would be copied.
        drop(snapshot);
        // Something newer is waiting: it will be published instead.
        if self.newest(&uri).is_none_or(|newest| newest.version != version) {
            return;
        }
        self.write(&uri, diagnostics, Some(version));
        self.published.insert(uri);
    }

    /// This thread may wait for the client, so it writes itself.
    fn write(&self, uri: &str, diagnostics: Vec<Diagnostic>, version: Option<i32>) {
        let params = PublishDiagnosticsParams { uri: Uri(uri.to_owned()), diagnostics, version };
        self.state.outgoing.notify("textDocument/publishDiagnostics", &params);
    }
}
