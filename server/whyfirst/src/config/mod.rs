//! The configuration: `whyfirst.toml` and packs, for the command line and the server alike.
//!
//! A note's configuration is the nearest `whyfirst.toml` in its folder or above, over the user's own file; its front matter, which is read with
//! the note, has the last word. Whatever is wrong in these files is told as a [`Trouble`] and costs only itself.
//!
//! A [`Resolver`] reads the disk when it is first asked about a folder, and remembers. [`Resolver::forget`] reads nothing and waits for nothing,
//! so that a notification may call it; whoever asks next reads anew.

mod check;
mod file;
mod packs;
mod registry;
mod setup;
mod trouble;

use std::collections::{BTreeSet, HashMap};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use etcetera::BaseStrategy;
use whyfirst_guide::Index;
use whyfirst_review::Options;

use registry::Registry;
use setup::Setup;

pub(crate) use check::{Checked, check_packs};
pub(crate) use trouble::Trouble;

/// The name of a configuration file.
pub(crate) const FILE: &str = "whyfirst.toml";

/// The JSON schema of a configuration file.
pub(crate) const SCHEMA: &str = include_str!("../../schema/config.json");

/// Where the user's own files lie.
#[derive(Debug, Clone, Default)]
pub(crate) struct Own {
    /// The home folder: above it nothing is searched.
    pub(crate) home: Option<PathBuf>,
    /// The user's own configuration file, which need not exist.
    pub(crate) file: Option<PathBuf>,
}

impl Own {
    /// As the system says: `$XDG_CONFIG_HOME/whyfirst/whyfirst.toml`, `~/.config/…` without it, `AppData` on Windows.
    pub(crate) fn of_the_system() -> Own {
        match etcetera::choose_base_strategy() {
            Ok(folders) => Own {
                home: Some(folders.home_dir().to_owned()),
                file: Some(folders.config_dir().join("whyfirst").join(FILE)),
            },
            Err(_) => Own::default(),
        }
    }
}

/// How a note is to be read: what its configuration comes to.
#[derive(Debug, Clone)]
pub(crate) struct Resolved {
    /// The guide, with the packs that the configuration names.
    pub(crate) index: Arc<Index>,
    /// How to read the note. `finished` is set only where the configuration says so: see [`Resolved::finished`].
    pub(crate) options: Options,
    setup: Arc<Setup>,
}

impl Resolved {
    /// Whether notes are finished whose front matter does not say it, if the configuration does.
    pub(crate) fn finished(&self) -> Option<bool> {
        self.setup.finished
    }

    /// What is wrong with the configuration and its packs.
    #[cfg(test)]
    fn troubles(&self) -> &[Trouble] {
        &self.setup.troubles
    }

    /// Whether both stand on the same configuration, as it was when it was read.
    pub(crate) fn same(&self, other: &Resolved) -> bool {
        Arc::ptr_eq(&self.setup, &other.setup)
    }
}

/// Finds, reads and remembers configurations.
#[derive(Debug)]
pub(crate) struct Resolver {
    own: Own,
    known: RwLock<Known>,
    /// The folder to which notes belong that were never saved.
    root: RwLock<Option<PathBuf>>,
    /// Held while the disk is read, so that many who ask at once read it once.
    reading: Mutex<Registry>,
}

/// What has been read.
#[derive(Debug, Default)]
struct Known {
    /// Counts how often everything was forgotten.
    generation: u64,
    folders: HashMap<PathBuf, Arc<Setup>>,
}

impl Resolver {
    pub(crate) fn new(own: Own) -> Resolver {
        Resolver { own, known: RwLock::default(), root: RwLock::default(), reading: Mutex::default() }
    }

    /// How the note with this path is to be read. It need not exist.
    pub(crate) fn for_note(&self, path: &Path) -> Resolved {
        let path = normal(path);
        let setup = self.setup(path.parent().unwrap_or(&path));
        let mut options = setup.options.clone();
        options.path = path.to_string_lossy().replace('\\', "/");
        options.design_note = setup.names(&path);
        Resolved { index: Arc::clone(&setup.index), options, setup }
    }

    /// How a note is to be read that was never saved: as others of the workspace. `name` is what there is instead of a path.
    pub(crate) fn for_unsaved(&self, name: &str) -> Resolved {
        let root = self.root.read().unwrap_or_else(PoisonError::into_inner).clone();
        let setup = match root {
            Some(root) => self.setup(&normal(&root)),
            // No folder, and so no file but the user's own.
            None => self.setup(Path::new("")),
        };
        let options = Options { path: name.to_owned(), ..setup.options.clone() };
        Resolved { index: Arc::clone(&setup.index), options, setup }
    }

