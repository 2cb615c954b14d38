//! Makes a lexicon: phrases go into a tree over words, whose equal endings are then joined, and which is written out as flat lists.

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::{
    CLASSES, FORGIVEN, Form, GAP, Lexicon, MAX_SYMBOLS, MAX_WORD, PLAIN, Symbol, hash, long_key, mark, slot,
};
use crate::phrase::{self, Element, MIN_PREFIX, PhraseError};

/// A place in the tree.
type Node = u32;

const ROOT: Node = 0;
/// The root of the phrases that stand at the start of a statement.
const ANCHORED: Node = 1;

/// Gathers phrases for a lexicon.
#[derive(Debug)]
pub struct Builder {
    words: FxHashMap<Box<str>, SmallVec<[Form; 2]>>,
    prefixes: FxHashMap<[u8; MIN_PREFIX], Vec<(Box<str>, Form)>>,
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
            words: FxHashMap::default(),
            prefixes: FxHashMap::default(),
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
        if word.prefix {
            let mut bytes = folded.bytes();
            let key = std::array::from_fn(|_| bytes.next().unwrap_or_default());
            self.prefixes.entry(key).or_default().push((folded.into_boxed_str(), form));
        } else {
            self.words.entry(folded.into_boxed_str()).or_default().push(form);
        }
        symbol
    }

    /// The lexicon of all phrases added.
    pub fn finish(self) -> Lexicon {
        let (starts, graph) = graph(&self.nodes, self.edges, self.next_symbol);
        let mut vocabulary = Vocabulary::default();
        let mut words: Vec<_> = self.words.into_iter().collect();
        words.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        let words: Vec<_> = words
            .into_iter()
            .filter_map(|(word, forms)| Some((hash(word.as_bytes()), vocabulary.add(&word, &forms)?)))
            .collect();
        let mut prefixes: Vec<_> = self.prefixes.into_iter().collect();
        prefixes.sort_unstable_by_key(|(key, _)| *key);
        let prefixes: Vec<_> = prefixes
            .into_iter()
            .filter_map(|(key, bucket)| {
                let records = bucket.into_iter().map(|(prefix, form)| vocabulary.add(&prefix, &[form]));
                Some((hash(&key), records.collect::<Vec<_>>().into_iter().flatten().next()?))
            })
            .collect();
        let mut long = self.long.unwrap_or_default();
        long.sort_by_key(|(key, ..)| *key);
        let long_words: Vec<u32> =
            long.iter().map(|(_, word, prefix)| (vocabulary.place(word) << 1) | u32::from(*prefix)).collect();
        Lexicon {
            letters: vocabulary.letters.into(),
            words: table(&words).into(),
            prefixes: table(&prefixes).into(),
            vocabulary: vocabulary.records.into(),
            starts: starts.into(),
            graph: graph.into(),
            long: long.into_iter().map(|(key, ..)| key).collect::<Vec<_>>().into(),
            long_words: long_words.into(),
        }
    }
}

/// The letters of all words, and the records that point at them.
#[derive(Debug, Default)]
struct Vocabulary {
    letters: String,
    places: FxHashMap<Box<str>, u32>,
    records: Vec<u32>,
}

impl Vocabulary {
    /// Where the letters of a word stand. A word that begins as the one before it shares its letters.
    fn place(&mut self, word: &str) -> u32 {
        if let Some(&place) = self.places.get(word) {
            return place;
        }
        let place = self.letters.len() as u32;
        self.letters.push_str(word);
        self.places.insert(word.into(), place);
        place
    }

    /// Adds a record and says where it stands.
    fn add(&mut self, word: &str, forms: &[Form]) -> Option<u32> {
        let (len, count) = (u16::try_from(word.len()).ok()?, u16::try_from(forms.len()).ok()?);
        let place = self.records.len() as u32;
        let start = self.place(word);
        self.records.extend([start, u32::from(len) | (u32::from(count) << 16)]);
        self.records.extend(forms.iter().map(|form| form.pack()));
        Some(place)
    }
}

/// A hash table of places, more than half of it free: most words of a text are looked for in vain, and that must not take long.
fn table(entries: &[(u32, u32)]) -> Vec<u32> {
    let mut slots = vec![0; entries.len() * 5 / 2 + 1];
    for &(hash, place) in entries {
        let mut at = slot(hash, slots.len());
        while slots.get(at).is_some_and(|&taken| taken != 0) {
            at = if at + 1 == slots.len() { 0 } else { at + 1 };
        }
        if let Some(free) = slots.get_mut(at) {
            *free = ((hash & 0xff) << 24) | (place + 1);
        }
    }
    slots
}

/// Joins equal endings of the tree and writes it out: where each symbol leads from the root (see [`Lexicon::starts`]), and the records of
/// all states.
fn graph(nodes: &[Content], edges: FxHashMap<(Node, Symbol), Node>, symbols: Symbol) -> (Vec<u32>, Vec<u32>) {
    let mut edges: Vec<(Node, Symbol, Node)> =
        edges.into_iter().map(|((from, symbol), to)| (from, symbol, to)).collect();
    edges.sort_unstable();
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
        let mut record =
            vec![((content.payloads.len() as u32) << 8) | content.gaps.len() as u32, next.len() as u32];
        record.extend(&content.payloads);
        for &(gap, target) in &content.gaps {
            record.extend([state(target), marks_of(target), u32::from(gap)]);
        }
        record.extend(next.iter().map(|(_, symbol, _)| *symbol));
        record.extend(next.iter().map(|(.., target)| state(*target)));
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
    // From numbers of records to places, the anchored one first.
    let mut places = vec![0; records.len()];
    let mut end = 0;
    for (at, record) in records.iter().enumerate().rev() {
        if let Some(place) = places.get_mut(at) {
            *place = end;
        }
        end += record.len() as u32;
    }
    let place = |record: u32| places.get(record as usize).copied().unwrap_or_default();
    let mut graph = Vec::with_capacity(end as usize);
    for record in records.iter().rev() {
        let [head, count, ..] = record.as_slice() else { continue };
        let fixed = 2 + (head >> 8) as usize;
        let edges = fixed + GAP * (head & 0xff) as usize;
        let targets = edges + *count as usize;
        graph.extend(record.iter().enumerate().map(|(at, &number)| {
            let is_state = at >= targets || at >= fixed && at < edges && (at - fixed).is_multiple_of(GAP);
            if is_state { place(number) } else { number }
        }));
    }
    let mut starts = vec![0; 2 * symbols as usize];
    for (_, symbol, target) in edges_of(ROOT) {
        let state = states.get(*target as usize).copied().unwrap_or_default();
        let content = nodes.get(*target as usize);
        let plain = content.is_some_and(|it| it.payloads.is_empty() && it.gaps.is_empty());
        let at = 2 * *symbol as usize;
        if let Some(start) = starts.get_mut(at..at + 2) {
            let state = place(state) | if plain { PLAIN } else { 0 };
            start.copy_from_slice(&[state, marks_of(*target)]);
        }
    }
    (starts, graph)
}
