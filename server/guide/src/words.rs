//! Parting text into words, numbers and sentences, for phrases to be matched against.

use crate::model::Numbers;
use crate::phrase::{Class, is_ideograph, is_word_char};

/// A word or number of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// The byte at which it begins.
    pub start: u32,
    /// The byte after it.
    pub end: u32,
    /// For a number: the classes it belongs to, as bits; 0 for a word.
    pub classes: u8,
    /// Whether it follows the word before it with nothing but a space, a hyphen or the like between them.
    pub adjacent: bool,
    /// Whether a colon follows directly.
    pub label: bool,
    /// Whether it is the unit or magnitude of the number before it, and so already part of that number's classes.
    pub unit: bool,
}

/// A sentence, or what stands for one: a list item, a table cell, a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// The index of its first word.
    pub first: u32,
    /// The index after its last word.
    pub end: u32,
    /// Whether it ends in a question mark.
    pub asked: bool,
}

/// The words of a text, in sentences. Kept from text to text, so that its memory is.
#[derive(Debug, Default)]
pub struct Words {
    /// All words in order.
    pub words: Vec<Word>,
    /// All sentences in order; every word is in one.
    pub sentences: Vec<Sentence>,
    open: u32,
    adjacent: bool,
}

/// The letters and digits of ASCII, looked up where each byte of a text is asked for.
#[allow(clippy::indexing_slicing, reason = "a place out of bounds would not compile")]
static IS_ALPHANUMERIC: [bool; 256] = {
    let mut is = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        is[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    is
};

impl Words {
    /// Forgets everything.
    pub fn clear(&mut self) {
        self.words.clear();
        self.sentences.clear();
        self.open = 0;
        self.adjacent = false;
    }

    /// Adds a text that stands alone.
    pub fn of(text: &str, numbers: &Units) -> Words {
        // A word and what parts it from the next one take five bytes or more, most of them.
        let (words, sentences) = (Vec::with_capacity(text.len() / 5 + 1), Vec::with_capacity(1));
        let mut words = Words { words, sentences, ..Words::default() };
        words.push(text, 0, numbers);
        words.end_sentence(false);
        words
    }

    /// Adds a piece of text that begins at byte `base`. A sentence may go on from piece to piece: a line break parts words only.
    pub fn push(&mut self, text: &str, base: u32, units: &Units) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if byte.is_ascii_digit() {
                at = self.number(text, at, base, units);
                continue;
            }
            match byte {
                // Most of what parts words, and what parts phrases.
                b' ' | b'\t' | b'\n' | b'\r' | b'-' | b'/' | b'_' | b'*' | b'`' | b'@' | b'"' | b'$'
                | b'~' | b'&' | b'+' => {
                    at += 1;
                    continue;
                }
                b',' | b'(' | b')' | b'\'' | b'=' | b'<' | b'>' | b'[' | b']' | b'#' | b'%' => {
                    self.adjacent = false;
                    at += 1;
                    continue;
                }
                _ => {}
            }
            if byte.is_ascii_alphabetic() || byte >= 0x80 {
                let next = self.word(text, at, base);
                if next > at {
                    at = next;
                    continue;
                }
            }
            let width = text.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
            self.separator(text, at, width, base);
            at += width;
        }
    }

    /// Ends the sentence, if one is open.
    pub fn end_sentence(&mut self, asked: bool) {
        let end = self.words.len() as u32;
        if end > self.open {
            self.sentences.push(Sentence { first: self.open, end, asked });
        }
        self.open = end;
        self.adjacent = false;
    }

    #[inline]
    fn add(&mut self, start: usize, end: usize, base: u32, classes: u8) {
        let adjacent = self.adjacent && self.words.len() as u32 > self.open;
        self.words.push(Word {
            start: base + start as u32,
            end: base + end as u32,
            classes,
            adjacent,
            label: false,
            unit: false,
        });
        self.adjacent = true;
    }

    /// Reads a word (or several, of ideographs) that begins at `at`; gives back where it ends.
    fn word(&mut self, text: &str, at: usize, base: u32) -> usize {
        let rest = text.get(at..).unwrap_or_default();
        let is_other = |byte: &u8| !IS_ALPHANUMERIC.get(*byte as usize).is_some_and(|is| *is);
        let run = rest.as_bytes().iter().position(is_other).unwrap_or(rest.len());
        if rest.as_bytes().get(run).is_none_or(|&byte| byte.is_ascii() && byte != b'\'') {
            if run > 0 {
                self.add(at, at + run, base, 0);
            }
            return at + run;
        }
        let mut end = 0;
        let mut chars = rest.char_indices().peekable();
        while let Some((i, c)) = chars.next() {
            if is_word_char(c) {
                if is_ideograph(c) {
                    if end > 0 {
                        break;
                    }
                    end = c.len_utf8();
                    break;
                }
                end = i + c.len_utf8();
            } else if matches!(c, '\'' | '’')
                && end > 0
                && chars.peek().is_some_and(|&(_, next)| next.is_alphabetic())
            {
                // don't, user's
            } else {
                break;
            }
        }
        if end > 0 {
            self.add(at, at + end, base, 0);
        }
        at + end
    }

    /// Notes what stands between words.
    fn separator(&mut self, text: &str, at: usize, width: usize, base: u32) {
        let bytes = text.as_bytes();
        let next = bytes.get(at + width);
        let ends_here = next.is_none_or(|byte| {
            byte.is_ascii_whitespace() || matches!(byte, b'*' | b'_' | b')' | b'"' | b'\'' | b'<')
        });
        match text.get(at..at + width) {
            Some(
                " " | "\t" | "\n" | "\r" | "-" | "/" | "_" | "*" | "`" | "@" | "\"" | "\u{a0}" | "\u{2011}"
                | "\u{ad}",
            ) => {}
            Some(":" | "：") => {
                if let Some(last) = self.words.last_mut() {
                    // `goal:`, `**goal**:`, `**goal:**`
                    let between =
                        text.as_bytes().get((last.end.saturating_sub(base)) as usize..at).unwrap_or_default();
                    last.label |= between.iter().all(|byte| matches!(byte, b'*' | b'_' | b' ' | b'`' | b')'));
                }
            }
            Some("?" | "？") => self.end_sentence(true),
            Some("." | "!" | ";") if ends_here => self.end_sentence(false),
            Some("。" | "！" | "；" | "|") => self.end_sentence(false),
            Some("$" | "€" | "£" | "~" | "≈" | "≥" | "≤" | "&" | "+") => {}
            Some(".") => {}
            _ => self.adjacent = false,
        }
    }

    /// Reads a number with its magnitude and unit; gives back where it ends.
    fn number(&mut self, text: &str, at: usize, base: u32, units: &Units) -> usize {
        let rest = text.get(at..).unwrap_or_default();
        let bytes = rest.as_bytes();
        let mut end = 0;
        let mut digits = 0;
        let mut grouped = false;
        while let Some(&byte) = bytes.get(end) {
            let next_is_digit = bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
            match byte {
                b'0'..=b'9' => digits += 1,
                b',' | b'_' if next_is_digit => grouped = true,
                b'.' | b'^' if next_is_digit => grouped |= byte == b'^',
                _ => break,
            }
            end += 1;
        }
        let mut classes = Class::Number.bit();
        let money = text.get(..at).is_some_and(|before| before.ends_with(['$', '€', '£']));
        let year = digits == 4 && end == 4 && matches!(rest.get(..2), Some("19" | "20"));
        if money {
            classes |= Class::Money.bit();
        }
        if (grouped || digits >= 4) && !year {
            classes |= Class::Count.bit();
        }
        // The letters that follow directly, then up to a word each for magnitude and unit.
        let letters = |from: usize| {
            let tail = rest.get(from..).unwrap_or_default();
            tail.len()
                - tail.trim_start_matches(|c: char| c.is_ascii_alphabetic() || matches!(c, 'µ' | 'μ')).len()
        };
        let number_end = end;
        let mut parts: [(usize, usize); 3] = [(0, 0); 3];
        let [glued_part, apart @ ..] = &mut parts;
        let glued = letters(end);
        if glued > 0 {
            let word = rest.get(end..end + glued).unwrap_or_default();
            match units.kind(word) {
                Some(kind) => {
                    classes |= kind.bit();
                    *glued_part = (end, end + glued);
                    end += glued;
                }
                // `3D`, `2nd`, `80th`: a word that begins with digits.
                None => {
                    self.add(at, at + end + glued, base, 0);
                    return at + end + glued;
                }
            }
        }
        if rest.get(end..).is_some_and(|tail| tail.starts_with('%') || tail.starts_with(" %")) {
            classes |= Class::Percent.bit();
            end += 1 + usize::from(!rest.get(end..).unwrap_or_default().starts_with('%'));
        }
        for part in apart {
            let plus = usize::from(rest.as_bytes().get(end) == Some(&b'+'));
            let gap = plus + usize::from(matches!(rest.as_bytes().get(end + plus), Some(b' ' | b'-')));
            let count = letters(end + gap);
            let word = rest.get(end + gap..end + gap + count).unwrap_or_default();
            let found = if count > 0 && gap > 0 {
                units.kind(word).filter(|_| units.stands_alone(word))
            } else {
                None
            };
            match found {
                Some(kind) if classes & (Class::Time.bit() | Class::Bytes.bit() | Class::Rate.bit()) == 0 => {
                    classes |= kind.bit();
                    *part = (end + gap, end + gap + count);
                    end += gap + count;
                }
                _ => break,
            }
        }
        classes |= per(rest.get(end..).unwrap_or_default(), units);
        // A suffix is read both ways: `10M` is a number with its magnitude, `7B` and `3d` may be words of a phrase.
        let [(_, glued_end), ..] = parts;
        self.add(at, at + number_end.max(glued_end), base, classes);
        for (start, stop) in parts {
            if stop > 0 {
                self.add(at + start, at + stop, base, 0);
                if let Some(word) = self.words.last_mut() {
                    word.unit = true;
                }
            }
        }
        at + end
    }
}

