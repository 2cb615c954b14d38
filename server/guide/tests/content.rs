//! The built-in guide: its files are sound, and its entries' own examples hold.

use crate::common::{content, guide};
use whyfirst_guide::load::{Source, load};
use whyfirst_guide::{Index, builtin, examples};

#[test]
fn every_entry_matches_what_its_examples_say() {
    let failures = examples::failures(&Index::new(guide()));
    let failures: Vec<_> = failures.iter().map(ToString::to_string).collect();
    assert!(failures.is_empty(), "{} examples fail:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn the_compiled_guide_is_the_one_in_the_files() {
    let guide = guide();
    let compiled = builtin();
    assert_eq!(compiled.rubrics.len(), guide.rubrics.len());
    assert_eq!(compiled.frameworks, guide.frameworks);
    assert_eq!(compiled.language, guide.language);
    assert_eq!(compiled.rules, guide.rules);
    let ids = |guide: &whyfirst_guide::Guide| -> Vec<String> {
        let concepts = guide.concepts.iter().map(|concept| format!("{} {}", concept.id, concept.card));
        concepts.chain(guide.problems.iter().map(|problem| format!("{:?}", problem.brief))).collect()
    };
    assert_eq!(ids(compiled), ids(&guide));
}

#[test]
fn entries_that_carry_no_examples_are_found_out() {
    let guide = guide();
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
    let words = "word ".repeat(60);
    let body = format!("A gist {words}.\n\n- **Choose it when** x.\n- **Costs** time.\n- **Watch out** y.");
    let rule = |keys: &str| {
        format!(
            "---\nsummary: s\nkind: absence\nstage: data\nname: n\nbecause: b\n{keys}---\nWhat.\n\n## Why\n\nx\n\n````markdown invalid\n````\n\n````markdown valid\n````\n"
        )
    };
    for (path, content, expected) in [
        ("concepts/x/novel.md", card("related: [no-such]\n", &body), "concepts/x/novel.md:5: `related` names the unknown concept `no-such`"),
        ("concepts/x/novel.md", card("aliases: [\"(a|b\"]\n", &body), "concepts/x/novel.md:5: phrase `(a|b`: a `(` is not closed"),
        ("concepts/x/novel.md", card("aliases: [ndcg]\n", &body), "the alias `ndcg` is claimed by"),
        ("concepts/x/novel.md", card("alias: [x]\n", &body), "concepts/x/novel.md:5: "),
        ("concepts/x/novel.md", card("", "Too short."), "the card has 2 words; expected 60 to 160"),
        ("concepts/x/novel.md", card("", &body.replace("- **Costs** time.\n", "")), "the card has no `Costs`"),
        ("concepts/x/novel.md", card("", &body.replace("- **Choose it when** x.\n", "")), "the card has neither `Choose it when` nor `It matters when`"),
        ("concepts/x/novel.md", card("", &body.replace("Choose it when", "Pick it if")), "expected a bullet `- **LABEL** text` with one of"),
        ("concepts/x/novel.md", "no front matter".to_owned(), "concepts/x/novel.md:1: expected front matter"),
        ("frameworks/novel.toml", "id = \"novel\"\ntitle = 5\n".to_owned(), "frameworks/novel.toml:2: "),
        ("frameworks/novel.toml", "id = \"novel\"\ntitle = \"N\"\nsummary = \"s\"\nrubric = \"ml\"\n[[step]]\nid = \"a\"\ntitle = \"A\"\nwhy = \"w\"\nstages = [\"nowhere\"]\n".to_owned(), "names the unknown stage `nowhere`"),
        ("rules/novel.md", rule("when: [{ aspects: [no-such] }]\n"), "rules/novel.md:7: there is no aspect `no-such`"),
        ("rules/novel.md", rule("when: [{ phrases: [\"(a\"] }]\n"), "rules/novel.md:7: phrase `(a`: a `(` is not closed"),
        ("rules/novel.md", rule("whenever: []\n"), "rules/novel.md:7: "),
        ("rules/novel.md", rule("").replace("stage: data\n", ""), "an absence needs `name`, `because` and `stage`"),
        ("rules/novel.md", rule("").replace("## Why", "## How"), "the page has no `## Why`"),
        ("somewhere/else.txt", "x".to_owned(), "somewhere/else.txt: not a guide file"),
    ] {
        let told = told(path, &content);
        assert!(told.contains(expected), "expected {expected:?}, told {told:?}");
    }
}
