//! What lies packed in the program stays packed while notes are read and findings told: it is unpacked once in a process, so that this is
//! a process of its own.

use std::fs;
use std::path::Path;

use whyfirst_guide::{builtin_index, is_unpacked};
use whyfirst_note::Note;
use whyfirst_review::{Options, findings, read, rules};

#[test]
fn reading_notes_unpacks_nothing() {
    let index = builtin_index();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/notes");
    let (mut notes, mut told) = (0, 0);
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.extension().is_some_and(|it| it == "md") {
            let note = Note::new(fs::read_to_string(&path).unwrap());
            told += findings(&index, &note, &read(&index, &note, &Options::default(), None)).len();
            notes += 1;
        }
    }
    assert!(notes > 30 && told > 10, "{notes} notes, {told} findings");
    assert!(!is_unpacked());

    let pages: Vec<_> = rules(&index).iter().map(|rule| rule.manual()).collect();
    assert!(pages.iter().all(|page| page.len() > 200) && is_unpacked());
}
