//! Digits, and powers that are written out.

use whyfirst_guide::number::Number;

use super::Reader;

impl Reader<'_> {
    /// Digits with groups, point and exponent; powers written out (`10^9`, `10⁹`, `4.2×10²²`).
    pub(super) fn literal(&mut self) -> Option<(Number, usize)> {
        let start = self.at;
        let bytes = self.rest().as_bytes();
        let mut length = 0;
        let mut points = 0;
        while let Some(&byte) = bytes.get(length) {
            let digit_follows = bytes.get(length + 1).is_some_and(u8::is_ascii_digit);
            match byte {
                b'0'..=b'9' => {}
                b',' => {
                    let group =
                        bytes.get(length + 1..length + 4).is_some_and(|it| it.iter().all(u8::is_ascii_digit));
                    let longer = bytes.get(length + 4).is_some_and(u8::is_ascii_digit);
                    if !group
                        || longer
                        || points > 0
                        || length > 3
                            && bytes.get(length.wrapping_sub(4)) != Some(&b',')
                            && bytes.get(..length).is_some_and(|it| it.contains(&b','))
                    {
                        break;
                    }
                }
                b'_' if digit_follows => {}
                b'.' if digit_follows => points += 1,
                _ => break,
            }
            length += 1;
        }
        // Versions and addresses.
        if points > 1 {
            return None;
        }
        let mut exponent = 0;
        let digits_end = length;
        if matches!(bytes.get(length), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(bytes.get(length + 1), Some(b'+' | b'-')));
            let count = bytes.iter().skip(length + 1 + sign).take_while(|b| b.is_ascii_digit()).count();
            if count > 0 && count <= 3 {
                let end = length + 1 + sign + count;
                exponent = self.rest().get(length + 1..end)?.trim_start_matches('+').parse().ok()?;
                length = end;
            }
        }
        let digits = self.rest().get(..digits_end)?;
        let mut number = Number::from_digits(digits.bytes(), exponent)?;
        self.at = start + length;
        if let Some((power, end)) = self.power_at(self.at) {
            // A power of anything but a whole number is no way to write a number.
            let base = number.as_whole()?;
            number = power_of(Number::whole(base), power)?;
            self.at = end;
        } else if number < Number::whole(10) && number >= Number::ONE {
            // `4.2 × 10²²` is one number.
            let after = self.rest();
            let spaced = after.trim_start_matches(' ');
            let sign =
                ["×", "\\times", "\\cdot", "·", "x", "*"].into_iter().find(|sign| spaced.starts_with(sign));
            if let Some(sign) = sign {
                let ten = spaced.get(sign.len()..)?.trim_start_matches(' ');
                let place = self.text.len() - ten.len();
                if ten.starts_with("10")
                    && let Some((power, end)) = self.power_at(place + 2)
                {
                    number = number.times(power_of(Number::whole(10), power)?);
                    self.at = end;
                }
            }
        }
        Some((number, length))
    }

    /// An exponent at a place: `^9`, `^{9}`, `**9`, `⁹`.
    pub(super) fn power_at(&self, at: usize) -> Option<(i32, usize)> {
        let rest = self.text.get(at..)?;
        if let Some(after) = rest.strip_prefix('^').or_else(|| rest.strip_prefix("**")) {
            let skipped = rest.len() - after.len();
            let (after, braces) = after.strip_prefix('{').map_or((after, 0), |inner| (inner, 1));
            let sign = usize::from(after.starts_with('-'));
            let count = after.bytes().skip(sign).take_while(u8::is_ascii_digit).count();
            if count == 0 || count > 4 || braces == 1 && after.as_bytes().get(sign + count) != Some(&b'}') {
                return None;
            }
            let power = after.get(..sign + count)?.parse().ok()?;
            return Some((power, at + skipped + sign + count + 2 * braces));
        }
        let (mut power, mut end, mut negative, mut any) = (0i32, at, false, false);
        for c in rest.chars() {
            let digit = match c {
                '⁰' => 0,
                '¹' => 1,
                '²' => 2,
                '³' => 3,
                '⁴'..='⁹' => c as i32 - '⁰' as i32,
                '⁻' if !any => {
                    negative = true;
                    end += c.len_utf8();
                    continue;
                }
                _ => break,
            };
            power = power.checked_mul(10)?.checked_add(digit)?;
            any = true;
            end += c.len_utf8();
        }
        any.then_some((if negative { -power } else { power }, end))
    }
}

fn power_of(base: Number, power: i32) -> Option<Number> {
    let size = base.power(power.unsigned_abs())?;
    if power < 0 { Number::ONE.divide(size) } else { Some(size) }
}
