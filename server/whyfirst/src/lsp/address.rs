//! Addresses of files, as clients write them, and paths.

use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What is encoded in a path: all but what no client encodes.
const ENCODED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b':').remove(b'@');

/// The path of a `file:` address on this machine. Nothing for other addresses, such as those of notes that were never saved.
pub(super) fn path_of(uri: &str) -> Option<PathBuf> {
    let (scheme, rest) = uri.split_once("://")?;
    let at = rest.find('/')?;
    let (host, path) = rest.split_at(at);
    let here = host.is_empty() || host.eq_ignore_ascii_case("localhost");
    if !scheme.eq_ignore_ascii_case("file") || !here {
        return None;
    }
    let path = percent_decode_str(path).decode_utf8().ok()?;
    if path.contains('\0') {
        return None;
    }
    // `/c:/notes` on Windows.
    let mut letters = path.chars().skip(1);
    let drive = letters.next().is_some_and(|letter| letter.is_ascii_alphabetic()) && letters.next() == Some(':');
    let path = if drive && cfg!(windows) { path.trim_start_matches('/') } else { &path };
    Some(PathBuf::from(path))
}

/// The address of a file.
pub(super) fn uri_of(path: &Path) -> String {
    let path = path.to_string_lossy();
    let path = if cfg!(windows) { path.replace('\\', "/") } else { path.into_owned() };
    let slash = if path.starts_with('/') { "" } else { "/" };
    format!("file://{slash}{}", utf8_percent_encode(&path, ENCODED))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_files_become_paths_and_back() {
        for (uri, path) in [
            ("file:///notes/a.md", "/notes/a.md"),
            ("file:///my%20notes/%C3%BC%F0%9F%8E%AC.md", "/my notes/ü🎬.md"),
            ("file:///a%23b%3Fc%25.md", "/a#b?c%.md"),
        ] {
            assert_eq!(path_of(uri), Some(PathBuf::from(path)), "{uri}");
            assert_eq!(uri_of(Path::new(path)), uri);
        }
        assert_eq!(path_of("FILE://localhost/a.md"), Some(PathBuf::from("/a.md")));
    }

    #[test]
    fn other_addresses_have_no_path() {
        for uri in ["untitled:Untitled-1", "vscode-vfs://github/a.md", "file://server/share/a.md", "file://", "", "file:///%00", "file:///%FF"] {
            assert_eq!(path_of(uri), None, "{uri}");
        }
    }
}
