//! What silences findings: switches, level and mode, and comments. The one place where findings of all rules are filtered.

use std::ops::Range;

use whyfirst_guide::Index;
use whyfirst_guide::model::Level;
use whyfirst_note::{Key, Note, Verb};

use super::{Context, Found, Mode, rule};
use crate::{Finding, Reading};

/// A comment that did nothing.
pub(super) struct Unused {
    /// The comment, in bytes.
    pub(super) range: Range<usize>,
    /// The part of it that is shown: on one line.
    pub(super) shown: Range<usize>,
    /// The word after the verb.
    pub(super) target: Range<usize>,
    /// Whether it is a comment, and no setting of the front matter.
    pub(super) comment: bool,
    pub(super) trouble: Trouble,
}

/// Why a comment did nothing.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    UnknownVerb,
    UnknownStep { known: String },
    UnknownRule { nearest: Option<String> },
    Silences,
}

/// A comment with its place in the note, or a setting that says the same.
struct Placed<'a> {
    verb: Verb,
    line: u32,
    range: Range<usize>,
    target_range: Range<usize>,
    target: &'a str,
    /// Whether it is a comment, and no setting of the front matter.
    comment: bool,
}

/// The comments that concern an answer: those in its lines, and those above all answers of the note; and what the front matter says
/// in their stead.
fn directives<'a>(note: &'a Note, reading: &'a Reading) -> impl Iterator<Item = Placed<'a>> {
    let concerns = |it: &Placed<'_>| it.line < reading.preface || reading.lines.contains(&it.line);
    // A chunk that holds both is taken once.
    let above = note.placed_in(&(0..reading.preface)).filter(|_| reading.preface > 0);
    let own = note
        .placed_in(&reading.lines)
        .filter(|(_, it)| it.line as u32 >= reading.preface || reading.preface == 0);
    let all = above.chain(own).flat_map(move |(_, placed)| {
        placed.chunk.facts.directives.iter().map(move |it| {
            let target_range = placed.range(&it.target);
            Placed {
                verb: it.verb,
                line: placed.line as u32 + it.line,
                range: placed.range(&it.range),
                target: note.text().slice(target_range.clone()),
                target_range,
                comment: true,
            }
        })
    });
    let front = note.front_matter();
    let setting = |verb| {
        move |setting: &'a whyfirst_note::Setting| Placed {
            verb,
            line: note.text().line_of(setting.range.start) as u32,
            range: setting.range.clone(),
            target_range: setting.range.clone(),
            target: &setting.value,
            comment: false,
        }
    };
    // Settings hold for the whole note.
    let allowed = front.all(Key::Allow).map(setting(Verb::Allow));
    let skipped = front.all(Key::Skip).map(setting(Verb::Skip));
    allowed.chain(skipped).chain(all.filter(concerns))
}

/// The steps (positions in the framework) that the writer wants left out.
pub fn waived_steps(index: &Index, note: &Note, reading: &Reading) -> Vec<u8> {
    let Some(framework) = reading.framework(index) else { return Vec::new() };
    directives(note, reading)
        .filter(|it| it.verb == Verb::Skip)
        .filter_map(|it| framework.steps.iter().position(|step| step.id == it.target))
        .map(|at| at as u8)
        .collect()
}

/// Decides which findings are told, and remembers which comments silenced any.
pub(super) struct Filter<'a> {
    context: &'a Context<'a>,
    comments: Vec<Placed<'a>>,
    used: Vec<bool>,
}

