//! How the work of reading grows with a note: opening it in proportion to its length, an edit not at all. Work is counted in bytes parsed
//! and words looked up, never timed.

use std::fmt::Write;

use whyfirst_guide::{Index, builtin_index, lexicon};
use whyfirst_note::{Note, work};
use whyfirst_review::{Options, findings, read};

/// The work that something takes: bytes parsed, words looked up.
fn work(of: impl FnOnce()) -> (u64, u64) {
    let before = (work::parsed_bytes(), lexicon::words_walked());
    of();
    (work::parsed_bytes() - before.0, lexicon::words_walked() - before.1)
}

/// A design note of so many sections.
fn note(sections: usize) -> String {
    let mut text = "# Design an ad click predictor\n\nWe predict clicks.\n\n".to_owned();
    let titles = ["Requirements", "Data", "Features", "Model", "Metrics", "Serving", "Monitoring"];
    for (nth, title) in titles.iter().cycle().take(sections).enumerate() {
        let _ = write!(
            text,
            "## {title}\n\nThe goal is revenue for 10M users a day, with `p99` under 50 ms.\n\n- Labels: clicks, from the log of day {nth}\n  \
             - Negatives are sampled\n- [A link](http://x.y/z) and more words\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```text\n# no heading\n```\n\n"
        );
    }
    text
}

fn open(index: &Index, text: String) {
    let note = Note::new(text);
    let readings = read(index, &note, &Options::default(), None);
    findings(index, &note, &readings);
}

/// The work of opening what `make` makes at n, 2n and 4n must not grow faster than the text.
fn opens_in_proportion(make: impl Fn(usize) -> String) {
    let index = builtin_index();
    let work_of = |n: usize| {
        let text = make(n);
        let (len, work) = (text.len() as f64, work(|| open(&index, text)));
        ((work.0 as f64 + 1.0) / len, (work.1 as f64 + 1.0) / len)
    };
    let once = work_of(20);
    for n in [40, 80] {
        let more = work_of(n);
        assert!(
            more.0 < once.0 * 1.5 && more.1 < once.1 * 1.5,
            "per byte at {n}: {more:?}, before: {once:?}"
        );
    }
}

#[test]
fn opening_a_note_takes_work_in_proportion_to_its_length() {
    opens_in_proportion(note);
    opens_in_proportion(|n| "One paragraph that has no heading at all.\n".repeat(n * 10));
    opens_in_proportion(|n| format!("```\n{}", "# a comment in a fence that is never closed\n".repeat(n)));
    opens_in_proportion(|n| "```\n# a comment in a fence\n# another\n```\n# A heading\n".repeat(n));
    opens_in_proportion(|n| format!("<!--\n{}-->\n", "# a heading in a comment\n".repeat(n)));
    opens_in_proportion(|n| format!("{} deep\n", "> ".repeat(n)));
}

/// The work of an edit in the middle of a note must not grow with the note.
fn edit_costs_its_section(removed: usize, new: &str) {
    let index = builtin_index();
    let work_of = |sections: usize| {
        let text = note(sections);
        let at = text.match_indices("users a day").nth(sections / 2).map_or(0, |(at, _)| at);
        assert!(at > 0, "there is a place to edit");
        let mut note = Note::new(text);
        let readings = read(&index, &note, &Options::default(), None);
        work(|| {
            note.edit(at..at + removed, new);
            let readings = read(&index, &note, &Options::default(), Some(&readings));
            findings(&index, &note, &readings);
        })
    };
    let once = work_of(20);
    for sections in [40, 80] {
        let more = work_of(sections);
        assert!(
            more.0 <= once.0 * 3 / 2 + 200 && more.1 <= once.1 * 3 / 2 + 50,
            "{new:?} in {sections} sections: {more:?}, before: {once:?}"
        );
    }
}

#[test]
fn an_edit_takes_the_work_of_its_section() {
    for (removed, new) in [
        (0, "x"),
        (1, ""),
        (0, " "),
        (0, "\n"),
        (0, "\n\n"),
        (0, "\n## Head\n"),
        (0, "\n- item\n"),
        (0, "`"),
        (5, "10 K"),
    ] {
        edit_costs_its_section(removed, new);
    }
}

#[test]
fn an_edit_has_the_words_of_its_paragraph_looked_up_and_no_others() {
    let index = builtin_index();
    let paragraph = "The clicks of a day are joined with what was shown.\n\n";
    let text = "# Design an ad click predictor\n\n## Data\n\n".to_owned() + &paragraph.repeat(100);
    let middle = text.len() / 2;
    let at = middle + text.get(middle..).and_then(|rest| rest.find("joined")).unwrap_or_default();
    for new in ["re", "\n", "not ", "`"] {
        let mut note = Note::new(text.clone());
        let readings = read(&index, &note, &Options::default(), None);
        note.edit(at..at, new);
        let (_, words) = work(|| drop(read(&index, &note, &Options::default(), Some(&readings))));
        assert!((1..50).contains(&words), "{new:?}: {words}");
    }
}
