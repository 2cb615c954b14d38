//! # unused-suppression
//!
//! A comment to Whyfirst names a step or rule that does not exist, or silences nothing.
//!
//! ## Why
//!
//! A comment that has lost its purpose misleads the next reader, and a misspelt one does not do what its writer believes.
//!
//! ## Example
//!
//! ````markdown invalid
//! <!-- whyfirst: skip monitoring — a one-off study -->
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
//!
//! ## Instead
//!
//! Correct the name or delete the comment. `skip STEP` holds for the whole note, `allow RULE` for the section in which it stands, or
//! for the whole note before the first heading.
//!
//! ````markdown valid
//! <!-- whyfirst: skip monitor — a one-off study -->
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
//! ````

use super::suppression::{Trouble, Unused};
use whyfirst_guide::model::Level;

use super::{Context, Kind, Mode, Rule, page};
use crate::{Edit, Finding, Fix, Severity};

pub(super) static RULE: Rule = Rule {
    id: "unused-suppression",
    summary: "a comment to Whyfirst names nothing that is known, or silences nothing",
    kind: Kind::Contradiction,
    severity: Severity::Warning,
    level: Level::Mid,
    mode: Mode::Default,
    page: page!("unused_suppression.rs"),
    // Known only once all other findings have been filtered: see `report`.
    check: |_| Vec::new(),
};

/// The findings about comments that did nothing.
pub(super) fn report(context: &Context<'_>, unused: &[Unused]) -> Vec<Finding> {
    unused
        .iter()
        .map(|it| {
            let target = context.note.text().slice(it.target.clone());
            let message = match &it.trouble {
                Trouble::UnknownVerb => {
                    "Whyfirst does not understand this comment: expected `skip STEP` or `allow RULE`, then a reason.".to_owned()
                }
                Trouble::UnknownStep { known } => {
                    format!("There is no step `{target}` in this framework; it has {known}.")
                }
                Trouble::UnknownRule { nearest: Some(nearest) } => {
                    format!("There is no rule `{target}`. Did you mean `{nearest}`?")
                }
                Trouble::UnknownRule { nearest: None } => {
                    format!("There is no rule `{target}`. `whyfirst list rules` names them all.")
                }
                Trouble::Silences if it.comment => {
                    "This comment silences nothing here any more. Delete it.".to_owned()
                }
                Trouble::Silences => format!("`{target}` silences nothing here any more. Delete it."),
            };
            Finding {
                rule: RULE.id.into(),
                severity: RULE.severity,
                message,
                range: it.shown.clone(),
                related: Vec::new(),
                step: None,
                fixes: it.comment.then(|| Fix {
                    title: "Delete this comment".to_owned(),
                    edits: vec![Edit { range: it.range.clone(), text: String::new() }],
                    preferred: it.trouble == Trouble::Silences,
                }).into_iter().collect(),
            }
        })
        .collect()
}
