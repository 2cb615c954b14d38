//! The walk along a text: which phrases have begun, and where they can go on.

use std::ops::Range;

use super::folded::Folded;
use super::vocabulary::{Begins, Form, Vocabulary};
use super::{ANCHORED, ANCHORS, CLASSES, FEW, GAP, Hit, MORE, State, Symbol, mark, marks_of};
use crate::words::Word;

/// A phrase that has begun, and whose next word must follow directly.
#[derive(Debug, Clone, Copy)]
struct Begun {
    state: State,
    first: u32,
    /// The marks of the symbols that lead on: most words have none of them.
    marks: u32,
}

/// A phrase that has begun, and whose next word may stand a few words away.
#[derive(Debug, Clone, Copy)]
struct Waiting {
    state: State,
    first: u32,
    /// The last word that may be the next one.
    until: u32,
    /// The marks of the symbols that lead on.
    marks: u32,
}

/// What a walk along a text keeps; its memory is kept from walk to walk.
#[derive(Debug, Default)]
pub(super) struct Walk {
    /// The index of the sentence.
    sentence: u32,
    begun: Vec<Begun>,
    waiting: Vec<Waiting>,
    /// What has begun, and what has begun to wait, with the word that is being read.
    begun_now: Vec<Begun>,
    waiting_now: Vec<Waiting>,
    /// The marks on which any of what has begun, or waits, can go on: for most words there is none.
    begun_marks: u32,
    waiting_marks: u32,
}

impl Walk {
    /// Nothing goes on from one sentence to the next.
    pub(super) fn start_sentence(&mut self, index: u32) {
        self.sentence = index;
        self.begun.clear();
        self.waiting.clear();
        (self.begun_marks, self.waiting_marks) = (0, 0);
    }
}

/// What a word of a text counts as.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted<'word, 'a> {
    symbols: &'word [Symbol],
    /// The marks of the symbols.
    marks: u32,
    /// What begins with it, if that is known.
    begins: Option<Begins<'a>>,
}

/// The word that is being read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turn<'text> {
    pub(super) word: &'text Word,
    pub(super) index: u32,
    /// Whether it is the first one of its sentence.
    pub(super) first: bool,
}

/// What began with the word before, where that is known of it: nothing need be noted down for each phrase.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Fresh<'a> {
    /// Each state, and the marks of the symbols that lead on from it.
    states: &'a [u32],
    first: u32,
    /// The marks of all.
    marks: u32,
}

impl Fresh<'_> {
    fn each(&self) -> impl Iterator<Item = Begun> {
        let (states, _) = self.states.as_chunks::<2>();
        states.iter().map(|&[state, marks]| Begun { state, first: self.first, marks })
    }
}

/// Finds what words count as; its memory is kept from word to word.
#[derive(Debug, Default)]
pub(super) struct Reader {
    symbols: Vec<Symbol>,
    folded: Folded,
}

impl Reader {
    /// Reads the word of a text that stands at `range`. Asked once in a loop over the words of a text, as is [`States::advance`]: handing
    /// over what they need took a tenth of the time.
    #[inline(always)]
    pub(super) fn read<'word, 'a: 'word>(
        &'word mut self,
        vocabulary: Vocabulary<'a>,
        text: &str,
        range: Range<usize>,
        word: &Word,
    ) -> Counted<'word, 'a> {
        let is_word = self.folded.read(text, range.clone());
        let record = if is_word { vocabulary.word(&self.folded) } else { None };
        if let Some((symbols, marks, begins)) = record.and_then(|record| record.symbols(word.label))
            && word.classes == 0
        {
            return Counted { symbols, marks, begins };
        }
        self.symbols.clear();
        if word.classes != 0 {
            self.symbols.extend((0..CLASSES).filter(|shift| (word.classes >> shift) & 1 == 1));
        }
        let letters = text.as_bytes().get(range).unwrap_or_default();
        let mut add = |forms: &[u32]| {
            let fits = |form: &Form| form.fits(letters, word.label);
            self.symbols
                .extend(forms.iter().map(|&form| Form::unpack(form)).filter(fits).map(|form| form.symbol));
        };
        match record {
            Some(record) => add(record.all()),
            None if is_word => {
                vocabulary.inflected(&self.folded, &mut add);
                vocabulary.prefixes(&self.folded, add);
            }
            None => {}
        }
        Counted { symbols: &self.symbols, marks: marks_of(&self.symbols), begins: None }
    }
}

