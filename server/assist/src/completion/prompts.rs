//! Lines to fill in: what the step around the cursor has not settled.

use whyfirst_guide::snippet;
use whyfirst_guide::sort;
use whyfirst_review::skeleton::{self, Style};

use super::{About, Item, ItemKind, Place, ends_in_word, leads_to};

pub(super) fn find(place: &Place<'_>) -> Vec<Item> {
    let view = place.view;
    let Some((_, section)) = view.reading.section_at(place.line) else { return Vec::new() };
    if section.line == place.line && section.kind.is_real() || !place.after.trim().is_empty() {
        return Vec::new();
    }
    let content = place.before.trim_start();
    let (bullet, typed) = match content.split_at_checked(1) {
        Some(("-" | "*" | "+", rest)) if rest.is_empty() || rest.starts_with([' ', '\t']) => {
            (true, rest.trim_start())
        }
        _ => (false, content),
    };
    // At a letter typed into a sentence there is nothing to offer; at an empty line only when asked.
    let empty = typed.is_empty();
    if !bullet && (!empty || place.is_mark())
        || typed.split_whitespace().count() > 3
        || !empty && (!place.is_enough(typed) || ends_in_word(place, typed))
    {
        return Vec::new();
    }
    let style = Style::of(view.note, view.reading);
    let problem = view.reading.problem(view.index);
    let suggested = |aspect: &str| problem.is_some_and(|problem| problem.suggestion(aspect).is_some());
    let mut open = skeleton::open_aspects(view.index, view.reading, view.reading.sections.stages(section));
    sort::by_key(&mut open, |(_, aspect)| (!aspect.essential, !suggested(&aspect.id)));
    // A menu that has come by itself goes with the first letter: clients find a prompt in almost any words, and take it at Enter. With the
    // bullet in the range, what they compare is all that is there.
    let unasked = place.is_mark();
    let start = if unasked {
        place.offset - content.len()
    } else if bullet {
        place.offset - typed.len()
    } else {
        place.offset
    };
    let mut lead = match (bullet, place.before.ends_with([' ', '\t'])) {
        (false, _) => format!("{} ", style.bullet),
        (true, false) if empty => " ".to_owned(),
        _ => String::new(),
    };
    if unasked {
        lead.insert_str(0, content);
    }
    let prompts = open.into_iter().map(|(_, aspect)| (aspect, skeleton::prompt(aspect, problem)));
    prompts
        .filter(|(aspect, prompt)| {
            let prompt = snippet::plain(prompt);
            leads_to(place, typed, &[&aspect.title, prompt.split(':').next().unwrap_or_default()])
        })
        .enumerate()
        .map(|(rank, (aspect, prompt))| Item {
            kind: ItemKind::Prompt,
            label: aspect.title.to_string(),
            detail: if aspect.essential { "still open".to_owned() } else { "a bonus".to_owned() },
            range: start..place.range.end,
            snippet: format!("{}{prompt}", snippet::escape(&lead)),
            filter: if unasked { content.to_owned() } else { format!("{typed}{}", aspect.title) },
            rank,
            about: About::Aspect(aspect.id.to_string()),
        })
        .collect()
}
