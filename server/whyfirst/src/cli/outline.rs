//! `whyfirst outline`: how a note is read.

use std::fmt::Write;
use std::path::PathBuf;

use whyfirst_guide::Index;
use whyfirst_note::Note;
use whyfirst_review::estimate::print;
use whyfirst_review::{AspectReading, Coverage, Place, Section, StepReading, What};

use super::style::{BOLD, DIM, ERROR, GOOD, WARNING, paint};
use super::{Format, Outcome, beside, complain_about_configuration, files, shown};
use crate::config::Resolved;
use crate::json;

#[derive(clap::Args)]
pub(super) struct Args {
    /// The note
    file: PathBuf,
    /// How to print it
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
    /// Say for each heading what decided
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    reading: super::Reading,
}

pub(super) fn run(args: &Args) -> Result<Outcome, String> {
    let Resolved { index, mut options, .. } = args.reading.resolve(&args.file)?;
    let note = Note::new(files::read(&args.file)?);
    let path = std::path::absolute(&args.file).unwrap_or_else(|_| args.file.clone());
    options.folder = beside(&index, &note, &path);
    let readings = whyfirst_review::read(&index, &note, &options, None);
    match args.format {
        Format::Json => {
            let value = json::readings(&index, &note, &readings, &shown(&args.file));
            anstream::println!("{value}");
        }
        Format::Human => {
            let path = shown(&args.file);
            for (at, reading) in readings.answers().enumerate() {
                let waived = whyfirst_review::waived_steps(&index, &note, reading);
                let view = View { index: &index, note: &note, reading, waived };
                if at > 0 {
                    anstream::println!();
                }
                let lines = format!("{path}:{}–{}", reading.lines.start + 1, reading.lines.end);
                anstream::print!(
                    "{}",
                    view.text(if readings.several() { &lines } else { &path }, args.explain)
                );
            }
        }
    }
    complain_about_configuration();
    Ok(Outcome::Clean)
}

struct View<'a> {
    index: &'a Index,
    note: &'a Note,
    reading: &'a whyfirst_review::Reading,
    /// The steps that the writer left out on purpose.
    waived: Vec<u8>,
}

