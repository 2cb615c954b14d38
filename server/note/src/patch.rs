//! The edits that most keystrokes are, letters and spaces put into or taken out of a line of prose, without parsing anything anew.
//!
//! Such an edit changes no block and no span: it makes no marker, tag or number of the first word of its line, stands beside no mark whose
//! meaning depends on its neighbours, nor on a line with marks that the grammar reads as names (`<`, `&`). What is known of the chunk only has to be moved. That the result is the same as that of reading afresh is what the
//! property tests of notes hold.

use std::ops::Range;

use crate::line::{LineKind, SpanKind};
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
    if removed.end > line.end {
        return None;
    }
    let before = slice(text, line.text as usize..removed.start as usize);
    let end = (line.end as usize + new.len()).checked_sub(old.len())?;
    let after = slice(text, removed.start as usize + new.len()..end);
    let whole = slice(text, line.start as usize..end);
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    let (left, right) = (before.chars().next_back(), after.chars().next());
    let inside_word = letter(left) && !spaced;
    let harmless = match line.kind {
        LineKind::Prose => {
            // The line begins with a word, and that one is made of letters or is not the one that is edited.
            let begun = before.trim_start_matches("**");
            let first_word = begun.bytes().all(|byte| byte.is_ascii_alphabetic());
            let worded = begun.starts_with(|c: char| c.is_ascii_alphanumeric())
                && (begun.contains(' ') || first_word && !spaced);
            let beside_words =
                (letter(left) || left == Some(' ')) && (letter(right) || matches!(right, None | Some(' ')));
            // A space decides whether something is a link target or a formula.
            let spaces_matter = spaced && whole.contains(['[', ']', '(', '$', '`']);
            worded && !spaces_matter && (beside_words || inside_word) && !whole.contains('|')
        }
        LineKind::Table | LineKind::Heading => inside_word,
        _ => false,
    };
    if !harmless || whole.contains(['<', '&', '\\']) || in_span(facts, removed, inside_word) {
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

/// Whether an edit touches a span in a way that could change it: letters well inside one only make it longer or shorter.
fn in_span(facts: &Facts, removed: &Range<u32>, inside_word: bool) -> bool {
    facts.spans.iter().any(|span| {
        let touches = span.start <= removed.end && removed.start <= span.end;
        let inside = span.start + 1 < removed.start && removed.end + 1 < span.end;
        touches && !(inside && inside_word && span.kind != SpanKind::Math)
    })
}
