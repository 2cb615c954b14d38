//! Where in a note something stands that a rule asks for.

use std::ops::Range;
use std::sync::Arc;

use whyfirst_guide::Index;
use whyfirst_guide::clauses::StageSet;
use whyfirst_guide::rule::Near;
use whyfirst_guide::sort;
use whyfirst_note::Note;

use super::Context;
use crate::evidence::{ChunkEvidence, Meant};
use crate::{Coverage, Reading};

/// A place in the note where something that a clause asks for stands. It names what was found, not its offset, and so stays true while
/// text around it changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    /// 0-based.
    pub(super) line: u32,
    /// The innermost section (an index) in which it stands.
    section: Option<u32>,
    source: Source,
}

/// What was found, in the order in which it counts within a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    /// The line as a whole.
    Line,
    /// A phrase: which one of its chunk.
    Phrase(u32),
    /// A mention of a concept: which one of its chunk.
    Mention(u32),
}

/// Where a clause finds what it asks for: the line, the phrase or the mention in its chunk, and how much it is meant. A long note has tens
/// of thousands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct At {
    line: u32,
    /// Which one of the chunk's, three bits further up: the first says whether it is a mention, the others how much it is meant.
    what: u32,
}

impl At {
    fn phrase(line: u32, nth: u32, meant: Meant) -> At {
        At { line, what: nth << 3 | (meant as u32) << 1 }
    }

    fn mention(line: u32, nth: u32) -> At {
        At { line, what: nth << 3 | (Meant::Said as u32) << 1 | 1 }
    }

    fn source(self) -> Source {
        if self.what & 1 == 0 { Source::Phrase(self.what >> 3) } else { Source::Mention(self.what >> 3) }
    }

    fn is_meant(self, at_least: Meant) -> bool {
        self.what >> 1 & 3 >= at_least as u32
    }
}

/// What clauses ask for by phrases and concepts, as far as it stands in an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Signs {
    /// By clause, for those that find anything, in the order of chunks.
    found: Vec<(u16, Arc<[At]>)>,
    /// For each section the stages of it and of those around it.
    within: Arc<[StageSet]>,
}

impl Signs {
    /// Gathers them in one pass.
    pub(super) fn gather(index: &Index, note: &Note, reading: &Reading) -> Signs {
        let within = within(index, reading);
        let mut all: Vec<(u16, At)> = Vec::new();
        let mut sections = Innermost::default();
        for (chunk, placed) in note.placed_in(&reading.lines) {
            let Some(evidence) = reading.chunks.get(chunk) else { continue };
            let place = Place { line: placed.line as u32, evidence };
            place.gather(index, reading, &within, &mut sections, &mut all);
        }
        Signs { found: by_clause(index, &all), within: within.into() }
    }

    /// The same after some chunks have changed that have as many lines as `before`, in a note whose sections are the same; and the
    /// clauses for which anything is otherwise now.
    pub(super) fn after(
        &self,
        index: &Index,
        note: &Note,
        reading: &Reading,
        before: &[Arc<ChunkEvidence>],
        changed: &[u32],
    ) -> (Signs, Vec<u16>) {
        let mut signs = self.clone();
        let mut touched = Vec::new();
        for &chunk in changed {
            let at = chunk as usize;
            let (Some(evidence), Some(before)) = (reading.chunks.get(at), before.get(at)) else { continue };
            let Some(line) = note.placed_nth(at).map(|placed| placed.line as u32) else { continue };
            let mut fresh: Vec<(u16, At)> = Vec::new();
            let place = Place { line, evidence };
            place.gather(index, reading, &self.within, &mut Innermost::default(), &mut fresh);
            let fresh = by_clause(index, &fresh);
            for clause in 0..index.clauses().count() as u16 {
                let (known, own) = (list_of(&signs.found, clause), list_of(&fresh, clause));
                let from = known.partition_point(|at| at.line < line);
                let to = known.partition_point(|at| at.line < line + evidence.lines);
                let then = known.iter().take(to).skip(from);
                // Where the same is found it may belong to another sentence.
                let alike = |at: &At| sentence(at.source(), before) == sentence(at.source(), evidence);
                if !then.eq(own) || !own.iter().all(alike) {
                    let (before, after) = (known.iter().take(from), known.iter().skip(to));
                    let all: Arc<[At]> = before.chain(own).chain(after).copied().collect();
                    signs.put(clause, all);
                    touched.push(clause);
                }
            }
        }
        (signs, touched)
    }

