//! What a pattern rule says where it holds.

use whyfirst_guide::index::StageRef;
use whyfirst_guide::model::Aspect;
use whyfirst_guide::rule::{Case, Kind, PatternRule};

use super::decide::{Decision, Places};
use super::spots::Spot;
use super::{Context, Found, Part, severity};
use crate::{Edit, Finding, Fix, Related, skeleton};

/// At most so many further places of one cause are shown beside the first.
const PLACES: usize = 3;

/// The aspect whose prompt a remedy puts in.
pub(super) fn prompt_of<'a>(context: &Context<'a>, case: &Case) -> Option<&'a Aspect> {
    if case.fix.aspect.is_empty() {
        return None;
    }
    let mut aspects = context.index.guide().rubrics.iter().flat_map(|it| it.aspects());
    aspects.find(|(_, it)| it.id == case.fix.aspect).map(|(_, aspect)| aspect)
}

/// The line that a remedy puts in: its own, or the prompt of its aspect.
pub(super) fn line_of(context: &Context<'_>, case: &Case, aspect: Option<&Aspect>) -> Option<String> {
    if !case.fix.line.is_empty() {
        return Some(case.fix.line.to_string());
    }
    let problem = context.reading.problem(context.index);
    aspect.map(|aspect| skeleton::prompt(aspect, problem))
}

/// Says what a rule has found.
pub(super) fn tell(context: &Context<'_>, decision: &Decision<'_>) -> Option<Found> {
    let Decision { rule, stage, case, places } = decision;
    let tell = Tell { context, rule, stage: *stage, case, places };
    match rule.kind {
        Kind::Absence => tell.absence(),
        _ => tell.clash(),
    }
}

struct Tell<'a> {
    context: &'a Context<'a>,
    rule: &'a PatternRule,
    stage: Option<StageRef>,
    case: &'a Case,
    places: &'a Places,
}

impl<'a> Tell<'a> {
    fn text(&self, place: Option<&Spot>) -> &'a str {
        place.map_or("", |place| self.context.note.text().slice(place.range(self.context)))
    }

    fn absence(&self) -> Option<Found> {
        let (context, case) = (self.context, self.case);
        let stage = self.stage?;
        let place = self.places.first.first();
        let aspect = prompt_of(context, case);
        let part = Part {
            rule: self.rule.id.clone(),
            name: fill(&case.name, self.text(place)).into(),
            because: case.because.clone(),
            aspect: aspect.map(|aspect| aspect.id.clone()),
            line: line_of(context, case, aspect),
        };
        let says = case.when.first().map(|clause| fill(&clause.says, self.text(place)));
        let related = place
            .zip(says.filter(|says| !says.is_empty()))
            .map(|(place, message)| Related { range: place.range(context), message });
        let message = fill(&case.message, self.text(place));
        context.missing(stage, part, (!message.is_empty()).then_some(message), related)
    }

    fn clash(&self) -> Option<Found> {
        let (context, case, places) = (self.context, self.case, &self.places.first);
        let place = places.first()?;
        let section = context.reading.section_at(place.line);
        let step = section
            .and_then(|(_, section)| context.reading.steps_of(context.index, section).first().copied());
        let others = self.places.others.iter().filter_map(|(clause, spot)| {
            let says = case.when.get(*clause as usize)?.says.to_string();
            Some(Related { range: spot.range(context), message: says })
        });
        // Each place of a slip is to be put right; a wording is told once.
        let many = if self.rule.kind == Kind::Contradiction { PLACES } else { 0 };
        let again = places
            .iter()
            .skip(1)
            .filter(|it| it.line != place.line)
            .take(many)
            .map(|it| Related { range: it.range(context), message: "Here too".to_owned() });
        let finding = Finding {
            rule: self.rule.id.clone(),
            severity: severity(self.rule.kind),
            message: fill(&case.message, self.text(Some(place))),
            range: place.range(context),
            related: others.chain(again).collect(),
            step,
            fixes: self.remedy().into_iter().collect(),
        };
        Some(finding.into())
    }

    fn remedy(&self) -> Option<Fix> {
        let (context, fix, places) = (self.context, &self.case.fix, &self.places.first);
        let text = context.note.text();
        let title = |otherwise: &str| match fix.title.is_empty() {
            true => otherwise.to_owned(),
            false => fix.title.to_string(),
        };
        if let Some(line) = line_of(context, self.case, prompt_of(context, self.case)) {
            let (_, section) = context.reading.section_at(places.first()?.line)?;
            let edit = context.insert_lines(section, &[line]);
            return Some(Fix { title: title("Add a line to fill in"), edits: vec![edit], preferred: true });
        }
        let mut edits: Vec<Edit> = Vec::new();
        for place in places {
            let range = place.range(context);
            let edit = if !fix.append.is_empty() {
                Edit::insert(context.line_text(place.line).end, fix.append.to_string())
            } else if !fix.replace.is_empty() {
                Edit { range, text: fix.replace.to_string() }
            } else {
                swapped(text.slice(range.clone()), range.start, fix)?
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

/// A message with the wording that was found.
fn fill(message: &str, found: &str) -> String {
    message.replace("{found}", found)
}
