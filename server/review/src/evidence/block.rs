//! What one block shows: a paragraph, an item's own text, a row of a table, a heading, a fence.

use std::ops::Range;

use smallvec::SmallVec;
use whyfirst_guide::Index;
use whyfirst_guide::tables::Meaning;
use whyfirst_guide::unfilled::bare;
use whyfirst_guide::words::Words;
use whyfirst_note::{Facts, Heading, HeadingKind, Line, LineKind, Placed, SpanKind};

use super::gather::Draft;
use super::on_line::OnLine;
use super::phrase::{Meant, Sentence, Wanted};
use super::{AspectHit, Manner, Tongue};
use crate::estimate;
use crate::estimate::wishes::{self, Wish};

/// How many words after a negation are taken back by it.
const NEGATION_REACH: u32 = 8;
/// So many lines with arrows or boxes, or so many arrows on one line, make a fence a drawing.
const DRAWN_LINES: usize = 2;

/// Where a block stands.
pub(super) struct Place<'a> {
    pub(super) placed: &'a Placed<'a>,
    /// Its lines, 0-based from the chunk's start.
    pub(super) lines: Range<usize>,
    pub(super) first: &'a Line,
    /// The heading that its first line is.
    pub(super) heading: Option<&'a Heading>,
}

/// A block, and what it is.
#[derive(Debug, Clone)]
pub(super) struct Block {
    /// What stands for its text and all that is known of its lines.
    pub(super) key: u64,
    /// The line at which it begins, from the chunk's start.
    pub(super) line: u32,
    /// Whether its first line is a heading.
    pub(super) headed: bool,
    /// Whether it is still to be filled in.
    pub(super) blank: bool,
    /// Whether it is no more than text to read, up to its end: no heading, no comment to Whyfirst, without numbers and lines to fill in. A
    /// fence that is left open may end in blank lines, and what can be put in after it hangs on them.
    pub(super) silent: bool,
}

/// What a block shows. What it has in the lists of its chunk are the last entries there when it is read.
#[derive(Debug, Default, Clone)]
pub(super) struct Shown {
    /// The heading that its first line is, by position in the chunk.
    pub(super) heading: Option<u32>,
    pub(super) words: u32,
    pub(super) statements: u32,
    pub(super) questions: u16,
    /// Whether it is still to be filled in.
    pub(super) blank: bool,
    pub(super) drawings: u16,
    pub(super) tongue: Tongue,
    /// Whether it gives a time.
    pub(super) timed: bool,
    pub(super) lengths: Lengths,
}

/// How much of each of a chunk's lists belongs to a block.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Lengths {
    pub(super) unfilled: u32,
    pub(super) hits: u32,
    pub(super) phrases: u32,
    pub(super) clauses: u32,
    pub(super) names: u32,
    pub(super) context: u32,
    pub(super) estimates: u32,
    pub(super) times: u32,
    pub(super) slips: u32,
    pub(super) wishes: u32,
}

impl Lengths {
    /// How long the lists are.
    pub(super) fn of(draft: &Draft) -> Lengths {
        let (names, context) = draft.details.concepts.lengths();
        let numbers = &draft.numbers;
        Lengths {
            unfilled: draft.unfilled.len() as u32,
            hits: draft.details.hits.len() as u32,
            phrases: draft.phrases.len() as u32,
            clauses: draft.clauses.len() as u32,
            names,
            context,
            estimates: numbers.estimates.len() as u32,
            times: numbers.times.len() as u32,
            slips: numbers.slips.len() as u32,
            wishes: numbers.wishes.len() as u32,
        }
    }

    /// Each length with the same one of another.
    pub(super) fn with(self, other: Lengths, each: impl Fn(u32, u32) -> u32) -> Lengths {
        Lengths {
            unfilled: each(self.unfilled, other.unfilled),
            hits: each(self.hits, other.hits),
            phrases: each(self.phrases, other.phrases),
            clauses: each(self.clauses, other.clauses),
            names: each(self.names, other.names),
            context: each(self.context, other.context),
            estimates: each(self.estimates, other.estimates),
            times: each(self.times, other.times),
            slips: each(self.slips, other.slips),
            wishes: each(self.wishes, other.wishes),
        }
    }
}

