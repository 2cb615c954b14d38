//! The built-in guide, written by the build as constants.

use std::sync::OnceLock;

use crate::contexts::Contexts;
use crate::estimation::*;
use crate::index::{Compiled, Index};
use crate::lexicon::Lexicon;
use crate::model::*;
#[allow(unused_imports, reason = "a guide may have no pattern rules")]
use crate::rule::*;

include!(concat!(env!("OUT_DIR"), "/builtin.rs"));

/// The texts of the built-in guide that are needed wherever a note is read, one after the other.
pub(crate) static TEXT: &str = include_str!(concat!(env!("OUT_DIR"), "/builtin.txt"));

/// All others, deflated: cards, pages, the schema of packs, and the phrases, which were compiled with the program.
static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/builtin.z"));

static UNPACKED: OnceLock<String> = OnceLock::new();

/// The texts that lie packed in the program. They are unpacked when the first of them is asked for.
pub(crate) fn unpacked() -> &'static str {
    UNPACKED.get_or_init(|| {
        let mut text = vec![0; UNPACKED_LEN];
        let (_, code) = zlib_rs::decompress_slice(&mut text, PACKED, zlib_rs::InflateConfig::default());
        if code == zlib_rs::ReturnCode::Ok {
            String::from_utf8(text).unwrap_or_default()
        } else {
            String::new()
        }
    })
}

/// Whether the packed texts of the built-in guide have been asked for in this process. For tests of what has no need of them.
pub fn is_unpacked() -> bool {
    UNPACKED.get().is_some()
}

/// The built-in guide.
pub fn builtin() -> &'static Guide {
    &BUILTIN
}

/// The built-in guide made ready for reading. Next to nothing is left to do: its phrases were compiled with the program.
pub fn builtin_index() -> Index {
    Index::ready(builtin().clone(), &COMPILED)
}

/// The JSON schema of the files of a pack.
pub fn pack_schema() -> &'static str {
    &SCHEMA
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_in_the_program_is_the_one_made_from_the_guide() {
        assert!(builtin_index().compiled() == Index::new(builtin().clone()).compiled());
    }
}
