//! What `docs/ci.md` and `.pre-commit-hooks.yaml` tell people to set up does what it says.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use crate::{SKIPPED, err, folder_with, out};

const DOCS: &str = include_str!("../../server/whyfirst/docs/ci.md");
const HOOKS: &str = include_str!("../../.pre-commit-hooks.yaml");

/// The blocks of code in a language below a heading.
fn blocks(heading: &str, language: &str) -> Vec<&'static str> {
    let section = DOCS.split("\n## ").find(|it| it.starts_with(heading)).unwrap();
    let fence = format!("```{language}\n");
    section.split(&fence).skip(1).map(|rest| rest.split("\n```").next().unwrap()).collect()
}

/// Runs something in a shell that finds the program.
fn sh(folder: &Path, command: &str) -> Output {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_whyfirst"));
    let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap());
    Command::new("sh")
        .args(["-c", command])
        .current_dir(folder)
        .env("PATH", path)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .unwrap()
}

#[test]
fn the_workflow_installs_this_version_and_its_commands_run() {
    let blocks = blocks("GitHub Actions", "yaml");
    let workflow: Value = serde_saphyr::from_str(blocks[0]).unwrap();
    let mut steps = workflow["jobs"]["whyfirst"]["steps"].as_array().unwrap().clone();
    steps.extend(serde_saphyr::from_str::<Value>(blocks[1]).unwrap().as_array().unwrap().clone());
    let runs: Vec<_> = steps.iter().filter_map(|step| step["run"].as_str()).collect();
    assert_eq!(runs.len(), 3);
    assert!(
        runs[0].contains(&format!("cargo install whyfirst --version {} --locked", env!("CARGO_PKG_VERSION")))
    );
    let folder = folder_with(&[("a.md", SKIPPED.as_bytes())]);
    // Where the program is there already, it is not installed.
    assert_eq!(sh(folder.path(), runs[0]).status.code(), Some(0));
    let shown = sh(folder.path(), runs[1]);
    assert_eq!(shown.status.code(), Some(1));
    assert!(out(&shown).starts_with("::warning file=a.md,line=6"), "{}", out(&shown));
    assert_eq!(sh(folder.path(), runs[2]).status.code(), Some(0));
    let sarif: Value =
        serde_json::from_str(&fs::read_to_string(folder.path().join("whyfirst.sarif")).unwrap()).unwrap();
    assert!(!sarif["runs"][0]["results"].as_array().unwrap().is_empty());
}

#[cfg(unix)]
#[test]
fn the_hook_lets_good_notes_through_and_no_others() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder_with(&[("a note.md", SKIPPED.as_bytes())]);
    assert!(sh(folder.path(), "git init -q").status.success());
    let hook = folder.path().join(".git/hooks/pre-commit");
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    fs::write(&hook, blocks("Without either", "sh")[0]).unwrap();
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
    let commit = "git add -A && git -c user.name=A -c user.email=a@example.org commit -qm x";
    let refused = sh(folder.path(), commit);
    assert!(!refused.status.success());
    assert!(format!("{}{}", out(&refused), err(&refused)).contains("skipped-step"), "{}", err(&refused));
    fs::write(folder.path().join("a note.md"), "# Shopping\n\n- milk\n").unwrap();
    let taken = sh(folder.path(), commit);
    assert!(taken.status.success(), "{}", err(&taken));
}

#[test]
fn hooks_for_pre_commit_run_and_the_version_named_is_this_one() {
    let hooks: Value = serde_saphyr::from_str(HOOKS).unwrap();
    let folder = folder_with(&[("a.md", SKIPPED.as_bytes())]);
    for hook in hooks.as_array().unwrap() {
        assert_eq!((&hook["language"], &hook["types"][0]), (&"system".into(), &"markdown".into()));
        let ran = sh(folder.path(), &format!("{} a.md", hook["entry"].as_str().unwrap()));
        assert_eq!(ran.status.code(), Some(1), "{}", err(&ran));
    }
    let setup: Value = serde_saphyr::from_str(blocks("pre-commit", "yaml")[0]).unwrap();
    assert_eq!(setup["repos"][0]["rev"], format!("v{}", env!("CARGO_PKG_VERSION")));
    let wanted = &setup["repos"][0]["hooks"][0];
    assert!(hooks.as_array().unwrap().iter().any(|hook| hook["id"] == wanted["id"]));
    let arguments: Vec<_> =
        wanted["args"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
    let ran = sh(folder.path(), &format!("whyfirst check {} a.md", arguments.join(" ")));
    assert_eq!(ran.status.code(), Some(1), "{}", err(&ran));
}
