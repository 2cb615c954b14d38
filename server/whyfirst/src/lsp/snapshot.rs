//! The open notes: for each a snapshot, immutable for as long as anybody looks at it, and replaced by every change.

use std::sync::{Arc, OnceLock};

use dashmap::DashMap;
use whyfirst_guide::Index;
use whyfirst_note::Note;
use whyfirst_review::{Finding, Folder, Options, Readings};

use crate::folder::{Folders, path_of};

/// A note as it stood at one version.
pub(super) struct Snapshot {
    /// The client's name for it, byte for byte.
    pub(super) uri: String,
    pub(super) version: i32,
    pub(super) note: Note,
    /// The reading of the version before, whose unchanged parts are taken over.
    earlier: Option<Arc<Readings>>,
    /// What lay beside it when it was opened.
    folder: OnceLock<Option<Arc<Folder>>>,
    readings: OnceLock<Arc<Readings>>,
    findings: OnceLock<Arc<Vec<Finding>>>,
}

impl Snapshot {
    /// A note that has just been opened.
    pub(super) fn new(uri: String, version: i32, text: String) -> Snapshot {
        Snapshot {
            uri,
            version,
            note: Note::new(text),
            earlier: None,
            folder: OnceLock::new(),
            readings: OnceLock::new(),
            findings: OnceLock::new(),
        }
    }

    /// A snapshot to be changed. What is known of this one will be known of it as something earlier.
    fn successor(&self) -> Snapshot {
        Snapshot {
            uri: self.uri.clone(),
            version: self.version,
            note: self.note.clone(),
            earlier: self.readings.get().or(self.earlier.as_ref()).cloned(),
            folder: self.folder.clone(),
            readings: OnceLock::new(),
            findings: OnceLock::new(),
        }
    }

    /// Changes a snapshot that nobody else has.
    fn change(&mut self, version: i32, change: impl FnOnce(&mut Note)) {
        change(&mut self.note);
        self.version = version;
        self.earlier = self.readings.take().or(self.earlier.take());
        self.findings = OnceLock::new();
    }

    /// How the note is read; computed by whoever asks first.
    pub(super) fn readings(&self, index: &Index) -> Arc<Readings> {
        let read = || {
            let beside = || Folders::default().beside(index, &self.note, &path_of(&self.uri)?);
            let folder = self.folder.get_or_init(beside).clone();
            // Its pages are named by their paths.
            let path = path_of(&self.uri).filter(|_| folder.is_some());
            let path =
                path.map_or_else(|| self.uri.clone(), |path| path.to_string_lossy().replace('\\', "/"));
            let options = Options { path, folder, ..Options::default() };
            Arc::new(whyfirst_review::read(index, &self.note, &options, self.earlier.as_deref()))
        };
        self.readings.get_or_init(read).clone()
    }

    /// The note's findings; computed by whoever asks first.
    pub(super) fn findings(&self, index: &Index) -> Arc<Vec<Finding>> {
        let readings = self.readings(index);
        self.findings
            .get_or_init(|| Arc::new(whyfirst_review::findings(index, &self.note, &readings)))
            .clone()
    }
}

/// All open notes.
#[derive(Default)]
pub(super) struct Notes(DashMap<String, Arc<Snapshot>>);

impl Notes {
    /// The newest snapshot. The map is let go at once.
    pub(super) fn get(&self, uri: &str) -> Option<Arc<Snapshot>> {
        self.0.get(uri).map(|snapshot| Arc::clone(&snapshot))
    }

    /// Puts the next version of a note in place of the newest snapshot. The text is copied only while somebody still looks at that one.
    /// Says whether the note is open.
    pub(super) fn change(&self, uri: &str, version: i32, change: impl FnOnce(&mut Note)) -> bool {
        let Some(mut newest) = self.0.get_mut(uri) else { return false };
        if Arc::get_mut(&mut newest).is_none() {
            let successor = newest.successor();
            *newest = Arc::new(successor);
        }
        if let Some(own) = Arc::get_mut(&mut newest) {
            own.change(version, change);
        }
        true
    }

    pub(super) fn put(&self, snapshot: Snapshot) {
        self.0.insert(snapshot.uri.clone(), Arc::new(snapshot));
    }

    pub(super) fn remove(&self, uri: &str) -> bool {
        self.0.remove(uri).is_some()
    }
}
