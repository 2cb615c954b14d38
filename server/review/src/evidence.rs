//! What the text of one chunk shows, before anything is known of the rest of the note.
//!
//! Only body text counts. Questions show that something was asked, not that it was answered; lines still to be filled in, code,
//! comments and link targets show nothing.

use smallvec::SmallVec;
use whyfirst_guide::index::{AspectRef, AspectSet, ConceptRef, Index, Meaning, bare};
use whyfirst_guide::mentions::{Mention, MentionFinder};
use whyfirst_guide::words::Words;
use whyfirst_note::{Facts, HeadingKind, Line, LineKind, Placed, SpanKind};

use crate::estimate::{self, Numbers};
use crate::headings::{self, Wording};

/// How many words after a negation are taken back by it.
const NEGATION_REACH: u32 = 8;
/// So many lines with arrows or boxes, or so many arrows on one line, make a fence a drawing.
const DRAWN_LINES: usize = 2;

/// How much a phrase says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// The phrase counts in certain stages only.
    Weak,
    /// The phrase counts anywhere.
    Strong,
}

/// A phrase that shows an aspect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AspectHit {
    /// The aspect.
    pub aspect: AspectRef,
    /// The line, 0-based from the chunk's start.
    pub line: u32,
    /// How much it says.
    pub tier: Tier,
    /// Whether it stands in a question.
    pub asked: bool,
    /// Whether it is a label in a drawing.
    pub drawn: bool,
    /// In how many blocks under the same heading it is said.
    pub times: u16,
}

/// A phrase of a pattern rule. Offsets and lines count from the chunk's start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignHit {
    /// The clause, by position among the clauses of all rules.
    pub sign: u16,
    /// Where it begins.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// The line on which it begins.
    pub line: u32,
    /// Its sentence: the line on which the block around it begins, and which of the block's sentences it is.
    pub sentence: (u32, u16),
    /// Whether it stands in a question.
    pub asked: bool,
    /// Whether a negation takes it back.
    pub negated: bool,
    /// Whether it is no statement of the writer's: quoted, or the words of a heading.
    pub quoted: bool,
}

/// What stands under one heading of a chunk, up to the next one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OwnEvidence {
    /// Words of written text: no questions, no blanks, no headings.
    pub words: u32,
    /// Sentences, items and table rows of written text.
    pub statements: u32,
    /// Questions.
    pub questions: u32,
    /// Lines still to be filled in.
    pub blanks: u32,
    /// Items of lists.
    pub items: u32,
    /// Drawings: diagram fences, images, boxes of characters.
    pub drawings: u32,
    /// The phrases that show aspects.
    pub hits: Vec<AspectHit>,
    /// The aspects of all hits.
    pub touched: AspectSet,
    /// The aspects of strong hits that are no questions.
    pub shown: AspectSet,
}

/// A note with more than so many hundredths of its letters in other scripts than Latin, or so many of its words everyday words of another
/// language, is not held to the cues, which are English.
const FOREIGN_LETTERS: u64 = 30;
const FOREIGN_WORDS: u64 = 8;

/// Whether what these chunks hold is so much in another script or language that the cues cannot judge it.
pub(crate) fn is_foreign<'a>(chunks: impl Iterator<Item = &'a ChunkEvidence>) -> bool {
    let (mut letters, mut words) = ((0, 0), (0, 0));
    for chunk in chunks {
        letters = (letters.0 + u64::from(chunk.letters.0), letters.1 + u64::from(chunk.letters.1));
        words = (words.0 + u64::from(chunk.tongue.0), words.1 + u64::from(chunk.tongue.1));
    }
    letters.1 * 100 > (letters.0 + letters.1) * FOREIGN_LETTERS || words.1 * 100 > words.0 * FOREIGN_WORDS
}

/// What a chunk shows.
#[derive(Debug, Default)]
pub struct ChunkEvidence {
    /// The chunk's id.
    pub id: u64,
    /// How many lines it has.
    pub lines: u32,
    /// What stands before its first heading, then under each heading in turn.
    pub own: Vec<OwnEvidence>,
    /// How each heading is worded.
    pub wordings: Vec<Wording>,
    /// Where each heading stands, and how: its line, kind, rank and parent.
    pub headings: Vec<(u32, HeadingKind, u8, Option<u32>)>,
    /// The concepts it names; offsets and lines from the chunk's start.
    pub mentions: Vec<Mention>,
    /// Lines as the guide put them there to be filled in, each reduced by [`bare`].
    pub unfilled: Vec<String>,
    /// The phrases of pattern rules, in order.
    pub signs: Vec<SignHit>,
    /// Letters of Latin script, and of others.
    pub letters: (u32, u32),
    /// Words, and those of them that are everyday words of another language.
    pub tongue: (u32, u32),
    /// What its numbers show: calculations, named quantities; offsets and lines from the chunk's start.
    pub numbers: Numbers,
}

