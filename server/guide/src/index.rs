//! A guide made ready for reading: all its phrases in three lexicons, for body text, headings and titles.

use std::iter;

use crate::clauses::Clauses;
use crate::contexts::{self, Contexts};
use crate::lexicon::{Builder, Hit, Lexicon};
use crate::measures::Measures;
use crate::model::{Aspect, Concept, Framework, Guide, List, Problem, Rubric, Stage, Step, Str};
use crate::phrase::PhraseError;
use crate::words::{Units, Words};

/// A stage of a rubric, by position in the guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StageRef {
    /// The rubric's position.
    pub rubric: u8,
    /// The stage's position in it.
    pub stage: u8,
}

/// An aspect, by its position among all aspects of the guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AspectRef(pub u16);

/// How many aspects a guide may have in all; the loader holds to it.
pub const MAX_ASPECTS: usize = 256;

/// A set of aspects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AspectSet([u64; MAX_ASPECTS / 64]);

impl AspectSet {
    /// Puts an aspect in.
    pub fn insert(&mut self, aspect: AspectRef) {
        if let Some(word) = self.0.get_mut(aspect.0 as usize / 64) {
            *word |= 1 << (aspect.0 % 64);
        }
    }

    /// Puts all of another set in.
    pub fn extend(&mut self, other: &AspectSet) {
        for (word, other) in self.0.iter_mut().zip(other.0) {
            *word |= other;
        }
    }

    /// Whether an aspect is in it.
    pub fn contains(&self, aspect: AspectRef) -> bool {
        self.word(aspect.0 as usize / 64) >> (aspect.0 % 64) & 1 == 1
    }

    /// What of it is in another set too.
    pub fn within(&self, other: &AspectSet) -> AspectSet {
        AspectSet(std::array::from_fn(|at| self.word(at) & other.word(at)))
    }

    /// What of it is not in another set.
    pub fn without(&self, other: &AspectSet) -> AspectSet {
        AspectSet(std::array::from_fn(|at| self.word(at) & !other.word(at)))
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    fn word(&self, at: usize) -> u64 {
        self.0.get(at).copied().unwrap_or_default()
    }

    /// The aspects in order.
    pub fn iter(&self) -> impl Iterator<Item = AspectRef> + '_ {
        let bits = |(at, word): (usize, u64)| {
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| AspectRef((at * 64 + bit) as u16))
        };
        self.0.into_iter().enumerate().flat_map(bits)
    }
}

/// A concept, by position in the guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConceptRef(pub u16);

/// What a phrase in body text means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// Evidence for an aspect wherever it stands.
    Strong(AspectRef),
    /// Evidence for an aspect in certain stages.
    Weak(AspectRef),
    /// A mention of a concept.
    Concept(ConceptRef),
    /// A mention of a concept if one of the words of a context (a number for [`Index::is_of_context`]) is near.
    Ambiguous(ConceptRef, u16),
    /// No mention of the concept, whatever stands inside.
    Never(ConceptRef),
    /// A word of contexts.
    Context(u16),
    /// A phrase of a pattern rule: its clause, by position among the clauses of all rules.
    Sign(u16),
    /// Takes back what follows.
    Negation,
    /// Marks a line that is still to be filled in.
    Blank,
    /// A word of another language.
    Foreign,
}

/// What a phrase in a heading means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeadingMeaning {
    /// It opens a stage.
    Stage(StageRef),
    /// It opens a stage unless something else speaks against it.
    WeakStage(StageRef),
    /// It is a step of a framework (positions in the guide and in the framework).
    Step(u8, u8),
    /// It holds whatever there is: its words say nothing of what that is.
    Container,
    /// It holds references.
    Reference,
    /// It closes the note.
    Closing,
}

/// What a phrase in a title or file name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TitleMeaning {
    /// It is a known problem (its position in the guide).
    Problem(u16),
    /// It asks a design question.
    DesignQuestion,
    /// As a sentence, it puts a design task.
    TaskSentence,
    /// The file answers no question.
    OtherFile,
    /// It says nothing about the problem.
    Filler,
}

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
    /// Which words each context of an ambiguous alias holds, as the numbers of [`Meaning::Context`], and as a bit for each number.
    contexts: Contexts,
    context_bits: Vec<Vec<u64>>,
    clauses: Clauses,
    /// The lines that the guide itself inserts, reduced by [`bare`]: their fingerprints in order.
    unfilled: List<u64>,
    /// A bit for each [`BEGINNING`] of one of them.
    beginnings: Vec<u64>,
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

