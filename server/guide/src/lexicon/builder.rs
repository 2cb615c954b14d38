//! Makes a lexicon: phrases go into a tree over words, whose equal endings are then joined, and which is written out as flat lists.

use crate::sort;
use std::collections::BTreeMap;
use std::collections::hash_map::Entry;

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use super::folded::{Folded, MAX_WORD};
use super::vocabulary::{Form, MAX_SYMBOLS, Record, table};
use super::walk::States;
use super::{ANCHORS, CLASSES, FEW, FORGIVEN, GAP, Lexicon, MORE, Symbol, long_key, mark};
use crate::phrase::{self, Element, PhraseError, base_forms};

/// A place in the tree.
type Node = u32;

const ROOT: Node = 0;
/// The words of the symbols below this one are in so many phrases that it is worth its room to note down what begins with them.
const OFTEN: Symbol = 10_000;
/// Those below this one are in so many that their plurals have records of their own.
const VERY_OFTEN: Symbol = 2_000;
/// The root of the phrases that stand at the start of a statement.
const ANCHORED: Node = 1;

/// Gathers phrases for a lexicon.
#[derive(Debug)]
pub struct Builder {
    words: BTreeMap<Box<str>, SmallVec<[Form; 2]>>,
    prefixes: BTreeMap<Box<str>, SmallVec<[Form; 2]>>,
    symbols: FxHashMap<(String, bool, bool, bool), Symbol>,
    edges: FxHashMap<(Node, Symbol), Node>,
    nodes: Vec<Content>,
    next_symbol: Symbol,
    /// Long words and whether they are prefixes; none where nobody asks what a mistyped word was meant to be.
    long: Option<Vec<(u32, Box<str>, bool)>>,
}

#[derive(Debug, Default)]
struct Content {
    payloads: SmallVec<[u32; 1]>,
    /// After up to so many other words the walk goes on at this node; one for each length.
    gaps: SmallVec<[(u8, Node); 1]>,
}

impl Default for Builder {
    fn default() -> Builder {
        Builder::new()
    }
}

impl Builder {
    /// No phrases yet.
    pub fn new() -> Builder {
        Builder {
            words: BTreeMap::new(),
            prefixes: BTreeMap::new(),
            symbols: FxHashMap::default(),
            edges: FxHashMap::default(),
            nodes: vec![Content::default(), Content::default()],
            next_symbol: CLASSES,
            long: None,
        }
    }

    /// No phrases yet, for a lexicon that is to know what mistyped words were meant to be.
    pub fn correcting() -> Builder {
        Builder { long: Some(Vec::new()), ..Builder::new() }
    }

    /// Adds a phrase.
    ///
    /// # Errors
    /// If the phrase cannot be read; nothing is added then.
    pub fn add(&mut self, phrase: &str, payload: u32) -> Result<(), PhraseError> {
        let sequences = phrase::parse(phrase)?;
        let words = sequences.iter().map(|sequence| sequence.elements.len()).sum::<usize>();
        if self.next_symbol as usize + words >= MAX_SYMBOLS as usize {
            let reason = "the guide has more words than can be told apart".to_owned();
            return Err(PhraseError { phrase: phrase.to_owned(), reason });
        }
        let too_long =
            |element: &Element| matches!(element, Element::Word(word) if word.letters.len() > MAX_WORD);
        if sequences.iter().flat_map(|sequence| &sequence.elements).any(too_long) {
            let reason = format!("a word is longer than {MAX_WORD} bytes");
            return Err(PhraseError { phrase: phrase.to_owned(), reason });
        }
        for sequence in sequences {
            let mut node = if sequence.anchored { ANCHORED } else { ROOT };
            for element in &sequence.elements {
                node = match element {
                    Element::Word(word) => {
                        let symbol = self.symbol(word);
                        self.step(node, symbol)
                    }
                    Element::Class(class) => self.step(node, class.bit().trailing_zeros()),
                    Element::Gap(gap) => self.gap(node, *gap),
                };
            }
            if let Some(content) = self.nodes.get_mut(node as usize)
                && !content.payloads.contains(&payload)
            {
                content.payloads.push(payload);
            }
        }
        Ok(())
    }

