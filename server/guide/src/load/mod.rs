//! From the files of a guide to the guide. Takes contents, not paths: reading the disk is for the caller.

mod card;
mod check;
mod estimation;
mod language;
mod problem;
mod rubric;
mod rule;
#[cfg(test)]
mod schema_tests;
mod spelling;

use std::collections::BTreeMap;
use std::fmt;

use serde::de::DeserializeOwned;
use serde_saphyr::{DefaultMessageFormatter, MessageFormatter};

use crate::estimation::Estimation;
use crate::model::{Concept, Framework, Guide, Language, List, Problem, Str};
use crate::rule::PatternRule;
use crate::sort;
use rubric::{RubricFile, StageFile, StageOf};

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

/// Reads the files of a guide. What is sound is in the guide; what is not is told, each with its file and, where known, its line.
pub fn load(sources: &[Source<'_>]) -> (Guide, Vec<LoadError>) {
    extend(&Guide::default(), sources)
}

/// Reads the files of a pack into a guide: an entry with the id of one that is there takes its place, others are added. Mistakes are told of
/// the pack alone, and what is sound of it is in the guide; a pack beyond all measure is left out.
pub fn extend(base: &Guide, sources: &[Source<'_>]) -> (Guide, Vec<LoadError>) {
    let pack = *base != Guide::default();
    let (files, mut errors) = Files::read(sources, pack);
    let guide = files.merge(base, pack, &mut errors);
    let (found, too_much) = check::check(&guide, sources);
    errors.extend(found);
    errors.extend(estimation::check(&guide, sources));
    sort::all(&mut errors);
    errors.dedup();
    (if too_much { base.clone() } else { guide }, errors)
}

/// What the files hold, each by itself.
#[derive(Default)]
struct Files<'a> {
    rubrics: Vec<(&'a str, RubricFile)>,
    stages: Vec<StageOf<'a>>,
    frameworks: Vec<Framework>,
    concepts: Vec<Concept>,
    problems: Vec<Problem>,
    rules: Vec<PatternRule>,
    language: Language,
    estimation: Estimation,
}

impl<'a> Files<'a> {
    fn read(sources: &[Source<'a>], pack: bool) -> (Files<'a>, Vec<LoadError>) {
        let (mut files, mut errors) = (Files::default(), Vec::new());
        for source in sources {
            errors.extend(files.add(source, pack).err());
        }
        (files, errors)
    }

    fn add(&mut self, source: &Source<'a>, pack: bool) -> Result<(), LoadError> {
        let parts: Vec<&str> = source.path.split('/').collect();
        match parts.as_slice() {
            ["language.toml"] => self.language = toml_file(source)?,
            ["rubrics", rubric, "rubric.toml"] => {
                let file: RubricFile = toml_file(source)?;
                same_name(source, rubric, &file.id)?;
                self.rubrics.push((source.path, file));
            }
            ["rubrics", rubric, _] => {
                let file: StageFile = toml_file(source)?;
                same_name(source, id_of(source.path), &file.id)?;
                self.stages.push(StageOf { path: source.path, rubric, file });
            }
            ["frameworks", _] => {
                let framework: Framework = toml_file(source)?;
                same_name(source, id_of(source.path), &framework.id)?;
                self.frameworks.push(framework);
            }
            ["concepts", .., _] => {
                let concept = card::read(source, pack)?;
                if self.concepts.iter().any(|other| other.id == concept.id) {
                    let message = format!("there are two concepts `{}`", concept.id);
                    return Err(LoadError::new(source.path, message));
                }
                self.concepts.push(concept);
            }
            ["estimation", _] => self.estimation.add(toml_file(source)?),
            ["problems", _] => self.problems.push(problem::read(source)?),
            ["rules", _] => self.rules.push(rule::read(source, pack)?),
            _ => {
                return Err(LoadError::new(
                    source.path,
                    "not a guide file: expected language.toml, rubrics/ID/*.toml, frameworks/*.toml, estimation/*.toml, concepts/**/*.md, problems/*.md or rules/*.md",
                ));
            }
        }
        Ok(())
    }

    /// Puts the entries into a guide.
    fn merge(self, base: &Guide, pack: bool, errors: &mut Vec<LoadError>) -> Guide {
        let mut frameworks = base.frameworks.to_vec();
        if self.frameworks.iter().any(|framework| framework.default) {
            // There is one default: the newest.
            frameworks.iter_mut().for_each(|framework| framework.default = false);
        }
        let mut frameworks = in_order(frameworks, self.frameworks, |framework| &framework.id);
        sort::by_key(&mut frameworks, |framework| !framework.default);
        let mut concepts = in_order(base.concepts.to_vec(), self.concepts, |concept| &concept.id);
        let problems = in_order(base.problems.to_vec(), self.problems, |problem| &problem.id);
        let entries = problems.iter().flat_map(|it| it.brief.iter()).flat_map(|it| it.entries.iter());
        let prose: Vec<&str> = entries.map(|entry| &*entry.text).collect();
        spelling::spell(&mut concepts, &prose, pack);
        let rules = in_order(base.rules.to_vec(), self.rules, |rule| &rule.id);
        Guide {
            rubrics: rubric::merge(&base.rubrics, self.rubrics, self.stages, errors).into(),
            frameworks: frameworks.into(),
            concepts: concepts.into(),
            problems: problems.into(),
            rules: rules.into(),
            language: language::merge(&base.language, self.language),
            estimation: estimation::merge(&base.estimation, self.estimation),
        }
    }
}

/// A list and more of its kind: what has the id of an entry takes its place, the rest follows.
fn by_id<T>(mut list: Vec<T>, more: impl IntoIterator<Item = T>, id: impl Fn(&T) -> &Str) -> Vec<T> {
    let mut places = BTreeMap::new();
    for (at, entry) in list.iter().enumerate() {
        places.insert(id(entry).clone(), at);
    }
    for entry in more {
        let at = *places.entry(id(&entry).clone()).or_insert(list.len());
        match list.get_mut(at) {
            Some(place) => *place = entry,
            None => list.push(entry),
        }
    }
    list
}

/// The same in the order of the ids.
fn in_order<T>(list: Vec<T>, more: Vec<T>, id: impl Fn(&T) -> &Str) -> Vec<T> {
    let mut entries = BTreeMap::new();
    for entry in list.into_iter().chain(more) {
        entries.insert(id(&entry).clone(), entry);
    }
    entries.into_values().collect()
}

/// An id stands in the file and in its name, and both are the same: mistakes are told by the one and settings use the other.
fn same_name(source: &Source<'_>, name: &str, id: &str) -> Result<(), LoadError> {
    if name == id {
        return Ok(());
    }
    let message = format!("the id `{id}` is not the name `{name}`: make them the same");
    Err(LoadError::near(source.path, source.content, "id", message))
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
        let message = DefaultMessageFormatter.format_message(error.without_snippet());
        LoadError { line, ..LoadError::new(source.path, message) }
    })?;
    Ok((keys, body, body_line))
}

/// The file's name without its ending: the id of what it holds.
fn id_of(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn strings(list: Vec<String>) -> List<Str> {
    list.into_iter().map(Str::from).collect::<Vec<_>>().into()
}
