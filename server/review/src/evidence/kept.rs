//! Blocks that an edit leaves as they are: what they show is taken over from the reading before.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::{FxBuildHasher, FxHasher};
use whyfirst_note::Placed;

use super::block::{Block, Lengths, Place, Shown};
use super::chunks::Lately;
use super::gather::{Draft, block_end};
use super::{AspectHit, ChunkEvidence, Details};
use crate::estimate::Shift;
use crate::headings::Worded;
use crate::part;

/// The blocks of the chunks in whose place others have come.
#[derive(Default)]
pub(super) struct Before<'a> {
    known: HashMap<u64, Known<'a>, FxBuildHasher>,
    /// What the blocks show of chunks that begin before this byte is kept for the next edit.
    until: usize,
}

/// A block of the reading before.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    chunk: &'a ChunkEvidence,
    details: &'a Details,
    block: &'a Block,
    shown: &'a Shown,
    /// Where in the chunk's lists it begins.
    from: Lengths,
}

impl<'a> Before<'a> {
    /// What is known of these chunks, if they are long or among those in which was written `lately`. What the blocks show of those that come
    /// in their place is kept up to a byte of the note.
    pub(super) fn new(chunks: &'a [Arc<ChunkEvidence>], lately: &'a [Lately], until: usize) -> Before<'a> {
        let mut known = HashMap::default();
        let details = |chunk: &'a ChunkEvidence| {
            let lately = || Some(&*lately.iter().find(|it| it.id == chunk.id)?.details);
            chunk.details.as_deref().or_else(lately)
        };
        for (chunk, details) in chunks.iter().filter_map(|chunk| Some((chunk, details(chunk)?))) {
            let mut from = Lengths::default();
            for (block, shown) in chunk.blocks.iter().zip(&details.shown) {
                known.insert(block.key, Known { chunk, details, block, shown, from });
                from = from.with(shown.lengths, |from, length| from + length);
            }
        }
        Before { known, until }
    }

    /// Whether the next edit may want to know what the blocks of a chunk show.
    pub(super) fn keeps(&self, placed: &Placed<'_>) -> bool {
        placed.start < self.until
    }

    /// The block for which a key stands.
    pub(super) fn find(&self, key: u64) -> Option<Known<'a>> {
        self.known.get(&key).copied()
    }
}

impl<'a> Known<'a> {
    /// How the heading is worded that its first line is.
    pub(super) fn wording(&self) -> Option<Worded<'a>> {
        self.chunk.wordings.get(self.shown.heading? as usize)
    }

    /// Adds what the block shows to a chunk, as that of its place.
    pub(super) fn take_over(&self, place: &Place<'_>, draft: &mut Draft) {
        let Known { chunk, details, block, shown, from } = *self;
        let shift = Shift {
            bytes: place.first.start.wrapping_sub(chunk.start_of(block)),
            lines: (place.lines.start as u32).wrapping_sub(block.line),
        };
        let length = shown.lengths;
        draft.unfilled.extend_from_slice(part(&chunk.unfilled, from.unfilled, length.unfilled));
        let hits = part(&details.hits, from.hits, length.hits).iter();
        draft.details.hits.extend(hits.map(|it| AspectHit { line: shift.line(it.line), ..*it }));
        draft.clauses.extend_from_slice(part(&chunk.clauses, from.clauses, length.clauses));
        let phrases = part(&chunk.phrases, from.phrases, length.phrases).iter();
        draft.phrases.extend(phrases.map(|it| it.moved(shift)));
        let names = from.names as usize..(from.names + length.names) as usize;
        let context = from.context as usize..(from.context + length.context) as usize;
        let concepts = &mut draft.details.concepts;
        concepts.take_over(&details.concepts, names, context, shift.bytes, shift.lines);
        let (known, numbers) = (chunk.numbers(), &mut draft.numbers);
        let estimates = part(&known.estimates, from.estimates, length.estimates).iter();
        numbers.estimates.extend(estimates.map(|it| it.clone().moved(shift)));
        numbers.times.extend(part(&known.times, from.times, length.times).iter().map(|it| it.moved(shift)));
        numbers.slips.extend(part(&known.slips, from.slips, length.slips).iter().map(|it| it.moved(shift)));
        numbers
            .wishes
            .extend(part(&known.wishes, from.wishes, length.wishes).iter().map(|it| it.moved(shift)));
        numbers.timed |= shown.timed;
        draft.blocks.push(place.block(block.key, shown));
        let heading = place.nth_heading();
        draft.details.shown.push(Shown { heading, ..shown.clone() });
    }
}

