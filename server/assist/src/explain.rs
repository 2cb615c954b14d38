//! Entries of the guide as Markdown: for hovers, for completion, and for the terminal.

use std::fmt::Write;

use whyfirst_guide::Index;
use whyfirst_guide::index::StageRef;
use whyfirst_guide::lexicon::Builder;
use whyfirst_guide::mentions::mentions;
use whyfirst_guide::model::{Aspect, Concept, Framework, Level, Problem, Step};
use whyfirst_guide::sort;
use whyfirst_guide::tables::HeadingMeaning;
use whyfirst_guide::title::problem_in;
use whyfirst_guide::words::Words;
use whyfirst_review::RuleInfo;

/// Something that can be explained.
#[derive(Debug, Clone, Copy)]
pub enum Entry<'a> {
    /// A concept.
    Concept(&'a Concept),
    /// A step of a framework.
    Step(&'a Framework, &'a Step),
    /// An aspect of a stage.
    Aspect(StageRef, &'a Aspect),
    /// A problem.
    Problem(&'a Problem),
    /// A framework.
    Framework(&'a Framework),
    /// A rule.
    Rule(RuleInfo<'a>),
}

impl Entry<'_> {
    /// Its name.
    pub fn title(&self) -> &str {
        match self {
            Entry::Concept(it) => &it.name,
            Entry::Step(_, it) => &it.title,
            Entry::Aspect(_, it) => &it.title,
            Entry::Problem(it) => &it.title,
            Entry::Framework(it) => &it.title,
            Entry::Rule(it) => it.id,
        }
    }
}

/// Finds what a term or id means.
///
/// # Errors
/// If nothing is known by that name: the nearest names that are, at most three.
pub fn find<'a>(index: &'a Index, term: &str) -> Result<Entry<'a>, Vec<String>> {
    let guide = index.guide();
    let id = term.trim().to_lowercase().replace([' ', '_'], "-");
    if let Some(rule) = whyfirst_review::rule(index, &id) {
        return Ok(Entry::Rule(rule));
    }
    if let Some(framework) = guide.framework(&id) {
        return Ok(Entry::Framework(framework));
    }
    let steps = || {
        guide
            .frameworks
            .iter()
            .flat_map(|framework| framework.steps.iter().map(move |step| (framework, step)))
    };
    if let Some((framework, step)) = steps().find(|(_, step)| step.id == id) {
        return Ok(Entry::Step(framework, step));
    }
    if let Some(concept) = guide.concept(&id) {
        return Ok(Entry::Concept(concept));
    }
    if let Some(problem) = guide.problem(&id) {
        return Ok(Entry::Problem(problem));
    }
    if let Some(aspect) = aspect_by_id(index, &id) {
        return Ok(aspect);
    }
    // A wording: a concept's alias, whatever its context, then a problem's title, then a step's heading.
    if let Some(concept) = concept_called(index, term) {
        return Ok(Entry::Concept(concept));
    }
    if let Some(problem) = problem_in(index, term).and_then(|at| index.problem(at)) {
        return Ok(Entry::Problem(problem));
    }
    step_called(index, term)
        .map(|(framework, step)| Entry::Step(framework, step))
        .ok_or_else(|| nearest(index, &id))
}

fn aspects(index: &Index) -> impl Iterator<Item = (StageRef, &Aspect)> {
    let rubrics = 0..index.guide().rubrics.len() as u8;
    let stages = rubrics.flat_map(|rubric| index.stages(rubric).map(|(stage, _)| stage).collect::<Vec<_>>());
    stages
        .flat_map(|stage| index.aspects_of(stage).map(move |(_, aspect)| (stage, aspect)).collect::<Vec<_>>())
}

/// The concept that a term names as a whole; ambiguous aliases need no context here.
fn concept_called<'a>(index: &'a Index, term: &str) -> Option<&'a Concept> {
    let term = term.trim();
    let whole = mentions(index, term).into_iter().find(|it| it.start == 0 && it.end as usize == term.len());
    whole.and_then(|mention| index.concept(mention.concept)).or_else(|| {
        // Whoever asks need not write capitals: `rrf`.
        let folded = term.to_lowercase();
        let called = |concept: &&Concept| names(concept).any(|name| name.to_lowercase() == folded);
        index.guide().concepts.iter().find(called).or_else(|| concept_like(index, term))
    })
}

