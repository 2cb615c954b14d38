//! Values as people write them: `11.57 K/s`, `1.02 TB`, `16.7 min`, `$1.5 K/day`.

use std::fmt::Write;

use whyfirst_guide::estimation::NounKind;
use whyfirst_guide::measures::Measures;
use whyfirst_guide::model::Guide;

use super::value::{BYTES, FLOP, MONEY, TIME, UNNAMED, Value};

/// Decimal magnitudes, the largest first.
const COUNTS: [(f64, &str); 4] = [(1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K")];
const SIZES: [(f64, &str); 6] =
    [(1e18, "EB"), (1e15, "PB"), (1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "KB")];
const BINARY_SIZES: [(f64, &str); 5] = [
    (1_125_899_906_842_624.0, "PiB"),
    (1_099_511_627_776.0, "TiB"),
    (1_073_741_824.0, "GiB"),
    (1_048_576.0, "MiB"),
    (1024.0, "KiB"),
];
const TIMES: [(f64, &str); 8] = [
    (31_536_000.0, "years"),
    (86_400.0, "days"),
    (3600.0, "h"),
    (60.0, "min"),
    (1.0, "s"),
    (1e-3, "ms"),
    (1e-6, "µs"),
    (1e-9, "ns"),
];
/// From here on a power of ten is easier to read.
const HUGE: f64 = 1e16;

/// A value with its unit, to so many digits.
pub fn print(value: &Value, measures: &Measures, guide: &Guide, digits: usize) -> String {
    if !value.is_range() {
        return one(value, value.low.to_f64(), measures, guide, digits);
    }
    let low = one(value, value.low.to_f64(), measures, guide, digits);
    let high = one(value, value.high.to_f64(), measures, guide, digits);
    format!("{low} – {high}")
}

/// The unit of a value as a program reads it: `1/s`, `B/day`, `users`, `1`.
pub fn unit(value: &Value, measures: &Measures, guide: &Guide) -> String {
    let mut over = String::new();
    for (part, symbol) in [(FLOP, "FLOP"), (BYTES, "B"), (MONEY, "$"), (TIME, "s")] {
        push_factor(&mut over, symbol, value.exponent(part).max(0));
    }
    let shown = shown_noun(value, measures);
    if let Some(noun) = shown {
        if over == "s" {
            over = format!("{} {over}", measures.noun_name(noun));
        } else if over.is_empty() && value.base == [0; 4] {
            over = measures.noun_name(noun).to_owned();
        }
    }
    if over.is_empty() {
        over.push('1');
    }
    let mut under = String::new();
    for (part, symbol) in [(FLOP, "FLOP"), (BYTES, "B"), (MONEY, "$")] {
        push_factor(&mut under, symbol, (-value.exponent(part)).max(0));
    }
    let seconds = (-value.exponent(TIME)).max(0);
    if seconds > 0 {
        push_factor(&mut under, period(value, guide), seconds);
    }
    if let Some(noun) = under_noun(value, measures) {
        push_factor(&mut under, singular(measures.noun_name(noun)), 1);
    }
    if under.is_empty() { over } else { format!("{over}/{under}") }
}

/// The number that belongs to `unit`.
pub fn number_in_unit(value: &Value, number: f64, measures: &Measures, guide: &Guide) -> f64 {
    number * seconds_of_period(value, measures, guide)
}

fn push_factor(out: &mut String, symbol: &str, exponent: i8) {
    if exponent > 0 {
        if !out.is_empty() {
            out.push('·');
        }
        out.push_str(symbol);
        if exponent > 1 {
            let _ = write!(out, "^{exponent}");
        }
    }
}

/// The unit over which a rate is shown. Counts are compared by the second, from one on; volumes and costs stay as they were written.
fn period<'a>(value: &Value, guide: &'a Guide) -> &'a str {
    if value.is_rate() && value.number() >= 1.0 {
        return "s";
    }
    let unit = value.period.and_then(|at| guide.estimation.units.get(at as usize));
    unit.map(|unit| &*unit.period).filter(|sign| !sign.is_empty()).unwrap_or("s")
}

fn seconds_of_period(value: &Value, measures: &Measures, guide: &Guide) -> f64 {
    if value.exponent(TIME) != -1 || period(value, guide) == "s" {
        return 1.0;
    }
    value.period.and_then(|at| measures.unit(at)).map_or(1.0, |unit| unit.factor.to_f64())
}

/// What is counted, if that is clear.
fn shown_noun(value: &Value, measures: &Measures) -> Option<u16> {
    let mut over = value.nouns.iter().filter(|(noun, exponent)| *noun != UNNAMED && *exponent == 1);
    let (first, more) = (over.next()?.0, over.next());
    let sole = more.is_none() && value.nouns.iter().all(|(_, exponent)| *exponent > 0 && *exponent < 2);
    // Times go with what is used for a time only.
    let fits = value.is_count() || measures.noun_kind(first) == NounKind::Resource;
    (sole && fits && value.nouns.len() == 1).then_some(first)
}

