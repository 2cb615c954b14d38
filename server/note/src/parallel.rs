//! Parsing the parts of a long text on several threads, before they are put together in order.
//!
//! Where a chunk ends may depend on the one before, so this only reads ahead: each part is read as the chunk that it most likely is, and
//! what turns out otherwise is read again. The result is the same, however many threads there are.

use std::collections::HashMap;
use std::ops::Range;
use std::thread;

use crate::{Facts, chunk, slice, syntax};

/// What has been read ahead, by place: the facts, and whether the part is left open.
pub(crate) type Ahead = HashMap<Range<usize>, (Facts, bool)>;

/// Reads the parts of a text on so many threads; nothing on one, where the parts are read as they are put together.
pub(crate) fn read_ahead(text: &str, threads: usize) -> Ahead {
    if threads < 2 {
        return Ahead::new();
    }
    let parts = chunk::parts(text);
    let share = text.len() / threads + 1;
    let read = |parts: &[Range<usize>]| -> Vec<_> {
        parts.iter().map(|part| (part.clone(), syntax::read(slice(text, part.clone())))).collect()
    };
    thread::scope(|scope| {
        let mut running = Vec::new();
        let mut rest = parts.as_slice();
        for nth in 1..=threads {
            let count = rest.partition_point(|part| part.start < share * nth);
            let (own, after) = rest.split_at_checked(count).unwrap_or((rest, &[]));
            rest = after;
            // Without a thread it is read when its turn comes.
            running.extend(thread::Builder::new().spawn_scoped(scope, move || read(own)));
        }
        running.into_iter().filter_map(|thread| thread.join().ok()).flatten().collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_is_read_whatever_the_number_of_threads() {
        let text = "# A\n```\n# no\n```\n# B\ntext\n".repeat(20);
        let parts = chunk::parts(&text);
        for threads in [2, 3, 7] {
            let ahead = read_ahead(&text, threads);
            assert_eq!(ahead.len(), parts.len());
            assert!(parts.iter().all(|part| ahead.contains_key(part)));
        }
    }
}
