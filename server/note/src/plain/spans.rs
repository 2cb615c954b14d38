//! Spans of plain inline text: code spans, and links whose text and target are in no way special.

use super::holds_controls;
use crate::line::{Span, SpanKind};

/// The spans of a text that begins so many bytes after its chunk does, if the grammar has nothing to add.
pub(crate) fn spans(text: &str, offset: usize) -> Option<Vec<Span>> {
    let bytes = text.as_bytes();
    // What the grammar makes of these it makes of all that stands around them.
    if holds_controls(bytes) {
        return None;
    }
    let mut spans = Vec::new();
    let mut push = |start: usize, end: usize, kind| {
        spans.push(Span { start: (offset + start) as u32, end: (offset + end) as u32, kind });
    };
    let mut at = 0;
    while let Some(found) = bytes.get(at..)?.iter().position(|byte| b"`<$[]\\&".contains(byte)) {
        let start = at + found;
        let rest = bytes.get(start..)?;
        at = start
            + match rest {
                [b'`', ..] => {
                    let len = code(rest)?;
                    push(start, start + len, SpanKind::Code);
                    len
                }
                // More than a comparison could be a tag, and what is between dollar signs a formula.
                [b'<', b' ' | b'=' | b'0'..=b'9', ..] => 1,
                [b'[', ..] => {
                    let label = rest.iter().skip(1).position(|byte| b"`<$[]\\&!\n".contains(byte))? + 1;
                    match rest.get(label..)? {
                        [b']', b'(', target @ ..] => {
                            let len = target.iter().position(|byte| !is_of_target(*byte))?;
                            if len == 0 || target.get(len) != Some(&b')') {
                                return None;
                            }
                            push(start + label + 2, start + label + 2 + len, SpanKind::Hidden);
                            label + len + 3
                        }
                        [b']', b'[' | b':', ..] | [] => return None,
                        [b']', ..] => label + 1,
                        _ => return None,
                    }
                }
                _ => return None,
            };
    }
    Some(spans)
}

/// How long the code span is that begins a text, if as many marks end it as begin it and there are no others inside.
fn code(text: &[u8]) -> Option<usize> {
    let marks =
        |from: usize| text.get(from..).map_or(0, |it| it.iter().take_while(|byte| **byte == b'`').count());
    let begin = marks(0);
    let end = begin + memchr::memchr(b'`', text.get(begin..)?)?;
    (marks(end) == begin).then_some(end + begin)
}

/// Whether a byte may stand in the target of a link and means nothing there.
fn is_of_target(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"/:.-_#?=%~+,@;".contains(&byte) || !byte.is_ascii()
}
