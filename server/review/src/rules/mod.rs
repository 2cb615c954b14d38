//! The rules: one file each, whose opening comment is its manual page.

mod arith_mismatch;
mod budget_exceeded;
mod conflicting_numbers;
mod empty_step;
mod latency_without_number;
mod number_without_unit;
mod open_points;
mod pattern;
mod pct_out_of_range;
mod qps_dau_mismatch;
mod skipped_step;
mod step_lopsided;
mod step_out_of_order;
mod stops_at_evaluation;
mod suppression;
mod unknown_setting;
mod unused_suppression;

use whyfirst_guide::model::Level;
use whyfirst_guide::rule::PatternRule;
use whyfirst_guide::{Index, Mode, Str};
use whyfirst_note::Note;

use crate::{Finding, Reading, Readings, Severity};

pub use suppression::{nearest, waived_steps};

/// A check over a reading that is written in Rust because it computes.
#[derive(Debug)]
pub(crate) struct Rule {
    /// Its id, which is never used for another rule.
    pub(crate) id: &'static str,
    /// One line on what it reports.
    pub(crate) summary: &'static str,
    /// How much its findings matter.
    pub(crate) severity: Severity,
    /// From which seniority on it speaks.
    pub(crate) level: Level,
    /// When it speaks.
    pub(crate) mode: Mode,
    /// The source of its file, whose opening comment is the manual page.
    source: &'static str,
    check: fn(&Context<'_>) -> Vec<Finding>,
}

/// A rule, however it is written.
#[derive(Debug, Clone, Copy)]
pub struct RuleInfo<'a> {
    /// Its id.
    pub id: &'a str,
    /// One line on what it reports.
    pub summary: &'a str,
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
    Source(&'static str),
    /// In the guide, without its heading.
    Guide(&'a str),
}

impl RuleInfo<'_> {
    /// The manual page, as Markdown: what the rule does, why it matters, examples, what to do instead.
    pub fn manual(&self) -> String {
        match self.page {
            Page::Guide(page) => format!("# {}\n\n{page}", self.id),
            Page::Source(source) => {
                let lines = source.lines().map_while(|line| line.strip_prefix("//!"));
                lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n")
            }
        }
    }
}

impl From<&Rule> for RuleInfo<'static> {
    fn from(rule: &Rule) -> RuleInfo<'static> {
        RuleInfo {
            id: rule.id,
            summary: rule.summary,
            severity: rule.severity,
            level: rule.level,
            mode: rule.mode,
            page: Page::Source(rule.source),
        }
    }
}

