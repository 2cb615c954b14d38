//! Plain blocks, read without the grammar: headings, paragraphs, lists, fences and tables as most notes have them.
//!
//! Of most lines there is nothing to be doubted, and the grammar takes twenty times as long for them. What is read here is what it would
//! say; a text with anything else in it is left to the grammar as a whole. A property test holds the two against each other.

use std::ops::Range;

use begin::{Begin, begin, cells, closes, is_blank, is_letter, is_rule, may_begin_paragraph};

use crate::chunk::{begins_chunk, metadata_end};
use crate::line::{Line, LineKind, Marker};
use crate::slice;
use crate::syntax::strip_task;

mod begin;
mod spans;
#[cfg(test)]
mod tests;

pub(crate) use spans::spans;

/// The fence that is open after a line of code that lies in no other block: its mark, and how many of them it has.
pub(crate) fn fence_after(open: Option<(u8, usize)>, line: &str) -> Option<(u8, usize)> {
    let content = line.trim_start_matches(' ');
    if line.len() - content.len() > 3 {
        return open;
    }
    let content = content.as_bytes();
    let Some(open) = open else {
        let mark = *content.first().filter(|mark| matches!(mark, b'`' | b'~'))?;
        let marks = content.iter().take_while(|&&byte| byte == mark).count();
        return (marks > 2).then_some((mark, marks));
    };
    (!closes(content, open)).then_some(open)
}

/// What is known of a text of plain blocks.
#[derive(Debug, Default)]
pub(crate) struct Plain {
    /// All lines; where their own text begins is left open.
    pub(crate) lines: Vec<Line>,
    /// Where inline markup may lie: the text of headings and paragraphs and rows of tables, in order.
    pub(crate) inline: Vec<Range<usize>>,
    /// Whether a heading that follows would be swallowed, by a fence.
    pub(crate) open: bool,
    /// How many bytes have been read.
    pub(crate) len: usize,
}

/// Reads a text if it consists of plain blocks alone.
pub(crate) fn read(text: &str) -> Option<Plain> {
    if has_other_signs(text) {
        return None;
    }
    let lines = Vec::with_capacity(memchr::memchr_iter(b'\n', text.as_bytes()).count() + 1);
    read_lines(text, lines, false)
}

/// Reads the first chunk of a text without [other signs](has_other_signs) if it consists of plain blocks alone.
pub(crate) fn read_chunk(text: &str) -> Option<Plain> {
    // Most chunks are no longer.
    const LINES: usize = 64;
    read_lines(text, Vec::with_capacity(LINES), true)
}

/// Whether a text holds what is the grammar's wherever it stands: control characters, line breaks of old, a mark of the byte order.
pub(crate) fn has_other_signs(text: &str) -> bool {
    let bytes = text.as_bytes();
    holds_controls(bytes)
        || memchr::memchr_iter(b'\r', bytes).any(|at| bytes.get(at + 1) != Some(&b'\n'))
        || text.starts_with('\u{feff}')
}

fn read_lines(text: &str, lines: Vec<Line>, only_chunk: bool) -> Option<Plain> {
    let bytes = text.as_bytes();
    let mut reader = Reader { text, plain: Plain { lines, ..Plain::default() }, ..Reader::default() };
    let metadata = metadata_end(text);
    if metadata == 0 && ["---", "+++"].iter().any(|it| text.trim_ascii_start().starts_with(it)) {
        return None;
    }
    let mut start = 0;
    while start < text.len() {
        if only_chunk && start > 0 && start >= metadata && begins_chunk(text, start) && !reader.is_open() {
            break;
        }
        let next = memchr::memchr(b'\n', bytes.get(start..)?).map_or(text.len(), |at| start + at + 1);
        let at = At::of(text, start..next)?;
        if start < metadata {
            reader.push(&at, LineKind::Metadata, None);
        } else {
            reader.line(&at)?;
        }
        start = next;
    }
    reader.end_paragraph();
    (reader.plain.open, reader.plain.len) = (reader.is_open(), start);
    Some(reader.plain)
}

