//! What makes the guide worth reading: no two entries that say the same, no sentence that says nothing, problems and frameworks that are
//! complete, lines to fill in that teach.

use std::collections::HashMap;

use crate::common::{guide, passages, prose};
use whyfirst_guide::model::{Problem, Str};
use whyfirst_guide::snippet;

fn assert_none(what: &str, found: &[String]) {
    assert!(found.is_empty(), "{}: {what}:\n{}", found.len(), found.join("\n"));
}

/// Runs of so many words that stand in two different entries.
fn shared_runs(texts: &[(String, String)], length: usize) -> Vec<String> {
    let mut first: HashMap<Vec<&str>, &str> = HashMap::new();
    let mut shared = Vec::new();
    let folded: Vec<_> = texts.iter().map(|(id, text)| (id, prose(text).to_lowercase())).collect();
    for (id, text) in &folded {
        let words: Vec<&str> =
            text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        for run in words.windows(length) {
            let other = first.entry(run.to_vec()).or_insert(id);
            if other != id {
                shared.push(format!("`{other}` and `{id}`: {}", run.join(" ")));
            }
        }
    }
    shared
}

#[test]
fn no_two_cards_share_a_long_run_of_words() {
    let guide = guide();
    let cards: Vec<_> = guide
        .concepts
        .iter()
        .map(|concept| (concept.id.to_string(), format!("{}\n{}", concept.gist, concept.card)))
        .collect();
    assert_none(
        "runs of 8 words that stand in two cards: say it once, or differently",
        &shared_runs(&cards, 8),
    );
}

#[test]
fn no_two_problems_share_a_long_run_of_words() {
    let guide = guide();
    let whole = |problem: &Problem| {
        let entries = problem.brief.iter().flat_map(|brief| brief.entries.iter());
        // A full stop between entries would not part the runs, a mark that is a word does.
        let mut at = 0;
        let texts = entries.map(|entry| {
            at += 1;
            format!("{} {}{at}", entry.text, problem.id)
        });
        format!("{} {}0 {}", problem.summary, problem.id, texts.collect::<Vec<_>>().join(" "))
    };
    let problems: Vec<_> =
        guide.problems.iter().map(|problem| (problem.id.to_string(), whole(problem))).collect();
    assert_none("runs of 10 words that stand in two problems", &shared_runs(&problems, 10));
}

#[test]
fn a_repeated_run_is_found() {
    let texts = [
        ("a".to_owned(), "one two three four".to_owned()),
        ("b".to_owned(), "zero, two Three; four".to_owned()),
    ];
    assert_eq!(shared_runs(&texts, 3), ["`a` and `b`: two three four"]);
    assert!(shared_runs(&texts, 4).is_empty());
}

/// Words that fit any entry and so say nothing about one.
const FILLERS: &[&str] = &[
    "a variety of",
    "a wide range of",
    "as appropriate",
    "as needed",
    "at the end of the day",
    "best practice",
    "crucial",
    "cutting-edge",
    "delve",
    "depending on the use case",
    "depends on the use case",
    "game-changer",
    "in order to",
    "in today's world",
    "is a method",
    "is a process",
    "is a technique",
    "it is important",
    "it is worth noting",
    "it should be noted",
    "leverage",
    "plays a key role",
    "plays an important role",
    "powerful tool",
    "refers to",
    "seamless",
    "state-of-the-art",
    "various factors",
    "when it comes to",
    "widely used",
];
/// What stands for a text that was never written.
const STAND_INS: &[&str] =
    &["lorem", "todo", "tbd", "fixme", "xxx", "placeholder", "foo", "bar", "your text", "insert"];

/// Whether a text holds a phrase as whole words.
fn says(text: &str, phrase: &str) -> bool {
    let text = text.to_lowercase();
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(phrase).any(|(at, _)| {
        !letter(text[..at].chars().next_back()) && !letter(text[at + phrase.len()..].chars().next())
    })
}

#[test]
fn no_sentence_says_nothing() {
    let mut found = Vec::new();
    for passage in passages(&guide()) {
        let fillers = FILLERS.iter().filter(|filler| says(&passage.text, filler));
        found.extend(fillers.map(|filler| format!("{}: “{filler}”", passage.place)));
    }
    assert_none("phrases that would fit any entry", &found);
}

