//! The table of written calculations, and prose that holds none.

use proptest::prelude::*;
use whyfirst_guide::number::Number;
use whyfirst_guide::{Index, builtin};
use whyfirst_note::Note;

use super::*;
use crate::evidence;

fn index() -> std::sync::Arc<Index> {
    static INDEX: std::sync::OnceLock<std::sync::Arc<Index>> = std::sync::OnceLock::new();
    INDEX.get_or_init(|| std::sync::Arc::new(Index::new(builtin().clone()))).clone()
}

/// The estimates of a text.
fn estimates(text: &str) -> Vec<Estimate> {
    let index = index();
    let note = Note::new(text.to_owned());
    let chunks = evidence::Chunks::gather(&index, &note, None);
    chunks.iter().flat_map(|chunk| chunk.numbers().estimates.clone()).collect()
}

/// The calculations of a text.
fn calculations(text: &str) -> Vec<Estimate> {
    let mut all = estimates(text);
    all.retain(|it| it.what == What::Calculation);
    all
}

/// A table's rows.
fn rows(table: &str) -> impl Iterator<Item = &str> {
    table.lines().filter(|line| !line.is_empty() && !line.starts_with("# "))
}

#[test]
fn every_calculation_has_its_value_and_its_unit() {
    let index = index();
    let (mut wrong, mut count) = (Vec::new(), 0);
    for row in rows(include_str!("../../tests/calculations.txt")) {
        let mut parts = row.rsplitn(3, " ;; ");
        let (unit, value, line) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
        let (low, high) = value.split_once("..").unwrap_or((value, value));
        let (low, high): (f64, f64) = (low.parse().unwrap(), high.parse().unwrap());
        count += 1;
        // In tables a row needs its table.
        let text = if line.starts_with('|') {
            format!("| a | b | c |\n|---|---|---|\n{line}\n")
        } else {
            format!("{line}\n")
        };
        let Some(found) = calculations(&text).into_iter().next() else {
            wrong.push(format!("not found: {line}"));
            continue;
        };
        let ends = [&found.value.low, &found.value.high]
            .map(|it| print::number_in_unit(&found.value, it.to_f64(), index.measures(), index.guide()));
        let close = |a: f64, b: f64| (a - b).abs() <= b.abs() * 1e-3;
        let shown = print::unit(&found.value, index.measures(), index.guide());
        if !close(ends[0], low) || !close(ends[1], high) || shown != unit {
            wrong.push(format!("{line}\n    is {ends:?} {shown}"));
        }
        if let Some(written) = &found.written {
            let verdict = check::compare(&found.value, &written.value, index.measures());
            if verdict != check::Verdict::Fits {
                wrong.push(format!("{line}\n    {verdict:?}"));
            }
        }
    }
    assert!(count >= 150, "{count} rows");
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn numbers_in_prose_are_no_calculations() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in rows(include_str!("../../tests/prose.txt")) {
        count += 1;
        let found = estimates(&format!("{line}\n"));
        let text =
            |it: &Estimate| line.get(it.range.start as usize..it.range.end as usize).map(str::to_owned);
        wrong.extend(
            found.iter().map(|it| format!("{line}\n    {:?} {:?} {:?}", text(it), it.what, it.quantity)),
        );
    }
    assert!(count >= 100, "{count} lines");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The value of a text that is one calculation or number.
fn value(text: &str) -> Option<Value> {
    let index = index();
    let mut line = lexer::Line::default();
    line.read(text, &[], index.measures());
    let parsed = expression::parse(&line, 0, 0, index.measures())?;
    (parsed.next == line.tokens.len()).then_some(parsed.value)
}

/// Whether a value is one of the bare numbers, such as 86,400, that are read as a unit beside a rate.
fn stands_for_a_unit(value: &Value) -> bool {
    let index = index();
    value.marks.bare && index.measures().shorthands().iter().any(|short| short.number == value.low)
}

#[test]
fn a_bare_number_beside_a_rate_stands_for_its_unit_on_either_side() {
    let second = value("1 s").unwrap().base;
    for number in ["60", "3600", "86400"] {
        let left = value(&format!("({number} × 1 QPS) / (1 QPS)"));
        let right = value(&format!("(1 QPS × {number}) / (1 QPS)"));
        for back in [left, right] {
            let back = back.unwrap();
            assert_eq!(back.base, second, "{number}");
            assert_eq!(back.number().to_string(), number);
        }
    }
    // A number that stands for nothing stays one.
    assert!(value("(61 × 1 QPS) / (1 QPS)").unwrap().is_count());
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-3 * a.abs().max(b.abs())
}

/// Numbers as they are written.
fn operand() -> impl Strategy<Value = String> {
    let unit = prop::sample::select(vec![
        "",
        "M",
        "K",
        " billion",
        "%",
        " ms",
        " s",
        " h",
        " days",
        " KB",
        " GB",
        " TiB",
        " Mb",
        " bytes",
        " QPS",
        "/s",
        " / day",
        " users",
        " DAU",
        " requests",
        " tokens",
        " GPUs",
        " requests/user/day",
        " KB/event",
        " FLOP",
        " TFLOPS",
        "K requests per second",
        " GB/s",
    ]);
    (1u32..100_000, 0u32..3, unit).prop_map(|(number, places, unit)| {
        let number = f64::from(number) / 10f64.powi(places as i32);
        format!("{number}{unit}")
    })
}

proptest! {
    #[test]
    fn what_is_printed_is_read_back(mantissa in 1u32..100_000, exponent in -3i32..12, kind in 0usize..8) {
        let index = index();
        let base = [[0; 4], [1, 0, 0, 0], [0, 1, 0, 0], [-1, 0, 0, 0], [-1, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [-1, 0, 0, 1]][kind];
        let number = Number::from_digits(mantissa.to_string().bytes(), exponent).unwrap();
        let value = Value { low: number, high: number, base, ..Value::bare(number) };
        let shown = print::print(&value, index.measures(), index.guide(), 5);
        let back = self::value(&shown);
        prop_assert!(back.is_some(), "{}", shown);
        let back = back.unwrap();
        prop_assert_eq!(back.base, base, "{}", &shown);
        prop_assert!(close(back.number(), value.number()), "{} is {:?} and not {:?}", shown, back.number(), value.number());
    }

    #[test]
    fn products_commute_and_quotients_take_them_back(a in operand(), b in operand()) {
        let (Some(left), Some(right)) = (value(&format!("({a}) × ({b})")), value(&format!("({b}) × ({a})"))) else { return Ok(()) };
        prop_assert_eq!(left.base, right.base);
        prop_assert!(close(left.number(), right.number()));
        let (Some(back), Some(alone)) = (value(&format!("(({a}) × ({b})) / ({b})")), value(&a)) else { return Ok(()) };
        // A factor goes as it came, unless either stands for a unit: `60 × 1 QPS` is a minute's requests, of which `/ 1 QPS` leaves 60 s.
        if !stands_for_a_unit(&alone) && !stands_for_a_unit(&value(&b).unwrap()) {
            prop_assert_eq!(back.base, alone.base, "{} by {}", a, b);
            prop_assert!(close(back.number(), alone.number()), "{} by {}", a, b);
        }
    }

    #[test]
    fn sums_double_and_only_likes_are_added(a in operand(), b in operand()) {
        let double = value(&format!("{a} + {a}")).unwrap();
        let alone = value(&a).unwrap();
        prop_assert!(close(double.number(), 2.0 * alone.number()), "{}", a);
        prop_assert_eq!(double.base, alone.base);
        let other = value(&b).unwrap();
        if alone.base != other.base && !alone.marks.bare {
            prop_assert_eq!(value(&format!("{a} + {b}")), None);
        }
    }

    #[test]
    fn a_factor_scales_the_whole(a in operand(), b in operand(), factor in 2u32..24) {
        let (Some(once), Some(scaled)) = (value(&format!("{a} × {b}")), value(&format!("{factor}.5 × {a} × {b}"))) else { return Ok(()) };
        prop_assert!(close(scaled.number(), (f64::from(factor) + 0.5) * once.number()), "{} {}", a, b);
        prop_assert_eq!(scaled.base, once.base);
    }

    #[test]
    fn no_text_is_too_much(pieces in prop::collection::vec(prop::sample::select(vec![
        "10M", "9^9", "^", "(", ")", "×", " x ", "/", " / day", "=", "≈", "1e999", "10^{9}", "⁹", "$3", "$", "%", " of ", "B", " B", "1B", "-", "–", " to ", "+",
        "**", "*", "`", " per ", "DAU", " 日本 ", "😀", "\\times", ".", ",", "_", "0", "00000000000000000000000000000000000000000", " ms", "86400", "|", "\u{a0}",
    ]), 0..60)) {
        let text = pieces.concat();
        for estimate in estimates(&text) {
            prop_assert!(text.get(estimate.range.start as usize..estimate.range.end as usize).is_some());
            prop_assert!(estimate.value.number().is_finite());
            print::print(&estimate.value, index().measures(), index().guide(), 4);
            working::working(&index(), &text, &estimate.value);
        }
    }
}

#[test]
fn bombs_go_off_without_harm() {
    for text in [
        "(".repeat(20_000),
        "9^9^9^9 =".to_owned(),
        "1e308 × 1e308 × 1e308 =".to_owned(),
        "10 / 0 =".to_owned(),
        "10 / (5 - 5) =".to_owned(),
        format!("1{} =", " × 10".repeat(10_000)),
        format!("1{} =", " + 1".repeat(500)),
        "9".repeat(4000),
        format!("2^{} × 3 =", "9".repeat(300)),
        format!("{}1{} × 2 =", "(".repeat(15), ")".repeat(15)),
    ] {
        for found in estimates(&text) {
            assert!(found.value.number().is_finite(), "{text:.40}");
        }
    }
}

#[test]
fn whole_numbers_are_exact() {
    let exact = |text: &str| value(text).and_then(|value| value.low.as_whole());
    assert_eq!(exact("9007199254740993 × 3"), Some(27_021_597_764_222_979));
    assert_eq!(exact("1 TB / 3 × 3"), Some(1_000_000_000_000));
    assert_eq!(exact("2^80 × 2"), Some(1 << 81));
    assert_eq!(exact("0.1 × 10"), Some(1));
}

#[test]
fn what_cannot_be_read_whole_is_left_alone() {
    for text in [
        "N × 256 × 4 B = 1 TB",
        "50M × N",
        "10M × 20 × avg(x)",
        "users × 20",
        "5 GB + 3 ms =",
        "f(10 × 20M) = 3",
        "50M riders of the app × 20",
    ] {
        assert_eq!(calculations(text), [], "{text}");
    }
}

#[test]
fn calculations_stand_in_bullets_tables_code_spans_and_plain_fences() {
    let found = |text: &str| calculations(text).len();
    assert_eq!(found("> - 50M × 20 / 86400\r\n"), 1);
    assert_eq!(found("| a | b |\n|---|---|\n| 日本 | 50M × 20 = |\n"), 1);
    assert_eq!(found("so `50M × 20 / 86400` it is"), 1);
    assert_eq!(found("```\n50M × 20 / 86400 = 11.6K\n```\n"), 1);
    assert_eq!(found("```text\n50M × 20 / 86400 = 11.6K\n```\n50M × 20 ="), 2);
    assert_eq!(found("```python\nx = 50e6 * 20 / 86400\n```\n"), 0);
    assert_eq!(found("    x = rows * 20\n"), 0);
    assert_eq!(found("<!-- 50M × 20 = -->"), 0);
}

#[test]
fn every_formula_that_is_offered_can_be_worked_out() {
    let index = index();
    let formulas = &index.guide().estimation.formulas;
    assert!(formulas.len() >= 30, "{}", formulas.len());
    for formula in formulas.iter() {
        let line = whyfirst_guide::snippet::plain(&formula.snippet);
        let found = calculations(&format!("- {line}\n"));
        let [estimate] = found.as_slice() else { panic!("{}: {line}\n{found:#?}", formula.id) };
        assert!(estimate.open.is_some() && estimate.value.number() > 0.0, "{}: {line}", formula.id);
    }
}

#[test]
fn results_are_read_with_charity() {
    let verdict = |text: &str| {
        let index = index();
        let found = calculations(text).remove(0);
        let off = matches!(
            check::compare(&found.value, &found.written.as_ref().unwrap().value, index.measures()),
            check::Verdict::Off(_)
        );
        off && !found.hedged
    };
    for text in [
        "500M × 90 × 10 × 100 B = 4.5 TB",
        "1B × 256 × 4 bytes = 100 GB",
        "100M users × 10 requests/day / 86,400 = 1.1 K/s",
        "7 × 24 h = 16 h",
        "1M × 1 ms = 17 h",
        "$3/1M tokens × 1B tokens = $30",
        "60 ms + 80 ms + 20 ms = 400 ms",
    ] {
        assert!(verdict(text), "{text}");
    }
    for text in [
        "500M × 90 × 10 × 100 B = 45 TB",
        "1B × 10 / 86,400 ≈ 100K QPS",
        "1B × 10 / 10^5 = 115K QPS",
        "1B × 256 × 4 bytes = 500 GB with compression",
        "10K QPS × 3 = 100K QPS at peak",
        "10K QPS × 5–10 = 80K QPS",
        "100 Mb/s × 10 s = 1 Gb",
        "10M+ × 10 = 1B",
        "100M × 20 = 2B / 86400 = 23K QPS",
        "1B × 4 B = 4 GB",
        "1B × 4 B = 4 billion",
    ] {
        assert!(!verdict(text), "{text}");
    }
}
