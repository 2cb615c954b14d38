//! Words for large numbers, ranges, shares.

use whyfirst_guide::measures::{Measure, Role};
use whyfirst_guide::number::Number;

use super::{Lone, Reader, letters};
use crate::estimate::value::{MONEY, Value};

impl Reader<'_> {
    /// A magnitude right here or after a space. Nothing if letters follow that make it a word of another kind.
    pub(super) fn magnitude(&mut self, value: &mut Value, lone: &mut Option<Lone>) -> Option<Option<Number>> {
        let word = self.letters();
        if !word.is_empty() {
            let after = self.rest().get(word.len()..).unwrap_or_default();
            let odd = after.starts_with(|c: char| c.is_ascii_digit() && word != "x" || c == '_' || c == '\'');
            let known = self.find(word);
            return match known {
                _ if odd => None,
                Some(Measure::Magnitude(at)) => self.take_magnitude(value, lone, at, word, 0),
                Some(Measure::Adverb(_)) => None,
                Some(_) => Some(None),
                None if word == "x" => Some(None),
                None => None,
            };
        }
        let gap = self.gap();
        if gap == 0 {
            return Some(None);
        }
        let word = letters(self.rest().get(gap..).unwrap_or_default());
        match self.find(word) {
            // A single small letter after a space is a word of its own.
            Some(Measure::Magnitude(at))
                if word.len() > 1 || word.chars().all(char::is_uppercase) || !word.is_ascii() =>
            {
                let tail = self.rest().get(gap + word.len()..).unwrap_or_default();
                if tail.starts_with(|c: char| c.is_alphanumeric() || c == '-' && word.len() == 1) {
                    return Some(None);
                }
                self.take_magnitude(value, lone, at, word, gap)
            }
            _ => Some(None),
        }
    }

    pub(super) fn take_magnitude(
        &mut self,
        value: &mut Value,
        lone: &mut Option<Lone>,
        magnitude: u16,
        word: &str,
        gap: usize,
    ) -> Option<Option<Number>> {
        let (factor, needs_noun) = self.measures.magnitude(magnitude);
        let back = self.at;
        self.at += gap + word.len();
        if needs_noun && self.noun_ahead().is_none() {
            self.at = back;
            return None;
        }
        let small = value.low.to_f64();
        if word == "B" && value.exponent(MONEY) == 0 && self.noun_ahead().is_none() && !self.unit_ahead() {
            let whole = value.low.as_whole().unwrap_or_default();
            let sizable = whole >= 4 && (whole as u128).is_power_of_two() && whole != 8
                || (40..=4096).contains(&whole) && whole % 4 == 0;
            let width = matches!(whole, 1 | 2 | 4 | 8);
            let bytes = small < 1e6 && self.per_noun_ahead()
                || sizable && (gap > 0 || whole >= 16) && !self.per_time_ahead();
            *lone = Some(Lone { sizable, width, bytes });
            value.marks.bare = false;
            value.marks.magnitude = !bytes;
            if bytes {
                value.base = [0, 1, 0, 0];
                return Some(None);
            }
        }
        value.marks.bare = false;
        value.marks.magnitude = true;
        value.scale(factor);
        Some(Some(factor))
    }

    /// `–10`, `-10`, `to 10`, with its own magnitude.
    pub(super) fn range(
        &mut self,
        value: &mut Value,
        first: Number,
        magnitude: Option<Number>,
        lone: &mut Option<Lone>,
    ) -> Option<()> {
        let back = self.at;
        let rest = self.rest();
        // A unit before the dash (`50ms-100ms`) is read as a part of the first number.
        let unit = self.letters();
        let skip = if self.meaning(unit).is_unit(unit) { unit.len() } else { 0 };
        let percent = usize::from(skip == 0 && rest.starts_with('%'));
        let after = rest.get(skip + percent..).unwrap_or_default();
        let dash = if after.starts_with('-') || after.starts_with('~') {
            1
        } else if after.starts_with('–') || after.starts_with('—') {
            '–'.len_utf8()
        } else if after.starts_with(" – ") || after.starts_with(" to ") {
            if after.starts_with(" to ") { 4 } else { 5 }
        } else {
            return Some(());
        };
        let number = after.get(dash..).unwrap_or_default();
        let number = number.strip_prefix('$').unwrap_or(number);
        if !number.starts_with(|c: char| c.is_ascii_digit()) {
            // `7-day`, `256-d` are read as units; `3-star` is a word.
            return Some(());
        }
        self.at = self.text.len() - number.len();
        let (second, _) = self.literal()?;
        let mut end = Value::bare(second);
        end.base = value.base;
        let mut second_lone = None;
        let second_magnitude = self.magnitude(&mut end, &mut second_lone)?;
        // Dates, numbers of telephones.
        if self.rest().starts_with(['-', '/', '–'])
            && self.rest().trim_start_matches(['-', '/', '–']).starts_with(|c: char| c.is_ascii_digit())
        {
            return None;
        }
        let mut low = value.low;
        if magnitude.is_none()
            && let Some(factor) = second_magnitude
            && first < second
        {
            low = low.times(factor);
        }
        if low >= end.low || second_lone.is_some() && lone.is_none() && magnitude.is_some() {
            // `5–3` is no range; with spaces or the word `to` the first number stands alone.
            self.at = back;
            return if dash > '–'.len_utf8() { Some(()) } else { None };
        }
        value.low = low;
        value.high = end.low;
        value.marks.bare = value.marks.bare && end.marks.bare;
        value.marks.magnitude |= end.marks.magnitude;
        value.marks.rough = true;
        if lone.is_none() {
            *lone = second_lone;
        }
        Some(())
    }

    pub(super) fn percent(&mut self, value: &mut Value) -> bool {
        let rest = self.rest();
        let trimmed = rest.trim_start_matches(['\\', ' ']);
        let gap = rest.len() - trimmed.len();
        let word = letters(trimmed);
        let length = if trimmed.starts_with('%') && gap < 2 {
            1
        } else if gap > 0 && self.roles(word).has(Role::Percent) {
            word.len()
        } else {
            return false;
        };
        self.at += gap + length;
        if let Some(hundredth) = Number::ONE.divide(Number::whole(100)) {
            value.scale(hundredth);
        }
        value.marks.percent = true;
        value.marks.bare = false;
        true
    }
}
