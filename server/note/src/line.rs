//! What is known of a chunk once it has been parsed: its lines, the spans inside them, its headings and comments.

use std::ops::Range;

use crate::{Directive, Heading, slice};

/// What kind of text a line holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LineKind {
    /// Nothing, or white space and the marks of containers only.
    Blank,
    /// Text of a paragraph, a list item or a quote.
    Prose,
    /// An ATX heading, or the text of a Setext heading.
    Heading,
    /// The line under a Setext heading.
    Underline,
    /// A fenced or indented code block, its fences included.
    Code,
    /// Raw HTML that is not a comment.
    Html,
    /// An HTML comment.
    Comment,
    /// A row of a table.
    Table,
    /// The line of a table that sets its columns.
    TableRule,
    /// Front matter, its delimiters included.
    Metadata,
    /// A link reference definition.
    Definition,
    /// A thematic break.
    Break,
}

/// The mark that begins a list item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Marker {
    /// `-`, `*` or `+`.
    Bullet,
    /// `1.` or `1)`.
    Ordered,
}

/// One line of a chunk. Offsets count bytes from the chunk's start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Where the line begins.
    pub start: u32,
    /// Where it ends, without its line break.
    pub end: u32,
    /// Where its own text begins: after indentation, quote marks, list marker, task box or heading marks.
    pub text: u32,
    /// What it holds.
    pub kind: LineKind,
    /// In how many list items the line lies.
    pub depth: u8,
    /// In how many block quotes the line lies.
    pub quote: u8,
    /// The mark, if the line begins a list item.
    pub item: Option<Marker>,
    /// The heading of this chunk under which the line stands: its place among [`Facts::headings`] from 1, or 0 before the first.
    /// A heading's own line belongs to the heading.
    pub under: u32,
}

impl Line {
    /// The byte range of the line's own text, from the chunk's start.
    pub fn text_range(&self) -> Range<usize> {
        self.text as usize..(self.end as usize).max(self.text as usize)
    }
}

/// What a span of inline text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SpanKind {
    /// Link targets, titles, tags: not read as words.
    Hidden,
    /// A code span.
    Code,
    /// A formula between dollar signs.
    Math,
}

/// A span of inline text; offsets count bytes from the chunk's start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Where it begins.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// What it is.
    pub kind: SpanKind,
}

/// What is known of a chunk. All offsets and lines count from the chunk's start, so that an edit elsewhere changes nothing here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// All lines in order.
    pub lines: Box<[Line]>,
    /// Spans inside lines, in order, not overlapping. Blocks over 16 KiB have none.
    pub spans: Box<[Span]>,
    /// The lines that are, or may serve as, headings.
    pub headings: Box<[Heading]>,
    /// Comments to Whyfirst.
    pub directives: Box<[Directive]>,
    /// Whether the grammars met nothing that they could not make sense of.
    pub sound: bool,
}

impl Facts {
    /// The text of a line, without indentation and marks. `text` is the chunk's.
    pub fn line_text<'a>(&self, text: &'a str, line: &Line) -> &'a str {
        slice(text, line.text_range())
    }

    /// The line (0-based in the chunk) in which an offset lies.
    pub fn line_of(&self, offset: u32) -> usize {
        self.lines.partition_point(|line| line.start <= offset).saturating_sub(1)
    }

    /// The spans that touch a range.
    pub fn spans_in(&self, range: Range<u32>) -> &[Span] {
        let from = self.spans.partition_point(|span| span.end <= range.start);
        let to = self.spans.partition_point(|span| span.start < range.end);
        self.spans.get(from..to.max(from)).unwrap_or_default()
    }
}
