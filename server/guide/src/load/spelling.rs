//! How names are written. Aliases are phrases to be found, in any case and number (`ctr`, `fm model`); completion puts in what a person
//! would write (`CTR`, `FM model`), and the texts of the guide show it.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Concept;

/// Fills in the names of those that have none yet. An alias that no text uses and that has no capital may be no more than a way to find the
/// concept, but a pack's author knows what theirs are for.
pub(super) fn spell(concepts: &mut [Concept], prose: &[&str], pack: bool) {
    if concepts.iter().all(|concept| !concept.names.is_empty()) {
        return;
    }
    let mut texts = Texts::default();
    for concept in concepts.iter() {
        for text in [&concept.name, &concept.gist, &concept.card].into_iter().chain(concept.matches.iter()) {
            texts.add(text);
        }
    }
    prose.iter().for_each(|text| texts.add(text));
    let texts = texts.finished();
    let found: Vec<Vec<String>> = concepts
        .iter()
        .map(|concept| if concept.names.is_empty() { names(concept, &texts, pack) } else { Vec::new() })
        .collect();
    for (concept, names) in concepts.iter_mut().zip(found) {
        if concept.names.is_empty() {
            concept.names = names.iter().collect();
        }
    }
}

/// The names of a concept in running text, its own first.
fn names(concept: &Concept, texts: &Texts<'_>, pack: bool) -> Vec<String> {
    let own = concept.name.to_string();
    let own = if texts.is_proper(&own) { own } else { lowered(&own) };
    let mut names = vec![own];
    let ambiguous = concept.ambiguous.iter().map(|it| &*it.alias);
    for alias in concept.aliases.iter().chain(ambiguous) {
        if alias.contains(['(', '|', '*', '?']) {
            continue;
        }
        let as_given = pack || alias.contains(char::is_uppercase);
        let written = texts.spelling(alias).or_else(|| as_given.then(|| alias.to_string()));
        names.extend(written.filter(|it| !names.iter().any(|name| same(name, it))));
    }
    names
}

/// Whether two names differ at most in case and hyphens.
fn same(a: &str, b: &str) -> bool {
    a.replace('-', " ").eq_ignore_ascii_case(&b.replace('-', " "))
}

/// The words of all texts, by what they are in lower case.
#[derive(Default)]
struct Texts<'a> {
    words: Vec<Word<'a>>,
    places: BTreeMap<String, Vec<usize>>,
    /// Words with a capital in the midst of a sentence, and words without.
    capital: BTreeSet<String>,
    plain: BTreeSet<String>,
}

struct Word<'a> {
    text: &'a str,
    /// What stands between it and the next word.
    gap: &'a str,
    /// Whether a sentence begins with it, so that its capital says nothing.
    first: bool,
}

impl<'a> Texts<'a> {
    fn add(&mut self, text: &'a str) {
        let is_word = |c: char| c.is_alphanumeric();
        let mut rest = text.trim_start_matches(|c| !is_word(c));
        let mut first = true;
        while !rest.is_empty() {
            let (word, after) = rest.split_at(rest.find(|c| !is_word(c)).unwrap_or(rest.len()));
            let (gap, next) = after.split_at(after.find(is_word).unwrap_or(after.len()));
            self.words.push(Word { text: word, gap: if next.is_empty() { "\n" } else { gap }, first });
            first = gap.contains(['.', '!', '?', ':', '\n', '"', '“', '|', '*']);
            rest = next;
        }
    }

    fn finished(mut self) -> Texts<'a> {
        for (at, word) in self.words.iter().enumerate() {
            let low = word.text.to_lowercase();
            if word.text == low {
                self.plain.insert(low.clone());
            } else if !word.first {
                self.capital.insert(low.clone());
            }
            self.places.entry(low).or_default().push(at);
        }
        self
    }

    /// Whether the first word of a name has its capital in the midst of a sentence too.
    fn is_proper(&self, name: &str) -> bool {
        let word = name.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let low = word.to_lowercase();
        name.chars().nth(1).is_some_and(|second| second == '/' || second.is_ascii_digit())
            || word.chars().skip(1).any(char::is_uppercase)
            || self.capital.contains(&low) && !self.plain.contains(&low)
    }

    /// How a phrase is written most often: in capitals if anywhere, else as in the midst of a sentence.
    fn spelling(&self, phrase: &str) -> Option<String> {
        let parts: Vec<String> =
            phrase.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect();
        if phrase.contains(char::is_uppercase) {
            return None;
        }
        let (head, tail) = parts.split_first()?;
        let mut counts: BTreeMap<(bool, String), usize> = BTreeMap::new();
        let plural = |word: &str| [format!("{word}s"), format!("{word}es")];
        let [s, es] = plural(head);
        for start in [head, &s, &es].into_iter().filter_map(|head| self.places.get(head)).flatten() {
            let Some(written) = self.written_at(*start, tail.len(), &parts) else { continue };
            let capitals = written.chars().skip(1).any(char::is_uppercase);
            let first = self.words.get(*start).is_some_and(|word| word.first);
            let written = if first && !self.is_proper(&written) { lowered(&written) } else { written };
            *counts.entry((capitals, written)).or_default() += 1;
        }
        counts.into_iter().max_by_key(|((capitals, _), count)| (*capitals, *count)).map(|((_, it), _)| it)
    }

    /// The words from a place on, if they are these, the last one perhaps in the plural, which is taken off.
    fn written_at(&self, start: usize, more: usize, parts: &[String]) -> Option<String> {
        let words = self.words.get(start..=start + more)?;
        let mut written = String::new();
        for (at, (word, part)) in words.iter().zip(parts).enumerate() {
            let last = at == more;
            let low = word.text.to_lowercase();
            let ending = low.strip_prefix(part.as_str())?;
            if !(ending.is_empty() || last && matches!(ending, "s" | "es")) {
                return None;
            }
            written += word.text.get(..word.text.len().checked_sub(ending.len())?)?;
            if !last {
                matches!(word.gap, " " | "-" | "/").then_some(())?;
                written += word.gap;
            }
        }
        Some(written)
    }
}

/// With a small first letter.
fn lowered(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
