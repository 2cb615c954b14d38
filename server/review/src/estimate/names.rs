//! Named quantities: which number is the daily users, which the latency target.

use std::borrow::Cow;

use smallvec::SmallVec;
use whyfirst_guide::estimation::NounKind;
use whyfirst_guide::measures::{Measure, Measures, Place, Role};
use whyfirst_guide::number::Number;
use whyfirst_guide::sort;

use super::check::{self, Verdict};
use super::lexer::{Kind, Line, Token};
use super::value::{UNNAMED, Value};
use super::{Estimate, Figure, What, Written};

/// What a load is measured in.
const REQUESTS: [i8; 4] = [-1, 0, 0, 0];
/// Fewer requests a second are no load that anybody plans for.
const FEW: f64 = 10.0;
/// What somebody does more often than this, a second, is done by a machine.
const OFTEN: f64 = 0.1;
/// How many words may stand between a name and its number: `latency target at p99 is 200 ms`.
const BETWEEN: usize = 4;

/// Some words around a number, with what they mean.
type Words<'t> = SmallVec<[(&'t str, Place); 8]>;

/// Names the estimates of a line from `first` on, and adds its figures that are quantities with a name, or loads over a long time.
pub(super) fn name(
    line: &Line,
    text: &str,
    base: u32,
    measures: &Measures,
    figures: &[Figure],
    found: &mut Vec<Estimate>,
    first: usize,
) {
    for estimate in found.iter_mut().skip(first) {
        let value = estimate.written.as_ref().map_or(&estimate.value, |it: &Written| &it.value);
        let start = estimate.range.start - base;
        let end = estimate.written.as_ref().map_or(estimate.range.end, |it| it.range.end) - base;
        let from = line.tokens.partition_point(|it| it.start < start);
        let to = line.tokens.partition_point(|it| it.start < end);
        estimate.quantity =
            after(line, text, to, end, value, measures).or_else(|| before(line, text, from, value, measures));
    }
    for figure in figures {
        let end = figure.range.end - base;
        let start = figure.range.start - base;
        // The unit or name that was read with the number counts too: `100M DAU`.
        let each = each_actor(line, text, figure, measures);
        let figure = &*in_requests(line, text, figure, measures);
        let quantity = per_actor(&figure.value, measures)
            .or(each)
            .or_else(|| inside(line, text, start, end, figure, measures))
            .or_else(|| after(line, text, figure.token + 1, end, &figure.value, measures))
            .or_else(|| before(line, text, figure.token, &figure.value, measures));
        // Users a month are no load.
        let acts = figure
            .value
            .nouns
            .iter()
            .any(|&(noun, _)| noun != UNNAMED && measures.noun_kind(noun) == NounKind::Actor);
        let long = figure.value.is_rate()
            && !acts
            && figure.value.number() >= 1.0
            && figure.value.period.is_some()
            && figure.value.period != measures.second_and_day().0;
        if quantity.is_none() && !long {
            continue;
        }
        let what = if long { What::Rate } else { What::Named };
        found.push(Estimate { quantity, ..Estimate::of(what, figure.range.clone(), figure.value) });
    }
    for estimate in found.iter_mut().skip(first).filter(|it| it.what != What::Named) {
        let same = |it: &Figure| {
            it.range != estimate.range
                && it.value.base == estimate.value.base
                && it.value.period != estimate.value.period
                && check::compare(&estimate.value, &it.value, measures) == Verdict::Fits
        };
        estimate.told = figures.iter().any(same);
    }
    if let Some(new) = found.get_mut(first..) {
        sort::by_key(new, |it| it.range.start);
    }
}

/// The quantity that is counted for each of those who act: `10 requests per user per day`.
fn per_actor(value: &Value, measures: &Measures) -> Option<u16> {
    let actor = |noun: u16| noun != UNNAMED && measures.noun_kind(noun) == NounKind::Actor;
    let each = value.nouns.iter().any(|&(noun, exponent)| exponent == -1 && actor(noun));
    (each && value.is_rate()).then(|| measures.quantity_per_actor()).flatten()
}

/// The same where those who act stand before: `each user makes 10 requests a day`.
fn each_actor(line: &Line, text: &str, figure: &Figure, measures: &Measures) -> Option<u16> {
    let actor = |word: &str, place: Place| {
        let measure = measures.meaning_at(place).measure(word);
        matches!(measure, Some(Measure::Noun(noun)) if measures.noun_kind(noun) == NounKind::Actor)
    };
    let rare = figure.value.is_rate() && figure.value.number() < OFTEN && figure.value.period.is_some();
    if !rare || figure.value.nouns.iter().any(|&(noun, _)| noun == UNNAMED) {
        return None;
    }
    let before = line.tokens.get(..figure.token)?.iter().rev();
    let clause = before.take_while(|it| !matches!(word(text, it), ";" | "." | "|" | ":"));
    let mut words = clause.filter_map(|it| Some((word(text, it), it.kind.word()?))).peekable();
    while let Some((name, place)) = words.next() {
        let each = words.peek().is_some_and(|(_, each)| measures.meaning_at(*each).roles.has(Role::Per));
        if each && actor(name, place) {
            return measures.quantity_per_actor();
        }
    }
    None
}

