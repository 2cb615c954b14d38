//! Entries of the guide as files: an editor can open a file, and nothing else of ours. They lie in the user's cache folder, each
//! written when it is first asked for. Where they cannot be written there are none.

use std::fs;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use super::uri;

/// The file with a text, as a URI. `kind` and `id` make its name.
pub(super) fn write(kind: &str, id: &str, text: &str) -> Option<String> {
    let path = folder()?.join(kind).join(format!("{}.md", file_name(id)));
    if fs::read_to_string(&path).is_ok_and(|there| there == text) {
        return uri::from_path(&path);
    }
    put(&path, text).ok()?;
    uri::from_path(&path)
}

/// The folder of this version: another one may know other things.
fn folder() -> Option<PathBuf> {
    let strategy = etcetera::choose_base_strategy().ok()?;
    Some(strategy.cache_dir().join("whyfirst").join(env!("CARGO_PKG_VERSION")))
}

/// Ids are letters, digits and hyphens; what a pack might put in else leads nowhere.
fn file_name(id: &str) -> String {
    id.chars().map(|c| if c.is_alphanumeric() || c == '-' { c } else { '_' }).collect()
}

/// Writes beside the file and then in its place, so that another server never sees half of it.
fn put(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let beside = path.with_extension(format!("{}.new", std::process::id()));
    fs::write(&beside, text)?;
    fs::rename(&beside, path).inspect_err(|_| drop(fs::remove_file(&beside)))
}
