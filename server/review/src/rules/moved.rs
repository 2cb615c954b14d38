//! Findings that an edit leaves as they are: most keystrokes change words of which no rule knows anything.

use std::ops::Range;
use std::sync::Arc;

use whyfirst_note::Note;

use crate::{Finding, Readings, still};

/// The findings of a note, moved to where they stand after an edit. Nothing where the edit may have changed more than that: where it has
/// touched anything that a finding shows, quotes or puts right, or anything of which a rule knows.
pub(super) fn moved(
    note: &Note,
    readings: &Readings,
    before: &Readings,
    findings: &[Finding],
) -> Option<Vec<Finding>> {
    let mut answers = readings.answers().zip(before.answers());
    // Readings share this only if the later one was found to say the same as the earlier one.
    let same = answers.all(|(now, then)| {
        Arc::ptr_eq(&now.sections, &then.sections) && Arc::ptr_eq(&now.places, &then.places)
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
