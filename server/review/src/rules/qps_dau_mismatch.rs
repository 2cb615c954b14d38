//! # qps-dau-mismatch
//!
//! The note states daily users, what each of them does in a day, and requests a second, and the three do not fit: the load that follows
//! is off by a factor of two or more. A load that is called a peak, or might be one, may be up to ten times the average.
//!
//! ## Why
//!
//! Capacity is planned for the load. With the wrong one it is either wasted or missing.
//!
//! ## Example
//!
//! ````markdown invalid
//! # Design an ad click predictor
//!
//! ## Clarify requirements
//! - 100M DAU
//! - 10 requests per user per day
//! - We serve 1 K QPS.
//! ````
//!
//! ````markdown invalid
//! # Design the home feed of a photo app
//!
//! ## Requirements
//! The goal is more sessions per user and week. There are 200M DAU; each user makes 10 requests a day.
//! - Average QPS: 2K
//! - Peak QPS: 6K
//! ````
//!
//! ## Instead
//!
//! ````markdown valid
//! # Design an ad click predictor
//!
//! ## Clarify requirements
//! - 100M DAU
//! - 10 requests per user per day
//! - We serve 12 K QPS, at peak three times as many.
//! ````

use whyfirst_guide::Mode;
use whyfirst_guide::measures::Role;
use whyfirst_guide::model::Level;

use super::{Context, Kind, Rule, page};
use crate::estimate::check::{self, Verdict};
use crate::estimate::print;
use crate::{Edit, Estimate, Finding, Fix, Related, Severity, Value, What};

pub(super) static RULE: Rule = Rule {
    id: "qps-dau-mismatch",
    summary: "the load does not follow from the users",
    kind: Kind::Contradiction,
    severity: Severity::Warning,
    level: Level::Mid,
    mode: Mode::Default,
    page: page!("qps_dau_mismatch.rs"),
    check,
};

/// How many times the average a peak may be.
const PEAK: f64 = 10.0;

fn check(context: &Context<'_>) -> Vec<Finding> {
    found(context).into_iter().collect()
}

fn found(context: &Context<'_>) -> Option<Finding> {
    let (measures, guide) = (context.index.measures(), context.index.guide());
    let named = |it: &Estimate| {
        it.what != What::Calculation && !it.hedged && (it.quantity.is_some() || it.value.marks.daily)
    };
    let all: Vec<Estimate> = context.reading.estimates_that(context.note, named).collect();
    // Only where each of the three has one value, though it may be given more than once.
    let sole = |fits: &dyn Fn(&Estimate) -> bool| {
        let mut found = all.iter().filter(|it| fits(it));
        let first = found.next()?;
        let same = |it: &Estimate| check::compare(&first.value, &it.value, measures) == Verdict::Fits;
        found.all(same).then_some(first)
    };
    let daily = |it: &Estimate| it.value.is_count() && it.value.marks.daily;
    let users = sole(&daily)?;
    let acts = sole(&|it| it.quantity.is_some() && it.quantity == measures.quantity_per_actor())?;
    let says = |it: &Estimate, role: Role| measures.says(context.note.text().line(it.line as usize), role);
    let is_load = |it: &Estimate| {
        it.value.is_rate() && it.quantity.is_some() && it.quantity != acts.quantity && it.what == What::Named
    };
    // The load at peak is asked for only where no other is given.
    let load = sole(&|it| is_load(it) && !says(it, Role::Peak)).or_else(|| sole(&is_load))?;
    let average = users.value.low.times(acts.value.low);
    let says = |role: Role| says(load, role);
    if says(Role::Varied) && !says(Role::Peak) && !says(Role::Average) {
        return None;
    }
    let ratio = load.value.number() / average.to_f64();
    let most = if says(Role::Average) { check::FACTOR } else { PEAK * check::FACTOR };
    if ratio > 1.0 / check::FACTOR && ratio < most || !ratio.is_finite() {
        return None;
    }
    let value = Value { low: average, high: average, nouns: Default::default(), ..acts.value };
    let value = print::print(&value, measures, guide, 3);
    let range = |it: &Estimate| it.range.start as usize..it.range.end as usize;
    let text = |it: &Estimate| context.note.text().slice(range(it)).to_owned();
    Some(Finding {
        rule: RULE.id.into(),
        severity: RULE.severity,
        message: format!(
            "{} with {} make {value} on average; the note says {}. Capacity would be planned for the wrong load: put one of the three right.",
            text(users),
            text(acts),
            text(load)
        ),
        range: range(load),
        related: vec![
            Related { range: range(users), message: "the users".to_owned() },
            Related { range: range(acts), message: "what each does".to_owned() },
        ],
        step: None,
        fixes: vec![Fix {
            title: format!("Write {value}"),
            edits: vec![Edit { range: range(load), text: value }],
            preferred: false,
        }],
    })
}