/// Whether `/s`, `per second` or `requests per second` after a number makes it a rate.
fn per(tail: &str, units: &Units) -> u8 {
    let near = tail.find(['.', '\n', ',', '(', ';', '|']).unwrap_or(tail.len());
    let tail = tail.get(..near).unwrap_or_default();
    if let Some(slash) = tail.trim_start().strip_prefix('/') {
        let period = slash.split(|c: char| !c.is_ascii_alphabetic()).find(|word| !word.is_empty());
        return if period.is_some_and(|word| units.is_period(word)) { Class::Rate.bit() } else { 0 };
    }
    let mut before = "";
    for word in tail.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty()).take(4) {
        let per = before.eq_ignore_ascii_case("per") || before.eq_ignore_ascii_case("a");
        if per && units.is_period(word) || before.is_empty() && units.kind(word) == Some(Class::Rate) {
            return Class::Rate.bit();
        }
        before = word;
    }
    0
}

/// What the words after a number make of it.
#[derive(Debug, Clone, Default)]
pub struct Units {
    kinds: rustc_hash::FxHashMap<String, Class>,
    periods: Vec<String>,
}

impl Units {
    /// The units of a guide.
    pub fn new(numbers: &Numbers) -> Units {
        let mut kinds = rustc_hash::FxHashMap::default();
        let lists = [
            (&numbers.times, Class::Time),
            (&numbers.bytes, Class::Bytes),
            (&numbers.rates, Class::Rate),
            (&numbers.magnitudes, Class::Count),
        ];
        for (list, class) in lists {
            for word in list.iter() {
                kinds.insert(word.to_string(), class);
            }
        }
        Units { kinds, periods: numbers.periods.iter().map(|word| word.to_string()).collect() }
    }

