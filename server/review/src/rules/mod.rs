//! The rules: one file each, whose opening comment is its manual page.

mod arith_mismatch;
mod budget_exceeded;
mod conflicting_numbers;
mod empty_step;
mod latency_without_number;
mod missing;
mod moved;
mod number_without_unit;
mod open_points;
mod page;
pub(crate) mod pattern;
mod pct_out_of_range;
mod qps_dau_mismatch;
mod skipped_step;
mod step_lopsided;
mod step_out_of_order;
mod stops_at_evaluation;
mod suppression;
mod unknown_setting;
mod unused_suppression;

use std::cell::OnceCell;
use std::collections::HashSet;

use whyfirst_guide::index::StageRef;
use whyfirst_guide::model::Level;
use whyfirst_guide::rule::{Kind, PatternRule};
use whyfirst_guide::sort;
use whyfirst_guide::{Index, Mode, Str};
use whyfirst_note::Note;

use crate::skeleton::Style;
use crate::{Coverage, Finding, Reading, Readings, Severity};

use page::page;
pub use suppression::{nearest, waived_steps};

/// A check over a reading that is written in Rust because it computes.
#[derive(Debug)]
pub(crate) struct Rule {
    /// Its id, which is never used for another rule.
    pub(crate) id: &'static str,
    /// One line on what it reports.
    pub(crate) summary: &'static str,
    /// What it tells.
    pub(crate) kind: Kind,
    /// How much its findings matter.
    pub(crate) severity: Severity,
    /// From which seniority on it speaks.
    pub(crate) level: Level,
    /// When it speaks.
    pub(crate) mode: Mode,
    /// The opening comment of its file, which is the manual page.
    page: &'static str,
    check: fn(&Context<'_>) -> Vec<Finding>,
}

/// A rule, however it is written.
#[derive(Debug, Clone, Copy)]
pub struct RuleInfo<'a> {
    /// Its id.
    pub id: &'a str,
    /// One line on what it reports.
    pub summary: &'a str,
    /// What it tells: what is missing may still come while somebody types.
    pub kind: Kind,
    /// How much its findings matter.
    pub severity: Severity,
    /// From which seniority on it speaks.
    pub level: Level,
    /// When it speaks.
    pub mode: Mode,
    page: Page<'a>,
}

/// Where a rule's manual page is written.
#[derive(Debug, Clone, Copy)]
enum Page<'a> {
    /// In the opening comment of a source file.
    Comment(&'static str),
    /// In the guide, without its heading. It is not looked at before it is shown.
    Guide(&'a Str),
}

impl RuleInfo<'_> {
    /// The manual page, as Markdown: what the rule does, why it matters, examples, what to do instead.
    pub fn manual(&self) -> String {
        match self.page {
            Page::Guide(page) => format!("# {}\n\n{page}", self.id),
            Page::Comment(page) => page::said(page),
        }
    }
}

impl From<&Rule> for RuleInfo<'static> {
    fn from(rule: &Rule) -> RuleInfo<'static> {
        RuleInfo {
            id: rule.id,
            summary: rule.summary,
            kind: rule.kind,
            severity: rule.severity,
            level: rule.level,
            mode: rule.mode,
            page: Page::Comment(rule.page),
        }
    }
}

impl<'a> From<&'a PatternRule> for RuleInfo<'a> {
    fn from(rule: &'a PatternRule) -> RuleInfo<'a> {
        RuleInfo {
            id: &rule.id,
            summary: &rule.summary,
            kind: rule.kind,
            severity: pattern::severity(rule.kind),
            level: rule.level,
            mode: rule.mode,
            page: Page::Guide(&rule.page),
        }
    }
}

/// A finding on its way through the filter.
#[derive(Debug, Clone)]
struct Found {
    finding: Finding,
    /// What is missing, if that is what it tells: such findings are gathered by step.
    part: Option<Part>,
    /// What it was gathered from.
    parts: Vec<Part>,
    /// When it is told and from which level on, where the rule leaves that to each finding.
    mode: Option<Mode>,
    level: Option<Level>,
}

impl From<Finding> for Found {
    fn from(finding: Finding) -> Found {
        Found { finding, part: None, parts: Vec::new(), mode: None, level: None }
    }
}

