//! Long sessions and rough treatment. In the usual run each is short; `SOAK_EDITS=1000000 SOAK_PAUSE=30 cargo test --release --test soak --
//! --nocapture` is the long one, and prints how the server's memory went.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that panics has failed, and says where"
)]

#[allow(dead_code, reason = "the tests of the protocol use more of it")]
#[path = "protocol/client.rs"]
mod client;
mod numbers;

use std::time::Duration;

use client::Client;
use numbers::Numbers;
use serde_json::{Value, json};

const NOTE: &str = "# Design an ad click predictor\n\n## Clarify requirements\n\nThe business goal is ad revenue. 100M daily users, answers \
within 50 ms at p99, privacy under GDPR.\n\n## Prepare data\n\nImpression and click logs. Positive label: a click within 30 minutes. Split by \
time.\n\n## Evaluate\n\nOffline metrics: log loss and ROC AUC. Online metrics: CTR in an A/B test.\n";

/// What is put into notes.
const PIECES: &[&str] = &[
    "word ",
    "\n",
    "## Model\n",
    "- Baseline: logistic regression\n",
    "```\n",
    "😀",
    "設計",
    "10M users x 20 / day =",
    "# ",
    "**Data:** ",
    "\r\n",
    "| a | b |\n|---|---|\n|   |   |\n",
    "<!-- whyfirst: skip monitor -->\n",
    "\n> quoted\n",
];

/// A number from the environment.
fn told(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |value| value.parse().unwrap())
}

fn uri(note: usize) -> String {
    format!("file:///notes/{note}.md")
}

fn client() -> Client {
    Client::with(
        json!({"textDocument": {"publishDiagnostics": {"relatedInformation": true}, "hover": {"contentFormat": ["markdown"]}}}),
    )
}

/// A note as the client has it: its text in lines, so that an edit is easy to tell.
struct Open {
    lines: Vec<String>,
    version: i64,
}

impl Open {
    fn new() -> Open {
        Open { lines: NOTE.split('\n').map(str::to_owned).collect(), version: 1 }
    }

    fn text(&self) -> String {
        self.lines.join("\n")
    }

    /// One edit inside a line, applied here too; gives back the change for the server.
    fn edit(&mut self, numbers: &mut Numbers) -> Value {
        self.version += 1;
        // A note that has grown is cut back.
        if self.lines.len() > 400 {
            *self = Open { version: self.version, ..Open::new() };
            return json!([{"text": self.text()}]);
        }
        let at = numbers.next(self.lines.len());
        let line: Vec<char> = self.lines[at].chars().collect();
        let from = numbers.next(line.len() + 1);
        let to = (from + numbers.next(6)).min(line.len());
        let piece = PIECES[numbers.next(PIECES.len())];
        let column = |end: usize| line[..end].iter().map(|c| c.len_utf16()).sum::<usize>();
        let range = json!({"start": {"line": at, "character": column(from)}, "end": {"line": at, "character": column(to)}});
        let kept = |part: &[char]| part.iter().collect::<String>();
        let replaced = format!("{}{piece}{}", kept(&line[..from]), kept(&line[to..]));
        self.lines.splice(at..=at, replaced.replace("\r\n", "\n").split('\n').map(str::to_owned));
        json!([{"range": range, "text": piece.replace("\r\n", "\n")}])
    }
}

/// What a server says of a note.
fn said(client: &mut Client, uri: &str) -> Value {
    let document = json!({"uri": uri});
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 9999, "character": 0}});
    let hints = client.request("textDocument/inlayHint", json!({"textDocument": document, "range": range}));
    let symbols = client.request("textDocument/documentSymbol", json!({"textDocument": document}));
    json!([hints, symbols])
}

#[test]
fn after_many_edits_the_server_says_what_a_fresh_one_does_and_holds_no_more_memory() {
    let edits = told("SOAK_EDITS", 3000);
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let mut client = client();
    let mut notes: Vec<Option<Open>> = (0..200).map(|_| None).collect();
    let mut early = 0;
    for done in 0..edits {
        let at = numbers.next(notes.len());
        match &mut notes[at] {
            None => {
                client.open(&uri(at), NOTE);
                notes[at] = Some(Open::new());
            }
            Some(_) if numbers.next(100) == 0 => {
                client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri(at)}}));
                notes[at] = None;
            }
            Some(note) => {
                let change = note.edit(&mut numbers);
                let version = note.version;
                client.change(&uri(at), version, change);
            }
        }
        if numbers.next(500) == 0 {
            client.notify(
                "workspace/didChangeConfiguration",
                json!({"settings": {"whyfirst": {"hints": {"minutes": done % 2 == 0}}}}),
            );
        }
        if done % 1000 == 999 {
            // An answer shows that all before it has been taken in.
            if let Some(open) = notes.iter().position(Option::is_some) {
                said(&mut client, &uri(open));
            }
            client.forget();
            if done < edits / 5 + 1000 {
                early = client.memory();
            }
            if done % (edits / 20).max(1000) == 999 {
                println!("{} edits: {} KiB", done + 1, client.memory());
            }
        }
    }
    client.notify("workspace/didChangeConfiguration", json!({"settings": {"whyfirst": {}}}));
    let mut fresh = self::client();
    for (at, note) in notes.iter().enumerate() {
        let Some(note) = note else { continue };
        fresh.open(&uri(at), &note.text());
        assert_eq!(said(&mut client, &uri(at)), said(&mut fresh, &uri(at)), "{:?}", note.text());
        client.forget();
        fresh.forget();
    }
    let late = client.memory();
    assert!(late < early * 2 + 30_000, "memory went from {early} KiB to {late} KiB");
}

