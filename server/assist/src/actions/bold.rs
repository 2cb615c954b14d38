//! Turning bold lines that serve as headings into headings.

use whyfirst_note::HeadingKind;
use whyfirst_review::{Edit, Fix, Section};

use crate::View;

/// What the actions are called.
pub(super) const ONE: &str = "Turn this bold line into a heading";
pub(super) const ALL: &str = "Turn these bold lines into headings";

/// Turns the bold line on which an offset lies into a heading.
pub(super) fn turn_one(view: View<'_>, offset: usize) -> Option<Fix> {
    let line = view.line_of(offset);
    let section = view.reading.sections.iter().find(|section| section.line == line)?;
    let edit = edit(view, section)?;
    Some(Fix { title: ONE.to_owned(), edits: vec![edit], preferred: false })
}

/// Turns all bold lines that open steps into headings, if there are several.
pub(super) fn turn_all(view: View<'_>) -> Option<Fix> {
    let bold = view.reading.sections.iter().filter(|section| section.opens);
    let edits: Vec<Edit> = bold.filter_map(|section| edit(view, section)).collect();
    (edits.len() > 1).then_some(Fix { title: ALL.to_owned(), edits, preferred: false })
}

/// The heading instead of a bold line: one level below the heading above it.
fn edit(view: View<'_>, section: &Section) -> Option<Edit> {
    if section.kind != HeadingKind::Bold {
        return None;
    }
    let range = view.line_text(section.line);
    let line = view.note.text().slice(range.clone());
    // Lines in bold by HTML are left to those who wrote them so.
    if !(line.starts_with("**") || line.starts_with("__")) {
        return None;
    }
    let above = view.reading.sections.around(section).find(|above| above.kind.is_real());
    let level = above.map_or(2, |above| (usize::from(above.rank) + 1).clamp(2, 6));
    let (_, heading) = view.heading(section)?;
    Some(Edit { range, text: format!("{} {heading}", "#".repeat(level)) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    fn after(fixture: &Fixture, fix: &Fix) -> String {
        let mut text = fixture.note.text().as_str().to_owned();
        for edit in fix.edits.iter().rev() {
            text.replace_range(edit.range.clone(), &edit.text);
        }
        text
    }

    #[test]
    fn bold_lines_become_headings_of_the_right_level() {
        let fixture = Fixture::new(
            "# Design an ad click predictor\r\n\r\n**1. Require$0ments:**\r\nThe business goal is ad revenue.\r\n\r\n**Metrics**\r\nROC AUC is **very** good.\r\n",
        );
        let all = turn_all(fixture.view()).unwrap();
        assert_eq!(
            after(&fixture, &all),
            "# Design an ad click predictor\r\n\r\n## 1. Requirements\r\nThe business goal is ad revenue.\r\n\r\n## Metrics\r\nROC AUC is **very** good.\r\n"
        );
        let one = turn_one(fixture.view(), fixture.offset).unwrap();
        assert!(after(&fixture, &one).contains("\r\n**Metrics**\r\n"));
        let headings = Fixture::new(&after(&fixture, &all));
        assert_eq!(turn_all(headings.view()), None);
    }
}
