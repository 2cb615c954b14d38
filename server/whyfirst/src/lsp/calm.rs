//! Calm while typing: a section that is being written in keeps its findings and hints as they were until there is a pause.
//!
//! What is shown moves with the text. What is true no more goes at once, unless it is something missing that has come, and not by a change
//! of the line at which it was missed: that stays until the pause, and what is new waits. A change that is more than typing (a paste, an
//! accepted fix) is taken up at once, everywhere.

use std::ops::Range;
use std::sync::Arc;

use whyfirst_assist::hints::Hint;
use whyfirst_guide::Index;
use whyfirst_guide::rule::Kind;
use whyfirst_guide::sort;
use whyfirst_note::Text;
use whyfirst_review::{Finding, Readings, rule};

/// More bytes than this in one change, or more than one line break, are not typing.
const TYPED: usize = 120;

/// What changed between two versions of a text: one range, in bytes, in which all changes lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    start: usize,
    old_end: usize,
    new_end: usize,
    /// Whether it is what fingers do.
    typed: bool,
}

impl Change {
    /// A change of a range, in a text that changes have led to, into so many bytes.
    pub(super) fn of(replaced: Range<usize>, old: &str, new: &str) -> Change {
        let small = |text: &str| text.len() <= TYPED && text.matches('\n').count() <= 1;
        let typed = small(old) && small(new);
        Change { start: replaced.start, old_end: replaced.end, new_end: replaced.start + new.len(), typed }
    }

    /// A change after which nothing is where it was.
    pub(super) fn whole() -> Change {
        Change { start: 0, old_end: usize::MAX, new_end: usize::MAX, typed: false }
    }

    /// This change and then another.
    pub(super) fn then(self, next: &Change) -> Change {
        let start = self.start.min(next.start);
        let old_end = self.old_end.saturating_add(next.old_end.saturating_sub(self.new_end));
        let reached = self.new_end.max(next.old_end);
        let new_end = reached.saturating_sub(next.old_end).saturating_add(next.new_end);
        let close = next.start <= self.new_end.saturating_add(TYPED)
            && self.start <= next.new_end.saturating_add(TYPED);
        Change { start, old_end, new_end, typed: self.typed && next.typed && close }
    }

    /// Where a place of the old text is in the new one.
    fn moved(&self, offset: usize, begins: bool) -> usize {
        let inserted_before = begins && offset == self.start && self.old_end == self.start;
        if offset <= self.start && !inserted_before {
            offset
        } else if offset >= self.old_end {
            offset - self.old_end + self.new_end
        } else if begins {
            self.start
        } else {
            self.new_end
        }
    }

    fn moved_range(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.moved(range.start, true);
        start..self.moved(range.end, false).max(start)
    }

    /// Whether it touches a range of the old text.
    fn touches(&self, range: &Range<usize>) -> bool {
        range.start <= self.old_end && self.start <= range.end
    }

    /// Whether what it has put in touches a range of the new text.
    fn left_in(&self, range: &Range<usize>) -> bool {
        range.start <= self.new_end && self.start <= range.end
    }
}

/// What was shown before the writer began to type in a section.
#[derive(Debug, Clone)]
pub(super) struct Held {
    findings: Vec<HeldFinding>,
    /// Nothing if nobody had asked for hints.
    hints: Option<Vec<Hint>>,
    /// Where the last letters were typed, in bytes.
    at: usize,
}

#[derive(Debug, Clone)]
struct HeldFinding {
    finding: Finding,
    /// Whether the writer has changed a line that it is about.
    touched: bool,
}

impl Held {
    /// What is held when typing begins.
    pub(super) fn new(findings: &[Finding], hints: Option<&[Hint]>) -> Held {
        let held = |finding: &Finding| HeldFinding { finding: finding.clone(), touched: false };
        Held { findings: findings.iter().map(held).collect(), hints: hints.map(<[Hint]>::to_vec), at: 0 }
    }

    /// The same after a change that led to a text; nothing if the change was more than typing.
    pub(super) fn after(mut self, change: &Change, text: &Text) -> Option<Held> {
        if !change.typed {
            return None;
        }
        let lines = |range: &Range<usize>| {
            text.line_start(text.line_of(range.start))..text.line_range(text.line_of(range.end)).end
        };
        for held in &mut self.findings {
            let finding = &mut held.finding;
            finding.fixes.retain(|fix| !fix.edits.iter().any(|edit| change.touches(&edit.range)));
            for range in finding.ranges_mut() {
                *range = change.moved_range(range);
            }
            let about = std::iter::once(&finding.range).chain(finding.related.iter().map(|it| &it.range));
            held.touched |= about.map(lines).any(|line| change.left_in(&line));
        }
        for hint in self.hints.iter_mut().flatten() {
            hint.offset = change.moved(hint.offset, true);
        }
        self.at = change.new_end;
        Some(self)
    }

