//! How fast the parts of a reading are: `cargo bench -p whyfirst-review`. The text is that of the whole notes of the tests, or of those in the
//! folder that `WHYFIRST_BENCH_NOTES` names, put one after the other as one long answer.

#![allow(clippy::unwrap_used, clippy::string_slice)]

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use whyfirst_guide::words::Words;
use whyfirst_guide::{Index, builtin_index};
use whyfirst_note::Note;
use whyfirst_review::{Finding, Options, Readings, estimate, findings, findings_after, read};

fn main() {
    divan::main();
}

/// So many bytes of whole notes.
fn text(len: usize) -> String {
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/notes");
    let folder = std::env::var_os("WHYFIRST_BENCH_NOTES").unwrap_or_else(|| own.into());
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    let notes: String = paths.iter().map(|path| std::fs::read_to_string(path).unwrap() + "\n\n").collect();
    // Titles of further answers would part them.
    let notes = notes.replace("\n# ", "\n### ").replace("\n---\n", "\n");
    let mut text = "# Design an ad click predictor\n\n".to_owned() + &notes.repeat(len / notes.len() + 1);
    text.truncate(text.floor_char_boundary(len));
    text
}

const SIZES: [usize; 3] = [10_000, 100_000, 1_000_000];

/// The grammar's own work.
#[divan::bench(args = SIZES, max_time = 1)]
fn parse(bencher: Bencher<'_, '_>, len: usize) {
    let text = text(len);
    bencher.counter(BytesCount::new(len)).bench(|| Note::new(black_box(text.clone())));
}

/// Reading a parsed note afresh.
#[divan::bench(args = SIZES, max_time = 1)]
fn read_afresh(bencher: Bencher<'_, '_>, len: usize) {
    let (index, note) = (builtin_index(), Note::new(text(len)));
    bencher.counter(BytesCount::new(len)).bench(|| read(&index, black_box(&note), &Options::default(), None));
}

/// All rules over a note that was never looked at.
#[divan::bench(args = SIZES, max_time = 1)]
fn rules_afresh(bencher: Bencher<'_, '_>, len: usize) {
    let (index, note) = (builtin_index(), Note::new(text(len)));
    bencher
        .counter(BytesCount::new(len))
        .with_inputs(|| read(&index, &note, &Options::default(), None))
        .bench_refs(|readings| findings(&index, &note, readings));
}

/// A note in the middle of which a letter is typed or a sentence put in, before its change is read.
struct Edited {
    index: Index,
    note: Note,
    readings: Readings,
    found: Vec<Finding>,
}

impl Edited {
    fn new(len: usize) -> Edited {
        let (index, note) = (builtin_index(), Note::new(text(len)));
        let readings = read(&index, &note, &Options::default(), None);
        let found = findings(&index, &note, &readings);
        Edited { index, note, readings, found }
    }

    /// Where a word ends, near the middle.
    fn place(&self) -> usize {
        let text = self.note.text().as_str();
        let middle = text.floor_char_boundary(text.len() / 2);
        text[middle..].find("e ").map_or(middle, |at| middle + at + 1)
    }
}

fn after_edit(bencher: Bencher<'_, '_>, len: usize, new: &str, with_parse: bool) {
    let edited = Edited::new(len);
    let at = edited.place();
    let Edited { index, note, readings, found } = &edited;
    let change = |mut note: Note| {
        note.edit(at..at, new);
        note
    };
    let look = |note: &Note| {
        let now = read(index, note, &Options::default(), Some(readings));
        findings_after(index, note, &now, Some((readings, found)))
    };
    if with_parse {
        bencher.with_inputs(|| note.clone()).bench_values(|note| look(&change(note)));
    } else {
        bencher.with_inputs(|| change(note.clone())).bench_refs(|note| look(note));
    }
}

/// Reading and rules after a letter was typed, without the parse.
#[divan::bench(args = SIZES, max_time = 1)]
fn letter(bencher: Bencher<'_, '_>, len: usize) {
    after_edit(bencher, len, "s", false);
}

