//! A note as it stands: immutable for as long as anybody looks at it, and replaced by every change.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Instant;

use whyfirst_assist::View;
use whyfirst_assist::hints::{self, Hint};
use whyfirst_guide::Index;
use whyfirst_guide::sort;
use whyfirst_note::Note;
use whyfirst_review::{Finding, Folder, Options, Readings};

use crate::config::{self, Resolved};
use crate::folder::Folders;

use super::calm::{self, Change, Held};
use super::lazy::LazyNote;
use super::uri;

/// A note as it stood at one version.
pub(super) struct Snapshot {
    /// The client's name for it, byte for byte.
    pub(super) uri: String,
    /// The client's name for its language.
    pub(super) language: String,
    pub(super) version: i32,
    pub(super) note: LazyNote,
    /// A number for the time from its opening to its closing.
    pub(super) opening: u64,
    /// When it came to be.
    pub(super) since: Instant,
    /// The reading of the version before and what was found, whose unchanged parts are taken over; let go once that is done.
    earlier: Mutex<Option<Earlier>>,
    /// How it is to be read.
    resolved: OnceLock<Resolved>,
    /// What lay beside it when it was opened.
    folder: OnceLock<Option<Arc<Folder>>>,
    /// What was shown before the writer began to type in a section.
    held: Option<Held>,
    /// Whether the writer has paused since, so that nothing is held any more. The one thing that changes, and only to `true`.
    paused: AtomicBool,
    readings: OnceLock<Arc<Readings>>,
    findings: OnceLock<Arc<Vec<Finding>>>,
    hints: OnceLock<Arc<Vec<Hint>>>,
}

/// What is known of an earlier version.
#[derive(Clone)]
struct Earlier {
    readings: Arc<Readings>,
    findings: Option<Arc<Vec<Finding>>>,
    /// How it was read, if that may have changed since.
    by: Option<Resolved>,
}

impl Snapshot {
    /// A note that has just been opened.
    pub(super) fn new(uri: String, language: String, version: i32, text: String) -> Snapshot {
        Snapshot::with(uri, language, version, LazyNote::new(text))
    }

    fn with(uri: String, language: String, version: i32, note: LazyNote) -> Snapshot {
        static OPENINGS: AtomicU64 = AtomicU64::new(0);
        Snapshot {
            opening: OPENINGS.fetch_add(1, Ordering::Relaxed),
            uri,
            language,
            version,
            note,
            since: Instant::now(),
            earlier: Mutex::default(),
            resolved: OnceLock::new(),
            folder: OnceLock::new(),
            held: None,
            paused: AtomicBool::new(false),
            readings: OnceLock::new(),
            findings: OnceLock::new(),
            hints: OnceLock::new(),
        }
    }

    /// The same text that is opened now and stood on the disk, or stands there and was open. What is known of it is taken over as far as it
    /// still holds.
    pub(super) fn taken_over(&self, uri: String, language: String, version: i32) -> Snapshot {
        let known = self.readings.get().map(|readings| Earlier {
            readings: Arc::clone(readings),
            findings: self.findings.get().cloned(),
            by: self.resolved.get().cloned(),
        });
        Snapshot { earlier: Mutex::new(known), ..Snapshot::with(uri, language, version, self.note.clone()) }
    }

    /// A snapshot to be changed, which knows what this one knows.
    pub(super) fn successor(&self) -> Snapshot {
        Snapshot {
            opening: self.opening,
            since: self.since,
            earlier: Mutex::new(self.earlier()),
            resolved: self.resolved.clone(),
            folder: self.folder.clone(),
            held: self.held.clone(),
            paused: AtomicBool::new(self.is_paused()),
            readings: self.readings.clone(),
            findings: self.findings.clone(),
            hints: self.hints.clone(),
            ..Snapshot::with(self.uri.clone(), self.language.clone(), self.version, self.note.clone())
        }
    }

    /// Changes a snapshot that nobody else has; what was known of it is known as something earlier. `calm` keeps what is shown of a
    /// section that is being typed in.
    pub(super) fn change(&mut self, version: i32, calm: bool, change: impl FnOnce(&mut Note) -> Change) {
        let change = self.note.change(change);
        self.version = version;
        self.since = Instant::now();
        let (findings, hints) = (self.findings.take(), self.hints.take());
        let known = self.readings.take();
        let known = known.map(|readings| Earlier { readings, findings: findings.clone(), by: None });
        let earlier = self.earlier.get_mut().unwrap_or_else(PoisonError::into_inner);
        *earlier = known.or(earlier.take());
        let paused = std::mem::take(self.paused.get_mut());
        let before = self.held.take().filter(|_| !paused);
        if calm {
            self.held = calm::hold(before, findings.as_ref(), hints.as_ref(), &change, self.note.text());
        }
    }