/// A lexicon whose payloads are positions in a list of meanings.
#[derive(Debug)]
struct Table<T> {
    lexicon: Lexicon,
    /// Gathers the phrases, unless they have been compiled before: then only their meanings are still to be listed.
    builder: Option<Builder>,
    meanings: Vec<T>,
    errors: Vec<PhraseError>,
}

impl<T> Table<T> {
    fn new(compiled: Option<&Lexicon>, builder: fn() -> Builder) -> Table<T> {
        let builder = compiled.is_none().then(builder);
        let lexicon = compiled.cloned().unwrap_or_default();
        Table { lexicon, builder, meanings: Vec::new(), errors: Vec::new() }
    }

    fn add<'a>(&mut self, meaning: T, phrases: impl IntoIterator<Item = &'a str>) {
        let payload = self.meanings.len() as u32;
        self.meanings.push(meaning);
        if let Some(builder) = &mut self.builder {
            for phrase in phrases {
                self.errors.extend(builder.add(phrase.as_ref(), payload).err());
            }
        }
    }

    fn finish(&mut self) {
        if let Some(builder) = self.builder.take() {
            self.lexicon = builder.finish();
        }
    }
}

impl<T: Copy> Table<T> {
    fn scan(&self, text: &str, base: u32, words: &Words, mut hit: impl FnMut(T, Hit)) {
        self.lexicon.scan(text, base, words, |found| {
            if let Some(&meaning) = self.meanings.get(found.payload as usize) {
                hit(meaning, found);
            }
        });
    }
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
        let mut index = Index {
            units: Units::new(&guide.language.numbers),
            measures: Measures::new(&guide.estimation),
            aspects,
            sets: Vec::new(),
            steps: Vec::new(),
            drawn: AspectSet::default(),
            beside: Vec::new(),
            body: Table::new(compiled.map(|it| &it.body), Builder::new),
            headings: Table::new(compiled.map(|it| &it.headings), Builder::correcting),
            titles: Table::new(compiled.map(|it| &it.titles), Builder::correcting),
            contexts: compiled.map_or_else(|| Contexts::new(&guide), |it| it.contexts.clone()),
            context_bits: Vec::new(),
            clauses: Clauses::new(&guide),
            unfilled: compiled.map_or_else(|| unfilled(&guide), |it| it.unfilled.clone()),
            beginnings: Vec::new(),
            guide,
        };
        for line in index.unfilled.iter() {
            set_bit(&mut index.beginnings, (line >> 48) as u16);
        }
        for context in 0..index.contexts.ends.len() as u16 {
            let mut bits = Vec::new();
            index.contexts.of(context).iter().for_each(|&word| set_bit(&mut bits, word));
            index.context_bits.push(bits);
        }
        let guide = index.guide.clone();
        index.add_sets();
        let frameworks = guide.frameworks.iter();
        let stages = |it: &Framework| it.steps.iter().map(|step| index.stages_of_step(it, step)).collect();
        index.steps = frameworks.map(stages).collect();
        index.add_body(&guide);
        index.add_headings(&guide);
        index.add_titles(&guide);
        index.body.finish();
        index.headings.finish();
        index.titles.finish();
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

