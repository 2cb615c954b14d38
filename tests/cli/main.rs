//! The command line: exit codes, JSON, and what is said when something is wrong.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that panics has failed, and says where"
)]

mod check;
#[cfg(unix)]
mod ci;
mod config;
mod report;
mod schema;
#[cfg(target_os = "linux")]
mod terminal;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// The program in a folder, to be given arguments. What a user keeps for all of their notes is looked for in `own` there.
fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_whyfirst"));
    let own = folder.join("own");
    command.current_dir(folder).env("XDG_CONFIG_HOME", &own).env("XDG_DATA_HOME", &own);
    command
}

fn whyfirst(folder: &Path, arguments: &[&str]) -> Output {
    program(folder).args(arguments).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}{}", out(output), err(output)))
}

const SKIPPED: &str = "# Design an ad click predictor\n\n## Requirements\nThe business goal is ad revenue; 100M daily users; 50 ms at p99; GDPR.\n\n## Evaluation\nOffline metrics: log loss and PR-AUC. Online metrics: revenue in an A/B test.\n\n## Serving\nOnline prediction, feature store, canary, rollback.\n\n## Monitoring\nAlert on latency and error rate; data drift; retrain daily.\n";

fn folder_with(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    folder
}

#[test]
fn findings_decide_the_exit_code() {
    let folder = folder_with(&[("a.md", SKIPPED.as_bytes())]);
    let code = |arguments: &[&str]| whyfirst(folder.path(), arguments).status.code();
    assert_eq!(code(&["check", "a.md"]), Some(1));
    assert_eq!(code(&["check", "a.md", "--fail-on", "error"]), Some(0));
    assert_eq!(code(&["check", "a.md", "--fail-on", "never"]), Some(0));
    assert_eq!(code(&["check", "a.md", "--fail-on", "often"]), Some(2));
    assert_eq!(code(&["check", "missing.md"]), Some(2));
    assert_eq!(code(&["check", "a.md", "--framework", "nope"]), Some(2));
}

#[test]
fn human_output_quotes_the_line_and_underlines_it() {
    let folder = folder_with(&[("a.md", SKIPPED.as_bytes())]);
    let shown = out(&whyfirst(folder.path(), &["check", "a.md"]));
    for part in [
        "warning[skipped-step]: “Develop the model” is skipped: ",
        "a.md:6:1",
        "6 | ## Evaluation",
        "| ^^^^^^^^^^^^^",
        "in 1 note",
    ] {
        assert!(shown.contains(part), "{part} in\n{shown}");
    }
    assert!(!shown.contains('\u{1b}'), "colour without a terminal");
}

#[test]
fn json_findings_have_places_in_characters_and_fixes() {
    let folder =
        folder_with(&[("é/a.md", SKIPPED.replace("## Evaluation", "> ## 😀 Evaluation").as_bytes())]);
    let report = json(&whyfirst(folder.path(), &["check", ".", "--format", "json"]));
    let finding = &report["notes"][0]["findings"][0];
    assert_eq!(report["notes"][0]["path"], "é/a.md");
    assert_eq!(finding["rule"], "skipped-step");
    assert_eq!(finding["severity"], "warning");
    assert!(finding["range"]["start"]["line"].is_u64() && finding["range"]["start"]["column"].is_u64());
    assert!(finding["fixes"][0]["edits"][0]["text"].as_str().unwrap().contains("## "));
    assert_eq!(report["summary"]["design_notes"], 1);
}

