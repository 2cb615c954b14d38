//! What the guide knows of numbers: how they are written, what is counted, which quantities have names, formulas and constants.

use serde::Deserialize;

use crate::model::{List, Str, by_name};

/// All that calculations stand on. Files of a guide add to one another.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Estimation {
    /// Words for large numbers.
    #[serde(default, rename = "magnitude")]
    pub magnitudes: List<Magnitude>,
    /// Units.
    #[serde(default, rename = "unit")]
    pub units: List<MeasureUnit>,
    /// Kinds of numbers and how many bytes one takes.
    #[serde(default, rename = "precision")]
    pub precisions: List<Precision>,
    /// What is counted.
    #[serde(default, rename = "noun")]
    pub nouns: List<Noun>,
    /// Numbers that stand for a unit.
    #[serde(default, rename = "shorthand")]
    pub shorthands: List<Shorthand>,
    /// Quantities that have a name.
    #[serde(default, rename = "quantity")]
    pub quantities: List<Quantity>,
    /// Formulas to start from.
    #[serde(default, rename = "formula")]
    pub formulas: List<Formula>,
    /// Figures worth knowing.
    #[serde(default, rename = "constant")]
    pub constants: List<Constant>,
    /// Words around numbers.
    #[serde(default)]
    pub words: NumberWords,
}

/// A word for a large number.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Magnitude {
    /// The id.
    pub id: Str,
    /// Its words: in lower case for any case, with capitals as they stand.
    pub words: List<Str>,
    /// How many it is.
    pub factor: Str,
    /// Whether it means this only right before the name of something counted.
    #[serde(default)]
    pub needs_noun: bool,
}

/// A unit.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct MeasureUnit {
    /// The id.
    pub id: Str,
    /// Its words in the singular, in lower case for any case.
    pub words: List<Str>,
    /// What it measures: `s`, `B`, `$`, `FLOP`, or one over another (`B/s`, `1/s`).
    pub base: Str,
    /// How many of these it is.
    pub factor: Str,
    /// Its sign where it is what a rate is counted over.
    #[serde(default)]
    pub period: Str,
    /// The word that makes a rate of a count: `daily`.
    #[serde(default)]
    pub adverb: Str,
    /// Whether it counts bytes by 1,024.
    #[serde(default)]
    pub binary: bool,
    /// Whether it counts bits.
    #[serde(default)]
    pub bits: bool,
    /// Whether its plural means so many a second (`TFLOPS`).
    #[serde(default)]
    pub rate_if_plural: bool,
}

/// A kind of numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Precision {
    /// The id.
    pub id: Str,
    /// Its words.
    pub words: List<Str>,
    /// How many bytes one number takes.
    pub bytes: Str,
}

/// What a counted thing is in a calculation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum NounKind {
    /// It does things: users times requests are requests.
    Actor,
    /// It is what is counted.
    #[default]
    Thing,
    /// It is used for a time: GPU-hours.
    Resource,
    /// So many times the same: three copies of ten gigabytes are thirty gigabytes.
    Copy,
}

/// Something that is counted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Noun {
    /// The id; its plural is what is shown.
    pub id: Str,
    /// What it is in a calculation.
    #[serde(deserialize_with = "by_name")]
    pub kind: NounKind,
    /// Its words in the singular, in lower case.
    pub words: List<Str>,
    /// The words that count what happens in a day.
    #[serde(default)]
    pub daily: List<Str>,
    /// Words that mean it after a number and a hyphen: `256-d`.
    #[serde(default)]
    pub hyphenated: List<Str>,
}

/// A number that stands for a unit: 86,400 for the seconds of a day.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Shorthand {
    /// The number.
    pub number: Str,
    /// The id of the unit of which there are so many …
    pub unit: Str,
    /// … in one of this.
    pub per: Str,
    /// Whether it is rounded, so that it means this only where a unit asks for it.
    #[serde(default)]
    pub rounded: bool,
}

/// A quantity that has a name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Quantity {
    /// The id.
    pub id: Str,
    /// The name shown to people.
    pub title: Str,
    /// What it is measured in: `1`, `1/s`, `s`, `B`, `$`.
    pub base: Str,
    /// Words right after the number, in lower case and the singular: `daily active user`.
    #[serde(default)]
    pub after: List<Str>,
    /// Words before the number, at its line's start or with little between.
    #[serde(default)]
    pub before: List<Str>,
    /// Words of the line with which it is another quantity.
    #[serde(default)]
    pub never: List<Str>,
    /// The least that is taken for it; empty for no limit.
    #[serde(default)]
    pub least: Str,
    /// The most that is taken for it; empty for no limit.
    #[serde(default)]
    pub most: Str,
    /// Whether it is what each of those who act does in a time.
    #[serde(default)]
    pub per_actor: bool,
    /// Whether two values in one note contradict each other.
    #[serde(default)]
    pub single: bool,
}

