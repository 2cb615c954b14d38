//! The lines that are headings, and those that people use as headings.
//!
//! Real notes name their steps with `##`, but also with `**Data:**`, `2.1 Feature engineering`, `* ML formulation:`, or a bullet with
//! others below it. All of them are found here; whether one opens a step is for the reading to decide.

use std::ops::Range;

use crate::line::{Line, LineKind, Marker};
use crate::slice;

/// How a heading is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HeadingKind {
    /// `## Data`, with its level from 1 to 6.
    Atx(u8),
    /// Underlined with `=` (level 1) or `-` (level 2).
    Setext(u8),
    /// A line in bold, or an HTML line that is bold or a heading.
    Bold,
    /// `2.1 Data engineering` or `Step 2: Data` as a line of its own.
    Numbered,
    /// A short line of its own before other text.
    Plain,
    /// `Data: …`, in a list or not.
    Label,
    /// A short list item with further items or text below it.
    Item,
}

impl HeadingKind {
    /// Whether Markdown itself knows the line as a heading.
    pub fn is_real(self) -> bool {
        matches!(self, HeadingKind::Atx(_) | HeadingKind::Setext(_))
    }
}

/// A line that is, or may serve as, a heading. Offsets and lines count from the chunk's start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// The line on which it stands.
    pub line: u32,
    /// How it is written.
    pub kind: HeadingKind,
    /// How deep it stands: 1 to 6 for real headings, more for all others; a heading holds what follows with a higher rank.
    pub rank: u8,
    /// Its wording, without marks and closing colon.
    pub title: Range<u32>,
    /// The heading of the same chunk that holds it (an index), if any.
    pub parent: Option<u32>,
}

/// Bold and HTML lines, numbered lines, plain lines, labels outside lists; list items follow by depth.
const BOLD: u8 = 7;
const NUMBERED: u8 = 8;
const PLAIN: u8 = 9;
const LABEL: u8 = 10;
const ITEM: u8 = 10;

/// A label or item that serves as a heading is short.
const LABEL_WORDS: usize = 7;
const TITLE_WORDS: usize = 9;
/// A line that is broken after so few words was broken on purpose.
const LINE_WORDS: usize = 5;

/// Finds the headings of a chunk and notes on each line under which of them it stands.
pub(crate) fn find(text: &str, lines: &mut [Line]) -> Vec<Heading> {
    let mut headings: Vec<Heading> = Vec::new();
    let mut open: Vec<(u8, u32)> = Vec::new();
    for at in 0..lines.len() {
        let Some(&line) = lines.get(at) else { break };
        // A new item ends the items and labels of its depth and deeper ones; text outside lists ends all of them.
        if line.item.is_some() {
            open.retain(|&(rank, _)| rank <= ITEM || rank < ITEM + line.depth);
        } else if line.depth == 0
            && matches!(line.kind, LineKind::Prose | LineKind::Heading | LineKind::Table)
        {
            open.retain(|&(rank, _)| rank <= ITEM);
        }
        if let Some((kind, rank, title)) = classify(text, lines, at) {
            open.retain(|&(other, _)| other < rank);
            let index = headings.len() as u32;
            headings.push(Heading {
                line: at as u32,
                kind,
                rank,
                title,
                parent: open.last().map(|&(_, parent)| parent),
            });
            open.push((rank, index));
        }
        if let Some(line) = lines.get_mut(at) {
            line.under = open.last().map_or(0, |&(_, index)| index + 1);
        }
    }
    headings
}