impl<'a> Place<'a> {
    /// The text of the chunk.
    pub(super) fn text(&self) -> &'a str {
        self.placed.text()
    }

    /// The heading that its first line is, by position in the chunk.
    pub(super) fn nth_heading(&self) -> Option<u32> {
        self.heading.and(self.first.under.checked_sub(1))
    }

    pub(super) fn facts(&self) -> &'a Facts {
        &self.placed.chunk.facts
    }

    /// Its lines.
    pub(super) fn all_lines(&self) -> &'a [Line] {
        self.facts().lines.get(self.lines.clone()).unwrap_or_default()
    }

    /// The byte after its last line's text.
    pub(super) fn end(&self) -> u32 {
        self.all_lines().last().map_or(self.first.end, |line| line.end)
    }

    /// The block at this place, which shows this.
    pub(super) fn block(&self, key: u64, shown: &Shown) -> Block {
        let Lengths { unfilled, estimates, times, slips, wishes, .. } = shown.lengths;
        let counted = unfilled + estimates + times + slips + wishes;
        let last = self.all_lines().last().map(|line| self.facts().line_text(self.text(), line));
        let ends_in_text = last.is_some_and(|line| !line.trim().is_empty());
        // What can be put in after a fence hangs on whether it is closed.
        let mut after = self.facts().lines.iter().skip(self.lines.end);
        let is_last_fence =
            self.first.kind == LineKind::Code && !after.any(|line| line.kind != LineKind::Blank);
        Block {
            key,
            line: self.lines.start as u32,
            headed: self.heading.is_some(),
            blank: shown.blank,
            silent: counted == 0
                && !shown.timed
                && ends_in_text
                && self.heading.is_none()
                && self.is_plain()
                && !is_last_fence,
        }
    }

    /// Whether it is text to read, without a comment to Whyfirst.
    fn is_plain(&self) -> bool {
        let (start, end) = (self.first.start, self.end());
        matches!(self.first.kind, LineKind::Prose | LineKind::Table | LineKind::Code)
            && !self.facts().directives.iter().any(|it| it.range.start < end && start < it.range.end)
    }

    /// Whether its words name a section; those of a label are part of what its line says.
    fn is_titled(&self) -> bool {
        self.heading.is_some_and(|it| it.kind.is_real() || it.kind == HeadingKind::Bold)
    }
}

/// Buffers that are kept from block to block.
#[derive(Default)]
pub(super) struct Scan {
    words: Words,
    numbers: estimate::Scan,
}

impl Scan {
    /// Reads a block into what is known of its chunk.
    pub(super) fn read(&mut self, index: &Index, place: &Place<'_>, key: u64, draft: &mut Draft) {
        let before = Lengths::of(draft);
        let mut block = Shown { heading: place.nth_heading(), ..Shown::default() };
        match place.first.kind {
            LineKind::Prose | LineKind::Table | LineKind::Html | LineKind::Heading => {
                self.scan(index, place, &mut block, draft);
            }
            LineKind::Code if is_drawing(index, place) => {
                block.drawings = 1;
                self.scan_drawing(index, place, draft);
            }
            _ => {}
        }
        let numbers = &mut draft.numbers;
        block.timed = self.numbers.read(index, place.placed, place.lines.clone(), numbers);
        numbers.timed |= block.timed;
        if matches!(place.first.kind, LineKind::Prose | LineKind::Table) {
            self.wishes(index, place, &mut draft.numbers.wishes);
        }
        block.lengths = Lengths::of(draft).with(before, |now, before| now - before);
        draft.blocks.push(place.block(key, &block));
        draft.details.shown.push(block);
    }

