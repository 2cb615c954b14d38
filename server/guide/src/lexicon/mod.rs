//! Many phrases matched at once: a graph over words, walked once along a text.
//!
//! A lexicon is a handful of flat lists of numbers. [`Builder`] makes them, for the built-in guide when the program is compiled, so that
//! they lie in the program and cost nothing at its start, and for packs when they are loaded.

mod builder;
mod folded;
mod vocabulary;
mod walk;
#[cfg(test)]
mod walk_tests;

use std::cell::Cell;

pub use builder::Builder;

use crate::model::{List, Str};
use crate::words::Words;
use folded::Folded;
use vocabulary::Vocabulary;
use walk::{Fresh, Reader, States, Turn, Walk};

/// A word of phrases, as a number; the first eight are the classes of numbers.
type Symbol = u32;
/// Where in [`Lexicon::graph`] the record of a state begins.
type State = u32;

/// The classes of numbers, which come before all words.
const CLASSES: Symbol = 8;
/// The state of the phrases that stand at the start of a statement. Its record comes first.
const ANCHORED: State = 0;

/// A state at which a phrase ends, or after which a gap may follow.
const MORE: u32 = 1 << 31;
/// A symbol with which a phrase of the starts of statements begins.
const ANCHORS: u32 = 1 << 30;
/// So many edges of a state are looked through without further help.
const FEW: u32 = 24;
/// So many numbers of a record speak of one gap.
const GAP: usize = 3;

/// A set of phrases, each with a payload.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lexicon {
    /// A hash table of words, not inflected: the place of a record in `vocabulary`, and some bits of the hash.
    pub(crate) words: List<u32>,
    /// The same for words that stand for all that begin with them, by their first bytes.
    pub(crate) prefixes: List<u32>,
    /// The records: how many letters, own forms and forms there are, then the letters (eight to two numbers), then the forms, the word's own
    /// first, then what begins with it. Of prefixes, all that begin with the same bytes follow each other.
    pub(crate) vocabulary: List<u32>,
    /// By symbol, two numbers: the state to which it leads from the start of a phrase (with [`MORE`] if it does more than lead on by the
    /// next word, and with [`ANCHORS`] if it leads on at the start of a statement too), and the marks of the symbols that lead on from
    /// there.
    pub(crate) starts: List<u32>,
    /// The records of the states: how many payloads and gaps, how many edges, the marks of these, then the payloads, for each gap the
    /// state after it, the marks of the symbols that lead on from there and how many words it may hold, the symbols of the edges in the
    /// order of their marks, where these lead, and, if there are more than [`FEW`] edges, the position of the first of each mark.
    pub(crate) graph: List<u32>,
    /// The candidates for a mistyped word: for each first letter and length of long words and prefixes these two, and where in `long_words`
    /// those that have them end.
    pub(crate) long: List<u32>,
    /// For each long word where its letters begin in `letters`, and whether it is a prefix.
    pub(crate) long_words: List<u32>,
    /// Their letters.
    pub(crate) letters: Str,
}

/// A typing mistake is forgiven in words of at least so many letters.
const FORGIVEN: usize = 8;

/// A phrase found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// What was given with the phrase.
    pub payload: u32,
    /// The index of its first word.
    pub first: u32,
    /// The index of its last word.
    pub last: u32,
    /// The index of the sentence in which it stands.
    pub sentence: u32,
}

thread_local! {
    static WALK: Cell<Option<Box<(Walk, Reader)>>> = const { Cell::new(None) };
    static WALKED: Cell<u64> = const { Cell::new(0) };
}

/// How many words this thread has walked along so far. For tests of how work grows with a text: it is counted, because the clock of a
/// busy machine tells nothing.
pub fn words_walked() -> u64 {
    WALKED.get()
}

impl Lexicon {
    /// Finds all phrases in the sentences of a text, overlapping ones too, in the order of their ends.
    pub fn scan(&self, text: &str, base: u32, words: &Words, mut hit: impl FnMut(Hit)) {
        let (vocabulary, states) = (self.vocabulary(), States { starts: &self.starts, graph: &self.graph });
        let mut kept = WALK.take().unwrap_or_default();
        let (walk, reader) = &mut *kept;
        for (nth, sentence) in (0..).zip(&words.sentences) {
            walk.start_sentence(nth);
            let mut fresh = Fresh::default();
            let range = sentence.first as usize..sentence.end as usize;
            for (index, word) in (sentence.first..).zip(words.words.get(range).unwrap_or_default()) {
                let range = (word.start - base) as usize..(word.end - base) as usize;
                let counted = reader.read(vocabulary, text, range, word);
                let turn = Turn { word, index, first: index == sentence.first };
                states.advance(turn, counted, walk, &mut fresh, &mut hit);
            }
        }
        WALK.set(Some(kept));
        WALKED.set(WALKED.get() + words.words.len() as u64);
    }

