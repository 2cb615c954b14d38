//! The answers of a note: one, or several where a file puts one design question after the other.
//!
//! A file is parted only where it is sure: at headings of one rank that each ask a design question or name a known problem, and
//! that open the same steps again. Whoever reads one answer as two would miss steps in both.

use std::ops::Range;
use std::sync::Arc;

use whyfirst_guide::index::StageRef;
use whyfirst_note::Note;

use crate::evidence::{ChunkEvidence, Own};
use crate::headings::Worded;
use crate::reading::{Options, Reading};
use crate::sections::{Section, Sections};

/// The readings of all answers of a note; at least one.
#[derive(Debug, Clone)]
pub struct Readings {
    pub(crate) first: Arc<Reading>,
    pub(crate) others: Vec<Arc<Reading>>,
    /// All sections of the note.
    pub(crate) sections: Sections,
    /// How many lines the note has.
    pub(crate) lines: u32,
}

impl Readings {
    /// `first` and `others` are the answers in order; `sections` are those of the whole note.
    pub(crate) fn new(first: Reading, others: Vec<Reading>, sections: Sections, lines: u32) -> Readings {
        Readings {
            first: Arc::new(first),
            others: others.into_iter().map(Arc::new).collect(),
            sections,
            lines,
        }
    }

    /// Whether this is how the note is read by these options.
    pub fn is_by(&self, options: &Options) -> bool {
        self.first.options == *options
    }

    /// The answers in order.
    pub fn answers(&self) -> impl DoubleEndedIterator<Item = &Arc<Reading>> + Clone {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// Whether there are several.
    pub fn several(&self) -> bool {
        !self.others.is_empty()
    }

    /// The first answer: in most notes the only one.
    pub fn first(&self) -> &Arc<Reading> {
        &self.first
    }

    /// The answer to which a line (0-based) belongs; a line between two belongs to the one before it.
    pub fn at(&self, line: u32) -> &Arc<Reading> {
        self.answers().rev().find(|answer| answer.lines.start <= line).unwrap_or(&self.first)
    }

    /// Whether any of them answers a design question.
    pub fn design_note(&self) -> bool {
        self.answers().any(|answer| answer.recognition.design_note)
    }

    /// The lines of the headings that are titles.
    pub(crate) fn titles(&self) -> impl Iterator<Item = u32> + '_ {
        self.answers().filter_map(|answer| answer.title)
    }
}

/// One of several answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// Its lines.
    pub(crate) lines: Range<u32>,
    /// Its sections, the first of which is its title.
    pub(crate) sections: Range<usize>,
}

/// How deep a heading that asks a question may stand.
pub(crate) const DEEPEST: u8 = 3;
/// So many stages must be named below a heading that a structure of steps is seen in it.
const STRUCTURE: usize = 2;

/// Where a note answers several questions: the first part and the others. Nothing for a note that answers one.
pub(crate) fn parts(
    sections: &[Section],
    chunks: &[Arc<ChunkEvidence>],
    lines: u32,
) -> Option<(Part, Vec<Part>)> {
    (1..=DEEPEST).find_map(|rank| {
        let mut parts = parts_at(sections, chunks, lines, rank).into_iter();
        let first = parts.next()?;
        Some((first, parts.collect()))
    })
}

/// A heading that may be the title of an answer.
struct Candidate {
    section: usize,
    /// The section after its last one.
    end: usize,
    /// The problem that it asks for in so many words.
    asked: Option<u16>,
    /// The stages that the headings below it name.
    stages: Vec<StageRef>,
}

