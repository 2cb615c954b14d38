//! Pattern rules: checks that are written as data, over phrases, aspects, concepts and profiles.

use serde::Deserialize;

use crate::model::{Level, Lines, List, Str, by_name};

/// A check that is a pattern: what must be found in a note, and what must not, for something to be said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PatternRule {
    /// The id, in kebab-case: the file's name.
    pub id: Str,
    /// One line on what it reports.
    pub summary: Str,
    /// What kind of thing it reports.
    pub kind: Kind,
    /// From which seniority on it speaks.
    pub level: Level,
    /// When it speaks.
    pub mode: Mode,
    /// The stage to which it belongs: nothing is said to be missing before it is written. Empty for one that needs none.
    pub stage: Str,
    /// At least so many words must stand under the stage's headings.
    pub words: u16,
    /// At most so many; no limit if zero.
    pub words_at_most: u16,
    /// At least so many questions must be asked there.
    pub questions: u16,
    /// At least so many list items must stand there.
    pub items: u16,
    /// The patterns; the first that is found is told.
    pub cases: List<Case>,
    /// The manual page: what, why, examples.
    pub page: Str,
}

/// One pattern of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Case {
    /// Tags of problem profiles, one of which the problem must have. Empty for any problem, known or not.
    pub tags: List<Str>,
    /// Tags that the problem must not have.
    pub without: List<Str>,
    /// What must be found, all of it. The first that has a place in the text is where a contradiction or a wording is shown.
    pub when: List<Clause>,
    /// What must not be found, none of it.
    pub unless: List<Clause>,
    /// What is missing, to stand after "nothing is said of". For absences.
    pub name: Str,
    /// Why it matters: one clause.
    pub because: Str,
    /// The message. `{found}` is the wording that was found, `{step}` the step. Absences have one by themselves.
    pub message: Str,
    /// What puts it right.
    pub fix: Remedy,
}

/// Something to be found in a note.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Clause {
    /// Phrases, any of them.
    pub phrases: Lines,
    /// What the wording found must hold, all of it, white space and capitals aside: signs between the words of a phrase are not
    /// otherwise looked at.
    pub contains: List<Str>,
    /// Ids of aspects, any of which is touched.
    pub aspects: List<Str>,
    /// Ids of concepts, any of which is named.
    pub concepts: List<Str>,
    /// Ids of the stages in whose sections it counts; everywhere if empty.
    #[serde(rename = "in")]
    pub stages: List<Str>,
    /// How near to the place of the first clause it must be.
    #[serde(deserialize_with = "by_name")]
    pub near: Near,
    /// How often it must be found; once if zero.
    pub at_least: u8,
    /// What to say of its place, which is then shown beside the finding's.
    pub says: Str,
}

/// How near two findings in a text are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Near {
    /// In the same note.
    #[default]
    Note,
    /// Under the same heading.
    Section,
    /// On the same line.
    Line,
    /// In the same sentence.
    Sentence,
    /// Before it, or on the same line.
    Before,
}

/// What kind of thing a rule reports; it decides how loudly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Something is missing from a step that is written: information, gathered by step.
    #[default]
    Absence,
    /// Two statements clash, or one cannot be right: a warning.
    Contradiction,
    /// Something could be said better: a hint.
    Wording,
}

/// When a rule speaks, unless it is switched on or off by its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Always.
    #[default]
    Default,
    /// When the writer asks for a review, because it would say something on most notes.
    Review,
}

impl Mode {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Mode::Default => "default",
            Mode::Review => "review",
        }
    }
}

/// What puts a finding right; at most one of the ways is given.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Remedy {
    /// What it does, for a menu. Lines to fill in have a title by themselves.
    pub title: Str,
    /// A line to fill in, as a snippet, put at the end of the step.
    pub line: Str,
    /// An aspect whose prompt, or the problem's suggestion for it, is put at the end of the step.
    pub aspect: Str,
    /// Text put at the end of the line that was found.
    pub append: Str,
    /// Text that takes the place of what was found.
    pub replace: Str,
    /// Words of what was found and the words that take their place: `maximise: minimise`.
    pub swap: List<Swap>,
}

/// A word and the one that takes its place.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Swap {
    /// The word, in lower case.
    pub from: Str,
    /// What takes its place.
    pub to: Str,
}

impl PatternRule {
    /// All clauses of a rule, in a fixed order: the numbers of signs count them.
    pub fn clauses(&self) -> impl Iterator<Item = &Clause> {
        self.cases.iter().flat_map(|case| case.when.iter().chain(case.unless.iter()))
    }
}
