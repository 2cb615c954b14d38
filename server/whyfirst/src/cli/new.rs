//! `whyfirst new`: a note to start from.

use std::io::{ErrorKind, IsTerminal, Write};
use std::path::PathBuf;

use dialoguer::theme::ColorfulTheme;
use dialoguer::{FuzzySelect, Input};
use whyfirst_assist::start::{self, Wish};
use whyfirst_guide::Guide;

use super::{Outcome, files, markdown};

#[derive(clap::Args)]
pub(super) struct Args {
    /// The question, such as "Design YouTube recommendations", or the id of a known problem; without it, you are asked
    title: Option<String>,
    /// The framework to follow, if not that of your configuration (`whyfirst list frameworks` shows all)
    #[arg(long, value_name = "ID")]
    framework: Option<String>,
    /// How many minutes the answer may take; they are shared out to the steps
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    minutes: Option<u16>,
    /// Where to write the note, which must not exist yet; standard output without it
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long, requires = "output")]
    force: bool,
}

/// What is to be written, and where.
struct Wanted {
    /// A title, or the id of a problem.
    title: String,
    framework: Option<String>,
    output: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> Result<Outcome, String> {
    let resolved = match &args.output {
        Some(path) => crate::config::resolver().for_note(path),
        None => crate::config::here(),
    };
    let index = resolved.index;
    let guide = index.guide();
    let wanted = match &args.title {
        Some(title) => {
            Wanted { title: title.clone(), framework: args.framework.clone(), output: args.output.clone() }
        }
        None if std::io::stdin().is_terminal() && std::io::stderr().is_terminal() => {
            match ask(args, guide)? {
                Some(wanted) => wanted,
                None => return Ok(Outcome::Clean),
            }
        }
        None => {
            return Err("name the question, as in `whyfirst new \"Design YouTube recommendations\"`; \
                        `whyfirst list problems` shows those that are known"
                .to_owned());
        }
    };
    let problem = guide.problem(wanted.title.trim()).map(|problem| &*problem.id);
    let begun = start::start(
        &index,
        &Wish {
            problem,
            title: problem.is_none().then_some(&*wanted.title),
            framework: wanted.framework.as_deref().or(resolved.options.framework.as_deref()),
            minutes: args.minutes,
        },
    )?;
    let text = begun.text();
    let Some(path) = &wanted.output else {
        let _ = anstream::stdout().lock().write_all(text.as_bytes());
        return Ok(Outcome::Clean);
    };
    let replace = args.force.then_some(files::Permissions::New);
    files::put(path, &text, replace).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => {
            format!("{}: is there already; nothing was written (--force writes over it)", path.display())
        }
        _ => format!("{}: {error}", path.display()),
    })?;
    if args.title.is_none() {
        anstream::eprintln!("{} is there to be filled in.", path.display());
    }
    Ok(Outcome::Clean)
}

/// As much of a row as stands on one line of the terminal behind its mark: the menu cannot be drawn over longer ones.
fn on_one_line(row: &str) -> String {
    const MARK: usize = 2;
    let columns = markdown::width() - MARK;
    if row.chars().count() <= columns {
        return row.to_owned();
    }
    row.chars().take(columns - 1).chain(['…']).collect()
}

/// Asks for what the arguments leave open; nothing if the writer changed their mind.
fn ask(args: &Args, guide: &Guide) -> Result<Option<Wanted>, String> {
    let theme = ColorfulTheme::default();
    let failed = |error: dialoguer::Error| error.to_string();
    const OWN: &str = "another question …";
    // The question says more than the title: whoever types `youtube` finds it.
    let mut questions: Vec<String> =
        guide.problems.iter().map(|it| on_one_line(&format!("{}: {}", it.title, it.question))).collect();
    questions.push(OWN.to_owned());
    let question = FuzzySelect::with_theme(&theme)
        .with_prompt("Which problem? (type to search, Esc to leave)")
        .items(&questions)
        .default(0)
        .max_length(12)
        .interact_opt()
        .map_err(failed)?;
    let Some(question) = question else { return Ok(None) };
    let title = match guide.problems.get(question) {
        Some(problem) => problem.id.to_string(),
        None => Input::with_theme(&theme)
            .with_prompt("The question")
            .with_initial_text("Design ")
            .interact_text()
            .map_err(failed)?,
    };
    let framework = match &args.framework {
        Some(id) => Some(id.clone()),
        None => {
            let titles: Vec<String> =
                guide.frameworks.iter().map(|it| format!("{} ({})", it.title, it.id)).collect();
            let default = guide.frameworks.iter().position(|it| it.default).unwrap_or(0);
            let chosen = FuzzySelect::with_theme(&theme)
                .with_prompt("Which framework?")
                .items(&titles)
                .default(default)
                .max_length(12)
                .interact_opt()
                .map_err(failed)?;
            match chosen.and_then(|at| guide.frameworks.get(at)) {
                Some(framework) => Some(framework.id.to_string()),
                None => return Ok(None),
            }
        }
    };
    let output = match &args.output {
        Some(path) => path.clone(),
        None => {
            let name: String = Input::with_theme(&theme)
                .with_prompt("Into which file?")
                .default(format!("{}.md", file_name(&title)))
                .interact_text()
                .map_err(failed)?;
            PathBuf::from(name)
        }
    };
    Ok(Some(Wanted { title, framework, output: Some(output) }))
}

/// A title as the name of a file: `design-a-feed`.
fn file_name(title: &str) -> String {
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let name = words.map(str::to_lowercase).collect::<Vec<_>>().join("-");
    if name.is_empty() { "answer".to_owned() } else { name }
}
