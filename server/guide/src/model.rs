//! What the guide holds. Everything is `'static` in the built-in guide, so that the program's start parses and copies nothing, and
//! owned where it comes from a pack.

use std::borrow::Cow;

use serde::de::IntoDeserializer;
use serde::{Deserialize, Deserializer};

use crate::estimation::Estimation;
pub use crate::lines::Lines;
use crate::rule::PatternRule;
pub use crate::text::Str;

/// A list of the guide.
pub type List<T> = Cow<'static, [T]>;

/// Reads one of a few names as a text first: what reads an enumeration itself is long, and there would be one for each of them.
pub(crate) fn by_name<'de, T, D>(written: D) -> Result<T, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    T::deserialize(String::deserialize(written)?.into_deserializer())
}

/// The knowledge: everything that the program says about system design comes from here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Guide {
    /// What a good answer of one kind settles.
    pub rubrics: List<Rubric>,
    /// Ordered steps over a rubric.
    pub frameworks: List<Framework>,
    /// Terms and their cards, sorted by id.
    pub concepts: List<Concept>,
    /// Known questions, sorted by id.
    pub problems: List<Problem>,
    /// Checks that are written as data, sorted by id.
    pub rules: List<PatternRule>,
    /// How notes are worded: what announces a design question, what negates, what is a blank.
    pub language: Language,
    /// What calculations stand on.
    pub estimation: Estimation,
}

/// What a good answer of one kind settles, whatever framework it follows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rubric {
    /// The id, in kebab-case.
    pub id: Str,
    /// The name shown to people.
    pub title: Str,
    /// The stage at which notes tend to stop too early; empty if there is none.
    pub often_stops_at: Str,
    /// Its stages, in the usual order.
    pub stages: List<Stage>,
}

/// One part of a rubric.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stage {
    /// The id, unique in the rubric.
    pub id: Str,
    /// The name shown to people.
    pub title: Str,
    /// Why the stage is there, to the writer.
    pub why: Str,
    /// What goes wrong without it: one clause, to stand after a colon in a message.
    pub stake: Str,
    /// Tags of the problems whose answers need it; empty for all.
    pub applies: List<Str>,
    /// Wordings (phrases) of headings that open the stage.
    pub headings: Lines,
    /// Wordings that open it unless content, parent or place say otherwise.
    pub weak_headings: Lines,
    /// What the stage should settle.
    pub aspects: List<Aspect>,
}

/// From which seniority on something is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Everyone.
    #[default]
    Mid,
    /// Senior and above.
    Senior,
    /// Staff and above.
    Staff,
}

impl Level {
    /// The level as it is written in files.
    pub fn name(self) -> &'static str {
        match self {
            Level::Mid => "mid",
            Level::Senior => "senior",
            Level::Staff => "staff",
        }
    }
}

/// One thing that a stage should settle.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Aspect {
    /// The id, unique in the rubric.
    pub id: Str,
    /// The name shown to people.
    pub title: Str,
    /// Whether a good answer cannot do without it; otherwise it is a bonus.
    pub essential: bool,
    /// From which seniority on it is expected.
    pub level: Level,
    /// Tags of problem profiles to which it applies; `all` for every one.
    pub applies: List<Str>,
    /// The question that a good interviewer would ask.
    pub ask: Str,
    /// A line to fill in, as a snippet.
    pub prompt: Str,
    /// Phrases that show the aspect wherever they stand.
    pub strong: Lines,
    /// Phrases that show it in sections of the stages in `weak_in`.
    #[serde(default)]
    pub weak: Lines,
    /// Ids of the stages in whose sections weak phrases count.
    #[serde(default)]
    pub weak_in: List<Str>,
    /// Ids of aspects of the rubric, one of which must be there too before it says anything away from its own heading: who argues, or counts,
    /// may argue about anything.
    #[serde(default)]
    pub beside: List<Str>,
    /// Whether it sets answers of this kind apart from all other texts: one that settles nothing of the sort is none.
    #[serde(default)]
    pub telling: bool,
    /// Whether a drawing in one of the stages in `weak_in` shows it too.
    #[serde(default)]
    pub drawing: bool,
    /// Whether a negation before a phrase takes it back.
    #[serde(default = "yes")]
    pub negatable: bool,
    /// In how many of a hundred hand-written notes it was found (domain research on 86 public notes).
    #[serde(default, deserialize_with = "percent")]
    #[cfg_attr(test, schemars(with = "f64"))]
    pub found_in: u8,
    /// Sentences that must show the aspect. Empty in the built-in guide: they run as tests, like those of `misses`.
    #[serde(default)]
    pub matches: List<Str>,
    /// Sentences that must not show the aspect.
    #[serde(default)]
    pub misses: List<Str>,
}

