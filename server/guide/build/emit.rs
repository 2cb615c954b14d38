//! Writes a guide as Rust constants. Lists become statics of their own, because a list inside an expression would not live long
//! enough.

use std::collections::HashMap;
use std::fmt::Write;

use crate::estimation::{
    Constant, Estimation, Formula, Magnitude, MeasureUnit, Noun, NounKind, NumberWords, Precision, Quantity,
    Shorthand,
};
use crate::index::{Compiled, Index};
use crate::lexicon::Lexicon;
use crate::model::{
    Ambiguous, Aspect, Brief, Concept, Entry, Framework, Guide, Language, Level, List, Numbers, Problem,
    Rubric, Stage, Step, Str, Weights,
};
use crate::rule::{Case, Clause, Kind, Mode, Near, PatternRule, Remedy, Swap};

/// A program text that defines `BUILTIN` and what was compiled of it, `COMPILED`, and the text in which their texts lie.
pub(crate) fn program(guide: &Guide) -> (String, String) {
    let mut emitter = Emitter::default();
    let value = guide.emit(&mut emitter);
    let compiled = Index::new(guide.clone()).compiled().emit(&mut emitter);
    let program = format!(
        "{}\nstatic BUILTIN: Guide = {value};\nstatic COMPILED: Compiled = {compiled};\n",
        emitter.statics
    );
    (program, emitter.text)
}

#[derive(Default)]
struct Emitter {
    statics: String,
    count: usize,
    text: String,
    /// Where texts lie in `text`.
    places: HashMap<String, usize>,
}

/// Something that can be written as a constant expression.
trait Emit {
    /// The type's name.
    const TYPE: &'static str;
    fn emit(&self, emitter: &mut Emitter) -> String;
}

impl Emit for Str {
    const TYPE: &'static str = "Str";
    fn emit(&self, emitter: &mut Emitter) -> String {
        let Emitter { text, places, .. } = emitter;
        let start = *places.entry(self.to_string()).or_insert_with(|| {
            text.push_str(self);
            text.len() - self.len()
        });
        format!("Str::at({start}, {})", self.len())
    }
}

impl<T: Emit + Clone> Emit for List<T> {
    const TYPE: &'static str = "List";
    fn emit(&self, emitter: &mut Emitter) -> String {
        let items: Vec<_> = self.iter().map(|item| item.emit(emitter)).collect();
        if items.is_empty() {
            return "List::Borrowed(&[])".to_owned();
        }
        let number = emitter.count;
        emitter.count += 1;
        let (len, items) = (items.len(), items.join(","));
        let _ = writeln!(emitter.statics, "static L{number}: [{}; {len}] = [{items}];", T::TYPE);
        format!("List::Borrowed(&L{number})")
    }
}

impl Emit for bool {
    const TYPE: &'static str = "bool";
    fn emit(&self, _: &mut Emitter) -> String {
        self.to_string()
    }
}

impl Emit for u8 {
    const TYPE: &'static str = "u8";
    fn emit(&self, _: &mut Emitter) -> String {
        self.to_string()
    }
}

impl Emit for u16 {
    const TYPE: &'static str = "u16";
    fn emit(&self, _: &mut Emitter) -> String {
        self.to_string()
    }
}

impl Emit for u32 {
    const TYPE: &'static str = "u32";
    fn emit(&self, _: &mut Emitter) -> String {
        self.to_string()
    }
}

impl Emit for u64 {
    const TYPE: &'static str = "u64";
    fn emit(&self, _: &mut Emitter) -> String {
        self.to_string()
    }
}

impl Emit for (u8, u8) {
    const TYPE: &'static str = "(u8, u8)";
    fn emit(&self, _: &mut Emitter) -> String {
        format!("{self:?}")
    }
}

/// Values of enums without data are their own names.
macro_rules! emit_enum {
    ($($name:ident),*) => {$(
        impl Emit for $name {
            const TYPE: &'static str = stringify!($name);
            fn emit(&self, _: &mut Emitter) -> String {
                format!(concat!(stringify!($name), "::{:?}"), self)
            }
        }
    )*};
}

