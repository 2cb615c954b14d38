//! Markdown syntax by tree-sitter: from the text of a chunk to its [`Facts`].

use std::cell::RefCell;
use std::ops::{ControlFlow, Range};
use std::sync::OnceLock;

use streaming_iterator::StreamingIterator;
use tree_sitter::{Node, ParseOptions, Parser, Query, QueryCursor, Tree};

use crate::line::{Line, LineKind, Marker, Span, SpanKind};
use crate::plain::Plain;
use crate::{Facts, directive, heading, opaque, plain, slice, work};

/// How much work the inline grammar may do for one block, in the parser's own steps of about a hundred operations each. It is not
/// linear on every input (`**a _b ` repeated is the known case), and a block without spans is still read, only with its link
/// targets as words. A limit of time would make what is read depend on what else the machine does. This one is some tens of
/// milliseconds; a block of 16 KiB of ordinary text takes a tenth of it.
const INLINE_STEPS: u32 = 1_500;
/// Blocks beyond this many bytes are not given to the inline grammar at all.
pub(crate) const INLINE_BYTES: usize = 16 * 1024;

/// The parsers of one thread.
struct Syntax {
    block: Parser,
    inline: Parser,
    cursor: QueryCursor,
}

thread_local! {
    static SYNTAX: RefCell<Syntax> = RefCell::new(Syntax::new());
}

impl Syntax {
    fn new() -> Syntax {
        let (mut block, mut inline) = (Parser::new(), Parser::new());
        // A grammar that this tree-sitter refuses gives no trees, and then every line reads as prose; a test holds that it does not.
        let _ = block.set_language(&tree_sitter_md::LANGUAGE.into());
        let _ = inline.set_language(&tree_sitter_md::INLINE_LANGUAGE.into());
        Syntax { block, inline, cursor: QueryCursor::new() }
    }

    /// The blocks of a text.
    fn parse(&mut self, text: &str) -> Option<Tree> {
        work::count_parsed(text.len());
        self.block.parse(text, None)
    }

    /// Whether a heading put after this chunk would be swallowed by its last block. Asks the grammar itself, an approximation by hand went
    /// wrong in one edit of a hundred and forty; but of the last block alone, which says the same as the whole chunk.
    fn ends_open(&mut self, tree: &Tree, source: &str) -> bool {
        let Some(last) = last_block(tree.root_node()) else { return false };
        if !matches!(last.kind(), "fenced_code_block" | "html_block") {
            return false;
        }
        let line = slice(source, 0..last.start_byte()).rfind('\n').map_or(0, |at| at + 1);
        let block = slice(source, line..source.len());
        let Some(tree) = self.parse(&format!("{block}# x\n")) else { return true };
        !last_block(tree.root_node())
            .is_some_and(|it| it.kind() == "atx_heading" && it.start_byte() == block.len())
    }

    /// Adds the spans of an inline text.
    fn read_inline(&mut self, source: &str, text: &InlineText, spans: &mut Vec<Span>, sound: &mut bool) {
        let Some(query) = inlines() else { return };
        let names = query.capture_names();
        let Some(tree) = parse_inline(source, text, &mut self.inline) else {
            *sound = false;
            return;
        };
        *sound &= !tree.root_node().has_error();
        let mut captures = self.cursor.captures(query, tree.root_node(), source.as_bytes());
        while let Some((matched, index)) = captures.next() {
            let Some(capture) = matched.captures().get(*index) else { continue };
            let kind = match names.get(capture.index as usize).copied() {
                Some("code") => SpanKind::Code,
                Some("math") => SpanKind::Math,
                _ => SpanKind::Hidden,
            };
            let span =
                Span { start: capture.node.start_byte() as u32, end: capture.node.end_byte() as u32, kind };
            // Captures come outermost first; what lies inside another span is part of it.
            if spans.last().is_none_or(|last: &Span| last.end <= span.start) {
                spans.push(span);
            }
        }
    }
}