    /// What to show of new findings.
    pub(super) fn findings(
        &self,
        index: &Index,
        text: &Text,
        readings: &Readings,
        fresh: &[Finding],
    ) -> Vec<Finding> {
        let section = section(text, readings, self.at);
        let inside = |finding: &Finding| section.contains(&finding.range.start);
        let missing =
            |finding: &Finding| rule(index, &finding.rule).is_some_and(|it| it.kind == Kind::Absence);
        let same = |a: &Finding, b: &Finding| a.rule == b.rule && a.message == b.message;
        let mut shown: Vec<Finding> = fresh.iter().filter(|it| !inside(it)).cloned().collect();
        for held in self.findings.iter().filter(|held| inside(&held.finding)) {
            match fresh.iter().find(|it| inside(it) && same(it, &held.finding)) {
                Some(still) if !shown.contains(still) => shown.push(still.clone()),
                None if !held.touched && missing(&held.finding) => shown.push(held.finding.clone()),
                _ => {}
            }
        }
        sort::by_key(&mut shown, |finding| finding.range.start);
        shown
    }

    /// What to show of new hints.
    pub(super) fn hints(&self, text: &Text, readings: &Readings, fresh: &[Hint]) -> Vec<Hint> {
        let Some(held) = &self.hints else { return fresh.to_vec() };
        let section = section(text, readings, self.at);
        let inside = |hint: &Hint| section.start <= hint.offset && hint.offset <= section.end;
        let line = |hint: &Hint| text.line_of(hint.offset);
        let mut shown: Vec<Hint> = fresh.iter().filter(|it| !inside(it)).cloned().collect();
        for hint in held.iter().filter(|it| inside(it)) {
            // It stands where the new one would, so that it keeps to the end of its line.
            let now = fresh.iter().find(|it| it.kind == hint.kind && inside(it) && line(it) == line(hint));
            let now = now.or_else(|| fresh.iter().find(|it| it.kind == hint.kind && it.label == hint.label));
            let offset = now.map_or_else(|| text.line_range(line(hint)).end, |now| now.offset);
            shown.push(Hint { offset, ..hint.clone() });
        }
        sort::by_key(&mut shown, |hint| hint.offset);
        shown
    }
}

/// The section around a place, in bytes: the outermost one below the title.
fn section(text: &Text, readings: &Readings, offset: usize) -> Range<usize> {
    let line = text.line_of(offset) as u32;
    let reading = readings.at(line);
    let Some((_, innermost)) = reading.section_at(line) else {
        let first = reading.sections.first().map_or(usize::MAX, |first| text.line_start(first.line as usize));
        return 0..first;
    };
    let above = reading.sections.around(innermost).skip(1);
    let section = above.take_while(|above| Some(above.line) != reading.title).last().unwrap_or(innermost);
    let (start, mut end) = (section.line, section.end);
    if Some(section.line) == reading.title {
        // The text below the title, up to the first section.
        end = reading.sections.iter().find(|it| it.line > section.line).map_or(end, |it| it.line);
    }
    text.line_start(start as usize)..text.line_start(end as usize)
}

/// What is held of a version, if anything.
pub(super) fn hold(
    before: Option<Held>,
    findings: Option<&Arc<Vec<Finding>>>,
    hints: Option<&Arc<Vec<Hint>>>,
    change: &Change,
    text: &Text,
) -> Option<Held> {
    let held = before.or_else(|| Some(Held::new(findings?, hints.map(|hints| hints.as_slice()))))?;
    held.after(change, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn insert(at: usize, text: &str) -> Change {
        Change::of(at..at, "", text)
    }

    #[test]
    fn places_move_with_the_text() {
        let change = Change::of(4..6, "ab", "xyz");
        assert_eq!(change.moved_range(&(0..4)), 0..4);
        assert_eq!(change.moved_range(&(6..9)), 7..10);
        assert_eq!(change.moved_range(&(2..8)), 2..9);
        assert_eq!(change.moved_range(&(5..6)), 4..7);
        assert_eq!(insert(4, "x").moved_range(&(4..6)), 5..7);
    }

    #[test]
    fn changes_one_after_the_other_are_one() {
        let both = insert(4, "ab").then(&insert(6, "c"));
        assert_eq!((both.start, both.old_end, both.new_end, both.typed), (4, 4, 7, true));
        let both = insert(4, "ab").then(&Change::of(5..6, "b", ""));
        assert_eq!((both.start, both.old_end, both.new_end), (4, 4, 5));
        let both = insert(10, "ab").then(&Change::of(2..3, "x", "yz"));
        assert_eq!((both.start, both.old_end, both.new_end), (2, 10, 13));
        // Two places at once are a replacement everywhere, not typing.
        assert!(!insert(1000, "a").then(&insert(4, "b")).typed);
        assert!(!insert(0, "a\nb\nc").typed && insert(0, "\n- ").typed);
    }
}
