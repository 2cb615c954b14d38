//! What is shown for the thing under the cursor.

use std::fmt::Write;
use std::ops::Range;

use whyfirst_note::Key;
use whyfirst_review::{Coverage, Section, StepReading};

use crate::explain::{self, Entry};
use crate::navigate::mention_at;
use crate::{View, explain::brief_of_stage};

/// What is under the cursor.
#[derive(Debug, Clone)]
pub struct Hover {
    /// The range that it covers, in bytes.
    pub range: Range<usize>,
    /// What is to be shown, as Markdown.
    pub markdown: String,
}

/// Looks up what stands at a byte offset.
pub fn find(view: View<'_>, offset: usize) -> Option<Hover> {
    if !view.is_design_note() {
        return None;
    }
    directive(view, offset)
        .or_else(|| setting(view, offset))
        .or_else(|| crate::estimates::hover(view, offset))
        .or_else(|| concept(view, offset))
        .or_else(|| crate::estimates::constant(view, offset))
        .or_else(|| title(view, offset))
        .or_else(|| step(view, offset))
}

fn concept(view: View<'_>, offset: usize) -> Option<Hover> {
    let mention = mention_at(view, offset)?;
    let concept = view.index.concept(mention.concept)?;
    let range = mention.start as usize..mention.end as usize;
    Some(Hover { range, markdown: explain::concept(view.index, concept) })
}

/// A step's own heading: why the step is there, what is settled and what is open.
fn step(view: View<'_>, offset: usize) -> Option<Hover> {
    let line = view.line_of(offset);
    let (step, section) = view.step_headed_at(line)?;
    Some(Hover { range: view.line_text(line), markdown: step_markdown(view, step, section)? })
}

fn step_markdown(view: View<'_>, step: &StepReading, section: &Section) -> Option<String> {
    let framework = view.framework()?;
    let data = view.reading.step(view.index, step)?;
    let mut out = format!("### {}\n\n{}\n", data.title, data.why);
    let stages = view.index.stages_of_step(framework, data);
    let aspects: Vec<_> = stages
        .iter()
        .filter_map(|&stage| view.reading.stage(stage))
        .flat_map(|stage| &stage.aspects)
        .filter_map(|it| view.index.aspect(it.aspect).map(|data| (it, data)))
        .collect();
    let line = |line: Option<u32>| line.map_or(String::new(), |line| format!(" (line {})", line + 1));
    let settled: Vec<_> = aspects
        .iter()
        .filter(|(it, _)| it.coverage == Coverage::Covered)
        .map(|(it, aspect)| format!("{}{}", aspect.title, line(it.line)))
        .collect();
    if !settled.is_empty() {
        let _ = write!(out, "\n**Settled**: {}\n", settled.join(" · "));
    }
    let open: Vec<_> = aspects.iter().filter(|(it, _)| it.coverage < Coverage::Covered).collect();
    for (title, essential) in [("Open", true), ("Could lift it further", false)] {
        let mut listed = open.iter().filter(|(_, aspect)| aspect.essential == essential).peekable();
        if listed.peek().is_some() {
            let _ = write!(out, "\n**{title}**\n\n");
        }
        for (it, aspect) in listed.take(if essential { usize::MAX } else { 3 }) {
            let state = match (it.asked, it.coverage) {
                (true, _) => format!(" *only asked{}*", line(it.line)),
                (false, Coverage::Thin) => format!(" *touched{}*", line(it.line)),
                _ => String::new(),
            };
            let _ = writeln!(out, "- **{}**{state}: {}", aspect.title, aspect.ask);
        }
    }
    let problem = view.reading.problem(view.index);
    let stage = view.reading.sections.stages(section).first();
    let briefs = stage.and_then(|&stage| brief_of_stage(view.index, problem?, stage));
    if let (Some(problem), Some(brief)) = (problem, briefs) {
        let _ = write!(out, "\n**For {}**\n\n{brief}", problem.title.to_lowercase());
    }
    Some(out)
}

/// The note's title, where the problem is known.
fn title(view: View<'_>, offset: usize) -> Option<Hover> {
    let line = view.line_of(offset);
    if view.reading.title != Some(line) {
        return None;
    }
    let problem = view.reading.problem(view.index)?;
    Some(Hover { range: view.line_text(line), markdown: explain::problem(view.index, problem) })
}

/// The rule or step that a comment to Whyfirst names.
fn directive(view: View<'_>, offset: usize) -> Option<Hover> {
    let placed = view.note.chunk_at(offset)?;
    let at = placed.chunk.facts.directives.iter().find(|it| placed.range(&it.range).contains(&offset))?;
    let range = placed.range(&at.target);
    let name = view.note.text().slice(range.clone());
    let markdown = match at.verb {
        whyfirst_note::Verb::Allow => whyfirst_review::rule(view.index, name)?.manual(),
        whyfirst_note::Verb::Skip => {
            let framework = view.framework()?;
            let step = framework.steps.iter().find(|step| step.id == name)?;
            explain::step(view.index, framework, step)
        }
        whyfirst_note::Verb::Unknown => return None,
    };
    Some(Hover { range, markdown })
}

