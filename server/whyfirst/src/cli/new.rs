//! `whyfirst new`: a note to start from.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;

use whyfirst_guide::snippet;
use whyfirst_guide::title::problem_in;
use whyfirst_review::skeleton::{self, Style};

use super::Outcome;

#[derive(clap::Args)]
pub(super) struct Args {
    /// The question, such as "Design YouTube recommendations", or the id of a known problem
    title: String,
    /// The framework to follow
    #[arg(long, value_name = "ID")]
    framework: Option<String>,
    /// Where to write the note, which must not exist yet; standard output without it
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> Result<Outcome, String> {
    let resolved = match &args.output {
        Some(path) => crate::config::resolver().for_note(path),
        None => crate::config::here(),
    };
    let index = resolved.index;
    let guide = index.guide();
    let framework = match args.framework.as_ref().or(resolved.options.framework.as_ref()) {
        Some(id) => guide.framework(id).ok_or_else(|| {
            let known: Vec<_> = guide.frameworks.iter().map(|it| it.id.to_string()).collect();
            format!("there is no framework `{id}`; there are {}", known.join(", "))
        })?,
        None => guide.default_framework().ok_or("the guide has no framework")?,
    };
    let by_id = guide.problem(&args.title);
    let problem = by_id.or_else(|| problem_in(&index, &args.title).and_then(|at| index.problem(at)));
    let title = by_id.map_or(args.title.trim(), |problem| &problem.question);
    let outline =
        skeleton::outline(&index, framework, problem, Some(&snippet::escape(title)), &Style::default());
    let mut text = String::new();
    if args.framework.is_some() && !framework.default {
        text = format!("---\nwhyfirst: {{ framework: {} }}\n---\n", framework.id);
    }
    text.push_str(&outline.plain());
    let Some(path) = &args.output else {
        anstream::print!("{text}");
        return Ok(Outcome::Clean);
    };
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => {
            format!("{}: is there already; nothing was written", path.display())
        }
        _ => format!("{}: {error}", path.display()),
    })?;
    Ok(Outcome::Clean)
}
