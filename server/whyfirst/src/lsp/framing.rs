//! Messages on a byte stream: `Content-Length: N`, an empty line, N bytes of JSON.

use std::io::{self, BufRead, Read, Write};

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
    let mut body = room(length as usize);
    let read = stream.by_ref().take(length).read_to_end(&mut body)?;
    Ok(if (read as u64) < length { Frame::End } else { Frame::Body(body) })
}

/// A longer message is long (bytes).
pub(crate) const LONG: usize = 32 * 1024;
/// What the allocator of most Linux systems always lays apart and gives back at once (bytes). Each smaller piece that it lays apart has it
/// keep more of everything from then on: up to twice its length for each thread.
pub(crate) const APART: usize = 33 * 1024 * 1024;

/// Room for a message of some length (bytes) that is let go soon. What of it is not used costs no memory.
pub(crate) fn room(length: usize) -> Vec<u8> {
    let mut room = Vec::new();
    // Where even the addresses are counted, it grows as it is filled.
    let _ = room.try_reserve_exact(if length < LONG { length } else { length.max(APART) });
    room
}

/// A message as it goes over the stream: with its length before it. A long one comes in two parts, which need not be put together.
pub(crate) struct Framed {
    start: Vec<u8>,
    rest: Vec<u8>,
}

impl Framed {
    /// That of a body.
    pub(crate) fn new(body: &[u8]) -> Framed {
        Framed { start: [head(body.len()).as_bytes(), body].concat(), rest: Vec::new() }
    }

    /// That of a long body, in its parts.
    pub(crate) fn long(start: &[u8], rest: Vec<u8>) -> Framed {
        Framed { start: [head(start.len() + rest.len()).as_bytes(), start].concat(), rest }
    }

    /// How long it is (bytes).
    pub(crate) fn len(&self) -> usize {
        self.start.len() + self.rest.len()
    }

    /// Writes it.
    ///
    /// # Errors
    /// If the stream cannot be written.
    pub(crate) fn write(&self, stream: &mut impl Write) -> io::Result<()> {
        stream.write_all(&self.start)?;
        if self.rest.is_empty() { Ok(()) } else { stream.write_all(&self.rest) }
    }
}

fn head(length: usize) -> String {
    format!("Content-Length: {length}\r\n\r\n")
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

    fn write(framed: &Framed) -> Vec<u8> {
        let mut written = Vec::new();
        framed.write(&mut written).unwrap();
        assert_eq!(written.len(), framed.len());
        written
    }

    #[test]
    fn messages_come_through_and_rubbish_is_survived() {
        let body = |text: &str| Frame::Body(text.as_bytes().to_vec());
        assert_eq!(
            frames(&[write(&Framed::new(b"{}")), write(&Framed::long(b"[1", b"]".to_vec()))].concat()),
            [body("{}"), body("[1]"), Frame::End]
        );
        assert!(room(LONG).capacity() >= APART && room(LONG - 1).capacity() < APART);
        let long = "x".repeat(3 * LONG);
        assert_eq!(frames(&write(&Framed::new(long.as_bytes()))), [body(&long), Frame::End]);
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
