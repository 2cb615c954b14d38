//! Concept cards: one Markdown file each.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{LoadError, Source, front_matter, id_of, strings};
use crate::model::{Ambiguous, Concept, Lines};
use crate::phrase;

#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Keys {
    /// The name shown to people.
    name: String,
    /// The kind of thing it is: one of the built-in categories, or one of your own.
    category: String,
    /// Ids of the stages in which it matters.
    stages: Vec<String>,
    /// Phrases that mean it wherever they stand. The name is one by itself.
    #[serde(default)]
    aliases: Vec<String>,
    /// Phrases that mean it only if one of these words stands on the same or the previous line.
    #[serde(default)]
    ambiguous: BTreeMap<String, Vec<String>>,
    /// Longer phrases that cancel an alias inside them.
    #[serde(default)]
    never: Vec<String>,
    /// Ids of other concepts.
    #[serde(default)]
    related: Vec<String>,
    /// Sentences that must mention it.
    #[serde(default)]
    matches: Vec<String>,
    /// Sentences that must not mention it.
    #[serde(default)]
    misses: Vec<String>,
}

/// The labels of a card's bullets, in their order.
const LABELS: [&str; 8] = [
    "Choose it when",
    "It matters when",
    "Rather than",
    "Answer it with",
    "Costs",
    "Watch out",
    "Formula",
    "Numbers",
];
/// How many words a card may have: readable in a hover without scrolling.
const WORDS: std::ops::RangeInclusive<usize> = 60..=160;

/// Reads a card. One of a pack may be as short as its team likes, and its bullets may bear any label.
pub(super) fn read(source: &Source<'_>, pack: bool) -> Result<Concept, LoadError> {
    let (keys, body, line) = front_matter::<Keys>(source)?;
    let body = body.trim();
    let (gist, card) = body.split_once("\n\n").unwrap_or((body, ""));
    if !pack {
        check_body(source, body, card, line)?;
    }
    let mut aliases = keys.aliases;
    // The name is an alias too, unless it is one of the words that need context.
    let name = keys.name.to_lowercase();
    let ambiguous = keys.ambiguous.keys().any(|alias| same_word(&alias.to_lowercase(), &name));
    let plain = !keys.name.contains(['(', ')', '/', ',', '&', ':', '*', '?', '<', '|', '^'])
        && phrase::parse(&keys.name).is_ok();
    if plain && !ambiguous && !aliases.iter().any(|alias| same_word(&alias.to_lowercase(), &name)) {
        aliases.push(keys.name.clone());
    }
    let ambiguous: Vec<_> = keys
        .ambiguous
        .into_iter()
        .map(|(alias, context)| Ambiguous { alias: alias.into(), context: context.iter().collect() })
        .collect();
    Ok(Concept {
        id: id_of(source.path).to_owned().into(),
        name: keys.name.into(),
        category: keys.category.into(),
        stages: strings(keys.stages),
        aliases: aliases.iter().collect(),
        ambiguous: ambiguous.into(),
        never: keys.never.iter().collect(),
        names: Lines::default(),
        related: keys.related.iter().collect(),
        gist: gist.trim().to_owned().into(),
        card: card.trim().to_owned().into(),
        matches: strings(keys.matches),
        misses: strings(keys.misses),
    })
}

/// Whether two wordings differ at most in the plural.
fn same_word(a: &str, b: &str) -> bool {
    let form_of =
        |a: &str, b: &str| phrase::base_forms(a.as_bytes(), &mut Vec::new()).any(|base| base == b.as_bytes());
    a == b || form_of(a, b) || form_of(b, a)
}

fn check_body(source: &Source<'_>, body: &str, card: &str, first_line: usize) -> Result<(), LoadError> {
    let words = body.split_whitespace().count();
    if !WORDS.contains(&words) {
        let expected = format!("the card has {words} words; expected {} to {}", WORDS.start(), WORDS.end());
        return Err(LoadError::at(source.path, first_line, expected));
    }
    let mut last = None;
    for line in card.lines().filter(|line| !line.trim().is_empty()) {
        let label = line.strip_prefix("- **").and_then(|rest| rest.split_once("** ")).map(|(label, _)| label);
        let place = label.and_then(|label| LABELS.iter().position(|known| *known == label));
        let fail = |message: String| Err(LoadError::near(source.path, source.content, line, message));
        match place {
            None => {
                return fail(format!(
                    "expected a bullet `- **LABEL** text` with one of: {}",
                    LABELS.join(", ")
                ));
            }
            Some(place) if last.is_some_and(|last| place <= last) => {
                return fail(format!("labels stand once each, in this order: {}", LABELS.join(", ")));
            }
            Some(place) => last = Some(place),
        }
    }
    let has = |label: &str| card.contains(&format!("- **{label}**"));
    let missing = if !has("Choose it when") && !has("It matters when") {
        "neither `Choose it when` nor `It matters when`"
    } else if !has("Costs") {
        "no `Costs`"
    } else if !has("Watch out") {
        "no `Watch out`"
    } else {
        return Ok(());
    };
    Err(LoadError::at(source.path, first_line, format!("the card has {missing}")))
}
