//! The notes of the workspace that nobody has opened: found in the background, kept up to date, bounded.
//!
//! One thread does it, job by job. It respects `.gitignore`, leaves large files and all beyond a number of them alone, and never walks a
//! home folder or one above it: an editor that was started there has not opened a project. Only design notes are kept.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use dashmap::DashMap;
use etcetera::BaseStrategy;
use ignore::WalkBuilder;
use tower_lsp::gen_lsp_types::ProgressToken;

use crate::config;

use super::snapshot::Snapshot;
use super::state::State;
use super::uri;

/// A larger file is no note of a workspace (bytes).
const MAX_BYTES: u64 = 1024 * 1024;
/// At most so many Markdown files are read.
const MAX_NOTES: usize = 5_000;
/// At most so many files and folders are looked at.
const MAX_ENTRIES: usize = 200_000;
/// How deep folders are followed.
const MAX_DEPTH: usize = 32;
/// How often progress is told: every so many notes.
const STEP: usize = 16;
/// How long a client may take to agree to being told of progress.
const AGREE: Duration = Duration::from_secs(2);

/// How long the first walk waits: an editor opens its notes first, and what is open need not be read from the disk.
const SETTLE: Duration = Duration::from_millis(250);

/// The languages that a client can name, and how their files end.
const ENDINGS: [(&str, &str); 4] = [("quarto", "qmd"), ("rmd", "rmd"), ("mdx", "mdx"), ("vimwiki", "wiki")];

/// What the thread is to do.
enum Job {
    /// Find all notes again.
    Walk(u64),
    /// A file has come to be or has changed, or was open as it stood there last.
    Look(PathBuf, Option<Arc<Snapshot>>),
    /// A file or folder is gone.
    Forget(PathBuf),
}

/// The notes on disk.
pub(super) struct Workspace {
    folders: RwLock<BTreeSet<PathBuf>>,
    notes: DashMap<PathBuf, Arc<Snapshot>>,
    jobs: Sender<Job>,
    /// Counts walks: a newer one ends an older.
    walks: AtomicU64,
    cancelled: AtomicBool,
}

impl Workspace {
    /// A workspace without folders, and what its thread listens to.
    pub(super) fn new() -> (Workspace, Jobs) {
        let (jobs, receiver) = channel();
        let workspace = Workspace {
            folders: RwLock::default(),
            notes: DashMap::new(),
            jobs,
            walks: AtomicU64::new(0),
            cancelled: AtomicBool::new(false),
        };
        (workspace, Jobs(receiver))
    }

    /// Takes folders in and out.
    pub(super) fn change_folders<'a>(
        &self,
        added: impl Iterator<Item = &'a str>,
        removed: impl Iterator<Item = &'a str>,
    ) {
        let mut folders = self.folders.write().unwrap_or_else(PoisonError::into_inner);
        for folder in removed.filter_map(uri::to_path) {
            folders.remove(&folder);
        }
        folders.extend(added.filter_map(uri::to_path).filter(|path| path.is_absolute()));
        config::resolver().set_root(folders.first().cloned());
    }

    /// Finds all notes again. Never waits.
    pub(super) fn walk(&self) {
        let walk = self.walks.fetch_add(1, Ordering::AcqRel) + 1;
        self.cancelled.store(false, Ordering::Release);
        let _ = self.jobs.send(Job::Walk(walk));
    }

    /// Looks at a file that has come to be or has changed. Never waits.
    pub(super) fn look(&self, uri: &str) {
        self.send_look(uri, None);
    }

    /// Looks at a file that was open until now. Never waits.
    pub(super) fn closed(&self, note: Arc<Snapshot>) {
        self.send_look(&note.uri.clone(), Some(note));
    }

    fn send_look(&self, uri: &str, closed: Option<Arc<Snapshot>>) {
        if let Some(path) = uri::to_path(uri) {
            let _ = self.jobs.send(Job::Look(path, closed));
        }
    }

    /// Forgets a file, or all in a folder. Never waits.
    pub(super) fn forget(&self, uri: &str) {
        if let Some(path) = uri::to_path(uri) {
            let _ = self.jobs.send(Job::Forget(path));
        }
    }

    /// Ends the walk that is under way, if the token is that of one.
    pub(super) fn cancel(&self, token: &ProgressToken) {
        if *token == token_of(self.walks.load(Ordering::Acquire)) {
            self.cancelled.store(true, Ordering::Release);
        }
    }

    /// Lets a note go that has been opened.
    pub(super) fn let_go(&self, uri: &str) {
        if let Some(path) = uri::to_path(uri) {
            self.notes.remove(&path);
        }
    }

    /// A note that is not open.
    pub(super) fn get(&self, uri: &str) -> Option<Arc<Snapshot>> {
        self.notes.get(&uri::to_path(uri)?).map(|note| Arc::clone(&note))
    }

    /// All notes that are known, with their paths.
    pub(super) fn all(&self) -> Vec<(PathBuf, Arc<Snapshot>)> {
        self.notes.iter().map(|note| (note.key().clone(), Arc::clone(note.value()))).collect()
    }

    fn folders(&self) -> Vec<PathBuf> {
        self.folders.read().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    fn goes_on(&self, walk: u64) -> bool {
        self.walks.load(Ordering::Acquire) == walk && !self.cancelled.load(Ordering::Acquire)
    }
}

