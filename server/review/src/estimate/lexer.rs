//! A line of prose as what matters to a calculation: numbers with their units, signs, words.

use smallvec::SmallVec;
use whyfirst_guide::measures::{Measure, Measures, Place, Role};

use super::quantity::{self, Quantity};

/// A sign of a calculation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Plus,
    Minus,
    Times,
    /// An `x` without spaces, as in `224x224`.
    Cross,
    Over,
    Power,
    /// `% of`, `2 KB each of`.
    Of,
}

/// What stands at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A number with all that belongs to it, by position.
    Number(u16),
    Sign(Sign),
    Open,
    Close,
    /// `=` and what stands for it; an arrow is a weak one.
    Equals {
        arrow: bool,
    },
    /// A word, with what it means.
    Word(Place),
    /// The end of a sentence or cell, a comma.
    Break,
    /// Anything else.
    Other,
}

impl Kind {
    /// What it means, if it is a word.
    pub(super) fn word(self) -> Option<Place> {
        match self {
            Kind::Word(place) => Some(place),
            _ => None,
        }
    }
}

/// A piece of a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: u32,
    pub(super) end: u32,
}

/// A line cut into pieces. Kept from line to line.
#[derive(Debug, Default)]
pub(super) struct Line {
    pub(super) tokens: Vec<Token>,
    pub(super) numbers: Vec<Quantity>,
}

/// Lines longer than this hold no estimate.
const LONGEST: usize = 4096;
/// Nor do those with more pieces.
const MOST: usize = 1024;

impl Line {
    /// Cuts a line. `hidden` are ranges that are not read.
    pub(super) fn read(&mut self, text: &str, hidden: &[(usize, usize)], measures: &Measures) {
        self.tokens.clear();
        self.numbers.clear();
        if text.len() > LONGEST {
            return;
        }
        let mut at = 0;
        while at < text.len() && self.tokens.len() < MOST {
            if let Some(&(_, end)) = hidden.iter().find(|(start, end)| *start <= at && at < *end) {
                at = end.max(at + 1);
                while !text.is_char_boundary(at) && at < text.len() {
                    at += 1;
                }
                continue;
            }
            at = self.step(text, at, measures).max(at + 1);
        }
    }

    /// The words, with what they mean.
    pub(super) fn words(&self) -> impl DoubleEndedIterator<Item = (&Token, Place)> {
        self.tokens.iter().filter_map(|it| Some((it, it.kind.word()?)))
    }

    fn push(&mut self, kind: Kind, start: usize, end: usize) -> usize {
        self.tokens.push(Token { kind, start: start as u32, end: end as u32 });
        end
    }

    fn last(&self) -> Option<Token> {
        self.tokens.last().copied()
    }

    /// Whether what stands before can be calculated with.
    fn after_operand(&self) -> bool {
        matches!(self.last(), Some(Token { kind: Kind::Number(_) | Kind::Close, .. }))
    }

    /// Reads one piece and gives back where the next begins.
    fn step(&mut self, text: &str, at: usize, measures: &Measures) -> usize {
        let rest = text.get(at..).unwrap_or_default();
        let bytes = rest.as_bytes();
        let Some(&first) = bytes.first() else { return at + 1 };
        match first {
            b' ' | b'\t' | b'`' | b'_' | b'"' => at + 1,
            b'0'..=b'9' => self.number(text, at, at, measures),
            b'.' if bytes.get(1).is_some_and(u8::is_ascii_digit) && !self.glued(text, at) => {
                self.number(text, at, at, measures)
            }
            b'$' => self.dollar(text, at, measures),
            b'a'..=b'z' | b'A'..=b'Z' => self.word(text, at, measures),
            b'\\' => self.command(text, at),
            b'(' | b'[' => self.push(Kind::Open, at, at + 1),
            b')' | b']' => self.push(Kind::Close, at, at + 1),
            b'=' => match bytes.get(1) {
                Some(b'=') => self.push(Kind::Other, at, at + 2),
                Some(b'>') => self.push(Kind::Equals { arrow: true }, at, at + 2),
                _ => self.push(Kind::Equals { arrow: false }, at, at + 1),
            },
            b'~' => match bytes.get(1) {
                Some(b'=') => self.push(Kind::Equals { arrow: false }, at, at + 2),
                Some(b'~') => at + 2,
                _ if self.after_operand() => self.push(Kind::Equals { arrow: true }, at, at + 1),
                _ => at + 1,
            },
            b'<' | b'>' | b'!' => {
                let length = 1 + usize::from(bytes.get(1) == Some(&b'='));
                self.push(Kind::Other, at, at + length)
            }
            b'+' => self.operator(text, at, 1, Sign::Plus),
            b'-' => match bytes.get(1) {
                Some(b'>') => self.push(Kind::Equals { arrow: true }, at, at + 2),
                Some(b'-') => {
                    self.push(Kind::Break, at, at + bytes.iter().take_while(|b| **b == b'-').count())
                }
                _ => self.operator(text, at, 1, Sign::Minus),
            },
            b'/' => self.operator(text, at, 1, Sign::Over),
            b'^' => self.push(Kind::Sign(Sign::Power), at, at + 1),
            b'*' => self.star(text, at),
            b',' | b';' | b'|' | b'.' | b'?' | b':' => self.push(Kind::Break, at, at + 1),
            0x80.. => self.wide(text, at, measures),
            _ => self.push(Kind::Other, at, at + 1),
        }
    }