emit_enum!(Kind, Mode, Near);

impl Emit for Level {
    const TYPE: &'static str = "Level";
    fn emit(&self, _: &mut Emitter) -> String {
        format!("Level::{self:?}")
    }
}

impl Emit for NounKind {
    const TYPE: &'static str = "NounKind";
    fn emit(&self, _: &mut Emitter) -> String {
        format!("NounKind::{self:?}")
    }
}

/// Writes a type field by field; fields after `left out:` are written empty, because only tests need them.
macro_rules! emit {
    ($($name:ident { $($field:ident),* } $(left out: $($empty:ident),*)?;)*) => {$(
        impl Emit for $name {
            const TYPE: &'static str = stringify!($name);
            fn emit(&self, emitter: &mut Emitter) -> String {
                let mut out = concat!(stringify!($name), "{").to_owned();
                $( let _ = write!(out, concat!(stringify!($field), ":{},"), self.$field.emit(emitter)); )*
                $($( out.push_str(concat!(stringify!($empty), ":List::Borrowed(&[]),")); )*)?
                out.push('}');
                out
            }
        }
    )*};
}

emit! {
    Guide { rubrics, frameworks, concepts, problems, rules, language, estimation };
    Rubric { id, title, often_stops_at, stages };
    Stage { id, title, why, stake, applies, headings, weak_headings, aspects };
    Aspect { id, title, essential, level, applies, ask, prompt, strong, weak, weak_in, beside, telling, drawing, negatable, found_in } left out: matches, misses;
    Framework { id, title, summary, rubric, default, steps };
    Step { id, title, aliases, minutes, why, stages, may_come_early, early_words, prompts };
    Concept { id, name, category, stages, aliases, ambiguous, never, names, related, gist, card } left out: matches, misses;
    Ambiguous { alias, context };
    Problem { id, title, question, group, phrases, tags, generic, summary, brief } left out: matches, misses;
    Brief { stage, entries };
    Entry { key, text };
    Language {
        design_questions, task_sentences, other_files, title_fillers, reference_headings, closing_headings, container_headings, joiners, negations, blanks, foreign_words, diagram_fences, numbers,
        weights
    };
    Weights {
        strong_wording, weak_wording, parent, place, content, content_hits, opens, close, share, clear_at_home, clear_elsewhere,
        vague_at_home, vague_elsewhere, vague_homeless, statement, statements_at_most, repeated, repeated_at_most, covered, thin, thin_without_heading
    };
    PatternRule { id, summary, kind, level, mode, stage, words, words_at_most, questions, items, cases, page };
    Case { tags, without, when, unless, name, because, message, fix };
    Clause { phrases, contains, aspects, concepts, stages, near, at_least, says };
    Remedy { title, line, aspect, append, replace, swap };
    Swap { from, to };
    Numbers { magnitudes, times, bytes, rates, periods };
    Compiled { body, headings, titles, unfilled };
    Lexicon { words, prefixes, vocabulary, starts, graph, long, long_words, letters };
    Estimation { magnitudes, units, precisions, nouns, shorthands, quantities, formulas, constants, words };
    Magnitude { id, words, factor, needs_noun };
    MeasureUnit { id, words, base, factor, period, adverb, binary, bits, rate_if_plural };
    Precision { id, words, bytes };
    Noun { id, kind, words, daily, hyphenated };
    Shorthand { number, unit, per, rounded };
    Quantity { id, title, base, after, before, never, least, most, per_actor, single };
    Formula { id, title, words, snippet, formula, assume, source, stages };
    Constant { id, title, words, text, source };
    NumberWords {
        results, about, per, of, times, sized, each, percents, stops, hedges, varied, parallel, totals, limits, peaks, averages, bounded, unbounded, fast,
        weighed, target, needs_time, needs_size, needs_rate, time_units, size_units, rate_units
    };
}
