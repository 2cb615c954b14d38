//! Whether a note is a design note at all, and which question it answers.
//!
//! Silence is the default: a note is one when it says so, or when its title asks a design question, or when it clearly follows
//! a framework. Readmes, tutorials, templates and lists of questions are none.

use std::hash::BuildHasher;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxBuildHasher;
use whyfirst_guide::Index;
use whyfirst_guide::title::{self, Said, problem_in};

use whyfirst_note::{Heading, Key, LineKind, Note, Placed};

use crate::answers;
use crate::coverage::{Coverage, StageReading};
use crate::evidence::ChunkEvidence;
use crate::headings::{correct, strip_number};
use crate::sections::{self, Section, Sections};

/// Whether a note is a design note, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognition {
    /// Whether it is one.
    pub design_note: bool,
    /// Why, or why not.
    pub because: Because,
}

/// Why a note is, or is not, a design note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// Its front matter says so.
    FrontMatter,
    /// The configuration says so.
    Configured,
    /// Its title asks a design question.
    TitleAsks,
    /// Its first paragraph puts a design task.
    OpeningAsks,
    /// Its title, or its file's name, is a known question, and its text answers it.
    KnownProblem,
    /// Its headings follow a framework and its text settles the steps.
    FollowsFramework,
    /// It holds one step, and the notes beside it hold others.
    PageOfFolder,
    /// Its front matter says that it is none.
    FrontMatterDenies,
    /// Its title or file name is that of another kind of file.
    OtherKind,
    /// Nothing has been filled in.
    Unfilled,
    /// It asks more than it answers.
    OnlyQuestions,
    /// Neither title nor headings are those of a design answer.
    NothingSaysSo,
}

impl Because {
    /// The reason in words, for the writer.
    pub fn text(self) -> &'static str {
        match self {
            Because::FrontMatter => "the front matter says so",
            Because::Configured => "the configuration says so",
            Because::TitleAsks => "the title asks a design question",
            Because::OpeningAsks => "its first paragraph puts a design task",
            Because::KnownProblem => "it answers a known design question",
            Because::FollowsFramework => "its headings follow the steps of a framework",
            Because::PageOfFolder => "it holds one step of an answer, as the notes beside it hold others",
            Because::FrontMatterDenies => "the front matter says that it is none",
            Because::OtherKind => "its title or file name is that of another kind of file",
            Because::Unfilled => "nothing in it has been filled in yet",
            Because::OnlyQuestions => "it asks questions and answers none",
            Because::NothingSaysSo => "neither its title nor its headings are those of a design answer",
        }
    }
}

/// What a note calls itself.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Names {
    /// The line of the heading that is the title, 0-based.
    pub title_line: Option<u32>,
    /// The title, or what stands for it: the first line.
    pub title: String,
    /// The file's name without its ending, its separators as spaces.
    pub file: String,
    /// The folder's name.
    pub folder: String,
    /// The first paragraph.
    pub opening: String,
    /// Whether the note answers several questions, so that its own name tells none of them.
    pub one_of_several: bool,
}

/// Finds what a note calls itself, or one of its answers, which begins with its title at the first of its lines. `path` is the note's
/// path or address, with `/`.
pub(crate) fn names(note: &Note, path: &str, part: Option<Range<u32>>) -> Names {
    let (file, folder) = file_and_folder(path);
    let mut names = Names { file, folder, ..Names::default() };

    let within = part.clone().unwrap_or(0..u32::MAX);
    let mut real = note.placed_in(&within).flat_map(|(_, placed)| {
        placed
            .headings()
            .iter()
            .filter(|heading| heading.kind.is_real())
            .map(move |heading| (placed, heading))
    });
    let title_of = |placed: Placed<'_>, heading: &Heading| placed.title(heading).to_owned();
    if let Some(part) = part {
        let title = real.find(|(placed, heading)| placed.line as u32 + heading.line == part.start);
        names.title = title.map(|(placed, heading)| title_of(placed, heading)).unwrap_or_default();
        names.title_line = Some(part.start);
        names.opening = opening(note, &part);
        names.one_of_several = true;
        return names;
    }
    if let Some((placed, first)) = real.next() {
        // A `#` that has just been typed is no second title.
        let alone = real.all(|(_, other)| other.rank > first.rank || other.title.is_empty());
        if alone || first.rank == 1 {
            names.title_line = alone.then_some(placed.line as u32 + first.line);
            names.title = title_of(placed, first);
        }
    }
    if names.title.is_empty() {
        names.title = first_line(note).unwrap_or_default();
    }
    names.opening = opening(note, &(0..u32::MAX));
    names
}

/// The names of a note's file, without its ending, and of its folder, their separators as spaces.
pub(crate) fn file_and_folder(path: &str) -> (String, String) {
    let mut parts = path.rsplit(['/', '\\']);
    let spaced = |name: &str| name.replace(['-', '_', '.', '+'], " ").replace("%20", " ");
    let file = parts.next().unwrap_or_default();
    let file = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    (spaced(file), spaced(parts.next().unwrap_or_default()))
}

/// In so many chunks of an answer the first paragraph is looked for.
pub(crate) const OPENING_CHUNKS: usize = 2;

