//! `whyfirst.toml`: its keys, and how it is read.
//!
//! What is sound in a file holds whatever else is wrong with it: a mistake costs its own value and is told with its place.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use serde::Deserialize;
use serde::de::value::{self, StrDeserializer};
use serde::de::{DeserializeOwned, IntoDeserializer};
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use whyfirst_guide::Level;
use whyfirst_guide::sort;

use super::trouble::{Place, Trouble};

/// What a `whyfirst.toml` says.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(
    test,
    schemars(
        rename_all = "kebab-case",
        deny_unknown_fields,
        title = "Whyfirst",
        description = "How Whyfirst reads the notes of a project: `whyfirst.toml` in its folder, or in your own configuration folder for all notes."
    )
)]
pub(crate) struct Settings {
    /// The id of the framework that notes follow unless their front matter names one. `whyfirst list frameworks` names those that are known.
    #[cfg_attr(test, schemars(with = "String"))]
    pub(crate) framework: Option<Said<String>>,
    /// The seniority of which the answers are to be: more is expected of a higher one. `senior` unless said otherwise.
    #[cfg_attr(test, schemars(with = "Seniority"))]
    pub(crate) level: Option<Said<Level>>,
    /// Whether rules speak too that have something to say on most notes. `false` unless said otherwise.
    #[cfg_attr(test, schemars(with = "bool"))]
    pub(crate) review: Option<Said<bool>>,
    /// How finished notes are whose front matter does not say it: in a draft, what lies ahead is not missing. Unless said otherwise, the
    /// editor takes notes as drafts and `whyfirst check` takes them as done.
    #[cfg_attr(test, schemars(with = "Status"))]
    pub(crate) status: Option<Said<Status>>,
    /// Which files are design notes whatever they hold: patterns as in `.gitignore`, seen from this file's folder.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub(crate) notes: Vec<Said<String>>,
    /// Which files are none and are left alone: patterns as in `.gitignore`, seen from this file's folder.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub(crate) ignore: Vec<Said<String>>,
    /// Folders with guide files of your own (frameworks, concepts, problems, rules), seen from this file's folder and inside it.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub(crate) packs: Vec<Said<String>>,
    /// Rules that are switched on or off, by id. `whyfirst list rules` names them.
    #[cfg_attr(test, schemars(with = "BTreeMap<String, bool>"))]
    pub(crate) rules: BTreeMap<String, Said<bool>>,
}

/// How finished a note is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Status {
    /// It is being written.
    Draft,
    /// It is finished: what is missing was skipped.
    Done,
}

/// How [`Level`] is written, for the schema.
#[cfg(test)]
#[derive(schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case")]
#[allow(dead_code, reason = "only its schema is used")]
enum Seniority {
    Mid,
    Senior,
    Staff,
}

/// A value and where it was said.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Said<T> {
    pub(crate) value: T,
    pub(crate) place: Place,
}

/// The keys, as they are written.
pub(crate) const KEYS: [&str; 8] =
    ["framework", "level", "review", "status", "notes", "ignore", "packs", "rules"];

/// Reads the text of a file. Never fails: what is wrong is told.
pub(crate) fn read(path: &Path, text: &str) -> (Settings, Vec<Trouble>) {
    let mut reader = Reader { path, text, settings: Settings::default(), troubles: Vec::new() };
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        reader.tell(error.message().to_owned(), error.span());
    }
    for (key, value) in table.into_inner() {
        reader.take(&key, value);
    }
    let Reader { settings, mut troubles, .. } = reader;
    sort::all(&mut troubles);
    troubles.dedup();
    (settings, troubles)
}

struct Reader<'a> {
    path: &'a Path,
    text: &'a str,
    settings: Settings,
    troubles: Vec<Trouble>,
}

impl Reader<'_> {
    fn tell(&mut self, message: impl Into<String>, range: Option<Range<usize>>) {
        let place = range.map(|range| Place::of(self.text, &range));
        self.troubles.push(Trouble::new(self.path, place, message));
    }

    fn take(&mut self, key: &Spanned<std::borrow::Cow<'_, str>>, value: Spanned<DeValue<'_>>) {
        match &**key.get_ref() {
            "framework" => {
                self.settings.framework = self.value(value, "the id of a framework, in quotes", text);
            }
            "level" => self.settings.level = self.value(value, "\"mid\", \"senior\" or \"staff\"", named),
            "review" => self.settings.review = self.value(value, "true or false", flag),
            "status" => self.settings.status = self.value(value, "\"draft\" or \"done\"", named),
            "notes" => self.settings.notes = self.list(value),
            "ignore" => self.settings.ignore = self.list(value),
            "packs" => self.settings.packs = self.list(value),
            "rules" => self.rules(value),
            unknown => {
                let message = unknown_key(unknown);
                self.tell(message, Some(key.span()));
            }
        }
    }

    fn value<T>(
        &mut self,
        value: Spanned<DeValue<'_>>,
        expected: &str,
        read: impl FnOnce(DeValue<'_>) -> Option<T>,
    ) -> Option<Said<T>> {
        let span = value.span();
        let place = Place::of(self.text, &span);
        let Some(value) = read(value.into_inner()) else {
            self.tell(format!("expected {expected}"), Some(span));
            return None;
        };
        Some(Said { value, place })
    }

    /// A list of texts; one that is none costs its own place in it.
    fn list(&mut self, value: Spanned<DeValue<'_>>) -> Vec<Said<String>> {
        let span = value.span();
        let DeValue::Array(items) = value.into_inner() else {
            self.tell("expected a list of texts, such as [\"answers/\"]", Some(span));
            return Vec::new();
        };
        items.into_iter().filter_map(|item| self.value(item, "a text, in quotes", text)).collect()
    }

    fn rules(&mut self, value: Spanned<DeValue<'_>>) {
        let span = value.span();
        let DeValue::Table(table) = value.into_inner() else {
            self.tell("expected rules with true or false, such as skipped-step = false", Some(span));
            return;
        };
        for (id, on) in table {
            let place = Place::of(self.text, &id.span());
            if let Some(on) = self.value(on, "true or false", flag) {
                self.settings.rules.insert(id.into_inner().into_owned(), Said { value: on.value, place });
            }
        }
    }
}

