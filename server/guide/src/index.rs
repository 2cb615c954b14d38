//! A guide made ready for reading: all its phrases in three lexicons, for body text, headings and titles.

use std::sync::OnceLock;

use crate::aspects::{AspectRef, AspectSet};
use crate::clauses::Clauses;
use crate::contexts::Contexts;
use crate::lexicon::{Hit, Lexicon};
use crate::measures::Measures;
use crate::model::{Aspect, Concept, Framework, Guide, List, Problem, Rubric, Stage, Step};
use crate::names::Names;
use crate::tables::{self, HeadingMeaning, Meaning, Table, TitleMeaning};
use crate::unfilled;
use crate::words::{Units, Words};

/// A stage of a rubric, by position in the guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StageRef {
    /// The rubric's position.
    pub rubric: u8,
    /// The stage's position in it.
    pub stage: u8,
}

/// A concept, by position in the guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConceptRef(pub u16);

/// A guide made ready for reading.
#[derive(Debug)]
pub struct Index {
    guide: Guide,
    units: Units,
    measures: Measures,
    aspects: Vec<(StageRef, u16)>,
    /// The aspects of each stage, and those that a drawing shows.
    sets: Vec<(StageRef, AspectSet)>,
    /// For each framework the stages of each of its steps.
    steps: Vec<Vec<Vec<StageRef>>>,
    drawn: AspectSet,
    /// For each aspect the ones beside which it counts; none if it counts by itself.
    beside: Vec<AspectSet>,
    body: Table<Meaning>,
    headings: Table<HeadingMeaning>,
    titles: Table<TitleMeaning>,
    /// Which words each context of an ambiguous alias holds, as the numbers of [`Meaning::Context`].
    contexts: Contexts,
    clauses: Clauses,
    /// The lines that the guide itself inserts, as [`unfilled`] knows them.
    unfilled: List<u64>,
    /// Made when somebody asks: reading a note needs no names.
    names: OnceLock<Names>,
}

/// The part of an index that takes time to make. That of the built-in guide is made when the program is compiled and lies in it as
/// constants.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Compiled {
    /// The phrases of body text.
    pub body: Lexicon,
    /// The phrases of headings.
    pub headings: Lexicon,
    /// The phrases of titles and file names.
    pub titles: Lexicon,
    /// The words near which ambiguous aliases mean their concepts.
    pub contexts: Contexts,
    /// The fingerprints of the lines that the guide itself inserts.
    pub unfilled: List<u64>,
}

impl Index {
    /// Makes a guide ready. Phrases that cannot be read are left out: the loader has told of them.
    pub fn new(guide: Guide) -> Index {
        Index::make(guide, None)
    }

    /// Makes a guide ready whose phrases have been compiled before.
    pub(crate) fn ready(guide: Guide, compiled: &Compiled) -> Index {
        Index::make(guide, Some(compiled))
    }

    /// What took time to make, to be written into the program.
    pub fn compiled(&self) -> Compiled {
        Compiled {
            body: self.body.lexicon.clone(),
            headings: self.headings.lexicon.clone(),
            titles: self.titles.lexicon.clone(),
            contexts: self.contexts.clone(),
            unfilled: self.unfilled.clone(),
        }
    }

    fn make(guide: Guide, compiled: Option<&Compiled>) -> Index {
        let aspects = guide
            .rubrics
            .iter()
            .enumerate()
            .flat_map(|(rubric, it)| {
                it.stages.iter().enumerate().flat_map(move |(stage, it)| {
                    let stage = StageRef { rubric: rubric as u8, stage: stage as u8 };
                    (0..it.aspects.len() as u16).map(move |aspect| (stage, aspect))
                })
            })
            .collect();
        let contexts = compiled.map_or_else(|| Contexts::new(&guide), |it| it.contexts.clone());
        let mut index = Index {
            units: Units::new(&guide.language.numbers),
            measures: Measures::new(&guide.estimation),
            aspects,
            sets: Vec::new(),
            steps: Vec::new(),
            drawn: AspectSet::default(),
            beside: Vec::new(),
            body: tables::body(&guide, &contexts, compiled.map(|it| &it.body)),
            headings: tables::headings(&guide, compiled.map(|it| &it.headings)),
            titles: tables::titles(&guide, compiled.map(|it| &it.titles)),
            contexts,
            clauses: Clauses::new(&guide),
            unfilled: compiled.map_or_else(|| unfilled::lines(&guide), |it| it.unfilled.clone()),
            names: OnceLock::new(),
            guide,
        };
        let guide = index.guide.clone();
        index.add_sets();
        index.steps = guide.frameworks.iter().map(|framework| index.stages_by_step(framework)).collect();
        index
    }

