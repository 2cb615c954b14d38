//! Where in a note something stands that a rule asks for.

use std::ops::Range;
use std::sync::Arc;

use smallvec::SmallVec;
use whyfirst_guide::Index;
use whyfirst_guide::clauses::StageSet;
use whyfirst_guide::mentions::Mention;
use whyfirst_guide::rule::Near;
use whyfirst_guide::sort;
use whyfirst_note::Note;

use super::Context;
use crate::evidence::{ChunkEvidence, Meant};
use crate::{Coverage, Reading};

/// A place in the note where something that a clause asks for stands. It names what was found, not its offset, and so stays true while
/// text around it changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    /// 0-based.
    pub(super) line: u32,
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

/// Some clauses, a bit for each. More clauses than there are bits share them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct ClauseBits(u128);

impl ClauseBits {
    fn add(&mut self, clause: u16) {
        self.0 |= 1 << (u32::from(clause) % u128::BITS);
    }

    fn may_hold(self, clause: u16) -> bool {
        self.0 >> (u32::from(clause) % u128::BITS) & 1 == 1
    }
}

/// In which chunks of an answer clauses may find what they ask for by phrases and concepts: a long note has tens of thousands of places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Signs {
    /// The first chunk (an index) in which any of the answer's lines lies.
    first: usize,
    /// For it and those after it, who finds something there.
    chunks: Vec<ClauseBits>,
    /// How much each clause finds in all of them: for most it is nothing.
    counts: Vec<u32>,
}

/// What a clause (its number) finds in a chunk: the line of the chunk, what it is, how much it is meant, and its sentence.
type Find = (u16, u32, Source, Meant, Option<(u32, u16)>);

impl Signs {
    /// Looks at all chunks of an answer.
    pub(super) fn gather(index: &Index, note: &Note, reading: &Reading) -> Signs {
        let mut placed = note.placed_in(&reading.lines).map(|(at, _)| at).peekable();
        let first = placed.peek().copied().unwrap_or_default();
        let mut counts = vec![0; index.clauses().count()];
        let look = |at: usize| {
            let chunk = reading.chunks.get(at);
            chunk.map(|chunk| bits(index, chunk, &mut counts, |count| count + 1)).unwrap_or_default()
        };
        let chunks = placed.map(look).collect();
        Signs { first, chunks, counts }
    }

    /// The same after some chunks have changed, in a note whose sections are the same; and the clauses for which anything is otherwise now.
    pub(super) fn after(
        &self,
        index: &Index,
        reading: &Reading,
        before: &[Arc<ChunkEvidence>],
        changed: &[u32],
    ) -> (Signs, Vec<u16>) {
        let mut signs = self.clone();
        let mut touched = Vec::new();
        for at in changed.iter().map(|&at| at as usize) {
            let (Some(then), Some(now)) = (before.get(at), reading.chunks.get(at)) else { continue };
            let own = at.checked_sub(self.first).and_then(|nth| signs.chunks.get_mut(nth));
            let Some(own) = own else { continue };
            let was = bits(index, then, &mut signs.counts, |count| count.wrapping_sub(1));
            *own = bits(index, now, &mut signs.counts, |count| count + 1);
            let either = ClauseBits(was.0 | own.0);
            let (then, now) = (finds(index, then), finds(index, now));
            let of = |finds: &[Find], clause: u16| {
                let end = finds.partition_point(|find| find.0 <= clause);
                finds.partition_point(|find| find.0 < clause)..end
            };
            let differs = |clause: &u16| then.get(of(&then, *clause)) != now.get(of(&now, *clause));
            let clauses = 0..index.clauses().count() as u16;
            touched.extend(clauses.filter(|&clause| either.may_hold(clause)).filter(differs));
        }
        (signs, touched)
    }

