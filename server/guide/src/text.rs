//! The texts of a guide: those of the built-in one lie in one piece in the program, those of a pack on the heap.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::builtin::{TEXT, unpacked};

/// A text of the guide.
#[derive(Clone)]
pub struct Str(Place);

/// Where a text lies. The built-in guide has tens of thousands of texts; as pointers they would take three times the room, and each start
/// of the program would have to set them right.
#[derive(Clone)]
enum Place {
    /// In [`TEXT`]: where it begins and how long it is, in bytes. In the packed texts if it begins at [`PACKED`] or later.
    Program(u32, u32),
    /// On the heap.
    Heap(Box<str>),
}

/// From here on places are counted among the packed texts. [`TEXT`] is far shorter.
const PACKED: u32 = 1 << 31;

impl Str {
    /// The text in the built-in guide that begins at a byte and is so many bytes long.
    pub(crate) const fn at(start: u32, len: u32) -> Str {
        Str(Place::Program(start, len))
    }

    /// How many bytes it has. Nothing is read for it: most texts that are compared differ in it.
    #[inline]
    pub(crate) fn size(&self) -> usize {
        match &self.0 {
            &Place::Program(_, len) => len as usize,
            Place::Heap(text) => text.len(),
        }
    }

    /// The same among the packed texts of the built-in guide.
    pub(crate) const fn packed(start: u32, len: u32) -> Str {
        Str(Place::Program(PACKED | start, len))
    }
}

/// A text among the packed ones. Apart from the rest, because what is read at every keystroke is not packed.
#[cold]
fn unpack(start: u32, len: u32) -> &'static str {
    let start = (start & !PACKED) as usize;
    unpacked().get(start..start + len as usize).unwrap_or_default()
}

impl Default for Str {
    fn default() -> Str {
        Str::at(0, 0)
    }
}

impl Deref for Str {
    type Target = str;

    #[inline]
    fn deref(&self) -> &str {
        match &self.0 {
            &Place::Program(start, len) => match TEXT.get(start as usize..(start + len) as usize) {
                Some(text) => text,
                None => unpack(start, len),
            },
            Place::Heap(text) => text,
        }
    }
}

impl From<String> for Str {
    fn from(text: String) -> Str {
        Str(Place::Heap(text.into_boxed_str()))
    }
}

impl From<&str> for Str {
    fn from(text: &str) -> Str {
        Str(Place::Heap(text.into()))
    }
}

impl AsRef<str> for Str {
    fn as_ref(&self) -> &str {
        self
    }
}

impl Borrow<str> for Str {
    fn borrow(&self) -> &str {
        self
    }
}

impl PartialEq for Str {
    #[inline]
    fn eq(&self, other: &Str) -> bool {
        // Most names differ in their lengths, which are known without a look at the letters.
        self.size() == other.size() && **self == **other
    }
}

impl Eq for Str {}

impl PartialEq<str> for Str {
    #[inline]
    fn eq(&self, other: &str) -> bool {
        self.size() == other.len() && **self == *other
    }
}

impl PartialEq<&str> for Str {
    fn eq(&self, other: &&str) -> bool {
        *self == **other
    }
}

impl PartialEq<String> for Str {
    fn eq(&self, other: &String) -> bool {
        *self == **other
    }
}

impl PartialOrd for Str {
    fn partial_cmp(&self, other: &Str) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Str {
    fn cmp(&self, other: &Str) -> Ordering {
        (**self).cmp(other)
    }
}

impl Hash for Str {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

impl fmt::Debug for Str {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl fmt::Display for Str {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

impl Serialize for Str {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl<'de> Deserialize<'de> for Str {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Str, D::Error> {
        String::deserialize(deserializer).map(Str::from)
    }
}

#[cfg(test)]
impl schemars::JsonSchema for Str {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        str::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        str::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_takes_no_more_room_than_a_pointer_to_one() {
        assert_eq!(size_of::<Str>(), size_of::<&str>());
    }

    #[test]
    fn texts_are_equal_wherever_they_lie() {
        for (text, there) in [(TEXT, Str::at(0, 9)), (unpacked(), Str::packed(0, 9))] {
            let here = Str::from(text.get(..9).unwrap());
            assert_eq!(here, there);
            assert_eq!(here.cmp(&there), Ordering::Equal);
            assert!(std::collections::HashSet::from([here]).contains(&there));
        }
        assert!(Str::at(0, 0).is_empty() && Str::default().is_empty());
    }
}
