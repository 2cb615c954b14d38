//! Readings that take over what an earlier one knows.

use proptest::prelude::*;
use whyfirst_guide::{Index, builtin};
use whyfirst_note::Note;

use crate::{Options, findings, findings_after, read};

/// The built-in guide, made ready once.
fn index() -> std::sync::Arc<Index> {
    static INDEX: std::sync::OnceLock<std::sync::Arc<Index>> = std::sync::OnceLock::new();
    INDEX.get_or_init(|| std::sync::Arc::new(Index::new(builtin().clone()))).clone()
}

fn fragment() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "# Design an ad click predictor\n",
        "## Requirements\n",
        "## Data\n",
        "### Features\n",
        "## Model\n",
        "## Metrics\n",
        "## References\n",
        "# Wrap up\n",
        "# Design a spam filter\n",
        "\nDesign a feed ranking system\n===\n",
        "## 2. Harmful content detection\n",
        "## 3. Ad click prediction\n",
        "The business goal is ad revenue; 100M daily users; 50 ms at p99.\n",
        "- Baseline: logistic regression, then DCN because it crosses features\n",
        "* Offline metrics: log loss and PR-AUC\n",
        "* Data sources:\n  * click logs, split by time\n",
        "We monitor data drift and retrain daily.\n",
        "How many users?\n",
        "- Load: 100M DAU × 10 / 86400 = 11.6 K/s\n",
        "| 1B × 256 × 4 B | 50 ms |\n",
        "**Serving**\n",
        "```mermaid\nA --> B\n```\n",
        "<!-- whyfirst: skip monitor -->\n",
        "\n",
        "word ",
        "x",
        "not ",
        ". ",
        "Precision = TP / (TP + FN), and recall = TP/(TP+FP).\n",
        "We split the sessions at random and oversample the test set.\n",
        "> We use accuracy on a rare class. A/B test for a week?\n",
        "A two-tower model with a random split. We never split at random.\n",
    ])
}

/// Two answers, in which a word more changes little.
const SEVERAL: &str = "# Design an ad click predictor\n## Requirements\nThe business goal is ad revenue for 100M daily users.\n\n\
    ## Data\nWe keep the click logs of a whole year, and the ads that were shown.\n\n## Model\nBoosted trees, after a baseline.\n\n\
    # Design a spam filter\n## Requirements\nFewer bad mails for the users, as few good ones lost.\n\n\
    ## Data\nMails with their labels from what users report.\n\n## Model\nA logistic regression over the words of a mail.\n\n";

/// How many bytes an edit takes away: none, when somebody types.
fn removed() -> impl Strategy<Value = usize> {
    prop_oneof![Just(0), 0usize..50]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(std::env::var("PROPTEST_CASES").map_or(250, |n| n.parse().unwrap())))]
    #[test]
    fn a_reading_that_takes_over_says_the_same_as_one_made_afresh(
        start in prop::collection::vec(fragment(), 0..20),
        edits in prop::collection::vec((any::<prop::sample::Index>(), removed(), prop::collection::vec(fragment(), 0..3)), 1..8),
        several in any::<bool>(),
        finished in any::<bool>(),
        review in any::<bool>(),
    ) {
        let index = index();
        let options = Options { path: "notes/answer.md".to_owned(), finished, review, ..Options::default() };
        let start = if several { [SEVERAL, &start.concat()].concat() } else { start.concat() };
        let mut note = Note::new(start);
        let mut reading = read(&index, &note, &options, None);
        let mut found = findings(&index, &note, &reading);
        for (at, len, new) in edits {
            let at = at.index(note.text().len() + 1);
            note.edit(at..at + len, &new.concat());
            let before = (reading, found);
            reading = read(&index, &note, &options, Some(&before.0));
            found = findings_after(&index, &note, &reading, Some((&before.0, &before.1)));
            let fresh = read(&index, &note, &options, None);
            let text = note.text().as_str();
            prop_assert_eq!(reading.answers().count(), fresh.answers().count(), "{:?}", text);
            for (reading, fresh) in reading.answers().zip(fresh.answers()) {
                prop_assert_eq!(&reading.lines, &fresh.lines, "{:?}", text);
                prop_assert_eq!(reading.problem, fresh.problem, "{:?}", text);
                prop_assert_eq!(&reading.recognition, &fresh.recognition, "{:?}", text);
                prop_assert_eq!(&reading.sections, &fresh.sections, "{:?}", text);
                prop_assert_eq!(&reading.steps, &fresh.steps, "{:?}", text);
                prop_assert_eq!(&reading.stages, &fresh.stages, "{:?}", text);
                prop_assert!(reading.estimates(&note).eq(fresh.estimates(&note)), "{:?}", text);
                let shown = |it: &crate::Reading| {
                    let chunks: Vec<_> = it.chunks.iter().map(|chunk| chunk.all()).collect();
                    format!("{:#?}", (chunks, &it.seen, it.tongue, it.amount))
                };
                prop_assert_eq!(shown(reading), shown(fresh), "{:?}", text);
            }
            let afresh = findings(&index, &note, &fresh);
            prop_assert_eq!(&findings(&index, &note, &reading), &afresh, "{:?}", text);
            prop_assert_eq!(&found, &afresh, "{:?}", text);
        }
    }
}

