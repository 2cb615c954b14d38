//! Lines above headings: how the note stands at its title, how a step stands at its heading.

use std::ops::Range;

use whyfirst_guide::sort;
use whyfirst_review::{Coverage, Finding, waived_steps};

use crate::{View, summary};

/// A line above a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lens {
    /// The heading, in bytes.
    pub range: Range<usize>,
    /// What it says.
    pub title: String,
    /// Whether it is about the whole note.
    pub whole: bool,
}

/// The lines in order.
pub fn find(view: View<'_>, findings: &[Finding]) -> Vec<Lens> {
    if !view.is_design_note() {
        return Vec::new();
    }
    let mut lenses = Vec::new();
    if let Some(line) = view.reading.title {
        let standing = summary::standing(view);
        let mut title = format!("{}/{} steps", standing.covered, standing.total);
        match findings.len() {
            0 => {}
            1 => title.push_str(" · 1 finding"),
            more => title.push_str(&format!(" · {more} findings")),
        }
        if let Some(next) = standing.next {
            title.push_str(&format!(" · next: {}", next.title));
        }
        lenses.push(Lens { range: view.line_text(line), title, whole: true });
    }
    let waived = waived_steps(view.index, view.note, view.reading);
    for step in view.reading.steps.iter().filter(|step| step.begun && !waived.contains(&step.step)) {
        let Some(section) = step.sections.first().and_then(|&at| view.section(at)) else { continue };
        let essentials: Vec<_> =
            view.aspects_of(step).into_iter().filter(|(_, aspect)| aspect.essential).collect();
        let settled = essentials.iter().filter(|(coverage, _)| *coverage == Coverage::Covered).count();
        let title = match essentials.len() {
            0 => step.coverage.name().to_owned(),
            all => format!("{} · {settled}/{all} essentials", step.coverage.name()),
        };
        lenses.push(Lens { range: view.line_text(section.line), title, whole: false });
    }
    sort::by_key(&mut lenses, |lens| lens.range.start);
    lenses
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    #[test]
    fn the_title_tells_of_the_note_and_headings_of_their_steps() {
        let fixture = Fixture::new(
            "# Design an ad click predictor\n\n## Requirements\nThe business goal is ad revenue.\n\n## Evaluation\nROC AUC\n",
        );
        let findings = whyfirst_review::findings(&fixture.index, &fixture.note, &fixture.reading);
        let lenses = find(fixture.view(), &findings);
        let at = |lens: &Lens| fixture.note.text().slice(lens.range.clone()).to_owned();
        assert_eq!(at(&lenses[0]), "# Design an ad click predictor");
        assert!(lenses[0].title.starts_with("0/7 steps · 3 findings · next: "), "{}", lenses[0].title);
        assert_eq!(at(&lenses[1]), "## Requirements");
        assert!(lenses[1].title.starts_with("thin · 1/"), "{}", lenses[1].title);
        assert_eq!(lenses.len(), 3);
    }
}