fn text(value: DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.into_owned()),
        _ => None,
    }
}

fn flag(value: DeValue<'_>) -> Option<bool> {
    value.as_bool()
}

/// One of a few names.
fn named<T: DeserializeOwned>(value: DeValue<'_>) -> Option<T> {
    let name: StrDeserializer<'_, value::Error> = value.as_str()?.into_deserializer();
    T::deserialize(name).ok()
}

fn unknown_key(key: &str) -> String {
    match whyfirst_review::nearest(key, KEYS.into_iter()) {
        Some(near) => format!("there is no setting `{key}`; did you mean `{near}`?"),
        None => format!(
            "there is no setting `{key}`; there are {}",
            KEYS.map(|key| format!("`{key}`")).join(", ")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        read(Path::new("whyfirst.toml"), text).1.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_key_is_read() {
        let text = "framework = \"a\"\nlevel = \"staff\"\nreview = true\nstatus = \"done\"\nnotes = [\"x/\"]\nignore = [\"y\", \"z\"]\n\
                    packs = [\"guide\"]\n[rules]\nskipped-step = false\n";
        let (settings, troubles) = read(Path::new("whyfirst.toml"), text);
        assert_eq!(troubles, []);
        assert_eq!(settings.framework.map(|it| (it.value, it.place.line)), Some(("a".to_owned(), 0)));
        assert_eq!(settings.level.map(|it| it.value), Some(Level::Staff));
        assert_eq!(settings.review.map(|it| it.value), Some(true));
        assert_eq!(settings.status.map(|it| it.value), Some(Status::Done));
        assert_eq!(settings.ignore.len(), 2);
        assert_eq!(settings.rules.get("skipped-step").map(|it| it.value), Some(false));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line_and_the_rest_holds() {
        assert_eq!(
            told(
                "framwork = \"a\"\nlevel = \"junior\"\nreview = 1\nnotes = \"x\"\nignore = [1]\nrules = 2\nzzz = 0\n"
            ),
            [
                "whyfirst.toml:1: there is no setting `framwork`; did you mean `framework`?",
                "whyfirst.toml:2: expected \"mid\", \"senior\" or \"staff\"",
                "whyfirst.toml:3: expected true or false",
                "whyfirst.toml:4: expected a list of texts, such as [\"answers/\"]",
                "whyfirst.toml:5: expected a text, in quotes",
                "whyfirst.toml:6: expected rules with true or false, such as skipped-step = false",
                "whyfirst.toml:7: there is no setting `zzz`; there are `framework`, `level`, `review`, `status`, `notes`, `ignore`, `packs`, `rules`",
            ]
        );
        let (settings, troubles) = read(
            Path::new("whyfirst.toml"),
            "status = \"done\"\nlevel =\nreview = true\n[rules]\na = false\nb = \"x\"\n",
        );
        assert!(!troubles.is_empty());
        assert_eq!(settings.status.map(|it| it.value), Some(Status::Done));
        assert_eq!(settings.rules.keys().collect::<Vec<_>>(), ["a"]);
    }

    #[test]
    fn empty_files_and_foreign_bytes_are_no_trouble_to_read() {
        assert_eq!(told(""), [""; 0]);
        assert_eq!(told("# 设计 🎬\r\nreview = true\r\n"), [""; 0]);
        assert_eq!(told("\u{0}"), told("\u{0}"));
    }

    #[test]
    fn the_schema_is_that_of_the_keys_that_are_read() {
        let settings =
            schemars::generate::SchemaSettings::draft07().with(|settings| settings.inline_subschemas = true);
        let mut schema = settings.into_generator().into_root_schema_for::<Settings>().to_value();
        // No key is required.
        schema.as_object_mut().unwrap().remove("required");
        let mut described: Vec<_> = schema["properties"].as_object().unwrap().keys().cloned().collect();
        let mut read = KEYS.map(str::to_owned).to_vec();
        described.sort();
        read.sort();
        assert_eq!(described, read);
        let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        expect_test::expect_file!["../../schema/config.json"].assert_eq(&text);
    }
}
