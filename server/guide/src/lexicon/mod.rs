//! Many phrases matched at once: a graph over words, walked once along a text.
//!
//! A lexicon is a handful of flat lists of numbers. [`Builder`] makes them, for the built-in guide when the program is compiled, so that
//! they lie in the program and cost nothing at its start, and for packs when they are loaded.

mod builder;

use std::cell::Cell;

pub use builder::Builder;

use crate::model::{List, Str};
use crate::phrase::{MIN_PREFIX, base_forms};
use crate::words::{Word, Words};

/// A word of phrases, as a number; the first eight are the classes of numbers.
type Symbol = u32;
/// Where in [`Lexicon::graph`] the record of a state begins.
type State = u32;

/// The classes of numbers, which come before all words.
const CLASSES: Symbol = 8;
/// The state of the phrases that stand at the start of a statement. Its record comes first.
const ANCHORED: State = 0;

/// A state at which no phrase ends, and from which only the very next word leads on.
const PLAIN: u32 = 1 << 31;
/// So many numbers of a record speak of one gap.
const GAP: usize = 3;

/// A set of phrases, each with a payload.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lexicon {
    /// The letters of all words and prefixes, in lower case.
    pub(crate) letters: Str,
    /// A hash table of words, not inflected: the place of a record in `vocabulary`, and some bits of the hash.
    pub(crate) words: List<u32>,
    /// The same for words that stand for all that begin with them, by their first bytes.
    pub(crate) prefixes: List<u32>,
    /// The records: where the letters begin, how many they are, how many forms follow, and these. Of prefixes, all that begin with the
    /// same bytes follow each other.
    pub(crate) vocabulary: List<u32>,
    /// By symbol, two numbers: the state to which it leads from the start of a phrase (0 for none; with [`PLAIN`] if it does nothing but
    /// lead on), and the marks of the symbols that lead on from there.
    pub(crate) starts: List<u32>,
    /// The records of the states: how many payloads and gaps, how many edges, then the payloads, for each gap the state after it, the
    /// marks of the symbols that lead on from there and how many words it may hold, the symbols of the edges in order, and where these
    /// lead.
    pub(crate) graph: List<u32>,
    /// Long words and prefixes, by first letter and length: the candidates for a mistyped word.
    pub(crate) long: List<u32>,
    /// For each of them where its letters begin, and whether it is a prefix.
    pub(crate) long_words: List<u32>,
}

/// A typing mistake is forgiven in words of at least so many letters.
const FORGIVEN: usize = 8;

/// How a text's word must be written to count as a symbol, as it lies in a record: 20 bits of symbol, one for the colon, 8 for capitals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Form {
    symbol: Symbol,
    /// Whether a colon must follow.
    label: bool,
    /// How many of its bytes must be capitals; 0 for none.
    capitals: u8,
}

/// How many symbols there can be.
const MAX_SYMBOLS: Symbol = 1 << 20;
/// A longer word (bytes) is none.
const MAX_WORD: usize = 64;

impl Form {
    fn pack(self) -> u32 {
        self.symbol | (u32::from(self.label) << 20) | (u32::from(self.capitals) << 21)
    }

    fn unpack(packed: u32) -> Form {
        Form {
            symbol: packed & (MAX_SYMBOLS - 1),
            label: (packed >> 20) & 1 == 1,
            capitals: ((packed >> 21) & 0xff) as u8,
        }
    }

    /// Whether a word is written so. `letters` is the word as it stands in the text.
    fn fits(self, letters: &str, label: bool) -> bool {
        let count = self.capitals as usize;
        let capitals = letters.as_bytes().get(..count).unwrap_or_default();
        let written = count == 0 || capitals.len() == count && !capitals.iter().any(u8::is_ascii_lowercase);
        written && (!self.label || label)
    }
}

/// A phrase found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// What was given with the phrase.
    pub payload: u32,
    /// The index of its first word.
    pub first: u32,
    /// The index of its last word.
    pub last: u32,
}

/// A phrase that has begun, and whose next word must follow directly.
#[derive(Debug, Clone, Copy)]
struct Begun {
    state: State,
    first: u32,
    /// The marks of the symbols that lead on, as far as they are known: most words are none of them.
    marks: u32,
}

/// A phrase that has begun, and whose next word may stand a few words away.
#[derive(Debug, Clone, Copy)]
struct Waiting {
    state: State,
    first: u32,
    /// The last word that may be the next one.
    until: u32,
    /// The marks of the symbols that lead on.
    marks: u32,
}