/// Something that is missing from a step.
#[derive(Debug, Clone)]
struct Part {
    /// The rule that misses it.
    rule: Str,
    /// What it is, to stand in a list.
    name: Str,
    /// Why it matters, in a clause or a question.
    because: Str,
    /// The aspect that it is.
    aspect: Option<Str>,
    /// A line to fill in, as a snippet.
    line: Option<String>,
}

/// What a rule may look at. It knows neither configuration nor suppression nor protocol.
pub(crate) struct Context<'a> {
    pub(crate) index: &'a Index,
    pub(crate) note: &'a Note,
    pub(crate) reading: &'a Reading,
    /// What several rules need and few notes make them ask for.
    style: OnceCell<Style>,
    unfilled: OnceCell<HashSet<String>>,
}

static RULES: &[&Rule] = &[
    &arith_mismatch::RULE,
    &budget_exceeded::RULE,
    &conflicting_numbers::RULE,
    &empty_step::RULE,
    &latency_without_number::RULE,
    &number_without_unit::RULE,
    &open_points::RULE,
    &pct_out_of_range::RULE,
    &qps_dau_mismatch::RULE,
    &skipped_step::RULE,
    &step_lopsided::RULE,
    &step_out_of_order::RULE,
    &stops_at_evaluation::RULE,
    &unknown_setting::RULE,
    &unused_suppression::RULE,
];

/// All rules, by id: those written in Rust, and those of the guide.
pub fn rules(index: &Index) -> Vec<RuleInfo<'_>> {
    let mut rules: Vec<RuleInfo<'_>> = RULES.iter().copied().map(RuleInfo::from).collect();
    rules.extend(index.guide().rules.iter().map(RuleInfo::from));
    sort::by_key(&mut rules, |rule| rule.id);
    rules
}

/// The rule with this id.
pub fn rule<'a>(index: &'a Index, id: &str) -> Option<RuleInfo<'a>> {
    let coded = RULES.iter().copied().find(|rule| rule.id == id).map(RuleInfo::from);
    coded.or_else(|| index.guide().rules.iter().find(|rule| rule.id == id).map(RuleInfo::from))
}

/// All findings of a note, in the order of their places; none on a note that is no design note.
pub fn findings(index: &Index, note: &Note, readings: &Readings) -> Vec<Finding> {
    let mut found: Vec<Finding> =
        readings.answers().flat_map(|reading| findings_of(index, note, reading)).collect();
    if readings.several() {
        // Above the first answer stands what concerns all of them: it is told once, and only if all of them tell it.
        let speaking = readings.answers().filter(|answer| answer.recognition.design_note).count();
        let preface = note.text().line_start(readings.first().preface as usize);
        let (above, mut kept): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|finding| finding.range.start < preface);
        for (at, finding) in above.iter().enumerate() {
            let same = |range: &[Finding]| range.iter().filter(|other| *other == finding).count();
            let before = above.get(..at).map_or(0, same);
            if before == 0 && same(&above) == speaking {
                kept.push(finding.clone());
            }
        }
        found = kept;
    }
    sort::by(&mut found, |a, b| {
        a.range.start.cmp(&b.range.start).then(a.step.cmp(&b.step)).then(a.rule.cmp(&b.rule))
    });
    found
}

/// The same after an edit, when what was found before it is known: most edits only move that.
pub fn findings_after(
    index: &Index,
    note: &Note,
    readings: &Readings,
    before: Option<(&Readings, &[Finding])>,
) -> Vec<Finding> {
    let moved = before.and_then(|(before, found)| moved::moved(index, note, readings, before, found));
    moved.unwrap_or_else(|| findings(index, note, readings))
}

/// The findings of one answer.
fn findings_of(index: &Index, note: &Note, reading: &Reading) -> Vec<Finding> {
    if !reading.recognition.design_note {
        return Vec::new();
    }
    found_in(index, note, reading).into_iter().map(|it| it.finding).collect()
}

