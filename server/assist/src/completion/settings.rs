//! Front matter: the keys under `whyfirst`, and their values.

use whyfirst_guide::snippet;
use whyfirst_note::Key;

use super::{About, Item, ItemKind, Place, Trigger};

/// The name under which the settings stand.
const NAME: &str = "whyfirst";

/// What stands around the cursor.
enum Around<'a> {
    /// A key at the outermost level, begun so.
    Top(&'a str),
    /// A key under `whyfirst`, begun so; whether braces are around it.
    Key(&'a str),
    /// The value of a key, begun so.
    Value(&'a str, &'a str),
    /// The value of `whyfirst` itself.
    Whole(&'a str),
}

pub(super) fn find(place: &Place<'_>) -> Option<Vec<Item>> {
    let around = around(place)?;
    // A space asks for something only where a key or value begins.
    let begins =
        place.before.trim_end().ends_with([':', '{', ',', '[', '-']) || place.before.trim().is_empty();
    match place.trigger {
        Trigger::Asked | Trigger::Letter => {}
        Trigger::Typed(' ') if begins => {}
        Trigger::Typed(_) => return Some(Vec::new()),
    }
    let guide = place.view.index.guide();
    // What is just being written is rarely sound YAML, so what is there already is looked up in the text.
    let all = block(place);
    let given = |key: Key| {
        all.split([',', '{', '\n']).any(|entry| {
            entry.trim().strip_prefix(key.name()).is_some_and(|rest| rest.trim_start().starts_with(':'))
        })
    };
    let mut rows: Vec<(ItemKind, String, String, String, About)> = Vec::new();
    let mut push = |kind, label: &str, detail: &str, text: String, about| {
        rows.push((kind, label.to_owned(), detail.to_owned(), text, about));
    };
    let typed = match around {
        Around::Top(typed) => {
            let named = place.view.note.front_matter().named.is_some();
            if typed.is_empty() || named || !NAME.starts_with(typed) {
                return Some(Vec::new());
            }
            let about = About::Text("What this note says to Whyfirst.".to_owned());
            push(ItemKind::Key, NAME, "settings of this note", format!("{NAME}: {{ $1 \\}}"), about);
            typed
        }
        Around::Whole(typed) => {
            for (value, means) in [("true", "it is a design note"), ("false", "it is none: say nothing")] {
                push(ItemKind::Value, value, means, value.to_owned(), About::Text(means.to_owned()));
            }
            typed
        }
        Around::Key(typed) => {
            for key in Key::ALL.into_iter().filter(|key| !given(*key)) {
                let about = meaning(key);
                let text = format!("{}: ", key.name());
                push(ItemKind::Key, key.name(), about, text, About::Text(about.to_owned()));
            }
            typed
        }
        Around::Value(key, typed) => {
            match Key::ALL.into_iter().find(|known| known.name() == key)? {
                Key::Framework => {
                    for it in guide.frameworks.iter() {
                        let about = About::Framework(it.id.to_string());
                        push(ItemKind::Value, &it.id, &it.title, it.id.to_string(), about);
                    }
                }
                Key::Problem => {
                    for it in guide.problems.iter() {
                        let about = About::Problem(it.id.to_string());
                        push(ItemKind::Value, &it.id, &it.title, it.id.to_string(), about);
                    }
                }
                Key::Status => {
                    for (value, means) in [
                        ("draft", "it is being written: what is still to come is not missing"),
                        ("done", "it is finished: what is not there was skipped"),
                    ] {
                        push(ItemKind::Value, value, means, value.to_owned(), About::Text(means.to_owned()));
                    }
                }
                Key::Minutes => {
                    for value in ["30", "45", "60"] {
                        let about = About::Text(meaning(Key::Minutes).to_owned());
                        push(ItemKind::Value, value, "minutes", value.to_owned(), about);
                    }
                }
                Key::Allow => {
                    for it in whyfirst_review::rules(place.view.index) {
                        push(
                            ItemKind::Value,
                            it.id,
                            it.summary,
                            it.id.to_owned(),
                            About::Rule(it.id.to_owned()),
                        );
                    }
                }
                Key::Skip => {
                    if let Some(framework) = place.view.framework() {
                        for it in framework.steps.iter() {
                            let about = About::Step(framework.id.to_string(), it.id.to_string());
                            push(ItemKind::Value, &it.id, &it.title, it.id.to_string(), about);
                        }
                    }
                }
            }
            typed
        }
    };
    let start = place.offset - typed.len();
    let rest = place.after.find([',', '}', ']', ' ', '#']).unwrap_or(place.after.len());
    let items = rows.into_iter().enumerate().map(|(rank, (kind, label, detail, text, about))| Item {
        kind,
        filter: label.clone(),
        label,
        detail,
        range: start..place.offset + rest,
        snippet: if kind == ItemKind::Key { text } else { snippet::escape(&text) },
        rank,
        about,
    });
    Some(items.collect())
}

/// The text from `whyfirst:` to the end of the front matter.
fn block<'a>(place: &Place<'a>) -> &'a str {
    let text = place.view.note.text().as_str();
    let begun = text.find("\nwhyfirst:").map_or(0, |at| at + NAME.len() + 2);
    let rest = text.get(begun..).unwrap_or_default();
    rest.split("\n---").next().unwrap_or_default()
}

