//! Addresses of files: `file:` URIs as clients write them, and paths.

use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The path of a `file:` URI; nothing for one of another kind, such as that of an untitled note.
pub(super) fn to_path(uri: &str) -> Option<PathBuf> {
    let rest =
        uri.get(..5).filter(|scheme| scheme.eq_ignore_ascii_case("file:")).and_then(|_| uri.get(5..))?;
    let rest = match rest.strip_prefix("//") {
        // The name of a host other than this one has no path here.
        Some(rest) => {
            let (host, _) = rest.split_at_checked(rest.find('/')?)?;
            let here = host.is_empty() || host.eq_ignore_ascii_case("localhost");
            rest.get(host.len()..).filter(|_| here)?
        }
        None => rest,
    };
    let path = decode(rest)?;
    // `/c:/notes` is `c:/notes`.
    let drive = cfg!(windows) && path.get(2..3) == Some(":");
    Some(PathBuf::from(if drive { path.get(1..)? } else { &path }))
}

/// The `file:` URI of a path.
pub(super) fn from_path(path: &Path) -> Option<String> {
    let path = path.to_str()?.replace('\\', "/");
    let mut uri = String::from("file://");
    if !path.starts_with('/') {
        uri.push('/');
    }
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                uri.push(byte.into());
            }
            _ => drop(write!(uri, "%{byte:02X}")),
        }
    }
    Some(uri)
}

/// A text with `%20` and the like turned into what they stand for; nothing if that is no UTF-8.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, more)) = rest.split_first() {
        let digits = more.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(coded) if byte == b'%' => {
                bytes.push(coded);
                rest = more.get(2..)?;
            }
            _ => {
                bytes.push(byte);
                rest = more;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_spell_addresses_in_many_ways() {
        for (uri, path) in [
            ("file:///notes/a b.md", "/notes/a b.md"),
            ("file:///notes/a%20b.md", "/notes/a b.md"),
            ("FILE://localhost/%C3%A9.md", "/é.md"),
            ("file:/x/100%.md", "/x/100%.md"),
        ] {
            assert_eq!(to_path(uri), Some(PathBuf::from(path)), "{uri}");
        }
        for uri in ["untitled:Untitled-1", "file://elsewhere/x.md", "", "file:", "file:///%ff"] {
            assert!(to_path(uri).is_none_or(|path| path == Path::new("")), "{uri}");
        }
        let path = Path::new("/nötes/a b#c.md");
        assert_eq!(from_path(path).as_deref(), Some("file:///n%C3%B6tes/a%20b%23c.md"));
        assert_eq!(to_path(&from_path(path).unwrap()).as_deref(), Some(path));
    }
}
