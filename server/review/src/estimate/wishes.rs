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

/// The first wish of a line (its text, and the byte and line at which that begins) that stands in a sentence of the text, not in a
/// question and not taken back.
pub(super) fn find(index: &Index, text: &str, start: u32, line: u32) -> Option<Wish> {
    if text.contains('?') {
        return None;
    }
    let range = wordings(index, text).find(|range| !is_taken_back(index, text, range.start))?;
    // What is weighed is not yet wished for.
    if index.measures().says(text, Role::Weighed) {
        return None;
    }
    let place = |at: usize| start + at as u32;
    Some(Wish { line, range: place(range.start)..place(range.end) })
}

/// Where a wish is worded, in bytes of a text.
fn wordings<'a>(index: &'a Index, text: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
    let measures = index.measures();
    let parts = |c: char| !c.is_alphanumeric();
    let candidates = text.bytes().enumerate().filter(|&(_, byte)| measures.may_begin_fast(byte));
    candidates.filter_map(move |(start, _)| {
        let (before, rest) = text.split_at_checked(start)?;
        if !before.chars().next_back().is_none_or(parts) {
            return None;
        }
        let word = rest.split(parts).next().unwrap_or_default();
        let stands_here = measures.meaning(word).fast.iter().filter(|wording| {
            let same = rest.get(..wording.len()).is_some_and(|it| it.eq_ignore_ascii_case(wording));
            same && rest.get(wording.len()..).is_some_and(|it| it.chars().next().is_none_or(parts))
        });
        let length = stands_here.map(|wording| wording.len()).min()?;
        Some(start..start + length)
    })
}

/// Whether the words before a place take back what stands there.
fn is_taken_back(index: &Index, text: &str, at: usize) -> bool {
    let negations = &index.guide().language.negations;
    let before = text.get(..at).unwrap_or_default().split_whitespace().rev().take(NEGATION);
    before
        .map(|word| word.trim_matches(|c: char| !c.is_alphabetic()))
        .any(|word| negations.iter().any(|no| no.eq_ignore_ascii_case(word)))
}
