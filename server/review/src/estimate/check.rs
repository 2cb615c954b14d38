//! Whether two values say the same, read with charity: within a factor of two, in any unit of time that may have been meant.

use whyfirst_guide::measures::Measures;
use whyfirst_guide::number::Number;

use super::value::{MONEY, TIME, Value};

/// Differences below this factor are rounding.
pub(crate) const FACTOR: f64 = 2.0;

/// How a result stands to what was calculated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Verdict {
    /// They agree.
    Fits,
    /// The result is so many times what was calculated.
    Off(f64),
    /// They cannot be compared.
    Unclear,
}

/// Whether a result, or the first operand of the calculation that stands in its place, agrees.
pub(super) fn agrees(value: &Value, written: &Value, leading: &Value, measures: &Measures) -> bool {
    compare(value, written, measures) == Verdict::Fits || compare(value, leading, measures) == Verdict::Fits
}

/// Compares a result with what was calculated.
pub(crate) fn compare(value: &Value, written: &Value, measures: &Measures) -> Verdict {
    if value.base == written.base {
        let ratio = distance(value, written);
        if ratio == 1.0 {
            return Verdict::Fits;
        }
        // Bits written for bytes, by people who know better.
        let bits = value.marks.bits || written.marks.bits;
        if bits && (close(ratio * 8.0) || close(ratio / 8.0)) {
            return Verdict::Fits;
        }
        // A count that happens in a day beside one that says so.
        return if ratio.is_finite() { Verdict::Off(ratio) } else { Verdict::Unclear };
    }
    // The result in plain digits has the unit of what was calculated, as it was counted.
    let other = |a: &Value, b: &Value| a.base.iter().zip(b.base).skip(1).all(|(a, b)| *a == b);
    if other(value, written) {
        let counted = |it: &Value| it.number() * seconds(it, measures);
        let ratio = counted(written) / counted(value);
        let days = [1.0, 86_400.0, 1.0 / 86_400.0];
        let meant = |factor: &f64| close(ratio * factor);
        if days.iter().any(meant) || close(written.number() / value.number()) {
            return Verdict::Fits;
        }
        return Verdict::Unclear;
    }
    let plain = written.is_count() && written.nouns.is_empty();
    if plain && value.exponent(MONEY) >= 0 {
        let ratio = written.number() / (value.number() * seconds(value, measures));
        if close(ratio) {
            return Verdict::Fits;
        }
    }
    Verdict::Unclear
}

/// A count of nothing in particular takes the unit of a result that agrees: `6 × 7B × 1T = 4.2e22 FLOP`, `1B / 10^5 = 10K QPS`.
pub(super) fn take_unit(value: &mut Value, written: &Value, measures: &Measures) {
    let counted = written.number() * seconds(written, measures);
    if !value.is_count() || written.is_count() || !close(counted / value.number()) {
        return;
    }
    value.base = written.base;
    value.nouns.clear();
    value.marks.binary |= written.marks.binary;
    value.period = written.period;
    let unit = written.period.filter(|_| written.exponent(TIME) == -1).and_then(|at| measures.unit(at));
    if let Some(share) = unit.and_then(|unit| Number::ONE.divide(unit.factor)) {
        value.scale(share);
    }
}

/// The seconds over which a rate was counted, or one.
fn seconds(value: &Value, measures: &Measures) -> f64 {
    if value.exponent(TIME) != -1 {
        return 1.0;
    }
    value.period.and_then(|at| measures.unit(at)).map_or(1.0, |unit| unit.factor.to_f64())
}

/// How many times a result is off; one where the ranges meet up to rounding.
fn distance(value: &Value, written: &Value) -> f64 {
    let (low, high) = (value.low.to_f64(), value.high.to_f64());
    let (least, most) = (written.low.to_f64(), written.high.to_f64());
    if low <= 0.0 || least <= 0.0 {
        return if low == least { 1.0 } else { f64::NAN };
    }
    if least > high {
        let ratio = least / high;
        return if ratio < FACTOR { 1.0 } else { ratio };
    }
    if most < low {
        let ratio = low / most;
        return if ratio < FACTOR { 1.0 } else { 1.0 / ratio };
    }
    1.0
}

fn close(ratio: f64) -> bool {
    ratio > 1.0 / FACTOR && ratio < FACTOR
}
