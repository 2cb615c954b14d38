//! What must hold across the files of a guide: ids exist and are claimed once, phrases can be read, aliases are not claimed twice.

use std::collections::{BTreeMap, BTreeSet};

use super::{LoadError, Source};
use crate::model::{Concept, Framework, Guide, Problem, Rubric};
use crate::phrase;

/// How many aspects a guide may have in all.
const MAX_ASPECTS: usize = 256;
/// Keys of a brief that are no aspects.
const FREE_KEYS: [&str; 2] = ["ask", "trap"];

pub(super) fn check(guide: &Guide, sources: &[Source<'_>]) -> Vec<LoadError> {
    let mut check = Check { guide, sources, errors: Vec::new() };
    for rubric in guide.rubrics.iter() {
        check.rubric(rubric);
    }
    let aspects: usize = guide.rubrics.iter().map(|rubric| rubric.aspects().count()).sum();
    if aspects > MAX_ASPECTS {
        check.errors.push(LoadError::new(
            "rubrics",
            format!("there are {aspects} aspects in all; a guide holds {MAX_ASPECTS}"),
        ));
    }
    let mut defaults = 0;
    for framework in guide.frameworks.iter() {
        defaults += usize::from(framework.default);
        check.framework(framework);
    }
    if !guide.frameworks.is_empty() && defaults != 1 {
        check.errors.push(LoadError::new(
            "frameworks",
            format!("expected one framework with `default = true`, found {defaults}"),
        ));
    }
    check.concepts();
    check.problems();
    check.rules();
    check.language();
    check.errors
}

struct Check<'a> {
    guide: &'a Guide,
    sources: &'a [Source<'a>],
    errors: Vec<LoadError>,
}

impl<'a> Check<'a> {
    /// Reports something about the file whose path ends so, near a text in it.
    fn report(&mut self, ending: &str, near: &str, message: String) {
        let source = self.sources.iter().find(|source| source.path.ends_with(ending));
        self.errors.push(match source {
            Some(source) => LoadError::near(source.path, source.content, near, message),
            None => LoadError::new(ending, message),
        });
    }

