//! Mentions of concepts: from the phrases found in a text to the concepts that it names.

use std::ops::Range;

use crate::index::{ConceptRef, Index};
use crate::lexicon::Hit;
use crate::sort;
use crate::tables::Meaning;
use crate::words::Words;

/// A concept named in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mention {
    /// The byte at which its name begins.
    pub start: u32,
    /// The byte after it.
    pub end: u32,
    /// The line on which it begins.
    pub line: u32,
    /// The concept.
    pub concept: ConceptRef,
}

/// Gathers what bears on concepts while a text is scanned, line by line.
#[derive(Debug, Default, Clone)]
pub struct MentionFinder {
    found: Vec<(Mention, Certainty)>,
    context: Vec<(u32, u16)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Certainty {
    Sure,
    Near(u16),
    Never,
}

impl MentionFinder {
    /// Takes note of a phrase on a line.
    #[inline]
    pub fn add(&mut self, meaning: Meaning, hit: Hit, words: &Words, line: u32) {
        let (concept, certainty) = match meaning {
            Meaning::Concept(concept) => (concept, Certainty::Sure),
            Meaning::Ambiguous(concept, context) => (concept, Certainty::Near(context)),
            Meaning::Never(concept) => (concept, Certainty::Never),
            Meaning::Context(word) => return self.add_context(line, word),
            _ => return,
        };
        let (Some(first), Some(last)) =
            (words.words.get(hit.first as usize), words.words.get(hit.last as usize))
        else {
            return;
        };
        self.found.push((Mention { start: first.start, end: last.end, line, concept }, certainty));
    }

    /// Takes note of a word of contexts on a line.
    pub fn add_context(&mut self, line: u32, word: u16) {
        self.context.push((line, word));
    }

    /// Forgets everything but its memory.
    pub fn clear(&mut self) {
        self.found.clear();
        self.context.clear();
    }

    /// How many names have been found, and how many words that decide what others mean.
    pub fn lengths(&self) -> (u32, u32) {
        (self.found.len() as u32, self.context.len() as u32)
    }

    /// Takes over what another one has found, so many of its names and words of context, which stand so many bytes and lines further on
    /// now (modulo 2³², so that they may also stand further back).
    pub fn take_over(
        &mut self,
        other: &MentionFinder,
        names: Range<usize>,
        context: Range<usize>,
        bytes: u32,
        lines: u32,
    ) {
        let moved = |&(mention, certainty): &(Mention, Certainty)| {
            let (start, end) = (mention.start.wrapping_add(bytes), mention.end.wrapping_add(bytes));
            (Mention { start, end, line: mention.line.wrapping_add(lines), ..mention }, certainty)
        };
        self.found.extend(other.found.get(names).unwrap_or_default().iter().map(moved));
        let context = other.context.get(context).unwrap_or_default().iter();
        self.context.extend(context.map(|&(line, word)| (line.wrapping_add(lines), word)));
    }

    /// Gives up what it has of room.
    pub fn shrink_to_fit(&mut self) {
        self.found.shrink_to_fit();
        self.context.shrink_to_fit();
    }

    /// The mentions in order, none inside another: the longest wins.
    pub fn finish(&self, index: &Index) -> Vec<Mention> {
        let cancelled: Vec<Mention> = self
            .found
            .iter()
            .filter(|(_, certainty)| *certainty == Certainty::Never)
            .map(|(mention, _)| *mention)
            .collect();
        let context = &self.context;
        let near = |line: u32, number: u16| {
            let words = index.context(number);
            let from = context.partition_point(|(at, _)| at + 1 < line);
            let mut near = context.iter().skip(from).take_while(|(at, _)| *at <= line);
            near.any(|(_, word)| words.binary_search(word).is_ok())
        };
        let mut mentions: Vec<Mention> = self
            .found
            .iter()
            .filter(|(mention, certainty)| match certainty {
                Certainty::Sure => true,
                Certainty::Near(number) => near(mention.line, *number),
                Certainty::Never => false,
            })
            .map(|(mention, _)| *mention)
            .filter(|mention| {
                !cancelled.iter().any(|never| {
                    never.concept == mention.concept
                        && never.start <= mention.start
                        && mention.end <= never.end
                })
            })
            .collect();
        sort::by_key(&mut mentions, |mention| {
            (mention.start, std::cmp::Reverse(mention.end), mention.concept)
        });
        let mut kept: Vec<Mention> = Vec::with_capacity(mentions.len());
        for mention in mentions {
            match kept.last_mut() {
                // A longer one that begins later but reaches further takes the place of a shorter one.
                Some(last) if mention.start < last.end => {
                    if mention.end - mention.start > last.end - last.start {
                        *last = mention;
                    }
                }
                _ => kept.push(mention),
            }
        }
        kept
    }
}

/// The concepts named in a text that stands alone.
pub fn mentions(index: &Index, text: &str) -> Vec<Mention> {
    let mut finder = MentionFinder::default();
    let mut words = Words::default();
    let mut base = 0;
    for (line, content) in text.lines().enumerate() {
        words.clear();
        words.push(content, base, index.units());
        words.end_sentence(false);
        index.scan_body(content, base, &words, |meaning, hit| finder.add(meaning, hit, &words, line as u32));
        base += content.len() as u32 + 1;
    }
    finder.finish(index)
}
