//! What a practice came to.

use std::fmt::Write;
use std::time::Duration;

use whyfirst_review::Coverage;

use super::{Planned, minutes};

/// What a practice came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The time that it was to take.
    pub planned: Duration,
    /// The time that it took.
    pub elapsed: Duration,
    /// The steps in order.
    pub steps: Vec<StepSummary>,
    /// How many essentials are covered, and how many apply.
    pub covered: (usize, usize),
    /// The same when the time was up; nothing if it ended before.
    pub at_limit: Option<(usize, usize)>,
}

/// What a step came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepSummary {
    /// The step and the time for it.
    pub planned: Planned,
    /// The time that it took.
    pub spent: Duration,
    /// How much of it is settled.
    pub coverage: Coverage,
}

impl Summary {
    /// In a line.
    pub fn line(&self) -> String {
        let settled = self.steps.iter().filter(|step| step.coverage == Coverage::Covered).count();
        format!(
            "practised {} of {} · {settled}/{} steps covered",
            self.elapsed.as_secs() / 60,
            minutes(self.planned),
            self.steps.len()
        )
    }

    /// In a sentence, for people who have just stopped the clock.
    pub fn sentence(&self) -> String {
        let settled = self.steps.iter().filter(|step| step.coverage == Coverage::Covered).count();
        let (covered, total) = self.covered;
        format!(
            "Practised {} of {}: {settled} of {} steps and {covered} of {total} essentials are covered.",
            self.elapsed.as_secs() / 60,
            minutes(self.planned),
            self.steps.len()
        )
    }

    /// As Markdown: the minutes of each step, and what to do about them.
    pub fn markdown(&self) -> String {
        let mut out = String::from("| step | planned | taken | coverage |\n| --- | ---: | ---: | --- |\n");
        for step in &self.steps {
            let _ = writeln!(
                out,
                "| {} | {} | {} | {} |",
                step.planned.title,
                minutes(step.planned.time),
                minutes(step.spent),
                step.coverage.name()
            );
        }
        let (covered, total) = self.covered;
        let _ =
            write!(out, "\n{} of {total} essentials are covered after {}.", covered, minutes(self.elapsed));
        if let Some((covered, total)) = self.at_limit {
            let _ = write!(out, " When the time was up, it was {covered} of {total}.");
        }
        let longest = self.steps.iter().filter_map(|step| {
            let over = step.spent.checked_sub(step.planned.time)?;
            (over >= Duration::from_secs(60)).then_some((over, step))
        });
        if let Some((over, step)) = longest.max_by_key(|(over, _)| *over) {
            let _ = write!(out, " “{}” ran {} over.", step.planned.title, minutes(over));
        }
        let untouched: Vec<_> = self
            .steps
            .iter()
            .filter(|step| step.spent.is_zero() && step.coverage == Coverage::None)
            .map(|step| format!("“{}”", step.planned.title))
            .collect();
        if !untouched.is_empty() {
            let _ = write!(out, " Not reached: {}.", untouched.join(", "));
        }
        out.push('\n');
        out
    }
}
