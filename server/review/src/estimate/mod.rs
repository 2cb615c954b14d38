//! Back-of-the-envelope calculations in the text: found, worked out, and compared with what is written.
//!
//! A line is cut into numbers, signs and words (`lexer`, `quantity`); what parses completely as a calculation (`expression`, `find`) has a
//! value with a dimension (`value`). What does not is left alone: silence is better than a guess. Words and units are data of the guide.
//!
//! Numbers are exact (fractions of 128-bit by 64-bit integers) until they no longer fit. Brackets, operands, powers and lengths are
//! limited, so that no text takes long.

pub(crate) mod check;
mod expression;
mod find;
mod lexer;
mod names;
mod nouns;
pub mod number_in;
pub mod print;
mod quantity;
mod slips;
pub(crate) mod value;
pub(crate) mod wishes;
pub mod working;

use std::ops::Range;

use whyfirst_guide::Index;
use whyfirst_note::{Facts, Line, LineKind, Note, Placed, SpanKind};

pub use nouns::Nouns;
pub use value::{Marks, Value};
pub use wishes::Wish;

/// A calculation or a named quantity in the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// Its line, 0-based from the chunk's start.
    pub line: u32,
    /// Where it stands, in bytes from the chunk's start, without its result.
    pub range: Range<u32>,
    /// What it is.
    pub what: What,
    /// Its value.
    pub value: Value,
    /// The quantity that it gives, by position in the guide.
    pub quantity: Option<u16>,
    /// The result that is written after it.
    pub written: Option<Written>,
    /// Where the `=` ends after which nothing stands yet, in bytes from the chunk's start.
    pub open: Option<u32>,
    /// Whether something beside it says that the result rests on more.
    pub hedged: bool,
    /// Whether it only adds up.
    pub sum: bool,
    /// Whether its value stands in the line already.
    pub told: bool,
}

/// What the numbers of a chunk show.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Numbers {
    /// Calculations and named quantities, in order.
    pub estimates: Vec<Estimate>,
    /// Times that stand alone in their lines.
    pub times: Vec<TimeFigure>,
    /// Numbers with which something is wrong.
    pub slips: Vec<Slip>,
    /// Whether a time of less than some minutes stands anywhere.
    pub timed: bool,
    /// Wishes for a short time.
    pub wishes: Vec<Wish>,
}

impl Numbers {
    /// Those of a text without any.
    pub const fn new() -> Numbers {
        Numbers {
            estimates: Vec::new(),
            times: Vec::new(),
            slips: Vec::new(),
            timed: false,
            wishes: Vec::new(),
        }
    }
}

/// A time that stands alone in its line: a stage of a chain, or the whole of it.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeFigure {
    /// Its line, 0-based from the chunk's start.
    pub line: u32,
    /// Where it stands, in bytes from the chunk's start.
    pub range: Range<u32>,
    /// The time.
    pub value: Value,
    /// Whether its line sums up.
    pub total: bool,
    /// Whether its line says that steps run side by side, or may be left out.
    pub parallel: bool,
    /// Whether its line is an item of a list or a row of a table.
    pub listed: bool,
}

/// A number with which something is wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Slip {
    /// Its line, 0-based from the chunk's start.
    pub line: u32,
    /// Where it stands, in bytes from the chunk's start.
    pub range: Range<u32>,
    /// What is wrong.
    pub kind: SlipKind,
}

/// What may be wrong with a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlipKind {
    /// A share beyond all.
    Beyond,
    /// A time, a size or a load without its unit.
    Unitless(Needs),
}

/// The unit that a number lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Of time.
    Time,
    /// Of size.
    Size,
    /// Of load.
    Rate,
}

impl Estimate {
    fn of(what: What, range: Range<u32>, value: Value) -> Estimate {
        let hedged = value.marks.rough;
        Estimate {
            line: 0,
            range,
            what,
            value,
            quantity: None,
            written: None,
            open: None,
            hedged,
            sum: false,
            told: false,
        }
    }

    /// The same at another place.
    pub(crate) fn moved(mut self, by: Shift) -> Estimate {
        (self.line, self.range) = (by.line(self.line), by.range(&self.range));
        if let Some(written) = &mut self.written {
            written.range = by.range(&written.range);
        }
        self.open = self.open.map(|open| by.byte(open));
        self
    }
}

impl TimeFigure {
    /// The same at another place.
    pub(crate) fn moved(&self, by: Shift) -> TimeFigure {
        TimeFigure { line: by.line(self.line), range: by.range(&self.range), ..self.clone() }
    }
}

impl Slip {
    /// The same at another place.
    pub(crate) fn moved(&self, by: Shift) -> Slip {
        Slip { line: by.line(self.line), range: by.range(&self.range), kind: self.kind }
    }
}

/// How far something has been moved: bytes and lines, modulo 2³², so that it may have been moved back.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shift {
    pub(crate) bytes: u32,
    pub(crate) lines: u32,
}

impl Shift {
    /// Where a byte is now.
    pub(crate) fn byte(self, at: u32) -> u32 {
        at.wrapping_add(self.bytes)
    }

    /// Which line a line is now.
    pub(crate) fn line(self, at: u32) -> u32 {
        at.wrapping_add(self.lines)
    }

    fn range(self, range: &Range<u32>) -> Range<u32> {
        self.byte(range.start)..self.byte(range.end)
    }
}

/// What an estimate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Something is worked out.
    Calculation,
    /// A load over a day or another time that is long.
    Rate,
    /// A quantity with a name.
    Named,
}

