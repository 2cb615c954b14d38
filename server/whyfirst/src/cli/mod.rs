//! The command line.

mod check;
#[cfg(test)]
mod docs;
mod explain;
mod files;
mod list;
mod man;
mod markdown;
mod new;
mod outline;
mod pack;
mod progress;
mod report;
mod schema;
mod style;
mod suggest;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, LazyLock};

use clap::{CommandFactory, Parser, Subcommand, ValueEnum};
use whyfirst_guide::Index;
use whyfirst_note::Note;
use whyfirst_review::Folder;

use crate::folder::Folders;

use crate::config::{self, Resolved};

/// What a command tells the shell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Nothing at or above the fail level.
    Clean,
    /// Findings at or above the fail level.
    Findings,
    /// A file, an argument or the configuration is at fault.
    Trouble,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> ExitCode {
        match outcome {
            Outcome::Clean => ExitCode::from(0),
            Outcome::Findings => ExitCode::from(1),
            Outcome::Trouble => ExitCode::from(2),
        }
    }
}

/// Asks of a design answer what a good interviewer would.
#[derive(Parser)]
#[command(
    name = "whyfirst",
    version,
    about,
    arg_required_else_help = true,
    disable_help_subcommand = true,
    after_help = "To begin with:\n  whyfirst new                 a note to fill in\n  whyfirst check notes         \
                  what is missing in those that you have\n  whyfirst explain ndcg        what a term decides\n\n\
                  `whyfirst COMMAND --help` says more about each."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check notes for skipped steps and the like
    Check(check::Args),
    /// Show how a note is read: its steps, what is covered, what is missing
    Outline(outline::Args),
    /// Start a new design answer
    New(new::Args),
    /// Show your habits over many notes, on one page
    Report(report::Args),
    /// Explain a concept, step, aspect, problem, framework or rule
    Explain(explain::Args),
    /// List what the guide knows
    List(list::Args),
    /// Check packs: guide files of your own
    Pack(pack::Args),
    /// Print the JSON schema of configuration files or of packs, or the table of editors' settings
    Schema(schema::Args),
    /// Run the language server on standard input and output
    Lsp {
        /// Accepted because editors add it; the server speaks over standard input and output in any case
        #[arg(long)]
        stdio: bool,
        /// Taken over by the client's own process id in `initialize`
        #[arg(long = "clientProcessId", value_name = "PID", hide = true)]
        client_process_id: Option<u32>,
    },
    /// Print the manual page
    Man(man::Args),
    /// Print shell completions
    #[command(
        after_help = "For instance, for bash:\n  whyfirst completions bash >~/.local/share/bash-completion/completions/whyfirst"
    )]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// How output is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Human,
    /// For programs
    Json,
}

/// Whether a note counts as finished.
#[derive(clap::Args)]
pub(crate) struct Reading {
    /// Take notes as drafts: steps still to come are not missing
    #[arg(long)]
    draft: bool,
    /// The framework of notes that do not name one (`whyfirst list frameworks` shows all)
    #[arg(long, value_name = "ID")]
    framework: Option<String>,
}

impl Reading {
    /// How a note is to be read: as its configuration says, and above that as these arguments do. Without either it is finished.
    ///
    /// # Errors
    /// If there is no such framework.
    fn resolve(&self, path: &Path) -> Result<Resolved, String> {
        let mut resolved = config::resolver().for_note(path);
        if let Some(id) = &self.framework {
            let known = &resolved.index.guide().frameworks;
            if !known.iter().any(|it| it.id == *id) {
                let known: Vec<_> = known.iter().map(|it| it.id.to_string()).collect();
                return Err(format!("there is no framework `{id}`; there are {}", known.join(", ")));
            }
            resolved.options.framework = Some(id.clone());
        }
        resolved.options.finished = !self.draft && resolved.finished().unwrap_or(true);
        Ok(resolved)
    }
}

/// What lies beside a note, for answers with one step in each file. Each folder is looked into once.
fn beside(index: &Index, note: &Note, path: &Path) -> Option<Arc<Folder>> {
    static FOLDERS: LazyLock<Folders> = LazyLock::new(Folders::default);
    FOLDERS.beside(index, note, path)
}

/// Tells what is wrong with the configurations that were used. Gives back whether anything is.
fn complain_about_configuration() -> bool {
    let here = std::env::current_dir().unwrap_or_default();
    let troubles = config::resolver().troubles();
    for trouble in &troubles {
        let file = trouble.file.strip_prefix(&here).unwrap_or(&trouble.file).to_owned();
        complain(&config::Trouble { file, ..trouble.clone() }.to_string());
    }
    !troubles.is_empty()
}

/// Runs the program.
pub(crate) fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no errors; clap knows which stream and code each takes.
            let code = error.exit_code();
            let _ = error.print();
            return ExitCode::from(code as u8);
        }
    };
    let outcome = match cli.command {
        Command::Lsp { .. } => return crate::lsp::run(),
        Command::Check(args) => check::run(&args),
        Command::Outline(args) => outline::run(&args),
        Command::New(args) => new::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::List(args) => list::run(&args),
        Command::Pack(args) => pack::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Man(args) => man::run(&args, Cli::command()),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "whyfirst", &mut std::io::stdout());
            Ok(Outcome::Clean)
        }
    };
    match outcome {
        Ok(outcome) => outcome.into(),
        Err(message) => {
            complain(&message);
            Outcome::Trouble.into()
        }
    }
}

/// Tells of trouble on standard error.
fn complain(message: &str) {
    use style::{ERROR, paint};
    anstream::eprintln!("{}: {message}", paint(ERROR, "whyfirst"));
}

/// The path of a note for messages, with `/`.
fn shown(path: &std::path::Path) -> String {
    let path = path.strip_prefix(PathBuf::from(".")).unwrap_or(path);
    path.display().to_string().replace('\\', "/")
}
