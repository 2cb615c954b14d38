//! Outlines of all problems under all frameworks: short enough to be overlooked, sound, and worded so that they teach.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that panics has failed, and says where"
)]

use whyfirst_guide::{Index, builtin};
use whyfirst_review::skeleton::{Style, outline};

/// A title of one line stands above the steps, and front matter of three lines may stand above that.
const LINES: usize = 60 - 3;

#[test]
fn every_outline_of_every_problem_stays_in_view() {
    let index = Index::new(builtin().clone());
    let guide = index.guide();
    let mut long = Vec::new();
    for framework in guide.frameworks.iter() {
        for problem in guide.problems.iter().map(Some).chain([None]) {
            let whole = outline(&index, framework, problem, Some("A title"), &Style::default());
            let text = whole.plain();
            let name = format!("{} {}", framework.id, problem.map_or("-", |problem| &problem.id));
            if text.lines().count() >= LINES {
                long.push(format!("{name}: {} lines", text.lines().count()));
            }
            assert!(!text.contains("${"), "{name}: {text}");
            for step in framework.steps.iter() {
                assert!(text.contains(&*step.title), "{name}: no {}", step.title);
            }
            numbered_in_order(&whole.snippet, &name);
        }
    }
    assert!(long.is_empty(), "{} outlines are too long:\n{}", long.len(), long.join("\n"));
}

/// Placeholders are numbered from 1 on without a gap, so that one is led from each to the next.
fn numbered_in_order(snippet: &str, name: &str) {
    let numbers: Vec<usize> = snippet
        .match_indices("${")
        .filter(|(at, _)| !snippet[..*at].ends_with('\\'))
        .map(|(at, _)| snippet[at + 2..].split(':').next().unwrap().parse().unwrap())
        .collect();
    assert_eq!(numbers, (1..=numbers.len()).collect::<Vec<_>>(), "{name}");
}

#[test]
fn a_step_of_a_full_framework_asks_for_something() {
    let index = Index::new(builtin().clone());
    let guide = index.guide();
    for framework in guide.frameworks.iter() {
        let text = outline(&index, framework, None, None, &Style::default()).plain();
        let prompts = text.lines().filter(|line| line.starts_with("- ")).count();
        assert!(prompts >= framework.steps.len(), "{}: {prompts} lines to fill in:\n{text}", framework.id);
    }
}
