//! Exact numbers: fractions of 128-bit by 64-bit integers, which hold what notes calculate with (counts, bytes, seconds a day) without any
//! rounding. Only what does not fit any more is kept in double precision.

use std::cmp::Ordering;

/// The highest power that is worked out; what lies beyond is no estimate.
const MAX_POWER: u32 = 512;

/// A number: a fraction, not necessarily in lowest terms. Kept small, because calculations hand many of them around; what fractions of such
/// denominators do not hold is rounded.
#[derive(Debug, Clone, Copy)]
#[repr(C, packed(8))]
pub struct Number {
    /// What is divided; of a rounded number, the bits of its double precision.
    over: i128,
    /// What it is divided by; 0 for a rounded number.
    under: u64,
}

/// What a number is.
#[derive(Debug, Clone, Copy)]
enum Form {
    /// A fraction; what it is over is above zero.
    Exact(i128, u64),
    /// A number that does not fit, rounded.
    Near(f64),
}

impl Number {
    /// Zero.
    pub const ZERO: Number = Number::whole(0);
    /// One.
    pub const ONE: Number = Number::whole(1);

    /// A whole number.
    pub const fn whole(value: i128) -> Number {
        Number { over: value, under: 1 }
    }

    /// A rounded number.
    pub const fn near(value: f64) -> Number {
        Number { over: value.to_bits() as i128, under: 0 }
    }

    fn form(self) -> Form {
        match self.under {
            0 => Form::Near(f64::from_bits(self.over as u64)),
            under => Form::Exact(self.over, under),
        }
    }

    /// A fraction, if what is left of the denominator in lowest terms fits.
    fn fraction(over: i128, under: u128) -> Option<Number> {
        if let Ok(under) = u64::try_from(under) {
            return Some(Number { over, under });
        }
        let (over, under) = lowest(over, under);
        Some(Number { over, under: u64::try_from(under).ok()? })
    }

