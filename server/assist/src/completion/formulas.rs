//! Formulas with usual assumptions: where their words are typed at the start of a line, and in the steps that ask for them.

use whyfirst_guide::estimation::Formula;
use whyfirst_guide::snippet;
use whyfirst_review::skeleton::Style;

use super::{About, Item, ItemKind, Place, concepts, ends_in_word, leads_to};

/// More words are a sentence.
const WORDS: usize = 3;

pub(super) fn find(place: &Place<'_>, first_rank: usize) -> Vec<Item> {
    let view = place.view;
    let Some((_, section)) = view.reading.section_at(place.line) else { return Vec::new() };
    if section.line == place.line && section.kind.is_real() || !place.after.trim().is_empty() {
        return Vec::new();
    }
    let content = place.before.trim_start();
    let (bullet, typed) = match content.split_at_checked(1) {
        Some(("-" | "*" | "+", rest)) if rest.starts_with([' ', '\t']) => (true, rest.trim_start()),
        _ => (false, content),
    };
    if place.is_mark()
        || typed.split_whitespace().count() > WORDS
        || typed.starts_with(['#', '|', '>', '-', '*', '+'])
    {
        return Vec::new();
    }
    let typed_words = typed.trim_end();
    let stages = view.reading.sections.stages(section).iter();
    let stages: Vec<&str> =
        stages.filter_map(|&stage| view.index.stage(stage)).map(|stage| &*stage.id).collect();
    let wanted = |formula: &&Formula| {
        if typed_words.is_empty() {
            return formula.stages.iter().any(|stage| stages.contains(&&**stage));
        }
        let names: Vec<&str> = formula.words.iter().map(|word| &**word).chain([&*formula.title]).collect();
        place.is_enough(typed_words)
            && !ends_in_word(place, typed_words)
            && leads_to(place, typed_words, &names)
    };
    let style = Style::of(view.note, view.reading);
    let lead = if bullet { String::new() } else { format!("{} ", style.bullet) };
    view.index
        .guide()
        .estimation
        .formulas
        .iter()
        .filter(wanted)
        .enumerate()
        .map(|(rank, formula)| Item {
            kind: ItemKind::Formula,
            label: formula.title.to_string(),
            detail: formula.formula.to_string(),
            range: place.offset - typed.len()..place.range.end,
            snippet: format!("{}{}", snippet::escape(&lead), formula.snippet),
            filter: format!("{typed}{}", formula.title),
            // One that is only about what was typed comes after the concepts that are called so.
            rank: first_rank
                + rank
                + if leads_to(place, typed_words, &[&formula.title]) { 0 } else { concepts::MOST },
            about: About::Formula(formula.id.to_string()),
        })
        .collect()
}
