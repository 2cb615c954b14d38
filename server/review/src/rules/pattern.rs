//! Pattern rules: what the guide's rules look for in a note, and what they say of it.

use std::ops::Range;

use whyfirst_guide::index::{StageRef, bare};
use whyfirst_guide::model::Problem;
use whyfirst_guide::rule::{Case, Clause, Kind, Near, PatternRule};
use whyfirst_guide::snippet;
use whyfirst_note::HeadingKind;

use super::{Context, Found, Part};
use crate::sections;
use crate::skeleton::{self, Style};
use crate::{Coverage, Edit, Finding, Fix, Related, Section, Severity, StepReading};

/// In a draft, a step must hold so many words before something is said to be missing from it, and the note so many.
const RIPE_STEP: u32 = 30;
const RIPE_NOTE: u32 = 120;
/// A heading that is worded for a stage at least so clearly is a place for what the stage lacks.
const CLEARLY: f32 = 0.5;
/// At most so many further places of one cause are shown beside the first.
const PLACES: usize = 3;

/// How loudly the findings of a kind are told.
pub(super) fn severity(kind: Kind) -> Severity {
    match kind {
        Kind::Absence => Severity::Information,
        Kind::Contradiction => Severity::Warning,
        Kind::Wording => Severity::Hint,
    }
}

/// A place in the note where something that a clause asks for stands.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Spot {
    /// In bytes from the note's start, on one line.
    range: Range<usize>,
    /// 0-based.
    line: u32,
    /// Where its sentence begins, in bytes from the note's start; a line has none.
    sentence: Option<usize>,
}

/// What all rules of the guide find.
pub(super) fn check(context: &Context<'_>) -> Vec<Found> {
    // What is written in another script or language, the phrases cannot find.
    if context.reading.foreign {
        return Vec::new();
    }
    let signs = Signs::gather(context);
    let mut next = 0;
    let mut found = Vec::new();
    for rule in context.index.guide().rules.iter() {
        let first = next;
        next += rule.clauses().count();
        found.extend(Check { context, rule, signs: &signs }.run(first));
    }
    found
}

/// The phrases of rules in a note, by clause, with how much each is meant.
struct Signs(Vec<Vec<(Meant, Spot)>>);

/// How much a wording is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Meant {
    /// It stands there, if only with a negation.
    Mentioned,
    /// It stands there, if only in a heading or a quotation.
    Named,
    /// The writer says it.
    Said,
}

impl Signs {
    fn gather(context: &Context<'_>) -> Signs {
        let count = context.index.guide().rules.iter().map(|rule| rule.clauses().count()).sum();
        let mut signs = vec![Vec::new(); count];
        let text = context.note.text();
        for (placed, evidence) in context.note.placed().zip(context.reading.chunks.iter()) {
            for hit in evidence.signs.iter().filter(|hit| !hit.asked) {
                let line = placed.line as u32 + hit.line;
                if !context.reading.lines.contains(&line) {
                    continue;
                }
                let start = placed.start + hit.start as usize;
                let end = (placed.start + hit.end as usize).min(text.line_range(line as usize).end);
                let spot = Spot {
                    range: start..end.max(start),
                    line,
                    sentence: Some(placed.start + hit.sentence as usize),
                };
                let meant = match (hit.negated, hit.quoted) {
                    (true, _) => Meant::Mentioned,
                    (false, true) => Meant::Named,
                    (false, false) => Meant::Said,
                };
                if let Some(list) = signs.get_mut(hit.sign as usize) {
                    list.push((meant, spot));
                }
            }
        }
        Signs(signs)
    }
}

/// One rule at one note.
struct Check<'a> {
    context: &'a Context<'a>,
    rule: &'a PatternRule,
    signs: &'a Signs,
}

