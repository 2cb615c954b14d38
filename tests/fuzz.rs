//! The short run of the fuzz targets: the kept corpus, and inputs made from it by seeded mutation. The long runs are in `tests/fuzz`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that panics has failed, and says where"
)]

mod numbers;
#[path = "fuzz/program.rs"]
#[allow(dead_code, unreachable_pub, reason = "the targets use a part of it")]
mod program;
#[path = "fuzz/targets.rs"]
#[allow(unreachable_pub, reason = "the long runs use it as a module of another crate")]
mod targets;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use numbers::Numbers;
use targets::TARGETS;

/// How many inputs are made from each that is kept.
const MADE: usize = 24;

/// Pieces that have broken readers of Markdown, YAML or messages before.
const PIECES: &[&str] = &[
    "\r\n",
    "\r",
    "\n",
    "\0",
    "\u{feff}",
    "😀",
    "設計",
    "e\u{301}",
    "\u{2028}",
    "---\n",
    "# ",
    "#",
    "```\n",
    "<!--",
    "-->",
    "|",
    "- ",
    "> ",
    "**",
    "_",
    "[",
    "](",
    "]]",
    "`",
    "$",
    "\\",
    "&amp;",
    "<b>",
    "whyfirst: ",
    "skip monitor",
    "10M",
    "=",
    "9^9^9",
    "1e999",
    "{",
    "}",
    ": ",
    "\t",
    "    ",
    "Content-Length: 2\r\n\r\n{}",
    "Content-Length: 99999999999999\r\n\r\n",
];

/// The input with something cut out, doubled, changed or put in.
fn mutated(input: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut made = input.to_vec();
    for _ in 0..=numbers.next(4) {
        let at = numbers.next(made.len() + 1);
        let end = (at + numbers.next(24)).min(made.len());
        match numbers.next(5) {
            0 => drop(made.drain(at..end)),
            1 => {
                let part = made[at..end].to_vec();
                made.splice(at..at, part);
            }
            2 if at < made.len() => made[at] = numbers.next(256) as u8,
            3 => made.truncate(at),
            _ => drop(made.splice(at..at, PIECES[numbers.next(PIECES.len())].bytes())),
        }
    }
    made
}

#[test]
fn no_target_fails_on_what_is_kept_and_what_is_made_from_it() {
    let corpus = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fuzz/corpus");
    let mut failures = Vec::new();
    for &(name, target) in TARGETS {
        let mut files: Vec<_> = fs::read_dir(corpus.join(name))
            .unwrap_or_else(|error| panic!("the corpus of {name}: {error}"))
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        assert!(!files.is_empty(), "nothing is kept for {name}");
        let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
        for file in files {
            let kept = fs::read(&file).unwrap();
            for made in 0..=MADE {
                let input = if made == 0 { kept.clone() } else { mutated(&kept, &mut numbers) };
                if catch_unwind(AssertUnwindSafe(|| target(&input))).is_err() {
                    failures.push(format!(
                        "{name}, from {}: {:?}",
                        file.display(),
                        String::from_utf8_lossy(&input)
                    ));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{} inputs fail, the first: {}", failures.len(), failures[0]);
}
