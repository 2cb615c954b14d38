//! The loop between standard input and output and the service.
//!
//! One thread reads, one writes, one task hands on. Messages reach the service in the order of their arrival, and each handler runs to its
//! first `await` before the next message is looked at. No handler can keep the loop from reading, so replies of the client always
//! get through and cancellation is heard at once. What is no message is answered with an error, and the loop goes on; a panic becomes
//! an error reply. The library's own loop does none of these.

use std::io::{BufReader, Write};
use std::panic::AssertUnwindSafe;
use std::sync::mpsc;
use std::task::Poll;
use std::time::Duration;

use futures::{FutureExt, SinkExt, StreamExt};
use serde::Serialize;
use serde_json::{Value, json};
use tower::Service;
use tower_lsp::jsonrpc::{Request, Response};
use tower_lsp::{ClientSocket, ExitedError, LanguageServer, LspService};

use super::client_process;
use super::framing::{self, Frame};

const PARSE_ERROR: i64 = -32700;
const INVALID_REQUEST: i64 = -32600;
const INTERNAL_ERROR: i64 = -32603;
/// How long replies that are still to be written may take when the server ends.
const FLUSH: Duration = Duration::from_millis(500);

/// What comes from standard input.
enum Incoming {
    Message(Value),
    Bad(String),
    End,
}

/// What a call of the service comes to: a reply or none, or a panic.
type Called = std::thread::Result<Result<Option<Response>, ExitedError>>;

/// Serves until the client says `exit`, its input ends or its process is gone. Gives back the exit code: 0 if the client had asked
/// for a shutdown before, 1 otherwise.
pub(super) async fn serve<S: LanguageServer>(mut service: LspService<S>, socket: ClientSocket) -> u8 {
    let mut incoming = read_in_thread();
    let (outgoing, written) = write_in_thread();
    let (mut requests, mut responses) = socket.split();
    let out = outgoing.clone();
    let forward = tokio::spawn(async move {
        while let Some(request) = requests.next().await {
            out.send(&request);
        }
    });

    let mut shutdown = false;
    let mut client_gone = Box::pin(client_process::gone(None));
    let code = loop {
        let message = tokio::select! {
            message = incoming.recv() => message.unwrap_or(Incoming::End),
            () = &mut client_gone => Incoming::End,
        };
        let message = match message {
            Incoming::Message(message) => message,
            Incoming::Bad(reason) => {
                outgoing.error(&Value::Null, PARSE_ERROR, &reason);
                continue;
            }
            Incoming::End => break u8::from(!shutdown),
        };
        let id = message.get("id").cloned();
        let Some(method) = message.get("method").and_then(Value::as_str).map(str::to_owned) else {
            // Without a method it is a reply of the client, or nothing.
            match serde_json::from_value::<Response>(message) {
                Ok(response) => drop(responses.send(response).await),
                Err(error) => outgoing.error(&id.unwrap_or(Value::Null), INVALID_REQUEST, &error.to_string()),
            }
            continue;
        };
        match method.as_str() {
            "exit" => break u8::from(!shutdown),
            "shutdown" => shutdown = true,
            "initialize" => {
                let process = message.pointer("/params/processId").and_then(Value::as_i64);
                client_gone =
                    Box::pin(client_process::gone(process.and_then(|process| i32::try_from(process).ok())));
            }
            _ => {}
        }
        let request: Request = match serde_json::from_value(message) {
            Ok(request) => request,
            Err(error) => {
                outgoing.error(&id.unwrap_or(Value::Null), INVALID_REQUEST, &error.to_string());
                continue;
            }
        };
        let out = outgoing.clone();
        let reply = move |called: Called| out.reply(called, id);
        // The service may panic before it gives a future, too.
        let Ok(future) = std::panic::catch_unwind(AssertUnwindSafe(|| service.call(request))) else {
            reply(Err(Box::new("panic")));
            continue;
        };
        let mut future = Box::pin(AssertUnwindSafe(future).catch_unwind());
        if method == "initialize" {
            reply(future.await);
            continue;
        }
        match futures::poll!(&mut future) {
            Poll::Ready(called) => reply(called),
            Poll::Pending => drop(tokio::spawn(async move { reply(future.await) })),
        }
    };
    forward.abort();
    drop(outgoing);
    // The reader may be waiting for input for ever, a task for the client: nobody waits for them.
    let _ = written.recv_timeout(FLUSH);
    code
}

fn read_in_thread() -> tokio::sync::mpsc::UnboundedReceiver<Incoming> {
    let (sender, receiver) = tokio::sync::mpsc::unbounded_channel();
    std::thread::spawn(move || {
        let mut input = BufReader::with_capacity(64 * 1024, std::io::stdin().lock());
        loop {
            let message = match framing::read(&mut input) {
                Ok(Frame::Body(body)) if body.is_empty() => continue,
                Ok(Frame::Body(body)) => match serde_json::from_slice(&body) {
                    Ok(message) => Incoming::Message(message),
                    Err(error) => Incoming::Bad(error.to_string()),
                },
                Ok(Frame::Bad(reason)) => Incoming::Bad(reason),
                Ok(Frame::End) | Err(_) => Incoming::End,
            };
            let end = matches!(message, Incoming::End);
            if sender.send(message).is_err() || end {
                return;
            }
        }
    });
    receiver
}

/// The way to standard output.
#[derive(Clone)]
struct Outgoing(mpsc::Sender<Vec<u8>>);

/// Also gives back a receiver whose sender is gone once everything has been written.
fn write_in_thread() -> (Outgoing, mpsc::Receiver<()>) {
    let (sender, receiver) = mpsc::channel::<Vec<u8>>();
    let (done, written) = mpsc::channel();
    std::thread::spawn(move || {
        let _done: mpsc::Sender<()> = done;
        let mut output = std::io::stdout().lock();
        while let Ok(frame) = receiver.recv() {
            if output.write_all(&frame).and_then(|()| output.flush()).is_err() {
                return;
            }
        }
    });
    (Outgoing(sender), written)
}

impl Outgoing {
    fn send(&self, message: &impl Serialize) {
        match serde_json::to_vec(message) {
            // When the writer is gone the client is, and the end of input is about to tell.
            Ok(body) => drop(self.0.send(framing::write(&body))),
            Err(error) => eprintln!("whyfirst: a message could not be written: {error}"),
        }
    }

    fn error(&self, id: &Value, code: i64, message: &str) {
        self.send(&json!({"jsonrpc": "2.0", "id": id, "error": {"code": code, "message": message}}));
    }

    fn reply(&self, called: Called, id: Option<Value>) {
        match (called, id) {
            (Ok(Ok(Some(response))), _) => self.send(&response),
            (Ok(_), _) => {}
            (Err(_), Some(id)) => {
                self.error(&id, INTERNAL_ERROR, "the server met a mistake of its own in this request");
            }
            (Err(_), None) => {}
        }
    }
}
