//! # pct-out-of-range
//!
//! A metric that lies between 0 and 100% (precision, recall, AUC, CTR, hit rate …) is given as more than 100%. Changes of it (lift, growth)
//! may be, and are left alone.
//!
//! ## Why
//!
//! It is a slip, and one that makes the reader doubt the other figures.
//!
//! ## Example
//!
//! ````markdown invalid
//! # Design an ad click predictor
//!
//! ## Metrics
//! We gate on a recall of 120%.
//! ````
//!
//! ## Instead
//!
//! ````markdown valid
//! # Design an ad click predictor
//!
//! ## Metrics
//! We gate on a recall of 80%, and expect 120% more clicks.
//! ````

use whyfirst_guide::Mode;
use whyfirst_guide::model::Level;

use super::number_without_unit::slips;
use super::{Context, Kind, Rule, page};
use crate::estimate::SlipKind;
use crate::{Finding, Severity};

pub(super) static RULE: Rule = Rule {
    id: "pct-out-of-range",
    summary: "a metric exceeds 100%",
    kind: Kind::Contradiction,
    severity: Severity::Warning,
    level: Level::Mid,
    mode: Mode::Default,
    page: page!("pct_out_of_range.rs"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Finding> {
    slips(context)
        .filter(|(kind, _)| *kind == SlipKind::Beyond)
        .map(|(_, range)| Finding {
            rule: RULE.id.into(),
            severity: RULE.severity,
            message: format!(
                "{} of something that cannot exceed 100%: a slip makes readers doubt the other figures. Put it right, or say what it is more than.",
                context.note.text().slice(range.clone())
            ),
            range,
            related: Vec::new(),
            step: None,
            fixes: Vec::new(),
        })
        .collect()
}
