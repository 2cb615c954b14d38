//! Configuration and packs, as the command line takes them.

use std::fs;
use std::path::{Path, PathBuf};

use crate::{err, json, out, whyfirst};

const NOTE: &str = "# Design an ad click predictor\n\n## Requirements\nThe business goal is ad revenue; 100M daily users; 50 ms at p99; GDPR.\n\n## Evaluation\nOffline metrics: log loss and PR-AUC. Online metrics: revenue in an A/B test.\n";

fn folder_with(files: &[(&str, &str)]) -> tempfile::TempDir {
    crate::folder_with(&files.iter().map(|(name, text)| (*name, text.as_bytes())).collect::<Vec<_>>())
}

/// The rules that speak on the only note.
fn rules(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let report = json(&whyfirst(folder, &[&["check", "--format", "json"], arguments].concat()));
    let findings = report["notes"][0]["findings"].as_array().cloned().unwrap_or_default();
    let mut rules: Vec<String> = findings.iter().map(|it| it["rule"].as_str().unwrap().to_owned()).collect();
    rules.dedup();
    rules
}

fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/packs/team-rfc")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, target).unwrap();
        }
    }
}

/// A project with the example pack.
fn team() -> tempfile::TempDir {
    let folder = folder_with(&[
        ("whyfirst.toml", "packs = [\"team-rfc\"]\nframework = \"team-rfc\"\n"),
        ("a.md", NOTE),
    ]);
    copy(&example(), &folder.path().join("team-rfc"));
    folder
}

#[test]
fn a_project_says_how_its_notes_are_read() {
    let folder = folder_with(&[("whyfirst.toml", ""), ("notes/a.md", NOTE)]);
    let with = |settings: &str| {
        fs::write(folder.path().join("whyfirst.toml"), settings).unwrap();
        rules(folder.path(), &["notes/a.md"])
    };
    assert_eq!(with(""), ["skipped-step", "stops-at-evaluation"]);
    assert_eq!(with("status = \"draft\"\n"), ["skipped-step"], "what lies ahead of a draft is not missing");
    assert_eq!(with("[rules]\nskipped-step = false\n"), ["stops-at-evaluation"]);
    assert_eq!(with("ignore = [\"/notes/\"]\n"), [""; 0]);
    assert_eq!(with("status = \"done\"\n"), ["skipped-step", "stops-at-evaluation"]);
    fs::write(folder.path().join("notes/a.md"), format!("---\nwhyfirst: {{ status: draft }}\n---\n{NOTE}"))
        .unwrap();
    assert_eq!(
        with("status = \"done\"\nignore = [\"notes\"]\n"),
        ["skipped-step"],
        "the front matter has the last word"
    );
}

#[test]
fn the_users_own_file_holds_where_the_project_says_nothing() {
    let folder = folder_with(&[
        ("own/whyfirst/whyfirst.toml", "status = \"draft\"\n"),
        ("p/a.md", NOTE),
        ("p/q/whyfirst.toml", "status = \"done\"\n"),
    ]);
    assert_eq!(rules(folder.path(), &["p/a.md"]), ["skipped-step"]);
    fs::copy(folder.path().join("p/a.md"), folder.path().join("p/q/a.md")).unwrap();
    assert_eq!(rules(folder.path(), &["p/q/a.md"]), ["skipped-step", "stops-at-evaluation"]);
}

#[test]
fn files_that_are_named_as_notes_are_read_whatever_they_hold() {
    let folder = folder_with(&[
        ("whyfirst.toml", "notes = [\"rfcs/*.md\"]\n"),
        ("rfcs/7.md", "# Thoughts\n\nSome words.\n"),
        ("other.md", "# Thoughts\n\nSome words.\n"),
    ]);
    let outline = |path: &str| json(&whyfirst(folder.path(), &["outline", "--format", "json", path]));
    assert_eq!(outline("rfcs/7.md")["because"], "the configuration says so");
    assert_eq!(outline("other.md")["design_note"], false);
}

#[test]
fn what_is_wrong_is_told_and_the_rest_holds() {
    let folder = folder_with(&[
        (
            "whyfirst.toml",
            "stauts = \"draft\"\nframework = \"ml-seven\"\npacks = [\"../elsewhere\"]\n[rules]\nskipped-step = false\n",
        ),
        ("a.md", NOTE),
    ]);
    let output = whyfirst(folder.path(), &["check", "a.md", "--format", "json"]);
    assert_eq!(output.status.code(), Some(2));
    let told = err(&output);
    for expected in [
        "whyfirst.toml:1: there is no setting `stauts`; did you mean `status`?",
        "whyfirst.toml:2: there is no framework `ml-seven`",
        "whyfirst.toml:3: there is no folder `../elsewhere`",
    ] {
        assert!(told.contains(expected), "{expected}: {told}");
    }
    let findings = json(&output)["notes"][0]["findings"].clone();
    assert_eq!(findings.as_array().unwrap().len(), 1, "and the switch holds: {findings}");
    // Many notes of one configuration, one complaint.
    fs::write(folder.path().join("b.md"), NOTE).unwrap();
    assert_eq!(err(&whyfirst(folder.path(), &["check"])).matches("stauts").count(), 1);
}

