//! The reading of a note: all that rules, hints, completions and reports stand on.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use whyfirst_guide::Index;
use whyfirst_guide::index::StageRef;
use whyfirst_guide::mentions::Mention;
use whyfirst_guide::model::{Framework, Level, Problem, Step};
use whyfirst_guide::sort;
use whyfirst_note::{FrontMatter, Key, Note, Placed, Status};

use crate::answers::{self, Part, Readings};
use crate::coverage::{self, AspectReading, Body, Coverage, Seen, StageReading};
use crate::estimate::{Estimate, Shift};
use crate::evidence::{ChunkEvidence, Chunks, Tongue};
use crate::folder::Folder;
use crate::recognise::{self, Amount, Because, Named, Recognition};
use crate::rules::pattern::Memo;
use crate::sections::{self, Known, Section, Sections};
use crate::still;

/// How a note is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The note's path or address: its name and folder may tell which question it answers.
    pub path: String,
    /// Whether a note that says nothing about its status is finished, so that what it has not reached was skipped.
    pub finished: bool,
    /// The framework that it follows unless its front matter names one.
    pub framework: Option<String>,
    /// Whether it is a design note, where the configuration says.
    pub design_note: Option<bool>,
    /// The notes beside it, where each holds one step of an answer.
    pub folder: Option<Arc<Folder>>,
    /// The seniority of which the answer is held to be: rules from a higher one on are silent.
    pub level: Level,
    /// Whether the writer asks for a review: rules speak too that would say something on most notes.
    pub review: bool,
    /// Rules (by id) that are switched on or off, whatever level and mode say.
    pub rules: BTreeMap<String, bool>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            path: String::new(),
            finished: false,
            framework: None,
            design_note: None,
            folder: None,
            level: Level::Senior,
            review: false,
            rules: BTreeMap::new(),
        }
    }
}

/// What the server understood of a note, or of one of its answers.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Whether it is a design note, and why.
    pub recognition: Recognition,
    /// The framework that it follows, by position in the guide.
    pub framework: u8,
    /// The problem that it answers, by position in the guide.
    pub problem: Option<u16>,
    /// Whether it is taken as finished.
    pub finished: bool,
    /// The line of its title, 0-based, if a heading is one.
    pub title: Option<u32>,
    /// The lines that it is read from, 0-based: those of the whole note, unless the note answers several questions.
    pub lines: Range<u32>,
    /// Whether it is mostly in a script or language that the cues do not know: headings are read then, and nothing is called missing.
    pub foreign: bool,
    /// In which scripts and languages it is written, how much, and what it shows.
    pub(crate) tongue: Tongue,
    pub(crate) amount: Amount,
    pub(crate) seen: Arc<Seen>,
    /// How many lines stand above the first of several answers: comments there hold for all of them.
    pub(crate) preface: u32,
    /// Its sections. Shared with the readings before and after for as long as they stay the same: a long note has thousands.
    pub sections: Sections,
    /// The framework's steps.
    pub steps: Vec<StepReading>,
    /// The rubric's stages; empty for a framework without a rubric.
    pub stages: Vec<StageReading>,
    /// What each chunk of the note shows.
    pub chunks: Arc<Chunks>,
    pub(crate) named: Arc<Named>,
    /// What the note and the options say of themselves.
    pub(crate) front_matter: FrontMatter,
    pub(crate) options: Options,
    /// Where pattern rules hold; found out by whoever asks first.
    pub(crate) places: Arc<Memo>,
}

/// How a step stands.
#[derive(Debug, Clone, PartialEq)]
pub struct StepReading {
    /// Its position in the framework.
    pub step: u8,
    /// How much of it is settled.
    pub coverage: Coverage,
    /// Words of written text under its headings.
    pub words: u32,
    /// Whether anything of it has been written.
    pub begun: bool,
    /// Whether its turn has passed: a later step has been begun, or the note is finished.
    pub passed: bool,
    /// Where it is, if nothing of it is there.
    pub place: Option<Place>,
    /// The sections whose headings open it (indexes into [`Reading::sections`]), those inside another of the same step left out.
    pub sections: Vec<u32>,
}

/// Where a step is of which nothing is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A later step has been begun, or the note is finished.
    Skipped,
    /// Its turn is still to come.
    Ahead,
}

impl Place {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Place::Skipped => "skipped",
            Place::Ahead => "ahead",
        }
    }
}

