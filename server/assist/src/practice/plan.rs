//! How the minutes of an answer are shared out among the steps.

use std::time::Duration;

use whyfirst_guide::model::{Framework, Str};

/// The steps of an answer with the time for each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The time for the whole.
    pub time: Duration,
    /// The steps in order.
    pub steps: Vec<Planned>,
}

/// A step and its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// The step's id.
    pub id: Str,
    /// Its name shown to people.
    pub title: Str,
    /// The time for it.
    pub time: Duration,
}

impl Plan {
    /// Shares out the minutes as the framework does: each step's part is the middle of what it usually takes. Steps of which nothing is
    /// published get what an average step gets.
    pub fn new(framework: &Framework, minutes: u16) -> Plan {
        let time = Duration::from_secs(u64::from(minutes) * 60);
        let weight = |(least, most): (u8, u8)| u32::from(least) + u32::from(most);
        let known: Vec<u32> =
            framework.steps.iter().map(|step| weight(step.minutes)).filter(|weight| *weight > 0).collect();
        let average = known.iter().sum::<u32>().checked_div(known.len() as u32).unwrap_or(1).max(1);
        let weights: Vec<u32> = framework
            .steps
            .iter()
            .map(|step| match weight(step.minutes) {
                0 => average,
                weight => weight,
            })
            .collect();
        let sum = weights.iter().sum::<u32>().max(1);
        let steps = framework.steps.iter().zip(weights);
        let steps = steps.map(|(step, weight)| Planned {
            id: step.id.clone(),
            title: step.title.clone(),
            time: time * weight / sum,
        });
        Plan { time, steps: steps.collect() }
    }

    /// The step in which one should be after so much time; past the end, the last one.
    pub fn due(&self, elapsed: Duration) -> usize {
        let mut until = Duration::ZERO;
        let due = self.steps.iter().position(|step| {
            until += step.time;
            elapsed < until
        });
        due.unwrap_or(self.steps.len().saturating_sub(1))
    }
}
