//! The files of the built-in guide, as a reader sees them.

use std::fs;
use std::path::{Path, PathBuf};

use whyfirst_guide::Guide;
use whyfirst_guide::load::{Source, load};

fn files(folder: &Path, root: &Path, into: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, root, into);
        } else {
            into.push((
                path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/"),
                fs::read_to_string(&path).unwrap(),
            ));
        }
    }
}

/// All files of the guide with their paths in `content/`, sorted.
pub(crate) fn content() -> Vec<(String, String)> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("content");
    let mut found = Vec::new();
    files(&root, &root, &mut found);
    found.sort();
    found
}

/// The guide as it stands in the files, with its examples.
pub(crate) fn guide() -> Guide {
    let files = content();
    let sources: Vec<_> = files.iter().map(|(path, content)| Source { path, content }).collect();
    let (guide, errors) = load(&sources);
    assert_eq!(errors, [], "the build should have refused this");
    guide
}

/// A text that people read, and where it stands.
pub(crate) struct Passage {
    /// Which entry.
    pub(crate) place: String,
    /// What it says.
    pub(crate) text: String,
}

/// All texts of a guide that people read.
pub(crate) fn passages(guide: &Guide) -> Vec<Passage> {
    let mut found = Vec::new();
    let mut add = |place: String, text: &str| found.push(Passage { place, text: text.to_owned() });
    for concept in guide.concepts.iter() {
        add(
            format!("concept {}", concept.id),
            &format!("{}\n{}\n{}", concept.name, concept.gist, concept.card),
        );
    }
    for problem in guide.problems.iter() {
        let place = format!("problem {}", problem.id);
        add(place.clone(), &format!("{}\n{}\n{}", problem.title, problem.question, problem.summary));
        for entry in problem.brief.iter().flat_map(|brief| brief.entries.iter()) {
            add(format!("{place}, {}", entry.key), &entry.text);
        }
    }
    for framework in guide.frameworks.iter() {
        add(format!("framework {}", framework.id), &framework.summary);
        for step in framework.steps.iter() {
            let prompts = step.prompts.join("\n");
            add(
                format!("framework {}, {}", framework.id, step.id),
                &format!("{}\n{}\n{prompts}", step.title, step.why),
            );
        }
    }
    for stage in guide.rubrics.iter().flat_map(|rubric| rubric.stages.iter()) {
        add(format!("stage {}", stage.id), &format!("{}\n{}\n{}", stage.title, stage.why, stage.stake));
        for aspect in stage.aspects.iter() {
            add(
                format!("aspect {}", aspect.id),
                &format!("{}\n{}\n{}", aspect.title, aspect.ask, aspect.prompt),
            );
        }
    }
    found
}

/// A text without what stands between back-quotes: formulas, commands, settings.
pub(crate) fn prose(text: &str) -> String {
    text.split('`').step_by(2).collect::<Vec<_>>().join(" ")
}
