//! # budget-exceeded
//!
//! Times of stages are listed, and together they come to twice the total that is stated with them, or more. Stages that run side by side
//! do not add up: where the list says so, the rule is silent.
//!
//! ## Why
//!
//! A latency budget is a promise to the user. One that the stages cannot keep is found out in production.
//!
//! ## Example
//!
//! ````markdown invalid
//! # Design an ad click predictor
//!
//! ## Latency budget
//!
//! | Stage | p99 |
//! | --- | --- |
//! | Retrieval | 80 ms |
//! | Features | 120 ms |
//! | Ranking | 220 ms |
//! | Total | 200 ms |
//! ````
//!
//! ## Instead
//!
//! ````markdown valid
//! # Design an ad click predictor
//!
//! ## Latency budget
//!
//! | Stage | p99 |
//! | --- | --- |
//! | Retrieval | 40 ms |
//! | Features | 50 ms |
//! | Ranking | 90 ms |
//! | Total | 200 ms |
//! ````

use whyfirst_guide::Mode;
use whyfirst_guide::model::Level;
use whyfirst_guide::number::Number;

use super::{Context, Kind, Rule, page};
use crate::estimate::{TimeFigure, check, print};
use crate::{ChunkEvidence, Edit, Finding, Fix, Related, Severity, Value};

pub(super) static RULE: Rule = Rule {
    id: "budget-exceeded",
    summary: "the stages take longer than the total that is stated",
    kind: Kind::Contradiction,
    severity: Severity::Warning,
    level: Level::Mid,
    mode: Mode::Default,
    page: page!("budget_exceeded.rs"),
    check,
};

/// So many stages make a chain.
const STAGES: usize = 2;

fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    // A total and what it is the total of.
    let enough = |it: &ChunkEvidence| it.numbers().times.len() > STAGES;
    for (placed, evidence) in context.reading.own_chunks(context.note).filter(|(_, it)| enough(it)) {
        let lines = placed.line as u32;
        let mut rest: Vec<&TimeFigure> = evidence
            .numbers()
            .times
            .iter()
            .filter(|it| it.listed && context.reading.lines.contains(&(lines + it.line)))
            .collect();
        // Lists: figures on lines that follow one another.
        while let Some(first) = rest.first() {
            let mut last = first.line;
            let count = rest
                .iter()
                .take_while(|it| {
                    let near = it.line <= last + 1;
                    last = it.line;
                    near
                })
                .count()
                .max(1);
            let list: Vec<&TimeFigure> = rest.drain(..count).collect();
            findings.extend(exceeded(context, placed.start, &list));
        }
    }
    findings
}

fn exceeded(context: &Context<'_>, start: usize, list: &[&TimeFigure]) -> Option<Finding> {
    let (measures, guide) = (context.index.measures(), context.index.guide());
    let mut totals = list.iter().filter(|it| it.total);
    let total = totals.next().filter(|_| totals.next().is_none())?;
    let stages: Vec<_> = list.iter().filter(|it| !it.total).collect();
    if stages.len() < STAGES || list.iter().any(|it| it.parallel) {
        return None;
    }
    let sum = stages.iter().fold(Number::ZERO, |sum, it| sum.plus(it.value.low));
    if sum.to_f64() < total.value.high.to_f64() * check::FACTOR {
        return None;
    }
    let range = |it: &TimeFigure| start + it.range.start as usize..start + it.range.end as usize;
    let sum = print::print(&Value { low: sum, high: sum, ..total.value }, measures, guide, 3);
    let stated = context.note.text().slice(range(total)).to_owned();
    let related = stages.iter().map(|it| Related { range: range(it), message: "a stage of it".to_owned() });
    Some(Finding {
        rule: RULE.id.into(),
        severity: RULE.severity,
        message: format!(
            "The stages add up to {sum}, the total is {stated}: the promise cannot be kept. Make stages faster, run them side by side, or raise the total."
        ),
        range: range(total),
        related: related.collect(),
        step: None,
        fixes: vec![Fix {
            title: format!("Write {sum}"),
            edits: vec![Edit { range: range(total), text: sum }],
            preferred: false,
        }],
    })
}
