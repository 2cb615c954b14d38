//! Cutting a text into chunks, each parsed on its own, so that an edit costs its section and not the note.
//!
//! A chunk begins at a line that could be an ATX heading in column 0, because such a heading closes every list, quote and
//! paragraph. Only an open fence or HTML block can swallow it; then the chunk is extended. The result is the same as
//! if the whole text had been parsed at once, except that a syntax error stays inside its chunk.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::{Facts, HeadingKind, parallel, patch, plain, slice, syntax};

/// A part of a note that was parsed on its own.
#[derive(Debug, Clone)]
pub struct Chunk {
    /// The length in bytes.
    pub len: usize,
    /// How many lines it has.
    pub lines: u32,
    /// The same for as long as the chunk's text is untouched, and never given twice in a process: what was computed from a
    /// chunk may be kept under it.
    pub id: u64,
    /// What is known of it.
    pub facts: Arc<Facts>,
}

impl Chunk {
    fn new(len: usize, facts: Facts) -> Chunk {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let (lines, id) = (facts.lines.len() as u32, NEXT.fetch_add(1, Ordering::Relaxed));
        Chunk { len, lines, id, facts: Arc::new(facts) }
    }
}

/// Chunks are equal if they say the same of the same length of text; ids differ between readings.
impl PartialEq for Chunk {
    fn eq(&self, other: &Chunk) -> bool {
        self.len == other.len && self.facts == other.facts
    }
}

/// Cuts and parses a whole text; a long one on all processors.
pub(crate) fn parse_all(text: &str) -> Vec<Chunk> {
    // A thread has to make its parsers ready first.
    const WORTH_IT: usize = 128 * 1024;
    parse_on(text, parallel::threads(text.len(), WORTH_IT))
}

/// The same on so many threads.
pub(crate) fn parse_on(text: &str, threads: usize) -> Vec<Chunk> {
    let mut ahead = parallel::read_ahead(text, threads);
    parse(text, 0..text.len(), &mut ahead).0
}

/// Cuts a text of plain blocks and reads them without the markup in them, of which it gives back where it may lie in each chunk; nothing
/// if it has any other blocks.
pub(crate) fn read_plain(text: &str) -> Option<(Vec<Chunk>, Vec<syntax::Inline>)> {
    if plain::has_other_signs(text) {
        return None;
    }
    let (mut chunks, mut inline) = (Vec::new(), Vec::new());
    let mut start = 0;
    while start < text.len() {
        let blocks = syntax::read_blocks(slice(text, start..text.len()), plain::read_chunk)?;
        chunks.push(Chunk::new(blocks.len, blocks.facts));
        inline.push(blocks.inline);
        start += blocks.len;
    }
    Some((chunks, inline))
}

/// Brings a chunk, which begins at `begin`, up to date after an edit at `start` that parses nothing anew, if it is one.
pub(crate) fn patch_line(
    chunk: &mut Chunk,
    text: &str,
    begin: usize,
    start: usize,
    old: &str,
    new: &str,
) -> bool {
    if start >= begin + chunk.len {
        return false;
    }
    let at = (start - begin) as u32;
    let (removed, len) = (at..at + old.len() as u32, chunk.len + new.len() - old.len().min(chunk.len));
    let Some(facts) = patch::patch(&chunk.facts, slice(text, begin..begin + len), &removed, new, old) else {
        return false;
    };
    *chunk = Chunk::new(len, facts);
    true
}

/// Brings the chunks up to date after an edit that replaced `old` bytes at `start` by `new` bytes and left `text`.
/// `metadata` is where the front matter ended before the edit.
pub(crate) fn update(
    chunks: &mut Vec<Chunk>,
    text: &str,
    start: usize,
    old: usize,
    new: usize,
    metadata: usize,
) {
    let old_end = start + old;
    let moved = |at: usize| at + new - old.min(at + new);
    // The chunks that the edit touches; a boundary counts for both sides.
    let mut first = 0;
    let mut begin = 0;
    while let Some(chunk) = chunks.get(first)
        && begin + chunk.len < start
    {
        begin += chunk.len;
        first += 1;
    }
    let mut last = first;
    let mut end = begin;
    while let Some(chunk) = chunks.get(last)
        && end <= old_end
    {
        end += chunk.len;
        last += 1;
    }
    // An edit far from it can close or open front matter.
    let now = metadata_end(text);
    if start <= metadata.max(8) || now != metadata {
        let cover = now.max(if metadata > start { moved(metadata) } else { metadata }).min(text.len());
        (first, begin) = (0, 0);
        while let Some(chunk) = chunks.get(last)
            && moved(end) < cover
        {
            end += chunk.len;
            last += 1;
        }
    }
    // What is parsed anew must begin at a heading or at the start of the text.
    while first > 0 && !begins_chunk(text, begin) {
        first -= 1;
        begin -= chunks.get(first).map_or(0, |chunk| chunk.len);
    }
    let mut extend = 1;
    loop {
        let stop = if last >= chunks.len() { text.len() } else { moved(end) };
        let (fresh, open) = parse(text, begin..stop, &mut parallel::Ahead::default());
        if last < chunks.len() && (open || !begins_chunk(text, stop)) {
            for chunk in chunks.iter().skip(last).take(extend) {
                end += chunk.len;
                last += 1;
            }
            extend *= 2;
            continue;
        }
        chunks.splice(first..last, fresh);
        return;
    }
}

