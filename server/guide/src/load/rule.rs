//! Pattern rules: one Markdown file each, whose body is the manual page.

use serde::Deserialize;

use super::{LoadError, Source, front_matter, id_of};
use crate::model::{Level, List, Str};
use crate::rule::{Case, Clause, Kind, Mode, PatternRule, Remedy};

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Keys {
    summary: String,
    kind: Kind,
    #[serde(default)]
    level: Level,
    #[serde(default)]
    mode: Mode,
    #[serde(default)]
    stage: String,
    #[serde(default)]
    words: u16,
    #[serde(default)]
    words_at_most: u16,
    #[serde(default)]
    questions: u16,
    #[serde(default)]
    items: u16,
    #[serde(default)]
    tags: List<Str>,
    #[serde(default)]
    without: List<Str>,
    #[serde(default)]
    when: Vec<Clause>,
    #[serde(default)]
    unless: Vec<Clause>,
    #[serde(default)]
    name: String,
    #[serde(default)]
    because: String,
    #[serde(default)]
    message: String,
    #[serde(default)]
    fix: Remedy,
    /// Patterns of their own; what stands beside them holds for all that do not say it themselves.
    #[serde(default)]
    cases: Vec<Case>,
}

pub(super) fn read(source: &Source<'_>) -> Result<PatternRule, LoadError> {
    let (keys, body, line) = front_matter::<Keys>(source)?;
    let page = body.trim();
    for needed in ["## Why", "````markdown invalid", "````markdown valid"] {
        if !page.contains(needed) {
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
