//! What the fuzz targets try, as functions from bytes to nothing that panic where something is wrong. The long runs call them through
//! `cargo fuzz`, the short one through `cargo test`: see `tests/fuzz/README.md`.

use std::io::BufReader;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use whyfirst_guide::load::Source;
use whyfirst_guide::{Index, builtin_index};
use whyfirst_note::{Note, PlainNote, by_grammar};
use whyfirst_review::estimate::{self, print, working};
use whyfirst_review::{Edit, Finding, Fix, Options, Readings, findings, glance, read};

use super::program::{file, framing, incoming};

/// A target: its name, which is that of its corpus, and what it does with some bytes.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: &[Target] = &[
    ("configuration", configuration),
    ("edits", edits),
    ("estimates", estimates),
    ("fixes", fixes),
    ("framing", framing),
    ("front-matter", front_matter),
    ("note", note),
    ("pack", pack),
    ("phrases", phrases),
];

/// The built-in guide, made ready once.
fn index() -> Arc<Index> {
    static INDEX: OnceLock<Arc<Index>> = OnceLock::new();
    INDEX.get_or_init(|| Arc::new(builtin_index())).clone()
}

fn text(data: &[u8]) -> String {
    String::from_utf8_lossy(data).into_owned()
}

fn assert_within(text: &str, range: &Range<usize>, what: &str) {
    assert!(text.get(range.clone()).is_some(), "{what} {range:?} is no part of {text:?}");
}

/// Bytes → note: the chunks are the text, each says what the grammars alone would, and all that is known of it lies in it, on the
/// boundaries of characters. What is read without the grammars is the same.
pub fn note(data: &[u8]) {
    let note = Note::new(text(data));
    if let Ok(plain) = PlainNote::read(text(data)) {
        assert_eq!(plain.finish(), note, "{:?}", note.text().as_str());
    }
    let whole = note.text().as_str();
    assert_eq!(note.chunks().iter().map(|chunk| chunk.len).sum::<usize>(), whole.len());
    for placed in note.placed() {
        let facts = &placed.chunk.facts;
        assert_eq!(**facts, by_grammar(placed.text()).0, "{:?}", placed.text());
        for line in &facts.lines {
            assert_within(placed.text(), &(line.start as usize..line.end as usize), "the line");
            assert_within(placed.text(), &line.text_range(), "the text of the line");
        }
        for span in &facts.spans {
            assert_within(placed.text(), &(span.start as usize..span.end as usize), "the span");
        }
        for heading in &facts.headings {
            assert_within(
                placed.text(),
                &(heading.title.start as usize..heading.title.end as usize),
                "the title",
            );
            assert!((heading.line as usize) < facts.lines.len());
        }
    }
}

/// Edit sequences → the note equals one read afresh, and so does its reading. Pieces are parted by a zero byte: the first is the text,
/// every other one an edit: a byte for the place, one for the length, the rest is put in.
pub fn edits(data: &[u8]) {
    let mut pieces = data.split(|&byte| byte == 0);
    let mut note = Note::new(text(pieces.next().unwrap_or_default()));
    let options = Options { path: "notes/answer.md".to_owned(), ..Options::default() };
    let mut reading = read(&index(), &note, &options, None);
    for piece in pieces.take(16) {
        let [place, length, new @ ..] = piece else { continue };
        let at = note.text().len() * usize::from(*place) / 255;
        note.edit(at..at + usize::from(*length), &text(new));
        let fresh = Note::new(note.text().as_str().to_owned());
        assert!(note == fresh, "the note after edits is not the one read afresh: {:?}", note.text().as_str());
        reading = read(&index(), &note, &options, Some(&reading));
        let afresh = read(&index(), &fresh, &options, None);
        let passed_over = !glance::at_note(&index(), &note, &options);
        assert!(
            passed_over || glance::at_text(&index(), note.text().as_str(), &options),
            "{:?}",
            note.text().as_str()
        );
        assert!(
            !passed_over || !afresh.design_note(),
            "a design note is passed over: {:?}",
            note.text().as_str()
        );
        assert!(!passed_over || findings(&index(), &fresh, &afresh).is_empty(), "{:?}", note.text().as_str());
        assert_eq!(reading.answers().count(), afresh.answers().count(), "{:?}", note.text().as_str());
        for (one, other) in reading.answers().zip(afresh.answers()) {
            assert_eq!(one.recognition, other.recognition, "{:?}", note.text().as_str());
            assert_eq!(one.sections[..], other.sections[..], "{:?}", note.text().as_str());
            assert_eq!(one.steps, other.steps, "{:?}", note.text().as_str());
        }
    }
}