    /// Whether a word, or what it is the plural of, stands in a phrase.
    pub fn knows(&self, word: &str) -> bool {
        let (vocabulary, mut folded, mut known) = (self.vocabulary(), Folded::default(), false);
        if folded.read(word, 0..word.len()) {
            known = vocabulary.word(&folded).is_some_and(|record| !record.own().is_empty());
            vocabulary.inflected(&folded, |_| known = true);
        }
        known
    }

    /// What a long word that is not known was probably meant to be: the known word one slip away from it, or the beginning that is.
    pub fn meant(&self, word: &str) -> Option<&str> {
        if word.len() < FORGIVEN || !word.is_ascii() {
            return None;
        }
        let folded = word.to_ascii_lowercase();
        let mut begins = false;
        self.vocabulary().prefixes(&Folded::of(folded.as_bytes())?, |_| begins = true);
        if begins || self.knows(&folded) {
            return None;
        }
        let first = *folded.as_bytes().first()?;
        let letters: &str = &self.letters;
        let near = |len: usize| {
            self.long_words(first, len).find_map(|(start, begins)| {
                let known = letters.as_bytes().get(start..start + len)?;
                one_slip(folded.as_bytes(), known, begins).then(|| letters.get(start..start + len))?
            })
        };
        (FORGIVEN - 1..=folded.len() + 1).rev().find_map(near)
    }

    /// The long words with a first letter and a length: where their letters begin, and whether they are prefixes.
    fn long_words(&self, first: u8, len: usize) -> impl Iterator<Item = (usize, bool)> {
        let key = long_key(first, len);
        let (groups, _) = self.long.as_chunks::<2>();
        let at = groups.partition_point(|[other, _]| *other < key);
        let start = at.checked_sub(1).and_then(|before| groups.get(before)).map_or(0, |[_, end]| *end);
        let end = groups.get(at).filter(|[other, _]| *other == key).map_or(start, |[_, end]| *end);
        let words = self.long_words.get(start as usize..end as usize).unwrap_or_default();
        words.iter().map(|&place| ((place >> 1) as usize, place & 1 == 1))
    }

    fn vocabulary(&self) -> Vocabulary<'_> {
        Vocabulary { words: &self.words, prefixes: &self.prefixes, records: &self.vocabulary }
    }

    /// How many numbers the graph is made of.
    #[cfg(test)]
    fn graph_len(&self) -> usize {
        self.graph.len()
    }
}

fn long_key(first: u8, len: usize) -> u32 {
    (u32::from(first) << 16) | (len as u32 & 0xffff)
}

/// The marks of several symbols.
fn marks_of(symbols: &[Symbol]) -> u32 {
    symbols.iter().fold(0, |marks, &symbol| marks | mark(symbol))
}

/// A bit for a symbol. Several share one, so a bit that is set means no more than that it is worth looking.
fn mark(symbol: Symbol) -> u32 {
    1 << (symbol % 32)
}

