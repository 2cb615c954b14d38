//! `whyfirst list`: what the guide knows.

use clap::ValueEnum;
use serde_json::{Value, json};

use super::style::{BOLD, DIM, paint};
use super::{Format, Outcome};

#[derive(clap::Args)]
pub(super) struct Args {
    /// What to list
    what: What,
    /// How to print it
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// The frameworks
    Frameworks,
    /// The steps of all frameworks
    Steps,
    /// The concepts that have a card
    Concepts,
    /// The known design questions
    Problems,
    /// The rules
    Rules,
}

pub(super) fn run(args: &Args) -> Result<Outcome, String> {
    let rows = rows(args.what);
    match args.format {
        Format::Json => anstream::println!("{}", Value::from(rows)),
        Format::Human => {
            let text =
                |row: &Value, key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
            let width = rows.iter().map(|row| text(row, "id").chars().count()).max().unwrap_or(0);
            for row in &rows {
                let extra = ["framework", "group", "category", "severity"].iter().map(|key| text(row, key));
                let extra: Vec<_> = extra.filter(|it| !it.is_empty()).collect();
                let id = format!("{:<width$}", text(row, "id"));
                anstream::println!(
                    "{}  {}  {}",
                    paint(BOLD, &id),
                    text(row, "title"),
                    paint(DIM, &extra.join(" "))
                );
            }
        }
    }
    Ok(Outcome::Clean)
}

fn rows(what: What) -> Vec<Value> {
    let index = crate::config::here().index;
    let guide = index.guide();
    match what {
        What::Frameworks => {
            guide.frameworks.iter().map(|it| json!({"id": it.id, "title": it.title, "summary": it.summary})).collect()
        }
        What::Steps => {
            let steps = guide.frameworks.iter().flat_map(|framework| framework.steps.iter().map(move |step| (framework, step)));
            steps
                .map(|(framework, step)| {
                    json!({"id": step.id, "title": step.title, "framework": framework.id, "stages": step.stages, "minutes": step.minutes})
                })
                .collect()
        }
        What::Concepts => guide
            .concepts
            .iter()
            .map(|it| json!({"id": it.id, "title": it.name, "category": it.category, "stages": it.stages, "gist": it.gist}))
            .collect(),
        What::Problems => {
            guide.problems.iter().map(|it| json!({"id": it.id, "title": it.title, "group": it.group, "tags": it.tags})).collect()
        }
        What::Rules => whyfirst_review::rules()
            .iter()
            .map(|it| json!({"id": it.id, "title": it.summary, "severity": it.severity.name()}))
            .collect(),
    }
}
