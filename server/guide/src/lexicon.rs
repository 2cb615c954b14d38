//! Many phrases matched at once: a trie over words, walked once along a text.

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::phrase::{self, Element, MIN_PREFIX, PhraseError, inflections};
use crate::words::{Word, Words};

/// A word of phrases, as a number.
type Symbol = u32;
/// A place in the trie.
type State = u32;

const ROOT: State = 0;
/// The root of the phrases that stand at the start of a statement.
const ANCHORED: State = 1;

/// A set of phrases, each with a payload.
#[derive(Debug, Default)]
pub struct Lexicon {
    /// Words in lower case, with all their inflections.
    words: FxHashMap<Box<str>, SmallVec<[Form; 2]>>,
    /// Words that stand for all that begin with them, by their first three bytes.
    prefixes: FxHashMap<[u8; MIN_PREFIX], Vec<(Box<str>, Form)>>,
    symbols: FxHashMap<(String, bool, bool, bool), Symbol>,
    edges: FxHashMap<(State, Symbol), State>,
    nodes: Vec<Node>,
    next_symbol: Symbol,
    /// Long words and prefixes, by their first letter and length: the candidates for a mistyped word.
    long: FxHashMap<(u8, usize), Vec<LongWord>>,
}

/// A long word, and whether it stands for all that begin with it.
type LongWord = (Box<str>, bool);

/// A typing mistake is forgiven in words of at least so many letters.
const FORGIVEN: usize = 8;

/// How a text's word must be written to count as a symbol.
#[derive(Debug, Clone, Copy)]
struct Form {
    symbol: Symbol,
    /// How many of its bytes must be capitals; 0 for none.
    capitals: u8,
    /// Whether a colon must follow.
    label: bool,
}

#[derive(Debug, Default)]
struct Node {
    payloads: SmallVec<[u32; 1]>,
    /// After up to so many other words the walk goes on in this state.
    gap: Option<(u8, State)>,
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

/// A phrase that has begun.
#[derive(Debug, Clone, Copy)]
struct Active {
    state: State,
    first: u32,
    /// How many more words may be passed over; the next must follow directly if there is no gap.
    gap: Option<u8>,
}

/// A symbol class for numbers lies above all words.
const CLASS_BASE: Symbol = 0xffff_ff00;

impl Lexicon {
    /// A lexicon without phrases.
    pub fn new() -> Lexicon {
        Lexicon { nodes: vec![Node::default(), Node::default()], ..Lexicon::default() }
    }

    /// Adds a phrase.
    ///
    /// # Errors
    /// If the phrase cannot be read; nothing is added then.
    pub fn add(&mut self, phrase: &str, payload: u32) -> Result<(), PhraseError> {
        for sequence in phrase::parse(phrase)? {
            let mut state = if sequence.anchored { ANCHORED } else { ROOT };
            for element in &sequence.elements {
                state = match element {
                    Element::Word(word) => {
                        let symbol = self.symbol(word);
                        self.step(state, symbol)
                    }
                    Element::Class(class) => self.step(state, CLASS_BASE + class.bit() as Symbol),
                    Element::Gap(gap) => self.gap(state, *gap),
                };
            }
            if let Some(node) = self.nodes.get_mut(state as usize)
                && !node.payloads.contains(&payload)
            {
                node.payloads.push(payload);
            }
        }
        Ok(())
    }

    /// Finds all phrases in the sentences of a text, overlapping ones too, in the order of their ends.
    pub fn scan(&self, text: &str, base: u32, words: &Words, mut hit: impl FnMut(Hit)) {
        let mut active: SmallVec<[Active; 16]> = SmallVec::new();
        let mut next: SmallVec<[Active; 16]> = SmallVec::new();
        let mut folded = String::new();
        for sentence in &words.sentences {
            active.clear();
            for index in sentence.first..sentence.end {
                let Some(word) = words.words.get(index as usize) else { break };
                let symbols = self.symbols_of(text, base, word, &mut folded);
                next.clear();
                for item in &active {
                    match item.gap {
                        None if !word.adjacent => continue,
                        Some(gap) if gap > 0 => next.push(Active { gap: Some(gap - 1), ..*item }),
                        // `<count> user` matches `10 million users`: the unit may be passed over.
                        None if word.unit => next.push(*item),
                        _ => {}
                    }
                    for &symbol in &symbols {
                        self.walk(item.state, symbol, item.first, index, &mut next, &mut hit);
                    }
                }
                for &symbol in &symbols {
                    self.walk(ROOT, symbol, index, index, &mut next, &mut hit);
                    if index == sentence.first {
                        self.walk(ANCHORED, symbol, index, index, &mut next, &mut hit);
                    }
                }
                std::mem::swap(&mut active, &mut next);
            }
        }
    }

    /// What a long word that is not known was probably meant to be: the known word one slip away from it, or the beginning that is.
    pub fn meant(&self, word: &str) -> Option<&str> {
        if word.len() < FORGIVEN || !word.is_ascii() {
            return None;
        }
        let folded = word.to_ascii_lowercase();
        if self.words.contains_key(folded.as_str()) || self.prefix_forms(&folded).next().is_some() {
            return None;
        }
        let first = *folded.as_bytes().first()?;
        let near = |known: &str, prefix: bool, from: usize| {
            from.checked_sub(1)?;
            let start = if prefix { folded.get(..from)? } else { &folded };
            one_apart(start, known).then_some(())
        };
        let candidates =
            (FORGIVEN - 1..=folded.len() + 1).rev().filter_map(|len| self.long.get(&(first, len)));
        candidates.flatten().find_map(|(known, prefix)| {
            let lengths = [known.len(), known.len() + 1, known.len() - 1];
            let fits = if *prefix {
                lengths.iter().any(|&len| near(known, true, len).is_some())
            } else {
                near(known, false, 1).is_some()
            };
            fits.then_some(&**known)
        })
    }

