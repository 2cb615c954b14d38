//! `whyfirst explain`: an entry of the guide, or a rule, in the terminal.

use std::fmt::Write;

use whyfirst_assist::explain::{self, Entry};

use super::Outcome;
use super::style::{BOLD, DIM, INFO, paint};

#[derive(clap::Args)]
pub(super) struct Args {
    /// A term, or the id of a concept, step, problem, framework or rule
    #[arg(required = true)]
    term: Vec<String>,
}

pub(super) fn run(args: &Args) -> Result<Outcome, String> {
    let index = crate::config::here().index;
    let term = args.term.join(" ");
    match explain::find(&index, &term) {
        Ok(entry) => {
            anstream::print!("{}", terminal(&explain::markdown(&index, &entry), &entry));
            Ok(Outcome::Clean)
        }
        Err(near) if near.is_empty() => {
            Err(format!("nothing is known of “{term}”. `whyfirst list concepts` shows what is."))
        }
        Err(near) => Err(format!("nothing is known of “{term}”. Did you mean {}?", near.join(", "))),
    }
}

/// Markdown for a terminal: headings and labels set off, links as their words, lines wrapped to its width.
fn terminal(markdown: &str, _: &Entry<'_>) -> String {
    const WIDTH: usize = 88;
    let mut out = String::new();
    let mut fence = false;
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") {
            fence = !fence;
            continue;
        }
        if fence {
            let _ = writeln!(out, "    {}", paint(DIM, line));
            continue;
        }
        if let Some(title) = line.strip_prefix('#') {
            let _ = writeln!(out, "{}", paint(BOLD, title.trim_start_matches('#').trim()));
            continue;
        }
        let (indent, body) = match line.strip_prefix("- ") {
            Some(body) => ("  ", body),
            None => ("", line),
        };
        for (at, wrapped) in wrap(body, WIDTH - indent.len()).iter().enumerate() {
            let lead = if at == 0 && !indent.is_empty() { "• " } else { indent };
            let _ = writeln!(out, "{lead}{wrapped}");
        }
        if body.is_empty() {
            out.push('\n');
        }
    }
    styled(&out)
}

/// Words in lines of at most so many characters, never parting what stands between marks.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let needed = line.chars().count() + 1 + word.chars().filter(|c| !matches!(c, '*' | '`')).count();
        if !line.is_empty() && needed > width {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// `**bold**` and `` `code` `` in colour.
fn styled(text: &str) -> String {
    let mut out = String::new();
    for (at, part) in text.split("**").enumerate() {
        let part: String = part
            .split('`')
            .enumerate()
            .map(|(at, piece)| if at % 2 == 1 { paint(INFO, piece) } else { piece.to_owned() })
            .collect();
        if at % 2 == 1 { out.push_str(&paint(BOLD, &part)) } else { out.push_str(&part) }
    }
    out
}