impl ChunkEvidence {
    /// Whether two chunks show the same, wherever in their lines it stands: mentions, letters and the phrases of rules aside.
    pub(crate) fn shows_the_same(&self, other: &ChunkEvidence) -> bool {
        self.lines == other.lines
            && self.own == other.own
            && self.wordings == other.wordings
            && self.headings == other.headings
            && self.unfilled == other.unfilled
    }

    /// Whether two chunks show pattern rules the same: the same phrases and concepts on the same lines, in the same sentences.
    pub(crate) fn signs_the_same(&self, other: &ChunkEvidence, index: &Index) -> bool {
        let alike = |a: &SignHit, b: &SignHit| {
            let of = |it: &SignHit| (it.sign, it.line, it.sentence, it.asked, it.negated, it.quoted);
            of(a) == of(b)
        };
        let asked = |it: &&Mention| !index.clauses().asking(it.concept).is_empty();
        let asked = |mentions: &'_ [Mention]| -> Vec<(u32, ConceptRef)> {
            mentions.iter().filter(asked).map(|it| (it.line, it.concept)).collect()
        };
        self.lines == other.lines
            && self.signs.len() == other.signs.len()
            && self.signs.iter().zip(&other.signs).all(|(a, b)| alike(a, b))
            && asked(&self.mentions) == asked(&other.mentions)
    }
}

/// Buffers that are kept from block to block.
#[derive(Default)]
struct Scan {
    words: Words,
    mentions: MentionFinder,
}

/// Reads a chunk.
pub(crate) fn gather(index: &Index, placed: &Placed<'_>) -> ChunkEvidence {
    let facts = &placed.chunk.facts;
    let mut evidence = ChunkEvidence {
        id: placed.chunk.id,
        lines: facts.lines.len() as u32,
        own: vec![OwnEvidence::default(); facts.headings.len() + 1],
        wordings: facts.headings.iter().map(|heading| headings::wording(index, placed, heading)).collect(),
        headings: facts.headings.iter().map(|it| (it.line, it.kind, it.rank, it.parent)).collect(),
        ..ChunkEvidence::default()
    };
    for line in facts.lines.iter().filter(|line| line.item.is_some()) {
        if let Some(own) = own_of(&mut evidence, line) {
            own.items += 1;
        }
    }
    let mut scan = Scan::default();
    let mut at = 0;
    while let Some(line) = facts.lines.get(at) {
        let block = block_end(facts, at);
        match line.kind {
            LineKind::Prose | LineKind::Table | LineKind::Html | LineKind::Heading => {
                scan_block(index, placed, at..block, &mut evidence, &mut scan);
            }
            LineKind::Code => {
                let drawing = is_drawing(index, placed, at..block);
                if drawing {
                    scan_drawing(index, placed, at..block, &mut evidence, &mut scan.words);
                }
            }
            _ => {}
        }
        at = block.max(at + 1);
    }
    evidence.mentions = scan.mentions.finish(index);
    evidence.numbers = estimate::gather(index, placed);
    evidence
}

fn own_of<'a>(evidence: &'a mut ChunkEvidence, line: &Line) -> Option<&'a mut OwnEvidence> {
    evidence.own.get_mut(line.owner.map_or(0, |owner| owner as usize + 1))
}

/// The line after the block that begins at a line: a paragraph, an item's own text, a row, a heading, a fence.
fn block_end(facts: &Facts, at: usize) -> usize {
    let Some(first) = facts.lines.get(at) else { return at + 1 };
    let goes_on = |line: &&Line| match first.kind {
        LineKind::Prose => {
            line.kind == LineKind::Prose
                && line.item.is_none()
                && line.owner == first.owner
                && line.quote == first.quote
        }
        LineKind::Code => line.kind == LineKind::Code && line.owner == first.owner,
        _ => false,
    };
    at + 1 + facts.lines.iter().skip(at + 1).take_while(goes_on).count()
}