impl Check<'_> {
    /// `sign` is the number of the rule's first clause.
    fn run(&self, mut sign: usize) -> Option<Found> {
        let stage = self.stage();
        let told = match self.rule.kind {
            // In a language that the phrases do not know, nothing can be said to be absent.
            Kind::Absence => !self.context.reading.foreign && self.is_ripe(stage?),
            _ => stage.is_none_or(|stage| self.has_enough(stage)),
        };
        for case in self.rule.cases.iter() {
            let first = sign;
            sign += case.when.len() + case.unless.len();
            if told
                && self.applies(case)
                && let Some(found) = self.case(case, first)
            {
                return Some(found);
            }
        }
        None
    }

    fn stage(&self) -> Option<StageRef> {
        let of_note =
            |(stage, data): (StageRef, &whyfirst_guide::Stage)| (data.id == self.rule.stage).then_some(stage);
        let rubric = self.context.reading.stages.first()?.stage.rubric;
        self.context.index.stages(rubric).find_map(of_note)
    }

    fn words(&self, stage: StageRef) -> u32 {
        self.context.reading.stage(stage).map_or(0, |stage| stage.words)
    }

    /// Whether something may be said to be missing from a stage: it is written, and not being written just now. What is
    /// skipped or empty is told as such.
    fn is_ripe(&self, stage: StageRef) -> bool {
        // What only asks is empty, and yet written.
        let asks = self.rule.questions > 0
            && self.context.step_of(stage).is_some_and(|step| self.context.reading.finished || step.passed);
        (asks || self.context.is_ripe(stage)) && self.has_enough(stage)
    }

    /// Whether as much stands under the stage's headings as the rule asks for.
    fn has_enough(&self, stage: StageRef) -> bool {
        let (rule, words) = (self.rule, self.words(stage));
        words >= u32::from(rule.words)
            && (rule.words_at_most == 0 || words <= u32::from(rule.words_at_most))
            && (rule.questions == 0 || self.context.questions(stage) >= u32::from(rule.questions))
            && (rule.items == 0 || self.items(stage) >= usize::from(rule.items))
    }

    fn items(&self, stage: StageRef) -> usize {
        let reading = self.context.reading;
        let of_stage = |line: u32| reading.section_at(line).is_some_and(|(_, it)| it.stages.contains(&stage));
        let items = self.context.note.placed().flat_map(|placed| {
            let first = placed.line as u32;
            let lines = placed.chunk.facts.lines.iter().enumerate();
            lines.filter(|(_, line)| line.item.is_some()).map(move |(at, _)| first + at as u32)
        });
        items.filter(|&line| of_stage(line)).count()
    }

    fn applies(&self, case: &Case) -> bool {
        let tags = self.problem().map(|problem| &*problem.tags).unwrap_or_default();
        (case.tags.is_empty() || case.tags.iter().any(|tag| tags.contains(tag)))
            && !case.without.iter().any(|tag| tags.contains(tag))
    }

    fn problem(&self) -> Option<&Problem> {
        self.context.reading.problem(self.context.index)
    }

    fn case(&self, case: &Case, first: usize) -> Option<Found> {
        let mut when = Vec::new();
        for (at, clause) in case.when.iter().enumerate() {
            // What is shown must be said; what else must be there may stand in a heading.
            let meant = if at == 0 { Meant::Said } else { Meant::Named };
            let mut spots = self.spots(clause, first + at, meant);
            spots.sort_by_key(|spot| spot.range.start);
            when.push(spots);
        }
        let unless: Vec<Vec<Spot>> = case
            .unless
            .iter()
            .enumerate()
            .map(|(at, clause)| self.spots(clause, first + case.when.len() + at, Meant::Mentioned))
            .collect();
        let holds = |place: Option<&Spot>| {
            let enough = |(clause, spots): (&Clause, &Vec<Spot>)| {
                let near = spots.iter().filter(|spot| self.is_near(clause.near, place, spot)).count();
                near >= usize::from(clause.at_least.max(1))
            };
            let absent = |(clause, spots): (&Clause, &Vec<Spot>)| {
                !spots.iter().any(|spot| self.is_near(clause.near, place, spot))
            };
            case.when.iter().zip(&when).all(enough) && case.unless.iter().zip(&unless).all(absent)
        };
        let places: Vec<&Spot> = match when.first() {
            Some(spots) => spots.iter().filter(|place| holds(Some(place))).collect(),
            None => Vec::new(),
        };
        if places.is_empty() && (!case.when.is_empty() || !holds(None)) {
            return None;
        }
        match self.rule.kind {
            Kind::Absence => self.absence(case, places.first().copied()),
            _ => self.clash(case, &places, &when),
        }
    }

    /// Where what a clause asks for stands, if it is meant at least so much.
    fn spots(&self, clause: &Clause, sign: usize, at_least: Meant) -> Vec<Spot> {
        let (context, reading) = (self.context, self.context.reading);
        let signs = self.signs.0.get(sign).into_iter().flatten();
        let mut spots: Vec<Spot> =
            signs.filter(|(meant, _)| *meant >= at_least).map(|(_, spot)| spot.clone()).collect();
        spots.retain(|spot| {
            let found = closed_up(context.note.text().slice(spot.range.clone()));
            clause.contains.iter().all(|part| found.contains(&closed_up(part)))
        });
        if !clause.concepts.is_empty() {
            let named = reading.mentions(context.note).filter(|mention| {
                context.index.concept(mention.concept).is_some_and(|it| clause.concepts.contains(&it.id))
            });
            spots.extend(named.map(|it| Spot {
                range: it.start as usize..it.end as usize,
                line: it.line,
                sentence: None,
            }));
        }
        if !clause.aspects.is_empty() {
            let touched = reading.stages.iter().flat_map(|stage| &stage.aspects).filter(|it| {
                it.coverage > Coverage::None
                    && !it.asked
                    && context.index.aspect(it.aspect).is_some_and(|data| clause.aspects.contains(&data.id))
            });
            spots.extend(touched.filter_map(|it| it.line).map(|line| Spot {
                range: context.line_text(line),
                line,
                sentence: None,
            }));
        }
        if !clause.stages.is_empty() {
            spots.retain(|spot| self.is_in(spot.line, clause));
        }
        spots
    }

    /// Whether a line stands in a section of one of a clause's stages.
    fn is_in(&self, line: u32, clause: &Clause) -> bool {
        let reading = self.context.reading;
        let mut section = reading.section_at(line).map(|(_, section)| section);
        while let Some(it) = section {
            let ids =
                it.stages.iter().filter_map(|&stage| self.context.index.stage(stage)).map(|stage| &stage.id);
            if ids.into_iter().any(|id| clause.stages.contains(id)) {
                return true;
            }
            section = it.parent.and_then(|parent| reading.sections.get(parent as usize));
        }
        false
    }

    fn is_near(&self, near: Near, place: Option<&Spot>, spot: &Spot) -> bool {
        let Some(place) = place else { return true };
        let section = |line| self.context.reading.section_at(line).map(|(at, _)| at);
        match near {
            Near::Note => true,
            Near::Section => section(place.line) == section(spot.line),
            Near::Line => place.line == spot.line,
            Near::Sentence => match (place.sentence, spot.sentence) {
                (Some(a), Some(b)) => a == b,
                _ => place.line == spot.line,
            },
            Near::Before => spot.line <= place.line,
        }
    }

    fn absence(&self, case: &Case, place: Option<&Spot>) -> Option<Found> {
        let stage = self.stage()?;
        let line = self.line(case);
        let prompt = self
            .context
            .index
            .guide()
            .rubrics
            .iter()
            .flat_map(|it| it.aspects())
            .find(|(_, it)| it.id == case.fix.aspect);
        // A line that waits to be filled in says that the writer knows.
        let waits = |line: &str| self.context.has_line(&bare(&snippet::plain(line)));
        if line.as_deref().is_some_and(waits) || prompt.is_some_and(|(_, aspect)| waits(&aspect.prompt)) {
            return None;
        }
        let part = Part {
            rule: self.rule.id.clone(),
            name: fill(&case.name, self.found(place)).into(),
            because: case.because.clone(),
            aspect: prompt.map(|(_, aspect)| aspect.id.clone()),
            line,
        };
        let says = case.when.first().map(|clause| fill(&clause.says, self.found(place)));
        let related = place
            .zip(says.filter(|says| !says.is_empty()))
            .map(|(place, message)| Related { range: place.range.clone(), message });
        let message = fill(&case.message, self.found(place));
        self.context.missing(stage, part, (!message.is_empty()).then_some(message), related)
    }

    /// The line that a remedy puts in.
    fn line(&self, case: &Case) -> Option<String> {
        if !case.fix.line.is_empty() {
            return Some(case.fix.line.to_string());
        }
        let aspects = self.context.index.guide().rubrics.iter().flat_map(|rubric| rubric.aspects());
        let mut named = aspects.filter(|(_, aspect)| aspect.id == case.fix.aspect);
        named.next().map(|(_, aspect)| skeleton::prompt(aspect, self.problem()))
    }

    fn found(&self, place: Option<&Spot>) -> &str {
        place.map_or("", |place| self.context.note.text().slice(place.range.clone()))
    }

    fn clash(&self, case: &Case, places: &[&Spot], when: &[Vec<Spot>]) -> Option<Found> {
        let context = self.context;
        let place = *places.first()?;
        if self.line(case).is_some_and(|line| context.has_line(&bare(&snippet::plain(&line)))) {
            return None;
        }
        let step = context
            .reading
            .section_at(place.line)
            .and_then(|(_, section)| context.reading.steps_of(context.index, section).first().copied());
        // Each place of a slip is to be put right; a wording is told once.
        let many = if self.rule.kind == Kind::Contradiction { PLACES } else { 0 };
        let again = places
            .iter()
            .skip(1)
            .filter(|it| it.line != place.line)
            .take(many)
            .map(|it| Related { range: it.range.clone(), message: "Here too".to_owned() });
        let other =
            case.when.iter().zip(when).skip(1).filter(|(clause, _)| !clause.says.is_empty()).filter_map(
                |(clause, spots)| {
                    let spot = spots.iter().find(|spot| self.is_near(clause.near, Some(place), spot))?;
                    Some(Related { range: spot.range.clone(), message: clause.says.to_string() })
                },
            );
        let finding = Finding {
            rule: self.rule.id.clone(),
            severity: severity(self.rule.kind),
            message: fill(&case.message, self.found(Some(place))),
            range: place.range.clone(),
            related: other.chain(again).collect(),
            step,
            fixes: self.clash_fix(case, places).into_iter().collect(),
        };
        Some(finding.into())
    }

    fn clash_fix(&self, case: &Case, places: &[&Spot]) -> Option<Fix> {
        let (context, fix) = (self.context, &case.fix);
        let text = context.note.text();
        let title = |otherwise: &str| match fix.title.is_empty() {
            true => otherwise.to_owned(),
            false => fix.title.to_string(),
        };
        if let Some(line) = self.line(case) {
            let (_, section) = context.reading.section_at(places.first()?.line)?;
            let edit = context.insert_lines(section, &[line]);
            return Some(Fix { title: title("Add a line to fill in"), edits: vec![edit], preferred: true });
        }
        let mut edits: Vec<Edit> = Vec::new();
        for place in places {
            let edit = if !fix.append.is_empty() {
                Edit::insert(context.line_text(place.line).end, fix.append.to_string())
            } else if !fix.replace.is_empty() {
                Edit { range: place.range.clone(), text: fix.replace.to_string() }
            } else {
                swapped(text.slice(place.range.clone()), place.range.start, fix)?
            };
            if edits.last().is_none_or(|last| last.range.end <= edit.range.start && last.range != edit.range)
            {
                edits.push(edit);
            }
        }
        let edits = (!edits.is_empty()).then_some(edits)?;
        Some(Fix { title: title("Put it right"), edits, preferred: true })
    }
}