/// What a walk along a text keeps; its memory is kept from walk to walk.
#[derive(Debug, Default)]
struct Walk {
    begun: Vec<Begun>,
    waiting: Vec<Waiting>,
    /// What has begun, and what has begun to wait, with the word that is being read.
    begun_now: Vec<Begun>,
    waiting_now: Vec<Waiting>,
    symbols: Vec<Symbol>,
    folded: Folded,
    base: Vec<u8>,
}

thread_local! {
    static WALK: Cell<Walk> = Cell::default();
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
        let lists = self.lists();
        let mut walk = WALK.take();
        for sentence in &words.sentences {
            walk.begun.clear();
            walk.waiting.clear();
            let range = sentence.first as usize..sentence.end as usize;
            for (index, word) in (sentence.first..).zip(words.words.get(range).unwrap_or_default()) {
                let range = (word.start - base) as usize..(word.end - base) as usize;
                lists.read(text.get(range).unwrap_or_default(), word, &mut walk);
                lists.advance(word, index, index == sentence.first, &mut walk, &mut hit);
            }
        }
        WALK.set(walk);
        WALKED.set(WALKED.get() + words.words.len() as u64);
    }

    /// Whether a word, or what it is the plural of, stands in a phrase.
    pub fn knows(&self, word: &str) -> bool {
        let (folded, mut base) = (word.to_lowercase(), Vec::new());
        let lists = self.lists();
        let known = |word: &[u8]| !lists.word_forms(word, hash(word)).is_empty();
        known(folded.as_bytes()) || base_forms(folded.as_bytes(), &mut base).any(known)
    }

    /// What a long word that is not known was probably meant to be: the known word one slip away from it, or the beginning that is.
    pub fn meant(&self, word: &str) -> Option<&str> {
        if word.len() < FORGIVEN || !word.is_ascii() {
            return None;
        }
        let lists = self.lists();
        let folded = word.to_ascii_lowercase();
        let bytes = folded.as_bytes();
        let mut begins = false;
        lists.prefix_forms(bytes, hash(bytes.get(..MIN_PREFIX)?), |_| begins = true);
        if begins || self.knows(&folded) {
            return None;
        }
        let first = *bytes.first()?;
        let near = |len: usize| {
            self.long_words(first, len).find_map(|(known, prefix)| {
                let lengths = [len, len + 1, len - 1];
                let mut starts = lengths.into_iter().filter_map(|len| folded.get(..len));
                let near = if prefix {
                    starts.any(|start| one_apart(start, known))
                } else {
                    one_apart(&folded, known)
                };
                near.then_some(known)
            })
        };
        (FORGIVEN - 1..=folded.len() + 1).rev().find_map(near)
    }

    /// The long words with a first letter and a length, and whether they are prefixes.
    fn long_words(&self, first: u8, len: usize) -> impl Iterator<Item = (&str, bool)> {
        let key = long_key(first, len);
        let from = self.long.partition_point(|&other| other < key);
        let keys = self.long.iter().skip(from).take_while(move |&&other| other == key);
        keys.zip(self.long_words.iter().skip(from)).map(move |(_, &place)| {
            let start = (place >> 1) as usize;
            (self.letters.get(start..start + len).unwrap_or_default(), place & 1 == 1)
        })
    }

    fn lists(&self) -> Lists<'_> {
        Lists {
            letters: self.letters.as_bytes(),
            words: &self.words,
            prefixes: &self.prefixes,
            vocabulary: &self.vocabulary,
            starts: &self.starts,
            graph: &self.graph,
        }
    }

    /// How many numbers the graph is made of.
    #[cfg(test)]
    fn graph_len(&self) -> usize {
        self.graph.len()
    }
}

/// Where what is found with a word goes.
struct Now<'a, F> {
    begun: &'a mut Vec<Begun>,
    waiting: &'a mut Vec<Waiting>,
    /// The index of the word.
    index: u32,
    hit: &'a mut F,
}

/// The lists of a lexicon, at hand for a walk.
#[derive(Debug, Clone, Copy)]
struct Lists<'a> {
    letters: &'a [u8],
    words: &'a [u32],
    prefixes: &'a [u32],
    vocabulary: &'a [u32],
    starts: &'a [u32],
    graph: &'a [u32],
}

