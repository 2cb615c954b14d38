//! What must hold across the files of a guide: ids exist and are claimed once, phrases can be read, aliases are not claimed twice.
//!
//! Only what the files at hand say is checked: in a pack's guide, what was there before has been checked when the program was built.

use std::collections::{BTreeMap, BTreeSet};

use super::{LoadError, Source};
use crate::model::{Concept, Framework, Guide, Problem, Rubric};
use crate::phrase;

/// How many aspects a guide may have in all.
const MAX_ASPECTS: usize = 256;
/// How many rubrics, frameworks, or parts of one there may be: they are counted in a byte.
const MAX_PARTS: usize = 200;
/// How many entries of other kinds there may be: they are counted in two bytes.
const MAX_ENTRIES: usize = 50_000;
/// For how many wordings the phrases of the files may stand in all: a phrase of a few alternatives stands for hundreds.
const MAX_WORDINGS: usize = 200_000;
/// Keys of a brief that are no aspects.
const FREE_KEYS: [&str; 2] = ["ask", "trap"];

/// What is wrong, and whether the guide is too large to be used at all.
pub(super) fn check(guide: &Guide, sources: &[Source<'_>]) -> (Vec<LoadError>, bool) {
    let mut check = Check { guide, sources, wordings: 0, too_much: false, errors: Vec::new() };
    check.size();
    for rubric in guide.rubrics.iter() {
        check.rubric(rubric);
    }
    let mut defaults = 0;
    for framework in guide.frameworks.iter() {
        defaults += usize::from(framework.default);
        check.framework(framework);
    }
    if !guide.frameworks.is_empty() && defaults != 1 {
        let message = format!("expected one framework with `default = true`, found {defaults}");
        check.errors.push(LoadError::new("frameworks", message));
    }
    check.concepts();
    for problem in guide.problems.iter() {
        check.problem(problem);
    }
    check.rules();
    check.language();
    check.limit("language.toml", "wordings that all phrases stand for", check.wordings, MAX_WORDINGS);
    (check.errors, check.too_much)
}

struct Check<'a> {
    guide: &'a Guide,
    sources: &'a [Source<'a>],
    /// The wordings of the phrases so far.
    wordings: usize,
    too_much: bool,
    errors: Vec<LoadError>,
}

