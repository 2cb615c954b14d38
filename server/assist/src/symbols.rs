//! The steps of a note as symbols. Headings that open no step are left to other servers.

use std::ops::Range;
use std::rc::Rc;

use whyfirst_guide::sort;
use whyfirst_review::{AspectReading, Coverage, Section};

use crate::View;

/// A step in the note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// The step's title.
    pub name: String,
    /// How it stands: `covered · 4/6`.
    pub detail: String,
    /// Its whole section, in bytes.
    pub range: Range<usize>,
    /// Its heading, in bytes.
    pub heading: Range<usize>,
    /// The aspects that are settled or touched in it.
    pub aspects: Vec<AspectSymbol>,
}

/// An aspect in a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AspectSymbol {
    /// The aspect's title.
    pub name: String,
    /// How it stands.
    pub detail: String,
    /// The line that shows it, in bytes.
    pub range: Range<usize>,
}

/// The steps in the order in which they stand, one by one: a long note has thousands.
pub fn find(view: View<'_>) -> impl Iterator<Item = Symbol> {
    let steps = if view.is_design_note() { view.reading.steps.as_slice() } else { &[] };
    let mut stands: Vec<(&Section, Rc<Stand<'_>>)> = Vec::new();
    for step in steps {
        let Some(data) = view.reading.step(view.index, step) else { continue };
        let stages =
            view.framework().map(|framework| view.index.stages_of_step(framework, data)).unwrap_or_default();
        let aspects: Vec<_> = stages
            .iter()
            .filter_map(|&stage| view.reading.stage(stage))
            .flat_map(|stage| &stage.aspects)
            .collect();
        let settled = aspects.iter().filter(|it| it.coverage == Coverage::Covered).count();
        let detail = format!("{} · {settled}/{}", step.coverage.name(), aspects.len());
        let stand = Rc::new(Stand { title: &data.title, detail, aspects });
        let sections = step.sections.iter().filter_map(|&at| view.section(at));
        stands.extend(sections.map(|section| (section, Rc::clone(&stand))));
    }
    sort::by_key(&mut stands, |(section, _)| section.line);
    stands.into_iter().map(move |(section, stand)| stand.symbol(view, section))
}

/// How a step stands, wherever its sections are.
struct Stand<'a> {
    title: &'a str,
    detail: String,
    aspects: Vec<&'a AspectReading>,
}

impl Stand<'_> {
    /// The step in one of its sections.
    fn symbol(&self, view: View<'_>, section: &Section) -> Symbol {
        let heading = view.line_text(section.line);
        let end = view.note.text().line_start(section.end as usize).max(heading.end);
        let shown = self.aspects.iter().filter_map(|it| {
            let line = it.line.filter(|line| (section.line..section.end).contains(line))?;
            let aspect = view.index.aspect(it.aspect)?;
            Some(AspectSymbol {
                name: aspect.title.to_string(),
                detail: if it.asked { "only asked".to_owned() } else { it.coverage.name().to_owned() },
                range: view.line_text(line),
            })
        });
        let mut shown: Vec<_> = shown.collect();
        sort::by_key(&mut shown, |aspect| aspect.range.start);
        Symbol {
            aspects: shown,
            name: self.title.to_owned(),
            detail: self.detail.clone(),
            range: heading.start..end,
            heading,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    #[test]
    fn steps_are_symbols_and_other_headings_are_not() {
        let fixture = Fixture::new(
            "# Design an ad click predictor\n\n## Requirements\nThe business goal is ad revenue.\n\n### Odds and ends\nx\n\n## Metrics\nROC AUC\n\n## References\n- a\n",
        );
        let names: Vec<_> = find(fixture.view())
            .map(|it| (it.name, fixture.note.text().slice(it.heading).to_owned()))
            .collect();
        let want = [("Clarify requirements", "## Requirements"), ("Evaluate", "## Metrics")];
        assert_eq!(names, want.map(|(a, b)| (a.to_owned(), b.to_owned())));
    }
}
