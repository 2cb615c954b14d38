//! The report as Markdown: the conclusions, without the lines behind them.

use std::fmt::Write;

use super::habits::{Report, cell_text, percent};

pub(super) fn page(report: &Report) -> String {
    let mut out = String::from("# Your design answers\n\n");
    let _ = writeln!(
        out,
        "{} design notes; {} % of the essentials are covered.",
        report.notes.len(),
        report.covered
    );
    for framework in &report.frameworks {
        let _ = writeln!(out, "\n## Steps: {}\n", plain(&framework.title));
        let titles: Vec<_> = framework.steps.iter().map(|step| plain(&step.title)).collect();
        let _ = writeln!(out, "| note | {} | essentials |", titles.join(" | "));
        let _ = writeln!(out, "| --- |{} ---: |", " :-: |".repeat(titles.len()));
        for note in framework.notes.iter().filter_map(|&at| report.notes.get(at)) {
            let cells = framework.steps.iter().map(|step| {
                note.steps.iter().find(|it| it.id == step.id).map_or(String::new(), |cell| {
                    match cell.standing {
                        "covered" => cell_text(cell),
                        "none" => "skipped".to_owned(),
                        other if cell.total > 0 => format!("{} {other}", cell_text(cell)),
                        other => other.to_owned(),
                    }
                })
            });
            let cells: Vec<_> = cells.collect();
            let _ = writeln!(
                out,
                "| {} | {} | {} % |",
                plain(&note.title),
                cells.join(" | "),
                percent(note.covered, note.total)
            );
        }
    }
    let skipped = || report.aspects.iter().filter(|row| row.essential && row.share() < 100);
    if skipped().next().is_some() {
        out.push_str("\n## What you keep skipping\n\n| aspect | you | others | ask yourself |\n| --- | ---: | ---: | --- |\n");
        for row in skipped() {
            let others = row.others.map_or("–".to_owned(), |others| format!("{others} %"));
            let _ = writeln!(
                out,
                "| {} | {} % ({} of {}) | {others} | {} |",
                plain(&row.title),
                row.share(),
                row.covered,
                row.notes,
                plain(&row.ask)
            );
        }
    }
    if !report.rules.is_empty() {
        out.push_str("\n## Findings\n\n| rule | findings | notes |\n| --- | ---: | ---: |\n");
        for rule in &report.rules {
            let _ = writeln!(out, "| `{}` | {} | {} |", rule.id, rule.findings, rule.notes);
        }
    }
    let problems = || report.problems.iter().filter(|row| !row.unused.is_empty());
    if problems().next().is_some() {
        out.push_str("\n## Concepts you never use\n\n");
        for row in problems() {
            let names: Vec<_> = row.unused.iter().map(|(_, name)| name.as_str()).collect();
            let _ = writeln!(out, "- **{}**: {}", plain(&row.title), names.join(", "));
        }
    }
    if !report.practices.is_empty() {
        out.push_str("\n## Practice\n\n| begun | problem | planned | taken | essentials |\n| --- | --- | ---: | ---: | ---: |\n");
        for record in &report.practices {
            let _ = writeln!(
                out,
                "| {} | {} | {} min | {} min | {}/{} |",
                plain(&record.started),
                plain(record.problem.as_deref().unwrap_or("–")),
                record.minutes,
                record.seconds / 60,
                record.covered,
                record.total
            );
        }
    }
    out
}

/// A text inside a table.
fn plain(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ")
}