/// The first word of a text for which a remedy knows another, exchanged.
fn swapped(found: &str, start: usize, fix: &whyfirst_guide::rule::Remedy) -> Option<Edit> {
    let mut from = 0;
    for word in found.split(|c: char| !c.is_alphanumeric()) {
        let range = start + from..start + from + word.len();
        if let Some(swap) = fix.swap.iter().find(|swap| swap.from == word.to_lowercase()) {
            let capital = word.chars().next().is_some_and(char::is_uppercase);
            let mut letters = swap.to.chars();
            let text = match letters.next() {
                Some(first) if capital => first.to_uppercase().chain(letters).collect(),
                _ => swap.to.to_string(),
            };
            return Some(Edit { range, text });
        }
        // What parts two words is one character, of one byte or more.
        let rest = found.get(from + word.len()..).unwrap_or_default();
        from += word.len() + rest.chars().next().map_or(0, char::len_utf8);
    }
    None
}

/// A text in lower case and without white space.
fn closed_up(text: &str) -> String {
    text.split_whitespace().collect::<String>().to_lowercase()
}

/// A message with the wording that was found.
fn fill(message: &str, found: &str) -> String {
    message.replace("{found}", found)
}

impl Context<'_> {
    /// Whether something may be said to be missing from a stage: it is written, and it is not being written just now. What is
    /// skipped or empty is told as such, and once.
    pub(super) fn is_ripe(&self, stage: StageRef) -> bool {
        let Some(reading) = self.reading.stage(stage) else { return false };
        let Some(step) = self.step_of(stage) else { return false };
        let empty = step.words == 0 && !step.sections.is_empty();
        if reading.coverage == Coverage::None || step.coverage == Coverage::None || empty {
            return false;
        }
        if self.reading.finished {
            return true;
        }
        let total: u32 = self.reading.chunks.iter().flat_map(|chunk| &chunk.own).map(|own| own.words).sum();
        step.passed && step.words >= RIPE_STEP && total >= RIPE_NOTE
    }

    /// How many words stand under the headings of the answer.
    pub(super) fn words(&self) -> u32 {
        let sections = self.reading.sections.iter();
        sections.filter_map(|it| sections::own(&self.reading.chunks, it)).map(|own| own.words).sum()
    }

    /// The step of a stage: the first that has a section of its own, or else the first.
    pub(super) fn step_of(&self, stage: StageRef) -> Option<&StepReading> {
        let framework = self.reading.framework(self.index)?;
        let of_stage = |step: &&StepReading| {
            let data = framework.steps.get(step.step as usize);
            data.is_some_and(|data| self.index.stages_of_step(framework, data).contains(&stage))
        };
        let steps = || self.reading.steps.iter().filter(of_stage);
        steps().find(|step| !step.sections.is_empty()).or_else(|| steps().next())
    }

    /// How many questions stand under a stage's headings.
    pub(super) fn questions(&self, stage: StageRef) -> u32 {
        let sections = self.reading.sections.iter().filter(|section| section.stages.contains(&stage));
        sections
            .filter_map(|section| sections::own(&self.reading.chunks, section))
            .map(|own| own.questions)
            .sum()
    }

    /// The section of a step to which something could be added: one with a real heading that is worded for it, and with text.
    pub(super) fn home_of(&self, step: &StepReading, stage: StageRef) -> Option<&Section> {
        let sections = step.sections.iter().filter_map(|&at| self.reading.sections.get(at as usize));
        let mut homes = sections.filter(|section| {
            let worded = section.opens.iter().any(|score| score.stage == stage && score.wording >= CLEARLY);
            let named = section.steps.contains(&(self.reading.framework, step.step));
            (section.kind.is_real() || section.kind == HeadingKind::Bold) && (worded || named)
        });
        homes.next()
    }

    /// Says that something is missing from a stage, at the heading of its step. A step without a heading of its own is not told
    /// so: who writes without headings may have put it anywhere.
    pub(super) fn missing(
        &self,
        stage: StageRef,
        part: Part,
        message: Option<String>,
        related: Option<Related>,
    ) -> Option<Found> {
        let step = self.step_of(stage)?;
        let section = self.home_of(step, stage)?;
        let title = super::empty_step::title_of_section(self, section);
        let message = message.unwrap_or_else(|| {
            format!("“{title}” says nothing of {}: {}. A line will do.", part.name, part.because)
        });
        let fix = part.line.as_ref().map(|prompt| {
            let edit = self.insert_lines(section, std::slice::from_ref(prompt));
            Fix { title: format!("Add a line on {}", part.name), edits: vec![edit], preferred: true }
        });
        let finding = Finding {
            rule: part.rule.clone(),
            severity: Severity::Information,
            message: message.replace("{step}", &title),
            range: self.line_text(section.line),
            related: related.into_iter().collect(),
            step: Some(step.step),
            fixes: fix.into_iter().collect(),
        };
        Some(Found { finding, part: Some(part), mode: None, level: None, parts: Vec::new() })
    }

    /// Lines to fill in, put at the end of a section.
    pub(super) fn insert_lines(&self, section: &Section, prompts: &[String]) -> Edit {
        let lines: Vec<String> = prompts.iter().map(|prompt| snippet::plain(prompt)).collect();
        let style = Style::of(self.note, self.reading);
        skeleton::append_lines(self.note, &style, section.line, section.end, &lines)
    }

    /// Whether the answer has a line that, reduced by [`bare`], is this one, as the guide put it there.
    pub(super) fn has_line(&self, line: &str) -> bool {
        !line.is_empty()
            && crate::answers::inside(&self.reading.chunks, &self.reading.lines)
                .any(|chunk| chunk.unfilled.iter().any(|it| it == line))
    }
}
