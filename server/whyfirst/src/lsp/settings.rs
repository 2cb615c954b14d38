//! The client's settings: the one table of them.
//!
//! They switch what an editor shows and nothing else: what a note means is for `whyfirst.toml` and the note itself to say. They come in
//! `initializationOptions`, then with `workspace/didChangeConfiguration`, in each case the whole of them, nested
//! (`{"hints": {"ahead": false}}`) or with dots (`{"hints.ahead": false}`), inside a key `whyfirst` or without it.

use serde_json::{Map, Value, json};

/// The section of the client's configuration in which the settings stand.
pub(crate) const SECTION: &str = "whyfirst";

/// A type of setting.
trait Kind: Sized {
    /// Takes a value over; nothing if it is of another type.
    fn read(value: &Value) -> Option<Self>;
    /// The value as JSON.
    fn json(&self) -> Value;
    /// The type as a JSON schema.
    fn schema() -> Value;
    /// The type in words.
    const NAME: &str;
}

impl Kind for bool {
    fn read(value: &Value) -> Option<bool> {
        value.as_bool()
    }

    fn json(&self) -> Value {
        json!(self)
    }

    fn schema() -> Value {
        json!({"type": "boolean"})
    }

    const NAME: &str = "true or false";
}

impl Kind for u32 {
    fn read(value: &Value) -> Option<u32> {
        value.as_u64().and_then(|number| u32::try_from(number).ok())
    }

    fn json(&self) -> Value {
        json!(self)
    }

    fn schema() -> Value {
        json!({"type": "integer", "minimum": 0})
    }

    const NAME: &str = "a whole number";
}

impl Kind for Vec<String> {
    fn read(value: &Value) -> Option<Vec<String>> {
        value.as_array()?.iter().map(|item| item.as_str().map(str::to_owned)).collect()
    }

    fn json(&self) -> Value {
        json!(self)
    }

    fn schema() -> Value {
        json!({"type": "array", "items": {"type": "string"}})
    }

    const NAME: &str = "a list of texts";
}

macro_rules! settings {
    ($($key:literal $field:ident: $kind:ty = $default:expr, $about:literal;)*) => {
        /// What the client wants to see.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub(crate) struct Settings {
            $(#[doc = $about] pub(crate) $field: $kind,)*
        }

        impl Default for Settings {
            fn default() -> Settings {
                Settings { $($field: $default,)* }
            }
        }

        impl Settings {
            /// Takes over what a client has sent; what it does not say stays. Tells what was not understood.
            fn take(&mut self, sent: &Map<String, Value>) -> Vec<String> {
                let mut troubles = unknown(sent, "", &[$($key,)*]);
                $(if let Some(value) = lookup(sent, $key) {
                    match <$kind as Kind>::read(value) {
                        Some(value) => self.$field = value,
                        None => troubles.push(format!(
                            "the setting `{SECTION}.{}` is {}, not `{value}`", $key, <$kind as Kind>::NAME
                        )),
                    }
                })*
                troubles
            }
        }

        /// The table as JSON, from which the settings of the editors' clients are generated: for each key its type as a schema,
        /// its default and what it does.
        pub(crate) fn table() -> Value {
            let mut rows = Vec::new();
            let default = Settings::default();
            $(
                let mut row = <$kind as Kind>::schema();
                if let Value::Object(row) = &mut row {
                    row.insert("key".to_owned(), json!(format!("{SECTION}.{}", $key)));
                    row.insert("default".to_owned(), Kind::json(&default.$field));
                    row.insert("description".to_owned(), json!($about));
                }
                rows.push(row);
            )*
            Value::Array(rows)
        }
    };
}