    /// The guide.
    pub fn guide(&self) -> &Guide {
        &self.guide
    }

    /// The words of numbers, for reading calculations.
    pub fn measures(&self) -> &Measures {
        &self.measures
    }

    /// The units of numbers, for parting a text into words.
    pub fn units(&self) -> &Units {
        &self.units
    }

    /// Finds the phrases of body text.
    pub fn scan_body(&self, text: &str, base: u32, words: &Words, hit: impl FnMut(Meaning, Hit)) {
        self.body.scan(text, base, words, hit);
    }

    /// Finds the phrases of headings.
    pub fn scan_heading(&self, text: &str, words: &Words, hit: impl FnMut(HeadingMeaning, Hit)) {
        self.headings.scan(text, 0, words, hit);
    }

    /// Finds the phrases of titles and file names.
    pub fn scan_title(&self, text: &str, words: &Words, hit: impl FnMut(TitleMeaning, Hit)) {
        self.titles.scan(text, 0, words, hit);
    }

    /// The phrases of body text.
    pub fn body_lexicon(&self) -> &Lexicon {
        &self.body.lexicon
    }

    /// The words that headings know, for the correction of typing mistakes.
    pub fn heading_lexicon(&self) -> &Lexicon {
        &self.headings.lexicon
    }

    /// The words that titles know.
    pub fn title_lexicon(&self) -> &Lexicon {
        &self.titles.lexicon
    }

    /// The words of a context (numbers of [`Meaning::Context`]), in order.
    pub fn context(&self, context: u16) -> &[u16] {
        self.contexts.of(context)
    }

    /// The clauses of pattern rules.
    pub fn clauses(&self) -> &Clauses {
        &self.clauses
    }

    /// The aspects of a stage as a set.
    pub fn set_of(&self, stage: StageRef) -> AspectSet {
        self.sets.iter().find(|(other, _)| *other == stage).map_or_else(AspectSet::default, |(_, set)| *set)
    }

    /// The aspects that a drawing shows.
    pub fn drawn(&self) -> &AspectSet {
        &self.drawn
    }

    /// The aspects one of which must be there too before an aspect says anything away from its own heading; empty if it counts by itself.
    pub fn beside(&self, aspect: AspectRef) -> AspectSet {
        self.beside.get(aspect.0 as usize).copied().unwrap_or_default()
    }

    /// How many aspects the guide has.
    pub fn aspect_count(&self) -> usize {
        self.aspects.len()
    }

    /// The stage of an aspect.
    pub fn stage_of(&self, aspect: AspectRef) -> StageRef {
        self.aspects.get(aspect.0 as usize).map_or(StageRef { rubric: 0, stage: 0 }, |(stage, _)| *stage)
    }

    /// An aspect.
    pub fn aspect(&self, aspect: AspectRef) -> Option<&Aspect> {
        let (stage, at) = self.aspects.get(aspect.0 as usize)?;
        self.stage(*stage)?.aspects.get(*at as usize)
    }

    /// The aspects of a stage, in order.
    pub fn aspects_of(&self, stage: StageRef) -> impl Iterator<Item = (AspectRef, &Aspect)> {
        let first = self.aspects.partition_point(|(other, _)| *other < stage);
        let aspects = self.stage(stage).map(|stage| stage.aspects.iter()).into_iter().flatten();
        aspects.enumerate().map(move |(at, aspect)| (AspectRef((first + at) as u16), aspect))
    }

    /// A rubric by position.
    pub fn rubric(&self, rubric: u8) -> Option<&Rubric> {
        self.guide.rubrics.get(rubric as usize)
    }

