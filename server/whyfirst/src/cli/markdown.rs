//! Markdown for a terminal: titles and labels in bold, code in colour, wrapped to the width, with lists indented under their marks.
//! The styles are dropped by `anstream` where the output is no terminal.

use std::fmt::Write;

use anstyle::Style;

use super::style::{BOLD, DIM, INFO};

/// How wide text is where the width is unknown, and at most: longer lines are tiring to read.
const WIDTH: usize = 88;
/// Below this, a column of words is no text any more.
const NARROWEST: usize = 24;

/// The width to wrap to on standard output: that of the terminal, unless it is too wide to read.
pub(super) fn width() -> usize {
    let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let real = || terminal_size::terminal_size().map(|(columns, _)| usize::from(columns.0));
    told.or_else(real).map_or(WIDTH, |columns: usize| columns.clamp(NARROWEST, WIDTH))
}

/// A text as it is shown in a terminal of this width.
pub(super) fn render(markdown: &str, width: usize) -> String {
    let mut out = String::new();
    let mut fence = false;
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") {
            fence = !fence;
        } else if fence {
            let _ = writeln!(out, "    {DIM}{line}{DIM:#}");
        } else if line.starts_with('#') {
            let title = line.trim_start_matches('#').trim();
            let _ = writeln!(out, "{BOLD}{}{BOLD:#}", words_of(title).concat_plain());
        } else {
            let (mark, body) = item(line);
            paragraph(&mark, body, width, &mut out);
        }
    }
    out
}

/// The mark of a list item as it is shown, and the rest of the line.
fn item(line: &str) -> (String, &str) {
    if let Some(body) = line.strip_prefix("- ") {
        return ("• ".to_owned(), body);
    }
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    match line.split_once(". ") {
        Some((number, body)) if digits > 0 && number.len() == digits => (format!("{number}. "), body),
        _ => (String::new(), line),
    }
}

/// Writes a paragraph, its lines but the first indented under its mark.
fn paragraph(mark: &str, body: &str, width: usize, out: &mut String) {
    let indent = mark.chars().count();
    let words = words_of(body);
    let mut column = indent;
    out.push_str(mark);
    for (at, word) in words.0.iter().enumerate() {
        let length = word.length();
        if at > 0 && column + 1 + length > width {
            out.push('\n');
            out.push_str(&" ".repeat(indent));
            column = indent;
        } else if at > 0 {
            out.push(' ');
            column += 1;
        }
        word.write(out);
        column += length;
    }
    out.push('\n');
}

/// A word: pieces without a space between them, each in its style.
#[derive(Default)]
struct Word(Vec<(Style, String)>);

struct Words(Vec<Word>);

impl Word {
    fn length(&self) -> usize {
        self.0.iter().map(|(_, text)| text.chars().count()).sum()
    }

    fn write(&self, out: &mut String) {
        for (style, text) in &self.0 {
            let _ = write!(out, "{style}{text}{style:#}");
        }
    }
}

impl Words {
    fn concat_plain(&self) -> String {
        let plain = |word: &Word| word.0.iter().map(|(_, text)| text.as_str()).collect::<String>();
        self.0.iter().map(plain).collect::<Vec<_>>().join(" ")
    }
}

/// The words of a line. `**bold**`, `*emphasis*` and `` `code` `` lose their marks; a mark that closes nothing stands for itself.
fn words_of(line: &str) -> Words {
    let mut words = vec![Word::default()];
    let mut put = |style: Style, text: &str| {
        for (at, part) in text.split(' ').enumerate() {
            if at > 0 {
                words.push(Word::default());
            }
            if let Some(word) = words.last_mut()
                && !part.is_empty()
            {
                word.0.push((style, part.to_owned()));
            }
        }
    };
    let mut rest = line;
    while let Some(at) = rest.find(['*', '`']) {
        let (before, marked) = rest.split_at(at);
        put(Style::new(), before);
        let in_word = before.ends_with(char::is_alphanumeric);
        let found = [("**", BOLD), ("`", INFO), ("*", Style::new().italic())].into_iter().find_map(
            |(mark, style)| {
                let inner = marked.strip_prefix(mark)?;
                let (text, after) = inner.split_once(mark)?;
                let tight = !in_word && !text.starts_with(' ') && !text.ends_with(' ');
                (!text.is_empty() && (mark == "`" || tight)).then_some((style, text, after))
            },
        );
        rest = match found {
            Some((style, text, after)) => {
                put(style, text);
                after
            }
            None => {
                let one = marked.chars().next().map_or(0, char::len_utf8);
                let (mark, after) = marked.split_at(one);
                put(Style::new(), mark);
                after
            }
        };
    }
    put(Style::new(), rest);
    words.retain(|word| !word.0.is_empty());
    Words(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(markdown: &str, width: usize) -> String {
        anstream::adapter::strip_str(&render(markdown, width)).to_string()
    }

    #[test]
    fn lists_are_wrapped_under_their_marks() {
        let text = "### A title\n\nOne two three four.\n\n- **Label** one two three\n10. `a b` c d e";
        let expected =
            "A title\n\nOne two\nthree\nfour.\n\n• Label\n  one two\n  three\n10. a b c\n    d e\n";
        assert_eq!(plain(text, 10), expected);
        assert!(plain(text, 40).lines().all(|line| line.chars().count() <= 40));
    }

    #[test]
    fn marks_are_styles_and_lone_ones_stand() {
        assert_eq!(plain("a * b and *so* and 2*3, `x*y`", 80), "a * b and so and 2*3, x*y\n");
        let styled = render("- **Label** and `code`", 80);
        assert!(styled.contains(&format!("{BOLD}Label{BOLD:#}")), "{styled:?}");
        assert!(styled.contains(&format!("{INFO}code{INFO:#}")), "{styled:?}");
    }

    #[test]
    fn long_words_and_narrow_terminals_are_survived() {
        assert_eq!(plain("- supercalifragilistic é 漢字", 10), "• supercalifragilistic\n  é 漢字\n");
        assert_eq!(plain("", 10), "");
    }
}
