//! Finding notes and reading them.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use globset::GlobBuilder;
use ignore::WalkBuilder;
use whyfirst_guide::sort;

/// A file larger than this is no note (bytes).
pub(super) const MAX_BYTES: u64 = 20 * 1024 * 1024;

/// The notes below the paths, sorted, each once. A path that is a file is taken whatever it is called; in folders every `.md` and
/// `.markdown` that `.gitignore` does not exclude. A path with `*`, `?`, `[…]` or `{…}` that is no file is a pattern, for shells that
/// leave patterns alone. Paths that cannot be read are told.
pub(super) fn notes(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<String>) {
    let (mut found, mut errors) = (Vec::new(), Vec::new());
    for path in paths {
        match fs::metadata(path) {
            Ok(kind) if kind.is_dir() => walk(path, is_markdown, &mut found, &mut errors),
            Ok(_) => found.push(path.clone()),
            Err(_) if path.to_string_lossy().contains(['*', '?', '[', '{']) => {
                if let Err(error) = matching(path, &mut found, &mut errors) {
                    errors.push(error);
                }
            }
            Err(error) => errors.push(unreadable(path, &error)),
        }
    }
    // `./a.md` and `a.md` are one note.
    for path in &mut found {
        if let Ok(bare) = path.strip_prefix(".") {
            *path = bare.to_owned();
        }
    }
    sort::all(&mut found);
    found.dedup();
    (found, errors)
}

fn walk(folder: &Path, wanted: impl Fn(&Path) -> bool, found: &mut Vec<PathBuf>, errors: &mut Vec<String>) {
    // In order already, the paths need no more than to be looked through.
    let walk = WalkBuilder::new(folder).require_git(false).sort_by_file_name(OsStr::cmp).build();
    for entry in walk {
        match entry {
            Ok(entry) => {
                if entry.file_type().is_some_and(|kind| kind.is_file()) && wanted(entry.path()) {
                    found.push(entry.into_path());
                }
            }
            Err(error) => errors.push(error.to_string()),
        }
    }
}

/// The files that a pattern names: Markdown unless the pattern has an ending of its own, and none that `.gitignore` excludes.
fn matching(pattern: &Path, found: &mut Vec<PathBuf>, errors: &mut Vec<String>) -> Result<(), String> {
    let shown = pattern.display();
    let text = pattern.to_string_lossy().replace('\\', "/");
    let text = text.strip_prefix("./").unwrap_or(&text);
    let glob = GlobBuilder::new(text).literal_separator(true).build();
    let glob = glob.map_err(|error| format!("{shown}: is no pattern: {error}"))?.compile_matcher();
    let fixed: PathBuf = Path::new(text)
        .components()
        .take_while(|part| !part.as_os_str().to_string_lossy().contains(['*', '?', '[', '{']))
        .collect();
    let root = if fixed.as_os_str().is_empty() { Path::new(".") } else { &fixed };
    let any_ending = Path::new(text).extension().is_some();
    let before = found.len();
    let wanted = |path: &Path| {
        glob.is_match(path.strip_prefix(".").unwrap_or(path)) && (any_ending || is_markdown(path))
    };
    if root.is_dir() {
        walk(root, wanted, found, errors);
    }
    if found.len() == before {
        return Err(format!("{shown}: no note matches this pattern"));
    }
    Ok(())
}

fn is_markdown(path: &Path) -> bool {
    path.extension().is_some_and(|it| it.eq_ignore_ascii_case("md") || it.eq_ignore_ascii_case("markdown"))
}

/// The text of a note.
///
/// # Errors
/// Says which file cannot be read, why, and where: a file that is not UTF-8 is named with the line of its first wrong byte.
pub(super) fn read(path: &Path) -> Result<String, String> {
    let failed = |error: io::Error| unreadable(path, &error);
    let file = fs::File::open(path).map_err(failed)?;
    let size = file.metadata().map_err(failed)?.len();
    if size > MAX_BYTES {
        return Err(format!(
            "{}: is {} MB large; notes of up to {} MB are read",
            path.display(),
            size >> 20,
            MAX_BYTES >> 20
        ));
    }
    let mut bytes = Vec::with_capacity(size as usize);
    // A file alone would ask for its size once more.
    file.take(MAX_BYTES).read_to_end(&mut bytes).map_err(failed)?;
    decode(bytes, &path.display().to_string())
}

/// The text on standard input.
///
/// # Errors
/// If it cannot be read or is not UTF-8.
pub(super) fn read_stdin() -> Result<String, String> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes).map_err(|error| format!("standard input: {error}"))?;
    decode(bytes, "standard input")
}

fn decode(bytes: Vec<u8>, name: &str) -> Result<String, String> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = 1 + error.as_bytes().iter().take(at).filter(|&&byte| byte == b'\n').count();
        format!("{name}:{line}: is not UTF-8 (byte {at}); save it as UTF-8 to have it read")
    })
}

fn unreadable(path: &Path, error: &io::Error) -> String {
    let reason = match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "may not be read".to_owned(),
        _ => error.to_string(),
    };
    format!("{}: {reason}", path.display())
}

/// Puts a text into a file in one step: whatever happens, the file holds what it held or the whole text. `replace`: with which permissions
/// a file that is there already is replaced; without them it is left alone, which is an error.
///
/// # Errors
/// If it cannot be written; `AlreadyExists` if it is there and must not be replaced.
pub(super) fn put(path: &Path, text: &str, replace: Option<Permissions>) -> io::Result<()> {
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".whyfirst-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any new file: what the user's mask takes away is taken away.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    let put = match replace {
        Some(permissions) => {
            if let Permissions::Keep(permissions) = permissions {
                file.as_file().set_permissions(permissions)?;
            }
            file.as_file().sync_all()?;
            file.persist(path)
        }
        None => file.persist_noclobber(path),
    };
    put.map(drop).map_err(|error| error.error)
}

/// The permissions of a file that is replaced.
pub(super) enum Permissions {
    /// Those that any new file gets.
    New,
    /// Those that it had.
    Keep(fs::Permissions),
}