/// What the thread listens to.
pub(super) struct Jobs(Receiver<Job>);

/// Starts the thread.
pub(super) fn start(state: Arc<State>, jobs: Jobs) {
    std::thread::spawn(move || {
        while let Ok(job) = jobs.0.recv() {
            // A panic over one file must not end the thread.
            let work = std::panic::AssertUnwindSafe(|| work(&state, job));
            let _ = std::panic::catch_unwind(work);
        }
    });
}

fn work(state: &Arc<State>, job: Job) {
    let workspace = &state.workspace;
    match job {
        Job::Walk(walk) => {
            if walk == 1 {
                std::thread::sleep(SETTLE);
            }
            if workspace.goes_on(walk) {
                find_all(state, walk);
            }
        }
        Job::Look(path, closed) => {
            let below = |folder: &PathBuf| path.starts_with(folder) && !is_too_wide(folder);
            if !workspace.folders().iter().any(below) {
                return;
            }
            if path.is_dir() {
                // A folder that was moved here: what is in it is found with everything else.
                workspace.walk();
            } else if is_note(&path, &state.settings().languages) {
                take(state, &path, closed.as_deref());
                state.ask_again(true, false);
            }
        }
        Job::Forget(path) => {
            let before = workspace.notes.len();
            workspace.notes.retain(|note, _| !note.starts_with(&path));
            if workspace.notes.len() != before {
                state.ask_again(true, false);
            }
        }
    }
}

/// Finds the notes of all folders.
fn find_all(state: &Arc<State>, walk: u64) {
    let workspace = &state.workspace;
    let languages = state.settings().languages.clone();
    let paths = paths(&workspace.folders(), &languages, || workspace.goes_on(walk));
    let progress = if paths.is_empty() { None } else { begin(state, walk) };
    for (at, path) in paths.iter().enumerate() {
        if !workspace.goes_on(walk) {
            break;
        }
        take(state, path, None);
        if let Some(progress) = progress.as_ref().filter(|_| at % STEP == 0) {
            let message = format!("{at} of {} notes", paths.len());
            let done = (at * 100 / paths.len()) as u32;
            state.runtime.block_on(progress.report_with_message(message, done, None));
        }
    }
    if workspace.goes_on(walk) {
        let found: BTreeSet<PathBuf> = paths.into_iter().collect();
        workspace.notes.retain(|path, _| found.contains(path));
    }
    if let Some(progress) = progress {
        state.runtime.block_on(progress.finish());
    }
    state.ask_again(true, false);
}

type Ongoing = tower_lsp::OngoingProgress<tower_lsp::Bounded, tower_lsp::Cancellable>;

fn begin(state: &State, walk: u64) -> Option<Ongoing> {
    if !state.abilities().progress {
        return None;
    }
    let token = token_of(walk);
    state.runtime.block_on(async {
        let agreed = tokio::time::timeout(AGREE, state.client.create_work_done_progress(token.clone())).await;
        agreed.ok()?.ok()?;
        let progress = state.client.progress(token, "Whyfirst: reading notes");
        Some(progress.with_percentage(0).with_cancel_button().begin().await)
    })
}

fn token_of(walk: u64) -> ProgressToken {
    ProgressToken::String(format!("whyfirst/notes/{walk}"))
}

