//! How a heading is worded: which stages, steps or closing parts its words name.

use smallvec::SmallVec;
use whyfirst_guide::index::{Index, StageRef};
use whyfirst_guide::lexicon::Lexicon;
use whyfirst_guide::sort;
use whyfirst_guide::tables::HeadingMeaning;
use whyfirst_guide::words::Words;
use whyfirst_note::{Heading, Placed};

use crate::{answers, recognise};

mod wording;

use wording::Said;
pub(crate) use wording::{Worded, Wording, Wordings};

/// Where a heading names a stage.
#[derive(Debug, Clone, Copy)]
struct Naming {
    stage: StageRef,
    strong: bool,
    share: f32,
    /// The first word that names it.
    first: u32,
    last: u32,
}

/// Reads the words of a heading.
pub(crate) fn wording(index: &Index, placed: &Placed<'_>, heading: &Heading) -> Wording {
    let title = placed.title(heading);
    let (mut wording, words) = read_words(index, title);
    wording
        .said
        .extend(early(index, title).into_iter().map(|(framework, step)| Said::Early(framework, step)));
    if heading.kind.is_real() && heading.rank <= answers::DEEPEST && words > 1 {
        let said = recognise::said(index, title);
        wording.traits.asks = said.asks;
        wording.traits.set_problem(said.problem);
    }
    wording
}

/// Reads the words of a heading's title.
pub(crate) fn read(index: &Index, title: &str) -> Wording {
    read_words(index, title).0
}

/// Reads the words of a heading's title, and says how many there are, its numbering aside.
fn read_words(index: &Index, title: &str) -> (Wording, u32) {
    let title = strip_number(title);
    let corrected = correct(title, index.heading_lexicon());
    let title = corrected.as_deref().unwrap_or(title);
    let mut words = Words::of(title, index.units());
    join_sentences(&mut words);
    let count = words.words.len() as u32;
    let share = |first: u32, last: u32| (last + 1 - first) as f32 / count.max(1) as f32;
    let mut wording = Wording::default();
    let mut stages: SmallVec<[Naming; 4]> = SmallVec::new();
    let mut steps: SmallVec<[Said; 2]> = SmallVec::new();
    index.scan_heading(title, &words, |meaning, hit| {
        let named = |stage, strong| Naming {
            stage,
            strong,
            share: share(hit.first, hit.last),
            first: hit.first,
            last: hit.last,
        };
        match meaning {
            HeadingMeaning::Stage(stage) => stages.push(named(stage, true)),
            HeadingMeaning::WeakStage(stage) => stages.push(named(stage, false)),
            HeadingMeaning::Step(framework, step) => {
                steps.push(Said::Step(framework, step, share(hit.first, hit.last)));
            }
            HeadingMeaning::Container => wording.traits.container = true,
            HeadingMeaning::Reference => wording.traits.reference = true,
            HeadingMeaning::Closing => wording.traits.closing = true,
        }
    });
    join(&mut stages, index, title, &words);
    settle(&mut stages);
    if wording.traits.container {
        stages.retain(|named| named.strong);
    }
    let named = |&Naming { stage, strong, share, .. }: &Naming| Said::Stage { stage, strong, share };
    wording.said = stages.iter().map(named).chain(steps).collect();
    (wording, count)
}

/// The steps that are settled early under a heading of these words.
fn early(index: &Index, title: &str) -> SmallVec<[(u8, u8); 2]> {
    let begins =
        |word: &str, with: &str| word.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    let words: SmallVec<[&str; 16]> = title.split(|c: char| !c.is_alphanumeric()).collect();
    let says = |with: &str| words.iter().any(|word| begins(word, with));
    let mut early = SmallVec::new();
    for (framework, data) in (0..).zip(index.guide().frameworks.iter()) {
        for (step, data) in (0..).zip(data.steps.iter()) {
            if data.may_come_early && data.early_words.iter().any(|word| says(word)) {
                early.push((framework, step));
            }
        }
    }
    early
}