#[test]
fn a_burst_of_edits_ends_at_the_last_version() {
    let mut numbers = Numbers(7);
    let mut client = client();
    let mut note = Open::new();
    client.open(&uri(0), NOTE);
    for _ in 0..told("SOAK_BURST", 1000) {
        let change = note.edit(&mut numbers);
        let version = note.version;
        client.change(&uri(0), version, change);
    }
    client.diagnostics(&uri(0), note.version);
    let mut fresh = self::client();
    fresh.open(&uri(0), &note.text());
    assert_eq!(said(&mut client, &uri(0)), said(&mut fresh, &uri(0)));
}

#[test]
fn a_storm_of_cancellations_leaves_one_answer_for_each_request() {
    let mut client = client();
    client.open(&uri(0), &NOTE.repeat(20));
    let ids: Vec<i64> = (0..500)
        .map(|line| {
            let id = client.ask(
                "textDocument/hover",
                json!({"textDocument": {"uri": uri(0)}, "position": {"line": line, "character": 4}}),
            );
            client.notify("$/cancelRequest", json!({"id": id}));
            id
        })
        .collect();
    for id in ids {
        let reply = client.reply(id);
        assert!(reply.get("error").is_none_or(|error| error["code"] == -32800), "{reply}");
    }
    client.request(
        "textDocument/hover",
        json!({"textDocument": {"uri": uri(0)}, "position": {"line": 2, "character": 4}}),
    );
}

#[test]
fn a_client_that_stops_reading_costs_no_memory_and_misses_nothing_that_counts() {
    let mut client = client();
    // Enough findings and hints for the pipe to be full soon.
    let text = NOTE.repeat(8);
    client.open(&uri(0), &text);
    client.diagnostics(&uri(0), 1);
    let before = client.memory();
    let gate = client.gate();
    let stopped = Client::stop_reading(&gate);
    let pause = Duration::from_secs(told("SOAK_PAUSE", 2));
    let edits = 400;
    for version in 2..2 + edits {
        let place = json!({"line": 4, "character": 3});
        client.change(&uri(0), version, json!([{"range": {"start": place, "end": place}, "text": "x"}]));
        std::thread::sleep(pause / edits as u32);
    }
    let while_stopped = client.memory();
    drop(stopped);
    // The last state arrives, whatever became of those between.
    client.diagnostics(&uri(0), 1 + edits);
    assert!(while_stopped < before + 60_000, "memory went from {before} KiB to {while_stopped} KiB");
}

#[test]
fn a_note_of_fifty_megabytes_is_refused_and_the_rest_goes_on() {
    let mut client = client();
    let huge = "word ".repeat(told("SOAK_HUGE", 50) as usize * 1024 * 1024 / 5);
    client.open(&uri(0), &huge);
    client.open(&uri(1), NOTE);
    assert!(!client.diagnostics(&uri(1), 1).is_empty());
    let hints = client.request(
        "textDocument/inlayHint",
        json!({"textDocument": {"uri": uri(0)}, "range": {"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}}}),
    );
    assert!(hints.is_null() || hints == json!([]), "{hints}");
    client.change(&uri(0), 2, json!([{"range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}, "text": "x"}]));
    client.change(&uri(1), 2, json!([{"range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}, "text": "# x\n"}]));
    client.diagnostics(&uri(1), 2);
}

#[test]
fn deep_nesting_and_inline_bombs_are_read_in_time() {
    let mut client = client();
    let size = told("SOAK_BOMB", 4_000) as usize;
    let bombs = ["> ", "**a _b ", "![", "](", "~~a", "- "].map(|part| part.repeat(size));
    for (at, bomb) in bombs.iter().enumerate() {
        client.open(&uri(at), &format!("{NOTE}\n{bomb}\n"));
        client.diagnostics(&uri(at), 1);
    }
}