fn scan_block(
    index: &Index,
    placed: &Placed<'_>,
    lines: std::ops::Range<usize>,
    evidence: &mut ChunkEvidence,
    scan: &mut Scan,
) {
    let facts = &placed.chunk.facts;
    let Some(first) = facts.lines.get(lines.start) else { return };
    let words = &mut scan.words;
    words.clear();
    let heading = facts
        .headings
        .get(first.owner.unwrap_or(u32::MAX) as usize)
        .filter(|it| it.line as usize == lines.start);
    let mut blank = false;
    for (at, line) in facts.lines.get(lines.clone()).unwrap_or_default().iter().enumerate() {
        let text = facts.line_text(placed.text(), line);
        blank |= is_blank(index, text, &mut evidence.unfilled);
        count_letters(text, &mut evidence.letters);
        push_visible(facts, placed.text(), line, words, index);
        // A line that serves as a heading is no part of the sentence below it.
        if at == 0 && heading.is_some_and(|it| it.title.end as usize >= line.text_range().end) {
            words.end_sentence(false);
        }
    }
    words.end_sentence(false);

    // The words of a real heading name a section; those of a label are part of what its line says.
    let titled = heading.is_some_and(|it| it.kind.is_real() || it.kind == HeadingKind::Bold);
    let mut negated = u32::MAX;
    let mut hits: SmallVec<[AspectHit; 8]> = SmallVec::new();
    let mut signs: SmallVec<[SignHit; 4]> = SmallVec::new();
    let mut last_sentence = 0;
    index.scan_body(placed.text(), 0, words, |meaning, hit| {
        let start = words.words.get(hit.first as usize).map_or(0, |word| word.start);
        let line = if lines.len() == 1 { lines.start } else { facts.line_of(start) } as u32;
        let (aspect, tier) = match meaning {
            Meaning::Strong(aspect) => (aspect, Tier::Strong),
            Meaning::Weak(aspect) => (aspect, Tier::Weak),
            Meaning::Sign(sign) => {
                let end = words.words.get(hit.last as usize).map_or(start, |word| word.end);
                if let Some(known) = signs.iter_mut().find(|it| it.sign == sign && it.start == start) {
                    known.end = known.end.max(end);
                    return;
                }
                let nth = words.sentences.partition_point(|it| it.end <= hit.first);
                let sentence = words.sentences.get(nth).filter(|it| it.first <= hit.first);
                let in_reach = negated < hit.first && hit.first - negated <= NEGATION_REACH;
                let negated = in_reach && sentence.is_some_and(|sentence| negated >= sentence.first);
                let quoted = titled || is_quoted(facts, placed.text(), line as usize, start);
                let asked = sentence.is_some_and(|it| it.asked);
                let sentence = (lines.start as u32, nth as u16);
                signs.push(SignHit { sign, start, end, line, sentence, asked, negated, quoted });
                return;
            }
            Meaning::Negation => {
                negated = hit.last;
                return;
            }
            Meaning::Blank => {
                blank = true;
                return;
            }
            Meaning::Foreign => {
                evidence.tongue.1 += 1;
                return;
            }
            _ => return scan.mentions.add(meaning, hit, words, line),
        };
        while words.sentences.get(last_sentence).is_some_and(|sentence| sentence.end <= hit.first) {
            last_sentence += 1;
        }
        let sentence = words.sentences.get(last_sentence);
        let negatable = index.aspect(aspect).is_none_or(|aspect| aspect.negatable);
        let in_reach = negated < hit.first && hit.first - negated <= NEGATION_REACH;
        let same_sentence = sentence.is_some_and(|sentence| negated >= sentence.first);
        if negatable && in_reach && same_sentence {
            return;
        }
        let asked = sentence.is_some_and(|sentence| sentence.asked);
        hits.push(AspectHit { aspect, line, tier, asked, drawn: false, times: 1 });
    });

    evidence.tongue.0 += words.words.len() as u32;
    let written = words.sentences.iter().filter(|sentence| !sentence.asked);
    let (mut count, mut statements) = (0, 0);
    for sentence in written {
        let length = sentence.end - sentence.first;
        count += length;
        statements += u32::from(length >= 2);
    }
    let asked = words.sentences.iter().filter(|sentence| sentence.asked).count() as u32;
    // The label itself says nothing.
    let label = heading.filter(|_| !titled).map_or(0, |heading| {
        words.words.iter().take_while(|word| word.start < heading.title.end).count() as u32
    });
    let drawings = u32::from(
        placed.text().get(first.start as usize..).is_some_and(|text| text.trim_start().starts_with("![")),
    );
    let Some(own) = own_of(evidence, first) else { return };
    own.drawings += drawings;
    if blank {
        own.blanks += 1;
        return;
    }
    own.questions += asked;
    for mut sign in signs {
        // A phrase may go on beyond its line; what is shown does not.
        let end = facts.lines.get(sign.line as usize).map_or(sign.end, |line| line.end);
        sign.end = sign.end.min(end).max(sign.start);
        let found = placed.text().get(sign.start as usize..sign.end as usize).unwrap_or_default();
        if index.clauses().fits(sign.sign, found) {
            evidence.signs.push(sign);
        }
    }
    let Some(own) = own_of(evidence, first) else { return };
    let mut said: SmallVec<[usize; 8]> = SmallVec::new();
    for hit in hits {
        // The first of several that say the same is enough; a block counts once.
        let same = own.hits.iter().position(|known| {
            (known.aspect, known.tier, known.asked, known.drawn) == (hit.aspect, hit.tier, hit.asked, false)
        });
        if let Some(same) = same {
            if !said.contains(&same)
                && let Some(known) = own.hits.get_mut(same)
            {
                known.times = known.times.saturating_add(1);
                said.push(same);
            }
        } else {
            said.push(own.hits.len());
            own.hits.push(hit);
            own.touched.insert(hit.aspect);
            if hit.tier == Tier::Strong && !hit.asked {
                own.shown.insert(hit.aspect);
            }
        }
    }
    if titled {
        return;
    }
    let beyond_label = count.saturating_sub(label);
    own.words += beyond_label;
    if beyond_label > 0 {
        own.statements += statements.max(1);
    }
}

