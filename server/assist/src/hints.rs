//! Hints inside the text: how a step stands, and what is still ahead.

use std::ops::Range;

use whyfirst_guide::sort;
use whyfirst_note::Key;
use whyfirst_review::{Coverage, Place, StepReading, skeleton, waived_steps};

use crate::View;

/// A hint after a place in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// Where it stands, in bytes.
    pub offset: usize,
    /// What kind it is.
    pub kind: HintKind,
    /// Its text: short, because editors cut long ones off.
    pub label: String,
    /// The whole of what it says, as Markdown.
    pub tooltip: String,
}

impl Hint {
    /// What it says at once, and the rest: `4/6` and ` · open: online metric`.
    pub fn parts(&self) -> (&str, &str) {
        let at = self.label.find(" · ").unwrap_or(self.label.len());
        self.label.split_at(at)
    }

    /// The same without the rest.
    pub fn in_short(&self) -> Hint {
        Hint { label: self.parts().0.to_owned(), ..self.clone() }
    }
}

/// The kinds of hints, each of which can be switched off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HintKind {
    /// At a step's heading: what it settles and what is open.
    Coverage,
    /// At the heading of a step that has not been begun: how many minutes it usually gets.
    Minutes,
    /// At the note's end: the steps that are still to come.
    Ahead,
    /// Beside a calculation: what it comes to.
    Estimate,
}

/// Editors show at most so many characters (43 in VS Code unless it is told otherwise).
const SHOWN: usize = 42;

/// The hints whose places lie in a byte range.
pub fn find(view: View<'_>, range: Range<usize>) -> Vec<Hint> {
    if !view.is_design_note() {
        return Vec::new();
    }
    let waived = waived_steps(view.index, view.note, view.reading);
    let steps = view.reading.steps.iter().filter(|step| !waived.contains(&step.step));
    let begun = by_heading(steps.clone().filter(|step| step.begun));
    let mut hints: Vec<Hint> =
        begun.into_iter().filter_map(|(at, steps)| coverage(view, at, &steps)).collect();
    let to_come = by_heading(steps.clone().filter(|step| !step.begun));
    hints.extend(to_come.into_iter().filter_map(|(at, steps)| minutes(view, at, &steps)));
    hints.extend(ahead(view, steps));
    hints.extend(crate::estimates::hints(view, &range));
    hints.retain(|hint| range.start <= hint.offset && hint.offset <= range.end);
    sort::by_key(&mut hints, |hint| hint.offset);
    hints
}

/// The sections (indexes) whose headings open steps, each with those steps: a heading that opens several has one hint.
pub(crate) fn by_heading<'a>(
    steps: impl Iterator<Item = &'a StepReading>,
) -> Vec<(u32, Vec<&'a StepReading>)> {
    let mut headings: Vec<(u32, Vec<&StepReading>)> = Vec::new();
    for step in steps {
        let Some(&section) = step.sections.first() else { continue };
        match headings.iter_mut().find(|(at, _)| *at == section) {
            Some((_, steps)) => steps.push(step),
            None => headings.push((section, vec![step])),
        }
    }
    headings
}

/// `4/6 · open: online metric, +2` at a heading of which something has been written.
fn coverage(view: View<'_>, section: u32, steps: &[&StepReading]) -> Option<Hint> {
    let section = view.section(section)?;
    let framework = view.framework()?;
    let data = steps.iter().filter_map(|step| view.reading.step(view.index, step));
    let mut stages: Vec<_> =
        data.flat_map(|step| view.index.stages_of_step(framework, step)).copied().collect();
    stages.sort_unstable();
    stages.dedup();
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
    let names: Vec<_> = open.iter().map(|aspect| skeleton::in_sentence(&aspect.title)).collect();
    let mut label = format!("{settled}/{}", aspects.len());
    if !names.is_empty() {
        label = shortened(&format!("{label} · open: "), &names);
    }
    let asked: Vec<_> = open.iter().map(|aspect| format!("- **{}**: {}", aspect.title, aspect.ask)).collect();
    let tooltip = match asked.is_empty() {
        true => format!("All {settled} essentials of this step are there."),
        false => format!(
            "{settled} of {} essentials are there. Still open:\n\n{}",
            aspects.len(),
            asked.join("\n")
        ),
    };
    Some(Hint { offset: view.line_text(section.line).end, kind: HintKind::Coverage, label, tooltip })
}

