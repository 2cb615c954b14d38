//! Where in a note something stands that a rule asks for.

use std::num::NonZeroU32;
use std::ops::Range;
use std::sync::Arc;

use whyfirst_guide::Index;
use whyfirst_guide::clauses::StageSet;
use whyfirst_guide::index::ConceptRef;
use whyfirst_guide::rule::Near;
use whyfirst_guide::sort;
use whyfirst_note::Note;

use super::Context;
use crate::evidence::{ChunkEvidence, Meant, Sentence};
use crate::{Coverage, Reading};

/// A place in the note where something that a clause asks for stands. It names what was found, not its offset, and so stays true while
/// text around it changes. A long note has tens of thousands, so it is kept small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    /// 0-based.
    pub(super) line: u32,
    /// The innermost section in which it stands: its index, and one.
    section: Option<NonZeroU32>,
    /// The chunk (an index).
    chunk: u32,
    source: Source,
    /// Its sentence, told by its line; a line has none.
    sentence: Option<Sentence>,
}

/// What was found, in the order in which it counts within a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    /// The line as a whole.
    Line,
    /// A phrase of the clause (its number): which of them in the chunk.
    Sign(u16, u32),
    /// A mention of a concept: which of them in the chunk.
    Mention(ConceptRef, u32),
}

/// A place, and how much what stands there is meant.
type Sign = (Meant, Spot);

/// What clauses ask for by phrases and concepts, as far as it stands in an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Signs {
    /// By clause, in the order of chunks; nothing for what stands nowhere.
    found: Vec<Option<Arc<Vec<Sign>>>>,
    /// For each section the stages of it and of those around it.
    within: Arc<Vec<StageSet>>,
}

impl Signs {
    /// Gathers them in one pass.
    pub(super) fn gather(index: &Index, note: &Note, reading: &Reading) -> Signs {
        let within = within(index, reading);
        let mut all: Vec<(u16, Sign)> = Vec::new();
        let (mut sections, mut nth) = (Sections::default(), Nths::default());
        for (chunk, placed) in note.placed_in(&reading.lines) {
            let Some(evidence) = reading.chunks.get(chunk) else { continue };
            let place = Place { chunk: chunk as u32, line: placed.line as u32, evidence };
            let found = |clause, sign| all.push((clause, sign));
            place.gather(index, reading, &within, &mut sections, &mut nth, found);
        }
        let mut counts = vec![0; index.clauses().count()];
        for (clause, _) in &all {
            if let Some(count) = counts.get_mut(*clause as usize) {
                *count += 1;
            }
        }
        let mut found: Vec<Vec<Sign>> = counts.into_iter().map(Vec::with_capacity).collect();
        for (clause, sign) in all {
            if let Some(list) = found.get_mut(clause as usize) {
                list.push(sign);
            }
        }
        let found = found.into_iter().map(|list| (!list.is_empty()).then(|| Arc::new(list))).collect();
        Signs { found, within: Arc::new(within) }
    }

    /// The same after some chunks have changed that have as many lines as before, in a note whose sections are the same; and the
    /// clauses for which anything is otherwise now.
    pub(super) fn after(
        &self,
        index: &Index,
        note: &Note,
        reading: &Reading,
        changed: &[u32],
    ) -> (Signs, Vec<u16>) {
        let mut signs = self.clone();
        let mut touched = Vec::new();
        for &chunk in changed {
            let Some(evidence) = reading.chunks.get(chunk as usize) else { continue };
            let Some(line) = note.placed_nth(chunk as usize).map(|placed| placed.line as u32) else {
                continue;
            };
            let mut fresh: Vec<Vec<Sign>> = vec![Vec::new(); self.found.len()];
            let place = Place { chunk, line, evidence };
            let found = |clause, sign| {
                if let Some(list) = fresh.get_mut(clause as usize) {
                    list.push(sign);
                }
            };
            let (mut sections, mut nth) = (Sections::default(), Nths::default());
            place.gather(index, reading, &self.within, &mut sections, &mut nth, found);
            for (clause, (list, fresh)) in signs.found.iter_mut().zip(fresh).enumerate() {
                let known = list.as_ref().map_or(&[][..], |list| list.as_slice());
                let from = known.partition_point(|(_, spot)| spot.chunk < chunk);
                let to = known.partition_point(|(_, spot)| spot.chunk <= chunk);
                if known.get(from..to).unwrap_or_default() != fresh.as_slice() {
                    Arc::make_mut(list.get_or_insert_default()).splice(from..to, fresh);
                    touched.push(clause as u16);
                }
            }
        }
        (signs, touched)
    }