    /// Where what a clause (its number) asks for stands, if it is meant at least so much, in the note's order.
    pub(super) fn spots<'a>(
        &'a self,
        context: &'a Context<'a>,
        clause: u16,
        at_least: Meant,
    ) -> Box<dyn Iterator<Item = Spot> + 'a> {
        let Context { index, note, reading, .. } = *context;
        let stages = index.clauses().stages(clause);
        let lines = lines_of_aspects(context, clause);
        let mut sections = Innermost::default();
        let by_lines = !lines.is_empty();
        let anywhere = by_lines || self.counts.get(clause as usize).is_some_and(|count| *count > 0);
        let chunks = if anywhere { self.chunks.as_slice() } else { &[] };
        let may_hold = move |(_, bits): &(usize, &ClauseBits)| by_lines || bits.may_hold(clause);
        let chunks = (self.first..).zip(chunks).filter(may_hold);
        Box::new(chunks.flat_map(move |(at, bits)| {
            let mut spots: SmallVec<[Spot; 8]> = SmallVec::new();
            let (Some(placed), Some(chunk)) = (note.placed_nth(at), reading.chunks.get(at)) else {
                return spots;
            };
            let first = placed.line as u32;
            if bits.may_hold(clause) {
                let phrases = chunk.asked_by(clause).filter(|(_, phrase)| phrase.meant >= at_least);
                spots.extend(phrases.map(|(nth, phrase)| Spot {
                    line: first + chunk.line_of(phrase),
                    source: Source::Phrase(nth),
                }));
                if index.clauses().asks_for_concepts(clause) {
                    let asks = |it: &Mention| index.clauses().asking(it.concept).contains(&clause);
                    let mentions = (0..).zip(chunk.mentions()).filter(|(_, it)| asks(it));
                    spots.extend(
                        mentions
                            .map(|(nth, it)| Spot { line: first + it.line, source: Source::Mention(nth) }),
                    );
                }
            }
            let from = lines.partition_point(|&line| line < first);
            let inside = lines.iter().skip(from).take_while(|&&line| line < first + chunk.lines);
            spots.extend(inside.map(|&line| Spot { line, source: Source::Line }));
            spots.retain(|spot| {
                reading.lines.contains(&spot.line)
                    && (stages.is_empty() || is_in(context, sections.at(reading, spot.line), stages))
            });
            sort::all(&mut spots);
            spots
        }))
    }
}

/// Calls back with whatever in a chunk clauses ask for: the clauses, its line of the chunk, what it is and how much it is meant.
fn each(index: &Index, chunk: &ChunkEvidence, mut found: impl FnMut(&[u16], u32, Source, Meant)) {
    for (nth, (phrase, line, clauses)) in (0..).zip(chunk.phrases()) {
        if phrase.meant > Meant::Asked {
            found(clauses, line, Source::Phrase(nth), phrase.meant);
        }
    }
    for (nth, mention) in (0..).zip(chunk.mentions()) {
        found(index.clauses().asking(mention.concept), mention.line, Source::Mention(nth), Meant::Said);
    }
}

/// The clauses that may find something in a chunk. Counts anew how much they find, each time one does.
fn bits(
    index: &Index,
    chunk: &ChunkEvidence,
    counts: &mut [u32],
    recount: impl Fn(u32) -> u32,
) -> ClauseBits {
    let mut bits = ClauseBits::default();
    let of_mentions = chunk.mentions().flat_map(|mention| index.clauses().asking(mention.concept));
    for &clause in chunk.asking().iter().chain(of_mentions) {
        bits.add(clause);
        if let Some(count) = counts.get_mut(clause as usize) {
            *count = recount(*count);
        }
    }
    bits
}

/// What clauses find in a chunk, clause by clause.
fn finds(index: &Index, chunk: &ChunkEvidence) -> Vec<Find> {
    let mut finds = Vec::new();
    each(index, chunk, |clauses, line, source, meant| {
        let sentence = sentence(source, chunk);
        finds.extend(clauses.iter().map(|&clause| (clause, line, source, meant, sentence)));
    });
    sort::by_key(&mut finds, |find| find.0);
    finds
}

