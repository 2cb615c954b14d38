//! Names of concepts that begin with the word before the cursor.

use whyfirst_guide::model::Concept;
use whyfirst_guide::snippet;

use super::{About, Item, ItemKind, Place};

/// A word shorter than this could become anything.
const LETTERS: usize = 2;
/// How many words before the cursor may be the beginning of one name.
const WORDS: usize = 3;
/// At most so many names are offered.
pub(super) const MOST: usize = 40;

pub(super) fn find(place: &Place<'_>, first_rank: usize) -> Vec<Item> {
    // The longest run of words before the cursor with which a name begins: `log lo` is on the way to `log loss`.
    let mut found: Vec<(usize, &Concept, &str)> = Vec::new();
    let mut typed = "";
    for words in (1..=WORDS).rev() {
        typed = words_before(place.before, words);
        if typed.chars().count() < LETTERS || words > 1 && !typed.contains(' ') {
            continue;
        }
        let folded = typed.to_lowercase();
        let concepts = place.view.index.guide().concepts.iter();
        found = concepts
            .filter_map(|concept| name_for(concept, &folded).map(|(quality, name)| (quality, concept, name)))
            .collect();
        if !found.is_empty() {
            break;
        }
    }
    // What matters in the step around the cursor goes first.
    let stages = place
        .view
        .reading
        .section_at(place.line)
        .map(|(_, section)| section.stages.clone())
        .unwrap_or_default();
    let here = |concept: &Concept| {
        stages
            .iter()
            .filter_map(|&stage| place.view.index.stage(stage))
            .any(|stage| concept.stages.contains(&stage.id))
    };
    // Then what is a word or phrase of its own, then short before long.
    found.sort_by_key(|(quality, concept, name)| {
        (!here(concept), *quality, name.split([' ', '-']).count(), name.len())
    });
    // What is left of the word behind the cursor.
    let word = place.after.trim_start_matches(|c: char| c.is_alphanumeric() || c == '-');
    let rest = place.after.len() - word.len();
    found
        .into_iter()
        .take(MOST)
        .enumerate()
        .map(|(rank, (_, concept, name))| Item {
            kind: ItemKind::Concept,
            label: name.to_owned(),
            detail: if name == concept.name {
                concept.category.to_string()
            } else {
                concept.name.to_string()
            },
            range: place.offset - typed.len()..place.offset + rest,
            snippet: snippet::escape(&as_typed(name, typed)),
            filter: name.to_owned(),
            rank: first_rank + rank,
            about: About::Concept(concept.id.to_string()),
        })
        .collect()
}

/// The last words before the cursor, at most so many, with the spaces between them.
fn words_before(before: &str, words: usize) -> &str {
    let mut start = before.len();
    for _ in 0..words {
        let rest = before.get(..start).unwrap_or_default();
        let spaced = if start == before.len() { rest } else { rest.strip_suffix(' ').unwrap_or_default() };
        let word = spaced.trim_end_matches(|c: char| c.is_alphanumeric() || c == '-');
        if word.len() == spaced.len() {
            break;
        }
        start = word.len();
    }
    before.get(start..).unwrap_or_default()
}

/// The name or alias of a concept that begins with what was typed, names before aliases.
fn name_for<'a>(concept: &'a Concept, folded: &str) -> Option<(usize, &'a str)> {
    let begins =
        |name: &str| name.get(..folded.len()).is_some_and(|start| start.eq_ignore_ascii_case(folded));
    if begins(&concept.name) {
        return Some((0, &concept.name));
    }
    let plain = |alias: &&str| !alias.contains(['(', '|', '*', '?']);
    let aliases =
        concept.aliases.iter().chain(concept.ambiguous.iter().map(|it| &it.alias)).map(|alias| &**alias);
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
