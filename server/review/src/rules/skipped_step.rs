//! # skipped-step
//!
//! A step of the framework is missing: no heading opens it and nothing in the note settles it, although a later step has been begun
//! or the note is finished. In a draft, steps that are still to come are not reported.
//!
//! It is silent about steps that the problem does not need (a feature store trains no model), about closing steps, and where a good part
//! of what is essential to the step stands elsewhere in the note.
//!
//! ## Why
//!
//! Interviewers and reviewers mark each step. What was jumped over is what they will ask about, and later steps usually lean on it.
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
//! Write the step, even in three lines; or say why it is not needed, with `<!-- whyfirst: skip data — given in the task -->`.
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
use crate::{Finding, Fix, Place, Severity};

pub(super) static RULE: Rule = Rule {
    id: "skipped-step",
    summary: "a step of the framework is missing although a later one has been begun",
    kind: Kind::Absence,
    severity: Severity::Warning,
    level: Level::Mid,
    mode: Mode::Default,
    page: page!("skipped_step.rs"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Finding> {
    let reading = context.reading;
    let told_elsewhere = super::stops_at_evaluation::unreached(context);
    let skipped =
        reading.steps.iter().filter(|step| step.place == Some(Place::Skipped) && step.sections.is_empty());
    skipped
        .filter(|step| !told_elsewhere.contains(&step.step) && context.is_missed(step.step))
        .map(|step| {
            let (title, stake) = (context.title_of(step.step), context.stake_of(step.step));
            Finding {
                rule: RULE.id.into(),
                severity: RULE.severity,
                message: format!("“{title}” is skipped: {stake}. Add it, or say why it is not needed here."),
                range: place(context, step.step),
                related: Vec::new(),
                step: Some(step.step),
                fixes: fixes(context, step.step),
            }
        })
        .collect()
}

/// Shown at the first later step, where the missing one belongs; without a later one at the note's head.
fn place(context: &Context<'_>, missing: u8) -> std::ops::Range<usize> {
    let later = context.reading.steps.iter().filter(|step| step.step > missing);
    let section = later
        .filter_map(|step| step.sections.first())
        .find_map(|&at| context.reading.sections.get(at as usize));
    section.map_or_else(|| context.head(), |section| context.line_text(section.line))
}

/// The two ways out: write the step, or leave it out on purpose.
pub(super) fn fixes(context: &Context<'_>, step: u8) -> Vec<Fix> {
    let title = context.title_of(step);
    let insert = Fix {
        title: format!("Insert “{title}” with its prompts"),
        edits: vec![skeleton::insert_step(context.index, context.note, context.reading, step)],
        preferred: true,
    };
    let skip = skeleton::insert_skip(context.index, context.note, context.reading, step).map(|edit| Fix {
        title: format!("“{title}” is not needed here, because …"),
        edits: vec![edit],
        preferred: false,
    });
    [Some(insert), skip].into_iter().flatten().collect()
}
