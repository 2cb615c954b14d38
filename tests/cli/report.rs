//! `whyfirst report`.

use std::fs;

use serde_json::Value;

use crate::{SKIPPED, err, folder_with, json, out, whyfirst};

const WHOLE: &str = include_str!("../notes/ad-click-skipped.md");
const HISTORY: &str = r#"{"version":1,"started":"2026-01-10T18:30:00Z","path":"file:///a.md","problem":null,"framework":"f","level":"senior","minutes":45,"seconds":1500,"steps":[{"id":"s","title":"S","planned":300,"seconds":900,"coverage":"thin"}],"covered":12,"total":30,"covered_at_limit":null}"#;

fn report(arguments: &[&str]) -> (tempfile::TempDir, Value) {
    let history = format!("{HISTORY}\nspoilt\n");
    let folder = folder_with(&[
        ("a.md", SKIPPED.as_bytes()),
        ("b/c.md", WHOLE.as_bytes()),
        ("README.md", b"# Tool\n\nInstall it.\n"),
        ("practice.jsonl", history.as_bytes()),
    ]);
    let arguments: Vec<_> = ["report", ".", "--format", "json", "--practice", "practice.jsonl"]
        .iter()
        .chain(arguments)
        .copied()
        .collect();
    let output = whyfirst(folder.path(), &arguments);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(err(&output).contains("1 lines of the practice history could not be read"), "{}", err(&output));
    (folder, json(&output))
}

#[test]
fn a_report_agrees_with_outline_and_check() {
    let (folder, report) = report(&[]);
    assert_eq!((&report["other_files"], &report["practices"][0]["covered"]), (&1.into(), &12.into()));
    let notes = report["notes"].as_array().unwrap();
    assert_eq!(notes.iter().map(|it| it["path"].as_str().unwrap()).collect::<Vec<_>>(), ["a.md", "b/c.md"]);
    for note in notes {
        let path = note["path"].as_str().unwrap();
        let outline = json(&whyfirst(folder.path(), &["outline", path, "--format", "json"]));
        for (step, of_outline) in
            note["steps"].as_array().unwrap().iter().zip(outline["steps"].as_array().unwrap())
        {
            assert_eq!(
                (&step["id"], &step["standing"]),
                (&of_outline["id"], &of_outline["coverage"]),
                "{path}"
            );
        }
        let aspects: Vec<_> = outline["stages"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|it| it["aspects"].as_array().unwrap())
            .collect();
        assert_eq!(note["aspects"].as_array().unwrap().len(), aspects.len());
        for (aspect, of_outline) in note["aspects"].as_array().unwrap().iter().zip(aspects) {
            assert_eq!(
                (&aspect["id"], &aspect["coverage"], &aspect["line"]),
                (&of_outline["id"], &of_outline["coverage"], &of_outline["line"])
            );
        }
        let checked = json(&whyfirst(folder.path(), &["check", path, "--format", "json"]));
        let rules = |findings: &Value| {
            findings.as_array().unwrap().iter().map(|it| it["rule"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(rules(&note["findings"]), rules(&checked["notes"][0]["findings"]), "{path}");
    }
    // Both notes skip the model, and neither names what the brief of their problem draws on.
    let steps = report["frameworks"][0]["steps"].as_array().unwrap();
    assert!(steps.iter().all(|step| {
        ["covered", "thin", "none", "apart"].iter().map(|key| step[key].as_u64().unwrap()).sum::<u64>() == 2
    }));
    let problem = &report["problems"][0];
    assert_eq!((&problem["id"], &problem["notes"]), (&"ad-click-prediction".into(), &2.into()));
    assert!(problem["unused"].as_array().unwrap().len() < problem["concepts"].as_u64().unwrap() as usize);
    // What is skipped most stands first among the essentials.
    let aspects = report["aspects"].as_array().unwrap();
    assert!(aspects.iter().any(|it| it["others"].is_u64()), "the guide's figures are there");
    let shares: Vec<f64> = aspects
        .iter()
        .filter(|it| it["essential"] == true)
        .map(|it| it["covered"].as_f64().unwrap() / it["notes"].as_f64().unwrap())
        .collect();
    assert!(shares.is_sorted(), "{shares:?}");
}

#[test]
fn a_page_is_whole_escaped_and_never_written_over_a_note() {
    let nasty = SKIPPED.replace("ad click predictor", "ad click <b>&amp;</b> predictor");
    let folder = folder_with(&[("a.md", nasty.as_bytes())]);
    let output = whyfirst(folder.path(), &["report", "a.md", "-o", "r.html", "--practice", "none.jsonl"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let page = fs::read_to_string(folder.path().join("r.html")).unwrap();
    assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"));
    assert!(
        page.contains("ad click &lt;b&gt;&amp;amp;&lt;/b&gt; predictor") && !page.contains("<b>&amp;</b>")
    );
    for outside in ["http://", "https://", "src=", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
    let over = whyfirst(folder.path(), &["report", "a.md", "-o", "a.md"]);
    assert_eq!(over.status.code(), Some(2));
    assert!(err(&over).contains("a.md: is one of the notes"), "{}", err(&over));
    assert_eq!(fs::read_to_string(folder.path().join("a.md")).unwrap(), nasty);
    let markdown =
        out(&whyfirst(folder.path(), &["report", "--format", "markdown", "--practice", "none.jsonl"]));
    assert!(
        markdown.contains("\n## What you keep skipping\n") && markdown.contains("| skipped |"),
        "{markdown}"
    );
}

#[test]
fn a_folder_without_design_notes_is_said_to_be_one() {
    let folder = folder_with(&[("README.md", b"# Tool\n\nInstall it.\n")]);
    let output = whyfirst(folder.path(), &["report", "--practice", "none.jsonl"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(out(&output).contains("No design notes were found"), "{}", out(&output));
}
