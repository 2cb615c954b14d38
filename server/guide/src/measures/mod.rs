//! The words of numbers made ready for reading: what a word after a number means, in one look-up.

mod meaning;

pub use meaning::{Meaning, Name};

use crate::estimation::{Estimation, NounKind};
use crate::model::Str;
use crate::number::Number;
use meaning::Meanings;

/// What a word after a number means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// A large number, by position.
    Magnitude(u16),
    /// A unit, by position; the flag is set for a plural.
    Unit(u16, bool),
    /// Bytes of one number of a kind, by position.
    Precision(u16),
    /// Something counted, by position.
    Noun(u16),
    /// Something counted in a day.
    DailyNoun(u16),
    /// `daily`: over which unit, by position.
    Adverb(u16),
}

/// What a word says about the numbers around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs, reason = "each is described at its list in `NumberWords`")]
pub enum Role {
    Result,
    About,
    Per,
    Of,
    Times,
    Sized,
    Each,
    Percent,
    Stop,
    Hedge,
    Varied,
    Parallel,
    Total,
    Limit,
    Peak,
    Average,
    Bounded,
    Unbounded,
    Fast,
    NeedsTime,
    NeedsSize,
    NeedsRate,
    /// It weighs ways against each other.
    Weighed,
}

const ROLES: [Role; 23] = [
    Role::Result,
    Role::About,
    Role::Per,
    Role::Of,
    Role::Times,
    Role::Sized,
    Role::Each,
    Role::Percent,
    Role::Stop,
    Role::Hedge,
    Role::Varied,
    Role::Parallel,
    Role::Total,
    Role::Limit,
    Role::Peak,
    Role::Average,
    Role::Bounded,
    Role::Unbounded,
    Role::Fast,
    Role::NeedsTime,
    Role::NeedsSize,
    Role::NeedsRate,
    Role::Weighed,
];

/// The roles of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Roles(u32);

impl Roles {
    /// Whether a role is among them.
    pub fn has(self, role: Role) -> bool {
        self.0 >> role as u32 & 1 == 1
    }
}

/// Where the meaning of a word is found again without looking for the word; by default that of no word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place(u16);

/// Exponents of seconds, bytes, dollars and floating-point operations.
pub type Base = [i8; 4];

/// A unit made ready.
#[derive(Debug, Clone)]
pub struct UnitData {
    /// How many of its base it is.
    pub factor: Number,
    /// Of what.
    pub base: Base,
    /// Whether it counts bytes by 1,024.
    pub binary: bool,
    /// Whether it counts bits.
    pub bits: bool,
    /// Whether its plural means so many a second.
    pub rate_if_plural: bool,
    /// Whether a rate can be counted over it.
    pub is_period: bool,
}

/// A quantity made ready.
#[derive(Debug, Clone)]
pub struct QuantityData {
    /// What it is measured in.
    pub base: Base,
    /// The least and the most that are taken for it.
    pub limits: (Option<Number>, Option<Number>),
    /// Words with which it is another one.
    pub never: Vec<String>,
    /// Whether two values contradict each other.
    pub single: bool,
}

/// A number that stands for a unit.
#[derive(Debug, Clone, Copy)]
pub struct ShorthandData {
    /// The number.
    pub number: Number,
    /// The unit of which there are so many, by position …
    pub unit: u16,
    /// … in one of this.
    pub per: u16,
    /// Whether it means this only where a unit asks for it.
    pub rounded: bool,
}

/// The guide's knowledge of numbers made ready for reading.
#[derive(Debug, Default)]
pub struct Measures {
    meanings: Meanings,
    magnitudes: Vec<(Number, bool)>,
    units: Vec<UnitData>,
    precisions: Vec<Number>,
    nouns: Vec<(NounKind, String)>,
    shorthands: Vec<ShorthandData>,
    quantities: Vec<QuantityData>,
    /// The bytes with which wordings that ask for a short time begin, as bits: most words of a text begin with none of them.
    fast_bytes: [u64; 4],
    per_actor: Option<u16>,
    second: Option<u16>,
    day: Option<u16>,
}

