//! A value in other units: exact bytes beside terabytes, a day's count beside a rate.

use whyfirst_guide::measures::Measures;
use whyfirst_guide::model::Guide;

use super::print;
use super::value::{TIME, Value};

/// The value in the units in which people also think of it.
pub fn others(value: &Value, measures: &Measures, guide: &Guide, digits: usize) -> Vec<String> {
    if value.is_range() {
        return Vec::new();
    }
    let mut others = Vec::new();
    let number = value.number();
    if value.is_rate() {
        let day = value.low.to_f64() * 86_400.0;
        others.push(format!("{} a day", print::plain(day, digits)));
        return others;
    }
    if value.base == [0, 1, 0, 0] && value.nouns.iter().all(|(_, exponent)| *exponent > 0) {
        if let Some(whole) = value.low.as_whole().filter(|it| *it >= 1000) {
            others.push(format!("{} bytes", print::whole(whole)));
        }
        let mut other = *value;
        other.marks.binary = !value.marks.binary;
        if number >= 1e6 {
            others.push(print::print(&other, measures, guide, digits));
        }
    }
    if value.is_time() && number >= 120.0 {
        others.push(format!("{} s", print::plain(number, digits)));
    }
    if value.is_count()
        && let Some(whole) = value.low.as_whole().filter(|it| *it >= 10_000)
    {
        others.push(print::whole(whole));
    }
    if value.exponent(TIME) == -1 && value.exponent(1) == 1 && number >= 1e3 {
        let mut year = *value;
        year.base = [0, 1, 0, 0];
        year.period = None;
        year.scale(whyfirst_guide::number::Number::whole(31_536_000));
        others.push(format!("{} a year", print::print(&year, measures, guide, 3)));
    }
    others
}
