//! # conflicting-numbers
//!
//! One quantity (daily users, size of the catalogue, latency target, embedding dimension …) has two values in one note that are a factor of
//! two or more apart. Ranges, growth (`from … to`), other percentiles, regions, and reads beside writes are no contradiction.
//!
//! ## Why
//!
//! Every later figure rests on it. An interviewer who hears two answers to one question asks which it is.
//!
//! ## Example
//!
//! ````markdown invalid
//! # Design an ad click predictor
//!
//! ## Clarify requirements
//! We have 100M DAU.
//!
//! ## Serving
//! The cluster is sized for 10M DAU.
//! ````
//!
//! ## Instead
//!
//! ````markdown valid
//! # Design an ad click predictor
//!
//! ## Clarify requirements
//! We have 100M DAU, growing from 10M DAU at launch.
//!
//! ## Serving
//! With 100M DAU two regions are needed.
//! ````

use whyfirst_guide::Mode;
use whyfirst_guide::measures::Role;
use whyfirst_guide::model::Level;

use super::{Context, Kind, Rule, page};
use crate::estimate::check::{self, Verdict};
use crate::{Edit, Estimate, Finding, Fix, Related, Severity, Value, What};

pub(super) static RULE: Rule = Rule {
    id: "conflicting-numbers",
    summary: "one quantity has two values",
    kind: Kind::Contradiction,
    severity: Severity::Warning,
    level: Level::Mid,
    mode: Mode::Default,
    page: page!("conflicting_numbers.rs"),
    check,
};

/// So many values of a quantity are compared: a note with more is a list of them.
const VALUES: usize = 8;

/// A value of a quantity, where it stands.
struct Said {
    quantity: u16,
    value: Value,
    range: std::ops::Range<usize>,
    line: u32,
    /// Whether a calculation gave it.
    worked: bool,
}

fn check(context: &Context<'_>) -> Vec<Finding> {
    let measures = context.index.measures();
    let mut said: Vec<Said> = Vec::new();
    let single = |quantity: u16| measures.quantity(quantity).is_some_and(|it| it.single);
    let sole = |it: &Estimate| !it.hedged && it.quantity.is_some_and(single);
    for it in context.reading.estimates_that(context.note, sole) {
        let Some(quantity) = it.quantity else { continue };
        let known = said.iter().filter(|other| other.quantity == quantity).take(VALUES).count();
        if known < VALUES && !varies(context, &it) {
            let (value, range) = value_of(&it);
            said.push(Said { quantity, value, range, line: it.line, worked: it.what == What::Calculation });
        }
    }
    let mut findings = Vec::new();
    for (at, it) in said.iter().enumerate() {
        let mut earlier = said.iter().take(at).filter(|other| other.quantity == it.quantity);
        let Some(first) = earlier.next() else { continue };
        // With three values or more nobody knows which is meant.
        let apart =
            |a: &Said, b: &Said| matches!(check::compare(&a.value, &b.value, measures), Verdict::Off(_));
        // 50 ms at p50 and 200 ms at p99 go together.
        let percentiles_differ =
            it.value.is_time() && percentiles(context, first.line) != percentiles(context, it.line);
        if !apart(first, it) || earlier.any(|other| !apart(other, it)) || percentiles_differ {
            continue;
        }
        findings.push(finding(context, first, it));
    }
    findings
}

fn finding(context: &Context<'_>, first: &Said, second: &Said) -> Finding {
    let text = |it: &Said| context.note.text().slice(it.range.clone()).to_owned();
    let quantity = context.index.guide().estimation.quantities.get(first.quantity as usize);
    let name = quantity.map_or("", |quantity| &*quantity.title);
    let line = first.line + 1;
    let mut fixes = Vec::new();
    if !second.worked && first.line != second.line {
        fixes.push(Fix {
            title: format!("Write {}, as on line {line}", text(first)),
            edits: vec![Edit { range: second.range.clone(), text: text(first) }],
            preferred: false,
        });
    }
    Finding {
        rule: RULE.id.into(),
        severity: RULE.severity,
        message: format!(
            "Two values for {name}: {} on line {line}, {} here. Later figures rest on it: settle on one, or say how they differ.",
            text(first),
            text(second)
        ),
        range: second.range.clone(),
        related: vec![Related {
            range: first.range.clone(),
            message: format!("{} stands here", text(first)),
        }],
        step: None,
        fixes,
    }
}

/// The value that the note goes on with: the result where one is written.
fn value_of(estimate: &Estimate) -> (Value, std::ops::Range<usize>) {
    let (value, range) = match &estimate.written {
        Some(written) => (&written.value, &written.range),
        None => (&estimate.value, &estimate.range),
    };
    (*value, range.start as usize..range.end as usize)
}

/// How many words before and after a number may say that it stands for another case.
const AROUND: usize = 6;

/// Whether what stands around a number speaks of growth, of parts, of other cases.
fn varies(context: &Context<'_>, estimate: &Estimate) -> bool {
    let text = context.note.text();
    let line = text.line_range(estimate.line as usize);
    let part = |from: usize, to: usize| text.as_str().get(from..to).unwrap_or_default();
    let (start, end) = (estimate.range.start as usize, estimate.range.end as usize);
    let varied = |word: &str| context.index.measures().roles(word).has(Role::Varied);
    part(line.start, line.end).contains(['?', '→'])
        || words(part(line.start, start)).rev().take(AROUND).any(varied)
        || words(part(start, end)).any(varied)
        || words(part(end, line.end)).take(AROUND).any(varied)
}

/// The percentiles that a line names.
fn percentiles<'a>(context: &'a Context<'_>, line: u32) -> Vec<&'a str> {
    let percentile = |word: &&str| {
        word.strip_prefix(['p', 'P'])
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|it| it.is_ascii_digit()))
    };
    words(context.note.text().line(line as usize)).filter(percentile).collect()
}

fn words(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}
