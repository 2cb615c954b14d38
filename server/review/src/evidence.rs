//! What the text of one chunk shows, before anything is known of the rest of the note.
//!
//! Only body text counts. Questions show that something was asked, not that it was answered; lines still to be filled in, code,
//! comments and link targets show nothing.

mod block;
mod kept;

use std::sync::Arc;

use smallvec::SmallVec;
use whyfirst_guide::index::{AspectRef, AspectSet, ConceptRef, Index};
use whyfirst_guide::mentions::{Mention, MentionFinder};
use whyfirst_note::{Facts, HeadingKind, Line, LineKind, Placed, parallel};

use crate::estimate::Numbers;
use crate::headings::{self, Wording};

use block::{Block, Place, Scan};
pub(crate) use kept::Before;

/// How much a phrase says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// The phrase counts in certain stages only.
    Weak,
    /// The phrase counts anywhere.
    Strong,
}

/// A phrase that shows an aspect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AspectHit {
    /// The aspect.
    pub aspect: AspectRef,
    /// The line, 0-based from the chunk's start.
    pub line: u32,
    /// How much it says.
    pub tier: Tier,
    /// Whether it stands in a question.
    pub asked: bool,
    /// Whether it is a label in a drawing.
    pub drawn: bool,
    /// In how many blocks under the same heading it is said.
    pub times: u16,
}

/// A phrase of a pattern rule. Offsets and lines count from the chunk's start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignHit {
    /// The clause, by position among the clauses of all rules.
    pub sign: u16,
    /// Where it begins.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// The line on which it begins.
    pub line: u32,
    /// Its sentence: the line on which the block around it begins, and which of the block's sentences it is.
    pub sentence: (u32, u16),
    /// Whether it stands in a question.
    pub asked: bool,
    /// Whether a negation takes it back.
    pub negated: bool,
    /// Whether it is no statement of the writer's: quoted, or the words of a heading.
    pub quoted: bool,
}

/// What stands under one heading of a chunk, up to the next one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OwnEvidence {
    /// Words of written text: no questions, no blanks, no headings.
    pub words: u32,
    /// Sentences, items and table rows of written text.
    pub statements: u32,
    /// Questions.
    pub questions: u32,
    /// Lines still to be filled in.
    pub blanks: u32,
    /// Items of lists.
    pub items: u32,
    /// Drawings: diagram fences, images, boxes of characters.
    pub drawings: u32,
    /// The phrases that show aspects.
    pub hits: Vec<AspectHit>,
    /// The aspects of all hits.
    pub touched: AspectSet,
    /// The aspects of strong hits that are no questions.
    pub shown: AspectSet,
}

/// A note with more than so many hundredths of its letters in other scripts than Latin, or so many of its words everyday words of another
/// language, is not held to the cues, which are English.
const FOREIGN_LETTERS: u64 = 30;
const FOREIGN_WORDS: u64 = 8;

/// In which scripts and languages a text is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tongue {
    /// Letters of Latin script, and of others.
    letters: (u32, u32),
    /// Words, and those of them that are everyday words of another language.
    words: (u32, u32),
}

impl Tongue {
    /// That of some chunks together.
    pub(crate) fn of<'a>(chunks: impl Iterator<Item = &'a ChunkEvidence>) -> Tongue {
        chunks.fold(Tongue::default(), |all, chunk| all.and(chunk.tongue))
    }

    /// That of both.
    pub(crate) fn and(self, more: Tongue) -> Tongue {
        let each = |all: (u32, u32), more: (u32, u32)| (all.0 + more.0, all.1 + more.1);
        Tongue { letters: each(self.letters, more.letters), words: each(self.words, more.words) }
    }

    /// That of a whole without a part of it.
    pub(crate) fn without(self, part: Tongue) -> Tongue {
        let each = |all: (u32, u32), part: (u32, u32)| (all.0 - part.0, all.1 - part.1);
        Tongue { letters: each(self.letters, part.letters), words: each(self.words, part.words) }
    }

    /// Whether it is so much another script or language that the cues cannot judge what is written.
    pub(crate) fn is_foreign(self) -> bool {
        let wide = |(all, others): (u32, u32)| (u64::from(all), u64::from(others));
        let (letters, words) = (wide(self.letters), wide(self.words));
        letters.1 * 100 > (letters.0 + letters.1) * FOREIGN_LETTERS || words.1 * 100 > words.0 * FOREIGN_WORDS
    }
}