impl<'a> Filter<'a> {
    pub(super) fn new(context: &'a Context<'a>) -> Filter<'a> {
        let comments: Vec<Placed<'_>> = directives(context.note, context.reading).collect();
        Filter { context, used: vec![false; comments.len()], comments }
    }

    /// Whether a finding's rule speaks: as it is switched by its id, or else by mode and level.
    pub(super) fn is_on(&self, found: &Found) -> bool {
        let Some(rule) = rule(self.context.index, &found.finding.rule) else { return true };
        let mode = found.mode.unwrap_or(rule.mode);
        let level = found.level.unwrap_or(rule.level);
        match self.context.reading.options.rules.get(rule.id) {
            // Where each finding has a mode of its own, the switch is for those that are told anyway.
            Some(true) if found.mode.is_some() => self.is_told(mode, level),
            Some(&switched) => switched,
            None => self.is_told(mode, level),
        }
    }

    /// Whether what has a mode and a level is told by itself.
    fn is_told(&self, mode: Mode, level: Level) -> bool {
        let options = &self.context.reading.options;
        level <= options.level && (mode == Mode::Default || options.review)
    }

    /// Whether a finding with a mode and a level of its own makes any difference: it is kept, or a comment is there that may silence it.
    /// What makes none need not be worked out.
    pub(super) fn may_keep(&self, mode: Mode, level: Level) -> bool {
        !self.comments.is_empty() || self.is_told(mode, level)
    }

    /// Whether a finding is told: its rule speaks, and no comment silences it.
    pub(super) fn keeps(&mut self, found: &Found) -> bool {
        let mut kept = self.is_on(found);
        for (comment, used) in self.comments.iter().zip(&mut self.used) {
            if silences(self.context, comment, &found.finding) {
                *used = true;
                kept = false;
            }
        }
        kept
    }

    /// The comments that did nothing.
    pub(super) fn unused(&self) -> Vec<Unused> {
        let context = self.context;
        let unused = self.comments.iter().zip(&self.used).filter_map(|(comment, &used)| {
            let trouble = trouble(context, comment, used)?;
            let line = context.note.text().line_range(comment.line as usize);
            let shown = comment.range.start..comment.range.end.min(line.end);
            Some(Unused {
                range: comment.range.clone(),
                shown,
                target: comment.target_range.clone(),
                comment: comment.comment,
                trouble,
            })
        });
        unused.collect()
    }
}

fn silences(context: &Context<'_>, comment: &Placed<'_>, finding: &Finding) -> bool {
    match comment.verb {
        Verb::Skip => {
            let step = finding.step.map(usize::from);
            let framework = context.reading.framework(context.index);
            let id = framework
                .zip(step)
                .and_then(|(framework, step)| framework.steps.get(step))
                .map(|step| &*step.id);
            id == Some(comment.target)
        }
        Verb::Allow => finding.rule == comment.target && in_scope(context, comment, finding),
        Verb::Unknown => false,
    }
}

/// A comment holds for the section in which it stands; before the first heading, and right below the title, for the note.
fn in_scope(context: &Context<'_>, comment: &Placed<'_>, finding: &Finding) -> bool {
    let reading = context.reading;
    match reading.section_at(comment.line) {
        None => true,
        Some((_, section)) if Some(section.line) == reading.title => true,
        Some((_, section)) => {
            let line = context.note.text().line_of(finding.range.start) as u32;
            section.line <= line && line < section.end
        }
    }
}

fn trouble(context: &Context<'_>, comment: &Placed<'_>, used: bool) -> Option<Trouble> {
    let framework = context.reading.framework(context.index)?;
    match comment.verb {
        Verb::Unknown => Some(Trouble::UnknownVerb),
        Verb::Skip if !framework.steps.iter().any(|step| step.id == comment.target) => {
            let known: Vec<_> = framework.steps.iter().map(|step| format!("`{}`", step.id)).collect();
            Some(Trouble::UnknownStep { known: known.join(", ") })
        }
        Verb::Allow if rule(context.index, comment.target).is_none() => Some(Trouble::UnknownRule {
            nearest: nearest(comment.target, super::rules(context.index).iter().map(|rule| rule.id)),
        }),
        // A step that the writer wants left out, and that is not there, silences hints too, not only findings.
        Verb::Skip if !used => {
            let step = context.reading.steps.iter().find(|it| {
                framework.steps.get(it.step as usize).is_some_and(|step| step.id == comment.target)
            });
            step.is_some_and(|step| step.coverage == crate::Coverage::Covered).then_some(Trouble::Silences)
        }
        _ if !used => Some(Trouble::Silences),
        _ => None,
    }
}

/// The known word nearest to a mistyped one, if any is near.
pub fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let most = (word.chars().count() / 3).max(1);
    known
        .map(|known| (distance(word, known), known))
        .filter(|(distance, known)| *distance <= most || known.starts_with(word) && word.len() >= 3)
        .min()
        .map(|(_, known)| known.to_owned())
}

/// How many letters must be put in, left out or changed to make one word of the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (y, &above) in b.iter().zip(row.iter().skip(1)) {
            let cost = usize::from(x != *y);
            left = (diagonal + cost).min(above + 1).min(left + 1);
            diagonal = above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
