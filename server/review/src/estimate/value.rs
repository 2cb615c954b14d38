//! Values with a dimension: how much, of what, from where to where.
//!
//! Counted things (users, requests, tokens) are names beside the dimension and not part of it: notes multiply users by requests and speak
//! of requests. They cancel where they can, and are never a reason to call something wrong.

use whyfirst_guide::estimation::NounKind;
use whyfirst_guide::measures::{Base, Measures};
use whyfirst_guide::number::Number;

use super::nouns::Nouns;

/// The place of seconds in a dimension, and so on.
pub(crate) const TIME: usize = 0;
pub(crate) const BYTES: usize = 1;
pub(crate) const MONEY: usize = 2;
pub(crate) const FLOP: usize = 3;
/// A counted thing without a name in the guide.
pub(crate) const UNNAMED: u16 = u16::MAX;
/// Exponents beyond this are no estimate.
const MAX_EXPONENT: i8 = 12;

/// Small facts about how a value was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Marks {
    /// Nothing but digits: no magnitude, unit or name.
    pub bare: bool,
    /// A share, written in per cent.
    pub percent: bool,
    /// Written by 1,024.
    pub binary: bool,
    /// Written in bits.
    pub bits: bool,
    /// Counts what happens in a day without saying so (daily active users).
    pub daily: bool,
    /// About, at least, at most.
    pub rough: bool,
    /// With a word or sign for a magnitude.
    pub magnitude: bool,
}

/// A value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Value {
    /// How much at least, in seconds, bytes, dollars, operations or pieces.
    pub low: Number,
    /// How much at most; the same unless a range was written.
    pub high: Number,
    /// Exponents of seconds, bytes, dollars and operations.
    pub base: Base,
    /// The unit over which a rate was counted, by position in the guide.
    pub period: Option<u16>,
    /// What is counted, with its exponent.
    pub nouns: Nouns,
    /// How it was written.
    pub marks: Marks,
}

impl Value {
    /// A number without anything else.
    pub(crate) fn bare(number: Number) -> Value {
        Value {
            low: number,
            high: number,
            base: [0; 4],
            period: None,
            nouns: Nouns::default(),
            marks: Marks { bare: true, ..Marks::default() },
        }
    }

    /// The middle of the range, in double precision.
    pub fn number(&self) -> f64 {
        let (low, high) = (self.low.to_f64(), self.high.to_f64());
        if self.is_range() { (low + high) / 2.0 } else { low }
    }

    /// Whether both ends differ.
    pub fn is_range(&self) -> bool {
        self.low != self.high
    }

    /// Whether it is a number of something, not a time, size or price.
    pub fn is_count(&self) -> bool {
        self.base == [0; 4]
    }

    /// Whether it says how many of something come in a time.
    pub fn is_rate(&self) -> bool {
        self.base == [-1, 0, 0, 0]
    }

    /// Whether it is a time.
    pub fn is_time(&self) -> bool {
        self.base == [1, 0, 0, 0]
    }

    /// Whether it is an amount of information, or a rate of it.
    pub fn is_size(&self) -> bool {
        matches!(self.base, [0 | -1, 1, 0, 0])
    }

    /// The exponent of one part of its dimension.
    pub(crate) fn exponent(&self, part: usize) -> i8 {
        self.base.get(part).copied().unwrap_or_default()
    }

    /// Both ends times a number.
    pub(crate) fn scale(&mut self, factor: Number) {
        let range = self.is_range();
        self.low = self.low.times(factor);
        self.high = if range { self.high.times(factor) } else { self.low };
    }

    /// Whether it can be worked with: not beyond all numbers and of a dimension that means something.
    pub(crate) fn is_sound(&self) -> bool {
        self.low.is_finite()
            && self.high.is_finite()
            && self.base.iter().all(|exponent| (-MAX_EXPONENT..=MAX_EXPONENT).contains(exponent))
    }

