//! The text of a note and the table of its lines, kept together so that they cannot diverge.

use std::ops::Range;

use crate::{Encoding, Position, slice};

/// How much room a text of some length gets for what is written next (bytes): twice the room, as it would get else, is more than a note
/// grows by while it is open.
fn spare(len: usize) -> usize {
    (len / 32).clamp(64, 16 * 1024)
}

/// A text with a table of its lines. A line ends at `\n`, `\r\n` or a lone `\r`, as the Language Server Protocol has it.
#[derive(Debug, PartialEq, Eq)]
pub struct Text {
    content: String,
    /// The byte offset at which each line begins; the first is always 0.
    starts: Vec<u32>,
}

impl Clone for Text {
    /// Has room at once: a text is copied when it is to be changed.
    fn clone(&self) -> Text {
        let mut content = String::with_capacity(self.content.len() + spare(self.content.len()));
        content.push_str(&self.content);
        Text { content, starts: self.starts.clone() }
    }
}

impl Text {
    /// Takes a text over. A text beyond 4 GiB is cut to nothing: no editor sends one.
    pub fn new(content: String) -> Text {
        let content = if u32::try_from(content.len()).is_ok() { content } else { String::new() };
        let mut starts = vec![0];
        push_line_starts(content.as_bytes(), 0, &mut starts);
        starts.shrink_to_fit();
        Text { content, starts }
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.content
    }

    /// The length in bytes.
    pub fn len(&self) -> usize {
        self.content.len()
    }

    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.content.is_empty()
    }

    /// The text of a byte range; empty where the range does not lie on character boundaries inside the text.
    pub fn slice(&self, range: Range<usize>) -> &str {
        slice(&self.content, range)
    }

    /// The number of lines; a text that ends in a line break has an empty last line.
    pub fn line_count(&self) -> usize {
        self.starts.len()
    }

    /// The byte offset at which a line (0-based) begins; the end of the text for a line beyond the last.
    pub fn line_start(&self, line: usize) -> usize {
        self.starts.get(line).map_or(self.content.len(), |&start| start as usize)
    }

    /// The byte range of a line (0-based) without its line break.
    pub fn line_range(&self, line: usize) -> Range<usize> {
        let start = self.line_start(line);
        let end = self.line_start(line + 1);
        let whole = slice(&self.content, start..end);
        start..start + whole.trim_end_matches(['\n', '\r']).len()
    }

    /// The text of a line (0-based) without its line break.
    pub fn line(&self, line: usize) -> &str {
        self.slice(self.line_range(line))
    }

    /// The line (0-based) in which a byte offset lies.
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start as usize <= offset).saturating_sub(1)
    }

    /// The position of a byte offset. Offsets outside the text or inside a character are moved back to the nearest boundary.
    pub fn position(&self, offset: usize, encoding: Encoding) -> Position {
        let offset = self.content.floor_char_boundary(offset);
        let line = self.line_of(offset);
        let column = encoding.columns(self.slice(self.line_start(line)..offset));
        Position { line: line as u32, column: column as u32 }
    }

    /// The byte offset of a position. A column beyond the line means its end, a line beyond the text means the text's end.
    pub fn offset(&self, position: Position, encoding: Encoding) -> usize {
        let line = position.line as usize;
        if line >= self.starts.len() {
            return self.content.len();
        }
        let range = self.line_range(line);
        let text = self.slice(range.clone());
        let column = position.column as usize;
        if encoding == Encoding::Utf8 || text.is_ascii() {
            return range.start + text.floor_char_boundary(column);
        }
        let mut seen = 0;
        for (at, c) in text.char_indices() {
            let next = seen + encoding.width(c);
            // A column inside a surrogate pair belongs to the character before which the pair began.
            if next > column {
                return range.start + at;
            }
            seen = next;
        }
        range.end
    }

    /// Replaces a byte range, widened to character boundaries and clamped to the text, and gives back the range replaced and what
    /// stood there.
    pub fn replace(&mut self, range: Range<usize>, new: &str) -> (Range<usize>, String) {
        let start = self.content.floor_char_boundary(range.start);
        let end = self.content.ceil_char_boundary(range.end.max(range.start));
        let old = self.slice(start..end).to_owned();
        if self.content.capacity() - self.content.len() < new.len() {
            self.content.reserve_exact(new.len() + spare(self.content.len()));
        }
        self.content.replace_range(start..end, new);

        // Lines that begin well before the edit stay, those well after it move; between them the table is made anew. One line
        // more on each side, because an edit can join a `\r` with a `\n` or part them.
        let first = self.line_of_start(start).saturating_sub(1);
        let rest = self.starts.partition_point(|&at| at as usize <= end + 1);
        let moved = new.len() as i64 - (end - start) as i64;
        let from = self.line_start(first).min(self.content.len());
        let to = match self.starts.get(rest) {
            Some(&at) => (i64::from(at) + moved) as usize,
            None => self.content.len(),
        };
        let mut middle = vec![from as u32];
        if let Some(bytes) = self.content.as_bytes().get(from..to) {
            push_line_starts(bytes, from, &mut middle);
        }
        if rest < self.starts.len() {
            // The line break that ends the middle begins the first line that moved.
            if middle.last().is_some_and(|&last| last as usize == to) {
                middle.pop();
            }
            // Modulo 2³², which many are added to at once.
            let moved = moved as u32;
            for start in self.starts.iter_mut().skip(rest) {
                *start = start.wrapping_add(moved);
            }
        }
        self.starts.splice(first..rest, middle);
        (start..end, old)
    }

    fn line_of_start(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start as usize <= offset).saturating_sub(1)
    }
}

