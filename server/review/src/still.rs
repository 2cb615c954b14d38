//! Readings that stay true: most keystrokes change letters, and nothing that they show, or what is shown elsewhere as well.

use std::ops::Range;
use std::sync::Arc;

use whyfirst_guide::Index;
use whyfirst_note::Note;

use crate::answers::Readings;
use crate::coverage::{self, StageReading};
use crate::evidence::{ChunkEvidence, Chunks, Tongue};
use crate::reading::{Options, Reading, read_steps, step_coverage};
use crate::recognise::{self, Named};
use crate::sections;

/// Which of new chunks (indexes) show pattern rules something else than those that were read, if each is as long as before.
pub(crate) fn changed_signs(
    before: &Readings,
    index: &Index,
    chunks: &[Arc<ChunkEvidence>],
) -> Option<Vec<u32>> {
    let before = &before.first().chunks;
    let mut touched = Vec::new();
    for (at, (a, b)) in changed(before, chunks) {
        if a.lines != b.lines {
            return None;
        }
        if !a.signs_the_same(b, index) {
            touched.push(at as u32);
        }
    }
    (before.len() == chunks.len()).then_some(touched)
}

/// A chunk that is not the same: its index, as it was and as it is.
type Changed<'a> = (usize, (&'a Arc<ChunkEvidence>, &'a Arc<ChunkEvidence>));

/// The chunks that are not the same.
pub(crate) fn changed<'a>(
    before: &'a [Arc<ChunkEvidence>],
    now: &'a [Arc<ChunkEvidence>],
) -> impl Iterator<Item = Changed<'a>> {
    before.iter().zip(now).enumerate().filter(|(_, (a, b))| !Arc::ptr_eq(a, b))
}

/// The same readings over new chunks, if a note can be read no otherwise than before. `touched` is what [`changed_signs`] says.
pub(crate) fn still_true(
    before: &Readings,
    index: &Index,
    note: &Note,
    options: &Options,
    chunks: &Arc<Chunks>,
    touched: Option<&[u32]>,
) -> Option<Readings> {
    let first = before.first();
    let unchanged = first.chunks.len() == chunks.len()
        && first.options == *options
        && before.lines == note.text().line_count() as u32
        && first.front_matter == *note.front_matter();
    if !unchanged {
        return None;
    }
    let changed: Vec<_> = changed(&first.chunks, chunks).collect();
    let mut different =
        changed.iter().filter(|(_, (then, now))| !now.shows_the_same(then)).map(|(at, _)| *at);
    let (reworded, None) = (different.next(), different.next()) else { return None };
    // Before the first answer nobody counts words.
    let is_held = |at: usize| {
        before.answers().any(|it| Over { before: it, index, note, chunks, changed: &changed }.holds(at))
    };
    if reworded.is_some_and(|at| !is_held(at)) {
        return None;
    }
    let over = |answer: &Arc<Reading>| {
        let part = before.several().then(|| answer.lines.clone());
        let now = Over { before: answer, index, note, chunks, changed: &changed };
        let tongue = now.tongue();
        let named = now.named_alike(&options.path, part)?;
        if tongue.is_foreign() != answer.foreign {
            return None;
        }
        let mut over = match reworded.filter(|&at| now.holds(at)) {
            Some(at) => now.with_words(at)?,
            None => Reading { chunks: Arc::clone(chunks), ..Reading::clone(answer) },
        };
        (over.tongue, over.named) = (tongue, named);
        match touched {
            Some(touched) if touched.iter().any(|&at| now.touches(at as usize)) => {
                over.places = Arc::new(answer.places.after(index, &over, &answer.chunks, touched, true));
            }
            Some(_) => {}
            None => over.places = Arc::default(),
        }
        Some(Arc::new(over))
    };
    Some(Readings {
        first: over(first)?,
        others: before.others.iter().map(over).collect::<Option<_>>()?,
        sections: before.sections.clone(),
        lines: before.lines,
    })
}

/// An answer over new chunks.
struct Over<'a> {
    before: &'a Reading,
    index: &'a Index,
    note: &'a Note,
    chunks: &'a Arc<Chunks>,
    /// The chunks that are not the same.
    changed: &'a [Changed<'a>],
}

