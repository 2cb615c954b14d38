//! Ghost text: at an empty bullet of a step, the next line to fill in.

use std::ops::Range;

use crate::View;
use crate::completion::{self, ItemKind, Trigger, Wanted};

/// Text that is shown before it is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ghost {
    /// What it replaces, in bytes.
    pub range: Range<usize>,
    /// The text as a snippet.
    pub snippet: String,
}

/// What to show at a byte offset: nothing but at an empty bullet.
pub fn find(view: View<'_>, offset: usize) -> Option<Ghost> {
    let text = view.note.text();
    let line = text.line_range(view.line_of(offset) as usize);
    let before = text.slice(line.start..offset.clamp(line.start, line.end));
    let after = text.slice(offset.clamp(line.start, line.end)..line.end);
    if !matches!(before.trim(), "-" | "*" | "+") || !before.ends_with([' ', '\t']) || !after.trim().is_empty()
    {
        return None;
    }
    let wanted =
        Wanted { outlines: false, headings: false, concepts: false, formulas: false, ..Wanted::default() };
    let found = completion::find(view, offset, Trigger::Asked, wanted);
    let item = found.items.into_iter().find(|item| item.kind == ItemKind::Prompt)?;
    Some(Ghost { range: item.range, snippet: item.snippet })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    #[test]
    fn an_empty_bullet_shows_the_next_prompt_and_nothing_else_does() {
        let at = |text: &str| {
            let note =
                format!("# Design an ad click predictor\n\n## Requirements\n- Goal: more ad revenue\n{text}");
            let fixture = Fixture::new(&note);
            find(fixture.view(), fixture.offset).map(|ghost| whyfirst_guide::snippet::plain(&ghost.snippet))
        };
        assert!(at("- $0\n").is_some_and(|text| text.contains(':')));
        for text in ["-$0", "- a$0", "$0", "- $0 more", "```\n- $0\n```"] {
            assert_eq!(at(text), None, "{text}");
        }
    }
}
