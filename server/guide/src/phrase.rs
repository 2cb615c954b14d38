//! The phrases by which the guide recognises wordings: a small language of words, alternatives, gaps and number classes.
//!
//! | written | matches |
//! | --- | --- |
//! | `cold start` | these words side by side; `cold-start` and `coldstart` too; the last and every other word also in the plural |
//! | `MAP` | capitals only, where a word is written in capitals |
//! | `monitor*` | every word that begins so |
//! | `(online\|live) metric?` | alternatives; `?` makes a word or group optional |
//! | `predict ... click` | up to six words between; `...12` up to twelve |
//! | `goal:` | the word, directly before a colon |
//! | `^given` | at the start of a line, list item or sentence |
//! | `<count> user` | a number of a class: `<number>`, `<count>`, `<time>`, `<rate>`, `<percent>`, `<bytes>`, `<money>` |
//!
//! There are no regular expressions: a phrase is matched in time linear in the text, whatever a pack holds.

use std::fmt;

/// How many plain sequences one phrase may stand for.
const MAX_SEQUENCES: usize = 600;
/// How many words a bare `...` stands for.
const DEFAULT_GAP: u8 = 6;
/// A prefix shorter than this (bytes; one sign of Chinese has three) would match everything.
pub(crate) const MIN_PREFIX: usize = 3;

/// One element of a sequence.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Element {
    /// A word.
    Word(Word),
    /// A number.
    Class(Class),
    /// Up to this many other words.
    Gap(u8),
}

/// A word of a phrase.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Word {
    /// The letters, as written.
    pub letters: String,
    /// Whether it stands for every word that begins so.
    pub prefix: bool,
    /// Whether a colon must follow.
    pub label: bool,
}

impl Word {
    /// Whether the capitals of the word count.
    pub fn is_acronym(&self) -> bool {
        let capitals = self.letters.chars().filter(|c| c.is_uppercase()).count();
        capitals >= 2 && !self.letters.chars().any(char::is_lowercase)
    }
}

/// A class of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// Any number.
    Number,
    /// One with a magnitude, or of at least a thousand.
    Count,
    /// A duration.
    Time,
    /// So many per time.
    Rate,
    /// A percentage.
    Percent,
    /// A size in bytes.
    Bytes,
    /// A sum of money.
    Money,
}

impl Class {
    /// All classes with their names.
    pub const ALL: [(Class, &'static str); 7] = [
        (Class::Number, "number"),
        (Class::Count, "count"),
        (Class::Time, "time"),
        (Class::Rate, "rate"),
        (Class::Percent, "percent"),
        (Class::Bytes, "bytes"),
        (Class::Money, "money"),
    ];

    /// The class as a bit.
    pub fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// A plain sequence that a phrase stands for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sequence {
    /// Whether it must stand at the start of a statement.
    pub anchored: bool,
    /// Its elements, at least one, neither beginning nor ending with a gap.
    pub elements: Vec<Element>,
}

/// What is wrong with a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhraseError {
    /// The phrase.
    pub phrase: String,
    /// What is wrong, for its author.
    pub reason: String,
}

impl fmt::Display for PhraseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "phrase `{}`: {}", self.phrase, self.reason)
    }
}

/// Reads a phrase into all the plain sequences that it stands for.
///
/// # Errors
/// Says what is wrong where a group is not closed, a class is unknown, or the phrase is empty or stands for too many sequences.
pub fn parse(phrase: &str) -> Result<Vec<Sequence>, PhraseError> {
    let fail = |reason: String| PhraseError { phrase: phrase.to_owned(), reason };
    let (anchored, body) = match phrase.trim().strip_prefix('^') {
        Some(rest) => (true, rest),
        None => (false, phrase.trim()),
    };
    let mut parser = Parser { rest: body };
    let alternatives = parser.alternatives(0).map_err(&fail)?;
    if !parser.rest.is_empty() {
        return Err(fail(format!("`{}` closes nothing", parser.rest)));
    }
    let mut sequences = Vec::new();
    for elements in alternatives {
        if elements.is_empty() {
            return Err(fail("it can match nothing at all".to_owned()));
        }
        if matches!(elements.first(), Some(Element::Gap(_)))
            || matches!(elements.last(), Some(Element::Gap(_)))
        {
            return Err(fail("`...` needs words on both sides".to_owned()));
        }
        if let Some(joined) = joined(&elements) {
            sequences.push(Sequence { anchored, elements: vec![Element::Word(joined)] });
        }
        sequences.push(Sequence { anchored, elements });
    }
    Ok(sequences)
}

/// Two plain words written as one: `cold start` as `coldstart`.
fn joined(elements: &[Element]) -> Option<Word> {
    let [Element::Word(first), Element::Word(second)] = elements else { return None };
    let plain = !first.prefix && !first.label && first.letters.len() > 1 && second.letters.len() > 2;
    let letters = format!("{}{}", first.letters, second.letters);
    (plain && letters.is_ascii()).then(|| Word { letters, ..second.clone() })
}