/// One entry for each stage; a wording inside a longer one of another stage does not count ("data" in "data monitoring").
fn settle(stages: &mut SmallVec<[Naming; 4]>) {
    let all = stages.clone();
    let inside = |a: &Naming, b: &Naming| {
        b.first <= a.first && a.last <= b.last && b.last - b.first > a.last - a.first
    };
    stages.retain(|it| !all.iter().any(|other| inside(it, other) && (other.strong || !it.strong)));
    sort::by(stages, |a, b| {
        b.strong
            .cmp(&a.strong)
            .then(a.stage.cmp(&b.stage))
            .then(b.share.total_cmp(&a.share))
            .then(a.first.cmp(&b.first))
    });
    // "Deployment and integration" names one stage with both of its words.
    let all = stages.clone();
    for it in stages.iter_mut() {
        let apart =
            |other: &&Naming| other.stage == it.stage && (other.last < it.first || other.first > it.last);
        it.share =
            (it.share + all.iter().filter(apart).map(|other| other.share).fold(0.0, f32::max)).min(1.0);
    }
    let mut seen: SmallVec<[StageRef; 4]> = SmallVec::new();
    stages.retain(|it| {
        let fresh = !seen.contains(&it.stage);
        seen.push(it.stage);
        fresh
    });
    sort::by(stages, |a, b| b.strong.cmp(&a.strong).then(a.first.cmp(&b.first)).then(b.last.cmp(&a.last)));
}

/// A vague name beside one that decides is one too where both are listed: `Model & metrics` is no other word for the metrics of a model.
fn join(stages: &mut [Naming], index: &Index, title: &str, words: &Words) {
    let place =
        |word: u32| words.words.get(word as usize).map_or(0..0, |it| it.start as usize..it.end as usize);
    let joined = |left: &Naming, right: &Naming| {
        let between = title.get(place(left.last).end..place(right.first).start).unwrap_or_default().trim();
        index.guide().language.joiners.iter().any(|joiner| joiner.eq_ignore_ascii_case(between))
    };
    let all = stages.to_vec();
    for vague in stages.iter_mut().filter(|it| !it.strong) {
        let mut others = all.iter().filter(|it| it.stage != vague.stage);
        // `Scale` may be what is asked for, or how it is borne.
        let unclear = others.clone().any(|it| it.first <= vague.last && vague.first <= it.last);
        vague.strong = !unclear && others.any(|it| it.strong && (joined(vague, it) || joined(it, vague)));
    }
}

/// A title is one sentence, whatever stops stand in it.
fn join_sentences(words: &mut Words) {
    if let (Some(first), Some(last)) = (words.sentences.first().copied(), words.sentences.last().copied()) {
        words.sentences.clear();
        words.sentences.push(whyfirst_guide::words::Sentence {
            first: first.first,
            end: last.end,
            asked: last.asked,
        });
    }
}

/// A title without its number, `Step 2`, or signs: `2.1) Data` is `Data`.
pub(crate) fn strip_number(title: &str) -> &str {
    let mut rest = title.trim_start_matches(|c: char| !c.is_alphanumeric());
    for _ in 0..2 {
        let word_end = rest.find(|c: char| !c.is_alphanumeric() && c != '.').unwrap_or(rest.len());
        let Some((word, after)) = rest.split_at_checked(word_end) else { break };
        let number =
            word.chars().any(|c| c.is_ascii_digit()) && word.chars().all(|c| c.is_ascii_digit() || c == '.');
        let after = after.trim_start_matches(|c: char| !c.is_alphanumeric());
        // `Step 2 – Data`, `Part 3: Model`
        let next_end = after.find(|c: char| !c.is_alphanumeric()).unwrap_or(after.len());
        let next_number = after
            .split_at_checked(next_end)
            .is_some_and(|(next, _)| !next.is_empty() && next.chars().all(|c| c.is_ascii_digit()));
        let counted = !number
            && next_number
            && matches!(word.chars().count(), 4..=7)
            && word.chars().all(char::is_alphabetic);
        if after.is_empty() || !(number || counted) {
            break;
        }
        rest = after;
    }
    rest
}

/// A title with its typing mistakes put right where a known word is one slip away; nothing if there are none.
pub(crate) fn correct(title: &str, lexicon: &Lexicon) -> Option<String> {
    let mut corrected: Option<String> = None;
    for word in title.split(|c: char| !c.is_alphabetic()) {
        if let Some(meant) = lexicon.meant(word) {
            let text = corrected.get_or_insert_with(|| title.to_owned());
            *text = text.replace(word, meant);
        }
    }
    corrected
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_other_languages_are_not_put_right() {
        let index = Index::new(whyfirst_guide::builtin().clone());
        assert_eq!(correct("Formulación del problema", index.heading_lexicon()), None);
        assert_eq!(
            correct("Model developement", index.heading_lexicon()).as_deref(),
            Some("Model development")
        );
    }

    #[test]
    fn numbers_before_a_title_are_not_part_of_it() {
        for (title, bare) in [
            ("2.1) Data", "Data"),
            ("Step 2 – Frame", "Frame"),
            ("🚀 3. Model", "Model"),
            ("Part 3: Model", "Model"),
            ("3D models", "3D models"),
            ("10", "10"),
            ("Data", "Data"),
        ] {
            assert_eq!(strip_number(title), bare);
        }
    }
}
