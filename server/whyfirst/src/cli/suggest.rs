//! What somebody may have meant.

/// The known word that is most like a mistyped one, if any is like it.
pub(super) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    const ALIKE: f64 = 0.75;
    let rated = known.map(|known| (strsim::normalized_damerau_levenshtein(word, known), known));
    let best = rated.filter(|(ratio, _)| *ratio >= ALIKE).max_by(|a, b| a.0.total_cmp(&b.0));
    best.map(|(_, known)| known)
}