impl Over<'_> {
    /// Whether a chunk (an index) begins in it.
    fn holds(&self, chunk: usize) -> bool {
        self.note.placed_nth(chunk).is_some_and(|it| self.before.lines.contains(&(it.line as u32)))
    }

    /// Whether any line of a chunk (an index) is one of its lines: an underlined title may stand in the middle of a chunk.
    fn touches(&self, chunk: usize) -> bool {
        let Some(placed) = self.note.placed_nth(chunk) else { return false };
        let first = placed.line as u32;
        first < self.before.lines.end && self.before.lines.start < first + placed.chunk.lines
    }

    /// In which scripts and languages it is written now.
    fn tongue(&self) -> Tongue {
        let changed = self.changed.iter().filter(|(at, _)| self.holds(*at));
        changed.fold(self.before.tongue, |all, (_, (then, now))| all.without(then.tongue).and(now.tongue))
    }

    /// Its names, if they say the same as before.
    fn named_alike(&self, path: &str, part: Option<Range<u32>>) -> Option<Arc<Named>> {
        let (named, lines) = (&self.before.named, &self.before.lines);
        let first = self.note.placed_in(lines).next().map_or(0, |(first, _)| first);
        // Names stand in headings and at the beginning.
        let elsewhere = |&(at, (then, now)): &Changed<'_>| {
            let after = at >= first + recognise::OPENING_CHUNKS;
            at < first || after && (!self.holds(at) || now.is_reworded_below(then))
        };
        if named.title_line().is_some() && self.changed.iter().all(elsewhere) {
            return Some(Arc::clone(named));
        }
        let now = Named::read(self.index, recognise::names(self.note, path, part), std::iter::once(named));
        now.says_what(named).then_some(now)
    }

    /// The reading with other words under a heading of a chunk (by index), if that makes no difference to anything but their number.
    fn with_words(&self, at: usize) -> Option<Reading> {
        let Over { before, index, .. } = *self;
        let (then, now) = (before.chunks.get(at)?, self.chunks.get(at)?);
        let under = now.reworded_under(then)?;
        let (then, now) = (then.under(under)?, now.under(under)?);
        let place = (at as u32, under as u32 - 1);
        let nth = before.sections.partition_point(|it| (it.chunk, it.heading) < place);
        let section = before.sections.get(nth).filter(|it| (it.chunk, it.heading) == place)?;
        // What a section shows decides what it opens; and so for those around it.
        let shown = |chunks| sections::shown(&before.sections, nth, chunks);
        if then.shown() != now.shown() && shown(&before.chunks) != shown(self.chunks) {
            return None;
        }
        let rubric = before.stages.first()?.stage.rubric;
        if before.options.folder.is_some() {
            return None;
        }
        let seen = before.seen.with_words(&before.sections, nth, &then, &now)?;
        let tags = before.problem(index).map(|problem| &*problem.tags);
        let stages = coverage::stages(index, rubric, &seen, tags, before.foreign);
        let mut amount = before.amount;
        let changed = |words: u32| (words + now.words).checked_sub(then.words);
        amount.words = changed(amount.words)?;
        let alike = before.stages.iter().zip(&stages).all(|(then, now)| then.coverage == now.coverage);
        if !alike || !amount.is_alike(before.amount) {
            return None;
        }
        let mut steps = before.steps.clone();
        for step in &mut steps {
            let holds = |at: &u32| {
                let around = before.sections.get(*at as usize);
                around.is_some_and(|it| it.line <= section.line && section.line < it.end)
            };
            if !step.sections.iter().any(holds) {
                continue;
            }
            let of_step = index.stages_of_steps(before.framework).get(step.step as usize)?;
            let was = step.words;
            step.words = changed(was)?;
            let same = step_coverage(before, of_step, step.words) == step_coverage(before, of_step, was);
            if !same || (step.words > 0) != (was > 0) {
                return None;
            }
        }
        let written = (then.words > 0) == (now.words > 0);
        let stands = written && lines(&before.stages).eq(lines(&stages));
        let mut reading = Reading {
            chunks: Arc::clone(self.chunks),
            seen: Arc::new(seen),
            amount,
            stages,
            steps,
            ..Reading::clone(before)
        };
        // How far the writer of a draft has come is told by where things stand.
        if !stands && !before.finished {
            reading.steps = read_steps(index, &reading);
        }
        Some(reading)
    }
}

/// Where the aspects of stages stand first.
fn lines(stages: &[StageReading]) -> impl Iterator<Item = Option<u32>> {
    stages.iter().flat_map(|stage| &stage.aspects).map(|aspect| aspect.line)
}
