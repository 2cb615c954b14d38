//! Telling at a glance, from the lines of a text, that it is no design note.
//!
//! A folder in which one file in twenty is a design note is read in a fraction of the time so. A glance never passes over a design note. At
//! a text it takes for a heading whatever could be one; what it cannot tell is parsed, and looked at once more for what is one.

use memchr::memmem;
use smallvec::SmallVec;
use whyfirst_guide::Index;
use whyfirst_guide::index::StageRef;
use whyfirst_guide::title;
use whyfirst_note::{Note, title_in, unmarked};

use crate::headings::{self, strip_number};
use crate::reading::Options;
use crate::recognise::{self, OPENED_STAGES};
use crate::sections;

/// Whoever speaks to us by name is heard.
const OUR_NAME: &str = "whyfirst";

/// Whether a text could be read as a design note, or be a page of one, or hold anything that we would say something about. The options are
/// those with which it would be read; what lies beside it on the disk is not asked.
pub fn at_text(index: &Index, text: &str, options: &Options) -> bool {
    if is_told(text, options) {
        return true;
    }
    let mut glance = Glance::new(index);
    let (file, _) = recognise::file_and_folder(&options.path);
    glance.is_title(&file) || glance.lines(text)
}

/// Whether a note could be one, by its headings and the names that it gives itself.
pub fn at_note(index: &Index, note: &Note, options: &Options) -> bool {
    if is_told(note.text().as_str(), options) {
        return true;
    }
    let mut glance = Glance::new(index);
    let names = recognise::names(note, &options.path, None);
    glance.is_name(&names.title)
        || glance.is_title(&names.file)
        || title::said(index, strip_number(&names.opening)).task
        || glance.headings(note)
}

/// Whether the configuration or the text itself may say so.
fn is_told(text: &str, options: &Options) -> bool {
    options.design_note == Some(true) || memmem::find(text.as_bytes(), OUR_NAME.as_bytes()).is_some()
}

struct Glance<'a> {
    index: &'a Index,
    /// The stages that lines name which could be headings.
    stages: SmallVec<[StageRef; 8]>,
    /// Whether a vague wording counts.
    vague: bool,
}

impl Glance<'_> {
    fn new(index: &Index) -> Glance<'_> {
        let vague =
            sections::weight(index.guide().language.weights.weak_wording) >= recognise::outright(index);
        Glance { index, stages: SmallVec::new(), vague }
    }

    fn headings(&mut self, note: &Note) -> bool {
        note.placed().any(|placed| {
            placed.headings().iter().any(|heading| {
                let title = placed.title(heading);
                if heading.kind.is_real() { self.is_title(title) } else { self.opens(title, false) }
            })
        })
    }

    fn lines(&mut self, text: &str) -> bool {
        let mut start = Start::default();
        let mut paragraph: SmallVec<[&str; 8]> = SmallVec::new();
        for line in text.lines().flat_map(|line| line.split('\r')) {
            let content = unmarked(line).trim_end();
            // All lines above an underline could be a title. A single `-` is one, too.
            let is_underline = underlines(line.trim_matches([' ', '\t', '>']));
            if is_underline && paragraph.drain(..).any(|above| self.is_title(above)) {
                return true;
            }
            let told = if content.starts_with('#') {
                paragraph.clear();
                self.is_title(content.trim_start_matches('#').trim())
            } else {
                match content.is_empty() {
                    true => paragraph.clear(),
                    false => paragraph.push(content),
                }
                !start.is_over && self.is_name(content)
                    || title_in(content).is_some_and(|title| self.opens(title, false))
            };
            if told {
                return true;
            }
            start.take(line, content, is_underline);
        }
        self.is_task(&start.text)
    }

    /// Whether a real heading, or a file's name, could be that of a design note or of a page of one, or opens one stage more than enough.
    fn is_title(&mut self, title: &str) -> bool {
        self.is_name(title) || self.opens(title, true)
    }

    /// Whether it asks a design question or names a known one.
    fn is_name(&self, name: &str) -> bool {
        let said = recognise::said(self.index, name);
        said.asks || said.task || said.problem.is_some()
    }

    /// Whether so many stages have been named, with those of one more title, that headings could speak for the text; or whether this one,
    /// if it is real, is that of a page.
    fn opens(&mut self, title: &str, is_real: bool) -> bool {
        let share = sections::weight(self.index.guide().language.weights.share);
        for named in headings::read(self.index, title).worded().stages() {
            if is_real && named.strong && named.share >= share {
                return true;
            }
            if (named.strong || self.vague) && !self.stages.contains(&named.stage) {
                self.stages.push(named.stage);
            }
        }
        self.stages.len() >= OPENED_STAGES
    }

    /// Whether the beginning of a text puts a design task.
    fn is_task(&self, text: &str) -> bool {
        let task = |text: &str| title::said(self.index, text).task;
        task(text) || text.lines().any(|line| task(strip_number(line)))
    }
}

