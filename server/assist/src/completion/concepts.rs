//! Names of concepts that begin with the word before the cursor.

use whyfirst_guide::model::Concept;
use whyfirst_guide::snippet;
use whyfirst_guide::sort;

use super::{About, Item, ItemKind, Place, Trigger, ends_in_word};

/// How many words before the cursor may be the beginning of one name.
const WORDS: usize = 3;
/// At most so many names are offered.
pub(super) const MOST: usize = 40;

pub(super) fn find(place: &Place<'_>, first_rank: usize) -> Vec<Item> {
    // The longest run of words before the cursor with which a name begins: `log lo` is on the way to `log loss`.
    let longest = (1..=WORDS).rev().filter_map(|words| run(place, words)).find_map(|(typed, folded)| {
        let found = beginning_so(place, &folded);
        (!found.is_empty()).then_some((typed, found))
    });
    let Some((typed, mut found)) = longest else { return Vec::new() };
    // A concept's own name goes before another name, and what matters in the step around the cursor before the rest.
    let reading = place.view.reading;
    let section = reading.section_at(place.line);
    let stages = section.map(|(_, section)| reading.sections.stages(section)).unwrap_or_default();
    let here = |concept: &Concept| {
        stages
            .iter()
            .filter_map(|&stage| place.view.index.stage(stage))
            .any(|stage| concept.stages.contains(&stage.id))
    };
    // Then what is a word or phrase of its own, then short before long.
    sort::by_key(&mut found, |(quality, concept, name)| {
        (
            *quality,
            !here(concept),
            name.bytes().filter(|byte| matches!(byte, b' ' | b'-')).count(),
            name.len(),
        )
    });
    // What is left of the word behind the cursor.
    let word = place.after.trim_start_matches(|c: char| c.is_alphanumeric() || c == '-');
    let rest = place.after.len() - word.len();
    found
        .into_iter()
        .take(MOST)
        .enumerate()
        .map(|(rank, (quality, concept, name))| Item {
            kind: ItemKind::Concept,
            label: if quality == OWN { concept.name.to_string() } else { name.to_owned() },
            detail: if quality == OWN { concept.category.to_string() } else { concept.name.to_string() },
            range: place.offset - typed.len()..place.offset + rest,
            snippet: snippet::escape(&as_typed(name, typed)),
            // As typed, lest a client takes a space and a hyphen for two things.
            filter: format!("{typed}{}", name.get(typed.len()..).unwrap_or_default()),
            rank: first_rank + rank,
            about: About::Concept(concept.id.to_string()),
        })
        .collect()
}

/// The concepts with a name that begins so, each with the first such name and the place of it among its names: 0 for its own name.
fn beginning_so<'a>(place: &Place<'a>, folded: &str) -> Vec<(usize, &'a Concept, &'a str)> {
    let index = place.view.index;
    let concepts = index.names().beginning_with(folded).filter_map(|concept| index.concept(concept));
    let found = concepts.filter_map(|concept| {
        let (at, name) = concept.names.iter().enumerate().find(|(_, name)| begins(place, name, folded))?;
        Some((at.min(OWN + 1), concept, name))
    });
    found.collect()
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

/// The concept's own name, among its names.
const OWN: usize = 0;

/// The last words before the cursor if names may begin with so many, and the same as they are compared.
fn run<'a>(place: &Place<'a>, words: usize) -> Option<(&'a str, String)> {
    let typed = words_before(place.before, words);
    let enough = typed.contains(' ') || words == 1 && place.is_enough(typed);
    (enough && !ends_in_word(place, typed)).then(|| (typed, typed.to_lowercase().replace('-', " ")))
}

/// Whether a name begins with what was typed and goes on, in the same word unless the writer has asked.
fn begins(place: &Place<'_>, name: &str, folded: &str) -> bool {
    let alike = |a: u8, b: u8| a == b'-' && b == b' ' || a.eq_ignore_ascii_case(&b);
    name.len() > folded.len()
        && name.bytes().zip(folded.bytes()).all(|(a, b)| alike(a, b))
        && name.get(folded.len()..).is_some_and(|rest| {
            rest.starts_with(|c: char| c.is_alphanumeric() || place.trigger == Trigger::Asked)
        })
}

/// A name with a capital where it was begun with one.
fn as_typed(name: &str, typed: &str) -> String {
    let plain = !name.chars().any(char::is_uppercase);
    let mut chars = name.chars();
    match chars.next() {
        Some(first) if plain && typed.starts_with(char::is_uppercase) => {
            first.to_uppercase().chain(chars).collect()
        }
        _ => name.to_owned(),
    }
}
