//! A word in lower case, in pieces of eight letters: so it is folded, hashed and compared a piece at a time.

use std::ops::Range;

use crate::letters::{WIDE, eights, first, lower};
use crate::phrase::MIN_PREFIX;

/// A longer word (bytes) is in no phrase.
pub(super) const MAX_WORD: usize = 64;
/// With what may be grown to it (`'s`), a word has so many pieces.
const PIECES: usize = MAX_WORD / 8 + 1;

/// A word in lower case, its apostrophes straight.
#[derive(Debug, Default)]
pub(super) struct Folded {
    /// The letters, the first in the lowest byte; after the last there are zeros to the end of its piece.
    pieces: [u64; PIECES],
    /// The bytes that the word has in lower case.
    len: usize,
    hash: u32,
}

impl Folded {
    /// Reads a word of a text; gives back whether it is short enough to be one.
    #[inline(always)]
    pub(super) fn read(&mut self, text: &str, range: Range<usize>) -> bool {
        let (bytes, len) = (text.as_bytes(), range.len());
        // Most words are two pieces at most: they are read alike, because nobody can guess which of them the next one is.
        if let 1..=16 = len
            && let Some(sixteen) = bytes.get(range.start..).and_then(<[u8]>::first_chunk::<16>)
        {
            let letters = u128::from_le_bytes(*sixteen);
            let [low, high] = first([letters as u64, (letters >> 64) as u64], len);
            if (low | high) & WIDE == 0 {
                self.put([lower(low), lower(high)], len);
                return true;
            }
        }
        self.read_long(text, range)
    }

    /// Becomes a word of two pieces at most.
    #[inline]
    fn put(&mut self, [low, high]: [u64; 2], len: usize) {
        let [first, second, ..] = &mut self.pieces;
        (*first, *second) = (low, high);
        self.len = len;
        self.hash = upper(add(add(0, low), high));
    }

    fn read_long(&mut self, text: &str, range: Range<usize>) -> bool {
        let letters = text.get(range).unwrap_or_default();
        if letters.len() > MAX_WORD + 2 {
            return false;
        }
        if !letters.is_ascii() {
            return self.read_wide(letters);
        }
        self.fill(letters.as_bytes(), lower);
        true
    }

    /// Takes over as many letters of a word as there is room for.
    #[inline]
    fn fill(&mut self, word: &[u8], fold: impl Fn(u64) -> u64) {
        self.pieces = [0; PIECES];
        for (piece, letters) in self.pieces.iter_mut().zip(eights(word)) {
            *piece = fold(letters);
        }
        // A word of one piece is read as two.
        let pieces = self.pieces.iter().take(word.len().div_ceil(8).max(2));
        let hash = pieces.fold(0, |hash, &piece| add(hash, piece));
        (self.len, self.hash) = (word.len(), upper(hash));
    }

    /// The same for a word with letters beyond ASCII.
    fn read_wide(&mut self, letters: &str) -> bool {
        let straight = letters.chars().map(|c| if c == '’' { '\'' } else { c });
        let folded: String = straight.flat_map(char::to_lowercase).collect();
        self.set(folded.as_bytes())
    }

    /// A word that is in lower case already; none if it is too long.
    pub(super) fn of(word: &[u8]) -> Option<Folded> {
        let mut folded = Folded::default();
        folded.set(word).then_some(folded)
    }

    /// Becomes such a word; gives back whether it is short enough.
    pub(super) fn set(&mut self, word: &[u8]) -> bool {
        self.fill(word, |letters| letters);
        word.len() <= 8 * PIECES
    }

    /// The hash of the word. The same on every machine, because tables made on one are read on another.
    pub(super) fn hash(&self) -> u32 {
        self.hash
    }

    /// How many bytes the word has.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// The first letters by which prefixes are looked for, with their hash; none if the word is shorter.
    pub(super) fn start(&self) -> Option<(u32, u32)> {
        let start = self.quarter(0) & START;
        (self.len >= MIN_PREFIX).then(|| (start, upper(add(0, u64::from(start)))))
    }

    /// The last letter.
    pub(super) fn last(&self) -> u8 {
        let at = self.len.wrapping_sub(1);
        self.pieces.get(at / 8).map_or(0, |piece| (piece >> (8 * (at % 8))) as u8)
    }

    /// The letters as they lie in a record: two numbers for each piece.
    pub(super) fn quarters(&self) -> impl Iterator<Item = u32> {
        (0..2 * self.len.div_ceil(8)).map(|at| self.quarter(at))
    }

    fn quarter(&self, at: usize) -> u32 {
        self.pieces.get(at / 2).map_or(0, |piece| (piece >> (32 * (at % 2))) as u32)
    }

