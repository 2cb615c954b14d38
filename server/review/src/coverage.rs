//! How much of each stage and aspect a note settles.

mod seen;

use whyfirst_guide::aspects::{AspectRef, AspectSet};
use whyfirst_guide::index::{Index, StageRef};
use whyfirst_guide::model::Str;

use crate::sections::weight;
use seen::SeenAspect;
pub(crate) use seen::{Body, Seen};

/// How much is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Coverage {
    /// Nothing.
    #[default]
    None,
    /// A line or two, a bare mention, or only a question.
    Thin,
    /// About three or more concrete statements; for an aspect, a clear one.
    Covered,
}

impl Coverage {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Coverage::None => "none",
            Coverage::Thin => "thin",
            Coverage::Covered => "covered",
        }
    }
}

/// How a stage stands.
#[derive(Debug, Clone, PartialEq)]
pub struct StageReading {
    /// The stage.
    pub stage: StageRef,
    /// How much of it is settled.
    pub coverage: Coverage,
    /// Words of written text under its own headings.
    pub words: u32,
    /// What its evidence comes to.
    pub weight: f32,
    /// The aspects that apply, in the rubric's order.
    pub aspects: Vec<AspectReading>,
}

/// How an aspect stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AspectReading {
    /// The aspect.
    pub aspect: AspectRef,
    /// How much of it is settled.
    pub coverage: Coverage,
    /// Whether the note only asks for it.
    pub asked: bool,
    /// The line that shows it best, 0-based.
    pub line: Option<u32>,
}

/// In a note that has headings for so many stages, a stage without one needs more that is said elsewhere.
const NAMED_STAGES: usize = 4;
/// So many words in a script or language that the cues do not know cover the stage under whose headings they stand.
const FOREIGN_WORDS: u32 = 25;
/// So many words under the title are a mention of what is wanted, which is what the first stage is about.
const INTRODUCTION_WORDS: u32 = 20;
/// So many questions under a stage's own headings show that it was thought of.
const ASKED_QUESTIONS: u32 = 2;
/// Fewer words than this under a heading are a bare mention.
const MENTION_WORDS: u32 = 3;

/// Reads the stages of a rubric from what an answer shows. `tags` is the problem's profile; without one, what is shown tells what applies. In a note that is mostly
/// written in a script or language that the cues do not know (`foreign`), nothing is said to be absent.
pub(crate) fn stages(
    index: &Index,
    rubric: u8,
    seen: &Seen,
    tags: Option<&[Str]>,
    foreign: bool,
) -> Vec<StageReading> {
    let weights = &index.guide().language.weights;
    let mut there = AspectSet::default();
    for (aspect, it) in &seen.aspects {
        if it.coverage != Coverage::None && it.line.is_some() {
            there.insert(*aspect);
        }
    }
    let stands_alone = |aspect: AspectRef, seen: &SeenAspect| {
        let beside = index.beside(aspect);
        seen.at_home || beside.is_empty() || !beside.within(&there).is_empty()
    };
    let names_stages = seen.homes.iter().filter(|home| home.words > 0).count() >= NAMED_STAGES;
    index
        .stages(rubric)
        .map(|(stage, _)| {
            let mut sum = 0.0;
            let mut asked = false;
            let mut aspects = Vec::new();
            for (aspect, it) in index.aspects_of(stage) {
                let seen = seen.of(aspect);
                if stands_alone(aspect, &seen) {
                    sum += seen.weight(weights);
                }
                asked |= seen.asked.is_some();
                // What the profile leaves out counts where the note says it outright: a vague word may mean something else.
                let shown =
                    seen.coverage == Coverage::Covered || seen.coverage == Coverage::Thin && seen.drawn;
                let applies = it.applies_to(tags.unwrap_or_default());
                if shown || applies && (!foreign || seen.coverage != Coverage::None) {
                    aspects.push(AspectReading {
                        aspect,
                        coverage: seen.coverage,
                        asked: seen.asked.is_some() && seen.line.is_none(),
                        line: seen.line.or(seen.asked),
                    });
                }
            }
            aspects.shrink_to_fit();
            let home = seen.homes.iter().find(|home| home.stage == stage);
            let (words, statements) = home.map_or((0, 0), |home| (home.words, home.statements));
            let introduced = stage.stage == 0 && seen.introduction >= INTRODUCTION_WORDS;
            let questions = home.map_or(0, |home| home.questions);
            sum += (statements as f32 * weight(weights.statement)).min(weight(weights.statements_at_most));
            let thin = if words > 0 || !names_stages { weights.thin } else { weights.thin_without_heading };
            // Where the cues cannot read what is written, its length under the stage's headings has to do.
            let coverage = if sum >= weight(weights.covered) || foreign && words >= FOREIGN_WORDS {
                Coverage::Covered
            } else if sum >= weight(thin)
                || words >= MENTION_WORDS
                || asked && sum > 0.0
                || introduced
                || questions >= ASKED_QUESTIONS
            {
                Coverage::Thin
            } else {
                Coverage::None
            };
            StageReading { stage, coverage, words, weight: sum, aspects }
        })
        .collect()
}