/// The concept with a name that, as a phrase, is the whole of a term: in the plural, or by its beginning.
fn concept_like<'a>(index: &'a Index, term: &str) -> Option<&'a Concept> {
    let mut phrases = Builder::new();
    for (at, concept) in index.guide().concepts.iter().enumerate() {
        for name in names(concept) {
            // A name that is no phrase is one as it stands only.
            let _ = phrases.add(&name.to_lowercase(), at as u32);
        }
    }
    let words = Words::of(term, index.units());
    let last = (words.words.len() as u32).checked_sub(1)?;
    let mut found = None;
    phrases.finish().scan(term, 0, &words, |hit| {
        if (hit.first, hit.last) == (0, last) {
            found.get_or_insert(hit.payload);
        }
    });
    index.guide().concepts.get(found? as usize)
}

/// All that a concept is called.
fn names(concept: &Concept) -> impl Iterator<Item = &str> {
    let ambiguous = concept.ambiguous.iter().map(|it| &*it.alias);
    concept.aliases.iter().chain(ambiguous).chain([&*concept.name])
}

fn step_called<'a>(index: &'a Index, term: &str) -> Option<(&'a Framework, &'a Step)> {
    let words = Words::of(term, index.units());
    let mut found = None;
    index.scan_heading(term, &words, |meaning, _| {
        if let HeadingMeaning::Step(framework, step) = meaning {
            found.get_or_insert((framework, step));
        }
    });
    let (framework, step) = found?;
    let framework = index.guide().frameworks.get(framework as usize)?;
    Some((framework, framework.steps.get(step as usize)?))
}

/// Ids of what looks like a mistyped id, name or alias.
fn nearest(index: &Index, id: &str) -> Vec<String> {
    let guide = index.guide();
    let mut known: Vec<(&str, String)> = Vec::new();
    let mut add = |id, name: &str| known.push((id, name.to_lowercase().replace(' ', "-")));
    for concept in guide.concepts.iter() {
        add(&*concept.id, &concept.id);
        add(&*concept.id, &concept.name);
        concept.aliases.iter().for_each(|alias| add(&*concept.id, alias));
        concept.ambiguous.iter().for_each(|it| add(&*concept.id, &it.alias));
    }
    for problem in guide.problems.iter() {
        add(&*problem.id, &problem.id);
        add(&*problem.id, &problem.title);
    }
    for framework in guide.frameworks.iter() {
        add(&*framework.id, &framework.id);
        framework.steps.iter().for_each(|step| add(&*step.id, &step.id));
    }
    aspects(index).for_each(|(_, aspect)| add(&*aspect.id, &aspect.id));
    whyfirst_review::rules(index).into_iter().for_each(|rule| add(rule.id, rule.id));
    nearest_by(id, known.iter().map(|(id, name)| (*id, name.as_str())))
}

/// Of some names those that look like a mistyped one, at most three, the likest first and each between back-quotes.
pub fn nearest_of<'n>(given: &str, names: impl Iterator<Item = &'n str>) -> Vec<String> {
    nearest_by(&given.trim().to_lowercase(), names.map(|name| (name, name)))
}

/// Of pairs of what is offered and how it may be written, those written most like the given.
fn nearest_by<'n>(given: &str, known: impl Iterator<Item = (&'n str, &'n str)>) -> Vec<String> {
    let mut near: Vec<(f64, &str)> = known
        .map(|(id, name)| (likeness(given, &name.to_lowercase()), id))
        .filter(|(likeness, _)| *likeness > 0.45)
        .collect();
    sort::by(&mut near, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    let mut offered: Vec<String> = Vec::new();
    for (_, id) in near {
        let id = format!("`{id}`");
        if !offered.contains(&id) {
            offered.push(id);
        }
        if offered.len() == 3 {
            break;
        }
    }
    offered
}

/// The share of pairs of neighbouring letters that two words have in common.
fn likeness(a: &str, b: &str) -> f64 {
    let pairs = |word: &str| -> Vec<(char, char)> { word.chars().zip(word.chars().skip(1)).collect() };
    let (a, mut b) = (pairs(a), pairs(b));
    let total = a.len() + b.len();
    let common = a
        .iter()
        .filter(|pair| b.iter().position(|other| other == *pair).map(|at| b.swap_remove(at)).is_some())
        .count();
    if total == 0 { 0.0 } else { 2.0 * common as f64 / total as f64 }
}

