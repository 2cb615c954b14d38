//! Which pattern rules hold in a note, and where.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use whyfirst_guide::Index;
use whyfirst_guide::index::StageRef;
use whyfirst_guide::rule::{Case, Clause, Kind, Near, PatternRule};

use super::Context;
use super::spots::{self, Signs, Spot};
use super::tell;
use crate::evidence::{ChunkEvidence, Meant};
use crate::{Reading, sections};

/// Where the clauses of a case hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Places {
    /// The places of its first clause, in order.
    pub(super) first: Vec<Spot>,
    /// Places of other clauses that have something to say, with the clause's position among those that must hold.
    pub(super) others: Vec<(u16, Spot)>,
}

/// Where the cases of all rules hold in a note, as far as anybody has asked: it takes a look at every phrase of a long note, and most
/// keystrokes change none of them.
#[derive(Debug, Default)]
pub(crate) struct Memo {
    signs: OnceLock<Signs>,
    decided: Mutex<Decided>,
}

/// What has been decided.
#[derive(Debug, Default)]
struct Decided {
    /// Of which cases, by position among those of all rules.
    known: Vec<bool>,
    /// Those of them that hold somewhere.
    holding: Vec<(usize, Arc<Places>)>,
}

impl Memo {
    /// What is still known after some chunks of a note have changed, in a reading whose sections stand as they stood. Each of the chunks
    /// has as many lines as before. `aspects` says whether the aspects stand as they stood too.
    pub(crate) fn after(
        &self,
        index: &Index,
        reading: &Reading,
        before: &[Arc<ChunkEvidence>],
        changed: &[u32],
        aspects: bool,
    ) -> Memo {
        let Some(signs) = self.signs.get() else { return Memo::default() };
        let (signs, touched) = signs.after(index, reading, before, changed);
        let before = self.decided();
        let mut clause = 0;
        let all = index.guide().rules.iter().flat_map(|rule| rule.cases.iter());
        let stands = |case: &Case| {
            let first = clause;
            clause += (case.when.len() + case.unless.len()) as u16;
            let moved = touched.iter().any(|it| (first..clause).contains(it))
                || !aspects && case.when.iter().chain(case.unless.iter()).any(|it| !it.aspects.is_empty());
            !moved
        };
        let known: Vec<bool> = all.map(stands).zip(&before.known).map(|(stands, &it)| stands && it).collect();
        let stands = |(case, _): &&(usize, _)| known.get(*case) == Some(&true);
        let holding = before.holding.iter().filter(stands).cloned().collect();
        drop(before);
        Memo { signs: OnceLock::from(signs), decided: Mutex::new(Decided { known, holding }) }
    }

    /// Of how many cases it is known where they hold.
    #[cfg(test)]
    pub(crate) fn known(&self) -> usize {
        self.decided().known.iter().filter(|known| **known).count()
    }

    /// Where a case (by its position among the cases of all rules) holds.
    fn get(&self, case: usize, find: impl FnOnce() -> Option<Places>) -> Option<Arc<Places>> {
        let known = |decided: &Decided| {
            let holding = || decided.holding.iter().find(|(other, _)| *other == case);
            decided.known.get(case)?.then(|| holding().map(|(_, places)| Arc::clone(places)))
        };
        if let Some(known) = known(&self.decided()) {
            return known;
        }
        // Others who ask meanwhile find the same.
        let places = find().map(Arc::new);
        let mut decided = self.decided();
        if known(&decided).is_none() {
            let count = decided.known.len().max(case + 1);
            decided.known.resize(count, false);
            if let Some(known) = decided.known.get_mut(case) {
                *known = true;
            }
            decided.holding.extend(places.iter().map(|places| (case, Arc::clone(places))));
        }
        places
    }

    fn decided(&self) -> MutexGuard<'_, Decided> {
        self.decided.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A rule that holds.
pub(super) struct Decision<'a> {
    pub(super) rule: &'a PatternRule,
    /// The stage that it is about, in the note's framework.
    pub(super) stage: Option<StageRef>,
    /// The case of it that holds.
    pub(super) case: &'a Case,
    pub(super) places: Arc<Places>,
}

/// All that hold.
pub(super) fn all<'a>(context: &'a Context<'_>) -> Vec<Decision<'a>> {
    let (mut next_sign, mut next_case) = (0, 0);
    let mut decisions = Vec::new();
    let rubric = context.reading.stages.first().map(|it| it.stage.rubric);
    for (nth, rule) in context.index.guide().rules.iter().enumerate() {
        let (sign, case) = (next_sign, next_case);
        next_sign += rule.clauses().count();
        next_case += rule.cases.len();
        let stage = rubric.and_then(|rubric| context.index.clauses().stage_of_rule(rubric, nth));
        decisions.extend(Check { context, rule, stage }.run(sign, case));
    }
    decisions
}

