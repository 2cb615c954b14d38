//! # step-out-of-order
//!
//! Two steps stand in the reverse order of the framework that the note follows. Reported only where the note names its framework or
//! clearly follows it; metrics may always come early.
//!
//! ## Why
//!
//! Answers build on each other: a model chosen before its data is chosen blindly, and the reader meets conclusions before reasons.
//!
//! ## Example
//!
//! ````markdown invalid
//! # Design an ad click predictor
//!
//! ## Clarify requirements
//! The business goal is ad revenue. 100M daily users, answers within 50 ms at p99, privacy under GDPR.
//!
//! ## Frame as an ML task
//! Predict the probability that a user clicks a shown ad: binary classification. Input: user, ad and context. Output: P(click).
//!
//! ## Develop the model
//! Baseline: logistic regression. Then DCN because it crosses features by itself; cross-entropy loss; calibration by isotonic regression.
//!
//! ## Prepare data
//! Impression and click logs. Positive label: a click within 30 minutes. Split by time. User features, ad features, time of day.
//!
//! ## Evaluate
//! Offline metrics: log loss and ROC AUC. Online metrics: CTR and revenue in an A/B test, with guardrail metrics on latency.
//!
//! ## Deploy and serve
//! Online prediction behind a ranking service, 20 ms for features and 10 ms for scoring; canary, then 5% of traffic; fall back to the last model.
//!
//! ## Monitor and maintain
//! Alert on latency and error rate, watch AUC and calibration every hour, data drift by PSI, retrain daily.
//! ````
//!
//! ## Instead
//!
//! Move the section to its place, or follow a framework that has your order and name it in the front matter.
//!
//! ````markdown valid
//! # Design an ad click predictor
//!
//! ## Clarify requirements
//! The business goal is ad revenue. 100M daily users, answers within 50 ms at p99, privacy under GDPR.
//!
//! ## Frame as an ML task
//! Predict the probability that a user clicks a shown ad: binary classification. Input: user, ad and context. Output: P(click).
//!
//! ## Prepare data
//! Impression and click logs. Positive label: a click within 30 minutes. Split by time. User features, ad features, time of day.
//!
//! ## Develop the model
//! Baseline: logistic regression. Then DCN because it crosses features by itself; cross-entropy loss; calibration by isotonic regression.
//!
//! ## Evaluate
//! Offline metrics: log loss and ROC AUC. Online metrics: CTR and revenue in an A/B test, with guardrail metrics on latency.
//!
//! ## Deploy and serve
//! Online prediction behind a ranking service, 20 ms for features and 10 ms for scoring; canary, then 5% of traffic; fall back to the last model.
//!
//! ## Monitor and maintain
//! Alert on latency and error rate, watch AUC and calibration every hour, data drift by PSI, retrain daily.
//! ````

use super::empty_step::title_of_section;
use whyfirst_guide::model::Level;
use whyfirst_guide::sort;

use super::{Context, Kind, Mode, Rule, page};
use crate::{Edit, Finding, Fix, Related, Section, Severity};

pub(super) static RULE: Rule = Rule {
    id: "step-out-of-order",
    summary: "a step stands before one that the framework puts first",
    kind: Kind::Contradiction,
    severity: Severity::Information,
    level: Level::Mid,
    mode: Mode::Default,
    page: page!("step_out_of_order.rs"),
    check,
};

/// A note follows a framework that it does not name if so many of its headings are worded as the framework's steps.
const FOLLOWED_STEPS: usize = 3;

fn check(context: &Context<'_>) -> Vec<Finding> {
    let placed = placed_steps(context);
    if !follows(context) {
        return Vec::new();
    }
    // The steps that stand in order with most of the others; what is not among them is out of order.
    let kept = longest_ascending(&placed);
    let mut findings = Vec::new();
    for (at, (step, section)) in placed.iter().enumerate() {
        if kept.contains(&at) {
            continue;
        }
        // The nearest step that it stands on the wrong side of.
        let wrong = placed
            .iter()
            .enumerate()
            .find(|(other, (it, _))| kept.contains(other) && ((*other < at) != (it < step)));
        let Some((other, (_, neighbour))) = wrong else { continue };
        let (own, its) = (title_of_section(context, section), title_of_section(context, neighbour));
        let (first, second, reason) = if other < at { (&own, &its, "after") } else { (&its, &own, "before") };
        findings.push(Finding {
            rule: RULE.id.into(),
            severity: RULE.severity,
            message: format!(
                "“{own}” comes {reason} “{its}”: what is decided in “{second}” rests on “{first}”. Move it, or name another framework."
            ),
            range: context.line_text(section.line),
            related: vec![Related { range: context.line_text(neighbour.line), message: format!("“{its}” stands here") }],
            step: Some(*step),
            fixes: moved(context, &placed, &kept, at).into_iter().collect(),
        });
    }
    findings
}