fn parts_at(sections: &[Section], chunks: &[Arc<ChunkEvidence>], lines: u32, rank: u8) -> Vec<Part> {
    let worded = |at: usize| {
        sections.get(at).and_then(|section| wording(chunks, section)).filter(|wording| !wording.reference)
    };
    let titles: Vec<usize> = (0..sections.len())
        .filter(|&at| sections.get(at).is_some_and(|it| it.kind.is_real() && it.rank == rank))
        .filter(|&at| {
            worded(at).is_some_and(|it| {
                it.problem().is_some() && (it.asks || !it.stages().any(|named| named.strong))
                    || it.asks && it.stages().next().is_none()
            })
        })
        .collect();
    if titles.len() < 2 {
        return Vec::new();
    }
    let candidates: Vec<Candidate> = titles
        .iter()
        .enumerate()
        .map(|(nth, &at)| {
            let next = titles.get(nth + 1).copied().unwrap_or(sections.len());
            let higher = |it: &Section| it.kind.is_real() && it.rank < rank;
            let after = sections.iter().take(next).skip(at + 1).position(higher);
            let end = after.map_or(next, |after| at + 1 + after);
            let mut stages: Vec<StageRef> = (at + 1..end)
                .filter_map(worded)
                .flat_map(|wording| wording.stages().filter(|it| it.strong && it.share >= 0.5))
                .map(|named| named.stage)
                .collect();
            stages.sort_unstable();
            stages.dedup();
            let asked = worded(at).filter(|it| it.asks).and_then(|it| it.problem());
            Candidate { section: at, end, asked, stages }
        })
        .filter(|it| it.asked.is_some() || it.stages.len() >= STRUCTURE)
        .collect();
    if candidates.len() < 2 || !sure(&candidates) {
        return Vec::new();
    }
    let Some(first) = candidates.first() else { return Vec::new() };
    // What stands above must be no answer itself: neither a question of which these are parts, nor steps.
    let answered_above = (0..first.section).filter_map(worded).any(|it| {
        it.asks && it.problem().is_some() || it.stages().any(|named| named.strong && named.share >= 0.5)
    });
    if answered_above {
        return Vec::new();
    }
    let line_of = |at: usize| sections.get(at).map_or(lines, |section| section.line);
    let ends = candidates.iter().skip(1).map(|next| next.section).chain([sections.len()]);
    candidates
        .iter()
        .zip(ends)
        .map(|(it, next)| {
            // What is no question of its own between two belongs to the one before.
            let end = if it.end < next && sections.get(it.end).is_some_and(|it| it.rank < rank) {
                it.end
            } else {
                next
            };
            Part { lines: line_of(it.section)..line_of(end), sections: it.section..end }
        })
        .collect()
}

/// Whether headings are sure to be titles of answers: they ask for different known problems, or open the same steps again.
fn sure(candidates: &[Candidate]) -> bool {
    let mut asked: Vec<u16> = candidates.iter().filter_map(|it| it.asked).collect();
    let count = asked.len();
    asked.sort_unstable();
    asked.dedup();
    if asked.len() >= 2 && asked.len() == count {
        return true;
    }
    let structured = candidates.iter().filter(|it| it.stages.len() >= STRUCTURE);
    structured.clone().enumerate().any(|(nth, it)| {
        structured
            .clone()
            .skip(nth + 1)
            .any(|other| other.stages.iter().any(|stage| it.stages.contains(stage)))
    })
}

fn wording<'a>(chunks: &'a [Arc<ChunkEvidence>], section: &Section) -> Option<Worded<'a>> {
    chunks.get(section.chunk as usize)?.wordings.get(section.heading as usize)
}

/// The chunks that begin in these lines, with the line on which each does.
fn placed<'a>(
    note: &'a Note,
    chunks: &'a [Arc<ChunkEvidence>],
    lines: &'a Range<u32>,
) -> impl Iterator<Item = (u32, &'a ChunkEvidence)> + 'a {
    let begin = note.placed_in(lines).filter(|(_, placed)| lines.contains(&(placed.line as u32)));
    begin.filter_map(|(at, placed)| Some((placed.line as u32, &**chunks.get(at)?)))
}

/// The chunks that begin in these lines.
pub(crate) fn inside<'a>(
    note: &'a Note,
    chunks: &'a [Arc<ChunkEvidence>],
    lines: &'a Range<u32>,
) -> impl Iterator<Item = &'a ChunkEvidence> + 'a {
    placed(note, chunks, lines).map(|(_, chunk)| chunk)
}

/// What stands before the first heading of each chunk that begins in these lines, with the chunk's first line.
pub(crate) fn preambles<'a>(
    note: &'a Note,
    chunks: &'a [Arc<ChunkEvidence>],
    lines: &'a Range<u32>,
) -> impl Iterator<Item = (u32, Own<'a>)> + 'a {
    placed(note, chunks, lines).filter_map(|(first, chunk)| Some((first, chunk.under(0)?)))
}
