//! What is counted, with exponents: users, requests a user.

use std::ops::Deref;

/// More names than this are no estimate.
const MOST: usize = 4;

/// Counted things, by position in the guide, each with its exponent. Few, so that values are copied as they are.
#[derive(Clone, Copy, Default)]
pub struct Nouns {
    all: [(u16, i8); MOST],
    count: u8,
}

impl Nouns {
    /// One thing.
    pub(crate) fn one(noun: u16) -> Nouns {
        let mut nouns = Nouns::default();
        nouns.multiply(noun, 1);
        nouns
    }

    /// Multiplies by a thing to a power; nothing where there are too many of them.
    pub(crate) fn multiply(&mut self, noun: u16, exponent: i8) -> Option<()> {
        let count = usize::from(self.count);
        match self.all.iter_mut().take(count).find(|(known, _)| *known == noun) {
            Some((_, sum)) => {
                *sum = sum.checked_add(exponent)?;
                if *sum == 0 {
                    self.retain(|(_, exponent)| exponent != 0);
                }
            }
            None => {
                *self.all.get_mut(count)? = (noun, exponent);
                self.count += 1;
            }
        }
        Some(())
    }

    /// Leaves out the things of which something does not hold.
    pub(crate) fn retain(&mut self, keep: impl Fn((u16, i8)) -> bool) {
        if !self.iter().all(|it| keep(*it)) {
            let kept = self.iter().copied().filter(|it| keep(*it));
            let mut nouns = Nouns::default();
            for (place, it) in nouns.all.iter_mut().zip(kept) {
                *place = it;
                nouns.count += 1;
            }
            *self = nouns;
        }
    }

    /// Leaves out all.
    pub(crate) fn clear(&mut self) {
        self.count = 0;
    }
}

impl Deref for Nouns {
    type Target = [(u16, i8)];

    fn deref(&self) -> &[(u16, i8)] {
        self.all.get(..usize::from(self.count)).unwrap_or_default()
    }
}

impl PartialEq for Nouns {
    fn eq(&self, other: &Nouns) -> bool {
        **self == **other
    }
}

impl std::fmt::Debug for Nouns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cancels_is_gone_and_too_many_are_no_estimate() {
        let mut nouns = Nouns::one(7);
        assert!((1..MOST as u16).all(|noun| nouns.multiply(noun, -1).is_some()));
        assert_eq!(nouns.multiply(9, 1), None);
        assert_eq!(nouns.multiply(2, 1), Some(()));
        assert_eq!(*nouns, [(7, 1), (1, -1), (3, -1)]);
        assert_eq!(nouns.multiply(9, 1), Some(()));
        assert_eq!(nouns.multiply(7, i8::MAX), None);
    }
}
