//! What all chunks of a note show, taken over from an earlier reading where they are still the same.

use std::ops::Deref;
use std::sync::Arc;

use whyfirst_guide::index::Index;
use whyfirst_note::Note;

use super::gather::gather_all;
use super::{Before, ChunkEvidence, Details};

/// What each block shows is known of so many chunks in which was written last, as long as they are together a small part of the note, and of
/// the last one in any case. It takes three times as much memory as their text, and a writer who goes through a note must not have it all
/// kept.
const LATELY: usize = 64;
/// Such a part: one in so many.
const LATELY_PART: usize = 8;

/// What the chunks of a note show, in order.
#[derive(Debug, Default)]
pub struct Chunks {
    all: Vec<Arc<ChunkEvidence>>,
    /// What the blocks show of those in which was written lately, the last first.
    lately: Vec<Lately>,
}

/// A chunk in which was written lately, and what its blocks show.
#[derive(Debug, Clone)]
pub(super) struct Lately {
    /// The chunk's id.
    pub(super) id: u64,
    /// How long it is (bytes).
    pub(super) len: usize,
    pub(super) details: Arc<Details>,
}

impl Deref for Chunks {
    type Target = [Arc<ChunkEvidence>];

    fn deref(&self) -> &[Arc<ChunkEvidence>] {
        &self.all
    }
}

impl Chunks {
    /// The evidence of every chunk, taken over where the chunk is still the same.
    pub(crate) fn gather(index: &Index, note: &Note, earlier: Option<&Chunks>) -> Chunks {
        let none = Chunks::default();
        let earlier = earlier.unwrap_or(&none);
        // Edits replace a run of chunks, so what is the same stands at the front and at the back.
        let (now, before) = (note.chunks(), &earlier.all);
        let front = now.iter().zip(before).take_while(|(chunk, before)| chunk.id == before.id).count();
        let behind = now.iter().rev().zip(before.iter().rev());
        let back = behind.take_while(|(chunk, before)| chunk.id == before.id).count();
        let back = back.min(now.len() - front).min(before.len() - front);
        let (front_known, rest) = before.split_at_checked(front).unwrap_or_default();
        let (replaced, back_known) = rest.split_at_checked(rest.len() - back).unwrap_or_default();
        let fresh: Vec<_> = note.placed().skip(front).take(now.len() - back - front).collect();
        // Where all has been replaced, only the beginning is worth keeping.
        let part = note.text().len() / LATELY_PART;
        let first = fresh.first().filter(|_| !replaced.is_empty());
        let until = first.map_or(0, |first| first.start + part + 1);
        let fresh = gather_all(index, &fresh, &Before::new(replaced, &earlier.lately, until));

        let still = |it: &&Lately| replaced.iter().all(|replaced| replaced.id != it.id);
        let mut known = 0;
        let mut fits = |it: &Lately| {
            let fits = known <= part;
            known += it.len;
            fits
        };
        let of_fresh = fresh.iter().filter_map(|(_, lately)| lately.clone());
        let lately = of_fresh.chain(earlier.lately.iter().filter(still).cloned());
        let lately = lately.take(LATELY).take_while(|it| fits(it)).collect();
        let fresh = fresh.into_iter().map(|(chunk, _)| chunk);
        let all = front_known.iter().cloned().chain(fresh).chain(back_known.iter().cloned()).collect();
        Chunks { all, lately }
    }
}

#[cfg(test)]
mod tests {
    use whyfirst_guide::builtin_index;

    use super::super::gather::QUICKLY_READ;
    use super::*;

    /// The chunks of which it is known what their blocks show, after a letter was written into some, one after the other.
    fn known_after(chunks: usize, edits: impl Iterator<Item = usize>) -> Vec<usize> {
        let index = builtin_index();
        let mut note = Note::new("# Data\n\nLogs.\n\n".repeat(chunks));
        let mut chunks = Chunks::gather(&index, &note, None);
        let known = |chunks: &Chunks| -> Vec<usize> {
            let has = |id| chunks.lately.iter().any(|lately| lately.id == id);
            chunks.iter().enumerate().filter(|(_, it)| has(it.id)).map(|(at, _)| at).collect()
        };
        assert_eq!(known(&chunks), [0; 0]);
        for at in edits {
            let start = note.placed_nth(at).unwrap().start + 8;
            note.edit(start..start, "x");
            chunks = Chunks::gather(&index, &note, Some(&chunks));
            assert!(known(&chunks).contains(&at), "{at}");
        }
        assert!(chunks.iter().all(|it| it.details.is_none()));
        known(&chunks)
    }

    #[test]
    fn what_blocks_show_is_known_where_an_edit_went_lately_and_in_long_chunks() {
        // Twice in the same one, then in one after the other.
        let many = known_after(2 * LATELY_PART * LATELY, [0, 0].into_iter().chain(0..LATELY + 3));
        assert_eq!(many, (3..LATELY + 3).collect::<Vec<_>>());
        assert_eq!(known_after(3 * LATELY_PART, 0..10), [7, 8, 9]);
        assert_eq!(known_after(1, [0, 0].into_iter()), [0]);

        let long = Note::new("Logs of a day.\n\n".repeat(QUICKLY_READ / 10));
        assert!(Chunks::gather(&builtin_index(), &long, None).iter().all(|it| it.details.is_some()));
    }
}