impl<'a> From<&'a PatternRule> for RuleInfo<'a> {
    fn from(rule: &'a PatternRule) -> RuleInfo<'a> {
        RuleInfo {
            id: &rule.id,
            summary: &rule.summary,
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
}

static RULES: [&Rule; 15] = [
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
    let mut rules: Vec<RuleInfo<'_>> = RULES.into_iter().map(RuleInfo::from).collect();
    rules.extend(index.guide().rules.iter().map(RuleInfo::from));
    rules.sort_by_key(|rule| rule.id);
    rules
}

/// The rule with this id.
pub fn rule<'a>(index: &'a Index, id: &str) -> Option<RuleInfo<'a>> {
    let coded = RULES.into_iter().find(|rule| rule.id == id).map(RuleInfo::from);
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
    found.sort_by(|a, b| {
        a.range.start.cmp(&b.range.start).then(a.step.cmp(&b.step)).then(a.rule.cmp(&b.rule))
    });
    found
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
    let context = Context { index, note, reading };
    let mut found: Vec<Found> =
        RULES.iter().flat_map(|rule| (rule.check)(&context)).map(Found::from).collect();
    found.extend(pattern::check(&context));
    found.extend(open_points::parts(&context));
    let mut filter = suppression::Filter::new(&context);
    found.retain(|it| filter.keeps(it));
    let mut found = open_points::gather(&context, found, reading.options.review);
    // What was gathered bears the name of another rule than its parts did.
    found.retain(|it| it.parts.is_empty() || filter.keeps(it));
    let unused = unused_suppression::report(&context, &filter.unused()).into_iter().map(Found::from);
    found.extend(unused.filter(|it| filter.is_on(it)));
    found
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
        let mut failures = Vec::new();
        for rule in rules(&index) {
            let examples = examples(&rule.manual());
            assert!(
                examples.iter().any(|(valid, _)| *valid) && examples.iter().any(|(valid, _)| !valid),
                "{}",
                rule.id
            );
            for (valid, text) in examples {
                let note = Note::new(text.clone());
                let reading = read(&index, &note, &everything(rule.id), None);
                let found = found_in(&index, &note, reading.first());
                let fired = found.iter().any(|it| tells(it, rule.id));
                if fired == valid {
                    failures.push(format!("{} on\n{text}\nfound {found:#?}", rule.id));
                }
            }
        }
        assert!(failures.is_empty(), "{} examples fail:\n{}", failures.len(), failures.join("\n\n"));
    }

    /// A finished note, read with one rule switched on whatever its level and mode.
    fn everything(rule: &str) -> Options {
        Options {
            path: "notes/answer.md".to_owned(),
            finished: true,
            rules: [(rule.to_owned(), true)].into(),
            ..Options::default()
        }
    }

    /// Whether a finding is a rule's, or was gathered from one of its.
    fn tells(found: &Found, rule: &str) -> bool {
        found.finding.rule == rule || found.parts.iter().any(|part| part.rule == rule)
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
        let unexpected: Vec<_> = found.iter().map(|it| (it.range.clone(), &it.rule, &it.message)).collect();
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

    /// The ids of what is said of a text, sorted.
    fn ids(text: &str, options: Options) -> Vec<String> {
        let index = Index::new(whyfirst_guide::builtin().clone());
        let note = Note::new(text.to_owned());
        let options = Options { path: "notes/answer.md".to_owned(), ..options };
        let found = findings(&index, &note, &read(&index, &note, &options, None));
        let mut ids: Vec<String> = found.into_iter().map(|it| it.rule.to_string()).collect();
        ids.sort();
        ids
    }

    /// An answer with a sentence under its data, complete enough that nothing else is said of it.
    fn with_data(sentence: &str) -> String {
        format!(
            "# Design an ad click predictor\n\n## Clarify requirements\nThe business goal is ad revenue; the success metric is revenue per session, today 2 cents. Users are those of the feed. It must rank ads for a request. 100M daily users, answers within 50 ms at p99, privacy under GDPR, no budget for GPUs.\n\n\
             ## Frame as an ML task\nPredict the probability that a user clicks a shown ad: binary classification, not ranking, because bids need a probability. Input: user, ad and context. Output: P(click). Positive: a click within 30 minutes.\n\n\
             ## Prepare data\nImpression and click logs; labels from behaviour; negatives are shown ads without a click, position is a feature. {sentence} User features, ad features, time of day, click history; ids are hashed. Events in a warehouse, counts in Redis. No leakage: features as of the impression.\n\n\
             ## Develop the model\nBaseline: logistic regression. Then DCN instead of trees because it crosses features by itself, at the cost of latency; cross-entropy loss; candidates by targeting, then ranking.\n\n\
             ## Evaluate\nOffline metrics: log loss and PR-AUC, which see the rare class and correlate with revenue. Online metrics: revenue in an A/B test by user over two weeks, guardrail metrics on latency.\n\n\
             ## Deploy and serve\nOnline prediction behind a ranking service, because ads change by the minute; features, scoring, auction; scaled by replicas; canary; fall back to the last model.\n\n\
             ## Monitor and maintain\nAlert on latency and error rate; watch live AUC every hour; data drift by PSI; retrain daily.\n"
        )
    }

    #[test]
    fn a_complete_answer_gets_no_word() {
        let text = with_data("Split by time.");
        assert_eq!(ids(&text, Options { finished: true, ..Options::default() }), [] as [&str; 0]);
        assert_eq!(ids(&text, Options::default()), [] as [&str; 0]);
    }

    #[test]
    fn what_is_negated_or_quoted_is_not_said() {
        let finished = || Options { finished: true, ..Options::default() };
        assert_eq!(ids(&with_data("We use a random split."), finished()), ["random-split-temporal"]);
        for silent in [
            "Never use a random split: split by time.",
            "Split by time instead of a random split.",
            "Others say \"a random split will do\"; test on the last week.",
            "Is a random split enough? Test on the last week.",
        ] {
            assert_eq!(ids(&with_data(silent), finished()), [] as [&str; 0], "{silent}");
        }
    }

    #[test]
    fn a_draft_is_told_what_a_step_lacks_once_the_step_is_ripe() {
        let text = with_data("").replace("position is a feature", "deduplicated");
        let (head, rest) = text.split_once("## Develop").unwrap();
        // Nothing later has been begun.
        assert_eq!(ids(head, Options::default()), [] as [&str; 0]);
        assert_eq!(ids(&format!("{head}## Develop{rest}"), Options::default()), ["open-points"]);
        // Too short to be called written.
        let short = "# Design an ad click predictor\n\n## Prepare data\nImpression and click logs.\n\n## Model\nBaseline: LR, then DCN.\n";
        let told = ids(short, Options::default());
        assert!(told.iter().all(|id| id == "skipped-step"), "{told:?}");
    }

    #[test]
    fn level_mode_and_switches_decide_which_rules_speak() {
        let text = with_data("Split by time.").replace("position is a feature", "deduplicated");
        let finished = || Options { finished: true, ..Options::default() };
        assert_eq!(ids(&text, finished()), ["position-bias"]);
        assert_eq!(ids(&text, Options { level: Level::Mid, ..finished() }), [] as [&str; 0]);
        let off = [("position-bias".to_owned(), false)].into();
        assert_eq!(ids(&text, Options { rules: off, ..finished() }), [] as [&str; 0]);
        let on = [("position-bias".to_owned(), true)].into();
        assert_eq!(ids(&text, Options { level: Level::Mid, rules: on, ..finished() }), ["position-bias"]);
        let unguarded = with_data("Split by time.").replace(", guardrail metrics on latency", "");
        assert_eq!(ids(&unguarded, finished()), [] as [&str; 0]);
        let reviewed = ids(&unguarded, Options { review: true, ..finished() });
        assert!(reviewed.contains(&"ab-without-guardrail".to_owned()), "{reviewed:?}");
    }

    #[test]
    fn front_matter_silences_rules_and_steps_and_is_told_when_it_silences_nothing() {
        let finished = || Options { finished: true, ..Options::default() };
        let text = with_data("Split by time.").replace("position is a feature", "deduplicated");
        let silenced = format!("---\nwhyfirst: {{ allow: [position-bias] }}\n---\n{text}");
        assert_eq!(ids(&silenced, finished()), [] as [&str; 0]);
        let idle =
            format!("---\nwhyfirst: {{ allow: [position-bias, no-split], skip: monitr }}\n---\n{text}");
        assert_eq!(ids(&idle, finished()), ["unused-suppression", "unused-suppression"]);
        let (without, _) = text.split_once("## Monitor").unwrap();
        let skipped = format!("---\nwhyfirst: {{ skip: monitor, allow: position-bias }}\n---\n{without}");
        assert_eq!(ids(&skipped, finished()), [] as [&str; 0]);
    }

    #[test]
    fn what_is_missing_is_told_once_a_step_and_names_three_things_at_most() {
        let index = Index::new(whyfirst_guide::builtin().clone());
        let text = "# Design an ad click predictor\n\n## Data\nClick logs; age and gender of the user; target encoding.\n\n## Monitor\nA dashboard.\n";
        for review in [false, true] {
            let note = Note::new(text.to_owned());
            let options =
                Options { path: "notes/a.md".to_owned(), finished: true, review, ..Options::default() };
            let readings = read(&index, &note, &options, None);
            let found = found_in(&index, &note, readings.first());
            for step in 0..7 {
                let gathered: Vec<_> = found
                    .iter()
                    .filter(|it| {
                        it.finding.step == Some(step) && it.finding.severity == Severity::Information
                    })
                    .collect();
                assert!(gathered.len() <= 1, "{gathered:#?}");
                assert!(gathered.iter().all(|it| it.parts.len() <= 3), "{gathered:#?}");
            }
        }
    }

    #[test]
    fn a_finished_note_that_stops_is_told_so_once() {
        check(
            &format!(
                "# Design an ad click predictor\n{CLARIFY}\n## ML task\n\
                 ^^^^^^^^^^ open-points: “ML task” leaves open: input and output\n\
                 Predict the probability of a click: binary classification.\n\n## Data\n\
                 ^^^^^^^ position-bias: “Data” says nothing of position bias\n\
                 Click logs, user features, split by time.\n\n## Model\n\
                 Baseline: logistic regression; cross-entropy loss.\n\n## Metrics\n\
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

    /// Applies a fix. Its edits must not overlap.
    fn applied(text: &str, fix: &crate::Fix) -> String {
        let mut edits = fix.edits.clone();
        edits.sort_by_key(|edit| edit.range.start);
        assert!(edits.is_sorted_by(|a, b| a.range.end <= b.range.start), "{fix:?}");
        let mut out = text.to_owned();
        for edit in edits.iter().rev() {
            out.replace_range(edit.range.clone(), &edit.text);
        }
        out
    }

    /// How often a rule speaks of a text, and the fixes that it offers.
    fn told(index: &Index, text: &str, rule: &str) -> (usize, Vec<crate::Fix>) {
        let note = Note::new(text.to_owned());
        let found = found_in(index, &note, read(index, &note, &everything(rule), None).first());
        let told: Vec<Found> = found.into_iter().filter(|it| tells(it, rule)).collect();
        (told.len(), told.into_iter().flat_map(|it| it.finding.fixes).collect())
    }

    /// The rules whose fixes leave the deciding to the writer, or that have none.
    /// Only the writer knows which number is meant.
    const WITHOUT_FIX: [&str; 2] = ["conflicting-numbers", "pct-out-of-range"];

    #[test]
    fn a_fix_takes_its_finding_away_and_touches_nothing_else() {
        let index = Index::new(whyfirst_guide::builtin().clone());
        let mut failures = Vec::new();
        for rule in rules(&index) {
            let bad = examples(&rule.manual()).into_iter().filter(|(valid, _)| !valid);
            for (_, example) in bad {
                for text in [example.clone(), example.replace('\n', "\r\n"), example.trim_end().to_owned()] {
                    let (before, fixes) = told(&index, &text, rule.id);
                    if fixes.is_empty() && !WITHOUT_FIX.contains(&rule.id) {
                        failures.push(format!("{} offers no fix on\n{text}", rule.id));
                    }
                    let Some(fix) = fixes.iter().find(|fix| fix.preferred).or(fixes.first()) else {
                        continue;
                    };
                    let after = applied(&text, fix);
                    let mut fail =
                        |what: &str| failures.push(format!("{}: {what}\n{text}\n→\n{after}", rule.id));
                    let (left, _) = told(&index, &after, rule.id);
                    if left >= before {
                        fail("the finding stays");
                    }
                    if text.contains("\r\n") && after.matches('\n').count() != after.matches("\r\n").count() {
                        fail("a line break of another kind came in");
                    }
                    // What no edit covers is there as it was, in order.
                    let kept: Vec<&str> = fix
                        .edits
                        .iter()
                        .fold((0, Vec::new()), |(from, mut kept), edit| {
                            kept.push(text.get(from..edit.range.start).unwrap());
                            (edit.range.end, kept)
                        })
                        .1;
                    let mut rest = &*after;
                    for piece in kept {
                        match rest.find(piece) {
                            Some(at) => rest = rest.get(at + piece.len()..).unwrap(),
                            None => fail("text outside the edits changed"),
                        }
                    }
                    // Nothing is put in twice: the same fix is not offered again.
                    if told(&index, &after, rule.id)
                        .1
                        .iter()
                        .any(|again| again.title == fix.title && again.edits == fix.edits)
                    {
                        fail("the same fix is offered again");
                    }
                }
            }
        }
        assert!(failures.is_empty(), "{} fail:\n{}", failures.len(), failures.join("\n\n"));
    }

    #[test]
    fn ids_are_sorted_and_pages_begin_with_them() {
        assert!(RULES.is_sorted_by_key(|rule| rule.id));
        let index = Index::new(whyfirst_guide::builtin().clone());
        let all = rules(&index);
        assert!(all.is_sorted_by(|a, b| a.id < b.id), "an id stands for one rule");
        for rule in rules(&Index::new(whyfirst_guide::builtin().clone())) {
            assert!(rule.manual().starts_with(&format!("# {}\n", rule.id)), "{}", rule.id);
        }
    }
}
