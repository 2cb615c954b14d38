//! What `whyfirst pack check` finds.

use std::path::PathBuf;

use whyfirst_guide::{Guide, examples};

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
    troubles.sort();
    troubles.dedup();
    let files = packs.iter().map(|pack| pack.files.len()).sum();
    Checked { files, holds: holds(index.guide(), &packs), troubles }
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
    ]
}
