//! Findings that an edit leaves as they are: most keystrokes change words of which no rule knows anything.

use std::ops::Range;
use std::sync::Arc;

use smallvec::SmallVec;
use whyfirst_guide::Index;
use whyfirst_note::Note;

use super::missing::{self, has_words};
use super::{latency_without_number, open_points};
use crate::{Finding, Reading, Readings, still};

/// So many words are waited for in a note, a stage or a step, by rules that are written in Rust.
const NOTE: u32 = missing::RIPE_NOTE;
const STEP: [u32; 3] = [missing::RIPE_STEP, open_points::WRITTEN, latency_without_number::WORDS];

/// The findings of a note, moved to where they stand after an edit. Nothing where the edit may have changed more than that: where it has
/// touched anything that a finding shows, quotes or puts right, or anything of which a rule knows.
pub(super) fn moved(
    index: &Index,
    note: &Note,
    readings: &Readings,
    before: &Readings,
    findings: &[Finding],
) -> Option<Vec<Finding>> {
    let mut answers = readings.answers().zip(before.answers());
    // Readings share this only if the later one was found to say the same as the earlier one.
    let same = answers.all(|(now, then)| {
        now.sections.are_shared_with(&then.sections)
            && Arc::ptr_eq(&now.places, &then.places)
            && counts_alike(index, then, now)
    });
    let (now, then) = (&readings.first().chunks, &before.first().chunks);
    if !same || now.len() != then.len() {
        return None;
    }
    let mut changed = still::changed(then, now);
    let Some((at, (then, now))) = changed.next() else { return Some(findings.to_vec()) };
    if changed.next().is_some() {
        return None;
    }
    let block = now.reworded(then)?;
    let chunk = note.placed_nth(at)?.start;
    let (start, end) = (chunk + block.start as usize, chunk + block.end as usize);
    let grown = block.grown as i32 as isize;
    let place = |range: &Range<usize>| {
        if range.end < start {
            return Some(range.clone());
        }
        let moved = |at: usize| at.checked_add_signed(grown);
        if range.start > end { Some(moved(range.start)?..moved(range.end)?) } else { None }
    };
    let mut findings = findings.to_vec();
    for range in findings.iter_mut().flat_map(Finding::ranges_mut) {
        *range = place(range)?;
    }
    Some(findings)
}

/// Whether the words that came or went make no difference to any rule that counts them: each waits until there are so many of them.
fn counts_alike(index: &Index, then: &Reading, now: &Reading) -> bool {
    if Arc::ptr_eq(&then.seen, &now.seen) {
        return true;
    }
    // What is told in a review only may say how many there are.
    let options = &now.options;
    if options.review || options.rules.values().any(|&on| on) || has_words(then, NOTE) != has_words(now, NOTE)
    {
        return false;
    }
    let asked = index.guide().rules.iter();
    let asked = asked.flat_map(|rule| [u32::from(rule.words), u32::from(rule.words_at_most) + 1]);
    let asked: SmallVec<[u32; 32]> = asked.chain(STEP).collect();
    let alike = |(then, now): (u32, u32)| {
        let between = then.min(now) + 1..=then.max(now);
        !asked.iter().any(|least| between.contains(least))
    };
    let of_stages = then.stages.iter().zip(&now.stages).map(|(then, now)| (then.words, now.words));
    let of_steps = then.steps.iter().zip(&now.steps).map(|(then, now)| (then.words, now.words));
    let all = |reading: &Reading| reading.steps.iter().map(|step| step.words).sum();
    of_stages.chain(of_steps).chain([(all(then), all(now))]).all(alike)
}