    fn earlier(&self) -> Option<Earlier> {
        self.earlier.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Lets an earlier version go that was read otherwise.
    fn forget_unlike(&self, options: &Options) {
        let mut earlier = self.earlier.lock().unwrap_or_else(PoisonError::into_inner);
        let alike = |by: &Resolved, it: &Earlier| by.same(self.resolved()) && it.readings.is_by(options);
        if earlier.as_ref().is_some_and(|it| it.by.as_ref().is_some_and(|by| !alike(by, it))) {
            *earlier = None;
        }
    }

    /// The same note with nothing known of it.
    pub(super) fn anew(&self) -> Snapshot {
        Snapshot::with(self.uri.clone(), self.language.clone(), self.version, self.note.unread())
    }

    /// The same snapshot at rest: with its text alone, from which the rest is read again when somebody asks.
    pub(super) fn at_rest(&self) -> Snapshot {
        Snapshot {
            opening: self.opening,
            since: self.since,
            resolved: self.resolved.clone(),
            folder: self.folder.clone(),
            ..self.anew()
        }
    }

    /// The same note, to be read again: what it was read by may have changed.
    pub(super) fn again(&self) -> Snapshot {
        Snapshot::with(self.uri.clone(), self.language.clone(), self.version, self.note.clone())
    }

    /// How the configuration has it read.
    fn resolved(&self) -> &Resolved {
        self.resolved.get_or_init(|| resolve(&self.uri))
    }

    /// Whether it would be read by something else now.
    pub(super) fn is_outdated(&self) -> bool {
        self.resolved.get().is_some_and(|resolved| !resolved.same(&resolve(&self.uri)))
    }

    /// The guide by which it is read.
    pub(super) fn index(&self) -> Arc<Index> {
        Arc::clone(&self.resolved().index)
    }

    /// How the note is read; computed by whoever asks first.
    pub(super) fn readings(&self, index: &Index) -> Arc<Readings> {
        let read = || {
            let beside = || Folders::default().beside(index, &self.note, &uri::to_path(&self.uri)?);
            let folder = self.folder.get_or_init(beside).clone();
            let options = Options { folder, ..self.resolved().options.clone() };
            self.forget_unlike(&options);
            let earlier = self.earlier();
            let earlier = earlier.as_ref().map(|it| &*it.readings);
            Arc::new(whyfirst_review::read(index, &self.note, &options, earlier))
        };
        self.readings.get_or_init(read).clone()
    }

    /// The note as it is looked at for each of its answers.
    pub(super) fn views<'a>(
        &'a self,
        index: &'a Index,
        readings: &'a Readings,
    ) -> impl Iterator<Item = View<'a>> {
        readings.answers().map(move |reading| View { index, note: &self.note, reading })
    }

    /// The note's findings; computed by whoever asks first.
    pub(super) fn findings(&self, index: &Index) -> Arc<Vec<Finding>> {
        let readings = self.readings(index);
        let find = || {
            let earlier = self.earlier.lock().unwrap_or_else(PoisonError::into_inner).take();
            let before =
                earlier.as_ref().and_then(|it| Some((&*it.readings, it.findings.as_ref()?.as_slice())));
            Arc::new(whyfirst_review::findings_after(index, &self.note, &readings, before))
        };
        self.findings.get_or_init(find).clone()
    }

    /// The note's hints; computed by whoever asks first.
    pub(super) fn hints(&self, index: &Index) -> Arc<Vec<Hint>> {
        let readings = self.readings(index);
        let find = || {
            let views = self.views(index, &readings);
            let mut hints: Vec<Hint> = views.flat_map(|view| hints::find(view, 0..usize::MAX)).collect();
            sort::by_key(&mut hints, |hint| hint.offset);
            Arc::new(hints)
        };
        self.hints.get_or_init(find).clone()
    }

    /// The findings that are shown now.
    pub(super) fn shown_findings(&self, index: &Index) -> Arc<Vec<Finding>> {
        let fresh = self.findings(index);
        match self.held() {
            Some(held) => Arc::new(held.findings(index, self.note.text(), &self.readings(index), &fresh)),
            None => fresh,
        }
    }

    /// The hints that are shown now.
    pub(super) fn shown_hints(&self, index: &Index) -> Arc<Vec<Hint>> {
        let fresh = self.hints(index);
        match self.held() {
            Some(held) => Arc::new(held.hints(self.note.text(), &self.readings(index), &fresh)),
            None => fresh,
        }
    }

    /// Whether anything may be held back.
    pub(super) fn is_held(&self) -> bool {
        self.held().is_some()
    }

    /// The writer has paused: from now on everything is shown.
    pub(super) fn pause(&self) {
        self.paused.store(true, Ordering::Release);
    }

    fn is_paused(&self) -> bool {
        self.paused.load(Ordering::Acquire)
    }

    fn held(&self) -> Option<&Held> {
        self.held.as_ref().filter(|_| !self.is_paused())
    }
}

fn resolve(uri: &str) -> Resolved {
    match uri::to_path(uri) {
        Some(path) => config::resolver().for_note(&path),
        None => config::resolver().for_unsaved(uri),
    }
}
