//! The table of written calculations, and prose that holds none.

use whyfirst_guide::{Index, builtin};
use whyfirst_note::Note;

use super::*;

fn index() -> std::sync::Arc<Index> {
    static INDEX: std::sync::OnceLock<std::sync::Arc<Index>> = std::sync::OnceLock::new();
    INDEX.get_or_init(|| std::sync::Arc::new(Index::new(builtin().clone()))).clone()
}

/// The estimates of a text.
fn estimates(text: &str) -> Vec<Estimate> {
    let index = index();
    let note = Note::new(text.to_owned());
    note.placed().flat_map(|placed| gather(&index, &placed).estimates).collect()
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

#[test]
#[ignore]
fn try_out() {
    let index = index();
    for line in std::fs::read_to_string("/tmp/estimates/try.txt").unwrap().lines() {
        println!("{line}");
        for it in estimates(&format!("{line}\n")) {
            let show = |value: &Value| print::print(value, index.measures(), index.guide(), 4);
            println!(
                "    {:?} {:?} = {} | {} [{}] {} {}",
                it.what,
                &line.get(it.range.start as usize..it.range.end as usize).unwrap_or("?"),
                show(&it.value),
                it.value.number(),
                print::unit(&it.value, index.measures(), index.guide()),
                it.written.as_ref().map_or(String::new(), |w| format!(
                    "written {} {:?}",
                    show(&w.value),
                    check::compare(&it.value, &w.value, index.measures())
                )),
                if it.open.is_some() { "OPEN" } else { "" }
            );
        }
    }
}