/// Where what is found with a word goes.
struct Now<'a, F> {
    begun: &'a mut Vec<Begun>,
    waiting: &'a mut Vec<Waiting>,
    begun_marks: u32,
    waiting_marks: u32,
    /// The index of the word, and of its sentence.
    index: u32,
    sentence: u32,
    hit: &'a mut F,
}

impl<F: FnMut(Hit)> Now<'_, F> {
    #[inline]
    fn begin(&mut self, begun: Begun) {
        self.begun_marks |= begun.marks;
        self.begun.push(begun);
    }

    /// Gives out phrases that end here, and lets those wait that go on after a gap.
    #[inline]
    fn pause(&mut self, payloads: &[u32], gaps: &[u32], first: u32) {
        for &payload in payloads {
            (self.hit)(Hit { payload, first, last: self.index, sentence: self.sentence });
        }
        let (gaps, _) = gaps.as_chunks::<GAP>();
        for &[state, marks, words] in gaps {
            self.waiting.push(Waiting { state, first, until: self.index + words + 1, marks });
            self.waiting_marks |= marks;
        }
    }
}

/// The states of a lexicon, at hand for a walk.
#[derive(Debug, Clone, Copy)]
pub(super) struct States<'a> {
    pub(super) starts: &'a [u32],
    pub(super) graph: &'a [u32],
}

impl<'a> States<'a> {
    /// The state after a first word, and the marks of the symbols that lead on from there; none if no phrase begins with it.
    pub(super) fn after(self, symbol: Symbol) -> Option<(State, u32)> {
        let at = 2 * symbol as usize;
        let &[state, marks] = self.starts.get(at..at + 2)? else { return None };
        (state & !ANCHORS != 0).then_some((state & !(MORE | ANCHORS), marks))
    }

    /// The payloads of the phrases that end at a state, and the gaps that may follow it.
    #[inline]
    pub(super) fn at(self, state: State) -> Option<(&'a [u32], &'a [u32])> {
        let &[head, _, _, ref rest @ ..] = self.graph.get(state as usize..)? else { return None };
        let (payloads, rest) = rest.split_at_checked((head >> 8) as usize)?;
        Some((payloads, rest.get(..GAP * (head & 0xff) as usize)?))
    }

