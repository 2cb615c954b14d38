//! The built-in guide, written by the build as constants.

use crate::estimation::*;
use crate::index::{Compiled, Index};
use crate::lexicon::Lexicon;
use crate::model::*;
#[allow(unused_imports, reason = "a guide may have no pattern rules")]
use crate::rule::*;

include!(concat!(env!("OUT_DIR"), "/builtin.rs"));

/// The texts of the built-in guide, one after the other.
pub(crate) static TEXT: &str = include_str!(concat!(env!("OUT_DIR"), "/builtin.txt"));

/// The built-in guide.
pub fn builtin() -> &'static Guide {
    &BUILTIN
}

/// The built-in guide made ready for reading. Next to nothing is left to do: its phrases were compiled with the program.
pub fn builtin_index() -> Index {
    Index::ready(builtin().clone(), &COMPILED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_in_the_program_is_the_one_made_from_the_guide() {
        assert!(builtin_index().compiled() == Index::new(builtin().clone()).compiled());
    }
}