/// Reads a note. What an earlier reading of it knows about chunks that are still the same is taken over.
pub fn read(index: &Index, note: &Note, options: &Options, earlier: Option<&Readings>) -> Readings {
    let chunks = Arc::new(Chunks::gather(index, note, earlier.map(|earlier| &*earlier.first().chunks)));
    let touched = earlier.and_then(|earlier| still::changed_signs(earlier, index, &chunks));
    if let Some(still_true) = earlier
        .and_then(|earlier| still::still_true(earlier, index, note, options, &chunks, touched.as_deref()))
    {
        return still_true;
    }
    let lines = note.text().line_count() as u32;
    let sections = sections::lay_out(note, &chunks);
    let parts = answers::parts(&sections, &chunks, lines);
    let several = parts.is_some();
    let (first, others) =
        parts.unwrap_or_else(|| (Part { lines: 0..lines, sections: 0..sections.len() }, Vec::new()));
    let preface = first.lines.start;
    let name = |part: &Part| {
        let names = recognise::names(note, &options.path, several.then(|| part.lines.clone()));
        let known = earlier.into_iter().flat_map(|earlier| earlier.answers()).map(|answer| &answer.named);
        Named::read(index, names, known)
    };
    let (first_named, others_named) = (name(&first), others.iter().map(name).collect::<Vec<_>>());
    let named = std::iter::once(&first_named).chain(&others_named);
    // The title of a page is the heading of its step.
    let is_page = options.folder.as_ref().is_some_and(|folder| folder.has(&options.path));
    let titles: Vec<u32> = named.filter_map(|named| named.title_line()).filter(|_| !is_page).collect();
    let known = earlier.map(|earlier| Known::new(earlier, &chunks));
    let sections = sections::classify(index, sections, &chunks, &titles, known);
    let before = earlier.zip(touched.as_deref());
    let answer = |part: Part, named: Arc<Named>| {
        let (lines, sections) = (part.lines, sections.part(part.sections));
        let mut reading = Reading::of(
            index,
            note,
            options,
            Found { named, lines, preface, sections, chunks: Arc::clone(&chunks) },
        );
        let alike = before.and_then(|(before, touched)| {
            Some((before.answers().find(|before| before.stands_like(&reading))?, touched))
        });
        if let Some((before, touched)) = alike {
            let aspects = before.aspects().eq(reading.aspects());
            reading.places = match touched.is_empty() && aspects {
                true => Arc::clone(&before.places),
                false => Arc::new(before.places.after(index, &reading, &before.chunks, touched, aspects)),
            };
        }
        reading
    };
    let first = answer(first, first_named);
    let others = others.into_iter().zip(others_named).map(|(part, named)| answer(part, named)).collect();
    Readings::new(first, others, sections, lines)
}

/// What an answer is read from.
struct Found {
    named: Arc<Named>,
    lines: Range<u32>,
    preface: u32,
    sections: Sections,
    chunks: Arc<Chunks>,
}

/// The framework that explains most of the note's headings in order, if it explains at least three and one more than any other;
/// otherwise the default.
fn choose_framework(index: &Index, note: &Note, options: &Options, sections: &Sections) -> u8 {
    let frameworks = &index.guide().frameworks;
    let by_id = |id: &str| frameworks.iter().position(|framework| framework.id == id).map(|at| at as u8);
    let named = note.front_matter().get(Key::Framework).and_then(|setting| by_id(&setting.value));
    if let Some(named) = named.or_else(|| options.framework.as_deref().and_then(by_id)) {
        return named;
    }
    let default = frameworks.iter().position(|framework| framework.default).unwrap_or(0) as u8;
    // For each framework the last step found in order, and how many were.
    let mut explained: Vec<(Option<u8>, usize)> = vec![(None, 0); frameworks.len()];
    for &(framework, step) in
        sections.iter().filter(|section| section.kind.is_real()).flat_map(|section| sections.steps(section))
    {
        if let Some((last, count)) = explained.get_mut(framework as usize)
            && Some(step) > *last
        {
            (*last, *count) = (Some(step), *count + 1);
        }
    }
    // A framework without a rubric says nothing about what is covered: it is followed only where it is named.
    let rated = explained
        .iter()
        .zip(frameworks.iter())
        .enumerate()
        .filter(|(_, (_, framework))| !framework.rubric.is_empty());
    let mut counts: Vec<(usize, u8)> = rated.map(|(at, ((_, count), _))| (*count, at as u8)).collect();
    sort::by_key(&mut counts, |&(count, it)| (std::cmp::Reverse(count), it != default));
    match counts.as_slice() {
        [(best, framework), (second, _), ..] if *best >= 3 && best > second => *framework,
        _ => default,
    }
}

