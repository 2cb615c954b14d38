//! Writing fixed notes, and showing what would be written.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use similar::TextDiff;
use whyfirst_review::repair::Applied;

use crate::cli::style::{ADDED, DIM, REMOVED, paint};
use crate::cli::{files, shown};

/// A note before and after its safe fixes.
pub(super) struct Fixed {
    pub(super) before: String,
    pub(super) after: String,
    pub(super) applied: Vec<Applied>,
}

impl Fixed {
    /// Prints the fixed note, or what is different in it.
    pub(super) fn print(&self, path: &Path, difference: bool) -> io::Result<()> {
        if !difference {
            return io::stdout().lock().write_all(self.after.as_bytes());
        }
        if self.before == self.after {
            return Ok(());
        }
        let path = shown(path);
        let difference = TextDiff::from_lines(&self.before, &self.after)
            .unified_diff()
            .header(&format!("a/{path}"), &format!("b/{path}"))
            .to_string();
        let mut out = anstream::stdout().lock();
        for line in difference.split_inclusive('\n') {
            let (text, end) = line.strip_suffix('\n').map_or((line, ""), |text| (text, "\n"));
            let style = match text.as_bytes() {
                [b'+', ..] => ADDED,
                [b'-', ..] => REMOVED,
                [b'@', ..] => DIM,
                _ => anstyle::Style::new(),
            };
            write!(out, "{}{end}", paint(style, text))?;
        }
        Ok(())
    }
}

/// Puts a fixed note in the place of the one that was read. The new text is written beside it, with its permissions, and takes its
/// place in one step: whatever happens, the file holds either the old text or the new one. A link stays a link.
///
/// # Errors
/// If the note may not be written, or has changed since it was read.
pub(super) fn write(path: &Path, before: &str, after: &str) -> Result<(), String> {
    let failed = |error: io::Error| format!("{}: is not fixed: {error}", path.display());
    let target = fs::canonicalize(path).map_err(failed)?;
    let permissions = fs::metadata(&target).map_err(failed)?.permissions();
    if permissions.readonly() {
        return Err(format!("{}: is not fixed: it may only be read", path.display()));
    }
    if fs::read(&target).map_err(failed)? != before.as_bytes() {
        return Err(format!("{}: is not fixed: it has changed since it was read", path.display()));
    }
    files::put(&target, after, Some(files::Permissions::Keep(permissions))).map_err(failed)
}
