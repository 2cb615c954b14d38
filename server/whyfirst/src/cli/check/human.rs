//! Findings for people: each with its line, and a sentence at the end.

use std::io::{self, Write};
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use anstream::ColorChoice;
use whyfirst_note::Text;
use whyfirst_review::{Finding, Severity, repair};

use super::{Checked, Mode, Printer, Tally};
use crate::cli::shown;
use crate::cli::style::{BOLD, DIM, GOOD, paint};

pub(super) struct Human {
    mode: Mode,
    renderer: Renderer,
}

impl Human {
    pub(super) fn new(mode: Mode, colours: ColorChoice) -> Human {
        // Where nobody sees styles, leaving them away costs less than taking them out again.
        let renderer = if colours == ColorChoice::Never { Renderer::plain() } else { Renderer::styled() };
        Human { mode, renderer }
    }
}

impl Printer for Human {
    fn begin(&self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn entries(&self, checked: &Checked) -> Vec<String> {
        let path = shown(&checked.path);
        let mut entries = Vec::new();
        if self.mode == Mode::Fix {
            entries.extend(checked.fixed.iter().flat_map(|it| &it.applied).map(|applied| {
                let place = format!("{path}:{}", applied.line + 1);
                let rule = paint(DIM, &format!("({})", applied.rule));
                format!("{} {place}: {} {rule}\n", paint(GOOD, "fixed"), applied.title)
            }));
        }
        // A difference says it all.
        if self.mode != Mode::Diff {
            entries.extend(checked.findings.iter().map(|finding| {
                let report = report(&path, checked.note.text(), finding);
                self.renderer.render(&report) + "\n\n"
            }));
        }
        entries
    }

    fn end(&self, out: &mut dyn Write, tally: &Tally, troubles: &[String]) -> io::Result<()> {
        if tally.files == 0 && !troubles.is_empty() {
            return writeln!(out, "No note could be read.");
        }
        writeln!(out, "{}", summary(tally, self.mode))
    }
}

/// A finding with the line it is about, and the first way out.
fn report<'a>(path: &'a str, text: &'a Text, finding: &'a Finding) -> Vec<Group<'a>> {
    let level = match finding.severity {
        Severity::Warning => Level::WARNING,
        Severity::Information => Level::INFO,
        Severity::Hint => Level::HELP,
    };
    // The lines that are shown, and those between them: a renderer looks through all that it is given.
    let ranges = || std::iter::once(&finding.range).chain(finding.related.iter().map(|it| &it.range));
    let first = ranges().map(|range| text.line_of(range.start)).min().unwrap_or_default();
    let last = ranges().map(|range| text.line_of(range.end)).max().unwrap_or_default();
    let from = text.line_range(first).start;
    let inside = |range: &Range<usize>| range.start - from..range.end - from;
    let mut snippet = Snippet::source(text.slice(from..text.line_range(last).end))
        .line_start(first + 1)
        .path(path)
        .annotation(AnnotationKind::Primary.span(inside(&finding.range)));
    for related in &finding.related {
        let annotation = AnnotationKind::Context.span(inside(&related.range));
        snippet = snippet.annotation(annotation.label(&related.message));
    }
    let mut group = level.primary_title(&*finding.message).id(&*finding.rule).element(snippet);
    if let Some(fix) = finding.fixes.iter().find(|fix| fix.preferred) {
        let way = if repair::safe_fix(finding).is_some() { "with --fix" } else { "in the editor" };
        group = group.element(Level::HELP.message(format!("{way}: {}", fix.title)));
    }
    vec![group]
}

fn summary(tally: &Tally, mode: Mode) -> String {
    if tally.files == 0 {
        return "No notes found. Whyfirst reads files ending in .md or .markdown.".to_owned();
    }
    let other = tally.files - tally.design_notes;
    let notes = format!("{} read", plural(tally.design_notes, "design note"));
    let aside = if other > 0 {
        paint(DIM, &format!(" ({} left alone)", plural(other, "other file")))
    } else {
        String::new()
    };
    let fixes = match (mode, tally.fixed) {
        (Mode::Report, _) | (_, 0) => String::new(),
        (Mode::Fix, fixed) => format!("{} made; ", plural_as(fixed, "fix", "fixes")),
        (Mode::Diff, fixed) => format!("{} to be made with --fix; ", plural_as(fixed, "fix", "fixes")),
    };
    let found: Vec<_> = [(tally.warnings, "warning"), (tally.infos, "remark"), (tally.hints, "hint")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| plural(count, word))
        .collect();
    let verdict = if found.is_empty() {
        paint(GOOD, "nothing to point out")
    } else {
        paint(BOLD, &format!("{} in {}", found.join(", "), plural(tally.with_findings, "note")))
    };
    format!("{notes}{aside}: {fixes}{verdict}")
}

fn plural(count: usize, word: &str) -> String {
    plural_as(count, word, &format!("{word}s"))
}

fn plural_as(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