/// The labels of a drawing tell what the system is made of, in a word each.
fn scan_drawing(
    index: &Index,
    placed: &Placed<'_>,
    lines: std::ops::Range<usize>,
    evidence: &mut ChunkEvidence,
    words: &mut Words,
) {
    let all = placed.chunk.facts.lines.get(lines.clone()).unwrap_or_default();
    let Some(own) = all.first().and_then(|first| own_of(evidence, first)) else { return };
    own.drawings += 1;
    for (at, line) in lines.zip(all).skip(1) {
        words.clear();
        let text = placed.text().get(line.start as usize..line.end as usize).unwrap_or_default();
        words.push(text, line.start, index.units());
        words.end_sentence(false);
        index.scan_body(placed.text(), 0, words, |meaning, _| {
            if let Meaning::Strong(aspect) = meaning
                && !own.touched.contains(aspect)
            {
                own.hits.push(AspectHit {
                    aspect,
                    line: at as u32,
                    tier: Tier::Strong,
                    asked: false,
                    drawn: true,
                    times: 1,
                });
                own.touched.insert(aspect);
                own.shown.insert(aspect);
            }
        });
    }
}

/// Whether a place stands in a quotation: in a block quote, or between quotation marks on its line.
fn is_quoted(facts: &Facts, text: &str, line: usize, at: u32) -> bool {
    let Some(line) = facts.lines.get(line) else { return false };
    let (Some(before), Some(after)) =
        (text.get(line.start as usize..at as usize), text.get(at as usize..line.end as usize))
    else {
        return false;
    };
    let straight = before.matches('"').count() % 2 == 1 && after.contains('"');
    let curly = before.matches('“').count() > before.matches('”').count() && after.contains('”');
    line.quote > 0 || straight || curly
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
    let reduced = bare(trimmed);
    if index.is_unfilled(&reduced) {
        unfilled.push(reduced);
        return true;
    }
    if trimmed.contains("___") || matches!(trimmed, "…" | "..." | "-" | "–" | "?") {
        return true;
    }
    let value = trimmed.rsplit_once(':').map_or(trimmed, |(_, value)| value).trim();
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
fn is_drawing(index: &Index, placed: &Placed<'_>, lines: std::ops::Range<usize>) -> bool {
    let lines = placed.chunk.facts.lines.get(lines).unwrap_or_default();
    let text = |line: &Line| placed.text().get(line.start as usize..line.end as usize).unwrap_or_default();
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
