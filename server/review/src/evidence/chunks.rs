//! What all chunks of a note show, taken over from an earlier reading where they are still the same.

use std::ops::Deref;
use std::sync::Arc;

use whyfirst_guide::index::Index;
use whyfirst_note::Note;

use super::gather::gather_all;
use super::{Before, ChunkEvidence, Details};

/// What each block shows is known of so many chunks in which was written last. It takes twice as much memory as their text, and a writer
/// who goes through a note must not have it all kept.
const LATELY: usize = 64;

/// What the chunks of a note show, in order.
#[derive(Debug, Default)]
pub struct Chunks {
    all: Vec<Arc<ChunkEvidence>>,
    /// What the blocks show of those in which was written lately, by the chunk's id, the last first.
    lately: Vec<(u64, Arc<Details>)>,
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
        let (now, known) = (note.chunks(), &earlier.all);
        let front = now.iter().zip(known).take_while(|(chunk, known)| chunk.id == known.id).count();
        let behind = now.iter().rev().zip(known.iter().rev());
        let back = behind.take_while(|(chunk, known)| chunk.id == known.id).count();
        let back = back.min(now.len() - front).min(known.len() - front);
        let (front_known, rest) = known.split_at_checked(front).unwrap_or_default();
        let (replaced, back_known) = rest.split_at_checked(rest.len() - back).unwrap_or_default();
        let fresh: Vec<_> = note.placed().skip(front).take(now.len() - back - front).collect();
        let fresh = gather_all(index, &fresh, &Before::new(replaced, &earlier.lately));

        let of_fresh = fresh.iter().filter_map(|(chunk, details)| Some((chunk.id, details.clone()?)));
        let still = |(id, _): &&(u64, Arc<Details>)| replaced.iter().all(|it| it.id != *id);
        let lately = of_fresh.chain(earlier.lately.iter().filter(still).cloned()).take(LATELY).collect();
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

    #[test]
    fn what_blocks_show_is_known_where_an_edit_went_lately_and_in_long_chunks() {
        let index = builtin_index();
        let mut note = Note::new("# Data\n\nLogs.\n\n".repeat(2 * LATELY));
        let known = |chunks: &Chunks| -> Vec<usize> {
            let has = |id| chunks.lately.iter().any(|(lately, _)| *lately == id);
            chunks.iter().enumerate().filter(|(_, it)| has(it.id)).map(|(at, _)| at).collect()
        };
        let mut chunks = Chunks::gather(&index, &note, None);
        assert_eq!(known(&chunks), [0; 0]);
        // Twice in the same one, then in one after the other.
        for at in [0, 0].into_iter().chain(0..LATELY + 3) {
            let start = note.placed_nth(at).unwrap().start + 8;
            note.edit(start..start, "x");
            chunks = Chunks::gather(&index, &note, Some(&chunks));
            assert!(known(&chunks).contains(&at), "{at}");
        }
        assert_eq!(known(&chunks), (3..LATELY + 3).collect::<Vec<_>>());
        assert!(chunks.iter().all(|it| it.details.is_none()));

        let long = Note::new("Logs of a day.\n\n".repeat(QUICKLY_READ / 10));
        assert!(Chunks::gather(&index, &long, None).iter().all(|it| it.details.is_some()));
    }
}
