//! What Whyfirst offers at a place in a note: completion, hover, hints, fixes, symbols. Plain values in, plain values out: places are
//! byte offsets, nothing knows a protocol.

pub mod actions;
pub mod completion;
pub mod estimates;
pub mod explain;
pub mod hints;
pub mod hover;
pub mod inline;
pub mod lens;
pub mod metadata;
pub mod navigate;
pub mod practice;
pub mod selection;
pub mod start;
pub mod summary;
pub mod symbols;

use std::ops::Range;

use whyfirst_guide::Index;
use whyfirst_guide::model::{Aspect, Framework};
use whyfirst_note::{Heading, Note};
use whyfirst_review::{Coverage, Reading, Section, StepReading};

/// A note as it is looked at: with the guide, and as it was read.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// The guide.
    pub index: &'a Index,
    /// The note.
    pub note: &'a Note,
    /// How it was read.
    pub reading: &'a Reading,
}

impl<'a> View<'a> {
    /// Whether anything is to be said about the note at all.
    pub fn is_design_note(&self) -> bool {
        self.reading.recognition.design_note
    }

    fn framework(&self) -> Option<&'a Framework> {
        self.reading.framework(self.index)
    }

    fn section(&self, at: u32) -> Option<&'a Section> {
        self.reading.sections.get(at as usize)
    }

    /// The heading of a section, and its wording.
    fn heading(&self, section: &Section) -> Option<(&'a Heading, &'a str)> {
        let placed = self.note.placed_nth(section.chunk as usize)?;
        let heading = placed.headings().get(section.heading as usize)?;
        Some((heading, placed.title(heading)))
    }

    /// The line of a byte offset, 0-based.
    fn line_of(&self, offset: usize) -> u32 {
        self.note.text().line_of(offset) as u32
    }

    /// The range of a line's text, without indentation and trailing space.
    fn line_text(&self, line: u32) -> Range<usize> {
        let range = self.note.text().line_range(line as usize);
        let text = self.note.text().slice(range.clone());
        let indent = text.len() - text.trim_start().len();
        range.start + indent..range.start + text.trim_end().len().max(indent)
    }

    /// The aspects of a step that apply, and how each stands.
    fn aspects_of(&self, step: &StepReading) -> Vec<(Coverage, &'a Aspect)> {
        let (Some(framework), Some(data)) = (self.framework(), self.reading.step(self.index, step)) else {
            return Vec::new();
        };
        let stages = self.index.stages_of_step(framework, data);
        stages
            .iter()
            .filter_map(|&stage| self.reading.stage(stage))
            .flat_map(|stage| &stage.aspects)
            .filter_map(|it| self.index.aspect(it.aspect).map(|aspect| (it.coverage, aspect)))
            .collect()
    }

    /// The step whose own heading stands on a line.
    fn step_headed_at(&self, line: u32) -> Option<(&'a StepReading, &'a Section)> {
        self.reading.steps.iter().find_map(|step| {
            let mut sections = step.sections.iter().filter_map(|&at| self.section(at));
            sections.find(|section| section.line == line).map(|section| (step, section))
        })
    }
}

#[cfg(test)]
mod fixture;