    /// The product.
    pub(crate) fn times(mut self, mut other: Value, measures: &Measures) -> Option<Value> {
        // `2 TB a day × 365`: so many days.
        if !Value::reads_shorthand(&self, &mut other, measures) {
            Value::reads_shorthand(&other, &mut self, measures);
        }
        let ends = |a: Number, b: Number| a.times(b);
        let negative = self.low < Number::ZERO || other.low < Number::ZERO;
        let (low, high) = if negative {
            let all = [
                ends(self.low, other.low),
                ends(self.low, other.high),
                ends(self.high, other.low),
                ends(self.high, other.high),
            ];
            extremes(all)
        } else {
            let low = ends(self.low, other.low);
            (low, if self.is_range() || other.is_range() { ends(self.high, other.high) } else { low })
        };
        self.join(other, low, high, 1, measures)
    }

    /// The quotient.
    pub(crate) fn over(mut self, mut other: Value, measures: &Measures) -> Option<Value> {
        if other.marks.bare && other.low == other.high {
            self.read_divisor(&mut other, measures);
        }
        if other.low <= Number::ZERO && other.high >= Number::ZERO {
            return None;
        }
        // `1B requests/day / 86,400 s`: what was counted in a day is spread over its seconds, and is the same rate.
        if !other.marks.bare && self.exponent(TIME) == -1 && other.is_time() && self.is_over(&other, measures)
        {
            return Some(self);
        }
        let low = self.low.divide(other.high)?;
        let range = self.is_range() || other.is_range();
        let high = if range { self.high.divide(other.low)? } else { low };
        let (low, high) = if low <= high { (low, high) } else { (high, low) };
        self.join(other, low, high, -1, measures)
    }

    /// The sum, or with -1 the difference; nothing for values of different dimensions.
    pub(crate) fn plus(mut self, other: Value, sign: i8) -> Option<Value> {
        let same = self.base == other.base
            // `1 - 80%`, `2 + 3 users`.
            || self.marks.bare && self.low.is_zero();
        if !same {
            return None;
        }
        if sign > 0 {
            self.low = self.low.plus(other.low);
            self.high = self.high.plus(other.high);
        } else {
            self.low = self.low.minus(other.high);
            self.high = self.high.minus(other.low);
        }
        self.marks = Marks {
            bare: self.marks.bare && other.marks.bare,
            percent: self.marks.percent && other.marks.percent,
            binary: self.marks.binary || other.marks.binary,
            bits: self.marks.bits || other.marks.bits,
            daily: self.marks.daily || other.marks.daily,
            rough: self.marks.rough || other.marks.rough,
            magnitude: self.marks.magnitude || other.marks.magnitude,
        };
        if self.nouns.is_empty() {
            self.nouns = other.nouns;
        }
        self.period = self.period.or(other.period);
        self.is_sound().then_some(self)
    }

    /// A whole power of a number without dimension.
    pub(crate) fn power(mut self, power: &Value) -> Option<Value> {
        let exponent = power.low.as_whole().filter(|_| !power.is_range() && power.is_count())?;
        if !self.is_count() || !self.nouns.is_empty() || self.is_range() {
            return None;
        }
        let size = self.low.power(u32::try_from(exponent.unsigned_abs()).ok()?)?;
        let value = if exponent < 0 { Number::ONE.divide(size)? } else { size };
        (self.low, self.high) = (value, value);
        self.marks.bare = true;
        self.is_sound().then_some(self)
    }

    /// Reads a bare number after a rate as so many of the unit over which the rate is counted.
    fn reads_shorthand(rate: &Value, bare: &mut Value, measures: &Measures) -> bool {
        let Some(period) = rate.period.filter(|_| rate.exponent(TIME) == -1) else { return false };
        if !bare.marks.bare || bare.is_range() {
            return false;
        }
        let found =
            measures.shorthands().iter().find(|short| short.unit == period && short.number == bare.low);
        let unit = found.and_then(|short| measures.unit(short.unit));
        let Some(unit) = unit else { return false };
        bare.scale(unit.factor);
        bare.base = unit.base;
        bare.marks.bare = false;
        true
    }