/// The first paragraph of text in some lines, at most so many bytes of it.
fn opening(note: &Note, lines: &Range<u32>) -> String {
    const MOST: usize = 600;
    let mut text = String::new();
    let inside = note
        .placed_in(lines)
        .take(OPENING_CHUNKS)
        .flat_map(|(_, placed)| {
            (placed.line as u32..).zip(&placed.chunk.facts.lines).map(move |(at, line)| (placed, at, line))
        })
        .filter(|(_, at, _)| lines.contains(at));
    for (placed, _, line) in inside {
        match line.kind {
            LineKind::Prose if text.len() < MOST => {
                text.push_str(placed.chunk.facts.line_text(placed.text(), line));
                text.push('\n');
            }
            _ if text.is_empty() => {}
            _ => break,
        }
    }
    text
}

/// The first line of text, its marks aside.
fn first_line(note: &Note) -> Option<String> {
    let placed = note.placed().next()?;
    let line = placed
        .chunk
        .facts
        .lines
        .iter()
        .find(|line| matches!(line.kind, LineKind::Prose | LineKind::Heading))?;
    let text = placed.chunk.facts.line_text(placed.text(), line);
    Some(text.trim_matches(['*', '_', ' ']).chars().take(200).collect())
}

/// What a note calls itself, and what that says. Kept from reading to reading for as long as the names are the same.
#[derive(Debug)]
pub(crate) struct Named {
    names: Names,
    /// The known problem that they name, by position in the guide.
    problem: Option<u16>,
    /// Whether the title or the file's name is what names it.
    by_title: bool,
    title: Said,
    file: Said,
    opening: Said,
    /// What stands for the text of the first paragraph, which is not kept. Of the few texts that are compared, hardly two that differ have the
    /// same 64 bits.
    opening_key: u64,
}

impl Named {
    /// Whether other names say the same: the same ones but for the first paragraph, which names and asks what this one does.
    pub(crate) fn says_what(&self, other: &Named) -> bool {
        let Names { title_line, title, file, folder, opening: _, one_of_several } = &self.names;
        let names = &other.names;
        let says = |it: &Named| (it.problem, it.by_title, it.title, it.file, it.opening);
        says(self) == says(other)
            && (title_line, title, file) == (&names.title_line, &names.title, &names.file)
            && (folder, one_of_several) == (&names.folder, &names.one_of_several)
    }

    /// The line of the title, 0-based.
    pub(crate) fn title_line(&self) -> Option<u32> {
        self.names.title_line
    }

    /// Reads the names of a note, unless they are known.
    pub(crate) fn read<'a>(
        index: &Index,
        mut names: Names,
        mut known: impl Iterator<Item = &'a Arc<Named>>,
    ) -> Arc<Named> {
        let opening = std::mem::take(&mut names.opening);
        let opening_key = FxBuildHasher.hash_one(&opening);
        if let Some(known) = known.find(|known| known.opening_key == opening_key && known.names == names) {
            return Arc::clone(known);
        }
        let Names { one_of_several, .. } = names;
        let [title, file, folder, opening] =
            [&names.title, &names.file, &names.folder, &opening].map(|text| said(index, text));
        let by_title = title.problem.is_some() || file.problem.is_some() && !one_of_several;
        let (own, all) = ([title, opening], [title, file, folder, opening]);
        let problem = problem_named(index, if one_of_several { &own } else { &all });
        Arc::new(Named { names, problem, by_title, title, file, opening, opening_key })
    }
}

/// What a title or a file's name says, its number aside and typing mistakes in the names of problems forgiven.
pub(crate) fn said(index: &Index, text: &str) -> Said {
    let text = strip_number(text);
    let said = title::said(index, text);
    match correct(text, index.title_lexicon()) {
        Some(corrected) => Said { problem: problem_in(index, &corrected), ..said },
        None => said,
    }
}

/// The known problem that a note answers, by position in the guide: as its front matter says, or its title, file, folder or first line.
pub(crate) fn problem(index: &Index, note: &Note, named: &Named) -> Option<u16> {
    if let Some(setting) = note.front_matter().get(Key::Problem)
        && !(named.names.one_of_several && named.problem.is_some())
    {
        let at = index.guide().problems.iter().position(|problem| problem.id == setting.value);
        return at.map(|at| at as u16);
    }
    named.problem
}

/// The problem that a note's names name: the first of them that names one, families last.
fn problem_named(index: &Index, names: &[Said]) -> Option<u16> {
    let generic = |problem: u16| index.problem(problem).is_some_and(|problem| problem.generic);
    let mut found = names.iter().filter_map(|said| said.problem);
    found.clone().find(|&problem| !generic(problem)).or_else(|| found.next())
}

/// Below so many words of text nothing has been written yet.
const WRITTEN_WORDS: u32 = 12;
/// So many questions or blank lines make a list or a template, unless there are so many words for each.
const MANY_LINES: u32 = 8;
const WORDS_PER_QUESTION: u32 = 6;
const WORDS_PER_BLANK: u32 = 4;
/// So many aspects must be settled that set answers of this kind apart.
const TELLING: usize = 4;
/// So many stages must be shown by a note whose title is a known question.
const SHOWN_STAGES: usize = 3;
/// So many stages must be opened by headings, and shown, where headings alone speak for a note.
pub(crate) const OPENED_STAGES: usize = 4;

