//! `whyfirst explain`: an entry of the guide, or a rule, in the terminal.

use whyfirst_assist::explain;

use super::{Outcome, markdown};

#[derive(clap::Args)]
pub(super) struct Args {
    /// A term, or the id of a concept, step, aspect, problem, framework or rule
    #[arg(required = true)]
    term: Vec<String>,
}

pub(super) fn run(args: &Args) -> Result<Outcome, String> {
    let index = crate::config::here().index;
    let term = args.term.join(" ");
    match explain::find(&index, &term) {
        Ok(entry) => {
            let text = explain::markdown(&index, &entry);
            anstream::print!("{}", markdown::render(&text, markdown::width()));
            Ok(Outcome::Clean)
        }
        Err(near) if near.is_empty() => {
            Err(format!("nothing is known of “{term}”. `whyfirst list concepts` shows what is."))
        }
        Err(near) => Err(format!("nothing is known of “{term}”. Did you mean {}?", near.join(", "))),
    }
}
