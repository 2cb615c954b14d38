//! Whyfirst: a language server and checker for design answers.

mod cli;
mod config;
mod json;
mod lsp;

use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

use whyfirst_guide::{Index, builtin};

/// The built-in guide, made ready on first use.
fn index() -> Arc<Index> {
    static INDEX: OnceLock<Arc<Index>> = OnceLock::new();
    INDEX.get_or_init(|| Arc::new(Index::new(builtin().clone()))).clone()
}

fn main() -> ExitCode {
    cli::run()
}
