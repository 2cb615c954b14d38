//! Which known problem a title, a first line or a file name names.

use crate::index::{Index, TitleMeaning};
use crate::words::Words;

/// The problem that a text names, as its position in the guide. The longest wording wins, words that say nothing aside; of two as long,
/// the one that stands first.
pub fn problem_in(index: &Index, text: &str) -> Option<u16> {
    let words = Words::of(text, index.units());
    let mut fillers = vec![false; words.words.len()];
    let mut found: Vec<(u16, u32, u32)> = Vec::new();
    index.scan_title(text, &words, |meaning, hit| match meaning {
        TitleMeaning::Filler if hit.first == hit.last => {
            if let Some(filler) = fillers.get_mut(hit.first as usize) {
                *filler = true;
            }
        }
        TitleMeaning::Problem(problem) => found.push((problem, hit.first, hit.last)),
        _ => {}
    });
    let telling = |first: u32, last: u32| {
        (first..=last).filter(|&at| !fillers.get(at as usize).copied().unwrap_or_default()).count()
    };
    let mut best: Option<((usize, u32), u16)> = None;
    for (problem, first, last) in found {
        let score = (telling(first, last), last - first);
        if best.is_none_or(|(other, _)| score > other) {
            best = Some((score, problem));
        }
    }
    best.map(|(_, problem)| problem)
}