    fn phrases<'p>(&mut self, ending: &str, phrases: impl IntoIterator<Item = &'p str>) {
        for written in phrases {
            if let Err(error) = phrase::parse(written) {
                self.report(ending, written, error.to_string());
            }
        }
    }

    fn id(&mut self, ending: &str, id: &str) {
        let kebab = !id.is_empty()
            && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
            && !id.starts_with('-')
            && !id.ends_with('-');
        if !kebab {
            self.report(
                ending,
                id,
                format!("`{id}` is no id: expected lower-case letters, digits and hyphens"),
            );
        }
    }

    fn rubric(&mut self, rubric: &'a Rubric) {
        if !rubric.often_stops_at.is_empty() && rubric.stage(&rubric.often_stops_at).is_none() {
            let file = format!("rubrics/{}/rubric.toml", rubric.id);
            self.report(
                &file,
                "often-stops-at",
                format!("`often-stops-at` names the unknown stage `{}`", rubric.often_stops_at),
            );
        }
        let mut seen = BTreeSet::new();
        for stage in rubric.stages.iter() {
            let file = format!("rubrics/{}/{}.toml", rubric.id, stage.id);
            self.id(&file, &stage.id);
            self.phrases(
                &file,
                stage.headings.iter().chain(stage.weak_headings.iter()).map(|phrase| &**phrase),
            );
            for aspect in stage.aspects.iter() {
                self.id(&file, &aspect.id);
                if !seen.insert(&aspect.id) {
                    self.report(
                        &file,
                        &aspect.id,
                        format!("the aspect `{}` stands twice in the rubric", aspect.id),
                    );
                }
                self.phrases(&file, aspect.strong.iter().chain(aspect.weak.iter()).map(|phrase| &**phrase));
                if aspect.strong.is_empty() {
                    self.report(&file, &aspect.id, format!("the aspect `{}` has no strong cue", aspect.id));
                }
                for stage in aspect.weak_in.iter().filter(|id| rubric.stage(id).is_none()) {
                    self.report(
                        &file,
                        &aspect.id,
                        format!("`weak-in` of `{}` names the unknown stage `{stage}`", aspect.id),
                    );
                }
            }
        }
    }

    fn framework(&mut self, framework: &Framework) {
        let file = format!("frameworks/{}.toml", framework.id);
        self.id(&file, &framework.id);
        let rubric = self.guide.rubric(&framework.rubric);
        if rubric.is_none() && !framework.rubric.is_empty() {
            self.report(&file, &framework.rubric, format!("there is no rubric `{}`", framework.rubric));
        }
        let mut seen = BTreeSet::new();
        for step in framework.steps.iter() {
            self.id(&file, &step.id);
            if !seen.insert(&step.id) {
                self.report(&file, &step.id, format!("the step `{}` stands twice", step.id));
            }
            self.phrases(&file, step.aliases.iter().map(|phrase| &**phrase));
            for stage in
                step.stages.iter().filter(|id| rubric.is_none_or(|rubric| rubric.stage(id).is_none()))
            {
                self.report(
                    &file,
                    &step.id,
                    format!("the step `{}` names the unknown stage `{stage}`", step.id),
                );
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
            let file = format!("/{}.md", concept.id);
            self.id(&file, &concept.id);
            if concept.gist.is_empty() {
                self.report(&file, "---", "the card has no gist: its first paragraph".to_owned());
            }
            let ambiguous = concept.ambiguous.iter().map(|ambiguous| &*ambiguous.alias);
            self.phrases(
                &file,
                concept.aliases.iter().chain(concept.never.iter()).map(|phrase| &**phrase).chain(ambiguous),
            );
            for ambiguous in concept.ambiguous.iter() {
                if ambiguous.context.is_empty() {
                    self.report(
                        &file,
                        &ambiguous.alias,
                        format!("the ambiguous alias `{}` needs context words", ambiguous.alias),
                    );
                }
                self.phrases(&file, ambiguous.context.iter().map(|word| &**word));
            }
            for stage in concept.stages.iter().filter(|id| !self.stage_exists(id)).collect::<Vec<_>>() {
                self.report(&file, stage, format!("there is no stage `{stage}`"));
            }
            for related in concept.related.iter().filter(|id| self.guide.concept(id).is_none()) {
                self.report(&file, related, format!("`related` names the unknown concept `{related}`"));
            }
            for alias in concept.aliases.iter() {
                let Ok(sequences) = phrase::parse(alias) else { continue };
                match claimed.get(&sequences) {
                    Some(other) if other.id == concept.id => {}
                    Some(other) => {
                        let message = format!(
                            "the alias `{alias}` is claimed by `{}` too: keep it in one card, or make it ambiguous in one",
                            other.id
                        );
                        self.report(&file, alias, message);
                    }
                    None => {
                        claimed.insert(sequences, concept);
                    }
                }
            }
        }
        for pair in self.guide.concepts.windows(2) {
            if let [a, b] = pair
                && a.id == b.id
            {
                self.report(&format!("/{}.md", a.id), "name:", format!("there are two concepts `{}`", a.id));
            }
        }
    }

    fn problems(&mut self) {
        for problem in self.guide.problems.iter() {
            self.problem(problem);
        }
    }

    fn problem(&mut self, problem: &Problem) {
        let file = format!("problems/{}.md", problem.id);
        self.id(&file, &problem.id);
        self.phrases(&file, problem.phrases.iter().map(|phrase| &**phrase));
        for brief in problem.brief.iter() {
            let Some(stage) = self.guide.rubrics.iter().find_map(|rubric| rubric.stage(&brief.stage)) else {
                self.report(&file, &brief.stage, format!("there is no stage `{}`", brief.stage));
                continue;
            };
            for entry in brief.entries.iter() {
                let known = FREE_KEYS.contains(&&*entry.key)
                    || stage.aspects.iter().any(|aspect| aspect.id == entry.key);
                if !known {
                    let message = format!(
                        "`{}` is no aspect of the stage `{}`, nor `ask` or `trap`",
                        entry.key, stage.id
                    );
                    self.report(&file, &format!("- {}:", entry.key), message);
                }
            }
        }
    }

    fn rules(&mut self) {
        for rule in self.guide.rules.iter() {
            let file = format!("rules/{}.md", rule.id);
            self.id(&file, &rule.id);
            if !rule.stage.is_empty() && !self.stage_exists(&rule.stage) {
                self.report(&file, "stage:", format!("there is no stage `{}`", rule.stage));
            }
            for case in rule.cases.iter() {
                if !case.fix.aspect.is_empty() && !self.aspect_exists(&case.fix.aspect) {
                    self.report(&file, &case.fix.aspect, format!("there is no aspect `{}`", case.fix.aspect));
                }
            }
            for clause in rule.clauses() {
                self.phrases(&file, clause.phrases.iter().map(|phrase| &**phrase));
                for aspect in clause.aspects.iter().filter(|id| !self.aspect_exists(id)).collect::<Vec<_>>() {
                    self.report(&file, aspect, format!("there is no aspect `{aspect}`"));
                }
                for id in clause.concepts.iter().filter(|id| self.guide.concept(id).is_none()) {
                    self.report(&file, id, format!("there is no concept `{id}`"));
                }
                for stage in clause.stages.iter().filter(|id| !self.stage_exists(id)).collect::<Vec<_>>() {
                    self.report(&file, stage, format!("there is no stage `{stage}`"));
                }
            }
        }
    }

    fn aspect_exists(&self, id: &str) -> bool {
        self.guide.rubrics.iter().flat_map(|rubric| rubric.aspects()).any(|(_, aspect)| aspect.id == id)
    }

    fn language(&mut self) {
        let language = &self.guide.language;
        let lists = [
            &language.design_questions,
            &language.task_sentences,
            &language.other_files,
            &language.title_fillers,
            &language.reference_headings,
            &language.closing_headings,
            &language.negations,
            &language.blanks,
        ];
        for list in lists {
            self.phrases("language.toml", list.iter().map(|phrase| &**phrase));
        }
    }
}