    fn step(&mut self, from: Node, symbol: Symbol) -> Node {
        let fresh = self.nodes.len() as Node;
        let node = *self.edges.entry((from, symbol)).or_insert(fresh);
        if node == fresh {
            self.nodes.push(Content::default());
        }
        node
    }

    fn gap(&mut self, from: Node, gap: u8) -> Node {
        let fresh = self.nodes.len() as Node;
        let Some(content) = self.nodes.get_mut(from as usize) else { return from };
        if let Some((_, node)) = content.gaps.iter().find(|(known, _)| *known == gap) {
            return *node;
        }
        content.gaps.push((gap, fresh));
        self.nodes.push(Content::default());
        fresh
    }

    fn symbol(&mut self, word: &phrase::Word) -> Symbol {
        let folded = word.letters.to_lowercase();
        let acronym = word.is_acronym();
        let key = (folded, acronym, word.prefix, word.label);
        if let Some(&symbol) = self.symbols.get(&key) {
            return symbol;
        }
        let symbol = self.next_symbol;
        self.next_symbol += 1;
        let folded = key.0.clone();
        self.symbols.insert(key, symbol);
        if let Some(long) = &mut self.long
            && folded.len() >= FORGIVEN - 1
            && folded.is_ascii()
            && !acronym
        {
            let first = folded.bytes().next().unwrap_or_default();
            long.push((long_key(first, folded.len()), folded.clone().into_boxed_str(), word.prefix));
        }
        let form = Form {
            symbol,
            capitals: if acronym { folded.len().min(255) as u8 } else { 0 },
            label: word.label,
        };
        let forms = if word.prefix { &mut self.prefixes } else { &mut self.words };
        forms.entry(folded.into_boxed_str()).or_default().push(form);
        symbol
    }

    /// The lexicon of all phrases added.
    pub fn finish(mut self) -> Lexicon {
        self.sort_symbols();
        let Builder { words, prefixes, edges, nodes, next_symbol, long, .. } = self;
        let (starts, graph) = graph(&nodes, edges, next_symbol);
        let states = States { starts: &starts, graph: &graph };
        let mut records = Vec::new();
        // Words of many phrases come first: those that texts are made of then lie together.
        let mut order: Vec<_> = words.iter().collect();
        sort::by_key(&mut order, |(_, forms)| forms.iter().map(|form| form.symbol).min());
        let mut places = Vec::new();
        let mut written = FxHashSet::default();
        for (word, forms) in order {
            // A lexicon that corrects is asked about single lines only.
            let is_below = |most| long.is_none() && forms.iter().any(|form| form.symbol < most);
            let states = Some(states).filter(|_| is_below(OFTEN));
            let plural =
                plural(word).filter(|plural| is_below(VERY_OFTEN) && !words.contains_key(plural.as_str()));
            let plural = plural.filter(|plural| written.insert(plural.clone()));
            let both =
                [(&**word, forms.as_slice())].into_iter().chain(plural.as_deref().map(|it| (it, &[][..])));
            for (word, own) in both {
                let Some(folded) = Folded::of(word.as_bytes()) else { continue };
                let more = further_forms(word, &words, &prefixes);
                let place = Record::write(&folded, own, &more, states, &mut records);
                places.extend(place.map(|place| (folded.hash(), place)));
            }
        }
        let words = table(&places);
        let (mut beginnings, mut last) = (Vec::new(), None);
        for (prefix, forms) in &prefixes {
            let Some(folded) = Folded::of(prefix.as_bytes()) else { continue };
            let place = Record::write(&folded, forms, &[], None, &mut records);
            let start = folded.start();
            if let (Some((_, hash)), Some(place)) = (start, place)
                && start != last
            {
                beginnings.push((hash, place));
                last = start;
            }
        }
        // A word of one piece is compared as if it had two.
        records.extend([0; 2]);
        let mut long = long.unwrap_or_default();
        sort::by_key(&mut long, |(key, ..)| *key);
        let (mut letters, mut long_words) = (String::new(), Vec::new());
        for (_, word, prefix) in &long {
            let place = letters.find(word.as_ref()).unwrap_or_else(|| {
                letters.push_str(word);
                letters.len() - word.len()
            });
            long_words.push(((place as u32) << 1) | u32::from(*prefix));
        }
        let mut groups = Vec::new();
        for (at, (key, ..)) in long.iter().enumerate() {
            let next = long.get(at + 1).map(|(key, ..)| key);
            if next != Some(key) {
                groups.extend([*key, at as u32 + 1]);
            }
        }
        Lexicon {
            words: words.into(),
            prefixes: table(&beginnings).into(),
            vocabulary: records.into(),
            starts: starts.into(),
            graph: graph.into(),
            long: groups.into(),
            long_words: long_words.into(),
            letters: letters.into(),
        }
    }