    fn put(&mut self, clause: u16, list: Arc<[At]>) {
        let from = self.found.partition_point(|(other, _)| *other < clause);
        let to = self.found.partition_point(|(other, _)| *other <= clause);
        self.found.splice(from..to, (!list.is_empty()).then_some((clause, list)));
    }

    /// Where what a clause (its number) asks for stands, if it is meant at least so much, in the note's order.
    pub(super) fn spots(&self, context: &Context<'_>, number: u16, at_least: Meant) -> Vec<Spot> {
        let reading = context.reading;
        let mut sections = Innermost::default();
        let found = list_of(&self.found, number).iter().filter_map(|at| {
            let meant = at.is_meant(at_least);
            meant.then(|| Spot { line: at.line, section: sections.at(reading, at.line), source: at.source() })
        });
        let mut spots: Vec<Spot> = found.collect();
        let aspects = context.index.clauses().aspects(number);
        if !aspects.is_empty() {
            let all = reading.stages.iter().flat_map(|stage| &stage.aspects);
            let touched =
                all.filter(|it| it.coverage > Coverage::None && !it.asked && aspects.contains(it.aspect));
            let lines = touched.filter_map(|it| it.line).map(|line| Spot {
                line,
                section: reading.section_at(line).map(|(at, _)| at),
                source: Source::Line,
            });
            let stages = context.index.clauses().stages(number);
            spots.extend(lines.filter(|spot| is_in(&self.within, spot.section, stages)));
        }
        sort::by_key(&mut spots, |spot| (spot.line, spot.source));
        spots
    }
}

/// What clauses find, clause by clause, each in the order in which it was found.
fn by_clause(index: &Index, all: &[(u16, At)]) -> Vec<(u16, Arc<[At]>)> {
    let mut ends = vec![0; index.clauses().count() + 1];
    for (clause, _) in all {
        if let Some(count) = ends.get_mut(*clause as usize + 1) {
            *count += 1;
        }
    }
    let mut before = 0;
    for end in &mut ends {
        before += *end;
        *end = before;
    }
    // Each end is that of the clause before, and moves on to the clause's own.
    let mut sorted = vec![At { line: 0, what: 0 }; all.len()];
    for (clause, at) in all {
        if let Some(next) = ends.get_mut(*clause as usize)
            && let Some(place) = sorted.get_mut(*next)
        {
            *place = *at;
            *next += 1;
        }
    }
    let mut start = 0;
    let lists = (0..).zip(&ends).filter_map(|(clause, &end)| {
        let list = sorted.get(start..end).filter(|list| !list.is_empty())?;
        start = end;
        Some((clause, list.into()))
    });
    lists.collect()
}

/// Where a clause (its number) finds what it asks for.
fn list_of(found: &[(u16, Arc<[At]>)], clause: u16) -> &[At] {
    let nth = found.binary_search_by_key(&clause, |(clause, _)| *clause);
    nth.ok().and_then(|nth| found.get(nth)).map_or(&[], |(_, list)| list)
}

/// A chunk and where it stands.
struct Place<'a> {
    /// The line on which it begins, 0-based.
    line: u32,
    evidence: &'a ChunkEvidence,
}

impl Place<'_> {
    /// What in the chunk any clause asks for, with the clause.
    fn gather(
        &self,
        index: &Index,
        reading: &Reading,
        within: &[StageSet],
        sections: &mut Innermost,
        found: &mut Vec<(u16, At)>,
    ) {
        let mut add = |clauses: &[u16], at: At| {
            if !reading.lines.contains(&at.line) {
                return;
            }
            let section = sections.at(reading, at.line);
            for &clause in clauses {
                if is_in(within, section, index.clauses().stages(clause)) {
                    found.push((clause, at));
                }
            }
        };
        for (nth, (phrase, line, clauses)) in (0..).zip(self.evidence.phrases()) {
            if phrase.meant > Meant::Asked {
                add(clauses, At::phrase(self.line + line, nth, phrase.meant));
            }
        }
        for (nth, mention) in (0..).zip(&self.evidence.mentions) {
            let clauses = index.clauses().asking(mention.concept);
            if !clauses.is_empty() {
                add(clauses, At::mention(self.line + mention.line, nth));
            }
        }
    }
}

