//! Text for the writer to fill in: whole outlines and single steps, in the style that the note already has.

use std::fmt::Write;

use whyfirst_guide::Index;
use whyfirst_guide::index::StageRef;
use whyfirst_guide::model::{Aspect, Framework, Level, Problem, Step, Str};
use whyfirst_guide::snippet;
use whyfirst_guide::sort;
use whyfirst_note::{HeadingKind, Note};

use crate::reading::Reading;
use crate::{Coverage, Edit};

/// How many prompts a step gets in an outline.
const PROMPTS: usize = 5;
/// How many lines a whole outline has at most: it must stay in view while it is filled in. Front matter of three lines may stand above.
const LINES: usize = 56;

/// How headings and lists are written in a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Style {
    /// The level of step headings.
    pub level: u8,
    /// Whether steps are bold lines and not headings.
    pub bold: bool,
    /// Whether step headings are numbered.
    pub numbered: bool,
    /// The mark of list items.
    pub bullet: char,
    /// The line break.
    pub newline: &'static str,
}

impl Default for Style {
    fn default() -> Style {
        Style { level: 2, bold: false, numbered: true, bullet: '-', newline: "\n" }
    }
}

/// So many headings tell whether a note numbers its steps.
const HEADINGS: usize = 100;

impl Style {
    /// The style of a note, as far as it has one.
    pub fn of(note: &Note, reading: &Reading) -> Style {
        let text = note.text().as_str();
        // The first line break speaks for all: looking for another kind in a long note costs more than the rest of this.
        let first = text.lines().next().map_or(0, str::len);
        let newline =
            if text.get(first..).is_some_and(|rest| rest.starts_with("\r\n")) { "\r\n" } else { "\n" };
        let mut style = Style { newline, ..Style::default() };
        let steps: Vec<_> = reading
            .steps
            .iter()
            .flat_map(|step| &step.sections)
            .filter_map(|&at| reading.sections.get(at as usize))
            .filter(|section| {
                matches!(section.kind, HeadingKind::Atx(_) | HeadingKind::Setext(_) | HeadingKind::Bold)
            })
            .collect();
        if let Some(rank) = steps.iter().map(|section| section.rank).min() {
            let same = || steps.iter().filter(|section| section.rank == rank);
            style.bold = same().all(|section| section.kind == HeadingKind::Bold);
            if !style.bold {
                style.level = rank;
            }
            // The first of many headings speak for the rest.
            let first = || same().take(HEADINGS);
            let numbered = first().filter(|section| {
                let line = note.text().line(section.line as usize);
                line.trim_start_matches(['#', ' ', '*', '_']).starts_with(|c: char| c.is_ascii_digit())
            });
            style.numbered = numbered.count() * 2 > first().count();
        }
        let bullets =
            note.placed().flat_map(|placed| {
                placed.chunk.facts.lines.iter().filter(|line| line.item.is_some()).filter_map(move |line| {
                    placed.text().get(line.start as usize..)?.trim_start().chars().next()
                })
            });
        if let Some(bullet) = bullets.into_iter().find(|mark| matches!(mark, '-' | '*' | '+')) {
            style.bullet = bullet;
        }
        style
    }

    /// The heading of a step, its number (from 1) used where the note numbers its steps.
    pub fn heading(&self, title: &str, number: usize) -> String {
        let number = if self.numbered { format!("{number}. ") } else { String::new() };
        if self.bold {
            format!("**{number}{title}**")
        } else {
            format!("{} {number}{title}", "#".repeat(self.level.into()))
        }
    }
}

/// A text to be filled in, as a snippet whose placeholders are numbered from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skeleton {
    /// The snippet.
    pub snippet: String,
    next: u32,
}

impl Default for Skeleton {
    fn default() -> Skeleton {
        Skeleton { snippet: String::new(), next: 1 }
    }
}

impl Skeleton {
    /// The text as it stands once put in.
    pub fn plain(&self) -> String {
        snippet::plain(&self.snippet)
    }

    /// Adds text that has no placeholders.
    pub fn push(&mut self, text: &str) {
        self.snippet.push_str(&snippet::escape(text));
    }