    /// Where what a clause (its number) asks for stands, if it is meant at least so much, in the note's order.
    pub(super) fn spots(&self, context: &Context<'_>, number: u16, at_least: Meant) -> Vec<Spot> {
        let found = self.found.get(number as usize).into_iter().flatten().flat_map(|list| list.iter());
        let mut spots: Vec<Spot> =
            found.filter(|(meant, _)| *meant >= at_least).map(|(_, spot)| *spot).collect();
        let aspects = context.index.clauses().aspects(number);
        if !aspects.is_empty() {
            let all = context.reading.stages.iter().flat_map(|stage| &stage.aspects);
            let touched =
                all.filter(|it| it.coverage > Coverage::None && !it.asked && aspects.contains(it.aspect));
            let lines = touched.filter_map(|it| it.line).map(|line| Spot {
                line,
                section: counted(context.reading.section_at(line).map(|(at, _)| at)),
                chunk: 0,
                source: Source::Line,
                sentence: None,
            });
            let stages = context.index.clauses().stages(number);
            spots.extend(lines.filter(|spot| is_in(&self.within, spot.section(), stages)));
        }
        sort::by_key(&mut spots, |spot| (spot.line, spot.source));
        spots
    }
}

/// A chunk and where it stands.
struct Place<'a> {
    chunk: u32,
    /// The line on which it begins, 0-based.
    line: u32,
    evidence: &'a ChunkEvidence,
}

impl Place<'_> {
    /// What in the chunk any clause asks for.
    fn gather(
        &self,
        index: &Index,
        reading: &Reading,
        within: &[StageSet],
        sections: &mut Sections,
        nth: &mut Nths,
        mut found: impl FnMut(u16, Sign),
    ) {
        let chunk = self.chunk;
        let inside = |line: u32| reading.lines.contains(&(self.line + line));
        for hit in &self.evidence.signs {
            let source = Source::Sign(hit.sign, nth.signs.next(chunk, hit.sign));
            if hit.asked || !inside(hit.line) {
                continue;
            }
            let line = self.line + hit.line;
            let section = sections.at(reading, line);
            if is_in(within, section, index.clauses().stages(hit.sign)) {
                let sentence = Some(hit.sentence);
                found(
                    hit.sign,
                    (hit.meant, Spot { line, section: counted(section), chunk, source, sentence }),
                );
            }
        }
        for mention in &self.evidence.mentions {
            let asking = index.clauses().asking(mention.concept);
            if asking.is_empty() {
                continue;
            }
            let source = Source::Mention(mention.concept, nth.mentions.next(chunk, mention.concept.0));
            if !inside(mention.line) {
                continue;
            }
            let line = self.line + mention.line;
            let section = sections.at(reading, line);
            for &clause in asking.iter().filter(|&&it| is_in(within, section, index.clauses().stages(it))) {
                let section = counted(section);
                found(clause, (Meant::Said, Spot { line, section, chunk, source, sentence: None }));
            }
        }
    }
}

/// Count the signs of each clause and the mentions of each concept in a chunk.
#[derive(Default)]
struct Nths {
    signs: Nth,
    mentions: Nth,
}

/// Counts the things of each kind in one chunk after the other: by kind the chunk for which was counted last, and how many there were.
#[derive(Default)]
struct Nth(Vec<(u32, u32)>);

impl Nth {
    /// How many of a kind stand before this one in the chunk.
    fn next(&mut self, chunk: u32, kind: u16) -> u32 {
        let kind = kind as usize;
        if self.0.len() <= kind {
            self.0.resize(kind + 1, (chunk, 0));
        }
        let Some((last, count)) = self.0.get_mut(kind) else { return 0 };
        *count = if *last == chunk { *count } else { 0 };
        *last = chunk;
        *count += 1;
        *count - 1
    }
}

/// The index of a section as a [`Spot`] holds it.
fn counted(section: Option<u32>) -> Option<NonZeroU32> {
    section.and_then(|at| NonZeroU32::MIN.checked_add(at))
}

