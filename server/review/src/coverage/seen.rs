//! What an answer shows, aspect by aspect and stage by stage, before it is graded.

use std::ops::Range;
use std::sync::Arc;

use smallvec::SmallVec;
use whyfirst_guide::aspects::{AspectRef, AspectSet};
use whyfirst_guide::index::{Index, StageRef};
use whyfirst_guide::model::Weights;
use whyfirst_note::{HeadingKind, Note};

use super::{Coverage, MENTION_WORDS};
use crate::evidence::{AspectHit, ChunkEvidence, Manner, Own};
use crate::sections::{Section, Sections, inside, own, weight};

/// What is written of an answer.
pub(crate) struct Body<'a> {
    pub(crate) note: &'a Note,
    pub(crate) sections: &'a Sections,
    /// What each chunk of the note shows.
    pub(crate) chunks: &'a [Arc<ChunkEvidence>],
    /// The answer's lines, 0-based.
    pub(crate) lines: &'a Range<u32>,
}

/// Everything that a note shows, by aspect and by stage.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    /// Those of which anything is there, in their order.
    pub(super) aspects: Box<[(AspectRef, SeenAspect)]>,
    pub(super) homes: Vec<Home>,
    /// Words under the title, before the first heading of a part.
    pub(super) introduction: u32,
}

/// What has been seen so far.
struct Look<'a> {
    index: &'a Index,
    /// All of the guide's, in their order.
    aspects: Vec<SeenAspect>,
    /// The aspects that are covered at home: nothing can add to them.
    settled: AspectSet,
    /// The section (an index) that is looked at.
    at: u32,
    homes: Vec<Home>,
    introduction: u32,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct SeenAspect {
    pub(super) coverage: Coverage,
    /// The section (an index) from which on nothing can add to it.
    settled: u32,
    pub(super) at_home: bool,
    pub(super) drawn: bool,
    /// Whether it is only vaguely there, and under no step's heading.
    homeless: bool,
    /// How many lines show it clearly.
    times: u16,
    pub(super) line: Option<u32>,
    pub(super) asked: Option<u32>,
}

impl Default for SeenAspect {
    fn default() -> SeenAspect {
        SeenAspect {
            coverage: Coverage::None,
            settled: u32::MAX,
            at_home: false,
            drawn: false,
            homeless: false,
            times: 0,
            line: None,
            asked: None,
        }
    }
}

impl SeenAspect {
    pub(super) fn weight(&self, weights: &Weights) -> f32 {
        let again = self.times.saturating_sub(1).saturating_mul(weights.repeated);
        let again = again.min(weights.repeated_at_most);
        weight(match self.coverage {
            Coverage::Covered if self.at_home => weights.clear_at_home,
            Coverage::Covered => weights.clear_elsewhere + again,
            Coverage::Thin if self.line.is_some() && (self.at_home || self.drawn) => weights.vague_at_home,
            Coverage::Thin if self.line.is_some() && self.homeless => weights.vague_homeless,
            Coverage::Thin if self.line.is_some() => weights.vague_elsewhere,
            _ => 0,
        })
    }
}

/// Whether nothing is written in a section or those inside it: `- Offline:` waits for an answer and is none.
fn is_empty(chunks: &[Arc<ChunkEvidence>], sections: &[Section], at: usize) -> bool {
    inside(sections, at)
        .filter_map(|section| own(chunks, section))
        .all(|own| own.words == 0 && own.drawings == 0)
}

/// Whether an introduction stands below a heading: right below a title, or a heading beside it that belongs to no stage.
fn introduces(sections: &Sections, section: &Section) -> bool {
    section.kind.is_real() && sections.parent(section).is_none() && sections.stages(section).is_empty()
}

/// The stages to whose homes a section belongs: its own, and those that the sections around it open.
fn housed(sections: &Sections, section: &Section) -> SmallVec<[StageRef; 4]> {
    let mut housed: SmallVec<[StageRef; 4]> = SmallVec::new();
    for it in sections.around(section) {
        let opened = sections.stages(it).first().filter(|_| it.opens || std::ptr::eq(it, section));
        if let Some(&stage) = opened
            && !housed.contains(&stage)
        {
            housed.push(stage);
        }
    }
    housed
}