struct Parser<'a> {
    rest: &'a str,
}

impl Parser<'_> {
    /// Alternatives up to a closing bracket or the end.
    fn alternatives(&mut self, depth: u8) -> Result<Vec<Vec<Element>>, String> {
        if depth > 8 {
            return Err("groups are nested too deeply".to_owned());
        }
        let mut all = self.sequence(depth)?;
        while self.eat('|') {
            all.extend(self.sequence(depth)?);
        }
        if all.len() > MAX_SEQUENCES { Err(too_many()) } else { Ok(all) }
    }

    /// All readings of the words up to `|`, `)` or the end.
    fn sequence(&mut self, depth: u8) -> Result<Vec<Vec<Element>>, String> {
        let mut readings: Vec<Vec<Element>> = vec![Vec::new()];
        loop {
            self.rest = self.rest.trim_start_matches([' ', '-', '/', '_', '@', '&', '+', '\u{a0}']);
            // `llama.cpp` is two words, `...` is a gap.
            if !self.rest.starts_with("...") {
                self.rest = self.rest.trim_start_matches('.');
            }
            let Some(next) = self.rest.chars().next() else { break };
            let mut options = match next {
                '|' | ')' => break,
                '(' => {
                    self.eat('(');
                    let options = self.alternatives(depth + 1)?;
                    if !self.eat(')') {
                        return Err("a `(` is not closed".to_owned());
                    }
                    options
                }
                '<' => vec![vec![Element::Class(self.class()?)]],
                '.' if self.rest.starts_with("...") => vec![vec![Element::Gap(self.gap()?)]],
                _ => vec![self.words()?],
            };
            if self.eat('?') {
                options.push(Vec::new());
            }
            let label = self.eat(':');
            if readings.len() * options.len() > MAX_SEQUENCES {
                return Err(too_many());
            }
            readings = readings
                .iter()
                .flat_map(|before| {
                    options.iter().map(move |option| [before.as_slice(), option.as_slice()].concat())
                })
                .collect();
            if label {
                for reading in &mut readings {
                    let Some(Element::Word(last)) = reading.last_mut() else {
                        return Err("a `:` belongs to the word before it".to_owned());
                    };
                    last.label = true;
                }
            }
        }
        Ok(readings)
    }

    fn eat(&mut self, c: char) -> bool {
        match self.rest.strip_prefix(c) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn class(&mut self) -> Result<Class, String> {
        let (name, rest) = self.rest.trim_start_matches('<').split_once('>').ok_or("a `<` is not closed")?;
        self.rest = rest;
        Class::ALL.into_iter().find(|(_, known)| *known == name).map(|(class, _)| class).ok_or_else(|| {
            let known: Vec<_> = Class::ALL.iter().map(|(_, known)| format!("<{known}>")).collect();
            format!("there is no class `<{name}>`, only {}", known.join(", "))
        })
    }

    fn gap(&mut self) -> Result<u8, String> {
        self.rest = self.rest.trim_start_matches('.');
        let digits = self.rest.len() - self.rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, rest) = self.rest.split_at_checked(digits).unwrap_or_default();
        self.rest = rest;
        if number.is_empty() {
            return Ok(DEFAULT_GAP);
        }
        number
            .parse()
            .ok()
            .filter(|gap| (1..=30).contains(gap))
            .ok_or_else(|| "a gap is 1 to 30 words".to_owned())
    }

    /// One word; several where the writing system does not part words.
    fn words(&mut self) -> Result<Vec<Element>, String> {
        // A word that begins with a digit is a number with its marks: `99.9%`, `86,400`, `10^5`.
        let number = self.rest.starts_with(|c: char| c.is_ascii_digit());
        let inside = |c: char| {
            is_word_char(c) || matches!(c, '\'' | '’') || number && matches!(c, '.' | ',' | '%' | '^')
        };
        let end = self.rest.find(|c: char| !inside(c)).unwrap_or(self.rest.len());
        let (letters, rest) = self.rest.split_at_checked(end).unwrap_or_default();
        if letters.is_empty() {
            let found = self.rest.chars().next().unwrap_or_default();
            return Err(format!("`{found}` means nothing in a phrase"));
        }
        self.rest = rest;
        let prefix = self.eat('*');
        let mut parts = Vec::new();
        split_ideographs(letters, &mut |part| parts.push(part.replace('’', "'")));
        let last = parts.len().saturating_sub(1);
        let words: Vec<_> = parts
            .into_iter()
            .enumerate()
            .map(|(at, letters)| Word { letters, prefix: prefix && at == last, label: false })
            .collect();
        if prefix && words.last().is_some_and(|word| word.letters.len() < MIN_PREFIX) {
            return Err(format!("`{letters}*` is too short: at least {MIN_PREFIX} letters before `*`"));
        }
        Ok(words.into_iter().map(Element::Word).collect())
    }
}

fn too_many() -> String {
    format!("it stands for more than {MAX_SEQUENCES} wordings; write it as several phrases")
}

/// Whether a character is part of a word.
pub(crate) fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || is_mark(c)
}

