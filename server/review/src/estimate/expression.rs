//! Calculations: from the pieces of a line to a value. What does not parse has no value.

use whyfirst_guide::measures::Measures;
use whyfirst_guide::number::Number;

use super::lexer::{Kind, Line, Sign, Token};
use super::value::{BYTES, Value};

/// How deep brackets may stand in one another.
const DEEPEST: u8 = 16;
/// An operand from here on is a large one.
const LARGE: Number = Number::whole(1000);
/// How many operands a calculation may have.
const OPERANDS: u16 = 64;

/// What a calculation is made of.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Made {
    pub(super) times: u16,
    pub(super) crosses: u16,
    pub(super) over: u16,
    pub(super) sums: u16,
    pub(super) of: u16,
    pub(super) powers: u16,
    pub(super) operands: u16,
    /// Operands that are more than digits.
    pub(super) telling: u16,
    /// The greatest operand that is.
    pub(super) large: bool,
    /// Numbers with a `B` that could be a billion or a byte.
    pub(super) lone: u16,
    /// Whether a bare divisor was read as a unit.
    pub(super) rated: bool,
    /// Whether all that was added up has a unit.
    pub(super) rough: bool,
}

impl Made {
    pub(super) fn signs(self) -> u16 {
        self.times + self.crosses + self.over + self.sums + self.of + self.powers
    }
}

/// A calculation that was read.
#[derive(Debug, Clone)]
pub(super) struct Parsed {
    pub(super) value: Value,
    /// The first operand, by position among the numbers of the line.
    pub(super) leading: u16,
    /// The piece after it.
    pub(super) next: usize,
    pub(super) made: Made,
}

/// Reads the calculation that begins at a piece. Bit n of `flips` reads the n-th undecided `B` the other way.
pub(super) fn parse(line: &Line, at: usize, flips: u8, measures: &Measures) -> Option<Parsed> {
    let mut parser = Parser { line, at, flips, measures, depth: 0, made: Made::default(), leading: None };
    let value = parser.sum()?;
    let leading = parser.leading?;
    (value.is_sound()).then_some(Parsed { value, leading, next: parser.at, made: parser.made })
}

struct Parser<'a> {
    line: &'a Line,
    at: usize,
    flips: u8,
    measures: &'a Measures,
    depth: u8,
    made: Made,
    leading: Option<u16>,
}

