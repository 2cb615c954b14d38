//! The way to standard output.
//!
//! A message is written by the thread that has it where that thread may wait, and else by one that is there for it: a client that does not
//! read must not keep the server from reading. Messages go out in the order in which they were handed over.

use std::collections::VecDeque;
use std::fs::File;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::{Value, json};
use tower_lsp::jsonrpc::Response;

use super::framing::Framed;
use super::written;

/// How long messages that are still to be written may take when the server ends.
const FLUSH: Duration = Duration::from_millis(500);

/// A handle to standard output; clones share it.
#[derive(Clone)]
pub(super) struct Outgoing(Arc<Pipe>);

struct Pipe {
    queue: Mutex<Queue>,
    /// Wakes the thread that is there for writing: only when nobody else writes.
    wanted: Condvar,
    /// Tells that all has been written.
    done: Condvar,
    output: Option<File>,
}

#[derive(Default)]
struct Queue {
    frames: VecDeque<Framed>,
    /// Whether a thread is writing: it takes along what comes in meanwhile.
    writing: bool,
}

impl Outgoing {
    /// Takes standard output and starts the thread that writes.
    pub(super) fn start() -> Outgoing {
        let (wanted, done) = (Condvar::new(), Condvar::new());
        let pipe = Pipe { queue: Mutex::default(), wanted, done, output: standard_output() };
        let outgoing = Outgoing(Arc::new(pipe));
        let pipe = Arc::clone(&outgoing.0);
        std::thread::spawn(move || {
            let mut queue = pipe.lock();
            loop {
                if queue.frames.is_empty() || queue.writing {
                    queue = pipe.wanted.wait(queue).unwrap_or_else(PoisonError::into_inner);
                } else {
                    queue = pipe.write(queue);
                }
            }
        });
        outgoing
    }

    /// Has a message written. Never waits.
    pub(super) fn send(&self, message: &impl Serialize) {
        self.queue(frame(message));
    }

    /// Has an answer written. Never waits.
    pub(super) fn send_answer(&self, response: &Response) {
        self.queue(written::frame(response));
    }

    /// Writes an answer, unless another thread is writing and takes it along, and says how long it is (bytes). May wait for the client to
    /// read.
    pub(super) fn answer(&self, response: &Response) -> usize {
        self.write(written::frame(response))
    }

    /// Writes a notification as [`Outgoing::answer`] does an answer.
    pub(super) fn notify(&self, method: &str, params: &impl Serialize) {
        // By a tree of values it would be a tenth of the work of an edit in a note with many findings.
        #[derive(Serialize)]
        struct Notification<'a, P> {
            jsonrpc: &'a str,
            method: &'a str,
            params: &'a P,
        }
        self.write(frame(&Notification { jsonrpc: "2.0", method, params }));
    }

    /// Answers with an error. Never waits.
    pub(super) fn error(&self, id: &Value, code: i64, message: &str) {
        self.send(&json!({"jsonrpc": "2.0", "id": id, "error": {"code": code, "message": message}}));
    }

    /// Leaves a message to the thread that is there for writing, unless another one takes it along.
    fn queue(&self, frame: serde_json::Result<Framed>) {
        let Some(frame) = told(frame) else { return };
        let mut queue = self.0.lock();
        queue.frames.push_back(frame);
        if !queue.writing {
            self.0.wanted.notify_one();
        }
    }

    fn write(&self, frame: serde_json::Result<Framed>) -> usize {
        let Some(frame) = told(frame) else { return 0 };
        let length = frame.len();
        let mut queue = self.0.lock();
        queue.frames.push_back(frame);
        if !queue.writing {
            drop(self.0.write(queue));
        }
        length
    }

    /// Waits until everything has been written, but not for ever.
    pub(super) fn finish(&self) {
        let until = Instant::now() + FLUSH;
        let mut queue = self.0.lock();
        while queue.writing || !queue.frames.is_empty() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            let waited = self.0.done.wait_timeout(queue, left);
            (queue, _) = waited.unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Pipe {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes all that waits to be written; the queue is open to others meanwhile.
    fn write<'a>(&'a self, mut queue: MutexGuard<'a, Queue>) -> MutexGuard<'a, Queue> {
        queue.writing = true;
        while let Some(frame) = queue.frames.pop_front() {
            drop(queue);
            // When nobody reads any more the client is gone, and the end of input is about to tell.
            let _ = self.output.as_ref().map(|mut output| frame.write(&mut output));
            queue = self.lock();
        }
        queue.writing = false;
        self.done.notify_all();
        queue
    }
}

fn frame(message: &impl Serialize) -> serde_json::Result<Framed> {
    Ok(Framed::new(&serde_json::to_vec(message)?))
}

/// Tells on the error stream of a message that could not be written.
fn told(frame: serde_json::Result<Framed>) -> Option<Framed> {
    frame.inspect_err(|error| eprintln!("whyfirst: a message could not be written: {error}")).ok()
}

/// Standard output without the buffer that writes a message in two parts, because it ends each write at a line's end.
#[cfg(unix)]
fn standard_output() -> Option<File> {
    use std::os::fd::AsFd;
    std::io::stdout().as_fd().try_clone_to_owned().ok().map(File::from)
}

#[cfg(windows)]
fn standard_output() -> Option<File> {
    use std::os::windows::io::AsHandle;
    std::io::stdout().as_handle().try_clone_to_owned().ok().map(File::from)
}
