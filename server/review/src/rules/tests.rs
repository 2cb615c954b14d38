//! All rules: their pages, their examples, and what their fixes leave behind.

use proptest::prelude::*;

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
        let at =
            found.iter().position(|it| it.rule == rule && it.range == range && it.message.contains(&message));
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

const DATA: &str = "Impression and click logs. Positive label: a click within 30 minutes. Split by time.\n";

#[test]
fn a_draft_is_told_of_what_was_jumped_over_and_not_of_what_lies_ahead() {
    check(
        &format!(
            "# Design an ad click predictor\n{CLARIFY}\n## Prepare data\n\
             ^^^^^^^^^^^^^^^ skipped-step: “Frame as an ML task” is skipped\n{DATA}\n## Metrics\n\
             ^^^^^^^^^^ skipped-step: “Develop the model” is skipped\n{EVALUATE}"
        ),
        false,
    );
}

#[test]
fn metrics_that_are_settled_early_have_jumped_over_nothing() {
    let early = format!("# Design an ad click predictor\n{CLARIFY}\n## Metrics\n{EVALUATE}");
    check(&early, false);
    // What is called an evaluation comes after what it evaluates.
    let late = early.replace("## Metrics", "## Evaluation");
    assert_eq!(ids(&late, Options::default()), ["skipped-step"; 3]);
    check(
        &format!(
            "{early}\n## Develop the model\n\
             ^^^^^^^^^^^^^^^^^^^^ skipped-step: “Frame as an ML task” is skipped\n\
             ^^^^^^^^^^^^^^^^^^^^ skipped-step: “Prepare data” is skipped\n\
             Baseline: logistic regression, then DCN; cross-entropy loss.\n"
        ),
        false,
    );
}

#[test]
fn in_a_draft_nothing_is_said_of_the_heading_that_is_being_written_under() {
    let data = format!(
        "# Design an ad click predictor\n{CLARIFY}\n## Metrics\n{EVALUATE}\n## Serving\nOnline prediction, canary.\n\n"
    );
    let told = |text: &str| ids(text, Options::default()).iter().filter(|id| *id == "empty-step").count();
    assert_eq!(told(&format!("{data}## Develop the model\n")), 0);
    assert_eq!(told(&data.replace("## Serving", "## Develop the model\n\n## Serving")), 1);
}

