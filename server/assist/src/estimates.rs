//! Calculations where they stand: the value beside what is unfinished, the working under the cursor, the result written in.

use std::fmt::Write;
use std::ops::Range;

use whyfirst_guide::estimation::{Constant, Formula};
use whyfirst_review::estimate::working::working;
use whyfirst_review::estimate::{number_in, print};
use whyfirst_review::{Edit, Estimate, Fix, What};

use crate::View;
use crate::hints::{Hint, HintKind};
use crate::hover::Hover;

/// Digits of a hint and of a result, and of the working.
const SHORT: usize = 3;
const LONG: usize = 6;
/// A value that stands this near says the same.
const SAME: f64 = 1.4;
/// So many lines up and down are looked at for it.
const NEAR: u32 = 2;

/// The values that are not written yet, at their places.
pub(crate) fn hints(view: View<'_>, range: &Range<usize>) -> Vec<Hint> {
    let all: Vec<Estimate> = view.reading.estimates(view.note).collect();
    let inside =
        |it: &&Estimate| range.start <= it.range.end as usize && it.range.start as usize <= range.end;
    all.iter()
        .filter(inside)
        .filter_map(|estimate| {
            let missing = missing(view, estimate, &all)?;
            Some(Hint {
                offset: missing.offset,
                kind: HintKind::Estimate,
                label: missing.label,
                tooltip: markdown(view, estimate),
            })
        })
        .collect()
}

/// The working of the calculation at a place.
pub(crate) fn hover(view: View<'_>, offset: usize) -> Option<Hover> {
    let under = |it: &Estimate| it.range.start as usize <= offset && offset <= it.range.end as usize;
    let estimate = view.reading.estimates(view.note).find(|it| it.what != What::Named && under(it))?;
    let range = estimate.range.start as usize..estimate.range.end as usize;
    Some(Hover { range, markdown: markdown(view, &estimate) })
}

/// A figure worth knowing, where it is named.
pub(crate) fn constant(view: View<'_>, offset: usize) -> Option<Hover> {
    let line = view.note.text().line_range(view.line_of(offset) as usize);
    let text = view.note.text().slice(line.clone());
    let at = offset.checked_sub(line.start)?;
    let lower = text.to_ascii_lowercase();
    let whole = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '.' && c != '%');
    let found = view.index.guide().estimation.constants.iter().flat_map(|constant| {
        let lower = &lower;
        constant.words.iter().filter_map(move |word| {
            let mut from = 0;
            while let Some(start) = lower.get(from..)?.find(&**word).map(|start| from + start) {
                let end = start + word.len();
                let bounded =
                    whole(lower.get(..start)?.chars().next_back()) && whole(lower.get(end..)?.chars().next());
                if bounded && start <= at && at <= end {
                    return Some((start..end, constant));
                }
                from = end;
            }
            None
        })
    });
    let (range, constant) = found.max_by_key(|(range, _)| range.len())?;
    Some(Hover {
        range: line.start + range.start..line.start + range.end,
        markdown: constant_markdown(constant),
    })
}

/// The result of the calculation at a place, written in.
pub(crate) fn write_result(view: View<'_>, range: &Range<usize>) -> Option<Fix> {
    let line = view.line_of(range.start);
    let all: Vec<Estimate> = view.reading.estimates(view.note).collect();
    let touched = |it: &&Estimate| {
        let end = it.open.unwrap_or(it.range.end) as usize;
        it.line == line && it.range.start as usize <= range.end && range.start <= end + 1
    };
    let found = all.iter().filter(touched).find_map(|estimate| missing(view, estimate, &all))?;
    let spaced = view.note.text().as_str().get(..found.offset).is_some_and(|it| it.ends_with([' ', '\t']));
    let gap = if spaced { "" } else { " " };
    Some(Fix {
        title: format!("Write the result: {}", found.value),
        edits: vec![Edit::insert(found.offset, format!("{gap}{}", found.label_to_write))],
        preferred: false,
    })
}

/// A value that is not written.
struct Missing {
    offset: usize,
    value: String,
    label: String,
    label_to_write: String,
}

fn missing(view: View<'_>, estimate: &Estimate, all: &[Estimate]) -> Option<Missing> {
    if estimate.written.is_some() || estimate.what == What::Named || estimate.told {
        return None;
    }
    let value = print::print(&estimate.value, view.index.measures(), view.index.guide(), SHORT);
    if let Some(open) = estimate.open {
        let offset = open as usize;
        return Some(Missing { offset, label: value.clone(), label_to_write: value.clone(), value });
    }
    let offset = estimate.range.end as usize;
    let rest = view.note.text().as_str().get(offset..).unwrap_or_default();
    // A sign or a remark that follows tells the result in its own way.
    let after = rest.trim_start_matches([' ', '*', '`', '_', '$']);
    if after.starts_with(['=', '≈', '→', '~', '(', '-'])
        || after.starts_with("\\approx")
        || told_near(estimate, all)
    {
        return None;
    }
    let sign = if estimate.what == What::Rate { "≈" } else { "=" };
    let label = format!("{sign} {value}");
    let label_to_write = if estimate.what == What::Rate { format!("({label})") } else { label.clone() };
    Some(Missing { offset, value, label, label_to_write })
}