/// Note → reading → fixes applied: ranges lie in the text and on one line, and what a fix has put right stays right.
pub fn fixes(data: &[u8]) {
    let mut content = text(data);
    // What says that it is a design note brings out the rules.
    if !content.starts_with("---") {
        content.insert_str(0, "---\nwhyfirst: { framework: ml-7-step, status: done }\n---\n");
    }
    let note = Note::new(content);
    let all = found(&note);
    for finding in &all {
        let whole = note.text().as_str();
        assert_within(whole, &finding.range, "the finding");
        assert!(!whole.get(finding.range.clone()).is_some_and(|it| it.contains('\n')), "{finding:?}");
        for related in &finding.related {
            assert_within(whole, &related.range, "the related place");
        }
        for fix in &finding.fixes {
            let fixed = Note::new(apply(whole, &fix.edits));
            let mut again = found(&fixed);
            let same = |it: &&Finding| told_alike(it, finding, fix);
            let (before, mut after) = (all.iter().filter(same).count(), again.iter().filter(same).count());
            // A section more below the second of several titles can make the note several answers, each with its own findings. What is
            // still told then is told of one of them after the other, and put right there in the same way.
            let mut put_right = fixed.clone();
            for _ in 0..if answers(&fixed) == answers(&note) { 0 } else { answers(&fixed) } {
                let left = again.iter().find(same).filter(|_| after >= before);
                let Some(next) = left.and_then(|it| it.fixes.iter().find(|other| other.title == fix.title))
                else {
                    break;
                };
                put_right = Note::new(apply(put_right.text().as_str(), &next.edits));
                again = found(&put_right);
                after = again.iter().filter(same).count();
            }
            assert!(
                after < before || fixed.text().as_str() == whole,
                "“{}” of {} changes nothing in {whole:?}",
                fix.title,
                finding.rule
            );
        }
    }
}

/// Whether the same is told, with the same fix.
fn told_alike(it: &Finding, finding: &Finding, fix: &Fix) -> bool {
    it.rule == finding.rule
        && it.message == finding.message
        && it.fixes.iter().any(|other| other.title == fix.title)
}

fn answers(note: &Note) -> usize {
    read_finished(note).answers().count()
}

fn read_finished(note: &Note) -> Readings {
    read(&index(), note, &Options { finished: true, ..Options::default() }, None)
}

fn found(note: &Note) -> Vec<Finding> {
    findings(&index(), note, &read_finished(note))
}

/// Applies edits whose ranges must lie in the text, on boundaries, and must not overlap.
fn apply(whole: &str, edits: &[Edit]) -> String {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let mut fixed = String::new();
    let mut at = 0;
    for edit in edits {
        assert_within(whole, &edit.range, "the edit");
        assert!(edit.range.start >= at, "edits overlap at {}", edit.range.start);
        fixed.push_str(whole.get(at..edit.range.start).unwrap_or_default());
        fixed.push_str(&edit.text);
        at = edit.range.end;
    }
    fixed.push_str(whole.get(at..).unwrap_or_default());
    fixed
}

/// Front matter: whatever stands there, its settings lie in the text, and the note is read.
pub fn front_matter(data: &[u8]) {
    let note = Note::new(format!("---\n{}\n---\n# Design an ad click predictor\n", text(data)));
    let reading = read(&index(), &note, &Options::default(), None);
    for finding in findings(&index(), &note, &reading) {
        assert_within(note.text().as_str(), &finding.range, "the finding");
    }
}