    fn walk(
        &self,
        from: State,
        symbol: Symbol,
        first: u32,
        index: u32,
        next: &mut SmallVec<[Active; 16]>,
        hit: &mut impl FnMut(Hit),
    ) {
        let Some(&state) = self.edges.get(&(from, symbol)) else { return };
        let Some(node) = self.nodes.get(state as usize) else { return };
        for &payload in &node.payloads {
            hit(Hit { payload, first, last: index });
        }
        next.push(Active { state, first, gap: None });
        if let Some((gap, target)) = node.gap {
            next.push(Active { state: target, first, gap: Some(gap) });
        }
    }

    fn step(&mut self, from: State, symbol: Symbol) -> State {
        let fresh = self.nodes.len() as State;
        let state = *self.edges.entry((from, symbol)).or_insert(fresh);
        if state == fresh {
            self.nodes.push(Node::default());
        }
        state
    }

    /// Gaps of different lengths after the same words share the longest of them.
    fn gap(&mut self, from: State, gap: u8) -> State {
        let fresh = self.nodes.len() as State;
        let Some(node) = self.nodes.get_mut(from as usize) else { return from };
        match &mut node.gap {
            Some((known, state)) => {
                *known = (*known).max(gap);
                *state
            }
            none => {
                *none = Some((gap, fresh));
                self.nodes.push(Node::default());
                fresh
            }
        }
    }

    fn symbol(&mut self, word: &phrase::Word) -> Symbol {
        let folded = word.letters.to_lowercase();
        let acronym = word.is_acronym();
        let key = (folded.clone(), acronym, word.prefix, word.label);
        if let Some(&symbol) = self.symbols.get(&key) {
            return symbol;
        }
        let symbol = self.next_symbol;
        self.next_symbol += 1;
        self.symbols.insert(key, symbol);
        if folded.len() >= FORGIVEN - 1 && folded.is_ascii() && !acronym {
            let key = (folded.bytes().next().unwrap_or_default(), folded.len());
            self.long.entry(key).or_default().push((folded.clone().into_boxed_str(), word.prefix));
        }
        let form = Form {
            symbol,
            capitals: if acronym { folded.len().min(255) as u8 } else { 0 },
            label: word.label,
        };
        if word.prefix {
            let mut bytes = folded.bytes();
            let key = std::array::from_fn(|_| bytes.next().unwrap_or_default());
            self.prefixes.entry(key).or_default().push((folded.into_boxed_str(), form));
        } else {
            for inflected in inflections(&folded) {
                self.words.entry(inflected.into_boxed_str()).or_default().push(form);
            }
            self.words.entry(folded.into_boxed_str()).or_default().push(form);
        }
        symbol
    }

    fn prefix_forms<'a>(&'a self, folded: &'a str) -> impl Iterator<Item = Form> + 'a {
        let key: Option<[u8; MIN_PREFIX]> =
            folded.as_bytes().get(..MIN_PREFIX).and_then(|bytes| bytes.try_into().ok());
        let bucket = key.and_then(|key| self.prefixes.get(&key));
        bucket
            .into_iter()
            .flatten()
            .filter(|(prefix, _)| folded.starts_with(&**prefix))
            .map(|(_, form)| *form)
    }

    fn symbols_of(&self, text: &str, base: u32, word: &Word, folded: &mut String) -> SmallVec<[Symbol; 4]> {
        let mut symbols = SmallVec::new();
        if word.classes != 0 {
            for bit in (0..8).map(|shift| 1u8 << shift).filter(|bit| word.classes & bit != 0) {
                symbols.push(CLASS_BASE + Symbol::from(bit));
            }
        }
        let range = (word.start - base) as usize..(word.end - base) as usize;
        let letters = text.get(range).unwrap_or_default();
        folded.clear();
        if letters.is_ascii() {
            folded.push_str(letters);
            folded.make_ascii_lowercase();
        } else {
            folded.extend(
                letters.chars().map(|c| if c == '’' { '\'' } else { c }).flat_map(char::to_lowercase),
            );
        }
        let plain = self.words.get(folded.as_str()).into_iter().flatten().copied();
        for form in plain.chain(self.prefix_forms(folded)) {
            let capitals = letters.as_bytes().get(..form.capitals as usize).unwrap_or_default();
            let written = form.capitals == 0
                || capitals.len() == form.capitals as usize && !capitals.iter().any(u8::is_ascii_lowercase);
            if written && (!form.label || word.label) {
                symbols.push(form.symbol);
            }
        }
        symbols
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
    fn one_slip_is_forgiven() {
        assert!(one_apart("recommedation", "recommendation"));
        assert!(one_apart("evalaution", "evaluation"));
        assert!(one_apart("monitorring", "monitoring"));
        assert!(!one_apart("evaluation", "evaluation"));
        assert!(!one_apart("evelaution", "evaluation"));
    }

    fn found(phrases: &[&str], text: &str) -> Vec<String> {
        let mut lexicon = Lexicon::new();
        for (payload, phrase) in phrases.iter().enumerate() {
            lexicon.add(phrase, payload as u32).expect(phrase);
        }
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