/// The aspect with this id.
pub fn aspect_by_id<'a>(index: &'a Index, id: &str) -> Option<Entry<'a>> {
    aspects(index).find(|(_, aspect)| aspect.id == id).map(|(stage, aspect)| Entry::Aspect(stage, aspect))
}

/// Markdown for a client that shows plain text only: without the marks of emphasis, code and headings.
pub fn plain(markdown: &str) -> String {
    let lines = markdown.lines().map(|line| line.trim_start_matches('#').trim_start_matches(' '));
    lines.map(|line| line.replace("**", "").replace('`', "")).collect::<Vec<_>>().join("\n")
}

/// An entry as Markdown.
pub fn markdown(index: &Index, entry: &Entry<'_>) -> String {
    match entry {
        Entry::Concept(concept) => self::concept(index, concept),
        Entry::Step(framework, step) => self::step(index, framework, step),
        Entry::Aspect(stage, aspect) => self::aspect(index, *stage, aspect),
        Entry::Problem(problem) => self::problem(index, problem),
        Entry::Framework(framework) => self::framework(framework),
        Entry::Rule(rule) => rule.manual(),
    }
}

/// A concept's card, the steps in which it matters, and where to read on.
pub fn concept(index: &Index, concept: &Concept) -> String {
    let mut out = format!("### {}\n\n{}\n\n{}\n", concept.name, concept.gist, concept.card);
    let stage = |id| index.guide().rubrics.iter().find_map(|rubric| rubric.stage(id));
    let stages: Vec<_> =
        concept.stages.iter().filter_map(|id| stage(id)).map(|stage| &*stage.title).collect();
    if !stages.is_empty() {
        let _ = write!(out, "\nMatters in: {}\n", stages.join(" · "));
    }
    let related: Vec<_> =
        concept.related.iter().filter_map(|id| index.guide().concept(id)).map(|it| &*it.name).collect();
    if !related.is_empty() {
        let _ = write!(out, "\nSee also: {}\n", related.join(" · "));
    }
    out
}

fn minutes((least, most): (u8, u8)) -> String {
    match (least, most) {
        (0, 0) => String::new(),
        (least, most) if least == most => format!("{least} min"),
        (least, most) => format!("{least}–{most} min"),
    }
}

/// A step: why it is there, and what it should settle.
pub fn step(index: &Index, framework: &Framework, step: &Step) -> String {
    let mut out = format!("### {}\n\n", step.title);
    let _ = writeln!(out, "{}\n", step.why);
    let of = framework.steps.iter().position(|it| it.id == step.id).map_or(0, |at| at + 1);
    let time = minutes(step.minutes);
    let time = if time.is_empty() { time } else { format!(" · {time}") };
    let _ = writeln!(out, "Step {of} of {} in {}{time}", framework.steps.len(), framework.title);
    let aspects: Vec<_> = index
        .stages_of_step(framework, step)
        .iter()
        .flat_map(|&stage| index.aspects_of(stage))
        .map(|(_, it)| it)
        .collect();
    for (title, essential) in [("What a good answer settles", true), ("What lifts it further", false)] {
        let mut listed = aspects.iter().filter(|aspect| aspect.essential == essential).peekable();
        if listed.peek().is_some() {
            let _ = write!(out, "\n**{title}**\n\n");
        }
        for aspect in listed {
            let _ = writeln!(out, "- **{}**: {}", aspect.title, aspect.ask);
        }
    }
    for prompt in step.prompts.iter() {
        let _ = writeln!(out, "- {}", whyfirst_guide::snippet::plain(prompt));
    }
    out
}

/// An aspect: the question behind it, a line that answers it, and how much is expected.
pub fn aspect(index: &Index, stage: StageRef, aspect: &Aspect) -> String {
    let stage = index.stage(stage).map_or("", |stage| &*stage.title);
    let mut out = format!("### {}\n\n{}\n\n", aspect.title, aspect.ask);
    let _ = writeln!(out, "- **In a note**: {}\n", whyfirst_guide::snippet::plain(&aspect.prompt));
    let weight = if aspect.essential { "essential" } else { "a bonus" };
    let from = match aspect.level {
        Level::Mid => "at every level",
        Level::Senior => "from senior level on",
        Level::Staff => "from staff level on",
    };
    let _ = write!(out, "Part of *{stage}*, {weight}, expected {from}");
    if aspect.found_in > 0 {
        let _ = write!(out, "; found in {} of 100 hand-written notes", aspect.found_in);
    }
    out.push_str(".\n");
    out
}