/// Pushes the offsets after each line break of `bytes`, which begin at `base` in the text.
fn push_line_starts(bytes: &[u8], base: usize, starts: &mut Vec<u32>) {
    for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
        let lone = bytes.get(at) != Some(&b'\r') || bytes.get(at + 1) != Some(&b'\n');
        if lone {
            starts.push((base + at + 1) as u32);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn piece() -> impl Strategy<Value = String> {
        prop::collection::vec(
            prop::sample::select(vec!["a", "\n", "\r", "\r\n", "😀", "é", "設", " ", "\t", "x\ny", ""]),
            0..8,
        )
        .prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn the_line_table_after_any_edits_is_the_one_made_afresh(
            start in piece(), edits in prop::collection::vec((0usize..40, 0usize..10, piece()), 0..12)
        ) {
            let mut text = Text::new(start);
            for (at, len, new) in edits {
                text.replace(at..at + len, &new);
                prop_assert_eq!(&text, &Text::new(text.as_str().to_owned()));
            }
        }

        #[test]
        fn positions_of_boundaries_come_back(content in piece()) {
            let text = Text::new(content);
            for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
                for (offset, c) in text.as_str().char_indices() {
                    if c == '\n' || c == '\r' { continue }
                    prop_assert_eq!(text.offset(text.position(offset, encoding), encoding), offset);
                }
            }
        }
    }

    #[test]
    fn columns_follow_the_encoding() {
        let text = Text::new("a😀b\r\n設x".to_owned());
        let at = |encoding, line, column| text.offset(Position { line, column }, encoding);
        assert_eq!(at(Encoding::Utf16, 0, 3), 5);
        assert_eq!(at(Encoding::Utf32, 0, 2), 5);
        assert_eq!(at(Encoding::Utf8, 0, 5), 5);
        assert_eq!(at(Encoding::Utf16, 1, 1), 11);
        // Inside a surrogate pair, beyond the line, beyond the text.
        assert_eq!(at(Encoding::Utf16, 0, 2), 1);
        assert_eq!(at(Encoding::Utf16, 0, 99), 6);
        assert_eq!(at(Encoding::Utf16, 9, 0), text.len());
    }
}