/// What stands under a stage's own headings.
#[derive(Debug, Clone)]
pub(super) struct Home {
    pub(super) stage: StageRef,
    pub(super) words: u32,
    pub(super) statements: u32,
    pub(super) questions: u32,
}

impl Seen {
    /// What the sections of an answer show.
    pub(crate) fn gather(index: &Index, body: &Body<'_>) -> Seen {
        let Body { note, sections, chunks, lines } = *body;
        let mut seen = Look {
            index,
            aspects: vec![SeenAspect::default(); index.aspect_count()],
            settled: AspectSet::default(),
            at: 0,
            homes: Vec::new(),
            introduction: 0,
        };
        let all = sections;
        let mut sections = sections.iter().enumerate().peekable();
        for (chunk, placed) in note.placed_in(lines) {
            let first_line = placed.line as u32;
            let Some(evidence) = chunks.get(chunk) else { continue };
            // The text before a chunk's first heading belongs to no section of its own.
            if let Some(own) = evidence.under(0).filter(|_| lines.contains(&first_line)) {
                seen.introduction = seen.introduction.max(own.words);
                seen.add(&own, first_line, &[]);
            }
            while let Some((at, section)) = sections.next_if(|(_, section)| section.chunk as usize == chunk) {
                if section.reference {
                    continue;
                }
                if let Some(own) = own(chunks, section) {
                    // What stands right below a title, or in a line of its own that is none of its parts.
                    if introduces(all, section) {
                        seen.introduction = seen.introduction.max(own.words);
                    }
                    let only_heading = match section.kind {
                        HeadingKind::Label => is_empty(chunks, all, at),
                        kind => kind.is_real() && own.words < MENTION_WORDS,
                    };
                    seen.at = at as u32;
                    seen.add_section(&own, first_line, section, all, only_heading);
                }
            }
        }
        let aspects = (0..).map(AspectRef).zip(seen.aspects);
        let there = aspects.filter(|(_, it)| *it != SeenAspect::default()).collect();
        Seen { aspects: there, homes: seen.homes, introduction: seen.introduction }
    }

    /// What is there of an aspect.
    pub(super) fn of(&self, aspect: AspectRef) -> SeenAspect {
        let nth = self.aspects.binary_search_by_key(&aspect, |(aspect, _)| *aspect);
        nth.ok().and_then(|nth| self.aspects.get(nth)).map(|(_, it)| *it).unwrap_or_default()
    }

    /// The same where other words stand under a heading (its section by index), if only their number counts: if the heading has some before
    /// and after, is none below which an introduction stands, and what they show no longer or anew is settled further up.
    pub(crate) fn with_words(
        &self,
        sections: &Sections,
        at: usize,
        before: &Own<'_>,
        now: &Own<'_>,
    ) -> Option<Seen> {
        let section = sections.get(at)?;
        let introduces = introduces(sections, section);
        if before.words.min(now.words) < MENTION_WORDS || introduces || section.reference {
            return None;
        }
        let is_settled = |aspect: AspectRef| self.of(aspect).settled < at as u32;
        // What comes first of several that show an aspect matters too.
        let of = |own: &Own<'_>, aspect: AspectRef| -> SmallVec<[AspectHit; 4]> {
            own.hits.iter().filter(|hit| hit.aspect == aspect).copied().collect()
        };
        let same = |aspect: AspectRef| of(before, aspect) == of(now, aspect);
        let mut touched = before.hits.iter().chain(now.hits).map(|hit| hit.aspect);
        if !touched.all(|aspect| is_settled(aspect) || same(aspect)) {
            return None;
        }
        let mut seen = self.clone();
        for stage in housed(sections, section) {
            let home = seen.homes.iter_mut().find(|home| home.stage == stage)?;
            home.words = (home.words + now.words).checked_sub(before.words)?;
            home.statements = (home.statements + now.statements).checked_sub(before.statements)?;
        }
        Some(seen)
    }
}

