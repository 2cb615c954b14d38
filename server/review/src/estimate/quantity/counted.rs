//! The names of what is counted.

use whyfirst_guide::estimation::NounKind;
use whyfirst_guide::measures::{Measure, Role};
use whyfirst_guide::number::Number;

use super::{Reader, letters, word_with_digits};
use crate::estimate::value::{TIME, UNNAMED, Value};

/// How many words may stand between a number and the name of what it counts.
const ADJECTIVES: usize = 2;

impl Reader<'_> {
    /// The name of what is counted, with up to two words before it, and a unit of time after what is used for a time.
    pub(super) fn counted(&mut self, value: &mut Value) {
        if let Some((noun, daily, end)) = self.noun_ahead() {
            self.at = end;
            value.nouns.multiply(noun, 1);
            value.marks.bare = false;
            value.marks.daily |= daily;
            let resource = self.measures.noun_kind(noun) == NounKind::Resource;
            let rest = self.rest();
            if let Some(after) = rest.strip_prefix(['-', ' ', '·']).filter(|_| resource) {
                let word = letters(after);
                if let Some(Measure::Unit(unit, plural)) = self.find(word)
                    && self.measures.unit(unit).is_some_and(|it| it.is_period)
                    && word.len() > 1
                {
                    self.at = self.text.len() - after.len() + word.len();
                    self.apply(value, unit, plural);
                }
            }
            // `1B requests daily`.
            let gap = self.gap();
            let next = letters(self.rest().get(gap..).unwrap_or_default());
            if gap > 0
                && let Some(Measure::Adverb(unit)) = self.find(next)
                && value.is_count()
            {
                self.at += gap + next.len();
                self.divide_by_unit(value, unit);
            }
            return;
        }
        // A name that the guide does not know is one where a sign follows.
        let mut end = self.at;
        for _ in 0..=ADJECTIVES {
            let tail = self.text.get(end..).unwrap_or_default();
            let spaces = tail.len() - tail.trim_start_matches(' ').len();
            let word = letters(tail.trim_start_matches(' '));
            if spaces == 0
                || word.len() < 3
                || self.roles(word).has(Role::Stop)
                || self.roles(word).has(Role::Of)
            {
                return;
            }
            end += spaces + word.len();
            let next = self.text.get(end..).unwrap_or_default().trim_start_matches(' ');
            let signs = ["×", "÷", "= ", "* ", "x ", "≈", "/ ", "\\times"];
            if signs.iter().any(|sign| next.starts_with(sign)) || next == "=" {
                self.at = end;
                value.nouns.multiply(UNNAMED, 1);
                value.marks.bare = false;
                return;
            }
        }
    }

    /// The name of something counted right here or a few words on: it, whether it counts a day, and where it ends.
    pub(super) fn noun_ahead(&self) -> Option<(u16, bool, usize)> {
        let mut end = self.at;
        let mut found = None;
        for step in 0..=ADJECTIVES + 1 {
            let tail = self.text.get(end..)?;
            let hyphen = step == 0 && tail.starts_with('-');
            let trimmed = if hyphen { tail.get(1..)? } else { tail.trim_start_matches([' ', '\u{a0}']) };
            if step > 0 && trimmed.len() == tail.len() {
                break;
            }
            let word = word_with_digits(trimmed);
            if word.is_empty() {
                break;
            }
            let next = self.text.len() - trimmed.len() + word.len();
            match self.find(word) {
                Some(Measure::Noun(noun)) => {
                    found = Some((noun, found.is_some_and(|(_, daily, _)| daily), next));
                }
                Some(Measure::DailyNoun(noun)) => found = Some((noun, true, next)),
                Some(Measure::Adverb(unit))
                    if found.is_none() && Some(unit) == self.measures.second_and_day().1 =>
                {
                    // `100M daily users`.
                    let tail = self.text.get(next..)?;
                    let inner = Reader::new(self.text, next, self.measures);
                    let (noun, _, end) = tail.starts_with(' ').then(|| inner.noun_ahead()).flatten()?;
                    let actor = self.measures.noun_kind(noun) == NounKind::Actor;
                    return actor.then_some((noun, true, end));
                }
                Some(_) => break,
                None if found.is_some() || step >= ADJECTIVES => break,
                None => {
                    let roles = self.roles(word);
                    if roles.has(Role::Stop)
                        || roles.has(Role::Of)
                        || word.len() < 2
                        || word.contains(|c: char| c.is_ascii_digit())
                    {
                        break;
                    }
                }
            }
            if found.is_some() && step >= ADJECTIVES {
                break;
            }
            end = next;
        }
        found
    }

    pub(super) fn unit_ahead(&self) -> bool {
        let word = word_with_digits(self.rest().get(self.gap()..).unwrap_or_default());
        word.len() > 1 && self.meaning(word).is_unit(word)
    }

    pub(super) fn per_time_ahead(&self) -> bool {
        let mut reader = Reader::new(self.text, self.at, self.measures);
        let mut probe = Value::bare(Number::ONE);
        reader.per(&mut probe, &mut None);
        probe.exponent(TIME) < 0
    }

    pub(super) fn per_noun_ahead(&self) -> bool {
        let mut reader = Reader::new(self.text, self.at, self.measures);
        let mut probe = Value::bare(Number::ONE);
        reader.per(&mut probe, &mut None);
        probe.exponent(TIME) == 0 && !probe.nouns.is_empty()
    }
}