    fn scan(&mut self, index: &Index, place: &Place<'_>, block: &mut Shown, draft: &mut Draft) {
        let Draft { unfilled, details, phrases, clauses, .. } = draft;
        let (facts, text, lines) = (place.facts(), place.text(), place.lines.clone());
        let words = &mut self.words;
        words.clear();
        for (at, line) in place.all_lines().iter().enumerate() {
            let content = facts.line_text(text, line);
            block.blank |= is_blank(index, content, unfilled);
            count_letters(content, &mut block.tongue.letters);
            push_visible(facts, text, line, words, index);
            // A line that serves as a heading is no part of the sentence below it.
            if at == 0 && place.heading.is_some_and(|it| it.title.end as usize >= line.text_range().end) {
                words.end_sentence(false);
            }
        }
        words.end_sentence(false);

        let titled = place.is_titled();
        let mut negated = u32::MAX;
        let mut on = OnLine::new(place);
        let mut hits: SmallVec<[AspectHit; 8]> = SmallVec::new();
        let mut wanted = Wanted::default();
        index.scan_body(text, 0, words, |meaning, hit| {
            match meaning {
                Meaning::Negation => return negated = hit.last,
                Meaning::Blank => return block.blank = true,
                Meaning::Foreign => return block.tongue.words.1 += 1,
                _ => {}
            }
            let start = words.words.get(hit.first as usize).map_or(0, |word| word.start);
            let line = on.go_to(start);
            if let Meaning::Context(word) = meaning {
                return details.concepts.add_context(line, word);
            }
            let sentence = words.sentences.get(hit.sentence as usize);
            let asked = sentence.is_some_and(|it| it.asked);
            // Whether a negation before it in its sentence takes it back.
            let in_reach = negated < hit.first && hit.first - negated <= NEGATION_REACH;
            let is_negated = in_reach && sentence.is_some_and(|it| negated >= it.first);
            let (aspect, manner) = match meaning {
                Meaning::Strong(aspect) if asked => (aspect, Manner::StrongAsked),
                Meaning::Strong(aspect) => (aspect, Manner::Strong),
                Meaning::Weak(aspect) if asked => (aspect, Manner::WeakAsked),
                Meaning::Weak(aspect) => (aspect, Manner::Weak),
                Meaning::Sign(clause) => {
                    let end = words.words.get(hit.last as usize).map_or(start, |word| word.end);
                    let meant = match is_negated {
                        _ if asked => Meant::Asked,
                        true => Meant::Mentioned,
                        false if titled || on.is_quoted(start) => Meant::Named,
                        false => Meant::Said,
                    };
                    let sentence = Sentence::new(line, lines.start as u32, hit.sentence);
                    wanted.add(clause, start..end, line, sentence, meant);
                    return;
                }
                _ => return details.concepts.add(meaning, hit, words, line),
            };
            if is_negated && index.aspect(aspect).is_none_or(|aspect| aspect.negatable) {
                return;
            }
            hits.push(AspectHit { aspect, line, manner, times: 1 });
        });

        block.tongue.words.0 += words.words.len() as u32;
        let image =
            text.get(place.first.start as usize..).is_some_and(|it| it.trim_start().starts_with("!["));
        block.drawings = image.into();
        if block.blank {
            return;
        }
        let asked = words.sentences.iter().filter(|sentence| sentence.asked).count();
        block.questions = u16::try_from(asked).unwrap_or(u16::MAX);
        wanted.put(index, place, phrases, clauses);
        details.hits.extend(hits);
        if titled {
            return;
        }
        let lengths = words.sentences.iter().filter(|it| !it.asked).map(|it| it.end - it.first);
        // The label itself says nothing.
        let label = place.heading.map_or(0, |heading| {
            words.words.iter().take_while(|word| word.start < heading.title.end).count() as u32
        });
        block.words = lengths.clone().sum::<u32>().saturating_sub(label);
        if block.words > 0 {
            block.statements = (lengths.filter(|&length| length >= 2).count() as u32).max(1);
        }
    }

    /// Finds the wishes for a short time in a block whose words have been read, at most one in each line.
    fn wishes(&self, index: &Index, place: &Place<'_>, found: &mut Vec<Wish>) {
        let (bytes, measures) = (place.text().as_bytes(), index.measures());
        let begins = |at: u32| bytes.get(at as usize).is_some_and(|&byte| measures.may_begin_fast(byte));
        let mut on = OnLine::new(place);
        for start in self.words.words.iter().map(|word| word.start).filter(|&start| begins(start)) {
            let line = on.go_to(start);
            if found.last().is_none_or(|last| last.line != line) {
                let from = (start - on.range.start) as usize;
                found.extend(wishes::at(index, on.text, from, on.range.start, line));
            }
        }
    }

