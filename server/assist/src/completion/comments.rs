//! Comments to Whyfirst: what they can ask for, and the ids that they name.

use whyfirst_guide::snippet;
use whyfirst_guide::sort;
use whyfirst_note::LineKind;
use whyfirst_review::{Coverage, waived_steps};

use super::{About, Item, ItemKind, Place};

pub(super) fn find(place: &Place<'_>) -> Option<Vec<Item>> {
    let (_, comment) = place.before.rsplit_once("<!--")?;
    let inside = comment.trim_start().strip_prefix("whyfirst:").filter(|_| !comment.contains("-->"))?;
    let code = place.view.note.line(place.line as usize).is_some_and(|(_, line)| line.kind == LineKind::Code);
    if code || !inside.is_empty() && !inside.starts_with(' ') {
        return Some(Vec::new());
    }
    let mut words = inside.split_whitespace();
    let ended = inside.is_empty() || inside.ends_with(' ');
    let (verb, target, more) = (words.next(), words.next(), words.next());
    let view = place.view;
    let mut rows: Vec<(String, String, About)> = Vec::new();
    let (typed, closes) = match (verb, target) {
        (None, _) => ("", false),
        (Some(verb), None) if !ended => (verb, false),
        (Some(_), None) => ("", true),
        (Some(_), Some(target)) if !ended && more.is_none() => (target, true),
        // What follows is a reason, in the writer's own words.
        _ => return Some(Vec::new()),
    };
    match verb {
        Some("skip") if closes => {
            let waived = waived_steps(view.index, view.note, view.reading);
            let mut steps: Vec<_> =
                view.reading.steps.iter().filter(|step| !waived.contains(&step.step)).collect();
            sort::by_key(&mut steps, |step| step.coverage != Coverage::None);
            for step in steps {
                let (Some(framework), Some(data)) = (view.framework(), view.reading.step(view.index, step))
                else {
                    continue;
                };
                let about = About::Step(framework.id.to_string(), data.id.to_string());
                rows.push((data.id.to_string(), data.title.to_string(), about));
            }
        }
        Some("allow") if closes => {
            for rule in whyfirst_review::rules(view.index) {
                rows.push((rule.id.to_owned(), rule.summary.to_owned(), About::Rule(rule.id.to_owned())));
            }
        }
        _ if closes => {}
        _ => {
            for (verb, means) in [
                ("skip", "leaves a step out of this note"),
                ("allow", "silences a rule in this section, or above the first heading in this note"),
            ] {
                rows.push((verb.to_owned(), means.to_owned(), About::Text(means.to_owned())));
            }
        }
    }
    // Editors may have put the end of the comment there already.
    let closed = place.after.contains("-->");
    let gap = if inside.is_empty() { " " } else { "" };
    let word = place.after.find([' ', '-']).filter(|_| closed).unwrap_or(0);
    let items = rows.into_iter().enumerate().map(|(rank, (id, detail, about))| {
        let end = match (closes, closed) {
            (false, _) => " ",
            (true, false) => " -->",
            (true, true) => "",
        };
        Item {
            kind: ItemKind::Value,
            filter: format!("{gap}{id}"),
            detail,
            range: place.offset - typed.len()..place.offset + word,
            snippet: snippet::escape(&format!("{gap}{id}{end}")),
            label: id,
            rank,
            about,
        }
    });
    Some(items.collect())
}
