//! An answer that lies in several files: a folder with one step in each.
//!
//! A note whose title names a step, and no question, is a *page* if the notes beside it are pages of other steps. It is then read
//! together with them: what one settles, the others do not lack. The caller says what lies beside a note, because nothing here
//! reads the disk.

use std::sync::Arc;

use smallvec::SmallVec;
use whyfirst_guide::Index;
use whyfirst_guide::aspects::AspectRef;
use whyfirst_guide::index::StageRef;
use whyfirst_guide::sort;
use whyfirst_note::Note;

use crate::coverage::{Coverage, StageReading};
use crate::reading::{Options, read};
use crate::recognise::{self, Names};
use crate::{headings, sections};

/// The pages of a folder must be of so many different stages, that of the note itself among them.
const STAGES: usize = 3;

/// The pages of a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    pages: Vec<Page>,
}

/// What a note of one step holds.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Page {
    path: String,
    /// The stages that its title names.
    titled: SmallVec<[StageRef; 2]>,
    stages: Vec<(StageRef, Coverage)>,
    aspects: Vec<(AspectRef, Coverage)>,
}

impl Folder {
    /// The pages among the notes of a folder (each with its path or address), if they are enough for an answer.
    pub fn of<'a>(index: &Index, notes: impl Iterator<Item = (&'a str, &'a Note)>) -> Option<Arc<Folder>> {
        let mut pages: Vec<Page> = notes.filter_map(|(path, note)| Page::of(index, note, path)).collect();
        sort::by(&mut pages, |a, b| a.titled.cmp(&b.titled).then(a.path.cmp(&b.path)));
        let mut stages: Vec<StageRef> = pages.iter().flat_map(|page| page.titled.iter().copied()).collect();
        stages.sort_unstable();
        stages.dedup();
        (stages.len() >= STAGES).then(|| Arc::new(Folder { pages }))
    }

    /// Whether a note is one of the pages.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.pages.iter().any(|page| page.path == path)
    }

    /// Adds what the other pages settle to what one settles itself.
    pub(crate) fn add_to(&self, stages: &mut [StageReading], path: &str) {
        for page in self.pages.iter().filter(|page| page.path != path) {
            for stage in stages.iter_mut() {
                let theirs = page.stages.iter().find(|(other, _)| *other == stage.stage);
                stage.coverage = theirs.map_or(stage.coverage, |(_, theirs)| stage.coverage.max(*theirs));
                for aspect in &mut stage.aspects {
                    if let Some((_, theirs)) = page.aspects.iter().find(|(other, _)| *other == aspect.aspect)
                        && *theirs > aspect.coverage
                    {
                        (aspect.coverage, aspect.asked) = (*theirs, false);
                    }
                }
            }
        }
    }

    /// Whether it is for this page to tell that a stage is missing from all of them: for the first of a later stage, or else the last.
    pub(crate) fn tells_of(&self, missing: StageRef, path: &str) -> bool {
        let later = self.pages.iter().find(|page| page.titled.first().is_some_and(|first| *first > missing));
        later.or(self.pages.last()).is_some_and(|page| page.path == path)
    }
}

impl Page {
    fn of(index: &Index, note: &Note, path: &str) -> Option<Page> {
        let titled = titled(index, note, path)?;
        // Read as the page that it may be: its title is the heading of its step.
        let bare =
            Page { path: path.to_owned(), titled: titled.clone(), stages: Vec::new(), aspects: Vec::new() };
        let folder = Some(Arc::new(Folder { pages: vec![bare] }));
        let options = Options { path: path.to_owned(), folder, ..Options::default() };
        let readings = read(index, note, &options, None);
        let own = &readings.first().stages;
        let aspects = own.iter().flat_map(|stage| &stage.aspects);
        let shown = aspects.filter(|it| it.coverage != Coverage::None && !it.asked);
        Some(Page {
            path: path.to_owned(),
            stages: own.iter().map(|it| (it.stage, it.coverage.max(at_least(&titled, it.stage)))).collect(),
            aspects: shown.map(|it| (it.aspect, it.coverage)).collect(),
            titled,
        })
    }
}

/// A page settles something of the stage that its title names, whatever the cues make of it.
fn at_least(titled: &[StageRef], stage: StageRef) -> Coverage {
    if titled.contains(&stage) { Coverage::Thin } else { Coverage::None }
}

/// Whether a note may be a page: then it is worth looking at what lies beside it.
pub fn may_be_page(index: &Index, note: &Note, path: &str) -> bool {
    titled(index, note, path).is_some()
}

/// The stages that a note's title, or else its file's name, names, if it is worded as a step and puts no question.
fn titled(index: &Index, note: &Note, path: &str) -> Option<SmallVec<[StageRef; 2]>> {
    let Names { title_line, title, file, .. } = recognise::names(note, path, None);
    let texts = if title_line.is_some() { [title, file] } else { [String::new(), file] };
    if texts.iter().any(|text| recognise::said(index, text).asks) {
        return None;
    }
    let share = sections::weight(index.guide().language.weights.share);
    texts.iter().find_map(|text| {
        let wording = headings::read(index, text);
        let named = wording.worded().stages().filter(|it| it.strong && it.share >= share);
        let stages: SmallVec<[StageRef; 2]> = named.map(|it| it.stage).collect();
        (!stages.is_empty()).then_some(stages)
    })
}