    /// Gives the words of many phrases the low numbers.
    fn sort_symbols(&mut self) {
        let mut uses = vec![0u32; self.next_symbol as usize];
        for (_, symbol) in self.edges.keys() {
            if let Some(uses) = uses.get_mut(*symbol as usize) {
                *uses += 1;
            }
        }
        let mut order: Vec<Symbol> = (CLASSES..self.next_symbol).collect();
        sort::by_key(&mut order, |symbol| std::cmp::Reverse(uses.get(*symbol as usize)));
        let mut numbers: Vec<Symbol> = (0..self.next_symbol).collect();
        for (number, symbol) in (CLASSES..).zip(order) {
            if let Some(place) = numbers.get_mut(symbol as usize) {
                *place = number;
            }
        }
        let number = |symbol: Symbol| numbers.get(symbol as usize).copied().unwrap_or(symbol);
        let edges = std::mem::take(&mut self.edges);
        self.edges = edges.into_iter().map(|((from, symbol), to)| ((from, number(symbol)), to)).collect();
        for form in self.words.values_mut().chain(self.prefixes.values_mut()).flatten() {
            form.symbol = number(form.symbol);
        }
    }
}

/// The plural of a word, as [`base_forms`] knows it.
fn plural(word: &str) -> Option<String> {
    let endings = [("", "s"), ("", "es"), ("y", "ies")].into_iter();
    let mut plurals = endings.filter_map(|(end, ending)| Some(word.strip_suffix(end)?.to_owned() + ending));
    plurals.find(|plural| base_forms(plural.as_bytes(), &mut Vec::new()).any(|base| base == word.as_bytes()))
}

/// The forms that a word has beside its own: those of the words of which it may be the plural, and of the prefixes with which it begins.
fn further_forms(
    word: &str,
    words: &BTreeMap<Box<str>, SmallVec<[Form; 2]>>,
    prefixes: &BTreeMap<Box<str>, SmallVec<[Form; 2]>>,
) -> Vec<Form> {
    let mut more = Vec::new();
    let mut buffer = Vec::new();
    for base in base_forms(word.as_bytes(), &mut buffer).filter_map(|base| str::from_utf8(base).ok()) {
        more.extend(words.get(base).into_iter().flatten());
    }
    for (end, _) in word.char_indices().skip(1).chain([(word.len(), ' ')]) {
        more.extend(word.get(..end).and_then(|start| prefixes.get(start)).into_iter().flatten());
    }
    more
}

