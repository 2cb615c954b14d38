//! The words of phrases, as records in a list, and hash tables that find them.

use std::ops::Range;

use super::folded::{Folded, START};
use super::walk::States;
use super::{GAP, Symbol, marks_of};
use crate::phrase::base_forms;

/// How a text's word must be written to count as a symbol, as it lies in a record: 20 bits of symbol, one for the colon, 8 for capitals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Form {
    pub(super) symbol: Symbol,
    /// Whether a colon must follow.
    pub(super) label: bool,
    /// How many of its bytes must be capitals; 0 for none.
    pub(super) capitals: u8,
}

/// How many symbols there can be.
pub(super) const MAX_SYMBOLS: Symbol = 1 << 20;

impl Form {
    pub(super) fn pack(self) -> u32 {
        self.symbol | (u32::from(self.label) << 20) | (u32::from(self.capitals) << 21)
    }

    pub(super) fn unpack(packed: u32) -> Form {
        Form {
            symbol: packed & (MAX_SYMBOLS - 1),
            label: (packed >> 20) & 1 == 1,
            capitals: ((packed >> 21) & 0xff) as u8,
        }
    }

    /// Whether a word is written so. `letters` is the word as it stands in the text, and what follows it.
    pub(super) fn fits(self, letters: &[u8], label: bool) -> bool {
        let count = self.capitals as usize;
        let written = count == 0
            || letters.get(..count).is_some_and(|capitals| !capitals.iter().any(u8::is_ascii_lowercase));
        written && (!self.label || label)
    }
}

/// What is known of a word: in a list how many letters (bytes), own forms and forms it has, the marks of the plain ones (which ask
/// nothing of a word but its letters), the letters, eight to two numbers, the forms, and of some what begins with them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'a> {
    head: u32,
    marks: u32,
    forms: &'a [u32],
    begins: &'a [u32],
}

/// What begins with a word, whatever stands around it: in a list the marks of the symbols that lead on from any of the states after it,
/// several counts, each state with the marks of its own, the payloads of the phrases of one word, and the gaps as they lie in
/// [`Lexicon::graph`](super::Lexicon::graph).
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Begins<'a> {
    pub(super) marks: u32,
    pub(super) states: &'a [u32],
    pub(super) payloads: &'a [u32],
    pub(super) gaps: &'a [u32],
}

/// What is counted of what begins with a word, from the lowest bits on, and how many bits each count takes: the states, the payloads, the
/// gaps, the forms before the plain ones, and these.
const COUNTS: [u32; 5] = [8, 8, 8, 4, 4];

/// Packs counts; none if one is too large.
fn pack(counts: [usize; 5]) -> Option<u32> {
    let fits = counts.iter().zip(COUNTS).all(|(&count, bits)| count >> bits == 0);
    let packed =
        counts.iter().zip(COUNTS).rev().fold(0, |packed, (&count, bits)| packed << bits | count as u32);
    fits.then_some(packed)
}

#[inline]
fn unpack(mut packed: u32) -> [usize; 5] {
    COUNTS.map(|bits| {
        let count = packed & ((1 << bits) - 1);
        packed >>= bits;
        count as usize
    })
}

impl<'a> Begins<'a> {
    /// What a list says, and which of the forms are plain.
    #[inline]
    fn of(list: &'a [u32]) -> Option<(Begins<'a>, Range<usize>)> {
        let &[marks, counts, ref rest @ ..] = list else { return None };
        let [states, payloads, gaps, before, plain] = unpack(counts);
        let (states, rest) = rest.split_at_checked(2 * states)?;
        let (payloads, rest) = rest.split_at_checked(payloads)?;
        Some((Begins { marks, states, payloads, gaps: rest.get(..GAP * gaps)? }, before..before + plain))
    }

