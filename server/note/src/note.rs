//! The note as a whole.

use std::ops::Range;
use std::sync::Arc;

use crate::syntax::{self, Inline};
use crate::{Chunk, FrontMatter, Heading, Line, Text, chunk, slice};

/// A note: its text, its chunks and its front matter. Cloning shares the chunks.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    text: Text,
    chunks: Vec<Chunk>,
    /// Where each chunk begins: its byte and its line, 0-based.
    starts: Vec<(u32, u32)>,
    front_matter: FrontMatter,
}

impl Note {
    /// Reads a text.
    pub fn new(content: String) -> Note {
        let chunks = chunk::parse_all(&content);
        Note::of(content, chunks)
    }

    fn of(content: String, mut chunks: Vec<Chunk>) -> Note {
        chunks.shrink_to_fit();
        let starts = Vec::with_capacity(chunks.len());
        let front_matter = FrontMatter::read(&content, chunk::metadata_end(&content));
        let mut note = Note { text: Text::new(content), chunks, starts, front_matter };
        note.place_from(0);
        note
    }

    /// Replaces a byte range (clamped to the text and widened to character boundaries) and brings the note up to date.
    pub fn edit(&mut self, range: Range<usize>, new: &str) {
        let metadata = self.front_matter.range.end;
        let (replaced, old) = self.text.replace(range, new);
        let text = self.text.as_str();
        let at =
            self.starts.partition_point(|&(start, _)| start as usize <= replaced.start).saturating_sub(1);
        if replaced.start > metadata
            && let Some(chunk) = self.chunks.get_mut(at)
            && let Some(&(begin, _)) = self.starts.get(at)
            && chunk::patch_line(chunk, text, begin as usize, replaced.start, &old, new)
        {
            return self.place_from(at);
        }
        chunk::update(&mut self.chunks, text, replaced.start, replaced.len(), new.len(), metadata);
        self.place_from(0);
        let text = self.text.as_str();
        let end = chunk::metadata_end(text);
        if replaced.start <= metadata.max(end) {
            self.front_matter = FrontMatter::read(text, end);
        }
    }

    /// Notes down where the chunks begin, from one on.
    fn place_from(&mut self, first: usize) {
        let (mut start, mut line) = self.starts.get(first).copied().unwrap_or_default();
        self.starts.truncate(first);
        for chunk in self.chunks.iter().skip(first) {
            self.starts.push((start, line));
            start += chunk.len as u32;
            line += chunk.lines;
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
    pub fn placed(&self) -> impl Iterator<Item = Placed<'_>> + Clone {
        self.chunks.iter().zip(&self.starts).map(|(chunk, start)| self.place(chunk, *start))
    }

    /// A chunk (by its index) with the place at which it begins.
    pub fn placed_nth(&self, at: usize) -> Option<Placed<'_>> {
        Some(self.place(self.chunks.get(at)?, *self.starts.get(at)?))
    }

    /// The chunks that hold any of these lines (0-based), with their indexes.
    pub fn placed_in(&self, lines: &Range<u32>) -> impl Iterator<Item = (usize, Placed<'_>)> + use<'_> {
        let first = self.starts.partition_point(|&(_, line)| line <= lines.start).saturating_sub(1);
        let end = lines.end;
        (first..).map_while(move |at| Some((at, self.placed_nth(at).filter(|it| (it.line as u32) < end)?)))
    }

    fn place<'a>(&'a self, chunk: &'a Chunk, (start, line): (u32, u32)) -> Placed<'a> {
        Placed { chunk, start: start as usize, line: line as usize, note: self.text.as_str() }
    }

    /// The chunk in which a byte offset lies; an offset between two belongs to the later one.
    pub fn chunk_at(&self, offset: usize) -> Option<Placed<'_>> {
        let after = self.starts.partition_point(|&(start, _)| start as usize <= offset);
        self.placed_nth(after.checked_sub(1)?)
    }

    /// What is known of a line (0-based), with the chunk that it lies in.
    pub fn line(&self, line: usize) -> Option<(Placed<'_>, Line)> {
        let after = self.starts.partition_point(|&(_, first)| first as usize <= line);
        let placed = self.placed_nth(after.checked_sub(1)?)?;
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

    /// The title of one of its headings, as it is written.
    pub fn title(&self, heading: &Heading) -> &'a str {
        self.text().get(heading.title.start as usize..heading.title.end as usize).unwrap_or_default()
    }

    /// A range of the chunk as a range of the note.
    pub fn range(&self, range: &Range<u32>) -> Range<usize> {
        self.start + range.start as usize..self.start + range.end as usize
    }
}

/// A note of plain blocks, in which the markup within them has not been read: enough to know what it is about.
#[derive(Debug)]
pub struct PlainNote {
    note: Note,
    /// Where markup may lie in each chunk.
    inline: Vec<Inline>,
}

impl PlainNote {
    /// Reads a text if it consists of plain blocks, which takes a twentieth of the work.
    ///
    /// # Errors
    /// Gives back a text that has anything in it but plain blocks.
    pub fn read(content: String) -> Result<PlainNote, String> {
        match chunk::read_plain(&content) {
            Some((chunks, inline)) => Ok(PlainNote { note: Note::of(content, chunks), inline }),
            None => Err(content),
        }
    }

    /// The note as far as it has been read: without spans and directives.
    pub fn blocks(&self) -> &Note {
        &self.note
    }

    /// Reads the rest of it.
    pub fn finish(self) -> Note {
        let PlainNote { mut note, inline } = self;
        let mut start = 0;
        for (chunk, inline) in note.chunks.iter_mut().zip(inline) {
            let text = slice(note.text.as_str(), start..start + chunk.len);
            syntax::add_inline(Arc::make_mut(&mut chunk.facts), text, inline);
            start += chunk.len;
        }
        note
    }
}