/// Aspects of which a brief must speak, whatever the problem; of a list, one suffices.
const BRIEF: &[(&str, &[&str])] = &[
    ("a question to the interviewer", &["ask"]),
    ("scale", &["scale"]),
    ("the goal", &["business-objective"]),
    ("what is predicted", &["ml-objective"]),
    ("labels", &["label-definition", "label-source"]),
    ("a baseline", &["baseline"]),
    ("candidates for the model", &["alternatives"]),
    ("when to take which model", &["model-reason", "trade-offs"]),
    ("an offline metric", &["offline-metric"]),
    ("an online metric", &["online-metric"]),
    ("the serving shape", &["serving-mode", "request-path"]),
    ("a latency budget", &["latency-budget"]),
    ("drift", &["drift"]),
    ("retraining", &["retraining"]),
    ("a trap", &["trap"]),
];
/// Features by group: of which a brief must speak if the problem's profile has the tag.
const FEATURES: &[(&str, &str)] = &[
    ("user", "user-features"),
    ("item", "item-features"),
    ("pair", "pair-features"),
    ("online", "context-features"),
    ("user", "history-features"),
];

#[test]
fn every_problem_settles_what_a_brief_should() {
    let guide = guide();
    let order: Vec<&str> =
        guide.rubrics.iter().flat_map(|rubric| rubric.stages.iter()).map(|stage| &*stage.id).collect();
    let mut found = Vec::new();
    for problem in guide.problems.iter() {
        let has =
            |key: &str| problem.brief.iter().any(|brief| brief.entries.iter().any(|entry| entry.key == key));
        let mut tell = |what: String| found.push(format!("{}: {what}", problem.id));
        for (what, keys) in BRIEF {
            if !keys.iter().any(|key| has(key)) {
                tell(format!("nothing on {what} ({})", keys.join(" or ")));
            }
        }
        for (tag, key) in FEATURES {
            if problem.tags.iter().any(|it| it == tag) && !has(key) {
                tell(format!("no {key} though it is tagged `{tag}`"));
            }
        }
        for brief in problem.brief.iter() {
            for entry in brief.entries.iter() {
                let words = entry.text.split_whitespace().count();
                if words > 35 {
                    tell(format!("{} has {words} words; at most 35 fit a line", entry.key));
                }
            }
        }
        let stages: Vec<&str> = problem.brief.iter().map(|brief| &*brief.stage).collect();
        if stages != order {
            tell(format!("stages {stages:?}; expected {order:?}"));
        }
    }
    assert_none("gaps in the briefs of problems", &found);
}

#[test]
fn every_concept_leads_on_to_others() {
    let guide = guide();
    let poor = guide.concepts.iter().filter(|concept| !(2..=6).contains(&concept.related.iter().count()));
    let poor: Vec<_> =
        poor.map(|concept| format!("{}: {}", concept.id, concept.related.iter().count())).collect();
    assert_none("cards with fewer than two or more than six related concepts", &poor);
    let itself = guide.concepts.iter().filter(|concept| concept.related.iter().any(|it| concept.id == it));
    assert_none(
        "cards related to themselves",
        &itself.map(|concept| concept.id.to_string()).collect::<Vec<_>>(),
    );
    let nowhere = guide.concepts.iter().filter(|concept| concept.stages.is_empty());
    assert_none(
        "cards that matter in no stage",
        &nowhere.map(|concept| concept.id.to_string()).collect::<Vec<_>>(),
    );
}

#[test]
fn names_are_those_that_a_person_would_write() {
    let guide = guide();
    let names = |id: &str| -> Vec<&str> {
        guide.concept(id).into_iter().flat_map(|concept| concept.names.iter()).collect()
    };
    for (id, written) in [
        ("ctr", "CTR"),
        ("ctr", "click-through rate"),
        ("xgboost", "LightGBM"),
        ("ab-testing", "A/B test"),
        ("bm25", "Okapi"),
        ("svm", "SVM"),
        ("clustering", "k-means"),
    ] {
        assert!(names(id).contains(&written), "{id}: {:?}", names(id));
    }
    // Cues that nobody would write.
    assert!(!names("baseline").contains(&"start with a simple"), "{:?}", names("baseline"));
    let nameless = guide.concepts.iter().filter(|concept| concept.names.is_empty());
    assert_none("cards without a name", &nameless.map(|it| it.id.to_string()).collect::<Vec<_>>());
}

