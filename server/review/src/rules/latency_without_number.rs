//! # latency-without-number
//!
//! The note asks for low latency or for real time, and no time stands anywhere in it, although a later step has been begun or the note is
//! finished.
//!
//! ## Why
//!
//! 20 ms and 500 ms are different systems: the one rules out a large model and a remote feature store, the other does not.
//!
//! ## Example
//!
//! ````markdown invalid
//! # Design an ad click predictor
//!
//! ## Clarify requirements
//! The business goal is ad revenue with 100M daily users in all countries. The system must answer with low latency, because an auction waits for it, and it must respect privacy.
//!
//! ## Model
//! Baseline: logistic regression with hashed crosses, because it is cheap and calibrated. Then a deep model for the crosses that nobody thought of. It is trained on the click log of the last month and scored online.
//! ````
//!
//! ## Instead
//!
//! ````markdown valid
//! # Design an ad click predictor
//!
//! ## Clarify requirements
//! The business goal is ad revenue with 100M daily users in all countries. The system must answer with low latency, 50 ms at p99, because an auction waits for it, and it must respect privacy.
//!
//! ## Model
//! Baseline: logistic regression with hashed crosses, because it is cheap and calibrated. Then a deep model for the crosses that nobody thought of. It is trained on the click log of the last month and scored online.
//! ````

use whyfirst_guide::Mode;
use whyfirst_guide::model::Level;

use super::{Context, Kind, Rule, page};
use crate::{Edit, Finding, Fix, Severity};

pub(super) static RULE: Rule = Rule {
    id: "latency-without-number",
    summary: "low latency is asked for, and no number says how low",
    kind: Kind::Absence,
    severity: Severity::Information,
    level: Level::Mid,
    mode: Mode::Default,
    page: page!("latency_without_number.rs"),
    check,
};

/// Below so many words nothing is missing yet.
pub(super) const WORDS: u32 = 40;

fn check(context: &Context<'_>) -> Vec<Finding> {
    let reading = context.reading;
    let timed = reading.own_chunks(context.note).any(|(_, chunk)| chunk.numbers().timed);
    let words: u32 = reading.steps.iter().map(|step| step.words).sum();
    let passed = reading.finished || reading.steps.iter().filter(|step| step.begun).count() > 1;
    if timed || !passed || words < WORDS {
        return Vec::new();
    }
    wish(context)
        .filter(|range| !waits(context, range.end))
        .map(|range| Finding {
            rule: RULE.id.into(),
            severity: RULE.severity,
            message: format!(
                "“{}” needs a number: 20 ms and 500 ms are different systems. Say at which percentile and within how many milliseconds.",
                context.note.text().slice(range.clone())
            ),
            fixes: vec![target(context, range.end)],
            range,
            related: Vec::new(),
            step: None,
        })
        .into_iter()
        .collect()
}

/// Whether the target already waits there to be filled in.
fn waits(context: &Context<'_>, at: usize) -> bool {
    let target = &*context.index.guide().estimation.words.target;
    context.note.text().as_str().get(at..).is_some_and(|rest| rest.starts_with(target))
}

/// A target to fill in.
fn target(context: &Context<'_>, at: usize) -> Fix {
    let target = &context.index.guide().estimation.words.target;
    Fix {
        title: "Add a target to fill in".to_owned(),
        edits: vec![Edit::insert(at, target.to_string())],
        preferred: false,
    }
}

/// The first wish for a short time, in bytes from the note's start.
fn wish(context: &Context<'_>) -> Option<std::ops::Range<usize>> {
    context.reading.own_chunks(context.note).find_map(|(placed, evidence)| {
        let first = placed.line as u32;
        let inside = |line: u32| context.reading.lines.contains(&(first + line));
        evidence.numbers().wishes.iter().find(|it| inside(it.line)).map(|it| placed.range(&it.range))
    })
}
