//! What rules share about gaps: when something may be said to be missing, where it belongs, and how it is told.

use std::collections::HashSet;

use whyfirst_guide::index::StageRef;
use whyfirst_guide::snippet;
use whyfirst_guide::unfilled::bare;
use whyfirst_note::HeadingKind;

use super::{Context, Found, Part};
use crate::sections;
use crate::skeleton::{self, Style};
use crate::{Coverage, Edit, Finding, Fix, Reading, Related, Section, Severity, StepReading};

/// In a draft, a step must hold so many words before something is said to be missing from it, and the note so many.
pub(super) const RIPE_STEP: u32 = 30;
pub(super) const RIPE_NOTE: u32 = 120;
/// A heading that is worded for a stage at least so clearly is a place for what the stage lacks.
const CLEARLY: f32 = 0.5;

/// Whether a note has at least so many words.
pub(super) fn has_words(reading: &Reading, least: u32) -> bool {
    let mut words = 0;
    reading.chunks.iter().flat_map(|chunk| &chunk.own).any(|own| {
        words += own.words;
        words >= least
    })
}

impl Context<'_> {
    /// Whether something may be said to be missing from a stage: it is written, and it is not being written just now. What is
    /// skipped or empty is told as such, and once.
    pub(super) fn is_ripe(&self, stage: StageRef) -> bool {
        let Some(reading) = self.reading.stage(stage) else { return false };
        let Some(step) = self.step_of(stage) else { return false };
        let empty = step.words == 0 && !step.sections.is_empty();
        if reading.coverage == Coverage::None || step.coverage == Coverage::None || empty {
            return false;
        }
        if self.reading.finished {
            return true;
        }
        step.passed && step.words >= RIPE_STEP && has_words(self.reading, RIPE_NOTE)
    }

    /// How many words stand under the headings of the answer.
    pub(super) fn words(&self) -> u32 {
        let sections = self.reading.sections.iter();
        sections.filter_map(|it| sections::own(&self.reading.chunks, it)).map(|own| own.words).sum()
    }

    /// The step of a stage: the first that has a section of its own, or else the first.
    pub(super) fn step_of(&self, stage: StageRef) -> Option<&StepReading> {
        let steps = self.index.steps_of_stage(self.reading.framework, stage);
        let mut steps = steps.filter_map(|step| self.reading.steps.get(step as usize));
        let first = steps.next()?;
        std::iter::once(first).chain(steps).find(|step| !step.sections.is_empty()).or(Some(first))
    }

    /// How many questions stand under a stage's headings.
    pub(super) fn questions(&self, stage: StageRef) -> u32 {
        let all = &self.reading.sections;
        let sections = all.iter().filter(|section| all.stages(section).contains(&stage));
        sections
            .filter_map(|section| sections::own(&self.reading.chunks, section))
            .map(|own| u32::from(own.questions))
            .sum()
    }

    /// The section of a step to which something on a stage could be added: one of the stage with a real heading that is worded for it.
    /// One that is named as the step goes before others, then one that is first of all about the stage.
    pub(super) fn home_of(&self, step: &StepReading, stage: StageRef) -> Option<&Section> {
        let all = &self.reading.sections;
        let sections = step.sections.iter().filter_map(|&at| all.get(at as usize));
        let homes = sections.filter(|section| {
            (section.kind.is_real() || section.kind == HeadingKind::Bold)
                && all.stages(section).contains(&stage)
        });
        let fits = |section: &Section| {
            let named = all.steps(section).contains(&(self.reading.framework, step.step));
            let worded =
                all.opens(section).iter().any(|score| score.stage == stage && score.wording >= CLEARLY);
            (named || worded).then(|| (named, all.stages(section).first() == Some(&stage)))
        };
        // Of several that fit alike, the first.
        homes
            .rev()
            .filter_map(|section| Some((fits(section)?, section)))
            .max_by_key(|(fit, _)| *fit)
            .map(|it| it.1)
    }

    /// Says that something is missing from a stage, at the heading of its step. A step without a heading of its own is not told
    /// so: who writes without headings may have put it anywhere.
    pub(super) fn missing(
        &self,
        stage: StageRef,
        part: Part,
        message: Option<String>,
        related: Option<Related>,
    ) -> Option<Found> {
        let step = self.step_of(stage)?;
        let section = self.home_of(step, stage)?;
        let title = super::empty_step::title_of_section(self, section);
        let message = message.unwrap_or_else(|| {
            format!("“{title}” says nothing of {}: {}. A line will do.", part.name, part.because)
        });
        let fix = part.line.as_ref().map(|prompt| {
            let edit = self.insert_lines(section, std::slice::from_ref(prompt));
            Fix { title: format!("Add a line on {}", part.name), edits: vec![edit], preferred: true }
        });
        let finding = Finding {
            rule: part.rule.clone(),
            severity: Severity::Information,
            message: message.replace("{step}", &title),
            range: self.line_text(section.line),
            related: related.into_iter().collect(),
            step: Some(step.step),
            fixes: fix.into_iter().collect(),
        };
        Some(Found { finding, part: Some(part), mode: None, level: None, parts: Vec::new() })
    }

    /// Lines to fill in, put at the end of a section.
    pub(super) fn insert_lines(&self, section: &Section, prompts: &[String]) -> Edit {
        let lines: Vec<String> = prompts.iter().map(|prompt| snippet::plain(prompt)).collect();
        skeleton::append_lines(self.note, self.style(), section.line, section.end, &lines)
    }

    /// How headings and lists are written in the note.
    pub(super) fn style(&self) -> &Style {
        self.style.get_or_init(|| Style::of(self.note, self.reading))
    }

    /// Whether a line stands in the answer as the guide put it there, to be filled in.
    pub(super) fn waits(&self, line: &str) -> bool {
        self.anything_waits() && self.unfilled().contains(&bare(&snippet::plain(line)))
    }

    /// Whether any line does.
    pub(super) fn anything_waits(&self) -> bool {
        !self.unfilled().is_empty()
    }

    fn unfilled(&self) -> &HashSet<String> {
        self.unfilled.get_or_init(|| {
            let inside = crate::answers::inside(self.note, &self.reading.chunks, &self.reading.lines);
            inside.flat_map(|chunk| chunk.unfilled.iter().cloned()).collect()
        })
    }
}
