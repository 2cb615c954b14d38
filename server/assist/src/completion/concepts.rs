//! Names of concepts that begin with the word before the cursor.

use whyfirst_guide::model::Concept;
use whyfirst_guide::snippet;

use super::{About, Item, ItemKind, Place};

/// A word shorter than this could become anything.
const LETTERS: usize = 2;
/// At most so many names are offered.
pub(super) const MOST: usize = 40;

pub(super) fn find(place: &Place<'_>, first_rank: usize) -> Vec<Item> {
    let typed = word_before(place.before);
    if typed.chars().count() < LETTERS {
        return Vec::new();
    }
    let folded = typed.to_lowercase();
    let mut found: Vec<(usize, &Concept, &str)> = place
        .view
        .index
        .guide()
        .concepts
        .iter()
        .filter_map(|concept| name_for(concept, &folded).map(|(quality, name)| (quality, concept, name)))
        .collect();
    // What matters in the step around the cursor goes first.
    let stages = place.view.reading.section_at(place.line).map(|(_, section)| section.stages.clone()).unwrap_or_default();
    let here = |concept: &Concept| {
        stages.iter().filter_map(|&stage| place.view.index.stage(stage)).any(|stage| concept.stages.contains(&stage.id))
    };
    found.sort_by_key(|(quality, concept, name)| (*quality, !here(concept), name.len()));
    found
        .into_iter()
        .take(MOST)
        .enumerate()
        .map(|(rank, (_, concept, name))| Item {
            kind: ItemKind::Concept,
            label: name.to_owned(),
            detail: if name == concept.name { concept.category.to_string() } else { concept.name.to_string() },
            range: place.offset - typed.len()..place.offset,
            snippet: snippet::escape(&as_typed(name, typed)),
            filter: name.to_owned(),
            rank: first_rank + rank,
            about: About::Concept(concept.id.to_string()),
        })
        .collect()
}

/// The letters and hyphens before the cursor.
fn word_before(before: &str) -> &str {
    let rest = before.trim_end_matches(|c: char| c.is_alphanumeric() || c == '-');
    before.get(rest.len()..).unwrap_or_default()
}

/// The name or alias of a concept that begins with what was typed, names before aliases.
fn name_for<'a>(concept: &'a Concept, folded: &str) -> Option<(usize, &'a str)> {
    let begins = |name: &str| name.get(..folded.len()).is_some_and(|start| start.eq_ignore_ascii_case(folded));
    if begins(&concept.name) {
        return Some((0, &concept.name));
    }
    let plain = |alias: &&str| !alias.contains(['(', '|', '*', '?']);
    let aliases = concept.aliases.iter().chain(concept.ambiguous.iter().map(|it| &it.alias)).map(|alias| &**alias);
    aliases.filter(plain).find(|alias| begins(alias)).map(|alias| (1, alias))
}

/// A name in the case in which it was begun: inside a sentence it does not begin with a capital.
fn as_typed(name: &str, typed: &str) -> String {
    let lower = typed.chars().next().is_some_and(char::is_lowercase);
    let acronym = name.chars().take(2).filter(|c| c.is_uppercase()).count() == 2;
    let mut chars = name.chars();
    match chars.next() {
        Some(first) if lower && !acronym => first.to_lowercase().chain(chars).collect(),
        Some(first) if !lower => first.to_uppercase().chain(chars).collect(),
        _ => name.to_owned(),
    }
}
