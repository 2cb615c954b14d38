//! Putting the steps in the framework's order: sections change places whole, with all that stands in them.

use std::ops::Range;

use whyfirst_guide::sort;
use whyfirst_note::LineKind;
use whyfirst_review::{Edit, Fix, Section};

use crate::View;

/// What the action is called.
pub(super) const TITLE: &str = "Put the steps in order";

/// A section that changes places: its step and its lines.
struct Block<'a> {
    step: u8,
    section: &'a Section,
    range: Range<usize>,
}

/// Puts the steps in order; nothing where they are, or where it cannot be told what belongs to a step.
pub(super) fn put_in_order(view: View<'_>) -> Option<Fix> {
    let text = view.note.text();
    let blocks = blocks(view);
    let first = blocks.first().filter(|_| view.is_design_note())?;
    // Only sections side by side can change places.
    let parent = |section: &Section| view.reading.sections.parent(section);
    let side_by_side = |block: &Block<'_>| {
        parent(block.section) == parent(first.section) && block.section.rank == first.section.rank
    };
    if !blocks.iter().all(side_by_side) || !blocks.iter().all(|block| is_closed(view, block.section)) {
        return None;
    }
    let mut ordered: Vec<&Block<'_>> = blocks.iter().collect();
    sort::by_key(&mut ordered, |block| block.step);
    let edits: Vec<Edit> = blocks
        .iter()
        .zip(ordered)
        .filter(|(slot, block)| slot.range != block.range)
        .map(|(slot, block)| {
            let (there, moved) = (text.slice(slot.range.clone()), text.slice(block.range.clone()));
            // What parts a section from the next belongs to the place, not to the section.
            let gap = there.get(there.trim_end().len()..).unwrap_or_default();
            let numbers = number(there).zip(number(moved));
            let moved = moved.trim_end();
            let moved = match numbers {
                Some((new, old)) if new != old => renumbered(moved, old, new),
                _ => moved.to_owned(),
            };
            Edit { range: slot.range.clone(), text: format!("{moved}{gap}") }
        })
        .collect();
    (!edits.is_empty()).then_some(Fix { title: TITLE.to_owned(), edits, preferred: false })
}

/// The sections of the steps that stand in one place, in the note's order. Steps that may come early stay where they are.
fn blocks<'a>(view: View<'a>) -> Vec<Block<'a>> {
    let text = view.note.text();
    let mut blocks: Vec<Block<'_>> = view
        .reading
        .steps
        .iter()
        .filter(|step| view.reading.step(view.index, step).is_some_and(|data| !data.may_come_early))
        .filter_map(|step| match step.sections.as_slice() {
            [only] => view.section(*only).map(|section| (step.step, section)),
            _ => None,
        })
        .filter(|(_, section)| section.kind.is_real())
        .map(|(step, section)| {
            let range = text.line_start(section.line as usize)..text.line_start(section.end as usize);
            Block { step, section, range }
        })
        .collect();
    sort::by_key(&mut blocks, |block| (block.range.start, block.step));
    // A heading that opens several steps stands at the first of them.
    blocks.dedup_by_key(|block| block.range.start);
    blocks
}

/// Whether nothing in a section reaches beyond it: an open fence or comment would swallow what comes to stand below it.
fn is_closed(view: View<'_>, section: &Section) -> bool {
    let written = (section.line..section.end).rev().find_map(|line| {
        let (placed, line) = view.note.line(line as usize)?;
        (line.kind != LineKind::Blank).then_some((placed, line))
    });
    let Some((placed, line)) = written else { return true };
    let text = placed.chunk.facts.line_text(placed.text(), &line).trim();
    match line.kind {
        LineKind::Code => text.starts_with("```") || text.starts_with("~~~"),
        LineKind::Comment => text.ends_with("-->"),
        LineKind::Html => false,
        _ => true,
    }
}

/// The number with which a heading begins: `3` of `## 3. Data`.
fn number(block: &str) -> Option<&str> {
    let title = block.trim_start_matches(['#', ' ', '\t']);
    let digits = title.len() - title.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = title.get(digits..)?;
    (digits > 0 && rest.starts_with(['.', ')', ':', ' '])).then(|| title.get(..digits)).flatten()
}

/// A section with its own number, and that of its subsections, changed to that of its new place.
fn renumbered(block: &str, old: &str, new: &str) -> String {
    let mut fence = false;
    let lines = block.split_inclusive('\n').map(|line| {
        if line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~") {
            fence = !fence;
        }
        let title = line.trim_start_matches(['#', ' ']);
        let marks = line.len() - title.len();
        let rest = title.strip_prefix(old).filter(|rest| rest.starts_with(['.', ')', ':', ' ']));
        match rest {
            Some(rest) if line.starts_with('#') && !fence => {
                format!("{}{new}{rest}", line.get(..marks).unwrap_or_default())
            }
            _ => line.to_owned(),
        }
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    fn ordered(text: &str) -> Option<String> {
        let fixture = Fixture::new(text);
        let fix = put_in_order(fixture.view())?;
        let mut after = fixture.note.text().as_str().to_owned();
        for edit in fix.edits.iter().rev() {
            after.replace_range(edit.range.clone(), &edit.text);
        }
        let again = Fixture::new(&after);
        assert_eq!(put_in_order(again.view()), None, "applied twice it changes nothing:\n{after}");
        Some(after)
    }

    const CLARIFY: &str = "## 1. Clarify requirements\nThe business goal is ad revenue.\n";
    const MODEL: &str = "## 2. Develop the model\nBaseline: logistic regression.\n\n### 2.1 Loss\nCross-entropy loss.\n\n```\n## 2. not a heading\n```\n";
    const DATA: &str = "## 3. Prepare data\nImpression logs; positive label: a click.";
    const TITLE: &str = "# Design an ad click predictor\n\n";

    #[test]
    fn sections_change_places_whole_and_take_the_numbers_of_their_places() {
        let after = ordered(&format!("{TITLE}{CLARIFY}\n{MODEL}\n{DATA}")).unwrap();
        let model = MODEL.replace("## 2. Dev", "## 3. Dev").replace("### 2.1", "### 3.1");
        let data = DATA.replace("## 3.", "## 2.");
        assert_eq!(after, format!("{TITLE}{CLARIFY}\n{data}\n\n{}", model.trim_end()));
    }

    #[test]
    fn line_breaks_stay_and_other_sections_keep_their_places() {
        let other = "## Odds and ends\nNothing.\n";
        let text = format!("{TITLE}{CLARIFY}\n{MODEL}\n{other}\n{DATA}\n").replace('\n', "\r\n");
        let after = ordered(&text).unwrap();
        assert_eq!(after.matches('\n').count(), after.matches("\r\n").count());
        let headings: Vec<_> =
            after.lines().filter(|line| line.starts_with("## ") && !line.contains("not a")).collect();
        assert_eq!(
            headings,
            [
                "## 1. Clarify requirements",
                "## 2. Prepare data",
                "## Odds and ends",
                "## 3. Develop the model"
            ]
        );
        assert_eq!(after.len(), text.len());
    }

    #[test]
    fn steps_in_order_and_open_fences_are_left_alone() {
        assert_eq!(
            ordered(&format!("{TITLE}{CLARIFY}\n{}\n\n{MODEL}", DATA.replace("## 3.", "## 2."))),
            None
        );
        assert_eq!(ordered(&format!("{TITLE}{CLARIFY}\n{MODEL}\n{DATA}\n```\nopen\n")), None);
        assert_eq!(ordered("# Shopping\n\n## Model\nx\n\n## Data\ny\n"), None);
    }
}