fn under_noun(value: &Value, measures: &Measures) -> Option<u16> {
    let over = value.nouns.iter().any(|(_, exponent)| *exponent > 0);
    let mut under = value.nouns.iter().filter(|(noun, exponent)| *noun != UNNAMED && *exponent == -1);
    let first = under.next()?.0;
    // What works side by side shares the time.
    if value.is_time() && measures.noun_kind(first) == NounKind::Resource {
        return None;
    }
    (under.next().is_none() && (!over || !value.is_count()) && value.base != [-1, 0, 0, 0]).then_some(first)
}

fn singular(name: &str) -> &str {
    name.strip_suffix('s').unwrap_or(name)
}

/// One end of a value.
fn one(value: &Value, number: f64, measures: &Measures, guide: &Guide, digits: usize) -> String {
    let number = number_in_unit(value, number, measures, guide);
    let unit = unit(value, measures, guide);
    let (over, under) = match unit.split_once('/') {
        Some((over, under)) => (over, format!("/{under}")),
        None => (unit.as_str(), String::new()),
    };
    let sizes: &[(f64, &str)] = if value.marks.binary { &BINARY_SIZES } else { &SIZES };
    let text = match over {
        "1" => scaled(number, &COUNTS, "", digits),
        "B" => scaled(number, sizes, " bytes", digits),
        "s" => scaled(number, &TIMES, " s", digits),
        "$" => {
            let amount = scaled(number.abs(), &COUNTS, "", digits);
            format!("{}${amount}", if number < 0.0 { "-" } else { "" })
        }
        "FLOP" => scaled(number, &COUNTS, " FLOP", digits),
        noun if noun.ends_with(" s") => {
            let name = noun.strip_suffix(" s").unwrap_or_default();
            // What is used for a time is counted in hours.
            let hours = scaled(number / 3600.0, &COUNTS, "", digits);
            format!("{hours} {}-hours", singular(name))
        }
        noun => scaled(number, &COUNTS, &format!(" {noun}"), digits),
    };
    text + &under
}

/// A number with the magnitude or unit that suits it.
fn scaled(number: f64, steps: &[(f64, &str)], plain: &str, digits: usize) -> String {
    let size = number.abs();
    if size == 0.0 {
        return format!("0{plain}");
    }
    let counts = steps.first().is_some_and(|(_, sign)| sign.len() == 1);
    let tail = if counts { plain } else { "" };
    if size >= HUGE && counts {
        let exponent = size.log10().floor();
        let mantissa = number / 10f64.powf(exponent);
        return format!("{}×10{}{plain}", rounded(mantissa, digits), superscript(exponent as i32));
    }
    // A hair below the next step is the next step.
    let fits = |step: f64| size >= step * (1.0 - 0.5 * 10f64.powi(-(digits as i32)));
    match steps.iter().find(|(step, _)| fits(*step)) {
        // Without a name behind it `B` would be taken for bytes.
        Some((step, "B")) if tail.is_empty() => format!("{} bn", rounded(number / step, digits)),
        Some((step, sign)) => format!("{} {sign}{tail}", rounded(number / step, digits)),
        None if steps.last().is_some_and(|(step, _)| *step < 1.0) => {
            let (step, sign) = steps.last().copied().unwrap_or((1.0, ""));
            format!("{} {sign}", rounded(number / step, digits))
        }
        None => format!("{}{plain}", rounded(number, digits)),
    }
}

/// A number to so many digits, without a magnitude.
pub(super) fn plain(number: f64, digits: usize) -> String {
    rounded(number, digits)
}

/// A whole number with all its digits.
pub(super) fn whole(number: i128) -> String {
    grouped(&number.to_string())
}

/// A number to so many digits that say something, without trailing zeros.
fn rounded(number: f64, digits: usize) -> String {
    let size = number.abs();
    if size == 0.0 {
        return "0".to_owned();
    }
    let before = size.log10().floor() as i32 + 1;
    let places = (digits as i32 - before).clamp(0, 12) as usize;
    let text = format!("{number:.places$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    match text.split_once('.') {
        Some((whole, rest)) => format!("{}.{rest}", grouped(whole)),
        None => grouped(text),
    }
}

/// Digits in groups of three, from five digits on.
fn grouped(digits: &str) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    if digits.len() < 5 {
        return format!("{sign}{digits}");
    }
    let mut out = String::from(sign);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn superscript(exponent: i32) -> String {
    exponent
        .to_string()
        .chars()
        .map(|c| match c {
            '-' => '⁻',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            c => c.to_digit(10).and_then(|digit| char::from_u32(0x2070 + digit)).unwrap_or(c),
        })
        .collect()
}
