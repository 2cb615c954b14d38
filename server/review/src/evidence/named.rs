//! The concepts that a chunk names.

use whyfirst_guide::index::ConceptRef;
use whyfirst_guide::mentions::Mention;
use whyfirst_note::Line;

use super::ChunkEvidence;

/// Where a concept is named. A long note has tens of thousands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Name {
    /// The byte at which the name begins, from the chunk's start.
    start: u32,
    /// How many bytes it has.
    length: u16,
    concept: ConceptRef,
}

impl Name {
    /// A mention; none if its words stand wider apart than can be told.
    pub(super) fn new(mention: &Mention) -> Option<Name> {
        let length = u16::try_from(mention.end - mention.start).ok()?;
        Some(Name { start: mention.start, length, concept: mention.concept })
    }

    fn on(self, line: u32) -> Mention {
        let Name { start, length, concept } = self;
        Mention { start, end: start + u32::from(length), line, concept }
    }
}

/// Finds the line of one place after the other.
pub(super) struct OnLines<'a> {
    lines: &'a [Line],
    at: usize,
}

impl<'a> OnLines<'a> {
    pub(super) fn new(lines: &'a [Line]) -> OnLines<'a> {
        OnLines { lines, at: 0 }
    }

    /// The line in which a byte lies.
    pub(super) fn go_to(&mut self, start: u32) -> u32 {
        // Most places are on the line of the one before, or on the next.
        let begins_by = |at: usize| self.lines.get(at).is_some_and(|line| line.start <= start);
        while begins_by(self.at + 1) {
            self.at += 1;
        }
        while self.at > 0 && !begins_by(self.at) {
            self.at -= 1;
        }
        self.at as u32
    }
}

impl ChunkEvidence {
    /// The concepts that it names, in order; offsets and lines from its start.
    pub fn mentions(&self) -> impl Iterator<Item = Mention> {
        let mut lines = OnLines::new(&self.facts.lines);
        self.names.iter().map(move |name| name.on(lines.go_to(name.start)))
    }

    /// One of the mentions, by position.
    pub(crate) fn mention(&self, nth: u32) -> Option<Mention> {
        let name = self.names.get(nth as usize)?;
        Some(name.on(self.facts.line_of(name.start) as u32))
    }
}
