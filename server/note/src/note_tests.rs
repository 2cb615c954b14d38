//! Notes as a whole: the traps of CommonMark, and edits.

#![allow(clippy::string_slice)]

use std::fmt::Write;

use expect_test::{Expect, expect};
use proptest::prelude::*;

use crate::{HeadingKind, LineKind, Note, SpanKind, Verb};

/// What differs between two notes, for a message that a person can read.
fn difference(a: &Note, b: &Note) -> String {
    let mut shown = String::new();
    for (at, (a, b)) in a.chunks().iter().zip(b.chunks()).enumerate() {
        let (a, b) = (&a.facts, &b.facts);
        for (a, b) in a.lines.iter().zip(&b.lines).filter(|(a, b)| a != b) {
            writeln!(shown, "chunk {at}: {a:?} is not {b:?}").unwrap();
        }
        if (&a.spans, &a.headings, &a.directives, a.sound) != (&b.spans, &b.headings, &b.directives, b.sound)
        {
            writeln!(
                shown,
                "chunk {at}: {:?} {:?} {} is not {:?} {:?} {}",
                a.spans, a.headings, a.sound, b.spans, b.headings, b.sound
            )
            .unwrap();
        }
    }
    format!("{} and {} chunks\n{shown}{:?}", a.chunks().len(), b.chunks().len(), a.text().as_str())
}

/// The lines of a note: kind, depth of lists and quotes, and the text that is left once the marks are off; then the headings.
fn check(text: &str, expected: Expect) {
    let note = Note::new(text.to_owned());
    let mut shown = String::new();
    for placed in note.placed() {
        for line in &placed.chunk.facts.lines {
            let content = placed.chunk.facts.line_text(placed.text(), line);
            let marks = "-".repeat(line.depth as usize) + &">".repeat(line.quote as usize);
            let item = if line.item.is_some() { "*" } else { "" };
            writeln!(shown, "{:?}{item}{marks} {content:?}", line.kind).unwrap();
        }
        for heading in placed.headings() {
            let title = placed.text().get(heading.title.start as usize..heading.title.end as usize).unwrap();
            writeln!(shown, "  {:?} {title:?} in {:?}", heading.kind, heading.parent).unwrap();
        }
    }
    expected.assert_eq(&shown);
}

