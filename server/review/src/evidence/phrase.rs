//! The phrases of a chunk for which pattern rules ask.

use std::ops::Range;

use smallvec::SmallVec;
use whyfirst_guide::Index;

use super::ChunkEvidence;
use super::block::Place;
use super::named::OnLines;
use crate::estimate::Shift;

/// How much a wording is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Meant {
    /// It stands in a question.
    Asked,
    /// It stands there, if only with a negation that takes it back.
    Mentioned,
    /// It stands there, if only in a heading or a quotation.
    Named,
    /// The writer says it.
    Said,
}

/// A sentence, told from the others of its chunk by where a line of it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sentence {
    /// So many lines above, the block around it begins.
    above: u16,
    /// Which of the block's sentences it is.
    nth: u16,
}

impl Sentence {
    /// That of a line, the block around which begins at another line.
    pub(crate) fn new(line: u32, block: u32, nth: u32) -> Sentence {
        let above = u16::try_from(line.saturating_sub(block)).unwrap_or(u16::MAX);
        Sentence { above, nth: u16::try_from(nth).unwrap_or(u16::MAX) }
    }

    /// The line on which its block begins, and which of its sentences it is. `line` is the one by which it is told.
    pub(crate) fn at(self, line: u32) -> (u32, u16) {
        (line.saturating_sub(self.above.into()), self.nth)
    }
}

/// A phrase for which clauses of pattern rules ask. A long note has tens of thousands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Phrase {
    /// Where it begins (bytes from the chunk's start).
    start: u32,
    /// How many bytes it has; none if they are more than can be told.
    length: u16,
    /// Its sentence, told by the line on which it begins.
    pub(crate) sentence: Sentence,
    /// How much it is meant.
    pub(crate) meant: Meant,
    /// How many clauses ask for it.
    clauses: u8,
}

impl Phrase {
    /// One clause more asks for it, if it is the same phrase.
    fn join(&mut self, other: &Phrase) -> bool {
        let clauses = self.clauses.saturating_add(other.clauses);
        let same = Phrase { clauses: self.clauses, ..*other } == *self && clauses < u8::MAX;
        self.clauses = if same { clauses } else { self.clauses };
        same
    }

    /// The same elsewhere.
    pub(super) fn moved(self, by: Shift) -> Phrase {
        Phrase { start: by.byte(self.start), ..self }
    }

    /// Where it stands (bytes from the chunk's start).
    pub(crate) fn range(&self) -> Range<u32> {
        self.start..self.start + u32::from(self.length)
    }
}

/// What a clause asks for, where it stands in a block.
struct Want {
    clause: u16,
    range: Range<u32>,
    line: u32,
    sentence: Sentence,
    meant: Meant,
}

/// What clauses ask for in a block.
#[derive(Default)]
pub(super) struct Wanted(SmallVec<[Want; 4]>);

impl Wanted {
    /// Takes note of a phrase. The longest of those that begin in one place is what a clause finds there.
    pub(super) fn add(
        &mut self,
        clause: u16,
        range: Range<u32>,
        line: u32,
        sentence: Sentence,
        meant: Meant,
    ) {
        // Phrases come in the order in which they end.
        let near = self.0.iter_mut().rev().take_while(|it| it.range.end > range.start);
        match { near }.find(|it| it.clause == clause && it.range.start == range.start) {
            Some(known) => known.range.end = known.range.end.max(range.end),
            None => self.0.push(Want { clause, range, line, sentence, meant }),
        }
    }

    /// Adds those that fit to the phrases of the chunk and to the clauses that ask for them.
    pub(super) fn put(
        self,
        index: &Index,
        place: &Place<'_>,
        phrases: &mut Vec<Phrase>,
        clauses: &mut Vec<u16>,
    ) {
        for Want { clause, range: Range { start, end }, line, sentence, meant } in self.0 {
            // A phrase may go on beyond its line; what is shown does not.
            let last = place.facts().lines.get(line as usize).map_or(end, |line| line.end);
            let end = end.min(last).max(start);
            let found = place.text().get(start as usize..end as usize).unwrap_or_default();
            if !index.clauses().fits(clause, found) {
                continue;
            }
            clauses.push(clause);
            let length = u16::try_from(end - start).unwrap_or_default();
            let phrase = Phrase { start, length, sentence, meant, clauses: 1 };
            // Most phrases are asked for by several clauses.
            if !phrases.last_mut().is_some_and(|last| last.join(&phrase)) {
                phrases.push(phrase);
            }
        }
    }
}

impl ChunkEvidence {
    /// The phrases for which clauses ask, each with its line and with those clauses.
    pub(crate) fn phrases(&self) -> impl Iterator<Item = (&Phrase, u32, &[u16])> {
        let (mut lines, mut rest) = (OnLines::new(&self.facts.lines), &*self.clauses);
        self.phrases.iter().map(move |phrase| {
            let (own, others) = rest.split_at_checked(phrase.clauses.into()).unwrap_or_default();
            rest = others;
            (phrase, lines.go_to(phrase.start), own)
        })
    }

    /// The clauses that ask for them, phrase after phrase.
    pub(crate) fn asking(&self) -> &[u16] {
        &self.clauses
    }

    /// The phrases for which a clause asks, each with its position. For one phrase a clause asks once.
    pub(crate) fn asked_by(&self, clause: u16) -> impl Iterator<Item = (u32, &Phrase)> {
        let (mut phrases, mut end) = ((0..).zip(&self.phrases), 0);
        let places = (0..).zip(&self.clauses).filter(move |(_, asking)| **asking == clause);
        // Few phrases are asked for by any one clause: the others are passed by.
        places.filter_map(move |(place, _)| {
            phrases.find(|(_, phrase)| {
                end += u32::from(phrase.clauses);
                end > place
            })
        })
    }

    /// How the phrases are meant, wherever on their lines they stand.
    pub(super) fn said(&self) -> impl Iterator<Item = (Meant, Sentence, u32, &[u16])> {
        self.phrases().map(|(phrase, line, clauses)| (phrase.meant, phrase.sentence, line, clauses))
    }

    /// One of the phrases, by position, and its line.
    pub(crate) fn phrase(&self, nth: u32) -> Option<(&Phrase, u32)> {
        let phrase = self.phrases.get(nth as usize)?;
        Some((phrase, self.line_of(phrase)))
    }

    /// The line of a phrase.
    pub(crate) fn line_of(&self, phrase: &Phrase) -> u32 {
        self.facts.line_of(phrase.start) as u32
    }
}
