//! What a report keeps of each note.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rayon::prelude::*;
use serde::Serialize;
use whyfirst_guide::Index;
use whyfirst_note::Note;
use whyfirst_review::{Coverage, Finding, Options, Place, Reading, StepReading, waived_steps};

use super::past::Past;
use crate::cli::progress::Progress;
use crate::cli::{beside, files, shown};
use crate::config::Resolved;

/// A design note.
#[derive(Debug, Clone, Serialize)]
pub(super) struct NoteRow {
    pub(super) path: String,
    pub(super) title: String,
    /// When it was last changed, in seconds since 1970: as git has it, where it has what stands there; else as the file says.
    pub(super) changed: i64,
    pub(super) framework: String,
    /// The id of its problem, if it is a known one.
    pub(super) problem: Option<String>,
    /// How many essentials are covered.
    pub(super) covered: usize,
    /// How many essentials apply.
    pub(super) total: usize,
    /// How it stood, oldest first; the last is how it stands.
    pub(super) history: Vec<Stand>,
    pub(super) steps: Vec<StepCell>,
    pub(super) aspects: Vec<AspectCell>,
    pub(super) findings: Vec<FoundCell>,
    /// The ids of the concepts that it names.
    pub(super) concepts: BTreeSet<String>,
}

/// How an answer stood at a time.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Stand {
    /// Seconds since 1970.
    pub(super) time: i64,
    /// How many essentials were covered.
    pub(super) covered: usize,
    /// How many applied.
    pub(super) total: usize,
}

/// A step of a note.
#[derive(Debug, Clone, Serialize)]
pub(super) struct StepCell {
    pub(super) id: String,
    pub(super) title: String,
    /// The ids of the stages that it covers.
    pub(super) stages: Vec<String>,
    /// `covered`, `thin`, `none`, `ahead`, or `left out` on purpose.
    pub(super) standing: &'static str,
    pub(super) covered: usize,
    pub(super) total: usize,
    /// The line of its first heading, from 1.
    pub(super) line: Option<u32>,
}

/// An aspect of a note.
#[derive(Debug, Clone, Serialize)]
pub(super) struct AspectCell {
    pub(super) id: String,
    pub(super) title: String,
    /// The id of its stage.
    pub(super) stage: String,
    pub(super) essential: bool,
    pub(super) coverage: &'static str,
    /// The line that shows it, from 1, and what stands there.
    pub(super) line: Option<u32>,
    pub(super) text: String,
}

/// A finding in a note.
#[derive(Debug, Clone, Serialize)]
pub(super) struct FoundCell {
    pub(super) rule: String,
    pub(super) severity: &'static str,
    pub(super) line: u32,
    pub(super) message: String,
}

/// So much of a line is quoted (characters).
const QUOTED: usize = 140;

/// Reads all notes; also tells how many files are no design notes, and what could not be read.
pub(super) fn gather(paths: &[PathBuf], reading: &crate::cli::Reading) -> (Vec<NoteRow>, usize, Vec<String>) {
    let past = Past::of(paths);
    let progress = Progress::new(paths.len(), "notes");
    let read: Vec<_> = paths
        .par_iter()
        .enumerate()
        .map(|(at, path)| {
            let rows = self::read(path, reading, &past, at);
            progress.advance();
            rows
        })
        .collect();
    let (mut rows, mut other, mut troubles) = (Vec::new(), 0, Vec::new());
    for found in read {
        match found {
            Ok(found) => {
                other += usize::from(found.is_empty());
                rows.extend(found);
            }
            Err(trouble) => troubles.push(trouble),
        }
    }
    (rows, other, troubles)
}

/// What is kept of the answers in a file; nothing where it holds none.
fn read(path: &Path, reading: &crate::cli::Reading, past: &Past, at: usize) -> Result<Vec<NoteRow>, String> {
    let text = files::read(path)?;
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let Resolved { index, mut options, .. } = reading.resolve(path)?;
    let note = Note::new(text);
    options.folder = beside(&index, &note, &absolute);
    let readings = whyfirst_review::read(&index, &note, &options, None);
    let findings = whyfirst_review::findings(&index, &note, &readings);
    let answers: Vec<_> = readings.answers().filter(|answer| answer.recognition.design_note).collect();
    let rows = answers.iter().map(|answer| {
        let of_it = |finding: &&Finding| {
            let line = note.text().line_of(finding.range.start) as u32;
            std::sync::Arc::ptr_eq(readings.at(line), answer)
        };
        row(&index, &note, answer, findings.iter().filter(of_it), path)
    });
    let mut rows: Vec<_> = rows.collect();
    let mut versions = past.versions(at).to_vec();
    // What is committed as it stands was changed when it was committed, however new the file is.
    let committed = versions
        .pop_if(|version| past.text(at, version).is_some_and(|text| same(&text, note.text().as_str())));
    let changed = committed.map_or_else(|| modified(path), |version| version.time);
    // A page of an answer in several files says nothing by itself.
    if options.folder.is_some() {
        versions.clear();
    }
    for version in versions {
        let Some(text) = past.text(at, &version) else { continue };
        let stands = stands(&index, text, &options);
        let one = rows.len() == 1 && stands.len() == 1;
        for row in &mut rows {
            let then = stands.iter().find(|(title, ..)| one || *title == row.title);
            row.history.extend(then.map(|&(_, covered, total)| Stand { time: version.time, covered, total }));
        }
    }
    for row in &mut rows {
        row.changed = changed;
        row.history.push(Stand { time: changed, covered: row.covered, total: row.total });
    }
    Ok(rows)
}