#[test]
fn a_draft_that_speaks_of_a_later_step_on_the_way_has_jumped_over_nothing() {
    let framing = "## Framing\nGiven a user and a context, rank ads. Two stages: a two-tower model, then a deep ranking model with cross-entropy loss.\n";
    check(&format!("# Design an ad click predictor\n{CLARIFY}\n{framing}"), false);
    check(
        &format!("# Design an ad click predictor\n{CLARIFY}\n{framing}\n1. Retrieval: two-tower model\n"),
        false,
    );
    check(&format!("# Design an ad click predictor\n{CLARIFY}\n{framing}\n## Data\n"), false);
    check(
        &format!(
            "# Design an ad click predictor\n{CLARIFY}\n{framing}\n## Data\n{DATA}\n### Monitoring of the input\nA check each night.\n"
        ),
        false,
    );
    // Where no heading says what belongs where, it has.
    let goal = "The business goal is ad revenue; 100M daily users; 50 ms at p99; GDPR. We predict the probability of a click, a binary classification.";
    let model = "Baseline: logistic regression, then a two-tower model and a deep ranking model with cross-entropy loss.";
    let marks = "^".repeat(model.len());
    check(
        &format!(
            "# Design an ad click predictor\n{goal}\n\n{model}\n{marks} skipped-step: “Prepare data” is skipped\n"
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
    let idle = format!("---\nwhyfirst: {{ allow: [position-bias, no-split], skip: monitr }}\n---\n{text}");
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
        let options = Options { path: "notes/a.md".to_owned(), finished: true, review, ..Options::default() };
        let readings = read(&index, &note, &options, None);
        let found = found_in(&index, &note, readings.first());
        for step in 0..7 {
            let gathered: Vec<_> = found
                .iter()
                .filter(|it| it.finding.step == Some(step) && it.finding.severity == Severity::Information)
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
             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unused-suppression: Did you mean `skipped-step`?\n{CLARIFY}\n## Serving\n\
             ^^^^^^^^^^ skipped-step: “Develop the model” is skipped\n\
             ^^^^^^^^^^ skipped-step: “Evaluate” is skipped\nOnline prediction behind a gateway, a canary first.\n"
        ),
        false,
    );
}

#[test]
fn a_comment_that_silences_what_only_a_review_tells_has_its_use() {
    let finished = || Options { finished: true, ..Options::default() };
    let open = with_data("Split by time.")
        .replace("data drift by PSI; ", "")
        .replace("watch live AUC every hour; ", "");
    assert_eq!(ids(&open, finished()), [] as [&str; 0]);
    let reviewed = ids(&open, Options { review: true, ..finished() });
    assert!(reviewed.contains(&"open-points".to_owned()), "{reviewed:?}");
    let silenced = open.replacen("\n\n", "\n<!-- whyfirst: allow open-points -->\n\n", 1);
    assert_eq!(ids(&silenced, finished()), [] as [&str; 0]);
}

#[test]
fn each_place_of_a_wording_is_shown_to_the_letter() {
    let index = Index::new(whyfirst_guide::builtin().clone());
    // The same words in another chunk must not be counted with those before them.
    let text = with_data("We use a random split.")
        .replace("Users are those of the feed.", "Never use a random split.");
    let found = told_in(&index, &text, "random-split-temporal");
    let shown: Vec<_> =
        found.iter().map(|it| text.get(it.finding.range.clone()).unwrap_or_default()).collect();
    assert_eq!(shown, ["random split"]);
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
    let told = told_in(index, text, rule);
    (told.len(), told.into_iter().flat_map(|it| it.finding.fixes).collect())
}

fn told_in(index: &Index, text: &str, rule: &str) -> Vec<Found> {
    let note = Note::new(text.to_owned());
    let found = found_in(index, &note, read(index, &note, &everything(rule), None).first());
    found.into_iter().filter(|it| tells(it, rule)).collect()
}

/// The rules that need offer no fix: only the writer knows which number is meant.
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
                let mut fail = |what: &str| failures.push(format!("{}: {what}\n{text}\n→\n{after}", rule.id));
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

/// The invalid examples of all rules, each with its rule.
type Invalid = (Index, Vec<(String, String)>);

fn invalid_examples() -> &'static Invalid {
    static ALL: std::sync::OnceLock<Invalid> = std::sync::OnceLock::new();
    ALL.get_or_init(|| {
        let index = Index::new(whyfirst_guide::builtin().clone());
        let mut all = Vec::new();
        for rule in rules(&index) {
            let bad = examples(&rule.manual()).into_iter().filter(|(valid, _)| !valid);
            all.extend(bad.map(|(_, example)| (rule.id.to_owned(), example)));
        }
        (index, all)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn every_fix_ends_its_finding_wherever_the_note_stands(
        pick in any::<prop::sample::Index>(),
        before in prop::sample::select(vec!["", "---\ntags: [ml]\n---\n", "\u{feff}", "<!-- 日本 😀 -->\n", "\n\n"]),
        after in prop::sample::select(vec!["", "\n", "\n\n\n", "\n| 日本 | 😀 |\n|---|---|\n", "\n> 😀\n", "\n```\n😀\n```\n"]),
        crlf in any::<bool>(),
        cut in any::<bool>(),
    ) {
        let (index, all) = invalid_examples();
        let (rule, example) = pick.get(all);
        let mut text = format!("{before}{example}{after}");
        if cut {
            text.truncate(text.trim_end().len());
        }
        if crlf {
            text = text.replace('\n', "\r\n");
        }
        let found = told_in(index, &text, rule);
        let told_before = found.len();
        // Of what is told together, a fix for one part leaves the others.
        let fixes = found.into_iter().flat_map(|it| {
            let gathered = !it.parts.is_empty();
            it.finding.fixes.into_iter().map(move |fix| (fix.preferred || !gathered, fix))
        });
        for (whole, fix) in fixes {
            for edit in &fix.edits {
                prop_assert!(text.get(edit.range.clone()).is_some(), "{rule}: {edit:?}");
            }
            let after = applied(&text, &fix);
            let (left, again) = told(index, &after, rule);
            prop_assert!(!whole || left < told_before, "{rule}: “{}” leaves the finding\n{text}\n→\n{after}", fix.title);
            prop_assert!(!again.contains(&fix), "{rule}: “{}” is offered again", fix.title);
            let bare = after.matches('\n').count() - after.matches("\r\n").count();
            prop_assert!(!text.contains("\r\n") || bare == 0, "{rule}: “{}” breaks lines in its own way", fix.title);
        }
    }
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

#[test]
fn two_values_of_one_quantity_clash_unless_the_words_around_them_tell_them_apart() {
    let clashes = |second: &str| {
        let text =
            format!("# Design an ad click predictor\n\n{CLARIFY}\n## Data\nLogs of {second} are joined.\n");
        let index = Index::new(whyfirst_guide::builtin().clone());
        let note = Note::new(text);
        let readings = read(&index, &note, &Options { finished: true, ..Options::default() }, None);
        findings(&index, &note, &readings).iter().any(|it| it.rule == "conflicting-numbers")
    };
    for same in
        ["10M daily users", "10M daily users in every region", "10M daily users, whatever their region,"]
    {
        assert!(clashes(same), "{same}");
    }
    for apart in [
        "90M daily users",
        "10M daily users per region",
        "10M regional daily users",
        "10M daily users on mobile",
    ] {
        assert!(!clashes(apart), "{apart}");
    }
}
