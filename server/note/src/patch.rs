//! The edits that most keystrokes are, letters put into or taken out of a word of prose, without parsing anything anew.
//!
//! Such an edit changes no block and no span: the word is neither the first of its line (which may become a marker, a tag or a number)
//! nor near anything that the grammar would read as a name (`<`, `&`). What is known of the chunk only has to be moved. That
//! the result is the same as that of reading afresh is what the property tests of notes hold.

use std::ops::Range;

use crate::line::LineKind;
use crate::{Facts, slice};

/// The facts of a chunk after `removed` (offsets in the old text) became `new`; nothing where the chunk has to be read anew.
/// `text` is the chunk's text after the edit.
pub(crate) fn patch(facts: &Facts, text: &str, removed: &Range<u32>, new: &str, old: &str) -> Option<Facts> {
    let letters = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphabetic());
    if !letters(new) || !letters(old) {
        return None;
    }
    let line = facts.lines.get(facts.line_of(removed.start))?;
    if line.kind != LineKind::Prose || removed.end > line.end {
        return None;
    }
    // In front of the edit there is a letter, and in front of its word there is another word of the line.
    let before = slice(text, line.text as usize..removed.start as usize);
    if !before.ends_with(|c: char| c.is_ascii_alphabetic()) || !before.contains(' ') {
        return None;
    }
    let end = (line.end as usize + new.len()).checked_sub(old.len())?;
    if slice(text, line.start as usize..end).contains(['<', '&', '\\']) || in_span(facts, removed) {
        return None;
    }
    let grown = new.len() as u32;
    let moved = |at: u32| if at >= removed.end { at - (removed.end - removed.start) + grown } else { at };
    // What begins exactly at the edit stays where it is; what ends there grows.
    let start = |at: u32| if at > removed.start { moved(at) } else { at };
    let mut facts = facts.clone();
    for line in &mut facts.lines {
        (line.start, line.text, line.end) = (start(line.start), start(line.text), moved(line.end));
    }
    for span in &mut facts.spans {
        (span.start, span.end) = (start(span.start), start(span.end));
    }
    for heading in &mut facts.headings {
        heading.title = start(heading.title.start)..moved(heading.title.end);
    }
    for directive in &mut facts.directives {
        directive.range = start(directive.range.start)..start(directive.range.end);
        directive.target = start(directive.target.start)..start(directive.target.end);
    }
    Some(facts)
}

/// Whether an edit touches a span.
fn in_span(facts: &Facts, removed: &Range<u32>) -> bool {
    facts.spans.iter().any(|span| span.start <= removed.end && removed.start <= span.end)
}
