//! The phrases of a guide with what they mean: those of body text, of headings, and of titles and file names.

use std::iter;

use crate::aspects::AspectRef;
use crate::contexts::{self, Contexts};
use crate::index::{ConceptRef, StageRef};
use crate::lexicon::{Builder, Hit, Lexicon};
use crate::model::{Guide, Str};
use crate::words::Words;

/// What a phrase in body text means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// Evidence for an aspect wherever it stands.
    Strong(AspectRef),
    /// Evidence for an aspect in certain stages.
    Weak(AspectRef),
    /// A mention of a concept.
    Concept(ConceptRef),
    /// A mention of a concept if one of the words of a context (a number for [`crate::Index::context`]) is near.
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

/// A lexicon whose payloads are positions in a list of meanings.
#[derive(Debug)]
pub(crate) struct Table<T> {
    pub(crate) lexicon: Lexicon,
    meanings: Vec<T>,
}

impl<T: Copy> Table<T> {
    /// Finds the phrases of a text, with what they mean.
    pub(crate) fn scan(&self, text: &str, base: u32, words: &Words, mut hit: impl FnMut(T, Hit)) {
        self.lexicon.scan(text, base, words, |found| {
            if let Some(&meaning) = self.meanings.get(found.payload as usize) {
                hit(meaning, found);
            }
        });
    }
}

/// Lists meanings. Their phrases are gathered unless they have been compiled before: then they are not looked at, and so not unpacked.
struct Making<T> {
    meanings: Vec<T>,
    builder: Option<Builder>,
}

impl<T> Making<T> {
    fn new(compiled: Option<&Lexicon>, builder: fn() -> Builder) -> Making<T> {
        Making { meanings: Vec::new(), builder: compiled.is_none().then(builder) }
    }

    fn add<'a>(&mut self, meaning: T, phrases: impl IntoIterator<Item = &'a str>) {
        let payload = self.meanings.len() as u32;
        self.meanings.push(meaning);
        if let Some(builder) = &mut self.builder {
            for phrase in phrases {
                // The loader has told of those that cannot be read.
                let _ = builder.add(phrase, payload);
            }
        }
    }

    fn done(self, compiled: Option<&Lexicon>) -> Table<T> {
        let lexicon = self.builder.map(Builder::finish).or_else(|| compiled.cloned()).unwrap_or_default();
        Table { lexicon, meanings: self.meanings }
    }
}

/// The phrases of body text.
pub(crate) fn body(guide: &Guide, of_aliases: &Contexts, compiled: Option<&Lexicon>) -> Table<Meaning> {
    let mut body = Making::new(compiled, Builder::new);
    let all =
        guide.rubrics.iter().flat_map(|rubric| rubric.stages.iter()).flat_map(|stage| stage.aspects.iter());
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
    for number in 0..of_aliases.count {
        body.add(Meaning::Context(number), words.get(number as usize).copied());
    }
    let clauses = guide.rules.iter().flat_map(|rule| rule.clauses());
    for (at, clause) in clauses.enumerate() {
        body.add(Meaning::Sign(at as u16), clause.phrases.iter());
    }
    body.add(Meaning::Negation, texts(&guide.language.negations));
    body.add(Meaning::Blank, texts(&guide.language.blanks));
    body.add(Meaning::Foreign, texts(&guide.language.foreign_words));
    body.done(compiled)
}

/// The phrases of headings.
pub(crate) fn headings(guide: &Guide, compiled: Option<&Lexicon>) -> Table<HeadingMeaning> {
    let mut headings = Making::new(compiled, Builder::correcting);
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
            headings.add(HeadingMeaning::WeakStage(stage), concept.aliases.iter().chain([&*concept.name]));
        }
    }
    headings.add(HeadingMeaning::Container, texts(&guide.language.container_headings));
    headings.add(HeadingMeaning::Closing, texts(&guide.language.closing_headings));
    headings.done(compiled)
}

/// The phrases of titles and file names.
pub(crate) fn titles(guide: &Guide, compiled: Option<&Lexicon>) -> Table<TitleMeaning> {
    let mut titles = Making::new(compiled, Builder::correcting);
    for (at, problem) in guide.problems.iter().enumerate() {
        titles.add(TitleMeaning::Problem(at as u16), problem.phrases.iter());
    }
    titles.add(TitleMeaning::DesignQuestion, texts(&guide.language.design_questions));
    titles.add(TitleMeaning::TaskSentence, texts(&guide.language.task_sentences));
    titles.add(TitleMeaning::OtherFile, texts(&guide.language.other_files));
    titles.add(TitleMeaning::Filler, texts(&guide.language.title_fillers));
    titles.done(compiled)
}

fn texts(list: &[Str]) -> impl Iterator<Item = &str> {
    list.iter().map(|text| &**text)
}
