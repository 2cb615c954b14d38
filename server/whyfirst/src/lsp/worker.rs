//! The analysis worker: one thread that reads changed notes and publishes what was found.
//!
//! It always takes the newest snapshot, so changes that arrive meanwhile are one piece of work, and because it is one thread no
//! publication can overtake another.

use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, OnceLock};

use tower_lsp::gen_lsp_types::{Diagnostic, PublishDiagnosticsParams, Uri};
use tower_lsp::jsonrpc::Request;

use super::capabilities::Abilities;
use super::outgoing::Outgoing;
use super::snapshot::Notes;
use super::to_proto;

/// Wakes the worker.
pub(super) struct Worker(Sender<String>);

impl Worker {
    /// Starts the thread.
    pub(super) fn start(
        outgoing: Outgoing,
        notes: Arc<Notes>,
        abilities: Arc<OnceLock<Abilities>>,
    ) -> Worker {
        let (sender, receiver) = channel();
        std::thread::spawn(move || work(&outgoing, &notes, &abilities, &receiver));
        Worker(sender)
    }

    /// Has a note looked at again. Never waits.
    pub(super) fn wake(&self, uri: &str) {
        let _ = self.0.send(uri.to_owned());
    }
}

fn work(outgoing: &Outgoing, notes: &Notes, abilities: &OnceLock<Abilities>, changed: &Receiver<String>) {
    while let Ok(first) = changed.recv() {
        let mut uris: BTreeSet<String> = changed.try_iter().collect();
        uris.insert(first);
        for uri in uris {
            // A panic over one note must not silence all the others.
            let publish = std::panic::AssertUnwindSafe(|| publish(outgoing, notes, abilities, &uri));
            let _ = std::panic::catch_unwind(publish);
        }
    }
}

fn publish(outgoing: &Outgoing, notes: &Notes, abilities: &OnceLock<Abilities>, uri: &str) {
    let abilities = abilities.get().copied().unwrap_or_default();
    let Some(snapshot) = notes.get(uri) else {
        // It was closed: what was shown goes.
        write(outgoing, uri, Vec::new(), None);
        return;
    };
    let index = crate::index();
    let findings = snapshot.findings(&index);
    // Something newer is waiting: it will be published instead.
    if notes.get(uri).is_none_or(|newest| newest.version != snapshot.version) {
        return;
    }
    let diagnostics =
        findings.iter().map(|finding| to_proto::diagnostic(finding, &snapshot, abilities)).collect();
    write(outgoing, uri, diagnostics, Some(snapshot.version));
}

/// This thread may wait for the client, so it writes itself.
fn write(outgoing: &Outgoing, uri: &str, diagnostics: Vec<Diagnostic>, version: Option<i32>) {
    let params = PublishDiagnosticsParams { uri: Uri(uri.to_owned()), diagnostics, version };
    let params = serde_json::to_value(params).unwrap_or_default();
    outgoing.write(&Request::build("textDocument/publishDiagnostics").params(params).finish());
}