#[test]
fn a_teams_pack_is_part_of_the_guide() {
    let folder = team();
    let outline = json(&whyfirst(folder.path(), &["outline", "--format", "json", "a.md"]));
    assert_eq!(outline["framework"], "team-rfc");
    let serve = outline["stages"].as_array().unwrap().iter().find(|it| it["id"] == "serve").unwrap();
    assert!(serve["aspects"].as_array().unwrap().iter().any(|it| it["id"] == "on-call-owner"));
    assert!(
        out(&whyfirst(folder.path(), &["explain", "paved road"]))
            .contains("supported way to train and serve")
    );
    assert!(out(&whyfirst(folder.path(), &["list", "problems"])).contains("refund-abuse"));
    let note = "# Design refund abuse detection\n\n## Context\nFewer refunds in bad faith.\n\n## Rollout and operations\nWe release it to everyone on Monday.\n";
    fs::write(folder.path().join("b.md"), note).unwrap();
    assert!(rules(folder.path(), &["b.md"]).contains(&"big-bang-rollout".to_owned()));
    assert!(
        out(&whyfirst(folder.path(), &["explain", "big-bang-rollout"])).contains("taken the shop down twice")
    );
    let new = out(&whyfirst(folder.path(), &["new", "Refund abuse detection"]));
    assert!(
        new.contains("Rollout and operations") && new.contains("fewer refunds paid in bad faith"),
        "{new}"
    );
    assert!(
        !out(&whyfirst(&example(), &["list", "problems"])).contains("refund-abuse"),
        "elsewhere it is not"
    );
}

#[test]
fn the_example_pack_is_sound() {
    let output = whyfirst(&example(), &["pack", "check", "."]);
    assert_eq!(
        (output.status.code(), &*out(&output)),
        (Some(0), "1 framework, 1 stage, 2 concepts, 1 problem, 1 rule: nothing to point out\n"),
        "{}",
        err(&output)
    );
}

#[test]
fn pack_check_tells_every_mistake_with_its_line() {
    let folder = team();
    let write = |name: &str, text: &str| fs::write(folder.path().join("team-rfc").join(name), text).unwrap();
    write(
        "concepts/team/golden-path.md",
        "---\nname: Golden path\ncategory: team\nstages: [serve]\nmatches: [the silver path]\nrelated: [blast-radios]\n---\nGist.\n",
    );
    write("frameworks/team-rfc.toml", "id = \"team-rfc\"\ntitle =\n");
    write("problems/notes.txt", "not read");
    write("rules/quiet.md", "---\nsummary: x\nkind: absense\n---\n");
    let rule = fs::read_to_string(example().join("rules/big-bang-rollout.md")).unwrap();
    write("rules/big-bang-rollout.md", &rule.replace("to everyone on Monday", "on Monday"));
    let output = whyfirst(folder.path(), &["pack", "check", "team-rfc"]);
    assert_eq!(output.status.code(), Some(1));
    let told = out(&output);
    for expected in [
        "team-rfc/concepts/team/golden-path.md:5: concept `golden-path`: must match: the silver path",
        "team-rfc/concepts/team/golden-path.md:6: `related` names the unknown concept `blast-radios`",
        "team-rfc/frameworks/team-rfc.toml:2: ",
        "team-rfc/rules/big-bang-rollout.md:17: rule `big-bang-rollout`: expected that it speaks on this example",
        "team-rfc/rules/quiet.md:3: unknown variant `absense`, expected one of absence, contradiction, wording\n",
        "5 things are wrong",
    ] {
        assert!(told.contains(expected), "{expected}: {told}");
    }
    let report = json(&whyfirst(folder.path(), &["pack", "check", "team-rfc", "--format", "json"]));
    assert_eq!(report["troubles"][0]["file"], "team-rfc/concepts/team/golden-path.md");
    assert_eq!(report["troubles"][0]["line"], 5);
    assert_eq!(report["holds"]["concepts"], 2);
    assert_eq!(whyfirst(folder.path(), &["pack", "check", "nowhere"]).status.code(), Some(2));
    // The same mistakes are told when notes are checked, and the notes are checked all the same.
    let output = whyfirst(folder.path(), &["check", "a.md"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("team-rfc/frameworks/team-rfc.toml:2: "), "{}", err(&output));
    assert!(out(&output).contains("skipped-step"), "{}", out(&output));
}
