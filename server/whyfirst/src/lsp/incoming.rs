//! Messages of the client as trees of values.
//!
//! The library decodes a text with escapes, as each text of several lines is one, into a buffer that doubles as it grows, and the allocator
//! keeps what that leaves behind: twice the length of a note. So long texts are decoded before, each into room for the whole of it. A number
//! goes through the library in the place of each, as in [`written`](super::written).

use std::fmt::Write;

use memchr::{memchr, memchr2};
use serde::de::IgnoredAny;
use serde_json::{Result, Value};

use super::framing::LONG;

/// The key under which a number goes through the library. No type of the protocol has it.
const KEY: &str = "whyfirst/text";

/// Reads the body of a message.
///
/// # Errors
/// If it is not JSON.
pub(crate) fn parse(body: &[u8]) -> Result<Value> {
    parse_beyond(LONG, body)
}

/// The same, where a text is long from so many bytes on.
pub(crate) fn parse_beyond(long: usize, body: &[u8]) -> Result<Value> {
    let text = if body.len() < long { None } else { str::from_utf8(body).ok() };
    if let Some((short, mut texts)) = text.and_then(|text| shortened(text, long))
        && let Ok(mut message) = serde_json::from_slice(short.as_bytes())
    {
        put_back(&mut texts, &mut message);
        return Ok(message);
    }
    // The library knows best what is wrong, and where.
    serde_json::from_slice(body)
}

/// A message without its long texts, and these; none if one of them is not well formed.
fn shortened(body: &str, long: usize) -> Option<(String, Vec<String>)> {
    let (mut short, mut texts, mut rest) = (String::new(), Vec::new(), body);
    while let Some((before, literal, after)) = next_literal(rest) {
        short.push_str(before);
        if literal.len() < long {
            short.push_str(literal);
        } else {
            write!(short, "{{\"{KEY}\":{}}}", texts.len()).ok()?;
            texts.push(decoded(literal)?);
        }
        rest = after;
    }
    short.push_str(rest);
    // A client has no use for the key; one that says it must not be taken at its word.
    (short.matches(KEY).count() == texts.len()).then_some((short, texts))
}

/// The first literal of a text, with its marks, and what stands before and after it.
fn next_literal(json: &str) -> Option<(&str, &str, &str)> {
    let (before, literal) = json.split_at_checked(json.find('"')?)?;
    let mut end = 1;
    loop {
        let at = end + memchr2(b'"', b'\\', literal.as_bytes().get(end..)?)?;
        let closes = literal.as_bytes().get(at) == Some(&b'"');
        end = at + if closes { 1 } else { 2 };
        if closes {
            let (literal, after) = literal.split_at_checked(end)?;
            return Some((before, literal, after));
        }
    }
}

/// The text for which a literal stands, if it is well formed.
fn decoded(literal: &str) -> Option<String> {
    serde_json::from_slice::<IgnoredAny>(literal.as_bytes()).ok()?;
    let mut text = String::with_capacity(literal.len());
    let mut rest = literal.get(1..literal.len() - 1)?;
    while let Some(at) = memchr(b'\\', rest.as_bytes()) {
        let (plain, escaped) = rest.split_at_checked(at)?;
        text.push_str(plain);
        // Most are.
        if let Some(after) = escaped.strip_prefix("\\n") {
            text.push('\n');
            rest = after;
            continue;
        }
        // Two of them may stand for one character, so the library gets as many as stand together.
        let (run, after) = escaped.split_at_checked(run_of_escapes(escaped))?;
        let run = ["\"", run, "\""].concat();
        text.push_str(&serde_json::from_slice::<String>(run.as_bytes()).ok()?);
        rest = after;
    }
    text.push_str(rest);
    Some(text)
}

/// How long the run of escapes is with which a text begins (bytes).
fn run_of_escapes(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut end = 0;
    while bytes.get(end) == Some(&b'\\') {
        end += if bytes.get(end + 1) == Some(&b'u') { 6 } else { 2 };
    }
    end
}

/// Puts texts where their numbers are.
fn put_back(texts: &mut [String], value: &mut Value) {
    let number = value.get(KEY).and_then(|number| usize::try_from(number.as_u64()?).ok());
    if let Some(text) = number.and_then(|number| texts.get_mut(number)) {
        *value = Value::String(std::mem::take(text));
        return;
    }
    match value {
        Value::Array(all) if !texts.is_empty() => all.iter_mut().for_each(|it| put_back(texts, it)),
        Value::Object(all) if !texts.is_empty() => all.values_mut().for_each(|it| put_back(texts, it)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn message(text: &str) -> Value {
        let change = json!({"range": null, "text": text});
        json!({"jsonrpc": "2.0", "method": "textDocument/didChange", "params": {
            "textDocument": {"uri": "file:///\u{fffd}🎯.md", "version": 3, "text": text},
            "contentChanges": [{"text": "x"}, change],
        }})
    }

    /// With each character beyond ASCII as an escape.
    fn in_ascii(json: &str) -> String {
        let unit = |unit: u16| match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii() => char::from(byte).to_string(),
            _ => format!("\\u{unit:04X}"),
        };
        json.encode_utf16().map(unit).collect()
    }

    #[test]
    fn a_long_message_says_what_it_says() {
        for piece in ["", "a", "Ziel 🎯 \\", "\\\\\"", "\r\n\u{1}\u{7f}", "\\u0041\n", "数据\u{fffd}"] {
            let long = format!("{piece} a note\n\"{piece}").repeat(LONG / 8);
            let known = json!([&long, [&long], {KEY: 0, "a": {KEY: 7}}]);
            for message in [message(&long), message(piece), known, json!({&*long: 1}), json!(&long)] {
                let body = serde_json::to_string_pretty(&message).unwrap();
                for body in [in_ascii(&body), body] {
                    assert!(parse(body.as_bytes()).unwrap() == message, "{piece}");
                    assert!(parse_beyond(0, body.as_bytes()).unwrap() == message, "{piece}");
                }
            }
        }
    }

    #[test]
    fn a_long_text_gets_its_room_once() {
        let text = "Ziel 🎯\n".repeat(LONG);
        let parsed = parse(message(&text).to_string().as_bytes()).unwrap();
        let Value::String(parsed) = &parsed["params"]["textDocument"]["text"] else { panic!("no text") };
        // As long as its literal is.
        assert!((text.len() + LONG..text.len() + LONG + 10).contains(&parsed.capacity()));
    }

    #[test]
    fn what_is_wrong_is_told_as_for_a_short_message() {
        let long = message(&"a\n".repeat(LONG)).to_string();
        let wrong = [
            ("\"params\"", "params"),
            ("a\\n", "a\\q"),
            ("a\\n", "a\n"),
            ("a\\na", "a\\ud83d"),
            ("a\\na", "a\\udca9\\ud83d"),
            ("}]", "}"),
        ];
        for (right, wrong) in wrong {
            let body = long.replacen(right, wrong, 1);
            let told = |parsed: Result<Value>| parsed.unwrap_err().to_string();
            let expected = told(serde_json::from_slice(body.as_bytes()));
            assert_eq!(told(parse(body.as_bytes())), expected);
        }
        let mut bytes = long.into_bytes();
        bytes.insert(LONG, 0xFF);
        assert!(parse(&bytes).is_err());
    }
}