/// The query for blocks. A query is compiled when it is first asked, and once for all threads: that takes as long as reading a long note
/// and half a megabyte for a moment, and most notes need neither.
fn blocks() -> Option<&'static Query> {
    static QUERY: OnceLock<Option<Query>> = OnceLock::new();
    let compile = || Query::new(&tree_sitter_md::LANGUAGE.into(), include_str!("../queries/blocks.scm")).ok();
    QUERY.get_or_init(compile).as_ref()
}

/// The query for inline markup.
fn inlines() -> Option<&'static Query> {
    static QUERY: OnceLock<Option<Query>> = OnceLock::new();
    let compile =
        || Query::new(&tree_sitter_md::INLINE_LANGUAGE.into(), include_str!("../queries/inlines.scm")).ok();
    QUERY.get_or_init(compile).as_ref()
}

/// The facts of a chunk, and whether its last block (a fence or an HTML block) is still open, so that it would swallow a heading
/// that follows.
pub(crate) fn read(text: &str) -> (Facts, bool) {
    read_plain(text).unwrap_or_else(|| read_other(text))
}

/// The same of a chunk that is not plain.
pub(crate) fn read_other(text: &str) -> (Facts, bool) {
    read_by_grammar(text, opaque::hide_prose, plain::spans)
}

/// The first chunk of a text without other signs than those of plain blocks, if it is one of them: its length, its facts, whether it is
/// left open.
pub(crate) fn read_plain_chunk(text: &str) -> Option<(usize, Facts, bool)> {
    let Blocks { mut facts, inline, open, len } = read_blocks(text, plain::read_chunk)?;
    add_inline(&mut facts, slice(text, 0..len), inline);
    Some((len, facts, open))
}

/// The facts of a chunk of plain blocks.
pub(crate) fn read_plain(text: &str) -> Option<(Facts, bool)> {
    let Blocks { mut facts, inline, open, .. } = read_blocks(text, plain::read)?;
    add_inline(&mut facts, text, inline);
    Some((facts, open))
}

/// Plain blocks whose inline markup has not been read.
pub(crate) struct Blocks {
    pub(crate) facts: Facts,
    pub(crate) inline: Inline,
    open: bool,
    /// How many bytes of the text they take.
    pub(crate) len: usize,
}

/// Where inline markup may lie.
pub(crate) type Inline = Vec<Range<usize>>;

/// Reads plain blocks.
pub(crate) fn read_blocks(text: &str, read: impl Fn(&str) -> Option<Plain>) -> Option<Blocks> {
    let Plain { lines, inline, open, len } = read(text)?;
    work::count_parsed(len);
    let mut facts = Facts { lines: lines.into(), sound: true, ..Facts::default() };
    complete(&mut facts, slice(text, 0..len));
    Some(Blocks { facts, inline, open, len })
}

/// Reads the inline markup of a chunk of plain blocks.
pub(crate) fn add_inline(facts: &mut Facts, text: &str, inline: Inline) {
    let inline: Vec<_> = inline.into_iter().filter_map(|range| InlineText::plain(range, text)).collect();
    facts.spans = read_inline(text, &inline, plain::spans, &mut facts.sound).into();
    facts.directives = directive::find(text, facts).into();
}

/// Reads plain inline text that begins at an offset.
type PlainSpans = fn(&str, usize) -> Option<Vec<Span>>;

/// The facts of any chunk by the grammars. The block grammar is shown another text: of the same length, and with the same blocks. The
/// inline grammar is asked where `plain` finds that a text is not.
pub(crate) fn read_by_grammar(text: &str, hide: impl Fn(&str) -> String, plain: PlainSpans) -> (Facts, bool) {
    // The grammar stumbles over some last lines without a line break.
    let closed;
    let source = if text.ends_with('\n') {
        text
    } else {
        closed = format!("{text}\n");
        &closed
    };
    let mut facts = Facts { lines: bare_lines(text).into(), ..Facts::default() };
    let mut inline = Vec::new();
    let open = SYNTAX.with_borrow_mut(|syntax| {
        let mut shown = hide(source);
        let mut tree = syntax.parse(&shown);
        // Where the grammar stumbles, it is the words by which it gets up again.
        if tree.as_ref().is_some_and(|tree| tree.root_node().has_error()) {
            source.clone_into(&mut shown);
            tree = syntax.parse(&shown);
        }
        let Some(tree) = tree else { return false };
        inline = mark_blocks(&tree, source, &mut facts, syntax);
        facts.sound = !tree.root_node().has_error();
        syntax.ends_open(&tree, &shown)
    });
    facts.spans = read_inline(source, &inline, plain, &mut facts.sound).into();
    complete(&mut facts, text);
    facts.directives = directive::find(text, &facts).into();
    (facts, open)
}

