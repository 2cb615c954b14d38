//! From a place to what it names: the concept under the cursor, the problem that a title asks, and where else a concept is named.

use std::ops::Range;

use whyfirst_guide::index::ConceptRef;
use whyfirst_guide::mentions::Mention;

use crate::View;

/// What a place names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The words that name it, in bytes.
    pub range: Range<usize>,
    /// What it is.
    pub what: What,
}

/// What can be named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A concept.
    Concept(ConceptRef),
    /// A problem, by id.
    Problem(String),
    /// A framework, by id.
    Framework(String),
    /// A rule, by id.
    Rule(String),
}

/// What a byte offset names.
pub fn named_at(view: View<'_>, offset: usize) -> Option<Named> {
    if !view.is_design_note() {
        return None;
    }
    if let Some((range, rule)) = rule_at(view, offset) {
        return Some(Named { range, what: What::Rule(rule) });
    }
    if let Some(named) = setting_at(view, offset) {
        return Some(named);
    }
    if let Some(mention) = mention_at(view, offset) {
        return Some(Named { range: range(&mention), what: What::Concept(mention.concept) });
    }
    let line = view.line_of(offset);
    let problem = view.reading.problem(view.index).filter(|_| view.reading.title == Some(line))?;
    Some(Named { range: view.line_text(line), what: What::Problem(problem.id.to_string()) })
}

/// The mention of a concept at a byte offset, its ends included.
pub fn mention_at(view: View<'_>, offset: usize) -> Option<Mention> {
    let line = view.line_of(offset);
    let (chunk, placed) = view.note.placed_in(&(line..line + 1)).next()?;
    let inside = offset - placed.start;
    let mut mentions = view.reading.chunks.get(chunk)?.mentions();
    let mention = mentions.find(|it| it.start as usize <= inside && inside <= it.end as usize)?;
    Some(Mention {
        start: mention.start + placed.start as u32,
        end: mention.end + placed.start as u32,
        line: mention.line + placed.line as u32,
        concept: mention.concept,
    })
}

/// The places at which a note names a concept, in bytes.
pub fn mentions_of(view: View<'_>, concept: ConceptRef) -> Vec<Range<usize>> {
    if !view.is_design_note() {
        return Vec::new();
    }
    view.reading.mentions(view.note).filter(|it| it.concept == concept).map(|it| range(&it)).collect()
}

fn range(mention: &Mention) -> Range<usize> {
    mention.start as usize..mention.end as usize
}

/// The rule that a comment allows.
fn rule_at(view: View<'_>, offset: usize) -> Option<(Range<usize>, String)> {
    let placed = view.note.chunk_at(offset)?;
    let at = placed.chunk.facts.directives.iter().find(|it| placed.range(&it.range).contains(&offset))?;
    let range = placed.range(&at.target);
    let rule = whyfirst_review::rule(view.index, view.note.text().slice(range.clone()))?;
    (at.verb == whyfirst_note::Verb::Allow).then(|| (range, rule.id.to_owned()))
}

/// The problem or framework that the front matter names.
fn setting_at(view: View<'_>, offset: usize) -> Option<Named> {
    let settings = &view.note.front_matter().settings;
    let (key, setting) =
        settings.iter().find(|(_, it)| it.range.start <= offset && offset <= it.range.end)?;
    let guide = view.index.guide();
    let what = match key {
        whyfirst_note::Key::Problem => What::Problem(guide.problem(&setting.value)?.id.to_string()),
        whyfirst_note::Key::Framework => What::Framework(guide.framework(&setting.value)?.id.to_string()),
        whyfirst_note::Key::Allow => {
            What::Rule(whyfirst_review::rule(view.index, &setting.value)?.id.to_owned())
        }
        _ => return None,
    };
    Some(Named { range: setting.range.clone(), what })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    const NOTE: &str = "# Design an ad click predictor\n\n## Evaluate\nWe gate on log loss 😀 and ROC AUC.\n\n## Serve\nWatch log loss.\n";

    /// The words that are named at a mark.
    fn named(marked: &str) -> Option<(String, What)> {
        let fixture = Fixture::new(marked);
        let named = named_at(fixture.view(), fixture.offset)?;
        Some((fixture.note.text().slice(named.range).to_owned(), named.what))
    }

    #[test]
    fn terms_titles_and_front_matter_name_things_and_other_words_do_not() {
        let at = |word: &str, mark: &str| named(&NOTE.replacen(word, mark, 1));
        let (text, what) = at("log loss", "log$0 loss").unwrap();
        assert!(text == "log loss" && matches!(what, What::Concept(_)), "{text} {what:?}");
        assert_eq!(
            at("ad click", "ad$0 click").map(|it| it.1),
            Some(What::Problem("ad-click-prediction".to_owned()))
        );
        assert_eq!(at("We gate", "We ga$0te"), None);
        let front = format!("---\nwhyfirst: {{ framework: ml-7$0-step }}\n---\n{NOTE}");
        assert_eq!(named(&front).map(|it| it.1), Some(What::Framework("ml-7-step".to_owned())));
        let allow = format!("{NOTE}<!-- whyfirst: allow skipped$0-step -->\n");
        assert_eq!(named(&allow).map(|it| it.1), Some(What::Rule("skipped-step".to_owned())));
    }

    #[test]
    fn a_concept_is_found_wherever_the_note_names_it() {
        let fixture = Fixture::new(&NOTE.replacen("log loss", "log$0 loss", 1));
        let mention = mention_at(fixture.view(), fixture.offset).unwrap();
        let found = mentions_of(fixture.view(), mention.concept);
        let words: Vec<_> = found.iter().map(|it| fixture.note.text().slice(it.clone())).collect();
        assert_eq!(words, ["log loss", "log loss"]);
    }
}
