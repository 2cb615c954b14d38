//! Which steps a heading opens, as the writer counts them.

#![allow(clippy::indexing_slicing)]

use whyfirst_guide::builtin_index;
use whyfirst_note::Note;
use whyfirst_review::{Options, read};

/// The steps that a heading of a note on ad clicks opens, with what is written under it.
fn opened(framework: &str, heading: &str, content: &str) -> Vec<String> {
    steps_at(framework, &format!("# Design an ad click predictor\n\n## {heading}\n\n{content}\n"), 2)
}

/// The steps that the heading or label on a line (0-based) of a note opens.
fn steps_at(framework: &str, text: &str, line: u32) -> Vec<String> {
    let index = builtin_index();
    let options = Options { framework: Some(framework.to_owned()), ..Options::default() };
    let readings = read(&index, &Note::new(text.to_owned()), &options, None);
    let reading = readings.first();
    let framework = &index.guide().frameworks[reading.framework as usize];
    let opens = |sections: &[u32]| sections.iter().any(|&at| reading.sections[at as usize].line == line);
    let steps = reading.steps.iter().filter(|step| opens(&step.sections));
    steps.map(|step| framework.steps[step.step as usize].id.to_string()).collect()
}

#[test]
fn a_heading_that_names_several_steps_opens_them_all() {
    let goal = "The business goal is revenue for 100M daily users. Given user and ad, predict the probability of a click.";
    let model = "The baseline is logistic regression, then a deep network. Offline log loss and AUC, an A/B test online.";
    let serving =
        "An online service behind a feature store, with a canary. Alerts on drift, retrained daily.";
    let both = "The business goal is revenue for 100M daily users. Offline log loss and AUC, revenue in an A/B test.";
    for (heading, content, steps) in [
        ("Requirements and problem framing", goal, ["clarify", "frame"]),
        ("Problem statement and ML formulation", goal, ["clarify", "frame"]),
        ("Modeling and evaluation", model, ["model", "evaluate"]),
        ("Model and evaluation", model, ["model", "evaluate"]),
        ("Serving & monitoring", serving, ["serve", "monitor"]),
        // A word that is vague by itself is none beside one that is not, where both are listed.
        ("Features & model", model, ["data", "model"]),
        ("Evaluation, rollout", model, ["evaluate", "serve"]),
        ("Goals, scale and metrics", both, ["clarify", "evaluate"]),
    ] {
        assert_eq!(opened("ml-7-step", heading, content), steps, "{heading}");
    }
    for (heading, step) in
        [("Ranking metrics", "evaluate"), ("Training data", "data"), ("Model metrics", "evaluate")]
    {
        assert_eq!(opened("ml-7-step", heading, model), [step], "{heading}");
    }
}

#[test]
fn of_two_steps_that_ask_for_the_same_the_one_that_is_named_is_opened() {
    let metrics = "Offline log loss and AUC, online revenue per user in an A/B test.";
    assert_eq!(opened("ml-9-step", "Metrics", metrics), ["metrics"]);
}

#[test]
fn a_label_that_waits_for_its_words_opens_nothing() {
    let index = builtin_index();
    for line in ["- Scale: …", "- **Scale**: ...", "Scale: ___", "- Scale: ?", "- **Scale:** …"] {
        let text = format!("# Design an ad click predictor\n\n{line}\n\n## Goal\n\nThe goal is revenue.\n");
        let readings = read(&index, &Note::new(text), &Options::default(), None);
        let sections = &readings.first().sections;
        let above: Vec<_> = sections.iter().filter(|section| section.line == 2).collect();
        assert!(above.iter().all(|section| !section.opens), "{line}: {above:?}");
    }
}

#[test]
fn a_label_inside_a_step_that_asks_for_it_opens_no_other_step() {
    let text = "# Design an ad click predictor\n\n## Metrics\n\nOffline:\n\n- Log loss and ROC-AUC on the last day.\n\nOnline:\n\n- Revenue per user in an A/B test.\n\n## Model development and offline evaluation\n\nLogistic regression first, then a deep network; log loss decides.\n";
    assert_eq!(steps_at("ml-9-step", text, 2), ["metrics"]);
    assert_eq!(steps_at("ml-9-step", text, 4), [""; 0]);
    assert_eq!(steps_at("ml-9-step", text, 8), [""; 0]);
    assert_eq!(steps_at("ml-9-step", text, 12), ["model-development"]);
    // Where the step around it does not ask for it, it does.
    assert_eq!(steps_at("ml-7-step", &text.replace("## Metrics", "## Data"), 4), ["evaluate"]);
}
