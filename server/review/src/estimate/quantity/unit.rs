//! Units right behind a number.

use whyfirst_guide::estimation::NounKind;
use whyfirst_guide::measures::Measure;
use whyfirst_guide::number::Number;

use super::{Lone, Reader, letters, word_with_digits};
use crate::estimate::nouns::Nouns;
use crate::estimate::value::{BYTES, MONEY, TIME, Value};

impl Reader<'_> {
    /// The unit or what is counted. Nothing if what follows makes the number part of a word.
    pub(super) fn unit(&mut self, value: &mut Value, lone: &mut Option<Lone>) -> Option<()> {
        let glued = self.letters();
        let rest = self.rest();
        if glued.is_empty() && rest.starts_with('-') {
            return self.hyphenated(value);
        }
        let gap = if glued.is_empty() { self.gap() } else { 0 };
        if glued.is_empty() && gap == 0 {
            return Some(());
        }
        let word = letters(rest.get(gap..).unwrap_or_default());
        if word.is_empty() {
            return Some(());
        }
        let after = rest.get(gap + word.len()..).unwrap_or_default();
        if gap > 0
            && after.starts_with(|c: char| c.is_ascii_digit() || c == '_')
            && self.find(word_with_digits(rest.get(gap..).unwrap_or_default())).is_none()
        {
            return Some(());
        }
        let whole_word = word_with_digits(rest.get(gap..).unwrap_or_default());
        match self.find(whole_word) {
            Some(Measure::Unit(..)) if gap > 0 && value.exponent(MONEY) != 0 => {}
            Some(Measure::Unit(unit, plural)) if lone.is_none() => {
                // `5 s` and `5 d` are times; `5 a` is not.
                self.at += gap + whole_word.len();
                self.apply(value, unit, plural);
            }
            Some(Measure::Precision(kind)) if gap > 0 => {
                self.at += gap + whole_word.len();
                value.scale(self.measures.precision(kind));
                value.base = [0, 1, 0, 0];
                value.marks.bare = false;
            }
            Some(Measure::Noun(_) | Measure::DailyNoun(_)) | None
                if gap > 0 || self.find(whole_word).is_some() =>
            {
                self.counted(value);
            }
            _ => {}
        }
        Some(())
    }

    /// `7-day`, `256-d`, `768-dim fp32`; a number with any other word after its hyphen is a word.
    pub(super) fn hyphenated(&mut self, value: &mut Value) -> Option<()> {
        let after = self.rest().get(1..).unwrap_or_default();
        let word = letters(after);
        if word.is_empty() {
            return Some(());
        }
        if let Some(noun) = self.meaning(word).hyphenated {
            self.at += 1 + word.len();
            value.nouns = Nouns::one(noun);
            value.marks.bare = false;
            let gap = self.gap();
            let next = word_with_digits(self.rest().get(gap..).unwrap_or_default());
            if gap > 0
                && let Some(Measure::Precision(kind)) = self.find(next)
            {
                self.at += gap + next.len();
                value.scale(self.measures.precision(kind));
                value.base = [0, 1, 0, 0];
                value.nouns.clear();
                self.vector = true;
            }
            return Some(());
        }
        match self.find(word) {
            Some(Measure::Unit(unit, plural)) => {
                self.at += 1 + word.len();
                self.apply(value, unit, plural);
                Some(())
            }
            Some(Measure::Noun(noun)) if self.measures.noun_kind(noun) == NounKind::Resource => {
                self.at += 1;
                self.counted(value);
                Some(())
            }
            _ => None,
        }
    }

    pub(super) fn apply(&mut self, value: &mut Value, unit: u16, plural: bool) {
        let Some(data) = self.measures.unit(unit) else { return };
        value.scale(data.factor);
        for (exponent, more) in value.base.iter_mut().zip(data.base) {
            *exponent += more;
        }
        if plural && data.rate_if_plural && !self.per_time_ahead() && !self.rest().starts_with("/s") {
            value.base = [-1, value.exponent(BYTES), value.exponent(MONEY), value.exponent(3)];
        }
        if value.exponent(TIME) == -1 && value.period.is_none() {
            value.period = self
                .measures
                .second_and_day()
                .0
                .filter(|_| data.base != [-1, 0, 0, 0] || data.factor == Number::ONE);
        }
        value.marks.bare = false;
        value.marks.binary |= data.binary;
        value.marks.bits |= data.bits;
    }
}
