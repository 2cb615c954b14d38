//! The words near which ambiguous aliases mean their concepts, as numbers.

use std::collections::BTreeSet;

use crate::model::{Ambiguous, Guide, List};

/// The contexts of all ambiguous aliases. Those of the built-in guide are made when the program is compiled.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contexts {
    /// How many different words there are.
    pub count: u16,
    /// The words of one context after the other, as their places among all of them.
    pub words: List<u16>,
    /// Where in `words` each context ends.
    pub ends: List<u32>,
}

impl Contexts {
    pub(crate) fn new(guide: &Guide) -> Contexts {
        let all = words(guide);
        let (mut words, mut ends) = (Vec::new(), Vec::new());
        for ambiguous in ambiguous(guide) {
            let places: BTreeSet<usize> =
                ambiguous.context.iter().filter_map(|word| all.binary_search(&word).ok()).collect();
            words.extend(places.into_iter().map(|at| at as u16));
            ends.push(words.len() as u32);
        }
        Contexts { count: all.len() as u16, words: words.into(), ends: ends.into() }
    }

    /// The words of a context (its position among all), in order.
    pub fn of(&self, context: u16) -> &[u16] {
        let end = |nth: u16| self.ends.get(nth as usize).map_or(0, |&end| end as usize);
        let start = context.checked_sub(1).map_or(0, end);
        self.words.get(start..end(context)).unwrap_or_default()
    }
}

/// The different words of all contexts, in order.
pub(crate) fn words(guide: &Guide) -> Vec<&str> {
    let all: BTreeSet<&str> = ambiguous(guide).flat_map(|it| it.context.iter()).collect();
    all.into_iter().collect()
}

fn ambiguous(guide: &Guide) -> impl Iterator<Item = &Ambiguous> {
    guide.concepts.iter().flat_map(|concept| concept.ambiguous.iter())
}
