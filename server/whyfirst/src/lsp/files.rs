//! The files that say how notes are read: configurations and packs.
//!
//! When the client tells of a change, the notification forgets what was read, which needs no disk, so that whoever asks next reads anew. All
//! else is for a thread of its own: it tells what is wrong in the files, each under its own address, has the client watch the packs in use,
//! and, for clients that watch nothing, looks whether anything has changed whenever a note is opened or saved. What is wrong is published
//! to clients that ask for diagnostics, too: they ask for notes, not for these files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use serde_json::{Value, json};
use tower_lsp::gen_lsp_types::{PublishDiagnosticsParams, Registration, Unregistration, Uri};

use super::state::State;
use super::{to_proto, uri};
use crate::config::{self, FILE, Trouble};

/// The name under which the packs are watched.
const WATCH: &str = "whyfirst-packs";
const METHOD: &str = "workspace/didChangeWatchedFiles";

/// Wakes the thread.
pub(super) struct Files(Sender<Event>);

/// Why the thread is woken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    /// What was read has been forgotten, because files have changed.
    Changed,
    /// A note was opened or saved: files may have changed meanwhile.
    Touched,
}

impl Files {
    /// What wakes a thread that is yet to be started, and what it listens to.
    pub(super) fn new() -> (Files, Receiver<Event>) {
        let (sender, receiver) = channel();
        (Files(sender), receiver)
    }

    /// Never waits.
    pub(super) fn tell(&self, event: Event) {
        let _ = self.0.send(event);
    }
}

/// Starts the thread.
pub(super) fn start(state: Arc<State>, events: Receiver<Event>) {
    let mut work = Work { state, told: BTreeSet::new(), watched: None };
    std::thread::spawn(move || {
        while let Ok(first) = events.recv() {
            let changed = events.try_iter().chain([first]).any(|event| event == Event::Changed);
            // A panic over one change must not make all later ones go unseen.
            let look = std::panic::AssertUnwindSafe(|| work.look(changed));
            let _ = std::panic::catch_unwind(look);
        }
    });
}

struct Work {
    state: Arc<State>,
    /// The files of which something was published.
    told: BTreeSet<PathBuf>,
    /// The folders that are watched for packs; nothing before the first registration.
    watched: Option<BTreeSet<PathBuf>>,
}

impl Work {
    fn look(&mut self, changed: bool) {
        let found = !changed && config::resolver().outdated();
        if found {
            self.state.files_have_changed();
        }
        for snapshot in self.state.notes.kept() {
            snapshot.index();
        }
        if changed || found {
            self.state.ask_again(true, true);
        }
        self.tell();
        self.watch();
    }

    /// Publishes what is wrong in the files, and takes back what is not any more.
    fn tell(&mut self) {
        let mut troubles: BTreeMap<PathBuf, Vec<Trouble>> = BTreeMap::new();
        for trouble in config::resolver().troubles() {
            troubles.entry(trouble.file.clone()).or_default().push(trouble);
        }
        for file in std::mem::take(&mut self.told) {
            troubles.entry(file).or_default();
        }
        let encoding = self.state.abilities().encoding;
        for (file, troubles) in troubles {
            let Some(uri) = uri::from_path(&file) else { continue };
            let diagnostics = troubles.iter().map(|trouble| to_proto::trouble(trouble, encoding)).collect();
            let params = PublishDiagnosticsParams { uri: Uri(uri), diagnostics, version: None };
            self.state.outgoing.notify("textDocument/publishDiagnostics", &params);
            if !troubles.is_empty() {
                self.told.insert(file);
            }
        }
    }

    /// Has the client watch the folders of the packs in use, and the user's own configuration. Those of projects it watches anyway.
    fn watch(&mut self) {
        let abilities = self.state.abilities();
        let packs = config::resolver().packs();
        if !abilities.register_watchers || self.watched.as_ref() == Some(&packs) {
            return;
        }
        let below = |folder: &Path, pattern: &str| -> Option<Value> {
            Some(if abilities.relative_patterns {
                json!({"globPattern": {"baseUri": uri::from_path(folder)?, "pattern": pattern}})
            } else {
                json!({"globPattern": format!("{}/{pattern}", folder.to_str()?.replace('\\', "/"))})
            })
        };
        let own = config::resolver().own_file().and_then(Path::parent);
        let watchers: Vec<Value> = own
            .and_then(|folder| below(folder, FILE))
            .into_iter()
            .chain(packs.iter().filter_map(|folder| below(folder, "**")))
            .collect();
        let registration = Registration {
            id: WATCH.to_owned(),
            method: METHOD.to_owned(),
            register_options: Some(json!({"watchers": watchers})),
        };
        let earlier = self.watched.replace(packs).is_some();
        let client = self.state.client.clone();
        self.state.runtime.spawn(async move {
            if earlier {
                let gone = Unregistration { id: WATCH.to_owned(), method: METHOD.to_owned() };
                let _ = client.unregister_capability(vec![gone]).await;
            }
            // A client that will not watch tells enough when it opens and saves.
            let _ = client.register_capability(vec![registration]).await;
        });
    }
}