/// A configuration file: whatever stands there is read, and what is wrong with it is told at a place in it.
pub fn configuration(data: &[u8]) {
    let text = text(data);
    let (_, troubles) = file::read(Path::new("whyfirst.toml"), &text);
    for trouble in troubles {
        assert!(!trouble.message.is_empty());
        if let Some(place) = trouble.place {
            assert_within(&place.text, &place.columns, "what is wrong");
            assert!(text.contains(&place.text), "{place:?} is no line of {text:?}");
        }
    }
}

/// The numbers of a note: calculations lie in it, their values are numbers, and all of them can be shown.
pub fn estimates(data: &[u8]) {
    let (index, note) = (index(), Note::new(text(data)));
    let whole = note.text().as_str();
    for estimate in estimate::of_note(&index, &note) {
        let range = estimate.range.start as usize..estimate.range.end as usize;
        assert_within(whole, &range, "the calculation");
        let written = estimate.written.iter();
        for value in written.clone().flat_map(|it| [&it.value, &it.leading]).chain([&estimate.value]) {
            assert!(value.low.is_finite() && value.high.is_finite(), "{value:?}");
            assert!(!print::print(value, index.measures(), index.guide(), 3).is_empty());
        }
        for written in written {
            let range = written.range.start as usize..written.range.end as usize;
            assert_within(whole, &range, "the result");
        }
        assert!(estimate.open.is_none_or(|end| whole.is_char_boundary(end as usize)));
        let _ = working::working(&index, whole.get(range).unwrap_or_default(), &estimate.value);
    }
}

/// The stdio framing: it comes to the end of any stream, and gives back no more than there was. A message is what the library says it is,
/// also where all its texts are read as long ones.
pub fn framing(data: &[u8]) {
    read_message(data);
    let mut stream = BufReader::new(data);
    let mut bodies = 0;
    for _ in 0..=data.len() {
        match framing::read(&mut stream) {
            Ok(framing::Frame::Body(body)) => {
                read_message(&body);
                bodies += body.len();
            }
            Ok(framing::Frame::Bad(reason)) => assert!(!reason.is_empty()),
            Ok(framing::Frame::End) | Err(_) => {
                assert!(bodies <= data.len());
                return;
            }
        }
    }
    panic!("the stream does not end");
}

fn read_message(body: &[u8]) {
    let read = incoming::parse_beyond(0, body).map_err(|error| error.to_string());
    assert_eq!(read, serde_json::from_slice(body).map_err(|error| error.to_string()), "{:?}", text(body));
}

/// The files of a pack, parted by a zero byte, each with its path before its first line break: what is wrong is told, and nothing panics.
pub fn pack(data: &[u8]) {
    let files: Vec<String> = data.split(|&byte| byte == 0).take(8).map(text).collect();
    let sources: Vec<Source<'_>> = files
        .iter()
        .filter_map(|file| file.split_once('\n'))
        .map(|(path, content)| Source { path, content })
        .collect();
    let (guide, errors) = whyfirst_guide::load::load(&sources);
    for error in &errors {
        assert!(!error.to_string().is_empty());
    }
    if errors.is_empty() {
        let _ = Index::new(guide);
    }
}

/// A phrase, and after a line break a text: reading the one and looking for it in the other.
pub fn phrases(data: &[u8]) {
    let data = text(data);
    let (phrase, content) = data.split_once('\n').unwrap_or((&data, ""));
    let mut lexicon = whyfirst_guide::lexicon::Builder::new();
    if lexicon.add(phrase, 0).is_err() {
        return;
    }
    let lexicon = lexicon.finish();
    let words = whyfirst_guide::words::Words::of(content, index().units());
    lexicon.scan(content, 0, &words, |hit| {
        assert!(hit.first <= hit.last && (hit.last as usize) < words.words.len());
    });
}
