//! Aspects by number, and sets of them.

/// An aspect, by its position among all aspects of the guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AspectRef(pub u16);

/// How many aspects a guide may have in all; the loader holds to it.
pub const MAX_ASPECTS: usize = 256;

/// A set of aspects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AspectSet([u64; MAX_ASPECTS / 64]);

impl FromIterator<AspectRef> for AspectSet {
    fn from_iter<I: IntoIterator<Item = AspectRef>>(aspects: I) -> AspectSet {
        let mut set = AspectSet::default();
        for aspect in aspects {
            set.insert(aspect);
        }
        set
    }
}

impl AspectSet {
    /// Puts an aspect in.
    pub fn insert(&mut self, aspect: AspectRef) {
        if let Some(word) = self.0.get_mut(aspect.0 as usize / 64) {
            *word |= 1 << (aspect.0 % 64);
        }
    }

    /// Puts all of another set in.
    pub fn extend(&mut self, other: &AspectSet) {
        for (word, other) in self.0.iter_mut().zip(other.0) {
            *word |= other;
        }
    }

    /// Whether an aspect is in it.
    pub fn contains(&self, aspect: AspectRef) -> bool {
        self.word(aspect.0 as usize / 64) >> (aspect.0 % 64) & 1 == 1
    }

    /// What of it is in another set too.
    pub fn within(&self, other: &AspectSet) -> AspectSet {
        AspectSet(std::array::from_fn(|at| self.word(at) & other.word(at)))
    }

    /// What of it is not in another set.
    pub fn without(&self, other: &AspectSet) -> AspectSet {
        AspectSet(std::array::from_fn(|at| self.word(at) & !other.word(at)))
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    fn word(&self, at: usize) -> u64 {
        self.0.get(at).copied().unwrap_or_default()
    }

    /// The aspects in order.
    pub fn iter(&self) -> impl Iterator<Item = AspectRef> + '_ {
        let bits = |(at, word): (usize, u64)| {
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| AspectRef((at * 64 + bit) as u16))
        };
        self.0.into_iter().enumerate().flat_map(bits)
    }
}
