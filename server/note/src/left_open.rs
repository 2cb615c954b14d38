//! A fence or a comment that nobody has closed: it swallows whatever is put in at the note's end.

use crate::{LineKind, Note, plain};

impl Note {
    /// What would close the fence or the comment with which the note ends, if it is left open.
    pub fn left_open(&self) -> Option<String> {
        let placed = self.placed().last()?;
        let (lines, text) = (&placed.chunk.facts.lines, placed.text());
        if let Some(comment) = text.rfind("<!--")
            && !text.get(comment..)?.contains("-->")
        {
            let line = lines.get(placed.chunk.facts.line_of(comment as u32))?;
            if matches!(line.kind, LineKind::Comment | LineKind::Html) {
                return (line.depth == 0 && line.quote == 0).then(|| "-->".to_owned());
            }
        }
        let last = lines.iter().rposition(|line| line.kind != LineKind::Blank)?;
        let before = lines.iter().take(last + 1).rposition(|line| line.kind != LineKind::Code);
        let block = lines.get(before.map_or(0, |before| before + 1)..=last)?;
        let outermost = block.iter().filter(|line| line.depth == 0 && line.quote == 0);
        let shown = outermost.filter_map(|line| text.get(line.start as usize..line.end as usize));
        let (mark, marks) = shown.fold(None, plain::fence_after)?;
        Some(char::from(mark).to_string().repeat(marks))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_close_an_open_fence_or_comment_at_the_end() {
        let closed = [
            "",
            "Text.\n",
            "```\ncode\n```\n",
            "~~~~\n~~~\n~~~~",
            "<!-- a -->\n",
            "```\nno\n```\n# A\n",
            "- ```\n  code\n",
        ];
        for text in closed {
            assert_eq!(Note::new(text.to_owned()).left_open(), None, "{text:?}");
        }
        let open = [
            ("```\ncode\n", "```"),
            ("Text.\n\n````rust\n```\n\n# no\n", "````"),
            ("~~~\n```\n~~~ no\n\n", "~~~"),
            ("```\na\n```\n```\nb", "```"),
            ("Text.\r\n\r\n```\r\ncode 設計 😀\r\n", "```"),
            ("```\n<!-- a\n", "```"),
            ("# A\n\n<!-- whyfirst: skip t", "-->"),
            ("<!-- a -->\n<!-- b\n\nc", "-->"),
        ];
        for (text, closing) in open {
            assert_eq!(Note::new(text.to_owned()).left_open().as_deref(), Some(closing), "{text:?}");
        }
    }
}
