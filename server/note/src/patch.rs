//! The edits that most keystrokes are, letters, digits, spaces and stops put into or taken out of a line, without parsing anything anew.
//!
//! Such an edit changes no block and no span: it makes no marker, fence, row or tag, and stands beside no mark whose meaning depends on its
//! neighbours, nor on a line with marks that the grammar reads as names (`<`, `&`). What is known of the chunk only has to be moved. That
//! the result is the same as that of reading afresh is what the property tests of notes hold.

use std::ops::Range;

use crate::line::{Line, LineKind, SpanKind};
use crate::syntax::INLINE_BYTES;
use crate::{Facts, heading, slice};

/// More bytes than an edit of this kind puts in.
const LEEWAY: usize = 1024;

/// The facts of a chunk after `removed` (offsets in the old text) became `new`; nothing where the chunk has to be read anew.
/// `text` is the chunk's text after the edit, `old` what was removed.
pub(crate) fn patch(facts: &Facts, text: &str, removed: &Range<u32>, new: &str, old: &str) -> Option<Facts> {
    // How a grammar goes on after a mistake may depend on every letter.
    if !facts.sound || !new.chars().all(is_plain) || !old.chars().all(is_plain) {
        return None;
    }
    let at = facts.line_of(removed.start);
    let line = facts.lines.get(at)?;
    if removed.end > line.end {
        return None;
    }
    let edit = Edit::new(text, line, removed, new, old)?;
    let harmless = match line.kind {
        LineKind::Code => line.item.is_none() && edit.stays_code(),
        LineKind::Prose => edit.begins_alike() && edit.is_calm() && !edit.whole.contains('|'),
        LineKind::Heading => edit.begins_alike() && edit.is_calm(),
        LineKind::Table => edit.stays_in_cell(),
        _ => false,
    };
    // What stands in code is no markup.
    let marked =
        || edit.whole.contains(['<', '&', '\\']) || edit.in_span(facts, removed) || is_long(facts, at);
    if !harmless || line.kind != LineKind::Code && marked() {
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
    facts.headings = heading::find(text, &mut facts.lines).into();
    Some(facts)
}

/// Characters that are no part of any mark, beside letters like them.
fn is_plain(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, ' ' | '.' | ',' | ';' | ':' | '?' | '%' | '/' | '-')
}

/// Whether the block around a line may be so long that a few bytes decide whether it is given to the inline grammar.
fn is_long(facts: &Facts, at: usize) -> bool {
    let blank = |line: &&Line| line.kind != LineKind::Blank;
    let after = facts.lines.iter().skip(at).take_while(blank);
    let before = facts.lines.iter().take(at).rev().take_while(blank);
    let Some(line) = facts.lines.get(at) else { return false };
    // No block is longer than the lines without a blank one around it.
    let near = |it: &&Line| line.start.abs_diff(it.start) < INLINE_BYTES as u32;
    let first = before.take_while(near).last().map_or(line.start, |it| it.start);
    let last = after.take_while(near).last().map_or(line.end, |it| it.end);
    (last - first) as usize + LEEWAY > INLINE_BYTES
}

/// An edit inside one line.
struct Edit<'a> {
    /// The line after the edit, and its own text before and after the place.
    whole: &'a str,
    before: &'a str,
    after: &'a str,
    new: &'a str,
    old: &'a str,
}

impl<'a> Edit<'a> {
    fn new(text: &'a str, line: &Line, removed: &Range<u32>, new: &'a str, old: &'a str) -> Option<Edit<'a>> {
        if new.len() >= LEEWAY || removed.start < line.text {
            return None;
        }
        let end = (line.end as usize + new.len()).checked_sub(old.len())?;
        Some(Edit {
            whole: slice(text, line.start as usize..end),
            before: slice(text, line.text as usize..removed.start as usize),
            after: slice(text, removed.start as usize + new.len()..end),
            new,
            old,
        })
    }

    fn left(&self) -> Option<char> {
        self.before.chars().next_back()
    }

    fn right(&self) -> Option<char> {
        self.after.chars().next()
    }

    /// Whether spaces come or go.
    fn is_spaced(&self) -> bool {
        self.new.contains(' ') || self.old.contains(' ')
    }

    /// Whether letters or digits come or go inside a word that begins with a letter.
    fn is_inside_word(&self) -> bool {
        let letters = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        self.left().is_some_and(|c| c.is_ascii_alphabetic()) && letters(self.new) && letters(self.old)
    }

    /// Whether the line begins with a word and with the same kind of one as before the edit: it is no mark, and what comes later makes none
    /// of it.
    fn begins_alike(&self) -> bool {
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphabetic);
        if self.before.is_empty() {
            let now = self.new.chars().next().or(self.right());
            let then = self.old.chars().next().or(self.right());
            return is_word(now) && is_word(then);
        }
        let begun = self.before.trim_start_matches("**");
        // `14. clicks` is an item once there is a space.
        is_word(begun.chars().next()) || begun.starts_with(|c: char| c.is_numeric()) && begun.contains(' ')
    }

    /// Whether no mark stands beside the edit, and none on the line asks for more than its neighbours.
    fn is_calm(&self) -> bool {
        let calm = |c: Option<char>| c.is_none_or(is_plain);
        // A space decides whether something is a link target or a formula.
        let spaces_matter = self.is_spaced() && self.whole.contains(['$', '[', ']']);
        (calm(self.left()) && calm(self.right()) || self.is_inside_word()) && !spaces_matter
    }

    /// Whether the line was and is one inside code: it begins with a word, so that it is no fence, and its indentation stays.
    fn stays_code(&self) -> bool {
        self.before.trim_start().starts_with(char::is_alphabetic)
    }

    /// Whether a row of a table keeps its cells.
    fn stays_in_cell(&self) -> bool {
        let calm = |c: Option<char>| c.is_some_and(|c| c == '|' || is_plain(c));
        let worded = |text: &str| text.contains(char::is_alphanumeric);
        let Some((_, left)) = self.before.rsplit_once('|') else { return false };
        let Some((right, _)) = self.after.split_once('|') else { return false };
        let framed = self.whole.trim_start().starts_with('|');
        let kept = worded(left) || worded(right);
        let calm = calm(self.left()) && calm(self.right()) && !self.whole.contains(['`', '$', '[', ']']);
        framed && kept && (calm || self.is_inside_word())
    }

    /// Whether the edit touches a span in a way that could change it: inside one it only makes it longer or shorter.
    fn in_span(&self, facts: &Facts, removed: &Range<u32>) -> bool {
        facts.spans.iter().any(|span| {
            let touches = span.start <= removed.end && removed.start <= span.end;
            let inside = span.start + 1 < removed.start && removed.end + 1 < span.end;
            let kept = span.kind == SpanKind::Code || span.kind != SpanKind::Math && self.is_inside_word();
            touches && !(inside && kept)
        })
    }
}