    /// Goes on by the word that was read.
    #[inline(always)]
    pub(super) fn advance(
        self,
        Turn { word, index, first }: Turn<'_>,
        counted: Counted<'_, 'a>,
        walk: &mut Walk,
        fresh: &mut Fresh<'a>,
        hit: &mut impl FnMut(Hit),
    ) {
        let Walk { sentence, begun, waiting, begun_now, waiting_now, begun_marks, waiting_marks } = walk;
        let Counted { symbols, marks, begins } = counted;
        begun_now.clear();
        let mut now = Now {
            begun: begun_now,
            waiting: waiting_now,
            begun_marks: 0,
            waiting_marks: 0,
            index,
            sentence: *sentence,
            hit,
        };
        // `<count> user` matches `10 million users`: the unit may be passed over.
        if word.unit && word.adjacent {
            now.begun.extend(begun.iter().copied().chain(fresh.each()));
            now.begun_marks = *begun_marks | fresh.marks;
        }
        let next = marks & u32::from(word.adjacent).wrapping_neg();
        if *begun_marks & next != 0 {
            for item in begun.iter().filter(|item| item.marks & next != 0) {
                self.step_all(item.state, item.first, symbols, &mut now);
            }
        }
        if fresh.marks & next != 0 {
            for item in fresh.each().filter(|item| item.marks & next != 0) {
                self.step_all(item.state, item.first, symbols, &mut now);
            }
        }
        if *waiting_marks & marks != 0 {
            *waiting_marks = 0;
            waiting.retain(|item| {
                if item.marks & marks != 0 && item.until >= index {
                    self.step_all(item.state, item.first, symbols, &mut now);
                }
                *waiting_marks |= item.marks;
                item.until > index
            });
        }
        if let Some(begins) = begins {
            *fresh = Fresh { states: begins.states, first: index, marks: begins.marks };
            now.pause(begins.payloads, begins.gaps, index);
        } else {
            *fresh = Fresh::default();
            for &symbol in symbols.iter() {
                self.begin(symbol, &mut now);
            }
        }
        if first {
            for &symbol in symbols.iter().filter(|&&symbol| self.anchors(symbol)) {
                self.step_all(ANCHORED, index, &[symbol], &mut now);
            }
        }
        *begun_marks = now.begun_marks;
        *waiting_marks |= now.waiting_marks;
        // Few words begin to wait, and all are asked.
        if !now.waiting.is_empty() {
            waiting.append(now.waiting);
        }
        std::mem::swap(begun, begun_now);
    }

    /// Begins the phrases whose first word this is.
    #[inline]
    fn begin(self, symbol: Symbol, now: &mut Now<'_, impl FnMut(Hit)>) {
        let at = 2 * symbol as usize;
        let Some(&[state, marks]) = self.starts.get(at..at + 2) else { return };
        let (first, place) = (now.index, state & !(MORE | ANCHORS));
        now.begin(Begun { state: place, first, marks });
        if state & MORE != 0 {
            self.pause(place, first, now);
        }
    }

    /// Whether a phrase of the starts of statements begins with a symbol.
    fn anchors(self, symbol: Symbol) -> bool {
        self.starts.get(2 * symbol as usize).is_some_and(|start| start & ANCHORS != 0)
    }

    /// Follows all symbols of the word from a state.
    #[inline]
    fn step_all(self, from: State, first: u32, word: &[Symbol], now: &mut Now<'_, impl FnMut(Hit)>) {
        let Some(&[head, edges, marks, ref rest @ ..]) = self.graph.get(from as usize..) else { return };
        let skipped = (head >> 8) as usize + GAP * (head & 0xff) as usize;
        let lists = rest.get(skipped..).and_then(|rest| rest.split_at_checked(edges as usize));
        let Some((symbols, rest)) = lists else { return };
        for &symbol in word {
            let bit = mark(symbol);
            if marks & bit == 0 {
                continue;
            }
            // The edges lie in the order of their marks, so there are at least as many before it as there are lower marks.
            let lower = (marks & (bit - 1)).count_ones() as usize;
            let start = if edges <= FEW {
                lower
            } else {
                rest.get((edges as usize) + lower).map_or(0, |&at| at as usize)
            };
            for (at, &other) in (start..).zip(symbols.get(start..).unwrap_or_default()) {
                if other == symbol {
                    let Some(&state) = rest.get(at) else { return };
                    self.arrive(state, first, now);
                    break;
                }
                if mark(other) > bit {
                    break;
                }
            }
        }
    }

    /// Takes note of a state that has been reached.
    #[inline]
    fn arrive(self, state: State, first: u32, now: &mut Now<'_, impl FnMut(Hit)>) {
        let Some(&[head, _, marks, ..]) = self.graph.get(state as usize..) else { return };
        now.begin(Begun { state, first, marks });
        if head != 0 {
            self.pause(state, first, now);
        }
    }

    /// Takes note of what ends at a state, and of what may go on after a gap.
    fn pause(self, state: State, first: u32, now: &mut Now<'_, impl FnMut(Hit)>) {
        if let Some((payloads, gaps)) = self.at(state) {
            now.pause(payloads, gaps, first);
        }
    }
}
