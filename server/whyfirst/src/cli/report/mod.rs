//! `whyfirst report`: habits over many notes, on one page.
//!
//! `gather` reads the notes, `past` finds their earlier versions, `habits` draws conclusions; `html`, `markdown` and JSON show them.

mod charts;
mod gather;
mod habits;
mod html;
mod markdown;
mod past;

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::{Outcome, complain, complain_about_configuration, files};
use habits::Report;

#[derive(clap::Args)]
#[command(
    after_help = "How notes grew is taken from the git repository in which they lie; without one, the date of each file counts.\n\n\
                  For instance:\n  whyfirst report ~/interviews -o report.html"
)]
pub(super) struct Args {
    /// Notes, folders with notes, or patterns such as 'notes/**/*.md'
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// Where to write the report; standard output without it
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// How to write it
    #[arg(long, value_enum, default_value = "html")]
    format: Format,
    /// The history of practices to show, instead of the one in your data folder
    #[arg(long, value_name = "FILE")]
    practice: Option<PathBuf>,
    #[command(flatten)]
    reading: super::Reading,
}

/// How a report is written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One page that needs nothing else
    Html,
    /// Markdown
    Markdown,
    /// For programs
    Json,
}

pub(super) fn run(args: &Args) -> Result<Outcome, String> {
    let first = args.paths.first().map_or(Path::new("."), PathBuf::as_path);
    let index = args.reading.resolve(first)?.index;
    let (paths, mut troubles) = files::notes(&args.paths);
    if let Some(output) = &args.output {
        refuse_a_note(output, &paths)?;
    }
    let (notes, other, unread) = gather::gather(&paths, &args.reading);
    troubles.extend(unread);
    let (practices, spoilt) = practices(args)?;
    if spoilt > 0 {
        complain(&format!("{spoilt} lines of the practice history could not be read and are left out"));
    }
    let report = Report::new(&index, notes, other, practices);
    let text = match args.format {
        Format::Html => html::page(&report),
        Format::Markdown => markdown::page(&report),
        Format::Json => serde_json::to_string_pretty(&report).map_err(|error| error.to_string())? + "\n",
    };
    match &args.output {
        Some(output) => files::put(output, &text, Some(files::Permissions::New))
            .map_err(|error| format!("{}: {error}", output.display()))?,
        None => drop(anstream::stdout().lock().write_all(text.as_bytes())),
    }
    for trouble in &troubles {
        complain(trouble);
    }
    let sound = !complain_about_configuration();
    Ok(if troubles.is_empty() && sound { Outcome::Clean } else { Outcome::Trouble })
}

fn practices(args: &Args) -> Result<(Vec<crate::history::Record>, usize), String> {
    match args.practice.clone().or_else(crate::history::file) {
        Some(file) => crate::history::read(&file).map_err(|error| format!("{}: {error}", file.display())),
        None => Ok((Vec::new(), 0)),
    }
}

/// A report written over a note would be a note lost.
fn refuse_a_note(output: &Path, notes: &[PathBuf]) -> Result<(), String> {
    let Ok(output_path) = output.canonicalize() else { return Ok(()) };
    let same = |note: &PathBuf| note.canonicalize().is_ok_and(|note| note == output_path);
    if notes.iter().any(same) {
        return Err(format!("{}: is one of the notes; nothing was written", output.display()));
    }
    Ok(())
}