/// What a chunk shows.
#[derive(Debug, Default)]
pub struct ChunkEvidence {
    /// The chunk's id.
    pub id: u64,
    /// How many lines it has.
    pub lines: u32,
    /// How many bytes it has.
    pub bytes: u32,
    /// What stands before its first heading, then under each heading in turn.
    pub own: Vec<OwnEvidence>,
    /// How each heading is worded.
    pub wordings: Vec<Wording>,
    /// Where each heading stands, and how: its line, kind, rank and parent.
    pub headings: Vec<(u32, HeadingKind, u8, Option<u32>)>,
    /// The concepts it names; offsets and lines from the chunk's start.
    pub mentions: Vec<Mention>,
    /// Lines as the guide put them there to be filled in, each reduced by [`bare`](whyfirst_guide::index::bare).
    pub unfilled: Vec<String>,
    /// The phrases of pattern rules, in order.
    pub signs: Vec<SignHit>,
    /// In which scripts and languages it is written.
    pub tongue: Tongue,
    /// What its numbers show: calculations, named quantities; offsets and lines from the chunk's start.
    pub numbers: Numbers,
    /// Its blocks in order, to be taken over where an edit leaves them as they are.
    blocks: Vec<Block>,
    /// The hits of its blocks, one block after the other.
    hits: Vec<AspectHit>,
    /// What in its blocks bears on concepts.
    concepts: MentionFinder,
}

impl ChunkEvidence {
    /// Gives back what its lists have grown too much: it is kept for as long as its chunk is.
    fn shrink(&mut self) {
        self.own.iter_mut().for_each(|own| own.hits.shrink_to_fit());
        self.signs.shrink_to_fit();
        self.blocks.shrink_to_fit();
        self.hits.shrink_to_fit();
        self.concepts.shrink();
    }

    /// Whether two chunks show the same, wherever in their lines it stands: mentions, letters and the phrases of rules aside.
    pub(crate) fn shows_the_same(&self, other: &ChunkEvidence) -> bool {
        self.own == other.own && self.looks_the_same(other)
    }

    /// Under which heading (by position, from 1) something else is said than in another chunk, if they show the same in all else.
    pub(crate) fn reworded_under(&self, other: &ChunkEvidence) -> Option<usize> {
        let mut pairs = self.own.iter().zip(&other.own).enumerate().filter(|(_, (a, b))| a != b);
        let (at, (a, b)) = pairs.next()?;
        let asked = |it: &OwnEvidence| (it.questions, it.blanks, it.items, it.drawings);
        let same = self.own.len() == other.own.len()
            && at > 0
            && pairs.next().is_none()
            && asked(a) == asked(b)
            && self.looks_the_same(other);
        same.then_some(at)
    }

    fn looks_the_same(&self, other: &ChunkEvidence) -> bool {
        self.lines == other.lines
            && self.wordings == other.wordings
            && self.headings == other.headings
            && self.unfilled == other.unfilled
    }

    /// Whether two chunks show pattern rules the same: the same phrases and concepts on the same lines, in the same sentences.
    pub(crate) fn signs_the_same(&self, other: &ChunkEvidence, index: &Index) -> bool {
        let alike = |a: &SignHit, b: &SignHit| {
            let of = |it: &SignHit| (it.sign, it.line, it.sentence, it.asked, it.negated, it.quoted);
            of(a) == of(b)
        };
        let asked = |it: &&Mention| !index.clauses().asking(it.concept).is_empty();
        let asked = |mentions: &'_ [Mention]| -> Vec<(u32, ConceptRef)> {
            mentions.iter().filter(asked).map(|it| (it.line, it.concept)).collect()
        };
        self.lines == other.lines
            && self.signs.len() == other.signs.len()
            && self.signs.iter().zip(&other.signs).all(|(a, b)| alike(a, b))
            && asked(&self.mentions) == asked(&other.mentions)
    }
}

/// A thread is worth its start from so many bytes of text on.
const WORTH_A_THREAD: usize = 32 * 1024;