#[test]
fn frameworks_cover_their_rubric_or_bring_their_own_lines() {
    let guide = guide();
    let mut found = Vec::new();
    for framework in guide.frameworks.iter() {
        let mut tell = |what: String| found.push(format!("{}: {what}", framework.id));
        for step in framework.steps.iter() {
            if !(15..=60).contains(&step.why.split_whitespace().count()) {
                tell(format!("the why of `{}` has {} words", step.id, step.why.split_whitespace().count()));
            }
            if step.stages.is_empty() && !(2..=6).contains(&step.prompts.len()) {
                tell(format!("`{}` has neither a stage nor two to six lines to fill in", step.id));
            }
            if step.minutes.0 > step.minutes.1 {
                tell(format!("the minutes of `{}` are the wrong way round", step.id));
            }
        }
        let Some(rubric) = guide.rubric(&framework.rubric) else { continue };
        for stage in rubric.stages.iter() {
            if !framework.steps.iter().any(|step| step.stages.contains(&stage.id)) {
                tell(format!("no step covers `{}`", stage.id));
            }
        }
    }
    assert_none("gaps in frameworks", &found);
}

#[test]
fn every_aspect_asks_what_an_interviewer_would() {
    let mut found = Vec::new();
    for (stage, aspect) in guide().rubrics.iter().flat_map(|rubric| rubric.aspects()) {
        let mut tell = |what: &str| found.push(format!("{}/{}: {what}", stage.id, aspect.id));
        if !aspect.ask.contains('?') {
            tell("asks nothing");
        }
        if !(6..=35).contains(&aspect.ask.split_whitespace().count()) {
            tell("asks in fewer than 6 or more than 35 words");
        }
        if aspect.prompt.split_once(':').is_none_or(|(label, _)| label.split_whitespace().count() > 5) {
            tell("the prompt does not begin with a short label and a colon");
        }
    }
    assert_none("aspects that need better words", &found);
}

/// The placeholders of a snippet, as number and text; an error if it is no snippet.
fn placeholders(text: &str) -> Result<Vec<(u32, String)>, String> {
    let mut found = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => drop(chars.next()),
            '$' => {
                if chars.next_if_eq(&'{').is_none() {
                    return Err("a `$` without `{`".to_owned());
                }
                let mut number = String::new();
                while let Some(digit) = chars.next_if(char::is_ascii_digit) {
                    number.push(digit);
                }
                if chars.next() != Some(':') {
                    return Err(format!("placeholder {number} has no text"));
                }
                let mut inner = String::new();
                loop {
                    match chars.next() {
                        Some('\\') => inner.extend(chars.next()),
                        Some('}') => break,
                        Some('$') | None => return Err(format!("placeholder {number} is not closed")),
                        Some(c) => inner.push(c),
                    }
                }
                found.push((number.parse().map_err(|_| format!("`{number}` is no number"))?, inner));
            }
            '}' => return Err("a `}` that closes nothing".to_owned()),
            _ => {}
        }
    }
    Ok(found)
}

#[test]
fn lines_to_fill_in_are_sound_and_teach() {
    let guide = guide();
    let aspects = guide.rubrics.iter().flat_map(|rubric| rubric.aspects());
    let mut lines: Vec<(String, Str)> =
        aspects.map(|(_, aspect)| (aspect.id.to_string(), aspect.prompt.clone())).collect();
    for framework in guide.frameworks.iter() {
        for step in framework.steps.iter() {
            let place = format!("{}/{}", framework.id, step.id);
            lines.extend(step.prompts.iter().map(|prompt| (place.clone(), prompt.clone())));
        }
    }
    let mut found = Vec::new();
    for (place, line) in &lines {
        match placeholders(line) {
            Err(error) => found.push(format!("{place}: {error}: {line}")),
            Ok(list) => {
                let numbers: Vec<u32> = list.iter().map(|(number, _)| *number).collect();
                if numbers != (1..=list.len() as u32).collect::<Vec<_>>() || list.is_empty() {
                    found.push(format!("{place}: placeholders are numbered {numbers:?}: {line}"));
                }
                for (_, text) in &list {
                    if text.trim().is_empty() || STAND_INS.iter().any(|word| says(text, word)) {
                        found.push(format!("{place}: “{text}” does not say what belongs there"));
                    }
                }
                if snippet::plain(line).contains("${") {
                    found.push(format!("{place}: not plain once put in: {line}"));
                }
            }
        }
    }
    assert_none("lines to fill in", &found);
}

#[test]
fn snippets_that_are_none_are_found_out() {
    assert_eq!(placeholders("Goal: ${1:what \\} in \\$} by ${2:when}").unwrap().len(), 2);
    for wrong in ["Goal: $1", "Goal: ${1}", "Goal: ${1:what", "Goal: 1} ", "Goal: ${1:what ${2:when}}"] {
        assert!(placeholders(wrong).is_err(), "{wrong}");
    }
}
