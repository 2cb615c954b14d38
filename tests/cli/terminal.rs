//! The program on a terminal, which `script` provides: a part of every Linux.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use crate::{SKIPPED, folder_with, json, program, whyfirst};

/// How long something may take to appear.
const PATIENCE: Duration = Duration::from_secs(60);

/// A terminal in which the program runs.
struct Terminal {
    child: Child,
    keys: ChildStdin,
    output: Receiver<Vec<u8>>,
    /// All that was written, and how much of it has been looked at (without control sequences, bytes).
    written: Vec<u8>,
    seen: usize,
}

impl Terminal {
    fn start(folder: &Path, arguments: &[&str]) -> Terminal {
        let quoted = |text: &str| format!("'{text}'");
        let words: Vec<_> =
            [env!("CARGO_BIN_EXE_whyfirst")].iter().chain(arguments).map(|it| quoted(it)).collect();
        // The environment is the one that other tests give the program.
        let surroundings = program(folder);
        let variables = surroundings.get_envs().filter_map(|(name, value)| Some((name, value?)));
        let mut child = Command::new("script")
            .args(["-qec", &format!("stty cols 100 rows 40; exec {}", words.join(" ")), "/dev/null"])
            .current_dir(folder)
            .envs(variables)
            .env("TERM", "xterm-256color")
            .env_remove("NO_COLOR")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, output) = channel();
        let mut stream = child.stdout.take().unwrap();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = stream.read(&mut buffer) {
                if sender.send(buffer[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        Terminal { keys: child.stdin.take().unwrap(), child, output, written: Vec::new(), seen: 0 }
    }

    fn text(&self) -> String {
        plain(&String::from_utf8_lossy(&self.written))
    }

    /// Waits until something appears that has not been looked at.
    fn sees(&mut self, wanted: &str) {
        let until = Instant::now() + PATIENCE;
        loop {
            let text = self.text();
            if let Some(at) = text.get(self.seen..).and_then(|new| new.find(wanted)) {
                self.seen += at + wanted.len();
                return;
            }
            let left = until.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(more) => self.written.extend(more),
                Err(error) => panic!("{wanted:?} did not appear ({error}) in:\n{text}"),
            }
        }
    }

    fn types(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Waits for the program to end; gives back its exit code and all that it wrote, control sequences included.
    fn ends(mut self) -> (Option<i32>, String) {
        while let Ok(more) = self.output.recv_timeout(PATIENCE) {
            self.written.extend(more);
        }
        let code = self.child.wait().unwrap().code();
        (code, String::from_utf8_lossy(&std::mem::take(&mut self.written)).into_owned())
    }
}

/// What was started ends with the test, also where it fails: whoever reads the test's output would wait for it.
impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A text without control sequences.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            // `[`, then parameters up to a letter.
            if chars.next() == Some('[') {
                chars.by_ref().find(char::is_ascii_alphabetic);
            }
        } else {
            plain.push(c);
        }
    }
    plain
}

const ENTER: &str = "\r";

#[test]
fn a_bare_new_lets_one_search_for_a_problem_and_a_framework() {
    let folder = folder_with(&[]);
    let mut terminal = Terminal::start(folder.path(), &["new", "--minutes", "30"]);
    terminal.sees("Which problem?");
    // Letters in order are enough.
    terminal.types("adclipre");
    terminal.sees("❯ Ad click prediction: ");
    terminal.types(ENTER);
    terminal.sees("Which framework?");
    terminal.types("9-step");
    terminal.sees("ml-9-step");
    terminal.types(ENTER);
    terminal.sees("Into which file?");
    terminal.types(ENTER);
    terminal.sees("ad-click-prediction.md is there to be filled in.");
    assert_eq!(terminal.ends().0, Some(0));
    let outline = json(&whyfirst(folder.path(), &["outline", "ad-click-prediction.md", "--format", "json"]));
    assert_eq!(
        (&outline["framework"], &outline["problem"]),
        (&"ml-9-step".into(), &"ad-click-prediction".into())
    );
    let text = fs::read_to_string(folder.path().join("ad-click-prediction.md")).unwrap();
    assert!(text.contains("minutes: 30"), "{text}");
}

#[test]
fn a_problem_is_found_by_what_an_interviewer_asks() {
    let folder = folder_with(&[]);
    let mut terminal = Terminal::start(folder.path(), &["new"]);
    terminal.sees("Which problem?");
    terminal.types("youtube");
    terminal.sees("❯ Video recommendation: Design the home-page video recommendations of a YouTube-like se…");
    terminal.types("\u{1b}");
    assert_eq!(terminal.ends().0, Some(0));
}

#[test]
fn a_question_of_ones_own_can_be_typed_and_no_file_is_written_over() {
    let folder = folder_with(&[("mine.md", b"kept")]);
    let mut terminal = Terminal::start(folder.path(), &["new", "--framework", "ml-7-step"]);
    terminal.sees("Which problem?");
    terminal.types("another quest");
    terminal.sees("another question");
    terminal.types(ENTER);
    terminal.sees("The question");
    terminal.sees("Design ");
    terminal.types("a ticket router");
    terminal.types(ENTER);
    terminal.sees("design-a-ticket-router.md");
    terminal.types("mine.md");
    terminal.types(ENTER);
    terminal.sees("mine.md: is there already; nothing was written");
    assert_eq!(terminal.ends().0, Some(2));
    assert_eq!(fs::read_to_string(folder.path().join("mine.md")).unwrap(), "kept");
}

#[test]
fn who_changes_their_mind_leaves_without_a_file() {
    let folder = folder_with(&[]);
    let mut terminal = Terminal::start(folder.path(), &["new"]);
    terminal.sees("Which problem?");
    terminal.types("\u{1b}");
    assert_eq!(terminal.ends().0, Some(0));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn findings_have_colours_on_a_terminal() {
    let folder = folder_with(&[("a.md", SKIPPED.as_bytes())]);
    let mut terminal = Terminal::start(folder.path(), &["check"]);
    terminal.sees("1 design note read");
    let (code, written) = terminal.ends();
    assert_eq!(code, Some(1));
    assert!(written.contains("\u{1b}["), "{written:?}");
    // What is shown is the same as elsewhere.
    let elsewhere = crate::out(&whyfirst(folder.path(), &["check"]));
    assert_eq!(plain(&written).replace('\r', "").trim(), elsewhere.trim());
}
