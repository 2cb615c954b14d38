//! All open notes: the newest snapshot of each. What is known of a small note that was not used lately is let go, and read again from its text
//! when somebody asks: that takes less than a millisecond, and to keep it up to ten times the text.

use std::sync::{Arc, Mutex, PoisonError};

use dashmap::DashMap;
use whyfirst_note::Note;

use super::calm::Change;
use super::snapshot::Snapshot;

/// A longer note takes too long to be read again, and little enough for its length (bytes).
const SMALL: usize = 64 * 1024;
/// So much text the small notes that are awake may have together (bytes).
const AWAKE: usize = 256 * 1024;
/// What is known of the shortest note takes as much as that of so much text (bytes).
const LEAST: usize = 1024;

/// All open notes.
#[derive(Default)]
pub(super) struct Notes {
    all: DashMap<String, Arc<Snapshot>>,
    lately: Mutex<Lately>,
}

impl Notes {
    /// The newest snapshot as it is kept: whoever reads it takes [`get`](Notes::get) instead.
    pub(super) fn peek(&self, uri: &str) -> Option<Arc<Snapshot>> {
        self.all.get(uri).map(|snapshot| Arc::clone(&snapshot))
    }

    /// The newest snapshot, to be read. The map is let go at once.
    pub(super) fn get(&self, uri: &str) -> Option<Arc<Snapshot>> {
        let snapshot = self.peek(uri)?;
        self.used(&snapshot.uri, snapshot.note.len());
        Some(snapshot)
    }

    /// Puts the next version of a note in place of the newest snapshot. The text is copied only while somebody still looks at that one.
    /// Says whether the note is open.
    pub(super) fn change(
        &self,
        uri: &str,
        version: i32,
        calm: bool,
        change: impl FnOnce(&mut Note) -> Change,
    ) -> bool {
        let Some(mut newest) = self.all.get_mut(uri) else { return false };
        if Arc::get_mut(&mut newest).is_none() {
            let successor = newest.successor();
            *newest = Arc::new(successor);
        }
        if let Some(own) = Arc::get_mut(&mut newest) {
            own.change(version, calm, change);
        }
        let len = newest.note.len();
        drop(newest);
        self.used(uri, len);
        true
    }

    pub(super) fn put(&self, snapshot: Snapshot) {
        let (uri, len) = (snapshot.uri.clone(), snapshot.note.len());
        self.all.insert(uri.clone(), Arc::new(snapshot));
        self.used(&uri, len);
    }

    /// Has all of them read again as they stand. Each is replaced at once, so that no change of it is lost.
    pub(super) fn read_again(&self) {
        for mut newest in self.all.iter_mut() {
            let again = newest.again();
            *newest = Arc::new(again);
        }
    }

    /// All of them as they are kept: whoever reads one that rests has it awake from then on.
    pub(super) fn kept(&self) -> Vec<Arc<Snapshot>> {
        self.all.iter().map(|snapshot| Arc::clone(&snapshot)).collect()
    }

    /// All of them to be read: in place of those that rest, copies that are there for this once.
    pub(super) fn all(&self) -> Vec<Arc<Snapshot>> {
        let rests = |it: &Snapshot| !it.note.is_read() && it.note.len() <= SMALL;
        let mut all = self.kept();
        for snapshot in all.iter_mut().filter(|it| rests(it)) {
            *snapshot = Arc::new(snapshot.at_rest());
        }
        all
    }

    /// Lets a note go; gives back its newest snapshot if it was open.
    pub(super) fn remove(&self, uri: &str) -> Option<Arc<Snapshot>> {
        self.lately().forget(uri);
        self.all.remove(uri).map(|(_, snapshot)| snapshot)
    }

    fn lately(&self) -> std::sync::MutexGuard<'_, Lately> {
        self.lately.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A note of so many bytes was used: others may rest now.
    fn used(&self, uri: &str, len: usize) {
        let others = self.lately().used(uri, len);
        for other in others {
            let Some(mut newest) = self.all.get_mut(&other) else { continue };
            if newest.is_held() {
                // Somebody types in it, and is to be told something in a moment.
                let len = newest.note.len();
                drop(newest);
                self.lately().keep(&other, len);
            } else {
                // Whoever still has the one before may read that: it goes with him.
                let rested = newest.at_rest();
                *newest = Arc::new(rested);
            }
        }
    }
}

/// The small notes that are awake: names and lengths (bytes), the one that was used last at the end.
#[derive(Default)]
struct Lately(Vec<(String, usize)>);

impl Lately {
    /// Notes down that a note was used; gives back those that are to rest.
    fn used(&mut self, uri: &str, len: usize) -> Vec<String> {
        let len = len.max(LEAST);
        // Mostly it is the one that was used before.
        match self.0.last_mut().filter(|(last, _)| last == uri) {
            Some(last) if len <= SMALL => last.1 = len,
            _ => {
                self.forget(uri);
                if len <= SMALL {
                    self.0.push((uri.to_owned(), len));
                }
            }
        }
        let mut awake: usize = self.0.iter().map(|(_, len)| len).sum();
        let too_much = |(_, len): &&(String, usize)| {
            let over = awake > AWAKE;
            awake -= len;
            over
        };
        let count = self.0.iter().take_while(too_much).count();
        self.0.drain(..count).map(|(uri, _)| uri).collect()
    }

    /// Notes down that a note stays awake, whatever others there are.
    fn keep(&mut self, uri: &str, len: usize) {
        self.forget(uri);
        self.0.push((uri.to_owned(), len));
    }

    fn forget(&mut self, uri: &str) {
        self.0.retain(|(known, _)| known != uri);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_were_used_before_the_others_rest_and_long_ones_never() {
        let mut lately = Lately::default();
        let uri = |nth: usize| format!("file:///{nth}.md");
        let most = AWAKE / LEAST;
        // However short they are, so many are awake and no more.
        let rested = |lately: &mut Lately, nth, len| lately.used(&uri(nth), len);
        assert!((0..most).all(|nth| rested(&mut lately, nth, 0).is_empty()));
        assert_eq!(rested(&mut lately, most, 10), [uri(0)]);
        assert_eq!(rested(&mut lately, 1, 10), [""; 0]);
        assert_eq!(rested(&mut lately, most + 1, 2 * LEAST), [uri(2), uri(3)]);
        // One that has grown long counts no more, and makes room.
        assert_eq!(rested(&mut lately, most + 1, SMALL + 1), [""; 0]);
        assert_eq!(lately.0.len(), most - 2);
        assert_eq!(rested(&mut lately, 0, 10), [""; 0]);
    }
}
