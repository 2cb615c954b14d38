//! The loop between standard input and output and the service.
//!
//! One thread reads and hands on. Messages reach the service in the order of their arrival, and each handler runs to its first `await`
//! before the next message is looked at; from there on it runs elsewhere. No handler can keep the loop from reading, so replies of the
//! client always get through and cancellation is heard at once. What is no message is answered with an error, and the loop goes on; a
//! panic becomes an error reply. The library's own loop does none of these.

use std::io::BufReader;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::task::{Context, Poll, Waker};

use futures::executor::block_on;
use futures::{FutureExt, Sink, SinkExt, StreamExt};
use serde_json::Value;
use tokio::runtime::Handle;
use tower::Service;
use tower_lsp::jsonrpc::{Request, Response};
use tower_lsp::{ClientSocket, ExitedError, LanguageServer, LspService};

use super::client_process;
use super::computing;
use super::framing::{self, Frame};
use super::incoming;
use super::outgoing::Outgoing;

const PARSE_ERROR: i64 = -32700;
const INVALID_REQUEST: i64 = -32600;
const METHOD_NOT_FOUND: i64 = -32601;
const INTERNAL_ERROR: i64 = -32603;
/// The stack of the thread that reads, as large as that of a main thread (bytes).
const STACK: usize = 8 * 1024 * 1024;
/// A piece for which the allocator of most Linux systems looks through all that was let go (bytes).
const LARGER: usize = 100 * 1024;

/// What a call of the service comes to: a reply or none, or a panic.
type Called = std::thread::Result<Result<Option<Response>, ExitedError>>;

/// Serves until the client says `exit`, its input ends or its process is gone. Gives back the exit code: 0 if the client had asked
/// for a shutdown before, 1 otherwise.
pub(super) fn serve<S: LanguageServer>(
    runtime: &Handle,
    service: LspService<S>,
    socket: ClientSocket,
    outgoing: Outgoing,
) -> u8 {
    let (mut requests, responses) = socket.split();
    let out = outgoing.clone();
    runtime.spawn(async move {
        while let Some(request) = requests.next().await {
            out.send(&request);
        }
    });
    let (ended, end) = mpsc::channel();
    let mut reader = Reader {
        runtime: runtime.clone(),
        service,
        responses,
        outgoing: outgoing.clone(),
        shutdown: Arc::default(),
        watching: false,
        ended,
    };
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(move || reader.run());
    let code = match thread {
        Ok(_) => end.recv().unwrap_or(1),
        Err(error) => {
            eprintln!("whyfirst: the server cannot start: {error}");
            2
        }
    };
    // The reader may be waiting for input for ever, a task for the client: nobody waits for them.
    outgoing.finish();
    code
}

/// The thread that reads.
struct Reader<S: LanguageServer, R> {
    runtime: Handle,
    service: LspService<S>,
    /// Where replies of the client go.
    responses: R,
    outgoing: Outgoing,
    /// Whether the client has asked for a shutdown.
    shutdown: Arc<AtomicBool>,
    /// Whether the client's process is being watched.
    watching: bool,
    /// Takes the exit code.
    ended: mpsc::Sender<u8>,
}

impl<S: LanguageServer, R: Sink<Response> + Unpin> Reader<S, R> {
    fn run(&mut self) {
        let _context = self.runtime.clone();
        let _context = _context.enter();
        computing::read_here();
        let mut input = BufReader::new(std::io::stdin().lock());
        loop {
            let message = match framing::read(&mut input) {
                Ok(Frame::Body(body)) if body.is_empty() => continue,
                Ok(Frame::Body(body)) => incoming::parse(&body).map_err(|error| error.to_string()),
                Ok(Frame::Bad(reason)) => Err(reason),
                Ok(Frame::End) | Err(_) => break,
            };
            match message {
                Ok(message) => {
                    if !self.take(message) {
                        break;
                    }
                }
                Err(reason) => self.outgoing.error(&Value::Null, PARSE_ERROR, &reason),
            }
        }
        let _ = self.ended.send(u8::from(!self.shutdown.load(Ordering::Relaxed)));
    }

