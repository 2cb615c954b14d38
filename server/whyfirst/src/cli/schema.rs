//! `whyfirst schema`: descriptions of files, for editors and other programs.

use clap::ValueEnum;
use serde_json::Value;

use super::Outcome;

#[derive(clap::Args)]
pub(super) struct Args {
    /// What to describe
    what: What,
    /// Of a pack, one kind of file: framework, rubric, stage, concept, problem, rule, language, estimation
    #[arg(value_name = "KIND")]
    kind: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// `whyfirst.toml`
    Config,
    /// The files of a pack
    Pack,
    /// The settings of editors: a table with their types, defaults and descriptions
    Settings,
}

pub(super) fn run(args: &Args) -> Result<Outcome, String> {
    let text = match args.what {
        What::Config => crate::config::SCHEMA,
        What::Pack => whyfirst_guide::pack_schema(),
        What::Settings => &format!("{:#}\n", crate::lsp::settings::table()),
    };
    match &args.kind {
        None => anstream::print!("{text}"),
        Some(kind) => {
            let schema: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
            let kinds = schema.get("definitions").and_then(Value::as_object);
            let kinds = kinds.ok_or("a configuration file is of one kind: leave it out")?;
            let one = kinds.get(kind).ok_or_else(|| {
                let known: Vec<_> = kinds.keys().map(String::as_str).collect();
                format!("there is no kind `{kind}`; there are {}", known.join(", "))
            })?;
            anstream::println!("{one:#}");
        }
    }
    Ok(Outcome::Clean)
}