/// Whether control characters stand in a text, tabs and line breaks aside. Eight bytes are looked at together, one by one only where one of
/// them is below a space.
fn holds_controls(bytes: &[u8]) -> bool {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let odd = |byte: &u8| *byte < b' ' && !matches!(byte, b'\n' | b'\t' | b'\r');
    let below_space = |eight: &[u8; 8]| {
        let letters = u64::from_le_bytes(*eight);
        letters.wrapping_sub(EACH * u64::from(b' ')) & !letters & (EACH << 7) != 0
    };
    let (eights, rest) = bytes.as_chunks::<8>();
    eights.iter().any(|eight| below_space(eight) && eight.iter().any(odd)) || rest.iter().any(odd)
}

/// More list items inside one another are left to the grammar.
const MOST_ITEMS: usize = 20;

#[derive(Default)]
struct Reader<'a> {
    text: &'a str,
    plain: Plain,
    /// By how many columns the content of each open list item is indented, from that of the item around it.
    items: Vec<usize>,
    /// The open paragraph, up to the end of its last line.
    paragraph: Option<Range<usize>>,
    /// The mark of the open fence, and how many of them.
    fence: Option<(u8, usize)>,
    /// What the next line of the open table is.
    table: Option<LineKind>,
}

/// A line: where it lies without its line break, and by how many spaces it is indented.
struct At<'a> {
    range: Range<usize>,
    indent: usize,
    content: &'a [u8],
}

impl<'a> At<'a> {
    /// The line in a range that takes in its line break.
    fn of(text: &'a str, range: Range<usize>) -> Option<At<'a>> {
        let line = without_break(slice(text, range.clone())).as_bytes();
        let indent = line.iter().take_while(|&&byte| byte == b' ').count();
        Some(At { range: range.start..range.start + line.len(), indent, content: line.get(indent..)? })
    }
}

impl<'a> Reader<'a> {
    /// Reads a line; nothing if it is not plain.
    fn line(&mut self, at: &At<'a>) -> Option<()> {
        if is_blank(at.content) {
            self.end_paragraph();
            self.table = None;
            self.push(at, if self.fence.is_some() { LineKind::Code } else { LineKind::Blank }, None);
            return Some(());
        }
        // The items that go on in this line, and its indentation in the innermost.
        let (mut matched, mut inside) = (0, at.indent);
        while let Some(&wide) = self.items.get(matched)
            && inside >= wide
        {
            inside -= wide;
            matched += 1;
        }
        if let Some(fence) = self.fence {
            // The end of its item would end a fence too.
            return (matched == self.items.len()).then(|| self.code(at, inside, fence));
        }
        if let Some(kind) = self.table {
            return self.row(at, kind);
        }
        let begin = begin(at.content)?;
        if let Some(paragraph) = &mut self.paragraph {
            if matches!(begin, Begin::Prose | Begin::Row) {
                // In an item it goes on without indentation too, and with any number of spaces.
                if inside > 3 && !at.content.first().is_some_and(|it| is_letter(*it)) {
                    return None;
                }
                paragraph.end = at.range.end;
                self.push(at, LineKind::Prose, None);
                return Some(());
            }
            // Numbers of several digits do not interrupt a paragraph of the same item; a rule of dashes makes it a heading.
            let number = matched == self.items.len() && at.content.get(1).is_some_and(u8::is_ascii_digit);
            if matches!(begin, Begin::Item(Marker::Ordered, _)) && number
                || matches!(begin, Begin::Break) && at.content.first() == Some(&b'-')
            {
                return None;
            }
        }
        if inside > 3 {
            return None;
        }
        self.end_paragraph();
        self.items.truncate(matched);
        self.block(at, inside, begin)
    }

