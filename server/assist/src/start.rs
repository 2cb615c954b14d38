//! Starting a new answer: a note with a title and an outline to fill in.

use whyfirst_guide::model::{Framework, Problem};
use whyfirst_guide::title::problem_in;
use whyfirst_guide::{Index, snippet};
use whyfirst_review::skeleton::{self, Style};

/// What the answer is to be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish<'a> {
    /// The id of a known problem.
    pub problem: Option<&'a str>,
    /// The question in the writer's own words.
    pub title: Option<&'a str>,
    /// The id of the framework to follow.
    pub framework: Option<&'a str>,
    /// How long the answer may take.
    pub minutes: Option<u16>,
}

/// A note to start from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// Its title.
    pub title: String,
    /// Its text as a snippet.
    pub snippet: String,
}

impl Start {
    /// The text as it stands once put in.
    pub fn text(&self) -> String {
        snippet::plain(&self.snippet)
    }
}

/// What stands for a title that nobody has given.
const UNTITLED: &str = "Design …";

/// Writes the note that is wished for.
///
/// # Errors
/// If there is no such problem or framework: says so, to the writer.
pub fn start(index: &Index, wish: &Wish<'_>) -> Result<Start, String> {
    let guide = index.guide();
    let framework = match wish.framework {
        Some(id) => guide.framework(id).ok_or_else(|| no_framework(index, id))?,
        None => guide.default_framework().ok_or("the guide has no framework")?,
    };
    let title = wish.title.map(str::trim).filter(|title| !title.is_empty());
    let problem = match wish.problem {
        Some(id) => Some(guide.problem(id).ok_or_else(|| format!("there is no problem `{id}`"))?),
        None => title.and_then(|title| problem_in(index, title)).and_then(|at| index.problem(at)),
    };
    let title = title.or(problem.map(|problem| &*problem.question));
    let placeholder = format!("${{1:{UNTITLED}}}");
    let heading = title.map_or(placeholder, snippet::escape);
    let mut snippet = settings(framework, problem, title, index, wish.minutes);
    snippet
        .push_str(&skeleton::outline(index, framework, problem, Some(&heading), &Style::default()).snippet);
    Ok(Start { title: title.unwrap_or(UNTITLED).to_owned(), snippet })
}

/// Front matter, as far as the note would be read in another way without it.
fn settings(
    framework: &Framework,
    problem: Option<&Problem>,
    title: Option<&str>,
    index: &Index,
    minutes: Option<u16>,
) -> String {
    let mut entries = Vec::new();
    if !framework.default {
        entries.push(format!("framework: {}", framework.id));
    }
    let understood = title.and_then(|title| problem_in(index, title)).and_then(|at| index.problem(at));
    if let Some(problem) = problem
        && understood.is_none_or(|understood| understood.id != problem.id)
    {
        entries.push(format!("problem: {}", problem.id));
    }
    entries.extend(minutes.map(|minutes| format!("minutes: {minutes}")));
    if entries.is_empty() {
        return String::new();
    }
    // Braces mean something in a snippet.
    snippet::escape(&format!("---\nwhyfirst: {{ {} }}\n---\n", entries.join(", ")))
}

fn no_framework(index: &Index, id: &str) -> String {
    let known: Vec<_> = index.guide().frameworks.iter().map(|it| &*it.id).collect();
    format!("there is no framework `{id}`; there are {}", known.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Fixture, index};

    #[test]
    fn what_is_started_is_read_as_what_was_wished_for() {
        let index = index();
        for problem in index.guide().problems.iter() {
            let wish = Wish { problem: Some(&problem.id), ..Wish::default() };
            let text = start(&index, &wish).unwrap().text();
            let fixture = Fixture::new(&text);
            assert_eq!(
                fixture.view().reading.problem(&index).map(|it| &*it.id),
                Some(&*problem.id),
                "{text}"
            );
        }
        for framework in index.guide().frameworks.iter() {
            let wish = Wish { title: Some("A thing"), framework: Some(&framework.id), ..Wish::default() };
            let text = start(&index, &wish).unwrap().text();
            let fixture = Fixture::new(&text);
            assert_eq!(
                fixture.view().reading.framework(&index).map(|it| &*it.id),
                Some(&*framework.id),
                "{text}"
            );
        }
    }

    #[test]
    fn own_titles_and_minutes_are_kept_and_what_is_unknown_is_told() {
        let index = index();
        let wish = Wish { title: Some(" Design ${ad} clicks "), minutes: Some(45), ..Wish::default() };
        let begun = start(&index, &wish).unwrap();
        assert_eq!(begun.title, "Design ${ad} clicks");
        let text = begun.text();
        assert!(
            text.starts_with("---\nwhyfirst: { minutes: 45 }\n---\n# Design ${ad} clicks\n\n## 1. "),
            "{text}"
        );
        assert!(start(&index, &Wish::default()).unwrap().snippet.starts_with("# ${1:Design …}\n"));
        let unknown = Wish { problem: Some("no-such"), ..Wish::default() };
        assert_eq!(start(&index, &unknown), Err("there is no problem `no-such`".to_owned()));
    }
}
