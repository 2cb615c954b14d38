//! What the text of one chunk shows, before anything is known of the rest of the note.
//!
//! Only body text counts. Questions show that something was asked, not that it was answered; lines still to be filled in, code,
//! comments and link targets show nothing.

mod block;
mod chunks;
mod gather;
mod kept;
mod named;
mod on_line;
mod phrase;

use std::ops::Deref;
use std::sync::Arc;

use whyfirst_guide::aspects::{AspectRef, AspectSet};
use whyfirst_guide::index::{ConceptRef, Index};
use whyfirst_guide::mentions::MentionFinder;
use whyfirst_note::{Facts, HeadingKind};

use crate::estimate::Numbers;
use crate::headings::Wordings;

use block::{Block, Shown};
pub use chunks::Chunks;
use kept::Before;
use named::Name;
pub(crate) use phrase::{Meant, Phrase};

/// A phrase that shows an aspect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AspectHit {
    /// The aspect.
    pub aspect: AspectRef,
    /// The line, 0-based from the chunk's start.
    pub line: u32,
    /// How it is said.
    pub manner: Manner,
    /// In how many blocks under the same heading it is said; 255 stands for more as well.
    pub times: u8,
}

/// How an aspect is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// By a phrase that counts anywhere.
    Strong,
    /// By a phrase that counts in certain stages only.
    Weak,
    /// By a strong phrase, in a question.
    StrongAsked,
    /// By a weak phrase, in a question.
    WeakAsked,
    /// By a label in a drawing.
    Drawn,
}

/// What stands under one heading of a chunk, up to the next one.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct OwnEvidence {
    /// Words of written text: no questions, no blanks, no headings.
    pub words: u32,
    /// Sentences, items and table rows of written text.
    pub statements: u32,
    /// Questions; here and below, the greatest number stands for more as well.
    pub questions: u16,
    /// Lines still to be filled in.
    pub blanks: u16,
    /// Items of lists.
    pub items: u16,
    /// Drawings: diagram fences, images, boxes of characters.
    pub drawings: u16,
    /// So many of the chunk's hits stand up to here.
    hits_end: u32,
}

/// What stands under one heading of a chunk, with the phrases there that show aspects.
#[derive(Debug, Clone, Copy)]
pub struct Own<'a> {
    counts: &'a OwnEvidence,
    /// The phrases that show aspects.
    pub hits: &'a [AspectHit],
}

impl Deref for Own<'_> {
    type Target = OwnEvidence;

    fn deref(&self) -> &OwnEvidence {
        self.counts
    }
}

impl Own<'_> {
    /// The aspects of all hits.
    pub fn touched(&self) -> AspectSet {
        touched(self.hits)
    }

    /// The aspects of strong hits that are no questions.
    pub fn shown(&self) -> AspectSet {
        let says = |hit: &&AspectHit| matches!(hit.manner, Manner::Strong | Manner::Drawn);
        self.hits.iter().filter(says).map(|hit| hit.aspect).collect()
    }

    /// Whether both count and show the same.
    fn is_like(&self, other: &Own<'_>) -> bool {
        let counts = |own: &Own<'_>| OwnEvidence { hits_end: 0, ..**own };
        counts(self) == counts(other) && self.hits == other.hits
    }
}