/// What heading a line is, its rank and its title.
fn classify(text: &str, lines: &[Line], at: usize) -> Option<(HeadingKind, u8, Range<u32>)> {
    let line = lines.get(at)?;
    let content = slice(text, line.text_range());
    match line.kind {
        LineKind::Heading => return real(text, lines, at, line, content),
        LineKind::Prose | LineKind::Html if content.contains(char::is_alphabetic) => {}
        _ => return None,
    }
    let range = |part: &str| {
        let start = line.text + (part.as_ptr() as usize - content.as_ptr() as usize) as u32;
        start..start + part.len() as u32
    };
    let trimmed = content.trim();
    let first_of_block =
        line.item.is_some() || at == 0 || lines.get(at - 1).is_none_or(|above| above.kind != LineKind::Prose);

    if let Some(title) = html_title(trimmed).or_else(|| bold_title(trimmed)) {
        if title.split_whitespace().count() <= TITLE_WORDS + 3 {
            let rank = if line.depth > 0 { ITEM + line.depth } else { BOLD };
            let kind = match (line.depth, line.item) {
                (0, _) => HeadingKind::Bold,
                // `2. **Data and labels**:` parts the text, as it would without the list.
                (1, Some(Marker::Ordered)) => HeadingKind::Item,
                _ => HeadingKind::Label,
            };
            return Some((kind, rank, range(title)));
        }
        return None;
    }
    if line.kind == LineKind::Html || !first_of_block {
        return None;
    }
    let label_rank = if line.depth > 0 { ITEM + line.depth } else { LABEL };
    if let Some(title) = label_title(trimmed) {
        return Some((HeadingKind::Label, label_rank, range(title)));
    }
    if !is_short(trimmed) {
        return None;
    }
    let words = trimmed.split_whitespace().count();
    if line.item.is_some() {
        let holds_more = followed_by_deeper(lines, at);
        let titles = stands_alone(lines, at) || words <= LINE_WORDS && goes_on(lines, at);
        if line.item == Some(Marker::Ordered) && line.depth == 1 && titles {
            return Some((HeadingKind::Item, NUMBERED, range(trimmed)));
        }
        return holds_more.then(|| (HeadingKind::Item, ITEM + line.depth, range(trimmed)));
    }
    if line.depth > 0 {
        return None;
    }
    if let Some(title) = numbered_title(trimmed) {
        return Some((HeadingKind::Numbered, NUMBERED, range(title)));
    }
    let alone = lines.get(at + 1).is_none_or(|below| below.kind != LineKind::Prose || below.item.is_some());
    let below = lines.iter().skip(at + 1).find(|below| below.kind != LineKind::Blank);
    let holds_more = below.is_some_and(|below| below.kind != LineKind::Heading);
    (alone && holds_more && words <= 6).then(|| (HeadingKind::Plain, PLAIN, range(trimmed)))
}

/// What of a line's text (its marks aside) is a title if it stands where a heading can: told by the line alone.
pub fn title_in(line: &str) -> Option<&str> {
    let trimmed = line.trim();
    let marked = html_title(trimmed).or_else(|| bold_title(trimmed)).or_else(|| label_title(trimmed));
    marked.or_else(|| is_short(trimmed).then_some(trimmed))
}

/// Whether a line is no longer than a title, and no sentence.
fn is_short(line: &str) -> bool {
    !line.ends_with(['.', '?', '!', ';', ',']) && line.split_whitespace().nth(TITLE_WORDS).is_none()
}

/// An ATX or Setext heading.
fn real(
    text: &str,
    lines: &[Line],
    at: usize,
    line: &Line,
    content: &str,
) -> Option<(HeadingKind, u8, Range<u32>)> {
    let whole = slice(text, line.start as usize..line.end as usize);
    let marks = whole
        .trim_start_matches([' ', '\t', '>', '-', '*', '+'])
        .bytes()
        .take_while(|&byte| byte == b'#')
        .count();
    // Of a Setext heading of several lines the first one is the heading.
    let above =
        at.checked_sub(1).and_then(|above| lines.get(above)).filter(|above| above.kind == LineKind::Heading);
    if marks == 0
        && above.is_some_and(|above| !slice(text, above.start as usize..above.text as usize).contains('#'))
    {
        return None;
    }
    let below = lines.iter().skip(at + 1).find(|below| below.kind != LineKind::Heading);
    let below = below.filter(|below| marks == 0 && below.kind == LineKind::Underline);
    let (kind, level) = match below.map(|below| slice(text, below.start as usize..below.end as usize)) {
        Some(underline) => {
            let level = if underline.contains('=') { 1 } else { 2 };
            (HeadingKind::Setext(level), level)
        }
        None => {
            let level = marks.clamp(1, 6) as u8;
            (HeadingKind::Atx(level), level)
        }
    };
    // A closing run of `#` is no part of the title.
    let closed = content.trim_end();
    let without = closed.trim_end_matches('#');
    let title =
        if without.is_empty() || without.ends_with([' ', '\t']) { without.trim_end() } else { closed };
    Some((kind, level, line.text..line.text + title.len() as u32))
}

