use proptest::prelude::*;

use super::spans as plain_spans;
use crate::syntax::{by_grammar, read_plain};
use crate::{Note, PlainNote, SpanKind};

#[test]
fn notes_as_most_are_written_are_plain() {
    for text in [
        "# Title\n\nText\nand more.\n",
        "---\nwhyfirst:\n  steps: 7\n---\n# Title\n",
        "- a\n  - b\n    still b\n\n  a again\n- [ ] c\n",
        "1. a\n2. b\n   - c\n10) d\n",
        "| a | b |\n|---|:-:|\n| c `d` | e |\n\nText\n",
        "```sh\n# a\n```\n",
        "- a\n  ```\n  code\n  ```\n",
        "~~~\nnever closed",
        "<!-- a comment -->\n***\n",
        "**Goal**: p99 < 100 ms, see [a](http://b.c) or `d`.\r\n設計 🚀\r\n",
        "",
        "\n \n",
    ] {
        assert_eq!(read_plain(text), Some(by_grammar(text)), "{text:?}");
        // Several chunks, and a fence that seems to be cut by a heading.
        let whole = format!("{text}\n\n# Next\n\n```sh\n# a\n```\n");
        assert_eq!(PlainNote::read(whole.clone()).map(PlainNote::finish), Ok(Note::new(whole)));
    }
}

#[test]
fn what_is_not_plain_is_left_to_the_grammar() {
    for text in [
        "Title\n===\n",
        "Title\n---\n",
        "> quoted\n",
        "<div>\n",
        "[a]: http://b.c\n",
        "    indented\n",
        "\tindented\n",
        "- - a\n",
        "- > a\n",
        "-\n",
        "- ```\n  a\n  ```\n",
        "  # a\n",
        "a | b\n---|---\n",
        "| a |\n|---|---|\n",
        "- ```\nout of the item\n",
        "\u{feff}a\n",
        "a\rb\n",
        "---\na: b\n",
    ] {
        assert_eq!(read_plain(text), None, "{text:?}");
        assert_eq!(PlainNote::read(text.to_owned()).map(PlainNote::finish), Err(text.to_owned()));
    }
}

#[test]
fn spans_as_most_are_written_need_no_grammar() {
    let kinds = |text| {
        plain_spans(text, 0).map(|spans| spans.iter().map(|it| (it.start, it.kind)).collect::<Vec<_>>())
    };
    assert_eq!(kinds("`a` [b](c/d) [e] < 3"), Some(vec![(0, SpanKind::Code), (8, SpanKind::Hidden)]));
    for text in ["`a", "``a`", "$a$", "<b>", "[a](b c)", "[a][b]", "\\`a`", "[`a`](b)", "`a\u{3}`"] {
        assert_eq!(kinds(text), None, "{text}");
    }
}

const INDENTS: &[&str] =
    &["", "", "", "", "", " ", "  ", "  ", "   ", "    ", "     ", "      ", "\t", "        "];

/// Beginnings of lines.
const BEGINS: &[&str] = &[
    "", "", "", "", "- ", "- ", "* ", "+ ", "1. ", "2) ", "10. ", "-   ", "1.  ", "# ", "## ", "#", "```",
    "```rust", "~~~", "````", "---", "***", "___", "[", "[ ] ", "- [ ] ", "- [x] ", "**", "*", "_", "`", "<",
    "| ", "|", "> ", "= ", "-", "+", "1.", "--", "-> ", "===", "<!-- ",
];

/// What lines are made of.
const TEXTS: &[&str] = &[
    "We rank items",
    "",
    "",
    "a",
    "a `b` c",
    "`",
    "``",
    "$x$",
    "a < b",
    "<b>c</b>",
    "[a](b)",
    "[a",
    "b](c)",
    "a | b |",
    " b | c d |",
    "| a | b |",
    "|---|---|",
    "---|",
    ":-:|:-|",
    "**b** c",
    "*d",
    "]: e",
    "](",
    "(f g)",
    "\\",
    "設計",
    "é",
    "🚀",
    " ",
    "  ",
    "\\|",
    "a ##",
    "\u{a0}",
    "\u{2003}x",
    ":",
    "!",
    "![i](u \"t\")",
    "https://a.b",
    "<!-- c -->",
    "-->",
    "| a | b |\n|---|---|",
    "| a | b |\n|:--|-:|\n| c | d |",
    "| |",
    "| | |",
    "| `c | d` |",
    "---\na: b\n---",
    "+++",
    "---",
    "{#id}",
    "x  ",
    "[^1]",
    "[ ]",
    "[x] y",
    "$",
    "1.",
    "&amp;",
    "~~s~~",
    "#",
    "```",
    "-",
    "=",
    "|",
];

/// What markup within lines is made of.
const INLINE: &[&str] = &[
    "a",
    "a b",
    " ",
    "\n",
    "`",
    "`",
    "``",
    "[",
    "]",
    "](",
    ")",
    "(",
    "[a](b)",
    "[a](http://b.c/d?e=f#g)",
    "`a`",
    "``a` b``",
    "![",
    "!",
    "*",
    "**",
    "_",
    "~~",
    "<",
    "< ",
    "<=",
    "<3",
    "<a>",
    "$",
    "$a$",
    "\"",
    "'",
    ":",
    "\\",
    "&amp;",
    "^",
    "[a]",
    "[a][b]",
    "[a] b",
    "[ ]",
    "設",
    "é",
    "🚀",
    "\u{a0}",
    "|",
    "http://a.b",
    "  \n",
    "-",
    "#",
];

fn some_of(pieces: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    prop::sample::select(pieces)
}

fn lines() -> impl Strategy<Value = String> {
    let end = some_of(&["\n", "\n", "\n", "\n", "\n\n", "\r\n"]);
    let line = (some_of(INDENTS), some_of(BEGINS), some_of(TEXTS), some_of(TEXTS), end)
        .prop_map(|(indent, begin, text, more, end)| [indent, begin, text, more, end].concat());
    (prop::collection::vec(line, 0..9), any::<bool>()).prop_map(|(lines, whole)| {
        let text = lines.concat();
        if whole { text } else { text.trim_end_matches('\n').to_owned() }
    })
}

fn paragraph() -> impl Strategy<Value = String> {
    prop::collection::vec(some_of(INLINE), 0..12).prop_map(|pieces| format!("a{}\n", pieces.concat()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn plain_blocks_are_what_the_grammar_says(text in lines()) {
        if let Some(plain) = read_plain(&text) {
            prop_assert_eq!(plain, by_grammar(&text));
        }
    }

    #[test]
    fn plain_notes_are_cut_as_any_others(parts in prop::collection::vec(lines(), 1..4)) {
        let text = parts.join("\n");
        if let Ok(plain) = PlainNote::read(text.clone()) {
            prop_assert_eq!(plain.finish(), Note::new(text));
        }
    }

    #[test]
    fn plain_spans_are_what_the_grammar_says(text in paragraph()) {
        if let Some(plain) = read_plain(&text) {
            prop_assert_eq!(plain, by_grammar(&text));
        }
    }
}