/// The beginning of a text: its first line, which may stand for its title, and its first paragraph. What may be no prose (code, comments,
/// tables, metadata) does not end it.
#[derive(Default)]
struct Start {
    text: String,
    has_prose: bool,
    uncertain: bool,
    is_over: bool,
}

impl Start {
    fn take(&mut self, line: &str, content: &str, is_underline: bool) {
        if self.is_over {
            return;
        }
        let words = content.trim_start_matches(['*', '_', '(', '"', '“']);
        let plain = words.starts_with(char::is_alphanumeric) && !content.contains('|');
        // Four spaces make code of a line, and a line of signs a title of the one above.
        let indented = line.starts_with("    ") || line.starts_with('\t');
        self.uncertain |=
            is_underline || !content.is_empty() && !content.starts_with('#') && (!plain || indented);
        self.has_prose |= plain;
        self.text.push_str(content);
        self.text.push('\n');
        self.is_over = content.is_empty() && self.has_prose && !self.uncertain;
    }
}

/// Whether a line could make a heading of what stands above it.
fn underlines(content: &str) -> bool {
    let all = |mark: char| content.chars().all(|c| c == mark);
    !content.is_empty() && (all('=') || all('-'))
}

#[cfg(test)]
mod tests {
    use whyfirst_guide::builtin_index;

    use super::*;

    /// What a glance at the text says, and one at the note.
    fn may_be(path: &str, text: &str) -> (bool, bool) {
        let (index, options) = (builtin_index(), Options { path: path.to_owned(), ..Options::default() });
        (at_text(&index, text, &options), at_note(&index, &Note::new(text.to_owned()), &options))
    }

    #[test]
    fn other_files_are_known_at_a_glance() {
        let others = [
            "",
            "Milk, bread, eggs\n",
            "# Changelog\n\n## 1.2.0\n\n- Fixed: the cache is emptied when a model is loaded again.\n- New: metrics over HTTP.\n",
            "# Meeting\n\nWe spoke about the budget, and about who serves coffee.\n\n* Anna: the room\n* Ben: cake\n",
            "---\ntags: [daily]\n---\n\nSlept well. Worked on the features of the new release, then evaluation of offers.\n",
            "**Install**\n\n```sh\n# make all\nmake\n```\n",
        ];
        for text in others {
            assert_eq!(may_be("notes/other.md", text), (false, false), "{text:?}");
        }
        // What stands in code is no heading; that takes knowing what is code.
        let code = "# Notes\n\nWords.\n\n```sh\n# evaluation\nmake\n# monitoring\nmake\n```\n";
        assert_eq!(may_be("notes/other.md", code), (true, false));
    }

    #[test]
    fn whatever_could_speak_for_a_design_note_is_parsed() {
        let plain = "Some words that stand in a text of any kind.\n";
        let told = [
            "# Design a video recommendation system\n\nUsers watch.\n",
            "How would you design an ad click predictor?\n===\n\nWell.\n",
            "Ad click prediction\n-\n\nWell.\n",
            "Ad click prediction\r\n===\r\n\r\nWell.\r\n",
            "> - ## Design a news feed\n",
            "Our plan\n-\n\nThe task is to design a news feed.\n",
            "\u{feff}Design a news feed\n\nUsers read.\n",
            "**Requirements:** x\r\n\r\n**Data:** y\r\n\r\n1. Features\r\n\r\nModel training: z\r\n\r\n<b>Evaluation</b>\r\n",
            "Words.\n\n<!-- whyfirst: skip monitor -->\n",
            "# Monitoring\n\nWe watch for drift.\n",
        ];
        for text in told {
            assert_eq!(may_be("notes/other.md", text), (true, true), "{text:?}");
        }
        for path in ["notes/design-a-news-feed.md", "answer/3-features.md"] {
            assert_eq!(may_be(path, plain), (true, true), "{path}");
        }
        let configured = Options { design_note: Some(true), ..Options::default() };
        assert!(at_text(&builtin_index(), plain, &configured));
    }
}
