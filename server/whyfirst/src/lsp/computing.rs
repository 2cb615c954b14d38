//! Where answers are worked out: on threads for computing, one for each request.
//!
//! The part of a handler before its first `await` runs on the thread that reads. From [`compute`] on it runs on another thread, and that
//! one writes the answer too: to hand it back would cost as much time as most answers take.

use std::cell::Cell;

use tokio::task;
use tower_lsp::jsonrpc::{Error, Result};

/// What the thread is there for, as far as handlers run on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Here {
    /// To read messages.
    Reading,
    /// The same, and the handler that was just polled wants to go on on a thread for computing.
    Left,
    /// To compute.
    Computing,
    /// For what waits.
    Waiting,
}

thread_local! {
    static HERE: Cell<Here> = const { Cell::new(Here::Waiting) };
}

/// From now on this thread is the one that reads.
pub(super) fn read_here() {
    HERE.set(Here::Reading);
}

/// Whether the handler that was just polled on the thread that reads wants to be polled on one for computing next.
pub(super) fn is_wanted() -> bool {
    HERE.replace(Here::Reading) == Here::Left
}

/// Polls a handler on this thread, which is one for computing.
pub(super) fn here<T>(poll: impl FnOnce() -> T) -> T {
    HERE.set(Here::Computing);
    let polled = poll();
    HERE.set(Here::Waiting);
    polled
}

/// Works something out where computing keeps nobody waiting.
pub(super) async fn compute<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    if HERE.get() == Here::Reading {
        HERE.set(Here::Left);
        task::yield_now().await;
    }
    match HERE.get() {
        Here::Computing => Ok(work()),
        _ => task::spawn_blocking(work).await.map_err(|_| Error::internal_error()),
    }
}