/// One rule at one note.
struct Check<'a> {
    context: &'a Context<'a>,
    rule: &'a PatternRule,
    stage: Option<StageRef>,
}

impl<'a> Check<'a> {
    /// `sign` is the number of the rule's first clause, `first` that of its first case.
    fn run(&self, mut sign: usize, first: usize) -> Option<Decision<'a>> {
        let stage = self.stage;
        let told = match self.rule.kind {
            Kind::Absence => self.is_ripe(stage?),
            _ => stage.is_none_or(|stage| self.has_enough(stage)),
        };
        if !told {
            return None;
        }
        for (at, case) in self.rule.cases.iter().enumerate() {
            let clauses = sign;
            sign += case.when.len() + case.unless.len();
            if self.applies(case)
                && let memo = &self.context.reading.places
                && let Some(places) = memo.get(first + at, || self.case(case, clauses))
                && !self.waits(case)
            {
                return Some(Decision { rule: self.rule, stage, case, places });
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
        let sections =
            reading.sections.iter().filter(|section| reading.sections.stages(section).contains(&stage));
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
    fn case(&self, case: &Case, first: usize) -> Option<Places> {
        let context = self.context;
        let gather = || Signs::gather(context.index, context.note, context.reading);
        let signs = context.reading.places.signs.get_or_init(gather);
        let found_for = |nth: usize, meant| signs.spots(context, (first + nth) as u16, meant);
        // Where all is asked for anywhere in the note, it holds of each place or of none.
        let nearby = case.when.iter().chain(case.unless.iter()).any(|clause| clause.near != Near::Note);
        // First whether each is there at all, and what ends it at once: of many a long note has thousands, and hardly any case holds.
        let mut begun = Vec::new();
        for (at, clause) in case.when.iter().enumerate() {
            // What is shown must be said; what else must be there may stand in a heading.
            let meant = if at == 0 { Meant::Said } else { Meant::Named };
            let least = usize::from(clause.at_least.max(1));
            let mut rest = found_for(at, meant);
            let found = take(&mut rest, least);
            if found.len() < least {
                return None;
            }
            let counts = match at {
                0 => nearby || self.rule.kind != Kind::Absence,
                _ => clause.near != Near::Note,
            };
            begun.push((found, if counts { usize::MAX } else { 0 }, rest));
        }
        let unless = || (case.when.len()..).zip(case.unless.iter());
        let mut against = unless().filter(|(_, clause)| clause.near == Near::Note);
        if against.any(|(at, _)| found_for(at, Meant::Mentioned).next().is_some()) {
            return None;
        }
        let mut when: Vec<Vec<Spot>> = Vec::new();
        for (mut found, more, mut rest) in begun {
            found.append(&mut take(&mut rest, more));
            when.push(found);
        }
        let unless: Vec<Vec<Spot>> = unless()
            .map(|(at, clause)| match clause.near {
                Near::Note => Vec::new(),
                _ => take(&mut found_for(at, Meant::Mentioned), usize::MAX),
            })
            .collect();
        let holds = |place: Option<&Spot>| {
            let enough = |(clause, spots): (&Clause, &Vec<Spot>)| {
                let near = spots::near(self.context, spots, clause.near, place);
                let least = usize::from(clause.at_least.max(1));
                near.take(least).count() >= least
            };
            let absent = |(clause, spots): (&Clause, &Vec<Spot>)| {
                spots::near(self.context, spots, clause.near, place).next().is_none()
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
            let spot = spots::near(self.context, spots, clause.near, place).next()?;
            Some((at as u16, *spot))
        });
        let others = others.collect();
        Some(Places { first: places, others })
    }

    /// Whether a line that would be put in waits already to be filled in: the writer knows then.
    fn waits(&self, case: &Case) -> bool {
        let context = self.context;
        if !context.anything_waits() {
            return false;
        }
        let prompt = tell::prompt_of(context, case);
        tell::line_of(context, case, prompt).is_some_and(|line| context.waits(&line))
            || self.rule.kind == Kind::Absence && prompt.is_some_and(|aspect| context.waits(&aspect.prompt))
    }
}

/// The next spots, at most so many.
fn take(spots: &mut dyn Iterator<Item = Spot>, most: usize) -> Vec<Spot> {
    spots.take(most).collect()
}
