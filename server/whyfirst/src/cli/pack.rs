//! `whyfirst pack`: for those who write packs.

use std::path::PathBuf;

use clap::Subcommand;
use serde_json::json;

use super::style::{BOLD, GOOD, paint};
use super::{Format, Outcome, shown};
use crate::config::{Checked, Trouble, check_packs};

#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check packs: their files, and the examples in them
    #[command(
        after_help = "Ends with 0 if nothing is wrong, with 1 if something is, and with 2 if a folder cannot be read."
    )]
    Check(Check),
}

#[derive(clap::Args)]
struct Check {
    /// The folder of a pack; several are read one over the other
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// How to print what is wrong
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

pub(super) fn run(args: &Args) -> Result<Outcome, String> {
    let Command::Check(check) = &args.command;
    for folder in &check.folders {
        if !folder.is_dir() {
            return Err(format!("{}: there is no such folder", folder.display()));
        }
    }
    let checked = check_packs(&check.folders);
    match check.format {
        Format::Json => print_json(&checked),
        Format::Human => print_human(&checked),
    }
    Ok(if checked.troubles.is_empty() { Outcome::Clean } else { Outcome::Findings })
}

fn print_json(checked: &Checked) {
    let troubles: Vec<_> = checked
        .troubles
        .iter()
        .map(|trouble| {
            let line = trouble.place.as_ref().map(|place| place.line + 1);
            json!({"file": shown(&trouble.file), "line": line, "message": trouble.message})
        })
        .collect();
    let mut holds = serde_json::Map::new();
    for (what, count) in &checked.holds {
        holds.insert((*what).to_owned(), json!(count));
    }
    anstream::println!("{}", json!({"files": checked.files, "holds": holds, "troubles": troubles}));
}

fn print_human(checked: &Checked) {
    for trouble in &checked.troubles {
        let file = shown(&trouble.file).into();
        anstream::println!("{}", Trouble { file, ..trouble.clone() });
    }
    let holds: Vec<String> = checked
        .holds
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(what, count)| {
            format!("{count} {}", if *count == 1 { what.trim_end_matches('s') } else { what })
        })
        .collect();
    let holds = if holds.is_empty() { "no guide files".to_owned() } else { holds.join(", ") };
    let verdict = match checked.troubles.len() {
        0 => paint(GOOD, "nothing to point out"),
        1 => paint(BOLD, "1 thing is wrong"),
        count => paint(BOLD, &format!("{count} things are wrong")),
    };
    anstream::println!("{holds}: {verdict}");
}