/// How the steps of its framework stand in an answer, of which all else has been read.
pub(crate) fn read_steps(index: &Index, reading: &Reading) -> Vec<StepReading> {
    let stages = index.stages_of_steps(reading.framework);
    let read = |(at, own): (usize, &Vec<StageRef>)| {
        let sections = sections_of_step(reading, at as u8, stages);
        let words: u32 = words_in(reading, &sections);
        let coverage = step_coverage(reading, own, words);
        let begun = coverage != Coverage::None || words > 0;
        StepReading { step: at as u8, coverage, words, begun, passed: false, place: None, sections }
    };
    let mut steps: Vec<StepReading> = stages.iter().enumerate().map(read).collect();
    let last_begun = match reading.finished {
        true => steps.iter().rposition(|step| step.begun),
        false => last_reached(reading, stages, &steps),
    };
    for (at, step) in steps.iter_mut().enumerate() {
        // Where nothing has been written yet, nothing was passed over.
        step.passed = last_begun.is_some_and(|last| reading.finished || at < last);
        let page = reading.options.folder.as_ref().filter(|folder| folder.has(&reading.options.path));
        let stage = stages.get(at).and_then(|stages| stages.first().copied());
        let told_elsewhere =
            page.is_some_and(|page| stage.is_none_or(|stage| !page.tells_of(stage, &reading.options.path)));
        if step.coverage == Coverage::None && !reading.foreign && !told_elsewhere {
            step.place = Some(if step.passed { Place::Skipped } else { Place::Ahead });
        }
    }
    steps
}

/// How far a writer who goes from step to step has come: the last step that has been begun in its turn. One that may come early is in its turn
/// where it follows what stands right before it, give or take a step: metrics after the data leave the model out, metrics after the goals
/// do not.
fn last_reached(reading: &Reading, stages: &[Vec<StageRef>], steps: &[StepReading]) -> Option<usize> {
    let reached = |at: usize| reached_at(reading, steps.get(at)?, stages.get(at)?);
    let in_turn = |at: usize, line: u32| {
        let above = || (0..at).rev().find(|&other| reached(other).is_some_and(|other| other < line));
        !is_early(reading, at, line) || above().is_some_and(|above| above + 2 >= at)
    };
    // From the last one: most notes have come far, and then there is little to look at.
    (0..steps.len()).rev().find(|&at| reached(at).is_some_and(|line| in_turn(at, line)))
}

/// Whether the heading above a line says that the step is one that is settled early.
fn is_early(reading: &Reading, step: usize, line: u32) -> bool {
    let heading = reading.section_at(line).and_then(|(_, section)| {
        reading.chunks.get(section.chunk as usize)?.wordings.get(section.heading as usize)
    });
    heading.is_some_and(|it| it.settles_early(reading.framework, step as u8))
}

/// The first line on which a step has been begun under a heading of its own, or outside of the sections of other steps. "Retrieval: a two-tower
/// model" in the framing is on the way there, and does not begin the model.
fn reached_at(reading: &Reading, step: &StepReading, own: &[StageRef]) -> Option<u32> {
    let is_of = |section: &Section| {
        let mut named = reading.named_steps(section).peekable();
        match named.peek() {
            Some(_) => Some(named.any(|named| named == step.step)),
            None => {
                let stages = reading.sections.stages(section);
                (!stages.is_empty()).then(|| stages.iter().any(|stage| own.contains(stage)))
            }
        }
    };
    // The outermost section that belongs to steps says to which.
    let belongs = |at: u32| reading.around(at).filter_map(is_of).last().unwrap_or(true);
    let is_written = |at: u32| {
        let mut inside = sections::inside(&reading.sections, at as usize);
        inside.any(|section| sections::own(&reading.chunks, section).is_some_and(|own| own.words > 0))
    };
    let written = step.sections.iter().find(|&&at| belongs(at) && is_written(at));
    let written = written.and_then(|&at| reading.sections.get(at as usize)).map(|section| section.line);
    let shown = reading.stages.iter().filter(|it| own.contains(&it.stage)).flat_map(|it| &it.aspects);
    let shown = shown.filter_map(|aspect| aspect.line);
    let shown = shown.filter(|&line| reading.section_at(line).is_none_or(|(at, _)| belongs(at)));
    written.into_iter().chain(shown).min().filter(|_| step.begun)
}

