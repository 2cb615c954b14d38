//! `language.toml`: how notes are worded.

use crate::model::{Language, List, Numbers, Str, Weights};

/// What a pack says is added to what is there: a team teaches the words of its own language, it takes none away.
pub(super) fn merge(base: &Language, more: Language) -> Language {
    let Language {
        design_questions,
        task_sentences,
        other_files,
        title_fillers,
        reference_headings,
        closing_headings,
        container_headings,
        joiners,
        negations,
        blanks,
        foreign_words,
        diagram_fences,
        weights,
        numbers: Numbers { magnitudes, times, bytes, rates, periods },
    } = more;
    Language {
        design_questions: both(&base.design_questions, design_questions),
        task_sentences: both(&base.task_sentences, task_sentences),
        other_files: both(&base.other_files, other_files),
        title_fillers: both(&base.title_fillers, title_fillers),
        reference_headings: both(&base.reference_headings, reference_headings),
        closing_headings: both(&base.closing_headings, closing_headings),
        container_headings: both(&base.container_headings, container_headings),
        joiners: both(&base.joiners, joiners),
        negations: both(&base.negations, negations),
        blanks: both(&base.blanks, blanks),
        foreign_words: both(&base.foreign_words, foreign_words),
        diagram_fences: both(&base.diagram_fences, diagram_fences),
        weights: if weights == Weights::default() { base.weights } else { weights },
        numbers: Numbers {
            magnitudes: both(&base.numbers.magnitudes, magnitudes),
            times: both(&base.numbers.times, times),
            bytes: both(&base.numbers.bytes, bytes),
            rates: both(&base.numbers.rates, rates),
            periods: both(&base.numbers.periods, periods),
        },
    }
}

fn both(base: &List<Str>, more: List<Str>) -> List<Str> {
    if more.is_empty() {
        base.clone()
    } else {
        base.iter().chain(more.iter()).cloned().collect::<Vec<_>>().into()
    }
}