impl<'a> Check<'a> {
    /// The file at hand with this path.
    fn file(&self, path: &str) -> Option<Source<'a>> {
        self.sources.iter().find(|source| source.path == path).copied()
    }

    /// The card at hand with this id.
    fn card(&self, id: &str) -> Option<Source<'a>> {
        let name = format!("/{id}.md");
        self.sources
            .iter()
            .find(|source| source.path.starts_with("concepts/") && source.path.ends_with(&name))
            .copied()
    }

    /// Reports something about a file, near a text in it.
    fn report(&mut self, source: Source<'_>, near: &str, message: String) {
        self.errors.push(LoadError::near(source.path, source.content, near, message));
    }

    fn limit(&mut self, path: &str, what: &str, count: usize, most: usize) {
        if count > most {
            self.too_much = true;
            let message = format!("there are {count} {what}; a guide holds {most}");
            self.errors.push(LoadError::new(path, message));
        }
    }

    fn size(&mut self) {
        let guide = self.guide;
        let aspects = guide.rubrics.iter().map(|rubric| rubric.aspects().count()).sum();
        self.limit("rubrics", "aspects in all", aspects, MAX_ASPECTS);
        self.limit("rubrics", "rubrics", guide.rubrics.len(), MAX_PARTS);
        for rubric in guide.rubrics.iter() {
            self.limit("rubrics", "stages in one rubric", rubric.stages.len(), MAX_PARTS);
        }
        self.limit("frameworks", "frameworks", guide.frameworks.len(), MAX_PARTS);
        for framework in guide.frameworks.iter() {
            self.limit("frameworks", "steps in one framework", framework.steps.len(), MAX_PARTS);
        }
        self.limit("concepts", "concepts", guide.concepts.len(), MAX_ENTRIES);
        self.limit("problems", "problems", guide.problems.len(), MAX_ENTRIES);
        let contexts = guide.concepts.iter().map(|concept| concept.ambiguous.len()).sum();
        self.limit("concepts", "ambiguous aliases", contexts, MAX_ENTRIES);
        let clauses = guide.rules.iter().map(|rule| rule.clauses().count()).sum();
        self.limit("rules", "patterns of rules", clauses, MAX_ENTRIES);
    }

    fn phrases<'p>(&mut self, source: Source<'_>, phrases: impl IntoIterator<Item = &'p str>) {
        for written in phrases {
            // A pack beyond all measure is not to cost more than it took to see that.
            if self.wordings > MAX_WORDINGS {
                return;
            }
            match phrase::parse(written) {
                Ok(wordings) => self.wordings += wordings.len(),
                Err(error) => self.report(source, written, error.to_string()),
            }
        }
    }

    fn id(&mut self, source: Source<'_>, id: &str) {
        let kebab = !id.is_empty()
            && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
            && !id.starts_with('-')
            && !id.ends_with('-');
        if !kebab {
            let message = format!("`{id}` is no id: expected lower-case letters, digits and hyphens");
            self.report(source, id, message);
        }
    }

    fn rubric(&mut self, rubric: &Rubric) {
        if let Some(source) = self.file(&format!("rubrics/{}/rubric.toml", rubric.id)) {
            self.id(source, &rubric.id);
            if !rubric.often_stops_at.is_empty() && rubric.stage(&rubric.often_stops_at).is_none() {
                let message = format!("`often-stops-at` names the unknown stage `{}`", rubric.often_stops_at);
                self.report(source, "often-stops-at", message);
            }
        }
        for stage in rubric.stages.iter() {
            let Some(source) = self.file(&format!("rubrics/{}/{}.toml", rubric.id, stage.id)) else {
                continue;
            };
            self.id(source, &stage.id);
            self.phrases(source, stage.headings.iter().chain(stage.weak_headings.iter()));
            for aspect in stage.aspects.iter() {
                self.id(source, &aspect.id);
                let elsewhere =
                    rubric.aspects().find(|(other, it)| other.id != stage.id && it.id == aspect.id);
                if let Some((other, _)) = elsewhere {
                    let message =
                        format!("the aspect `{}` stands in the stage `{}` too", aspect.id, other.id);
                    self.report(source, &aspect.id, message);
                }
                self.phrases(source, aspect.strong.iter().chain(aspect.weak.iter()));
                if aspect.strong.is_empty() {
                    self.report(source, &aspect.id, format!("the aspect `{}` has no strong cue", aspect.id));
                }
                for other in aspect.beside.iter().filter(|id| !rubric.aspects().any(|(_, it)| it.id == **id))
                {
                    let message = format!("`beside` of `{}` names the unknown aspect `{other}`", aspect.id);
                    self.report(source, &aspect.id, message);
                }
                for stage in aspect.weak_in.iter().filter(|id| rubric.stage(id).is_none()) {
                    let message = format!("`weak-in` of `{}` names the unknown stage `{stage}`", aspect.id);
                    self.report(source, &aspect.id, message);
                }
            }
        }
    }

    fn framework(&mut self, framework: &Framework) {
        let Some(source) = self.file(&format!("frameworks/{}.toml", framework.id)) else { return };
        self.id(source, &framework.id);
        let rubric = self.guide.rubric(&framework.rubric);
        if rubric.is_none() && !framework.rubric.is_empty() {
            self.report(source, &framework.rubric, format!("there is no rubric `{}`", framework.rubric));
        }
        let mut seen = BTreeSet::new();
        for step in framework.steps.iter() {
            self.id(source, &step.id);
            if !seen.insert(&step.id) {
                self.report(source, &step.id, format!("the step `{}` stands twice", step.id));
            }
            self.phrases(source, step.aliases.iter());
            for stage in
                step.stages.iter().filter(|id| rubric.is_none_or(|rubric| rubric.stage(id).is_none()))
            {
                let message = format!("the step `{}` names the unknown stage `{stage}`", step.id);
                self.report(source, &step.id, message);
            }
        }
    }

    fn stage_exists(&self, id: &str) -> bool {
        self.guide.rubrics.iter().any(|rubric| rubric.stage(id).is_some())
    }

    fn concepts(&mut self) {
        // Which concept claims a wording without asking for context.
        let mut claimed: BTreeMap<Vec<phrase::Sequence>, &Concept> = BTreeMap::new();
        for concept in self.guide.concepts.iter() {
            let source = self.card(&concept.id);
            if let Some(source) = source {
                self.concept(source, concept);
            }
            for alias in concept.aliases.iter() {
                let Ok(sequences) = phrase::parse(alias) else { continue };
                let Some(other) = claimed.insert(sequences, concept).filter(|it| it.id != concept.id) else {
                    continue;
                };
                // Of two, the one that is at hand is told.
                let told = source.map(|source| (source, other));
                let Some((source, other)) = told.or_else(|| Some((self.card(&other.id)?, concept))) else {
                    continue;
                };
                let message = format!(
                    "the alias `{alias}` is claimed by `{}` too: keep it in one card, or make it ambiguous in one",
                    other.id
                );
                self.report(source, alias, message);
            }
        }
    }

    fn concept(&mut self, source: Source<'_>, concept: &Concept) {
        self.id(source, &concept.id);
        if concept.gist.is_empty() {
            self.report(source, "---", "the card has no gist: its first paragraph".to_owned());
        }
        let ambiguous = concept.ambiguous.iter().map(|ambiguous| &*ambiguous.alias);
        let plain = concept.aliases.iter().chain(concept.never.iter());
        self.phrases(source, plain.chain(ambiguous));
        for ambiguous in concept.ambiguous.iter() {
            if ambiguous.context.is_empty() {
                let message = format!("the ambiguous alias `{}` needs context words", ambiguous.alias);
                self.report(source, &ambiguous.alias, message);
            }
            self.phrases(source, ambiguous.context.iter());
        }
        for stage in concept.stages.iter().filter(|id| !self.stage_exists(id)).collect::<Vec<_>>() {
            self.report(source, stage, format!("there is no stage `{stage}`"));
        }
        for related in concept.related.iter().filter(|id| self.guide.concept(id).is_none()) {
            self.report(source, related, format!("`related` names the unknown concept `{related}`"));
        }
    }

    fn problem(&mut self, problem: &Problem) {
        let Some(source) = self.file(&format!("problems/{}.md", problem.id)) else { return };
        self.id(source, &problem.id);
        self.phrases(source, problem.phrases.iter());
        for brief in problem.brief.iter() {
            let stages: Vec<_> =
                self.guide.rubrics.iter().filter_map(|rubric| rubric.stage(&brief.stage)).collect();
            if stages.is_empty() {
                self.report(source, &brief.stage, format!("there is no stage `{}`", brief.stage));
                continue;
            }
            for entry in brief.entries.iter() {
                let known = FREE_KEYS.contains(&&*entry.key)
                    || stages.iter().flat_map(|it| it.aspects.iter()).any(|aspect| aspect.id == entry.key);
                if !known {
                    let message = format!(
                        "`{}` is no aspect of the stage `{}`, nor `ask` or `trap`",
                        entry.key, brief.stage
                    );
                    self.report(source, &format!("- {}:", entry.key), message);
                }
            }
        }
    }

    fn rules(&mut self) {
        for rule in self.guide.rules.iter() {
            let Some(file) = self.file(&format!("rules/{}.md", rule.id)) else { continue };
            self.id(file, &rule.id);
            if !rule.stage.is_empty() && !self.stage_exists(&rule.stage) {
                self.report(file, "stage:", format!("there is no stage `{}`", rule.stage));
            }
            for case in rule.cases.iter() {
                if !case.fix.aspect.is_empty() && !self.aspect_exists(&case.fix.aspect) {
                    self.report(file, &case.fix.aspect, format!("there is no aspect `{}`", case.fix.aspect));
                }
            }
            for clause in rule.clauses() {
                self.phrases(file, clause.phrases.iter());
                for aspect in clause.aspects.iter().filter(|id| !self.aspect_exists(id)).collect::<Vec<_>>() {
                    self.report(file, aspect, format!("there is no aspect `{aspect}`"));
                }
                for id in clause.concepts.iter().filter(|id| self.guide.concept(id).is_none()) {
                    self.report(file, id, format!("there is no concept `{id}`"));
                }
                for stage in clause.stages.iter().filter(|id| !self.stage_exists(id)).collect::<Vec<_>>() {
                    self.report(file, stage, format!("there is no stage `{stage}`"));
                }
            }
        }
    }

    fn aspect_exists(&self, id: &str) -> bool {
        self.guide.rubrics.iter().flat_map(|rubric| rubric.aspects()).any(|(_, aspect)| aspect.id == id)
    }

    fn language(&mut self) {
        let Some(source) = self.file("language.toml") else { return };
        let language = &self.guide.language;
        let lists = [
            &language.design_questions,
            &language.task_sentences,
            &language.other_files,
            &language.title_fillers,
            &language.reference_headings,
            &language.closing_headings,
            &language.container_headings,
            &language.negations,
            &language.blanks,
            &language.foreign_words,
        ];
        for list in lists {
            self.phrases(source, list.iter().map(|it| &**it));
        }
    }
}
