//! Calculations in a line: where they begin and end, what is written after them, and which of them say enough to be taken for one.

use std::ops::Range;

use whyfirst_guide::measures::{Measures, Role};

use super::check;
use super::expression::{self, Parsed};
use super::lexer::{Kind, Line, Token};
use super::value::Value;
use super::{Estimate, Figure, What, Written};

/// How many undecided `B` are tried both ways.
const LONE: u16 = 3;
/// A calculation without a result says something from here on, or if it has a unit.
const TELLING: f64 = 1000.0;

/// Finds the calculations and figures of a line that has been cut into pieces. Offsets count from the line's text plus `base`.
pub(super) fn find(
    line: &Line,
    text: &str,
    base: u32,
    measures: &Measures,
    out: &mut Vec<Estimate>,
    figures: &mut Vec<Figure>,
) {
    let mut at = 0;
    // The result of a calculation is the next one's beginning (`a = b × c = d`), and has been read already.
    let mut result: Option<Parsed> = None;
    while let Some(token) = line.tokens.get(at) {
        let first = result.take();
        let starts = matches!(token.kind, Kind::Number(_) | Kind::Open);
        if !starts {
            at += 1;
            continue;
        }
        if token.kind == Kind::Open && is_call(text, token) {
            at = after_call(line, at);
            continue;
        }
        if follows_sign(line, at) {
            at = skip_run(line, at);
            continue;
        }
        let first = first.or_else(|| expression::parse(line, at, 0, measures));
        let Some(parsed) = first.map(|first| best_reading(line, at, first, measures)) else {
            at = if token.kind == Kind::Open { at + 1 } else { skip_run(line, at) };
            continue;
        };
        if goes_on(line, parsed.next) {
            at = skip_run(line, at);
            continue;
        }
        if token.kind == Kind::Open && parsed.made.signs() == 0 {
            at += 1;
            continue;
        }
        let after = After::of(line, parsed.next, measures);
        let last = line.tokens.get(parsed.next.saturating_sub(1)).copied().unwrap_or(*token);
        let range = base + token.start..base + last.end;
        let has_result = after.result.is_some();
        let says = parsed.made.signs() > 0 && is_calculation(&parsed, &after);
        let converts = parsed.made.signs() == 0 && has_result && !after.arrow && parsed.value.is_rate();
        if says || converts {
            let written = after.result.as_ref().map(|result| Written {
                range: base + result.range.start..base + result.range.end,
                value: result.parsed.value,
                leading: result.leading,
            });
            let mut value = parsed.value;
            if let Some(written) = &written {
                check::take_unit(&mut value, &written.value, measures);
            }
            out.push(Estimate {
                written,
                open: after.open.map(|end| base + end),
                hedged: after.arrow || hedged(line, measures) || parsed.made.rough,
                sum: parsed.made.sums > 0 && parsed.made.times + parsed.made.over == 0,
                ..Estimate::of(if says { What::Calculation } else { What::Rate }, range, value)
            });
        } else if parsed.made.signs() == 0
            && let Kind::Number(number) = token.kind
        {
            let known = line.numbers.get(number as usize);
            if known.is_some_and(|it| it.vector) {
                out.push(Estimate::of(What::Calculation, range, parsed.value));
            } else if !known.is_some_and(|it| it.multiplier) {
                figures.push(Figure { token: at, range, value: parsed.value });
            }
        }
        at = match after.result {
            Some(Outcome { start, parsed, .. }) => {
                result = Some(parsed);
                start
            }
            None => parsed.next.max(at + 1),
        };
    }
}

/// What is written behind a sign for "is".
struct Outcome {
    /// The piece at which it begins.
    start: usize,
    /// Where it stands.
    range: Range<u32>,
    parsed: Parsed,
    /// Its first operand.
    leading: Value,
}

/// What stands after a calculation.
struct After {
    result: Option<Outcome>,
    /// Where the sign ends after which nothing stands.
    open: Option<u32>,
    /// Whether the sign is an arrow or a word.
    arrow: bool,
    equals: bool,
}