/// All findings with what they were gathered from, those filtered out that are silenced.
fn found_in(index: &Index, note: &Note, reading: &Reading) -> Vec<Found> {
    let context = Context::new(index, note, reading);
    let mut found: Vec<Found> =
        RULES.iter().flat_map(|rule| (rule.check)(&context)).map(Found::from).collect();
    found.extend(pattern::check(&context));
    let mut filter = suppression::Filter::new(&context);
    found.extend(open_points::parts(&context, &filter));
    found.retain(|it| filter.keeps(it));
    let mut found = open_points::gather(&context, found, reading.options.review);
    // What was gathered bears the name of another rule than its parts did.
    found.retain(|it| it.parts.is_empty() || filter.keeps(it));
    let unused = unused_suppression::report(&context, &filter.unused()).into_iter().map(Found::from);
    found.extend(unused.filter(|it| filter.is_on(it)));
    found
}

impl<'a> Context<'a> {
    fn new(index: &'a Index, note: &'a Note, reading: &'a Reading) -> Context<'a> {
        Context { index, note, reading, style: OnceCell::new(), unfilled: OnceCell::new() }
    }

    /// The range of a line's text in the note.
    fn line_text(&self, line: u32) -> std::ops::Range<usize> {
        let range = self.note.text().line_range(line as usize);
        let text = self.note.text().slice(range.clone());
        let indent = text.len() - text.trim_start().len();
        range.start + indent..range.start + text.trim_end().len().max(indent)
    }

    /// Where a finding about the note as a whole is shown: its title, or its first line of text.
    fn head(&self) -> std::ops::Range<usize> {
        if let Some(title) = self.reading.title {
            return self.line_text(title);
        }
        let lines = self.note.text().line_count();
        let first = self.note.text().line_of(self.note.front_matter().range.end);
        let first = first.max(self.reading.lines.start as usize);
        let written = (first..lines).find(|&line| !self.note.text().line(line).trim().is_empty());
        self.line_text(written.unwrap_or(first) as u32)
    }

    /// The name of a step.
    fn title_of(&self, step: u8) -> &str {
        self.reading
            .framework(self.index)
            .and_then(|it| it.steps.get(step as usize))
            .map_or("", |step| &*step.title)
    }

    /// The stages of a step, as far as the note's problem needs them; none for a step without stages.
    fn stages_of(&self, step: u8) -> impl Iterator<Item = StageRef> {
        let tags = self.reading.problem(self.index).map(|problem| &problem.tags);
        let stages = self.index.stages_of_steps(self.reading.framework).get(step as usize);
        let needed = move |stage: &StageRef| {
            let data = self.index.stage(*stage);
            tags.is_none_or(|tags| data.is_some_and(|data| data.applies_to(tags)))
        };
        stages.into_iter().flatten().copied().filter(needed)
    }

    /// Whether the note may be told that a step is missing: its problem needs one of the step's stages, and no good part of any stands
    /// elsewhere. A closing step is not missed in a framework that has others.
    fn is_missed(&self, step: u8) -> bool {
        let Some(framework) = self.reading.framework(self.index) else { return false };
        if framework.rubric.is_empty() {
            return true;
        }
        let mut stages = self.stages_of(step).peekable();
        stages.peek().is_some() && !stages.any(|stage| self.settles(stage))
    }

    /// Whether a good part of what is essential to a stage is settled: one point in three.
    fn settles(&self, stage: StageRef) -> bool {
        let aspects = self.reading.stage(stage).map_or(&[][..], |reading| &reading.aspects);
        let essential =
            aspects.iter().filter(|it| self.index.aspect(it.aspect).is_some_and(|data| data.essential));
        let settled = essential.clone().filter(|it| it.coverage == Coverage::Covered && !it.asked).count();
        settled > 0 && 3 * settled >= essential.count()
    }

    /// What goes wrong without a step, in a clause: without the stage of it that lacks most.
    fn stake_of(&self, step: u8) -> &str {
        let coverage =
            |stage: &StageRef| self.reading.stage(*stage).map_or(Coverage::None, |reading| reading.coverage);
        let stage = self.stages_of(step).min_by_key(coverage).and_then(|stage| self.index.stage(stage));
        stage.map_or("a reader will look for it", |stage| &*stage.stake)
    }
}

#[cfg(test)]
mod tests;
