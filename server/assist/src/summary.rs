//! A reading for a person: how the note stands, in one value or as a page.

use std::fmt::Write;

use whyfirst_guide::model::Step;
use whyfirst_review::{Coverage, Finding, Place, StepReading, waived_steps};

use crate::View;

/// How a note stands, in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing<'a> {
    /// How many steps are covered.
    pub covered: usize,
    /// How many there are, those left out on purpose aside.
    pub total: usize,
    /// The step to write next: the first that lies ahead, or else the first of which nothing is there after the last that has been begun, or
    /// the first of all.
    pub next: Option<&'a Step>,
}

/// How a note stands.
pub fn standing(view: View<'_>) -> Standing<'_> {
    let steps = wanted(view);
    let covered = steps.iter().filter(|step| step.coverage == Coverage::Covered).count();
    let ahead = steps.iter().find(|step| step.place == Some(Place::Ahead));
    let begun = steps.iter().rposition(|step| step.begun);
    let missing = |(_, step): &(usize, &&StepReading)| !step.begun;
    let after =
        steps.iter().enumerate().filter(missing).find(|(at, _)| begun.is_none_or(|begun| *at > begun));
    let missing = || after.or_else(|| steps.iter().enumerate().find(missing)).map(|(_, step)| step);
    let next = ahead.or_else(missing);
    Standing { covered, total: steps.len(), next: next.and_then(|step| view.reading.step(view.index, step)) }
}

/// The steps that are not left out on purpose.
fn wanted<'a>(view: View<'a>) -> Vec<&'a StepReading> {
    let waived = waived_steps(view.index, view.note, view.reading);
    view.reading.steps.iter().filter(|step| !waived.contains(&step.step)).collect()
}

/// The note's title, or what stands for it.
pub fn title(view: View<'_>) -> String {
    let line = view.reading.title.map(|line| view.note.text().slice(view.line_text(line)));
    let title = line.unwrap_or_default().trim_matches(['#', ' ', '\t', '*']);
    if title.is_empty() { "Untitled note".to_owned() } else { title.to_owned() }
}

/// The page: what was understood of the note, step by step, and what was found.
pub fn markdown(view: View<'_>, findings: &[Finding]) -> String {
    let mut out = format!("# {}\n\n", title(view));
    if !view.is_design_note() {
        let _ = writeln!(out, "Not read as a design answer: {}.", view.reading.recognition.because.text());
        return out;
    }
    let standing = standing(view);
    let framework = view.framework().map_or("", |framework| &*framework.title);
    let _ = write!(out, "{} of {} steps covered, after {framework}.", standing.covered, standing.total);
    if let Some(problem) = view.reading.problem(view.index) {
        let _ = write!(out, " The question: {}.", problem.title);
    }
    if let Some(next) = standing.next {
        let _ = write!(out, " Next: {}.", next.title);
    }
    out.push_str("\n\n| step | stands | essentials | lines |\n| --- | --- | --- | --- |\n");
    let steps = wanted(view);
    for step in &steps {
        let Some(data) = view.reading.step(view.index, step) else { continue };
        let lines: Vec<_> = step
            .sections
            .iter()
            .filter_map(|&at| view.section(at))
            .map(|section| format!("{}–{}", section.line + 1, section.end))
            .collect();
        let essentials = essentials(view, step);
        let settled = essentials.iter().filter(|(coverage, _)| *coverage == Coverage::Covered).count();
        let _ = writeln!(
            out,
            "| {} | {} | {settled}/{} | {} |",
            data.title,
            step.place.map_or(step.coverage.name(), Place::name),
            essentials.len(),
            lines.join(", ")
        );
    }
    for step in steps.iter().filter(|step| step.begun) {
        let Some(data) = view.reading.step(view.index, step) else { continue };
        let essentials = essentials(view, step);
        let mut open = essentials.iter().filter(|(coverage, _)| *coverage == Coverage::None).peekable();
        if open.peek().is_some() {
            let _ = write!(out, "\n## Open in “{}”\n\n", data.title);
        }
        for (_, aspect) in open {
            let _ = writeln!(out, "- **{}**: {}", aspect.title, aspect.ask);
        }
    }
    if !findings.is_empty() {
        out.push_str("\n## Findings\n\n");
    }
    for finding in findings {
        let line = view.line_of(finding.range.start) + 1;
        let _ = writeln!(out, "- line {line}: {} (`{}`)", finding.message, finding.rule);
    }
    out
}

fn essentials<'a>(view: View<'a>, step: &StepReading) -> Vec<(Coverage, &'a whyfirst_guide::model::Aspect)> {
    view.aspects_of(step).into_iter().filter(|(_, aspect)| aspect.essential).collect()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::fixture::Fixture;

    #[test]
    fn a_note_has_a_page_that_says_how_it_stands() {
        let fixture = Fixture::new(
            "# Design an ad click predictor\n\n## Requirements\nThe business goal is ad revenue; 100M daily users.\n\n## Evaluation\nLog loss.\n",
        );
        let findings = whyfirst_review::findings(&fixture.index, &fixture.note, &fixture.reading);
        let page = markdown(fixture.view(), &findings);
        let shown: Vec<_> = page.lines().take(15).collect();
        expect![[r#"
            # Design an ad click predictor

            1 of 7 steps covered, after ML 7-step. The question: Ad click prediction. Next: Deploy and serve.

            | step | stands | essentials | lines |
            | --- | --- | --- | --- |
            | Clarify requirements | covered | 2/7 | 3–5 |
            | Frame as an ML task | skipped | 0/4 |  |
            | Prepare data | skipped | 0/13 |  |
            | Develop the model | skipped | 1/6 |  |
            | Evaluate | thin | 0/5 | 6–8 |
            | Deploy and serve | ahead | 0/5 |  |
            | Monitor and maintain | ahead | 0/4 |  |

            ## Open in “Clarify requirements”
        "#]]
        .assert_eq(&format!("{}\n", shown.join("\n")));
        assert!(page.contains("\n- line 6: “Frame as an ML task” is skipped"), "{page}");
        assert_eq!(standing(fixture.view()).next.map(|step| &*step.title), Some("Deploy and serve"));
    }

    #[test]
    fn another_note_is_told_why_it_is_none() {
        let fixture = Fixture::new("# Shopping\n\n- milk\n");
        let page = markdown(fixture.view(), &[]);
        assert!(page.starts_with("# Shopping\n\nNot read as a design answer: "), "{page}");
    }
}
