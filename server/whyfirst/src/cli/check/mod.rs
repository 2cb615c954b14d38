//! `whyfirst check`: findings, for people and for programs.
//!
//! Notes are read in parallel, batch by batch, and told in the order of their paths as soon as they are read: memory does not grow with
//! their number, and two runs print the same.

mod fix;
mod github;
mod human;
mod json;
mod sarif;
mod strictness;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anstream::AutoStream;
use clap::ValueEnum;
use rayon::prelude::*;
use whyfirst_note::{Note, PlainNote};
use whyfirst_review::{Finding, Severity, glance};

use super::progress::Progress;
use super::{Outcome, beside, complain, complain_about_configuration, files};
use crate::config::Resolved;
use fix::Fixed;

#[derive(clap::Args)]
#[command(
    after_help = "Ends with 0 if nothing at or above the fail level was found, with 1 if something was, and with 2 if something \
                        could not be read or was called wrongly."
)]
pub(super) struct Args {
    /// Notes, folders with notes, or patterns such as 'notes/**/*.md'; `-` for standard input
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// How to print findings
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
    /// From which severity on the exit code is 1
    #[arg(long, value_enum, value_name = "SEVERITY", default_value = "warning")]
    fail_on: FailOn,
    /// The path that a note from standard input is to have
    #[arg(long, value_name = "PATH")]
    stdin_path: Option<PathBuf>,
    /// Write safe fixes into the notes (standard input: print the fixed note)
    #[arg(long)]
    fix: bool,
    /// Print what `--fix` would change, and change nothing
    #[arg(long, conflicts_with = "fix")]
    diff: bool,
    #[command(flatten)]
    strictness: strictness::Strictness,
    #[command(flatten)]
    reading: super::Reading,
}

/// How findings are printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For programs
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Error,
    Warning,
    Info,
    Hint,
    Never,
}

impl FailOn {
    /// Whether a finding of this severity fails the check. No rule reports errors.
    fn fails(self, severity: Severity) -> bool {
        match self {
            FailOn::Error | FailOn::Never => false,
            FailOn::Warning => severity >= Severity::Warning,
            FailOn::Info => severity >= Severity::Information,
            FailOn::Hint => true,
        }
    }
}

/// What is done with safe fixes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Report,
    Fix,
    Diff,
}

/// A note that was checked.
struct Checked {
    path: PathBuf,
    note: Note,
    design_note: bool,
    findings: Vec<Finding>,
    fixed: Option<Fixed>,
}

/// What is left of a note that was checked, until its turn has come to be told.
struct Told {
    path: PathBuf,
    /// The fixed note, where that or what is different in it is printed.
    fixed: Option<Fixed>,
    tally: Tally,
    /// What is written of it.
    entries: Vec<String>,
}

/// What one note, or all of them, came to.
#[derive(Default)]
struct Tally {
    files: usize,
    design_notes: usize,
    /// Notes with findings.
    with_findings: usize,
    warnings: usize,
    infos: usize,
    hints: usize,
    /// Fixes made, or shown as a difference.
    fixed: usize,
    fails: bool,
}

impl Tally {
    fn of(checked: &Checked, fail_on: FailOn) -> Tally {
        let count = |severity: Severity| checked.findings.iter().filter(|it| it.severity == severity).count();
        Tally {
            files: 1,
            design_notes: usize::from(checked.design_note),
            with_findings: usize::from(!checked.findings.is_empty()),
            warnings: count(Severity::Warning),
            infos: count(Severity::Information),
            hints: count(Severity::Hint),
            fixed: checked.fixed.as_ref().map_or(0, |it| it.applied.len()),
            fails: checked.findings.iter().any(|it| fail_on.fails(it.severity)),
        }
    }

    fn add(&mut self, other: &Tally) {
        self.files += other.files;
        self.design_notes += other.design_notes;
        self.with_findings += other.with_findings;
        self.warnings += other.warnings;
        self.infos += other.infos;
        self.hints += other.hints;
        self.fixed += other.fixed;
        self.fails |= other.fails;
    }
}

/// Writes notes as they come.
trait Printer: Sync {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()>;
    /// What is written of a note, in order. Several notes are worked on at a time.
    fn entries(&self, checked: &Checked) -> Vec<String>;
    /// What is written between two entries.
    fn between(&self) -> &'static str {
        ""
    }
    fn end(&self, out: &mut dyn Write, tally: &Tally, troubles: &[String]) -> io::Result<()>;
}

/// What is told of so many notes is in memory at a time.
const BATCH: usize = 512;

pub(super) fn run(args: &Args) -> Result<Outcome, String> {
    // What is wrong with the arguments is told once, before any note is read.
    let first = args.stdin_path.as_deref().or(args.paths.first().map(PathBuf::as_path));
    let resolve = || args.reading.resolve(first.unwrap_or(Path::new(".")));
    let find = || if args.reads_stdin() { Default::default() } else { files::notes(&args.paths) };
    let (resolved, (notes, troubles)) = rayon::join(resolve, find);
    let index = resolved?.index;
    args.strictness.complain_about_unknown(&index)?;
    let (out, colours): (Box<dyn Write>, _) = if args.fixes_are_the_output() {
        (Box::new(anstream::stderr()), AutoStream::choice(&io::stderr()))
    } else {
        (Box::new(anstream::stdout().lock()), AutoStream::choice(&io::stdout()))
    };
    let printer: &dyn Printer = match args.format {
        Format::Human => &human::Human::new(args.mode(), colours),
        Format::Json => &json::Json,
        Format::Sarif => &sarif::Sarif::new(&index),
        Format::Github => &github::Github,
    };
    let mut telling = Telling { args, printer, out, begun: false, tally: Tally::default(), troubles };
    let told = telling.all(&notes);
    for trouble in &telling.troubles {
        complain(trouble);
    }
    match told {
        // Whoever reads the output has seen enough.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            return Err(format!("the output cannot be written: {error}"));
        }
        _ => {}
    }
    let sound = !complain_about_configuration();
    Ok(match (telling.troubles.is_empty() && sound, telling.tally.fails) {
        (false, _) => Outcome::Trouble,
        (true, true) => Outcome::Findings,
        (true, false) => Outcome::Clean,
    })
}

