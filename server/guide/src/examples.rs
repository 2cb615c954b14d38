//! Every entry carries sentences that must and must not match; here they are tried.

use std::fmt;

use crate::index::Index;
use crate::mentions::mentions;
use crate::model::Str;
use crate::tables::Meaning;
use crate::title::problem_in;
use crate::words::Words;

/// An example that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The kind of entry that it is about.
    pub what: &'static str,
    /// The entry's id.
    pub id: String,
    /// The sentence.
    pub sentence: String,
    /// Whether it should have matched.
    pub matches: bool,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Failure { what, id, sentence, matches } = self;
        write!(f, "{what} `{id}`: must {}match: {sentence}", if *matches { "" } else { "not " })
    }
}

/// Tries all examples of a guide and tells which fail. The built-in guide comes without its examples: load it from its files.
pub fn failures(index: &Index) -> Vec<Failure> {
    let mut failures = Vec::new();
    let mut tell = |what, id: &str, should: &[Str], should_not: &[Str], found: &dyn Fn(&str) -> bool| {
        for (sentences, matches) in [(should, true), (should_not, false)] {
            for sentence in sentences.iter().filter(|sentence| found(sentence) != matches) {
                let (id, sentence) = (id.to_owned(), sentence.to_string());
                failures.push(Failure { what, id, sentence, matches });
            }
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