    /// What follows the letters of the word in a list that begins with them.
    #[inline]
    pub(super) fn strip<'a>(&self, list: &'a [u32]) -> Option<&'a [u32]> {
        if self.len <= 16 {
            let ([first, second, ..], (letters, _)) =
                (self.pieces, list.first_chunk::<4>()?.as_chunks::<2>());
            let &[one, two] = letters else { return None };
            // Behind a word of one piece lies something else.
            let beyond = if self.len > 8 { whole(&two) } else { 0 };
            return (whole(&one) == first && beyond == second)
                .then(|| list.get(2 * self.len.div_ceil(8)..))?;
        }
        let (letters, rest) = list.split_at_checked(2 * self.len.div_ceil(8))?;
        let (pieces, _) = letters.as_chunks::<2>();
        let same = pieces.iter().zip(&self.pieces).all(|(letters, piece)| whole(letters) == *piece);
        same.then_some(rest)
    }

    /// Whether the word begins with the letters of a record, `len` bytes.
    #[inline]
    pub(super) fn begins_with(&self, letters: &[u32], len: usize) -> bool {
        let (pieces, _) = letters.as_chunks::<2>();
        let mut rest = len;
        for (letters, piece) in pieces.iter().zip(&self.pieces) {
            let [kept, _] = first([u64::MAX, 0], rest.min(8));
            // Most words with the same first letters differ in the next ones.
            if (whole(letters) ^ piece) & kept != 0 {
                return false;
            }
            rest = rest.saturating_sub(8);
        }
        self.len >= len
    }

    /// The letters as bytes, and what lies behind them: the word takes [`Folded::len`] of these.
    pub(super) fn bytes(&self) -> [u8; 8 * PIECES] {
        let mut bytes = [0; 8 * PIECES];
        let (eights, _) = bytes.as_chunks_mut::<8>();
        for (eight, piece) in eights.iter_mut().zip(&self.pieces) {
            *eight = piece.to_le_bytes();
        }
        bytes
    }
}

/// A piece as it lies in a record.
#[inline]
fn whole([low, high]: &[u32; 2]) -> u64 {
    u64::from(*low) | u64::from(*high) << 32
}

/// The bytes of [`MIN_PREFIX`] letters in a number.
pub(super) const START: u32 = (1 << (8 * MIN_PREFIX)) - 1;

fn add(hash: u64, piece: u64) -> u64 {
    (hash.rotate_left(5) ^ piece).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The half of a hash on which all letters bear: the places of a table are told apart by its upper bits.
fn upper(hash: u64) -> u32 {
    (hash >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str, range: Range<usize>) -> Folded {
        let mut folded = Folded::default();
        assert!(folded.read(text, range));
        folded
    }

    #[test]
    fn a_word_is_the_same_wherever_it_stands_and_however_it_is_written() {
        for word in [
            "a",
            "ndcg",
            "Feature",
            "RETRIEVAL",
            "Recommendation",
            "İstanbul’s",
            "Größenordnung",
            "設計",
            "user's",
        ] {
            let lower = word.to_lowercase().replace('’', "'");
            let expected = Folded::of(lower.as_bytes()).expect("it is short enough");
            for text in
                [word.to_owned(), format!("{word} and more than eight letters"), format!("[x@Z] {word}")]
            {
                let start = text.find(word).expect("it stands there");
                let found = folded(&text, start..start + word.len());
                assert_eq!(found.bytes().get(..found.len()).unwrap(), lower.as_bytes(), "{text}");
                assert_eq!(found.hash(), expected.hash(), "{text}");
                assert_eq!(found.last(), *lower.as_bytes().last().expect("a letter"));
                let letters: Vec<u32> = expected.quarters().collect();
                let list: Vec<u32> = letters.iter().copied().chain([7, 8, 9]).collect();
                assert_eq!(found.strip(&list), Some(&[7, 8, 9][..]), "{text}");
                assert!(found.begins_with(&letters, lower.len()));
            }
        }
    }

    #[test]
    fn beginnings_are_told_apart_to_the_letter() {
        let word = folded("Monitoring", 0..10);
        let begins = |start: &str| {
            let start = Folded::of(start.as_bytes()).expect("it is short enough");
            word.begins_with(&start.quarters().collect::<Vec<_>>(), start.len())
        };
        assert!(
            begins("mon") && begins("moni") && begins("monit") && begins("monitorin") && begins("monitoring")
        );
        assert!(!begins("mom") && !begins("monk") && !begins("monitorix") && !begins("monitorings"));
    }

    #[test]
    fn signs_beside_the_letters_are_left_alone() {
        let signs = "@[`{_^Zz9";
        assert!(folded(signs, 0..9).bytes().starts_with(b"@[`{_^zz9"));
    }

    #[test]
    fn what_is_too_long_is_no_word() {
        let mut folded = Folded::default();
        assert!(folded.read(&"x".repeat(66), 0..66));
        assert!(!folded.read(&"x".repeat(67), 0..67));
        // A letter that takes more bytes in lower case.
        assert!(!folded.read(&"Ⱥ".repeat(33), 0..66));
    }
}