    /// Whether a time is the one over which this rate was counted, give or take the usual rounding (10⁵ s for a day).
    fn is_over(&self, time: &Value, measures: &Measures) -> bool {
        let Some(unit) = self.period.and_then(|period| measures.unit(period)) else { return false };
        let tenths = |number: Number, count: i128| number.times(Number::whole(count));
        time.low == time.high
            && tenths(time.low, 10) >= tenths(unit.factor, 8)
            && tenths(time.low, 10) <= tenths(unit.factor, 12)
    }

    /// Reads a bare divisor: `1B a day / 86400` only changes the unit, `1B / 86400` is a rate.
    fn read_divisor(&mut self, divisor: &mut Value, measures: &Measures) {
        // Seconds over 3600 are hours: the same time.
        let seconds_in = |short: &&whyfirst_guide::measures::ShorthandData| {
            short.number == divisor.low && !short.rounded && Some(short.unit) == measures.second_and_day().0
        };
        if self.is_time()
            && divisor.low >= Number::whole(3600)
            && measures.shorthands().iter().any(|it| seconds_in(&it))
        {
            (divisor.low, divisor.high) = (Number::ONE, Number::ONE);
            return;
        }
        let rate = self.exponent(TIME) == -1;
        let found = measures.shorthands().iter().find(|short| {
            let fits = match self.period.filter(|_| rate) {
                Some(period) => short.per == period,
                None => {
                    !rate
                        && self.exponent(TIME) == 0
                        && (!short.rounded || self.marks.daily)
                        && is_day_in_seconds(short, measures)
                }
            };
            fits && short.number == divisor.low
        });
        let Some(short) = found else { return };
        let (Some(unit), Some(per)) = (measures.unit(short.unit), measures.unit(short.per)) else { return };
        if rate {
            // The value stays what it is, up to rounding; it is now counted over the smaller unit.
            if let Some(exact) = per.factor.divide(unit.factor) {
                self.scale(exact);
                self.period = Some(short.unit);
            }
        } else {
            divisor.base = unit.base;
            self.period = Some(short.unit);
        }
        divisor.marks.bare = false;
    }

    fn join(
        mut self,
        other: Value,
        low: Number,
        high: Number,
        sign: i8,
        measures: &Measures,
    ) -> Option<Value> {
        (self.low, self.high) = (low, high);
        let (left, right) = (self.marks, other.marks);
        let was = self.nouns;
        for (exponent, more) in self.base.iter_mut().zip(other.base) {
            *exponent = exponent.checked_add(more * sign)?;
        }
        self.period = match self.exponent(TIME) {
            -1 => self.period.or(other.period),
            _ => None,
        };
        for (noun, exponent) in other.nouns.iter() {
            self.nouns.multiply(*noun, exponent.checked_mul(sign)?)?;
        }
        // Whoever acts is no longer what is counted once something has been multiplied; nor are copies.
        let plain = |marks: Marks| marks.percent;
        if sign > 0 && !plain(left) && !plain(right) {
            let per_actor = |noun: u16| {
                other.nouns.iter().chain(was.iter()).any(|&(it, exponent)| it == noun && exponent < 0)
            };
            self.nouns.retain(|(noun, exponent)| {
                let kind = if noun == UNNAMED { NounKind::Thing } else { measures.noun_kind(noun) };
                !(exponent > 0 && matches!(kind, NounKind::Actor | NounKind::Copy) && !per_actor(noun))
            });
        }
        self.marks = Marks {
            bare: left.bare && right.bare,
            percent: false,
            binary: left.binary || right.binary,
            bits: left.bits || right.bits,
            daily: left.daily || right.daily,
            rough: left.rough || right.rough,
            magnitude: left.magnitude || right.magnitude,
        };
        self.is_sound().then_some(self)
    }
}

/// The least and the most of four numbers.
fn extremes(all: [Number; 4]) -> (Number, Number) {
    let [first, ..] = all;
    all.into_iter().fold((first, first), |(low, high), it| {
        (if it < low { it } else { low }, if it > high { it } else { high })
    })
}

fn is_day_in_seconds(short: &whyfirst_guide::measures::ShorthandData, measures: &Measures) -> bool {
    (Some(short.unit), Some(short.per)) == measures.second_and_day()
}
