//! # unknown-setting
//!
//! The front matter says something to Whyfirst that it does not understand: an unknown key, framework, problem or status, minutes that
//! are no number, or YAML that cannot be read.
//!
//! ## Why
//!
//! A setting that is not understood is not followed: the note would be read in another way than its writer believes.
//!
//! ## Example
//!
//! ````markdown invalid
//! ---
//! whyfirst: { framework: ml-7-steps }
//! ---
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
//! `whyfirst list frameworks` and `whyfirst list problems` name the values that are known.
//!
//! ````markdown valid
//! ---
//! whyfirst: { framework: ml-7-step, minutes: 45 }
//! ---
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

use std::ops::Range;

use whyfirst_note::Key;

use super::suppression::nearest;
use whyfirst_guide::model::Level;

use super::{Context, Kind, Mode, Rule, page};
use crate::{Edit, Finding, Fix, Severity};

pub(super) static RULE: Rule = Rule {
    id: "unknown-setting",
    summary: "the front matter says something that is not understood",
    kind: Kind::Contradiction,
    severity: Severity::Warning,
    level: Level::Mid,
    mode: Mode::Default,
    page: page!("unknown_setting.rs"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Finding> {
    let front = context.note.front_matter();
    let guide = context.index.guide();
    let mut findings = Vec::new();
    if let Some((error, at)) = &front.error {
        let line = context.note.text().line_of(*at) as u32;
        let message = format!("The front matter cannot be read: {error}");
        findings.push(finding(context, message, context.line_text(line), None));
    }
    for unknown in &front.unknown {
        let names = Key::ALL.map(Key::name);
        let near = nearest(&unknown.value, names.into_iter());
        let message = format!("There is no setting `{}`; there are {}.", unknown.value, listed(&names));
        findings.push(finding(context, message, unknown.range.clone(), near));
    }
    for (key, setting) in &front.settings {
        let value = &setting.value;
        let wrong = match key {
            Key::Framework => unknown_id(
                "framework",
                value,
                guide.frameworks.iter().map(|it| &*it.id),
                "whyfirst list frameworks",
            ),
            Key::Problem => unknown_id(
                "problem",
                value,
                guide.problems.iter().map(|it| &*it.id),
                "whyfirst list problems",
            ),
            Key::Status => {
                let known = ["draft", "done"];
                let wrong = !known.contains(&value.as_str());
                wrong.then(|| (format!("The status `{value}` is not known: it is `draft` or `done`."), None))
            }
            // What they name is looked at together with the comments that say the same.
            Key::Allow | Key::Skip => None,
            Key::Minutes => {
                let wrong = !value.parse::<u16>().is_ok_and(|minutes| minutes > 0);
                wrong.then(|| {
                    (format!("`{value}` is no number of minutes: expected a whole number such as 45."), None)
                })
            }
        };
        findings.extend(wrong.map(|(message, near)| finding(context, message, setting.range.clone(), near)));
    }
    findings
}

fn finding(context: &Context<'_>, message: String, range: Range<usize>, nearest: Option<String>) -> Finding {
    let fix = nearest.map(|near| Fix {
        title: format!("Change it to `{near}`"),
        edits: vec![Edit { range: range.clone(), text: near }],
        preferred: true,
    });
    let line = context.line_text(context.note.text().line_of(range.start) as u32);
    Finding {
        rule: RULE.id.into(),
        severity: RULE.severity,
        message,
        // A name may go on in the next line; what is shown does not.
        range: range.start..range.end.min(line.end.max(range.start)),
        related: Vec::new(),
        step: None,
        fixes: fix.into_iter().collect(),
    }
}

fn unknown_id<'a>(
    what: &str,
    value: &str,
    known: impl Iterator<Item = &'a str> + Clone,
    list: &str,
) -> Option<(String, Option<String>)> {
    if known.clone().any(|id| id == value) {
        return None;
    }
    let near = nearest(value, known);
    let hint = match &near {
        Some(near) => format!("Did you mean `{near}`?"),
        None => format!("`{list}` names those that are known."),
    };
    Some((format!("There is no {what} `{value}`. {hint}"), near))
}

fn listed(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}
