//! The invariants of the house that the compiler does not hold by itself.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that panics has failed, and says where"
)]

use std::fs;
use std::path::{Path, PathBuf};

fn server() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn sources(folder: &Path, into: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|it| it == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            into.push((path, text));
        }
    }
}

fn sources_of(krate: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    sources(&server().join(krate).join("src"), &mut found);
    assert!(!found.is_empty());
    found
}

/// The names under `[dependencies]` in a crate's manifest.
fn dependencies(krate: &str) -> Vec<String> {
    let manifest = fs::read_to_string(server().join(krate).join("Cargo.toml")).unwrap();
    let section = manifest.split("[dependencies]").nth(1).unwrap().split("\n[").next().unwrap().to_owned();
    section.lines().filter_map(|line| Some(line.split_once('.')?.0.trim().to_owned())).collect()
}

#[test]
fn the_arrows_between_crates_run_one_way() {
    let ours = |krate: &str| -> Vec<String> {
        dependencies(krate).into_iter().filter(|name| name.starts_with("whyfirst-")).collect()
    };
    assert_eq!(ours("guide"), Vec::<String>::new());
    assert_eq!(ours("note"), Vec::<String>::new());
    assert_eq!(ours("review"), ["whyfirst-guide", "whyfirst-note"]);
    assert_eq!(ours("assist"), ["whyfirst-guide", "whyfirst-note", "whyfirst-review"]);
}

#[test]
fn domain_crates_know_no_protocol_no_async_and_no_disk() {
    for krate in ["guide", "note", "review", "assist"] {
        let names = dependencies(krate);
        for foreign in ["tower", "tower-lsp", "tokio", "futures", "clap", "ignore"] {
            assert!(!names.iter().any(|name| name == foreign), "{krate} depends on {foreign}");
        }
        for (path, text) in sources_of(krate) {
            for foreign in
                ["std::fs", "std::net", "std::process", "std::env", "async fn", "println!", "lsp_types"]
            {
                let code = text.split("#[cfg(test)]").next().unwrap();
                let tests = path.file_name().unwrap().to_str().unwrap().ends_with("tests.rs");
                assert!(tests || !code.contains(foreign), "{} uses {foreign}", path.display());
            }
        }
    }
}

#[test]
fn protocol_types_meet_ours_in_two_places() {
    for (path, text) in sources_of("whyfirst") {
        let edge = path
            .components()
            .any(|part| ["from_proto.rs", "to_proto"].contains(&part.as_os_str().to_str().unwrap()));
        let both = text.contains("gen_lsp_types as lsp") && text.contains("whyfirst_");
        assert!(edge || !both, "{} turns protocol types into ours", path.display());
    }
}

#[test]
fn no_step_and_no_problem_is_named_in_code() {
    let guide = whyfirst_guide::builtin();
    let steps =
        guide.frameworks.iter().flat_map(|framework| framework.steps.iter()).map(|step| step.id.to_string());
    // Short ids are words of the language, too.
    let problems = guide.problems.iter().map(|problem| problem.id.to_string());
    let ids: Vec<String> = steps.chain(problems).filter(|id| id.contains('-')).collect();
    for krate in ["note", "review", "assist", "whyfirst"] {
        for (path, text) in sources_of(krate) {
            let code: String = text
                .split("#[cfg(test)]")
                .next()
                .unwrap()
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .collect::<Vec<_>>()
                .join("\n");
            if path.components().any(|part| part.as_os_str() == "completion") && path.ends_with("tests.rs") {
                continue;
            }
            for id in &ids {
                assert!(!code.contains(&format!("\"{id}\"")), "{} names `{id}`", path.display());
            }
        }
    }
}

#[test]
fn there_is_one_version() {
    let root = server().parent().unwrap().to_owned();
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap();
    let version = env!("CARGO_PKG_VERSION");
    let manifest = read("Cargo.toml");
    for krate in ["guide", "note", "review", "assist"] {
        let line = format!("whyfirst-{krate} = {{ path = \"server/{krate}\", version = \"{version}\" }}");
        assert!(manifest.contains(&line), "{line}");
    }
    for file in ["editors/vscode/package.json", "editors/vscode/package-lock.json"] {
        let package: serde_json::Value = serde_json::from_str(&read(file)).unwrap();
        assert_eq!(package["version"], version, "{file}");
    }
    for (file, named) in [
        ("README.md", format!("whyfirst-{version}.vsix")),
        ("CHANGELOG.md", format!("## {version}")),
        ("editors/vscode/CHANGELOG.md", format!("## {version}")),
        ("server/whyfirst/docs/ci.md", format!("--version {version} ")),
        ("server/whyfirst/docs/ci.md", format!("rev: v{version}\n")),
    ] {
        assert!(read(file).contains(&named), "{file} does not name {named}");
    }
}

/// `npm run settings` in `editors/vscode` writes them.
#[test]
fn the_settings_of_vs_code_are_those_of_the_server() {
    let shown =
        std::process::Command::new(env!("CARGO_BIN_EXE_whyfirst")).args(["schema", "settings"]).output();
    let table: serde_json::Value = serde_json::from_slice(&shown.unwrap().stdout).unwrap();
    let manifest = server().parent().unwrap().join("editors/vscode/package.json");
    let mut manifest: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(manifest).unwrap()).unwrap();
    let properties = manifest["contributes"]["configuration"]["properties"].as_object_mut().unwrap();
    for own in ["whyfirst.server.path", "whyfirst.trace.server"] {
        assert!(properties.remove(own).is_some(), "{own}");
    }
    assert_eq!(properties.len(), table.as_array().unwrap().len());
    for row in table.as_array().unwrap() {
        let key = row["key"].as_str().unwrap();
        for (field, as_shown) in [
            ("type", "type"),
            ("items", "items"),
            ("default", "default"),
            ("description", "markdownDescription"),
        ] {
            assert_eq!(properties[key][as_shown], row[field], "{key}: {field}");
        }
    }
}
