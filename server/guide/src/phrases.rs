//! The phrases of an entry as one text. The built-in guide has more than ten thousand of them, which are read only where they are compiled
//! or shown: one by one they would take more room for where they lie than for what they say.

use std::{fmt, iter};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::text::Str;

/// A list of phrases: a text in which each of them ends its line.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Phrases(pub(crate) Str);

impl Phrases {
    /// The phrases in order. The text, which may be packed, is not looked at before the first is asked for.
    pub fn iter(&self) -> impl Iterator<Item = &str> + Clone {
        iter::once(&self.0).flat_map(|lines| lines.split_terminator('\n'))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.size() == 0
    }
}

impl<T: AsRef<str>> FromIterator<T> for Phrases {
    fn from_iter<I: IntoIterator<Item = T>>(phrases: I) -> Phrases {
        let mut lines = String::new();
        for phrase in phrases {
            // Between the words of a phrase all white space is one.
            lines.extend(phrase.as_ref().chars().map(|c| if c == '\n' { ' ' } else { c }));
            lines.push('\n');
        }
        Phrases(lines.into())
    }
}

impl fmt::Debug for Phrases {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl Serialize for Phrases {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Phrases {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Phrases, D::Error> {
        Vec::<String>::deserialize(deserializer).map(Phrases::from_iter)
    }
}

#[cfg(test)]
impl schemars::JsonSchema for Phrases {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        Vec::<String>::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Vec::<String>::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_come_out_as_they_went_in() {
        for list in [&[][..], &[""], &["a"], &["a", ""], &["", "a b", "(c|d)"]] {
            let phrases: Phrases = list.iter().collect();
            assert_eq!(phrases.iter().collect::<Vec<_>>(), list);
            assert_eq!(phrases.is_empty(), list.is_empty());
        }
        assert!(["a\nb"].iter().collect::<Phrases>().iter().eq(["a b"]));
    }
}
