//! The sections of a note: where they stand, and what their headings open.

use std::ops::{Deref, Range};
use std::sync::Arc;

use whyfirst_guide::aspects::AspectSet;
use whyfirst_guide::index::StageRef;
use whyfirst_note::{HeadingKind, Note};

use crate::evidence::{ChunkEvidence, Own};
use crate::part;

mod opens;

pub use opens::StageScore;
pub(crate) use opens::{Known, classify};

/// A section: a heading, or a line that serves as one, and what it opens up to the next of its rank. What its heading says lies in the
/// lists of its [`Sections`]: a long note has thousands.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// The line of its heading, 0-based.
    pub line: u32,
    /// The line after its last one.
    pub end: u32,
    /// Its chunk (an index) and its heading in it.
    pub chunk: u32,
    /// The heading's index in the chunk.
    pub heading: u32,
    /// The section that holds it: its place among all of the note from 1, or 0 if none does.
    holder: u32,
    /// Where in the lists the stages to which its text belongs begin, and how many they are.
    first_stage: u32,
    stages: u8,
    /// The same for the steps that its wording names.
    steps: u8,
    first_step: u32,
    /// How its heading is written.
    pub kind: HeadingKind,
    /// How deep it stands.
    pub rank: u8,
    /// Whether its heading opens stages. If not, its text belongs to those of the section around it.
    pub opens: bool,
    /// Whether its text is no evidence, because it holds references.
    pub reference: bool,
    /// What the section before it under the same heading opened last: the place among the steps.
    after: Option<StageRef>,
}

impl Section {
    /// The section that holds it (an index among all of the note).
    fn holder(&self) -> Option<usize> {
        self.holder.checked_sub(1).map(|at| at as usize)
    }
}

/// The sections of an answer in order: those of its note, or a run of them where there are several answers.
#[derive(Debug, Clone)]
pub struct Sections {
    all: Arc<All>,
    range: Range<usize>,
}

/// The sections of a note, and what their headings say.
#[derive(Debug, Default, PartialEq)]
struct All {
    sections: Box<[Section]>,
    /// The stages that headings open, heading by heading, each with its likeliest first.
    stages: Vec<StageRef>,
    /// Why it opens each of them.
    scores: Vec<StageScore>,
    /// The steps that headings name (positions of framework and step), heading by heading.
    steps: Vec<(u8, u8)>,
}

/// What the heading of a section says.
struct Said<'a> {
    opens: &'a [StageScore],
    steps: &'a [(u8, u8)],
    reference: bool,
    after: Option<StageRef>,
}

impl All {
    fn opens(&self, section: &Section) -> &[StageScore] {
        part(&self.scores, section.first_stage, if section.opens { section.stages.into() } else { 0 })
    }

    fn stages(&self, section: &Section) -> &[StageRef] {
        part(&self.stages, section.first_stage, section.stages.into())
    }

    fn steps(&self, section: &Section) -> &[(u8, u8)] {
        part(&self.steps, section.first_step, section.steps.into())
    }

    fn holder(&self, section: &Section) -> Option<&Section> {
        self.sections.get(section.holder()?)
    }

    /// Notes down what the heading of a section (by its index) says. If it `inherits` and opens nothing, its text belongs to the stages of
    /// the section that holds it.
    fn say(&mut self, at: usize, said: &Said<'_>, inherits: bool) {
        let holder = self.sections.get(at).and_then(|it| self.holder(it)).filter(|_| inherits);
        let inherited = holder.map_or((0, 0), |it| (it.first_stage, it.stages));
        let Some(section) = self.sections.get_mut(at) else { return };
        (section.reference, section.after) = (said.reference, said.after);
        (section.first_step, section.steps) = push(&mut self.steps, said.steps.iter().copied());
        section.opens = !said.opens.is_empty();
        (section.first_stage, section.stages) = if section.opens {
            push(&mut self.scores, said.opens.iter().copied());
            push(&mut self.stages, said.opens.iter().map(|score| score.stage))
        } else {
            inherited
        };
    }
}

/// Adds to a list, up to 255 entries, and says where they begin and how many they are.
fn push<T>(list: &mut Vec<T>, more: impl Iterator<Item = T>) -> (u32, u8) {
    let before = list.len();
    list.extend(more.take(usize::from(u8::MAX)));
    (before as u32, (list.len() - before) as u8)
}

impl Sections {
    /// A run of them.
    pub(crate) fn part(&self, range: Range<usize>) -> Sections {
        Sections { all: Arc::clone(&self.all), range }
    }

    /// The stages that a section's heading opens, the likeliest first, and why; none for a title, for references and where nothing is known.
    pub fn opens(&self, section: &Section) -> &[StageScore] {
        self.all.opens(section)
    }