/// A result.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// Where it stands, in bytes from the chunk's start.
    pub range: Range<u32>,
    /// Its value.
    pub value: Value,
    /// Where another calculation stands in its place (`a = b × c = d`), its first operand.
    pub leading: Value,
}

/// A number in a line that is no part of a calculation.
#[derive(Debug, Clone)]
struct Figure {
    /// Its piece of the line.
    token: usize,
    range: Range<u32>,
    value: Value,
}

/// Buffers that are kept from line to line.
#[derive(Default)]
pub(crate) struct Scan {
    line: lexer::Line,
    figures: Vec<Figure>,
}

impl Scan {
    /// Finds what the numbers of a block show (its lines, 0-based from the chunk's start); says whether it gives a time.
    pub(crate) fn read(
        &mut self,
        index: &Index,
        placed: &Placed<'_>,
        lines: Range<usize>,
        found: &mut Numbers,
    ) -> bool {
        let timed = std::mem::take(&mut found.timed);
        let mut fence = None;
        let first = lines.start;
        for (at, line) in placed.chunk.facts.lines.get(lines).unwrap_or_default().iter().enumerate() {
            let at = (first + at) as u32;
            let text = placed.text().get(line.text_range()).unwrap_or_default();
            let in_fence = line.kind == LineKind::Code && fence_is_plain(&mut fence, text);
            let read = matches!(line.kind, LineKind::Prose | LineKind::Table | LineKind::Heading) || in_fence;
            let is_calculated =
                text.bytes().any(|byte| byte.is_ascii_digit()) && !(in_fence && is_code(text));
            if read && is_calculated {
                self.line(index, placed, line, at, found);
            }
        }
        std::mem::replace(&mut found.timed, timed)
    }

    fn line(&mut self, index: &Index, placed: &Placed<'_>, line: &Line, at: u32, found: &mut Numbers) {
        let measures = index.measures();
        let start = line.text as usize;
        let text = placed.text().get(line.text_range()).unwrap_or_default();
        let hidden = hidden(&placed.chunk.facts, placed.text(), start, text);
        self.line.read(text, &hidden, measures);
        if self.line.numbers.is_empty() {
            return;
        }
        self.figures.clear();
        let first = found.estimates.len();
        find::find(&self.line, text, start as u32, measures, &mut found.estimates, &mut self.figures);
        names::name(&self.line, text, start as u32, measures, &self.figures, &mut found.estimates, first);
        for estimate in found.estimates.iter_mut().skip(first) {
            estimate.line = at;
        }
        slips::find(&self.line, text, line, at, measures, &self.figures, found);
    }
}

/// The estimates of a note by themselves: offsets in bytes and lines (0-based) from the note's start.
pub fn of_note(index: &Index, note: &Note) -> Vec<Estimate> {
    let mut scan = Scan::default();
    let mut all = Vec::new();
    for placed in note.placed() {
        let mut found = Numbers::default();
        scan.read(index, &placed, 0..placed.chunk.facts.lines.len(), &mut found);
        let by = Shift { bytes: placed.start as u32, lines: placed.line as u32 };
        all.extend(found.estimates.into_iter().map(|it| it.moved(by)));
    }
    all
}

/// The ranges of a line that are not read, from the line's text: link targets, code that is code, formulas beyond arithmetic.
fn hidden(facts: &Facts, chunk: &str, start: usize, text: &str) -> lexer::Hidden {
    let spans = facts.spans_in(start as u32..(start + text.len()) as u32).iter();
    spans
        .filter_map(|span| {
            let range = (span.start as usize).max(start)..(span.end as usize).min(start + text.len());
            let content = chunk.get(range.clone()).unwrap_or_default();
            let shut = match span.kind {
                SpanKind::Hidden => true,
                SpanKind::Code => is_code(content.trim_matches('`')),
                SpanKind::Math => !lexer::Line::formula_is_plain(content),
            };
            let (from, to) = (range.start - start, range.end.saturating_sub(start));
            if shut {
                return Some((from, to));
            }
            // The dollar that opens a formula is no price.
            let formula = span.kind == SpanKind::Math
                && (content.contains('\\') || content.contains('^') || content.starts_with("$$"));
            formula.then_some((from, from + content.len() - content.trim_start_matches('$').len()))
        })
        .filter(|(from, to)| from < to)
        .collect()
}

/// Whether a fence is plain text, kept for its lines: its first line names its language.
fn fence_is_plain(fence: &mut Option<bool>, text: &str) -> bool {
    let trimmed = text.trim_start_matches([' ', '\t', '>']);
    match *fence {
        Some(plain) => {
            if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
                *fence = None;
                return false;
            }
            plain
        }
        None => {
            let language = trimmed.trim_start_matches(['`', '~']).trim();
            let fenced =
                language.len() < trimmed.len() && (trimmed.starts_with("```") || trimmed.starts_with("~~~"));
            *fence = Some(fenced && matches!(language, "" | "text" | "txt" | "plaintext" | "plain"));
            false
        }
    }
}

/// Whether a text is code: it calls, indexes, ends statements.
fn is_code(text: &str) -> bool {
    let bytes = text.as_bytes();
    let called = bytes.windows(2).any(|pair| matches!(pair, [b'a'..=b'z' | b'A'..=b'Z' | b'_', b'(' | b'[']));
    called
        || text.contains(['{', '}', '#', '"', '\''])
        || text.contains("==")
        || text.contains("//")
        || text.contains("+=")
        || text.trim_end().ends_with(';')
        || bytes.windows(3).any(|it| matches!(it, [b'a'..=b'z', b'_', b'a'..=b'z']))
        || text.contains("import ")
        || text.contains("return ")
}

#[cfg(test)]
mod tests;
