//! Writes a guide as Rust constants. Lists become statics of their own, because a list inside an expression would not live long
//! enough.

use std::collections::HashMap;
use std::fmt::Write;

use crate::contexts::Contexts;
use crate::estimation::{
    Constant, Estimation, Formula, Magnitude, MeasureUnit, Noun, NounKind, NumberWords, Precision, Quantity,
    Shorthand,
};
use crate::index::{Compiled, Index};
use crate::lexicon::Lexicon;
use crate::model::{
    Ambiguous, Aspect, Brief, Concept, Entry, Framework, Guide, Language, Level, Lines, List, Numbers,
    Problem, Rubric, Stage, Step, Str, Weights,
};
use crate::rule::{Case, Clause, Kind, Mode, Near, PatternRule, Remedy, Swap};

/// The JSON schema of the files of a pack.
const SCHEMA: &str = include_str!("../schema/pack.json");

/// A guide as it is put into the program.
pub(crate) struct Program {
    /// The text of a program that defines `BUILTIN`, what was compiled of it, `COMPILED`, the `SCHEMA` of packs, and the length of `packed`,
    /// `UNPACKED_LEN`.
    pub(crate) source: String,
    /// The texts that lie open in the program.
    pub(crate) open: String,
    /// The texts that lie packed in it.
    pub(crate) packed: String,
}

/// Writes a guide.
pub(crate) fn program(guide: &Guide) -> Program {
    let mut emitter = Emitter::default();
    let value = guide.emit(&mut emitter);
    let compiled = Index::new(guide.clone()).compiled().emit(&mut emitter);
    let schema = emitter.pack(&Str::from(SCHEMA));
    let Emitter { statics, open, packed, .. } = emitter;
    let source = format!(
        "{statics}
static BUILTIN: Guide = {value};
static COMPILED: Compiled = {compiled};
static SCHEMA: Str = {schema};
const UNPACKED_LEN: usize = {};
",
        packed.text.len()
    );
    Program { source, open: open.text, packed: packed.text }
}

#[derive(Default)]
struct Emitter {
    statics: String,
    /// The numbers of the lists written so far.
    lists: HashMap<String, usize>,
    open: Texts,
    packed: Texts,
    /// Whether what is being written is packed.
    packing: bool,
}

impl Emitter {
    /// Writes something whose texts no note needs when it is read.
    fn pack(&mut self, value: &impl Emit) -> String {
        let outer = std::mem::replace(&mut self.packing, true);
        let out = value.emit(self);
        self.packing = outer;
        out
    }
}

/// Texts, one after the other, each of them once.
#[derive(Default)]
struct Texts {
    text: String,
    places: HashMap<String, usize>,
}

impl Texts {
    /// Where a text begins.
    fn place(&mut self, text: &str) -> usize {
        *self.places.entry(text.to_owned()).or_insert_with(|| {
            self.text.push_str(text);
            self.text.len() - text.len()
        })
    }
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
        if emitter.packing && !emitter.open.places.contains_key(&**self) {
            return format!("Str::packed({}, {})", emitter.packed.place(self), self.len());
        }
        format!("Str::at({}, {})", emitter.open.place(self), self.len())
    }
}

impl Emit for Lines {
    const TYPE: &'static str = "Lines";
    fn emit(&self, emitter: &mut Emitter) -> String {
        format!("Lines({})", self.0.emit(emitter))
    }
}

