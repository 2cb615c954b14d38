//! How much work reading takes: counted, because the clock of a busy machine tells nothing. For tests of how work grows with a text.

use std::cell::Cell;

thread_local! {
    static PARSED: Cell<u64> = const { Cell::new(0) };
}

/// How many bytes this thread has given to the block grammar so far.
pub fn parsed_bytes() -> u64 {
    PARSED.get()
}

pub(crate) fn count_parsed(bytes: usize) {
    PARSED.set(PARSED.get() + bytes as u64);
}