/// Joins equal endings of the tree and writes it out: where each symbol leads from the root (see [`Lexicon::starts`]), and the records of
/// all states.
fn graph(nodes: &[Content], edges: FxHashMap<(Node, Symbol), Node>, symbols: Symbol) -> (Vec<u32>, Vec<u32>) {
    let mut edges: Vec<(Node, Symbol, Node)> =
        edges.into_iter().map(|((from, symbol), to)| (from, symbol, to)).collect();
    edges.sort_unstable_by_key(|&(from, symbol, _)| (from, mark(symbol), symbol));
    let edges_of = |node: Node| {
        let from = edges.partition_point(|(other, ..)| *other < node);
        let count = edges.iter().skip(from).take_while(|(other, ..)| *other == node).count();
        edges.get(from..from + count).unwrap_or_default()
    };
    let marks_of = |node: Node| edges_of(node).iter().fold(0, |marks, (_, symbol, _)| marks | mark(*symbol));
    // What follows a node has a higher number, so from the last to the first all that a node leads to is known before it. States that
    // say the same and lead to the same are one.
    let mut states: Vec<u32> = vec![0; nodes.len()];
    let mut known: FxHashMap<Vec<u32>, u32> = FxHashMap::default();
    let mut records: Vec<Vec<u32>> = Vec::new();
    for node in (ANCHORED..nodes.len() as Node).rev() {
        let Some(content) = nodes.get(node as usize) else { continue };
        let state = |node: Node| states.get(node as usize).copied().unwrap_or_default();
        let next = edges_of(node);
        let mut record = vec![
            ((content.payloads.len() as u32) << 8) | content.gaps.len() as u32,
            next.len() as u32,
            marks_of(node),
        ];
        record.extend(&content.payloads);
        for &(gap, target) in &content.gaps {
            record.extend([state(target), marks_of(target), u32::from(gap)]);
        }
        record.extend(next.iter().map(|(_, symbol, _)| *symbol));
        record.extend(next.iter().map(|(.., target)| state(*target)));
        if next.len() > FEW as usize {
            let marks: Vec<u32> = next.iter().map(|(_, symbol, _)| mark(*symbol)).collect();
            let first_of_mark = |at: &usize| *at == 0 || marks.get(at - 1) != marks.get(*at);
            record.extend((0..marks.len()).filter(first_of_mark).map(|at| at as u32));
        }
        let fresh = records.len() as u32;
        // Nothing leads to the node of anchored phrases: it keeps a record of its own, the last one.
        let at = if node == ANCHORED { fresh } else { *known.entry(record.clone()).or_insert(fresh) };
        if at == fresh {
            records.push(record);
        }
        if let Some(state) = states.get_mut(node as usize) {
            *state = at;
        }
    }
    // From numbers of records to places: the anchored one first, then those after one word, the most used words first, then the rest.
    let mut first_words: Vec<_> =
        edges_of(ROOT).iter().map(|(_, symbol, target)| (*symbol, *target)).collect();
    first_words.sort_unstable();
    let after_one = first_words.iter().filter_map(|(_, target)| states.get(*target as usize).copied());
    let last = (records.len() as u32).saturating_sub(1);
    let mut places: FxHashMap<u32, u32> = FxHashMap::default();
    let mut order = Vec::new();
    let mut end = 0;
    for number in [last].into_iter().chain(after_one).chain((0..last).rev()) {
        if let Some(record) = records.get(number as usize)
            && let Entry::Vacant(place) = places.entry(number)
        {
            place.insert(end);
            end += record.len() as u32;
            order.push(record);
        }
    }
    let place = |record: u32| places.get(&record).copied().unwrap_or_default();
    let mut graph = Vec::with_capacity(end as usize);
    for record in order {
        let [head, count, ..] = record.as_slice() else { continue };
        let gaps = 3 + (head >> 8) as usize;
        let edges = gaps + GAP * (head & 0xff) as usize;
        let targets = edges + *count as usize..edges + 2 * *count as usize;
        graph.extend(record.iter().enumerate().map(|(at, &number)| {
            let is_state =
                targets.contains(&at) || (gaps..edges).contains(&at) && (at - gaps).is_multiple_of(GAP);
            if is_state { place(number) } else { number }
        }));
    }
    let mut starts = vec![0; 2 * symbols as usize];
    for (_, symbol, target) in edges_of(ROOT) {
        let state = states.get(*target as usize).copied().unwrap_or_default();
        let plain = nodes.get(*target as usize).is_none_or(|it| it.payloads.is_empty() && it.gaps.is_empty());
        let begin = place(state) | if plain { 0 } else { MORE };
        let at = 2 * *symbol as usize;
        if let Some(start) = starts.get_mut(at..at + 2) {
            start.copy_from_slice(&[begin, marks_of(*target)]);
        }
    }
    for (_, symbol, _) in edges_of(ANCHORED) {
        if let Some(start) = starts.get_mut(2 * *symbol as usize) {
            *start |= ANCHORS;
        }
    }
    (starts, graph)
}
