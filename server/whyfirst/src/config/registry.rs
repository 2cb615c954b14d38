//! The guides in use: one index for each set of packs.

use std::sync::{Arc, Weak};

use whyfirst_guide::Index;
use whyfirst_guide::load::{self, Source};

use super::packs::Pack;
use super::trouble::{Place, Trouble};

/// The indexes that are in use somewhere, by what their packs hold. The built-in guide has one that all share.
#[derive(Debug, Default)]
pub(crate) struct Registry {
    made: Vec<Made>,
}

#[derive(Debug)]
struct Made {
    packs: Vec<Pack>,
    index: Weak<Index>,
    troubles: Vec<Trouble>,
}

impl Registry {
    /// The built-in guide with these packs, later ones over earlier ones, and what is wrong with them.
    pub(crate) fn index(&mut self, packs: Vec<Pack>) -> (Arc<Index>, Vec<Trouble>) {
        if packs.is_empty() {
            return (crate::index(), Vec::new());
        }
        self.made.retain(|made| made.index.strong_count() > 0);
        let known = self.made.iter().find(|made| made.packs == packs);
        if let Some((index, troubles)) =
            known.and_then(|made| Some((made.index.upgrade()?, made.troubles.clone())))
        {
            return (index, troubles);
        }
        let (index, troubles) = make(&packs);
        self.made.push(Made { packs, index: Arc::downgrade(&index), troubles: troubles.clone() });
        (index, troubles)
    }
}

/// Makes the guide of these packs ready.
pub(crate) fn make(packs: &[Pack]) -> (Arc<Index>, Vec<Trouble>) {
    let mut guide = whyfirst_guide::builtin().clone();
    let mut troubles = Vec::new();
    for pack in packs {
        let sources: Vec<Source<'_>> =
            pack.files.iter().map(|(path, content)| Source { path, content }).collect();
        let (extended, errors) = load::extend(&guide, &sources);
        guide = extended;
        troubles.extend(errors.iter().map(|error| {
            let text = pack.files.iter().find(|(path, _)| *path == error.path).map(|(_, text)| text);
            let place = text.zip(error.line).map(|(text, line)| Place::of_line(text, line));
            Trouble::new(pack.path(&error.path), place, error.message.clone())
        }));
    }
    let index = Index::new(guide);
    // The rules that the program computes by itself cannot be replaced.
    let ids: Vec<&str> = whyfirst_review::rules(&index).iter().map(|rule| rule.id).collect();
    let twice = ids.windows(2).filter_map(|pair| {
        if let [a, b] = pair
            && a == b
        {
            Some(*a)
        } else {
            None
        }
    });
    for id in twice {
        let name = format!("rules/{id}.md");
        for pack in packs.iter().filter(|pack| pack.files.iter().any(|(path, _)| *path == name)) {
            let message = format!(
                "`{id}` is a rule of the program, which no pack replaces; give this one an id of its own"
            );
            troubles.push(Trouble::new(pack.path(&name), None, message));
        }
    }
    (Arc::new(index), troubles)
}
