//! Hints inside the text: how a step stands, and what is still ahead.

use std::ops::Range;

use whyfirst_review::{Coverage, Place, StepReading, waived_steps};

use crate::View;

/// A hint after a place in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// Where it stands, in bytes.
    pub offset: usize,
    /// What kind it is.
    pub kind: HintKind,
    /// Its text.
    pub label: String,
}

/// The kinds of hints, each of which can be switched off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HintKind {
    /// At a step's heading: what it settles and what is open.
    Coverage,
    /// At the note's end: the steps that are still to come.
    Ahead,
}

/// At most so many open aspects are named.
const NAMED: usize = 2;

/// The hints whose places lie in a byte range.
pub fn find(view: View<'_>, range: Range<usize>) -> Vec<Hint> {
    if !view.is_design_note() {
        return Vec::new();
    }
    let waived = waived_steps(view.index, view.note, view.reading);
    let steps = view.reading.steps.iter().filter(|step| !waived.contains(&step.step));
    let mut hints: Vec<Hint> = steps.clone().filter_map(|step| coverage(view, step)).collect();
    hints.extend(ahead(view, steps));
    hints.retain(|hint| range.start <= hint.offset && hint.offset <= range.end);
    hints.sort_by_key(|hint| hint.offset);
    hints
}

/// `4/6 · open: online metric, guardrail` at the heading of a step that has been begun.
fn coverage(view: View<'_>, step: &StepReading) -> Option<Hint> {
    if !step.begun {
        return None;
    }
    let section = view.section(*step.sections.first()?)?;
    let data = view.reading.step(view.index, step)?;
    let stages = view.index.stages_of_step(view.framework()?, data);
    let aspects: Vec<_> = stages
        .iter()
        .filter_map(|&stage| view.reading.stage(stage))
        .flat_map(|stage| &stage.aspects)
        .filter_map(|it| view.index.aspect(it.aspect).map(|aspect| (it.coverage, aspect)))
        .filter(|(_, aspect)| aspect.essential)
        .collect();
    if aspects.is_empty() {
        return None;
    }
    let settled = aspects.iter().filter(|(coverage, _)| *coverage == Coverage::Covered).count();
    let open: Vec<_> = aspects
        .iter()
        .filter(|(coverage, _)| *coverage == Coverage::None)
        .map(|(_, aspect)| aspect)
        .collect();
    let names: Vec<_> = open.iter().take(NAMED).map(|aspect| lower_first(&aspect.title)).collect();
    let mut label = format!("{settled}/{}", aspects.len());
    if !names.is_empty() {
        label.push_str(" · open: ");
        label.push_str(&names.join(", "));
        if open.len() > NAMED {
            label.push_str(", …");
        }
    }
    Some(Hint { offset: view.line_text(section.line).end, kind: HintKind::Coverage, label })
}

/// `still ahead: Evaluate, Deploy and serve` at the end of a draft in which something has been written.
fn ahead<'a>(view: View<'_>, steps: impl Iterator<Item = &'a StepReading> + Clone) -> Option<Hint> {
    if !view.reading.steps.iter().any(|step| step.begun) {
        return None;
    }
    let ahead = steps
        .filter(|step| step.place == Some(Place::Ahead))
        .filter_map(|step| view.reading.step(view.index, step));
    let titles: Vec<_> = ahead.map(|step| step.title.to_string()).collect();
    if titles.is_empty() {
        return None;
    }
    let text = view.note.text();
    // A `#` that is just being typed at the end is not yet the end.
    let offset = text.as_str().trim_end_matches(|c: char| c.is_whitespace() || c == '#').len();
    Some(Hint { offset, kind: HintKind::Ahead, label: format!("still ahead: {}", titles.join(", ")) })
}

/// A title as it stands inside a sentence; acronyms keep their capitals.
fn lower_first(title: &str) -> String {
    let mut chars = title.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(chars).collect(),
        _ => title.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture::Fixture;

    /// The note with its hints in place, in brackets.
    fn check(text: &str, expected: Expect) {
        let fixture = Fixture::new(text);
        let mut shown = fixture.note.text().as_str().to_owned();
        for hint in find(fixture.view(), 0..usize::MAX).iter().rev() {
            shown.insert_str(hint.offset, &format!(" [{}]", hint.label));
        }
        expected.assert_eq(&shown);
    }

    #[test]
    fn begun_steps_show_what_is_open_and_the_end_what_is_ahead() {
        check(
            "# Design an ad click predictor\n\n## Clarify requirements\n\nThe business goal is ad revenue; 100M daily users.\n\n## Frame as an ML task\n",
            expect![[r#"
                # Design an ad click predictor

                ## Clarify requirements [2/7 · open: who uses it, where, and who else is affected, what it must do, …]

                The business goal is ad revenue; 100M daily users.

                ## Frame as an ML task [still ahead: Frame as an ML task, Prepare data, Develop the model, Evaluate, Deploy and serve, Monitor and maintain]
            "#]],
        );
    }

    #[test]
    fn an_outline_just_inserted_and_other_notes_have_none() {
        check(
            "# Design an ad click predictor\n\n## Evaluate\n",
            expect![[r#"
            # Design an ad click predictor

            ## Evaluate
        "#]],
        );
        check(
            "# Shopping list\n\n- milk\n",
            expect![[r#"
            # Shopping list

            - milk
        "#]],
        );
    }
}
