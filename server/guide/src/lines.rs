//! Short texts of an entry as one: its phrases, names, ids of others. The built-in guide has nearly twenty thousand of them; one by one they
//! would take more room for where they lie than for what they say.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::text::Str;

/// A list of short texts: a text in which each of them ends its line.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Lines(pub(crate) Str);

impl Lines {
    /// The texts in order. What they lie in may be packed, and is not looked at before the first is asked for.
    pub fn iter(&self) -> Iter<'_> {
        Iter { lines: &self.0, rest: None }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.size() == 0
    }
}

/// The texts of a list, one after the other.
#[derive(Debug, Clone)]
pub struct Iter<'a> {
    lines: &'a Str,
    /// What comes after the texts that have been given out.
    rest: Option<&'a str>,
}

impl<'a> Iterator for Iter<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = self.rest.unwrap_or(self.lines);
        let (text, after) = rest.split_at_checked(memchr::memchr(b'\n', rest.as_bytes())?)?;
        self.rest = after.get(1..);
        Some(text)
    }
}

impl<T: AsRef<str>> FromIterator<T> for Lines {
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Lines {
        let mut lines = String::new();
        for text in texts {
            // Between their words all white space is one.
            lines.extend(text.as_ref().chars().map(|c| if c == '\n' { ' ' } else { c }));
            lines.push('\n');
        }
        Lines(lines.into())
    }
}

impl fmt::Debug for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl Serialize for Lines {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Lines {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Lines, D::Error> {
        Vec::<String>::deserialize(deserializer).map(Lines::from_iter)
    }
}

#[cfg(test)]
impl schemars::JsonSchema for Lines {
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
    fn texts_come_out_as_they_went_in() {
        for list in [&[][..], &[""], &["a"], &["a", ""], &["", "a b", "(c|d)"]] {
            let lines: Lines = list.iter().collect();
            assert_eq!(lines.iter().collect::<Vec<_>>(), list);
            assert_eq!(lines.is_empty(), list.is_empty());
        }
        assert!(["a\nb"].iter().collect::<Lines>().iter().eq(["a b"]));
    }
}