/// The sentence of what is found in a chunk: the line (of the chunk) on which the block around it begins, and which of the block's
/// sentences it is. Only phrases have one.
fn sentence(source: Source, chunk: &ChunkEvidence) -> Option<(u32, u16)> {
    let Source::Phrase(nth) = source else { return None };
    chunk.phrase(nth).map(|(phrase, line)| phrase.sentence.at(line))
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
struct Innermost {
    line: Option<u32>,
    section: Option<u32>,
}

impl Innermost {
    #[inline]
    fn at(&mut self, reading: &Reading, line: u32) -> Option<u32> {
        if self.line != Some(line) {
            self.line = Some(line);
            self.section = self.a_few_on(reading, line).or_else(|| Some(reading.section_at(line)?.0));
        }
        self.section
    }

    /// The section of a line, if it is that of the line before, as most are, or begins soon after it.
    fn a_few_on(&self, reading: &Reading, line: u32) -> Option<u32> {
        const FEW: usize = 8;
        let from = self.section? as usize;
        let near = reading.sections.get(from..)?.iter().take(FEW + 1);
        let last = near.take_while(|section| section.line <= line).count().checked_sub(1)?;
        let section = reading.sections.get(from + last)?;
        (last < FEW && line < section.end).then_some((from + last) as u32)
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
            let section = place.section.and_then(|at| context.reading.sections.get(at as usize));
            section.map_or(spots, |section| between(section.line, section.end))
        }
    };
    let place = place.copied();
    within.iter().filter(move |spot| place.is_none_or(|place| spot.is_near(context, near, &place)))
}

impl Spot {
    /// Whether it is as near to a place as is asked for.
    fn is_near(&self, context: &Context<'_>, near: Near, place: &Spot) -> bool {
        match near {
            Near::Note => true,
            Near::Section => place.section == self.section,
            Near::Line => place.line == self.line,
            Near::Sentence => match (place.sentence(context), self.sentence(context)) {
                (Some(a), Some(b)) => a == b,
                _ => place.line == self.line,
            },
            Near::Before => self.line <= place.line,
        }
    }

    /// Where it stands, in bytes from the note's start, on one line.
    pub(super) fn range(&self, context: &Context<'_>) -> Range<usize> {
        let found = self.chunk(context).and_then(|(_, start, evidence)| {
            let range = match self.source {
                Source::Line => None,
                Source::Phrase(nth) => evidence.phrase(nth).map(|(phrase, _)| phrase.range()),
                Source::Mention(nth) => evidence.mentions.get(nth as usize).map(|it| it.start..it.end),
            };
            range.map(|range| start + range.start as usize..start + range.end as usize)
        });
        found.unwrap_or_else(|| context.line_text(self.line))
    }

    /// The chunk (an index) in which it stands, the byte at which that begins, and what it shows.
    fn chunk<'a>(&self, context: &'a Context<'_>) -> Option<(usize, usize, &'a ChunkEvidence)> {
        let (at, placed) = context.note.placed_in(&(self.line..self.line + 1)).next()?;
        Some((at, placed.start, context.reading.chunks.get(at)?))
    }

    /// Its chunk and its sentence there.
    fn sentence(&self, context: &Context<'_>) -> Option<(usize, (u32, u16))> {
        let (at, _, evidence) = self.chunk(context)?;
        Some((at, sentence(self.source, evidence)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Phrase;
    use whyfirst_note::Line;

    #[test]
    fn what_a_long_note_has_most_of_is_small() {
        assert_eq!((size_of::<Phrase>(), size_of::<At>(), size_of::<Line>()), (12, 8, 20));
    }
}