/// An ordered list of steps.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Framework {
    /// The id, in kebab-case.
    pub id: Str,
    /// The name shown to people.
    pub title: Str,
    /// When to use it, in a sentence.
    pub summary: Str,
    /// The rubric over which it stands; empty for an outline without one.
    #[serde(default)]
    pub rubric: Str,
    /// Whether a note follows it unless something says otherwise.
    #[serde(default)]
    pub default: bool,
    /// Its steps in order.
    #[serde(rename = "step")]
    pub steps: List<Step>,
}

/// One part of a framework.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Step {
    /// The id, unique in the framework.
    pub id: Str,
    /// The title, as its heading in an outline.
    pub title: Str,
    /// Other wordings (phrases) of its heading.
    #[serde(default)]
    pub aliases: Lines,
    /// How many minutes of an interview it usually takes, at least and at most; zero if nothing is published.
    #[serde(default)]
    pub minutes: (u8, u8),
    /// Why the step is there, to the writer.
    pub why: Str,
    /// Ids of the stages that it covers; none for a closing step.
    #[serde(default)]
    pub stages: List<Str>,
    /// Whether it may stand before its turn: metrics are often settled early, and well so.
    #[serde(default)]
    pub may_come_early: bool,
    /// With what the words of a heading begin that says so: under `Metrics` right after the goals nobody has jumped over the model, under
    /// `Evaluation` one has.
    #[serde(default)]
    pub early_words: List<Str>,
    /// Lines to fill in, for steps without a stage.
    #[serde(default)]
    pub prompts: List<Str>,
}

/// A term and its card.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Concept {
    /// The id, in kebab-case.
    pub id: Str,
    /// The name shown to people.
    pub name: Str,
    /// The kind of thing it is.
    pub category: Str,
    /// Ids of the stages in which it matters.
    pub stages: List<Str>,
    /// Phrases that mean it wherever they stand, its name among them where that is a plain phrase.
    pub aliases: Lines,
    /// Phrases that mean it only near certain words.
    pub ambiguous: List<Ambiguous>,
    /// Longer phrases that cancel an alias inside them.
    pub never: Lines,
    /// What a person would write for it in the midst of a sentence, its own name first: found, not given.
    pub names: Lines,
    /// Ids of other concepts.
    pub related: Lines,
    /// One sentence: what it is for.
    pub gist: Str,
    /// The rest of the card, as Markdown bullets.
    pub card: Str,
    /// Sentences that must mention it. Empty in the built-in guide: they run as tests, like those of `misses`.
    pub matches: List<Str>,
    /// Sentences that must not mention it.
    pub misses: List<Str>,
}

/// A phrase that means a concept only near certain words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ambiguous {
    /// The phrase.
    pub alias: Str,
    /// Words, one of which must stand on the same or the previous line.
    pub context: Lines,
}

/// A known question.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problem {
    /// The id, in kebab-case.
    pub id: Str,
    /// The name shown to people.
    pub title: Str,
    /// The question as a title for a new note.
    pub question: Str,
    /// The family it belongs to.
    pub group: Str,
    /// How titles, first lines and file names phrase it.
    pub phrases: Lines,
    /// The profile: which aspects apply.
    pub tags: List<Str>,
    /// Whether it stands for a whole family, so that any other problem that fits goes before it.
    pub generic: bool,
    /// What is predicted from what, and the hard part.
    pub summary: Str,
    /// What to settle, by stage.
    pub brief: List<Brief>,
    /// Titles that must be taken for it. Empty in the built-in guide: they run as tests, like those of `misses`.
    pub matches: List<Str>,
    /// Titles that must not be taken for it.
    pub misses: List<Str>,
}

impl Problem {
    /// The problem's own suggestion for an aspect.
    pub fn suggestion(&self, aspect: &str) -> Option<&str> {
        self.brief
            .iter()
            .flat_map(|brief| brief.entries.iter())
            .find(|entry| entry.key == aspect)
            .map(|entry| &*entry.text)
    }
}

/// What to settle in one stage of a known question.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Brief {
    /// The stage's id.
    pub stage: Str,
    /// Suggestions in order.
    pub entries: List<Entry>,
}

/// One suggestion of a brief.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// An aspect's id, or `ask` for a question to the interviewer, or `trap` for a typical mistake.
    pub key: Str,
    /// The suggestion.
    pub text: Str,
}

/// How notes are worded.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Language {
    /// Titles that ask a design question.
    pub design_questions: List<Str>,
    /// Sentences of the opening paragraph that put a design task.
    pub task_sentences: List<Str>,
    /// Titles and file names of files that answer none, whatever they hold.
    pub other_files: List<Str>,
    /// Words of a title that say nothing about which problem it is.
    pub title_fillers: List<Str>,
    /// Headings that open no step, and whose text is no evidence: references, contents.
    pub reference_headings: List<Str>,
    /// Headings that open no step though their text counts: summary, other topics.
    pub closing_headings: List<Str>,
    /// Headings under which anything may stand: only what does tells what they open.
    #[serde(default)]
    pub container_headings: List<Str>,
    /// Words and signs that stand between the names of a heading that lists several: `Model & metrics`.
    #[serde(default)]
    pub joiners: List<Str>,
    /// Words that take a statement back.
    pub negations: List<Str>,
    /// Words of a line that is still to be filled in.
    pub blanks: List<Str>,
    /// Everyday words of other languages in Latin script that are no English words.
    #[serde(default)]
    pub foreign_words: List<Str>,
    /// Code fences by whose language the fence is a diagram.
    pub diagram_fences: List<Str>,
    /// Units of numbers.
    pub numbers: Numbers,
    /// What counts how much.
    #[serde(default)]
    pub weights: Weights,
}

