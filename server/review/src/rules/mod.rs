//! The rules: one file each, whose opening comment is its manual page.

mod empty_step;
mod skipped_step;
mod step_out_of_order;
mod stops_at_evaluation;
mod suppression;
mod unknown_setting;
mod unused_suppression;

use whyfirst_guide::Index;
use whyfirst_guide::model::Level;
use whyfirst_note::Note;

use crate::{Finding, Reading, Readings, Severity};

pub use suppression::{nearest, waived_steps};

/// A check over a reading.
#[derive(Debug)]
pub struct Rule {
    /// Its id, which is never used for another rule.
    pub id: &'static str,
    /// One line on what it reports.
    pub summary: &'static str,
    /// How much its findings matter.
    pub severity: Severity,
    /// From which seniority on it speaks.
    pub level: Level,
    /// When it speaks.
    pub mode: Mode,
    /// The source of its file, whose opening comment is the manual page.
    source: &'static str,
    check: fn(&Context<'_>) -> Vec<Finding>,
}

/// When a rule speaks, unless it is switched on or off by its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mode {
    /// Always.
    Default,
    /// When the writer asks for a review, because it would say something on most notes.
    Review,
}

impl Mode {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Mode::Default => "default",
            Mode::Review => "review",
        }
    }
}

/// What a rule may look at. It knows neither configuration nor suppression nor protocol.
pub(crate) struct Context<'a> {
    pub(crate) index: &'a Index,
    pub(crate) note: &'a Note,
    pub(crate) reading: &'a Reading,
}

impl Rule {
    /// The manual page, as Markdown: what the rule does, why it matters, examples, what to do instead.
    pub fn manual(&self) -> String {
        let lines = self.source.lines().map_while(|line| line.strip_prefix("//!"));
        lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n")
    }
}

static RULES: [&Rule; 6] = [
    &empty_step::RULE,
    &skipped_step::RULE,
    &step_out_of_order::RULE,
    &stops_at_evaluation::RULE,
    &unknown_setting::RULE,
    &unused_suppression::RULE,
];

/// All rules, by id.
pub fn rules() -> &'static [&'static Rule] {
    &RULES
}

/// The rule with this id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.into_iter().find(|rule| rule.id == id)
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
    found
        .sort_by(|a, b| a.range.start.cmp(&b.range.start).then(a.step.cmp(&b.step)).then(a.rule.cmp(b.rule)));
    found
}

/// The findings of one answer.
fn findings_of(index: &Index, note: &Note, reading: &Reading) -> Vec<Finding> {
    if !reading.recognition.design_note {
        return Vec::new();
    }
    let context = Context { index, note, reading };
    let found = RULES.iter().flat_map(|rule| (rule.check)(&context)).collect();
    let (mut kept, unused) = suppression::apply(&context, found);
    if suppression::is_on(&unused_suppression::RULE, &reading.options) {
        kept.extend(unused_suppression::report(&context, &unused));
    }
    kept
}

