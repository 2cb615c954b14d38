//! How Whyfirst reads a design note: from a note and a guide to a [`Reading`] (which section is which step, what is covered, what was
//! skipped), and from a reading to findings.
//!
//! Reading cannot fail. What depends on a chunk alone is kept with the reading and taken over by the next one, so that an edit
//! costs its section.

mod answers;
mod coverage;
pub mod estimate;
mod evidence;
mod finding;
mod folder;
pub mod glance;
mod headings;
mod reading;
mod recognise;
pub mod repair;
mod rules;
mod sections;
pub mod skeleton;
mod still;

pub use answers::Readings;
pub use coverage::{AspectReading, Coverage, StageReading};
pub use estimate::{Estimate, Value, What, Written};
pub use evidence::{AspectHit, ChunkEvidence, Chunks, Manner, Own, OwnEvidence, Tongue};
pub use finding::{Edit, Finding, Fix, Related, Severity};
pub use folder::{Folder, may_be_page};
pub use reading::{Options, Place, Reading, StepReading, read};
pub use recognise::{Because, Recognition};
pub use rules::{RuleInfo, findings, findings_after, nearest, rule, rules, waived_steps};
pub use sections::{Section, Sections, StageScore};
pub use whyfirst_guide::Mode;

#[cfg(test)]
mod reading_tests;

/// The entries of a list from one on, so many as are told; none if they are not all there.
fn part<T>(list: &[T], from: u32, length: u32) -> &[T] {
    list.get(from as usize..(from + length) as usize).unwrap_or_default()
}