/// `5–7 min` at a heading of which nothing has been written; a share of the note's own minutes, if it says how many there are.
fn minutes(view: View<'_>, section: u32, steps: &[&StepReading]) -> Option<Hint> {
    let section = view.section(section)?;
    let framework = view.framework()?;
    let data = steps.iter().filter_map(|step| view.reading.step(view.index, step));
    let (least, most) = data.fold((0, 0), |(least, most), step| {
        (least + u32::from(step.minutes.0), most + u32::from(step.minutes.1))
    });
    if most == 0 {
        return None;
    }
    let given = view.note.front_matter().get(Key::Minutes).and_then(|it| it.value.parse::<u32>().ok());
    let all: u32 =
        framework.steps.iter().map(|step| u32::from(step.minutes.0) + u32::from(step.minutes.1)).sum();
    let (label, tooltip) = match given {
        Some(given) => {
            let share = (given * (least + most) + all / 2).checked_div(all)?;
            (
                format!("about {share} min"),
                format!("Its share of the {given} minutes that the note gives itself."),
            )
        }
        None if least == most => (format!("{most} min"), USUAL.to_owned()),
        None => (format!("{least}–{most} min"), USUAL.to_owned()),
    };
    Some(Hint { offset: view.line_text(section.line).end, kind: HintKind::Minutes, label, tooltip })
}

const USUAL: &str = "What this step usually gets of an interview of 45 to 60 minutes.";

/// As many names after a beginning as editors show, and how many more there are.
fn shortened(begin: &str, names: &[String]) -> String {
    let mut label = begin.to_owned();
    for (at, name) in names.iter().enumerate() {
        let joined = if at == 0 { name.clone() } else { format!(", {name}") };
        let rest = names.len() - at - 1;
        let more = if rest > 0 { format!(", +{rest}").len() } else { 0 };
        if at > 0 && label.chars().count() + joined.chars().count() + more > SHOWN {
            return format!("{label}, +{}", rest + 1);
        }
        label.push_str(&joined);
    }
    label
}

/// `still ahead: Evaluate, +2` at the end of a draft in which something has been written.
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
    let end = text.line_start(view.reading.lines.end as usize);
    // A `#` that is just being typed at the end is not yet the end.
    let offset = text.slice(0..end).trim_end_matches(|c: char| c.is_whitespace() || c == '#').len();
    let tooltip = format!(
        "Steps that are still to come:\n\n{}",
        titles.iter().map(|title| format!("- {title}")).collect::<Vec<_>>().join("\n")
    );
    Some(Hint { offset, kind: HintKind::Ahead, label: shortened("still ahead: ", &titles), tooltip })
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

                ## Clarify requirements [2/7 · open: users and others affected, +3]

                The business goal is ad revenue; 100M daily users.

                ## Frame as an ML task [3–5 min] [still ahead: Frame as an ML task, +5]
            "#]],
        );
    }

    #[test]
    fn a_heading_that_opens_several_steps_has_one_hint() {
        check(
            "# Design an ad click predictor\n\n## Deployment and monitoring\n",
            expect![[r#"
            # Design an ad click predictor

            ## Deployment and monitoring [6–10 min]
        "#]],
        );
        // Two steps of this framework stand on the same stage: nothing is counted twice.
        check(
            "---\nwhyfirst: { framework: ml-9-step }\n---\n# Design an ad click predictor\n\n## Prepare data\n\nClick logs.\n",
            expect![[r#"
                ---
                whyfirst: { framework: ml-9-step }
                ---
                # Design an ad click predictor

                ## Prepare data [1/13 · open: negatives, +11]

                Click logs. [still ahead: Model development and offline evaluation, +3]
            "#]],
        );
    }

    #[test]
    fn an_outline_just_inserted_shows_minutes_and_other_notes_nothing() {
        check(
            "# Design an ad click predictor\n\n## Evaluate\n",
            expect![[r#"
            # Design an ad click predictor

            ## Evaluate [4–6 min]
        "#]],
        );
        check(
            "---\nwhyfirst: { minutes: 30 }\n---\n# Design an ad click predictor\n\n## Evaluate\n",
            expect![[r#"
            ---
            whyfirst: { minutes: 30 }
            ---
            # Design an ad click predictor

            ## Evaluate [about 4 min]
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
