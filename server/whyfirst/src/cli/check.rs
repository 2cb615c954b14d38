//! `whyfirst check`: findings, for people and for programs.

use std::path::{Path, PathBuf};

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use clap::ValueEnum;
use rayon::prelude::*;
use serde_json::json;
use whyfirst_note::Note;
use whyfirst_review::{Finding, Severity};

use super::style::{BOLD, DIM, GOOD, paint};
use super::{Format, Outcome, complain, complain_about_configuration, files, shown};
use crate::config::Resolved;
use crate::json;

#[derive(clap::Args)]
pub(super) struct Args {
    /// Notes, or folders with notes; `-` for standard input
    #[arg(default_value = ".")]
    paths: Vec<PathBuf>,
    /// How to print findings
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
    /// From which severity on the exit code is 1
    #[arg(long, value_enum, default_value = "warning")]
    fail_on: FailOn,
    /// The path that a note from standard input is to have
    #[arg(long, value_name = "PATH")]
    stdin_path: Option<PathBuf>,
    #[command(flatten)]
    reading: super::Reading,
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

/// A note that was checked.
struct Checked {
    path: PathBuf,
    note: Note,
    design_note: bool,
    findings: Vec<Finding>,
}

pub(super) fn run(args: &Args) -> Result<Outcome, String> {
    // An unknown framework is told once, before any note is read.
    args.reading.resolve(
        args.stdin_path.as_deref().or(args.paths.first().map(PathBuf::as_path)).unwrap_or(Path::new(".")),
    )?;
    let (results, mut troubles) = gather(args);
    let mut checked = Vec::new();
    for result in results {
        match result {
            Ok(note) => checked.push(note),
            Err(error) => troubles.push(error),
        }
    }
    match args.format {
        Format::Json => print_json(&checked),
        Format::Human => print_human(&checked),
    }
    for trouble in &troubles {
        complain(trouble);
    }
    let fails =
        checked.iter().flat_map(|it| &it.findings).any(|finding| args.fail_on.fails(finding.severity));
    let sound = !complain_about_configuration();
    Ok(match (troubles.is_empty() && sound, fails) {
        (false, _) => Outcome::Trouble,
        (true, true) => Outcome::Findings,
        (true, false) => Outcome::Clean,
    })
}

fn gather(args: &Args) -> (Vec<Result<Checked, String>>, Vec<String>) {
    if args.paths.iter().any(|path| path.as_os_str() == "-") {
        let path = args.stdin_path.clone().unwrap_or_else(|| PathBuf::from("-"));
        let result = files::read_stdin().and_then(|text| check(path, text, args));
        return (vec![result], Vec::new());
    }
    let (notes, errors) = files::notes(&args.paths);
    let results =
        notes.into_par_iter().map(|path| files::read(&path).and_then(|text| check(path, text, args)));
    (results.collect(), errors)
}

fn check(path: PathBuf, text: String, args: &Args) -> Result<Checked, String> {
    let Resolved { index, options, .. } = args.reading.resolve(&path)?;
    let note = Note::new(text);
    let readings = whyfirst_review::read(&index, &note, &options, None);
    let findings = whyfirst_review::findings(&index, &note, &readings);
    Ok(Checked { path, note, design_note: readings.design_note(), findings })
}

fn count(checked: &[Checked], severity: Severity) -> usize {
    checked.iter().flat_map(|it| &it.findings).filter(|finding| finding.severity == severity).count()
}

fn print_json(checked: &[Checked]) {
    let notes: Vec<_> = checked
        .iter()
        .filter(|it| it.design_note)
        .map(|it| {
            let findings: Vec<_> =
                it.findings.iter().map(|finding| json::finding(&it.note, finding)).collect();
            json!({"path": shown(&it.path), "findings": findings})
        })
        .collect();
    let summary = json!({
        "files": checked.len(), "design_notes": notes.len(), "error": 0,
        "warning": count(checked, Severity::Warning), "info": count(checked, Severity::Information),
        "hint": count(checked, Severity::Hint),
    });
    anstream::println!("{}", json!({"notes": notes, "summary": summary}));
}

fn print_human(checked: &[Checked]) {
    let renderer = Renderer::styled();
    for it in checked {
        let path = shown(&it.path);
        for finding in &it.findings {
            anstream::println!("{}\n", renderer.render(&report(&path, it.note.text().as_str(), finding)));
        }
    }
    anstream::println!("{}", summary(checked));
}

/// A finding with the line it is about, and the first way out.
fn report<'a>(path: &'a str, text: &'a str, finding: &'a Finding) -> Vec<Group<'a>> {
    let level = match finding.severity {
        Severity::Warning => Level::WARNING,
        Severity::Information => Level::INFO,
        Severity::Hint => Level::HELP,
    };
    let mut snippet =
        Snippet::source(text).path(path).annotation(AnnotationKind::Primary.span(finding.range.clone()));
    for related in &finding.related {
        snippet =
            snippet.annotation(AnnotationKind::Context.span(related.range.clone()).label(&related.message));
    }
    let mut group = level.primary_title(&*finding.message).id(finding.rule).element(snippet);
    if let Some(fix) = finding.fixes.iter().find(|fix| fix.preferred) {
        group = group.element(Level::HELP.message(format!("in the editor: {}", fix.title)));
    }
    vec![group]
}

fn summary(checked: &[Checked]) -> String {
    let design_notes = checked.iter().filter(|it| it.design_note).count();
    let other = checked.len() - design_notes;
    let with = checked.iter().filter(|it| !it.findings.is_empty()).count();
    if checked.is_empty() {
        return "No notes found. Whyfirst reads files ending in .md or .markdown.".to_owned();
    }
    let notes = format!("{} read", plural(design_notes, "design note"));
    let aside = if other > 0 {
        paint(DIM, &format!(" ({} left alone)", plural(other, "other file")))
    } else {
        String::new()
    };
    let (warnings, infos, hints) = (
        count(checked, Severity::Warning),
        count(checked, Severity::Information),
        count(checked, Severity::Hint),
    );
    let found: Vec<_> = [(warnings, "warning"), (infos, "remark"), (hints, "hint")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| plural(count, word))
        .collect();
    let verdict = if found.is_empty() {
        paint(GOOD, "nothing to point out")
    } else {
        paint(BOLD, &format!("{} in {}", found.join(", "), plural(with, "note")))
    };
    format!("{notes}{aside}: {verdict}")
}

fn plural(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}
