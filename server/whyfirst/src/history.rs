//! The history of practices: a file of lines of JSON in the user's data folder, one for each practice. `report` reads it.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use serde::{Deserialize, Serialize};

/// What a practice came to. Fields are only ever added.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Record {
    /// The form of the record.
    pub(crate) version: u8,
    /// When it began, as RFC 3339 in UTC.
    pub(crate) started: String,
    /// The note's path, or its address where it is no file.
    pub(crate) path: String,
    /// The id of the problem, if it is a known one.
    pub(crate) problem: Option<String>,
    /// The id of the framework.
    pub(crate) framework: String,
    /// The seniority that was practised for.
    pub(crate) level: String,
    /// The minutes that were planned.
    pub(crate) minutes: u64,
    /// The seconds that it took.
    pub(crate) seconds: u64,
    /// The steps in order.
    pub(crate) steps: Vec<StepRecord>,
    /// How many essentials were covered at the end.
    pub(crate) covered: usize,
    /// How many applied.
    pub(crate) total: usize,
    /// How many were covered when the time was up; nothing if it ended before.
    pub(crate) covered_at_limit: Option<usize>,
}

/// What a step came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct StepRecord {
    /// The step's id.
    pub(crate) id: String,
    /// Its title.
    pub(crate) title: String,
    /// The seconds that were planned for it.
    pub(crate) planned: u64,
    /// The seconds that it took.
    pub(crate) seconds: u64,
    /// `covered`, `thin` or `none`.
    pub(crate) coverage: String,
}

/// The history's file; nothing where there is no home folder.
pub(crate) fn file() -> Option<PathBuf> {
    let base = etcetera::choose_base_strategy().ok()?;
    Some(base.data_dir().join("whyfirst").join("practice.jsonl"))
}

/// Adds a record.
///
/// # Errors
/// If the file cannot be written.
pub(crate) fn append(file: &Path, record: &Record) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    // One write, so that two servers do not mix their lines.
    let line = format!("{}\n", serde_json::to_string(record)?);
    OpenOptions::new().create(true).append(true).open(file)?.write_all(line.as_bytes())
}

/// All records in order, and how many lines are none. A file that is not there holds none.
///
/// # Errors
/// If the file is there and cannot be read.
pub(crate) fn read(file: &Path) -> io::Result<(Vec<Record>, usize)> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error),
    };
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let (good, bad): (Vec<_>, Vec<_>) = lines.map(serde_json::from_str).partition(Result::is_ok);
    Ok((good.into_iter().flatten().collect(), bad.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(started: &str) -> Record {
        let step = StepRecord {
            id: "a".into(),
            title: "Step “A”\n".into(),
            planned: 60,
            seconds: 61,
            coverage: "thin".into(),
        };
        Record {
            version: 1,
            started: started.into(),
            path: "/ü/a.md".into(),
            problem: None,
            framework: "f".into(),
            level: "senior".into(),
            minutes: 45,
            seconds: 2_000,
            steps: vec![step],
            covered: 3,
            total: 30,
            covered_at_limit: None,
        }
    }

    #[test]
    fn what_is_written_is_read_and_spoilt_lines_are_counted() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deep/practice.jsonl");
        assert_eq!(read(&file).unwrap(), (Vec::new(), 0));
        append(&file, &record("2026-01-01T10:00:00Z")).unwrap();
        fs::OpenOptions::new().append(true).open(&file).unwrap().write_all(b"{half\n\n").unwrap();
        append(&file, &record("2026-01-02T10:00:00Z")).unwrap();
        let (records, spoilt) = read(&file).unwrap();
        assert_eq!(records, [record("2026-01-01T10:00:00Z"), record("2026-01-02T10:00:00Z")]);
        assert_eq!(spoilt, 1);
    }
}
