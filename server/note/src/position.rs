//! Positions as editors count them.

/// How an editor counts the columns of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// In bytes.
    Utf8,
    /// In UTF-16 code units: what every editor speaks.
    #[default]
    Utf16,
    /// In characters (Unicode scalar values).
    Utf32,
}

impl Encoding {
    /// The width of a character in columns.
    pub fn width(self, c: char) -> usize {
        match self {
            Encoding::Utf8 => c.len_utf8(),
            Encoding::Utf16 => c.len_utf16(),
            Encoding::Utf32 => 1,
        }
    }

    /// The width of a text in columns.
    pub fn columns(self, text: &str) -> usize {
        if self == Encoding::Utf8 || text.is_ascii() {
            return text.len();
        }
        text.chars().map(|c| self.width(c)).sum()
    }
}

/// A place in a text: line and column, both 0-based, the column in units of some [`Encoding`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Position {
    /// The line, 0-based.
    pub line: u32,
    /// The column, 0-based.
    pub column: u32,
}
