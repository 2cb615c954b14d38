//! Reading the folders of packs.
//!
//! A project's configuration may come from anyone. It can name folders inside its own folder and nowhere else, links in them are not
//! followed, and how much is read is bounded. What is read is data: nothing is run, nothing is fetched.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::trouble::Trouble;
use whyfirst_guide::sort;

/// How many files a pack may have.
const MAX_FILES: usize = 2_000;
/// How large one of them may be (bytes).
const MAX_FILE: u64 = 256 * 1024;
/// How large all of them may be together (bytes).
const MAX_ALL: u64 = 8 * 1024 * 1024;
/// How deep folders may lie in each other.
const MAX_DEPTH: usize = 8;

/// The files of a pack, as they were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pack {
    /// The folder.
    pub(crate) folder: PathBuf,
    /// Paths below it, with `/`, and contents, in the order of the paths.
    pub(crate) files: Vec<(String, String)>,
}

impl Pack {
    /// The path of one of its files.
    pub(crate) fn path(&self, below: &str) -> PathBuf {
        below.split('/').fold(self.folder.clone(), |path, part| path.join(part))
    }
}

/// What a folder holds: guide files, and what of it could not be read.
pub(crate) fn read(folder: &Path) -> (Pack, Vec<Trouble>) {
    let mut reader = Reader { root: folder, files: Vec::new(), bytes: 0, full: false, troubles: Vec::new() };
    reader.folder(folder, 0);
    let Reader { mut files, troubles, .. } = reader;
    sort::all(&mut files);
    (Pack { folder: folder.to_owned(), files }, troubles)
}

/// The folder that a project's configuration means by a name.
///
/// # Errors
/// Says why it is not to be used: it is not there, or not inside the configuration's own folder.
pub(crate) fn inside(own: &Path, name: &str) -> Result<PathBuf, String> {
    let folder = existing(&own.join(name), name)?;
    let real = |path: &Path| {
        fs::canonicalize(path).map_err(|error| format!("the pack `{name}` cannot be read: {error}"))
    };
    if real(&folder)?.starts_with(real(own)?) {
        Ok(folder)
    } else {
        Err(format!(
            "the pack `{name}` lies outside this file's folder, where a project may not reach; copy it here, or name it in your own configuration"
        ))
    }
}

/// The folder that the user's own configuration means by a name: anywhere, also below `~`.
///
/// # Errors
/// Says that it is not there.
pub(crate) fn anywhere(own: &Path, home: Option<&Path>, name: &str) -> Result<PathBuf, String> {
    let path = match (name.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => own.join(name),
    };
    existing(&path, name)
}

fn existing(path: &Path, name: &str) -> Result<PathBuf, String> {
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => Ok(super::normal(path)),
        Ok(_) => Err(format!("the pack `{name}` is no folder: name the folder that holds its files")),
        Err(_) => Err(format!("there is no folder `{name}`; without it the rest of the guide goes on")),
    }
}

struct Reader<'a> {
    root: &'a Path,
    files: Vec<(String, String)>,
    bytes: u64,
    /// Whether a bound has been met: nothing more is read.
    full: bool,
    troubles: Vec<Trouble>,
}

impl Reader<'_> {
    fn tell(&mut self, path: &Path, message: impl Into<String>) {
        self.troubles.push(Trouble::new(path, None, message));
    }

    fn stop(&mut self, message: String) {
        self.full = true;
        self.tell(self.root, message);
    }

    fn folder(&mut self, folder: &Path, depth: usize) {
        if depth > MAX_DEPTH {
            return self.tell(folder, format!("lies more than {MAX_DEPTH} folders deep and is not read"));
        }
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => return self.tell(folder, format!("cannot be read: {error}")),
        };
        let mut paths: Vec<PathBuf> =
            entries.filter_map(|entry| Some(entry.ok()?.path())).take(MAX_FILES * 2).collect();
        sort::all(&mut paths);
        for path in paths {
            if self.full {
                return;
            }
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            let Ok(found) = fs::symlink_metadata(&path) else { continue };
            if found.is_symlink() {
                if is_guide_file(&name) || path.is_dir() {
                    self.tell(
                        &path,
                        "is a link, and links in packs are not followed; put the file itself here",
                    );
                }
            } else if found.is_dir() {
                self.folder(&path, depth + 1);
            } else if found.is_file() && is_guide_file(&name) && !(depth == 0 && is_aside(&name)) {
                self.file(&path);
            }
        }
    }

    fn file(&mut self, path: &Path) {
        let text = match read_text(path) {
            Ok(text) => text,
            Err(message) => return self.tell(path, message),
        };
        self.bytes += text.len() as u64;
        if self.files.len() >= MAX_FILES {
            return self.stop(format!("the pack has more than {MAX_FILES} files; the rest is not read"));
        }
        if self.bytes > MAX_ALL {
            return self.stop(format!("the pack is larger than {} MB; the rest is not read", MAX_ALL >> 20));
        }
        let below = path.strip_prefix(self.root).unwrap_or(path).to_string_lossy().replace('\\', "/");
        self.files.push((below, text));
    }
}

/// Whether a file may be one of a guide, by its ending.
fn is_guide_file(name: &str) -> bool {
    name.ends_with(".toml") || name.ends_with(".md")
}

/// Files beside the guide's folders that are for people, or for the pack's own project.
fn is_aside(name: &str) -> bool {
    name.ends_with(".md") || name == super::FILE
}

/// The text of a small file, lines ending in `\n`.
///
/// # Errors
/// Says why it cannot be read: for its author, without the path.
pub(crate) fn read_text(path: &Path) -> Result<String, String> {
    let found = fs::metadata(path).map_err(|error| format!("cannot be read: {error}"))?;
    if !found.is_file() {
        return Err("is no file and is not read".to_owned());
    }
    let too_large = || format!("is larger than {} KB and is not read", MAX_FILE >> 10);
    if found.len() > MAX_FILE {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(|error| format!("cannot be read: {error}"))?;
    file.take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(|error| format!("cannot be read: {error}"))?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(too_large());
    }
    let text =
        String::from_utf8(bytes).map_err(|_| "is not UTF-8; save it as UTF-8 to have it read".to_owned())?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    Ok(text.replace("\r\n", "\n"))
}
