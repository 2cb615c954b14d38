//! A bar for work that takes a while, on a terminal only.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Shorter work shows no bar: it would only flicker.
const PATIENCE: Duration = Duration::from_millis(400);

/// How far a piece of work is. Where standard error is no terminal, it does nothing.
pub(super) struct Progress {
    bar: ProgressBar,
    began: Instant,
    /// Where the bar is to be drawn, until it is.
    target: Mutex<Option<ProgressDrawTarget>>,
}

impl Progress {
    pub(super) fn new(count: usize, things: &str) -> Progress {
        Progress::on(ProgressDrawTarget::stderr(), count, things)
    }

    fn on(target: ProgressDrawTarget, count: usize, things: &str) -> Progress {
        let bar = ProgressBar::with_draw_target(Some(count as u64), ProgressDrawTarget::hidden());
        if let Ok(style) =
            ProgressStyle::with_template(&format!("{{bar:32}} {{pos}} of {{len}} {things}, {{eta}} left"))
        {
            bar.set_style(style);
        }
        Progress { bar, began: Instant::now(), target: Mutex::new(Some(target)) }
    }

    /// One more is done.
    pub(super) fn advance(&self) {
        if self.began.elapsed() >= PATIENCE
            && let Some(target) = self.target.lock().unwrap_or_else(PoisonError::into_inner).take()
        {
            self.bar.set_draw_target(target);
        }
        self.bar.inc(1);
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

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use indicatif::TermLike;

    use super::*;

    /// A terminal that keeps what is written to it.
    #[derive(Debug, Clone, Default)]
    struct Paper(Arc<Mutex<String>>);

    impl Paper {
        fn write(&self, text: &str) -> io::Result<()> {
            self.0.lock().unwrap().push_str(text);
            Ok(())
        }
    }

    impl TermLike for Paper {
        fn width(&self) -> u16 {
            80
        }
        fn move_cursor_up(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_down(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_right(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_left(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn write_line(&self, text: &str) -> io::Result<()> {
            self.write(&format!("{text}\n"))
        }
        fn write_str(&self, text: &str) -> io::Result<()> {
            self.write(text)
        }
        fn clear_line(&self) -> io::Result<()> {
            Ok(())
        }
        fn flush(&self) -> io::Result<()> {
            Ok(())
        }
    }

    fn drawn(began: Instant) -> String {
        let paper = Paper::default();
        let target = ProgressDrawTarget::term_like_with_hz(Box::new(paper.clone()), 200);
        let mut progress = Progress::on(target, 3, "notes");
        progress.began = began;
        progress.advance();
        progress.advance();
        paper.0.lock().unwrap().clone()
    }

    #[test]
    fn long_work_shows_how_far_it_is_and_short_work_shows_nothing() {
        let now = Instant::now();
        assert_eq!(drawn(now + Duration::from_secs(3600)), "", "it would only flicker");
        let long = drawn(now.checked_sub(Duration::from_secs(2)).unwrap());
        assert!(long.contains(" of 3 notes, "), "{long:?}");
    }
}