/// The lines that show the aspects for which a clause (its number) asks.
fn lines_of_aspects(context: &Context<'_>, clause: u16) -> Vec<u32> {
    let aspects = context.index.clauses().aspects(clause);
    if aspects.is_empty() {
        return Vec::new();
    }
    let all = context.reading.stages.iter().flat_map(|stage| &stage.aspects);
    let touched = all.filter(|it| it.coverage > Coverage::None && !it.asked && aspects.contains(it.aspect));
    let mut lines: Vec<u32> = touched.filter_map(|it| it.line).collect();
    sort::all(&mut lines);
    lines
}

/// The sentence of what is found in a chunk: the line (of the chunk) on which the block around it begins, and which of the block's
/// sentences it is. Only phrases have one.
fn sentence(source: Source, chunk: &ChunkEvidence) -> Option<(u32, u16)> {
    let Source::Phrase(nth) = source else { return None };
    chunk.phrase(nth).map(|(phrase, line)| phrase.sentence.at(line))
}

/// Whether a section (an index), or one around it, belongs to any of these stages.
fn is_in(context: &Context<'_>, section: Option<u32>, stages: StageSet) -> bool {
    let around = section.into_iter().flat_map(|at| context.reading.around(at));
    let mut own = around.flat_map(|section| context.reading.sections.stages(section));
    own.any(|&stage| context.index.clauses().set_of(stage).meets(stages))
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
    context: &'s Context<'_>,
    spots: &'s [Spot],
    near: Near,
    place: Option<&Spot>,
) -> impl Iterator<Item = &'s Spot> {
    let between = |from: u32, to: u32| {
        let from = spots.partition_point(|spot| spot.line < from);
        spots.get(from..spots.partition_point(|spot| spot.line < to)).unwrap_or_default()
    };
    let (mut section, mut sentence) = (None, None);
    let within = match (near, place) {
        (Near::Note, _) | (_, None) => spots,
        (Near::Before, Some(place)) => between(0, place.line + 1),
        (Near::Line, Some(place)) => between(place.line, place.line + 1),
        (Near::Section, Some(place)) => {
            let own = context.reading.section_at(place.line);
            section = Some(own.map(|(at, _)| at));
            own.map_or(spots, |(_, section)| between(section.line, section.end))
        }
        (Near::Sentence, Some(place)) => {
            sentence = Some(*place);
            let lines = place.block(context);
            between(lines.start, lines.end)
        }
    };
    let mut sections = Innermost::default();
    within.iter().filter(move |spot| {
        section.is_none_or(|section| sections.at(context.reading, spot.line) == section)
            && sentence.is_none_or(|place| spot.shares_sentence(context, place))
    })
}

impl Spot {
    /// Whether it stands in one sentence with another spot, or on one line where a sentence cannot be told.
    fn shares_sentence(self, context: &Context<'_>, other: Spot) -> bool {
        match (self.sentence(context), other.sentence(context)) {
            (Some(a), Some(b)) => a == b,
            _ => self.line == other.line,
        }
    }

    /// The lines of the block in which it stands.
    fn block(&self, context: &Context<'_>) -> Range<u32> {
        let Some((at, _, chunk)) = self.chunk(context) else { return self.line..self.line + 1 };
        let first = context.note.placed_nth(at).map_or(0, |placed| placed.line as u32);
        let block = chunk.block_at(self.line.saturating_sub(first));
        first + block.start..first + block.end
    }

    /// Where it stands, in bytes from the note's start, on one line.
    pub(super) fn range(&self, context: &Context<'_>) -> Range<usize> {
        let found = self.chunk(context).and_then(|(_, start, evidence)| {
            let range = match self.source {
                Source::Line => None,
                Source::Phrase(nth) => evidence.phrase(nth).map(|(phrase, _)| phrase.range()),
                Source::Mention(nth) => evidence.mention(nth).map(|it| it.start..it.end),
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
