//! Which stages each section of a note opens.
//!
//! Wording, parent, place and content are weighed together; content outranks a vague wording. Every section keeps what decided, so
//! that a person can ask why.

use std::sync::Arc;

use smallvec::SmallVec;
use whyfirst_guide::index::{Index, StageRef};
use whyfirst_guide::sort;
use whyfirst_note::HeadingKind;

use super::{All, Said, Section, Sections, shown, weight};
use crate::answers::Readings;
use crate::evidence::ChunkEvidence;
use crate::headings::Worded;

/// A stage that a heading opens, and why.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StageScore {
    /// The stage.
    pub stage: StageRef,
    /// The part of its wording.
    pub wording: f32,
    /// The part of the heading above.
    pub parent: f32,
    /// The part of the place: what comes next after the section before.
    pub place: f32,
    /// The part of the content.
    pub content: f32,
}

impl StageScore {
    /// The whole score.
    pub fn total(&self) -> f32 {
        self.wording + self.parent + self.place + self.content
    }
}

/// What an earlier reading knows of the sections: those of the chunks before the edit, and of those after it.
pub(crate) struct Known<'a> {
    sections: &'a All,
    titles: Vec<u32>,
    /// How many chunks are the same at the front and at the back.
    front: usize,
    back: usize,
    /// How many chunks there were.
    chunks: usize,
}

impl<'a> Known<'a> {
    pub(crate) fn new(earlier: &'a Readings, chunks: &[Arc<ChunkEvidence>]) -> Known<'a> {
        let same = |(a, b): &(&Arc<ChunkEvidence>, &Arc<ChunkEvidence>)| a.id == b.id;
        let before = &earlier.first().chunks;
        let front = chunks.iter().zip(before.iter()).take_while(same).count();
        let back = chunks.iter().rev().zip(before.iter().rev()).take_while(same).count();
        let most = chunks.len().min(before.len()) - front;
        Known {
            sections: &earlier.sections.all,
            titles: earlier.titles().collect(),
            front,
            back: back.min(most),
            chunks: before.len(),
        }
    }

    /// The same section in the earlier reading, if nothing in it has changed.
    fn same(&self, sections: &[Section], at: usize, chunks: usize) -> Option<&'a Section> {
        let section = sections.get(at)?;
        let as_long = |known: &&Section| known.end - known.line == section.end - section.line;
        if section.chunk as usize >= chunks - self.back {
            let before = &self.sections.sections;
            let known = before.get(before.len().checked_sub(sections.len() - at)?)?;
            let same = self.chunks - known.chunk as usize == chunks - section.chunk as usize;
            return Some(known).filter(|known| same && as_long(known));
        }
        // What an edit changes below a section may change the section too, and what it takes away as well.
        let next = sections.iter().skip(at + 1).find(|next| next.line >= section.end);
        let inside = match next {
            // A heading in a quote stands within a chunk.
            Some(next) if next.chunk > section.chunk && next.heading == 0 => next.chunk as usize,
            Some(next) => next.chunk as usize + 1,
            None => chunks,
        };
        self.sections.sections.get(at).filter(|known| inside <= self.front && as_long(known))
    }
}

/// Finds out which stages each section opens. `titles` are the lines of the headings that are titles, in order.
pub(crate) fn classify(
    index: &Index,
    sections: Vec<Section>,
    chunks: &[Arc<ChunkEvidence>],
    titles: &[u32],
    known: Option<Known<'_>>,
) -> Sections {
    let share = weight(index.guide().language.weights.share);
    // What was opened last, at the top and under each section.
    let mut last: Vec<Option<StageRef>> = vec![None; sections.len() + 1];
    let mut all = All { sections: sections.into(), ..All::default() };
    for at in 0..all.sections.len() {
        let Some(section) = all.sections.get(at) else { break };
        let Some(evidence) = chunks.get(section.chunk as usize) else { continue };
        let Some(wording) = evidence.wordings.get(section.heading as usize) else { continue };
        let holder = all.holder(section);
        let around = section.holder as usize;
        let after = last.get(around).copied().flatten();
        let is_title = titles.contains(&section.line);
        let inherited = holder.map(|it| all.stages(it)).unwrap_or_default();
        let in_references = holder.is_some_and(|it| it.reference);
        let same = known.as_ref().and_then(|known| {
            let same = known.same(&all.sections, at, chunks.len())?;
            let before = known.sections.holder(same);
            let alike = is_title == known.titles.contains(&same.line)
                && after == same.after
                && before.is_some() == holder.is_some()
                && before
                    .is_none_or(|it| known.sections.stages(it) == inherited && it.reference == in_references);
            alike.then_some((known.sections, same))
        });
        let (opens, steps, reference) = match same {
            Some((before, same)) => (before.opens(same).into(), before.steps(same).into(), same.reference),
            None => {
                // `Sources:` in the data is where they come from, not a list of what to read.
                let reference = wording.reference
                    && section.kind != HeadingKind::Label
                    && !wording.stages().any(|named| named.strong)
                    || in_references;
                let named = wording.steps().filter(|(_, _, named)| *named >= share);
                let steps: SmallVec<[(u8, u8); 2]> =
                    named.map(|(framework, step, _)| (framework, step)).collect();
                let opens = if is_title || reference {
                    SmallVec::new()
                } else {
                    open(index, &all.sections, at, wording, inherited, after, chunks)
                };
                (opens, steps, reference)
            }
        };
        open_last(&mut last, around, &opens);
        let said = Said { opens: &opens, steps: &steps, reference, after };
        all.say(at, &said, !is_title && !reference);
    }
    all.stages.shrink_to_fit();
    all.scores.shrink_to_fit();
    all.steps.shrink_to_fit();
    let range = 0..all.sections.len();
    Sections { all: Arc::new(all), range }
}

