//! Whole outlines, in a note in which nothing but perhaps a title stands.

use whyfirst_guide::model::{Framework, Problem};
use whyfirst_guide::snippet;
use whyfirst_guide::sort;
use whyfirst_note::LineKind;
use whyfirst_review::skeleton::{self, Style};

use super::{About, Item, ItemKind, Place, begins, leads_to};

/// More words than this before the cursor are a sentence.
const TYPED_WORDS: usize = 3;
/// At most so many problems are offered for what was typed.
const PROBLEMS: usize = 12;

pub(super) fn find(place: &Place<'_>) -> Vec<Item> {
    let view = place.view;
    let typed = place.before.trim_start();
    let on_title = view.reading.title == Some(place.line) && !typed.is_empty();
    // A sentence that is being written is no wish for an outline.
    if typed.split_whitespace().count() > TYPED_WORDS
        || !is_new(place)
        || on_title
        || typed.starts_with('#') && view.reading.title.is_some_and(|line| line < place.line)
    {
        return Vec::new();
    }
    // Under the title of something else an outline is offered only on an empty line.
    if view.reading.title.is_some()
        && !view.is_design_note()
        && view.reading.problem.is_none()
        && !typed.is_empty()
    {
        return Vec::new();
    }
    // Editors turn the line breaks of what they put in into those of the file, and take others for text.
    let style = Style::default();
    let titled = view.reading.title.is_some();
    let known = view.reading.problem(view.index);
    let frameworks = &view.index.guide().frameworks;
    let chosen = view.framework();
    let mut items: Vec<Item> = Vec::new();
    let mut push =
        |framework: &Framework, problem: Option<&Problem>, label: String, detail: String, about: About| {
            let title = match problem {
                _ if titled => None,
                Some(problem) => Some(snippet::escape(&problem.question)),
                None => Some("${1:Design …}".to_owned()),
            };
            let outline = skeleton::outline(view.index, framework, problem, title.as_deref(), &style);
            items.push(Item {
                kind: ItemKind::Outline,
                filter: format!("{typed} {label}"),
                label,
                detail,
                range: place.range.start + (place.before.len() - typed.len())..place.offset,
                snippet: outline.snippet,
                rank: items.len(),
                about,
            });
        };
    let wanted = typed.trim_start_matches('#').trim();
    // The outline of the question that the title asks, in the note's framework, then the bare frameworks.
    let mut ordered: Vec<&Framework> = frameworks.iter().collect();
    sort::by_key(&mut ordered, |it| (chosen.is_some_and(|chosen| chosen.id != it.id), it.rubric.is_empty()));
    for framework in ordered {
        let label = match known {
            Some(problem) => format!("Outline: {} ({})", problem.title, framework.title),
            None => format!("Outline: {}", framework.title),
        };
        if !leads_to(place, wanted, &[&label]) {
            continue;
        }
        let steps = format!("{} steps", framework.steps.len());
        push(framework, known, label, steps, About::Framework(framework.id.to_string()));
    }
    if known.is_none()
        && let Some(framework) = chosen
    {
        let fits = |problem: &&Problem| {
            place.is_enough(wanted) && begins(wanted, &[&problem.title, &problem.question])
        };
        for problem in view.index.guide().problems.iter().filter(fits).take(PROBLEMS) {
            let label = format!("Outline: {}", problem.title);
            push(
                framework,
                Some(problem),
                label,
                problem.group.to_string(),
                About::Problem(problem.id.to_string()),
            );
        }
    }
    items
}

/// Whether nothing has been written yet but perhaps a title and the line of the cursor.
fn is_new(place: &Place<'_>) -> bool {
    let note = place.view.note;
    if !note.text().slice(place.offset..note.text().len()).trim().is_empty() {
        return false;
    }
    note.placed().all(|placed| {
        placed.chunk.facts.lines.iter().enumerate().all(|(at, line)| {
            let at = (placed.line + at) as u32;
            let title = place.view.reading.title == Some(at) || at == place.line;
            title
                || matches!(
                    line.kind,
                    LineKind::Blank | LineKind::Metadata | LineKind::Underline | LineKind::Comment
                )
        })
    })
}
