//! Pattern rules: what the guide's rules look for in a note, and what they say of it.
//!
//! First it is decided which rules hold, and where; the places rest on what a note shows, and are kept while letters are typed that show
//! nothing new. Then it is told: with the words of the note as it stands.

mod decide;
mod spots;
mod tell;

use whyfirst_guide::rule::Kind;

use super::{Context, Found, Part};
use crate::Severity;

pub(crate) use decide::Memo;

/// How loudly the findings of a kind are told.
pub(super) fn severity(kind: Kind) -> Severity {
    match kind {
        Kind::Absence => Severity::Information,
        Kind::Contradiction => Severity::Warning,
        Kind::Wording => Severity::Hint,
    }
}

/// What all rules of the guide find.
pub(super) fn check(context: &Context<'_>) -> Vec<Found> {
    // What is written in another script or language, the phrases cannot find.
    if context.reading.foreign {
        return Vec::new();
    }
    decide::all(context).iter().filter_map(|decision| tell::tell(context, decision)).collect()
}
