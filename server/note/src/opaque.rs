//! Prose hidden from the block grammar.
//!
//! The grammar looks at each word, though nothing within a line of prose bears on where blocks begin and end. With such a line as one long
//! word it finds the same blocks at the same places in half the time.

/// A text of the same length in which the inside of each line that can only be prose is one word.
pub(crate) fn hide_prose(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    // Whether a definition of a link may go on: it can take several lines, and its words count.
    let mut defines = false;
    for line in bytes.split_mut(|byte| *byte == b'\n') {
        let start = Start::of(line);
        let is_blank = matches!(line.get(start.content..), None | Some([] | [b'\r'])) && !start.marked;
        defines = begins_definition(line) || defines && !is_blank;
        if !defines && start.is_prose(line) {
            let after =
                line.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\\' | b'\r')).count();
            let inside = line.get_mut(start.content..line.len() - after).unwrap_or_default();
            if !inside.iter().any(|&byte| may_bear(byte)) {
                inside.fill(b'x');
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// Whether a line may begin the definition of a link, in quotes and lists too, after a mark of the byte order, or behind a line break of
/// old.
fn begins_definition(line: &[u8]) -> bool {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let first = line.iter().find(|byte| !b" \t>-*+0123456789.)\xef\xbb\xbf".contains(byte));
    first == Some(&b'[') || line.contains(&b'\r')
}

/// Whether a byte within a line may bear on blocks: a table's bar, the end of a comment or tag, or what the grammar stumbles over.
fn may_bear(byte: u8) -> bool {
    matches!(byte, b'|' | b'>') || byte < b' ' && byte != b'\t'
}

/// How a line begins.
struct Start {
    /// Where its content does, after the indentation and a mark of a list.
    content: usize,
    /// Whether it has a mark of a list.
    marked: bool,
}

impl Start {
    fn of(line: &[u8]) -> Start {
        let count = |from: usize, of: fn(&u8) -> bool| line.iter().skip(from).take_while(|it| of(it)).count();
        let space: fn(&u8) -> bool = |byte| matches!(byte, b' ' | b'\t');
        let start = count(0, space);
        let digits = count(start, u8::is_ascii_digit);
        let mark = match line.get(start + digits) {
            Some(b'-' | b'*' | b'+') if digits == 0 => 1,
            Some(b'.' | b')') if digits > 0 => digits + 1,
            _ => 0,
        };
        let gap = count(start + mark, space);
        let is_alone = matches!(line.get(start + mark..), Some([] | [b'\r']));
        let marked = mark > 0 && (gap > 0 || is_alone);
        Start { content: if marked { start + mark + gap } else { start }, marked }
    }

    /// Whether no block but a paragraph begins so. A letter does not begin one, nor does emphasis, code or a number before it.
    fn is_prose(&self, line: &[u8]) -> bool {
        let content = line.get(self.content..).unwrap_or_default();
        let rest = match content {
            [a @ (b'*' | b'_' | b'`'), b, rest @ ..] if a == b => rest,
            [b'*' | b'_' | b'`', rest @ ..] => rest,
            // A second mark.
            [b'0'..=b'9', ..] if Start::of(content).marked => return false,
            // A mark of the byte order begins so: what comes behind it begins the line.
            [0xef, ..] => return false,
            [first, ..] if !first.is_ascii() => return true,
            _ => content,
        };
        rest.first().is_some_and(u8::is_ascii_alphanumeric)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::hide_prose;
    use crate::syntax::{by_grammar, read_by_grammar};

    #[test]
    fn what_begins_or_ends_a_block_is_left_as_it_is() {
        for (text, shown) in [
            ("We rank items.\nAnd more.\n", "xxxxxxxxxxxxxx\nxxxxxxxxx\n"),
            ("- **Goal**: more \n 1. 10M users", "- xxxxxxxxxxxxxx \n 1. xxxxxxxxx"),
            ("é is a letter\r\n", "xxxxxxxxxxxxxx\r\n"),
            ("9.\r\n3)\r\n", "9.\r\n3)\r\n"),
            ("| a | b |\n", "| a | b |\n"),
            ("a | b\nends --> here\n", "a | b\nends --> here\n"),
            ("[a\nlabel]:\ntarget here\n\nText it is\n", "[a\nlabel]:\ntarget here\n\nxxxxxxxxxx\n"),
            ("- [ ] task\n- Next one\n\n- Next", "- [ ] task\n- Next one\n\n- xxxx"),
            (
                "3.\n3. a\n3.5 a\n---\n***\n```rust x\n* * a b\n- 1. a\n",
                "3.\n3. x\nxxxxx\n---\n***\n```rust x\n* * a b\n- 1. a\n",
            ),
        ] {
            assert_eq!(hide_prose(text), shown);
        }
    }

    /// Lines and parts of lines that bear on blocks, or look as if they did.
    const PIECES: &[&str] = &[
        "We rank items by score",
        "text",
        "A",
        "**Bold** text",
        "*soft* text",
        "`code` text",
        "``",
        "_x_ y",
        "10M users",
        "3.5 GB",
        "- ",
        "* ",
        "+ ",
        "1. ",
        "2) ",
        "10. ",
        "> ",
        "# ",
        "## Title",
        "===",
        "---",
        "***",
        "___",
        "```",
        "```rust",
        "~~~",
        "    ",
        "  ",
        "\t",
        " ",
        "<div>",
        "</div>",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "<?",
        "?>",
        "<b>",
        "|",
        "| a | b |",
        "|---|---|",
        "|:-:|",
        "[a]: /url",
        "[a]:",
        "/url",
        "\"title\"",
        "'title'",
        "(title)",
        "[a",
        "b]: c",
        "[ ] ",
        "[x] ",
        "[^1]: note",
        "\\",
        "\\*",
        "&amp;",
        "設計",
        "é",
        "😀",
        "\u{feff}",
        "\u{a0}",
        "\0",
        "\u{b}",
        "\r",
        "\r\n",
        "\n",
        "\n",
        "\n",
        "\n",
        "\n\n",
        "x",
        ":",
        "{#id}",
        "title: a",
        "+++",
        "$$",
        "foo\n2. bar",
        "a\n=",
        "a\n-",
        "a  \nb",
        "a\\\nb",
        "!",
        "![i](u)",
        "http://a.b",
    ];

    fn texts() -> impl Strategy<Value = String> {
        prop::collection::vec(prop::sample::select(PIECES), 0..24).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        #[test]
        fn the_same_is_read_whether_prose_is_hidden_or_not(text in texts()) {
            prop_assert_eq!(read_by_grammar(&text, hide_prose, |_, _| None), by_grammar(&text));
        }
    }
}