    /// Adds a line to be filled in, its placeholders numbered on.
    pub fn push_prompt(&mut self, prompt: &str) {
        let mut out = String::new();
        self.next = snippet::renumber(prompt, self.next, &mut out);
        self.snippet.push_str(&out);
    }

    /// Adds a step: its heading and prompts, with a blank line between them if it is `airy`. `numbered_as` is its number in the
    /// framework, from 1.
    fn push_step(&mut self, step: &Step, numbered_as: usize, prompts: &[String], style: &Style, airy: bool) {
        self.push(&style.heading(&step.title, numbered_as));
        self.push(style.newline);
        if airy {
            self.push(style.newline);
        }
        for prompt in prompts {
            let _ = write!(self.snippet, "{} ", style.bullet);
            self.push_prompt(prompt);
            self.push(style.newline);
        }
    }
}

/// The prompts of a step of a note, by position in its framework.
pub fn step_prompts(index: &Index, reading: &Reading, step: u8) -> Vec<String> {
    let Some(framework) = reading.framework(index) else { return Vec::new() };
    let data = framework.steps.get(step as usize);
    data.map(|step| prompts(index, framework, step, reading.problem(index))).unwrap_or_default()
}

/// A line to fill in.
#[derive(Clone, Copy)]
enum Line<'a> {
    /// The prompt of an aspect.
    Aspect(&'a Aspect),
    /// One that the step brings along.
    Own(&'a str),
}

/// The prompts of a step: its own, or those of its essential aspects that apply, the problem's own suggestions in their place. Where
/// several steps share a stage, each aspect is asked for once.
pub fn prompts(index: &Index, framework: &Framework, step: &Step, problem: Option<&Problem>) -> Vec<String> {
    let plan = plan(index, framework, problem, usize::MAX);
    let own = framework.steps.iter().zip(&plan).find(|(it, _)| it.id == step.id);
    own.map_or_else(Vec::new, |(_, lines)| written(lines, problem))
}

fn written(lines: &[Line<'_>], problem: Option<&Problem>) -> Vec<String> {
    let text = |line: &Line<'_>| match line {
        Line::Aspect(aspect) => prompt(aspect, problem),
        Line::Own(prompt) => (*prompt).to_owned(),
    };
    lines.iter().map(text).collect()
}

/// For each step the lines to fill in, at most so many in all if that leaves each step one. What an earlier step has asked for is not
/// asked again.
fn plan<'a>(
    index: &'a Index,
    framework: &'a Framework,
    problem: Option<&Problem>,
    most: usize,
) -> Vec<Vec<Line<'a>>> {
    let tags: &[Str] = problem.map(|problem| &*problem.tags).unwrap_or_default();
    let mut asked: Vec<&str> = Vec::new();
    let mut plan: Vec<Vec<Line<'_>>> = Vec::new();
    for step in framework.steps.iter() {
        plan.push(if step.prompts.is_empty() {
            let aspects = chosen(index, framework, step, tags, &asked);
            asked.extend(aspects.iter().filter_map(|line| match line {
                Line::Aspect(aspect) => Some(&*aspect.id),
                Line::Own(_) => None,
            }));
            aspects
        } else {
            step.prompts.iter().map(|prompt| Line::Own(prompt)).collect()
        });
    }
    // What does not fit is taken from the fullest step, the last of several.
    while plan.iter().map(Vec::len).sum::<usize>() > most {
        match plan.iter_mut().max_by_key(|step| step.len()) {
            Some(fullest) if fullest.len() > 1 => drop_least(fullest),
            _ => break,
        }
    }
    plan
}

/// The aspects for which a step asks, of those that no earlier step has asked for.
fn chosen<'a>(
    index: &'a Index,
    framework: &Framework,
    step: &Step,
    tags: &[Str],
    asked: &[&str],
) -> Vec<Line<'a>> {
    let stages = index.stages_of_step(framework, step);
    let mut lines: Vec<Line<'_>> = stages
        .iter()
        .flat_map(|&stage| index.aspects_of(stage))
        .map(|(_, aspect)| aspect)
        .filter(|aspect| aspect.essential && aspect.applies_to(tags) && !asked.contains(&&*aspect.id))
        .map(Line::Aspect)
        .collect();
    while lines.len() > PROMPTS {
        drop_least(&mut lines);
    }
    lines
}

