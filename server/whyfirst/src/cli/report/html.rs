//! The report as one HTML page that needs nothing else: no network, and no script except for sorting.

use std::fmt::{self, Display, Write};

use super::charts;
use super::gather::NoteRow;
use super::habits::{AspectRow, FrameworkTable, ProblemRow, Report, WINDOW, cell_text};
use crate::history::Record;

/// A text inside HTML.
pub(super) fn esc(text: &str) -> impl Display + '_ {
    struct Escaped<'a>(&'a str);
    impl Display for Escaped<'_> {
        fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.chars().try_for_each(|c| match c {
                '&' => out.write_str("&amp;"),
                '<' => out.write_str("&lt;"),
                '>' => out.write_str("&gt;"),
                '"' => out.write_str("&quot;"),
                '\'' => out.write_str("&#39;"),
                c => out.write_char(c),
            })
        }
    }
    Escaped(text)
}

/// What is shown once its `<details>` is opened. With scripts, a browser takes it as one text until then, so that the lines of hundreds of
/// notes weigh nothing; without scripts it is simply there.
fn folded(out: &mut String, inside: &str) {
    let _ = write!(out, "<noscript>{inside}</noscript>");
}

/// So many practices are drawn; all are in the table.
const DRAWN: usize = 3;

pub(super) fn page(report: &Report) -> String {
    let mut out = String::new();
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>Your design answers</title>\n<style>\n{}</style>\n</head>\n<body>\n",
        include_str!("report.css")
    );
    head(&mut out, report);
    out.push_str("<main>\n");
    if report.notes.is_empty() {
        out.push_str("<p>No design notes were found, so there is nothing to report yet. <code>whyfirst new</code> starts one.</p>\n");
    } else {
        steps(&mut out, report);
        skipped(&mut out, report);
        over_time(&mut out, report);
        findings(&mut out, report);
        concepts(&mut out, report);
    }
    practices(&mut out, report);
    if !report.notes.is_empty() {
        notes(&mut out, report);
    }
    let _ = write!(
        out,
        "</main>\n<footer>Made by Whyfirst {}. This page loads nothing and sends nothing.</footer>\n<script>\n{}</script>\n</body>\n</html>\n",
        env!("CARGO_PKG_VERSION"),
        include_str!("report.js")
    );
    out
}

fn head(out: &mut String, report: &Report) {
    let count = report.notes.len();
    let _ = write!(
        out,
        "<header>\n<h1>Your design answers</h1>\n<p class=\"lead\">{}",
        plural(count, "design note")
    );
    if let (Some(first), Some(last)) = (report.timeline.first(), report.timeline.last()) {
        let (first, last) = (charts::day(first.time), charts::day(last.time));
        let _ = match first == last {
            true => write!(out, ", last changed on {last}"),
            false => write!(out, ", last changed between {first} and {last}"),
        };
    }
    if report.other_files > 0 {
        let _ = write!(out, "; {} left alone", plural(report.other_files, "other file"));
    }
    out.push_str(".</p>\n");
    if count > 0 {
        let weakest = report.frameworks.first().and_then(|table| {
            table.steps.iter().max_by_key(|step| (step.none * 2 + step.thin, std::cmp::Reverse(step.covered)))
        });
        let found: usize = report.rules.iter().map(|rule| rule.findings).sum();
        out.push_str("<dl class=\"figures\">\n");
        figure(out, &format!("{} %", report.covered), "of the essentials are covered");
        if let Some(step) = weakest.filter(|step| step.none + step.thin > 0) {
            let how: Vec<String> = [(step.none, "skipped"), (step.thin, "thin")]
                .iter()
                .filter(|(count, _)| *count > 0)
                .map(|(count, how)| format!("{how} in {}", plural(*count, "note")))
                .collect();
            figure(out, &step.title, &format!("is the weakest step: {}", how.join(", ")));
        }
        figure(out, &found.to_string(), "findings");
        if !report.practices.is_empty() {
            figure(out, &report.practices.len().to_string(), "practices");
        }
        out.push_str("</dl>\n");
    }
    out.push_str("</header>\n");
}