impl<T: Emit + Clone> Emit for List<T> {
    const TYPE: &'static str = "List";
    fn emit(&self, emitter: &mut Emitter) -> String {
        let items: Vec<_> = self.iter().map(|item| item.emit(emitter)).collect();
        if items.is_empty() {
            return "List::Borrowed(&[])".to_owned();
        }
        // Many concepts belong to the same stages, many aspects matter for the same problems.
        let list = format!("[{}; {}] = [{}]", T::TYPE, items.len(), items.join(","));
        let next = emitter.lists.len();
        let number = *emitter.lists.entry(list).or_insert_with_key(|list| {
            let _ = writeln!(emitter.statics, "static L{next}: {list};");
            next
        });
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

impl Emit for Entry {
    const TYPE: &'static str = "Entry";
    fn emit(&self, emitter: &mut Emitter) -> String {
        // What is suggested for an aspect is what a finding says to write.
        let shown_only = ["ask", "trap"].contains(&&*self.key);
        let text = if shown_only { emitter.pack(&self.text) } else { self.text.emit(emitter) };
        format!("Entry{{key:{},text:{text}}}", self.key.emit(emitter))
    }
}

/// Writes a type field by field. The texts of those after `packed:` are needed only when something is shown or a pack is compiled; those
/// after `left out:` are written empty, because only tests need them.
macro_rules! emit {
    ($($name:ident { $($field:ident),* } $(packed: $($packed:ident),*)? $(left out: $($empty:ident),*)?;)*) => {$(
        impl Emit for $name {
            const TYPE: &'static str = stringify!($name);
            fn emit(&self, emitter: &mut Emitter) -> String {
                let mut out = concat!(stringify!($name), "{").to_owned();
                $( let _ = write!(out, concat!(stringify!($field), ":{},"), self.$field.emit(emitter)); )*
                $($( let _ = write!(out, concat!(stringify!($packed), ":{},"), emitter.pack(&self.$packed)); )*)?
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
    Stage { id, title, stake, applies, aspects } packed: why, headings, weak_headings;
    Aspect {
        id, title, essential, level, applies, ask, prompt, weak_in, beside, telling, drawing, negatable, found_in
    } packed: strong, weak left out: matches, misses;
    Framework { id, title, rubric, default, steps } packed: summary;
    Step { id, title, minutes, stages, may_come_early, early_words, prompts } packed: aliases, why;
    Concept { id, name, category, stages, ambiguous, names } packed: aliases, never, related, gist, card left out: matches, misses;
    Ambiguous { } packed: alias, context;
    Problem { id, title, question, group, tags, generic, brief } packed: phrases, summary left out: matches, misses;
    Brief { stage, entries };
    Language { joiners, negations, diagram_fences, numbers, weights } packed:
        design_questions, task_sentences, other_files, title_fillers, reference_headings, closing_headings, container_headings,
        blanks, foreign_words;
    Weights {
        strong_wording, weak_wording, parent, place, content, content_hits, opens, close, share, clear_at_home, clear_elsewhere,
        vague_at_home, vague_elsewhere, vague_homeless, statement, statements_at_most, repeated, repeated_at_most, covered, thin, thin_without_heading
    };
    PatternRule { id, summary, kind, level, mode, stage, words, words_at_most, questions, items, cases } packed: page;
    Case { tags, without, when, unless, name, because, message, fix };
    Clause { contains, aspects, concepts, stages, near, at_least, says } packed: phrases;
    Remedy { title, line, aspect, append, replace, swap };
    Swap { from, to };
    Numbers { magnitudes, times, bytes, rates, periods };
    Compiled { body, headings, titles, contexts, unfilled };
    Contexts { count, words, ends };
    Lexicon { words, prefixes, vocabulary, starts, graph, long, long_words, letters };
    Estimation { magnitudes, units, precisions, nouns, shorthands, quantities, formulas, constants, words };
    Magnitude { id, words, factor, needs_noun };
    MeasureUnit { id, words, base, factor, period, adverb, binary, bits, rate_if_plural };
    Precision { id, words, bytes };
    Noun { id, kind, words, daily, hyphenated };
    Shorthand { number, unit, per, rounded };
    Quantity { id, title, base, after, before, never, least, most, per_actor, single };
    Formula { id, title, words, snippet, stages } packed: formula, assume, source;
    Constant { id, title, words } packed: text, source;
    NumberWords {
        results, about, per, of, times, sized, each, percents, stops, hedges, varied, parallel, totals, limits, peaks, averages, bounded, unbounded, fast,
        weighed, target, needs_time, needs_size, needs_rate, time_units, size_units, rate_units
    };
}
