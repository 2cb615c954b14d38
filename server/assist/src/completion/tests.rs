use expect_test::{Expect, expect};

use super::*;
use crate::fixture::Fixture;

fn items(marked: &str, trigger: Trigger) -> Vec<Item> {
    let fixture = Fixture::new(marked);
    find(fixture.view(), fixture.offset, trigger, Wanted::default()).items
}

/// The first items: label, detail, and what they replace.
fn check(marked: &str, trigger: Trigger, expected: Expect) {
    let fixture = Fixture::new(marked);
    let items = find(fixture.view(), fixture.offset, trigger, Wanted::default()).items;
    let mut shown = String::new();
    for item in items.iter().take(6) {
        let replaced = fixture.note.text().slice(item.range.clone());
        shown += &format!("{} [{}] for {replaced:?}\n", item.label, item.detail);
    }
    expected.assert_eq(&shown);
}

const NOTE: &str = "# Design an ad click predictor\n\n## 1. Requirements\n- Goal: more ad revenue\n$1\n\n## 2. Data\nClick logs.\n\n$2\n";

#[test]
fn an_empty_note_is_offered_outlines() {
    check(
        "$0",
        Trigger::Asked,
        expect![[r#"
        Outline: ML 7-step [7 steps] for ""
        Outline: Exponent ML [6 steps] for ""
        Outline: GenAI 7-step [7 steps] for ""
        Outline: Hello Interview ML [6 steps] for ""
        Outline: ML 9-step formula [9 steps] for ""
        Outline: ML design document [17 steps] for ""
    "#]],
    );
    check(
        "youtube$0",
        Trigger::Asked,
        expect![[r#"
            Outline: Video recommendation [Recommendation and feeds] for "youtube"
        "#]],
    );
    check(
        "# Design an ad click predictor\n\n$0",
        Trigger::Asked,
        expect![[r#"
        Outline: Ad click prediction (ML 7-step) [7 steps] for ""
        Outline: Ad click prediction (Exponent ML) [6 steps] for ""
        Outline: Ad click prediction (GenAI 7-step) [7 steps] for ""
        Outline: Ad click prediction (Hello Interview ML) [6 steps] for ""
        Outline: Ad click prediction (ML 9-step formula) [9 steps] for ""
        Outline: Ad click prediction (ML design document) [17 steps] for ""
    "#]],
    );
}

#[test]
fn after_a_hash_the_next_step_comes_first_then_the_skipped_ones() {
    check(
        &NOTE.replace("$2", "#$0").replace("$1", ""),
        Trigger::Typed('#'),
        expect![[r###"
        ## 4. Develop the model [next · 8–10 min] for "#"
        ## 2. Frame as an ML task [skipped · 3–5 min] for "#"
        ## 5. Evaluate [later · 4–6 min] for "#"
        ## 6. Deploy and serve [later · 4–6 min] for "#"
        ## 7. Monitor and maintain [later · 2–4 min] for "#"
        ## 1. Clarify requirements [written · 5–7 min] for "#"
    "###]],
    );
    check(
        &NOTE.replace("$2", "### $0").replace("$1", ""),
        Trigger::Typed(' '),
        expect![[r####"
        ### 4. Develop the model [next · 8–10 min] for "### "
        ### 2. Frame as an ML task [skipped · 3–5 min] for "### "
        ### 5. Evaluate [later · 4–6 min] for "### "
        ### 6. Deploy and serve [later · 4–6 min] for "### "
        ### 7. Monitor and maintain [later · 2–4 min] for "### "
        ### 1. Clarify requirements [written · 5–7 min] for "### "
    "####]],
    );
}

#[test]
fn after_metrics_that_were_settled_early_the_step_after_the_goals_comes_next() {
    let note = "# Design an ad click predictor\n\n## 1. Requirements\n- Goal: more ad revenue\n\n## 2. Metrics\nLog loss offline, revenue online.\n\n#$0";
    assert_eq!(items(note, Trigger::Typed('#'))[0].label, "## 2. Frame as an ML task");
    let note = note.replace("Metrics", "Evaluation");
    assert_eq!(items(&note, Trigger::Typed('#'))[0].label, "## 6. Deploy and serve");
}

#[test]
fn at_an_empty_bullet_the_open_aspects_of_the_step() {
    check(
        &NOTE.replace("$1", "- $0").replace("$2", ""),
        Trigger::Typed(' '),
        expect![[r#"
            What it must do [still open] for "- "
            Scale in numbers [still open] for "- "
            Latency target as a number [still open] for "- "
            Users and others affected [still open] for "- "
            Constraints [still open] for "- "
            Assumptions written down [a bonus] for "- "
        "#]],
    );
    check(
        &NOTE.replace("$1", "-$0").replace("$2", ""),
        Trigger::Typed('-'),
        expect![[r#"
            What it must do [still open] for "-"
            Scale in numbers [still open] for "-"
            Latency target as a number [still open] for "-"
            Users and others affected [still open] for "-"
            Constraints [still open] for "-"
            Assumptions written down [a bonus] for "-"
        "#]],
    );
}

#[test]
fn in_a_sentence_names_of_concepts() {
    check(
        &NOTE.replace("$1", "").replace("$2", "We measure calib$0"),
        Trigger::Asked,
        expect![[r#"
            Calibration [metric] for "calib"
        "#]],
    );
    // As it is written in the midst of a sentence.
    let first = |text: &str| {
        let note = NOTE.replace("$1", "").replace("$2", text);
        items(&note, Trigger::Asked).into_iter().next().map(|item| item.snippet)
    };
    assert_eq!(first("We watch ndc$0").as_deref(), Some("NDCG"));
    assert_eq!(first("Click-thr$0").as_deref(), Some("Click-through rate"));
    assert_eq!(first("and click thr$0").as_deref(), Some("click-through rate"));
    assert_eq!(first("a kalm$0").as_deref(), Some("Kalman filter"));
    assert_eq!(first("log l$0").as_deref(), Some("log loss"));
}

#[test]
fn at_a_bullet_a_concept_can_follow_what_the_step_leaves_open() {
    let found = |text: &str, trigger| {
        let fixture = Fixture::new(&NOTE.replace("$1", text).replace("$2", ""));
        find(fixture.view(), fixture.offset, trigger, Wanted::default())
    };
    // The menu that comes by itself is gone with the first letter, and whoever asks then is told anew.
    let bullet = found("- $0", Trigger::Typed(' '));
    assert!(!bullet.incomplete);
    assert!(!bullet.items.is_empty() && bullet.items.iter().all(|item| item.filter == "- "), "{bullet:#?}");
    assert!(found("- $0", Trigger::Asked).incomplete);
    let found = found("- calib$0", Trigger::Asked);
    let labels: Vec<&str> = found.items.iter().map(|item| &*item.label).collect();
    assert_eq!(labels, ["Calibration", "correction for down-sampled negatives"]);
    assert!(found.incomplete);
}

#[test]
fn what_the_writer_types_of_their_own_leaves_nothing_to_take_at_enter() {
    let note = |text: &str| NOTE.replace("$1", "").replace("$2", text);
    for text in [
        "## My own section$0",
        "## Notes$0",
        "## 8. Appendix$0",
        "## Data$0",
        "- Banner blindness$0",
        "- Latency$0",
        "- Peak$0",
        "- more watch time$0",
        "- CTR$0",
        "- user: country, age$0",
        "The budget is small$0",
        "How to do it$0",
        "Plan A$0",
        "Think about recall$0",
    ] {
        let items = items(&note(text), Trigger::Letter);
        assert!(items.is_empty(), "{text}: {items:#?}");
    }
    for text in ["Shopping$0", "Meeting notes$0", "#Todo$0"] {
        let items = items(text, Trigger::Letter);
        assert!(items.is_empty(), "{text}: {items:#?}");
    }
}

#[test]
fn whoever_asks_is_offered_what_goes_on_from_a_finished_word() {
    let labels = |text: &str, trigger| -> Vec<String> {
        let note = NOTE.replace("$1", "").replace("$2", text);
        items(&note, trigger).into_iter().map(|item| item.label).collect()
    };
    for (text, wanted) in [
        ("We have a cold$0", "Cold start"),
        ("by nd$0", "NDCG"),
        ("## Data$0", "## 3. Prepare data"),
        ("- Peak$0", "peak QPS"),
    ] {
        assert!(labels(text, Trigger::Asked).iter().any(|label| label == wanted), "{text}");
        assert_eq!(labels(text, Trigger::Letter), [""; 0], "{text}");
    }
}

#[test]
fn what_begins_a_word_of_a_heading_or_prompt_finds_it() {
    let first =
        |text: &str| items(&NOTE.replace("$1", "").replace("$2", text), Trigger::Asked).remove(0).label;
    assert_eq!(first("## ev$0"), "## 5. Evaluate");
    assert_eq!(first("## 6. Dep$0"), "## 6. Deploy and serve");
    assert_eq!(first("## mon maint$0"), "## 7. Monitor and maintain");
    let first =
        |text: &str| items(&NOTE.replace("$1", text).replace("$2", ""), Trigger::Asked).remove(0).label;
    assert_eq!(first("- latenc$0"), "Latency target as a number");
}

#[test]
fn nowhere_else() {
    let note = |text: &str| NOTE.replace("$1", "").replace("$2", text);
    for text in ["a $0", "```\n# $0\n```", "see [x](http$0)", "`#$0`", "<!-- # $0 -->"] {
        assert!(items(&note(text), Trigger::Typed(' ')).is_empty(), "{text}");
        assert_eq!(
            items(&note(text), Trigger::Typed('#')).iter().filter(|it| it.kind == ItemKind::Heading).count(),
            0,
            "{text}"
        );
    }
    assert!(items("# Shopping\n\nSome milk calib$0", Trigger::Asked).is_empty());
}

#[test]
fn what_is_put_in_is_a_snippet_whose_plain_text_is_no_evidence() {
    let fixture = Fixture::new("# Design an ad click predictor\n\n$0");
    let item = find(fixture.view(), fixture.offset, Trigger::Asked, Wanted::default())
        .items
        .into_iter()
        .next()
        .unwrap();
    let mut text = fixture.note.text().as_str().to_owned();
    text.replace_range(item.range, &whyfirst_guide::snippet::plain(&item.snippet));
    let inserted = Fixture::new(&text);
    let coverage: Vec<_> =
        inserted.reading.first().steps.iter().map(|step| (step.coverage.name(), step.words)).collect();
    assert!(coverage.iter().all(|it| *it == ("none", 0)), "{coverage:?}\n{text}");
    assert_eq!(whyfirst_review::findings(&inserted.index, &inserted.note, &inserted.reading), []);
    assert!(text.lines().count() < 60, "{} lines", text.lines().count());
}

/// The labels offered, and the text after the first has been taken.
fn taken(marked: &str) -> (Vec<String>, String) {
    let fixture = Fixture::new(marked);
    let found = find(fixture.view(), fixture.offset, Trigger::Asked, Wanted::default());
    let labels = found.items.iter().map(|item| item.label.clone()).collect();
    let mut text = fixture.note.text().as_str().to_owned();
    if let Some(item) = found.items.into_iter().next() {
        text.replace_range(item.range, &whyfirst_guide::snippet::plain(&item.snippet));
    }
    (labels, text)
}

#[test]
fn in_front_matter_keys_and_values() {
    let note = |front: &str| format!("---\n{front}\n---\n# Design an ad click predictor\n");
    let (labels, text) = taken(&note("whyfirst: { minutes: 45, fra$0 }"));
    assert_eq!(labels, ["framework", "problem", "status", "allow", "skip"]);
    assert!(text.contains("{ minutes: 45, framework:  }"), "{text}");
    let (labels, text) = taken(&note("whyfirst: { status: d$0 }"));
    assert_eq!(labels, ["draft", "done"]);
    assert!(text.contains("{ status: draft }"), "{text}");
    let (labels, text) = taken(&note("whyfirst:\n  framework: ml-7$0-step"));
    assert!(labels.contains(&"ml-9-step".to_owned()), "{labels:?}");
    assert!(text.contains(&format!("\n  framework: {}\n---", labels[0])), "{text}");
    let (labels, text) = taken(&note("title: x\nwhy$0"));
    assert_eq!(labels, ["whyfirst"]);
    assert!(text.contains("\nwhyfirst: {  }\n"), "{text}");
    assert_eq!(taken(&note("title: wh$0")).0, Vec::<String>::new());
    assert_eq!(taken(&note("title: x\n  why$0")).0, Vec::<String>::new());
    for front in ["whyfirst: { allow: [no-split, sk$0] }", "whyfirst:\n  allow:\n    - sk$0"] {
        let (labels, text) = taken(&note(front));
        assert!(labels.contains(&"skipped-step".to_owned()), "{labels:?}");
        assert!(text.contains(&front.replace("sk$0", &labels[0])), "{text}");
    }
    assert!(taken(&note("whyfirst: { skip: $0 }")).0.contains(&"monitor".to_owned()));
    // While the front matter is not closed yet.
    assert_eq!(taken("---\nwhyfirst: { status: $0").0, ["draft", "done"]);
}

#[test]
fn in_comments_verbs_steps_and_rules() {
    let note = |comment: &str| NOTE.replace("$1", "").replace("$2", comment);
    let (labels, text) = taken(&note("<!-- whyfirst: $0"));
    assert_eq!(labels, ["skip", "allow"]);
    assert!(text.contains("<!-- whyfirst: skip "), "{text}");
    let (labels, text) = taken(&note("<!-- whyfirst: skip mo$0 -->"));
    assert!(labels.contains(&"monitor".to_owned()), "{labels:?}");
    assert!(text.contains(&format!("<!-- whyfirst: skip {} -->", labels[0])), "{text}");
    let (labels, text) = taken(&note("<!-- whyfirst: allow $0"));
    assert!(labels.contains(&"skipped-step".to_owned()), "{labels:?}");
    assert!(text.contains(&format!("<!-- whyfirst: allow {} -->", labels[0])), "{text}");
    assert_eq!(taken(&note("<!-- whyfirst: skip monitor because $0 -->")).0, Vec::<String>::new());
    assert_eq!(taken(&note("```\n<!-- whyfirst: $0\n```")).0, Vec::<String>::new());
}

#[test]
fn where_headings_are_bold_lines_headings_are_offered_as_such() {
    let bold = "# Design an ad click predictor\n\n**Requirements**\n\n- Goal: more ad revenue\n\n**Data**\n\nClick logs.\n\n";
    for (typed, after) in [("**$0", ""), ("**$0**", ""), ("$0", "")] {
        let (labels, text) = taken(&format!("{bold}{typed}{after}"));
        let heading = labels.iter().find(|label| label.starts_with("**")).unwrap();
        assert_eq!(heading, "**Develop the model**", "{labels:?}");
        if typed.starts_with('*') {
            assert!(text.starts_with(&format!("{bold}**Develop the model**\n\n- ")), "{text}");
        }
    }
    let (labels, _) = taken(&format!("{bold}#$0"));
    assert!(labels[0].starts_with('#'), "{labels:?}");
}

#[test]
fn formulas_are_offered_by_their_words_and_in_the_steps_that_ask_for_them() {
    let formulas = |marked: &str, trigger| {
        let mut found = items(marked, trigger);
        found.retain(|item| item.kind == ItemKind::Formula);
        found
    };
    let note = |typed: &str| {
        let data = "## 2. Data\nClick logs.\n";
        format!(
            "# Design an ad click predictor\n\n## 1. Requirements\n- Goal: more ad revenue\n{typed}\n\n{data}"
        )
    };
    let found = formulas(&note("- pea$0"), Trigger::Asked);
    let [peak] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!(peak.label, "peak QPS");
    assert_eq!(peak.snippet, "Peak QPS: ${1:11.6 K/s} × ${2:3} =");
    // Without a bullet, one is put before it, as the note writes them.
    let found = formulas(&note("pea$0"), Trigger::Asked);
    assert!(found.first().is_some_and(|it| it.snippet.starts_with("- Peak QPS:")), "{found:#?}");
    // At an empty item, those of the step.
    let labels: Vec<String> =
        formulas(&note("- $0"), Trigger::Asked).into_iter().map(|it| it.label).collect();
    assert!(labels.contains(&"average QPS".to_owned()), "{labels:?}");
    assert!(!labels.contains(&"training FLOP".to_owned()), "{labels:?}");
    // Nothing while a sentence is written, nor in the middle of a line.
    assert!(formulas(&note("- we expect at peak$0"), Trigger::Asked).is_empty());
    assert!(formulas(&note("- peak$0 of the day"), Trigger::Asked).is_empty());
}