fn figure(out: &mut String, value: &str, what: &str) {
    let _ = writeln!(out, "<div><dt>{}</dt><dd>{}</dd></div>", esc(value), esc(what));
}

fn steps(out: &mut String, report: &Report) {
    out.push_str("<section aria-labelledby=\"steps\">\n<h2 id=\"steps\">Steps</h2>\n<p class=\"key\"><span class=\"covered\">covered</span> <span class=\"thin\">thin</span> <span class=\"none\">skipped</span> <span class=\"apart\">left out or still ahead</span></p>\n");
    for table in &report.frameworks {
        let title = format!(
            "{}: how often each step is covered in {}",
            table.title,
            plural(table.notes.len(), "note")
        );
        let _ = writeln!(
            out,
            "<h3>{}</h3>\n<figure>{}</figure>",
            esc(&table.title),
            charts::steps(&title, &table.steps)
        );
        heat_map(out, report, table);
    }
    out.push_str("</section>\n");
}

fn heat_map(out: &mut String, report: &Report, table: &FrameworkTable) {
    let _ = write!(
        out,
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Notes and steps of {0}\"><table class=\"sortable heat\">\n<caption>{0}: notes and steps. A cell shows how many of the step’s essentials are covered.</caption>\n<thead><tr>",
        esc(&table.title)
    );
    header(out, "Note", "text");
    header(out, "Changed", "text");
    for step in &table.steps {
        header(out, &step.title, "number");
    }
    header(out, "Essentials", "number");
    out.push_str("</tr></thead>\n<tbody>\n");
    for &at in &table.notes {
        let Some(note) = report.notes.get(at) else { continue };
        let day = charts::day(note.changed);
        let _ = write!(
            out,
            "<tr><th scope=\"row\" data-v=\"{0}\"><a href=\"#n{at}\" title=\"{1}\">{0}</a></th><td><time>{day}</time></td>",
            esc(&note.title),
            esc(&note.path)
        );
        for step in &table.steps {
            let Some(cell) = note.steps.iter().find(|it| it.id == step.id) else {
                out.push_str("<td></td>");
                continue;
            };
            let class = class(cell.standing);
            let rank = match class {
                "covered" => 300,
                "thin" => 200,
                "none" => 100,
                _ => 0,
            };
            let share = (cell.covered * 99).checked_div(cell.total).unwrap_or(0);
            let (text, word) = (cell_text(cell), word(cell.standing));
            // What the colour says, for those who do not see it.
            let name = if text == word { word.to_owned() } else { format!("{text} {word}") };
            let _ = write!(
                out,
                "<td class=\"{class}\" data-v=\"{}\"><a href=\"#n{at}-{}\" aria-label=\"{name}\" title=\"{}: {word}\">{text}</a></td>",
                rank + share,
                esc(&cell.id),
                esc(&cell.title),
            );
        }
        let share = super::habits::percent(note.covered, note.total);
        let _ = writeln!(out, "<td data-v=\"{share}\">{share} %</td></tr>");
    }
    out.push_str("</tbody></table></div>\n");
}

fn skipped(out: &mut String, report: &Report) {
    let rows: Vec<&AspectRow> = report.aspects.iter().filter(|row| row.share() < 100).collect();
    if rows.is_empty() {
        return;
    }
    out.push_str("<section aria-labelledby=\"skipped\">\n<h2 id=\"skipped\">What you keep skipping</h2>\n<p>Aspects by how rarely you settle them. “Others” is how often the aspect was found in 86 public answers.</p>\n");
    let (first, rest): (Vec<&AspectRow>, Vec<&AspectRow>) = rows.into_iter().partition(|row| row.essential);
    aspects(out, &first, "Essential aspects, the most skipped first");
    if !rest.is_empty() {
        let _ =
            writeln!(out, "<details><summary>{} that are a bonus</summary>", plural(rest.len(), "aspect"));
        aspects(out, &rest, "Bonus aspects, the most skipped first");
        out.push_str("</details>\n");
    }
    out.push_str("</section>\n");
}