/// What counts how much when a note is read, in hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Weights {
    /// A heading whose wording decides alone.
    pub strong_wording: u16,
    /// A heading whose wording decides unless something else speaks against it.
    pub weak_wording: u16,
    /// The stage of the heading above.
    pub parent: u16,
    /// A stage that comes next after that of the heading before, and half of it for the one after that.
    pub place: u16,
    /// Content that shows one stage only.
    pub content: u16,
    /// From so many aspects on content counts in full.
    pub content_hits: u16,
    /// A stage below this is not opened.
    pub opens: u16,
    /// A second stage must reach this share of the first.
    pub close: u16,
    /// A line that only serves as a heading must be worded for a stage in this share of its words.
    pub share: u16,
    /// An aspect that is shown clearly under its stage's own heading.
    pub clear_at_home: u16,
    /// One that is shown clearly elsewhere.
    pub clear_elsewhere: u16,
    /// One that is vaguely there, under its stage's own heading or in a drawing.
    pub vague_at_home: u16,
    /// One that is vaguely there, elsewhere.
    pub vague_elsewhere: u16,
    /// One that is vaguely there, in text under no step's heading.
    pub vague_homeless: u16,
    /// A written statement under a stage's own heading.
    pub statement: u16,
    /// All of them together at most.
    pub statements_at_most: u16,
    /// Each further line that shows the same aspect clearly, and all of them at most.
    pub repeated: u16,
    /// All of them together at most.
    pub repeated_at_most: u16,
    /// From this sum on a stage is covered.
    pub covered: u16,
    /// From this sum on it is thin.
    pub thin: u16,
    /// The same for a stage without a heading, in a note that has headings for most.
    pub thin_without_heading: u16,
}

/// How quantities are written: word forms in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Numbers {
    /// `k`, `million`.
    pub magnitudes: List<Str>,
    /// `ms`, `seconds`.
    pub times: List<Str>,
    /// `gb`, `tib`.
    pub bytes: List<Str>,
    /// `qps`, `rps`.
    pub rates: List<Str>,
    /// The times that may follow `per` or `/` in a rate.
    pub periods: List<Str>,
}

impl Guide {
    /// The concept with this id.
    pub fn concept(&self, id: &str) -> Option<&Concept> {
        self.concepts
            .binary_search_by(|concept| (*concept.id).cmp(id))
            .ok()
            .and_then(|at| self.concepts.get(at))
    }

    /// The problem with this id.
    pub fn problem(&self, id: &str) -> Option<&Problem> {
        self.problems
            .binary_search_by(|problem| (*problem.id).cmp(id))
            .ok()
            .and_then(|at| self.problems.get(at))
    }

    /// The framework with this id.
    pub fn framework(&self, id: &str) -> Option<&Framework> {
        self.frameworks.iter().find(|framework| framework.id == id)
    }

    /// The framework that a note follows unless something says otherwise.
    pub fn default_framework(&self) -> Option<&Framework> {
        self.frameworks.iter().find(|framework| framework.default).or_else(|| self.frameworks.first())
    }

    /// The rubric with this id.
    pub fn rubric(&self, id: &str) -> Option<&Rubric> {
        self.rubrics.iter().find(|rubric| rubric.id == id)
    }
}

impl Rubric {
    /// The stage with this id.
    pub fn stage(&self, id: &str) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.id == id)
    }

    /// All aspects with their stages, in order.
    pub fn aspects(&self) -> impl Iterator<Item = (&Stage, &Aspect)> {
        self.stages.iter().flat_map(|stage| stage.aspects.iter().map(move |aspect| (stage, aspect)))
    }
}

impl Stage {
    /// Whether an answer to a problem with these tags needs the stage.
    pub fn applies_to(&self, tags: &[Str]) -> bool {
        self.applies.is_empty() || self.applies.iter().any(|tag| tags.contains(tag))
    }
}

impl Aspect {
    /// Whether the aspect matters for a problem with these tags. Without a known problem only what always matters does.
    pub fn applies_to(&self, tags: &[Str]) -> bool {
        self.applies.iter().any(|tag| tag == "all" || tags.contains(tag))
    }
}

fn yes() -> bool {
    true
}

/// A share between 0 and 1 as per cent.
fn percent<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u8, D::Error> {
    let share = f64::deserialize(deserializer)?;
    if (0.0..=1.0).contains(&share) {
        Ok((share * 100.0).round() as u8)
    } else {
        Err(serde::de::Error::custom("a share lies between 0 and 1"))
    }
}
