//! The note as a whole.

use std::ops::Range;

use crate::{Chunk, FrontMatter, Heading, Line, Text, chunk, slice};

/// A note: its text, its chunks and its front matter. Cloning shares the chunks.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    text: Text,
    chunks: Vec<Chunk>,
    front_matter: FrontMatter,
}

impl Note {
    /// Reads a text.
    pub fn new(content: String) -> Note {
        let text = Text::new(content);
        let chunks = chunk::parse_all(text.as_str());
        let front_matter = FrontMatter::read(text.as_str(), chunk::metadata_end(text.as_str()));
        Note { text, chunks, front_matter }
    }

    /// Replaces a byte range (clamped to the text and widened to character boundaries) and brings the note up to date.
    pub fn edit(&mut self, range: Range<usize>, new: &str) {
        let metadata = self.front_matter.range.end;
        let (replaced, old) = self.text.replace(range, new);
        let text = self.text.as_str();
        if replaced.start > metadata && chunk::patch_word(&mut self.chunks, text, replaced.start, &old, new) {
            return;
        }
        chunk::update(&mut self.chunks, text, replaced.start, replaced.len(), new.len(), metadata);
        let end = chunk::metadata_end(text);
        if replaced.start <= metadata.max(end) {
            self.front_matter = FrontMatter::read(text, end);
        }
    }

    /// The text.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// The front matter; without any, one that says nothing.
    pub fn front_matter(&self) -> &FrontMatter {
        &self.front_matter
    }

    /// The chunks in order; together they are the whole text.
    pub fn chunks(&self) -> &[Chunk] {
        &self.chunks
    }

    /// The chunks with the place at which each begins.
    pub fn placed(&self) -> impl Iterator<Item = Placed<'_>> {
        let mut start = 0;
        let mut line = 0;
        self.chunks.iter().map(move |chunk| {
            let placed = Placed { chunk, start, line, note: self.text.as_str() };
            start += chunk.len;
            line += chunk.facts.lines.len();
            placed
        })
    }

    /// The chunk in which a byte offset lies; an offset between two belongs to the later one.
    pub fn chunk_at(&self, offset: usize) -> Option<Placed<'_>> {
        let mut last = None;
        for placed in self.placed() {
            if placed.start > offset {
                break;
            }
            last = Some(placed);
        }
        last
    }

    /// What is known of a line (0-based), with the chunk that it lies in.
    pub fn line(&self, line: usize) -> Option<(Placed<'_>, Line)> {
        let placed = self.placed().find(|placed| line < placed.line + placed.chunk.facts.lines.len())?;
        let facts = *placed.chunk.facts.lines.get(line.checked_sub(placed.line)?)?;
        Some((placed, facts))
    }
}

/// A chunk and its place in the note.
#[derive(Debug, Clone, Copy)]
pub struct Placed<'a> {
    /// The chunk.
    pub chunk: &'a Chunk,
    /// The byte at which it begins.
    pub start: usize,
    /// The line (0-based) at which it begins.
    pub line: usize,
    /// The text of the note.
    note: &'a str,
}

impl<'a> Placed<'a> {
    /// Its text.
    pub fn text(&self) -> &'a str {
        slice(self.note, self.start..self.start + self.chunk.len)
    }

    /// The headings in it.
    pub fn headings(&self) -> &'a [Heading] {
        &self.chunk.facts.headings
    }

    /// A range of the chunk as a range of the note.
    pub fn range(&self, range: &Range<u32>) -> Range<usize> {
        self.start + range.start as usize..self.start + range.end as usize
    }
}