impl<'a> Lists<'a> {
    /// Finds what a word of a text counts as.
    fn read(self, letters: &str, word: &Word, walk: &mut Walk) {
        let Walk { symbols, folded, base, .. } = walk;
        symbols.clear();
        if word.classes != 0 {
            symbols.extend((0..CLASSES).filter(|shift| (word.classes >> shift) & 1 == 1));
        }
        if letters.len() > MAX_WORD + 2 {
            return;
        }
        folded.read(letters);
        let mut add = |forms: &[u32]| {
            for form in forms.iter().map(|&form| Form::unpack(form)) {
                if form.fits(letters, word.label) {
                    symbols.push(form.symbol);
                }
            }
        };
        let bytes = folded.bytes.as_slice();
        add(self.word_forms(bytes, folded.hash));
        if let [.., b's'] = bytes {
            base_forms(bytes, base).for_each(|base| add(self.word_forms(base, hash(base))));
        }
        if let Some(hash) = folded.prefix_hash {
            self.prefix_forms(bytes, hash, add);
        }
    }

    /// Goes on by the word that was read.
    fn advance(self, word: &Word, index: u32, first: bool, walk: &mut Walk, hit: &mut impl FnMut(Hit)) {
        let Walk { begun, waiting, begun_now, waiting_now, symbols, .. } = walk;
        begun_now.clear();
        let mut now = Now { begun: begun_now, waiting: waiting_now, index, hit };
        let marks = symbols.iter().fold(0, |marks, &symbol| marks | mark(symbol));
        if word.adjacent {
            for &item in begun.iter() {
                // `<count> user` matches `10 million users`: the unit may be passed over.
                if word.unit {
                    now.begun.push(item);
                }
                if item.marks & marks != 0 {
                    self.step_all(item.state, item.first, symbols, &mut now);
                }
            }
        }
        if !symbols.is_empty() {
            waiting.retain(|item| {
                if item.marks & marks != 0 && item.until >= index {
                    self.step_all(item.state, item.first, symbols, &mut now);
                }
                item.until > index
            });
            for &symbol in symbols.iter() {
                let at = 2 * symbol as usize;
                match self.starts.get(at..at + 2) {
                    Some(&[state, marks]) if state & PLAIN != 0 => {
                        now.begun.push(Begun { state: state & !PLAIN, first: index, marks });
                    }
                    Some(&[state, _]) if state > 0 => self.arrive(state, index, &mut now),
                    _ => {}
                }
            }
            if first {
                self.step_all(ANCHORED, index, symbols, &mut now);
            }
            waiting.append(now.waiting);
        }
        std::mem::swap(begun, begun_now);
    }

    /// Follows all symbols of the word from a state.
    fn step_all(self, from: State, first: u32, word: &[Symbol], now: &mut Now<'_, impl FnMut(Hit)>) {
        let Some(&[head, edges, ref rest @ ..]) = self.graph.get(from as usize..) else { return };
        let skipped = (head >> 8) as usize + GAP * (head & 0xff) as usize;
        let lists = rest.get(skipped..).and_then(|rest| rest.split_at_checked(edges as usize));
        let Some((symbols, targets)) = lists else { return };
        for symbol in word {
            let found = if symbols.len() <= 8 {
                symbols.iter().position(|other| other == symbol)
            } else {
                symbols.binary_search(symbol).ok()
            };
            if let Some(&state) = found.and_then(|at| targets.get(at)) {
                self.arrive(state, first, now);
            }
        }
    }

    /// Takes note of a phrase's end or middle that has been reached.
    fn arrive(self, state: State, first: u32, now: &mut Now<'_, impl FnMut(Hit)>) {
        let Some(&[head, edges, ref rest @ ..]) = self.graph.get(state as usize..) else { return };
        let Some((payloads, rest)) = rest.split_at_checked((head >> 8) as usize) else { return };
        for &payload in payloads {
            (now.hit)(Hit { payload, first, last: now.index });
        }
        if edges > 0 {
            now.begun.push(Begun { state, first, marks: u32::MAX });
        }
        for gap in rest.chunks_exact(GAP).take((head & 0xff) as usize) {
            if let &[state, marks, words] = gap {
                now.waiting.push(Waiting { state, first, until: now.index + words + 1, marks });
            }
        }
    }

