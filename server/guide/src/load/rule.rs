//! Pattern rules: one Markdown file each, whose body is the manual page.

use serde::Deserialize;

use super::{LoadError, Source, front_matter, id_of};
use crate::model::{Level, List, Str, by_name};
use crate::rule::{Case, Clause, Kind, Mode, PatternRule, Remedy};

#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Keys {
    /// One line on what it reports.
    summary: String,
    /// What kind of thing it reports; it decides how loudly.
    #[serde(deserialize_with = "by_name")]
    kind: Kind,
    /// From which seniority on it speaks.
    #[serde(default, deserialize_with = "by_name")]
    level: Level,
    /// When it speaks.
    #[serde(default, deserialize_with = "by_name")]
    mode: Mode,
    /// The stage to which it belongs: nothing is said to be missing before it is written.
    #[serde(default)]
    stage: String,
    /// At least so many words must stand under the stage's headings.
    #[serde(default)]
    words: u16,
    /// At most so many; no limit if zero.
    #[serde(default)]
    words_at_most: u16,
    /// At least so many questions must be asked there.
    #[serde(default)]
    questions: u16,
    /// At least so many list items must stand there.
    #[serde(default)]
    items: u16,
    /// Tags of problem profiles, one of which the problem must have.
    #[serde(default)]
    tags: List<Str>,
    /// Tags that the problem must not have.
    #[serde(default)]
    without: List<Str>,
    /// What must be found, all of it. The first that has a place in the text is where it is shown.
    #[serde(default)]
    when: Vec<Clause>,
    /// What must not be found, none of it.
    #[serde(default)]
    unless: Vec<Clause>,
    /// What is missing, to stand after "nothing is said of". For absences.
    #[serde(default)]
    name: String,
    /// Why it matters: one clause.
    #[serde(default)]
    because: String,
    /// The message. `{found}` is the wording that was found, `{step}` the step.
    #[serde(default)]
    message: String,
    /// What puts it right.
    #[serde(default)]
    fix: Remedy,
    /// Patterns of their own; what stands beside them holds for all that do not say it themselves.
    #[serde(default)]
    cases: Vec<Case>,
}

/// Reads a rule. The page of one in a pack may say as little as its team likes.
pub(super) fn read(source: &Source<'_>, pack: bool) -> Result<PatternRule, LoadError> {
    let (keys, body, line) = front_matter::<Keys>(source)?;
    let page = body.trim();
    for needed in ["## Why", "````markdown invalid", "````markdown valid"] {
        if !pack && !page.contains(needed) {
            let message =
                format!("the page has no `{needed}`: it says what and why, with an example of each kind");
            return Err(LoadError::at(source.path, line, message));
        }
    }
    let cases = if keys.cases.is_empty() { vec![Case::default()] } else { keys.cases };
    let or = |own: Str, shared: &str| if own.is_empty() { shared.to_owned().into() } else { own };
    let cases: Vec<Case> = cases
        .into_iter()
        .map(|case| Case {
            tags: if case.tags.is_empty() { keys.tags.clone() } else { case.tags },
            without: if case.without.is_empty() { keys.without.clone() } else { case.without },
            when: case.when.iter().chain(&keys.when).cloned().collect::<Vec<_>>().into(),
            unless: case.unless.iter().chain(&keys.unless).cloned().collect::<Vec<_>>().into(),
            name: or(case.name, &keys.name),
            because: or(case.because, &keys.because),
            message: or(case.message, &keys.message),
            fix: if case.fix == Remedy::default() { keys.fix.clone() } else { case.fix },
        })
        .collect();
    for case in &cases {
        let fail = |message: &str| Err(LoadError::at(source.path, 1, message));
        let absence = keys.kind == Kind::Absence;
        if absence && (case.name.is_empty() || case.because.is_empty() || keys.stage.is_empty()) {
            return fail("an absence needs `name`, `because` and `stage`");
        }
        if !absence && case.message.is_empty() {
            return fail("a contradiction or a wording needs a `message`");
        }
        let placed =
            case.when.first().is_some_and(|clause| !clause.phrases.is_empty() || !clause.concepts.is_empty());
        if !absence && !placed {
            return fail(
                "the first `when` of a contradiction or a wording needs phrases or concepts: there it is shown",
            );
        }
    }
    Ok(PatternRule {
        id: id_of(source.path).to_owned().into(),
        summary: keys.summary.into(),
        kind: keys.kind,
        level: keys.level,
        mode: keys.mode,
        stage: keys.stage.into(),
        words: keys.words,
        words_at_most: keys.words_at_most,
        questions: keys.questions,
        items: keys.items,
        cases: cases.into(),
        page: page.to_owned().into(),
    })
}
