//! Problems: one Markdown file each.

use serde::Deserialize;

use super::{LoadError, Source, front_matter, id_of, strings};
use crate::model::{Brief, Entry, Problem};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    title: String,
    question: String,
    group: String,
    phrases: Vec<String>,
    tags: Vec<String>,
    #[serde(default)]
    generic: bool,
    #[serde(default)]
    matches: Vec<String>,
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
        phrases: strings(keys.phrases),
        tags: strings(keys.tags),
        generic: keys.generic,
        summary: summary.into(),
        brief: brief.into(),
        matches: strings(keys.matches),
        misses: strings(keys.misses),
    })
}