/// Leaves out a line where there is not room for all: what everyone is expected to settle stays longest.
fn drop_least(lines: &mut Vec<Line<'_>>) {
    let senior = |line: &Line<'_>| matches!(line, Line::Aspect(aspect) if aspect.level > Level::Mid);
    if let Some(at) = lines.iter().rposition(senior).or_else(|| lines.len().checked_sub(1)) {
        lines.remove(at);
    }
}

/// The prompt of an aspect, or the problem's own suggestion for it.
pub fn prompt(aspect: &Aspect, problem: Option<&Problem>) -> String {
    let entry = problem.and_then(|problem| {
        problem.brief.iter().flat_map(|brief| brief.entries.iter()).find(|entry| entry.key == aspect.id)
    });
    match entry {
        Some(entry) => snippet::suggestion(Some(aspect), entry),
        None => aspect.prompt.to_string(),
    }
}

/// A whole outline under a title, which is a snippet too.
pub fn outline(
    index: &Index,
    framework: &Framework,
    problem: Option<&Problem>,
    title: Option<&str>,
    style: &Style,
) -> Skeleton {
    let mut skeleton = Skeleton::default();
    if let Some(title) = title {
        skeleton.push("# ");
        skeleton.push_prompt(title);
        skeleton.push(style.newline);
    }
    // A step takes its heading, a blank line before it and, while two prompts a step still fit, one below it.
    let steps = framework.steps.len();
    let airy = 5 * steps < LINES;
    let taken = 1 + steps * if airy { 3 } else { 2 };
    let plan = plan(index, framework, problem, LINES.saturating_sub(taken));
    for (at, (step, lines)) in framework.steps.iter().zip(&plan).enumerate() {
        if !skeleton.snippet.is_empty() {
            skeleton.push(style.newline);
        }
        skeleton.push_step(step, at + 1, &written(lines, problem), style, airy);
    }
    skeleton
}

/// One step, heading and prompts.
pub fn step(index: &Index, reading: &Reading, step: u8, style: &Style) -> Skeleton {
    let mut skeleton = Skeleton::default();
    if let Some(framework) = reading.framework(index)
        && let Some(data) = framework.steps.get(step as usize)
    {
        let prompts = prompts(index, framework, data, reading.problem(index));
        skeleton.push_step(data, step as usize + 1, &prompts, style, true);
    }
    skeleton
}

/// Puts a missing step in its place: before the first later step that has a heading, or at the end.
pub fn insert_step(index: &Index, note: &Note, reading: &Reading, missing: u8) -> Edit {
    let style = Style::of(note, reading);
    let text = step(index, reading, missing, &style).plain();
    insert_block(note, place_of(reading, missing, note), &text, style.newline)
}

/// Where a missing step belongs, in bytes.
fn place_of(reading: &Reading, missing: u8, note: &Note) -> usize {
    let later = reading.steps.iter().filter(|step| step.step > missing);
    let sections =
        later.filter_map(|step| step.sections.first()).filter_map(|&at| reading.sections.get(at as usize));
    // A later step that stands before an earlier one is no place to go by.
    let earlier = reading.steps.iter().filter(|step| step.step < missing);
    let after = earlier
        .flat_map(|step| &step.sections)
        .filter_map(|&at| reading.sections.get(at as usize))
        .map(|section| section.end)
        .max()
        .unwrap_or(0);
    let line = sections
        .filter(|section| section.kind.is_real() || section.kind == HeadingKind::Bold)
        .map(|section| section.line);
    match line.clone().find(|&line| line + 1 >= after).or_else(|| line.min()) {
        Some(line) => note.text().line_start(line as usize),
        None => note.text().line_start(reading.lines.end as usize),
    }
}

