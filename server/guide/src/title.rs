//! What titles, first lines and file names say: which known problem they name, whether they ask a design question.

use crate::index::Index;
use crate::tables::TitleMeaning;
use crate::words::Words;

/// What a title says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Said {
    /// The known problem that it names, as its position in the guide. The longest wording wins, words that say nothing aside; of two as
    /// long, the one that stands first.
    pub problem: Option<u16>,
    /// Whether it asks a design question.
    pub asks: bool,
    /// Whether it puts a design task in a sentence.
    pub task: bool,
    /// Whether it is that of a file that answers no question.
    pub other: bool,
}

/// Reads a title.
pub fn said(index: &Index, text: &str) -> Said {
    let words = Words::of(text, index.units());
    let (mut said, mut fillers, mut found) = (Said::default(), Vec::new(), Vec::new());
    index.scan_title(text, &words, |meaning, hit| match meaning {
        TitleMeaning::Filler if hit.first == hit.last => fillers.push(hit.first),
        TitleMeaning::Filler => {}
        TitleMeaning::Problem(problem) => found.push((problem, hit.first, hit.last)),
        TitleMeaning::DesignQuestion => said.asks = true,
        TitleMeaning::TaskSentence => said.task = true,
        TitleMeaning::OtherFile => said.other = true,
    });
    let telling = |first: u32, last: u32| (first..=last).filter(|at| !fillers.contains(at)).count();
    let mut best = None;
    for (problem, first, last) in found {
        let score = (telling(first, last), last - first);
        if best.is_none_or(|other| score > other) {
            (best, said.problem) = (Some(score), Some(problem));
        }
    }
    said
}

/// The problem that a text names, as its position in the guide.
pub fn problem_in(index: &Index, text: &str) -> Option<u16> {
    said(index, text).problem
}