#[test]
fn what_is_put_in_after_a_fence_is_worked_out_again_where_the_fence_loses_its_end() {
    let (index, options) = (index(), Options::default());
    let closed = "# Design an ad click predictor\n# Design a spam filter\nThe business goal is ad revenue; 100M daily users; 50 ms at p99.\n## Requirements\n```mermaid\nA --> B\n```\n";
    let mut note = Note::new(format!("* Data sources:\n  * click logs, split by time\n{closed}"));
    let before = read(&index, &note, &options, None);
    let found = findings(&index, &note, &before);
    let end = note.text().len();
    // The note ends in a blank line of the open fence, and not in its last mark.
    note.edit(end - 11..end - 1, "# Design an ad click predictor\n");
    let after = read(&index, &note, &options, Some(&before));
    let afresh = findings(&index, &note, &after);
    assert!(!afresh.is_empty());
    assert_eq!(findings_after(&index, &note, &after, Some((&before, &found))), afresh);
}

/// What is kept of pattern rules from a note's reading to the one after an edit of its last word.
fn places_after(
    new: &str,
) -> (std::sync::Arc<crate::rules::pattern::Memo>, std::sync::Arc<crate::rules::pattern::Memo>) {
    let (index, options) = (index(), Options { finished: true, review: true, ..Options::default() });
    let text = "# Design an ad click predictor\n\n## Data\nClick logs. We split at random.\n\n## Model\nA baseline, then trees for them.\n";
    let mut note = Note::new(text.to_owned());
    let before = read(&index, &note, &options, None);
    findings(&index, &note, &before);
    let end = text.len() - 2;
    note.edit(end..end, new);
    let after = read(&index, &note, &options, Some(&before));
    let places = |readings: &crate::Readings| std::sync::Arc::clone(&readings.first().places);
    (places(&before), places(&after))
}

#[test]
fn a_word_more_where_there_are_many_keeps_the_sections() {
    let (index, options) = (index(), Options::default());
    let mut note = Note::new(
        "# Design an ad click predictor\n\n## Requirements\nMore revenue.\n\n## Data\nClick logs of a year.\n\n## Model\nTrees.\n".to_owned(),
    );
    let mut edited = |before: &crate::Readings, place: &str, new: &str| {
        let at = note.text().as_str().find(place).unwrap();
        note.edit(at..at, new);
        read(&index, &note, &options, Some(before))
    };
    let sections = |it: &crate::Readings| it.first().sections.clone();
    let first = edited(&read(&index, &Note::new(String::new()), &options, None), "a year", "half ");
    let second = edited(&first, " year", " whole");
    assert!(sections(&first).are_shared_with(&sections(&second)));
    let words = |it: &crate::Readings| it.first().steps.iter().map(|step| step.words).sum::<u32>();
    assert_eq!(words(&second), words(&first) + 1);
    // One word under a heading is a mention, three are more.
    let third = edited(&second, "Trees", "Boosted decision ");
    assert!(!sections(&second).are_shared_with(&sections(&third)));
}

#[test]
fn a_word_more_in_one_of_several_answers_keeps_the_sections_of_all() {
    let (index, options) = (index(), Options::default());
    let mut note = Note::new(SEVERAL.to_owned());
    let before = read(&index, &note, &options, None);
    assert_eq!(before.answers().count(), 2);
    let at = SEVERAL.find("words of a mail").unwrap();
    note.edit(at..at, "many ");
    let after = read(&index, &note, &options, Some(&before));
    for (then, now) in before.answers().zip(after.answers()) {
        assert!(now.sections.are_shared_with(&then.sections));
    }
    let words = |it: &crate::Reading| it.steps.iter().map(|step| step.words).sum::<u32>();
    let grown: Vec<u32> =
        before.answers().zip(after.answers()).map(|(then, now)| words(now) - words(then)).collect();
    assert_eq!(grown, [0, 1]);
}

/// A note in whose next section no name of it stands.
const BEGINNING: &str =
    "# Design an ad click predictor\n\n## Requirements\n\nMore revenue from 100M daily users.\n\n";

/// Puts `new` in place of `old` in a note, which changes what is found or put in: what was known before makes no difference to it.
fn check_edit(text: &str, answers: usize, old: &str, new: &str) {
    let (index, options) = (index(), Options { finished: true, ..Options::default() });
    let mut note = Note::new(text.to_owned());
    let before = read(&index, &note, &options, None);
    assert_eq!(before.answers().count(), answers);
    let found = findings(&index, &note, &before);
    let at = text.find(old).unwrap();
    note.edit(at..at + old.len(), new);
    let after = read(&index, &note, &options, Some(&before));
    let afresh = findings(&index, &note, &read(&index, &note, &options, None));
    let said = |all: &[crate::Finding]| -> Vec<_> {
        let edits = |it: &crate::Finding| {
            it.fixes.iter().flat_map(|it| &it.edits).map(|it| it.text.clone()).collect()
        };
        all.iter().map(|it| (it.message.clone(), edits(it))).collect::<Vec<(String, Vec<String>)>>()
    };
    assert_ne!(said(&found), said(&afresh));
    assert_eq!(findings(&index, &note, &after), afresh);
    assert_eq!(findings_after(&index, &note, &after, Some((&before, &found))), afresh);
}