/// The same with the parse.
#[divan::bench(args = SIZES, max_time = 1)]
fn letter_with_parse(bencher: Bencher<'_, '_>, len: usize) {
    after_edit(bencher, len, "s", true);
}

/// Reading and rules after a sentence was put in that shows something new, without the parse.
#[divan::bench(args = SIZES, max_time = 1)]
fn sentence(bencher: Bencher<'_, '_>, len: usize) {
    after_edit(bencher, len, ". We split at random, and the baseline is popularity. ", false);
}

/// The same with the parse.
#[divan::bench(args = SIZES, max_time = 1)]
fn sentence_with_parse(bencher: Bencher<'_, '_>, len: usize) {
    after_edit(bencher, len, ". We split at random, and the baseline is popularity. ", true);
}

/// Reading alone after a letter was typed, or a sentence put in, in 100 KB: no parse, no rules.
#[divan::bench(args = ["s", ". We split at random, and the baseline is popularity. "], max_time = 1)]
fn reading_after(bencher: Bencher<'_, '_>, new: &str) {
    let edited = Edited::new(100_000);
    let at = edited.place();
    let mut note = edited.note.clone();
    note.edit(at..at, new);
    let (index, readings) = (&edited.index, &edited.readings);
    bencher.bench(|| read(index, black_box(&note), &Options::default(), Some(readings)));
}

/// The lines of a text, each with the byte at which it begins.
fn lines(text: &str) -> impl Iterator<Item = (u32, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len() as u32;
        (start, line.trim_end_matches(['\r', '\n']))
    })
}

/// Parting a text into words and finding all phrases of the guide in them.
#[divan::bench(max_time = 1)]
fn words_and_phrases(bencher: Bencher<'_, '_>) {
    let (index, text) = (builtin_index(), text(100_000));
    let mut words = Words::default();
    bencher.counter(BytesCount::new(text.len())).bench_local(|| {
        let mut count = 0;
        for (start, line) in lines(&text) {
            words.clear();
            words.push(line, start, index.units());
            words.end_sentence(false);
            index.scan_body(&text, 0, &words, |_, _| count += 1);
        }
        count
    });
}

/// Finding all phrases of the guide in words.
#[divan::bench(max_time = 1)]
fn phrases(bencher: Bencher<'_, '_>) {
    let (index, text) = (builtin_index(), text(100_000));
    let of_lines = lines(&text).map(|(start, line)| {
        let mut words = Words::default();
        words.push(line, start, index.units());
        words.end_sentence(false);
        words
    });
    let lines: Vec<Words> = of_lines.collect();
    bencher.counter(BytesCount::new(text.len())).bench(|| {
        let mut count = 0;
        for words in &lines {
            index.scan_body(&text, 0, words, |_, _| count += 1);
        }
        count
    });
}

/// Reading the calculations of a section of 2 KB, and nothing else of it.
#[divan::bench(max_time = 1)]
fn estimates(bencher: Bencher<'_, '_>) {
    let mut section = "## Estimates\n\n".to_owned();
    while section.len() < 2_000 {
        section.push_str("- Load: 100M DAU × 10 requests / 86400 = 11.6 K/s, with a peak of 3 times that\n");
        section.push_str("| Embeddings | 1B × 256 × 4 B = 1 TB | in the index |\n");
        section.push_str("The cache holds the 20% of items that are read most, for a minute.\n");
    }
    let (index, note) = (builtin_index(), Note::new(section.clone()));
    bencher.counter(BytesCount::new(section.len())).bench(|| estimate::of_note(&index, black_box(&note)));
}

/// The calculations of the table that the tests work through, each on a line of its own.
#[divan::bench(max_time = 1)]
fn calculations(bencher: Bencher<'_, '_>) {
    let rows = include_str!("../tests/calculations.txt").lines().filter_map(|row| row.split_once(" ;; "));
    let lines: Vec<&str> = rows.map(|(line, _)| line).filter(|line| !line.starts_with('|')).collect();
    let (index, note) = (builtin_index(), Note::new(lines.join("\n\n")));
    bencher.counter(ItemsCount::new(lines.len())).bench(|| estimate::of_note(&index, black_box(&note)));
}
