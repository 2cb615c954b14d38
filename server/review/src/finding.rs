//! What rules report.

use std::ops::Range;

use whyfirst_guide::Str;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Wording: take it or leave it.
    Hint,
    /// Something is missing that a reader would look for.
    Information,
    /// Something is skipped, empty or contradicts itself.
    Warning,
}

impl Severity {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Hint => "hint",
            Severity::Information => "info",
            Severity::Warning => "warning",
        }
    }
}

/// One thing that a rule reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's id.
    pub rule: Str,
    /// How much it matters.
    pub severity: Severity,
    /// What is missing, why it matters in one clause, and what to do.
    pub message: String,
    /// Where, in bytes from the note's start; within one line.
    pub range: Range<usize>,
    /// Other places that belong to it.
    pub related: Vec<Related>,
    /// The step that it is about, by position in the framework: a wish to skip the step silences it.
    pub step: Option<u8>,
    /// What puts it right.
    pub fixes: Vec<Fix>,
}

impl Finding {
    /// All ranges in it, of what it shows and of what it would change.
    pub fn ranges_mut(&mut self) -> impl Iterator<Item = &mut Range<usize>> {
        let edits = self.fixes.iter_mut().flat_map(|fix| &mut fix.edits).map(|edit| &mut edit.range);
        let related = self.related.iter_mut().map(|it| &mut it.range);
        std::iter::once(&mut self.range).chain(related).chain(edits)
    }
}

/// Another place that belongs to a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Where, in bytes from the note's start.
    pub range: Range<usize>,
    /// What is there.
    pub message: String,
}

/// A change that puts a finding right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, for a menu.
    pub title: String,
    /// The changes; their ranges do not overlap and refer to the text as it is.
    pub edits: Vec<Edit>,
    /// Whether it is the one that people usually want.
    pub preferred: bool,
}

/// One change of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced, in bytes; empty where text is put in.
    pub range: Range<usize>,
    /// What is put there.
    pub text: String,
}

impl Edit {
    /// A text put in at a place.
    pub fn insert(at: usize, text: String) -> Edit {
        Edit { range: at..at, text }
    }
}