/// Whether the value stands on a line nearby.
fn told_near(estimate: &Estimate, all: &[Estimate]) -> bool {
    let own = estimate.value.number();
    let same = |other: f64| other > own / SAME && other < own * SAME;
    all.iter()
        .filter(|it| it.range != estimate.range && it.line.abs_diff(estimate.line) <= NEAR)
        .filter(|it| it.value.base == estimate.value.base)
        .any(|it| same(it.value.number()) || it.written.as_ref().is_some_and(|it| same(it.value.number())))
}

/// The working, line by line.
fn markdown(view: View<'_>, estimate: &Estimate) -> String {
    let (measures, guide) = (view.index.measures(), view.index.guide());
    let text = view.note.text().slice(estimate.range.start as usize..estimate.range.end as usize);
    let value = print::print(&estimate.value, measures, guide, 4);
    let mut out = format!("**{value}**\n\n{}\n", code(text));
    let working = working(view.index, text, &estimate.value);
    if !working.operands.is_empty() {
        out.push('\n');
    }
    for (written, value) in &working.operands {
        let _ = writeln!(out, "- {} is {value}", code(written));
    }
    let others = number_in::others(&estimate.value, measures, guide, LONG);
    if !others.is_empty() {
        let _ = write!(out, "\nThat is {}.\n", others.join(", "));
    }
    if !working.assumed.is_empty() {
        let _ = write!(out, "\nTaken for granted: {}.\n", working.assumed.join("; "));
    }
    out
}

/// A text as code.
fn code(text: &str) -> String {
    if text.contains('`') { text.to_owned() } else { format!("`{text}`") }
}

fn constant_markdown(constant: &Constant) -> String {
    format!("### {}\n\n{}\n\n*{}*\n", constant.title, constant.text, constant.source)
}

/// A formula with what is usually assumed and where that comes from, as Markdown.
pub fn formula_markdown(formula: &Formula) -> String {
    format!("### {}\n\n{}\n\n{}\n\n*{}*\n", formula.title, formula.formula, formula.assume, formula.source)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture::Fixture;

    /// A line of a design note with the hints in it, in brackets.
    fn check(line: &str, expected: Expect) {
        let begin = "# Design an ad click predictor\n\n";
        let fixture = Fixture::new(&format!("{begin}{line}\n"));
        let mut shown = fixture.note.text().as_str().to_owned();
        for hint in hints(fixture.view(), &(0..usize::MAX)).iter().rev() {
            shown.insert_str(hint.offset, &format!(" [{}]", hint.label));
        }
        expected.assert_eq(shown.strip_prefix(begin).unwrap().trim_end());
    }

    #[test]
    fn what_is_not_written_is_shown() {
        check("50M DAU × 20 / day =", expect!["50M DAU × 20 / day = [11.6 K/s]"]);
        check("- 500M posts / day", expect!["- 500M posts / day [≈ 5.79 K/s]"]);
        check("- Table: 1B × 256 × 4 bytes", expect!["- Table: 1B × 256 × 4 bytes [= 1.02 TB]"]);
        check("- 768-dim fp32 vectors", expect!["- 768-dim fp32 [= 3.07 KB] vectors"]);
        check("| 10M × 2 KB | 日本 |", expect!["| 10M × 2 KB [= 20 GB] | 日本 |"]);
    }

    #[test]
    fn what_is_written_is_not_repeated() {
        check("50M DAU × 20 / day = 11.6 K/s", expect!["50M DAU × 20 / day = 11.6 K/s"]);
        check("- 500M posts a day, so 5.8 K/s", expect!["- 500M posts a day, so 5.8 K/s"]);
        check("- 1B requests/day\n- that is 11.6K QPS", expect!["- 1B requests/day\n- that is 11.6K QPS"]);
        check("5,000 items × 64 dims = trivial", expect!["5,000 items × 64 dims = trivial"]);
        check("24/7 support for 100M DAU within 50 ms", expect!["24/7 support for 100M DAU within 50 ms"]);
    }

    #[test]
    fn the_working_names_units_and_assumptions() {
        let fixture = Fixture::new("# Design an ad click predictor\n\n1B × 2$056 × 4 bytes\n");
        expect![[r#"
            **1.024 TB**

            `1B × 256 × 4 bytes`

            - `4 bytes` is 4 bytes

            That is 1,024,000,000,000 bytes, 953.674 GiB.

            Taken for granted: `1B` counts billions; KB, MB and GB go by 1,000.
        "#]]
        .assert_eq(&hover(fixture.view(), fixture.offset).unwrap().markdown);
    }

    #[test]
    fn a_result_is_written_once() {
        let fixture = Fixture::new("# Design an ad click predictor\n\n😀 50M DAU × 20 / day =$0\n");
        let fix = write_result(fixture.view(), &(fixture.offset..fixture.offset)).unwrap();
        let mut text = fixture.note.text().as_str().to_owned();
        for edit in &fix.edits {
            text.replace_range(edit.range.clone(), &edit.text);
        }
        assert!(text.ends_with("/ day = 11.6 K/s\n"), "{text}");
        let again = Fixture::new(&text);
        let at = text.len() - 2;
        assert_eq!(write_result(again.view(), &(at..at)), None);
    }

    #[test]
    fn constants_are_explained_where_they_are_named() {
        let fixture = Fixture::new("# Design an ad click predictor\n\nTrained on 8 H1$000 cards.\n");
        assert!(constant(fixture.view(), fixture.offset).unwrap().markdown.contains("989"));
        let fixture = Fixture::new("# Design an ad click predictor\n\nTrained on 8 c$0ards.\n");
        assert!(constant(fixture.view(), fixture.offset).is_none());
    }
}
