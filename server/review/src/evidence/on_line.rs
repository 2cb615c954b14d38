//! The line of a block on which something stands.

use std::ops::Range;

use memchr::memchr2;

use super::block::Place;

/// The line of a block on which something was found: most stands on the line of what was found before it.
pub(super) struct OnLine<'a> {
    place: &'a Place<'a>,
    /// From its first byte to the byte after its last.
    pub(super) range: Range<u32>,
    /// 0-based from the chunk's start.
    number: u32,
    pub(super) text: &'a str,
    /// Whether it belongs to a block quote.
    quote: bool,
    /// Whether it may have quotation marks.
    marks: bool,
}

impl<'a> OnLine<'a> {
    pub(super) fn new(place: &'a Place<'a>) -> OnLine<'a> {
        let number = place.lines.start as u32;
        OnLine { place, range: 0..0, number, text: "", quote: false, marks: false }
    }

    /// Goes to the line on which a byte stands, and gives back its number.
    #[inline]
    pub(super) fn go_to(&mut self, at: u32) -> u32 {
        if !self.range.contains(&at) {
            self.look_for(at);
        }
        self.number
    }

    fn look_for(&mut self, at: u32) {
        let inside = self.place.all_lines();
        let nth = inside.partition_point(|line| line.start <= at).saturating_sub(1);
        self.number = (self.place.lines.start + nth) as u32;
        let line = inside.get(nth);
        self.range = line.map_or(0..0, |line| line.start..line.end);
        self.quote = line.is_some_and(|line| line.quote > 0);
        let range = self.range.start as usize..self.range.end as usize;
        self.text = self.place.text().get(range).unwrap_or_default();
        // The last byte of `”` stands for it: other characters have it too, which costs a second look.
        self.marks = memchr2(b'"', 0x9d, self.text.as_bytes()).is_some();
    }

    /// Whether a byte of the line stands in a quotation: in a block quote, or between quotation marks.
    pub(super) fn is_quoted(&self, at: u32) -> bool {
        if self.quote || !self.marks {
            return self.quote;
        }
        let at = at.checked_sub(self.range.start);
        let Some((before, after)) = at.and_then(|at| self.text.split_at_checked(at as usize)) else {
            return false;
        };
        let straight = after.contains('"') && before.matches('"').count() % 2 == 1;
        let curly = after.contains('”') && before.matches('“').count() > before.matches('”').count();
        straight || curly
    }
}