    fn kind(&self, word: &str) -> Option<Class> {
        if word.len() > 16 {
            return None;
        }
        self.kinds.get(word).or_else(|| self.kinds.get(word.to_ascii_lowercase().as_str())).copied()
    }

    /// Whether a unit may stand apart from its number. `5 B users` is five billion, but `3 m` and `2 k` are no more than letters,
    /// and `5 in` or `2 t` are not meant at all.
    fn stands_alone(&self, word: &str) -> bool {
        word.len() > 1 || word.chars().all(|c| c.is_ascii_uppercase() || c == 's')
    }

    fn is_period(&self, word: &str) -> bool {
        let word = word.to_ascii_lowercase();
        self.periods.contains(&word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Str;

    fn units() -> Units {
        let list = |words: &[&str]| words.iter().map(|word| Str::from(*word)).collect::<Vec<_>>().into();
        Units::new(&Numbers {
            magnitudes: list(&["k", "m", "b", "million", "billion"]),
            times: list(&["ms", "s", "second", "seconds", "msec", "h", "hours"]),
            bytes: list(&["gb", "tb"]),
            rates: list(&["qps", "rps"]),
            periods: list(&["s", "second", "day"]),
        })
    }

    /// Words in brackets, glued ones with `+`, sentences ended by `/` or `?`.
    fn shown(text: &str) -> String {
        let words = Words::of(text, &units());
        let mut out = String::new();
        for sentence in &words.sentences {
            for word in &words.words[sentence.first as usize..sentence.end as usize] {
                let classes: String = Class::ALL
                    .iter()
                    .filter(|(class, _)| word.classes & class.bit() != 0)
                    .map(|(_, name)| format!("<{name}>"))
                    .collect();
                let join = if word.adjacent { "+" } else { " " };
                let text = text.get(word.start as usize..word.end as usize).unwrap();
                out += &format!("{join}{text}{classes}{}", if word.label { ":" } else { "" });
            }
            out += if sentence.asked { " ?" } else { " /" };
        }
        out.trim().to_owned()
    }

    #[test]
    fn words_sentences_and_labels() {
        assert_eq!(
            shown("Real-time user_id. **Goal:** don't (stop)"),
            "Real+time+user+id / Goal:+don't stop /"
        );
        assert_eq!(shown("Is it fast? (yes) e.g. this; done"), "Is+it+fast ? yes e+g / this / done /");
        assert_eq!(shown("特征, feature工程"), "特+征 feature+工+程 /");
    }

    #[test]
    fn numbers_take_their_units_with_them() {
        assert_eq!(shown("10M users"), "10M<number><count>+M+users /");
        assert_eq!(shown("5 B total"), "5<number><count>+B+total /");
        assert_eq!(shown("200 msec, 3 m, 3D"), "200<number><time>+msec 3<number>+m 3D /");
        assert_eq!(
            shown("2 million requests per second"),
            "2<number><count><rate>+million+requests+per+second /"
        );
        assert_eq!(
            shown("4K QPS at 1,200/s"),
            "4K<number><count><rate>+K+QPS+at+1,200<number><count><rate>+s /"
        );
        assert_eq!(
            shown("5% of $20 in 2024, 2 TB"),
            "5<number><percent>+of+20<number><money>+in+2024<number> 2<number><bytes>+TB /"
        );
        assert_eq!(shown("10^9 items"), "10^9<number><count>+items /");
    }
}