/// The title of a line that is bold as a whole: `**Data**`, `**Data:**`, `__Data__:`.
fn bold_title(line: &str) -> Option<&str> {
    if !line.starts_with(['*', '_']) {
        return None;
    }
    let line = line.trim_end_matches([':', '：']).trim_end();
    let inner = ["**", "__"].iter().find_map(|mark| {
        let inner = line.strip_prefix(mark)?.strip_suffix(mark)?;
        (!inner.contains(mark)).then_some(inner)
    })?;
    let title = inner.trim().trim_end_matches([':', '：']).trim_end();
    (!title.is_empty()).then_some(title)
}

/// The title of an HTML line that is bold, a heading or a summary.
fn html_title(line: &str) -> Option<&str> {
    let inner = line.strip_prefix('<')?.trim_end_matches(':').trim_end();
    let (tag, rest) = inner.split_once('>')?;
    let name = tag.split_whitespace().next()?;
    let known = ["b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "summary", "u"];
    if !known.iter().any(|tag| name.eq_ignore_ascii_case(tag)) {
        return None;
    }
    let (title, close) = rest.rsplit_once("</")?;
    let closes = close.trim_end_matches('>').trim().eq_ignore_ascii_case(name);
    let title = title.trim().trim_end_matches(':').trim_end();
    (closes && !title.is_empty() && !title.contains('<')).then_some(title)
}

/// The words before the colon of `Data: …`, `**Data**: …`, `**Data:** …`.
fn label_title(line: &str) -> Option<&str> {
    // Most lines have neither: bytes are looked at faster than letters. The wide one begins with 0xef.
    let mut colons = memchr::memchr2_iter(b':', 0xef, line.as_bytes());
    let colon = colons.find(|&at| slice(line, at..line.len()).starts_with([':', '：']))?;
    let label = slice(line, 0..colon);
    let after = slice(line, colon..line.len()).trim_start_matches([':', '：']);
    // `12:30`, `http://…` and `::` are no labels.
    if !(after.is_empty() || after.starts_with([' ', '\t', '*', '_']) || !after.is_ascii()) {
        return None;
    }
    let title = label.trim_matches(['*', '_', ' ', '`']);
    let words = title.split_whitespace().count();
    let opens_bracket = title.matches('(').count() != title.matches(')').count();
    let plain = !title.contains(['.', '?', '!', ';', '|', '[', ']', '='])
        || title.starts_with(|c: char| c.is_ascii_digit());
    (words > 0 && words <= LABEL_WORDS && plain && !opens_bracket).then_some(title)
}

/// `2.1 Data engineering`, `Step 2 – Data`, `2) Data`: the whole line, if it is numbered so.
fn numbered_title(line: &str) -> Option<&str> {
    let mut words = line.split_whitespace();
    let first = words.next()?;
    let number = |word: &str| {
        let digits = word.trim_end_matches([':', '.', ')', '–', '-']);
        !digits.is_empty() && digits.len() <= 5 && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
    };
    let dotted = number(first) && first.contains(['.', ')']);
    let named = first.chars().all(char::is_alphabetic)
        && matches!(first.chars().count(), 4..=6)
        && words.clone().next().is_some_and(number);
    (dotted && words.next().is_some() || named && words.nth(1).is_some()).then_some(line)
}

/// Whether the item at a line holds further items, or text of its own, below its first line.
fn followed_by_deeper(lines: &[Line], at: usize) -> bool {
    let depth = lines.get(at).map_or(0, |line| line.depth);
    lines.iter().skip(at + 1).find(|line| line.kind != LineKind::Blank).is_some_and(|below| {
        if below.item.is_some() {
            below.depth > depth
        } else {
            below.depth >= depth && below.kind != LineKind::Prose
        }
    })
}

/// Whether the item's text goes on in the next line, as where `2. Data` stands right above a paragraph.
fn goes_on(lines: &[Line], at: usize) -> bool {
    lines.get(at + 1).is_some_and(|below| below.kind == LineKind::Prose && below.item.is_none())
}

/// Whether no other item of the same list stands near: a one-item list, as the line before paragraphs or bullets often is.
fn stands_alone(lines: &[Line], at: usize) -> bool {
    lines.iter().skip(at + 1).find(|line| line.kind != LineKind::Blank).is_some_and(|below| {
        below.depth == 0 && below.kind != LineKind::Heading || below.item.is_some() && below.depth > 1
    })
}