/// Whether a section counts for a clause that asks for these stages, or for none.
fn is_in(within: &[StageSet], section: Option<u32>, stages: StageSet) -> bool {
    stages.is_empty()
        || section.and_then(|at| within.get(at as usize)).is_some_and(|within| within.meets(stages))
}

/// For each section of an answer the stages to which it and the sections around it belong.
fn within(index: &Index, reading: &Reading) -> Vec<StageSet> {
    let mut within: Vec<StageSet> = Vec::with_capacity(reading.sections.len());
    for section in reading.sections.iter() {
        let around = reading.sections.parent(section).and_then(|parent| within.get(parent as usize)).copied();
        let own = section.stages.iter().map(|&stage| index.clauses().set_of(stage));
        within.push(own.fold(around.unwrap_or_default(), StageSet::or));
    }
    within
}

/// Finds the section of one line after the other.
#[derive(Default)]
struct Sections {
    line: Option<u32>,
    section: Option<u32>,
}

impl Sections {
    #[inline]
    fn at(&mut self, reading: &Reading, line: u32) -> Option<u32> {
        if self.line != Some(line) {
            self.line = Some(line);
            // Most lines stand in the section of the line before.
            let sections = &reading.sections;
            let next = self.section.map_or(0, |at| at as usize + 1);
            let same = self.section.and_then(|at| sections.get(at as usize)).is_some_and(|section| {
                section.line <= line
                    && line < section.end
                    && sections.get(next).is_none_or(|next| line < next.line)
            });
            if !same {
                self.section = reading.section_at(line).map(|(at, _)| at);
            }
        }
        self.section
    }
}

/// Those of some spots, which stand in the note's order, that are as near to a place as is asked for.
pub(super) fn near<'s>(
    context: &Context<'_>,
    spots: &'s [Spot],
    near: Near,
    place: Option<&Spot>,
) -> impl Iterator<Item = &'s Spot> {
    let between = |from: u32, to: u32| {
        let from = spots.partition_point(|spot| spot.line < from);
        spots.get(from..spots.partition_point(|spot| spot.line < to)).unwrap_or_default()
    };
    let within = match (near, place) {
        (Near::Note, _) | (_, None) => spots,
        (Near::Before, Some(place)) => between(0, place.line + 1),
        (Near::Line, Some(place)) => between(place.line, place.line + 1),
        // No sentence goes beyond its section.
        (Near::Section | Near::Sentence, Some(place)) => {
            let section = place.section().and_then(|at| context.reading.sections.get(at as usize));
            section.map_or(spots, |section| between(section.line, section.end))
        }
    };
    let place = place.copied();
    within.iter().filter(move |spot| place.is_none_or(|place| spot.is_near(near, &place)))
}

impl Spot {
    /// The index of the section in which it stands.
    fn section(&self) -> Option<u32> {
        self.section.map(|counted| counted.get() - 1)
    }

    /// Whether it is as near to a place as is asked for.
    fn is_near(&self, near: Near, place: &Spot) -> bool {
        match near {
            Near::Note => true,
            Near::Section => place.section == self.section,
            Near::Line => place.line == self.line,
            Near::Sentence => match (place.sentence, self.sentence) {
                (Some(a), Some(b)) => (place.chunk, a.at(place.line)) == (self.chunk, b.at(self.line)),
                _ => place.line == self.line,
            },
            Near::Before => self.line <= place.line,
        }
    }

    /// Where it stands, in bytes from the note's start, on one line.
    pub(super) fn range(&self, context: &Context<'_>) -> Range<usize> {
        let evidence = context.reading.chunks.get(self.chunk as usize);
        let found = evidence.and_then(|evidence| match self.source {
            Source::Line => None,
            Source::Sign(sign, nth) => {
                let mut signs = evidence.signs.iter().filter(|it| it.sign == sign);
                signs.nth(nth as usize).map(|it| it.start..it.end)
            }
            Source::Mention(concept, nth) => {
                let mut mentions = evidence.mentions.iter().filter(|it| it.concept == concept);
                mentions.nth(nth as usize).map(|it| it.start..it.end)
            }
        });
        let Some(found) = found else { return context.line_text(self.line) };
        let start = context.start_of(self.chunk);
        start + found.start as usize..start + found.end as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::SignHit;

    #[test]
    fn what_a_long_note_has_most_of_is_small() {
        assert_eq!((size_of::<SignHit>(), size_of::<Sign>()), (20, 28));
    }
}