    /// Hands a message on. Says whether there is to be another one.
    fn take(&mut self, message: Value) -> bool {
        let id = message.get("id").cloned();
        let Some(method) = message.get("method").and_then(Value::as_str).map(str::to_owned) else {
            // Without a method it is a reply of the client, or nothing.
            return match serde_json::from_value::<Response>(message) {
                Ok(response) => {
                    let _ = block_on(self.responses.send(response));
                    true
                }
                Err(error) => self.refuse(&error, id),
            };
        };
        match method.as_str() {
            "exit" => return false,
            "shutdown" => self.shutdown.store(true, Ordering::Relaxed),
            "initialize" => {
                let process = message.pointer("/params/processId").and_then(Value::as_i64);
                self.watch(process.and_then(|process| i32::try_from(process).ok()));
            }
            _ => {}
        }
        let request: Request = match serde_json::from_value(message) {
            Ok(request) => request,
            Err(error) => return self.refuse(&error, id),
        };
        let out = self.outgoing.clone();
        // The service may panic before it gives a future, too.
        let Ok(future) = std::panic::catch_unwind(AssertUnwindSafe(|| self.service.call(request))) else {
            reply(&out, Err(Box::new("panic")), id);
            return true;
        };
        let mut future = Box::pin(AssertUnwindSafe(future).catch_unwind());
        if method == "initialize" {
            reply(&out, block_on(future), id);
            return true;
        }
        let runtime = self.runtime.clone();
        match poll(&mut future) {
            Poll::Ready(called) => reply(&out, called, id),
            Poll::Pending if computing::is_wanted() => {
                drop(self.runtime.spawn_blocking(move || go_on(&runtime, future, out, id)));
            }
            Poll::Pending => wait(&runtime, future, out, id),
        }
        true
    }

    /// Answers what is no message, and has the loop go on.
    fn refuse(&self, error: &serde_json::Error, id: Option<Value>) -> bool {
        self.outgoing.error(&id.unwrap_or(Value::Null), INVALID_REQUEST, &error.to_string());
        true
    }

    /// Ends the server when the client's process is gone.
    fn watch(&mut self, process: Option<i32>) {
        if process.is_none() || std::mem::replace(&mut self.watching, true) {
            return;
        }
        let (shutdown, ended) = (Arc::clone(&self.shutdown), self.ended.clone());
        self.runtime.spawn(async move {
            client_process::gone(process).await;
            let _ = ended.send(u8::from(!shutdown.load(Ordering::Relaxed)));
        });
    }
}

/// Polls a call once. If it is not done it must be polled anew elsewhere, where it will be woken.
fn poll<F: Future<Output = Called> + Unpin>(future: &mut F) -> Poll<Called> {
    future.poll_unpin(&mut Context::from_waker(Waker::noop()))
}

/// Works out an answer on this thread, which may wait for the client to read it.
fn go_on<F>(runtime: &Handle, mut future: F, out: Outgoing, id: Option<Value>)
where
    F: Future<Output = Called> + Unpin + Send + 'static,
{
    match computing::here(|| poll(&mut future)) {
        Poll::Ready(Ok(Ok(Some(response)))) => {
            let long = out.answer(&response) >= framing::LONG;
            drop((response, future));
            // It took ten times its length while it was put together.
            if long {
                give_back();
            }
        }
        Poll::Ready(called) => reply(&out, called, id),
        Poll::Pending => wait(runtime, future, out, id),
    }
}

/// Answers once what a call waits for has come.
fn wait<F>(runtime: &Handle, future: F, out: Outgoing, id: Option<Value>)
where
    F: Future<Output = Called> + Send + 'static,
{
    drop(runtime.spawn(async move { reply(&out, future.await, id) }));
}

/// Has the allocator give back to the system what this thread has let go: the one of most Linux systems keeps all that was let go in
/// small pieces, until a larger one is let go beside them.
fn give_back() {
    drop(std::hint::black_box(Vec::<u8>::with_capacity(LARGER)));
}

fn reply(out: &Outgoing, called: Called, id: Option<Value>) {
    match (called, id) {
        (Ok(Ok(Some(response))), _) => out.send_answer(&response),
        // The library lets methods that begin with `$/` pass in silence, which is right for notifications only.
        (Ok(Ok(None)), Some(id)) => out.error(&id, METHOD_NOT_FOUND, "there is no such request"),
        (Ok(_), _) | (Err(_), None) => {}
        (Err(_), Some(id)) => {
            out.error(&id, INTERNAL_ERROR, "the server met a mistake of its own in this request");
        }
    }
}
