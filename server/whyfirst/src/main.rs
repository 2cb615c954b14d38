//! Whyfirst: a language server and checker for design answers.

mod cli;
mod config;
mod folder;
mod history;
mod json;
mod lsp;

use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

use whyfirst_guide::{Index, builtin_index};

/// The built-in guide, ready for reading.
fn index() -> Arc<Index> {
    static INDEX: OnceLock<Arc<Index>> = OnceLock::new();
    INDEX.get_or_init(|| Arc::new(builtin_index())).clone()
}

fn main() -> ExitCode {
    cli::run()
}
