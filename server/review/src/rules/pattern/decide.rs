//! Which pattern rules hold in a note, and where.

use whyfirst_guide::index::{StageRef, bare};
use whyfirst_guide::rule::{Case, Clause, Kind, PatternRule};
use whyfirst_guide::snippet;

use super::Context;
use super::spots::{Meant, Signs, Spot};
use super::tell;
use crate::sections;

/// A rule that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decision {
    /// The rule, by position in the guide.
    pub(super) rule: u16,
    /// The case of it that holds.
    pub(super) case: u16,
    /// The places of its first clause, in order.
    pub(super) places: Vec<Spot>,
    /// Places of other clauses that have something to say, with the clause's position among those that must hold.
    pub(super) others: Vec<(u16, Spot)>,
}

/// All that hold.
pub(super) fn all(context: &Context<'_>) -> Vec<Decision> {
    let signs = Signs::gather(context);
    let mut next = 0;
    let mut decisions = Vec::new();
    for (at, rule) in context.index.guide().rules.iter().enumerate() {
        let first = next;
        next += rule.clauses().count();
        decisions.extend(Check { context, rule, signs: &signs }.run(at as u16, first));
    }
    decisions
}

/// One rule at one note.
struct Check<'a> {
    context: &'a Context<'a>,
    rule: &'a PatternRule,
    signs: &'a Signs,
}

impl Check<'_> {
    /// `at` is the rule's position, `sign` the number of its first clause.
    fn run(&self, at: u16, mut sign: usize) -> Option<Decision> {
        let stage = tell::stage_of(self.context, self.rule);
        let told = match self.rule.kind {
            Kind::Absence => self.is_ripe(stage?),
            _ => stage.is_none_or(|stage| self.has_enough(stage)),
        };
        if !told {
            return None;
        }
        for (case_at, case) in self.rule.cases.iter().enumerate() {
            let first = sign;
            sign += case.when.len() + case.unless.len();
            if self.applies(case)
                && let Some(decision) = self.case(case, first)
                && !self.waits(case)
            {
                return Some(Decision { rule: at, case: case_at as u16, ..decision });
            }
        }
        None
    }

    fn words(&self, stage: StageRef) -> u32 {
        self.context.reading.stage(stage).map_or(0, |stage| stage.words)
    }

    /// Whether something may be said to be missing from a stage: it is written, and not being written just now. What is
    /// skipped or empty is told as such.
    fn is_ripe(&self, stage: StageRef) -> bool {
        // What only asks is empty, and yet written.
        let asks = self.rule.questions > 0
            && self.context.step_of(stage).is_some_and(|step| self.context.reading.finished || step.passed);
        (asks || self.context.is_ripe(stage)) && self.has_enough(stage)
    }

    /// Whether as much stands under the stage's headings as the rule asks for.
    fn has_enough(&self, stage: StageRef) -> bool {
        let (rule, words) = (self.rule, self.words(stage));
        words >= u32::from(rule.words)
            && (rule.words_at_most == 0 || words <= u32::from(rule.words_at_most))
            && (rule.questions == 0 || self.context.questions(stage) >= u32::from(rule.questions))
            && (rule.items == 0 || self.items(stage) >= usize::from(rule.items))
    }

    /// How many items of lists stand under a stage's headings.
    fn items(&self, stage: StageRef) -> usize {
        let reading = self.context.reading;
        let sections = reading.sections.iter().filter(|section| section.stages.contains(&stage));
        let own = sections.filter_map(|section| sections::own(&reading.chunks, section));
        own.map(|own| own.items as usize).sum()
    }

    fn applies(&self, case: &Case) -> bool {
        let tags = self
            .context
            .reading
            .problem(self.context.index)
            .map(|problem| &*problem.tags)
            .unwrap_or_default();
        (case.tags.is_empty() || case.tags.iter().any(|tag| tags.contains(tag)))
            && !case.without.iter().any(|tag| tags.contains(tag))
    }

    /// Where a case holds.
    fn case(&self, case: &Case, first: usize) -> Option<Decision> {
        let context = self.context;
        let spots = |clause, sign, meant| self.signs.spots(context, clause, sign, meant);
        let mut when = Vec::new();
        for (at, clause) in case.when.iter().enumerate() {
            // What is shown must be said; what else must be there may stand in a heading.
            let meant = if at == 0 { Meant::Said } else { Meant::Named };
            let found = spots(clause, first + at, meant);
            if found.len() < usize::from(clause.at_least.max(1)) {
                return None;
            }
            when.push(found);
        }
        let unless = case.unless.iter().enumerate();
        let unless: Vec<Vec<Spot>> = unless
            .map(|(at, clause)| spots(clause, first + case.when.len() + at, Meant::Mentioned))
            .collect();
        let holds = |place: Option<&Spot>| {
            let enough = |(clause, spots): (&Clause, &Vec<Spot>)| {
                let near = spots.iter().filter(|spot| spot.is_near(context, clause.near, place));
                let least = usize::from(clause.at_least.max(1));
                near.take(least).count() >= least
            };
            let absent = |(clause, spots): (&Clause, &Vec<Spot>)| {
                !spots.iter().any(|spot| spot.is_near(context, clause.near, place))
            };
            case.when.iter().zip(&when).all(enough) && case.unless.iter().zip(&unless).all(absent)
        };
        let mut places: Vec<Spot> = match when.first() {
            Some(spots) if self.rule.kind == Kind::Absence => {
                spots.iter().find(|place| holds(Some(place))).copied().into_iter().collect()
            }
            Some(spots) => spots.iter().filter(|place| holds(Some(place))).copied().collect(),
            None => Vec::new(),
        };
        if places.is_empty() && (!case.when.is_empty() || !holds(None)) {
            return None;
        }
        places.dedup();
        let place = places.first();
        let speaking = case.when.iter().zip(&when).enumerate().skip(1);
        let others = speaking.filter(|(_, (clause, _))| !clause.says.is_empty());
        let others = others.filter_map(|(at, (clause, spots))| {
            let spot = spots.iter().find(|spot| spot.is_near(context, clause.near, place))?;
            Some((at as u16, *spot))
        });
        let others = others.collect();
        Some(Decision { rule: 0, case: 0, places, others })
    }

    /// Whether a line that would be put in waits already to be filled in: the writer knows then.
    fn waits(&self, case: &Case) -> bool {
        let context = self.context;
        let waits = |line: &str| context.has_line(&bare(&snippet::plain(line)));
        let prompt = tell::prompt_of(context, case);
        tell::line_of(context, case).is_some_and(|line| waits(&line))
            || self.rule.kind == Kind::Absence && prompt.is_some_and(|aspect| waits(&aspect.prompt))
    }
}