impl After {
    fn of(line: &Line, next: usize, measures: &Measures) -> After {
        let mut after = After { result: None, open: None, arrow: false, equals: false };
        let Some(Token { kind: Kind::Equals { arrow }, end, .. }) = line.tokens.get(next).copied() else {
            return after;
        };
        (after.arrow, after.equals) = (arrow, true);
        let mut start = next + 1;
        // `= about`, `= ~`, `≈ =`.
        let rough = |token: &Token| match token.kind {
            Kind::Word(place) => measures.meaning_at(place).roles.has(Role::About),
            Kind::Equals { .. } => true,
            _ => false,
        };
        while line.tokens.get(start).is_some_and(rough) {
            start += 1;
        }
        let ends = match line.tokens.get(start) {
            None => true,
            Some(token) => matches!(token.kind, Kind::Break | Kind::Close),
        };
        if ends {
            after.open = (!arrow).then_some(end);
            return after;
        }
        if let Some(parsed) = expression::parse(line, start, 0, measures)
            && !goes_on(line, parsed.next)
            && let (Some(first), Some(last)) =
                (line.tokens.get(start), line.tokens.get(parsed.next.saturating_sub(1)))
            && let Some(leading) = line.numbers.get(parsed.leading as usize)
        {
            after.result =
                Some(Outcome { start, range: first.start..last.end, leading: leading.value, parsed });
        }
        after
    }
}

/// The reading of a calculation that fits: each `B` that could be a billion or a byte is taken as what surrounds it asks for.
fn best_reading(line: &Line, at: usize, first: Parsed, measures: &Measures) -> Parsed {
    if first.made.lone == 0
        || first.made.signs() == 0
            && !matches!(line.tokens.get(first.next), Some(Token { kind: Kind::Equals { .. }, .. }))
    {
        return first;
    }
    let after = After::of(line, first.next, measures);
    let all = 1u8 << first.made.lone.min(LONE);
    if let Some(result) = &after.result {
        // The reading that agrees with the result goes before the likelier one.
        let fits =
            |parsed: &Parsed| check::agrees(&parsed.value, &result.parsed.value, &result.leading, measures);
        let mut all = (0..all).filter_map(|flips| expression::parse(line, at, flips, measures));
        if let Some(agreeing) = all.find(fits) {
            return agreeing;
        }
    }
    let likely = likely_flips(line, at, first.next);
    expression::parse(line, at, likely, measures).unwrap_or(first)
}

/// Which of the undecided `B` are read the other way: `× 4 B` at the end of a product is the width of a number, and there is one size only.
fn likely_flips(line: &Line, at: usize, next: usize) -> u8 {
    let mut flips = 0u8;
    let numbers = || {
        line.tokens.iter().skip(at).take(next.saturating_sub(at)).filter_map(|token| match token.kind {
            Kind::Number(number) => line.numbers.get(number as usize),
            _ => None,
        })
    };
    let sized = numbers().any(|it| it.lone.is_none() && it.value.exponent(1) != 0);
    let costs = numbers().any(|it| it.value.exponent(2) != 0 || it.value.exponent(3) != 0);
    let many = numbers().filter(|it| it.value.marks.magnitude || it.value.low.to_f64() >= 1e5).count();
    let lone_bytes = numbers().filter_map(|it| it.lone).filter(|lone| lone.bytes).count();
    let mut seen = 0;
    for (place, number) in numbers().enumerate() {
        let Some(lone) = number.lone else { continue };
        let bytes = if sized || costs {
            false
        } else if place > 0 && (lone.width || lone.sizable) {
            let others = many - usize::from(!lone.bytes && number.value.marks.magnitude);
            others > 0
        } else {
            lone.bytes && lone_bytes == 1
        };
        if bytes != lone.bytes {
            flips |= 1 << seen.min(7);
        }
        seen += 1;
    }
    flips
}