impl Measures {
    /// Makes a guide's knowledge ready. What cannot be read is left out: the loader has told of it.
    pub fn new(data: &Estimation) -> Measures {
        let number = |text: &Str| Number::parse(text).unwrap_or(Number::ONE);
        let mut it = Measures {
            magnitudes: data.magnitudes.iter().map(|it| (number(&it.factor), it.needs_noun)).collect(),
            precisions: data.precisions.iter().map(|it| number(&it.bytes)).collect(),
            nouns: data.nouns.iter().map(|it| (it.kind, plural(&it.id))).collect(),
            units: data
                .units
                .iter()
                .map(|it| UnitData {
                    factor: number(&it.factor),
                    base: base(&it.base),
                    binary: it.binary,
                    bits: it.bits,
                    rate_if_plural: it.rate_if_plural,
                    is_period: !it.period.is_empty() && it.base == "s",
                })
                .collect(),
            ..Measures::default()
        };
        let unit_named = |id: &str| data.units.iter().position(|unit| unit.id == id).map(|at| at as u16);
        it.per_actor = data.quantities.iter().position(|it| it.per_actor).map(|at| at as u16);
        (it.second, it.day) = (unit_named("second"), unit_named("day"));
        it.shorthands = data
            .shorthands
            .iter()
            .filter_map(|short| {
                Some(ShorthandData {
                    number: Number::parse(&short.number)?,
                    unit: unit_named(&short.unit)?,
                    per: unit_named(&short.per)?,
                    rounded: short.rounded,
                })
            })
            .collect();
        it.take_words(data);
        it.take_quantities(data);
        for wording in data.words.fast.iter() {
            let first = wording.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            it.meanings.add(first, |meaning| meaning.fast.push(wording.clone()));
            for byte in
                first.bytes().take(1).flat_map(|it| [it.to_ascii_lowercase(), it.to_ascii_uppercase()])
            {
                if let Some(bits) = it.fast_bytes.get_mut(usize::from(byte / 64)) {
                    *bits |= 1 << (byte % 64);
                }
            }
        }
        for (list, role) in data.words.lists().into_iter().zip(ROLES) {
            for word in list.iter() {
                it.meanings.add(word, |meaning| meaning.roles.0 |= 1 << role as u32);
            }
        }
        it
    }

    fn take_words(&mut self, data: &Estimation) {
        let meanings = &mut self.meanings;
        for (at, magnitude) in data.magnitudes.iter().enumerate() {
            magnitude.words.iter().for_each(|word| meanings.measure(word, Measure::Magnitude(at as u16)));
        }
        for (at, unit) in data.units.iter().enumerate() {
            let at = at as u16;
            unit.words.iter().for_each(|word| meanings.measure(word, Measure::Unit(at, false)));
            unit.words.iter().for_each(|word| meanings.measure(&plural(word), Measure::Unit(at, true)));
            if !unit.adverb.is_empty() {
                meanings.measure(&unit.adverb, Measure::Adverb(at));
            }
        }
        for (at, precision) in data.precisions.iter().enumerate() {
            for word in precision.words.iter() {
                meanings.measure(word, Measure::Precision(at as u16));
                meanings.measure(&plural(word), Measure::Precision(at as u16));
            }
        }
        for (at, noun) in data.nouns.iter().enumerate() {
            let at = at as u16;
            noun.daily.iter().for_each(|word| meanings.measure(word, Measure::DailyNoun(at)));
            for word in noun.words.iter() {
                meanings.measure(word, Measure::Noun(at));
                meanings.measure(&plural(word), Measure::Noun(at));
            }
            for word in noun.hyphenated.iter() {
                meanings.add(word, |meaning| meaning.hyphenated = Some(at));
            }
        }
    }

    fn take_quantities(&mut self, data: &Estimation) {
        let limit = |text: &Str| Number::parse(text);
        for (at, quantity) in data.quantities.iter().enumerate() {
            self.quantities.push(QuantityData {
                base: base(&quantity.base),
                limits: (limit(&quantity.least), limit(&quantity.most)),
                never: quantity.never.iter().map(|word| word.to_string()).collect(),
                single: quantity.single,
            });
            let at = at as u16;
            for name in quantity.after.iter().flat_map(spellings) {
                self.add_name(name, at, |meaning| &mut meaning.after);
            }
            for name in quantity.before.iter().flat_map(spellings) {
                self.add_name(name, at, |meaning| &mut meaning.before);
            }
        }
        // The longest name first: a daily user is no user.
        for names in self.meanings.all_mut().flat_map(|it| [&mut it.after, &mut it.before]) {
            names.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        }
    }

