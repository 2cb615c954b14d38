//! A number in prose with all that belongs to it: magnitude, range, unit, what is counted, over what.

mod counted;
mod literal;
mod magnitude;
mod over;
mod unit;

use whyfirst_guide::measures::{Measure, Measures};
use whyfirst_guide::number::Number;

use super::value::Value;

/// What was read.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) value: Value,
    pub(super) end: usize,
    pub(super) lone: Option<Lone>,
    pub(super) multiplier: bool,
    pub(super) vector: bool,
    /// How many of its base its magnitude and unit are.
    pub(super) scale: Number,
}

/// A `B` after a number, without anything that says whether it is a billion or a byte. The value is read as the likelier one for the
/// number alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lone {
    /// Whether the number by itself looks like a size: 400, 64, but not 1 or 5.
    pub(super) sizable: bool,
    /// Whether it is a width of a number: 1, 2, 4 or 8 bytes.
    pub(super) width: bool,
    /// Whether the value is read as bytes.
    pub(super) bytes: bool,
}

/// Reads the number that begins at a place. Nothing for what only looks like one: dates, versions, words with digits.
pub(super) fn read(text: &str, at: usize, money: bool, measures: &Measures) -> Option<Found> {
    let mut reader = Reader { text, at, measures, vector: false };
    let (first, _) = reader.literal()?;
    let mut value = Value::bare(first);
    if money {
        value.base = [0, 0, 1, 0];
        value.marks.bare = false;
    }
    let mut lone = None;
    let mut multiplier = false;
    let first_size = reader.magnitude(&mut value, &mut lone)?;
    reader.range(&mut value, first, first_size, &mut lone)?;
    if reader.rest().starts_with('+')
        && !reader.rest().get(1..).is_some_and(|it| it.starts_with(|c: char| c.is_ascii_digit()))
    {
        let after = reader.rest().get(1..).unwrap_or_default();
        if !after.starts_with(' ') || !after.trim_start().starts_with(|c: char| c.is_ascii_digit()) {
            reader.at += 1;
            value.marks.rough = true;
        }
    }
    if lone.is_none() && reader.percent(&mut value) {
        return Some(Found { value, end: reader.at, lone, multiplier, vector: false, scale: Number::ONE });
    }
    let glued = reader.letters();
    if glued == "x"
        || reader.rest().starts_with('×')
            && reader
                .rest()
                .get(2..)
                .is_none_or(|it| !it.trim_start().starts_with(|c: char| c.is_ascii_digit()))
            && !reader.rest().starts_with("× ")
    {
        // `3x` is so many times; `224x224` and `3 x 4` are left to the signs.
        let length = if glued == "x" { 1 } else { 2 };
        let after = reader.rest().get(length..).unwrap_or_default();
        if glued == "x" && after.starts_with(|c: char| c.is_ascii_digit()) {
            return Some(Found {
                value,
                end: reader.at,
                lone,
                multiplier,
                vector: false,
                scale: Number::ONE,
            });
        }
        reader.at += length;
        multiplier = true;
        return Some(Found { value, end: reader.at, lone, multiplier, vector: false, scale: Number::ONE });
    }
    reader.unit(&mut value, &mut lone)?;
    reader.per(&mut value, &mut lone);
    let vector = reader.vector;
    let scale = value.low.divide(first).unwrap_or(Number::ONE);
    value.is_sound().then_some(Found { value, end: reader.at, lone, multiplier, vector, scale })
}

/// One of the unit that stands at a place.
pub(super) fn unit_of(text: &str, at: usize, measures: &Measures) -> Option<Found> {
    let mut reader = Reader { text, at, measures, vector: false };
    let mut value = Value::bare(Number::ONE);
    let word = word_with_digits(reader.rest());
    match measures.find(word)? {
        Measure::Unit(unit, plural) => {
            reader.at += word.len();
            reader.apply(&mut value, unit, plural);
        }
        Measure::Precision(kind) => {
            reader.at += word.len();
            value.scale(measures.precision(kind));
            value.base = [0, 1, 0, 0];
            value.marks.bare = false;
        }
        _ => return None,
    }
    reader.per(&mut value, &mut None);
    let scale = value.low;
    Some(Found { value, end: reader.at, lone: None, multiplier: false, vector: false, scale })
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    measures: &'a Measures,
    /// Whether a length and the kind of its numbers made a size.
    vector: bool,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The letters right here.
    fn letters(&self) -> &'a str {
        letters(self.rest())
    }

    /// Spaces right here: how many.
    fn gap(&self) -> usize {
        let rest = self.rest();
        let spaces = rest.len() - rest.trim_start_matches([' ', '\u{a0}', '\u{202f}', '\u{2009}']).len();
        if spaces > 4 { 0 } else { spaces }
    }
}

/// The letters at the start of a text.
fn letters(text: &str) -> &str {
    let length = text.len() - text.trim_start_matches(|c: char| c.is_alphabetic()).len();
    text.get(..length).unwrap_or_default()
}

/// The letters at the start of a text, with the digits inside and after them: `fp32`, `A100`.
fn word_with_digits(text: &str) -> &str {
    if !text.starts_with(|c: char| c.is_alphabetic()) {
        return "";
    }
    let length = text.len() - text.trim_start_matches(|c: char| c.is_alphanumeric()).len();
    text.get(..length).unwrap_or_default()
}