/// Whether a bracket belongs to the word before it: `f(10 × 20)`.
fn is_call(text: &str, bracket: &Token) -> bool {
    text.get(..bracket.start as usize).is_some_and(|it| it.ends_with(|c: char| c.is_ascii_alphanumeric()))
}

/// The piece after a call with signs in it, and after what hangs on it.
fn after_call(line: &Line, at: usize) -> usize {
    let inside = line.tokens.iter().skip(at + 1).take_while(|it| it.kind != Kind::Close);
    let (mut length, mut signs) = (0, false);
    for token in inside {
        length += 1;
        signs |= matches!(token.kind, Kind::Sign(_));
    }
    if signs { skip_run(line, at + 1 + length) } else { at + 1 }
}

/// Whether a sign without an operand before it leads to a piece: `N × 256`.
fn follows_sign(line: &Line, at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| line.tokens.get(at));
    before.is_some_and(|it| matches!(it.kind, Kind::Sign(sign) if sign != super::lexer::Sign::Of))
}

/// Whether the calculation goes on with something that cannot be read: `50M × N`, `50M users of the app × 20`.
fn goes_on(line: &Line, next: usize) -> bool {
    let mut at = next;
    for _ in 0..4 {
        match line.tokens.get(at).map(|it| it.kind) {
            Some(Kind::Sign(super::lexer::Sign::Of)) => return false,
            Some(Kind::Sign(_)) => return true,
            Some(Kind::Word(_)) => at += 1,
            Some(Kind::Open) if at == next => {
                // A remark in brackets.
                let close = line.tokens.iter().skip(at).position(|it| it.kind == Kind::Close);
                let Some(close) = close else { return false };
                at += close + 1;
            }
            _ => return false,
        }
    }
    false
}

/// The piece after everything that hangs together by signs.
fn skip_run(line: &Line, at: usize) -> usize {
    let mut next = at + 1;
    while let Some(token) = line.tokens.get(next) {
        let glued = line
            .tokens
            .get(next - 1)
            .is_some_and(|it| matches!(it.kind, Kind::Sign(_) | Kind::Equals { .. } | Kind::Open));
        let goes = matches!(
            token.kind,
            Kind::Sign(_) | Kind::Number(_) | Kind::Close | Kind::Open | Kind::Equals { arrow: false }
        ) || glued;
        if !goes || matches!(token.kind, Kind::Break) {
            break;
        }
        next += 1;
    }
    next
}

/// Whether what parses is meant as a calculation.
fn is_calculation(parsed: &Parsed, after: &After) -> bool {
    let made = parsed.made;
    let number = parsed.value.number().abs();
    let has_result = after.result.is_some();
    if made.crosses > 0 && made.times + made.over + made.sums == 0 && !has_result {
        return false;
    }
    let worked = made.times + made.crosses + made.of > 0;
    if after.equals && !after.arrow {
        let years = made.sums > 0 && !worked && made.over == 0 && made.telling == 0 && !has_result;
        return !years
            && (has_result || after.open.is_some() || worked && (made.telling > 0 || made.large))
            && (made.powers != made.signs() || has_result || after.open.is_some());
    }
    if after.arrow && has_result {
        return worked && made.telling > 0 || made.over > 0 && made.rated;
    }
    let dimension = parsed.value.base != [0; 4];
    if made.of > 0 && made.times + made.over == 0 {
        return dimension && !parsed.value.is_time() || number >= TELLING && made.telling > 1;
    }
    if made.times > 0 {
        return (made.telling > 0 && (dimension || number >= TELLING))
            || made.large && made.operands > 1 && made.crosses == 0 && number >= TELLING;
    }
    made.over > 0 && made.sums == 0 && made.rated && number > 0.0 && made.large
}

/// Whether a word of the line says that more went into the result.
fn hedged(line: &Line, measures: &Measures) -> bool {
    line.words().any(|(_, place)| measures.meaning_at(place).roles.has(Role::Hedge))
}
