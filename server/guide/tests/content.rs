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
    let failures: Vec<_> = failures.iter().map(ToString::to_string).collect();
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

/// The one error of a guide file, as it is told.
fn told(path: &str, content: &str) -> String {
    let files = content_and(path, content);
    let sources: Vec<_> = files.iter().map(|(path, content)| Source { path, content }).collect();
    let (guide, errors) = load(&sources);
    assert!(guide.concepts.len() > 400, "the rest is loaded");
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn content_and(path: &str, text: &str) -> Vec<(String, String)> {
    let mut files = content();
    files.retain(|(known, _)| known != path);
    files.push((path.to_owned(), text.to_owned()));
    files
}

#[test]
fn mistakes_in_guide_files_are_told_with_file_line_and_what_was_expected() {
    let card = |keys: &str, body: &str| {
        format!("---\nname: Novel thing\ncategory: x\nstages: [model]\n{keys}---\n{body}\n")
    };
    let words = "word ".repeat(50);
    let body = format!("A gist {words}.\n\n- **Choose it when** x.\n- **Watch out** y.");
    for (path, content, expected) in [
        ("concepts/x/novel.md", card("related: [no-such]\n", &body), "concepts/x/novel.md:5: `related` names the unknown concept `no-such`"),
        ("concepts/x/novel.md", card("aliases: [\"(a|b\"]\n", &body), "concepts/x/novel.md:5: phrase `(a|b`: a `(` is not closed"),
        ("concepts/x/novel.md", card("aliases: [ndcg]\n", &body), "the alias `ndcg` is claimed by"),
        ("concepts/x/novel.md", card("alias: [x]\n", &body), "concepts/x/novel.md:5: "),
        ("concepts/x/novel.md", card("", "Too short."), "the card has 2 words; expected 50 to 170"),
        ("concepts/x/novel.md", card("", &body.replace("Choose it when", "Pick it if")), "expected a bullet `- **LABEL** text` with one of"),
        ("concepts/x/novel.md", "no front matter".to_owned(), "concepts/x/novel.md:1: expected front matter"),
        ("frameworks/novel.toml", "id = \"novel\"\ntitle = 5\n".to_owned(), "frameworks/novel.toml:2: "),
        ("frameworks/novel.toml", "id = \"novel\"\ntitle = \"N\"\nsummary = \"s\"\nrubric = \"ml\"\n[[step]]\nid = \"a\"\ntitle = \"A\"\nwhy = \"w\"\nstages = [\"nowhere\"]\n".to_owned(), "names the unknown stage `nowhere`"),
        ("somewhere/else.txt", "x".to_owned(), "somewhere/else.txt: not a guide file"),
    ] {
        let told = told(path, &content);
        assert!(told.contains(expected), "expected {expected:?}, told {told:?}");
    }
}