    /// Whether a word of contexts (a number of [`Meaning::Context`]) belongs to a context.
    pub fn is_of_context(&self, context: u16, word: u16) -> bool {
        self.context_bits.get(context as usize).is_some_and(|words| has_bit(words, word))
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

    /// The stages that a step covers.
    pub fn stages_of_step(&self, framework: &Framework, step: &Step) -> Vec<StageRef> {
        let rubric = self.guide.rubrics.iter().position(|rubric| rubric.id == framework.rubric);
        let Some(rubric) = rubric.map(|rubric| rubric as u8) else { return Vec::new() };
        self.stages(rubric)
            .filter(|(_, stage)| step.stages.contains(&stage.id))
            .map(|(stage, _)| stage)
            .collect()
    }

    /// The steps of a framework (its position in the guide) that cover a stage, by position.
    pub fn steps_of_stage(&self, framework: u8, stage: StageRef) -> impl Iterator<Item = u8> {
        let steps = self.steps.get(framework as usize).map_or(&[][..], Vec::as_slice);
        (0..).zip(steps).filter(move |(_, stages)| stages.contains(&stage)).map(|(step, _)| step)
    }

    /// A concept.
    pub fn concept(&self, concept: ConceptRef) -> Option<&Concept> {
        self.guide.concepts.get(concept.0 as usize)
    }

    /// A problem by position.
    pub fn problem(&self, problem: u16) -> Option<&Problem> {
        self.guide.problems.get(problem as usize)
    }

    /// Whether a line, however marked up, is one that the guide put there to be filled in.
    pub fn is_unfilled(&self, line: &str) -> bool {
        // Every line of a note is asked for it, and hardly one begins as one of these does.
        let begins = |start: u64| has_bit(&self.beginnings, (start >> 48) as u16);
        fingerprint(line, begins).is_some_and(|line| self.unfilled.binary_search(&line).is_ok())
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

    fn add_body(&mut self, guide: &Guide) {
        let body = &mut self.body;
        let all = guide
            .rubrics
            .iter()
            .flat_map(|rubric| rubric.stages.iter())
            .flat_map(|stage| stage.aspects.iter());
        for (at, aspect) in all.enumerate() {
            let at = AspectRef(at as u16);
            body.add(Meaning::Strong(at), aspect.strong.iter());
            body.add(Meaning::Weak(at), aspect.weak.iter());
        }
        let mut context = 0..;
        for (at, concept) in guide.concepts.iter().enumerate() {
            let at = ConceptRef(at as u16);
            body.add(Meaning::Concept(at), concept.aliases.iter());
            body.add(Meaning::Never(at), concept.never.iter());
            for (ambiguous, context) in concept.ambiguous.iter().zip(&mut context) {
                body.add(Meaning::Ambiguous(at, context), iter::once(&ambiguous.alias).map(|alias| &**alias));
            }
        }
        let words = if body.builder.is_some() { contexts::words(guide) } else { Vec::new() };
        for number in 0..self.contexts.count {
            body.add(Meaning::Context(number), words.get(number as usize).copied());
        }
        let clauses = guide.rules.iter().flat_map(|rule| rule.clauses());
        for (at, clause) in clauses.enumerate() {
            body.add(Meaning::Sign(at as u16), clause.phrases.iter());
        }
        body.add(Meaning::Negation, texts(&guide.language.negations));
        body.add(Meaning::Blank, texts(&guide.language.blanks));
        body.add(Meaning::Foreign, texts(&guide.language.foreign_words));
    }

    fn add_headings(&mut self, guide: &Guide) {
        let headings = &mut self.headings;
        for (rubric, it) in guide.rubrics.iter().enumerate() {
            for (stage, it) in it.stages.iter().enumerate() {
                let stage = StageRef { rubric: rubric as u8, stage: stage as u8 };
                headings.add(HeadingMeaning::Stage(stage), it.headings.iter().chain([&*it.title]));
                headings.add(HeadingMeaning::WeakStage(stage), it.weak_headings.iter());
            }
        }
        for (framework, it) in guide.frameworks.iter().enumerate() {
            for (step, it) in it.steps.iter().enumerate() {
                headings.add(
                    HeadingMeaning::Step(framework as u8, step as u8),
                    it.aliases.iter().chain([&*it.title]),
                );
            }
        }
        headings.add(HeadingMeaning::Reference, texts(&guide.language.reference_headings));
        // A heading may be no more than the name of something that belongs to one stage: `NDCG`, `Two-tower model`.
        for concept in guide.concepts.iter() {
            let [only] = concept.stages.as_ref() else { continue };
            let stages = guide.rubrics.iter().enumerate().flat_map(|(rubric, it)| {
                it.stages.iter().enumerate().map(move |(stage, it)| (rubric, stage, it))
            });
            for (rubric, stage, _) in stages.filter(|(_, _, stage)| stage.id == *only) {
                let stage = StageRef { rubric: rubric as u8, stage: stage as u8 };
                headings
                    .add(HeadingMeaning::WeakStage(stage), concept.aliases.iter().chain([&*concept.name]));
            }
        }
        headings.add(HeadingMeaning::Container, texts(&guide.language.container_headings));
        headings.add(HeadingMeaning::Closing, texts(&guide.language.closing_headings));
    }

    fn add_titles(&mut self, guide: &Guide) {
        let titles = &mut self.titles;
        for (at, problem) in guide.problems.iter().enumerate() {
            titles.add(TitleMeaning::Problem(at as u16), problem.phrases.iter());
        }
        titles.add(TitleMeaning::DesignQuestion, texts(&guide.language.design_questions));
        titles.add(TitleMeaning::TaskSentence, texts(&guide.language.task_sentences));
        titles.add(TitleMeaning::OtherFile, texts(&guide.language.other_files));
        titles.add(TitleMeaning::Filler, texts(&guide.language.title_fillers));
    }
}

fn texts(list: &[Str]) -> impl Iterator<Item = &str> {
    list.iter().map(|text| &**text)
}

fn set_bit(bits: &mut Vec<u64>, at: u16) {
    let place = at as usize / 64;
    bits.resize(bits.len().max(place + 1), 0);
    if let Some(bits) = bits.get_mut(place) {
        *bits |= 1 << (at % 64);
    }
}

fn has_bit(bits: &[u64], at: u16) -> bool {
    bits.get(at as usize / 64).is_some_and(|bits| bits >> (at % 64) & 1 == 1)
}

/// The lines that the guide itself inserts: they are no evidence for as long as they stand as they were.
fn unfilled(guide: &Guide) -> List<u64> {
    let steps = guide.frameworks.iter().flat_map(|framework| framework.steps.iter());
    let step_prompts = steps.flat_map(|step| step.prompts.iter());
    let aspects: Vec<_> =
        guide.rubrics.iter().flat_map(|rubric| rubric.aspects()).map(|(_, aspect)| aspect).collect();
    let formulas = guide.estimation.formulas.iter().map(|formula| &formula.snippet);
    let prompts = aspects.iter().map(|aspect| &aspect.prompt).chain(step_prompts).chain(formulas);
    let mut lines: Vec<String> = prompts.map(|prompt| crate::snippet::plain(prompt)).collect();
    for problem in guide.problems.iter() {
        for entry in problem.brief.iter().flat_map(|brief| brief.entries.iter()) {
            let aspect = aspects.iter().find(|aspect| aspect.id == entry.key);
            let line = crate::snippet::suggestion(aspect.copied(), entry);
            lines.push(crate::snippet::plain(&line));
        }
    }
    let cases = guide.rules.iter().flat_map(|rule| rule.cases.iter());
    lines.extend(cases.map(|case| crate::snippet::plain(&case.fix.line)));
    let mut known: Vec<u64> = lines
        .iter()
        .filter(|line| line.contains(char::is_alphanumeric))
        .filter_map(|line| fingerprint(line, |_| true))
        .collect();
    known.sort_unstable();
    known.dedup();
    known.into()
}

/// The part of a fingerprint that stands for the first [`BEGINS`] letters and digits of its line.
const BEGINNING: u64 = 0xffff << 48;
const BEGINS: usize = 16;

/// What stands for a line reduced by [`bare`]; the same on every machine (FNV-1a). None if `goes_on`, asked for the part of it that
/// stands for the line's beginning, says no.
fn fingerprint(line: &str, goes_on: impl FnOnce(u64) -> bool) -> Option<u64> {
    if line.is_ascii() {
        let letters = line.bytes().filter(u8::is_ascii_alphanumeric);
        return hash(letters.map(|byte| byte.to_ascii_lowercase()), goes_on);
    }
    let bytes = |c: char| {
        let mut bytes = [0; 4];
        let len = c.encode_utf8(&mut bytes).len();
        bytes.into_iter().take(len)
    };
    hash(letters(line).flat_map(bytes), goes_on)
}

fn hash(mut letters: impl Iterator<Item = u8>, goes_on: impl FnOnce(u64) -> bool) -> Option<u64> {
    let add = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    let start = letters.by_ref().take(BEGINS).fold(0xcbf2_9ce4_8422_2325, add);
    let beginning = start & BEGINNING;
    goes_on(beginning).then(|| letters.fold(start, add) & !BEGINNING | beginning)
}

/// A line reduced to its letters and digits, in lower case: the same however it is marked up or indented.
pub fn bare(line: &str) -> String {
    letters(line).collect()
}

fn letters(line: &str) -> impl Iterator<Item = char> {
    line.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}
