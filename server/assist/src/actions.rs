//! What can be done at a place: the fixes of findings, and larger changes.

mod bold;
mod order;

use std::ops::Range;

use whyfirst_guide::{snippet, sort};
use whyfirst_review::skeleton::{self, Style};
use whyfirst_review::{Edit, Finding, Fix, Place, repair, waived_steps};

use crate::View;

/// A change that can be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// What it is.
    pub kind: ActionKind,
    /// What it does, and the changes.
    pub fix: Fix,
    /// The finding that it puts right, as an index into those given.
    pub finding: Option<usize>,
    /// Why it cannot be done here; then it changes nothing.
    pub disabled: Option<&'static str>,
}

/// What an action is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionKind {
    /// It puts a finding right.
    QuickFix,
    /// It adds what the note could have.
    Refactor,
    /// It puts what is there in another form.
    Rewrite,
    /// It puts right what can be put right without a thought.
    FixAll,
}

/// The rule whose findings are put right by moving sections.
const OUT_OF_ORDER: &str = "step-out-of-order";

/// The actions at a byte range. `findings` are those of the note.
pub fn find(view: View<'_>, range: Range<usize>, findings: &[Finding]) -> Vec<Action> {
    if !view.is_design_note() {
        return Vec::new();
    }
    let touches = |other: &Range<usize>| other.start <= range.end && range.start <= other.end;
    let touched: Vec<(usize, &Finding)> =
        findings.iter().enumerate().filter(|(_, finding)| touches(&finding.range)).collect();
    let mut actions: Vec<Action> = touched
        .iter()
        .flat_map(|&(at, finding)| {
            let fixes = finding.fixes.iter().cloned();
            fixes.map(move |fix| Action {
                kind: ActionKind::QuickFix,
                fix,
                finding: Some(at),
                disabled: None,
            })
        })
        .collect();
    let result = crate::estimates::write_result(view, &range);
    actions.extend(result.map(|fix| Action {
        kind: ActionKind::Refactor,
        fix,
        finding: None,
        disabled: None,
    }));
    let offer = |kind: ActionKind, fix: Option<Fix>, title: &str, why_not: &'static str| match fix {
        Some(fix) => Action { kind, fix, finding: None, disabled: None },
        None => {
            let fix = Fix { title: title.to_owned(), edits: Vec::new(), preferred: false };
            Action { kind, fix, finding: None, disabled: Some(why_not) }
        }
    };
    let mut in_order = offer(
        ActionKind::Rewrite,
        order::put_in_order(view),
        order::TITLE,
        "The steps stand in order, or it cannot be told what belongs to them.",
    );
    if let Some((at, _)) = touched.iter().find(|(_, finding)| *finding.rule == *OUT_OF_ORDER)
        && in_order.disabled.is_none()
    {
        (in_order.kind, in_order.finding) = (ActionKind::QuickFix, Some(*at));
    }
    actions.push(offer(
        ActionKind::Refactor,
        add_open_aspects(view, range.start),
        ADD_OPEN,
        "No step begins on this line, or all its essentials are there.",
    ));
    actions.push(offer(
        ActionKind::Refactor,
        insert_missing(view),
        INSERT_MISSING,
        "Every step has its heading.",
    ));
    actions.push(in_order);
    let bold = [bold::turn_one(view, range.start), bold::turn_all(view)];
    let rewrite = |fix| Action { kind: ActionKind::Rewrite, fix, finding: None, disabled: None };
    actions.extend(bold.into_iter().flatten().map(rewrite));
    let fix_all = |fix| Action { kind: ActionKind::FixAll, fix, finding: None, disabled: None };
    actions.extend(fix_all_safe(findings).map(fix_all));
    actions
}

const ADD_OPEN: &str = "Add what is still open in this step";
const INSERT_MISSING: &str = "Insert all missing steps with their prompts";

/// Puts right all that needs no thought: never a step, never a figure.
pub fn fix_all_safe(findings: &[Finding]) -> Option<Fix> {
    let mut edits: Vec<Edit> = Vec::new();
    for fix in findings.iter().filter_map(repair::safe_fix) {
        let overlaps = |edit: &Edit| {
            edits
                .iter()
                .any(|other| edit.range.start <= other.range.end && other.range.start <= edit.range.end)
        };
        if !fix.edits.iter().any(overlaps) {
            edits.extend(fix.edits.iter().cloned());
        }
    }
    sort::by_key(&mut edits, |edit| edit.range.start);
    (!edits.is_empty()).then(|| Fix {
        title: "Fix all that is plainly mistyped".to_owned(),
        edits,
        preferred: false,
    })
}

/// The steps of which nothing is there and that have no heading, those left out on purpose aside.
pub fn missing(view: View<'_>) -> Vec<u8> {
    let waived = waived_steps(view.index, view.note, view.reading);
    let missing = view.reading.steps.iter().filter(|step| {
        matches!(step.place, Some(Place::Skipped | Place::Ahead))
            && step.sections.is_empty()
            && !waived.contains(&step.step)
    });
    missing.map(|step| step.step).collect()
}