/// Moves a step to its place among those that stand in order, if it stands on a level with its neighbour there.
fn moved(context: &Context<'_>, placed: &[(u8, &Section)], kept: &[usize], at: usize) -> Option<Fix> {
    let &(step, section) = placed.get(at)?;
    let others = || placed.iter().enumerate().filter(|(other, _)| kept.contains(other));
    let before = others().find(|(other, (it, _))| *other < at && *it > step);
    let after = others().rfind(|(other, (it, _))| *other > at && *it < step);
    let (text, sections) = (context.note.text(), &context.reading.sections);
    let start = |line: u32| text.line_start(line as usize);
    let (neighbour, to) = match (before, after) {
        (Some((_, &(_, it))), _) => (it, start(it.line)),
        (None, Some((_, &(_, it)))) => (it, start(it.end)),
        (None, None) => return None,
    };
    if neighbour.rank != section.rank || sections.parent(neighbour) != sections.parent(section) {
        return None;
    }
    let range = start(section.line)..start(section.end);
    let newline = context.style().newline;
    let mut piece = text.slice(range.clone()).to_owned();
    // A blank line parts it from what follows, and from what stands before it.
    if to < text.len() {
        while !piece.ends_with(&newline.repeat(2)) {
            piece.push_str(newline);
        }
    }
    let mut gap = String::new();
    if to > range.start {
        let before = text.slice(range.end..to);
        while !format!("{before}{gap}").ends_with(&newline.repeat(2)) {
            gap.push_str(newline);
        }
    }
    let mut edits = vec![Edit { range, text: String::new() }, Edit::insert(to, format!("{gap}{piece}"))];
    sort::by_key(&mut edits, |edit| edit.range.start);
    let (own, its) = (title_of_section(context, section), title_of_section(context, neighbour));
    let side = if before.is_some() { "before" } else { "after" };
    Some(Fix { title: format!("Move “{own}” {side} “{its}”"), edits, preferred: true })
}

/// The steps that stand in one place only, in the note's order. Those that may come early bind nobody.
fn placed_steps<'a>(context: &'a Context<'_>) -> Vec<(u8, &'a Section)> {
    let reading = context.reading;
    let mut placed: Vec<(u8, &Section)> = reading
        .steps
        .iter()
        .filter(|step| step.begun)
        .filter(|step| reading.step(context.index, step).is_some_and(|data| !data.may_come_early))
        .filter_map(|step| match step.sections.as_slice() {
            [only] => reading.sections.get(*only as usize).map(|section| (step.step, section)),
            _ => None,
        })
        // A heading that opens several steps has no order of its own.
        .filter(|(_, section)| section.kind.is_real() && reading.sections.opens(section).len() == 1)
        .collect();
    sort::by_key(&mut placed, |(_, section)| section.line);
    placed
}

fn follows(context: &Context<'_>) -> bool {
    let reading = context.reading;
    let named = context.note.front_matter().get(whyfirst_note::Key::Framework).is_some();
    let mut steps: Vec<u8> = reading
        .sections
        .iter()
        .flat_map(|section| reading.sections.steps(section))
        .filter(|(framework, _)| *framework == reading.framework)
        .map(|(_, step)| *step)
        .collect();
    steps.sort_unstable();
    steps.dedup();
    named || steps.len() >= FOLLOWED_STEPS
}

/// The positions of a longest run of steps in ascending order, not necessarily side by side.
fn longest_ascending(placed: &[(u8, &Section)]) -> Vec<usize> {
    let mut best: Vec<Vec<usize>> = Vec::new();
    for (at, (step, _)) in placed.iter().enumerate() {
        let before = best.iter().filter(|run| {
            run.last().and_then(|&last| placed.get(last)).is_some_and(|(other, _)| other < step)
        });
        let mut run = before.max_by_key(|run| run.len()).cloned().unwrap_or_default();
        run.push(at);
        best.push(run);
    }
    best.into_iter().rev().max_by_key(Vec::len).unwrap_or_default()
}
