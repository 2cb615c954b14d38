//! A number in prose with all that belongs to it: magnitude, range, unit, what is counted, over what.

use std::cell::Cell;

mod counted;
mod literal;
mod magnitude;
mod over;
mod unit;

use whyfirst_guide::measures::{Meaning, Measure, Measures, Place, Roles};
use whyfirst_guide::number::Number;

use super::value::Value;

/// A number as it stands.
#[derive(Debug, Clone)]
pub(super) struct Quantity {
    pub(super) value: Value,
    /// A `B` that may be a billion or a byte.
    pub(super) lone: Option<Lone>,
    /// `3x`: so many times.
    pub(super) multiplier: bool,
    /// A length and the kind of its numbers, which make a size: `256-d fp32`.
    pub(super) vector: bool,
    /// Its digits alone, without magnitude and unit.
    pub(super) digits: Number,
}

impl Quantity {
    /// How many of its base its magnitude and unit are.
    pub(super) fn scale(&self) -> Number {
        self.value.low.divide(self.digits).unwrap_or(Number::ONE)
    }
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

/// Reads the number that begins at a place; says where it ends. Nothing for what only looks like one: dates, versions, words with digits.
pub(super) fn read(text: &str, at: usize, money: bool, measures: &Measures) -> Option<(Quantity, usize)> {
    let mut reader = Reader::new(text, at, measures);
    let (digits, _) = reader.literal()?;
    let mut it =
        Quantity { value: Value::bare(digits), lone: None, multiplier: false, vector: false, digits };
    if money {
        it.value.base = [0, 0, 1, 0];
        it.value.marks.bare = false;
    }
    let first_size = reader.magnitude(&mut it.value, &mut it.lone)?;
    reader.range(&mut it.value, digits, first_size, &mut it.lone)?;
    if reader.rest().starts_with('+')
        && !reader.rest().get(1..).is_some_and(|it| it.starts_with(|c: char| c.is_ascii_digit()))
    {
        let after = reader.rest().get(1..).unwrap_or_default();
        if !after.starts_with(' ') || !after.trim_start().starts_with(|c: char| c.is_ascii_digit()) {
            reader.at += 1;
            it.value.marks.rough = true;
        }
    }
    if it.lone.is_none() && reader.percent(&mut it.value) {
        return Some((it, reader.at));
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
        if glued != "x" || !after.starts_with(|c: char| c.is_ascii_digit()) {
            reader.at += length;
            it.multiplier = true;
        }
        return Some((it, reader.at));
    }
    reader.unit(&mut it.value, &mut it.lone)?;
    reader.per(&mut it.value, &mut it.lone);
    it.vector = reader.vector;
    it.value.is_sound().then_some((it, reader.at))
}

/// One of the unit that stands at a place, and where that ends.
pub(super) fn unit_of(text: &str, at: usize, measures: &Measures) -> Option<(Quantity, usize)> {
    let mut reader = Reader::new(text, at, measures);
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
    let digits = Number::ONE;
    Some((Quantity { value, lone: None, multiplier: false, vector: false, digits }, reader.at))
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    measures: &'a Measures,
    /// Whether a length and the kind of its numbers made a size.
    vector: bool,
    /// The word that was looked up last, where it begins and ends, and its meaning: most are asked for several times.
    last: Cell<(usize, usize, Place)>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, at: usize, measures: &'a Measures) -> Reader<'a> {
        Reader { text, at, measures, vector: false, last: Cell::default() }
    }

    /// What a word of the text means.
    fn meaning(&self, word: &str) -> &'a Meaning {
        if word.is_empty() {
            return self.measures.meaning_at(Place::default());
        }
        let start = word.as_ptr().addr();
        let (from, to, mut place) = self.last.get();
        if (from, to) != (start, start + word.len()) {
            place = self.measures.place(word);
            self.last.set((start, start + word.len(), place));
        }
        self.measures.meaning_at(place)
    }

    /// What a word of the text means after a number.
    fn find(&self, word: &str) -> Option<Measure> {
        self.meaning(word).measure(word)
    }

    fn roles(&self, word: &str) -> Roles {
        self.meaning(word).roles
    }

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

/// Whether a character is a letter: what stands between numbers is none, without a look at the tables.
fn is_letter(c: char) -> bool {
    !matches!(c, '×' | '÷' | '·' | '\u{2010}'..='\u{2027}' | '\u{2190}'..='\u{23ff}') && c.is_alphabetic()
}

/// The letters at the start of a text.
fn letters(text: &str) -> &str {
    run(text, u8::is_ascii_alphabetic, is_letter)
}

/// The letters at the start of a text, with the digits inside and after them: `fp32`, `A100`.
fn word_with_digits(text: &str) -> &str {
    if !text.starts_with(is_letter) {
        return "";
    }
    run(text, u8::is_ascii_alphanumeric, |c| is_letter(c) || c.is_numeric())
}

/// The characters of a kind at the start of a text. `ascii` tells the kind of bytes: most texts need no more.
fn run(text: &str, ascii: impl Fn(&u8) -> bool, any: impl Fn(char) -> bool) -> &str {
    let plain = text.bytes().take_while(ascii).count();
    let length = match text.as_bytes().get(plain) {
        Some(0x80..) => text.len() - text.trim_start_matches(any).len(),
        _ => plain,
    };
    text.get(..length).unwrap_or_default()
}