/// Notes which stage was opened last at the top (0) or under a section (its index and one).
fn open_last(last: &mut [Option<StageRef>], around: usize, opens: &[StageScore]) {
    if let Some(stage) = opens.iter().map(|score| score.stage).max()
        && let Some(slot) = last.get_mut(around)
    {
        *slot = Some(stage);
    }
}

/// The stages that a heading opens.
fn open(
    index: &Index,
    sections: &[Section],
    at: usize,
    wording: Worded<'_>,
    inherited: &[StageRef],
    after: Option<StageRef>,
    chunks: &[Arc<ChunkEvidence>],
) -> SmallVec<[StageScore; 2]> {
    let Some(section) = sections.get(at) else { return SmallVec::new() };
    let weights = &index.guide().language.weights;
    let (strong, share) = (weight(weights.strong_wording), weight(weights.share));
    let real = section.kind.is_real();
    let mut scores: SmallVec<[StageScore; 2]> = SmallVec::new();
    let entry = |scores: &mut SmallVec<[StageScore; 2]>, stage: StageRef| -> usize {
        scores.iter().position(|score| score.stage == stage).unwrap_or_else(|| {
            scores.push(StageScore { stage, wording: 0.0, parent: 0.0, place: 0.0, content: 0.0 });
            scores.len() - 1
        })
    };
    // `**Model and evaluation**` names nothing but stages, each in part of its words.
    let named_in_all: f32 = wording.stages().map(|it| it.share).sum();
    let several = named_in_all >= share && section.kind != HeadingKind::Label;
    for named in wording.stages() {
        if !real && !several && (named.share < share || !named.strong && named.share < 1.0) {
            continue;
        }
        // "Overview" or "Scale" inside another step's section is that step's.
        let introductory = named.stage.stage == 0 && !named.strong;
        if real && introductory && !inherited.is_empty() && !inherited.contains(&named.stage) {
            continue;
        }
        let worth =
            if named.strong { strong } else { weight(weights.weak_wording) } * (0.7 + 0.3 * named.share);
        let at = entry(&mut scores, named.stage);
        if let Some(score) = scores.get_mut(at) {
            score.wording = score.wording.max(worth);
        }
    }
    // A line that merely may be a heading is one only by its wording.
    if !real && scores.is_empty()
        || wording.closing && scores.iter().all(|score| score.wording < strong * 0.7)
    {
        return SmallVec::new();
    }
    for &stage in inherited {
        let at = entry(&mut scores, stage);
        if let Some(score) = scores.get_mut(at) {
            score.parent = weight(weights.parent);
        }
    }
    let (shares, hits) = content(index, sections, at, chunks);
    for (stage, share) in shares {
        // A label opens a line or two: what they show first is what they are about. It opens no stage that nothing else speaks for.
        let enough = if real { weight(weights.content_hits) } else { 1.0 };
        let known = scores.iter().any(|score| score.stage == stage);
        if real || known {
            let at = entry(&mut scores, stage);
            if let Some(score) = scores.get_mut(at) {
                score.content = weight(weights.content) * share * (hits / enough.max(1.0)).min(1.0);
            }
        }
    }
    for score in scores.iter_mut().filter(|_| inherited.is_empty()) {
        // The steps come one after the other: the next is likelier than one that was passed.
        let next = after.map_or(0, |after| after.stage + 1);
        score.place = match score.stage.stage.checked_sub(next) {
            Some(0) if score.wording > 0.0 => weight(weights.place),
            Some(1) if score.wording > 0.0 => weight(weights.place) / 2.0,
            _ => 0.0,
        };
    }
    let named_first = |score: &StageScore| {
        wording.stages().position(|named| named.stage == score.stage).unwrap_or(usize::MAX)
    };
    if wording.container && scores.iter().all(|score| score.wording == 0.0) {
        // Anything may stand here: what most of it is about names the section, if anything does.
        scores.retain(|score| score.content >= weight(weights.opens) / 2.0);
        sort::by(&mut scores, |a, b| b.content.total_cmp(&a.content).then(a.stage.cmp(&b.stage)));
        scores.truncate(1);
        return scores;
    }
    sort::by(&mut scores, |a, b| b.total().total_cmp(&a.total()).then(named_first(a).cmp(&named_first(b))));
    let best = scores.first().map_or(0.0, StageScore::total);
    if !real && !several {
        // The same words mean one thing: `Scale:` in the requirements is not the scaling of servers.
        scores.truncate(1);
    }
    scores.retain(|score| {
        let total = score.total();
        total >= weight(weights.opens)
            && (total >= best * weight(weights.close) && score.wording > 0.0 || total >= best)
    });
    scores
}

/// The share of each stage in what a section shows, its subsections included, and how many aspects it shows.
fn content(
    index: &Index,
    sections: &[Section],
    at: usize,
    chunks: &[Arc<ChunkEvidence>],
) -> (SmallVec<[(StageRef, f32); 7]>, f32) {
    let shown = shown(sections, at, chunks);
    let mut shares: SmallVec<[(StageRef, f32); 7]> = SmallVec::new();
    let mut total = 0.0;
    for aspect in shown.iter() {
        let stage = index.stage_of(aspect);
        total += 1.0;
        match shares.iter_mut().find(|(other, _)| *other == stage) {
            Some((_, count)) => *count += 1.0,
            None => shares.push((stage, 1.0)),
        }
    }
    for (_, share) in &mut shares {
        *share /= f32::max(total, 1.0);
    }
    (shares, total)
}