impl Parser<'_> {
    fn peek(&self) -> Option<Token> {
        self.line.tokens.get(self.at).copied()
    }

    fn sign(&self) -> Option<Sign> {
        match self.peek()?.kind {
            Kind::Sign(sign) => Some(sign),
            _ => None,
        }
    }

    fn sum(&mut self) -> Option<Value> {
        let mut value = self.product()?;
        while let Some(sign @ (Sign::Plus | Sign::Minus)) = self.sign() {
            let back = (self.at, self.made);
            self.at += 1;
            let Some(other) = self.product() else {
                (self.at, self.made) = back;
                return Some(value);
            };
            self.made.sums += 1;
            // `10 + 20 + 30 ms`: the last unit is that of all.
            if value.marks.bare
                && !other.is_count()
                && self.at == back.0 + 2
                && let Some(Token { kind: Kind::Number(last), .. }) = self.line.tokens.get(back.0 + 1)
                && let Some(last) = self.line.numbers.get(*last as usize)
            {
                value.scale(last.scale());
                value.base = other.base;
                value.marks.bare = false;
            }
            value = value.plus(other, if sign == Sign::Plus { 1 } else { -1 })?;
        }
        Some(value)
    }

    fn product(&mut self) -> Option<Value> {
        let mut value = self.power()?;
        // `/ 24 / 3600`: bare divisors that together are a day.
        let mut divisors: Option<(Value, Value)> = None;
        while let Some(sign @ (Sign::Times | Sign::Cross | Sign::Over | Sign::Of)) = self.sign() {
            let back = (self.at, self.made);
            self.at += 1;
            let Some(other) = self.power() else {
                (self.at, self.made) = back;
                return Some(value);
            };
            match sign {
                Sign::Over => {
                    self.made.over += 1;
                    let product = match divisors.take() {
                        Some((start, product)) if other.marks.bare => {
                            Some((start, product.times(other, self.measures)?))
                        }
                        _ if other.marks.bare => Some((value, other)),
                        _ => None,
                    };
                    let rate = value.is_rate() || value.exponent(0) < 0;
                    value = match &product {
                        Some((start, product)) => (*start).over(*product, self.measures)?,
                        None => value.over(other, self.measures)?,
                    };
                    self.made.rated |= !rate && product.is_some() && value.exponent(0) < 0;
                    divisors = product;
                    continue;
                }
                Sign::Of => {
                    let sized = value.is_count() && !value.nouns.is_empty() && other.base == [0, 1, 0, 0];
                    if !(value.marks.percent || sized) {
                        (self.at, self.made) = back;
                        return Some(value);
                    }
                    self.made.of += 1;
                }
                Sign::Cross => self.made.crosses += 1,
                _ => self.made.times += 1,
            }
            divisors = None;
            value = value.times(other, self.measures)?;
        }
        Some(value)
    }

    fn power(&mut self) -> Option<Value> {
        let base = self.atom();
        if self.sign() != Some(Sign::Power) {
            return base;
        }
        self.at += 1;
        self.made.powers += 1;
        let power = self.atom()?;
        base?.power(&power)
    }

    fn atom(&mut self) -> Option<Value> {
        match self.peek()?.kind {
            Kind::Number(number) => {
                self.at += 1;
                self.skip_remark();
                self.number(number)
            }
            Kind::Open => {
                self.depth += 1;
                if self.depth > DEEPEST {
                    return None;
                }
                self.at += 1;
                let value = self.sum();
                if self.peek()?.kind != Kind::Close {
                    return None;
                }
                self.at += 1;
                self.depth -= 1;
                self.skip_remark();
                value
            }
            _ => None,
        }
    }

    fn number(&mut self, number: u16) -> Option<Value> {
        let found = self.line.numbers.get(number as usize)?;
        self.made.operands += 1;
        if self.made.operands > OPERANDS || found.multiplier && self.made.operands == 1 {
            return None;
        }
        self.leading.get_or_insert(number);
        let flip = found.lone.filter(|_| self.flips >> self.made.lone.min(7) & 1 == 1);
        self.made.lone += u16::from(found.lone.is_some());
        let Some(lone) = flip else {
            self.note(&found.value);
            return Some(found.value);
        };
        let mut value = found.value;
        let billion = Number::whole(1_000_000_000);
        if lone.bytes {
            value.scale(billion);
            value.base = [value.exponent(0), 0, 0, 0];
        } else {
            value.scale(Number::ONE.divide(billion)?);
            value.base = [value.exponent(0), value.exponent(BYTES) + 1, 0, 0];
        }
        value.marks.magnitude = lone.bytes;
        self.note(&value);
        Some(value)
    }

    fn note(&mut self, operand: &Value) {
        self.made.telling += u16::from(!operand.marks.bare);
        self.made.large |= operand.low >= LARGE;
        self.made.rough |= operand.marks.rough;
    }

    /// A remark in brackets after an operand, before the calculation goes on: `4 B (fp32) × 256`.
    fn skip_remark(&mut self) {
        if self.peek().is_none_or(|it| it.kind != Kind::Open) {
            return;
        }
        let mut depth = 0;
        for (at, token) in self.line.tokens.iter().enumerate().skip(self.at) {
            match token.kind {
                Kind::Open => depth += 1,
                Kind::Close => {
                    depth -= 1;
                    if depth == 0 {
                        let next = self.line.tokens.get(at + 1).map(|it| it.kind);
                        if matches!(next, Some(Kind::Sign(_) | Kind::Equals { arrow: false })) {
                            self.at = at + 1;
                        }
                        return;
                    }
                }
                Kind::Equals { .. } => return,
                _ => {}
            }
        }
    }
}
