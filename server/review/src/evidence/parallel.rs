//! Reading the chunks of a long note on several threads.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread;

use whyfirst_guide::Index;
use whyfirst_note::Placed;

use super::{Before, ChunkEvidence, gather};

/// A thread is worth its start from so many bytes on.
const WORTH_IT: usize = 32 * 1024;

/// Reads chunks, long texts on all processors. What `before` knows of their blocks is taken over.
pub(crate) fn gather_all(
    index: &Index,
    chunks: &[Placed<'_>],
    before: &Before<'_>,
) -> Vec<Arc<ChunkEvidence>> {
    let len: usize = chunks.iter().map(|placed| placed.chunk.len).sum();
    let threads = match len / WORTH_IT {
        0 | 1 => 1,
        most => thread::available_parallelism().map_or(1, NonZero::get).min(most),
    };
    gather_on(index, chunks, before, threads)
}

/// The same on so many threads, this one among them.
fn gather_on(
    index: &Index,
    chunks: &[Placed<'_>],
    before: &Before<'_>,
    threads: usize,
) -> Vec<Arc<ChunkEvidence>> {
    let read = |chunks: &[Placed<'_>]| -> Vec<_> {
        chunks.iter().map(|placed| Arc::new(gather(index, placed, before))).collect()
    };
    let shares = shares(chunks, threads);
    let Some((own, others)) = shares.split_first() else { return Vec::new() };
    thread::scope(|scope| {
        let others: Vec<_> = others
            .iter()
            .map(|share| (share, thread::Builder::new().spawn_scoped(scope, move || read(share))))
            .collect();
        let mut all = read(own);
        for (share, running) in others {
            all.extend(match running {
                Ok(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
                // There are no more threads to be had.
                Err(_) => read(share),
            });
        }
        all
    })
}

/// Parts chunks into at most so many runs of about the same length.
fn shares<'c, 'n>(chunks: &'c [Placed<'n>], threads: usize) -> Vec<&'c [Placed<'n>]> {
    let len: usize = chunks.iter().map(|placed| placed.chunk.len).sum();
    let share = len / threads.max(1) + 1;
    let mut read = 0;
    let nth = |placed: &Placed<'_>| {
        let nth = read / share;
        read += placed.chunk.len;
        nth
    };
    let numbers: Vec<usize> = chunks.iter().map(nth).collect();
    let mut rest = chunks;
    let runs = numbers.chunk_by(|a, b| a == b).map(|run| {
        let (own, after) = rest.split_at_checked(run.len()).unwrap_or((rest, &[]));
        rest = after;
        own
    });
    runs.collect()
}

#[cfg(test)]
mod tests {
    use whyfirst_guide::builtin_index;
    use whyfirst_note::Note;

    use super::*;

    #[test]
    fn the_evidence_is_the_same_whatever_the_number_of_threads() {
        let section = "## Metrics\n\nWe optimise NDCG.\n\n- 10M users × 20 a day = 200M\n\n## Data\n\nLogs of a day.\n\n";
        let (index, note) = (builtin_index(), Note::new(section.repeat(9)));
        let chunks: Vec<_> = note.placed().collect();
        assert!(chunks.len() > 7);
        let on = |threads| format!("{:?}", gather_on(&index, &chunks, &Before::default(), threads));
        let alone = on(1);
        for threads in [2, 3, 7, 100] {
            assert_eq!(on(threads), alone, "{threads}");
        }
        assert!(gather_all(&index, &[], &Before::default()).is_empty());
    }
}
