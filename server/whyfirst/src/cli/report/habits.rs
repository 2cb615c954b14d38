//! What many notes together say of their writer.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::Serialize;
use whyfirst_guide::model::Problem;
use whyfirst_guide::sort;
use whyfirst_guide::{Index, Str};
use whyfirst_note::Note;
use whyfirst_review::Options;

use super::gather::{NoteRow, StepCell};
use crate::history::Record;

/// A report.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    /// How many files are no design notes.
    pub(super) other_files: usize,
    /// The share of essentials that are covered, over all notes, in per cent.
    pub(super) covered: u8,
    pub(super) frameworks: Vec<FrameworkTable>,
    /// The aspects, those first that are covered in fewest of the notes to which they apply.
    pub(super) aspects: Vec<AspectRow>,
    pub(super) rules: Vec<RuleRow>,
    pub(super) problems: Vec<ProblemRow>,
    /// Whether git tells how notes stood earlier; else there is one time for each, that of its file.
    pub(super) from_git: bool,
    /// How the notes stood over time.
    pub(super) timeline: Vec<Point>,
    pub(super) practices: Vec<Record>,
    pub(super) notes: Vec<NoteRow>,
}

/// The notes that follow one framework.
#[derive(Debug, Serialize)]
pub(super) struct FrameworkTable {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) steps: Vec<StepRow>,
    /// Positions in the report's notes.
    pub(super) notes: Vec<usize>,
}

/// How a step fares in all notes.
#[derive(Debug, Serialize)]
pub(super) struct StepRow {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) covered: usize,
    pub(super) thin: usize,
    pub(super) none: usize,
    /// Left out on purpose, or still ahead.
    pub(super) apart: usize,
}

/// How an aspect fares.
#[derive(Debug, Serialize)]
pub(super) struct AspectRow {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) stage: String,
    pub(super) essential: bool,
    /// The notes that cover it.
    pub(super) covered: usize,
    /// The notes to which it applies.
    pub(super) notes: usize,
    /// In how many of a hundred notes of others it was found; nothing where nobody has counted.
    pub(super) others: Option<u8>,
    /// What to ask oneself.
    pub(super) ask: String,
}

impl AspectRow {
    /// In how many of a hundred notes it is covered.
    pub(super) fn share(&self) -> u8 {
        percent(self.covered, self.notes)
    }
}

/// How often a rule had something to say.
#[derive(Debug, Serialize)]
pub(super) struct RuleRow {
    pub(super) id: String,
    pub(super) severity: &'static str,
    pub(super) summary: String,
    pub(super) findings: usize,
    pub(super) notes: usize,
}

/// A problem that was practised.
#[derive(Debug, Serialize)]
pub(super) struct ProblemRow {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) notes: usize,
    /// The best share of essentials, in per cent.
    pub(super) best: u8,
    /// The concepts (id and name) of its brief that no note on it names.
    pub(super) unused: Vec<(String, String)>,
    /// How many concepts its brief names.
    pub(super) concepts: usize,
}

/// How a note stood at a time.
#[derive(Debug, Serialize)]
pub(super) struct Point {
    /// Seconds since 1970.
    pub(super) time: i64,
    pub(super) covered: u8,
    /// The mean at that time: of all notes as they stood, where git tells; else of the notes changed last.
    pub(super) mean: f64,
    /// The note's position in the report.
    pub(super) note: usize,
}

impl Report {
    pub(super) fn new(
        index: &Index,
        notes: Vec<NoteRow>,
        other_files: usize,
        practices: Vec<Record>,
    ) -> Report {
        let sum = |count: fn(&NoteRow) -> usize| notes.iter().map(count).sum();
        let from_git = notes.iter().any(|note| note.history.len() > 1);
        Report {
            other_files,
            covered: percent(sum(|it| it.covered), sum(|it| it.total)),
            frameworks: frameworks(index, &notes),
            aspects: aspects(index, &notes),
            rules: rules(index, &notes),
            problems: problems(index, &notes),
            from_git,
            timeline: timeline(&notes, from_git),
            practices,
            notes,
        }
    }
}

/// So many notes make the mean where nothing is known of how others stood at the time.
pub(super) const WINDOW: usize = 9;

fn timeline(notes: &[NoteRow], from_git: bool) -> Vec<Point> {
    let points = notes.iter().enumerate().flat_map(|(at, note)| {
        note.history.iter().map(move |stand| (stand.time, at, percent(stand.covered, stand.total)))
    });
    let mut points: Vec<_> = points.collect();
    sort::all(&mut points);
    let mut standing: BTreeMap<usize, u8> = BTreeMap::new();
    let mut lately: VecDeque<u8> = VecDeque::new();
    let mean = |of: &mut dyn ExactSizeIterator<Item = u8>| {
        let count = of.len().max(1) as f64;
        of.map(f64::from).sum::<f64>() / count
    };
    let point = |(time, note, covered): (i64, usize, u8)| {
        let mean = if from_git {
            standing.insert(note, covered);
            mean(&mut standing.values().copied())
        } else {
            lately.push_back(covered);
            if lately.len() > WINDOW {
                lately.pop_front();
            }
            mean(&mut lately.iter().copied())
        };
        Point { time, covered, mean, note }
    };
    points.into_iter().map(point).collect()
}

pub(super) fn percent(part: usize, whole: usize) -> u8 {
    ((part * 100 + whole / 2).checked_div(whole).unwrap_or(0)).min(100) as u8
}