/// How much is written in an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Amount {
    pub(crate) words: u32,
    questions: u32,
    blanks: u32,
}

impl Amount {
    /// How much stands in some lines.
    pub(crate) fn of(
        note: &Note,
        sections: &[Section],
        chunks: &[Arc<ChunkEvidence>],
        lines: &Range<u32>,
    ) -> Amount {
        let mut amount = Amount::default();
        let under_headings = sections.iter().filter_map(|section| sections::own(chunks, section));
        for own in answers::preambles(note, chunks, lines).map(|(_, own)| own).chain(under_headings) {
            amount.words += own.words;
            amount.questions += u32::from(own.questions);
            amount.blanks += u32::from(own.blanks);
        }
        amount
    }

    fn is_little(self) -> bool {
        self.words < WRITTEN_WORDS
    }

    fn is_questions(self) -> bool {
        self.questions > MANY_LINES && self.words < self.questions * WORDS_PER_QUESTION
    }

    fn is_blanks(self) -> bool {
        self.blanks > MANY_LINES && self.words < self.blanks * WORDS_PER_BLANK
    }

    /// Whether it makes no difference to another one.
    pub(crate) fn is_alike(self, other: Amount) -> bool {
        let sides = |it: Amount| (it.is_little(), it.is_questions(), it.is_blanks());
        sides(self) == sides(other)
    }
}

/// The same for notes in a script or language that the cues do not know: where the title asks, and where headings alone speak.
const ASKED_STAGES: usize = 2;
const FOREIGN_STAGES: usize = 5;

/// Decides whether a note, or one of its answers, is a design note.
#[allow(clippy::too_many_arguments, reason = "all that is known of the answer")]
pub(crate) fn recognise(
    index: &Index,
    note: &Note,
    named: &Named,
    problem: Option<u16>,
    sections: &Sections,
    amount: Amount,
    stages: &[StageReading],
    foreign: bool,
) -> Recognition {
    let yes = |because| Recognition { design_note: true, because };
    let no = |because| Recognition { design_note: false, because };
    match note.front_matter().named {
        Some(true) => return yes(Because::FrontMatter),
        Some(false) => return no(Because::FrontMatterDenies),
        None => {}
    }
    let Named { title, file, opening, .. } = named;
    let shown = stages.iter().filter(|stage| stage.coverage != Coverage::None).count();
    let telling = settled_telling(index, stages);
    let outright = outright(index);
    let mut opened: Vec<_> = sections
        .iter()
        .filter_map(|section| sections.opens(section).first())
        .filter(|score| score.wording >= outright)
        .map(|score| score.stage)
        .collect();
    opened.sort_unstable();
    opened.dedup();

    if title.other || file.other && !title.asks {
        return no(Because::OtherKind);
    }
    let asks = title.asks || file.asks || opening.task;
    let known = problem.is_some();
    if amount.is_little() {
        // A question has been put and the answer is about to be written.
        return if title.asks && known { yes(Because::TitleAsks) } else { no(Because::Unfilled) };
    }
    if amount.is_questions() {
        return no(Because::OnlyQuestions);
    }
    if amount.is_blanks() && !(asks && known) {
        return no(Because::Unfilled);
    }
    let enough = match (known, opened.len() >= ASKED_STAGES) {
        (true, _) => 1,
        (false, true) => TELLING - 1,
        (false, false) => TELLING,
    };
    if title.asks && named.by_title || (title.asks || file.asks) && telling >= enough {
        return yes(Because::TitleAsks);
    }
    // The cues are English: a title and headings have to speak for a note in another script.
    if foreign && (title.asks || file.asks) && opened.len() >= ASKED_STAGES {
        return yes(Because::TitleAsks);
    }
    if foreign && opened.len() >= FOREIGN_STAGES {
        return yes(Because::FollowsFramework);
    }
    if opening.task && telling >= if known { 1 } else { TELLING } {
        return yes(Because::OpeningAsks);
    }
    if named.by_title && telling >= TELLING && shown >= SHOWN_STAGES {
        return yes(Because::KnownProblem);
    }
    if opened.len() >= OPENED_STAGES && shown >= OPENED_STAGES && telling >= TELLING {
        return yes(Because::FollowsFramework);
    }
    no(Because::NothingSaysSo)
}

/// From which score of its wording on a heading names its stage outright; that it is the name of something of it makes no answer.
pub(crate) fn outright(index: &Index) -> f32 {
    sections::weight(index.guide().language.weights.strong_wording) * 0.7
}

/// How many aspects are settled that set answers of this kind apart from other texts.
fn settled_telling(index: &Index, stages: &[StageReading]) -> usize {
    let settled =
        stages.iter().flat_map(|it| &it.aspects).filter(|aspect| aspect.coverage == Coverage::Covered);
    settled.filter(|it| index.aspect(it.aspect).is_some_and(|aspect| aspect.telling)).count()
}
