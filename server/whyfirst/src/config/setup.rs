//! One configuration, ready for use: what its files say, its guide, and what is wrong with both.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use whyfirst_guide::Index;
use whyfirst_guide::sort;
use whyfirst_review::Options;

use super::Own;
use super::file::{self, Said, Settings, Status};
use super::packs::{self, Pack};
use super::registry::Registry;
use super::trouble::{Place, Trouble};

/// How many packs a file may name.
const MAX_PACKS: usize = 16;

/// What a project's file and the user's own come to.
#[derive(Debug)]
pub(crate) struct Setup {
    /// The project's file.
    pub(crate) project: Option<PathBuf>,
    /// The guide with all packs.
    pub(crate) index: Arc<Index>,
    /// How notes are read, all but what depends on the note.
    pub(crate) options: Options,
    /// Whether notes are finished that do not say it, if a file does.
    pub(crate) finished: Option<bool>,
    /// The folders of the packs, also of those that were looked for in vain.
    pub(crate) packs: Vec<PathBuf>,
    /// What is wrong with the files and the packs.
    pub(crate) troubles: Vec<Trouble>,
    /// Which notes the project's file names, then the user's.
    patterns: Vec<Patterns>,
    /// The files and folders that were read, as they were then.
    stamps: Vec<Stamp>,
}

impl Setup {
    /// Reads the files and packs.
    pub(crate) fn read(own: &Own, project: Option<PathBuf>, registry: &mut Registry) -> Setup {
        let mut gathered = Gathered::default();
        let user = own.file.as_deref().and_then(|file| gathered.file(file));
        let theirs = project.as_deref().and_then(|file| gathered.file(file));
        // The user's file stands below the project's, in packs as in all else.
        let layers: Vec<Layer> = [
            user.map(|(file, settings)| Layer { file, settings, trusted: true }),
            theirs.map(|(file, settings)| Layer { file, settings, trusted: false }),
        ]
        .into_iter()
        .flatten()
        .collect();
        let packs: Vec<Pack> = layers.iter().flat_map(|layer| gathered.packs(layer, own)).collect();
        let folders: Vec<PathBuf> = packs.iter().map(|pack| pack.folder.clone()).collect();
        let (index, troubles) = registry.index(packs);
        gathered.troubles.extend(troubles);
        let mut options = Options::default();
        let mut finished = None;
        for layer in &layers {
            gathered.apply(layer, &index, &mut options, &mut finished);
        }
        options.finished = finished.unwrap_or_default();
        let patterns = layers.iter().rev().map(|layer| gathered.patterns(layer, own)).collect();
        let Gathered { mut troubles, stamps, missing } = gathered;
        let folders = folders.into_iter().chain(missing).collect();
        sort::all(&mut troubles);
        troubles.dedup();
        Setup { project, index, options, finished, packs: folders, troubles, patterns, stamps }
    }

    /// Whether a note is a design note, where the files say.
    pub(crate) fn names(&self, note: &Path) -> Option<bool> {
        self.patterns.iter().find_map(|patterns| patterns.names(note))
    }

    /// Whether a file or folder that was read has changed since.
    pub(crate) fn outdated(&self) -> bool {
        self.stamps.iter().any(|stamp| Stamp::of(&stamp.path) != *stamp)
    }
}

/// One file of the configuration.
struct Layer {
    file: PathBuf,
    settings: Settings,
    /// Whether it is the user's own.
    trusted: bool,
}

impl Layer {
    fn folder(&self) -> &Path {
        self.file.parent().unwrap_or(&self.file)
    }

    fn trouble(&self, place: &Place, message: impl Into<String>) -> Trouble {
        Trouble::new(&self.file, Some(place.clone()), message)
    }
}

/// What comes up while files are read.
#[derive(Default)]
struct Gathered {
    troubles: Vec<Trouble>,
    stamps: Vec<Stamp>,
    /// Where packs were looked for in vain.
    missing: Vec<PathBuf>,
}

impl Gathered {
    /// What a file says, if it is there.
    fn file(&mut self, path: &Path) -> Option<(PathBuf, Settings)> {
        self.stamps.push(Stamp::of(path));
        if fs::symlink_metadata(path).is_err() {
            return None;
        }
        match packs::read_text(path) {
            Ok(text) => {
                let (settings, troubles) = file::read(path, &text);
                self.troubles.extend(troubles);
                Some((path.to_owned(), settings))
            }
            Err(message) => {
                self.troubles.push(Trouble::new(path, None, message));
                None
            }
        }
    }

