//! `whyfirst check`: formats, fixes, which notes are read.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::{SKIPPED, err, folder_with, json, out, schema, whyfirst};

const MISTYPED: &str = "---\r\nwhyfirst: { framework: ml-7-stepp }\r\n---\r\n<!-- whyfirst: allow empty-step -->\r\n# Design an ad click predictor 😀\r\n\r\n## Requirements\r\nThe business goal is ad revenue; 100M daily users.\r\n";

fn mended() -> String {
    MISTYPED.replace("stepp", "step").replace("<!-- whyfirst: allow empty-step -->\r\n", "")
}

fn given(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_whyfirst"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn sarif_is_valid_and_says_what_json_says() {
    let emoji = SKIPPED.replace("## Evaluation", "> ## 😀 Evaluation");
    let folder =
        folder_with(&[("é ü/a b.md", emoji.as_bytes()), ("b.md", MISTYPED.as_bytes()), ("c.md", b"\xff")]);
    let checked = whyfirst(folder.path(), &["check", ".", "--format", "sarif", "--fail-on", "hint"]);
    assert_eq!(checked.status.code(), Some(2), "one file cannot be read");
    let log = json(&checked);
    let schema: Value = serde_json::from_str(include_str!("sarif-schema-2.1.0.json")).unwrap();
    assert_eq!(schema::problems(&schema, &log), Vec::<String>::new());
    // The validator is no rubber stamp.
    let mut broken = log.clone();
    broken["runs"][0]["results"][0]["level"] = "loud".into();
    broken["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] =
        "a b.md".into();
    broken["runs"][0]["extra"] = 1.into();
    broken["runs"][0]["tool"].as_object_mut().unwrap().remove("driver");
    assert_eq!(schema::problems(&schema, &broken).len(), 4, "{:#?}", schema::problems(&schema, &broken));

    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    let report = json(&whyfirst(folder.path(), &["check", ".", "--format", "json"]));
    let findings: Vec<_> = report["notes"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|it| it["findings"].as_array().unwrap())
        .collect();
    assert!(findings.len() > 3);
    assert_eq!(results.len(), findings.len());
    for (result, finding) in results.iter().zip(findings) {
        assert_eq!((&result["ruleId"], &result["message"]["text"]), (&finding["rule"], &finding["message"]));
        let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!(rule["id"], finding["rule"]);
        let region = &result["locations"][0]["physicalLocation"]["region"];
        assert_eq!(region["startColumn"], finding["range"]["start"]["column"]);
        assert_eq!(region["endLine"], finding["range"]["end"]["line"]);
    }
    let address = &results.last().unwrap()["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(address, "%C3%A9%20%C3%BC/a%20b.md");
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
}

#[test]
fn github_annotations_stay_on_one_line() {
    let folder = folder_with(&[("a,b.md", SKIPPED.as_bytes())]);
    let shown = out(&whyfirst(folder.path(), &["check", "--format", "github"]));
    let first = shown.lines().next().unwrap();
    assert!(
        first.starts_with("::warning file=a%2Cb.md,line=6,endLine=6,col=1,endColumn=14,title=whyfirst%3A skipped-step::“Frame as an ML task” is skipped: "),
        "{first}"
    );
    assert!(
        shown.lines().all(|line| line.starts_with("::warning ") || line.starts_with("::notice ")),
        "{shown}"
    );
}

#[test]
fn safe_fixes_are_written_and_the_rest_is_reported() {
    let folder = folder_with(&[("a.md", MISTYPED.as_bytes())]);
    let path = folder.path().join("a.md");
    let difference = whyfirst(folder.path(), &["check", "--diff"]);
    assert_eq!(
        out(&difference).replace('\r', ""),
        "--- a/a.md\n+++ b/a.md\n@@ -1,7 +1,6 @@\n ---\n-whyfirst: { framework: ml-7-stepp }\n+whyfirst: { framework: ml-7-step }\n ---\n-<!-- whyfirst: allow empty-step -->\n # Design an ad click predictor 😀\n \n ## Requirements\n"
    );
    assert!(err(&difference).contains("2 fixes to be made with --fix"), "{}", err(&difference));
    assert_eq!(fs::read_to_string(&path).unwrap(), MISTYPED, "a difference changes nothing");

    let fixed = whyfirst(folder.path(), &["check", "--fix"]);
    assert_eq!(fixed.status.code(), Some(1), "skipped steps need the writer");
    assert!(out(&fixed).contains("fixed a.md:2: Change it to `ml-7-step`"), "{}", out(&fixed));
    assert!(out(&fixed).contains("2 fixes made; "), "{}", out(&fixed));
    assert_eq!(fs::read_to_string(&path).unwrap(), mended());
    let again = whyfirst(folder.path(), &["check", "--diff"]);
    assert_eq!(out(&again), "");
    let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
    assert_eq!(names, ["a.md"], "nothing is left lying about");
}

#[test]
fn a_fixed_note_from_standard_input_goes_to_standard_output() {
    let fixed = given(&["check", "-", "--fix", "--stdin-path", "x.md"], MISTYPED);
    assert_eq!(out(&fixed), mended());
    assert!(err(&fixed).contains("x.md:4:1") || err(&fixed).contains("x.md:6:1"), "{}", err(&fixed));
    let other = given(&["check", "-", "--fix"], "# Shopping\n\n- milk");
    assert_eq!((out(&other).as_str(), other.status.code()), ("# Shopping\n\n- milk", Some(0)));
}

#[cfg(unix)]
#[test]
fn fixing_keeps_permissions_and_links_and_never_leaves_half_a_note() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = folder_with(&[("real/a.md", MISTYPED.as_bytes()), ("locked.md", MISTYPED.as_bytes())]);
    let at = |name: &str| folder.path().join(name);
    fs::set_permissions(at("real/a.md"), fs::Permissions::from_mode(0o640)).unwrap();
    fs::set_permissions(at("locked.md"), fs::Permissions::from_mode(0o444)).unwrap();
    symlink("real/a.md", at("link.md")).unwrap();
    let output = whyfirst(folder.path(), &["check", "link.md", "locked.md", "--fix"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("locked.md: is not fixed: it may only be read"), "{}", err(&output));
    assert_eq!(fs::read_to_string(at("locked.md")).unwrap(), MISTYPED);
    assert_eq!(fs::read_to_string(at("real/a.md")).unwrap(), mended());
    assert!(fs::symlink_metadata(at("link.md")).unwrap().is_symlink());
    assert_eq!(fs::metadata(at("real/a.md")).unwrap().permissions().mode() & 0o777, 0o640);
}

#[test]
fn rules_are_switched_on_and_off_and_mistyped_ones_told() {
    let folder = folder_with(&[("a.md", SKIPPED.as_bytes())]);
    let off = whyfirst(folder.path(), &["check", "--no-rule", "skipped-step"]);
    assert_eq!(off.status.code(), Some(0), "{}", out(&off));
    assert!(!out(&off).contains("skipped-step"));
    let unknown = whyfirst(folder.path(), &["check", "--rule", "skiped-step"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(
        err(&unknown).contains("there is no rule `skiped-step`; did you mean `skipped-step`?"),
        "{}",
        err(&unknown)
    );
    assert_eq!(whyfirst(folder.path(), &["check", "--level", "boss"]).status.code(), Some(2));
    assert_eq!(whyfirst(folder.path(), &["check", "--level", "mid", "--review"]).status.code(), Some(1));
}

/// The paths of the notes in a report.
fn read(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let arguments: Vec<_> = ["check", "--format", "json"].iter().chain(arguments).copied().collect();
    let report = json(&whyfirst(folder, &arguments));
    report["notes"].as_array().unwrap().iter().map(|it| it["path"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn patterns_and_many_paths_name_each_note_once_in_order() {
    let note = SKIPPED.as_bytes();
    let folder = folder_with(&[
        ("b/one.md", note),
        ("b/deep/two.markdown", note),
        ("b/three.txt", note),
        ("a.md", note),
        (".gitignore", b"hidden.md\n"),
        ("b/hidden.md", note),
    ]);
    let read = |arguments: &[&str]| read(folder.path(), arguments);
    assert_eq!(read(&["b/**/*.md"]), ["b/one.md"]);
    assert_eq!(read(&["./b/**"]), ["b/deep/two.markdown", "b/one.md"]);
    assert_eq!(read(&["*/{one,three}.*"]), ["b/one.md", "b/three.txt"]);
    assert_eq!(
        read(&["b", "a.md", "./a.md", ".", "b/three.txt"]),
        ["a.md", "b/deep/two.markdown", "b/one.md", "b/three.txt"]
    );
    let none = whyfirst(folder.path(), &["check", "c/*.md"]);
    assert_eq!(none.status.code(), Some(2));
    assert!(err(&none).contains("c/*.md: no note matches this pattern"), "{}", err(&none));
}

#[test]
fn hundreds_of_notes_come_in_order_and_without_a_bar_where_there_is_no_terminal() {
    let names: Vec<String> = (0..300).map(|at| format!("{at:03}.md")).collect();
    let files: Vec<_> = names.iter().map(|name| (name.as_str(), SKIPPED.as_bytes())).collect();
    let folder = folder_with(&files);
    assert_eq!(read(folder.path(), &[]), names);
    let human = whyfirst(folder.path(), &["check"]);
    assert_eq!(err(&human), "");
    assert!(out(&human).ends_with("in 300 notes\n"), "{}", out(&human));
}

#[cfg(unix)]
#[test]
fn a_reader_that_has_seen_enough_is_no_trouble() {
    let folder = folder_with(&[("a.md", SKIPPED.repeat(500).as_bytes())]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_whyfirst"))
        .current_dir(folder.path())
        .args(["check", "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(err(&output).is_empty(), "{}", err(&output));
}

#[test]
fn completions_and_the_manual_page_know_every_command() {
    let folder = folder_with(&[]);
    let manual = out(&whyfirst(folder.path(), &["man"]));
    assert!(manual.contains(".TH whyfirst 1"), "{manual}");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let completions = out(&whyfirst(folder.path(), &["completions", shell]));
        for command in ["check", "outline", "new", "explain", "list", "lsp"] {
            assert!(completions.contains(command), "{shell}: {command}");
        }
    }
    let written = whyfirst(folder.path(), &["man", "--output", "man1"]);
    assert_eq!(written.status.code(), Some(0), "{}", err(&written));
    let page = fs::read_to_string(folder.path().join("man1/whyfirst-check.1")).unwrap();
    for option in ["\\-\\-fail\\-on", "\\-\\-diff", "\\-\\-no\\-rule"] {
        assert!(page.contains(option), "{option} in {page}");
    }
}