impl Look<'_> {
    fn add_section(
        &mut self,
        own: &Own<'_>,
        first_line: u32,
        section: &Section,
        sections: &Sections,
        only_heading: bool,
    ) {
        // What stands in a step's section belongs to the step, also under a label that names another one.
        for stage in housed(sections, section) {
            self.house(stage, own);
        }
        self.drawings(own, section.line, sections.stages(section));
        // What is covered at home is settled; all else can be added to.
        let open = own.touched().without(&self.settled);
        if open.is_empty() {
            return;
        }
        // Words of a heading with next to nothing below it show nothing.
        let heading_line = section.line - first_line;
        let is_heading = |hit: &AspectHit| only_heading && hit.line == heading_line;
        for hit in own.hits.iter().filter(|hit| open.contains(hit.aspect) && !is_heading(hit)) {
            self.hit(hit, first_line, sections.stages(section));
        }
    }

    fn house(&mut self, stage: StageRef, own: &Own<'_>) {
        match self.homes.iter_mut().find(|home| home.stage == stage) {
            Some(home) => {
                home.words += own.words;
                home.statements += own.statements;
                home.questions += u32::from(own.questions);
            }
            None => self.homes.push(Home {
                stage,
                words: own.words,
                statements: own.statements,
                questions: own.questions.into(),
            }),
        }
    }

    fn add(&mut self, own: &Own<'_>, first_line: u32, stages: &[StageRef]) {
        for hit in own.hits {
            self.hit(hit, first_line, stages);
        }
        self.drawings(own, first_line, stages);
    }

    fn hit(&mut self, hit: &AspectHit, first_line: u32, stages: &[StageRef]) {
        let Some(seen) = self.aspects.get_mut(hit.aspect.0 as usize) else { return };
        let home = self.index.stage_of(hit.aspect);
        let at_home = stages.contains(&home);
        let line = first_line + hit.line;
        if let Manner::Weak | Manner::WeakAsked = hit.manner {
            if seen.coverage >= Coverage::Thin && (seen.at_home || !at_home) && seen.line.is_some() {
                return;
            }
            let Some(aspect) = self.index.aspect(hit.aspect) else { return };
            let housed = stages.iter().any(|stage| {
                *stage == home
                    || self.index.stage(*stage).is_some_and(|stage| aspect.weak_in.contains(&stage.id))
            });
            // Under no step's heading everything may be meant, but little is sure.
            let homeless = stages.is_empty() && self.index.guide().language.weights.vague_homeless > 0;
            if !housed && !homeless {
                return;
            }
            seen.homeless = !housed && (seen.homeless || seen.line.is_none());
        }
        match hit.manner {
            Manner::WeakAsked => return,
            Manner::StrongAsked => {
                seen.asked.get_or_insert(line);
                seen.coverage = seen.coverage.max(Coverage::Thin);
                return;
            }
            _ => {}
        }
        let clear = hit.manner == Manner::Strong;
        let coverage = if clear { Coverage::Covered } else { Coverage::Thin };
        seen.drawn |= hit.manner == Manner::Drawn;
        if coverage > seen.coverage
            || seen.line.is_none()
            || at_home && !seen.at_home && coverage == seen.coverage
        {
            seen.line = Some(line);
        }
        seen.coverage = seen.coverage.max(coverage);
        seen.at_home |= at_home;
        if clear {
            seen.times = seen.times.saturating_add(hit.times.into());
        }
        if seen.coverage == Coverage::Covered && seen.at_home && !self.settled.contains(hit.aspect) {
            self.settled.insert(hit.aspect);
            seen.settled = self.at;
        }
    }

    fn drawings(&mut self, own: &Own<'_>, line: u32, stages: &[StageRef]) {
        if own.drawings == 0 {
            return;
        }
        for aspect in self.index.drawn().without(&self.settled).iter() {
            let at_home = stages.contains(&self.index.stage_of(aspect));
            if let Some(seen) = self.aspects.get_mut(aspect.0 as usize)
                && (seen.coverage < Coverage::Covered || at_home)
            {
                *seen = SeenAspect {
                    coverage: Coverage::Covered,
                    settled: if at_home { self.at } else { u32::MAX },
                    at_home,
                    drawn: true,
                    times: 1,
                    line: Some(line),
                    ..SeenAspect::default()
                };
                if at_home {
                    self.settled.insert(aspect);
                }
            }
        }
    }
}
