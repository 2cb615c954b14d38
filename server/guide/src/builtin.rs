//! The built-in guide, written by the build as constants.

use crate::model::*;

include!(concat!(env!("OUT_DIR"), "/builtin.rs"));

/// The built-in guide.
pub fn builtin() -> &'static Guide {
    &BUILTIN
}
