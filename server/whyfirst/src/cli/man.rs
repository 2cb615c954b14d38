//! `whyfirst man`: the manual pages, made from the definitions of the commands.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use super::Outcome;

#[derive(clap::Args)]
pub(super) struct Args {
    /// Write one page for each command into this folder (`…/share/man/man1`)
    #[arg(short, long, value_name = "FOLDER")]
    output: Option<PathBuf>,
}

pub(super) fn run(args: &Args, program: clap::Command) -> Result<Outcome, String> {
    let Some(folder) = &args.output else {
        let mut page = Vec::new();
        clap_mangen::Man::new(program).render(&mut page).map_err(|error| error.to_string())?;
        // Whoever reads the page may have seen enough.
        let _ = std::io::stdout().lock().write_all(&page);
        return Ok(Outcome::Clean);
    };
    fs::create_dir_all(folder)
        .and_then(|()| clap_mangen::generate_to(program, folder))
        .map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(Outcome::Clean)
}