/// Reads chunks, long texts on all processors. What `before` knows of their blocks is taken over.
pub(crate) fn gather_all(
    index: &Index,
    chunks: &[Placed<'_>],
    before: &Before<'_>,
) -> Vec<Arc<ChunkEvidence>> {
    let len = |placed: &Placed<'_>| placed.chunk.len;
    let threads = parallel::threads(chunks.iter().map(len).sum(), WORTH_A_THREAD);
    parallel::map(chunks, len, threads, |placed| Arc::new(gather(index, placed, before)))
}

/// Reads a chunk. What `before` knows of its blocks is taken over.
fn gather(index: &Index, placed: &Placed<'_>, before: &Before<'_>) -> ChunkEvidence {
    let facts = &placed.chunk.facts;
    let mut evidence = ChunkEvidence {
        id: placed.chunk.id,
        lines: facts.lines.len() as u32,
        bytes: placed.chunk.len as u32,
        own: vec![OwnEvidence::default(); facts.headings.len() + 1],
        headings: facts.headings.iter().map(|it| (it.line, it.kind, it.rank, it.parent)).collect(),
        ..ChunkEvidence::default()
    };
    for line in facts.lines.iter().filter(|line| line.item.is_some()) {
        if let Some(own) = own_of(&mut evidence.own, line.owner) {
            own.items += 1;
        }
    }
    let mut wordings: Vec<Option<Wording>> = vec![None; facts.headings.len()];
    let mut scan = Scan::default();
    let mut at = 0;
    while let Some(first) = facts.lines.get(at) {
        let end = block_end(facts, at).max(at + 1);
        if first.kind != LineKind::Blank {
            let owner = first.owner.unwrap_or(u32::MAX) as usize;
            let heading = facts.headings.get(owner).filter(|it| it.line as usize == at);
            let place = Place { placed, lines: at..end, first, heading };
            let key = place.key();
            match before.find(key) {
                Some(known) => {
                    known.take_over(&place, &mut evidence);
                    if let Some(wording) = wordings.get_mut(owner).filter(|_| heading.is_some()) {
                        *wording = known.wording().cloned();
                    }
                }
                None => scan.read(index, &place, key, &mut evidence),
            }
            // `Scale: …` is a line to be filled in, and no heading of what is to come.
            if heading.is_some_and(|it| it.kind == HeadingKind::Label)
                && evidence.blocks.last().is_some_and(|block| block.blank)
                && let Some(wording) = wordings.get_mut(owner)
            {
                *wording = Some(Wording::default());
            }
            settle(&mut evidence, first.owner);
        }
        at = end;
    }
    let headings = wordings.into_iter().zip(&facts.headings);
    evidence.wordings = headings
        .map(|(known, heading)| known.unwrap_or_else(|| headings::wording(index, placed, heading)))
        .collect();
    evidence.mentions = evidence.concepts.finish(index);
    evidence.shrink();
    evidence
}

fn own_of(own: &mut [OwnEvidence], owner: Option<u32>) -> Option<&mut OwnEvidence> {
    own.get_mut(owner.map_or(0, |owner| owner as usize + 1))
}

/// The line after the block that begins at a line: a paragraph, an item's own text, a row, a heading, a fence.
fn block_end(facts: &Facts, at: usize) -> usize {
    let Some(first) = facts.lines.get(at) else { return at + 1 };
    let goes_on = |line: &&Line| match first.kind {
        LineKind::Prose => {
            line.kind == LineKind::Prose
                && line.item.is_none()
                && line.owner == first.owner
                && line.quote == first.quote
        }
        LineKind::Code => line.kind == LineKind::Code && line.owner == first.owner,
        _ => false,
    };
    at + 1 + facts.lines.iter().skip(at + 1).take_while(goes_on).count()
}

/// Adds what the last block shows to what stands under its heading.
fn settle(evidence: &mut ChunkEvidence, owner: Option<u32>) {
    let Some(block) = evidence.blocks.last() else { return };
    evidence.tongue = evidence.tongue.and(block.tongue);
    let Some(own) = own_of(&mut evidence.own, owner) else { return };
    own.words += block.words;
    own.statements += block.statements;
    own.questions += block.questions;
    own.blanks += u32::from(block.blank);
    own.drawings += block.drawings;
    let hits = evidence.hits.get(evidence.hits.len() - block.lengths.hits as usize..).unwrap_or_default();
    let mut said: SmallVec<[usize; 8]> = SmallVec::new();
    for hit in hits {
        // A drawing adds what was not said before it.
        if hit.drawn && own.touched.contains(hit.aspect) {
            continue;
        }
        // The first of several that say the same is enough; a block counts once.
        let what = |it: &AspectHit| (it.aspect, it.tier, it.asked, it.drawn);
        let same = own.hits.iter().position(|known| what(known) == what(hit));
        if let Some(same) = same {
            if !said.contains(&same)
                && let Some(known) = own.hits.get_mut(same)
            {
                known.times = known.times.saturating_add(1);
                said.push(same);
            }
        } else {
            said.push(own.hits.len());
            own.hits.push(*hit);
            own.touched.insert(hit.aspect);
            if hit.tier == Tier::Strong && !hit.asked {
                own.shown.insert(hit.aspect);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use whyfirst_guide::builtin_index;
    use whyfirst_note::Note;

    use super::*;

    #[test]
    fn a_long_note_shows_what_its_chunks_show_one_by_one() {
        let section = "## Metrics\n\nWe optimise NDCG.\n\n- 10M users × 20 a day = 200M\n\n## Data\n\nLogs of a day.\n\n";
        let (index, note) = (builtin_index(), Note::new(section.repeat(3 * WORTH_A_THREAD / section.len())));
        let chunks: Vec<_> = note.placed().collect();
        let gather = |chunks: &[Placed<'_>]| gather_all(&index, chunks, &Before::default());
        let alone = chunks.chunks(1).flat_map(gather).collect::<Vec<_>>();
        assert_eq!(format!("{:?}", gather(&chunks)), format!("{alone:?}"));
    }
}
