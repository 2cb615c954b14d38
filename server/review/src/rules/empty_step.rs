//! # empty-step
//!
//! A step has its heading and nothing below it, or only prompts that have not been filled in, although a later step has been begun or
//! the note is finished.
//!
//! ## Why
//!
//! An empty heading promises something to the reader and then says nothing. It is easily overlooked when time runs out.
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
//! Three lines will do: what you chose, what for, and what you gave up.
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
use crate::evidence::Own;
use crate::{Coverage, Finding, Fix, Severity};
use crate::{sections, skeleton};

pub(super) static RULE: Rule = Rule {
    id: "empty-step",
    summary: "a step has a heading and nothing below it",
    kind: Kind::Absence,
    severity: Severity::Warning,
    level: Level::Mid,
    mode: Mode::Default,
    page: page!("empty_step.rs"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Finding> {
    let reading = context.reading;
    // One cause is told once, though a stage may belong to several steps.
    let mut told = Vec::new();
    reading
        .steps
        .iter()
        .filter(|step| step.passed && !is_closing(context, step))
        // Most steps have no empty section, and that is told soonest.
        .filter_map(|step| Some((step, empty_section(context, step)?)))
        // A drawing says something, too.
        .filter(|(step, _)| !is_drawn(context, step))
        // In a draft, prompts that wait to be filled in are no reproach: they were put there to be.
        .filter(|(step, _)| reading.finished || !has_prompts(context, step))
        // Questions without answers are told as such.
        .filter(|(step, _)| !only_asks(context, step))
        .filter_map(|(step, section)| {
            // In a draft the last heading is the one that is being written under.
            let goes_on = reading.sections.iter().rev().take_while(|it| it.line >= section.end);
            let goes_on =
                goes_on.filter_map(|it| sections::own(&reading.chunks, it)).any(|own| own.words > 0);
            if told.contains(&section.line) || !(reading.finished || goes_on) {
                return None;
            }
            told.push(section.line);
            let heading = context.line_text(section.line);
            let stake = context.stake_of(step.step);
            let skip =
                skeleton::insert_skip(context.index, context.note, reading, step.step).map(|edit| Fix {
                    title: format!("“{}” is not needed here, because …", context.title_of(step.step)),
                    edits: vec![edit],
                    preferred: false,
                });
            // In a finished note lines that wait to be filled in are as good as none.
            let prompts = skeleton::step_prompts(context.index, reading, step.step);
            let fill = (!reading.finished && !prompts.is_empty()).then(|| Fix {
                title: "Put its prompts below".to_owned(),
                edits: vec![context.insert_lines(section, &prompts)],
                preferred: true,
            });
            Some(Finding {
                rule: RULE.id.into(),
                severity: RULE.severity,
                message: format!(
                    "Nothing is written under “{}” yet: {stake}. A few lines will do.",
                    title_of_section(context, section)
                ),
                range: heading,
                related: Vec::new(),
                step: Some(step.step),
                fixes: fill.into_iter().chain(skip).collect(),
            })
        })
        .collect()
}

/// Whether a step is a closing one, without which an answer is whole.
fn is_closing(context: &Context<'_>, step: &crate::StepReading) -> bool {
    let framework = context.reading.framework(context.index);
    framework.is_some_and(|it| !it.rubric.is_empty()) && context.stages_of(step.step).next().is_none()
}

/// The heading of a step under which nothing stands: the step's own, where nothing stands under any of them, or one that opens a stage
/// of which the note has nothing.
fn empty_section<'a>(context: &'a Context<'_>, step: &crate::StepReading) -> Option<&'a crate::Section> {
    let reading = context.reading;
    if step.words == 0 && step.coverage < Coverage::Covered {
        return reading.sections.get(*step.sections.first()? as usize);
    }
    let lacks = |stage| reading.stage(stage).is_some_and(|it| it.coverage == Coverage::None);
    let missing: Vec<_> = context.stages_of(step.step).filter(|&stage| lacks(stage)).collect();
    if missing.is_empty() {
        return None;
    }
    step.sections.iter().find_map(|&at| {
        let section = reading.sections.get(at as usize)?;
        let empty = section.kind.is_real()
            && reading.sections.steps(section).contains(&(reading.framework, step.step))
            && reading.sections.stages(section).iter().any(|stage| missing.contains(stage))
            && own_inside(context, at).all(|own| own.words == 0);
        empty.then_some(section)
    })
}

/// What stands under the headings of a section (an index) and of those inside it.
fn own_inside<'a>(context: &'a Context<'_>, at: u32) -> impl Iterator<Item = Own<'a>> {
    let reading = context.reading;
    sections::inside(&reading.sections, at as usize).filter_map(|it| sections::own(&reading.chunks, it))
}

/// Whether a step holds questions that some rule misses the answers of.
fn only_asks(context: &Context<'_>, step: &crate::StepReading) -> bool {
    let rules = context.index.guide().rules.iter().filter(|rule| rule.questions > 0);
    let Some(data) = context.reading.step(context.index, step) else { return false };
    let Some(framework) = context.reading.framework(context.index) else { return false };
    let stages = context.index.stages_of_step(framework, data);
    let mut asked = rules.flat_map(|rule| {
        let of_rule = |stage: &&whyfirst_guide::index::StageRef| {
            context.index.stage(**stage).is_some_and(|data| data.id == rule.stage)
        };
        stages.iter().find(of_rule).map(|&stage| (stage, rule.questions))
    });
    asked.any(|(stage, questions)| context.questions(stage) >= u32::from(questions))
}

/// Whether lines to be filled in stand in a step's sections.
fn has_prompts(context: &Context<'_>, step: &crate::StepReading) -> bool {
    holds(context, step, |own| own.blanks > 0)
}

/// Whether a step's sections hold a diagram or a picture.
fn is_drawn(context: &Context<'_>, step: &crate::StepReading) -> bool {
    holds(context, step, |own| own.drawings > 0)
}

/// Whether something stands under a heading of a step's sections.
fn holds(context: &Context<'_>, step: &crate::StepReading, what: fn(Own<'_>) -> bool) -> bool {
    step.sections.iter().flat_map(|&at| own_inside(context, at)).any(what)
}

/// A section's heading as it is written.
pub(super) fn title_of_section(context: &Context<'_>, section: &crate::Section) -> String {
    let placed = context.note.placed_nth(section.chunk as usize);
    let title = placed.and_then(|it| Some(it.title(it.headings().get(section.heading as usize)?)));
    crate::headings::strip_number(title.unwrap_or_default()).trim().to_owned()
}
