//! What the guide knows of a word beside numbers, all of it in one look-up.

use rustc_hash::FxHashMap;

use super::{Measure, Roles};
use crate::letters;
use crate::model::Str;

/// The words of a name, and of which quantity it is, by position.
pub type Name = (Vec<String>, u16);

/// A word in lower case as numbers; a longer one (24 bytes) is none of the guide's.
type Key = (u64, u64, u64);

/// What a word means beside numbers.
#[derive(Debug, Default)]
pub struct Meaning {
    /// However it is written.
    measure: Option<Measure>,
    /// With capitals where the guide has them.
    capitals: Vec<(Key, Measure)>,
    /// After a number and a hyphen, beyond units: something counted, by position.
    pub hyphenated: Option<u16>,
    /// What it says about the numbers around it.
    pub roles: Roles,
    /// The names of quantities that begin with it and stand after their number; the longest first.
    pub after: Vec<Name>,
    /// The same for names that stand before their number.
    pub before: Vec<Name>,
    /// The wordings that ask for a short time and begin with it.
    pub fast: Vec<Str>,
}

impl Meaning {
    /// What the word means after a number, as it is written there.
    pub fn measure(&self, word: &str) -> Option<Measure> {
        if self.capitals.is_empty() {
            return self.measure;
        }
        let written = as_written(word);
        let capitals = self.capitals.iter().find(|(capitals, _)| Some(*capitals) == written);
        capitals.map(|(_, measure)| *measure).or(self.measure)
    }

    /// Whether it is a unit.
    pub fn is_unit(&self, word: &str) -> bool {
        matches!(self.measure(word), Some(Measure::Unit(..)))
    }
}

/// The words that mean something beside numbers.
#[derive(Debug, Default)]
pub(super) struct Meanings {
    /// Counted from 1: 0 is the place of all other words.
    places: FxHashMap<Key, u16>,
    all: Vec<Meaning>,
}

impl Meanings {
    /// The place of a word's meaning, however it is written; 0 if it has none.
    pub(super) fn place(&self, word: &str) -> u16 {
        key(word).and_then(|key| self.places.get(&key)).copied().unwrap_or_default()
    }

    /// The meaning at a place.
    pub(super) fn at(&self, place: u16) -> &Meaning {
        const NONE: &Meaning = &Meaning {
            measure: None,
            capitals: Vec::new(),
            hyphenated: None,
            roles: Roles(0),
            after: Vec::new(),
            before: Vec::new(),
            fast: Vec::new(),
        };
        usize::from(place).checked_sub(1).and_then(|at| self.all.get(at)).unwrap_or(NONE)
    }

    /// Adds to the meaning of a word. One that is too long is left out, it would never be found, and so are those beyond what can be counted.
    pub(super) fn add(&mut self, word: &str, to: impl FnOnce(&mut Meaning)) {
        let Some(key) = key(word) else { return };
        let Ok(fresh) = u16::try_from(self.all.len() + 1) else { return };
        let place = *self.places.entry(key).or_insert(fresh);
        if place == fresh {
            self.all.push(Meaning::default());
        }
        if let Some(meaning) = self.all.get_mut(usize::from(place) - 1) {
            to(meaning);
        }
    }

    /// Adds what a word means after a number, unless it means something already. With capitals it means that only as it is written.
    pub(super) fn measure(&mut self, word: &str, measure: Measure) {
        self.add(word, |meaning| match as_written(word).filter(|written| Some(*written) != key(word)) {
            Some(written) if meaning.capitals.iter().all(|(capitals, _)| *capitals != written) => {
                meaning.capitals.push((written, measure));
            }
            Some(_) => {}
            None => meaning.measure = meaning.measure.or(Some(measure)),
        });
    }

    /// All of them.
    pub(super) fn all_mut(&mut self) -> impl Iterator<Item = &mut Meaning> {
        self.all.iter_mut()
    }
}

fn as_written(word: &str) -> Option<Key> {
    letters::pieces::<3>(word.as_bytes()).map(Key::from)
}

fn key(word: &str) -> Option<Key> {
    letters::pieces::<3>(word.as_bytes()).map(|pieces| Key::from(letters::all_lower(pieces)))
}