/// A value of the front matter.
fn setting(view: View<'_>, offset: usize) -> Option<Hover> {
    let front = view.note.front_matter();
    let (key, setting) =
        front.settings.iter().find(|(_, it)| it.range.start <= offset && offset <= it.range.end)?;
    let entry = match key {
        Key::Framework => Entry::Framework(view.index.guide().framework(&setting.value)?),
        Key::Problem => Entry::Problem(view.index.guide().problem(&setting.value)?),
        Key::Allow => Entry::Rule(whyfirst_review::rule(view.index, &setting.value)?),
        Key::Skip => {
            let framework = view.framework()?;
            Entry::Step(framework, framework.steps.iter().find(|step| step.id == setting.value)?)
        }
        Key::Status => {
            let markdown = match setting.value.as_str() {
                "draft" => "**draft**: it is being written, so what is still to come is not missing.",
                "done" => "**done**: it is finished, so what is not there was skipped.",
                _ => return None,
            };
            return Some(Hover { range: setting.range.clone(), markdown: markdown.to_owned() });
        }
        Key::Minutes => {
            let steps = view.framework()?.steps.iter();
            let (least, most) = steps.fold((0, 0), |(least, most), step| {
                (least + u32::from(step.minutes.0), most + u32::from(step.minutes.1))
            });
            let usual =
                if most > 0 { format!(" The steps usually take {least} to {most}.") } else { String::new() };
            let markdown = format!("How many minutes this answer may take.{usual}");
            return Some(Hover { range: setting.range.clone(), markdown });
        }
    };
    Some(Hover { range: setting.range.clone(), markdown: explain::markdown(view.index, &entry) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    /// The text under the hover's range and the first line shown.
    fn shown(marked: &str) -> Option<(String, String)> {
        let fixture = Fixture::new(marked);
        let hover = find(fixture.view(), fixture.offset)?;
        let text = fixture.note.text().slice(hover.range).to_owned();
        Some((text, hover.markdown.lines().next().unwrap_or_default().to_owned()))
    }

    const NOTE: &str =
        "# Design an ad click predictor\n\n## Evaluate\nOffline metrics: log loss and ROC AUC per country.\n";

    #[test]
    fn the_longest_term_is_shown_with_its_range() {
        let at = |word: &str, mark: &str| NOTE.replacen(word, mark, 1);
        let (text, head) = shown(&at("log loss", "lo$0g loss")).unwrap();
        assert_eq!((text.as_str(), head.as_str()), ("log loss", "### Log loss"));
        assert_eq!(shown(&at("per country", "per coun$0try")), None);
    }

    #[test]
    fn a_step_heading_says_why_and_what_is_open() {
        let fixture = Fixture::new(&NOTE.replacen("Evaluate", "Eval$0uate", 1));
        let hover = find(fixture.view(), fixture.offset).unwrap();
        assert_eq!(fixture.note.text().slice(hover.range.clone()), "## Evaluate");
        for part in
            ["**Settled**: Offline metric", "**Open**", "Online metric", "**For ad click prediction**"]
        {
            assert!(hover.markdown.contains(part), "{part} in {}", hover.markdown);
        }
    }

    #[test]
    fn titles_rules_and_front_matter_have_their_pages() {
        assert_eq!(shown("# Design an ad$0 click predictor\n").unwrap().1, "### Ad click prediction");
        let allow = format!("{NOTE}\n<!-- whyfirst: allow skipped$0-step -->\n");
        assert_eq!(shown(&allow).unwrap(), ("skipped-step".to_owned(), "# skipped-step".to_owned()));
        let skip = format!("{NOTE}\n<!-- whyfirst: skip moni$0tor -->\n");
        assert_eq!(shown(&skip).unwrap().1, "### Monitor and maintain");
        let front = format!("---\nwhyfirst: {{ framework: ml-7$0-step }}\n---\n{NOTE}");
        assert_eq!(shown(&front).unwrap(), ("ml-7-step".to_owned(), "### ML 7-step".to_owned()));
        let minutes = format!("---\nwhyfirst: {{ minutes: 4$05 }}\n---\n{NOTE}");
        assert!(
            shown(&minutes).unwrap().1.contains("The steps usually take 34 to 48"),
            "{:?}",
            shown(&minutes)
        );
        let status = format!("---\nwhyfirst: {{ status: do$0ne }}\n---\n{NOTE}");
        assert!(shown(&status).unwrap().1.starts_with("**done**"));
    }

    #[test]
    fn other_notes_are_left_alone() {
        assert_eq!(shown("# Notes from the meeting\n\nWe talked about log$0 loss.\n"), None);
    }
}
