//! Headings after `#`: the next step first, then the skipped ones, then the rest, each with its prompts.

use whyfirst_guide::sort;
use whyfirst_review::Place::Ahead;
use whyfirst_review::skeleton::{self, Style};
use whyfirst_review::{StepReading, waived_steps};

use super::{About, Item, ItemKind, Place, leads_to};

pub(super) fn find(place: &Place<'_>) -> Vec<Item> {
    let view = place.view;
    let marked = place.before.trim_start();
    let typed = marked.trim_start_matches('#');
    let level = marked.len() - typed.len();
    let mut style = Style::of(view.note, view.reading);
    if level == 0 {
        // Where headings are bold lines, one begins with two stars, or on an empty line if the writer asks.
        let stars = marked.starts_with("**") && marked.matches("**").count() == 1;
        let asked = marked.is_empty() && !place.is_mark();
        if !style.bold || !(stars || asked) {
            return Vec::new();
        }
    } else {
        style.bold = false;
    }
    // Editors put the second half of a pair of stars there themselves.
    let after = place.after.trim();
    let rest = if style.bold { after.trim_start_matches('*') } else { after };
    if level > 6 || !rest.is_empty() || place.before.len() - marked.len() > 3 {
        return Vec::new();
    }
    let Some(framework) = view.framework() else { return Vec::new() };
    let waived = waived_steps(view.index, view.note, view.reading);
    // Editors turn the line breaks of what they put in into those of the file, and take others for text.
    style.newline = "\n";
    // One `#` is what opened the menu; more of them are a wish.
    if level > 1 {
        style.level = level as u8;
    }
    let mut steps: Vec<(usize, &StepReading)> = view
        .reading
        .steps
        .iter()
        .filter(|step| !waived.contains(&step.step))
        .map(|step| (order(place, step), step))
        .collect();
    sort::by_key(&mut steps, |&(order, step)| (order, step.step));
    let start = place.range.start + (place.before.len() - marked.len());
    // Without the number that the heading may have been given.
    let wish = typed.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ')' | '*' | ' '));
    steps
        .into_iter()
        .enumerate()
        .filter_map(|(rank, (order, step))| {
            let data = framework.steps.get(step.step as usize)?;
            if !leads_to(place, wish, &[&data.title]) {
                return None;
            }
            let text = skeleton::step(view.index, view.reading, step.step, &style);
            let state = match order {
                NEXT => "next",
                SKIPPED => "skipped",
                LATER => "later",
                _ => "written",
            };
            let time = if data.minutes.1 > 0 {
                format!(" · {}–{} min", data.minutes.0, data.minutes.1)
            } else {
                String::new()
            };
            Some(Item {
                kind: ItemKind::Heading,
                label: style.heading(&data.title, step.step as usize + 1),
                detail: format!("{state}{time}"),
                range: start..place.range.end,
                snippet: text.snippet.trim_end().to_owned(),
                filter: format!(
                    "{marked}{}{}",
                    if marked.ends_with(' ') || typed.is_empty() { "" } else { " " },
                    data.title
                ),
                rank,
                about: About::Step(framework.id.to_string(), data.id.to_string()),
            })
        })
        .collect()
}

const NEXT: usize = 0;
const SKIPPED: usize = 1;
const LATER: usize = 2;
const WRITTEN: usize = 3;

/// Which steps come first: the one after the last that stands above the cursor, those skipped before it, those after it.
fn order(place: &Place<'_>, step: &StepReading) -> usize {
    let above = |step: &&StepReading| {
        let mut sections = step.sections.iter().filter_map(|&at| place.view.section(at));
        sections.any(|section| section.line < place.line)
    };
    let elsewhere = |step: &StepReading| {
        step.sections
            .iter()
            .filter_map(|&at| place.view.section(at))
            .any(|section| section.line != place.line)
    };
    let steps = &place.view.reading.steps;
    let last = steps.iter().rev().find(above).map(|step| step.step);
    // Metrics that were settled early are no reason to leave out what comes before them.
    let to_come = |it: &&StepReading| last.is_none_or(|last| it.step > last) || it.place == Some(Ahead);
    let next = steps.iter().filter(to_come).find(|it| !elsewhere(it)).map(|step| step.step);
    if elsewhere(step) {
        WRITTEN
    } else if Some(step.step) == next {
        NEXT
    } else if next.is_none_or(|next| step.step < next) {
        SKIPPED
    } else {
        LATER
    }
}
