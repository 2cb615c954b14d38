//! What is said while a note is being written, line by line. Whatever comes and goes again was said too early: the writer had not come to it.

#![allow(clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use expect_test::expect;
use whyfirst_guide::builtin_index;
use whyfirst_note::Note;
use whyfirst_review::{Options, findings, read};

#[test]
fn little_is_said_too_early() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/notes");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|it| it == "md"));
    paths.sort();
    let index = builtin_index();
    let mut shown = String::new();
    for path in paths {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        let options = Options { path: name.clone(), ..Options::default() };
        let said = |text: &str| -> BTreeSet<(String, String)> {
            let note = Note::new(text.to_owned());
            let found = findings(&index, &note, &read(&index, &note, &options, None));
            found.into_iter().map(|it| (it.rule.to_string(), it.message)).collect()
        };
        let last = said(&text);
        // From which line on, and up to which, something was said that is not said of the whole.
        let mut early: BTreeMap<(String, String), (usize, usize)> = BTreeMap::new();
        let mut end = 0;
        for (at, line) in text.split_inclusive('\n').enumerate() {
            end += line.len();
            for it in said(text.get(..end).unwrap()).difference(&last) {
                early.entry(it.clone()).or_insert((at + 1, at + 1)).1 = at + 1;
            }
        }
        for ((rule, message), (from, to)) in early {
            let what = message.split(':').next().unwrap_or_default();
            writeln!(shown, "{name}, lines {from} to {to}: {rule}: {what}").unwrap();
        }
    }
    expect![[r#"
        container.md, lines 8 to 12: skipped-step: “Frame as an ML task” is skipped
        rag-assistant.md, lines 29 to 32: goal-metric-mismatch: “Evaluation” says nothing of a measure of the goal, “reduce support cost”
        same-word-twice.md, lines 24 to 26: no-split: “Data” says nothing of the split into training and test data
        skips-on-purpose.md, lines 22 to 23: empty-step: Nothing is written under “Develop the model” yet
        skips-on-purpose.md, lines 26 to 27: empty-step: Nothing is written under “Evaluate” yet
        skips-on-purpose.md, lines 13 to 14: empty-step: Nothing is written under “Frame as an ML task” yet
        skips-on-purpose.md, lines 18 to 19: empty-step: Nothing is written under “Prepare data” yet
        skips-on-purpose.md, lines 11 to 21: skipped-step: “Develop the model” is skipped
        skips-on-purpose.md, lines 11 to 25: skipped-step: “Evaluate” is skipped
        skips-on-purpose.md, lines 11 to 12: skipped-step: “Frame as an ML task” is skipped
        skips-on-purpose.md, lines 11 to 17: skipped-step: “Prepare data” is skipped
    "#]].assert_eq(&shown);
}
