//! Finding notes and reading them.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

/// A file larger than this is no note (bytes).
pub(super) const MAX_BYTES: u64 = 20 * 1024 * 1024;

/// The notes below the paths, sorted, each once. A path that is a file is taken whatever it is called; in folders every `.md` and
/// `.markdown` that `.gitignore` does not exclude. Paths that cannot be read are told.
pub(super) fn notes(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<String>) {
    let (mut found, mut errors) = (Vec::new(), Vec::new());
    for path in paths {
        if !path.is_dir() {
            match fs::metadata(path) {
                Ok(_) => found.push(path.clone()),
                Err(error) => errors.push(unreadable(path, &error)),
            }
            continue;
        }
        for entry in WalkBuilder::new(path).require_git(false).build() {
            match entry {
                Ok(entry)
                    if entry.file_type().is_some_and(|kind| kind.is_file()) && is_markdown(entry.path()) =>
                {
                    found.push(entry.into_path());
                }
                Ok(_) => {}
                Err(error) => errors.push(error.to_string()),
            }
        }
    }
    found.sort();
    found.dedup();
    (found, errors)
}

fn is_markdown(path: &Path) -> bool {
    path.extension().is_some_and(|it| it.eq_ignore_ascii_case("md") || it.eq_ignore_ascii_case("markdown"))
}

/// The text of a note.
///
/// # Errors
/// Says which file cannot be read, why, and where: a file that is not UTF-8 is named with the line of its first wrong byte.
pub(super) fn read(path: &Path) -> Result<String, String> {
    let size = fs::metadata(path).map_err(|error| unreadable(path, &error))?.len();
    if size > MAX_BYTES {
        return Err(format!(
            "{}: is {} MB large; notes of up to {} MB are read",
            path.display(),
            size >> 20,
            MAX_BYTES >> 20
        ));
    }
    let bytes = fs::read(path).map_err(|error| unreadable(path, &error))?;
    decode(bytes, &path.display().to_string())
}

/// The text on standard input.
///
/// # Errors
/// If it cannot be read or is not UTF-8.
pub(super) fn read_stdin() -> Result<String, String> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes).map_err(|error| format!("standard input: {error}"))?;
    decode(bytes, "standard input")
}

fn decode(bytes: Vec<u8>, name: &str) -> Result<String, String> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = 1 + error.as_bytes().iter().take(at).filter(|&&byte| byte == b'\n').count();
        format!("{name}:{line}: is not UTF-8 (byte {at}); save it as UTF-8 to have it read")
    })
}

fn unreadable(path: &Path, error: &std::io::Error) -> String {
    let reason = match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "may not be read".to_owned(),
        _ => error.to_string(),
    };
    format!("{}: {reason}", path.display())
}