/// A large number after the name of a load is one, though no unit follows: `QPS: 2K`.
fn in_requests<'f>(line: &Line, text: &str, figure: &'f Figure, measures: &Measures) -> Cow<'f, Figure> {
    let load = |word: &str, place: Place| {
        let unit = match measures.meaning_at(place).measure(word) {
            Some(Measure::Unit(unit, _)) => measures.unit(unit),
            _ => None,
        };
        unit.is_some_and(|unit| unit.base == REQUESTS)
    };
    let value = &figure.value;
    if value.base == [0; 4] && value.nouns.is_empty() && !value.marks.percent && value.number() >= FEW {
        let before = line.tokens.get(..figure.token).unwrap_or_default().iter().rev();
        let near = before.take_while(|it| !matches!(word(text, it), "," | ";" | "." | "|"));
        let mut nearest = near.filter_map(|it| Some((word(text, it), it.kind.word()?))).take(2);
        let named = nearest.any(|(word, place)| load(word, place));
        if named {
            let mut figure = figure.clone();
            figure.value.base = REQUESTS;
            figure.value.period = measures.second_and_day().0;
            return Cow::Owned(figure);
        }
    }
    Cow::Borrowed(figure)
}

/// A name among the words that were read with the number.
fn inside(
    line: &Line,
    text: &str,
    start: u32,
    end: u32,
    figure: &Figure,
    measures: &Measures,
) -> Option<u16> {
    let written = text.get(start as usize..end as usize)?;
    let words: Words<'_> = words(written).map(|word| (word, measures.place(word))).collect();
    for at in 0..words.len() {
        let rest = words.get(at..).unwrap_or_default();
        if let Some(found) = named(rest, measures, true, line, text, &figure.value) {
            return Some(found);
        }
    }
    None
}

/// A name right after a number.
fn after(line: &Line, text: &str, token: usize, end: u32, value: &Value, measures: &Measures) -> Option<u16> {
    let mut last = end;
    let mut words = Words::new();
    for token in line.tokens.iter().skip(token).take(5) {
        let gap = text.get(last as usize..token.start as usize).unwrap_or_default();
        let Kind::Word(place) = token.kind else { break };
        if !gap.chars().all(|c| matches!(c, ' ' | '*' | '`' | '_')) {
            break;
        }
        words.extend(parts(word(text, token), place, measures));
        last = token.end;
    }
    named(&words, measures, true, line, text, value)
}

/// A name before a number, with little between.
fn before(line: &Line, text: &str, token: usize, value: &Value, measures: &Measures) -> Option<u16> {
    let mut words = Words::new();
    let mut at = token;
    let mut breaks = 0;
    while let Some(before) = at.checked_sub(1).and_then(|at| line.tokens.get(at)) {
        match before.kind {
            Kind::Word(place) => {
                let parts: Words<'_> = parts(word(text, before), place, measures).collect();
                words.extend(parts.into_iter().rev());
            }
            // `DAU: 100M`, `| DAU | 100M |`, `latency < 200 ms`, `QPS = 5K`.
            Kind::Break | Kind::Equals { .. } | Kind::Other | Kind::Open | Kind::Close => {
                let sign = word(text, before);
                if matches!(sign, "," | ";" | "." | "，" | "。") || breaks > 2 {
                    break;
                }
                breaks += 1;
            }
            _ => break,
        }
        if words.len() > 8 {
            break;
        }
        at -= 1;
    }
    words.reverse();
    // The nearest name counts.
    for at in (0..words.len()).rev() {
        let rest = words.get(at..).unwrap_or_default();
        if let Some(found) = named(rest, measures, false, line, text, value) {
            return Some(found);
        }
    }
    None
}

/// The quantity of this value whose name the words begin with.
fn named(
    words: &[(&str, Place)],
    measures: &Measures,
    after: bool,
    line: &Line,
    text: &str,
    value: &Value,
) -> Option<u16> {
    let first = measures.meaning_at(words.first()?.1);
    let names = if after { &first.after } else { &first.before };
    names.iter().find_map(|(name, quantity)| {
        let fits =
            name.len() <= words.len() && name.iter().zip(words).all(|(a, (b, _))| a.eq_ignore_ascii_case(b));
        let near = after || words.len() - name.len().min(words.len()) <= BETWEEN;
        (fits && near && suits(*quantity, line, text, value, measures)).then_some(*quantity)
    })
}

fn suits(quantity: u16, line: &Line, text: &str, value: &Value, measures: &Measures) -> bool {
    let Some(data) = measures.quantity(quantity) else { return false };
    let (least, most) = data.limits;
    let within = |limit: Option<Number>, fits: fn(&Number, &Number) -> bool| {
        limit.is_none_or(|limit| fits(&value.low, &limit))
    };
    data.base == value.base
        && !value.marks.percent
        && within(least, Number::ge)
        && within(most, Number::le)
        && !line
            .words()
            .flat_map(|(it, _)| words(word(text, it)))
            .any(|word| data.never.iter().any(|it| it.eq_ignore_ascii_case(word)))
}

fn word<'t>(text: &'t str, token: &Token) -> &'t str {
    text.get(token.start as usize..token.end as usize).unwrap_or_default()
}

/// The parts of a word with what they mean; most have but one.
fn parts<'t>(word: &'t str, place: Place, measures: &Measures) -> impl Iterator<Item = (&'t str, Place)> {
    words(word).map(move |part| (part, if part.len() == word.len() { place } else { measures.place(part) }))
}

/// The words in a piece of text.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.starts_with(char::is_alphabetic))
}
