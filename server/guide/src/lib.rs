//! The knowledge of Whyfirst as data: rubric, frameworks, concepts and problems, the phrases that recognise them in a text, and the
//! loader of the files in which people write them.
//!
//! The built-in guide lies in `content/`; the build reads and checks it and writes it into the program as constants.

pub mod aspects;
pub mod clauses;
pub mod contexts;
pub mod estimation;
pub mod examples;
pub mod index;
pub mod lexicon;
pub mod lines;
pub mod load;
pub mod measures;
pub mod mentions;
pub mod model;
pub mod names;
pub mod number;
pub mod phrase;
pub mod rule;
pub mod snippet;
pub mod sort;
pub mod tables;
pub mod title;
pub mod unfilled;
pub mod words;

mod builtin;
mod letters;
mod text;

pub use builtin::{builtin, builtin_index, is_unpacked, pack_schema};
pub use index::Index;
pub use model::{
    Ambiguous, Aspect, Brief, Concept, Entry, Framework, Guide, Language, Level, List, Numbers, Problem,
    Rubric, Stage, Step, Str, Weights,
};
pub use rule::{Mode, PatternRule};
