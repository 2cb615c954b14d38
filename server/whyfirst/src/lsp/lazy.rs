//! A note that is read when somebody first looks at it: what nobody looks at takes no more than its text.

use std::ops::Deref;
use std::sync::{Mutex, OnceLock, PoisonError};

use whyfirst_note::Note;

/// A note, or the text of one that has not been read yet.
pub(super) struct LazyNote {
    read: OnceLock<Note>,
    /// The text, until somebody begins to read it.
    text: Mutex<Option<String>>,
}

impl LazyNote {
    pub(super) fn new(text: String) -> LazyNote {
        LazyNote { read: OnceLock::new(), text: Mutex::new(Some(text)) }
    }

    /// Reads it, if nobody has.
    pub(super) fn read(&self) -> &Note {
        self.read.get_or_init(|| {
            let text = self.text.lock().unwrap_or_else(PoisonError::into_inner).take();
            note_of(text)
        })
    }

    /// Whether it has been read.
    pub(super) fn is_read(&self) -> bool {
        self.read.get().is_some()
    }

    /// How long its text is (bytes). Does not read it.
    pub(super) fn len(&self) -> usize {
        self.with_text(str::len)
    }

    /// The text alone, to be read anew if need be.
    pub(super) fn unread(&self) -> LazyNote {
        LazyNote::new(self.with_text(str::to_owned))
    }

    /// Reads it, if need be, and changes it.
    pub(super) fn change<T>(&mut self, change: impl FnOnce(&mut Note) -> T) -> T {
        let text = self.text.get_mut().unwrap_or_else(PoisonError::into_inner);
        let mut note = self.read.take().unwrap_or_else(|| note_of(text.take()));
        let changed = change(&mut note);
        self.read = OnceLock::from(note);
        changed
    }

    fn with_text<T>(&self, look: impl FnOnce(&str) -> T) -> T {
        let text = self.text.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(text) = &*text {
            return look(text);
        }
        drop(text);
        // Whoever has taken it is done in a moment.
        look(self.text().as_str())
    }
}

fn note_of(text: Option<String>) -> Note {
    Note::new(text.unwrap_or_default())
}

impl Deref for LazyNote {
    type Target = Note;

    fn deref(&self) -> &Note {
        self.read()
    }
}

/// What was read is shared; what was not is left so.
impl Clone for LazyNote {
    fn clone(&self) -> LazyNote {
        match self.read.get() {
            Some(note) => LazyNote { read: OnceLock::from(note.clone()), text: Mutex::new(None) },
            None => self.unread(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_read_when_it_is_looked_at_or_changed() {
        let text = "# Design search\n\n## Data 🙂\n";
        let mut note = LazyNote::new(text.to_owned());
        assert_eq!((note.len(), note.is_read()), (text.len(), false));
        let (unread, copy) = (note.unread(), note.clone());
        assert_eq!((copy.is_read(), copy.chunks().len(), copy.is_read()), (false, 2, true));
        note.change(|note| note.edit(0..0, "\n"));
        assert_eq!(
            (note.is_read(), note.len(), note.text().as_str()),
            (true, text.len() + 1, &*format!("\n{text}"))
        );
        let read = note.clone();
        assert_eq!(
            (read.is_read(), read.unread().is_read(), read.unread().len()),
            (true, false, text.len() + 1)
        );
        assert_eq!(unread.text().as_str(), text);
    }

    #[test]
    fn whoever_asks_while_it_is_read_gets_its_text() {
        let note = LazyNote::new("## Data\n".repeat(20_000));
        std::thread::scope(|scope| {
            scope.spawn(|| note.chunks().len());
            while !note.is_read() {
                assert_eq!((note.len(), note.unread().len()), (160_000, 160_000));
            }
        });
    }
}
