//! How notes stood before: their versions in the git repository in which they lie, read by a library, without git itself.
//!
//! The history is followed from what is checked out, always along the first parent: what came in by a merge counts from the merge on. A
//! note is followed under its earlier names as long as it was moved without being changed in the same commit. Where the history cannot be
//! read, or ends (as in a shallow clone), there are no earlier versions, and that is all.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gix_hash::{Kind, ObjectId};
use gix_object::FindExt;
use gix_odb::store::init::Options;
use gix_odb::{HandleArc, Store};
use gix_ref::file::ReferenceExt;
use whyfirst_guide::sort;

/// So far back a history is followed (commits).
const MOST_COMMITS: usize = 20_000;
/// A version larger than this is left out (bytes).
const MOST_BYTES: usize = super::super::files::MAX_BYTES as usize;
/// A day in seconds.
const DAY: i64 = 86_400;

/// A note as it was once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Version {
    /// When its author wrote it, in seconds since 1970.
    pub(super) time: i64,
    blob: ObjectId,
}

/// The versions of some notes.
#[derive(Default)]
pub(super) struct Past {
    repositories: Vec<Repository>,
    /// For each note, its repository and its versions, oldest first.
    notes: Vec<Option<(usize, Vec<Version>)>>,
}

struct Repository {
    /// The working folder, links resolved.
    root: PathBuf,
    objects: Arc<Store>,
    head: ObjectId,
}

impl Past {
    /// Looks for the versions of notes.
    pub(super) fn of(paths: &[PathBuf]) -> Past {
        let mut past = Past { repositories: Vec::new(), notes: vec![None; paths.len()] };
        // In which repository a folder is.
        let mut folders: BTreeMap<PathBuf, Option<usize>> = BTreeMap::new();
        let mut wanted: Vec<Wanted> = Vec::new();
        for (note, path) in paths.iter().enumerate() {
            let Ok(path) = fs::canonicalize(path) else { continue };
            let Some(folder) = path.parent() else { continue };
            let known = folders.get(folder).copied();
            let at = known.unwrap_or_else(|| {
                let at = past.repository_of(folder);
                folders.insert(folder.to_owned(), at);
                at
            });
            let Some((at, repository)) = at.and_then(|at| Some((at, past.repositories.get(at)?))) else {
                continue;
            };
            let Some(parts) = path.strip_prefix(&repository.root).ok().and_then(parts) else { continue };
            if wanted.len() <= at {
                wanted.resize_with(at + 1, Wanted::default);
            }
            if let Some(wanted) = wanted.get_mut(at) {
                wanted.insert(&parts, note);
            }
        }
        for (at, (repository, wanted)) in past.repositories.iter().zip(wanted).enumerate() {
            for (note, versions) in repository.versions(wanted) {
                if let Some(place) = past.notes.get_mut(note) {
                    *place = Some((at, versions));
                }
            }
        }
        past
    }

    /// The repository of a folder, which may be one that is known already.
    fn repository_of(&mut self, folder: &Path) -> Option<usize> {
        let (path, _) = gix_discover::upwards(folder).ok()?;
        let (git, root) = path.into_repository_and_work_tree_directories();
        let root = fs::canonicalize(root?).ok()?;
        if let Some(at) = self.repositories.iter().position(|it| it.root == root) {
            return Some(at);
        }
        self.repositories.push(Repository::open(git, root)?);
        Some(self.repositories.len() - 1)
    }

    /// The versions of a note, oldest first, at most one for each day; none where there is no history.
    pub(super) fn versions(&self, note: usize) -> &[Version] {
        self.notes.get(note).and_then(Option::as_ref).map_or(&[], |(_, versions)| versions)
    }

    /// What a note held.
    pub(super) fn text(&self, note: usize, version: &Version) -> Option<String> {
        let (at, _) = self.notes.get(note)?.as_ref()?;
        let mut buffer = Vec::new();
        let blob = self.repositories.get(*at)?.objects.to_cache_arc();
        let size = blob.find_blob(&version.blob, &mut buffer).ok()?.data.len();
        (size <= MOST_BYTES).then(|| String::from_utf8(buffer).ok()).flatten()
    }
}

impl Repository {
    fn open(git: PathBuf, root: PathBuf) -> Option<Repository> {
        // A further working folder has its own head, and the rest from where it was made.
        let common = fs::read_to_string(git.join("commondir")).map(|path| git.join(path.trim_end()));
        let (common, refs) = match common {
            Ok(common) => {
                (common.clone(), gix_ref::file::Store::for_linked_worktree(git, common, Kind::Sha1))
            }
            Err(_) => (git.clone(), gix_ref::file::Store::at(git, Kind::Sha1)),
        };
        let objects =
            Store::at_opts(common.join("objects"), Kind::Sha1, &mut std::iter::empty(), Options::default());
        let objects = Arc::new(objects.ok()?);
        let head = refs.find("HEAD").ok()?.peel_to_id(&refs, &objects.to_cache_arc()).ok()?;
        Some(Repository { root, objects, head })
    }

