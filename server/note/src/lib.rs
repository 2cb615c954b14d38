//! A Markdown note as Whyfirst sees it: its text with positions, what each line is, the lines that serve as headings, front
//! matter and suppression comments. Edits cost the section that they touch.
//!
//! The text is cut into *chunks*, each beginning at a heading in column 0, and every chunk is read on its own: as plain blocks if it has
//! no others, else with tree-sitter. Once the [`Facts`] are out of a syntax tree it is dropped: a tree takes some fifty times the memory of
//! its text.
//!
//! Reading a note cannot fail. All positions are byte offsets unless a type says otherwise.

mod chunk;
mod directive;
mod front_matter;
mod heading;
mod left_open;
mod line;
mod note;
mod opaque;
pub mod parallel;
mod patch;
mod plain;
mod position;
mod syntax;
mod text;
pub mod work;

pub use chunk::Chunk;
pub use directive::{Directive, Verb};
pub use front_matter::{FrontMatter, Key, Setting, Status};
pub use heading::{Heading, HeadingKind, title_in};
pub use line::{Facts, Line, LineKind, Marker, Span, SpanKind};
pub use note::{Note, Placed, PlainNote};
pub use position::{Encoding, Position};
pub use syntax::{by_grammar, unmarked};
pub use text::Text;

/// The part of `text` in `range`, or nothing where the range does not lie on character boundaries inside the text.
#[inline]
pub(crate) fn slice(text: &str, range: std::ops::Range<usize>) -> &str {
    text.get(range).unwrap_or_default()
}

#[cfg(test)]
mod note_tests;
