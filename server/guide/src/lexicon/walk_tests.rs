//! What is noted down of a word's beginnings must say the same as the graph.

use proptest::prelude::*;

use super::{Builder, Lexicon};
use crate::builtin_index;
use crate::words::{Units, Words};

/// Words whose plurals, capitals and beginnings run into each other.
const WORDS: &[&str] = &[
    "model", "models", "query", "queries", "class", "classes", "map", "maps", "mapping", "data", "million",
    "user", "of",
];

fn phrase() -> impl Strategy<Value = String> {
    let word = prop::sample::select(WORDS);
    let one = (word, 0..6).prop_map(|(word, kind)| match kind {
        0 => word.to_uppercase(),
        1 => format!("{word}*"),
        _ => word.to_owned(),
    });
    let between = prop::sample::select(&[" ", " ", " ", " ... ", " ...1 "][..]);
    let more = prop::collection::vec((between, one.clone()), 0..3);
    (one, more, 0..8).prop_map(|(first, more, kind)| {
        let all = more.into_iter().fold(first, |all, (between, word)| all + between + &word);
        match kind {
            0 => format!("^{all}"),
            1 if !all.ends_with('*') => format!("{all}:"),
            2 => format!("<count> {all}"),
            _ => all,
        }
    })
}

fn text() -> impl Strategy<Value = String> {
    let word = (prop::sample::select(WORDS), 0..5).prop_map(|(word, kind)| match kind {
        0 => word.to_uppercase(),
        1 => {
            word.chars().enumerate().map(|(at, c)| if at == 0 { c.to_ascii_uppercase() } else { c }).collect()
        }
        2 => format!("{word}'s"),
        _ => word.to_owned(),
    });
    let word = prop_oneof![6 => word, 1 => prop::sample::select(&["10", "3 million", "3 million ms", "50%", "else"][..]).prop_map(str::to_owned)];
    let after = prop::sample::select(&[" ", " ", " ", "-", ", ", ": "][..]);
    prop::collection::vec((word, after), 1..14)
        .prop_map(|words| words.into_iter().map(|(word, after)| word + after).collect())
}

fn hits(lexicon: &Lexicon, text: &str, units: &Units) -> Vec<(u32, u32, u32)> {
    let mut found = Vec::new();
    lexicon.scan(text, 0, &Words::of(text, units), |hit| {
        found.push((hit.last, hit.first, hit.payload));
    });
    found.sort_unstable();
    found
}

proptest! {
    #[test]
    fn phrases_are_found_whether_or_not_it_is_noted_down_what_begins_with_a_word(
        phrases in prop::collection::vec(phrase(), 1..12),
        text in text(),
    ) {
        // A lexicon that corrects notes nothing down.
        let [noted, followed] = [Builder::new(), Builder::correcting()].map(|mut builder| {
            for (payload, phrase) in (0..).zip(&phrases) {
                // Some make no sense, and are left out by both.
                let _ = builder.add(phrase, payload);
            }
            builder.finish()
        });
        let index = builtin_index();
        prop_assert_eq!(hits(&noted, &text, index.units()), hits(&followed, &text, index.units()));
    }
}

#[test]
fn what_begins_before_the_unit_of_a_number_goes_on_behind_it() {
    let index = builtin_index();
    for mut builder in [Builder::new(), Builder::correcting()] {
        builder.add("million user", 7).expect("a phrase");
        let lexicon = builder.finish();
        assert_eq!(hits(&lexicon, "5 million ms user", index.units()), [(3, 1, 7)]);
        assert_eq!(hits(&lexicon, "5 million of user", index.units()), []);
    }
}