fn meaning(key: Key) -> &'static str {
    match key {
        Key::Framework => "the framework that the note follows",
        Key::Problem => "the known problem that it answers",
        Key::Minutes => "how many minutes the answer may take",
        Key::Status => "whether it is a draft or done",
        Key::Allow => "rules that are silent in this note",
        Key::Skip => "steps that are left out on purpose",
    }
}

/// What of the front matter stands around the cursor; nothing outside of it. The closing line may still be missing.
fn around<'a>(place: &Place<'a>) -> Option<Around<'a>> {
    let text = place.view.note.text();
    let mut before = text.slice(0..place.range.start).trim_start_matches('\u{feff}').lines();
    if before.next().map(str::trim_end) != Some("---") {
        return None;
    }
    let mut lines: Vec<&str> = Vec::new();
    for line in before {
        // Below it nobody need look, however long the note is.
        if line.trim_end() == "---" {
            return None;
        }
        lines.push(line);
    }
    let line = place.before;
    let opened = lines.iter().rposition(|line| line.starts_with("whyfirst:"));
    if let Some(rest) = line.strip_prefix("whyfirst:") {
        let value = rest.trim_start();
        return Some(match value.strip_prefix('{') {
            Some(inside) if !inside.contains('}') => entry(inside),
            Some(_) => return None,
            None => Around::Whole(value),
        });
    }
    if !line.starts_with([' ', '\t']) {
        return (!line.contains(':')).then_some(Around::Top(line));
    }
    // Inside a block or braces of several lines that belong to `whyfirst`.
    let opened = opened?;
    let inside = lines.get(opened + 1..)?;
    if inside.iter().any(|line| !line.is_empty() && !line.starts_with([' ', '\t', '}'])) {
        return None;
    }
    if line.trim_start().starts_with("- ") {
        // An item of a list belongs to the key above it.
        let key = inside.iter().rev().find_map(|line| line.trim_end().strip_suffix(':'))?;
        return Some(Around::Value(key.trim(), line.trim_start().get(2..)?.trim_start()));
    }
    Some(entry(line))
}

/// The key or value that is being written at the end of `inside`.
fn entry(inside: &str) -> Around<'_> {
    if let Some((before, list)) = inside.rsplit_once('[').filter(|(_, list)| !list.contains(']')) {
        let key = before.trim_end().trim_end_matches(':').rsplit([',', '{']).next().unwrap_or_default();
        let item = list.rsplit(',').next().unwrap_or_default().trim_start();
        return Around::Value(key.trim(), item.trim_start_matches(['"', '\'']));
    }
    let last = inside.rsplit([',', '{']).next().unwrap_or_default().trim_start();
    match last.split_once(':') {
        Some((key, value)) => Around::Value(key.trim(), value.trim_start().trim_start_matches(['"', '\''])),
        None => Around::Key(last),
    }
}
