//! Where in a note something stands that a rule asks for.

use std::ops::Range;

use whyfirst_guide::rule::{Clause, Near};

use super::Context;
use crate::Coverage;

/// A place in the note where something that a clause asks for stands. It names what was found, not its offset, and so stays true while
/// text around it changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    /// 0-based.
    pub(super) line: u32,
    /// The chunk (an index).
    chunk: u32,
    source: Source,
    /// Where its sentence begins, in bytes from the chunk's start; a line has none.
    sentence: Option<u32>,
}

/// What was found, in the order in which it counts within a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    /// The line as a whole.
    Line,
    /// A phrase, by position in the chunk's evidence.
    Sign(u32),
    /// A mention of a concept, by position in the chunk's evidence.
    Mention(u32),
}

/// How much a wording is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Meant {
    /// It stands there, if only with a negation.
    Mentioned,
    /// It stands there, if only in a heading or a quotation.
    Named,
    /// The writer says it.
    Said,
}

/// What clauses ask for by phrases and concepts, as far as it stands in an answer: by clause, with how much each is meant.
pub(super) struct Signs(Vec<Vec<(Meant, Spot)>>);

impl Signs {
    /// Gathers them in one pass.
    pub(super) fn gather(context: &Context<'_>) -> Signs {
        let guide = context.index.guide();
        let clauses = || guide.rules.iter().flat_map(|rule| rule.clauses());
        let mut signs = vec![Vec::new(); clauses().count()];
        // For each concept the clauses that ask for it.
        let mut asking: Vec<Vec<usize>> = vec![Vec::new(); guide.concepts.len()];
        for (at, clause) in clauses().enumerate().filter(|(_, clause)| !clause.concepts.is_empty()) {
            for (concept, asking) in guide.concepts.iter().zip(&mut asking) {
                if clause.concepts.contains(&concept.id) {
                    asking.push(at);
                }
            }
        }
        let mut line = 0;
        for (chunk, evidence) in context.reading.chunks.iter().enumerate() {
            let (chunk, first) = (chunk as u32, line);
            line += evidence.lines;
            let inside = |line: u32| context.reading.lines.contains(&(first + line));
            for (at, hit) in evidence.signs.iter().enumerate().filter(|(_, it)| !it.asked && inside(it.line))
            {
                let meant = match (hit.negated, hit.quoted) {
                    (true, _) => Meant::Mentioned,
                    (false, true) => Meant::Named,
                    (false, false) => Meant::Said,
                };
                let source = Source::Sign(at as u32);
                let spot = Spot { line: first + hit.line, chunk, source, sentence: Some(hit.sentence) };
                if let Some(list) = signs.get_mut(hit.sign as usize) {
                    list.push((meant, spot));
                }
            }
            for (at, mention) in evidence.mentions.iter().enumerate().filter(|(_, it)| inside(it.line)) {
                for &clause in asking.get(mention.concept.0 as usize).into_iter().flatten() {
                    let source = Source::Mention(at as u32);
                    let spot = Spot { line: first + mention.line, chunk, source, sentence: None };
                    if let Some(list) = signs.get_mut(clause) {
                        list.push((Meant::Said, spot));
                    }
                }
            }
        }
        Signs(signs)
    }

    /// Where what a clause asks for stands, if it is meant at least so much, in the note's order. `sign` is the clause's number.
    pub(super) fn spots(
        &self,
        context: &Context<'_>,
        clause: &Clause,
        sign: usize,
        at_least: Meant,
    ) -> Vec<Spot> {
        let signs = self.0.get(sign).into_iter().flatten();
        let mut spots: Vec<Spot> =
            signs.filter(|(meant, _)| *meant >= at_least).map(|(_, spot)| *spot).collect();
        if !clause.aspects.is_empty() {
            let touched = context.reading.stages.iter().flat_map(|stage| &stage.aspects).filter(|it| {
                it.coverage > Coverage::None
                    && !it.asked
                    && context.index.aspect(it.aspect).is_some_and(|data| clause.aspects.contains(&data.id))
            });
            spots.extend(touched.filter_map(|it| it.line).map(|line| Spot {
                line,
                chunk: 0,
                source: Source::Line,
                sentence: None,
            }));
        }
        if !clause.stages.is_empty() {
            spots.retain(|spot| is_in(context, spot.line, clause));
        }
        spots.sort_by_key(|spot| (spot.line, spot.source));
        spots
    }
}

/// Whether a line stands in a section of one of a clause's stages.
fn is_in(context: &Context<'_>, line: u32, clause: &Clause) -> bool {
    let reading = context.reading;
    let mut section = reading.section_at(line).map(|(_, section)| section);
    while let Some(it) = section {
        let ids = it.stages.iter().filter_map(|&stage| context.index.stage(stage)).map(|stage| &stage.id);
        if ids.into_iter().any(|id| clause.stages.contains(id)) {
            return true;
        }
        section = it.parent.and_then(|parent| reading.sections.get(parent as usize));
    }
    false
}

impl Spot {
    /// Whether it is as near to a place as is asked for.
    pub(super) fn is_near(&self, context: &Context<'_>, near: Near, place: Option<&Spot>) -> bool {
        let Some(place) = place else { return true };
        let section = |line| context.reading.section_at(line).map(|(at, _)| at);
        match near {
            Near::Note => true,
            Near::Section => section(place.line) == section(self.line),
            Near::Line => place.line == self.line,
            Near::Sentence => match (place.sentence, self.sentence) {
                (Some(a), Some(b)) => (place.chunk, a) == (self.chunk, b),
                _ => place.line == self.line,
            },
            Near::Before => self.line <= place.line,
        }
    }

    /// Where it stands, in bytes from the note's start, on one line.
    pub(super) fn range(&self, context: &Context<'_>) -> Range<usize> {
        let evidence = context.reading.chunks.get(self.chunk as usize);
        let found = match self.source {
            Source::Line => None,
            Source::Sign(at) => {
                evidence.and_then(|it| it.signs.get(at as usize)).map(|hit| hit.start..hit.end)
            }
            Source::Mention(at) => {
                evidence.and_then(|it| it.mentions.get(at as usize)).map(|it| it.start..it.end)
            }
        };
        let Some(found) = found else { return context.line_text(self.line) };
        let start = context.start_of(self.chunk);
        start + found.start as usize..start + found.end as usize
    }
}