/// Combining marks and the sound marks of kana belong to the word that they stand in.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{3099}'..='\u{309c}' | 'ー')
}

/// Whether words of the character's script are written without spaces (or with endings grown to them), so that every character is
/// matched for itself.
pub(crate) fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Parts a run of letters into words: each ideograph is one.
pub(crate) fn split_ideographs<'a>(run: &'a str, emit: &mut dyn FnMut(&'a str)) {
    let mut rest = run;
    while let Some(first) = rest.chars().next() {
        let end = if is_ideograph(first) {
            first.len_utf8()
        } else {
            rest.find(is_ideograph).unwrap_or(rest.len())
        };
        let Some((word, after)) = rest.split_at_checked(end) else { return };
        emit(word);
        rest = after;
    }
}

/// The words of which a word (in lower case) may be the plural or the possessive: `queries` is one of `query`, `query's` too.
pub(crate) fn base_forms<'a>(word: &'a [u8], buffer: &'a mut Vec<u8>) -> impl Iterator<Item = &'a [u8]> {
    let takes_es = |base: &[u8]| matches!(base, [.., b's' | b'x' | b'z'] | [.., b'c' | b's', b'h']);
    let takes_ies = |base: &[u8]| {
        matches!(base, [.., b'y']) && !matches!(base, [.., b'a' | b'e' | b'i' | b'o' | b'u', b'y'])
    };
    let owner = word.strip_suffix(b"'s");
    let one = word.strip_suffix(b"s").filter(|base| owner.is_none() && !takes_es(base) && !takes_ies(base));
    let of_es = word.strip_suffix(b"es").filter(|base| takes_es(base));
    let of_ies = word.strip_suffix(b"ies").and_then(move |stem| {
        buffer.clear();
        buffer.extend_from_slice(stem);
        buffer.push(b'y');
        Some(buffer.as_slice()).filter(|base| takes_ies(base))
    });
    [owner, one, of_es, of_ies].into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(phrase: &str) -> Vec<String> {
        let show = |element: &Element| match element {
            Element::Word(word) => {
                format!(
                    "{}{}{}",
                    word.letters,
                    if word.prefix { "*" } else { "" },
                    if word.label { ":" } else { "" }
                )
            }
            Element::Class(class) => format!("<{class:?}>"),
            Element::Gap(gap) => format!("...{gap}"),
        };
        let sequences = parse(phrase).expect(phrase);
        sequences.iter().map(|s| s.elements.iter().map(show).collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn alternatives_options_gaps_and_classes() {
        assert_eq!(shown("cold-start"), ["coldstart", "cold start"]);
        assert_eq!(
            shown("(online|live) (metric|a/b test)?"),
            [
                "onlinemetric",
                "online metric",
                "online a b test",
                "online",
                "livemetric",
                "live metric",
                "live a b test",
                "live"
            ]
        );
        assert_eq!(shown("predict* ...12 click"), ["predict* ...12 click"]);
        assert_eq!(shown("goal:"), ["goal:"]);
        assert_eq!(shown("<count> user"), ["<Count> user"]);
        assert_eq!(shown("特征工程"), ["特 征 工 程"]);
    }

    /// The forms in which a word is written in the plural or as a possessive, the other way round than [`base_forms`].
    fn inflections(word: &str) -> [String; 2] {
        let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
        let plural = match word.strip_suffix('y') {
            Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
            _ if ends(&["s", "x", "z", "ch", "sh"]) => format!("{word}es"),
            _ => format!("{word}s"),
        };
        [format!("{word}'s"), plural]
    }

    #[test]
    fn plurals_and_possessives_lead_back_to_their_words() {
        let words = [
            "query", "key", "cookie", "index", "loss", "batch", "hash", "quiz", "user", "y", "s", "bias",
            "設", "é", "ie", "taxi",
        ];
        let mut buffer = Vec::new();
        for word in words {
            for inflected in inflections(word) {
                let bases = base_forms(inflected.as_bytes(), &mut buffer);
                let found: Vec<_> = bases.map(|base| String::from_utf8(base.to_vec()).unwrap()).collect();
                assert!(found.contains(&word.to_owned()), "{inflected}: {found:?}");
                for base in found {
                    assert!(inflections(&base).contains(&inflected), "{inflected} is no form of {base}");
                }
            }
        }
        assert!(base_forms(b"does not", &mut buffer).next().is_none());
    }

    #[test]
    fn mistakes_are_told() {
        for (phrase, reason) in [
            ("(a|b", "not closed"),
            ("a)", "closes nothing"),
            ("<size> user", "no class"),
            ("(a)?", "nothing at all"),
            ("... a", "both sides"),
            ("ab*", "too short"),
            ("a = b", "means nothing"),
            ("(a|b|c|d|e|f|g|h) (a|b|c|d|e|f|g|h) (a|b|c|d|e|f|g|h) (a|b|c)", "more than"),
        ] {
            let error = parse(phrase).expect_err(phrase);
            assert!(error.to_string().contains(reason), "{error}");
        }
    }
}
