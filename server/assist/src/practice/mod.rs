//! Practising against the clock: which step the time is for, how long each one took, and what the answer came to.
//!
//! Time is given in, as a duration from any fixed moment, so that nothing here looks at a clock. The clock of a step runs from the first
//! edit in it to the first edit in another one: thinking belongs to the step that one is in. Before the first edit one is in the first step.

mod plan;
mod summary;

use std::time::Duration;

use whyfirst_guide::Level;
use whyfirst_review::{Coverage, StepReading};

pub use plan::{Plan, Planned};
pub use summary::{StepSummary, Summary};

use crate::View;
use crate::hints::{Hint, HintKind, by_heading};

/// A step has overrun when it took this much longer than its time, at least by `OVERRUN_AT_LEAST`.
const OVERRUN: (u32, u32) = (5, 4);
const OVERRUN_AT_LEAST: Duration = Duration::from_secs(60);
/// When the end is near.
const LAST_MINUTES: Duration = Duration::from_secs(5 * 60);

/// How an answer stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// How many essentials of the level are covered.
    pub covered: usize,
    /// How many apply.
    pub total: usize,
    /// The coverage of each step of the plan.
    pub steps: Vec<Coverage>,
}

impl Standing {
    /// How a note stands for someone of a level. Steps that its own framework does not have count as not there.
    pub fn of(view: View<'_>, plan: &Plan, level: Level) -> Standing {
        let aspects = view.reading.stages.iter().flat_map(|stage| &stage.aspects);
        let (mut covered, mut total) = (0, 0);
        for it in aspects {
            if view.index.aspect(it.aspect).is_some_and(|aspect| aspect.essential && aspect.level <= level) {
                total += 1;
                covered += usize::from(it.coverage == Coverage::Covered);
            }
        }
        let steps = plan.steps.iter().map(|planned| {
            let same = |step: &&StepReading| {
                view.reading.step(view.index, step).is_some_and(|it| it.id == planned.id)
            };
            view.reading.steps.iter().find(same).map(|step| step.coverage).unwrap_or_default()
        });
        Standing { covered, total, steps: steps.collect() }
    }
}

/// An answer that is being practised.
#[derive(Debug, Clone)]
pub struct Session {
    plan: Plan,
    began: Duration,
    /// The step in which the last edit was, and since when its time has not been added up.
    current: usize,
    since: Duration,
    spent: Vec<Duration>,
    /// What has been said, so that nothing is said twice.
    nudged: Vec<bool>,
    said_last_minutes: bool,
    said_over: bool,
    standing: Standing,
    /// How the answer stood when its time was up.
    at_limit: Option<Standing>,
}

/// What the clock says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// For people: the time left, the step that it is for, and where one is instead.
    pub message: String,
    /// How much of the time is gone, up to 100.
    pub percentage: u32,
}

impl Session {
    /// Starts the clock.
    pub fn start(plan: Plan, now: Duration) -> Session {
        let steps = plan.steps.len();
        Session {
            plan,
            began: now,
            current: 0,
            since: now,
            spent: vec![Duration::ZERO; steps],
            nudged: vec![false; steps],
            said_last_minutes: false,
            said_over: false,
            standing: Standing::default(),
            at_limit: None,
        }
    }

    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Something was written in a step.
    pub fn edited(&mut self, step: usize, now: Duration) {
        if step < self.spent.len() && step != self.current {
            self.settle(now);
            self.current = step;
        }
    }

    /// The answer was read anew.
    pub fn stands(&mut self, standing: Standing, now: Duration) {
        self.note_limit(now);
        self.standing = standing;
    }

    /// Keeps how the answer stood when the time was up.
    fn note_limit(&mut self, now: Duration) {
        if self.at_limit.is_none() && self.elapsed(now) >= self.plan.time {
            self.at_limit = Some(self.standing.clone());
        }
    }

    fn settle(&mut self, now: Duration) {
        let more = now.saturating_sub(self.since);
        if let Some(spent) = self.spent.get_mut(self.current) {
            *spent += more;
        }
        self.since = self.since.max(now);
    }

    /// How long it has been going on.
    pub fn elapsed(&self, now: Duration) -> Duration {
        now.saturating_sub(self.began)
    }

    /// The time that a step took so far.
    pub fn spent(&self, step: usize, now: Duration) -> Duration {
        let running = if step == self.current { now.saturating_sub(self.since) } else { Duration::ZERO };
        self.spent.get(step).copied().unwrap_or_default() + running
    }

    /// What the clock says.
    pub fn line(&self, now: Duration) -> Line {
        let elapsed = self.elapsed(now);
        let percentage =
            (elapsed.as_secs() * 100).checked_div(self.plan.time.as_secs()).unwrap_or(100).min(100);
        let left = self.plan.time.saturating_sub(elapsed);
        let due = self.plan.due(elapsed);
        let title = |step: usize| self.plan.steps.get(step).map_or("", |step| &*step.title);
        let message = if left.is_zero() {
            match elapsed.saturating_sub(self.plan.time) {
                over if over < Duration::from_secs(60) => "time is up".to_owned(),
                over => format!("time is up, {} over", minutes(over)),
            }
        } else {
            let place = match self.current.cmp(&due) {
                std::cmp::Ordering::Less => format!(" (you are in: {})", title(self.current)),
                std::cmp::Ordering::Equal => String::new(),
                std::cmp::Ordering::Greater => format!(" (you are ahead, in: {})", title(self.current)),
            };
            // Rounded up: the last minute is one.
            format!("{} left · time for: {}{place}", minutes(left + Duration::from_secs(59)), title(due))
        };
        Line { message, percentage: percentage as u32 }
    }