    /// Writes the list of a word that counts as these symbols, which are forms after so many others. Nothing is written if it is too much.
    fn write(symbols: &[Symbol], before: usize, from: States<'_>, list: &mut Vec<u32>) -> Option<()> {
        let (mut states, mut payloads, mut gaps, mut marks) = (Vec::new(), Vec::new(), Vec::new(), 0);
        for (state, own) in symbols.iter().filter_map(|&symbol| from.after(symbol)) {
            // From many words nothing leads on.
            if own != 0 {
                states.extend([state, own]);
                marks |= own;
            }
            let (ends, pauses) = from.at(state)?;
            payloads.extend(ends);
            gaps.extend(pauses);
        }
        let counts = pack([states.len() / 2, payloads.len(), gaps.len() / GAP, before, symbols.len()])?;
        list.extend([marks, counts]);
        list.extend([states, payloads, gaps].concat());
        Some(())
    }
}

/// The bit of a record of which some form asks more of a word than its letters.
const ASKS_MORE: u32 = 1 << 31;
/// The bit of a record that says what begins with the plain forms: only where a colon follows does it matter that others ask for more.
const BEGINS: u32 = 1 << 30;
/// How many forms a record can have.
const MOST_FORMS: u32 = 0x3fff;

impl<'a> Record<'a> {
    /// Its forms, those of all prefixes with which it begins, and those of the word of which it is the plural.
    pub(super) fn all(self) -> &'a [u32] {
        self.forms
    }

    /// Its own forms.
    pub(super) fn own(self) -> &'a [u32] {
        self.forms.get(..(self.head >> 8 & 0xff) as usize).unwrap_or_default()
    }

    /// What a word counts as, the marks of these symbols and, if that is known, what begins with them, where it does not matter how it is
    /// written. `label` is whether a colon follows.
    #[inline]
    pub(super) fn symbols(self, label: bool) -> Option<(&'a [Symbol], u32, Option<Begins<'a>>)> {
        if self.head & BEGINS != 0 && !(label && self.head & ASKS_MORE != 0) {
            let (begins, plain) = Begins::of(self.begins)?;
            return Some((self.forms.get(plain)?, self.marks, Some(begins)));
        }
        (self.head & ASKS_MORE == 0).then_some((self.forms, self.marks, None))
    }

    fn len(self) -> usize {
        (self.head & 0xff) as usize
    }

    /// Writes a record. None is written of what has too many letters or forms. With `states` it says what begins with the word.
    pub(super) fn write(
        word: &Folded,
        own: &[Form],
        more: &[Form],
        states: Option<States<'_>>,
        list: &mut Vec<u32>,
    ) -> Option<u32> {
        let len = u8::try_from(word.len()).ok()?;
        let own_count = u8::try_from(own.len()).ok()?;
        let all = u32::try_from(own.len() + more.len()).ok().filter(|all| *all <= MOST_FORMS)?;
        let asks = |form: &&Form| form.label || form.capitals > 0;
        let (own_asking, own_plain): (Vec<&Form>, Vec<&Form>) = own.iter().partition(asks);
        let (more_asking, more_plain): (Vec<&Form>, Vec<&Form>) = more.iter().partition(asks);
        let plain: Vec<Symbol> = own_plain.iter().chain(&more_plain).map(|form| form.symbol).collect();
        // The word's own come first, and the plain ones lie together.
        let forms = [&*own_asking, &*own_plain, &*more_plain, &*more_asking].concat();
        let place = list.len();
        let asks_more = if plain.len() < all as usize { ASKS_MORE } else { 0 };
        list.push(u32::from(len) | (u32::from(own_count) << 8) | (all << 16) | asks_more);
        list.push(marks_of(&plain));
        list.extend(word.quarters());
        list.extend(forms.iter().map(|form| form.pack()));
        let states = states.filter(|_| forms.iter().all(|form| form.capitals == 0));
        if states.and_then(|states| Begins::write(&plain, own_asking.len(), states, list)).is_some()
            && let Some(head) = list.get_mut(place)
        {
            *head |= BEGINS;
        }
        Some(place as u32)
    }

    /// The record with which a list begins, if it is that of a word.
    #[inline]
    fn of(word: &Folded, list: &'a [u32]) -> Option<Record<'a>> {
        let &[head, marks, ref rest @ ..] = list else { return None };
        let same = (head & 0xff) as usize == word.len();
        let rest = same.then(|| word.strip(rest))??;
        let (forms, begins) = rest.split_at_checked((head >> 16 & MOST_FORMS) as usize)?;
        Some(Record { head, marks, forms, begins })
    }

    /// The record of a prefix with which a list begins, its letters, and what follows it.
    fn first(list: &'a [u32]) -> Option<(Record<'a>, &'a [u32], &'a [u32])> {
        let &[head, marks, ref rest @ ..] = list else { return None };
        let (letters, rest) = rest.split_at_checked(2 * (head & 0xff).div_ceil(8) as usize)?;
        let (forms, rest) = rest.split_at_checked((head >> 16 & MOST_FORMS) as usize)?;
        Some((Record { head, marks, forms, begins: &[] }, letters, rest))
    }
}

