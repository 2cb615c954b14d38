//! Wishes for a short time: low latency, real time.

use std::ops::Range;

use whyfirst_guide::Index;
use whyfirst_guide::measures::Role;
use whyfirst_note::{LineKind, Placed};

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

/// The first wish of each line that stands in a sentence of the text, not in a question and not taken back.
pub(super) fn find(index: &Index, placed: &Placed<'_>) -> Vec<Wish> {
    let language = &index.guide().language;
    let fast = &index.guide().estimation.words.fast;
    let mut wishes = Vec::new();
    let lines = placed.chunk.facts.lines.iter().enumerate();
    for (at, line) in lines.filter(|(_, it)| matches!(it.kind, LineKind::Prose | LineKind::Table)) {
        let text = placed.text().get(line.text_range()).unwrap_or_default();
        if text.contains('?') {
            continue;
        }
        let lower = text.to_ascii_lowercase();
        let found = fast.iter().filter_map(|phrase| {
            let start = lower.find(&**phrase)?;
            let whole = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
            let (before, after) = (lower.get(..start)?, lower.get(start + phrase.len()..)?);
            let bounded = whole(before.chars().next_back()) && whole(after.chars().next());
            let negated = before.split_whitespace().rev().take(NEGATION).any(|word| {
                language.negations.iter().any(|no| word.trim_matches(|c: char| !c.is_alphabetic()) == no)
            });
            (bounded && !negated).then_some((start, phrase.len()))
        });
        let Some((start, length)) = found.min() else { continue };
        // What is weighed is not yet wished for.
        if index.measures().says(&lower, Role::Weighed) {
            continue;
        }
        let start = line.text + start as u32;
        wishes.push(Wish { line: at as u32, range: start..start + length as u32 });
    }
    wishes
}
