//! What the words of a heading name, and how that is kept: a long note has thousands of headings, most of which name one stage or nothing.

use std::num::NonZeroU16;
use std::ops::Deref;

use smallvec::SmallVec;
use whyfirst_guide::index::StageRef;

/// What the words of a heading name.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Wording {
    pub(super) traits: Traits,
    pub(super) said: SmallVec<[Said; 2]>,
}

impl Wording {
    /// The same to be looked at.
    pub(crate) fn worded(&self) -> Worded<'_> {
        Worded { traits: &self.traits, said: &self.said }
    }
}

/// What a heading's words say of it as a whole.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Traits {
    /// Whether it holds references.
    pub(crate) reference: bool,
    /// Whether it closes the note.
    pub(crate) closing: bool,
    /// Whether it holds whatever there is, so that its words alone say nothing of what that is.
    pub(crate) container: bool,
    /// Whether it asks a design question: known of real headings, which may be the title of one of several answers.
    pub(crate) asks: bool,
    /// The known problem that it names, by its place in the guide from 1.
    problem: Option<NonZeroU16>,
}

impl Traits {
    /// The known problem that it names, by position in the guide: known of real headings.
    pub(crate) fn problem(self) -> Option<u16> {
        self.problem.map(|place| place.get() - 1)
    }

    pub(super) fn set_problem(&mut self, problem: Option<u16>) {
        self.problem = problem.and_then(|at| NonZeroU16::new(at.saturating_add(1)));
    }
}

/// One thing that the words of a heading say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Said {
    /// They name a stage. As a [`NamedStage`] it would take half as much room again.
    Stage { stage: StageRef, strong: bool, share: f32 },
    /// They name a step (positions of framework and step), with a share of the heading's words.
    Step(u8, u8, f32),
    /// A step (positions of framework and step) is settled early under them.
    Early(u8, u8),
}

/// A stage named by a heading.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct NamedStage {
    /// The stage.
    pub(crate) stage: StageRef,
    /// Whether the wording decides alone.
    pub(crate) strong: bool,
    /// The share of the heading's words that name it, 0 to 1.
    pub(crate) share: f32,
}

/// What the words of a heading name, as it is looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Worded<'a> {
    traits: &'a Traits,
    said: &'a [Said],
}

impl<'a> Worded<'a> {
    /// Stages, in the order in which they are named.
    pub(crate) fn stages(self) -> impl Iterator<Item = NamedStage> + Clone + use<'a> {
        self.said.iter().filter_map(|said| match *said {
            Said::Stage { stage, strong, share } => Some(NamedStage { stage, strong, share }),
            _ => None,
        })
    }

    /// The steps of frameworks that it names (positions of framework and step), with the share of the heading's words.
    pub(crate) fn steps(self) -> impl Iterator<Item = (u8, u8, f32)> + use<'a> {
        self.said.iter().filter_map(|said| match *said {
            Said::Step(framework, step, share) => Some((framework, step, share)),
            _ => None,
        })
    }

    /// Whether a step (positions of framework and step) is settled early under such words.
    pub(crate) fn settles_early(self, framework: u8, step: u8) -> bool {
        self.said.contains(&Said::Early(framework, step))
    }

    /// The same to be kept elsewhere.
    pub(crate) fn to_wording(self) -> Wording {
        Wording { traits: *self.traits, said: self.said.into() }
    }
}

impl Deref for Worded<'_> {
    type Target = Traits;

    fn deref(&self) -> &Traits {
        self.traits
    }
}

/// What each heading of a chunk names.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Wordings {
    /// What each says as a whole, and where among all that is said ends what it says.
    each: Box<[(Traits, u32)]>,
    said: Box<[Said]>,
}

impl Wordings {
    /// What a heading (by position in its chunk) names.
    pub(crate) fn get(&self, nth: usize) -> Option<Worded<'_>> {
        let (traits, end) = self.each.get(nth)?;
        let before = nth.checked_sub(1).and_then(|before| self.each.get(before));
        let start = before.map_or(0, |(_, end)| *end);
        Some(Worded { traits, said: self.said.get(start as usize..*end as usize)? })
    }
}

impl FromIterator<Wording> for Wordings {
    fn from_iter<T: IntoIterator<Item = Wording>>(wordings: T) -> Wordings {
        let mut said: Vec<Said> = Vec::new();
        let each = wordings.into_iter().map(|wording| {
            said.extend_from_slice(&wording.said);
            (wording.traits, said.len() as u32)
        });
        Wordings { each: each.collect(), said: said.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_heading_has_what_it_said() {
        assert_eq!((size_of::<Said>(), size_of::<(Traits, u32)>()), (8, 12));
        let stage = StageRef { rubric: 0, stage: 3 };
        let mut first = Wording {
            said: [Said::Stage { stage, strong: true, share: 0.5 }].into_iter().collect(),
            ..Wording::default()
        };
        first.traits.set_problem(Some(0));
        let third = Wording {
            said: [Said::Step(1, 2, 1.0), Said::Early(1, 4)].into_iter().collect(),
            ..Wording::default()
        };
        let wordings: Wordings = [first.clone(), Wording::default(), third.clone()].into_iter().collect();
        let got = |nth| wordings.get(nth).map(Worded::to_wording);
        assert_eq!(
            (got(0), got(1), got(2), got(3)),
            (Some(first), Some(Wording::default()), Some(third), None)
        );
        let (first, third) = (wordings.get(0).unwrap(), wordings.get(2).unwrap());
        assert_eq!((first.problem(), third.problem()), (Some(0), None));
        assert_eq!(first.stages().map(|it| it.stage).collect::<Vec<_>>(), [stage]);
        assert!(third.settles_early(1, 4) && !third.settles_early(1, 2) && first.steps().next().is_none());
    }
}