fn aspects(out: &mut String, rows: &[&AspectRow], caption: &str) {
    let _ = write!(
        out,
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{caption}\"><table class=\"sortable\">\n<caption>{caption}</caption>\n<thead><tr>"
    );
    for (name, kind) in [
        ("Aspect", "text"),
        ("Stage", "text"),
        ("You", "number"),
        ("Others", "number"),
        ("Ask yourself", "text"),
    ] {
        header(out, name, kind);
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in rows {
        let share = row.share();
        let others = row.others.map_or(String::from("<td data-v=\"-1\">–</td>"), |others| {
            format!("<td data-v=\"{others}\">{}</td>", bar(others, "others"))
        });
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td data-v=\"{share}\">{} <span class=\"aside\">{} of {}</span></td>{others}<td class=\"ask\">{}</td></tr>",
            esc(&row.title),
            esc(&row.stage),
            bar(share, "yours"),
            row.covered,
            row.notes,
            esc(&row.ask)
        );
    }
    out.push_str("</tbody></table></div>\n");
}

fn bar(share: u8, class: &str) -> String {
    format!(
        "<span class=\"figure\">{share} %</span><svg class=\"bar\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"track\" width=\"100\" height=\"8\"/><rect class=\"{class}\" width=\"{share}\" height=\"8\"/></svg>"
    )
}

fn over_time(out: &mut String, report: &Report) {
    if report.timeline.len() < 2 {
        return;
    }
    let caption = match report.from_git {
        true => "Each dot is a note as it stood at the end of a day, as git has it: the share of its essentials that was covered. The line is the mean of all notes that there were.".to_owned(),
        false => format!("Each dot is a note as it is now, at the day it was last changed: the share of its essentials that is covered. The line is the mean of the last {WINDOW}. In a git repository, this would show how each note grew."),
    };
    let _ = write!(
        out,
        "<section aria-labelledby=\"time\">\n<h2 id=\"time\">Over time</h2>\n<figure>{}<figcaption>{caption}</figcaption></figure>\n<details><summary>The figures</summary>",
        charts::over_time(
            "Share of essentials covered in each note over time",
            &report.timeline,
            &report.notes
        )
    );
    let mut table = String::from(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Essentials covered, by day\"><table class=\"sortable\"><caption>Essentials covered, by day</caption><thead><tr>",
    );
    for (name, kind) in [("Day", "text"), ("Note", "text"), ("Essentials", "number"), ("Mean", "number")] {
        header(&mut table, name, kind);
    }
    table.push_str("</tr></thead><tbody>\n");
    for point in &report.timeline {
        let Some(note) = report.notes.get(point.note) else { continue };
        let _ = writeln!(
            table,
            "<tr><td><time>{}</time></td><th scope=\"row\"><a href=\"#n{}\">{}</a></th><td data-v=\"{3}\">{3} %</td><td data-v=\"{4:.0}\">{4:.0} %</td></tr>",
            charts::day(point.time),
            point.note,
            esc(&note.title),
            point.covered,
            point.mean
        );
    }
    table.push_str("</tbody></table></div>");
    folded(out, &table);
    out.push_str("</details>\n</section>\n");
}