    /// The labels of a drawing tell what the system is made of, in a word each.
    fn scan_drawing(&mut self, index: &Index, place: &Place<'_>, draft: &mut Draft) {
        let words = &mut self.words;
        for (at, line) in place.lines.clone().zip(place.all_lines()).skip(1) {
            words.clear();
            let text = place.text().get(line.start as usize..line.end as usize).unwrap_or_default();
            words.push(text, line.start, index.units());
            words.end_sentence(false);
            let line = at as u32;
            index.scan_body(place.text(), 0, words, |meaning, _| {
                if let Meaning::Strong(aspect) = meaning {
                    draft.details.hits.push(AspectHit { aspect, line, manner: Manner::Drawn, times: 1 });
                }
            });
        }
    }
}

/// Gives the words of a line to the reader, without what a reader of the rendered note does not see.
fn push_visible(facts: &Facts, text: &str, line: &Line, words: &mut Words, index: &Index) {
    let range = line.text_range();
    let mut from = range.start;
    let hidden = facts
        .spans_in(range.start as u32..range.end as u32)
        .iter()
        .filter(|span| span.kind == SpanKind::Hidden);
    let mut push = |from: usize, to: usize| {
        if let Some(piece) = text.get(from..to) {
            words.push(piece, from as u32, index.units());
        }
    };
    for span in hidden {
        push(from, (span.start as usize).max(from));
        from = (span.end as usize).min(range.end);
    }
    push(from.min(range.end), range.end);
}

/// Whether a line is one to be filled in: a prompt as the guide put it there, a run of underscores, a bracketed placeholder.
fn is_blank(index: &Index, text: &str, unfilled: &mut Vec<String>) -> bool {
    let trimmed = text.trim();
    if index.is_unfilled(trimmed) {
        unfilled.push(bare(trimmed));
        return true;
    }
    let value = trimmed.rsplit_once(':').map_or(trimmed, |(_, value)| value).trim_matches([' ', '*', '_']);
    if holds_gap(trimmed) || matches!(value, "…" | "..." | "-" | "–" | "?") {
        return true;
    }
    let bracketed = value.len() > 2 && value.starts_with(['[', '<', '{']) && value.ends_with([']', '>', '}']);
    if bracketed
        && !value.starts_with("[[")
        && !value.contains("](")
        && value.matches(['[', '<', '{']).count() == 1
    {
        return true;
    }
    false
}

/// Whether a text holds a run of underscores to be written over.
fn holds_gap(text: &str) -> bool {
    text.contains('_') && text.contains("___")
}

fn count_letters(text: &str, letters: &mut (u32, u32)) {
    if text.is_ascii() {
        letters.0 += text.bytes().filter(u8::is_ascii_alphabetic).count() as u32;
        return;
    }
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        if c < '\u{250}' { letters.0 += 1 } else { letters.1 += 1 }
    }
}

/// Whether a code block is a drawing: its language says so, or it is made of arrows and boxes.
fn is_drawing(index: &Index, place: &Place<'_>) -> bool {
    let lines = place.all_lines();
    let text = |line: &Line| place.text().get(line.start as usize..line.end as usize).unwrap_or_default();
    let fence = lines.first().map(text).unwrap_or_default().trim().trim_start_matches(['`', '~', '>', ' ']);
    let language = fence.split([' ', ',', '{']).next().unwrap_or_default();
    if index.guide().language.diagram_fences.iter().any(|known| known.eq_ignore_ascii_case(language)) {
        return true;
    }
    if !language.is_empty() && !matches!(language, "text" | "txt" | "ascii" | "plaintext") {
        return false;
    }
    let drawn = |line: &&Line| {
        let text = text(line);
        text.contains(['│', '─', '┌', '└', '├', '▼', '→', '↓', '▲', '╔'])
            || ["-->", "->", "+--", "|  ", "==>"].iter().any(|mark| text.contains(mark))
    };
    let chain = |line: &Line| text(line).contains(" → ") || text(line).matches("->").count() >= DRAWN_LINES;
    lines.iter().filter(drawn).count() >= DRAWN_LINES || lines.iter().any(chain)
}
