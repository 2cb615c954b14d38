//! From the blocks of a chunk to what it shows as a whole.

use std::cell::Cell;
use std::ops::Range;
use std::sync::Arc;

use smallvec::SmallVec;
use whyfirst_guide::aspects::AspectSet;
use whyfirst_guide::index::Index;
use whyfirst_note::{Facts, HeadingKind, Line, LineKind, Placed, parallel};

use super::block::{Block, Place, Scan};
use super::chunks::Lately;
use super::named::Name;
use super::{AspectHit, Before, ChunkEvidence, Details, Manner, OwnEvidence, Phrase, Tongue, touched};
use crate::estimate::Numbers;
use crate::headings::{self, Worded, Wording};

/// A thread is worth its start, and what the allocator keeps for it, from so many bytes of text on.
const WORTH_A_THREAD: usize = 64 * 1024;
/// A chunk of so many bytes is read again in no time: what each of its blocks shows is known only for as long as it is being edited.
pub(super) const QUICKLY_READ: usize = 4 * 1024;
/// The buffers of chunks up to so many bytes are kept for the next ones.
const BUFFERED: usize = 64 * 1024;

/// What is known of a chunk while it is read. Its lists have grown as needed before they are copied to where they are kept.
#[derive(Default)]
pub(super) struct Draft {
    tongue: Tongue,
    pub(super) blocks: Vec<Block>,
    pub(super) details: Details,
    pub(super) phrases: Vec<Phrase>,
    pub(super) clauses: Vec<u16>,
    pub(super) numbers: Numbers,
    pub(super) unfilled: Vec<String>,
    own: Vec<OwnEvidence>,
    /// Hits under headings that have been read, and for each heading which of them.
    hits: Vec<AspectHit>,
    hits_of: Vec<Range<usize>>,
    /// Under which heading (from 1) the lines stand that are read, and the hits there.
    owner: usize,
    own_hits: Vec<AspectHit>,
    /// The aspects of these hits.
    touched: AspectSet,
}

thread_local! {
    static BUFFERS: Cell<Option<Box<(Draft, Scan)>>> = const { Cell::new(None) };
}

/// What a chunk shows, and what each of its blocks does if it was edited and does not keep that itself.
pub(super) type Gathered = (Arc<ChunkEvidence>, Option<Lately>);

