//! What a number is counted over: time, people, a million tokens.

use whyfirst_guide::estimation::NounKind;
use whyfirst_guide::measures::{Measure, Role};
use whyfirst_guide::number::Number;

use super::{Lone, Reader, letters, word_with_digits};
use crate::estimate::value::{MONEY, TIME, UNNAMED, Value};

/// How many units may follow one another (`requests / user / day`).
const CHAIN: usize = 4;

impl Reader<'_> {
    /// `/ day`, `per user per day`, `/1M tokens`, `a month`.
    pub(super) fn per(&mut self, value: &mut Value, lone: &mut Option<Lone>) {
        for _ in 0..CHAIN {
            let rest = self.rest();
            let trimmed = rest.trim_start_matches([' ', '\u{a0}']);
            let gap = rest.len() - trimmed.len();
            let word = letters(trimmed);
            let after = if let Some(after) = trimmed.strip_prefix('/') {
                after
            } else if gap > 0 && word.len() <= 5 && self.roles(word).has(Role::Per) {
                trimmed.get(word.len()..).unwrap_or_default()
            } else {
                return;
            };
            let start = after.trim_start_matches(' ');
            let mut place = self.text.len() - start.len();
            let word = word_with_digits(start);
            // `per million tokens`, `/M tokens`: a magnitude stands for its number.
            let mut factor = Number::ONE;
            let mut name = word;
            if let Some(Measure::Magnitude(at)) = self.find(word) {
                let (size, _) = self.measures.magnitude(at);
                let tail = start.get(word.len()..).unwrap_or_default();
                let next = tail.trim_start_matches(' ');
                if word == "B" || next.len() == tail.len() {
                    return;
                }
                place = self.text.len() - next.len();
                name = word_with_digits(next);
                factor = size;
            }
            match self.find(name) {
                Some(Measure::Unit(unit, _))
                    if self.measures.unit(unit).is_some_and(|it| it.is_period) && factor == Number::ONE =>
                {
                    // `/ second` but not `/ s3`; `20 a minute`, not `20 a min`.
                    self.at = place + name.len();
                    self.divide_by_unit(value, unit);
                }
                Some(Measure::Noun(noun) | Measure::DailyNoun(noun)) => {
                    if value.nouns.multiply(noun, -1).is_none() {
                        return;
                    }
                    self.at = place + name.len();
                    if factor != Number::ONE {
                        let Some(share) = Number::ONE.divide(factor) else { return };
                        value.scale(share);
                    }
                    value.marks.bare = false;
                }
                Some(Measure::Unit(unit, _)) if value.exponent(MONEY) == 1 => {
                    // `$0.02 per GB`.
                    let Some(data) = self.measures.unit(unit) else { return };
                    let Some(share) = Number::ONE.divide(data.factor) else { return };
                    self.at = place + name.len();
                    value.scale(share);
                    for (exponent, less) in value.base.iter_mut().zip(data.base) {
                        *exponent -= less;
                    }
                    value.marks.bare = false;
                }
                _ => return,
            }
            // `per GPU-hour`, `/GPU hour`.
            if let Some(after) = self.rest().strip_prefix(['-', ' ', '·']) {
                let word = letters(after);
                if let Some(Measure::Unit(unit, _)) = self.find(word)
                    && value.nouns.last().is_some_and(|&(noun, exponent)| {
                        exponent < 0 && noun != UNNAMED && self.measures.noun_kind(noun) == NounKind::Resource
                    })
                    && self.measures.unit(unit).is_some_and(|it| it.is_period)
                    && word.len() > 1
                {
                    self.at = self.text.len() - after.len() + word.len();
                    self.divide_by_unit(value, unit);
                }
            }
            if lone.is_some_and(|it| it.bytes) {
                *lone = None;
            }
        }
    }

    pub(super) fn divide_by_unit(&self, value: &mut Value, unit: u16) {
        let Some(data) = self.measures.unit(unit) else { return };
        let Some(share) = Number::ONE.divide(data.factor) else { return };
        value.scale(share);
        for (exponent, less) in value.base.iter_mut().zip(data.base) {
            *exponent -= less;
        }
        if value.exponent(TIME) == -1 {
            value.period = Some(unit);
        }
        value.marks.bare = false;
    }
}
