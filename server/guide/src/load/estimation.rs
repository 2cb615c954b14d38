//! What must hold of the files about numbers: ids and words are claimed once, numbers can be read, what is named exists.

use std::collections::BTreeSet;

use super::{LoadError, Source};
use crate::estimation::Estimation;
use crate::model::{Guide, List, Str};
use crate::number::Number;

/// The kinds of measures that there are.
const BASES: [&str; 9] = ["1", "s", "B", "$", "FLOP", "1/s", "B/s", "$/s", "FLOP/s"];

pub(super) fn check(guide: &Guide, sources: &[Source<'_>]) -> Vec<LoadError> {
    let mut check = Check { sources, errors: Vec::new() };
    let data = &guide.estimation;
    check.ids("magnitude", data.magnitudes.iter().map(|it| &it.id));
    check.ids("unit", data.units.iter().map(|it| &it.id));
    check.ids("noun", data.nouns.iter().map(|it| &it.id));
    check.ids("quantity", data.quantities.iter().map(|it| &it.id));
    check.ids("formula", data.formulas.iter().map(|it| &it.id));
    check.ids("constant", data.constants.iter().map(|it| &it.id));
    check.words(data);
    check.numbers(data);
    for quantity in
        data.quantities.iter().filter(|it| it.after.is_empty() && it.before.is_empty() && !it.per_actor)
    {
        check.report(&quantity.id, format!("the quantity `{}` has no words", quantity.id));
    }
    let stages: BTreeSet<&str> =
        guide.rubrics.iter().flat_map(|it| it.stages.iter()).map(|it| &*it.id).collect();
    for formula in data.formulas.iter() {
        for stage in formula.stages.iter().filter(|stage| !stages.contains(&***stage)) {
            check.report(
                &formula.id,
                format!("the formula `{}` names the unknown stage `{stage}`", formula.id),
            );
        }
        if formula.source.is_empty() || formula.snippet.is_empty() {
            check.report(&formula.id, format!("the formula `{}` needs a snippet and a source", formula.id));
        }
    }
    check.errors
}

/// The entries of a pack over those of a guide: what has the id of one takes its place, words are added.
pub(super) fn merge(base: &Estimation, more: Estimation) -> Estimation {
    fn over<T: Clone>(base: &List<T>, more: List<T>, id: impl Fn(&T) -> &Str) -> List<T> {
        super::by_id(base.to_vec(), more.into_owned(), id).into()
    }
    let mut merged = Estimation {
        magnitudes: over(&base.magnitudes, more.magnitudes, |it| &it.id),
        units: over(&base.units, more.units, |it| &it.id),
        precisions: over(&base.precisions, more.precisions, |it| &it.id),
        nouns: over(&base.nouns, more.nouns, |it| &it.id),
        shorthands: base.shorthands.clone(),
        quantities: over(&base.quantities, more.quantities, |it| &it.id),
        formulas: over(&base.formulas, more.formulas, |it| &it.id),
        constants: over(&base.constants, more.constants, |it| &it.id),
        words: base.words.clone(),
    };
    merged.add(Estimation { shorthands: more.shorthands, words: more.words, ..Estimation::default() });
    merged
}

struct Check<'a> {
    sources: &'a [Source<'a>],
    errors: Vec<LoadError>,
}

impl Check<'_> {
    /// Reports something about the file in which a text stands in quotes.
    fn report(&mut self, near: &str, message: String) {
        let quoted = format!("\"{near}\"");
        let files = || self.sources.iter().filter(|source| source.path.starts_with("estimation/"));
        let source = files().find(|source| source.content.contains(&quoted)).or_else(|| files().next());
        self.errors.push(match source {
            Some(source) => LoadError::near(source.path, source.content, &quoted, message),
            None => LoadError::new("estimation", message),
        });
    }

    fn ids<'s>(&mut self, kind: &str, ids: impl Iterator<Item = &'s Str>) {
        let mut seen = BTreeSet::new();
        for id in ids {
            let kebab = id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
            if id.is_empty() || !kebab {
                self.report(id, format!("`{id}` is no id: expected lower-case letters, digits and hyphens"));
            } else if !seen.insert(id) {
                self.report(id, format!("there are two entries `{id}` among the {kind} entries"));
            }
        }
    }

    /// A word after a number means one thing.
    fn words(&mut self, data: &Estimation) {
        let magnitudes = data.magnitudes.iter().flat_map(|it| it.words.iter());
        let units = data.units.iter().flat_map(|it| it.words.iter());
        let precisions = data.precisions.iter().flat_map(|it| it.words.iter());
        let nouns = data.nouns.iter().flat_map(|it| it.words.iter());
        let mut seen = BTreeSet::new();
        for word in magnitudes.chain(units).chain(precisions).chain(nouns) {
            if word.is_empty() || word.contains(' ') {
                self.report(word, format!("`{word}` is not one word"));
            } else if !seen.insert(word) {
                self.report(word, format!("the word `{word}` is claimed twice"));
            }
        }
    }

    fn numbers(&mut self, data: &Estimation) {
        let factors = data.magnitudes.iter().map(|it| &it.factor);
        let factors = factors.chain(data.units.iter().map(|it| &it.factor));
        let factors = factors.chain(data.precisions.iter().map(|it| &it.bytes));
        let factors = factors.chain(data.shorthands.iter().map(|it| &it.number));
        let limits = data.quantities.iter().flat_map(|it| [&it.least, &it.most]).filter(|it| !it.is_empty());
        for number in factors.chain(limits) {
            if Number::parse(number).is_none() {
                self.report(number, format!("`{number}` is no number"));
            }
        }
        let bases = data.units.iter().map(|it| &it.base).chain(data.quantities.iter().map(|it| &it.base));
        for base in bases.filter(|base| !BASES.contains(&&***base)) {
            self.report(base, format!("`{base}` is no measure: expected one of {}", BASES.join(", ")));
        }
        for shorthand in data.shorthands.iter() {
            for unit in [&shorthand.unit, &shorthand.per] {
                if !data.units.iter().any(|it| it.id == *unit) {
                    self.report(unit, format!("there is no unit `{unit}`"));
                }
            }
        }
    }
}