/// Parses a part of the text that begins a chunk, or takes from `ahead` what has been parsed. Says too whether its last chunk is open.
fn parse(text: &str, region: Range<usize>, ahead: &mut parallel::Ahead) -> (Vec<Chunk>, bool) {
    let text = slice(text, 0..region.end);
    let may_be_plain = !plain::has_other_signs(slice(text, region.clone()));
    let (mut chunks, mut open, mut start) = (Vec::new(), false, region.start);
    while start < text.len() {
        let mut known = || {
            if ahead.is_empty() {
                return None;
            }
            let end = next_cut(text, first_cut_after(text, start)).unwrap_or(text.len());
            let (facts, open) = ahead.remove(&(start..end))?;
            (!open || end == text.len()).then_some((end - start, facts, open))
        };
        let plain = || syntax::read_plain_chunk(slice(text, start..text.len())).filter(|_| may_be_plain);
        let (len, facts, is_open) =
            known().or_else(plain).unwrap_or_else(|| parse_one(text, start, may_be_plain));
        chunks.push(Chunk::new(len, facts));
        (start, open) = (start + len, is_open);
    }
    (chunks, open)
}

/// Parses the chunk that begins at `start`: guesses where it ends, and extends it while that turns out to lie in an open block. Gives back
/// its length, its facts and whether it is open. `by_grammar` says that it is known not to be plain.
fn parse_one(text: &str, start: usize, by_grammar: bool) -> (usize, Facts, bool) {
    let read = |end: usize| {
        let part = slice(text, start..end);
        if by_grammar { syntax::read_other(part) } else { syntax::read(part) }
    };
    let mut cuts = 1;
    loop {
        let following =
            std::iter::successors(Some(first_cut_after(text, start)), |from| next_cut(text, *from));
        let end = following.skip(1).nth(cuts - 1).unwrap_or(text.len());
        let (facts, open) = read(end);
        // Doubling may have gone too far, and even into the next open block. A chunk ends at the first heading that is one, however it
        // was found.
        if cuts > 1
            && let Some(len) = first_inner_heading(slice(text, start..end), &facts)
        {
            let (facts, open) = read(start + len);
            return (len, facts, open);
        }
        if !open || end == text.len() {
            return (end - start, facts, open);
        }
        cuts *= 2;
    }
}

/// From where on a chunk that begins at `start` may end: not inside front matter.
fn first_cut_after(text: &str, start: usize) -> usize {
    if start == 0 { metadata_end(text).saturating_sub(1) } else { start }
}

/// The parts of a text between the places at which a chunk can begin: what its chunks are, unless one is left open.
pub(crate) fn parts(text: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let end = next_cut(text, first_cut_after(text, start)).unwrap_or(text.len());
        parts.push(start..end);
        start = end;
    }
    parts
}

/// Where in a chunk the first heading after its start lies that would begin a chunk of its own.
fn first_inner_heading(text: &str, facts: &Facts) -> Option<usize> {
    facts.headings.iter().find_map(|heading| {
        let start = facts.lines.get(heading.line as usize)?.start as usize;
        let begins = matches!(heading.kind, HeadingKind::Atx(_)) && start > 0 && begins_chunk(text, start);
        begins.then_some(start)
    })
}

/// The next place after `from` at which a chunk can begin.
fn next_cut(text: &str, mut from: usize) -> Option<usize> {
    while let Some(found) = memchr::memmem::find(text.as_bytes().get(from..)?, b"\n#") {
        let at = from + found + 1;
        if begins_chunk(text, at) {
            return Some(at);
        }
        from = at;
    }
    None
}

/// Whether a line that could be an ATX heading in column 0 begins at `at`.
pub(crate) fn begins_chunk(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    if at > 0 && bytes.get(at - 1) != Some(&b'\n') {
        return false;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    let marks = rest.iter().take_while(|&&byte| byte == b'#').count();
    (1..=6).contains(&marks) && matches!(rest.get(marks), None | Some(b' ' | b'\t' | b'\n' | b'\r'))
}

/// Where the front matter of a text ends, its closing line included; 0 without front matter.
pub(crate) fn metadata_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let line_end = |from: usize| match bytes.get(from..).and_then(|rest| memchr::memchr2(b'\n', b'\r', rest))
    {
        Some(at) if bytes.get(from + at) == Some(&b'\r') && bytes.get(from + at + 1) == Some(&b'\n') => {
            from + at + 2
        }
        Some(at) => from + at + 1,
        None => bytes.len(),
    };
    let is_delimiter = |range: Range<usize>, delimiter: &str| {
        slice(text, range).strip_prefix(delimiter).is_some_and(|rest| rest.trim_ascii().is_empty())
    };
    let begin = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    for delimiter in ["---", "+++"] {
        if slice(text, begin..text.len()).starts_with(delimiter) {
            let mut at = line_end(0);
            if !is_delimiter(begin..at, delimiter) {
                return 0;
            }
            while at < text.len() {
                let end = line_end(at);
                if is_delimiter(at..end, delimiter) {
                    return end;
                }
                at = end;
            }
        }
    }
    0
}