impl Args {
    fn mode(&self) -> Mode {
        match (self.fix, self.diff) {
            (true, _) => Mode::Fix,
            (_, true) => Mode::Diff,
            _ => Mode::Report,
        }
    }

    fn reads_stdin(&self) -> bool {
        self.paths.iter().any(|path| path.as_os_str() == "-")
    }

    /// Whether standard output is for fixed notes and differences, so that findings go elsewhere.
    fn fixes_are_the_output(&self) -> bool {
        self.diff || self.fix && self.reads_stdin()
    }
}

/// The notes as they are told.
struct Telling<'a> {
    args: &'a Args,
    printer: &'a dyn Printer,
    out: Box<dyn Write>,
    /// Whether an entry has been written.
    begun: bool,
    tally: Tally,
    /// What could not be read or written.
    troubles: Vec<String>,
}

impl Telling<'_> {
    fn all(&mut self, notes: &[PathBuf]) -> io::Result<()> {
        let (args, printer) = (self.args, self.printer);
        // A note is let go where it was read; what is told of it waits for those before it.
        let work = |path, text| {
            let checked = check(path, text, args)?;
            let (entries, tally) = (printer.entries(&checked), Tally::of(&checked, args.fail_on));
            let Checked { path, fixed, .. } = checked;
            let fixed = fixed.filter(|_| args.fixes_are_the_output());
            Ok(Told { path, fixed, tally, entries })
        };
        printer.begin(&mut self.out)?;
        if args.reads_stdin() {
            let path = args.stdin_path.clone().unwrap_or_else(|| PathBuf::from("-"));
            self.tell(vec![files::read_stdin().and_then(|text| work(path, text))])?;
        } else {
            let progress = Progress::new(notes.len(), "notes");
            for batch in notes.chunks(BATCH) {
                let read = |path: &PathBuf| {
                    let told = files::read(path).and_then(|text| work(path.clone(), text));
                    progress.advance();
                    told
                };
                let told: Vec<_> = batch.par_iter().map(read).collect();
                progress.aside(|| self.tell(told))?;
            }
        }
        printer.end(&mut self.out, &self.tally, &self.troubles)?;
        self.out.flush()
    }

    /// Tells of some notes, all at once: whoever writes to a terminal line by line waits for it at each of them.
    fn tell(&mut self, notes: Vec<Result<Told, String>>) -> io::Result<()> {
        let mut text = String::new();
        for told in notes {
            let Told { path, fixed, tally, entries } = match told {
                Ok(told) => told,
                Err(trouble) => {
                    self.troubles.push(trouble);
                    continue;
                }
            };
            self.tally.add(&tally);
            if let Some(fixed) = fixed {
                fixed.print(&path, self.args.diff)?;
            }
            for entry in entries {
                if std::mem::replace(&mut self.begun, true) {
                    text.push_str(self.printer.between());
                }
                text.push_str(&entry);
            }
        }
        self.out.write_all(text.as_bytes())
    }
}

fn check(path: PathBuf, text: String, args: &Args) -> Result<Checked, String> {
    let absolute = std::path::absolute(&path).unwrap_or_else(|_| path.clone());
    let Resolved { index, mut options, .. } = args.reading.resolve(&path)?;
    args.strictness.apply(&mut options);
    // Most files of most folders are something else: there is no need to parse them, or at least to read them.
    let is_report = args.mode() == Mode::Report;
    let other = |path| {
        let note = Note::new(String::new());
        Ok(Checked { path, note, design_note: false, findings: Vec::new(), fixed: None })
    };
    let note = match PlainNote::read(text) {
        Ok(note) if is_report && !glance::at_note(&index, note.blocks(), &options) => return other(path),
        Ok(note) => note.finish(),
        Err(text) if is_report && !glance::at_text(&index, &text, &options) => return other(path),
        Err(text) => {
            let note = Note::new(text);
            if is_report && !glance::at_note(&index, &note, &options) {
                return other(path);
            }
            note
        }
    };
    options.folder = beside(&index, &note, &absolute);
    if is_report {
        let readings = whyfirst_review::read(&index, &note, &options, None);
        let findings = whyfirst_review::findings(&index, &note, &readings);
        let design_note = readings.design_note();
        return Ok(Checked { path, note, design_note, findings, fixed: None });
    }
    let repaired = whyfirst_review::repair::repair(&index, &note, &options);
    let design_note = repaired.readings.design_note();
    let fixed = Fixed {
        before: note.text().as_str().to_owned(),
        after: repaired.note.text().as_str().to_owned(),
        applied: repaired.applied,
    };
    if args.fix && !args.reads_stdin() && !fixed.applied.is_empty() {
        fix::write(&path, &fixed.before, &fixed.after)?;
    }
    // A difference shows what would go; the findings are those of the note as it is.
    if args.diff {
        let readings = whyfirst_review::read(&index, &note, &options, None);
        let findings = whyfirst_review::findings(&index, &note, &readings);
        return Ok(Checked { path, note, design_note, findings, fixed: Some(fixed) });
    }
    Ok(Checked { path, note: repaired.note, design_note, findings: repaired.findings, fixed: Some(fixed) })
}
