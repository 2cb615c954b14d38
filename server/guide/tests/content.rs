//! The built-in guide: its files are sound, and its entries' own examples hold.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that panics has failed, and says where"
)]

use std::fs;
use std::path::{Path, PathBuf};

use whyfirst_guide::load::{Source, load};
use whyfirst_guide::{Index, builtin, examples};

fn files(folder: &Path, root: &Path, into: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, root, into);
        } else {
            into.push((
                path.strip_prefix(root).unwrap().to_str().unwrap().to_owned(),
                fs::read_to_string(&path).unwrap(),
            ));
        }
    }
}

fn content() -> Vec<(String, String)> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("content");
    let mut found = Vec::new();
    files(&root, &root, &mut found);
    found.sort();
    found
}

#[test]
fn every_entry_matches_what_its_examples_say() {
    let files = content();
    let sources: Vec<_> = files.iter().map(|(path, content)| Source { path, content }).collect();
    let (guide, errors) = load(&sources);
    assert_eq!(errors, [], "the build should have refused this");
    let failures = examples::failures(&Index::new(guide));
    assert!(failures.is_empty(), "{} examples fail:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn the_compiled_guide_is_the_one_in_the_files() {
    let files = content();
    let sources: Vec<_> = files.iter().map(|(path, content)| Source { path, content }).collect();
    let (guide, _) = load(&sources);
    let compiled = builtin();
    assert_eq!(compiled.rubrics.len(), guide.rubrics.len());
    assert_eq!(compiled.frameworks, guide.frameworks);
    assert_eq!(compiled.language, guide.language);
    let ids = |guide: &whyfirst_guide::Guide| -> Vec<String> {
        let concepts = guide.concepts.iter().map(|concept| format!("{} {}", concept.id, concept.card));
        concepts.chain(guide.problems.iter().map(|problem| format!("{:?}", problem.brief))).collect()
    };
    assert_eq!(ids(compiled), ids(&guide));
}

#[test]
fn entries_that_carry_no_examples_are_found_out() {
    let files = content();
    let sources: Vec<_> = files.iter().map(|(path, content)| Source { path, content }).collect();
    let (guide, _) = load(&sources);
    let concepts =
        guide.concepts.iter().filter(|concept| concept.matches.is_empty()).map(|concept| &concept.id);
    let problems =
        guide.problems.iter().filter(|problem| problem.matches.is_empty()).map(|problem| &problem.id);
    let aspects = guide.rubrics.iter().flat_map(|rubric| rubric.aspects()).map(|(_, aspect)| aspect);
    let aspects = aspects.filter(|aspect| aspect.matches.is_empty()).map(|aspect| &aspect.id);
    let bare: Vec<_> = concepts.chain(problems).chain(aspects).collect();
    assert!(bare.is_empty(), "without examples: {bare:?}");
}
