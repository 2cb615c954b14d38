//! What can be written at the cursor.
//!
//! In a note in which nothing stands yet, whole outlines; after `#`, headings, the next step first; at an empty bullet of a step, what
//! the step has not settled; in a sentence, names of concepts.

mod concepts;
mod headings;
mod outlines;
mod prompts;

use std::ops::Range;

use whyfirst_note::{LineKind, SpanKind};

use crate::View;

/// Something that can be put in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What kind of thing it is.
    pub kind: ItemKind,
    /// What the menu shows.
    pub label: String,
    /// What the menu shows beside it.
    pub detail: String,
    /// What is replaced, in bytes: on one line, around the cursor.
    pub range: Range<usize>,
    /// What is put there, as a snippet.
    pub snippet: String,
    /// What is typed to find it.
    pub filter: String,
    /// Its place in the menu: lower first.
    pub rank: usize,
    /// What explains it.
    pub about: About,
}

/// The kinds of items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemKind {
    /// A whole outline.
    Outline,
    /// A step's heading with its prompts.
    Heading,
    /// A line to fill in.
    Prompt,
    /// A concept's name.
    Concept,
}

/// The entry of the guide that explains an item, looked up only when an editor asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// A framework.
    Framework(String),
    /// A problem.
    Problem(String),
    /// A step of a framework.
    Step(String, String),
    /// An aspect.
    Aspect(String),
    /// A concept.
    Concept(String),
}

/// What was typed to ask for completion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trigger {
    /// The writer asked, or typed a letter of a word.
    Asked,
    /// A character after which there may be something to offer.
    Typed(char),
}

/// The line around the cursor.
struct Place<'a> {
    view: View<'a>,
    offset: usize,
    /// The line, 0-based.
    line: u32,
    /// The line's range, without its line break.
    range: Range<usize>,
    /// The text of the line before the cursor, and after it.
    before: &'a str,
    after: &'a str,
}

/// What can be written at a place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Completions {
    /// The items, best first.
    pub items: Vec<Item>,
    /// Whether further typing may bring others.
    pub incomplete: bool,
}

/// Finds what can be written at a byte offset.
pub fn find(view: View<'_>, offset: usize, trigger: Trigger) -> Completions {
    let text = view.note.text();
    let line = view.line_of(offset);
    let range = text.line_range(line as usize);
    let offset = offset.clamp(range.start, range.end);
    let place = Place {
        view,
        offset,
        line,
        before: text.slice(range.start..offset),
        after: text.slice(offset..range.end),
        range,
    };
    if !speaks(&place, trigger) {
        return Completions::default();
    }
    let items = outlines::find(&place);
    if !items.is_empty() {
        return Completions { items, incomplete: true };
    }
    let items = headings::find(&place);
    if !items.is_empty() || !view.is_design_note() {
        return Completions { items, incomplete: false };
    }
    let mut items = prompts::find(&place, trigger);
    let prompts = items.len();
    if trigger == Trigger::Asked {
        items.extend(concepts::find(&place, prompts));
    }
    let incomplete = items.len() - prompts >= concepts::MOST;
    Completions { items, incomplete }
}

/// Whether there is anything to offer at such a place at all.
fn speaks(place: &Place<'_>, trigger: Trigger) -> bool {
    if let Trigger::Typed(' ') = trigger {
        let mark = place.before.trim();
        let bullet =
            matches!(mark, "-" | "*" | "+") || mark.trim_end_matches(['.', ')']).parse::<u8>().is_ok();
        if !(bullet || !mark.is_empty() && mark.bytes().all(|byte| byte == b'#')) {
            return false;
        }
    }
    let Some((placed, line)) = place.view.note.line(place.line as usize) else { return true };
    if matches!(
        line.kind,
        LineKind::Code | LineKind::Metadata | LineKind::Comment | LineKind::Html | LineKind::Definition
    ) {
        return false;
    }
    let inside = (place.offset - placed.start) as u32;
    let spans = placed.chunk.facts.spans_in(inside.saturating_sub(1)..inside + 1);
    let hidden = spans.iter().any(|span| {
        span.kind != SpanKind::Math
            && span.start < inside
            && (inside < span.end || span.kind == SpanKind::Hidden && inside <= span.end)
    });
    // A link target that is still being typed.
    let opened =
        place.before.rfind("](").is_some_and(|at| !place.before.get(at..).unwrap_or_default().contains(')'));
    !hidden && !opened
}

#[cfg(test)]
mod tests;
