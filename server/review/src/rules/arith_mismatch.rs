//! # arith-mismatch
//!
//! A calculation is written with a result that is off by a factor of two or more. It is worked out with its units, and read with charity:
//! rounding (86,400 ≈ 10⁵), ranges, bits for bytes, and anything that a word beside it explains (batching, replication, overhead) are no
//! reason to speak.
//!
//! ## Why
//!
//! The order of magnitude decides what is built: 45 TB are a cluster, 4.5 TB one machine. A slip of a zero is easily made against the clock.
//!
//! ## Example
//!
//! ````markdown invalid
//! # Design an ad click predictor
//!
//! ## Clarify requirements
//! - Load: 100M users × 10 requests/day / 86,400 s = 1.1 K/s
//! ````
//!
//! ## Instead
//!
//! Put the figure right, or say what else went into it.
//!
//! ````markdown valid
//! # Design an ad click predictor
//!
//! ## Clarify requirements
//! - Load: 100M users × 10 requests/day / 86,400 s = 11.6 K/s
//! - Storage: 1B events × 100 B = 300 GB with replication
//! ````

use whyfirst_guide::Mode;
use whyfirst_guide::model::Level;

use super::{Context, Kind, Rule, page};
use crate::estimate::check::{self, Verdict};
use crate::estimate::print;
use crate::{Edit, Estimate, Finding, Fix, Related, Severity};

pub(super) static RULE: Rule = Rule {
    id: "arith-mismatch",
    summary: "a calculation does not come to its result",
    kind: Kind::Contradiction,
    severity: Severity::Warning,
    level: Level::Mid,
    mode: Mode::Default,
    page: page!("arith_mismatch.rs"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Finding> {
    let wrong = context.reading.estimates_that(context.note, |estimate| is_wrong(context, estimate));
    wrong.filter_map(|estimate| mismatch(context, &estimate)).collect()
}

/// Whether a calculation clearly does not come to what is written as its result.
fn is_wrong(context: &Context<'_>, estimate: &Estimate) -> bool {
    let measures = context.index.measures();
    let Some(written) = estimate.written.as_ref().filter(|_| !estimate.hedged) else { return false };
    // `a = b × c = d`: the second calculation may go on from the first.
    matches!(check::compare(&estimate.value, &written.value, measures), Verdict::Off(_))
        && check::compare(&estimate.value, &written.leading, measures) != Verdict::Fits
}

fn mismatch(context: &Context<'_>, estimate: &Estimate) -> Option<Finding> {
    let (measures, guide) = (context.index.measures(), context.index.guide());
    let written = estimate.written.as_ref()?;
    let range = written.range.start as usize..written.range.end as usize;
    let own = estimate.range.start as usize..estimate.range.end as usize;
    let (left, right) = (context.note.text().slice(own.clone()), context.note.text().slice(range.clone()));
    let value = print::print(&estimate.value, measures, guide, 3);
    Some(Finding {
        rule: RULE.id.into(),
        severity: RULE.severity,
        message: format!(
            "{left} comes to {value}, not {right}: the order of magnitude decides what is built. Put it right, or say what else went into it."
        ),
        related: vec![Related { range: own, message: format!("this comes to {value}") }],
        step: None,
        fixes: vec![Fix {
            title: format!("Write {value}"),
            edits: vec![Edit { range: range.clone(), text: value }],
            preferred: true,
        }],
        range,
    })
}