/// Puts in all missing steps, each in its place.
pub fn insert_missing(view: View<'_>) -> Option<Fix> {
    let mut edits: Vec<Edit> = Vec::new();
    let newline = Style::of(view.note, view.reading).newline;
    for step in missing(view) {
        let edit = skeleton::insert_step(view.index, view.note, view.reading, step);
        match edits.last_mut() {
            // Steps that go to one place become one piece of text.
            Some(last) if last.range == edit.range => {
                if !last.text.ends_with(&newline.repeat(2)) {
                    last.text.push_str(newline);
                }
                last.text.push_str(edit.text.trim_start_matches(['\r', '\n']));
            }
            _ => edits.push(edit),
        }
    }
    let title = INSERT_MISSING.to_owned();
    (!edits.is_empty()).then_some(Fix { title, edits, preferred: false })
}

/// Puts the prompts of a step's open essentials at the end of its section; offered at its heading.
fn add_open_aspects(view: View<'_>, offset: usize) -> Option<Fix> {
    let (_, section) = view.step_headed_at(view.line_of(offset))?;
    let problem = view.reading.problem(view.index);
    let style = Style::of(view.note, view.reading);
    let open = skeleton::open_aspects(view.index, view.reading, view.reading.sections.stages(section));
    let essential = open.iter().filter(|(_, aspect)| aspect.essential);
    let lines: Vec<String> =
        essential.map(|(_, aspect)| snippet::plain(&skeleton::prompt(aspect, problem))).collect();
    if lines.is_empty() {
        return None;
    }
    Some(Fix {
        title: ADD_OPEN.to_owned(),
        edits: vec![skeleton::append_lines(view.note, &style, section.line, section.end, &lines)],
        preferred: false,
    })
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture::Fixture;

    /// The text after the action whose title begins so.
    fn check(marked: &str, title: &str, expected: Expect) {
        let fixture = Fixture::new(marked);
        let findings = whyfirst_review::findings(&fixture.index, &fixture.note, &fixture.reading);
        let actions = find(fixture.view(), fixture.offset..fixture.offset, &findings);
        let action = actions.iter().find(|it| it.fix.title.starts_with(title));
        let action = action.unwrap_or_else(|| panic!("{title} is not among {actions:#?}"));
        let mut text = fixture.note.text().as_str().to_owned();
        for edit in action.fix.edits.iter().rev() {
            text.replace_range(edit.range.clone(), &edit.text);
        }
        expected.assert_eq(&text);
    }

    const SKIPS: &str = "# Design an ad click predictor\n\n## 1. Requirements\nThe business goal is ad revenue; 100M daily users; 50 ms at p99.\n\n## 3. Data\nClick logs; positive label: a click. User features, ad features.\n\n## 5. $0Metrics\nROC AUC and log loss.\n";

    #[test]
    fn a_skipped_step_is_put_in_its_place() {
        check(
            SKIPS,
            "Insert “Develop",
            expect![[r#"
                # Design an ad click predictor

                ## 1. Requirements
                The business goal is ad revenue; 100M daily users; 50 ms at p99.

                ## 3. Data
                Click logs; positive label: a click. User features, ad features.

                ## 4. Develop the model

                - Baseline: logistic regression with hashed crosses, trained online by FTRL; hard to beat per CPU cycle
                - Alternatives: boosted trees feeding a linear model [He et al. 2014] cope badly with new ids; DCN-v2 or DLRM learn crosses over embeddings
                - Choice: DCN-v2 over shared embeddings: a new creative borrows its advertiser's row, crosses need no hand, and 500 rows fit into 25 ms
                - Loss: log loss, which rewards calibration; focal loss would distort probabilities
                - Stages: targeting filter 10 M → 10 K, light two-tower 500, full model 500, auction picks a handful

                ## 5. Metrics
                ROC AUC and log loss.
            "#]],
        );
    }

    #[test]
    fn a_step_can_be_left_out_on_purpose() {
        check(
            SKIPS,
            "“Develop the model” is not needed",
            expect![[r#"
            # Design an ad click predictor
            <!-- whyfirst: skip model — because … -->

            ## 1. Requirements
            The business goal is ad revenue; 100M daily users; 50 ms at p99.

            ## 3. Data
            Click logs; positive label: a click. User features, ad features.

            ## 5. Metrics
            ROC AUC and log loss.
        "#]],
        );
    }

    #[test]
    fn a_fence_that_is_left_open_is_closed_before_something_is_put_in_below() {
        let open = format!("{SKIPS}\n```\nloss = 1\n");
        check(
            &open,
            "Add what is still open",
            expect![[r#"
            # Design an ad click predictor

            ## 1. Requirements
            The business goal is ad revenue; 100M daily users; 50 ms at p99.

            ## 3. Data
            Click logs; positive label: a click. User features, ad features.

            ## 5. Metrics
            ROC AUC and log loss.

            ```
            loss = 1
            ```

            - Experiment: A/B by user for revenue, with advertiser budgets split per arm: shared budgets let one arm spend the other's money
            - Link: offline metric → online metric → goal; checked on past launches
        "#]],
        );
    }

    #[test]
    fn crlf_stays_crlf() {
        let fixture = Fixture::new(&SKIPS.replace('\n', "\r\n"));
        let fix = insert_missing(fixture.view()).unwrap();
        for edit in &fix.edits {
            assert_eq!(edit.text.matches('\n').count(), edit.text.matches("\r\n").count(), "{:?}", edit.text);
        }
    }
}
