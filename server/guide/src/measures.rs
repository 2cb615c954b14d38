//! The words of numbers made ready for reading: what a word after a number means, in one look-up.

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::estimation::{Estimation, NounKind};
use crate::model::{List, Str};
use crate::number::Number;

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

/// The words of a name, and of which quantity it is, by position.
type Name = (Vec<String>, u16);

/// The guide's knowledge of numbers made ready for reading.
#[derive(Debug, Default)]
pub struct Measures {
    words: FxHashMap<String, Measure>,
    hyphenated: FxHashMap<String, u16>,
    roles: FxHashMap<String, Roles>,
    magnitudes: Vec<(Number, bool)>,
    units: Vec<UnitData>,
    precisions: Vec<Number>,
    nouns: Vec<(NounKind, String)>,
    shorthands: Vec<ShorthandData>,
    quantities: Vec<QuantityData>,
    /// Names of quantities by their first word: after a number and before one.
    after: FxHashMap<String, Vec<Name>>,
    before: FxHashMap<String, Vec<Name>>,
    /// Wordings that ask for a short time, by their first word.
    fast: FxHashMap<String, Vec<Str>>,
    /// The bytes with which these words begin, as bits: most words of a text begin with none of them.
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
            it.fast.entry(first.to_ascii_lowercase()).or_default().push(wording.clone());
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
                it.roles.entry(word.to_string()).or_default().0 |= 1 << role as u32;
            }
        }
        it
    }

    fn take_words(&mut self, data: &Estimation) {
        let mut put = |word: String, measure: Measure| {
            self.words.entry(word).or_insert(measure);
        };
        for (at, magnitude) in data.magnitudes.iter().enumerate() {
            magnitude.words.iter().for_each(|word| put(word.to_string(), Measure::Magnitude(at as u16)));
        }
        for (at, unit) in data.units.iter().enumerate() {
            let at = at as u16;
            unit.words.iter().for_each(|word| put(word.to_string(), Measure::Unit(at, false)));
            unit.words.iter().for_each(|word| put(plural(word), Measure::Unit(at, true)));
            if !unit.adverb.is_empty() {
                put(unit.adverb.to_string(), Measure::Adverb(at));
            }
        }
        for (at, precision) in data.precisions.iter().enumerate() {
            for word in precision.words.iter() {
                put(word.to_string(), Measure::Precision(at as u16));
                put(plural(word), Measure::Precision(at as u16));
            }
        }
        for (at, noun) in data.nouns.iter().enumerate() {
            let at = at as u16;
            noun.daily.iter().for_each(|word| put(word.to_string(), Measure::DailyNoun(at)));
            for word in noun.words.iter() {
                put(word.to_string(), Measure::Noun(at));
                put(plural(word), Measure::Noun(at));
            }
            for word in noun.hyphenated.iter() {
                self.hyphenated.insert(word.to_string(), at);
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
            for (names, table) in [(&quantity.after, &mut self.after), (&quantity.before, &mut self.before)] {
                add_names(names, at as u16, table);
            }
        }
        // The longest name first: a daily user is no user.
        for names in self.after.values_mut().chain(self.before.values_mut()) {
            names.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        }
    }

    /// What a word after a number means.
    pub fn find(&self, word: &str) -> Option<Measure> {
        let as_written = self.words.get(word);
        let capitals = word.bytes().any(|byte| byte.is_ascii_uppercase());
        as_written.or_else(|| with_lower(word, |lower| self.words.get(lower)).filter(|_| capitals)).copied()
    }

    /// What a word after a number and a hyphen means, beyond units.
    pub fn find_hyphenated(&self, word: &str) -> Option<u16> {
        with_lower(word, |lower| self.hyphenated.get(lower)).copied()
    }

    /// The wordings that ask for a short time and begin with a word.
    pub fn fast(&self, word: &str) -> &[Str] {
        with_lower(word, |lower| self.fast.get(lower)).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a wording that asks for a short time may begin with a byte.
    pub fn may_begin_fast(&self, byte: u8) -> bool {
        self.fast_bytes.get(usize::from(byte / 64)).is_some_and(|bits| bits >> (byte % 64) & 1 == 1)
    }

    /// The roles of a word.
    pub fn roles(&self, word: &str) -> Roles {
        with_lower(word, |lower| self.roles.get(lower)).copied().unwrap_or_default()
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

    /// The names of quantities that begin with a word and stand after their number; the longest first.
    pub fn names_after(&self, word: &str) -> &[(Vec<String>, u16)] {
        with_lower(word, |lower| self.after.get(lower)).map_or(&[], Vec::as_slice)
    }

    /// The same for names that stand before their number.
    pub fn names_before(&self, word: &str) -> &[(Vec<String>, u16)] {
        with_lower(word, |lower| self.before.get(lower)).map_or(&[], Vec::as_slice)
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

fn add_names(names: &List<Str>, quantity: u16, table: &mut FxHashMap<String, Vec<Name>>) {
    for name in names.iter() {
        let words: SmallVec<[&str; 4]> = name.split(' ').filter(|word| !word.is_empty()).collect();
        let Some((last, begin)) = words.split_last() else { continue };
        for last in [(*last).to_owned(), plural(last)] {
            let mut words: Vec<String> = begin.iter().map(|word| (*word).to_owned()).collect();
            words.push(last);
            if let Some(first) = words.first().cloned() {
                table.entry(first).or_default().push((words, quantity));
            }
        }
    }
}

/// Looks a word up in lower case.
fn with_lower<T>(word: &str, find: impl Fn(&str) -> Option<T>) -> Option<T> {
    const LONGEST: usize = 24;
    if word.len() > LONGEST {
        return None;
    }
    if !word.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return find(word);
    }
    let mut buffer = [0; LONGEST];
    let lower = buffer.get_mut(..word.len())?;
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    std::str::from_utf8(lower).ok().and_then(find)
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