/// A block of lines put in at the start of a line, with a blank line on each side.
fn insert_block(note: &Note, at: usize, block: &str, newline: &str) -> Edit {
    let text = note.text().as_str();
    let before = text.get(..at).unwrap_or_default();
    let after = text.get(at..).unwrap_or_default();
    let mut out = String::new();
    if !before.is_empty() {
        if !before.ends_with(['\n', '\r']) {
            out.push_str(newline);
        }
        let closing = left_open_before(note, at);
        let blank = before.trim_end_matches([' ', '\t']);
        if let Some(closing) = &closing {
            out.push_str(closing);
            out.push_str(newline);
        }
        if closing.is_some()
            || !blank.ends_with("\n\n") && !blank.ends_with("\n\r\n") && !blank.ends_with("\r\r")
        {
            out.push_str(newline);
        }
    }
    out.push_str(block);
    if !after.is_empty() {
        out.push_str(newline);
    }
    Edit::insert(at, out)
}

/// What must close the fence or the comment in which something put in at `at` would be lost.
fn left_open_before(note: &Note, at: usize) -> Option<String> {
    let is_end = note.text().as_str().get(at..).is_some_and(|rest| rest.trim().is_empty());
    if is_end { note.left_open() } else { None }
}

/// Lines put after the last written one between two lines of a note: as further items where it ends in a list, else as a list of
/// their own.
pub fn append_lines(note: &Note, style: &Style, from: u32, to: u32, lines: &[String]) -> Edit {
    let text = note.text();
    let start = text.line_start(from as usize);
    let written = text.slice(start..text.line_start(to as usize).max(start)).trim_end().len();
    let at = start + written;
    let last = text.slice(start..at).lines().next_back().unwrap_or_default();
    let item = last.trim_start();
    let indent = last.get(..last.len() - item.len()).unwrap_or_default();
    let mark =
        item.chars().next().filter(|mark| matches!(mark, '-' | '*' | '+') && item.get(1..2) == Some(" "));
    let mut out = String::new();
    if let Some(closing) = left_open_before(note, at) {
        let _ = write!(out, "{}{closing}", style.newline);
    }
    for (nth, line) in lines.iter().enumerate() {
        let gap = if nth == 0 && mark.is_none() { style.newline.repeat(2) } else { style.newline.to_owned() };
        let (indent, mark) = mark.map_or(("", style.bullet), |mark| (indent, mark));
        let _ = write!(out, "{gap}{indent}{mark} {line}");
    }
    Edit::insert(at, out)
}

/// The comment by which a step is left out on purpose, put below the title.
pub fn insert_skip(index: &Index, note: &Note, reading: &Reading, step: u8) -> Option<Edit> {
    let id = &reading.framework(index)?.steps.get(step as usize)?.id;
    let style = Style::of(note, reading);
    let at = match reading.title {
        Some(line) => note.text().line_start(line as usize + 1),
        None => note.front_matter().range.end,
    };
    let before = note.text().as_str().get(..at).unwrap_or_default();
    let gap = if before.is_empty() || before.ends_with(['\n', '\r']) { "" } else { style.newline };
    let comment = format!("{gap}<!-- whyfirst: skip {id} — because … -->{}", style.newline);
    Some(Edit::insert(at, comment))
}

/// The aspects of a section's stages that apply and that nothing in the note settles, essentials first.
pub fn open_aspects<'a>(
    index: &'a Index,
    reading: &Reading,
    stages: &[StageRef],
) -> Vec<(crate::AspectReading, &'a Aspect)> {
    let mut open: Vec<_> = stages
        .iter()
        .filter_map(|&stage| reading.stage(stage))
        .flat_map(|stage| &stage.aspects)
        .filter(|aspect| aspect.coverage == Coverage::None || aspect.asked)
        .filter_map(|aspect| index.aspect(aspect.aspect).map(|data| (*aspect, data)))
        .collect();
    sort::by_key(&mut open, |(_, aspect)| (!aspect.essential, aspect.level));
    open
}

/// A title as it stands within a sentence; acronyms keep their capitals.
pub fn in_sentence(title: &str) -> String {
    let mut letters = title.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
            format!("{}{}", first.to_lowercase(), letters.as_str())
        }
        _ => title.to_owned(),
    }
}
