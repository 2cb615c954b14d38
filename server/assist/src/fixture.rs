//! Notes for tests: `$0` marks a place.

use std::sync::{Arc, OnceLock};

use whyfirst_guide::{Index, builtin};
use whyfirst_note::Note;
use whyfirst_review::{Options, Readings, read};

use crate::View;

/// The built-in guide.
pub(crate) fn index() -> Arc<Index> {
    static INDEX: OnceLock<Arc<Index>> = OnceLock::new();
    INDEX.get_or_init(|| Arc::new(Index::new(builtin().clone()))).clone()
}

/// A note with a marked place, as it is read while it is written.
pub(crate) struct Fixture {
    pub(crate) index: Arc<Index>,
    pub(crate) note: Note,
    pub(crate) reading: Readings,
    pub(crate) offset: usize,
}

impl Fixture {
    /// Reads a text with a mark `$0` (without one the place is the end).
    pub(crate) fn new(marked: &str) -> Fixture {
        let offset = marked.find("$0").unwrap_or(marked.len());
        let note = Note::new(marked.replacen("$0", "", 1));
        let index = index();
        let options = Options { path: "notes/answer.md".to_owned(), ..Options::default() };
        let reading = read(&index, &note, &options, None);
        Fixture { index, note, reading, offset }
    }

    pub(crate) fn view(&self) -> View<'_> {
        View {
            index: &self.index,
            note: &self.note,
            reading: self.reading.at(self.note.text().line_of(self.offset) as u32),
        }
    }
}
