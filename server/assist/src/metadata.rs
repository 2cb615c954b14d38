//! Changing a setting in a note's front matter, touching nothing else.

use whyfirst_note::{Key, Note};
use whyfirst_review::Edit;

/// The name under which the settings stand.
const NAME: &str = "whyfirst:";

/// The change by which the front matter says `key: value`; nothing where it says so already.
///
/// # Errors
/// If the front matter cannot take it: says why, to the writer.
pub fn set(note: &Note, key: Key, value: &str) -> Result<Option<Edit>, String> {
    let front = note.front_matter();
    if let Some(setting) = front.get(key) {
        let edit = Edit { range: setting.range.clone(), text: value.to_owned() };
        return Ok((setting.value != value).then_some(edit));
    }
    if let Some((error, _)) = &front.error {
        return Err(format!("The front matter cannot be read: {error}"));
    }
    let text = note.text();
    let source = text.slice(front.range.clone());
    let newline = if text.as_str().contains("\r\n") { "\r\n" } else { "\n" };
    let entry = format!("{}: {value}", key.name());
    if source.is_empty() {
        // A byte order mark stays first.
        let at = if text.as_str().starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let block = format!("---{newline}whyfirst: {{ {entry} }}{newline}---{newline}");
        return Ok(Some(Edit::insert(at, block)));
    }
    if !source.trim_start_matches('\u{feff}').starts_with("---") {
        return Err("Only front matter between lines of `---` is read.".to_owned());
    }
    let mut at = 0;
    let mut lines = source.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let Some(rest) = line.strip_prefix(NAME) else {
            at += line.len();
            continue;
        };
        let value_at = at + line.len() - rest.trim_start().len();
        let end = at + line.trim_end().len();
        let written = rest.trim();
        if let Some(inside) = written.strip_prefix('{') {
            let empty = inside.trim_start().starts_with('}');
            let gap = if inside.starts_with(' ') || !empty { "" } else { " " };
            let entry = if empty { format!(" {entry}{gap}") } else { format!(" {entry},") };
            return Ok(Some(Edit::insert(value_at + 1, entry)));
        }
        if !(written.is_empty() || written.starts_with('#')) {
            return Ok(Some(Edit { range: value_at..end, text: format!("{{ {entry} }}") }));
        }
        let indent: String = lines
            .peek()
            .map(|next| next.chars().take_while(|c| matches!(c, ' ' | '\t')).collect())
            .unwrap_or_default();
        let indent = if indent.is_empty() { "  " } else { &indent };
        return Ok(Some(Edit::insert(at + line.len(), format!("{indent}{entry}{newline}"))));
    }
    // Another program's front matter: ours goes before its closing line.
    let closing = source.trim_end().rfind('\n').map_or(0, |at| at + 1);
    Ok(Some(Edit::insert(closing, format!("whyfirst: {{ {entry} }}{newline}"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let mut after = text.to_owned();
        let edit = set(&Note::new(text.to_owned()), Key::Status, "done").unwrap();
        if let Some(edit) = edit {
            after.replace_range(edit.range, &edit.text);
        }
        assert_eq!(after, expected, "from {text:?}");
        let note = Note::new(after.clone());
        let front = note.front_matter();
        assert_eq!(front.get(Key::Status).map(|it| it.value.as_str()), Some("done"), "{after:?}");
        assert!(front.unknown.is_empty() && front.error.is_none(), "{front:?}");
        assert_eq!(set(&note, Key::Status, "done"), Ok(None), "applied twice it changes nothing");
    }

    #[test]
    fn the_setting_is_put_where_the_others_are() {
        check("# T\n", "---\nwhyfirst: { status: done }\n---\n# T\n");
        check("", "---\nwhyfirst: { status: done }\n---\n");
        check("\u{feff}# T\r\n", "\u{feff}---\r\nwhyfirst: { status: done }\r\n---\r\n# T\r\n");
        check("---\ntitle: x\n---\n# T\n", "---\ntitle: x\nwhyfirst: { status: done }\n---\n# T\n");
        check(
            "---\nwhyfirst: { status: draft, minutes: 45 }\n---\n",
            "---\nwhyfirst: { status: done, minutes: 45 }\n---\n",
        );
        check("---\nwhyfirst: { minutes: 45 }\n---\n", "---\nwhyfirst: { status: done, minutes: 45 }\n---\n");
        check("---\nwhyfirst: {}\n---\n", "---\nwhyfirst: { status: done }\n---\n");
        check("---\nwhyfirst: true\n---\n", "---\nwhyfirst: { status: done }\n---\n");
        check(
            "---\r\nwhyfirst:\r\n    minutes: 45\r\n---\r\n",
            "---\r\nwhyfirst:\r\n    status: done\r\n    minutes: 45\r\n---\r\n",
        );
        check("---\nwhyfirst: { status: \"done\" }\n---\n", "---\nwhyfirst: { status: \"done\" }\n---\n");
    }

    #[test]
    fn what_cannot_be_read_is_left_alone() {
        let broken = Note::new("---\nwhyfirst: { framework: [\n---\n# T\n".to_owned());
        assert!(set(&broken, Key::Status, "done").is_err());
        let toml = Note::new("+++\ntitle = 'x'\n+++\n# T\n".to_owned());
        assert!(set(&toml, Key::Status, "done").is_err());
    }
}