    /// The stages to which a section's text belongs: those it opens, or else those of the section around it.
    pub fn stages(&self, section: &Section) -> &[StageRef] {
        self.all.stages(section)
    }

    /// The steps of frameworks that a section's wording names outright (positions of framework and step).
    pub fn steps(&self, section: &Section) -> &[(u8, u8)] {
        self.all.steps(section)
    }

    /// The section (an index) that holds one of them.
    pub fn parent(&self, section: &Section) -> Option<u32> {
        section.holder()?.checked_sub(self.range.start).map(|at| at as u32)
    }

    /// One of them, and those that hold it, from the inside out.
    pub fn around<'a>(&'a self, section: &'a Section) -> impl Iterator<Item = &'a Section> {
        std::iter::successors(Some(section), |inside| self.get(self.parent(inside)? as usize))
    }

    /// Whether they are those of another reading, and not only like them.
    pub(crate) fn are_shared_with(&self, other: &Sections) -> bool {
        Arc::ptr_eq(&self.all, &other.all) && self.range == other.range
    }
}

/// Sections are equal if all is that is known of their note's.
impl PartialEq for Sections {
    fn eq(&self, other: &Sections) -> bool {
        self.range == other.range && self.all == other.all
    }
}

impl Deref for Sections {
    type Target = [Section];

    fn deref(&self) -> &[Section] {
        self.all.sections.get(self.range.clone()).unwrap_or_default()
    }
}

/// The sections by place alone.
pub(crate) fn lay_out(note: &Note, chunks: &[Arc<ChunkEvidence>]) -> Vec<Section> {
    let count = note.chunks().iter().map(|chunk| chunk.facts.headings.len()).sum();
    let mut sections: Vec<Section> = Vec::with_capacity(count);
    // Real headings that are open, by rank; the others close with their chunk.
    let mut open: Vec<(u8, u32)> = Vec::new();
    let mut first_line = 0;
    for (chunk, (it, evidence)) in note.chunks().iter().zip(chunks).enumerate() {
        let base = sections.len() as u32;
        for (at, heading) in it.facts.headings.iter().enumerate() {
            let parent = if heading.kind.is_real() {
                open.retain(|&(rank, _)| rank < heading.rank);
                let parent = open.last().map(|&(_, section)| section);
                open.push((heading.rank, base + at as u32));
                parent
            } else {
                heading
                    .parent
                    .map(|parent| base + parent)
                    .or_else(|| open.last().map(|&(_, section)| section))
            };
            sections.push(Section {
                line: first_line + heading.line,
                end: 0,
                kind: heading.kind,
                rank: heading.rank,
                chunk: chunk as u32,
                heading: at as u32,
                holder: parent.map_or(0, |at| at + 1),
                first_stage: 0,
                stages: 0,
                steps: 0,
                first_step: 0,
                opens: false,
                reference: false,
                after: None,
            });
        }
        first_line += evidence.lines;
    }
    close(&mut sections, note.text().line_count() as u32);
    sections
}

/// Finds where each section ends: at the next one that is not inside it.
fn close(sections: &mut [Section], lines: u32) {
    let mut open: Vec<usize> = Vec::new();
    for at in 0..sections.len() {
        let Some(section) = sections.get(at) else { break };
        let (holder, line) = (section.holder(), section.line);
        while let Some(&last) = open.last()
            && Some(last) != holder
        {
            open.pop();
            if let Some(closed) = sections.get_mut(last) {
                closed.end = line;
            }
        }
        open.push(at);
    }
    for at in open {
        if let Some(section) = sections.get_mut(at) {
            section.end = lines;
        }
    }
}

/// A section (by its index) and those inside it.
pub(crate) fn inside(sections: &[Section], at: usize) -> impl Iterator<Item = &Section> {
    let end = sections.get(at).map_or(0, |section| section.end);
    sections.iter().skip(at).take_while(move |section| section.line < end)
}

/// What stands under a heading itself.
pub(crate) fn own<'a>(chunks: &'a [Arc<ChunkEvidence>], section: &Section) -> Option<Own<'a>> {
    chunks.get(section.chunk as usize)?.under(section.heading as usize + 1)
}

/// A weight of the guide, which is in hundredths.
pub(crate) fn weight(hundredths: u16) -> f32 {
    f32::from(hundredths) / 100.0
}

/// The aspects that are shown in a section (by its index) and those inside it.
pub(crate) fn shown(sections: &[Section], at: usize, chunks: &[Arc<ChunkEvidence>]) -> AspectSet {
    let mut shown = AspectSet::default();
    for own in inside(sections, at).filter_map(|section| own(chunks, section)) {
        shown.extend(&own.shown());
    }
    shown
}
