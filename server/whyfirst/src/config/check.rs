//! What `whyfirst pack check` finds.

use std::path::PathBuf;

use whyfirst_guide::sort;
use whyfirst_guide::{Guide, Index, Level, examples};
use whyfirst_note::Note;
use whyfirst_review::Options;

use super::packs::{self, Pack};
use super::registry;
use super::trouble::{Place, Trouble};

/// What packs hold, and what is wrong with them.
pub(crate) struct Checked {
    /// How many files were read.
    pub(crate) files: usize,
    /// How many entries of each kind there are.
    pub(crate) holds: Vec<(&'static str, usize)>,
    /// In the order of files and lines.
    pub(crate) troubles: Vec<Trouble>,
}

/// Reads packs one over the other, over the built-in guide, and tries their entries' examples.
pub(crate) fn check_packs(folders: &[PathBuf]) -> Checked {
    let mut troubles = Vec::new();
    let mut packs = Vec::new();
    for folder in folders {
        let (pack, found) = packs::read(folder);
        troubles.extend(found);
        packs.push(pack);
    }
    let (index, found) = registry::make(&packs);
    troubles.extend(found);
    troubles.extend(examples::failures(&index).into_iter().map(|failure| {
        let place = packs.iter().find_map(|pack| place_of(pack, &failure.sentence));
        let (file, place) = place.map_or((packs_folder(&packs), None), |(file, place)| (file, Some(place)));
        Trouble::new(file, place, failure.to_string())
    }));
    troubles.extend(packs.iter().flat_map(|pack| rule_examples(&index, pack)));
    sort::all(&mut troubles);
    troubles.dedup();
    let files = packs.iter().map(|pack| pack.files.len()).sum();
    Checked { files, holds: holds(index.guide(), &packs), troubles }
}

/// The examples on the pages of a pack's rules: notes on which a rule must speak, and notes on which it must not.
fn rule_examples(index: &Index, pack: &Pack) -> Vec<Trouble> {
    let mut troubles = Vec::new();
    for rule in index.guide().rules.iter() {
        let name = format!("rules/{}.md", rule.id);
        let Some((_, text)) = pack.files.iter().find(|(path, _)| *path == name) else { continue };
        for (at, speaks, example) in examples_of(text) {
            let options = Options {
                path: "notes/answer.md".to_owned(),
                finished: true,
                design_note: Some(true),
                level: Level::Staff,
                review: true,
                rules: [(rule.id.to_string(), true)].into(),
                ..Options::default()
            };
            let note = Note::new(example);
            let readings = whyfirst_review::read(index, &note, &options, None);
            let found = whyfirst_review::findings(index, &note, &readings);
            if found.iter().any(|finding| finding.rule == rule.id) != speaks {
                let must = if speaks { "speaks on this example" } else { "is silent on this example" };
                let message = format!("rule `{}`: expected that it {must}", rule.id);
                troubles.push(Trouble::new(pack.path(&name), Some(Place::of_line(text, at)), message));
            }
        }
    }
    troubles
}

/// The examples of a page: the line (1-based) on which each begins, whether it is one to speak on, and its text.
fn examples_of(page: &str) -> Vec<(usize, bool, String)> {
    let mut found = Vec::new();
    let mut lines = page.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        let speaks = match line.trim_end() {
            "````markdown invalid" => true,
            "````markdown valid" => false,
            _ => continue,
        };
        let body = lines.by_ref().map(|(_, line)| line).take_while(|line| !line.starts_with("````"));
        found.push((at + 1, speaks, body.fold(String::new(), |text, line| text + line + "\n")));
    }
    found
}

/// Where a sentence stands, if it stands there as it is: in quotes it may be written otherwise.
fn place_of(pack: &Pack, sentence: &str) -> Option<(PathBuf, Place)> {
    pack.files.iter().find_map(|(path, text)| {
        let at = text.find(sentence)?;
        Some((pack.path(path), Place::of(text, &(at..at + sentence.len()))))
    })
}

fn packs_folder(packs: &[Pack]) -> PathBuf {
    packs.last().map(|pack| pack.folder.clone()).unwrap_or_default()
}

/// How many entries the packs' files hold, by kind.
fn holds(guide: &Guide, packs: &[Pack]) -> Vec<(&'static str, usize)> {
    let has = |folder: &str, name: &str| {
        let end = format!("/{name}");
        let files = packs.iter().flat_map(|pack| &pack.files);
        files.into_iter().any(|(path, _)| path.starts_with(folder) && path.ends_with(&end))
    };
    let stages =
        guide.rubrics.iter().flat_map(|rubric| rubric.stages.iter().map(move |stage| (rubric, stage)));
    vec![
        (
            "frameworks",
            guide.frameworks.iter().filter(|it| has("frameworks/", &format!("{}.toml", it.id))).count(),
        ),
        (
            "stages",
            stages
                .filter(|(rubric, it)| has(&format!("rubrics/{}/", rubric.id), &format!("{}.toml", it.id)))
                .count(),
        ),
        ("concepts", guide.concepts.iter().filter(|it| has("concepts/", &format!("{}.md", it.id))).count()),
        ("problems", guide.problems.iter().filter(|it| has("problems/", &format!("{}.md", it.id))).count()),
        ("rules", guide.rules.iter().filter(|it| has("rules/", &format!("{}.md", it.id))).count()),
    ]
}
