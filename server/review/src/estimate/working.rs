//! How a calculation was read: its operands with their values, and what was assumed on the way.

use whyfirst_guide::Index;
use whyfirst_guide::measures::Measures;

use super::lexer::{Kind, Line};
use super::print;
use super::value::{BYTES, TIME, Value};

/// How a calculation was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Working {
    /// Each number as it is written, and its value.
    pub operands: Vec<(String, String)>,
    /// What was assumed, a sentence each.
    pub assumed: Vec<String>,
}

/// Reads a calculation once more, for people to follow.
pub fn working(index: &Index, text: &str, value: &Value) -> Working {
    let measures = index.measures();
    let mut line = Line::default();
    line.read(text, &[], measures);
    let mut working = Working::default();
    for token in &line.tokens {
        let Kind::Number(number) = token.kind else { continue };
        let Some(number) = line.numbers.get(number as usize) else { continue };
        let written = text.get(token.start as usize..token.end as usize).unwrap_or_default();
        if number.lone.is_some() {
            let bytes =
                value.exponent(BYTES) != 0 && number.lone.is_some_and(|lone| lone.bytes || lone.width);
            let meaning = if bytes && !starts(&line, token.start) { "bytes" } else { "billions" };
            working.assumed.push(format!("`{written}` counts {meaning}"));
            continue;
        }
        if number.value.marks.bare {
            if let Some(assumed) = shorthand(written, &number.value, value, measures, index) {
                working.assumed.push(assumed);
            }
            continue;
        }
        working.operands.push((written.to_owned(), print::print(&number.value, measures, index.guide(), 4)));
    }
    let months = line.numbers.iter().any(|it| it.value.period.is_some_and(|at| is_named(index, at, "month")));
    if months {
        working.assumed.push("a month has 30 days".to_owned());
    }
    if value.exponent(BYTES) != 0 {
        let step =
            if value.marks.binary { "KiB, MiB and GiB go by 1,024" } else { "KB, MB and GB go by 1,000" };
        working.assumed.push(step.to_owned());
    }
    if value.marks.daily && value.exponent(TIME) == -1 {
        working.assumed.push("daily users act within a day".to_owned());
    }
    working
}

fn starts(line: &Line, start: u32) -> bool {
    line.tokens.first().is_some_and(|it| it.start == start)
}

fn is_named(index: &Index, unit: u16, id: &str) -> bool {
    index.guide().estimation.units.get(unit as usize).is_some_and(|it| it.id == id)
}

/// `86,400` beside a rate: the seconds of a day.
fn shorthand(
    written: &str,
    number: &Value,
    value: &Value,
    measures: &Measures,
    index: &Index,
) -> Option<String> {
    let rate = value.exponent(TIME) != 0 || value.exponent(BYTES) != 0;
    let found = measures
        .shorthands()
        .iter()
        .find(|it| rate && it.number == number.low && number.low.to_f64() >= 365.0)?;
    let units = &index.guide().estimation.units;
    let (unit, per) = (units.get(found.unit as usize)?, units.get(found.per as usize)?);
    Some(format!("`{written}` are the {}s of a {}", unit.id, per.id))
}