/// Whether two texts are one but for how their lines end.
fn same(one: &str, other: &str) -> bool {
    one.lines().eq(other.lines())
}

/// When a file was last changed, in seconds since 1970.
fn modified(path: &Path) -> i64 {
    let changed = std::fs::metadata(path).and_then(|data| data.modified()).ok();
    changed.and_then(|time| Timestamp::try_from(time).ok()).map_or(0, Timestamp::as_second)
}

/// The titles of the answers in a text, and how they stand: essentials covered, and in all.
fn stands(index: &Index, text: String, options: &Options) -> Vec<(String, usize, usize)> {
    let note = Note::new(text);
    let readings = whyfirst_review::read(index, &note, options, None);
    let answers = readings.answers().filter(|answer| answer.recognition.design_note);
    let stand = |answer: &std::sync::Arc<Reading>| {
        let (covered, total) = essentials(&aspects(index, &note, answer));
        (title(&note, answer, Path::new("")), covered, total)
    };
    answers.map(stand).collect()
}

/// How many essentials are covered, and how many there are.
fn essentials(aspects: &[AspectCell]) -> (usize, usize) {
    let all = || aspects.iter().filter(|it| it.essential);
    (all().filter(|it| it.coverage == Coverage::Covered.name()).count(), all().count())
}

fn row<'a>(
    index: &Index,
    note: &Note,
    reading: &Reading,
    findings: impl Iterator<Item = &'a Finding>,
    path: &Path,
) -> NoteRow {
    let aspects = aspects(index, note, reading);
    let (covered, total) = essentials(&aspects);
    let findings = findings.map(|finding| FoundCell {
        rule: finding.rule.to_string(),
        severity: finding.severity.name(),
        line: note.text().line_of(finding.range.start) as u32 + 1,
        message: finding.message.clone(),
    });
    let concepts = reading.mentions(note).filter_map(|it| index.concept(it.concept));
    NoteRow {
        path: shown(path),
        title: title(note, reading, path),
        changed: 0,
        framework: reading.framework(index).map(|it| it.id.to_string()).unwrap_or_default(),
        problem: reading.problem(index).map(|it| it.id.to_string()),
        covered,
        total,
        history: Vec::new(),
        steps: steps(index, note, reading),
        findings: findings.collect(),
        concepts: concepts.map(|it| it.id.to_string()).collect(),
        aspects,
    }
}

fn title(note: &Note, reading: &Reading, path: &Path) -> String {
    let line = reading.title.map(|line| note.text().line(line as usize).trim().trim_matches('#').trim());
    let line = line.filter(|line| !line.is_empty()).map(str::to_owned);
    line.unwrap_or_else(|| path.file_stem().unwrap_or_default().to_string_lossy().into_owned())
}

fn steps(index: &Index, note: &Note, reading: &Reading) -> Vec<StepCell> {
    let waived = waived_steps(index, note, reading);
    let cell = |step: &StepReading| {
        let (data, framework) = (reading.step(index, step)?, reading.framework(index)?);
        let stages = index.stages_of_step(framework, data);
        let essentials: Vec<_> = stages
            .iter()
            .filter_map(|&stage| reading.stage(stage))
            .flat_map(|stage| &stage.aspects)
            .filter(|it| index.aspect(it.aspect).is_some_and(|aspect| aspect.essential))
            .collect();
        let standing = match (step.coverage, step.place) {
            (Coverage::None, _) if waived.contains(&step.step) => "left out",
            (Coverage::None, Some(Place::Ahead)) => "ahead",
            (coverage, _) => coverage.name(),
        };
        let section = step.sections.first().and_then(|&at| reading.sections.get(at as usize));
        Some(StepCell {
            id: data.id.to_string(),
            title: data.title.to_string(),
            stages: data.stages.iter().map(ToString::to_string).collect(),
            standing,
            covered: essentials.iter().filter(|it| it.coverage == Coverage::Covered).count(),
            total: essentials.len(),
            line: section.map(|section| section.line + 1),
        })
    };
    reading.steps.iter().filter_map(cell).collect()
}

fn aspects(index: &Index, note: &Note, reading: &Reading) -> Vec<AspectCell> {
    let stages = reading.stages.iter().filter_map(|stage| Some((index.stage(stage.stage)?, stage)));
    let cell = |stage: &str, it: &whyfirst_review::AspectReading| {
        let aspect = index.aspect(it.aspect)?;
        let text = it.line.map(|line| quoted(note.text().line(line as usize))).unwrap_or_default();
        Some(AspectCell {
            id: aspect.id.to_string(),
            title: aspect.title.to_string(),
            stage: stage.to_owned(),
            essential: aspect.essential,
            coverage: it.coverage.name(),
            line: it.line.map(|line| line + 1),
            text,
        })
    };
    stages.flat_map(|(data, stage)| stage.aspects.iter().filter_map(move |it| cell(&data.id, it))).collect()
}

fn quoted(line: &str) -> String {
    let line = line.trim();
    match line.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default().trim_end()),
        None => line.to_owned(),
    }
}