    /// A stage.
    pub fn stage(&self, stage: StageRef) -> Option<&Stage> {
        self.rubric(stage.rubric)?.stages.get(stage.stage as usize)
    }

    /// The stages of a rubric, in order.
    pub fn stages(&self, rubric: u8) -> impl Iterator<Item = (StageRef, &Stage)> {
        let stages = self.rubric(rubric).map(|rubric| rubric.stages.iter()).into_iter().flatten();
        stages.enumerate().map(move |(stage, it)| (StageRef { rubric, stage: stage as u8 }, it))
    }

    /// The stages that a step of a framework of the guide covers.
    pub fn stages_of_step(&self, framework: &Framework, step: &Step) -> &[StageRef] {
        let at = self.guide.frameworks.iter().position(|it| it.id == framework.id);
        let of_steps = at.map_or(&[][..], |at| self.stages_of_steps(at as u8));
        let at = framework.steps.iter().position(|it| it.id == step.id);
        at.and_then(|at| of_steps.get(at)).map_or(&[], Vec::as_slice)
    }

    /// The stages of each step of a framework (its position in the guide).
    pub fn stages_of_steps(&self, framework: u8) -> &[Vec<StageRef>] {
        self.steps.get(framework as usize).map_or(&[], Vec::as_slice)
    }

    fn stages_by_step(&self, framework: &Framework) -> Vec<Vec<StageRef>> {
        let rubric = self.guide.rubrics.iter().position(|rubric| rubric.id == framework.rubric);
        let stages: Vec<_> = rubric.map(|rubric| self.stages(rubric as u8).collect()).unwrap_or_default();
        let of_step = |step: &Step| {
            let of_it = stages.iter().filter(|(_, stage)| step.stages.contains(&stage.id));
            of_it.map(|(stage, _)| *stage).collect()
        };
        framework.steps.iter().map(of_step).collect()
    }

    /// The steps of a framework (its position in the guide) that cover a stage, by position.
    pub fn steps_of_stage(&self, framework: u8, stage: StageRef) -> impl Iterator<Item = u8> {
        let steps = self.stages_of_steps(framework);
        (0..).zip(steps).filter(move |(_, stages)| stages.contains(&stage)).map(|(step, _)| step)
    }

    /// A concept.
    pub fn concept(&self, concept: ConceptRef) -> Option<&Concept> {
        self.guide.concepts.get(concept.0 as usize)
    }

    /// The names of concepts by how they begin.
    pub fn names(&self) -> &Names {
        self.names.get_or_init(|| Names::new(&self.guide.concepts))
    }

    /// A problem by position.
    pub fn problem(&self, problem: u16) -> Option<&Problem> {
        self.guide.problems.get(problem as usize)
    }

    /// Whether a line, however marked up, is one that the guide put there to be filled in.
    pub fn is_unfilled(&self, line: &str) -> bool {
        unfilled::holds(&self.unfilled, line)
    }

    fn add_sets(&mut self) {
        for at in 0..self.aspects.len() as u16 {
            let (aspect, stage) = (AspectRef(at), self.stage_of(AspectRef(at)));
            if self.sets.last().is_none_or(|(last, _)| *last != stage) {
                self.sets.push((stage, AspectSet::default()));
            }
            if let Some((_, set)) = self.sets.last_mut() {
                set.insert(aspect);
            }
            self.beside.push(self.beside_of(aspect));
            if self.aspect(aspect).is_some_and(|aspect| aspect.drawing) {
                self.drawn.insert(aspect);
            }
        }
    }

    /// The aspects that an aspect names as those beside which it counts.
    fn beside_of(&self, aspect: AspectRef) -> AspectSet {
        let mut beside = AspectSet::default();
        let Some(data) = self.aspect(aspect).filter(|it| !it.beside.is_empty()) else { return beside };
        let rubric = self.stage_of(aspect).rubric;
        for (other, it) in self.stages(rubric).flat_map(|(stage, _)| self.aspects_of(stage)) {
            if data.beside.contains(&it.id) {
                beside.insert(other);
            }
        }
        beside
    }
}
