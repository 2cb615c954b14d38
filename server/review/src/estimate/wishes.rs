//! Wishes for a short time: low latency, real time.

use std::ops::Range;

use whyfirst_guide::Index;
use whyfirst_guide::measures::Role;

use super::Shift;

/// A wish for a short time.
#[derive(Debug, Clone, PartialEq)]
pub struct Wish {
    /// Its line, 0-based from the chunk's start.
    pub line: u32,
    /// Where it stands, in bytes from the chunk's start.
    pub range: Range<u32>,
}

/// So many words before it may take the wish back.
const NEGATION: usize = 4;

impl Wish {
    /// The same at another place.
    pub(crate) fn moved(&self, by: Shift) -> Wish {
        Wish { line: by.line(self.line), range: by.range(&self.range) }
    }
}

/// The wish that is worded from a byte of a line on (its text, and the byte and line at which that begins), if it stands in a sentence of
/// the text, not in a question and not taken back.
pub(crate) fn at(index: &Index, text: &str, from: usize, start: u32, line: u32) -> Option<Wish> {
    let length = wording(index, text, from)?;
    // What is asked or weighed is not yet wished for.
    if is_taken_back(index, text, from) || text.contains('?') || index.measures().says(text, Role::Weighed) {
        return None;
    }
    let place = |at: usize| start + at as u32;
    Some(Wish { line, range: place(from)..place(from + length) })
}

/// How many bytes of a text word a wish, from a byte on.
fn wording(index: &Index, text: &str, from: usize) -> Option<usize> {
    let parts = |c: char| !c.is_alphanumeric();
    let (before, rest) = text.split_at_checked(from)?;
    if !before.chars().next_back().is_none_or(parts) {
        return None;
    }
    let word = rest.split(parts).next().unwrap_or_default();
    let stands_here = index.measures().meaning(word).fast.iter().filter(|wording| {
        let same = rest.get(..wording.len()).is_some_and(|it| it.eq_ignore_ascii_case(wording));
        same && rest.get(wording.len()..).is_some_and(|it| it.chars().next().is_none_or(parts))
    });
    stands_here.map(|wording| wording.len()).min()
}

/// Whether the words before a place take back what stands there.
fn is_taken_back(index: &Index, text: &str, at: usize) -> bool {
    let negations = &index.guide().language.negations;
    let before = text.get(..at).unwrap_or_default().split_whitespace().rev().take(NEGATION);
    before
        .map(|word| word.trim_matches(|c: char| !c.is_alphabetic()))
        .any(|word| negations.iter().any(|no| no.eq_ignore_ascii_case(word)))
}