#[test]
fn outline_has_the_promised_shape() {
    let folder = folder_with(&[("a.md", SKIPPED.as_bytes()), ("b.md", b"# Shopping\n\n- milk\n")]);
    let outline = json(&whyfirst(folder.path(), &["outline", "a.md", "--format", "json"]));
    assert_eq!(
        (&outline["design_note"], &outline["framework"], &outline["problem"]),
        (&true.into(), &"ml-7-step".into(), &"ad-click-prediction".into())
    );
    let step =
        |id: &str| outline["steps"].as_array().unwrap().iter().find(|step| step["id"] == id).unwrap().clone();
    assert_eq!(step("clarify")["sections"], serde_json::json!([{"start_line": 3, "end_line": 5}]));
    assert_eq!((&step("model")["coverage"], &step("model")["place"]), (&"none".into(), &"skipped".into()));
    assert_eq!(step("clarify")["place"], Value::Null);
    let clarify = &outline["stages"][0];
    let scale = clarify["aspects"].as_array().unwrap().iter().find(|it| it["id"] == "scale").unwrap();
    assert_eq!((&scale["coverage"], &scale["line"]), (&"covered".into(), &4.into()));
    assert_eq!(
        outline["headings"][1],
        serde_json::json!({"line": 3, "text": "Requirements", "steps": ["clarify"], "stages": ["clarify"]})
    );
    let mention =
        outline["mentions"].as_array().unwrap().iter().find(|it| it["concept"] == "log-loss").unwrap();
    let line = SKIPPED.lines().nth(mention["line"].as_u64().unwrap() as usize - 1).unwrap();
    let range = mention["start"].as_u64().unwrap() as usize..mention["end"].as_u64().unwrap() as usize;
    assert_eq!(line.get(range), Some("log loss"));

    let other = json(&whyfirst(folder.path(), &["outline", "b.md", "--format", "json"]));
    assert_eq!(
        (&other["design_note"], &other["framework"], &other["steps"]),
        (&false.into(), &Value::Null, &Value::Array(vec![]))
    );
}