    fn add_name(&mut self, name: Vec<String>, quantity: u16, list: fn(&mut Meaning) -> &mut Vec<Name>) {
        let first = name.first().cloned().unwrap_or_default();
        self.meanings.add(&first, |meaning| list(meaning).push((name, quantity)));
    }

    /// What a word means beside numbers.
    pub fn meaning(&self, word: &str) -> &Meaning {
        self.meaning_at(self.place(word))
    }

    /// The place of a word's meaning.
    pub fn place(&self, word: &str) -> Place {
        Place(self.meanings.place(word))
    }

    /// The meaning at a place.
    pub fn meaning_at(&self, place: Place) -> &Meaning {
        self.meanings.at(place.0)
    }

    /// What a word after a number means.
    pub fn find(&self, word: &str) -> Option<Measure> {
        self.meaning(word).measure(word)
    }

    /// Whether a wording that asks for a short time may begin with a byte.
    pub fn may_begin_fast(&self, byte: u8) -> bool {
        self.fast_bytes.get(usize::from(byte / 64)).is_some_and(|bits| bits >> (byte % 64) & 1 == 1)
    }

    /// The roles of a word.
    pub fn roles(&self, word: &str) -> Roles {
        self.meaning(word).roles
    }

    /// Whether any word of a text has a role.
    pub fn says(&self, text: &str, role: Role) -> bool {
        text.split(|c: char| !c.is_alphanumeric()).any(|word| self.roles(word).has(role))
    }

    /// How many a magnitude is, and whether it needs the name of something counted behind it.
    pub fn magnitude(&self, at: u16) -> (Number, bool) {
        self.magnitudes.get(at as usize).copied().unwrap_or((Number::ONE, true))
    }

    /// A unit.
    pub fn unit(&self, at: u16) -> Option<&UnitData> {
        self.units.get(at as usize)
    }

    /// How many bytes a number of a kind takes.
    pub fn precision(&self, at: u16) -> Number {
        self.precisions.get(at as usize).copied().unwrap_or(Number::ONE)
    }

    /// What a noun is in a calculation.
    pub fn noun_kind(&self, at: u16) -> NounKind {
        self.nouns.get(at as usize).map_or(NounKind::Thing, |(kind, _)| *kind)
    }

    /// A noun in the plural, as it is shown.
    pub fn noun_name(&self, at: u16) -> &str {
        self.nouns.get(at as usize).map_or("", |(_, name)| name)
    }

    /// The numbers that stand for a unit.
    pub fn shorthands(&self) -> &[ShorthandData] {
        &self.shorthands
    }

    /// A quantity.
    pub fn quantity(&self, at: u16) -> Option<&QuantityData> {
        self.quantities.get(at as usize)
    }

    /// The quantity that is counted for each of those who act.
    pub fn quantity_per_actor(&self) -> Option<u16> {
        self.per_actor
    }

    /// The unit of a second, and that of a day.
    pub fn second_and_day(&self) -> (Option<u16>, Option<u16>) {
        (self.second, self.day)
    }
}

/// The words of a name, its last in the singular and in the plural.
fn spellings(name: &Str) -> impl Iterator<Item = Vec<String>> {
    let words: Vec<String> = name.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    let many = words.split_last().map(|(last, begin)| [begin, &[plural(last)]].concat());
    many.into_iter().flat_map(move |many| [words.clone(), many])
}

/// The plural of a word.
fn plural(word: &str) -> String {
    if let Some(stem) = word.strip_suffix('y')
        && !stem.ends_with(['a', 'e', 'o', 'u'])
    {
        return format!("{stem}ies");
    }
    let hissing = word.ends_with(['s', 'x']) || word.ends_with("ch") || word.ends_with("sh");
    if hissing && word.len() > 2 { format!("{word}es") } else { format!("{word}s") }
}

/// What a unit's base says.
fn base(text: &str) -> Base {
    let (over, under) = text.split_once('/').unwrap_or((text, ""));
    let mut base = [0; 4];
    for (part, sign) in [(over, 1), (under, -1)] {
        for (exponent, symbol) in base.iter_mut().zip(["s", "B", "$", "FLOP"]) {
            if part == symbol {
                *exponent += sign;
            }
        }
    }
    base
}
