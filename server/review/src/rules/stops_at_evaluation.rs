//! # stops-at-evaluation
//!
//! A finished note settles the evaluation and then ends: neither serving nor monitoring is there.
//!
//! ## Why
//!
//! A model that is not served changes nothing, and one that nobody watches decays. It is the commonest place for an answer to stop,
//! and the place from which a senior interviewer goes on.
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
//! ## Prepare data
//! Impression and click logs. Positive label: a click within 30 minutes. Split by time. User features, ad features, time of day.
//!
//! ## Develop the model
//! Baseline: logistic regression. Then DCN because it crosses features by itself; cross-entropy loss; calibration by isotonic regression.
//!
//! ## Evaluate
//! Offline metrics: log loss and ROC AUC. Online metrics: CTR and revenue in an A/B test, with guardrail metrics on latency.
//!
//! ````
//!
//! ## Instead
//!
//! Say how a request is answered and how fast, how the launch goes and what is watched afterwards: two lines each are enough to start.
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

use whyfirst_guide::model::Level;

use super::{Context, Kind, Mode, Rule, page};
use crate::skeleton;
use crate::{Coverage, Finding, Fix, Place, Severity};

pub(super) static RULE: Rule = Rule {
    id: "stops-at-evaluation",
    summary: "the note ends at the evaluation: nothing on serving and monitoring",
    kind: Kind::Absence,
    severity: Severity::Warning,
    level: Level::Mid,
    mode: Mode::Default,
    page: page!("stops_at_evaluation.rs"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Finding> {
    let unreached = unreached(context);
    let Some(&first) = unreached.first() else { return Vec::new() };
    let titles: Vec<_> = unreached.iter().map(|&step| format!("“{}”", context.title_of(step))).collect();
    let edits = unreached
        .iter()
        .map(|&step| skeleton::insert_step(context.index, context.note, context.reading, step));
    // All of them go to the end, as one piece.
    let mut edits: Vec<_> = edits.collect();
    let mut text = String::new();
    let newline = context.style().newline;
    for (at, edit) in edits.iter().enumerate() {
        text.push_str(if at == 0 { &edit.text } else { edit.text.trim_start_matches(['\r', '\n']) });
        if at + 1 < unreached.len() {
            text.push_str(newline);
        }
    }
    edits.truncate(1);
    if let Some(edit) = edits.first_mut() {
        edit.text = text;
    }
    vec![Finding {
        rule: RULE.id.into(),
        severity: RULE.severity,
        message: format!(
            "The note ends before {}: {}. Add a few lines on each.",
            titles.join(" and "),
            context.stake_of(first)
        ),
        range: place(context),
        related: Vec::new(),
        step: Some(first),
        fixes: vec![Fix {
            title: format!("Insert {} with their prompts", titles.join(" and ")),
            edits,
            preferred: true,
        }],
    }]
}

/// The steps after the one at which notes tend to stop, if this one stops there: it is finished, that stage is settled at least in
/// part, and nothing of any later one is there.
pub(super) fn unreached(context: &Context<'_>) -> Vec<u8> {
    let reading = context.reading;
    let stop = reading.framework(context.index).and_then(|framework| {
        let rubric = context.index.guide().rubric(&framework.rubric)?;
        rubric.stages.iter().position(|stage| stage.id == rubric.often_stops_at)
    });
    let Some(stop) = stop else { return Vec::new() };
    let settled = |range: std::ops::Range<usize>| {
        reading.stages.get(range).unwrap_or_default().iter().any(|stage| stage.coverage != Coverage::None)
    };
    let (Some(framework), true) = (reading.framework(context.index), reading.finished) else {
        return Vec::new();
    };
    if !settled(stop..stop + 1) || settled(stop + 1..reading.stages.len()) {
        return Vec::new();
    }
    let after = |step: &&crate::StepReading| {
        let stages =
            framework.steps.get(step.step as usize).map(|data| context.index.stages_of_step(framework, data));
        let stages = stages.unwrap_or_default();
        !stages.is_empty() && stages.iter().all(|stage| stage.stage as usize > stop)
    };
    let unreached =
        reading.steps.iter().filter(|step| step.place == Some(Place::Skipped) && step.sections.is_empty());
    let unreached: Vec<u8> = unreached.filter(after).map(|step| step.step).collect();
    // Where one of them is touched, the note does not stop there: the others are told as skipped.
    if unreached.iter().all(|&step| context.is_missed(step)) { unreached } else { Vec::new() }
}

/// Shown at the last heading that opens a step, after which the note ends.
fn place(context: &Context<'_>) -> std::ops::Range<usize> {
    let reading = context.reading;
    let last = reading.steps.iter().flat_map(|step| &step.sections).max();
    let section = last.and_then(|&at| reading.sections.get(at as usize));
    section.map_or_else(|| context.head(), |section| context.line_text(section.line))
}