/// The facts of any chunk by the grammars alone, and whether it is left open. For tests: whatever spares the grammars work must say the
/// same.
pub fn by_grammar(text: &str) -> (Facts, bool) {
    read_by_grammar(text, str::to_owned, |_, _| None)
}

/// Finds what hangs on the kinds of lines.
fn complete(facts: &mut Facts, text: &str) {
    set_text_starts(text, &mut facts.lines);
    facts.headings = heading::find(text, &mut facts.lines).into();
}

/// The last block of a document, seen through its sections.
fn last_block(root: Node<'_>) -> Option<Node<'_>> {
    let mut node = root;
    while matches!(node.kind(), "document" | "section") {
        node = node.child(node.child_count().checked_sub(1)?)?;
    }
    Some(node)
}

/// All lines, as if each were prose or blank.
fn bare_lines(text: &str) -> Vec<Line> {
    let bytes = text.as_bytes();
    let mut lines = Vec::new();
    let mut start = 0;
    let mut push = |start: usize, end: usize| {
        let blank = slice(text, start..end).trim().is_empty();
        lines.push(Line {
            start: start as u32,
            end: end as u32,
            text: start as u32,
            kind: if blank { LineKind::Blank } else { LineKind::Prose },
            depth: 0,
            quote: 0,
            item: None,
            under: 0,
        });
    };
    for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
        let after_return = at > start && bytes.get(at) == Some(&b'\n') && bytes.get(at - 1) == Some(&b'\r');
        let before_newline = bytes.get(at) == Some(&b'\r') && bytes.get(at + 1) == Some(&b'\n');
        if before_newline {
            continue;
        }
        push(start, if after_return { at - 1 } else { at });
        start = at + 1;
    }
    if start < text.len() {
        push(start, text.len());
    }
    lines
}

/// Marks the lines of every block, and gives back the ranges for the inline grammar.
fn mark_blocks(tree: &Tree, source: &str, facts: &mut Facts, syntax: &mut Syntax) -> Vec<InlineText> {
    let mut inline = Vec::new();
    let Some(query) = blocks() else { return inline };
    let names = query.capture_names();
    let mut captures = syntax.cursor.captures(query, tree.root_node(), source.as_bytes());
    while let Some((matched, index)) = captures.next() {
        let Some(capture) = matched.captures().get(*index) else { continue };
        let Some(&name) = names.get(capture.index as usize) else { continue };
        if name == "inline" {
            inline.extend(InlineText::of(capture.node, source));
        } else {
            mark(name, capture.node, source, &mut facts.lines);
        }
    }
    inline
}