/// A problem's brief.
pub fn problem(index: &Index, problem: &Problem) -> String {
    let mut out = format!("### {}\n\n{}\n", problem.title, problem.summary);
    for brief in problem.brief.iter() {
        let stage = index.guide().rubrics.iter().find_map(|rubric| rubric.stage(&brief.stage));
        let _ = write!(out, "\n**{}**\n\n", stage.map_or(&*brief.stage, |stage| &*stage.title));
        for entry in brief.entries.iter() {
            let label = match &*entry.key {
                "ask" => "Ask".to_owned(),
                "trap" => "Trap".to_owned(),
                key => stage
                    .and_then(|stage| stage.aspects.iter().find(|aspect| aspect.id == key))
                    .map_or_else(|| key.to_owned(), |aspect| aspect.title.to_string()),
            };
            let _ = writeln!(out, "- **{label}**: {}", entry.text);
        }
    }
    out
}

/// The part of a problem's brief that concerns one stage; nothing if it has none.
pub fn brief_of_stage(index: &Index, problem: &Problem, stage: StageRef) -> Option<String> {
    let stage = index.stage(stage)?;
    let brief = problem.brief.iter().find(|brief| brief.stage == stage.id)?;
    let mut out = String::new();
    for entry in brief.entries.iter() {
        let label =
            stage.aspects.iter().find(|aspect| aspect.id == entry.key).map_or("Ask", |aspect| &*aspect.title);
        let label = if entry.key == "trap" { "Trap" } else { label };
        let _ = writeln!(out, "- **{label}**: {}", entry.text);
    }
    Some(out)
}

/// A framework: its steps.
pub fn framework(framework: &Framework) -> String {
    let mut out = format!("### {}\n\n{}\n\n", framework.title, framework.summary);
    for (at, step) in framework.steps.iter().enumerate() {
        let time = minutes(step.minutes);
        let time = if time.is_empty() { time } else { format!(" ({time})") };
        let _ = writeln!(out, "{}. **{}**{time}: {}", at + 1, step.title, step.why);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::index;

    #[test]
    fn ids_terms_and_headings_are_found() {
        let index = index();
        let kind = |term: &str| match find(&index, term) {
            Ok(Entry::Concept(it)) => format!("concept {}", it.id),
            Ok(Entry::Step(_, it)) => format!("step {}", it.id),
            Ok(Entry::Problem(it)) => format!("problem {}", it.id),
            Ok(Entry::Framework(it)) => format!("framework {}", it.id),
            Ok(Entry::Rule(it)) => format!("rule {}", it.id),
            Ok(Entry::Aspect(_, it)) => format!("aspect {}", it.id),
            Err(near) => format!("? {}", near.join(" ")),
        };
        assert_eq!(kind("NDCG"), "concept ndcg");
        assert_eq!(
            (kind("ndcg"), kind("rrf")),
            ("concept ndcg".to_owned(), "concept hybrid-search".to_owned())
        );
        assert_eq!(kind("Cold start"), "concept cold-start");
        for concept in index.guide().concepts.iter() {
            for name in names(concept) {
                assert!(find(&index, name).is_ok(), "{name}");
            }
        }
        // In the plural, and without the words that a text would need beside it.
        for (term, concept) in [
            ("replicas", "sharding"),
            ("language models", "language-model-classic"),
            ("time series", "forecasting"),
            ("generalization", "overfitting"),
            ("downsample", "resampling"),
            ("Containers", "docker"),
        ] {
            assert_eq!(kind(term), format!("concept {concept}"), "{term}");
        }
        assert_eq!(kind("skipped-step"), "rule skipped-step");
        assert_eq!(kind("ml-7-step"), "framework ml-7-step");
        assert_eq!(kind("monitor"), "step monitor");
        assert_eq!(kind("Design a YouTube recommender"), "problem video-recommendation");
        assert_eq!(kind("fallback"), "concept fallback");
        assert_eq!(kind("guardrail"), "aspect guardrail");
        for (mistyped, meant) in [
            ("calibratoin", "calibration"),
            ("lamdamart", "lambdamart"),
            ("normalised cumulative gain", "ndcg"),
            ("skiped-step", "skipped-step"),
            ("ml-7-steps", "ml-7-step"),
            ("vidoe search", "video-search"),
        ] {
            let near = kind(mistyped);
            assert!(near.starts_with(&format!("? `{meant}`")), "{mistyped}: {near}");
        }
        assert_eq!(kind("qqqqq"), "? ");
    }
}