    /// Takes over the folder to which notes belong that were never saved.
    pub(crate) fn set_root(&self, root: Option<PathBuf>) {
        *self.root.write().unwrap_or_else(PoisonError::into_inner) = root;
    }

    /// The configuration of a folder, for what is no file.
    pub(crate) fn for_folder(&self, folder: &Path) -> Resolved {
        let setup = self.setup(&normal(folder));
        Resolved { index: Arc::clone(&setup.index), options: setup.options.clone(), setup }
    }

    /// What is wrong with all configurations that are in use, each trouble once.
    pub(crate) fn troubles(&self) -> Vec<Trouble> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let all: BTreeSet<Trouble> =
            known.folders.values().flat_map(|setup| setup.troubles.clone()).collect();
        all.into_iter().collect()
    }

    /// The folders of all packs in use.
    pub(crate) fn packs(&self) -> BTreeSet<PathBuf> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.folders.values().flat_map(|setup| setup.packs.iter().cloned()).collect()
    }

    /// Whether a change of this file or folder may change what was read.
    pub(crate) fn concerns(&self, path: &Path) -> bool {
        let named = path.file_name().is_some_and(|name| name == FILE);
        named || self.packs().iter().any(|pack| path.starts_with(pack) || pack.starts_with(path))
    }

    /// The user's own configuration file.
    pub(crate) fn own_file(&self) -> Option<&Path> {
        self.own.file.as_deref()
    }

    /// Forgets what was read: files have changed. Never waits for the disk.
    pub(crate) fn forget(&self) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.generation += 1;
        known.folders.clear();
    }

    /// Whether a file that was read, or was looked for in vain, has changed since. Reads the disk.
    pub(crate) fn outdated(&self) -> bool {
        let folders: Vec<(PathBuf, Arc<Setup>)> = {
            let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
            known.folders.iter().map(|(folder, setup)| (folder.clone(), Arc::clone(setup))).collect()
        };
        let mut looked_at: Vec<Arc<Setup>> = Vec::new();
        folders.iter().any(|(folder, setup)| {
            let moved = self.find(folder) != setup.project;
            if moved || looked_at.iter().any(|other| Arc::ptr_eq(other, setup)) {
                return moved;
            }
            looked_at.push(Arc::clone(setup));
            setup.outdated()
        })
    }

    fn setup(&self, folder: &Path) -> Arc<Setup> {
        let (known, generation) = self.remembered(folder);
        if let Some(setup) = known {
            return setup;
        }
        let mut registry = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        // Somebody may have read it while this waited.
        let (known, now) = self.remembered(folder);
        if let Some(setup) = known {
            return setup;
        }
        let generation = now.max(generation);
        let project = self.find(folder);
        let setup = self
            .read_already(&project)
            .unwrap_or_else(|| Arc::new(Setup::read(&self.own, project, &mut registry)));
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        // What was read before everything was forgotten is used this once and not kept.
        if known.generation == generation {
            known.folders.insert(folder.to_owned(), Arc::clone(&setup));
        }
        setup
    }

    fn remembered(&self, folder: &Path) -> (Option<Arc<Setup>>, u64) {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        (known.folders.get(folder).cloned(), known.generation)
    }

    /// The configuration with this file, if another folder has it.
    fn read_already(&self, project: &Option<PathBuf>) -> Option<Arc<Setup>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.folders.values().find(|setup| setup.project == *project).cloned()
    }

    /// The nearest configuration file, in the folder or above, up to the home folder.
    fn find(&self, folder: &Path) -> Option<PathBuf> {
        for above in folder.ancestors().filter(|above| above.is_absolute()) {
            let file = above.join(FILE);
            if self.own.file.as_ref() != Some(&file) && file.is_file() {
                return Some(file);
            }
            if self.own.home.as_deref() == Some(above) {
                return None;
            }
        }
        None
    }
}

/// The resolver of the command line.
pub(crate) fn resolver() -> &'static Resolver {
    static RESOLVER: OnceLock<Resolver> = OnceLock::new();
    RESOLVER.get_or_init(|| Resolver::new(Own::of_the_system()))
}

/// The configuration of the folder in which the program was started.
pub(crate) fn here() -> Resolved {
    resolver().for_folder(Path::new("."))
}

/// A path as an absolute one without `.` and `..`. Links are left as they are written.
fn normal(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut normal = PathBuf::new();
    for part in absolute.components() {
        match part {
            Component::ParentDir => drop(normal.pop()),
            Component::CurDir => {}
            part => normal.push(part),
        }
    }
    normal
}

#[cfg(test)]
mod tests;