/// What a lexicon knows of words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Vocabulary<'a> {
    pub(super) words: &'a [u32],
    pub(super) prefixes: &'a [u32],
    pub(super) records: &'a [u32],
}

impl<'a> Vocabulary<'a> {
    /// What is known of a word, its inflections aside.
    #[inline]
    pub(super) fn word(self, word: &Folded) -> Option<Record<'a>> {
        probe(self.words, word.hash(), |place| Record::of(word, self.records.get(place as usize..)?))
    }

    /// Gives out the forms of the words of which a word may be the plural or the possessive.
    pub(super) fn inflected(self, word: &Folded, mut found: impl FnMut(&'a [u32])) {
        if word.last() != b's' {
            return;
        }
        let (bytes, mut buffer) = (word.bytes(), Vec::new());
        let letters = bytes.get(..word.len()).unwrap_or_default();
        let mut folded = Folded::default();
        for base in base_forms(letters, &mut buffer) {
            if folded.set(base)
                && let Some(record) = self.word(&folded)
            {
                found(record.own());
            }
        }
    }

    /// Gives out the forms of the prefixes with which a word begins.
    pub(super) fn prefixes(self, word: &Folded, mut found: impl FnMut(&'a [u32])) {
        let Some((start, hash)) = word.start() else { return };
        let begins = |list: &'a [u32]| {
            let record = Record::first(list);
            record.filter(|(_, letters, _)| letters.first().is_some_and(|first| first & START == start))
        };
        let mut next = probe(self.prefixes, hash, |place| begins(self.records.get(place as usize..)?));
        // The records of the same beginning follow each other.
        while let Some((record, letters, rest)) = next {
            if word.begins_with(letters, record.len()) {
                found(record.forms);
            }
            next = begins(rest);
        }
    }
}

/// A hash table has so many slots behind its last one, for what finds no place before it.
const BEHIND: usize = 16;

/// Looks for a record in a hash table: from its slot on to the next that is free, or to the end.
#[inline]
fn probe<T>(table: &[u32], hash: u32, mut fits: impl FnMut(u32) -> Option<T>) -> Option<T> {
    let mut at = slot(hash, table.len() - BEHIND.min(table.len()));
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
        at += 1;
    }
}

/// The slot at which the search for a hash begins.
#[inline]
fn slot(hash: u32, slots: usize) -> usize {
    ((u64::from(hash) * slots as u64) >> 32) as usize
}

/// A hash table of places, half of it free.
pub(super) fn table(entries: &[(u32, u32)]) -> Vec<u32> {
    let mut slots = 2 * entries.len() + 1;
    loop {
        // What finds no place even behind the end would have to be looked for from the start.
        match filled(entries, slots) {
            Some(table) => return table,
            None => slots += 1,
        }
    }
}

fn filled(entries: &[(u32, u32)], slots: usize) -> Option<Vec<u32>> {
    let mut table = vec![0; slots + BEHIND];
    for &(hash, place) in entries {
        let mut rest = table.iter_mut().skip(slot(hash, slots));
        *rest.find(|taken| **taken == 0)? = ((hash & 0xff) << 24) | (place + 1);
    }
    Some(table)
}