/// A formula to start from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Formula {
    /// The id.
    pub id: Str,
    /// The name shown to people.
    pub title: Str,
    /// What is typed to find it, in lower case.
    pub words: List<Str>,
    /// The line that is put in, as a snippet.
    pub snippet: Str,
    /// The formula in signs.
    pub formula: Str,
    /// What is usually assumed, and where it bites.
    pub assume: Str,
    /// Where the figures come from.
    pub source: Str,
    /// Ids of the stages in which it is asked for.
    pub stages: List<Str>,
}

/// A figure worth knowing, shown where it is named. Never used as a check.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Constant {
    /// The id.
    pub id: Str,
    /// The name shown to people.
    pub title: Str,
    /// Words at which it is shown, in lower case.
    pub words: List<Str>,
    /// The figures, as Markdown; ranges where sources differ.
    pub text: Str,
    /// Where they come from.
    pub source: Str,
}

/// Words around numbers, in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct NumberWords {
    /// Words that stand for `=`.
    pub results: List<Str>,
    /// Words that make the number behind them a rough one.
    pub about: List<Str>,
    /// Words that stand for a division.
    pub per: List<Str>,
    /// Words that stand for a multiplication by a share.
    pub of: List<Str>,
    /// Words that stand for a multiplication.
    pub times: List<Str>,
    /// Words between a count and the size of each.
    pub sized: List<Str>,
    /// Words after the size of each.
    pub each: List<Str>,
    /// Words for per cent.
    pub percents: List<Str>,
    /// Words that are no names of things counted.
    pub stops: List<Str>,
    /// Words that say that more went into a result than is written.
    pub hedges: List<Str>,
    /// Words that make several values of one quantity no contradiction.
    pub varied: List<Str>,
    /// Words that say that steps run side by side.
    pub parallel: List<Str>,
    /// Words of a line that sums up the times above it.
    pub totals: List<Str>,
    /// Words of a line that limits a time.
    pub limits: List<Str>,
    /// Words for the highest load.
    pub peaks: List<Str>,
    /// Words for the usual load.
    pub averages: List<Str>,
    /// Names of metrics that lie between 0 and 100%.
    pub bounded: List<Str>,
    /// Words with which a share may lie beyond 100%.
    pub unbounded: List<Str>,
    /// Words that ask for a short time.
    pub fast: List<Str>,
    /// Words of a line that weighs ways against each other.
    pub weighed: List<Str>,
    /// What is put behind such a wish, to be filled in.
    pub target: Str,
    /// Names of what has a unit, before a number.
    pub needs_time: List<Str>,
    /// The same for sizes.
    pub needs_size: List<Str>,
    /// The same for loads.
    pub needs_rate: List<Str>,
    /// Units to choose from for such a time, the likeliest first.
    pub time_units: List<Str>,
    /// The same for sizes.
    pub size_units: List<Str>,
    /// The same for loads.
    pub rate_units: List<Str>,
}

impl Estimation {
    /// Adds what another file holds.
    pub fn add(&mut self, other: Estimation) {
        fn join<T: Clone>(list: &mut List<T>, more: List<T>) {
            if !more.is_empty() {
                list.to_mut().extend(more.into_owned());
            }
        }
        join(&mut self.magnitudes, other.magnitudes);
        join(&mut self.units, other.units);
        join(&mut self.precisions, other.precisions);
        join(&mut self.nouns, other.nouns);
        join(&mut self.shorthands, other.shorthands);
        join(&mut self.quantities, other.quantities);
        join(&mut self.formulas, other.formulas);
        join(&mut self.constants, other.constants);
        for (list, more) in self.words.lists_mut().into_iter().zip(other.words.lists()) {
            join(list, more.clone());
        }
        if !other.words.target.is_empty() {
            self.words.target = other.words.target;
        }
    }
}

/// The lists of [`NumberWords`], in one order: first those that give a word a role, as the roles stand.
macro_rules! lists {
    ($($field:ident),* $(,)?) => {
        impl NumberWords {
            /// All lists.
            pub fn lists(&self) -> Vec<&List<Str>> {
                vec![$(&self.$field),*]
            }

            fn lists_mut(&mut self) -> Vec<&mut List<Str>> {
                vec![$(&mut self.$field),*]
            }
        }
    };
}

lists!(
    results, about, per, of, times, sized, each, percents, stops, hedges, varied, parallel, totals, limits,
    peaks, averages, bounded, unbounded, fast, needs_time, needs_size, needs_rate, weighed, time_units,
    size_units, rate_units,
);