/// Whether a word, or its beginning, differs from a known one by one letter put in, left out, changed, or swapped with its neighbour.
fn one_slip(word: &[u8], known: &[u8], begins: bool) -> bool {
    let same = word.iter().zip(known).take_while(|(x, y)| x == y).count();
    let (word, known) = (word.get(same..).unwrap_or_default(), known.get(same..).unwrap_or_default());
    let agree = |word: &[u8], known: &[u8]| if begins { word.starts_with(known) } else { word == known };
    match (word, known) {
        ([], []) => false,
        ([_, word_rest @ ..], [_, known_rest @ ..]) if agree(word_rest, known_rest) => true,
        ([w0, w1, word_rest @ ..], [k0, k1, known_rest @ ..])
            if w0 == k1 && w1 == k0 && agree(word_rest, known_rest) =>
        {
            true
        }
        ([_, word_rest @ ..], known) if agree(word_rest, known) => true,
        (word, [_, known_rest @ ..]) if agree(word, known_rest) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Units;

    #[test]
    fn words_that_no_phrase_holds_are_never_taken_for_one() {
        // Many words, so that places in the table collide.
        let phrases: Vec<String> = (0..3_000).map(|n| format!("word{n}x")).collect();
        let mut builder = Builder::new();
        for (payload, phrase) in phrases.iter().enumerate() {
            builder.add(phrase, payload as u32).expect(phrase);
        }
        let lexicon = builder.finish();
        for n in 0..6_000 {
            let text = format!("word{n}x");
            let mut hits = Vec::new();
            lexicon.scan(&text, 0, &Words::of(&text, &Units::default()), |hit| hits.push(hit.payload));
            assert_eq!(hits, Vec::from_iter((n < 3_000).then_some(n)), "{text}");
        }
    }

    #[test]
    fn endings_that_mean_the_same_are_kept_once() {
        let long = |words: usize| {
            let mut builder = Builder::new();
            for n in 0..words {
                builder.add(&format!("begin{n} (one|two) (three|four) five"), 7).expect("a phrase");
            }
            builder.finish().graph_len()
        };
        // A further beginning costs its own first word, and no second copy of what follows.
        assert!(long(20) - long(10) < 10 * 20, "{} {}", long(20), long(10));
    }

    #[test]
    fn one_slip_is_forgiven() {
        let slip = |word: &str, known: &str| one_slip(word.as_bytes(), known.as_bytes(), false);
        assert!(slip("recommedation", "recommendation"));
        assert!(slip("evalaution", "evaluation"));
        assert!(slip("monitorring", "monitoring"));
        assert!(!slip("evaluation", "evaluation"));
        assert!(!slip("evelaution", "evaluation"));
        assert!(!slip("monitoringly", "monitoring"));
        let begins = |word: &str, known: &str| one_slip(word.as_bytes(), known.as_bytes(), true);
        assert!(begins("evalautions", "evaluat") && begins("evluations", "evaluat"));
        assert!(begins("monnitoringly", "monitor") && begins("monitxringly", "monitor"));
        assert!(!begins("moniting", "monitor") && !begins("mnoitxring", "monitor"));
    }

    fn found(phrases: &[&str], text: &str) -> Vec<String> {
        let mut builder = Builder::new();
        for (payload, phrase) in phrases.iter().enumerate() {
            builder.add(phrase, payload as u32).expect(phrase);
        }
        let lexicon = builder.finish();
        let words = Words::of(text, &Units::default());
        let mut hits = Vec::new();
        lexicon.scan(text, 0, &words, |hit| {
            let start = words.words[hit.first as usize].start as usize;
            let end = words.words[hit.last as usize].end as usize;
            hits.push(text.get(start..end).unwrap().to_owned());
        });
        hits
    }

    #[test]
    fn plurals_hyphens_and_joined_words_match() {
        assert_eq!(
            found(&["cold start"], "Cold-start, coldstarts and cold starts"),
            ["Cold-start", "coldstarts", "cold starts"]
        );
        assert_eq!(found(&["query"], "queries, query's, querying"), ["queries", "query's"]);
    }

    #[test]
    fn capitals_count_where_the_phrase_is_in_capitals() {
        assert_eq!(found(&["MAP"], "map MAP MAPs maps mAP"), ["MAP", "MAPs"]);
        assert_eq!(found(&["ndcg"], "NDCG nDCG"), ["NDCG", "nDCG"]);
    }

    #[test]
    fn gaps_end_with_the_sentence() {
        let phrases = ["predict ... click"];
        assert_eq!(
            found(&phrases, "We predict whether a user will click."),
            ["predict whether a user will click"]
        );
        assert_eq!(found(&phrases, "We predict. They click."), Vec::<String>::new());
        assert_eq!(found(&phrases, "predict a b c d e f g click"), Vec::<String>::new());
    }

    #[test]
    fn gaps_after_the_same_words_keep_their_own_lengths() {
        let phrases = ["random ...1 split", "random ... sample", "random ...1 sample"];
        assert_eq!(found(&phrases, "random a split"), ["random a split"]);
        assert_eq!(found(&phrases, "random a b split"), Vec::<String>::new());
        assert_eq!(found(&phrases, "random a b c sample"), ["random a b c sample"]);
    }

    #[test]
    fn anchors_labels_and_prefixes() {
        assert_eq!(found(&["^given"], "Given a user. It is given"), ["Given"]);
        assert_eq!(found(&["goal:"], "Goal: x. The goal is"), ["Goal"]);
        assert_eq!(found(&["monitor*"], "We are monitoring it"), ["monitoring"]);
        assert_eq!(found(&["特征工程"], "二、特征工程与数据"), ["特征工程"]);
    }

    #[test]
    fn punctuation_parts_what_is_not_a_gap() {
        assert_eq!(found(&["click rate"], "click, rate (click) rate click-rate"), ["click-rate"]);
    }
}