/// The aspects of some hits.
fn touched(hits: &[AspectHit]) -> AspectSet {
    hits.iter().map(|hit| hit.aspect).collect()
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
#[derive(Debug)]
pub struct ChunkEvidence {
    /// The chunk's id.
    pub id: u64,
    /// How many lines it has.
    pub lines: u32,
    /// How many bytes it has.
    pub bytes: u32,
    /// What stands before its first heading, then under each heading in turn.
    pub own: Box<[OwnEvidence]>,
    /// The phrases that show aspects, heading by heading.
    hits: Box<[AspectHit]>,
    /// How each heading is worded.
    pub(crate) wordings: Wordings,
    /// What was known of it by its form.
    facts: Arc<Facts>,
    /// Where it names concepts, in order.
    names: Box<[Name]>,
    /// Lines as the guide put them there to be filled in, each reduced by [`bare`](whyfirst_guide::unfilled::bare).
    pub unfilled: Box<[String]>,
    /// The phrases for which clauses of pattern rules ask, in order.
    phrases: Box<[Phrase]>,
    /// The clauses that ask for them, phrase after phrase, by position among the clauses of all rules.
    clauses: Box<[u16]>,
    /// In which scripts and languages it is written.
    pub tongue: Tongue,
    /// What its numbers show, if anything.
    numbers: Option<Box<Numbers>>,
    /// Its blocks in order.
    blocks: Box<[Block]>,
    /// What each of them shows, if the chunk is long.
    details: Option<Box<Details>>,
}

/// What each block of a chunk shows, to be taken over where an edit leaves it as it is.
#[derive(Debug, Default, Clone)]
struct Details {
    /// Block by block.
    shown: Vec<Shown>,
    /// The hits of the blocks, one block after the other.
    hits: Vec<AspectHit>,
    /// What in them bears on concepts.
    concepts: MentionFinder,
}

/// The numbers of a chunk that has none.
static NO_NUMBERS: Numbers = Numbers::new();

impl ChunkEvidence {
    /// What its numbers show: calculations, named quantities; offsets and lines from the chunk's start.
    pub fn numbers(&self) -> &Numbers {
        self.numbers.as_deref().unwrap_or(&NO_NUMBERS)
    }

    /// What stands under a heading (by position, from 1), or before the first (0).
    pub fn under(&self, nth: usize) -> Option<Own<'_>> {
        let counts = self.own.get(nth)?;
        let before = nth.checked_sub(1).and_then(|before| self.own.get(before));
        let start = before.map_or(0, |own| own.hits_end);
        Some(Own { counts, hits: self.hits.get(start as usize..counts.hits_end as usize)? })
    }

    /// Where each heading stands, and how: its line, kind, rank and parent.
    fn headings(&self) -> impl Iterator<Item = (u32, HeadingKind, u8, Option<u32>)> {
        self.facts.headings.iter().map(|it| (it.line, it.kind, it.rank, it.parent))
    }

    /// All that it says, and so without what is kept of its blocks only because an edit went there.
    #[cfg(test)]
    pub(crate) fn all(&self) -> impl std::fmt::Debug {
        let ChunkEvidence { id, lines, bytes, own, hits, wordings, facts, names, .. } = self;
        let ChunkEvidence { unfilled, phrases, clauses, tongue, numbers, blocks, .. } = self;
        (
            (id, lines, bytes, own, hits, wordings, facts, names),
            (unfilled, phrases, clauses, tongue, numbers, blocks),
        )
    }

    /// Whether two chunks show the same, wherever in their lines it stands: mentions, letters and the phrases of rules aside.
    pub(crate) fn shows_the_same(&self, other: &ChunkEvidence) -> bool {
        self.own == other.own && self.hits == other.hits && self.looks_the_same(other)
    }

    /// Under which heading (by position, from 1) something else is said than in another chunk, if they show the same in all else.
    pub(crate) fn reworded_under(&self, other: &ChunkEvidence) -> Option<usize> {
        let pair = |at: usize| Some((at, self.under(at)?, other.under(at)?));
        let mut pairs = (0..).map_while(pair).filter(|(_, a, b)| !a.is_like(b));
        let (at, a, b) = pairs.next()?;
        let asked = |it: &OwnEvidence| (it.questions, it.blanks, it.items, it.drawings);
        let same = self.own.len() == other.own.len()
            && at > 0
            && pairs.next().is_none()
            && asked(&a) == asked(&b)
            && self.looks_the_same(other);
        same.then_some(at)
    }

    fn looks_the_same(&self, other: &ChunkEvidence) -> bool {
        self.lines == other.lines
            && self.wordings == other.wordings
            && self.headings().eq(other.headings())
            && self.unfilled == other.unfilled
    }

    /// Whether two chunks show pattern rules the same: the same phrases and concepts on the same lines, in the same sentences.
    pub(crate) fn signs_the_same(&self, other: &ChunkEvidence, index: &Index) -> bool {
        let asked = |chunk: &ChunkEvidence| -> Vec<(u32, ConceptRef)> {
            let asked = chunk.mentions().filter(|it| !index.clauses().asking(it.concept).is_empty());
            asked.map(|it| (it.line, it.concept)).collect()
        };
        self.lines == other.lines && self.said().eq(other.said()) && asked(self) == asked(other)
    }
}

#[cfg(test)]
mod tests {
    use whyfirst_note::Line;

    use super::*;
    use crate::Section;

    #[test]
    fn what_a_long_note_has_most_of_is_small() {
        assert_eq!((size_of::<Phrase>(), size_of::<Name>(), size_of::<AspectHit>()), (12, 8, 8));
        assert_eq!((size_of::<Line>(), size_of::<Section>(), size_of::<OwnEvidence>()), (20, 40, 20));
    }
}