    /// Reads digits with a point and an exponent (`1.5`, `1e6`), or a fraction of whole numbers (`1/60`).
    pub fn parse(text: &str) -> Option<Number> {
        if let Some((over, under)) = text.split_once('/') {
            return Number::parse(over)?.divide(Number::parse(under)?);
        }
        let (digits, exponent) = match text.split_once(['e', 'E']) {
            Some((digits, exponent)) => (digits, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        Number::from_digits(digits.bytes(), exponent)
    }

    /// A number from its digits and point, times a power of ten. Bytes that are neither are passed over.
    pub fn from_digits(digits: impl Iterator<Item = u8>, exponent: i32) -> Option<Number> {
        // Most numbers are short: their digits are gathered in a machine word first.
        const SHORT: u64 = u64::MAX / 10 - 1;
        let (mut short, mut value, mut places, mut point, mut any) = (0u64, 0i128, 0i32, false, false);
        let mut near = 0f64;
        let mut exact = true;
        let mut is_short = true;
        for byte in digits {
            match byte {
                b'0'..=b'9' => {
                    any = true;
                    places += i32::from(point);
                    let digit = u64::from(byte - b'0');
                    if is_short && short < SHORT {
                        short = short * 10 + digit;
                        continue;
                    }
                    if is_short {
                        (is_short, value, near) = (false, i128::from(short), short as f64);
                    }
                    near = near * 10.0 + digit as f64;
                    match value.checked_mul(10).and_then(|it| it.checked_add(i128::from(digit))) {
                        Some(next) if exact => value = next,
                        _ => exact = false,
                    }
                }
                b'.' if !point => point = true,
                b'.' => return None,
                _ => {}
            }
        }
        if !any {
            return None;
        }
        let base = match (is_short, exact) {
            (true, _) => Number::whole(i128::from(short)),
            (false, true) => Number::whole(value),
            (false, false) => Number::near(near),
        };
        let exponent = exponent.checked_sub(places)?;
        if exponent == 0 {
            return Some(base);
        }
        let scale = Number::whole(10).power(exponent.unsigned_abs())?;
        if exponent < 0 { base.divide(scale) } else { Some(base.times(scale)) }
    }

    /// The number in double precision.
    pub fn to_f64(self) -> f64 {
        match self.form() {
            Form::Exact(over, 1) => near(over),
            Form::Exact(over, under) => near(over) / under as f64,
            Form::Near(value) => value,
        }
    }

    /// The number, if it is whole and not rounded.
    pub fn as_whole(self) -> Option<i128> {
        match self.form() {
            Form::Exact(over, under) if over % i128::from(under) == 0 => Some(over / i128::from(under)),
            _ => None,
        }
    }

    /// Whether it has been rounded.
    pub fn is_rounded(self) -> bool {
        self.under == 0
    }

    /// Whether it is a number at all: not beyond what double precision holds.
    pub fn is_finite(self) -> bool {
        match self.form() {
            Form::Exact(..) => true,
            Form::Near(value) => value.is_finite(),
        }
    }

    /// Whether it is zero.
    pub fn is_zero(self) -> bool {
        match self.form() {
            Form::Exact(over, _) => over == 0,
            Form::Near(value) => value == 0.0,
        }
    }

    /// The product.
    #[must_use]
    pub fn times(self, other: Number) -> Number {
        if let Form::Exact(1, 1) = other.form() {
            return self;
        }
        let exact = |a: (i128, u64), b: (i128, u64)| {
            Number::fraction(product(a.0, b.0)?, u128::from(a.1) * u128::from(b.1))
        };
        self.combine(other, exact, |a, b| a * b)
    }

    /// The quotient; nothing over zero.
    pub fn divide(self, other: Number) -> Option<Number> {
        if other.is_zero() {
            return None;
        }
        let turned = match other.form() {
            Form::Exact(over, under) => {
                let sign = over.signum();
                Number::fraction(i128::from(under) * sign, over.unsigned_abs())
            }
            Form::Near(_) => None,
        };
        Some(self.times(turned.unwrap_or_else(|| Number::near(1.0 / other.to_f64()))))
    }

    /// The sum.
    #[must_use]
    pub fn plus(self, other: Number) -> Number {
        let exact = |a: (i128, u64), b: (i128, u64)| {
            if a.1 == b.1 {
                return Some(Number { over: a.0.checked_add(b.0)?, under: a.1 });
            }
            let over = a.0.checked_mul(i128::from(b.1))?.checked_add(b.0.checked_mul(i128::from(a.1))?)?;
            Number::fraction(over, u128::from(a.1) * u128::from(b.1))
        };
        self.combine(other, exact, |a, b| a + b)
    }

    /// The difference.
    #[must_use]
    pub fn minus(self, other: Number) -> Number {
        self.plus(other.times(Number::whole(-1)))
    }

    /// A whole power; nothing for powers beyond all use.
    pub fn power(self, power: u32) -> Option<Number> {
        if power > MAX_POWER {
            return None;
        }
        let (mut result, mut square, mut left) = (Number::ONE, self, power);
        while left > 0 {
            if left & 1 == 1 {
                result = result.times(square);
            }
            left >>= 1;
            if left > 0 {
                square = square.times(square);
            }
        }
        Some(result)
    }

    fn combine(
        self,
        other: Number,
        exact: impl Fn((i128, u64), (i128, u64)) -> Option<Number>,
        near: impl Fn(f64, f64) -> f64,
    ) -> Number {
        if let (Form::Exact(a, b), Form::Exact(c, d)) = (self.form(), other.form()) {
            let found = exact((a, b), (c, d)).or_else(|| {
                let (a, b) = lowest(a, u128::from(b));
                let (c, d) = lowest(c, u128::from(d));
                exact((a, b as u64), (c, d as u64))
            });
            if let Some(found) = found {
                return found;
            }
        }
        Number::near(near(self.to_f64(), other.to_f64()))
    }
}

/// The nearest number in double precision. Small numbers, which most are, take one instruction.
fn near(whole: i128) -> f64 {
    i64::try_from(whole).map_or(whole as f64, |small| small as f64)
}

/// The product, if it fits. That of small numbers does.
fn product(a: i128, b: i128) -> Option<i128> {
    match (i64::try_from(a), i64::try_from(b)) {
        (Ok(a), Ok(b)) => Some(i128::from(a) * i128::from(b)),
        _ => a.checked_mul(b),
    }
}

/// A fraction in lowest terms.
fn lowest(over: i128, under: u128) -> (i128, u128) {
    let (mut a, mut b) = (over.unsigned_abs(), under);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    match i128::try_from(a) {
        Ok(divisor) if divisor > 1 => (over / divisor, under / a),
        _ => (over, under),
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Number) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<Ordering> {
        if let (Form::Exact(a, b), Form::Exact(c, d)) = (self.form(), other.form()) {
            if b == d {
                return Some(a.cmp(&c));
            }
            if let (Some(left), Some(right)) = (a.checked_mul(i128::from(d)), c.checked_mul(i128::from(b))) {
                return Some(left.cmp(&right));
            }
        }
        self.to_f64().partial_cmp(&other.to_f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_are_exact_until_they_no_longer_fit() {
        let day = Number::whole(86_400);
        let third = Number::whole(1_000_000_001).divide(day).unwrap();
        assert_eq!(third.times(day).as_whole(), Some(1_000_000_001));
        assert_eq!(
            Number::parse("0.1").unwrap().plus(Number::parse("0.2").unwrap()),
            Number::parse("0.3").unwrap()
        );
        assert_eq!(Number::parse("1/60").unwrap().times(Number::whole(60)), Number::ONE);
        assert!(
            Number::whole(10).power(30).unwrap().times(Number::whole(10).power(30).unwrap()).is_rounded()
        );
        assert_eq!(Number::parse("9007199254740993").unwrap().as_whole(), Some(9_007_199_254_740_993));
    }

    #[test]
    fn digits_are_read_exactly_however_many_there_are() {
        let digits = "98765432109876543210987654321098765432";
        for length in 1..digits.len() - 1 {
            let text = digits.get(..length).unwrap();
            assert_eq!(Number::parse(text).unwrap().as_whole(), text.parse().ok(), "{text}");
            let halves = Number::parse(&format!("{text}.5")).unwrap();
            assert_eq!(
                halves.times(Number::whole(2)),
                Number::parse(text).unwrap().times(Number::whole(2)).plus(Number::ONE)
            );
        }
        assert!(Number::parse(&format!("{digits}{digits}")).unwrap().is_rounded());
        assert!(
            (Number::parse(&format!("{digits}000")).unwrap().to_f64() / 9.876_543_210_987_654e40 - 1.0).abs()
                < 1e-12
        );
    }

    #[test]
    fn nothing_is_divided_by_zero_and_no_power_is_a_bomb() {
        assert!(Number::ONE.divide(Number::ZERO).is_none());
        assert!(Number::whole(9).power(387_420_489).is_none());
        assert!(
            Number::parse("1e99999999").is_none()
                && Number::parse("").is_none()
                && Number::parse("1.2.3").is_none()
        );
    }
}
