//! The words of phrases, as records in a list, and hash tables that find them.

use super::folded::{Folded, START};
use super::{Symbol, mark};
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

/// What is known of a word: in a list how many letters (bytes), own forms and forms it has, the marks of these, the letters, eight to
/// two numbers, and the forms.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'a> {
    head: u32,
    marks: u32,
    forms: &'a [u32],
}

/// The bit of a record of which some form asks more of a word than its letters.
const ASKS_MORE: u32 = 1 << 31;

impl<'a> Record<'a> {
    /// Its forms, those of all prefixes with which it begins, and those of the word of which it is the plural.
    pub(super) fn all(self) -> &'a [u32] {
        self.forms
    }

    /// Its own forms.
    pub(super) fn own(self) -> &'a [u32] {
        self.forms.get(..(self.head >> 8 & 0xff) as usize).unwrap_or_default()
    }

    /// Its forms as symbols, with the marks of these, where every word of these letters counts as all of them.
    pub(super) fn symbols(self) -> Option<(&'a [Symbol], u32)> {
        (self.head & ASKS_MORE == 0).then_some((self.forms, self.marks))
    }

    fn len(self) -> usize {
        (self.head & 0xff) as usize
    }

    /// Writes a record. None is written of what has too many letters or forms.
    pub(super) fn write(word: &Folded, own: &[Form], more: &[Form], list: &mut Vec<u32>) -> Option<u32> {
        let len = u8::try_from(word.len()).ok()?;
        let own_count = u8::try_from(own.len()).ok()?;
        let all = u16::try_from(own.len() + more.len()).ok().filter(|all| all >> 15 == 0)?;
        let forms = own.iter().chain(more);
        let asks_more = if forms.clone().any(|form| form.label || form.capitals > 0) { ASKS_MORE } else { 0 };
        let place = list.len() as u32;
        list.push(u32::from(len) | (u32::from(own_count) << 8) | (u32::from(all) << 16) | asks_more);
        list.push(forms.clone().fold(0, |marks, form| marks | mark(form.symbol)));
        list.extend(word.quarters());
        list.extend(forms.map(|form| form.pack()));
        Some(place)
    }

    /// The record with which a list begins, if it is that of a word.
    #[inline]
    fn of(word: &Folded, list: &'a [u32]) -> Option<Record<'a>> {
        let &[head, marks, ref rest @ ..] = list else { return None };
        let same = (head & 0xff) as usize == word.len();
        let rest = same.then(|| word.strip(rest))??;
        Some(Record { head, marks, forms: rest.get(..(head >> 16 & 0x7fff) as usize)? })
    }

    /// The record with which a list begins, its letters, and what follows it.
    fn first(list: &'a [u32]) -> Option<(Record<'a>, &'a [u32], &'a [u32])> {
        let &[head, marks, ref rest @ ..] = list else { return None };
        let (letters, rest) = rest.split_at_checked(2 * (head & 0xff).div_ceil(8) as usize)?;
        let (forms, rest) = rest.split_at_checked((head >> 16 & 0x7fff) as usize)?;
        Some((Record { head, marks, forms }, letters, rest))
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

/// Looks for a record in a hash table: from its slot on to the next that is free, or to the end.
#[inline]
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
        // What finds no place before the end would have to be looked for from the start.
        match filled(entries, slots) {
            Some(table) => return table,
            None => slots += 1,
        }
    }
}

fn filled(entries: &[(u32, u32)], slots: usize) -> Option<Vec<u32>> {
    let mut table = vec![0; slots];
    for &(hash, place) in entries {
        let mut rest = table.iter_mut().skip(slot(hash, slots));
        *rest.find(|taken| **taken == 0)? = ((hash & 0xff) << 24) | (place + 1);
    }
    Some(table)
}