#[test]
fn hashes_in_fences_comments_and_front_matter_are_no_headings() {
    check(
        "---\ntitle: x\n# no\n---\n# Yes\n```sh\n# no\n```\n<!--\n# no\n-->\n    # no, indented\n",
        expect![[r##"
            Metadata "---"
            Metadata "title: x"
            Metadata "# no"
            Metadata "---"
            Heading "Yes"
            Code "```sh"
            Code "# no"
            Code "```"
            Comment "<!--"
            Comment "# no"
            Comment "-->"
            Code "    # no, indented"
              Atx(1) "Yes" in None
        "##]],
    );
}

#[test]
fn an_item_that_follows_a_deeper_one_stands_where_its_mark_stands() {
    check(
        "* Training\n  * Loss\n    * log loss\n  * Dataset\n    * labels\n  * Tuning\n\n1. **Data and labels**:\n    - clicks\n",
        expect![[r#"
            Prose*- "Training"
            Prose*-- "Loss"
            Prose*--- "log loss"
            Prose*-- "Dataset"
            Prose*--- "labels"
            Prose*-- "Tuning"
            Blank-- ""
            Prose*- "**Data and labels**:"
            Prose*-- "clicks"
              Item "Training" in None
              Item "Loss" in Some(0)
              Item "Dataset" in Some(0)
              Item "Data and labels" in None
        "#]],
    );
}

#[test]
fn setext_headings_and_an_empty_dash_under_text() {
    check(
        "Title\n=====\n\nData\n----\ntext\n\nfoo\n-\n",
        expect![[r#"
            Heading "Title"
            Underline "====="
            Blank ""
            Heading "Data"
            Underline "----"
            Prose "text"
            Blank ""
            Heading "foo"
            Underline "-"
              Setext(1) "Title" in None
              Setext(2) "Data" in Some(0)
              Setext(2) "foo" in Some(0)
        "#]],
    );
}

#[test]
fn headings_in_quotes_and_lists_and_closing_hashes() {
    check(
        "> ## Quoted ##\n> text\n\n- # In a list\n  more\n1. a\n   - b\n",
        expect![[r###"
            Heading> "Quoted ##"
            Prose> "text"
            Blank ""
            Heading*- "In a list"
            Prose- "more"
            Prose*- "a"
            Prose*-- "b"
              Atx(2) "Quoted" in None
              Atx(1) "In a list" in None
              Item "a" in Some(1)
        "###]],
    );
}

#[test]
fn bom_crlf_tabs_and_no_final_newline() {
    check(
        "\u{feff}# Ad\r\n\r\n*\tDataset:\r\n\t* clicks 😀\r\n## 設計",
        expect![[r#"
            Heading "Ad"
            Blank ""
            Prose*- "Dataset:"
            Prose*-- "clicks 😀"
              Atx(1) "Ad" in None
              Label "Dataset" in Some(0)
            Heading "設計"
              Atx(2) "設計" in None
        "#]],
    );
}

#[test]
fn lines_that_serve_as_headings() {
    check(
        "**Data:**\ntext\n\n2.1 Feature engineering\n\n* ML formulation:\n  * Objective: rank\n* Labels\n  - natural\n* plain\n\nStep 2 – Frame\n\n<b>Serving</b>\n\nWe use http://x.y: and 12:30.\n",
        expect![[r#"
            Prose "**Data:**"
            Prose "text"
            Blank ""
            Prose "2.1 Feature engineering"
            Blank ""
            Prose*- "ML formulation:"
            Prose*-- "Objective: rank"
            Prose*- "Labels"
            Prose*-- "natural"
            Prose*- "plain"
            Blank- ""
            Prose "Step 2 – Frame"
            Blank ""
            Prose "<b>Serving</b>"
            Blank ""
            Prose "We use http://x.y: and 12:30."
              Bold "Data" in None
              Numbered "2.1 Feature engineering" in Some(0)
              Label "ML formulation" in Some(1)
              Label "Objective" in Some(2)
              Item "Labels" in Some(1)
              Numbered "Step 2 – Frame" in Some(0)
              Bold "Serving" in None
        "#]],
    );
}

#[test]
fn tables_and_definitions() {
    check(
        "| a | b |\n|---|---|\n| 1 | `x` |\n\n[r]: http://x.y\n\n---\n",
        expect![[r#"
            Table "| a | b |"
            TableRule "|---|---|"
            Table "| 1 | `x` |"
            Blank ""
            Definition "[r]: http://x.y"
            Blank ""
            Break "---"
        "#]],
    );
}

#[test]
fn an_empty_last_table_row_costs_no_heading() {
    let note = Note::new("# A\n| a | b |\n|---|---|\n|   |   |\n\n# B\ntext\n".to_owned());
    let titles: Vec<_> = note.placed().flat_map(|placed| placed.headings().iter().map(|h| h.kind)).collect();
    assert_eq!(titles, [HeadingKind::Atx(1), HeadingKind::Atx(1)]);
}

#[test]
fn link_targets_tags_and_code_are_known_as_such() {
    let text = "See [the log](http://x.y/ctr) and `qps`, <b>bold</b>, <http://a.b>\n";
    let note = Note::new(text.to_owned());
    let spans: Vec<_> = note.chunks().iter().flat_map(|chunk| &chunk.facts.spans).collect();
    let shown: Vec<_> = spans.iter().map(|s| (s.kind, &text[s.start as usize..s.end as usize])).collect();
    assert_eq!(
        shown,
        [
            (SpanKind::Hidden, "http://x.y/ctr"),
            (SpanKind::Code, "`qps`"),
            (SpanKind::Hidden, "<b>"),
            (SpanKind::Hidden, "</b>"),
            (SpanKind::Hidden, "<http://a.b>"),
        ]
    );
}

#[test]
fn comments_to_whyfirst_are_found_and_those_in_code_are_not() {
    let text = "# A\n<!-- whyfirst: skip monitor — one-off -->\ntext <!-- whyfirst: allow a-rule --> more\n`<!-- whyfirst: skip x -->`\n```\n<!-- whyfirst: skip y -->\n```\n<!-- whyfirst: -->\n";
    let note = Note::new(text.to_owned());
    let found: Vec<_> = note
        .placed()
        .flat_map(|placed| {
            placed.chunk.facts.directives.iter().map(move |d| (d.verb, &text[placed.range(&d.target)]))
        })
        .collect();
    assert_eq!(found, [(Verb::Skip, "monitor"), (Verb::Allow, "a-rule"), (Verb::Unknown, "")]);
}

#[test]
fn what_is_typed_into_prose_code_and_tables_is_not_parsed() {
    let text = "# Design a feed\n\nAbout 39 % of the users (daily) are `new` today.\n- click logs, 1.5M a day\n\n```py\nscore = rank(user)\n```\n\n| metric | now |\n|---|---|\n| recall | 0.47 |\n";
    for (before, new) in [
        ("About 3", "1"),
        ("today", " and tomorrow"),
        ("today.", " T"),
        ("click logs", ", views"),
        ("- click logs, ", "2"),
        ("score = r", "e"),
        ("(user", "s"),
        ("| recal", "l"),
        ("| recall | 0.47", "1"),
        ("# Design a feed", " for news"),
    ] {
        let mut note = Note::new(text.to_owned());
        let at = text.find(before).unwrap() + before.len();
        let parsed = crate::work::parsed_bytes();
        note.edit(at..at, new);
        assert_eq!(crate::work::parsed_bytes(), parsed, "{before}|{new}");
        assert!(note == Note::new(note.text().as_str().to_owned()), "{before}|{new}");
    }
}

#[test]
fn inline_bombs_are_left_alone_in_time() {
    let started = std::time::Instant::now();
    let note = Note::new("`**a _b ".repeat(1_900));
    assert!(
        note.chunks().iter().all(|chunk| chunk.facts.lines.iter().all(|line| line.kind == LineKind::Prose))
    );
    // Without the limit this takes minutes.
    assert!(started.elapsed().as_secs() < 20);
}

fn fragment() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "# A\n",
        "## B é\n",
        "text 😀 here\n",
        "```\n",
        "~~~\n",
        "- item\n",
        "  - deeper:\n",
        "1. one\n",
        "> quote\n",
        "<!-- c\n",
        "-->\n",
        "---\n",
        "+++\n",
        "\n",
        "\n\n",
        "| a | b |\n",
        "|---|---|\n",
        "| 1 | |\n",
        "<div>\n",
        "</div>\n",
        "    code\n",
        "\t",
        " ",
        "#",
        "-",
        "`x`",
        "**Bold:**\n",
        "[a](b)\n",
        "===\n",
        "\r\n",
        "x",
        "設",
        "whyfirst: {status: done}\n",
        "some words of *plain* prose\n",
        "```mermaid\ngraph of words\n```\n",
        "| some words | a `b c` |\n|---|---|\n| more words | x |\n",
        "## Some heading words\n",
        "Setext words\n---\n",
        "* Data sources: click logs\n  * deeper words\n",
        "a <b>c d</b> e &amp f\n",
        "$x y$ and `c d` [e f](g h)\n",
        "<!-- whyfirst: skip x -->\n",
        "# ",
        "foo\n2. bar\n",
        "```py\nscore = model(x)[0]\n  N0 --> N1\n```\n",
        "    indented = 3\n",
        "> ```\n> quoted code\n> ```\n",
        "- ```\n  code in an item\n  ```\n",
        "| ctr | 0.47 | |\n|:--|---|---|\n| auc-pr | 0.9 |  |\nmore | words\n",
        "about 39 % of 1.5M users (daily), two-tower; see [1] or [a][b].\n",
        "14. not an item here: 3/4 of them?\n",
        "costs $5 or 10 $ a day: 50% more\n",
        "`code span` and **bold**. Also *emphasis*, `more code`.\n",
    ])
}

fn document() -> impl Strategy<Value = String> {
    prop::collection::vec(fragment(), 0..25).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(std::env::var("PROPTEST_CASES").map_or(400, |n| n.parse().unwrap())))]
    #[test]
    fn after_any_edits_a_note_equals_one_read_afresh(
        start in document(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0usize..60, prop::collection::vec(fragment(), 0..4)), 1..8),
    ) {
        let mut note = Note::new(start);
        for (at, len, new) in edits {
            let at = at.index(note.text().len() + 1);
            note.edit(at..at + len, &new.concat());
            let fresh = Note::new(note.text().as_str().to_owned());
            prop_assert!(note == fresh, "after an edit at {}: {}", at, difference(&note, &fresh));
        }
    }

    #[test]
    fn letters_typed_into_words_change_no_more_than_the_words(
        start in document(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0usize..3, prop::sample::select(vec!["a", "x", "B", "ab", "", "", " ", "e ", " o", "1", ".", ". ", ":", "-", "--", ", ", "é", "設", "?", "/", "1."])), 1..12),
    ) {
        let mut note = Note::new(start);
        for (at, len, new) in edits {
            let at = at.index(note.text().len() + 1);
            note.edit(at..at + len, new);
            let fresh = Note::new(note.text().as_str().to_owned());
            prop_assert!(note == fresh, "after an edit at {}: {}", at, difference(&note, &fresh));
        }
    }

    #[test]
    fn what_is_read_ahead_changes_nothing(text in document()) {
        let chunks = |threads| crate::chunk::parse_on(&text, threads);
        prop_assert_eq!(chunks(1), chunks(3));
    }

    #[test]
    fn lines_cover_the_text_and_ranges_lie_on_boundaries(text in document()) {
        let note = Note::new(text.clone());
        let lines: usize = note.chunks().iter().map(|chunk| chunk.facts.lines.len()).sum();
        let expected = note.text().line_count() - usize::from(text.is_empty() || text.ends_with(['\n', '\r']));
        prop_assert_eq!(lines, expected);
        for placed in note.placed() {
            for line in &placed.chunk.facts.lines {
                prop_assert!(placed.text().get(line.text_range()).is_some());
            }
            for heading in placed.headings() {
                prop_assert!(placed.text().get(heading.title.start as usize..heading.title.end as usize).is_some());
            }
        }
    }
}
