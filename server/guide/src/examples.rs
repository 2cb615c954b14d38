//! Every entry carries sentences that must and must not match; here they are tried.

use crate::index::{Index, Meaning};
use crate::mentions::mentions;
use crate::model::Str;
use crate::title::problem_in;
use crate::words::Words;

/// Tries all examples of a guide and tells which fail. The built-in guide comes without its examples: load it from its files.
pub fn failures(index: &Index) -> Vec<String> {
    let mut failures = Vec::new();
    let mut tell = |what: &str, id: &str, matches: &[Str], misses: &[Str], found: &dyn Fn(&str) -> bool| {
        for sentence in matches.iter().filter(|sentence| !found(sentence)) {
            failures.push(format!("{what} `{id}`: must match: {sentence}"));
        }
        for sentence in misses.iter().filter(|sentence| found(sentence)) {
            failures.push(format!("{what} `{id}`: must not match: {sentence}"));
        }
    };
    let guide = index.guide();
    let aspects = guide.rubrics.iter().flat_map(|rubric| rubric.aspects());
    for (at, (_, aspect)) in aspects.enumerate() {
        tell("aspect", &aspect.id, &aspect.matches, &aspect.misses, &|text| shows_aspect(index, text, at));
    }
    for (at, concept) in guide.concepts.iter().enumerate() {
        let named = |text: &str| mentions(index, text).iter().any(|mention| mention.concept.0 as usize == at);
        tell("concept", &concept.id, &concept.matches, &concept.misses, &named);
    }
    for (at, problem) in guide.problems.iter().enumerate() {
        tell("problem", &problem.id, &problem.matches, &problem.misses, &|text| {
            problem_in(index, text).is_some_and(|best| best as usize == at)
        });
    }
    failures
}

fn shows_aspect(index: &Index, text: &str, aspect: usize) -> bool {
    let words = Words::of(text, index.units());
    let mut found = false;
    index.scan_body(text, 0, &words, |meaning, _| {
        found |= matches!(meaning, Meaning::Strong(strong) if strong.0 as usize == aspect);
    });
    found
}
