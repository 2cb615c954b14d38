//! What lies beside a note on the disk, for answers with one step in each file.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use whyfirst_guide::Index;
use whyfirst_note::Note;
use whyfirst_review::{Folder, may_be_page};

/// A folder with more notes than this is no answer.
const MOST_NOTES: usize = 40;
/// A page larger than this is none (bytes).
const MOST_BYTES: u64 = 256 * 1024;

/// Folders that were looked into: each is, once.
#[derive(Default)]
pub(crate) struct Folders(Mutex<BTreeMap<PathBuf, Option<Arc<Folder>>>>);

impl Folders {
    /// What lies beside a note, if it may be a page of an answer. `path` is absolute.
    pub(crate) fn beside(&self, index: &Index, note: &Note, path: &Path) -> Option<Arc<Folder>> {
        let parent = path.parent()?;
        if !may_be_page(index, note, &shown(path)) {
            return None;
        }
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(parent).cloned();
        known.unwrap_or_else(|| {
            let found = look(index, parent);
            self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(parent.to_owned(), found.clone());
            found
        })
    }
}

/// Reads the notes of a folder.
fn look(index: &Index, folder: &Path) -> Option<Arc<Folder>> {
    let is_note = |path: &PathBuf| path.extension().is_some_and(|it| it.eq_ignore_ascii_case("md"));
    let paths: Vec<PathBuf> =
        fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.path())).filter(is_note).collect();
    if paths.len() > MOST_NOTES {
        return None;
    }
    let small = |path: &&PathBuf| fs::metadata(path).is_ok_and(|it| it.is_file() && it.len() <= MOST_BYTES);
    let notes: Vec<(String, Note)> = paths
        .iter()
        .filter(small)
        .filter_map(|path| Some((shown(path), Note::new(fs::read_to_string(path).ok()?))))
        .collect();
    Folder::of(index, notes.iter().map(|(path, note)| (&**path, note)))
}

/// The path as notes are named when they are read.
fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}