#[test]
fn bad_input_is_named_and_the_rest_is_checked() {
    let folder = folder_with(&[("a.md", SKIPPED.as_bytes()), ("b.md", b"# fine\n\xff\xfe\n")]);
    let output = whyfirst(folder.path(), &["check", "a.md", "b.md", "c.md"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(out(&output).contains("skipped-step"));
    assert!(err(&output).contains("b.md:2: is not UTF-8"), "{}", err(&output));
    assert!(err(&output).contains("c.md: there is no such file"), "{}", err(&output));
    let alone = whyfirst(folder.path(), &["check", "b.md"]);
    assert_eq!((alone.status.code(), &*out(&alone)), (Some(2), "No note could be read.\n"));
}

#[test]
fn a_folder_without_notes_says_so() {
    let folder = folder_with(&[("a.txt", b"x")]);
    let output = whyfirst(folder.path(), &["check"]);
    assert_eq!((output.status.code(), out(&output).contains("No notes found")), (Some(0), true));
}

#[test]
fn ignored_files_stay_out_and_standard_input_is_read() {
    let folder = folder_with(&[("a.md", SKIPPED.as_bytes()), (".gitignore", b"a.md\n")]);
    assert!(out(&whyfirst(folder.path(), &["check"])).contains("No notes found"));
    let mut child = Command::new(env!("CARGO_BIN_EXE_whyfirst"))
        .args(["check", "-", "--stdin-path", "notes/x.md"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(SKIPPED.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(out(&output).contains("notes/x.md:6:1"), "{}", out(&output));
}

#[test]
fn an_unknown_framework_in_the_front_matter_is_pointed_at() {
    let note = format!("---\nwhyfirst: {{ framework: ml-7-stepp }}\n---\n{SKIPPED}");
    let folder = folder_with(&[("a.md", note.as_bytes())]);
    let shown = out(&whyfirst(folder.path(), &["check", "a.md"]));
    assert!(shown.contains("There is no framework `ml-7-stepp`. Did you mean `ml-7-step`?"), "{shown}");
    assert!(shown.contains("a.md:2:24"), "{shown}");
}

#[test]
fn a_new_note_holds_all_steps_and_is_never_written_over() {
    let folder = folder_with(&[]);
    let output = whyfirst(folder.path(), &["new", "Design YouTube recommendations", "-o", "a.md"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let text = fs::read_to_string(folder.path().join("a.md")).unwrap();
    assert!(text.starts_with("# Design YouTube recommendations\n"), "{text}");
    assert_eq!(text.matches("\n## ").count(), 7);
    assert!(text.contains("watch"), "the problem's own suggestions are there");
    let again = whyfirst(folder.path(), &["new", "x", "-o", "a.md"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(err(&again).contains("a.md: is there already"));
    assert_eq!(fs::read_to_string(folder.path().join("a.md")).unwrap(), text);
    // An outline that nobody has filled in covers nothing.
    let outline = json(&whyfirst(folder.path(), &["outline", "a.md", "--format", "json"]));
    for step in outline["steps"].as_array().unwrap() {
        assert_eq!(step["coverage"], "none", "{step}");
    }
    let draft = whyfirst(folder.path(), &["check", "a.md", "--draft"]);
    assert_eq!(draft.status.code(), Some(0), "{}", out(&draft));
}

#[test]
fn things_are_explained_and_listed() {
    let folder = folder_with(&[]);
    assert!(out(&whyfirst(folder.path(), &["explain", "NDCG"])).contains("Choose it when"));
    assert!(out(&whyfirst(folder.path(), &["explain", "log", "loss"])).to_lowercase().contains("log loss"));
    assert!(out(&whyfirst(folder.path(), &["explain", "skipped-step"])).contains("Interviewers"));
    let unknown = whyfirst(folder.path(), &["explain", "calibratoin"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(err(&unknown).contains("Did you mean `calibration`"), "{}", err(&unknown));
    for what in ["frameworks", "steps", "aspects", "concepts", "problems", "rules"] {
        let listed = json(&whyfirst(folder.path(), &["list", what, "--format", "json"]));
        assert!(
            listed.as_array().unwrap().iter().all(|it| it["id"].is_string() && it["title"].is_string()),
            "{what}"
        );
        assert!(!out(&whyfirst(folder.path(), &["list", what])).is_empty());
    }
}

#[test]
fn what_is_explained_keeps_to_the_width_and_has_no_marks() {
    let folder = folder_with(&[]);
    for term in ["ndcg", "monitor", "guardrail", "ml-7-step", "video-recommendation", "skipped-step"] {
        let told = out(&narrow(folder.path(), &["explain", term]));
        assert!(told.lines().all(|line| line.starts_with("    ") || line.chars().count() <= 50), "{told}");
        assert!(!told.contains("**") && !told.contains('\u{1b}') && !told.contains("###"), "{told}");
        assert!(told.lines().count() > 5, "{told}");
    }
    assert!(out(&narrow(folder.path(), &["explain", "ndcg"])).contains("Matters in: Evaluate"));
    let words = out(&narrow(folder.path(), &["explain", "guardrail"]))
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    assert!(words.contains("from senior level on"), "{words}");
}

/// The program in a terminal of fifty columns.
fn narrow(folder: &Path, arguments: &[&str]) -> Output {
    program(folder).args(arguments).env("COLUMNS", "50").output().unwrap()
}

#[test]
fn lists_are_narrowed_down_and_wrong_filters_are_told() {
    let folder = folder_with(&[]);
    let list = |arguments: &[&str]| {
        let all: Vec<&str> = ["list"].iter().chain(arguments).chain(&["--format", "json"]).copied().collect();
        json(&whyfirst(folder.path(), &all)).as_array().unwrap().clone()
    };
    let metrics = list(&["concepts", "--step", "monitor", "--category", "metric"]);
    let serving = list(&["concepts", "--step", "serve"]);
    assert!(!metrics.is_empty() && metrics.len() < list(&["concepts", "--category", "metric"]).len());
    let serves =
        |it: &serde_json::Value| it["stages"].as_array().unwrap().iter().any(|stage| stage == "serve");
    assert!(!serving.is_empty() && serving.iter().all(serves));
    assert!(metrics.iter().all(|it| it["category"] == "metric"));
    // A step of another framework means the stages that it covers.
    let framing = list(&["concepts", "--step", "problem-framing"]);
    assert!(framing.len() > list(&["concepts", "--step", "frame"]).len());
    assert!(list(&["problems", "--group", "ads"]).iter().all(|it| it["group"] == "Ads"));
    assert_eq!(list(&["steps", "--framework", "ml-7-step"]).len(), 7);
    assert!(list(&["aspects", "--step", "monitor"]).iter().all(|it| it["stage"] == "monitor"));
    for (arguments, expected) in [
        (["concepts", "--category", "metrics"], "there is no category `metrics`; did you mean `metric`"),
        (
            ["concepts", "--step", "evaluatoin"],
            "there is no step `evaluatoin`; did you mean `evaluate`, `evaluation`",
        ),
        (["problems", "--group", "zzz"], "there is no group `zzz`; there are"),
        (
            ["problems", "--category", "metric"],
            "`--category` does not narrow down problems; it has `--group`",
        ),
        (["rules", "--step", "serve"], "`--step` does not narrow down rules; it has no filter"),
    ] {
        let all: Vec<&str> = ["list"].iter().chain(&arguments).copied().collect();
        let wrong = whyfirst(folder.path(), &all);
        assert_eq!(wrong.status.code(), Some(2));
        assert!(err(&wrong).contains(expected), "{arguments:?}: {}", err(&wrong));
    }
}