fn frameworks(index: &Index, notes: &[NoteRow]) -> Vec<FrameworkTable> {
    let table = |framework: &whyfirst_guide::Framework| {
        let of_it: Vec<usize> = notes
            .iter()
            .enumerate()
            .filter(|(_, note)| framework.id == note.framework)
            .map(|(at, _)| at)
            .collect();
        let steps = framework.steps.iter().map(|step| {
            let cells =
                || of_it.iter().filter_map(|&at| notes.get(at)?.steps.iter().find(|it| step.id == it.id));
            let count = |standing: &str| cells().filter(|it| it.standing == standing).count();
            StepRow {
                id: step.id.to_string(),
                title: step.title.to_string(),
                covered: count("covered"),
                thin: count("thin"),
                none: count("none"),
                apart: count("ahead") + count("left out"),
            }
        });
        let (id, title) = (framework.id.to_string(), framework.title.to_string());
        FrameworkTable { id, title, steps: steps.collect(), notes: of_it }
    };
    let mut tables: Vec<_> =
        index.guide().frameworks.iter().map(table).filter(|table| !table.notes.is_empty()).collect();
    sort::by_key(&mut tables, |table| std::cmp::Reverse(table.notes.len()));
    tables
}

fn aspects(index: &Index, notes: &[NoteRow]) -> Vec<AspectRow> {
    let mut counts: BTreeMap<(&str, &str), (usize, usize)> = BTreeMap::new();
    for cell in notes.iter().flat_map(|note| &note.aspects) {
        let count = counts.entry((&cell.stage, &cell.id)).or_default();
        count.0 += usize::from(cell.coverage == "covered");
        count.1 += 1;
    }
    let all = index.guide().rubrics.iter().flat_map(whyfirst_guide::Rubric::aspects);
    let mut rows: Vec<_> = all
        .filter_map(|(stage, aspect)| {
            let &(covered, notes) = counts.get(&(&*stage.id, &*aspect.id))?;
            Some(AspectRow {
                id: aspect.id.to_string(),
                title: aspect.title.to_string(),
                stage: stage.title.to_string(),
                essential: aspect.essential,
                covered,
                notes,
                others: (aspect.found_in > 0).then_some(aspect.found_in),
                ask: aspect.ask.to_string(),
            })
        })
        .collect();
    // Of what is skipped alike, what others have is the worse gap.
    sort::by_key(&mut rows, |row| (!row.essential, row.share(), std::cmp::Reverse(row.others.unwrap_or(0))));
    rows
}

fn rules(index: &Index, notes: &[NoteRow]) -> Vec<RuleRow> {
    let mut rows: BTreeMap<&str, RuleRow> = BTreeMap::new();
    for note in notes {
        let mut here = BTreeSet::new();
        for finding in &note.findings {
            let row = rows.entry(&finding.rule).or_insert_with(|| RuleRow {
                id: finding.rule.clone(),
                severity: finding.severity,
                summary: whyfirst_review::rule(index, &finding.rule)
                    .map(|rule| rule.summary.to_string())
                    .unwrap_or_default(),
                findings: 0,
                notes: 0,
            });
            row.findings += 1;
            row.notes += usize::from(here.insert(&finding.rule));
        }
    }
    let mut rows: Vec<_> = rows.into_values().collect();
    sort::by_key(&mut rows, |row| std::cmp::Reverse(row.findings));
    rows
}

fn problems(index: &Index, notes: &[NoteRow]) -> Vec<ProblemRow> {
    let mut by_problem: BTreeMap<&str, Vec<&NoteRow>> = BTreeMap::new();
    for note in notes {
        if let Some(problem) = &note.problem {
            by_problem.entry(problem).or_default().push(note);
        }
    }
    let row = |(id, notes): (&str, Vec<&NoteRow>)| {
        let problem = index.guide().problem(id)?;
        let named = concepts_of(index, problem);
        let unused = named.iter().filter(|(id, _)| !notes.iter().any(|note| note.concepts.contains(*id)));
        Some(ProblemRow {
            id: id.to_owned(),
            title: problem.title.to_string(),
            notes: notes.len(),
            best: notes.iter().map(|note| percent(note.covered, note.total)).max().unwrap_or(0),
            unused: unused.map(|(id, name)| (id.clone(), name.to_string())).collect(),
            concepts: named.len(),
        })
    };
    by_problem.into_iter().filter_map(row).collect()
}

/// The concepts that the brief of a problem names: what an answer to it can draw on.
fn concepts_of(index: &Index, problem: &Problem) -> BTreeMap<String, Str> {
    let entries = problem.brief.iter().flat_map(|brief| brief.entries.iter());
    let text: String = entries.filter(|it| it.key != "ask").map(|it| format!("- {}\n", it.text)).collect();
    let note = Note::new(text);
    let readings = whyfirst_review::read(index, &note, &Options::default(), None);
    let mut concepts = BTreeMap::new();
    for concept in readings.first().mentions(&note).filter_map(|it| index.concept(it.concept)) {
        concepts.insert(concept.id.to_string(), concept.name.clone());
    }
    concepts
}

/// What a step of a note shows in a table: `4/7`, or a word where there is nothing to count.
pub(super) fn cell_text(cell: &StepCell) -> String {
    match cell.total {
        0 => cell.standing.to_owned(),
        total => format!("{}/{total}", cell.covered),
    }
}
