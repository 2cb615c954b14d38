//! How a line begins.

use crate::line::Marker;

/// What begins with a line, if it is plain.
#[derive(Debug, Clone, Copy)]
pub(super) enum Begin {
    /// A paragraph, or more of it.
    Prose,
    /// A heading with so many marks.
    Heading(usize),
    /// A thematic break.
    Break,
    /// A fence: its mark and how many of them.
    Fence(u8, usize),
    /// A list item: its marker, and how many bytes that takes with the spaces behind it.
    Item(Marker, usize),
    /// A comment that ends in the same line.
    Comment,
    /// A row of a table, or a paragraph that begins with a bar.
    Row,
}

/// What begins with a line that is not blank, of which `content` comes after the indentation. Nothing if only the grammar can tell.
pub(super) fn begin(content: &[u8]) -> Option<Begin> {
    let (first, rest) = content.split_first()?;
    let marks = 1 + rest.iter().take_while(|byte| *byte == first).count();
    let after = content.get(marks..)?;
    // Nothing but bars, dashes and colons may be the rule of a table, or of a heading.
    if matches!(first, b'-' | b'|' | b':')
        && content.iter().all(|byte| matches!(byte, b'-' | b'|' | b':' | b' ' | b'\t'))
    {
        return (*first == b'-' && marks > 2 && after.is_empty()).then_some(Begin::Break);
    }
    match first {
        b'-' | b'*' | b'+' if rest.starts_with(b" ") => item(content, 1, Marker::Bullet),
        b'-' | b'*' | b'+' if rest.starts_with(b"\t") || rest.is_empty() => None,
        // With spaces between its marks it is a break as well.
        b'*' | b'_' if rest.iter().all(|byte| byte == first || matches!(byte, b' ' | b'\t')) => {
            (marks > 2 && after.is_empty()).then_some(Begin::Break)
        }
        b'0'..=b'9' => {
            let digits = content.iter().take_while(|byte| byte.is_ascii_digit()).count();
            match content.get(digits..)? {
                [b'.' | b')', b' ', ..] if digits < 4 => item(content, digits + 1, Marker::Ordered),
                [b'.' | b')', b' ' | b'\t', ..] | [b'.' | b')'] => None,
                _ => Some(Begin::Prose),
            }
        }
        b'`' | b'~' if marks > 2 => {
            let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b" _-+.".contains(byte);
            (marks < 20 && after.iter().all(is_plain)).then_some(Begin::Fence(*first, marks))
        }
        b'#' => match after.first() {
            None | Some(b' ') if marks < 7 => Some(Begin::Heading(marks)),
            Some(b' ' | b'\t') | None => None,
            _ => Some(Begin::Prose),
        },
        b'=' if is_blank(after) => None,
        b'>' => None,
        b'<' if rest.starts_with(b"!--") => {
            let inner = content.trim_ascii_end().strip_suffix(b"-->")?.get(4..)?;
            memchr::memmem::find(inner, b"--").is_none().then_some(Begin::Comment)
        }
        b'<' => matches!(rest, [b' ' | b'=' | b'0'..=b'9', ..]).then_some(Begin::Prose),
        b'\t' => None,
        b'|' => Some(Begin::Row),
        _ => Some(Begin::Prose),
    }
}

/// Whether a line, of which `content` comes after the indentation, closes a fence of this mark, which has so many of them.
pub(super) fn closes(content: &[u8], (mark, least): (u8, usize)) -> bool {
    let marks = content.iter().take_while(|&&byte| byte == mark).count();
    marks >= least && content.get(marks..).is_some_and(is_blank)
}

/// A list item whose marker takes so many bytes, if it has text.
fn item(content: &[u8], marker: usize, kind: Marker) -> Option<Begin> {
    let rest = content.get(marker..)?;
    let spaces = rest.iter().take_while(|byte| **byte == b' ').count();
    let has_text = rest.get(spaces).is_some_and(|byte| *byte != b'\t');
    (spaces < 5 && has_text).then_some(Begin::Item(kind, marker + spaces))
}

/// Whether a paragraph may begin so, and not the definition of a link.
pub(super) fn may_begin_paragraph(content: &[u8]) -> bool {
    let Some(label) = content.strip_prefix(b"[") else { return true };
    let end = label.iter().position(|byte| matches!(byte, b'[' | b']' | b'\\' | b'&'));
    end.and_then(|at| label.get(at)) == Some(&b']') && memchr::memmem::find(content, b"]:").is_none()
}

/// How many cells a row of a table has that begins with a bar; nothing if that is not plain.
pub(super) fn cells(row: &[u8]) -> Option<usize> {
    let inner = row.trim_ascii_end().strip_prefix(b"|")?;
    let is_plain = !inner.is_empty() && !inner.starts_with(b"|") && memchr::memchr(b'\\', inner).is_none();
    if !is_plain || memchr::memmem::find(inner, b"||").is_some() {
        return None;
    }
    let bars = memchr::memchr_iter(b'|', inner).count();
    (bars > 0).then_some(if inner.ends_with(b"|") { bars } else { bars + 1 })
}

/// Whether a line is the rule below the first row of a table.
pub(super) fn is_rule(line: &[u8]) -> bool {
    let inner = line.trim_ascii_end().strip_prefix(b"|").unwrap_or_default();
    let inner = inner.strip_suffix(b"|").unwrap_or(inner);
    inner.split(|byte| *byte == b'|').all(|cell| {
        let cell = cell.trim_ascii();
        let dashes = cell.strip_prefix(b":").unwrap_or(cell);
        let dashes = dashes.strip_suffix(b":").unwrap_or(dashes);
        !dashes.is_empty() && dashes.iter().all(|byte| *byte == b'-')
    })
}

/// Whether a byte is part of a letter.
pub(super) fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || !byte.is_ascii()
}

/// Whether there is nothing but white space.
pub(super) fn is_blank(rest: &[u8]) -> bool {
    rest.iter().all(|byte| matches!(byte, b' ' | b'\t'))
}
