//! A number in prose with all that belongs to it: magnitude, range, unit, what is counted, over what.

use smallvec::SmallVec;
use whyfirst_guide::measures::{Measure, Measures, Role};
use whyfirst_guide::number::Number;

use super::value::{BYTES, MONEY, TIME, UNNAMED, Value};

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

/// How many words may stand between a number and the name of what it counts.
const ADJECTIVES: usize = 2;
/// How many units may follow one another (`requests / user / day`).
const CHAIN: usize = 4;

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

    /// Digits with groups, point and exponent; powers written out (`10^9`, `10⁹`, `4.2×10²²`).
    fn literal(&mut self) -> Option<(Number, usize)> {
        let start = self.at;
        let bytes = self.rest().as_bytes();
        let mut length = 0;
        let mut points = 0;
        while let Some(&byte) = bytes.get(length) {
            let digit_follows = bytes.get(length + 1).is_some_and(u8::is_ascii_digit);
            match byte {
                b'0'..=b'9' => {}
                b',' => {
                    let group =
                        bytes.get(length + 1..length + 4).is_some_and(|it| it.iter().all(u8::is_ascii_digit));
                    let longer = bytes.get(length + 4).is_some_and(u8::is_ascii_digit);
                    if !group
                        || longer
                        || points > 0
                        || length > 3
                            && bytes.get(length.wrapping_sub(4)) != Some(&b',')
                            && bytes.get(..length).is_some_and(|it| it.contains(&b','))
                    {
                        break;
                    }
                }
                b'_' if digit_follows => {}
                b'.' if digit_follows => points += 1,
                _ => break,
            }
            length += 1;
        }
        // Versions and addresses.
        if points > 1 {
            return None;
        }
        let mut exponent = 0;
        let digits_end = length;
        if matches!(bytes.get(length), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(bytes.get(length + 1), Some(b'+' | b'-')));
            let count = bytes.iter().skip(length + 1 + sign).take_while(|b| b.is_ascii_digit()).count();
            if count > 0 && count <= 3 {
                let end = length + 1 + sign + count;
                exponent = self.rest().get(length + 1..end)?.trim_start_matches('+').parse().ok()?;
                length = end;
            }
        }
        let digits = self.rest().get(..digits_end)?;
        let mut number = Number::from_digits(digits.bytes(), exponent)?;
        self.at = start + length;
        if let Some((power, end)) = self.power_at(self.at) {
            // A power of anything but a whole number is no way to write a number.
            let base = number.as_whole()?;
            number = power_of(Number::whole(base), power)?;
            self.at = end;
        } else if number < Number::whole(10) && number >= Number::ONE {
            // `4.2 × 10²²` is one number.
            let after = self.rest();
            let spaced = after.trim_start_matches(' ');
            let sign =
                ["×", "\\times", "\\cdot", "·", "x", "*"].into_iter().find(|sign| spaced.starts_with(sign));
            if let Some(sign) = sign {
                let ten = spaced.get(sign.len()..)?.trim_start_matches(' ');
                let place = self.text.len() - ten.len();
                if ten.starts_with("10")
                    && let Some((power, end)) = self.power_at(place + 2)
                {
                    number = number.times(power_of(Number::whole(10), power)?);
                    self.at = end;
                }
            }
        }
        Some((number, length))
    }

    /// An exponent at a place: `^9`, `^{9}`, `**9`, `⁹`.
    fn power_at(&self, at: usize) -> Option<(i32, usize)> {
        let rest = self.text.get(at..)?;
        if let Some(after) = rest.strip_prefix('^').or_else(|| rest.strip_prefix("**")) {
            let skipped = rest.len() - after.len();
            let (after, braces) = after.strip_prefix('{').map_or((after, 0), |inner| (inner, 1));
            let sign = usize::from(after.starts_with('-'));
            let count = after.bytes().skip(sign).take_while(u8::is_ascii_digit).count();
            if count == 0 || count > 4 || braces == 1 && after.as_bytes().get(sign + count) != Some(&b'}') {
                return None;
            }
            let power = after.get(..sign + count)?.parse().ok()?;
            return Some((power, at + skipped + sign + count + 2 * braces));
        }
        let (mut power, mut end, mut negative, mut any) = (0i32, at, false, false);
        for c in rest.chars() {
            let digit = match c {
                '⁰' => 0,
                '¹' => 1,
                '²' => 2,
                '³' => 3,
                '⁴'..='⁹' => c as i32 - '⁰' as i32,
                '⁻' if !any => {
                    negative = true;
                    end += c.len_utf8();
                    continue;
                }
                _ => break,
            };
            power = power.checked_mul(10)?.checked_add(digit)?;
            any = true;
            end += c.len_utf8();
        }
        any.then_some((if negative { -power } else { power }, end))
    }

    /// A magnitude right here or after a space. Nothing if letters follow that make it a word of another kind.
    fn magnitude(&mut self, value: &mut Value, lone: &mut Option<Lone>) -> Option<Option<Number>> {
        let word = self.letters();
        if !word.is_empty() {
            let after = self.rest().get(word.len()..).unwrap_or_default();
            let odd = after.starts_with(|c: char| c.is_ascii_digit() && word != "x" || c == '_' || c == '\'');
            let known = self.measures.find(word);
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
        match self.measures.find(word) {
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

    fn take_magnitude(
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
        let per_noun = self.per_noun_ahead();
        let small = value.low.to_f64();
        if word == "B" && value.exponent(MONEY) == 0 && self.noun_ahead().is_none() && !self.unit_ahead() {
            let whole = value.low.as_whole().unwrap_or_default();
            let sizable = whole >= 4 && (whole as u128).is_power_of_two() && whole != 8
                || (40..=4096).contains(&whole) && whole % 4 == 0;
            let width = matches!(whole, 1 | 2 | 4 | 8);
            let bytes =
                per_noun && small < 1e6 || sizable && (gap > 0 || whole >= 16) && !self.per_time_ahead();
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

    /// Spaces right here: how many.
    fn gap(&self) -> usize {
        let rest = self.rest();
        let spaces = rest.len() - rest.trim_start_matches([' ', '\u{a0}', '\u{202f}', '\u{2009}']).len();
        if spaces > 4 { 0 } else { spaces }
    }

    /// `–10`, `-10`, `to 10`, with its own magnitude.
    fn range(
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
        let skip = if !unit.is_empty() && matches!(self.measures.find(unit), Some(Measure::Unit(..))) {
            unit.len()
        } else {
            0
        };
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

    fn percent(&mut self, value: &mut Value) -> bool {
        let rest = self.rest();
        let trimmed = rest.trim_start_matches(['\\', ' ']);
        let gap = rest.len() - trimmed.len();
        let word = letters(trimmed);
        let length = if trimmed.starts_with('%') && gap < 2 {
            1
        } else if gap > 0 && self.measures.roles(word).has(Role::Percent) {
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

    /// The unit or what is counted. Nothing if what follows makes the number part of a word.
    fn unit(&mut self, value: &mut Value, lone: &mut Option<Lone>) -> Option<()> {
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
            && self.measures.find(word_with_digits(rest.get(gap..).unwrap_or_default())).is_none()
        {
            return Some(());
        }
        let whole_word = word_with_digits(rest.get(gap..).unwrap_or_default());
        match self.measures.find(whole_word) {
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
                if gap > 0 || self.measures.find(whole_word).is_some() =>
            {
                self.counted(value);
            }
            _ => {}
        }
        Some(())
    }

    /// `7-day`, `256-d`, `768-dim fp32`; a number with any other word after its hyphen is a word.
    fn hyphenated(&mut self, value: &mut Value) -> Option<()> {
        let after = self.rest().get(1..).unwrap_or_default();
        let word = letters(after);
        if word.is_empty() {
            return Some(());
        }
        if let Some(noun) = self.measures.find_hyphenated(word) {
            self.at += 1 + word.len();
            value.nouns = SmallVec::from_slice(&[(noun, 1)]);
            value.marks.bare = false;
            let gap = self.gap();
            let next = word_with_digits(self.rest().get(gap..).unwrap_or_default());
            if gap > 0
                && let Some(Measure::Precision(kind)) = self.measures.find(next)
            {
                self.at += gap + next.len();
                value.scale(self.measures.precision(kind));
                value.base = [0, 1, 0, 0];
                value.nouns.clear();
                self.vector = true;
            }
            return Some(());
        }
        match self.measures.find(word) {
            Some(Measure::Unit(unit, plural)) => {
                self.at += 1 + word.len();
                self.apply(value, unit, plural);
                Some(())
            }
            Some(Measure::Noun(noun))
                if self.measures.noun_kind(noun) == whyfirst_guide::estimation::NounKind::Resource =>
            {
                self.at += 1;
                self.counted(value);
                Some(())
            }
            _ => None,
        }
    }

    fn apply(&mut self, value: &mut Value, unit: u16, plural: bool) {
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

    /// The name of what is counted, with up to two words before it, and a unit of time after what is used for a time.
    fn counted(&mut self, value: &mut Value) {
        if let Some((noun, daily, end)) = self.noun_ahead() {
            self.at = end;
            value.nouns.push((noun, 1));
            value.marks.bare = false;
            value.marks.daily |= daily;
            let resource = self.measures.noun_kind(noun) == whyfirst_guide::estimation::NounKind::Resource;
            let rest = self.rest();
            if let Some(after) = rest.strip_prefix(['-', ' ', '·']).filter(|_| resource) {
                let word = letters(after);
                if let Some(Measure::Unit(unit, plural)) = self.measures.find(word)
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
                && let Some(Measure::Adverb(unit)) = self.measures.find(next)
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
                || self.measures.roles(word).has(Role::Stop)
                || self.measures.roles(word).has(Role::Of)
            {
                return;
            }
            end += spaces + word.len();
            let next = self.text.get(end..).unwrap_or_default().trim_start_matches(' ');
            let signs = ["×", "÷", "= ", "* ", "x ", "≈", "/ ", "\\times"];
            if signs.iter().any(|sign| next.starts_with(sign)) || next == "=" {
                self.at = end;
                value.nouns.push((UNNAMED, 1));
                value.marks.bare = false;
                return;
            }
        }
    }

    /// The name of something counted right here or a few words on: it, whether it counts a day, and where it ends.
    fn noun_ahead(&self) -> Option<(u16, bool, usize)> {
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
            match self.measures.find(word) {
                Some(Measure::Noun(noun)) => {
                    found = Some((noun, found.is_some_and(|(_, daily, _)| daily), next));
                }
                Some(Measure::DailyNoun(noun)) => found = Some((noun, true, next)),
                Some(Measure::Adverb(unit))
                    if found.is_none() && Some(unit) == self.measures.second_and_day().1 =>
                {
                    // `100M daily users`.
                    let tail = self.text.get(next..)?;
                    let mut inner =
                        Reader { text: self.text, at: next, measures: self.measures, vector: false };
                    inner.at = next;
                    let (noun, _, end) = tail.starts_with(' ').then(|| inner.noun_ahead()).flatten()?;
                    let actor = self.measures.noun_kind(noun) == whyfirst_guide::estimation::NounKind::Actor;
                    return actor.then_some((noun, true, end));
                }
                Some(_) => break,
                None if found.is_some() || step >= ADJECTIVES => break,
                None => {
                    let roles = self.measures.roles(word);
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

    fn unit_ahead(&self) -> bool {
        let word = word_with_digits(self.rest().get(self.gap()..).unwrap_or_default());
        word.len() > 1 && matches!(self.measures.find(word), Some(Measure::Unit(..)))
    }

    fn per_time_ahead(&self) -> bool {
        let mut reader = Reader { text: self.text, at: self.at, measures: self.measures, vector: false };
        let mut probe = Value::bare(Number::ONE);
        reader.per(&mut probe, &mut None);
        probe.exponent(TIME) < 0
    }

    fn per_noun_ahead(&self) -> bool {
        let mut reader = Reader { text: self.text, at: self.at, measures: self.measures, vector: false };
        let mut probe = Value::bare(Number::ONE);
        reader.per(&mut probe, &mut None);
        probe.exponent(TIME) == 0 && !probe.nouns.is_empty()
    }

    /// `/ day`, `per user per day`, `/1M tokens`, `a month`.
    fn per(&mut self, value: &mut Value, lone: &mut Option<Lone>) {
        for _ in 0..CHAIN {
            let rest = self.rest();
            let trimmed = rest.trim_start_matches([' ', '\u{a0}']);
            let gap = rest.len() - trimmed.len();
            let word = letters(trimmed);
            let after = if let Some(after) = trimmed.strip_prefix('/') {
                after
            } else if gap > 0 && word.len() <= 5 && self.measures.roles(word).has(Role::Per) {
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
            if let Some(Measure::Magnitude(at)) = self.measures.find(word) {
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
            match self.measures.find(name) {
                Some(Measure::Unit(unit, _))
                    if self.measures.unit(unit).is_some_and(|it| it.is_period) && factor == Number::ONE =>
                {
                    // `/ second` but not `/ s3`; `20 a minute`, not `20 a min`.
                    self.at = place + name.len();
                    self.divide_by_unit(value, unit);
                }
                Some(Measure::Noun(noun) | Measure::DailyNoun(noun)) => {
                    self.at = place + name.len();
                    push_noun(value, noun, -1);
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
                if let Some(Measure::Unit(unit, _)) = self.measures.find(word)
                    && value.nouns.last().is_some_and(|&(noun, exponent)| {
                        exponent < 0
                            && noun != UNNAMED
                            && self.measures.noun_kind(noun) == whyfirst_guide::estimation::NounKind::Resource
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

    fn divide_by_unit(&self, value: &mut Value, unit: u16) {
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

fn push_noun(value: &mut Value, noun: u16, exponent: i8) {
    match value.nouns.iter_mut().find(|(known, _)| *known == noun) {
        Some((_, sum)) => *sum += exponent,
        None => value.nouns.push((noun, exponent)),
    }
    value.nouns.retain(|(_, exponent)| *exponent != 0);
}

fn power_of(base: Number, power: i32) -> Option<Number> {
    let size = base.power(power.unsigned_abs())?;
    if power < 0 { Number::ONE.divide(size) } else { Some(size) }
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