/// The one block of a chunk in which an edit has changed words, and nothing that tells a rule anything.
pub(crate) struct Reworded {
    /// Where it begins, and where it ended before the edit, in bytes from the chunk's start.
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// How much longer it has become, modulo 2³².
    pub(crate) grown: u32,
}

impl ChunkEvidence {
    /// The lines of the block in which a line lies, and of blank ones after it; both from the chunk's start.
    pub(crate) fn block_at(&self, line: u32) -> Range<u32> {
        let after = self.blocks.partition_point(|block| block.line <= line);
        let begins = |nth: usize| self.blocks.get(nth).map(|block| block.line);
        let start = after.checked_sub(1).and_then(begins).unwrap_or_default();
        start..begins(after).unwrap_or(self.lines)
    }

    /// The byte at which a block begins, from the chunk's start.
    fn start_of(&self, block: &Block) -> u32 {
        self.facts.lines.get(block.line as usize).map_or(self.bytes, |line| line.start)
    }

    /// The byte at which a block ends, from the chunk's start.
    fn end_of(&self, block: &Block) -> u32 {
        let after = block_end(&self.facts, block.line as usize);
        self.facts.lines.get(after - 1).map_or(self.bytes, |line| line.end)
    }

    /// Whether a chunk differs from what it was in blocks that are no headings, if at all.
    pub(crate) fn is_reworded_below(&self, before: &ChunkEvidence) -> bool {
        let below = |(old, new): (&Block, &Block)| old.key == new.key || !old.headed && !new.headed;
        before.blocks.len() == self.blocks.len() && before.blocks.iter().zip(&self.blocks).all(below)
    }

    /// The block in which a chunk differs from what it was, if it is the only one, and no heading, and without numbers and lines to fill in.
    pub(crate) fn reworded(&self, before: &ChunkEvidence) -> Option<Reworded> {
        let mut pairs = before.blocks.iter().zip(&self.blocks);
        let (old, new) = pairs.by_ref().find(|(old, new)| old.key != new.key)?;
        let (start, end) = (before.start_of(old), before.end_of(old));
        let grown = self.end_of(new).wrapping_sub(end);
        let follows = |(old, new): (&Block, &Block)| {
            let starts = || before.start_of(old).wrapping_add(grown) == self.start_of(new);
            old.key == new.key && old.line == new.line && starts()
        };
        let all = before.blocks.len() == self.blocks.len()
            && before.bytes.wrapping_add(grown) == self.bytes
            && (start, old.line, old.blank) == (self.start_of(new), new.line, new.blank)
            && old.silent
            && new.silent
            && pairs.all(follows);
        all.then_some(Reworded { start, end, grown })
    }
}

impl Place<'_> {
    /// What stands for the block's text and for all that is known of its lines, wherever in the note it stands. Of the few
    /// blocks that are compared, hardly two that differ have the same 64 bits.
    pub(super) fn key(&self) -> u64 {
        let mut hasher = FxHasher::default();
        let base = self.first.start;
        let from = |at: u32| at.wrapping_sub(base);
        let end = self.end();
        for line in self.all_lines() {
            (from(line.start), from(line.text), from(line.end), line.kind, line.quote, line.depth, line.item)
                .hash(&mut hasher);
        }
        self.text().get(base as usize..end as usize).unwrap_or_default().hash(&mut hasher);
        for span in self.facts().spans_in(base..end) {
            (from(span.start), from(span.end), span.kind).hash(&mut hasher);
        }
        if let Some(heading) = self.heading {
            (heading.kind, heading.rank, from(heading.title.start), from(heading.title.end))
                .hash(&mut hasher);
        }
        hasher.finish()
    }
}