    /// The packs that a file names.
    fn packs(&mut self, layer: &Layer, own: &Own) -> Vec<Pack> {
        let mut found = Vec::new();
        for (at, named) in layer.settings.packs.iter().enumerate() {
            if at == MAX_PACKS {
                let message =
                    format!("there are more than {MAX_PACKS} packs; from here on they are not read");
                self.troubles.push(layer.trouble(&named.place, message));
                break;
            }
            let folder = if layer.trusted {
                packs::anywhere(layer.folder(), own.home.as_deref(), &named.value)
            } else {
                packs::inside(layer.folder(), &named.value)
            };
            match folder {
                Ok(folder) => {
                    let (pack, troubles) = packs::read(&folder);
                    self.troubles.extend(troubles);
                    self.stamps.extend(pack_stamps(&pack));
                    found.push(pack);
                }
                Err(message) => {
                    // Should it come to be there, that is a change.
                    let folder = super::normal(&layer.folder().join(&named.value));
                    self.stamps.push(Stamp::of(&folder));
                    self.missing.push(folder);
                    self.troubles.push(layer.trouble(&named.place, message));
                }
            }
        }
        found
    }

    /// Puts what a file says over what was said before it.
    fn apply(&mut self, layer: &Layer, index: &Index, options: &mut Options, finished: &mut Option<bool>) {
        let settings = &layer.settings;
        if let Some(framework) = &settings.framework {
            let known = &index.guide().frameworks;
            if known.iter().any(|it| it.id == framework.value) {
                options.framework = Some(framework.value.clone());
            } else {
                let near = whyfirst_review::nearest(&framework.value, known.iter().map(|it| &*it.id));
                let hint = hint(near, "`whyfirst list frameworks` names those that are known");
                let message = format!("there is no framework `{}`; {hint}", framework.value);
                self.troubles.push(layer.trouble(&framework.place, message));
            }
        }
        if let Some(level) = &settings.level {
            options.level = level.value;
        }
        if let Some(review) = &settings.review {
            options.review = review.value;
        }
        if let Some(status) = &settings.status {
            *finished = Some(status.value == Status::Done);
        }
        for (id, on) in &settings.rules {
            if whyfirst_review::rule(index, id).is_some() {
                options.rules.insert(id.clone(), on.value);
            } else {
                let rules = whyfirst_review::rules(index);
                let near = whyfirst_review::nearest(id, rules.iter().map(|rule| rule.id));
                let hint = hint(near, "`whyfirst list rules` names those that are known");
                self.troubles.push(layer.trouble(&on.place, format!("there is no rule `{id}`; {hint}")));
            }
        }
    }

    /// The patterns of a file. Those of the user's own are seen from the home folder.
    fn patterns(&mut self, layer: &Layer, own: &Own) -> Patterns {
        let root = match &own.home {
            Some(home) if layer.trusted => home.clone(),
            _ => layer.folder().to_owned(),
        };
        let notes = self.globs(layer, &root, &layer.settings.notes);
        let ignore = self.globs(layer, &root, &layer.settings.ignore);
        Patterns { root, notes, ignore }
    }

    fn globs(&mut self, layer: &Layer, root: &Path, patterns: &[Said<String>]) -> Gitignore {
        let mut builder = GitignoreBuilder::new(root);
        for pattern in patterns {
            if let Err(error) = builder.add_line(None, &pattern.value) {
                let message = format!("`{}` is no pattern: {error}", pattern.value);
                self.troubles.push(layer.trouble(&pattern.place, message));
            }
        }
        builder.build().unwrap_or_else(|_| Gitignore::empty())
    }
}

fn hint(near: Option<String>, otherwise: &str) -> String {
    near.map_or_else(|| otherwise.to_owned(), |near| format!("did you mean `{near}`?"))
}

/// Which notes a file names.
#[derive(Debug)]
struct Patterns {
    /// The folder from which its patterns are seen.
    root: PathBuf,
    notes: Gitignore,
    ignore: Gitignore,
}

impl Patterns {
    fn names(&self, note: &Path) -> Option<bool> {
        let below = note.starts_with(&self.root);
        let matches = |patterns: &Gitignore| {
            below && matches!(patterns.matched_path_or_any_parents(note, false), Match::Ignore(_))
        };
        if matches(&self.ignore) { Some(false) } else { matches(&self.notes).then_some(true) }
    }
}

/// A file or folder at the time when it was read.
#[derive(Debug, PartialEq, Eq)]
struct Stamp {
    path: PathBuf,
    /// When it was changed and how large it was; nothing if it was not there.
    found: Option<(Option<SystemTime>, u64)>,
}

impl Stamp {
    fn of(path: &Path) -> Stamp {
        let found = fs::metadata(path).ok().map(|found| (found.modified().ok(), found.len()));
        Stamp { path: path.to_owned(), found }
    }
}

/// A pack's folder, the folders in it, and its files.
fn pack_stamps(pack: &Pack) -> Vec<Stamp> {
    let mut paths = vec![pack.folder.clone()];
    for (below, _) in &pack.files {
        let file = pack.path(below);
        let above = file.ancestors().skip(1).take_while(|folder| *folder != pack.folder);
        paths.extend(above.map(Path::to_owned));
        paths.push(file);
    }
    sort::all(&mut paths);
    paths.dedup();
    paths.iter().map(|path| Stamp::of(path)).collect()
}
