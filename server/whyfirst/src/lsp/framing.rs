//! Messages on a byte stream: `Content-Length: N`, an empty line, N bytes of JSON.

use std::io::{self, BufRead, Read};

/// A longer message is skipped (bytes).
const MAX_BODY: u64 = 256 * 1024 * 1024;
/// A longer header line is cut (bytes).
const MAX_LINE: u64 = 8 * 1024;
const LENGTH: &str = "content-length:";

/// What was read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Frame {
    /// A message's body.
    Body(Vec<u8>),
    /// Something that is no message; reading can go on.
    Bad(String),
    /// The stream has ended.
    End,
}

/// Reads the next message. Rubbish before a header is passed over; the header's name may be in any case.
///
/// # Errors
/// If the stream cannot be read.
pub(crate) fn read(stream: &mut impl BufRead) -> io::Result<Frame> {
    let mut length: Option<Result<u64, String>> = None;
    let mut line = Vec::new();
    let mut headers = false;
    loop {
        line.clear();
        if stream.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(Frame::End);
        }
        let text = String::from_utf8_lossy(&line).trim().to_ascii_lowercase();
        if text.is_empty() {
            if headers {
                break;
            }
            continue;
        }
        headers = true;
        if let Some((_, value)) = text.split_once(LENGTH) {
            let value = value.trim();
            length = Some(value.parse().map_err(|_| format!("`{value}` is no length of a message")));
        }
    }
    let length = match length {
        Some(Ok(length)) => length,
        Some(Err(message)) => return Ok(Frame::Bad(message)),
        None => return Ok(Frame::Bad("a message without Content-Length".to_owned())),
    };
    if length > MAX_BODY {
        let skipped = io::copy(&mut stream.by_ref().take(length), &mut io::sink())?;
        return Ok(if skipped < length {
            Frame::End
        } else {
            Frame::Bad(format!("a message of {length} bytes is too large"))
        });
    }
    let mut body = Vec::new();
    let read = stream.by_ref().take(length).read_to_end(&mut body)?;
    Ok(if (read as u64) < length { Frame::End } else { Frame::Body(body) })
}

/// A message as it goes over the stream. Its body comes in parts, because a long one should not be put together first.
pub(crate) fn write(body: &[&[u8]]) -> Vec<u8> {
    let length: usize = body.iter().map(|part| part.len()).sum();
    let head = format!("Content-Length: {length}\r\n\r\n");
    let mut frame = Vec::with_capacity(head.len() + length);
    frame.extend_from_slice(head.as_bytes());
    body.iter().for_each(|part| frame.extend_from_slice(part));
    frame
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(mut stream: &[u8]) -> Vec<Frame> {
        let mut found = Vec::new();
        loop {
            let frame = read(&mut stream).unwrap();
            let end = frame == Frame::End;
            found.push(frame);
            if end {
                return found;
            }
        }
    }

    #[test]
    fn messages_come_through_and_rubbish_is_survived() {
        let body = |text: &str| Frame::Body(text.as_bytes().to_vec());
        assert_eq!(
            frames(&[write(&[b"{}"]), write(&[b"[", b"", b"]"])].concat()),
            [body("{}"), body("[]"), Frame::End]
        );
        assert_eq!(frames(b"content-length: 2\r\nX: y\r\n\r\n{}"), [body("{}"), Frame::End]);
        assert_eq!(frames(b"rubbish Content-Length: 2\n\n{}"), [body("{}"), Frame::End]);
        assert!(matches!(
            frames(b"Content-Length: -1\r\n\r\nContent-Length: 2\r\n\r\n{}").as_slice(),
            [Frame::Bad(_), _, Frame::End]
        ));
        assert!(matches!(frames(b"X: y\r\n\r\n").as_slice(), [Frame::Bad(_), Frame::End]));
        assert_eq!(frames(b"Content-Length: 9\r\n\r\n{}"), [Frame::End]);
    }
}
