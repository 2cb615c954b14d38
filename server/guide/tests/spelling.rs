//! Spelling of all texts that people read: words that a dictionary knows, in British forms.
//!
//! Words with a capital are names and are left alone, like whatever stands between back-quotes.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::common::{guide, passages, prose};
use random_word::Lang;
use varcon::{Category, VARCON};

/// Terms of the trade and everyday words that the dictionary lacks, one a line.
const OWN: &str = include_str!("words.txt");

/// What is wrong with words, if anything is.
struct Speller {
    known: HashSet<&'static str>,
    /// Forms that are American only, and what is written instead.
    american: HashMap<&'static str, &'static str>,
}

impl Speller {
    fn new() -> Speller {
        let own: Vec<_> =
            OWN.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
        let mut known: HashSet<&str> = random_word::all(Lang::En).iter().copied().collect();
        known.extend(&own);
        let mut american = HashMap::new();
        let mut british = HashSet::new();
        for entry in VARCON.iter().flat_map(|cluster| cluster.entries) {
            let of = |wanted: Category| {
                let fits = move |variant: &&varcon::Variant| {
                    variant.types.iter().any(|it| it.category == wanted && it.tag.is_none())
                };
                entry.variants.iter().find(fits).map(|variant| variant.word)
            };
            // Where a list names no form for `-ise`, the British one holds.
            let here = of(Category::BritishIse).or_else(|| of(Category::BritishIze));
            let any = |variant: &&varcon::Variant| {
                variant.types.iter().any(|it| it.category == Category::BritishIse)
            };
            british.extend(entry.variants.iter().filter(any).map(|variant| variant.word).chain(here));
            if let (Some(there), Some(here)) = (of(Category::American), here)
                && there != here
            {
                american.insert(there, here);
            }
        }
        // A form that is American in one sense and British in another (`check`, `program`) is right, like one listed as our own.
        american.retain(|word, _| !british.contains(word) && !own.contains(word));
        Speller { known, american }
    }

    fn complaint(&self, word: &str) -> Option<String> {
        if let Some(instead) = self.american.get(word) {
            return Some(format!("`{word}` is American; write `{instead}`"));
        }
        (!self.known.contains(word)).then(|| format!("`{word}` is not in the dictionary"))
    }
}

/// The words of a text that can be looked up: lower-case ones of ASCII and Latin letters, without a `'s`.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let inner = |c: char| c.is_alphanumeric() || c == '\'' || c == '’' || c == '_';
    text.split(move |c: char| !inner(c)).filter_map(|word| {
        let word = word.trim_matches(['\'', '’']);
        let word = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
        let letters = |c: char| c.is_lowercase() && (c.is_ascii() || ('à'..='ÿ').contains(&c)) || c == '\'';
        (word.chars().count() > 1 && word.chars().all(letters)).then_some(word)
    })
}

#[test]
fn all_texts_are_spelt_rightly() {
    let speller = Speller::new();
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for passage in passages(&guide()) {
        for word in words(&prose(&passage.text)) {
            if let Some(complaint) = speller.complaint(word) {
                found.entry(complaint).or_insert(passage.place.clone());
            }
        }
    }
    let found: Vec<_> = found.iter().map(|(complaint, place)| format!("{complaint} ({place})")).collect();
    assert!(
        found.is_empty(),
        "{} words; a right one belongs into server/guide/tests/words.txt:\n{}",
        found.len(),
        found.join("\n")
    );
}

#[test]
fn wrong_and_american_words_are_found() {
    let speller = Speller::new();
    for right in ["colour", "behaviour", "randomised", "modelling", "catalogue", "the", "about", "latency"] {
        assert_eq!(speller.complaint(right), None);
    }
    for american in ["color", "behavior", "optimize", "modeling", "labeled", "normalization"] {
        assert!(speller.complaint(american).is_some_and(|it| it.contains("American")), "{american}");
    }
    for wrong in ["teh", "calibratoin", "recieve", "embeding"] {
        assert!(speller.complaint(wrong).is_some_and(|it| it.contains("dictionary")), "{wrong}");
    }
    assert_eq!(
        words("The user's A/B `x` don't x² 10ms cache").collect::<Vec<_>>(),
        ["user", "don't", "cache"]
    );
}

#[test]
fn the_list_of_own_words_is_sorted_and_used() {
    let own: Vec<_> = OWN.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let mut sorted = own.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(own, sorted);
    let guide = guide();
    let texts: Vec<_> = passages(&guide).into_iter().map(|passage| prose(&passage.text)).collect();
    let used: HashSet<&str> = texts.iter().flat_map(|text| words(text)).collect();
    let unused: Vec<_> = own.iter().filter(|word| !used.contains(*word)).collect();
    assert!(unused.is_empty(), "words of the list that no text uses: {unused:?}");
}
