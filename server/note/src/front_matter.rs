//! Front matter: the settings of one note, under the key `whyfirst`.

use std::fmt;
use std::ops::Range;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_saphyr::{DefaultMessageFormatter, MessageFormatter, Spanned};

use crate::slice;

/// A value of the front matter and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The value as text.
    pub value: String,
    /// Where it stands, in bytes from the note's start.
    pub range: Range<usize>,
}

/// The keys under `whyfirst`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// The framework that the note follows.
    Framework,
    /// The problem that it answers.
    Problem,
    /// How long the answer may take.
    Minutes,
    /// How finished it is.
    Status,
    /// Rules that are silent in the note; one setting for each.
    Allow,
    /// Steps that are left out on purpose; one setting for each.
    Skip,
}

impl Key {
    /// All keys.
    pub const ALL: [Key; 6] =
        [Key::Framework, Key::Problem, Key::Minutes, Key::Status, Key::Allow, Key::Skip];

    /// The key as it is written.
    pub fn name(self) -> &'static str {
        match self {
            Key::Framework => "framework",
            Key::Problem => "problem",
            Key::Minutes => "minutes",
            Key::Status => "status",
            Key::Allow => "allow",
            Key::Skip => "skip",
        }
    }
}

/// How finished a note is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Status {
    /// Nothing is said.
    #[default]
    Unstated,
    /// It is being written.
    Draft,
    /// It is finished: what is missing was skipped.
    Done,
}

/// What the front matter says to Whyfirst.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FrontMatter {
    /// Where the front matter lies, its delimiters included, in bytes; empty without front matter.
    pub range: Range<usize>,
    /// Whether there is a key `whyfirst` at all, which makes the note a design note, and whether it is `false`.
    pub named: Option<bool>,
    /// The keys that are known, with their values, in the order of [`Key::ALL`].
    pub settings: Vec<(Key, Setting)>,
    /// Keys under `whyfirst` that are not known.
    pub unknown: Vec<Setting>,
    /// What is wrong with the YAML, and where (bytes from the note's start).
    pub error: Option<(String, usize)>,
}

impl FrontMatter {
    /// Reads the front matter that ends at byte `end` of a note. Without a key `whyfirst` nothing is read or complained about:
    /// other programs have their own rules for theirs.
    pub(crate) fn read(text: &str, end: usize) -> FrontMatter {
        let mut read = FrontMatter { range: 0..end, ..FrontMatter::default() };
        let source = slice(text, 0..end);
        let Some(body) = source.find('\n').map(|at| at + 1) else { return read };
        let yaml = slice(source, body..source.trim_end().len().saturating_sub(DELIMITER));
        if !source.trim_start_matches('\u{feff}').starts_with("---") || !yaml.contains("whyfirst") {
            return read;
        }
        match serde_saphyr::from_str::<Document>(yaml) {
            Ok(document) => {
                if let Some(block) = document.whyfirst {
                    read.take(block, text, body);
                }
            }
            Err(error) => {
                // Of what is not closed only the place in characters is known.
                let place = error.location().map_or(0, |place| place.span().offset() as usize);
                let at = yaml.char_indices().nth(place).map_or(yaml.trim_end().len(), |(at, _)| at);
                let message = DefaultMessageFormatter.format_message(error.without_snippet());
                read.error = Some((message.into_owned(), (body + at).min(end)));
            }
        }
        read
    }

    /// All values of a key.
    pub fn all(&self, key: Key) -> impl Iterator<Item = &Setting> {
        self.settings.iter().filter(move |(other, _)| *other == key).map(|(_, setting)| setting)
    }

    /// The value of a key, the first if there are several.
    pub fn get(&self, key: Key) -> Option<&Setting> {
        self.settings.iter().find(|(other, _)| *other == key).map(|(_, setting)| setting)
    }

    /// How finished the note says it is.
    pub fn status(&self) -> Status {
        match self.get(Key::Status).map(|setting| setting.value.as_str()) {
            Some("draft") => Status::Draft,
            Some("done") => Status::Done,
            _ => Status::Unstated,
        }
    }

    fn take(&mut self, block: Block, text: &str, body: usize) {
        let entries = match block {
            Block::Switch(on) => {
                self.named = Some(on);
                return;
            }
            Block::Map(entries) => entries,
        };
        self.named = Some(true);
        for (key, value) in entries {
            let range = |place: serde_saphyr::Location, written: &str| {
                let start = body + place.span().byte_offset().unwrap_or(0) as usize;
                let end = start + place.span().byte_len().unwrap_or(0) as usize;
                // What the parser calls the place of a quoted value includes the quotes; ours is the value.
                match slice(text, start..end.max(start)).find(written) {
                    Some(at) => start + at..start + at + written.len(),
                    None => start..end.max(start),
                }
            };
            match Key::ALL.into_iter().find(|known| known.name() == key.value) {
                Some(known) => match value.value {
                    Scalar::List(items) => {
                        // A list's items stand in order behind its beginning.
                        let mut from = body + value.referenced.span().byte_offset().unwrap_or(0) as usize;
                        for item in items {
                            let rest = slice(text, from..self.range.end.max(from));
                            let at = from + rest.find(&item).unwrap_or(0);
                            from = (at + item.len()).min(self.range.end);
                            self.settings.push((known, Setting { value: item, range: at..from.max(at) }));
                        }
                    }
                    scalar => {
                        let written = scalar.to_string();
                        let range = range(value.referenced, &written);
                        self.settings.push((known, Setting { value: written, range }));
                    }
                },
                None => {
                    let range = range(key.referenced, &key.value);
                    self.unknown.push(Setting { value: key.value, range });
                }
            }
        }
        self.settings.sort_by_key(|(key, _)| *key);
    }
}

