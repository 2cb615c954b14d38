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
    let language = &index.guide().language;
    let lower = text.to_ascii_lowercase();
    let found = index.guide().estimation.words.fast.iter().filter_map(|phrase| {
        let start = lower.find(&**phrase)?;
        let whole = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        let (before, after) = (lower.get(..start)?, lower.get(start + phrase.len()..)?);
        let bounded = whole(before.chars().next_back()) && whole(after.chars().next());
        let negated = before.split_whitespace().rev().take(NEGATION).any(|word| {
            language.negations.iter().any(|no| word.trim_matches(|c: char| !c.is_alphabetic()) == no)
        });
        (bounded && !negated).then_some((start, phrase.len()))
    });
    let (at, length) = found.min()?;
    // What is weighed is not yet wished for.
    if index.measures().says(&lower, Role::Weighed) {
        return None;
    }
    let start = start + at as u32;
    Some(Wish { line, range: start..start + length as u32 })
}