/// Marks the lines that a block covers.
fn mark(name: &str, node: Node<'_>, source: &str, lines: &mut [Line]) {
    // The grammar lets an item end after the indentation of the line that follows it.
    let covers = slice(source, node.start_byte()..node.end_byte()).trim_end_matches([' ', '\t']);
    let (start, end) = (node.start_byte() as u32, (node.start_byte() + covers.len()) as u32);
    let first = lines.partition_point(|line| line.start <= start).saturating_sub(1);
    let count = lines.partition_point(|line| line.start < end).saturating_sub(first);
    let mut covered = lines.iter_mut().skip(first).take(count.max(1));
    match name {
        "quote" => covered.for_each(|line| line.quote = line.quote.saturating_add(1)),
        "item" => {
            let ordered = node
                .child(0)
                .is_some_and(|marker| matches!(marker.kind(), "list_marker_dot" | "list_marker_parenthesis"));
            for (at, line) in covered.enumerate() {
                line.depth = line.depth.saturating_add(1);
                if at == 0 {
                    line.item = Some(if ordered { Marker::Ordered } else { Marker::Bullet });
                }
            }
        }
        "setext" => {
            let covered: Vec<_> = covered.collect();
            let last = covered.len().saturating_sub(1);
            for (at, line) in covered.into_iter().enumerate() {
                line.kind = if at == last { LineKind::Underline } else { LineKind::Heading };
            }
        }
        "heading" => covered.next().into_iter().for_each(|line| line.kind = LineKind::Heading),
        "html" => {
            let text = slice(source, node.start_byte()..node.end_byte());
            let kind = if text.trim_start().starts_with("<!--") { LineKind::Comment } else { LineKind::Html };
            set_written(covered, kind);
        }
        "fence" | "indented" => covered.for_each(|line| line.kind = LineKind::Code),
        "metadata" => covered.for_each(|line| line.kind = LineKind::Metadata),
        "table" => set_written(covered, LineKind::Table),
        "delimiter" => set_written(covered, LineKind::TableRule),
        "definition" => set_written(covered, LineKind::Definition),
        "break" => set_written(covered, LineKind::Break),
        _ => {}
    }
}

/// Sets the kind of the lines that are not blank.
fn set_written<'a>(lines: impl Iterator<Item = &'a mut Line>, kind: LineKind) {
    for line in lines {
        if line.kind != LineKind::Blank {
            line.kind = kind;
        }
    }
}

/// Finds where the text of each line begins, after the marks of its containers.
fn set_text_starts(text: &str, lines: &mut [Line]) {
    for line in lines {
        let content = slice(text, line.start as usize..line.end as usize);
        if matches!(line.kind, LineKind::Code | LineKind::Metadata) {
            continue;
        }
        let mut rest = without_indent(content);
        let (mut quotes, mut items) = (line.quote, if line.item.is_some() { line.depth } else { 0 });
        loop {
            let before = rest.len();
            if quotes > 0
                && let Some(after) = rest.strip_prefix('>')
            {
                quotes -= 1;
                rest = after.trim_start();
            } else if items > 0
                && let Some(after) = strip_marker(rest)
            {
                items -= 1;
                rest = strip_task(after.trim_start());
            }
            if rest.len() == before {
                break;
            }
        }
        if line.kind == LineKind::Heading {
            rest = rest.trim_start_matches('#').trim_start();
        }
        line.text = line.end - rest.len() as u32;
        if rest.is_empty() && line.kind == LineKind::Prose {
            line.kind = LineKind::Blank;
        }
    }
}

/// A line without the white space at its beginning, and without the mark of the byte order.
fn without_indent(line: &str) -> &str {
    // All but a few lines begin with a sign of ASCII that is no white space: then there is nothing to be looked for in letters.
    let spaces = line.bytes().take_while(|&byte| byte == b' ').count();
    let rest = slice(line, spaces..line.len());
    match rest.as_bytes() {
        [b'!'..=b'~', ..] | [] => rest,
        _ => line.trim_start_matches('\u{feff}').trim_start(),
    }
}

/// The rest of a line after its list marker.
pub(crate) fn strip_marker(line: &str) -> Option<&str> {
    let rest = match line.chars().next()? {
        '-' | '*' | '+' => line.get(1..)?,
        '0'..='9' => line.trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix(['.', ')'])?,
        _ => return None,
    };
    (rest.is_empty() || rest.starts_with([' ', '\t'])).then_some(rest)
}

/// A line without the marks of quotes, items and tasks at its beginning, as if each were one.
pub fn unmarked(line: &str) -> &str {
    let mut rest = without_indent(line);
    loop {
        let inside =
            rest.strip_prefix('>').or_else(|| strip_marker(rest).map(|it| strip_task(it.trim_start())));
        match inside {
            Some(inside) => rest = inside.trim_start(),
            None => return rest,
        }
    }
}

