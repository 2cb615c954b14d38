//! # step-lopsided
//!
//! One step holds more than half of the words, and another that has been begun has fewer than twenty. Told in a review only.
//!
//! ## Why
//!
//! Breadth is marked as well as depth, and the step that is cut short is usually the one for which no time was left.
//!
//! ## Example
//!
//! ````markdown invalid
//! # Design an ad click predictor
//!
//! ## Develop the model
//! Baseline: logistic regression with hashed crosses, trained online by FTRL, which is hard to beat per CPU cycle and learns within minutes.
//! Then boosted trees that feed a linear model, which cope badly with new ids and are slow to train again. Then DCN-v2 over embeddings,
//! because it crosses features by itself; three cross layers and two deep ones of 512 units. The loss is cross-entropy, because bids need
//! probabilities. We train on 30 days of clicks, negatives thinned to 10% and the score corrected for it, with Adam and early stopping on
//! the next day. Calibration by isotonic regression on yesterday's traffic, checked by campaign size and by country. New ads start from the
//! mean of their advertiser and category, and the embedding of an id is used only after a hundred impressions. We keep the old model warm,
//! compare both on the same requests, and look at the fifty worst errors of each week before we change anything in the architecture. The
//! alternatives were a two-tower network, which cannot cross user and ad before the last layer, and a transformer over the last hundred
//! actions, which is worth a second step once the sequence features have shown that history matters beyond the counts that we have today.
//!
//! ## Evaluate
//! Offline log loss; online revenue in an A/B test.
//! ````
//!
//! ## Instead
//!
//! Two lines more on the short step are worth more than two on the long one.
//!
//! ````markdown valid
//! # Design an ad click predictor
//!
//! ## Develop the model
//! Baseline: logistic regression with hashed crosses, trained online by FTRL, which is hard to beat per CPU cycle. Then DCN-v2, because it
//! crosses features by itself.
//!
//! ## Evaluate
//! Offline log loss and ROC AUC on the last day; online revenue in an A/B test by user over two weeks, with latency and hides as guardrails.
//! ````

use whyfirst_guide::model::Level;

use super::empty_step::title_of_section;
use super::{Context, Kind, Mode, Rule, page};
use crate::{Finding, Fix, Related, Severity, StepReading, skeleton};

pub(super) static RULE: Rule = Rule {
    id: "step-lopsided",
    summary: "one step holds most of the words, and another has almost none",
    kind: Kind::Wording,
    severity: Severity::Hint,
    level: Level::Mid,
    mode: Mode::Review,
    page: page!("step_lopsided.rs"),
    check,
};

/// A note of fewer words is too short to have a shape.
const WORDS: u32 = 200;
/// A step of fewer words is short.
const SHORT: u32 = 20;

fn check(context: &Context<'_>) -> Vec<Finding> {
    finding(context).into_iter().collect()
}

fn finding(context: &Context<'_>) -> Option<Finding> {
    let reading = context.reading;
    let total = context.words();
    let long = reading.steps.iter().max_by_key(|step| step.words)?;
    // Lines that wait to be filled in say that the writer knows.
    let waits = |step: &StepReading| {
        let prompts = skeleton::step_prompts(context.index, reading, step.step);
        prompts.iter().any(|prompt| context.waits(prompt))
    };
    let short = reading
        .steps
        .iter()
        .filter(|step| step.begun && step.words > 0 && step.words < SHORT && !waits(step))
        .find(|step| reading.step(context.index, step).is_some_and(|data| !data.stages.is_empty()))?;
    if total < WORDS || long.words * 2 <= total {
        return None;
    }
    let section = |step: &StepReading| reading.sections.get(*step.sections.first()? as usize);
    let (of_long, of_short) = (section(long)?, section(short)?);
    let (long_title, short_title) = (title_of_section(context, of_long), title_of_section(context, of_short));
    let share = long.words * 100 / total.max(1);
    let prompts = skeleton::step_prompts(context.index, reading, short.step);
    let fix = (!prompts.is_empty()).then(|| Fix {
        title: format!("Put prompts below “{short_title}”"),
        edits: vec![context.insert_lines(of_short, &prompts)],
        preferred: true,
    });
    Some(Finding {
        rule: RULE.id.into(),
        severity: RULE.severity,
        message: format!(
            "“{long_title}” takes {share}% of the words, “{short_title}” has {}: a reader looks for every step. Add a line or two there.",
            short.words
        ),
        range: context.line_text(of_long.line),
        related: vec![Related {
            range: context.line_text(of_short.line),
            message: format!("“{short_title}” has {} words", short.words),
        }],
        step: Some(short.step),
        fixes: fix.into_iter().collect(),
    })
}