    /// The versions of the notes that are wanted.
    fn versions(&self, mut wanted: Wanted) -> BTreeMap<usize, Vec<Version>> {
        let mut found: BTreeMap<usize, Vec<Version>> = BTreeMap::new();
        let objects = Objects(self.objects.to_cache_arc());
        let mut next = objects.commit(self.head);
        for _ in 0..MOST_COMMITS {
            let Some(commit) = next.take() else { break };
            let parent = match commit.parent.map(|id| objects.commit(id)) {
                Some(None) => break, // the history is cut off here
                Some(parent) => parent,
                None => None,
            };
            let mut changes = Vec::new();
            let before = parent.as_ref().map(|it| it.tree);
            objects.changes(Some(commit.tree), before, &wanted, &mut Vec::new(), &mut changes);
            let mut gone: Option<BTreeMap<ObjectId, Parts>> = None;
            for change in changes {
                let Some(blob) = change.after else { continue };
                let versions = found.entry(change.note).or_default();
                versions.push(Version { time: commit.time, blob });
                if change.before.is_none() {
                    // What is new here may have stood elsewhere before.
                    let gone = gone.get_or_insert_with(|| objects.gone(commit.tree, before));
                    wanted.remove(&change.path);
                    if let Some(path) = gone.get(&blob) {
                        wanted.insert(path, change.note);
                    }
                }
            }
            next = parent;
        }
        for versions in found.values_mut() {
            versions.reverse();
            // A move is no version.
            versions.dedup_by_key(|version| version.blob);
            sort::by_key(versions, |version| version.time);
            // Of those of one day, the last counts.
            let mut days = Vec::with_capacity(versions.len());
            for version in versions.drain(..) {
                if days.last().is_some_and(|last: &Version| last.time / DAY == version.time / DAY) {
                    days.pop();
                }
                days.push(version);
            }
            *versions = days;
        }
        found
    }
}

/// The parts of a path below the working folder.
type Parts = Vec<Vec<u8>>;

fn parts(path: &Path) -> Option<Parts> {
    path.components().map(|part| Some(part.as_os_str().to_str()?.as_bytes().to_vec())).collect()
}

/// The notes that are looked for, as a tree of folders.
#[derive(Debug, Default)]
struct Wanted {
    note: Option<usize>,
    below: BTreeMap<Vec<u8>, Wanted>,
}

impl Wanted {
    fn insert(&mut self, path: &[Vec<u8>], note: usize) {
        match path {
            [] => self.note = Some(note),
            [first, rest @ ..] => self.below.entry(first.clone()).or_default().insert(rest, note),
        }
    }

    fn remove(&mut self, path: &[Vec<u8>]) {
        match path {
            [] => self.note = None,
            [first, rest @ ..] => {
                if let Some(below) = self.below.get_mut(first) {
                    below.remove(rest);
                    if below.note.is_none() && below.below.is_empty() {
                        self.below.remove(first);
                    }
                }
            }
        }
    }
}

/// What a commit did to a note.
struct Change {
    note: usize,
    path: Parts,
    before: Option<ObjectId>,
    after: Option<ObjectId>,
}

struct Commit {
    tree: ObjectId,
    parent: Option<ObjectId>,
    time: i64,
}

/// What stands in a folder: files and folders by name.
type Folder = BTreeMap<Vec<u8>, (ObjectId, bool)>;

/// A repository's objects.
struct Objects(HandleArc);

impl Objects {
    fn commit(&self, id: ObjectId) -> Option<Commit> {
        let mut buffer = Vec::new();
        let commit = self.0.find_commit(&id, &mut buffer).ok()?;
        let time = commit.author().ok()?.seconds();
        Some(Commit { tree: commit.tree(), parent: commit.parents().next(), time })
    }

    fn folder(&self, id: Option<ObjectId>) -> Folder {
        let mut buffer = Vec::new();
        let Some(tree) = id.and_then(|id| self.0.find_tree(&id, &mut buffer).ok()) else {
            return Folder::new();
        };
        let mut folder = Folder::new();
        for it in tree.entries.iter().filter(|it| it.mode.is_blob_or_symlink() || it.mode.is_tree()) {
            folder.insert(it.filename.to_vec(), (it.oid.to_owned(), it.mode.is_tree()));
        }
        folder
    }

    /// Which wanted notes are different in two folders. Looks only where something is different.
    fn changes(
        &self,
        after: Option<ObjectId>,
        before: Option<ObjectId>,
        wanted: &Wanted,
        path: &mut Parts,
        changes: &mut Vec<Change>,
    ) {
        if after == before {
            return;
        }
        let (after, before) = (self.folder(after), self.folder(before));
        for (name, wanted) in &wanted.below {
            let (after, before) = (after.get(name), before.get(name));
            if after == before {
                continue;
            }
            let of_kind = |entry: Option<&(ObjectId, bool)>, folder: bool| {
                entry.filter(|it| it.1 == folder).map(|it| it.0)
            };
            path.push(name.clone());
            if let Some(note) = wanted.note {
                let (after, before) = (of_kind(after, false), of_kind(before, false));
                changes.push(Change { note, path: path.clone(), before, after });
            }
            if !wanted.below.is_empty() {
                self.changes(of_kind(after, true), of_kind(before, true), wanted, path, changes);
            }
            path.pop();
        }
    }

    /// The files that a commit took away, by what they held.
    fn gone(&self, after: ObjectId, before: Option<ObjectId>) -> BTreeMap<ObjectId, Parts> {
        let mut gone = BTreeMap::new();
        let mut waiting = vec![(Some(after), before, Parts::new())];
        while let Some((after, before, path)) = waiting.pop() {
            if after == before || before.is_none() {
                continue;
            }
            let after = self.folder(after);
            for (name, (id, is_folder)) in self.folder(before) {
                let mut path = path.clone();
                path.push(name.clone());
                let now = after.get(&name);
                if is_folder {
                    waiting.push((now.filter(|it| it.1).map(|it| it.0), Some(id), path));
                } else if now.is_none() {
                    gone.insert(id, path);
                }
            }
        }
        gone
    }
}
