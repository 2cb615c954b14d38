//! Numbers that a rule may speak of: shares beyond all, numbers without their unit, the times of the stages of a chain.

use whyfirst_guide::measures::{Meaning, Measures, Place, Role, Roles};
use whyfirst_guide::number::Number;
use whyfirst_note::{Line as NoteLine, LineKind};

use super::lexer::{Kind, Line, Token};
use super::{Figure, Needs, Numbers, Slip, SlipKind, TimeFigure};

/// Times from here on are no answer times: windows, retention, training.
const LONG: f64 = 300.0;
/// How many words may stand between a metric and its share.
const BETWEEN: usize = 3;

pub(super) fn find(
    line: &Line,
    text: &str,
    at: &NoteLine,
    number: u32,
    measures: &Measures,
    figures: &[Figure],
    found: &mut Numbers,
) {
    let word = |token: &Token| text.get(token.start as usize..token.end as usize).unwrap_or_default();
    let any = |role: Role| line.words().any(|(_, place)| measures.meaning_at(place).roles.has(role));
    for figure in figures {
        let before = before(line, figure.token).map(|place| measures.meaning_at(place).roles);
        let beyond = figure.value.marks.percent && figure.value.low > Number::ONE;
        if beyond
            && before.clone().take(BETWEEN).any(|roles| roles.has(Role::Bounded))
            && !any(Role::Unbounded)
        {
            found.slips.push(Slip { line: number, range: figure.range.clone(), kind: SlipKind::Beyond });
        }
        if figure.value.marks.bare
            && at.kind == LineKind::Prose
            && let Some(needs) = before.take(1).find_map(needs)
            && stands_alone(line, figure.token)
            && !line.words().any(|(token, place)| is_unit(word(token), measures.meaning_at(place)))
        {
            found.slips.push(Slip {
                line: number,
                range: figure.range.clone(),
                kind: SlipKind::Unitless(needs),
            });
        }
    }
    let mut times = figures.iter().filter(|it| it.value.is_time() && it.value.low.to_f64() < LONG);
    if let Some(first) = times.next() {
        found.timed = true;
        if times.next().is_none() {
            found.times.push(TimeFigure {
                line: number,
                range: first.range.clone(),
                value: first.value,
                total: any(Role::Total),
                parallel: any(Role::Parallel),
                listed: at.kind == LineKind::Table || at.item.is_some(),
            });
        }
    }
    found.timed |= found.estimates.last().is_some_and(|it| it.line == number && it.value.is_time());
}

/// The words before a piece, the nearest first, within its clause.
fn before(line: &Line, token: usize) -> impl Iterator<Item = Place> + Clone + '_ {
    let tokens = line.tokens.get(..token).unwrap_or_default();
    tokens
        .iter()
        .rev()
        .take_while(|it| matches!(it.kind, Kind::Word(_) | Kind::Equals { .. } | Kind::Other | Kind::Break))
        .filter_map(|it| it.kind.word())
}

fn needs(roles: Roles) -> Option<Needs> {
    let all =
        [(Role::NeedsTime, Needs::Time), (Role::NeedsSize, Needs::Size), (Role::NeedsRate, Needs::Rate)];
    all.into_iter().find(|(role, _)| roles.has(*role)).map(|(_, needs)| needs)
}

/// Whether a clause ends right after a number.
fn stands_alone(line: &Line, token: usize) -> bool {
    let ends = line.tokens.get(token + 1).is_none_or(|it| matches!(it.kind, Kind::Break | Kind::Close));
    // A sign or a colon leads to it, or nothing: `latency (3)` is a note.
    let leads = token.checked_sub(1).and_then(|at| line.tokens.get(at));
    ends && leads.is_some_and(|it| {
        matches!(it.kind, Kind::Word(_) | Kind::Break | Kind::Equals { arrow: false } | Kind::Other)
    })
}

fn is_unit(word: &str, meaning: &Meaning) -> bool {
    word.len() > 1 && meaning.is_unit(word)
}
