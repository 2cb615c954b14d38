//! The built-in guide, written by the build as constants.

use crate::model::*;
#[allow(unused_imports, reason = "a guide may have no pattern rules")]
use crate::rule::*;

include!(concat!(env!("OUT_DIR"), "/builtin.rs"));

/// The built-in guide.
pub fn builtin() -> &'static Guide {
    &BUILTIN
}