/// The length of `---`.
const DELIMITER: usize = 3;

#[derive(Deserialize)]
struct Document {
    whyfirst: Option<Block>,
}

/// What stands under `whyfirst`: `true`, `false`, or keys with values.
enum Block {
    Switch(bool),
    Map(Vec<(Spanned<String>, Spanned<Scalar>)>),
}

impl<'de> Deserialize<'de> for Block {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Block, D::Error> {
        struct Keys;
        impl<'de> Visitor<'de> for Keys {
            type Value = Block;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("true, false, or keys such as `framework: …`")
            }

            fn visit_bool<E>(self, on: bool) -> Result<Block, E> {
                Ok(Block::Switch(on))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Block, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Block::Map(entries))
            }
        }
        deserializer.deserialize_any(Keys)
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Scalar {
    Number(i64),
    Switch(bool),
    Text(String),
    List(Vec<String>),
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Scalar::Number(number) => number.fmt(f),
            Scalar::Switch(on) => on.fmt(f),
            Scalar::Text(text) => text.fmt(f),
            Scalar::List(items) => items.join(", ").fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Note;

    fn settings(text: &str) -> Vec<(String, String, String)> {
        let note = Note::new(text.to_owned());
        let shown = |setting: &Setting| text.get(setting.range.clone()).unwrap_or_default().to_owned();
        let front = note.front_matter();
        let known = front.settings.iter().map(|(key, s)| (key.name().to_owned(), s.value.clone(), shown(s)));
        known.chain(front.unknown.iter().map(|s| ("?".to_owned(), s.value.clone(), shown(s)))).collect()
    }

    #[test]
    fn flow_and_block_style_give_values_with_their_places() {
        let want = |pairs: &[(&str, &str)]| -> Vec<(String, String, String)> {
            pairs.iter().map(|&(k, v)| (k.to_owned(), v.to_owned(), v.to_owned())).collect()
        };
        let flow =
            "---\ntitle: x é\nwhyfirst: { framework: ml-7-step, minutes: 45, status: \"draft\" }\n---\n# T\n";
        assert_eq!(
            settings(flow),
            want(&[("framework", "ml-7-step"), ("minutes", "45"), ("status", "draft")])
        );
        let block = "---\r\nwhyfirst:\r\n  problem: ad-click-prediction\r\n  framwork: x\r\n---\r\n";
        assert_eq!(settings(block), want(&[("problem", "ad-click-prediction"), ("?", "framwork")]));
    }

    #[test]
    fn lists_give_each_item_its_place() {
        let want = |pairs: &[(&str, &str)]| -> Vec<(String, String, String)> {
            pairs.iter().map(|&(k, v)| (k.to_owned(), v.to_owned(), v.to_owned())).collect()
        };
        let expected = want(&[("allow", "no-split"), ("allow", "no-numbers"), ("skip", "monitor")]);
        assert_eq!(
            settings("---\nwhyfirst: { allow: [no-split, no-numbers], skip: monitor }\n---\n# T\n"),
            expected
        );
        assert_eq!(
            settings(
                "---\r\nwhyfirst:\r\n  allow:\r\n    - no-split\r\n    - no-numbers\r\n  skip: [monitor]\r\n---\r\n"
            ),
            expected
        );
    }

    #[test]
    fn a_switch_names_the_note() {
        assert_eq!(Note::new("---\nwhyfirst: true\n---\n".to_owned()).front_matter().named, Some(true));
        assert_eq!(Note::new("---\nwhyfirst: false\n---\n".to_owned()).front_matter().named, Some(false));
        assert_eq!(Note::new("---\ntitle: x\n---\n".to_owned()).front_matter().named, None);
    }

    #[test]
    fn broken_yaml_is_reported_only_where_it_is_meant_for_us() {
        let ours = Note::new("---\nwhyfirst: { framework: [\n---\n# T\n".to_owned());
        assert!(
            ours.front_matter().error.as_ref().is_some_and(|(_, at)| *at >= 4),
            "{:?}",
            ours.front_matter()
        );
        let open = "---\ntitle: é\nwhyfirst:\n  framework: [a\n---\n# T\n";
        let at = open.find('[').expect("it stands there");
        let told = ("unclosed bracket '['".to_owned(), at);
        assert_eq!(Note::new(open.to_owned()).front_matter().error, Some(told));
        let cut_off = "---\nwhyfirst: \"ml-7-step\n---\n# T\n";
        let place = Note::new(cut_off.to_owned()).front_matter().error.as_ref().map(|(_, at)| *at);
        assert_eq!(place, cut_off.find("\n---\n"), "the end of the front matter's text");
        let theirs = Note::new("---\ntitle: { a: [\n---\n# T\n".to_owned());
        assert_eq!(theirs.front_matter().error, None);
    }
}
