//! `whyfirst list`: what the guide knows, all of it or what fits a step, a category, a group or a framework.

use std::collections::BTreeSet;

use clap::ValueEnum;
use serde_json::{Value, json};
use whyfirst_assist::explain::nearest_of;
use whyfirst_guide::model::Str;
use whyfirst_guide::{Guide, Index};

use super::style::{BOLD, DIM, paint};
use super::{Format, Outcome};

#[derive(clap::Args)]
pub(super) struct Args {
    /// What to list
    what: What,
    /// Only what matters in this step (concepts, aspects)
    #[arg(long, value_name = "ID")]
    step: Option<String>,
    /// Only concepts of this category
    #[arg(long, value_name = "NAME")]
    category: Option<String>,
    /// Only problems of this group
    #[arg(long, value_name = "NAME")]
    group: Option<String>,
    /// Only steps of this framework
    #[arg(long, value_name = "ID")]
    framework: Option<String>,
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
    /// What a good answer settles
    Aspects,
    /// The concepts that have a card
    Concepts,
    /// The known design questions
    Problems,
    /// The rules
    Rules,
}

pub(super) fn run(args: &Args) -> Result<Outcome, String> {
    let index = crate::config::here().index;
    let rows = rows(&index, args)?;
    match args.format {
        Format::Json => anstream::println!("{}", Value::from(rows)),
        Format::Human if rows.is_empty() => {
            anstream::eprintln!("{}", paint(DIM, "Nothing fits all of that."));
        }
        Format::Human => {
            let text =
                |row: &Value, key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
            let width = rows.iter().map(|row| text(row, "id").chars().count()).max().unwrap_or(0);
            for row in &rows {
                let extra = ["framework", "group", "category", "stage", "severity", "mode"]
                    .iter()
                    .map(|key| text(row, key));
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

/// The value of a filter as the guide writes it.
///
/// # Errors
/// If there is no such value: the nearest ones, or all if none is near.
fn known(what: &str, given: &str, values: BTreeSet<&str>) -> Result<String, String> {
    if let Some(value) = values.iter().find(|value| value.to_lowercase() == given.trim().to_lowercase()) {
        return Ok((*value).to_owned());
    }
    let near = nearest_of(given, values.iter().copied());
    let hint = if near.is_empty() {
        format!("there are {}", values.into_iter().collect::<Vec<_>>().join(", "))
    } else {
        format!("did you mean {}?", near.join(", "))
    };
    Err(format!("there is no {what} `{given}`; {hint}"))
}

/// Which filters fit which list.
fn fitting(what: What) -> &'static [&'static str] {
    match what {
        What::Concepts => &["step", "category"],
        What::Aspects => &["step"],
        What::Problems => &["group"],
        What::Steps => &["framework"],
        What::Frameworks | What::Rules => &[],
    }
}

fn rows(index: &Index, args: &Args) -> Result<Vec<Value>, String> {
    let guide = index.guide();
    let given = [
        ("step", &args.step),
        ("category", &args.category),
        ("group", &args.group),
        ("framework", &args.framework),
    ];
    let name = args.what.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned());
    let fits = fitting(args.what);
    if let Some((filter, _)) = given.iter().find(|(filter, value)| value.is_some() && !fits.contains(filter))
    {
        let others = match fits {
            [] => "it has no filter".to_owned(),
            fits => format!(
                "it has {}",
                fits.iter().map(|it| format!("`--{it}`")).collect::<Vec<_>>().join(" and ")
            ),
        };
        return Err(format!("`--{filter}` does not narrow down {name}; {others}"));
    }
    let stages = args.step.as_deref().map(|step| stages_of(guide, step)).transpose()?;
    let in_step =
        |of: &[Str]| stages.as_ref().is_none_or(|stages| of.iter().any(|stage| stages.contains(&**stage)));
    let one = |what: &str, given: &Option<String>, values: BTreeSet<&str>| {
        given.as_deref().map(|given| known(what, given, values)).transpose()
    };
    let category = one("category", &args.category, guide.concepts.iter().map(|it| &*it.category).collect())?;
    let group = one("group", &args.group, guide.problems.iter().map(|it| &*it.group).collect())?;
    let framework = one("framework", &args.framework, guide.frameworks.iter().map(|it| &*it.id).collect())?;
    Ok(match args.what {
        What::Frameworks => {
            guide.frameworks.iter().map(|it| json!({"id": it.id, "title": it.title, "summary": it.summary})).collect()
        }
        What::Steps => {
            let chosen = guide.frameworks.iter().filter(|it| framework.as_ref().is_none_or(|id| it.id == *id));
            let steps = chosen.flat_map(|framework| framework.steps.iter().map(move |step| (framework, step)));
            steps
                .map(|(framework, step)| {
                    json!({"id": step.id, "title": step.title, "framework": framework.id, "stages": step.stages, "minutes": step.minutes})
                })
                .collect()
        }
        What::Aspects => {
            let aspects = guide.rubrics.iter().flat_map(|rubric| rubric.aspects());
            let aspects = aspects.filter(|(stage, _)| in_step(std::slice::from_ref(&stage.id)));
            aspects
                .map(|(stage, it)| {
                    json!({"id": it.id, "title": it.title, "stage": stage.id, "essential": it.essential, "level": it.level.name(), "ask": it.ask})
                })
                .collect()
        }
        What::Concepts => guide
            .concepts
            .iter()
            .filter(|it| category.as_ref().is_none_or(|name| it.category == *name))
            .filter(|it| in_step(&it.stages))
            .map(|it| json!({"id": it.id, "title": it.name, "category": it.category, "stages": it.stages, "gist": it.gist}))
            .collect(),
        What::Problems => guide
            .problems
            .iter()
            .filter(|it| group.as_ref().is_none_or(|name| it.group == *name))
            .map(|it| json!({"id": it.id, "title": it.title, "group": it.group, "tags": it.tags}))
            .collect(),
        What::Rules => whyfirst_review::rules(index)
            .iter()
            .map(|it| {
                json!({"id": it.id, "title": it.summary, "severity": it.severity.name(), "level": it.level.name(), "mode": it.mode.name()})
            })
            .collect(),
    })
}

/// The stages that a step covers, under whichever framework has it; a stage's own id means itself.
fn stages_of(guide: &Guide, step: &str) -> Result<BTreeSet<String>, String> {
    let stages = || guide.rubrics.iter().flat_map(|rubric| rubric.stages.iter());
    let steps = || guide.frameworks.iter().flat_map(|framework| framework.steps.iter());
    let ids = stages().map(|stage| &*stage.id).chain(steps().map(|step| &*step.id)).collect();
    let id = known("step", step, ids)?;
    if stages().any(|stage| stage.id == id) {
        return Ok([id].into());
    }
    let covered: BTreeSet<String> = steps()
        .filter(|step| step.id == id)
        .flat_map(|step| step.stages.iter())
        .map(ToString::to_string)
        .collect();
    if covered.is_empty() {
        return Err(format!("the step `{id}` covers no stage, so nothing belongs to it alone"));
    }
    Ok(covered)
}
