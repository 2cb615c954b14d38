//! Comments to Whyfirst: `<!-- whyfirst: skip monitor — a one-off offline study -->`.

use std::ops::Range;

use crate::line::{Facts, LineKind};
use crate::slice;

/// What a comment asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// `skip STEP`: the step is not needed in this note.
    Skip,
    /// `allow RULE`: the rule is silent in the section where the comment stands.
    Allow,
    /// Something else, which is a mistake.
    Unknown,
}

/// A comment to Whyfirst. Offsets count bytes from the chunk's start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    /// The line on which it begins, 0-based from the chunk's start.
    pub line: u32,
    /// The whole comment, from `<!--` to `-->`.
    pub range: Range<u32>,
    /// What it asks for.
    pub verb: Verb,
    /// The word after the verb, empty if it is missing: the id of a step or rule.
    pub target: Range<u32>,
}

const OPEN: &str = "<!--";
const CLOSE: &str = "-->";
const NAME: &str = "whyfirst:";

/// Finds the comments of a chunk. What stands in code or front matter is none.
pub(crate) fn find(text: &str, facts: &Facts) -> Vec<Directive> {
    let mut found = Vec::new();
    for at in memchr::memmem::find_iter(text.as_bytes(), OPEN) {
        let line = facts.line_of(at as u32);
        let kind = facts.lines.get(line).map(|line| line.kind);
        if matches!(kind, None | Some(LineKind::Code | LineKind::Metadata)) {
            continue;
        }
        let in_code =
            facts.spans_in(at as u32..at as u32 + 1).iter().any(|span| span.kind == crate::SpanKind::Code);
        let rest = slice(text, at + OPEN.len()..text.len());
        let Some(body) = rest.find(CLOSE).map(|end| slice(rest, 0..end)) else { continue };
        let Some(words) = body.trim_start().strip_prefix(NAME) else { continue };
        if in_code {
            continue;
        }
        let offset = |part: &str| (part.as_ptr() as usize - text.as_ptr() as usize) as u32;
        let mut words = words.split_whitespace();
        let verb = match words.next() {
            Some("skip") => Verb::Skip,
            Some("allow") => Verb::Allow,
            _ => Verb::Unknown,
        };
        let target = match words.next() {
            Some(word) => offset(word)..offset(word) + word.len() as u32,
            None => offset(body) + body.len() as u32..offset(body) + body.len() as u32,
        };
        let end = at + OPEN.len() + body.len() + CLOSE.len();
        found.push(Directive { line: line as u32, range: at as u32..end as u32, verb, target });
    }
    found
}
