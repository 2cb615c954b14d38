//! # number-without-unit
//!
//! A latency, a size or a load is given as a bare number.
//!
//! ## Why
//!
//! 200 what? Milliseconds and seconds are different systems, and a number without a unit cannot be checked.
//!
//! ## Example
//!
//! ````markdown invalid
//! # Design an ad click predictor
//!
//! ## Clarify requirements
//! - p99 latency: 200
//! ````
//!
//! ## Instead
//!
//! ````markdown valid
//! # Design an ad click predictor
//!
//! ## Clarify requirements
//! - p99 latency: 200 ms
//! ````

use std::ops::Range;

use whyfirst_guide::Mode;
use whyfirst_guide::model::Level;

use super::{Context, Kind, Rule, page};
use crate::estimate::{Needs, SlipKind};
use crate::{Edit, Finding, Fix, Severity};

pub(super) static RULE: Rule = Rule {
    id: "number-without-unit",
    summary: "a latency, size or load has no unit",
    kind: Kind::Wording,
    severity: Severity::Warning,
    level: Level::Mid,
    mode: Mode::Default,
    page: page!("number_without_unit.rs"),
    check,
};

/// The numbers of an answer with which something is wrong, in bytes from the note's start.
pub(super) fn slips<'a>(context: &'a Context<'_>) -> impl Iterator<Item = (SlipKind, Range<usize>)> + 'a {
    context.reading.own_chunks(context.note).flat_map(move |(placed, evidence)| {
        let line = placed.line as u32;
        let inside = move |slip: &&crate::estimate::Slip| context.reading.lines.contains(&(line + slip.line));
        evidence.numbers().slips.iter().filter(inside).map(move |slip| (slip.kind, placed.range(&slip.range)))
    })
}

fn check(context: &Context<'_>) -> Vec<Finding> {
    slips(context)
        .filter_map(|(kind, range)| match kind {
            SlipKind::Unitless(needs) => Some(finding(context, needs, range)),
            SlipKind::Beyond => None,
        })
        .collect()
}

fn finding(context: &Context<'_>, needs: Needs, range: Range<usize>) -> Finding {
    let words = &context.index.guide().estimation.words;
    let units = match needs {
        Needs::Time => &words.time_units,
        Needs::Size => &words.size_units,
        Needs::Rate => &words.rate_units,
    };
    let fixes = units.iter().map(|unit| Fix {
        title: format!("Write {} {unit}", context.note.text().slice(range.clone())),
        edits: vec![Edit::insert(range.end, format!(" {unit}"))],
        preferred: false,
    });
    Finding {
        rule: RULE.id.into(),
        severity: RULE.severity,
        message: format!(
            "{} what? A number without a unit cannot be checked. Write the unit.",
            context.note.text().slice(range.clone())
        ),
        fixes: fixes.collect(),
        range,
        related: Vec::new(),
        step: None,
    }
}