settings! {
    "hints.coverage" hints_coverage: bool = true, "Show at the heading of a step how much of it is settled, and what is open.";
    "hints.minutes" hints_minutes: bool = true, "Show at the heading of a step that has not been begun how many minutes it usually gets.";
    "hints.ahead" hints_ahead: bool = true, "Show at the end of a draft which steps are still ahead.";
    "hints.estimates" hints_estimates: bool = true, "Show after an estimate what it comes to.";
    "completion.outlines" completion_outlines: bool = true, "Offer whole outlines in a note in which nothing stands yet.";
    "completion.headings" completion_headings: bool = true, "Offer the headings of steps after `#`, the next one first.";
    "completion.prompts" completion_prompts: bool = true, "Offer at a bullet what the step around it leaves open.";
    "completion.concepts" completion_concepts: bool = true, "Offer the names of concepts in a sentence.";
    "completion.formulas" completion_formulas: bool = true, "Offer formulas for estimates.";
    "hover.enable" hover: bool = true, "Explain terms, steps, problems, rules and settings under the pointer.";
    "diagnostics.enable" diagnostics: bool = true, "Report what a note skips or contradicts.";
    "practice.history" practice_history: bool = true, "Keep a record of each practice in your data folder, for `whyfirst report`.";
    "codeLens.enable" code_lens: bool = false, "Show above the title and the steps how they stand.";
    "symbols.enable" symbols: bool = true, "List the steps of a note as symbols.";
    "calm" calm: u32 = 1000, "For how many milliseconds of quiet the section that is being written in keeps its findings and hints as they were. 0 shows everything at once.";
    "languages" languages: Vec<String> = Vec::new(), "Ids of further languages whose documents are read as Markdown notes, such as `quarto` or `rmd`.";
}

impl Settings {
    /// What the client says on top of what it has said before; and what of it was not understood, in words.
    pub(crate) fn with(&self, sent: &Value) -> (Settings, Vec<String>) {
        let mut settings = self.clone();
        let sent = sent.get(SECTION).unwrap_or(sent);
        let troubles = sent.as_object().map(|sent| settings.take(sent)).unwrap_or_default();
        (settings, troubles)
    }
}

/// The value of a key, whether it is written with dots or nested.
fn lookup<'a>(sent: &'a Map<String, Value>, key: &str) -> Option<&'a Value> {
    if let Some(value) = sent.get(key) {
        return Some(value);
    }
    let (first, rest) = key.split_once('.')?;
    lookup(sent.get(first)?.as_object()?, rest)
}

/// Keys of the client itself, which are no business of the server.
const OF_CLIENTS: [&str; 4] = ["server", "trace", "enable", "filetypes"];

/// The keys that nobody knows.
fn unknown(sent: &Map<String, Value>, above: &str, known: &[&str]) -> Vec<String> {
    let mut troubles = Vec::new();
    for (key, value) in sent {
        let path = format!("{above}{key}");
        let first = path.split('.').next().unwrap_or_default();
        if known.contains(&path.as_str()) || OF_CLIENTS.contains(&first) {
            continue;
        }
        let inside = format!("{path}.");
        match value {
            Value::Object(nested) if known.iter().any(|known| known.starts_with(&inside)) => {
                troubles.extend(unknown(nested, &inside, known));
            }
            _ => troubles.push(format!("there is no setting `{SECTION}.{path}`")),
        }
    }
    troubles
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_understood_nested_with_dots_and_inside_their_section() {
        let default = Settings::default();
        for sent in [
            json!({"hints": {"ahead": false}, "calm": 0}),
            json!({"hints.ahead": false, "calm": 0}),
            json!({"whyfirst": {"hints": {"ahead": false}, "calm": 0, "server": {"path": ""}}}),
        ] {
            let (settings, troubles) = default.with(&sent);
            assert_eq!((settings.hints_ahead, settings.hints_coverage, settings.calm), (false, true, 0));
            assert_eq!(troubles, Vec::<String>::new());
        }
        assert_eq!(default.with(&Value::Null).1, Vec::<String>::new());
    }

    #[test]
    fn what_is_not_understood_is_told_and_the_rest_holds() {
        let sent = json!({"hints": {"ahead": "no", "ahed": true}, "calm": -1, "codeLens": {"enable": true}});
        let (settings, troubles) = Settings::default().with(&sent);
        assert_eq!((settings.hints_ahead, settings.calm, settings.code_lens), (true, 1000, true));
        assert_eq!(
            troubles,
            [
                "there is no setting `whyfirst.hints.ahed`",
                "the setting `whyfirst.hints.ahead` is true or false, not `\"no\"`",
                "the setting `whyfirst.calm` is a whole number, not `-1`",
            ]
        );
    }
}
