//! Snippets: lines to fill in, with placeholders as in the Language Server Protocol (`${1:what the business gains}`).

use crate::model::{Aspect, Entry};

/// The text of a snippet as it stands once a client has put it in: placeholders become their own words.
pub fn plain(snippet: &str) -> String {
    let mut out = String::with_capacity(snippet.len());
    let (mut rest, mut open) = (snippet, 0);
    while let Some((before, sign, after)) = next_sign(rest) {
        out.push_str(before);
        rest = after;
        match sign {
            '\\' => {
                let mut chars = rest.chars();
                out.extend(chars.next());
                rest = chars.as_str();
            }
            '$' => {
                let braced = rest.strip_prefix('{');
                rest = braced.unwrap_or(rest).trim_start_matches(|c: char| c.is_ascii_digit());
                if braced.is_some() {
                    rest = rest.strip_prefix(':').unwrap_or(rest);
                    open += 1;
                }
            }
            _ if open > 0 => open -= 1,
            sign => out.push(sign),
        }
    }
    out.push_str(rest);
    out
}

/// A text with everything escaped that means something in a snippet.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, sign, after)) = next_sign(rest) {
        out.extend([before, "\\"]);
        out.push(sign);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The first character that means something in a snippet, with what stands before and after it.
fn next_sign(text: &str) -> Option<(&str, char, &str)> {
    let at = text.bytes().position(|byte| matches!(byte, b'\\' | b'$' | b'}'))?;
    let (before, from) = text.split_at_checked(at)?;
    let mut chars = from.chars();
    Some((before, chars.next()?, chars.as_str()))
}

/// The placeholders of a snippet numbered anew from `next` on; gives back the first number not used.
pub fn renumber(snippet: &str, next: u32, out: &mut String) -> u32 {
    let mut highest = next;
    let mut chars = snippet.chars().peekable();
    while let Some(c) = chars.next() {
        out.push(c);
        if c == '\\' {
            out.extend(chars.next());
        } else if c == '$' {
            out.extend(chars.next_if_eq(&'{'));
            let mut number = 0;
            let mut digits = false;
            while let Some(digit) = chars.next_if(char::is_ascii_digit) {
                number = number * 10 + digit.to_digit(10).unwrap_or_default();
                digits = true;
            }
            if digits {
                let number = next + number.saturating_sub(1);
                highest = highest.max(number + 1);
                out.push_str(&number.to_string());
            }
        }
    }
    highest
}

/// The line by which a problem's own suggestion is offered: the aspect's label and the suggestion as a placeholder.
pub fn suggestion(aspect: Option<&Aspect>, entry: &Entry) -> String {
    let text = escape(&entry.text);
    match aspect {
        Some(aspect) => {
            let label = aspect.prompt.split_once(':').map_or(&*aspect.title, |(label, _)| label);
            format!("{label}: ${{1:{text}}}")
        }
        None => format!("${{1:{text}}}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_become_their_words() {
        assert_eq!(plain("Goal: ${1:what, in \\$} → ${2:when} $0"), "Goal: what, in $ → when ");
        assert_eq!(plain("a } b"), "a } b");
        assert_eq!(plain("${1}, ${x} $12é"), ", x é");
    }

    #[test]
    fn what_is_escaped_becomes_itself() {
        assert_eq!(escape("{a} costs $5 “×” \\"), "{a\\} costs \\$5 “×” \\\\");
        for text in ["", "plain", "{a} costs $5 “×” \\", "}$", "\\}"] {
            assert_eq!(plain(&escape(text)), text);
        }
    }

    #[test]
    fn placeholders_are_numbered_on() {
        let mut out = String::new();
        assert_eq!(renumber("a ${1:x} ${2:y} \\$3", 5, &mut out), 7);
        assert_eq!(out, "a ${5:x} ${6:y} \\$3");
    }
}
