//! Entries of the guide as files: an editor can open a file, and nothing else of ours. They lie in the user's cache folder, each
//! written when it is first asked for. Where they cannot be written there are none.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use tempfile::NamedTempFile;

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

/// Writes beside the file and then in its place, so that nobody ever sees half of it. The file beside it has a name of its own: another
/// server, or another thread of this one, may be writing the same entry.
fn put(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    fs::create_dir_all(folder)?;
    let mut beside = NamedTempFile::new_in(folder)?;
    beside.write_all(text.as_bytes())?;
    beside.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use super::*;

    #[test]
    fn several_threads_may_write_the_same_entry_at_once() {
        const THREADS: usize = 8;
        let folder = tempfile::tempdir().unwrap();
        for round in 0..50 {
            let path = folder.path().join("rules").join(format!("{round}.md"));
            let together = Barrier::new(THREADS);
            std::thread::scope(|scope| {
                let writers = [(); THREADS].map(|()| {
                    scope.spawn(|| {
                        together.wait();
                        put(&path, "# skipped-step")
                    })
                });
                for writer in writers {
                    writer.join().unwrap().unwrap();
                }
            });
            assert_eq!(fs::read_to_string(&path).unwrap(), "# skipped-step");
        }
        assert_eq!(
            fs::read_dir(folder.path().join("rules")).unwrap().count(),
            50,
            "nothing else is left there"
        );
    }
}
