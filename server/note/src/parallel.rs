//! Work on a long text shared among threads: parsing its parts ahead, before they are put together in order, and whatever else is done with
//! each by itself.
//!
//! Where a chunk ends may depend on the one before, so parsing only reads ahead: each part is read as the chunk that it most likely is, and
//! what turns out otherwise is read again. The result is the same, however many threads there are.

use std::collections::HashMap;
use std::num::NonZero;
use std::ops::Range;
use std::panic::resume_unwind;
use std::thread;

use crate::{Facts, chunk, slice, syntax};

/// What has been read ahead, by place: the facts, and whether the part is left open.
pub(crate) type Ahead = HashMap<Range<usize>, (Facts, bool)>;

/// Reads the parts of a text on so many threads; nothing on one, where the parts are read as they are put together.
pub(crate) fn read_ahead(text: &str, threads: usize) -> Ahead {
    if threads < 2 {
        return Ahead::new();
    }
    let read = |part: &Range<usize>| (part.clone(), syntax::read(slice(text, part.clone())));
    map(&chunk::parts(text), ExactSizeIterator::len, threads, read).into_iter().collect()
}

/// On how many threads a text of so many bytes is worked on, if a thread is worth its start from `worth_it` bytes on.
pub fn threads(len: usize, worth_it: usize) -> usize {
    match len / worth_it.max(1) {
        0 | 1 => 1,
        most => thread::available_parallelism().map_or(1, NonZero::get).min(most),
    }
}

/// Does something with each of many things, in order, on so many threads, this one among them. `len` is how much work a thing is.
pub fn map<T: Sync, U: Send>(
    all: &[T],
    len: impl Fn(&T) -> usize,
    threads: usize,
    each: impl Fn(&T) -> U + Sync,
) -> Vec<U> {
    let run = |share: &[T]| -> Vec<U> { share.iter().map(&each).collect() };
    let shares = shares(all, len, threads.max(1));
    let Some((own, others)) = shares.split_first() else { return Vec::new() };
    thread::scope(|scope| {
        let run = &run;
        let others: Vec<_> = others
            .iter()
            .map(|share| (share, thread::Builder::new().spawn_scoped(scope, move || run(share))))
            .collect();
        let mut done = run(own);
        for (share, running) in others {
            done.extend(match running {
                Ok(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
                // There are no more threads to be had.
                Err(_) => run(share),
            });
        }
        done
    })
}

/// Parts many things into so many runs of about the same work.
fn shares<T>(all: &[T], len: impl Fn(&T) -> usize, count: usize) -> Vec<&[T]> {
    let share = all.iter().map(&len).sum::<usize>() / count + 1;
    let (mut rest, mut before) = (all, 0);
    let run = |nth: usize| {
        let belongs = |it: &&T| {
            let belongs = before < share * nth;
            before += if belongs { len(it) } else { 0 };
            belongs
        };
        let end = rest.iter().take_while(belongs).count();
        let (own, after) = rest.split_at_checked(end).unwrap_or((rest, &[]));
        rest = after;
        own
    };
    (1..=count).map(run).collect()
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

    #[test]
    fn everything_is_done_once_and_in_order_whatever_the_number_of_threads() {
        let all: Vec<usize> = (0..100).map(|n| n * 7 % 31).collect();
        for threads in [0, 1, 2, 3, 7, 200] {
            assert_eq!(
                map(&all, |it| *it, threads, |it| it + 1),
                all.iter().map(|it| it + 1).collect::<Vec<_>>()
            );
            let most =
                shares(&all, |it| *it, threads.max(1)).into_iter().map(|it| it.iter().sum::<usize>()).max();
            let fair = all.iter().sum::<usize>() / threads.max(1);
            assert!(most.unwrap() <= fair + 31, "{threads}: {most:?}");
        }
        assert!(map(&[], |it: &usize| *it, 3, |it| *it).is_empty());
    }
}