#[test]
fn what_is_found_where_it_was_may_be_meant_otherwise() {
    check_edit(&format!("{BEGINNING}## Metrics\n\nSo recall = TP / (TP + FP).\n"), 1, "So", "no");
}

#[test]
fn what_is_found_where_it_was_may_belong_to_another_sentence() {
    let text = format!("{BEGINNING}## Data\n\nClick logs of a year. We split at random, leaks are bad.\n");
    check_edit(&text, 1, ", leaks", ". Leaks");
}

#[test]
fn what_is_put_in_at_the_end_is_worked_out_again_where_the_last_fence_is_closed() {
    check_edit(&format!("{BEGINNING}## Appendix\n\nOf a run.\n\n```\nlines\n``\n"), 1, "\n``\n", "\n```\n");
}

#[test]
fn an_answer_that_begins_in_the_middle_of_a_chunk_is_looked_at_again() {
    let underlined = "Design a spam filter\n===\nMore recall = TP / (TP + FP).\n\n";
    check_edit(&SEVERAL.replace("# Design a spam filter\n", underlined), 2, "FP", "FN");
}

#[test]
fn letters_that_show_nothing_keep_where_pattern_rules_hold() {
    let (before, after) = places_after("x");
    assert!(std::sync::Arc::ptr_eq(&before, &after));
}

#[test]
fn a_wording_of_a_rule_has_only_the_rules_that_ask_for_it_looked_at_again() {
    let (before, after) = places_after("; we shuffle and split");
    assert!(!std::sync::Arc::ptr_eq(&before, &after));
    assert!(after.known() > 0 && after.known() < before.known(), "{} of {}", after.known(), before.known());
}

#[test]
fn findings_move_along_with_the_text_and_are_looked_for_again_where_they_may_have_changed() {
    let (index, options) = (index(), Options { finished: true, ..Options::default() });
    let text = "# Design an ad click predictor\n\n## Requirements\nMore revenue, that is what counts.\n\n## Data\nClick logs of a year, which we keep.\n\nNegatives are sampled.\n\n## Model\nTrees are enough, for 10M users a day.\n";
    let note = Note::new(text.to_owned());
    let before = read(&index, &note, &options, None);
    let mut known = findings(&index, &note, &before);
    assert!(!known.is_empty());
    // What is taken over can be told from what is found again.
    for finding in &mut known {
        finding.message = "as it was".to_owned();
    }
    let after = |place: &str, new: &str| {
        let mut note = note.clone();
        let at = text.find(place).unwrap();
        note.edit(at..at, new);
        let readings = read(&index, &note, &options, Some(&before));
        let found = findings_after(&index, &note, &readings, Some((&before, &known)));
        let mut fresh = findings(&index, &note, &readings);
        let kept = found.iter().filter(|it| it.message == "as it was").count();
        assert!(kept == 0 || kept == found.len());
        if kept > 0 {
            fresh.iter_mut().for_each(|it| it.message = "as it was".to_owned());
        }
        assert_eq!(found, fresh, "{new:?} before {place:?}");
        kept > 0
    };
    assert!(after("year", "leap"));
    assert!(after("year", "leap "));
    assert!(!after("year", &"leap ".repeat(40)), "so many words make a step ripe");
    assert!(!after("0M users", "0"), "a number may contradict another");
    assert!(!after("Model", "Re"), "findings are shown at headings");
    assert!(!after("which", "<!-- whyfirst: skip serve -->"));
}

#[test]
fn findings_are_looked_for_again_wherever_a_rule_has_waited_for_one_word_more() {
    let index = index();
    let start = "# Design an ad click predictor\n\n## Requirements\nMore revenue, with low latency.\n\n## Data\nClick logs of a year.\n\n## Model\nA deep network of five layers.\n";
    for (finished, place) in
        [false, true].into_iter().flat_map(|it| [" revenue", " logs", " deep"].map(|place| (it, place)))
    {
        let options = Options { finished, ..Options::default() };
        let mut note = Note::new(start.to_owned());
        let mut reading = read(&index, &note, &options, None);
        let mut found = findings(&index, &note, &reading);
        for words in 1..=150 {
            let at = note.text().as_str().find(place).unwrap();
            note.edit(at..at, " more");
            let before = (reading, found);
            reading = read(&index, &note, &options, Some(&before.0));
            found = findings_after(&index, &note, &reading, Some((&before.0, &before.1)));
            assert_eq!(found, findings(&index, &note, &reading), "{words} words before{place}, {finished}");
        }
    }
}