/// Reads a file and keeps it if it is a design note. One that is open is not: it would take its memory twice, and is looked at when it is
/// closed; what is known of it then, `closed`, is taken over if it is what stands in the file.
fn take(state: &State, path: &Path, closed: Option<&Snapshot>) {
    let notes = &state.workspace.notes;
    let uri = uri::from_path(path);
    let is_open = |uri: &String| state.notes.peek(uri).is_some_and(|it| state.speaks_on(&it));
    let open = uri.as_ref().is_some_and(is_open);
    let small = fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() <= MAX_BYTES);
    let text = (small && !open).then(|| fs::read_to_string(path).ok()).flatten();
    let (Some(text), Some(uri)) = (text, uri) else {
        notes.remove(path);
        return;
    };
    let same = |known: &Snapshot| known.note.text().as_str() == text && !known.is_outdated();
    if notes.get(path).is_some_and(|known| same(&known)) {
        return;
    }
    let language = "markdown".to_owned();
    let snapshot = match closed.filter(|it| it.note.text().as_str() == text) {
        Some(closed) => closed.taken_over(uri.clone(), language, 0),
        None => Snapshot::new(uri.clone(), language, 0, text),
    };
    let index = snapshot.index();
    let readings = snapshot.readings(&index);
    let design_note = snapshot.views(&index, &readings).any(|view| view.is_design_note());
    if design_note {
        notes.insert(path.to_owned(), Arc::new(snapshot));
    }
    // It may have been opened meanwhile.
    if !design_note || is_open(&uri) {
        notes.remove(path);
    }
}

/// The Markdown files below folders, in order.
fn paths(folders: &[PathBuf], languages: &[String], goes_on: impl Fn() -> bool) -> Vec<PathBuf> {
    let mut found = BTreeSet::new();
    let mut looked_at = 0;
    for folder in folders.iter().filter(|folder| !is_too_wide(folder)) {
        for entry in WalkBuilder::new(folder).require_git(false).max_depth(Some(MAX_DEPTH)).build().flatten()
        {
            looked_at += 1;
            if looked_at > MAX_ENTRIES || found.len() >= MAX_NOTES || !goes_on() {
                return found.into_iter().collect();
            }
            let file = entry.file_type().is_some_and(|kind| kind.is_file());
            if file && is_note(entry.path(), languages) {
                found.insert(entry.into_path());
            }
        }
    }
    found.into_iter().collect()
}

fn is_note(path: &Path, languages: &[String]) -> bool {
    let Some(ending) = path.extension().and_then(|ending| ending.to_str()) else { return false };
    let configured = ENDINGS.iter().filter(|(language, _)| languages.iter().any(|it| it == language));
    let mut endings = ["md", "markdown"].into_iter().chain(configured.map(|(_, ending)| *ending));
    endings.any(|known| ending.eq_ignore_ascii_case(known))
}

/// Whether a folder is a home folder or holds one.
fn is_too_wide(folder: &Path) -> bool {
    let real = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let home = etcetera::choose_base_strategy().map(|folders| real(folders.home_dir()));
    let folder = real(folder);
    folder.parent().is_none() || home.is_ok_and(|home| home.starts_with(&folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_found_as_gitignore_says_and_no_home_is_walked() {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        put(".gitignore", "drafts/\n");
        for name in ["a.md", "sub/b.MARKDOWN", "sub/c.qmd", "drafts/d.md", "e.txt", ".hidden/f.md"] {
            put(name, "# x\n");
        }
        let folders = [folder.path().to_owned()];
        let names = |languages: &[&str]| -> Vec<String> {
            let languages: Vec<String> = languages.iter().map(|&it| it.to_owned()).collect();
            let found = paths(&folders, &languages, || true);
            found.iter().map(|path| path.strip_prefix(folder.path()).unwrap().display().to_string()).collect()
        };
        assert_eq!(names(&[]), ["a.md", "sub/b.MARKDOWN"]);
        assert_eq!(names(&["quarto"]), ["a.md", "sub/b.MARKDOWN", "sub/c.qmd"]);
        assert_eq!(paths(&folders, &[], || false), Vec::<PathBuf>::new());
        assert!(is_too_wide(Path::new("/")));
        assert!(!is_too_wide(folder.path()));
    }
}
