//! The clauses of all pattern rules, made ready for looking for them.

use std::collections::BTreeMap;

use crate::aspects::{AspectRef, AspectSet};
use crate::index::{ConceptRef, StageRef};
use crate::model::{Guide, Str};
use crate::rule::{Clause, PatternRule};

/// A set of stages, by position among all stages of the guide. A guide has far fewer than fit in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StageSet(u128);

impl StageSet {
    fn one(at: usize) -> StageSet {
        StageSet(1u128.checked_shl(at as u32).unwrap_or_default())
    }

    /// What is in either of two sets.
    pub fn or(self, other: StageSet) -> StageSet {
        StageSet(self.0 | other.0)
    }

    /// Whether two sets have a stage in common.
    pub fn meets(self, other: StageSet) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether nothing is in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// The clauses, numbered by position among those of all rules.
#[derive(Debug, Default)]
pub struct Clauses {
    /// For each clause the stages in whose sections it counts.
    stages: Vec<StageSet>,
    /// For each clause the aspects that it asks for.
    aspects: Vec<AspectSet>,
    /// For each clause whether it asks for concepts.
    conceptual: Vec<bool>,
    /// For each concept the clauses that ask for it.
    asking: Vec<Vec<u16>>,
    /// For each clause what the wording found for it must hold, reduced by [`closed_up`].
    held: Vec<Vec<String>>,
    /// For each rubric how many stages the ones before it have.
    before: Vec<usize>,
    /// For each rubric the stage to which each rule belongs, if the rubric has it.
    of_rules: Vec<Vec<Option<StageRef>>>,
}

impl Clauses {
    pub(crate) fn new(guide: &Guide) -> Clauses {
        let mut clauses = Clauses { asking: vec![Vec::new(); guide.concepts.len()], ..Clauses::default() };
        let mut before = 0;
        for (at, rubric) in (0..).zip(guide.rubrics.iter()) {
            clauses.before.push(before);
            before += rubric.stages.len();
            let stage = |rule: &PatternRule| {
                let stage = rubric.stages.iter().position(|stage| stage.id == rule.stage)?;
                Some(StageRef { rubric: at, stage: stage as u8 })
            };
            clauses.of_rules.push(guide.rules.iter().map(stage).collect());
        }
        let ids: Vec<&Str> = guide.rubrics.iter().flat_map(|it| it.stages.iter()).map(|it| &it.id).collect();
        let mut named: BTreeMap<&Str, Vec<u16>> = BTreeMap::new();
        for (at, clause) in guide.rules.iter().flat_map(|rule| rule.clauses()).enumerate() {
            let at = at as u16;
            let stages = ids.iter().enumerate().filter(|(_, id)| clause.stages.contains(id));
            clauses
                .stages
                .push(stages.fold(StageSet::default(), |set, (stage, _)| set.or(StageSet::one(stage))));
            clauses.aspects.push(aspects_of(guide, clause));
            clauses.conceptual.push(!clause.concepts.is_empty());
            for concept in clause.concepts.iter() {
                named.entry(concept).or_default().push(at);
            }
            clauses.held.push(clause.contains.iter().map(|part| closed_up(part)).collect());
        }
        for (concept, asking) in guide.concepts.iter().zip(&mut clauses.asking) {
            asking.extend(named.get(&concept.id).into_iter().flatten());
        }
        clauses
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.stages.len()
    }

    /// The stages in whose sections a clause counts; none if it counts everywhere.
    pub fn stages(&self, clause: u16) -> StageSet {
        self.stages.get(clause as usize).copied().unwrap_or_default()
    }

    /// The aspects that a clause asks for.
    pub fn aspects(&self, clause: u16) -> AspectSet {
        self.aspects.get(clause as usize).copied().unwrap_or_default()
    }

    /// Whether a clause asks for concepts.
    pub fn asks_for_concepts(&self, clause: u16) -> bool {
        self.conceptual.get(clause as usize).copied().unwrap_or_default()
    }

    /// A stage as a set.
    pub fn set_of(&self, stage: StageRef) -> StageSet {
        let before = self.before.get(stage.rubric as usize);
        before.map_or_else(StageSet::default, |before| StageSet::one(before + stage.stage as usize))
    }

    /// The stage to which a rule (by position) belongs, if a rubric (by position) has it.
    pub fn stage_of_rule(&self, rubric: u8, rule: usize) -> Option<StageRef> {
        *self.of_rules.get(rubric as usize)?.get(rule)?
    }

    /// The clauses that ask for a concept.
    pub fn asking(&self, concept: ConceptRef) -> &[u16] {
        self.asking.get(concept.0 as usize).map_or(&[], Vec::as_slice)
    }

    /// Whether a wording found for a clause holds what the clause asks for.
    pub fn fits(&self, clause: u16, found: &str) -> bool {
        let held = self.held.get(clause as usize).map_or(&[][..], Vec::as_slice);
        held.is_empty() || {
            let found = closed_up(found);
            held.iter().all(|part| found.contains(part))
        }
    }
}

/// The aspects that a clause asks for, by position among all aspects of the guide.
fn aspects_of(guide: &Guide, clause: &Clause) -> AspectSet {
    let mut asked = AspectSet::default();
    if !clause.aspects.is_empty() {
        let all = guide.rubrics.iter().flat_map(|rubric| rubric.aspects());
        for (at, _) in all.enumerate().filter(|(_, (_, it))| clause.aspects.contains(&it.id)) {
            asked.insert(AspectRef(at as u16));
        }
    }
    asked
}

/// A text in lower case and without white space.
fn closed_up(text: &str) -> String {
    text.split_whitespace().collect::<String>().to_lowercase()
}