    /// Begins a block.
    fn block(&mut self, at: &At<'a>, inside: usize, begin: Begin) -> Option<()> {
        let start = at.range.start + at.indent;
        match begin {
            Begin::Row if self.rule_follows(at) => {
                self.row(at, LineKind::Table)?;
                self.table = Some(LineKind::TableRule);
            }
            Begin::Prose | Begin::Row => {
                may_begin_paragraph(at.content).then_some(())?;
                self.paragraph = Some(start..at.range.end);
                self.push(at, LineKind::Prose, None);
            }
            Begin::Heading(marks) => {
                (at.indent == 0).then_some(())?;
                self.plain.inline.push(start + marks..at.range.end);
                self.push(at, LineKind::Heading, None);
            }
            Begin::Break => self.push(at, LineKind::Break, None),
            Begin::Comment => {
                (at.indent == 0 && self.items.is_empty()).then_some(())?;
                self.push(at, LineKind::Comment, None);
            }
            Begin::Fence(mark, marks) => {
                self.fence = Some((mark, marks));
                self.push(at, LineKind::Code, None);
            }
            Begin::Item(marker, wide) => {
                let inner = at.content.get(wide..)?;
                let is_text = matches!(begin::begin(inner)?, Begin::Prose) && may_begin_paragraph(inner);
                if !is_text || self.items.len() == MOST_ITEMS {
                    return None;
                }
                let text = strip_task(slice(self.text, start + wide..at.range.end));
                if is_blank(text.as_bytes()) {
                    return None;
                }
                self.items.push(inside + wide);
                self.paragraph = Some(at.range.end - text.len()..at.range.end);
                self.push(at, LineKind::Prose, Some(marker));
            }
        }
        Some(())
    }

    /// Reads a line of a fence.
    fn code(&mut self, at: &At<'a>, inside: usize, fence: (u8, usize)) {
        if inside < 4 && closes(at.content, fence) {
            self.fence = None;
        }
        self.push(at, LineKind::Code, None);
    }

    /// Whether the rule of a table that begins with the line at `at` is in the next line.
    fn rule_follows(&self, at: &At<'a>) -> bool {
        let rest = slice(self.text, at.range.end..self.text.len());
        let next = rest.split_inclusive('\n').nth(1).map_or("", without_break).as_bytes();
        is_rule(next) && at.indent == 0 && self.items.is_empty() && cells(at.content) == cells(next)
    }

    /// Reads a line of a table; rows follow.
    fn row(&mut self, at: &At<'a>, kind: LineKind) -> Option<()> {
        cells(at.content).filter(|_| at.indent == 0)?;
        if kind == LineKind::Table {
            // A row without text looks like a rule, and the row above it like another first one.
            if at.content.iter().all(|byte| b"|-: \t".contains(byte)) {
                return None;
            }
            let mut start = at.range.start;
            for cell in at.content.split(|byte| *byte == b'|') {
                self.plain.inline.push(start..start + cell.len());
                start += cell.len() + 1;
            }
        }
        self.push(at, kind, None);
        self.table = Some(LineKind::Table);
        Some(())
    }

    fn push(&mut self, at: &At<'a>, kind: LineKind, item: Option<Marker>) {
        self.plain.lines.push(Line {
            start: at.range.start as u32,
            end: at.range.end as u32,
            text: at.range.start as u32,
            kind,
            depth: self.items.len() as u8,
            quote: 0,
            item,
            under: 0,
        });
    }

    /// Whether a heading in column 0 would be swallowed. It ends an item, and with it the fence inside.
    fn is_open(&self) -> bool {
        self.fence.is_some() && self.items.is_empty()
    }

    fn end_paragraph(&mut self) {
        let trimmed = |paragraph: Range<usize>| {
            let text = slice(self.text, paragraph.clone());
            paragraph.start..paragraph.start + text.trim_end_matches([' ', '\t']).len()
        };
        self.plain.inline.extend(self.paragraph.take().map(trimmed));
    }
}

fn without_break(line: &str) -> &str {
    let marks = match line.as_bytes() {
        [.., b'\r', b'\n'] => 2,
        [.., b'\n'] => 1,
        _ => 0,
    };
    slice(line, 0..line.len() - marks)
}