/// The outermost sections that open a step (`stages` are those of all steps): by its own wording, or by one of its stages that no step
/// named there or around it has.
fn sections_of_step(reading: &Reading, step: u8, stages: &[Vec<StageRef>]) -> Vec<u32> {
    let has = |step: u8, stage: StageRef| stages.get(step as usize).is_some_and(|it| it.contains(&stage));
    let mut found = Vec::new();
    let mut covered_to = 0;
    for (at, section) in (0..).zip(reading.sections.iter()) {
        let taken = |stage: StageRef| {
            let mut named = reading.around(at).flat_map(|section| reading.named_steps(section));
            named.any(|named| has(named, stage))
        };
        let opens = || {
            reading.named_steps(section).any(|named| named == step)
                || reading
                    .sections
                    .opens(section)
                    .iter()
                    .any(|score| has(step, score.stage) && !taken(score.stage))
        };
        if section.line >= covered_to && opens() {
            found.push(at);
            covered_to = section.end;
        }
    }
    found
}

fn words_in(reading: &Reading, sections: &[u32]) -> u32 {
    sections
        .iter()
        .flat_map(|&at| sections::inside(&reading.sections, at as usize))
        .filter_map(|section| sections::own(&reading.chunks, section))
        .map(|own| own.words)
        .sum()
}

/// A step stands as its stages stand; one without stages by what is written under it.
pub(crate) fn step_coverage(reading: &Reading, stages: &[StageRef], words: u32) -> Coverage {
    const WRITTEN: u32 = 25;
    let grades = reading.stages.iter().filter(|it| stages.contains(&it.stage)).map(|it| it.coverage);
    match (grades.clone().min(), grades.max()) {
        (Some(lowest), Some(highest)) if lowest == highest => lowest,
        (Some(_), Some(Coverage::Thin | Coverage::Covered)) => Coverage::Thin,
        _ if words >= WRITTEN => Coverage::Covered,
        _ if words > 0 => Coverage::Thin,
        _ => Coverage::None,
    }
}

impl Reading {
    /// Reads an answer from its sections.
    fn of(index: &Index, note: &Note, options: &Options, found: Found) -> Reading {
        let Found { named, lines, preface, sections, chunks } = found;
        let is_page = options.folder.as_ref().is_some_and(|folder| folder.has(&options.path));
        let problem = recognise::problem(index, note, &named);
        let framework = choose_framework(index, note, options, &sections);
        let framework_data = index.guide().frameworks.get(framework as usize);
        let rubric = framework_data
            .and_then(|framework| {
                index.guide().rubrics.iter().position(|rubric| rubric.id == framework.rubric)
            })
            .map(|rubric| rubric as u8);
        let tags = problem.and_then(|problem| index.problem(problem)).map(|problem| &*problem.tags);
        let tongue = Tongue::of(answers::inside(note, &chunks, &lines));
        let foreign = tongue.is_foreign();
        let amount = Amount::of(note, &sections, &chunks, &lines);
        let seen = Seen::gather(index, &Body { note, sections: &sections, chunks: &chunks, lines: &lines });
        let mut stages =
            rubric.map(|rubric| coverage::stages(index, rubric, &seen, tags, foreign)).unwrap_or_default();
        let mut recognition =
            recognise::recognise(index, note, &named, problem, &sections, amount, &stages, foreign);
        let page = options.folder.as_ref().filter(|folder| folder.has(&options.path));
        if let Some(folder) = page {
            folder.add_to(&mut stages, &options.path);
            if note.front_matter().named.is_none() {
                recognition = Recognition { design_note: true, because: Because::PageOfFolder };
            }
        }
        if let Some(configured) = options.design_note
            && note.front_matter().named.is_none()
        {
            recognition = Recognition { design_note: configured, because: Because::Configured };
        }
        let finished = match note.front_matter().status() {
            Status::Unstated => options.finished,
            status => status == Status::Done,
        };
        let mut reading = Reading {
            recognition,
            framework,
            problem,
            finished,
            title: named.title_line().filter(|_| !is_page),
            lines,
            foreign,
            tongue,
            amount,
            seen: Arc::new(seen),
            preface,
            sections,
            steps: Vec::new(),
            stages,
            chunks,
            named,
            front_matter: note.front_matter().clone(),
            options: options.clone(),
            places: Arc::default(),
        };
        reading.steps = read_steps(index, &reading);
        reading
    }

    /// Whether its sections stand where those of another reading stand, and are read alike.
    fn stands_like(&self, other: &Reading) -> bool {
        let (ours, theirs) = (&self.sections, &other.sections);
        let alike = |a: &Section, b: &Section| {
            (a.line, a.end, ours.parent(a), ours.stages(a))
                == (b.line, b.end, theirs.parent(b), theirs.stages(b))
        };
        self.lines == other.lines
            && self.sections.len() == other.sections.len()
            && self.sections.iter().zip(other.sections.iter()).all(|(a, b)| alike(a, b))
    }

