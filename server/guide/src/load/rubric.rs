//! Rubrics: a folder each, with `rubric.toml` and one file for each stage.

use serde::Deserialize;

use super::{LoadError, by_id, strings};
use crate::model::{Aspect, Lines, Rubric, Stage, Str};

/// What `rubric.toml` says.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RubricFile {
    /// The id, which is the folder's name.
    pub(super) id: String,
    /// The name shown to people.
    title: String,
    /// The stage at which notes tend to stop too early.
    #[serde(default)]
    often_stops_at: String,
    /// The ids of its stages in their usual order; for each there is a file.
    stages: Vec<String>,
}

/// What the file of a stage says. For a stage that is there already, all but the id may be left out: what is said replaces or adds.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct StageFile {
    /// The id, which is the file's name.
    pub(super) id: String,
    /// The name shown to people.
    title: Option<String>,
    /// Why the stage is there, to the writer.
    why: Option<String>,
    /// What goes wrong without it: one clause, to stand after a colon in a message.
    stake: Option<String>,
    /// Tags of the problems whose answers need it; left out, all do. Nobody else is told that it is skipped.
    applies: Option<Vec<String>>,
    /// Phrases of headings that open the stage.
    #[serde(default)]
    headings: Vec<String>,
    /// Phrases of headings that open it unless content, parent or place say otherwise.
    #[serde(default)]
    weak_headings: Vec<String>,
    /// What the stage should settle.
    #[serde(default, rename = "aspect")]
    aspects: Vec<Aspect>,
}

/// The file of a stage, with the path and the rubric's folder.
pub(super) struct StageOf<'a> {
    pub(super) path: &'a str,
    pub(super) rubric: &'a str,
    pub(super) file: StageFile,
}

/// Puts the files of rubrics into those that are there already.
pub(super) fn merge(
    base: &[Rubric],
    files: Vec<(&str, RubricFile)>,
    mut stages: Vec<StageOf<'_>>,
    errors: &mut Vec<LoadError>,
) -> Vec<Rubric> {
    let mut rubrics = base.to_vec();
    for (path, file) in files {
        let earlier = base.iter().find(|rubric| rubric.id == file.id);
        let mut merged = Vec::new();
        for id in &file.stages {
            let at = stages.iter().position(|stage| stage.rubric == file.id && stage.file.id == *id);
            let known = earlier.and_then(|rubric| rubric.stage(id));
            match (at.map(|at| stages.swap_remove(at)), known) {
                (Some(stage), known) => merged.extend(complete(stage, known, errors)),
                (None, Some(known)) => merged.push(known.clone()),
                (None, None) => {
                    let message = format!("there is no file for the stage `{id}` beside it");
                    errors.push(LoadError::new(path, message));
                }
            }
        }
        let rubric = Rubric {
            id: file.id.into(),
            title: file.title.into(),
            often_stops_at: file.often_stops_at.into(),
            stages: merged.into(),
        };
        rubrics = by_id(rubrics, [rubric], |rubric| &rubric.id);
    }
    for stage in stages {
        let rubric = rubrics.iter_mut().find(|rubric| rubric.id == stage.rubric);
        let place = rubric
            .and_then(|rubric| rubric.stages.to_mut().iter_mut().find(|other| other.id == stage.file.id));
        match place {
            Some(place) => {
                if let Some(merged) = complete(stage, Some(&place.clone()), errors) {
                    *place = merged;
                }
            }
            None => errors.push(LoadError::new(stage.path, "no rubric.toml beside it names this stage")),
        }
    }
    rubrics
}

/// A stage from its file and from what was known of it.
fn complete(stage: StageOf<'_>, known: Option<&Stage>, errors: &mut Vec<LoadError>) -> Option<Stage> {
    let StageOf { path, file, .. } = stage;
    for (at, aspect) in file.aspects.iter().enumerate() {
        if file.aspects.iter().take(at).any(|earlier| earlier.id == aspect.id) {
            let message = format!("the aspect `{}` stands twice in the file", aspect.id);
            errors.push(LoadError::new(path, message));
        }
    }
    let Some(known) = known else {
        let (Some(title), Some(why), Some(stake)) = (file.title, file.why, file.stake) else {
            errors.push(LoadError::new(path, "a new stage needs `title`, `why` and `stake`"));
            return None;
        };
        return Some(Stage {
            id: file.id.into(),
            title: title.into(),
            why: why.into(),
            stake: stake.into(),
            applies: strings(file.applies.unwrap_or_default()),
            headings: file.headings.iter().collect(),
            weak_headings: file.weak_headings.iter().collect(),
            aspects: file.aspects.into(),
        });
    };
    let or = |said: Option<String>, known: &Str| said.map_or_else(|| known.clone(), Str::from);
    let more = |known: &Lines, said: &[String]| -> Lines {
        known.iter().chain(said.iter().map(String::as_str)).collect()
    };
    Some(Stage {
        id: known.id.clone(),
        title: or(file.title, &known.title),
        why: or(file.why, &known.why),
        stake: or(file.stake, &known.stake),
        applies: file.applies.map_or_else(|| known.applies.clone(), strings),
        headings: more(&known.headings, &file.headings),
        weak_headings: more(&known.weak_headings, &file.weak_headings),
        aspects: by_id(known.aspects.to_vec(), file.aspects, |aspect| &aspect.id).into(),
    })
}