/// The rest of a line after the box of a task.
pub(crate) fn strip_task(text: &str) -> &str {
    match text.as_bytes() {
        [b'[', b' ' | b'x' | b'X', b']', b' ', ..] => slice(text, 4..text.len()).trim_start(),
        _ => text,
    }
}

/// A block's inline text: its range without the marks that continue its containers on each line.
struct InlineText {
    ranges: Vec<tree_sitter::Range>,
    bytes: Range<usize>,
}

impl InlineText {
    /// The text of a plain block, in which nothing continues a container but white space.
    fn plain(bytes: Range<usize>, source: &str) -> Option<InlineText> {
        // Nobody asks in which line the grammar finds a span.
        let point = |at: usize| tree_sitter::Point { row: 0, column: at };
        let range = tree_sitter::Range {
            start_byte: bytes.start,
            end_byte: bytes.end,
            start_point: point(bytes.start),
            end_point: point(bytes.end),
        };
        may_hold_spans(slice(source, bytes.clone())).then(|| InlineText { ranges: vec![range], bytes })
    }

    /// The text of a node of the block grammar.
    fn of(node: Node<'_>, source: &str) -> Option<InlineText> {
        let bytes = node.byte_range();
        if !may_hold_spans(slice(source, bytes.clone())) {
            return None;
        }
        let mut ranges = Vec::new();
        let mut rest = node.range();
        let mut cursor = node.walk();
        for child in node.named_children(&mut cursor) {
            if child.kind() == "block_continuation" {
                let mut before = rest;
                (before.end_byte, before.end_point) = (child.start_byte(), child.start_position());
                ranges.push(before);
                (rest.start_byte, rest.start_point) = (child.end_byte(), child.end_position());
            }
        }
        ranges.push(rest);
        Some(InlineText { ranges, bytes })
    }
}

/// Whether the inline grammar can find anything in a text that changes the reading, and the text is not too long for it.
fn may_hold_spans(text: &str) -> bool {
    text.len() <= INLINE_BYTES
        && (memchr::memchr3(b'`', b'<', b'$', text.as_bytes()).is_some() || text.contains("]("))
}

/// The spans of all inline texts, in order.
fn read_inline(source: &str, texts: &[InlineText], plain: PlainSpans, sound: &mut bool) -> Vec<Span> {
    let mut spans = Vec::new();
    for text in texts {
        let found = match text.ranges.as_slice() {
            [all] => plain(slice(source, all.start_byte..all.end_byte), all.start_byte),
            _ => None,
        };
        match found {
            Some(found) => spans.extend(found),
            None => SYNTAX.with_borrow_mut(|syntax| syntax.read_inline(source, text, &mut spans, sound)),
        }
    }
    spans
}

/// A block's text with a comma for every mark of emphasis. No span that is looked for begins, ends or hangs together by these, and with
/// a few dozen of them that are never closed the grammar needs more time than there is, at a place where nothing can stop it.
fn without_emphasis(text: &str) -> Vec<u8> {
    text.bytes().map(|byte| if matches!(byte, b'*' | b'_' | b'~') { b',' } else { byte }).collect()
}

fn parse_inline(source: &str, text: &InlineText, parser: &mut Parser) -> Option<Tree> {
    parser.set_included_ranges(&text.ranges).ok()?;
    let mut steps = 0;
    let mut progress = |_: &tree_sitter::ParseState| {
        steps += 1;
        if steps > INLINE_STEPS { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let plain = without_emphasis(slice(source, text.bytes.clone()));
    let from = |at: usize| plain.get(at.checked_sub(text.bytes.start)?..);
    let tree = parser.parse_with_options(
        &mut |at, _| from(at).unwrap_or_default(),
        None,
        Some(ParseOptions::new().progress_callback(&mut progress)),
    );
    if tree.is_none() {
        parser.reset();
    }
    tree
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_grammars_and_both_queries_load() {
        let syntax = Syntax::new();
        assert!(syntax.block.language().is_some() && syntax.inline.language().is_some());
        assert!(blocks().is_some() && inlines().is_some());
    }
}