    /// Whether a letter, digit or point stands right before a place.
    fn glued(&self, text: &str, at: usize) -> bool {
        let before = text.get(..at).and_then(|it| it.chars().next_back());
        before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '#' | '@'))
    }

    fn number(&mut self, text: &str, start: usize, at: usize, measures: &Measures) -> usize {
        if self.glued(text, start)
            || text.get(..start).is_some_and(|it| {
                it.ends_with(':')
                    && it.len() > 1
                    && it.as_bytes().get(it.len() - 2).is_some_and(u8::is_ascii_digit)
            })
        {
            return self.unread(text, start);
        }
        match quantity::read(text, at, start < at, measures) {
            Some((found, end)) => {
                let number = self.numbers.len() as u16;
                self.numbers.push(found);
                self.push(Kind::Number(number), start, end)
            }
            None => self.unread(text, start),
        }
    }

    /// A word with digits, a date, a version: no number.
    fn unread(&mut self, text: &str, at: usize) -> usize {
        let rest = text.get(at..).unwrap_or_default();
        let inside = |c: char| {
            c.is_alphanumeric() || matches!(c, '.' | '-' | ':' | '/' | ',' | '_' | '–' | '%' | '@' | '#')
        };
        let length = rest.len() - rest.trim_start_matches(inside).len();
        let text = rest.get(..length).unwrap_or_default().trim_end_matches(['.', ',', ':', '-', '/', '–']);
        self.push(Kind::Other, at, at + text.len().max(1))
    }

    fn dollar(&mut self, text: &str, at: usize, measures: &Measures) -> usize {
        let digits = text.as_bytes().get(at + 1).is_some_and(|b| b.is_ascii_digit() || *b == b'.');
        if digits { self.number(text, at, at + 1, measures) } else { at + 1 }
    }

    fn word(&mut self, text: &str, at: usize, measures: &Measures) -> usize {
        let rest = text.get(at..).unwrap_or_default();
        let inside = |c: char| c.is_alphanumeric() || matches!(c, '_' | '\'' | '’');
        let mut length = rest.len() - rest.trim_start_matches(inside).len();
        // `two-tower`, `p-99`, `A/B`: one word.
        while let Some(after) = rest.get(length..).and_then(|it| it.strip_prefix(['-', '@', '.'])) {
            let more = after.len() - after.trim_start_matches(inside).len();
            if more == 0 {
                break;
            }
            // `sub-10ms`, `under-5 s`: the number counts.
            if after.starts_with(|c: char| c.is_ascii_digit())
                && let place = measures.place(rest.get(..length).unwrap_or_default())
                && measures.meaning_at(place).roles.has(Role::About)
            {
                self.push(Kind::Word(place), at, at + length);
                return at + length + 1;
            }
            length += 1 + more;
        }
        let word = rest.get(..length).unwrap_or_default();
        let end = at + length;
        if matches!(word, "x" | "X") {
            let before = text.get(..at).is_some_and(|it| it.ends_with(|c: char| c.is_ascii_digit()));
            return self.operator(text, at, 1, if before { Sign::Cross } else { Sign::Times });
        }
        let place = measures.place(word);
        let meaning = measures.meaning_at(place);
        if let Some(Token { kind: Kind::Close, .. }) = self.last()
            && let Some(Measure::Unit(..) | Measure::Precision(_)) = meaning.measure(word)
            && let Some((found, end)) = quantity::unit_of(text, at, measures)
        {
            // `(4·128 + 8·32) bytes`
            self.push(Kind::Sign(Sign::Times), at, at);
            let number = self.numbers.len() as u16;
            self.numbers.push(found);
            return self.push(Kind::Number(number), at, end);
        }
        if length <= 12 && self.after_operand() {
            let roles = meaning.roles;
            let digit_follows = || {
                let rest =
                    text.get(end..).unwrap_or_default().trim_start_matches([' ', '~', '*', '$', '(', '≈']);
                rest.starts_with(|c: char| c.is_ascii_digit())
            };
            if roles.has(Role::Times) && digit_follows() {
                return self.push(Kind::Sign(Sign::Times), at, end);
            }
            if (roles.has(Role::Of) || roles.has(Role::Sized)) && digit_follows() {
                return self.push(Kind::Sign(Sign::Of), at, end);
            }
            if roles.has(Role::Per) && word == "per" && digit_follows() {
                return self.push(Kind::Sign(Sign::Over), at, end);
            }
            if roles.has(Role::Result) {
                return self.push(Kind::Equals { arrow: true }, at, end);
            }
        }
        self.push(Kind::Word(place), at, end)
    }

    /// A command of a formula.
    fn command(&mut self, text: &str, at: usize) -> usize {
        let rest = text.get(at + 1..).unwrap_or_default();
        let length = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
        let end = at + 1 + length;
        match rest.get(..length).unwrap_or_default() {
            "times" | "cdot" | "ast" => self.push(Kind::Sign(Sign::Times), at, end),
            "div" => self.push(Kind::Sign(Sign::Over), at, end),
            "approx" | "simeq" | "sim" => self.push(Kind::Equals { arrow: false }, at, end),
            "quad" | "left" | "right" => end,
            "" => {
                // `\$`, `\%`, `\,`: the sign itself, or a space.
                if rest.starts_with(['$', '%', '*', '_', '~']) { at + 1 } else { at + 2 }
            }
            _ => self.push(Kind::Other, at, end),
        }
    }

    /// A sign that is one only between operands: elsewhere it is a dash, a slash between words, the mark of a list.
    fn operator(&mut self, text: &str, at: usize, length: usize, sign: Sign) -> usize {
        let end = at + length;
        let rest = text.get(end..).unwrap_or_default();
        let before = text.get(..at).unwrap_or_default();
        let spaced = (before.ends_with([' ', '*', '`', ')']) || before.is_empty(), rest.starts_with(' '));
        let next = rest.trim_start_matches([' ', '~', '*', '`', '≈', '(', '$', '{']);
        let number_next = next.starts_with(|c: char| c.is_ascii_digit());
        let operand = self.after_operand();
        // A dash after a word parts; one between numbers with a space on one side only is a sign of its own.
        let counts = match sign {
            Sign::Minus => {
                operand && (number_next || rest.trim_start().starts_with('(')) && spaced.0 == spaced.1
            }
            Sign::Plus => {
                operand
                    && !rest.is_empty()
                    && !rest.starts_with([',', '.', ')', ';', ':'])
                    && (spaced.0 == spaced.1 || number_next)
            }
            Sign::Times => operand || number_next,
            _ => operand || number_next && (spaced.0 || spaced.1),
        };
        if counts { self.push(Kind::Sign(sign), at, end) } else { self.push(Kind::Other, at, end) }
    }

    /// `*`: multiplication, or emphasis; `**` between digits is a power.
    fn star(&mut self, text: &str, at: usize) -> usize {
        let before = text.get(..at).and_then(|it| it.chars().next_back());
        let rest = text.get(at..).unwrap_or_default();
        let stars = rest.bytes().take_while(|b| *b == b'*').count();
        let next = rest.get(stars..).and_then(|it| it.chars().next());
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let space = |c: Option<char>| c.is_none_or(|c| c == ' ');
        let operand =
            |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, ')' | '%'));
        match stars {
            2 if digit(before) && digit(next) => self.push(Kind::Sign(Sign::Power), at, at + 2),
            1 if space(before) && space(next) => self.push(Kind::Sign(Sign::Times), at, at + 1),
            1 if operand(before) && (digit(next) || next == Some('(')) => {
                self.push(Kind::Sign(Sign::Times), at, at + 1)
            }
            _ => at + stars,
        }
    }

    /// A character beyond ASCII.
    fn wide(&mut self, text: &str, at: usize, measures: &Measures) -> usize {
        let rest = text.get(at..).unwrap_or_default();
        let Some(first) = rest.chars().next() else { return at + 1 };
        let end = at + first.len_utf8();
        match first {
            '×' | '·' | '⋅' | '∗' | '✕' | '✖' => self.push(Kind::Sign(Sign::Times), at, end),
            '÷' | '∕' => self.push(Kind::Sign(Sign::Over), at, end),
            '≈' | '≃' | '≅' | '≒' | '＝' | '∼' => {
                self.push(Kind::Equals { arrow: false }, at, end)
            }
            '→' | '⇒' | '⟹' | '➡' | '⟶' => self.push(Kind::Equals { arrow: true }, at, end),
            '−' => self.operator(text, at, end - at, Sign::Minus),
            '–' | '—' | '，' | '。' | '；' | '：' => self.push(Kind::Break, at, end),
            '€' | '£' => end,
            '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{200b}' | '\u{feff}' => end,
            c if c.is_alphabetic() => {
                let length = rest.len() - rest.trim_start_matches(|c: char| c.is_alphanumeric()).len();
                let length = length.max(first.len_utf8());
                let place = measures.place(rest.get(..length).unwrap_or_default());
                self.push(Kind::Word(place), at, at + length)
            }
            _ => self.push(Kind::Other, at, end),
        }
    }

    /// The ranges that are read as formulas, without what their signs hide.
    pub(super) fn formula_is_plain(formula: &str) -> bool {
        let mut rest = formula;
        while let Some(at) = rest.find('\\') {
            rest = rest.get(at + 1..).unwrap_or_default();
            let length = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
            let known =
                ["times", "cdot", "ast", "div", "approx", "simeq", "sim", "quad", "left", "right", ""];
            if !known.contains(&rest.get(..length).unwrap_or_default()) {
                return false;
            }
            rest = rest.get(length.max(1).min(rest.len())..).unwrap_or_default();
        }
        true
    }
}

/// Buffers for one block.
pub(super) type Hidden = SmallVec<[(usize, usize); 8]>;