impl View<'_> {
    fn text(&self, path: &str, explain: bool) -> String {
        let mut out = String::new();
        let recognition = &self.reading.recognition;
        if !recognition.design_note {
            let _ = writeln!(out, "{path}: not a design note: {}.", recognition.because.text());
            return out;
        }
        let _ = writeln!(
            out,
            "{}  {}",
            paint(BOLD, path),
            paint(DIM, &format!("a design note: {}", recognition.because.text()))
        );
        if let Some(problem) = self.reading.problem(self.index) {
            let _ =
                writeln!(out, "problem    {} {}", problem.title, paint(DIM, &format!("({})", problem.id)));
        }
        if let Some(framework) = self.reading.framework(self.index) {
            let _ = writeln!(
                out,
                "framework  {} {}",
                framework.title,
                paint(DIM, &format!("({})", framework.id))
            );
        }
        out.push('\n');
        for step in &self.reading.steps {
            self.step(&mut out, step);
        }
        self.estimates(&mut out);
        if explain {
            self.explain(&mut out);
        }
        out
    }

    fn step(&self, out: &mut String, step: &StepReading) {
        let Some(data) = self.reading.step(self.index, step) else { return };
        let aspects: Vec<AspectReading> = self
            .reading
            .stages
            .iter()
            .filter(|it| self.index.stage(it.stage).is_some_and(|stage| data.stages.contains(&stage.id)))
            .flat_map(|it| it.aspects.iter().copied())
            .collect();
        let settled = aspects.iter().filter(|it| it.coverage == Coverage::Covered).count();
        let (style, word) = match (step.coverage, step.place) {
            (Coverage::None, _) if self.waived.contains(&step.step) => (DIM, "left out"),
            (Coverage::Covered, _) => (GOOD, "covered"),
            (Coverage::Thin, _) => (WARNING, "thin"),
            (Coverage::None, Some(Place::Ahead)) => (DIM, "ahead"),
            (Coverage::None, Some(Place::Skipped)) => (ERROR, "skipped"),
            (Coverage::None, None) => (DIM, "none"),
        };
        let count = format!("{settled}/{}", aspects.len());
        let lines: Vec<_> = step
            .sections
            .iter()
            .filter_map(|&at| self.reading.sections.get(at as usize))
            .map(lines_of)
            .collect();
        let _ = writeln!(
            out,
            "{} {:<24} {count:>6}  {}",
            paint(style, &format!("{word:<8}")),
            data.title,
            paint(DIM, &lines.join(", "))
        );
        for it in &aspects {
            let Some(aspect) = self.index.aspect(it.aspect) else { continue };
            let (style, mark) = match it.coverage {
                Coverage::Covered => (GOOD, "+"),
                Coverage::Thin => (WARNING, "~"),
                Coverage::None if aspect.essential => (ERROR, "-"),
                Coverage::None => continue,
            };
            let line = it.line.map_or(String::new(), |line| format!("line {}", line + 1));
            let asked = if it.asked { " (only asked)" } else { "" };
            let _ = writeln!(out, "  {} {}{asked}  {}", paint(style, mark), aspect.title, paint(DIM, &line));
        }
    }

    /// The calculations and named quantities, a line each.
    fn estimates(&self, out: &mut String) {
        let (measures, guide) = (self.index.measures(), self.index.guide());
        for (at, it) in self.reading.estimates(self.note).enumerate() {
            if at == 0 {
                let _ = writeln!(out, "\n{}", paint(BOLD, "estimates"));
            }
            let text = self.note.text().slice(it.range.start as usize..it.range.end as usize);
            let value = match it.what {
                What::Named => String::new(),
                _ => format!(" = {}", print::print(&it.value, measures, guide, 4)),
            };
            let name = it.quantity.and_then(|at| guide.estimation.quantities.get(at as usize));
            let name = name.map_or(String::new(), |name| paint(DIM, &format!("  {}", name.title)));
            let _ = writeln!(out, "{:>5}  {text}{value}{name}", it.line + 1);
        }
    }

    /// What decided for each heading.
    fn explain(&self, out: &mut String) {
        let weights = &self.index.guide().language.weights;
        let _ = writeln!(
            out,
            "\n{} {}",
            paint(BOLD, "evidence"),
            paint(
                DIM,
                &format!(
                    "(covered from {:.1}, thin from {:.1})",
                    f32::from(weights.covered) / 100.0,
                    f32::from(weights.thin) / 100.0
                )
            )
        );
        for it in &self.reading.stages {
            let Some(stage) = self.index.stage(it.stage) else { continue };
            let _ = writeln!(out, "{:>6.2}  {} {}", it.weight, stage.id, paint(DIM, it.coverage.name()));
        }
        let _ = writeln!(out, "\n{}", paint(BOLD, "headings"));
        for section in self.reading.sections.iter() {
            let line = self.note.text().line(section.line as usize).trim();
            let _ = writeln!(out, "{:>5}  {line}", section.line + 1);
            for score in self.reading.sections.opens(section) {
                let Some(stage) = self.index.stage(score.stage) else { continue };
                let parts = [
                    ("wording", score.wording),
                    ("heading above", score.parent),
                    ("place", score.place),
                    ("content", score.content),
                ];
                let parts: Vec<_> = parts
                    .iter()
                    .filter(|(_, part)| *part > 0.0)
                    .map(|(name, part)| format!("{name} {part:.2}"))
                    .collect();
                let _ = writeln!(out, "         {} {:.2} = {}", stage.id, score.total(), parts.join(" + "));
            }
            if section.reference {
                let _ = writeln!(out, "         {}", paint(DIM, "references: no evidence"));
            }
        }
    }
}

fn lines_of(section: &Section) -> String {
    format!("lines {}–{}", section.line + 1, section.end)
}