    /// The forms of a word in lower case, its inflections aside.
    fn word_forms(self, folded: &[u8], hash: u32) -> &'a [u32] {
        let found = probe(self.words, hash, |place| {
            let (letters, forms) = self.record(place)?;
            (letters == folded).then_some(forms)
        });
        found.unwrap_or_default()
    }

    /// Gives out the forms of the prefixes with which a word in lower case begins. `hash` is that of its first bytes.
    fn prefix_forms(self, folded: &[u8], hash: u32, mut found: impl FnMut(&'a [u32])) {
        let key = folded.get(..MIN_PREFIX).unwrap_or_default();
        let begins = |place: u32| self.record(place).filter(|(letters, _)| letters.starts_with(key));
        let Some(mut place) = probe(self.prefixes, hash, |place| begins(place).map(|_| place)) else {
            return;
        };
        // The records of the same bytes follow each other.
        while let Some((letters, forms)) = begins(place) {
            if folded.starts_with(letters) {
                found(forms);
            }
            place += 2 + forms.len() as u32;
        }
    }

    /// The letters and the forms of a record.
    fn record(self, place: u32) -> Option<(&'a [u8], &'a [u32])> {
        let &[start, sizes, ref rest @ ..] = self.vocabulary.get(place as usize..)? else { return None };
        let (start, len) = (start as usize, (sizes & 0xffff) as usize);
        Some((self.letters.get(start..start + len)?, rest.get(..(sizes >> 16) as usize)?))
    }
}

/// Looks for a record in a hash table. The table is never full, so the search ends.
fn probe<T>(table: &[u32], hash: u32, mut fits: impl FnMut(u32) -> Option<T>) -> Option<T> {
    let mut at = slot(hash, table.len());
    loop {
        let entry = *table.get(at)?;
        if entry == 0 {
            return None;
        }
        if entry >> 24 == hash & 0xff
            && let Some(found) = fits((entry & 0x00ff_ffff) - 1)
        {
            return Some(found);
        }
        at = if at + 1 == table.len() { 0 } else { at + 1 };
    }
}

/// The slot at which the search for a hash begins.
fn slot(hash: u32, slots: usize) -> usize {
    ((u64::from(hash) * slots as u64) >> 32) as usize
}

/// The same on every machine, because tables made on one are read on another (FNV-1a, its bits stirred at the end).
fn hash(bytes: &[u8]) -> u32 {
    stir(bytes.iter().fold(HASH_START, |hash, &byte| add_byte(hash, byte)))
}

const HASH_START: u32 = 0x811c_9dc5;

fn add_byte(hash: u32, byte: u8) -> u32 {
    (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
}

fn stir(hash: u32) -> u32 {
    let hash = (hash ^ (hash >> 15)).wrapping_mul(0x2c1b_3c6d);
    hash ^ (hash >> 13)
}

fn long_key(first: u8, len: usize) -> u32 {
    (u32::from(first) << 16) | (len as u32 & 0xffff)
}

/// A bit for a symbol. Several share one, so a bit that is set means no more than that it is worth looking.
fn mark(symbol: Symbol) -> u32 {
    1 << (symbol % 32)
}

/// A word in lower case, its apostrophes straight, with the hashes of the whole and of its first bytes.
#[derive(Debug, Default)]
struct Folded {
    bytes: Vec<u8>,
    hash: u32,
    prefix_hash: Option<u32>,
}

impl Folded {
    fn read(&mut self, letters: &str) {
        self.bytes.clear();
        if letters.is_ascii() {
            self.bytes.extend(letters.bytes().map(|byte| byte.to_ascii_lowercase()));
        } else {
            let straight = letters.chars().map(|c| if c == '’' { '\'' } else { c });
            straight
                .flat_map(char::to_lowercase)
                .for_each(|c| self.bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()));
        }
        let (start, rest) = self.bytes.split_at(self.bytes.len().min(MIN_PREFIX));
        let begun = start.iter().fold(HASH_START, |hash, &byte| add_byte(hash, byte));
        self.prefix_hash = (start.len() == MIN_PREFIX).then(|| stir(begun));
        self.hash = stir(rest.iter().fold(begun, |hash, &byte| add_byte(hash, byte)));
    }
}

/// Whether two words differ by one letter put in, left out, changed, or swapped with its neighbour.
fn one_apart(a: &str, b: &str) -> bool {
    if !b.is_ascii() || a.len().abs_diff(b.len()) > 1 || a == b {
        return false;
    }
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (x, y) = (a.get(start..).unwrap_or_default(), b.get(start..).unwrap_or_default());
    match (x, y) {
        ([_, x_rest @ ..], [_, y_rest @ ..]) if x_rest == y_rest => true,
        ([x0, x1, x_rest @ ..], [y0, y1, y_rest @ ..]) if x0 == y1 && x1 == y0 && x_rest == y_rest => true,
        ([_, x_rest @ ..], y) if x_rest == y => true,
        (x, [_, y_rest @ ..]) if x == y_rest => true,
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
        assert!(one_apart("recommedation", "recommendation"));
        assert!(one_apart("evalaution", "evaluation"));
        assert!(one_apart("monitorring", "monitoring"));
        assert!(!one_apart("evaluation", "evaluation"));
        assert!(!one_apart("evelaution", "evaluation"));
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
