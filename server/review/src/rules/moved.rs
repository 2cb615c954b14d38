//! Findings that an edit leaves as they are: most keystrokes change words of which no rule knows anything.

use std::ops::Range;
use std::sync::Arc;

use whyfirst_note::Note;

use crate::{Edit, Finding, Fix, Readings, Related};

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
    let mut changed = now.iter().zip(then.iter()).enumerate().filter(|(_, (now, then))| now.id != then.id);
    let Some((at, (now, then))) = changed.next() else { return Some(findings.to_vec()) };
    if changed.next().is_some() {
        return None;
    }
    let edit = now.reworded(then)?;
    let chunk = note.placed_nth(at)?.start;
    let shift = Shift {
        block: chunk + edit.start as usize..chunk + edit.end as usize,
        grown: edit.grown as i32 as isize,
    };
    findings.iter().map(|finding| shift.finding(finding)).collect()
}

/// What an edit does to places.
struct Shift {
    /// The block that it has changed, as it was.
    block: Range<usize>,
    /// How much longer that has become.
    grown: isize,
}

impl Shift {
    /// A range that does not touch the block.
    fn range(&self, range: &Range<usize>) -> Option<Range<usize>> {
        if range.end < self.block.start {
            return Some(range.clone());
        }
        let move_on = |at: usize| at.checked_add_signed(self.grown);
        (range.start > self.block.end).then(|| Some(move_on(range.start)?..move_on(range.end)?))?
    }

    fn finding(&self, finding: &Finding) -> Option<Finding> {
        let related = finding
            .related
            .iter()
            .map(|it| Some(Related { range: self.range(&it.range)?, message: it.message.clone() }));
        Some(Finding {
            range: self.range(&finding.range)?,
            related: related.collect::<Option<_>>()?,
            fixes: finding.fixes.iter().map(|fix| self.fix(fix)).collect::<Option<_>>()?,
            ..finding.clone()
        })
    }

    fn fix(&self, fix: &Fix) -> Option<Fix> {
        let edits = fix
            .edits
            .iter()
            .map(|edit| Some(Edit { range: self.range(&edit.range)?, text: edit.text.clone() }));
        Some(Fix { edits: edits.collect::<Option<_>>()?, ..fix.clone() })
    }
}
