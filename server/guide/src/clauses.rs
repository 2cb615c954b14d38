//! The clauses of all pattern rules, made ready for looking for them.

use std::collections::BTreeMap;

use crate::index::{ConceptRef, StageRef};
use crate::model::{Guide, Str};

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
    /// For each concept the clauses that ask for it.
    asking: Vec<Vec<u16>>,
    /// What the wording found for a clause must hold, reduced by [`closed_up`]: only for clauses that ask for something.
    held: BTreeMap<u16, Vec<String>>,
    /// For each rubric how many stages the ones before it have.
    before: Vec<usize>,
}

impl Clauses {
    pub(crate) fn new(guide: &Guide) -> Clauses {
        let mut clauses = Clauses { asking: vec![Vec::new(); guide.concepts.len()], ..Clauses::default() };
        let mut before = 0;
        for rubric in guide.rubrics.iter() {
            clauses.before.push(before);
            before += rubric.stages.len();
        }
        let ids: Vec<&Str> = guide.rubrics.iter().flat_map(|it| it.stages.iter()).map(|it| &it.id).collect();
        let mut named: BTreeMap<&Str, Vec<u16>> = BTreeMap::new();
        for (at, clause) in guide.rules.iter().flat_map(|rule| rule.clauses()).enumerate() {
            let at = at as u16;
            let stages = ids.iter().enumerate().filter(|(_, id)| clause.stages.contains(id));
            clauses
                .stages
                .push(stages.fold(StageSet::default(), |set, (stage, _)| set.or(StageSet::one(stage))));
            for concept in clause.concepts.iter() {
                named.entry(concept).or_default().push(at);
            }
            if !clause.contains.is_empty() {
                clauses.held.insert(at, clause.contains.iter().map(|part| closed_up(part)).collect());
            }
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

    /// A stage as a set.
    pub fn set_of(&self, stage: StageRef) -> StageSet {
        let before = self.before.get(stage.rubric as usize);
        before.map_or_else(StageSet::default, |before| StageSet::one(before + stage.stage as usize))
    }

    /// The clauses that ask for a concept.
    pub fn asking(&self, concept: ConceptRef) -> &[u16] {
        self.asking.get(concept.0 as usize).map_or(&[], Vec::as_slice)
    }

    /// Whether a wording found for a clause holds what the clause asks for.
    pub fn fits(&self, clause: u16, found: &str) -> bool {
        let Some(held) = self.held.get(&clause) else { return true };
        let found = closed_up(found);
        held.iter().all(|part| found.contains(part))
    }
}

/// A text in lower case and without white space.
fn closed_up(text: &str) -> String {
    text.split_whitespace().collect::<String>().to_lowercase()
}