impl Context<'_> {
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

    /// What goes wrong without a step, in a clause.
    fn stake_of(&self, step: u8) -> &str {
        let stake = self.reading.framework(self.index).and_then(|framework| {
            let step = framework.steps.get(step as usize)?;
            self.index.stages_of_step(framework, step).first().and_then(|&stage| self.index.stage(stage))
        });
        stake.map_or("a reader will look for it", |stage| &*stage.stake)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Options, read};

    /// The examples of a manual page: fences marked `valid` or `invalid`.
    fn examples(manual: &str) -> Vec<(bool, String)> {
        let mut found = Vec::new();
        let mut lines = manual.lines();
        while let Some(line) = lines.next() {
            let kind = match line {
                "````markdown valid" => true,
                "````markdown invalid" => false,
                _ => continue,
            };
            let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "````").collect();
            found.push((kind, body.join("\n") + "\n"));
        }
        found
    }

    #[test]
    fn the_examples_on_every_manual_page_hold() {
        let index = Index::new(whyfirst_guide::builtin().clone());
        for rule in rules() {
            let examples = examples(&rule.manual());
            assert!(
                examples.iter().any(|(valid, _)| *valid) && examples.iter().any(|(valid, _)| !valid),
                "{}",
                rule.id
            );
            for (valid, text) in examples {
                let note = Note::new(text.clone());
                let options =
                    Options { path: "notes/answer.md".to_owned(), finished: true, ..Options::default() };
                let reading = read(&index, &note, &options, None);
                let found = findings(&index, &note, &reading);
                let fired = found.iter().any(|finding| finding.rule == rule.id);
                assert_eq!(fired, !valid, "{} on\n{text}\nfound {found:#?}", rule.id);
            }
        }
    }

    /// Checks a note in which `^^^ rule: part of the message` under a line marks what is expected there, and nothing else is.
    fn check(marked: &str, finished: bool) {
        let index = Index::new(whyfirst_guide::builtin().clone());
        let (mut text, mut expected) = (String::new(), Vec::new());
        for line in marked.lines() {
            let marks = line.trim_start_matches(' ').bytes().take_while(|&byte| byte == b'^').count();
            if marks >= 3 {
                let column = line.len() - line.trim_start_matches(' ').len();
                let above = text.trim_end_matches('\n').rfind('\n').map_or(0, |at| at + 1);
                let said = line.get(column + marks..).unwrap().trim();
                let (rule, message) = said.split_once(": ").unwrap();
                expected.push((above + column..above + column + marks, rule.to_owned(), message.to_owned()));
            } else {
                text.push_str(line);
                text.push('\n');
            }
        }
        let note = Note::new(text.clone());
        let options = Options { path: "notes/answer.md".to_owned(), finished, ..Options::default() };
        let mut found = findings(&index, &note, &read(&index, &note, &options, None));
        let mut missed = Vec::new();
        for (range, rule, message) in expected {
            let at = found
                .iter()
                .position(|it| it.rule == rule && it.range == range && it.message.contains(&message));
            match at {
                Some(at) => drop(found.remove(at)),
                None => missed.push((range, rule, message)),
            }
        }
        let unexpected: Vec<_> = found.iter().map(|it| (it.range.clone(), it.rule, &it.message)).collect();
        assert!(
            missed.is_empty() && unexpected.is_empty(),
            "missed {missed:#?}\nunexpected {unexpected:#?}\nin\n{text}"
        );
    }

    const CLARIFY: &str =
        "## Requirements\nThe business goal is ad revenue; 100M daily users; 50 ms at p99; GDPR.\n";
    const EVALUATE: &str = "Offline metrics: log loss and PR-AUC. Online metrics: revenue in an A/B test.\n";

    #[test]
    fn a_draft_is_told_of_what_was_jumped_over_and_not_of_what_lies_ahead() {
        check(
            &format!(
                "# Design an ad click predictor\n{CLARIFY}\n## Metrics\n\
                 ^^^^^^^^^^ skipped-step: “Frame as an ML task” is skipped\n\
                 ^^^^^^^^^^ skipped-step: “Prepare data” is skipped\n\
                 ^^^^^^^^^^ skipped-step: “Develop the model” is skipped\n{EVALUATE}"
            ),
            false,
        );
    }

    #[test]
    fn a_finished_note_that_stops_is_told_so_once() {
        check(
            &format!(
                "# Design an ad click predictor\n{CLARIFY}\n## ML task\nPredict the probability of a click: binary classification.\n\n## Data\n\
                 Click logs, user features, split by time.\n\n## Model\nBaseline: logistic regression; cross-entropy loss.\n\n## Metrics\n\
                 ^^^^^^^^^^ stops-at-evaluation: before “Deploy and serve” and “Monitor and maintain”\n{EVALUATE}"
            ),
            true,
        );
    }

    #[test]
    fn comments_silence_what_they_name_and_are_told_when_they_silence_nothing() {
        check(
            &format!(
                "# Design an ad click predictor\n<!-- whyfirst: skip frame — given -->\n<!-- whyfirst: skip data -->\n\
                 <!-- whyfirst: allow stops-at-evaluation -->\n\
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unused-suppression: silences nothing\n\
                 <!-- whyfirst: allow skiped-step -->\n\
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unused-suppression: Did you mean `skipped-step`?\n{CLARIFY}\n## Metrics\n\
                 ^^^^^^^^^^ skipped-step: “Develop the model” is skipped\n{EVALUATE}"
            ),
            false,
        );
    }

    #[test]
    fn ids_are_sorted_and_pages_begin_with_them() {
        assert!(RULES.is_sorted_by_key(|rule| rule.id));
        for rule in rules() {
            assert!(rule.manual().starts_with(&format!("# {}\n", rule.id)), "{}", rule.id);
        }
    }
}