fn findings(out: &mut String, report: &Report) {
    out.push_str("<section aria-labelledby=\"findings\">\n<h2 id=\"findings\">Findings</h2>\n");
    if report.rules.is_empty() {
        out.push_str("<p>Nothing to point out.</p>\n</section>\n");
        return;
    }
    out.push_str("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Findings by rule\"><table class=\"sortable\">\n<caption>Findings by rule</caption>\n<thead><tr>");
    for (name, kind) in
        [("Rule", "text"), ("Findings", "number"), ("Notes", "number"), ("What it reports", "text")]
    {
        header(out, name, kind);
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    let most = report.rules.iter().map(|rule| rule.findings).max().unwrap_or(1);
    for rule in &report.rules {
        let _ = write!(
            out,
            "<tr><th scope=\"row\"><code>{}</code> <span class=\"aside\">{}</span></th><td data-v=\"{3}\"><span class=\"figure\">{3}</span><svg class=\"bar\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"track\" width=\"100\" height=\"8\"/><rect class=\"found\" width=\"{4}\" height=\"8\"/></svg></td><td data-v=\"{5}\">{5}</td><td><details><summary>{2}</summary>",
            esc(&rule.id),
            rule.severity,
            esc(&rule.summary),
            rule.findings,
            super::habits::percent(rule.findings, most),
            rule.notes
        );
        folded(out, &places(report, &rule.id));
        out.push_str("</details></td></tr>\n");
    }
    out.push_str("</tbody></table></div>\n</section>\n");
}

/// Where a rule had something to say.
fn places(report: &Report, rule: &str) -> String {
    let mut out = String::from("<ul class=\"places\">");
    for (at, note) in report.notes.iter().enumerate() {
        for finding in note.findings.iter().filter(|it| it.rule == rule) {
            let _ = write!(
                out,
                "<li><a href=\"#n{at}\">{}</a> <span class=\"line\">{}</span> {}</li>",
                esc(&note.title),
                finding.line,
                esc(&finding.message)
            );
        }
    }
    out.push_str("</ul>");
    out
}

fn concepts(out: &mut String, report: &Report) {
    let rows: Vec<&ProblemRow> = report.problems.iter().filter(|row| !row.unused.is_empty()).collect();
    if rows.is_empty() {
        return;
    }
    out.push_str("<section aria-labelledby=\"concepts\">\n<h2 id=\"concepts\">Concepts you never use</h2>\n<p>For the problems that you practise: what their briefs draw on and none of your notes on them names. <code>whyfirst explain</code> has a card for each.</p>\n<dl class=\"concepts\">\n");
    for row in rows {
        let names: Vec<_> = row
            .unused
            .iter()
            .map(|(id, name)| format!("<li title=\"whyfirst explain {}\">{}</li>", esc(id), esc(name)))
            .collect();
        let _ = writeln!(
            out,
            "<div><dt>{} <span class=\"aside\">{} · best {} % · {} of {} concepts never named</span></dt><dd><ul class=\"tags\">{}</ul></dd></div>",
            esc(&row.title),
            plural(row.notes, "note"),
            row.best,
            row.unused.len(),
            row.concepts,
            names.join("")
        );
    }
    out.push_str("</dl>\n</section>\n");
}

fn practices(out: &mut String, report: &Report) {
    let records = &report.practices;
    // Of problems that notes are on, the title is known.
    let problem = |record: &Record| {
        let id = record.problem.as_deref()?;
        Some(report.problems.iter().find(|row| row.id == id).map_or(id, |row| &row.title).to_owned())
    };
    if records.is_empty() {
        return;
    }
    out.push_str("<section aria-labelledby=\"practice\">\n<h2 id=\"practice\">Practice</h2>\n");
    for record in records.iter().rev().take(DRAWN) {
        let title = format!("{}: {} of {} min", day_of(record), record.seconds / 60, record.minutes);
        let _ = writeln!(
            out,
            "<figure><figcaption><strong>{}</strong> {} — planned above, taken below</figcaption>{}</figure>",
            esc(&title),
            esc(&problem(record).unwrap_or_default()),
            charts::practice(&title, record)
        );
    }
    out.push_str("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"All practices\"><table class=\"sortable\">\n<caption>All practices</caption>\n<thead><tr>");
    for (name, kind) in [
        ("Day", "text"),
        ("Problem", "text"),
        ("Level", "text"),
        ("Planned", "number"),
        ("Taken", "number"),
        ("Essentials when time was up", "number"),
        ("At the end", "number"),
        ("Longest over", "text"),
    ] {
        header(out, name, kind);
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for record in records {
        let limit =
            record.covered_at_limit.map_or("–".to_owned(), |covered| format!("{covered}/{}", record.total));
        let over = record
            .steps
            .iter()
            .filter(|step| step.seconds >= step.planned + 60)
            .max_by_key(|step| step.seconds - step.planned);
        let over = over.map_or("–".to_owned(), |step| {
            format!("{}, {} min", step.title, (step.seconds - step.planned) / 60)
        });
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\"><time>{}</time></th><td>{}</td><td>{}</td><td data-v=\"{3}\">{3} min</td><td data-v=\"{4}\">{5} min</td><td data-v=\"{6}\">{limit}</td><td data-v=\"{7}\">{7}/{8}</td><td>{9}</td></tr>",
            day_of(record),
            esc(problem(record).as_deref().unwrap_or("–")),
            esc(&record.level),
            record.minutes,
            record.seconds,
            record.seconds / 60,
            record.covered_at_limit.map_or(-1, |it| it as i64),
            record.covered,
            record.total,
            esc(&over)
        );
    }
    out.push_str("</tbody></table></div>\n</section>\n");
}

fn day_of(record: &Record) -> String {
    record.started.chars().take_while(|c| *c != 'T').filter(|c| c.is_ascii_digit() || *c == '-').collect()
}

/// The lines behind the figures, note by note.
fn notes(out: &mut String, report: &Report) {
    out.push_str("<section aria-labelledby=\"notes\">\n<h2 id=\"notes\">Note by note</h2>\n");
    for (at, note) in report.notes.iter().enumerate() {
        let _ = writeln!(
            out,
            "<details class=\"note\" id=\"n{at}\"><summary><span class=\"name\">{}</span> <span class=\"aside\">{} · {} of {} essentials · {}</span></summary>",
            esc(&note.title),
            esc(&note.path),
            note.covered,
            note.total,
            plural(note.findings.len(), "finding")
        );
        let mut inside = String::new();
        if !note.findings.is_empty() {
            inside.push_str("<ul class=\"findings\">");
            for finding in &note.findings {
                let _ = write!(
                    inside,
                    "<li><span class=\"line\">{}</span> <code>{}</code> {}</li>",
                    finding.line,
                    esc(&finding.rule),
                    esc(&finding.message)
                );
            }
            inside.push_str("</ul>\n");
        }
        drill_down(&mut inside, at, note);
        folded(out, &inside);
        out.push_str("</details>\n");
    }
    out.push_str("</section>\n");
}

fn drill_down(out: &mut String, at: usize, note: &NoteRow) {
    for step in &note.steps {
        let line = step.line.map_or(String::new(), |line| format!(" · from line {line}"));
        let _ = writeln!(
            out,
            "<h3 class=\"step\" id=\"n{at}-{}\"><span class=\"chip {}\">{}</span> {} <span class=\"aside\">{}{line}</span></h3>",
            esc(&step.id),
            class(step.standing),
            word(step.standing),
            esc(&step.title),
            esc(&cell_text(step))
        );
        let inside: Vec<_> = note.aspects.iter().filter(|it| step.stages.contains(&it.stage)).collect();
        if inside.is_empty() {
            continue;
        }
        out.push_str("<ul class=\"aspects\">");
        let mut open = Vec::new();
        for aspect in inside {
            match aspect.line.filter(|_| aspect.coverage != "none") {
                Some(line) => {
                    let thin =
                        if aspect.coverage == "thin" { " <span class=\"aside\">(thin)</span>" } else { "" };
                    let _ = write!(
                        out,
                        "<li><b>{}</b>{thin} <span class=\"line\">{line}</span> <q>{}</q></li>",
                        esc(&aspect.title),
                        esc(&aspect.text)
                    );
                }
                None if aspect.essential => open.push(esc(&aspect.title).to_string()),
                None => {}
            }
        }
        if !open.is_empty() {
            let _ = write!(out, "<li class=\"open\">Open: {}</li>", open.join(", "));
        }
        out.push_str("</ul>\n");
    }
}

fn header(out: &mut String, name: &str, kind: &str) {
    let _ = write!(out, "<th scope=\"col\" data-kind=\"{kind}\">{}</th>", esc(name));
}

fn class(standing: &str) -> &'static str {
    match standing {
        "covered" => "covered",
        "thin" => "thin",
        "none" => "none",
        _ => "apart",
    }
}

fn word(standing: &'static str) -> &'static str {
    if standing == "none" { "skipped" } else { standing }
}

fn plural(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}