    /// How all aspects stand.
    fn aspects(&self) -> impl Iterator<Item = &AspectReading> {
        self.stages.iter().flat_map(|stage| &stage.aspects)
    }

    /// The framework's data.
    pub fn framework<'a>(&self, index: &'a Index) -> Option<&'a Framework> {
        index.guide().frameworks.get(self.framework as usize)
    }

    /// The problem's data.
    pub fn problem<'a>(&self, index: &'a Index) -> Option<&'a Problem> {
        self.problem.and_then(|problem| index.problem(problem))
    }

    /// The data of a step.
    pub fn step<'a>(&self, index: &'a Index, step: &StepReading) -> Option<&'a Step> {
        self.framework(index)?.steps.get(step.step as usize)
    }

    /// How a stage stands.
    pub fn stage(&self, stage: StageRef) -> Option<&StageReading> {
        self.stages.iter().find(|it| it.stage == stage)
    }

    /// The innermost section in which a line (0-based) lies.
    pub fn section_at(&self, line: u32) -> Option<(u32, &Section)> {
        let before = self.sections.partition_point(|section| section.line <= line);
        let inside =
            self.sections.iter().enumerate().take(before).rev().find(|(_, section)| line < section.end);
        inside.map(|(at, section)| (at as u32, section))
    }

    /// The steps that a section's wording names outright.
    fn named_steps<'a>(&'a self, section: &Section) -> impl Iterator<Item = u8> + use<'a> {
        let framework = self.framework;
        self.sections.steps(section).iter().filter(move |(at, _)| *at == framework).map(|(_, step)| *step)
    }

    /// A section (by its index), and those that hold it, from the inside out.
    pub(crate) fn around(&self, at: u32) -> impl Iterator<Item = &Section> {
        self.sections.get(at as usize).into_iter().flat_map(|section| self.sections.around(section))
    }

    /// The steps to which a section's text belongs.
    pub fn steps_of(&self, index: &Index, section: &Section) -> Vec<u8> {
        let named: Vec<u8> = self.named_steps(section).collect();
        if !named.is_empty() {
            return named;
        }
        let mut steps = Vec::new();
        for stage in self.sections.stages(section) {
            for step in index.steps_of_stage(self.framework, *stage) {
                if !steps.contains(&step) {
                    steps.push(step);
                }
            }
        }
        steps
    }

    /// The chunks that hold any of its lines, with what each shows.
    pub(crate) fn own_chunks<'a>(
        &'a self,
        note: &'a Note,
    ) -> impl Iterator<Item = (Placed<'a>, &'a ChunkEvidence)> + use<'a> {
        note.placed_in(&self.lines).filter_map(|(at, placed)| Some((placed, &**self.chunks.get(at)?)))
    }

    /// All mentions of concepts in its lines, with offsets in bytes and lines (0-based) from the note's start.
    pub fn mentions<'a>(&'a self, note: &'a Note) -> impl Iterator<Item = Mention> + 'a {
        self.own_chunks(note).flat_map(|(placed, evidence)| {
            let (start, line) = (placed.start as u32, placed.line as u32);
            let moved = move |mention: Mention| Mention {
                start: start + mention.start,
                end: start + mention.end,
                line: line + mention.line,
                concept: mention.concept,
            };
            evidence.mentions().map(moved).filter(|mention| self.lines.contains(&mention.line))
        })
    }

    /// All estimates in its lines, with offsets in bytes and lines (0-based) from the note's start.
    pub fn estimates<'a>(&'a self, note: &'a Note) -> impl Iterator<Item = Estimate> + 'a {
        self.estimates_that(note, |_| true)
    }

    /// Those of them that something holds for, which is asked before they are moved to their place: a long note has thousands.
    pub(crate) fn estimates_that<'a>(
        &'a self,
        note: &'a Note,
        holds: impl Fn(&Estimate) -> bool + Copy + 'a,
    ) -> impl Iterator<Item = Estimate> + 'a {
        self.own_chunks(note).flat_map(move |(placed, evidence)| {
            let by = Shift { bytes: placed.start as u32, lines: placed.line as u32 };
            let inside = move |it: &&Estimate| self.lines.contains(&by.line(it.line)) && holds(it);
            evidence.numbers().estimates.iter().filter(inside).map(move |it| it.clone().moved(by))
        })
    }
}
