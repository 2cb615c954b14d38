//! The edits that most keystrokes are, letters and spaces put into or taken out of a line of prose, without parsing anything anew.
//!
//! Such an edit changes no block and no span: it is not in the first word of its line (which may become a marker, a tag or a number),
//! nor beside a mark whose meaning depends on its neighbours, nor on a line with marks that the grammar reads as names or cells (`<`, `&`,
//! `|`). What is known of the chunk only has to be moved. That the result is the same as that of reading afresh is what the
//! property tests of notes hold.

use std::ops::Range;

use crate::line::LineKind;
use crate::{Facts, heading, slice};

/// The facts of a chunk after `removed` (offsets in the old text) became `new`; nothing where the chunk has to be read anew.
/// `text` is the chunk's text after the edit, `old` what was removed.
pub(crate) fn patch(facts: &Facts, text: &str, removed: &Range<u32>, new: &str, old: &str) -> Option<Facts> {
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b' ');
    let spaced = new.contains(' ') || old.contains(' ');
    // How a grammar goes on after a mistake may depend on every letter.
    if !facts.sound || !plain(new) || !plain(old) {
        return None;
    }
    let line = facts.lines.get(facts.line_of(removed.start))?;
    if line.kind != LineKind::Prose || removed.end > line.end {
        return None;
    }
    // In front of the edit there is another word of the line, and the line begins with one.
    let before = slice(text, line.text as usize..removed.start as usize);
    if !before.contains(' ')
        || !before.trim_start_matches("**").starts_with(|c: char| c.is_ascii_alphanumeric())
    {
        return None;
    }
    let end = (line.end as usize + new.len()).checked_sub(old.len())?;
    let after = slice(text, removed.start as usize + new.len()..end);
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    let (left, right) = (before.chars().next_back(), after.chars().next());
    let beside_words =
        (letter(left) || left == Some(' ')) && (letter(right) || matches!(right, None | Some(' ')));
    if !(beside_words || letter(left) && !spaced) {
        return None;
    }
    let whole = slice(text, line.start as usize..end);
    if whole.contains(['<', '&', '\\', '|']) || in_span(facts, removed) {
        return None;
    }
    // A space decides whether something is a link target or a formula.
    if spaced && whole.contains(['[', ']', '(', '$', '`']) {
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
    for directive in &mut facts.directives {
        directive.range = start(directive.range.start)..start(directive.range.end);
        directive.target = start(directive.target.start)..start(directive.target.end);
    }
    // Whether a line serves as a heading depends on its words.
    facts.headings = heading::find(text, &mut facts.lines);
    Some(facts)
}

/// Whether an edit touches a span.
fn in_span(facts: &Facts, removed: &Range<u32>) -> bool {
    facts.spans.iter().any(|span| span.start <= removed.end && removed.start <= span.end)
}
