//! A bar for work that takes a while, on a terminal only.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// Shorter work shows no bar: it would only flicker.
const PATIENCE: Duration = Duration::from_millis(400);

/// How far a piece of work is. Where standard error is no terminal, it does nothing.
pub(super) struct Progress {
    bar: ProgressBar,
    began: Instant,
}

impl Progress {
    pub(super) fn new(count: usize, things: &str) -> Progress {
        let bar = ProgressBar::new(count as u64);
        if let Ok(style) =
            ProgressStyle::with_template(&format!("{{bar:32}} {{pos}} of {{len}} {things}, {{eta}} left"))
        {
            bar.set_style(style);
        }
        Progress { bar, began: Instant::now() }
    }

    /// One more is done.
    pub(super) fn advance(&self) {
        if self.began.elapsed() < PATIENCE {
            // Counted without being drawn.
            self.bar.update(|state| state.set_pos(state.pos() + 1));
        } else {
            self.bar.inc(1);
        }
    }

    /// Does something that writes to the terminal, with the bar out of its way.
    pub(super) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        self.bar.suspend(write)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
