//! From the files of a guide to the guide. Takes contents, not paths: reading the disk is for the caller.

mod card;
mod check;
mod problem;
mod rule;

use std::fmt;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::model::{Framework, Guide, Language, List, Rubric, Stage, Str};

/// A file of a guide.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Its path below the guide's folder, with `/`: it says what the file holds.
    pub path: &'a str,
    /// What it holds.
    pub content: &'a str,
}

/// Something wrong with a guide's file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LoadError {
    /// The file, below the guide's folder.
    pub path: String,
    /// The line, 1-based, where it is known.
    pub line: Option<usize>,
    /// What is wrong and what was expected, for the file's author.
    pub message: String,
}

impl LoadError {
    fn new(path: &str, message: impl Into<String>) -> LoadError {
        LoadError { path: path.to_owned(), line: None, message: message.into() }
    }

    fn at(path: &str, line: usize, message: impl Into<String>) -> LoadError {
        LoadError { line: Some(line), ..LoadError::new(path, message) }
    }

    /// The same about the line on which a text first stands in the file.
    fn near(path: &str, content: &str, text: &str, message: impl Into<String>) -> LoadError {
        let line = content.find(text).map(|at| line_of(content, at));
        LoadError { line, ..LoadError::new(path, message) }
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.path, self.message),
            None => write!(f, "{}: {}", self.path, self.message),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RubricFile {
    id: String,
    title: String,
    #[serde(default)]
    often_stops_at: String,
    stages: Vec<String>,
}

/// Reads the files of a guide. What is sound is in the guide; what is not is told, each with its file and, where known, its line.
pub fn load(sources: &[Source<'_>]) -> (Guide, Vec<LoadError>) {
    let mut errors = Vec::new();
    let mut rubrics: Vec<(RubricFile, &str)> = Vec::new();
    let mut stages: Vec<(&str, Stage)> = Vec::new();
    let (mut frameworks, mut concepts, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    let mut rules = Vec::new();
    let mut language = Language::default();
    for source in sources {
        let parts: Vec<&str> = source.path.split('/').collect();
        let read = match parts.as_slice() {
            ["language.toml"] => toml_file::<Language>(source).map(|read| language = read),
            ["rubrics", _, "rubric.toml"] => {
                toml_file::<RubricFile>(source).map(|read| rubrics.push((read, source.path)))
            }
            ["rubrics", rubric, _] => toml_file::<Stage>(source).map(|read| stages.push((rubric, read))),
            ["frameworks", _] => toml_file::<Framework>(source).map(|read| frameworks.push(read)),
            ["concepts", .., _] => card::read(source).map(|read| concepts.push(read)),
            ["rules", _] => rule::read(source).map(|read| rules.push(read)),
            ["problems", _] => problem::read(source).map(|read| problems.push(read)),
            _ => Err(LoadError::new(
                source.path,
                "not a guide file: expected language.toml, rubrics/ID/*.toml, frameworks/*.toml, concepts/**/*.md, problems/*.md or rules/*.md",
            )),
        };
        errors.extend(read.err());
    }
    let rubrics: Vec<Rubric> = rubrics
        .into_iter()
        .map(|(file, path)| {
            let ordered = file.stages.iter().filter_map(|id| {
                let at = stages.iter().position(|(rubric, stage)| *rubric == file.id && stage.id == *id);
                if at.is_none() {
                    errors.push(LoadError::new(
                        path,
                        format!("there is no file for the stage `{id}` beside it"),
                    ));
                }
                at.map(|at| stages.swap_remove(at).1)
            });
            let stages: Vec<Stage> = ordered.collect();
            Rubric {
                id: file.id.into(),
                title: file.title.into(),
                often_stops_at: file.often_stops_at.into(),
                stages: stages.into(),
            }
        })
        .collect();
    for (rubric, stage) in stages {
        let path = format!("rubrics/{rubric}/{}.toml", stage.id);
        errors.push(LoadError::new(&path, "no rubric.toml beside it names this stage"));
    }
    frameworks.sort_by(|a: &Framework, b| b.default.cmp(&a.default).then(a.id.cmp(&b.id)));
    concepts.sort_by(|a: &crate::model::Concept, b| a.id.cmp(&b.id));
    problems.sort_by(|a: &crate::model::Problem, b| a.id.cmp(&b.id));
    rules.sort_by(|a: &crate::rule::PatternRule, b| a.id.cmp(&b.id));
    let guide = Guide {
        rubrics: rubrics.into(),
        frameworks: frameworks.into(),
        concepts: concepts.into(),
        problems: problems.into(),
        rules: rules.into(),
        language,
    };
    errors.extend(check::check(&guide, sources));
    errors.sort();
    (guide, errors)
}

fn toml_file<T: DeserializeOwned>(source: &Source<'_>) -> Result<T, LoadError> {
    toml::from_str(source.content).map_err(|error| {
        let line = error.span().map(|span| line_of(source.content, span.start));
        LoadError { line, ..LoadError::new(source.path, error.message()) }
    })
}

/// The line (1-based) of a byte offset.
fn line_of(content: &str, offset: usize) -> usize {
    1 + content.bytes().take(offset).filter(|&byte| byte == b'\n').count()
}

/// Front matter and body of a Markdown file, with the line (1-based) on which the body begins.
fn front_matter<'a, T: DeserializeOwned>(source: &Source<'a>) -> Result<(T, &'a str, usize), LoadError> {
    let missing = || LoadError::at(source.path, 1, "expected front matter: `---`, keys, `---`");
    let rest = source.content.strip_prefix("---\n").ok_or_else(missing)?;
    let (yaml, body) = rest.split_once("\n---\n").ok_or_else(missing)?;
    let body_line = yaml.lines().count() + 3;
    let keys = serde_saphyr::from_str(yaml).map_err(|error| {
        let line = error.location().map(|place| place.line() as usize + 1);
        LoadError { line, ..LoadError::new(source.path, error.without_snippet().to_string()) }
    })?;
    Ok((keys, body, body_line))
}

/// The file's name without its ending: the id of what it holds.
fn id_of(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.strip_suffix(".md").unwrap_or(name)
}

fn strings(list: Vec<String>) -> List<Str> {
    list.into_iter().map(Str::from).collect::<Vec<_>>().into()
}
