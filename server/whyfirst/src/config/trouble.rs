//! What is wrong with a configuration or a pack: where, and what to do.

use std::fmt;
use std::ops::Range;
use std::path::PathBuf;

/// Something wrong with a file of the configuration or of a pack. The rest of the file holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Trouble {
    /// The file.
    pub(crate) file: PathBuf,
    /// Where in it, if that is known.
    pub(crate) place: Option<Place>,
    /// What is wrong and what to do, for the file's author.
    pub(crate) message: String,
}

/// A place on one line. It keeps the line's text, so that columns can be counted however a client counts them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// The line, 0-based.
    pub(crate) line: u32,
    /// The line's text.
    pub(crate) text: String,
    /// The place in that text, in bytes.
    pub(crate) columns: Range<usize>,
}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Place) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Place {
    fn cmp(&self, other: &Place) -> std::cmp::Ordering {
        (self.line, self.columns.start).cmp(&(other.line, other.columns.start))
    }
}

impl Trouble {
    pub(crate) fn new(file: impl Into<PathBuf>, place: Option<Place>, message: impl Into<String>) -> Trouble {
        Trouble { file: file.into(), place, message: message.into() }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(f, "{}:{}: {}", self.file.display(), place.line + 1, self.message),
            None => write!(f, "{}: {}", self.file.display(), self.message),
        }
    }
}

impl Place {
    /// The place of a byte range of a text; of one over several lines, its part on the first.
    pub(crate) fn of(text: &str, range: &Range<usize>) -> Place {
        let start = floor(text, range.start);
        let before = text.get(..start).unwrap_or_default();
        let line = before.bytes().filter(|&byte| byte == b'\n').count();
        let begin = before.rfind('\n').map_or(0, |at| at + 1);
        let content = text.get(begin..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        let from = (start - begin).min(content.len());
        let to = floor(text, range.end).saturating_sub(begin).clamp(from, content.len());
        Place { line: line as u32, text: content.to_owned(), columns: from..to }
    }

    /// The place of a line (1-based), its indentation aside.
    pub(crate) fn of_line(text: &str, line: usize) -> Place {
        let content = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
        let indent = content.len() - content.trim_start().len();
        let columns = indent..content.trim_end().len().max(indent);
        Place { line: line.saturating_sub(1) as u32, text: content.to_owned(), columns }
    }
}

/// The nearest boundary between characters at or before an offset.
fn floor(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lie_on_one_line_and_between_characters() {
        let text = "a = 1\r\nnäme = [\n  \"ü\",\n]\n";
        let at = |part: &str| text.find(part).unwrap();
        let place = Place::of(text, &(at("näme")..at("näme") + 5));
        assert_eq!((place.line, &*place.text, place.columns), (1, "näme = [", 0..5));
        let long = Place::of(text, &(at("[")..at("]")));
        assert_eq!((long.line, long.columns), (1, 8..9));
        assert_eq!(Place::of(text, &(at("ü") + 1..at("ü") + 1)).columns, 3..3);
        assert_eq!(Place::of(text, &(999..1000)).line, 4);
        assert_eq!(Place::of_line(text, 3).columns, 2..7);
        assert_eq!(Place::of_line("", 7).columns, 0..0);
    }
}
