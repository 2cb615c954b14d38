//! What can be written at the cursor.
//!
//! In a note in which nothing stands yet, whole outlines; after `#`, headings, the next step first; at an empty bullet of a step, what
//! the step has not settled, and formulas; in a sentence, names of concepts; in front matter and in comments to Whyfirst, what can be said there.

mod comments;
mod concepts;
mod formulas;
mod headings;
mod outlines;
mod prompts;
mod settings;

use std::ops::Range;

use whyfirst_guide::sort;
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
    /// A formula with usual assumptions.
    Formula,
    /// A concept's name.
    Concept,
    /// A key of the front matter.
    Key,
    /// A value of the front matter, or a word of a comment to Whyfirst.
    Value,
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
    /// A formula.
    Formula(String),
    /// A concept.
    Concept(String),
    /// A rule.
    Rule(String),
    /// Nothing of the guide: the explanation itself.
    Text(String),
}

/// What was typed to ask for completion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trigger {
    /// The writer asked.
    Asked,
    /// A letter of a word was typed: what comes by itself must not get in the way.
    Letter,
    /// A character after which there may be something to offer.
    Typed(char),
}

/// Fewer letters of a word could become anything, where nobody has asked.
const LETTERS: usize = 3;

/// Which kinds of items are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// Whole outlines.
    pub outlines: bool,
    /// Headings of steps.
    pub headings: bool,
    /// Lines to fill in.
    pub prompts: bool,
    /// Names of concepts.
    pub concepts: bool,
    /// Formulas for estimates.
    pub formulas: bool,
}

impl Default for Wanted {
    fn default() -> Wanted {
        Wanted { outlines: true, headings: true, prompts: true, concepts: true, formulas: true }
    }
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
    trigger: Trigger,
}

impl Place<'_> {
    /// Whether a mark was typed, as that of a heading or a bullet.
    fn is_mark(&self) -> bool {
        matches!(self.trigger, Trigger::Typed(_))
    }

    /// Whether so much of a word has been typed that something can be offered.
    fn is_enough(&self, typed: &str) -> bool {
        typed.chars().count() >= LETTERS - usize::from(self.trigger == Trigger::Asked)
    }
}

/// What can be written at a place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Completions {
    /// The items, best first.
    pub items: Vec<Item>,
    /// Whether further typing may bring others.
    pub incomplete: bool,
    /// Where the cursor stands, in bytes.
    pub cursor: usize,
}

/// Finds what can be written at a byte offset.
pub fn find(view: View<'_>, offset: usize, trigger: Trigger, wanted: Wanted) -> Completions {
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
        trigger,
    };
    let (items, incomplete) = items(&place, wanted);
    Completions { items, incomplete, cursor: offset }
}

fn items(place: &Place<'_>, wanted: Wanted) -> (Vec<Item>, bool) {
    if let Some(items) = settings::find(place).or_else(|| comments::find(place)) {
        return (items, false);
    }
    if !speaks(place) {
        return (Vec::new(), false);
    }
    let items = if wanted.outlines { outlines::find(place) } else { Vec::new() };
    if !items.is_empty() {
        return (items, true);
    }
    let headings = if wanted.headings { headings::find(place) } else { Vec::new() };
    if !place.view.is_design_note()
        || place.before.trim_start().starts_with(['#', '*']) && !headings.is_empty()
    {
        return (headings, true);
    }
    let mut items = if wanted.prompts { prompts::find(place) } else { Vec::new() };
    let prompts = items.len();
    // On an empty line of a note whose headings are bold lines.
    items.extend(headings.into_iter().map(|item| Item { rank: item.rank + prompts, ..item }));
    if wanted.formulas {
        items.extend(formulas::find(place, items.len()));
    }
    let others = items.len();
    if wanted.concepts && !place.is_mark() {
        items.extend(concepts::find(place, others));
    }
    // What is there does not stay at the next letter, where clients would keep it, and at a bullet there may be more then.
    let incomplete = !place.is_mark() && !place.before.trim().is_empty();
    sort::by_key(&mut items, |item| item.rank);
    (items, incomplete)
}

/// Whether each word of a text begins a word of one of these names, in the name's order.
fn begins(typed: &str, names: &[&str]) -> bool {
    fits(typed, names, |typed, word| word.starts_with(typed))
}

/// The same where the last word is not finished, unless the writer has asked. Clients filter far more loosely, and many take the selected
/// item at Enter: what writers end a line with must leave nothing to take.
fn leads_to(place: &Place<'_>, typed: &str, names: &[&str]) -> bool {
    let finished = usize::from(place.trigger != Trigger::Asked);
    let goes_on = |typed: &str, word: &str| word.len() >= typed.len() + finished && word.starts_with(typed);
    typed.trim().is_empty() || fits(typed, names, goes_on)
}

fn fits(typed: &str, names: &[&str], last: impl Fn(&str, &str) -> bool) -> bool {
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect()
    };
    let typed = words(typed);
    let Some((end, start)) = typed.split_last() else { return false };
    names.iter().any(|name| {
        let mut name = words(name).into_iter();
        start.iter().all(|typed| name.any(|word| word.starts_with(typed.as_str())))
            && name.any(|word| last(end, &word))
    })
}

/// Whether what was typed ends in a word that may be all that is meant, though others begin with it (`small`, `rank`), and nobody has asked.
fn ends_in_word(place: &Place<'_>, typed: &str) -> bool {
    let last = typed.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    place.trigger != Trigger::Asked && last.len() > 1 && place.view.index.body_lexicon().knows(last)
}

/// Whether there is anything to offer at such a place at all.
fn speaks(place: &Place<'_>) -> bool {
    if place.trigger == Trigger::Typed(' ') {
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