    /// What is worth a word now, each thing once: the step that one is in takes too long, the end is near, the time is up.
    pub fn nudge(&mut self, now: Duration) -> Option<String> {
        self.note_limit(now);
        let elapsed = self.elapsed(now);
        if elapsed >= self.plan.time {
            let said = std::mem::replace(&mut self.said_over, true);
            return (!said).then(|| {
                "Time is up. Sum up in two sentences, and stop the practice to see where the time went."
                    .to_owned()
            });
        }
        if self.plan.time > LAST_MINUTES * 2
            && elapsed >= self.plan.time - LAST_MINUTES
            && !std::mem::replace(&mut self.said_last_minutes, true)
        {
            return Some(format!(
                "{} left: name what you would still do, then sum up.",
                minutes(LAST_MINUTES)
            ));
        }
        let (at, spent) = (self.current, self.spent(self.current, now));
        let planned = self.plan.steps.get(at)?;
        let over = spent.saturating_sub(planned.time);
        if over < OVERRUN_AT_LEAST || spent < planned.time * OVERRUN.0 / OVERRUN.1 {
            return None;
        }
        let next = self.plan.steps.get(at + 1)?;
        if std::mem::replace(self.nudged.get_mut(at)?, true) {
            return None;
        }
        Some(format!(
            "“{}” has taken {} of its {}. Note what is still open, and go on with “{}”.",
            planned.title,
            spent.as_secs() / 60,
            minutes(planned.time),
            next.title
        ))
    }

    /// The time of steps (positions in the plan) that stand under one heading: what was spent of what they have together. Nothing for none.
    pub fn hint(&self, steps: &[usize], now: Duration) -> Option<String> {
        let planned = steps.iter().filter_map(|&step| self.plan.steps.get(step)).map(|step| step.time);
        let planned = planned.reduce(|all, time| all + time)?;
        let spent: Duration = steps.iter().map(|&step| self.spent(step, now)).sum();
        let begun = steps.contains(&self.current) || !spent.is_zero();
        let budget = minutes(planned);
        Some(match (begun, spent > planned + OVERRUN_AT_LEAST) {
            (false, _) => budget,
            (true, false) => format!("{} of {budget}", spent.as_secs() / 60),
            (true, true) => format!("{} of {budget}: go on", spent.as_secs() / 60),
        })
    }

    /// Ends it.
    pub fn stop(mut self, now: Duration) -> Summary {
        self.note_limit(now);
        self.settle(now);
        let steps = self.plan.steps.into_iter().zip(self.spent).enumerate();
        let steps = steps.map(|(at, (planned, spent))| StepSummary {
            planned,
            spent,
            coverage: self.standing.steps.get(at).copied().unwrap_or_default(),
        });
        Summary {
            planned: self.plan.time,
            elapsed: now.saturating_sub(self.began),
            steps: steps.collect(),
            covered: (self.standing.covered, self.standing.total),
            at_limit: self.at_limit.map(|it| (it.covered, it.total)),
        }
    }
}

/// The step of a plan in which a line (0-based) of a note stands, by position.
pub fn step_at(view: View<'_>, plan: &Plan, line: u32) -> Option<usize> {
    let (_, section) = view.reading.section_at(line)?;
    let step = *view.reading.steps_of(view.index, section).first()?;
    let id = &view.framework()?.steps.get(usize::from(step))?.id;
    plan.steps.iter().position(|planned| planned.id == *id)
}

/// Hints for a note that is being practised: the time of each step beside its heading.
pub fn hints(view: View<'_>, session: &Session, now: Duration) -> Vec<Hint> {
    let hint = |(section, steps): (u32, Vec<&StepReading>)| {
        let section = view.section(section)?;
        let ids = steps.iter().filter_map(|step| view.reading.step(view.index, step)).map(|step| &step.id);
        let planned = ids.filter_map(|id| session.plan.steps.iter().position(|planned| planned.id == *id));
        Some(Hint {
            offset: view.line_text(section.line).end,
            kind: HintKind::Minutes,
            label: session.hint(&planned.collect::<Vec<_>>(), now)?,
            tooltip: format!(
                "{}: the time that you spent here, and the time that this step is for.",
                session.line(now).message
            ),
        })
    };
    by_heading(view.reading.steps.iter()).into_iter().filter_map(hint).collect()
}

/// A hint with what a practice came to, at the end of the note.
pub fn summary_hint(view: View<'_>, summary: &Summary) -> Hint {
    Hint {
        offset: view.note.text().as_str().trim_end().len(),
        kind: HintKind::Minutes,
        label: summary.line(),
        tooltip: summary.markdown(),
    }
}

/// Whole minutes, as people say them.
fn minutes(time: Duration) -> String {
    format!("{} min", time.as_secs() / 60)
}

#[cfg(test)]
mod tests;
