//! # open-points
//!
//! A step leaves open what a reader will ask about: several things that other rules miss, or essential points that are touched nowhere
//! in a step of a line or two. They are told together, at most three at a time, the most important first.
//!
//! A note gets at most three such findings, those that other rules miss first. A review tells all, also in steps on which much is written.
//! In a draft this waits until the step has some thirty words and a later one has been begun.
//!
//! ## Why
//!
//! An interviewer marks each step by a handful of points. One line on each is worth more than another paragraph on a point that is
//! already settled.
//!
//! ## Example
//!
//! ````markdown invalid
//! # Design an ad click predictor
//!
//! ## Clarify requirements
//! The business goal is ad revenue. 100M daily users, answers within 50 ms at p99, privacy under GDPR.
//!
//! ## Monitor and maintain
//! We track latency and the error rate on a dashboard.
//! ````
//!
//! ## Instead
//!
//! Add a line on each, or say that it does not matter here. The action below the finding puts in lines to fill in.
//!
//! ````markdown valid
//! # Design an ad click predictor
//!
//! ## Clarify requirements
//! The business goal is ad revenue. 100M daily users, answers within 50 ms at p99, privacy under GDPR.
//!
//! ## Monitor and maintain
//! We track latency and the error rate on a dashboard, and the live AUC against last week. Data drift by PSI per feature; retrain daily.
//! ````

use whyfirst_guide::model::Level;
use whyfirst_guide::sort;

use super::suppression::Filter;
use super::{Context, Found, Kind, Mode, Part, Rule, page};
use crate::skeleton;
use crate::{Coverage, Finding, Fix, Severity};

pub(super) static RULE: Rule = Rule {
    id: "open-points",
    summary: "a step is written and leaves open what a reader will ask about",
    kind: Kind::Absence,
    severity: Severity::Information,
    level: Level::Mid,
    mode: Mode::Default,
    page: page!("open_points.rs"),
    // What it finds are parts of findings: see `parts` and `gather`.
    check: |_| Vec::new(),
};

/// A finding names at most so many things, and a note gets at most so many findings about what is missing.
const POINTS: usize = 3;
const FINDINGS: usize = 3;

/// Of a stage on which so many words stand, essential points that seem open are told in a review only: more often than not the writer
/// has settled them in words of their own.
pub(super) const WRITTEN: u32 = 30;

/// The essential aspects that nothing settles, as far as they may be told. In a step that is covered, or on which much is written, they
/// are for a review only.
pub(super) fn parts(context: &Context<'_>, filter: &Filter<'_>) -> Vec<Found> {
    if context.reading.foreign {
        return Vec::new();
    }
    let reading = context.reading;
    let problem = reading.problem(context.index);
    let mut found = Vec::new();
    for stage in reading.stages.iter().filter(|stage| context.is_ripe(stage.stage)) {
        for (_, aspect) in skeleton::open_aspects(context.index, reading, &[stage.stage]) {
            let sparse = stage.coverage == Coverage::Thin && stage.words < WRITTEN;
            let mode = if sparse { Mode::Default } else { Mode::Review };
            if !aspect.essential || !filter.may_keep(mode, aspect.level) {
                continue;
            }
            let line = skeleton::prompt(aspect, problem);
            if [&line, &*aspect.prompt].iter().any(|it| context.waits(it)) {
                continue;
            }
            let part = Part {
                rule: RULE.id.into(),
                name: skeleton::in_sentence(&aspect.title).into(),
                because: aspect.ask.clone(),
                aspect: Some(aspect.id.clone()),
                line: Some(line),
            };
            let message = format!("“{{step}}” leaves open: {}. {}", part.name, aspect.ask);
            found.extend(context.missing(stage.stage, part, Some(message), None).map(|it| Found {
                mode: Some(mode),
                level: Some(aspect.level),
                ..it
            }));
        }
    }
    found
}

/// Makes one finding of all that is missing from a step. Unless everything is asked for, a note gets only the most telling ones.
pub(super) fn gather(context: &Context<'_>, found: Vec<Found>, all: bool) -> Vec<Found> {
    let (missing, mut kept): (Vec<Found>, Vec<Found>) = found.into_iter().partition(|it| it.part.is_some());
    let mut groups: Vec<Vec<Found>> = Vec::new();
    for it in missing {
        match groups
            .iter_mut()
            .find(|group| group.first().is_some_and(|first| first.finding.step == it.finding.step))
        {
            Some(group) => group.push(it),
            None => groups.push(vec![it]),
        }
    }
    for group in &mut groups {
        // Rules know a cause; what they tell of an aspect goes before the aspect itself.
        sort::by_key(group, |it| it.finding.rule == RULE.id);
        let mut told: Vec<whyfirst_guide::Str> = Vec::new();
        group.retain(|it| match it.part.as_ref().and_then(|part| part.aspect.clone()) {
            Some(aspect) if told.contains(&aspect) => false,
            aspect => {
                told.extend(aspect);
                true
            }
        });
    }
    if !all {
        // One open aspect alone is no gap yet.
        groups.retain(|group| group.len() > 1 || group.iter().any(|it| it.finding.rule != RULE.id));
        let rules = |group: &Vec<Found>| group.iter().filter(|it| it.finding.rule != RULE.id).count();
        sort::by_key(&mut groups, |group| {
            (std::cmp::Reverse(rules(group).min(POINTS)), std::cmp::Reverse(group.len().min(POINTS)))
        });
        groups.truncate(FINDINGS);
    }
    kept.extend(groups.into_iter().filter_map(|group| together(context, group)));
    kept
}

fn together(context: &Context<'_>, mut group: Vec<Found>) -> Option<Found> {
    if group.len() < 2 {
        return group.pop();
    }
    let first = group.first()?.finding.clone();
    let line = context.note.text().line_of(first.range.start) as u32;
    let (_, section) = context.reading.section_at(line)?;
    let title = super::empty_step::title_of_section(context, section);
    let parts: Vec<&Part> = group.iter().filter_map(|it| it.part.as_ref()).take(POINTS).collect();
    let named: Vec<String> = parts
        .iter()
        .map(|part| match part.rule == RULE.id {
            true => part.name.to_string(),
            false => format!("{} ({})", part.name, part.because),
        })
        .collect();
    // Of aspects alone the first is asked for as an interviewer would.
    let question = parts.first().filter(|part| part.rule == RULE.id).map(|part| format!(" {}", part.because));
    let prompts: Vec<String> = parts.iter().filter_map(|part| part.line.clone()).collect();
    let mut fixes: Vec<Fix> = Vec::new();
    if prompts.len() > 1 {
        let edit = context.insert_lines(section, &prompts);
        fixes.push(Fix { title: "Add a line on each".to_owned(), edits: vec![edit], preferred: true });
    }
    let singly = group.iter().take(POINTS).flat_map(|it| it.finding.fixes.clone());
    fixes.extend(singly.map(|fix| Fix { preferred: false, ..fix }));
    let related = group.iter().take(POINTS).flat_map(|it| it.finding.related.clone()).collect();
    let message = format!("“{title}” leaves open: {}.{}", named.join("; "), question.unwrap_or_default());
    let parts = group.iter().take(POINTS).filter_map(|it| it.part.clone()).collect();
    Some(Found {
        finding: Finding { rule: RULE.id.into(), message, related, fixes, ..first },
        part: None,
        mode: None,
        level: None,
        parts,
    })
}
