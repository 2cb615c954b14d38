//! Whole notes: how each in `tests/notes` is read and what is said about it. The expected text lies beside the note; with
//! `UPDATE_EXPECT=1` it is written anew, to be read before it is kept.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that panics has failed, and says where"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use expect_test::expect_file;

#[test]
fn every_note_is_read_as_it_should_be() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/notes").canonicalize().unwrap();
    let entries =
        |folder: &Path| fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect::<Vec<_>>();
    let mut notes = entries(&folder);
    // A folder is an answer with one step in each file.
    let folders: Vec<_> = notes.iter().filter(|path| path.is_dir()).cloned().collect();
    notes.extend(folders.iter().flat_map(|folder| entries(folder)));
    notes.retain(|path| path.extension().is_some_and(|it| it == "md"));
    notes.sort();
    assert!(notes.len() >= 6);
    for note in notes {
        let name = note.strip_prefix(&folder).unwrap();
        let run = |arguments: &[&str]| {
            let output = Command::new(env!("CARGO_BIN_EXE_whyfirst"))
                .current_dir(&folder)
                .args(arguments)
                .arg(name)
                .output()
                .unwrap();
            assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{}", note.display());
            String::from_utf8(output.stdout).unwrap()
        };
        let shown = format!("{}\n{}\n{}", run(&["outline"]), run(&["check"]), run(&["check", "--draft"]));
        expect_file![note.with_extension("txt")].assert_eq(&shown);
    }
}
