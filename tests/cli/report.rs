//! `whyfirst report`.

use std::fs;
use std::path::Path;
use std::process::Command;

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

/// Runs git as someone on a day (days since 1970, noon).
fn git(folder: &Path, day: i64, arguments: &[&str]) {
    let date = format!("{} +0000", day * 86_400 + 43_200);
    let output = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "protocol.file.allow=always"])
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_AUTHOR_DATE", &date)
        .env("GIT_COMMITTER_DATE", "1800000000 +0000") // as after a rebase
        .output()
        .unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", err(&output));
}

/// A repository in which a note grew, moved and grew again, and one that is not committed.
fn grown() -> tempfile::TempDir {
    let folder = folder_with(&[("README.md", b"# Tool\n\nInstall it.\n")]);
    let path = folder.path();
    let begun = SKIPPED.split_inclusive("\n\n## Evaluation").next().unwrap();
    let commit = |day: i64, file: &str, text: &str| {
        fs::create_dir_all(path.join(file).parent().unwrap()).unwrap();
        fs::write(path.join(file), text).unwrap();
        git(path, day, &["add", "-A"]);
        git(path, day, &["commit", "-qm", "x"]);
    };
    git(path, 0, &["init", "-q", "-b", "main"]);
    commit(20_000, "a.md", "# Design an ad click predictor\n");
    commit(20_001, "a.md", "# Design an ad click predictor\n\nnot yet\n");
    commit(20_001, "a.md", begun);
    fs::create_dir(path.join("notes")).unwrap();
    git(path, 20_002, &["mv", "a.md", "notes/a.md"]);
    git(path, 20_002, &["commit", "-qm", "x"]);
    git(path, 0, &["gc", "-q"]);
    git(path, 0, &["checkout", "-qb", "side"]);
    commit(20_003, "notes/a.md", &SKIPPED.replace("\n\n## Monitoring", "\r\n\r\n## Monitoring"));
    git(path, 0, &["checkout", "-q", "main"]);
    commit(20_004, "README.md", "# Tool\n");
    git(path, 20_005, &["merge", "-q", "--no-edit", "side"]);
    fs::write(path.join("notes/b.md"), WHOLE).unwrap();
    folder
}

/// For each note, the days on which it stood otherwise, with the essentials that were covered.
fn history(folder: &Path) -> Vec<Vec<(i64, u64)>> {
    let report = json(&whyfirst(folder, &["report", "--format", "json"]));
    let notes = report["notes"].as_array().unwrap().clone();
    let stands = |note: &Value| {
        let stand = |it: &Value| (it["time"].as_i64().unwrap() / 86_400, it["covered"].as_u64().unwrap());
        note["history"].as_array().unwrap().iter().map(stand).collect::<Vec<_>>()
    };
    for note in &notes {
        assert_eq!(note["history"].as_array().unwrap().last().unwrap()["time"], note["changed"]);
    }
    let times: Vec<_> =
        report["timeline"].as_array().unwrap().iter().map(|it| it["time"].as_i64().unwrap()).collect();
    assert!(times.is_sorted());
    assert_eq!(report["from_git"], notes.iter().any(|note| stands(note).len() > 1));
    notes.iter().map(stands).collect()
}

#[test]
fn git_tells_how_notes_grew() {
    let folder = grown();
    let notes = history(folder.path());
    let days: Vec<_> = notes[0].iter().map(|it| it.0).collect();
    assert_eq!(days, [20_000, 20_001, 20_005], "a move is no version, and of a day the last one counts");
    assert!(notes[0].is_sorted_by(|a, b| a.1 < b.1), "{notes:?}");
    assert!(notes[1].len() == 1 && notes[1][0].0 > 20_005, "what is not committed is as new as its file");
    // The chart: at first there is the one note, at last there are both.
    let report = json(&whyfirst(folder.path(), &["report", "--format", "json"]));
    let (first, last) = (&report["timeline"][0], report["timeline"].as_array().unwrap().last().unwrap());
    assert_eq!(first["mean"].as_f64().unwrap() as u64, first["covered"].as_u64().unwrap());
    assert!(last["mean"].as_f64().unwrap() != last["covered"].as_f64().unwrap());
    // A change that is not committed comes on top.
    let path = folder.path().join("notes/a.md");
    fs::write(&path, format!("{}\nMore.\n", fs::read_to_string(&path).unwrap())).unwrap();
    let changed = history(folder.path());
    assert_eq!((changed[0].len(), &changed[0][..3]), (4, &notes[0][..]));
}

#[test]
fn every_kind_of_working_folder_has_its_history_and_one_that_is_cut_off_has_none() {
    let folder = grown();
    let path = folder.path();
    let elsewhere = tempfile::tempdir().unwrap();
    let at = |name: &str| elsewhere.path().join(name);
    let clone = format!("file://{}", path.display());
    git(path, 0, &["worktree", "add", "-q", at("linked").to_str().unwrap()]);
    git(path, 0, &["clone", "-q", &clone, at("whole").to_str().unwrap()]);
    git(path, 0, &["clone", "-q", "--depth", "1", &clone, at("cut").to_str().unwrap()]);
    let first = &history(path)[0];
    assert_eq!(&history(&at("linked")), std::slice::from_ref(first));
    assert_eq!(&history(&at("whole/notes")), std::slice::from_ref(first));
    let cut = history(&at("cut"));
    assert_eq!((cut[0].len(), cut[0][0].1), (1, first[2].1));
    // Not even a broken repository is trouble.
    fs::remove_dir_all(path.join(".git/objects")).unwrap();
    assert_eq!(history(path)[0].len(), 1);
}

#[test]
fn a_page_of_many_notes_holds_their_lines_as_text() {
    let names: Vec<String> = (0..200).map(|at| format!("{at:03}.md")).collect();
    let files: Vec<_> = names.iter().map(|name| (name.as_str(), WHOLE.as_bytes())).collect();
    let folder = folder_with(&files);
    let page = out(&whyfirst(folder.path(), &["report"]));
    // What a browser makes elements of: what stands outside of the folded parts.
    let mut parts = page.split("<noscript>");
    let mut outside = parts.next().unwrap().to_owned();
    for part in parts {
        let (folded, after) = part.split_once("</noscript>").unwrap();
        // What is folded up ends where it should, whatever stands in notes.
        assert!(!folded.contains("<noscript") && !folded.contains("</details"), "{folded}");
        outside.push_str(after);
    }
    let elements = outside.matches('<').count() - outside.matches("</").count();
    assert!(elements < 200 * 30, "{elements} elements for 200 notes");
    assert!(page.contains("<q>"), "the lines are there");
    assert!(outside.matches("<details class=\"note\"").count() == 200 && !outside.contains("<q>"));
}