/// Reads chunks, long texts on all processors. What `before` knows of their blocks is taken over.
pub(super) fn gather_all(index: &Index, chunks: &[Placed<'_>], before: &Before<'_>) -> Vec<Gathered> {
    let len = |placed: &Placed<'_>| placed.chunk.len;
    let threads = parallel::threads(chunks.iter().map(len).sum(), WORTH_A_THREAD);
    parallel::map(chunks, len, threads, |placed| gather(index, placed, before))
}

/// Reads a chunk. What `before` knows of its blocks is taken over.
fn gather(index: &Index, placed: &Placed<'_>, before: &Before<'_>) -> Gathered {
    let mut buffers = BUFFERS.take().unwrap_or_default();
    let (draft, scan) = &mut *buffers;
    let evidence = Arc::new(draft.read(index, placed, before, scan));
    let edited = before.keeps(placed) && evidence.details.is_none();
    let len = placed.chunk.len;
    let lately = edited.then(|| Lately { id: evidence.id, len, details: Arc::new(draft.details.clone()) });
    if len <= BUFFERED {
        BUFFERS.set(Some(buffers));
    }
    (evidence, lately)
}

impl Draft {
    fn read(
        &mut self,
        index: &Index,
        placed: &Placed<'_>,
        before: &Before<'_>,
        scan: &mut Scan,
    ) -> ChunkEvidence {
        let facts = &placed.chunk.facts;
        self.clear();
        self.own.resize(facts.headings.len() + 1, OwnEvidence::default());
        self.hits_of.resize(facts.headings.len() + 1, 0..0);
        for line in facts.lines.iter().filter(|line| line.item.is_some()) {
            if let Some(own) = self.own.get_mut(line.under as usize) {
                own.items = own.items.saturating_add(1);
            }
        }
        let mut wordings: Vec<Option<Wording>> = vec![None; facts.headings.len()];
        let mut at = 0;
        while let Some(first) = facts.lines.get(at) {
            let end = block_end(facts, at).max(at + 1);
            if first.kind != LineKind::Blank {
                let owner = (first.under as usize).wrapping_sub(1);
                let heading = facts.headings.get(owner).filter(|it| it.line as usize == at);
                let place = Place { placed, lines: at..end, first, heading };
                let key = place.key();
                match before.find(key) {
                    Some(known) => {
                        known.take_over(&place, self);
                        if let Some(wording) = wordings.get_mut(owner).filter(|_| heading.is_some()) {
                            *wording = known.wording().map(Worded::to_wording);
                        }
                    }
                    None => scan.read(index, &place, key, self),
                }
                // `Scale: …` is a line to be filled in, and no heading of what is to come.
                if heading.is_some_and(|it| it.kind == HeadingKind::Label)
                    && self.blocks.last().is_some_and(|block| block.blank)
                    && let Some(wording) = wordings.get_mut(owner)
                {
                    *wording = Some(Wording::default());
                }
                self.settle(first.under as usize);
            }
            at = end;
        }
        let hits = self.all_hits();
        let long = placed.chunk.len > QUICKLY_READ;
        // Buffers that are not kept for the next chunk need not be copied.
        let last = placed.chunk.len > BUFFERED;
        let headings = wordings.into_iter().zip(&facts.headings);
        ChunkEvidence {
            id: placed.chunk.id,
            lines: facts.lines.len() as u32,
            bytes: placed.chunk.len as u32,
            own: settled(&mut self.own, last),
            hits,
            wordings: headings
                .map(|(known, heading)| known.unwrap_or_else(|| headings::wording(index, placed, heading)))
                .collect(),
            facts: Arc::clone(facts),
            names: self.details.concepts.finish(index).iter().filter_map(Name::new).collect(),
            unfilled: self.unfilled.drain(..).collect(),
            phrases: settled(&mut self.phrases, last),
            clauses: settled(&mut self.clauses, last),
            tongue: self.tongue,
            numbers: (self.numbers != Numbers::new()).then(|| Box::new(self.numbers.clone())),
            blocks: settled(&mut self.blocks, last),
            details: long.then(|| Box::new(self.details.settled(last))),
        }
    }

    /// Forgets the chunk before.
    fn clear(&mut self) {
        self.tongue = Tongue::default();
        self.blocks.clear();
        self.details.shown.clear();
        self.details.hits.clear();
        self.details.concepts.clear();
        self.phrases.clear();
        self.clauses.clear();
        self.numbers = Numbers::default();
        self.unfilled.clear();
        self.own.clear();
        self.hits.clear();
        self.hits_of.clear();
        self.owner = 0;
        self.own_hits.clear();
        self.touched = AspectSet::default();
    }

    /// Adds what the last block shows to what stands under its heading.
    fn settle(&mut self, owner: usize) {
        if self.owner != owner {
            self.put_own();
            self.owner = owner;
            // What stands after the items of a label may belong to the heading above it again.
            let known = self.hits_of.get(owner).and_then(|it| self.hits.get(it.clone())).unwrap_or_default();
            self.own_hits.extend_from_slice(known);
            self.touched = touched(known);
        }
        let (Some(block), Some(shown)) = (self.blocks.last(), self.details.shown.last()) else { return };
        self.tongue = self.tongue.and(shown.tongue);
        let Some(own) = self.own.get_mut(owner) else { return };
        own.words += shown.words;
        own.statements += shown.statements;
        own.questions = own.questions.saturating_add(shown.questions);
        own.blanks = own.blanks.saturating_add(block.blank.into());
        own.drawings = own.drawings.saturating_add(shown.drawings);
        let all = &self.details.hits;
        let hits = all.get(all.len() - shown.lengths.hits as usize..).unwrap_or_default();
        let own_hits = &mut self.own_hits;
        let mut said: SmallVec<[usize; 8]> = SmallVec::new();
        for hit in hits {
            // A drawing adds what was not said before it.
            if hit.manner == Manner::Drawn && self.touched.contains(hit.aspect) {
                continue;
            }
            // The first of several that say the same is enough; a block counts once.
            let what = |it: &AspectHit| (it.aspect, it.manner);
            let same = self
                .touched
                .contains(hit.aspect)
                .then(|| own_hits.iter().position(|known| what(known) == what(hit)));
            if let Some(same) = same.flatten() {
                if !said.contains(&same)
                    && let Some(known) = own_hits.get_mut(same)
                {
                    known.times = known.times.saturating_add(1);
                    said.push(same);
                }
            } else {
                said.push(own_hits.len());
                own_hits.push(*hit);
                self.touched.insert(hit.aspect);
            }
        }
    }

    /// Puts the hits under a heading to the others.
    fn put_own(&mut self) {
        if let Some(of) = self.hits_of.get_mut(self.owner) {
            *of = self.hits.len()..self.hits.len() + self.own_hits.len();
        }
        self.hits.append(&mut self.own_hits);
        self.touched = AspectSet::default();
    }

    /// All hits, heading by heading.
    fn all_hits(&mut self) -> Box<[AspectHit]> {
        self.put_own();
        let count = self.hits_of.iter().map(Range::len).sum();
        let mut all = Vec::with_capacity(count);
        for (own, of) in self.own.iter_mut().zip(&self.hits_of) {
            all.extend_from_slice(self.hits.get(of.clone()).unwrap_or_default());
            own.hits_end = all.len() as u32;
        }
        all.into()
    }
}

/// A list that has grown as needed, at its length: a copy, or the list itself where this is its last use.
fn settled<T: Clone>(list: &mut Vec<T>, last: bool) -> Box<[T]> {
    if last { std::mem::take(list).into() } else { list.as_slice().into() }
}

impl Details {
    /// The same as [`settled`].
    fn settled(&mut self, last: bool) -> Details {
        if !last {
            return self.clone();
        }
        let mut details = std::mem::take(self);
        details.shown.shrink_to_fit();
        details.hits.shrink_to_fit();
        details.concepts.shrink_to_fit();
        details
    }
}

/// The line after the block that begins at a line: a paragraph, an item's own text, a row, a heading, a fence.
pub(super) fn block_end(facts: &Facts, at: usize) -> usize {
    let Some(first) = facts.lines.get(at) else { return at + 1 };
    let goes_on = |line: &&Line| match first.kind {
        LineKind::Prose => {
            line.kind == LineKind::Prose
                && line.item.is_none()
                && line.under == first.under
                && line.quote == first.quote
        }
        LineKind::Code => line.kind == LineKind::Code && line.under == first.under,
        _ => false,
    };
    at + 1 + facts.lines.iter().skip(at + 1).take_while(goes_on).count()
}

#[cfg(test)]
mod tests {
    use whyfirst_guide::builtin_index;
    use whyfirst_note::Note;

    use super::*;
    use crate::evidence::Chunks;

    #[test]
    fn a_long_note_shows_what_its_chunks_show_one_by_one() {
        let section = "## Metrics\n\nWe optimise NDCG.\n\n- 10M users × 20 a day = 200M\n\n## Data\n\nLogs of a day.\n\n";
        let (index, note) = (builtin_index(), Note::new(section.repeat(3 * WORTH_A_THREAD / section.len())));
        let chunks: Vec<_> = note.placed().collect();
        let gather = |chunks: &[Placed<'_>]| gather_all(&index, chunks, &Before::default());
        let alone = chunks.chunks(1).flat_map(gather).collect::<Vec<_>>();
        assert_eq!(format!("{:?}", gather(&chunks)), format!("{alone:?}"));
    }

    #[test]
    fn a_line_wishes_for_a_short_time_once() {
        let wishes = |text: &str| {
            let note = Note::new(text.to_owned());
            let chunks = Chunks::gather(&builtin_index(), &note, None);
            chunks.iter().flat_map(|it| &it.numbers().wishes).map(|it| it.line).collect::<Vec<_>>()
        };
        assert_eq!(wishes("It has low latency, and low latency matters.\nIt has low latency.\n"), [0, 1]);
        assert_eq!(wishes("Is low latency asked for?\nNo low latency.\n```\nlow latency\n```\n"), []);
    }
}
