//! The manual pages of rules that are written in Rust: the opening comments of their files. They are cut off when the program is
//! compiled, because the rest of a source has no place in it.

/// The opening comment of a source file beside this one, marks and all.
macro_rules! page {
    ($file:literal) => {{
        const SOURCE: &[u8] = include_bytes!($file);
        const LEN: usize = $crate::rules::page::opening(SOURCE);
        static PAGE: [u8; LEN] = match SOURCE.first_chunk() {
            Some(page) => *page,
            None => [0; LEN],
        };
        match str::from_utf8(&PAGE) {
            Ok(page) => page,
            Err(_) => "",
        }
    }};
}
pub(super) use page;

/// How long the opening comment of a source is, in bytes.
pub(super) const fn opening(source: &[u8]) -> usize {
    let mut rest = source;
    while let [b'/', b'/', b'!', line @ ..] = rest {
        rest = line;
        while let [byte, after @ ..] = rest {
            rest = after;
            if *byte == b'\n' {
                break;
            }
        }
    }
    source.len() - rest.len()
}

/// What a page says: an opening comment without its marks.
pub(super) fn said(page: &str) -> String {
    let lines = page.lines().map_while(|line| line.strip_prefix("//!"));
    lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n")
}
