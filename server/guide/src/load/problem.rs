//! Problems: one Markdown file each.

use serde::Deserialize;

use super::{LoadError, Source, front_matter, id_of, strings};
use crate::model::{Brief, Entry, Problem};

#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Keys {
    /// The name shown to people.
    title: String,
    /// The question as a title for a new note.
    question: String,
    /// The family it belongs to.
    group: String,
    /// How titles, first lines and file names phrase it, without "design a" and the like.
    phrases: Vec<String>,
    /// The profile: which aspects apply.
    tags: Vec<String>,
    /// Whether it stands for a whole family, so that any other problem that fits goes before it.
    #[serde(default)]
    generic: bool,
    /// Titles that must be taken for it.
    #[serde(default)]
    matches: Vec<String>,
    /// Titles that must not be taken for it.
    #[serde(default)]
    misses: Vec<String>,
}

pub(super) fn read(source: &Source<'_>) -> Result<Problem, LoadError> {
    let (keys, body, first_line) = front_matter::<Keys>(source)?;
    let mut summary = String::new();
    let mut brief: Vec<(String, Vec<Entry>)> = Vec::new();
    for (at, line) in body.lines().enumerate() {
        let line = line.trim_end();
        if let Some(stage) = line.strip_prefix("## ") {
            brief.push((stage.trim().to_owned(), Vec::new()));
        } else if let Some((_, entries)) = brief.last_mut() {
            if line.is_empty() {
                continue;
            }
            let entry = line.strip_prefix("- ").and_then(|bullet| bullet.split_once(": "));
            let Some((key, text)) = entry else {
                return Err(LoadError::at(source.path, first_line + at, "expected a bullet `- KEY: text`"));
            };
            entries.push(Entry { key: key.to_owned().into(), text: text.trim().to_owned().into() });
        } else if !line.is_empty() {
            if !summary.is_empty() {
                summary.push(' ');
            }
            summary.push_str(line.trim());
        }
    }
    let brief: Vec<_> = brief
        .into_iter()
        .map(|(stage, entries)| Brief { stage: stage.into(), entries: entries.into() })
        .collect();
    Ok(Problem {
        id: id_of(source.path).to_owned().into(),
        title: keys.title.into(),
        question: keys.question.into(),
        group: keys.group.into(),
        phrases: keys.phrases.iter().collect(),
        tags: strings(keys.tags),
        generic: keys.generic,
        summary: summary.into(),
        brief: brief.into(),
        matches: strings(keys.matches),
        misses: strings(keys.misses),
    })
}
