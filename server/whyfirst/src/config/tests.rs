//! What a folder of files comes to.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use whyfirst_guide::Level;

use super::*;

/// A folder with files; `whyfirst.toml` in `home/.config` is the user's own.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        write(folder.path(), name, content);
    }
    folder
}

fn write(folder: &Path, name: &str, content: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

fn resolver(folder: &Path) -> Resolver {
    let home = folder.join("home");
    Resolver::new(Own { file: Some(home.join(".config/whyfirst.toml")), home: Some(home) })
}

/// The troubles of a note's configuration, with paths seen from the folder.
fn told(folder: &Path, note: &str) -> Vec<String> {
    let resolved = resolver(folder).for_note(&folder.join(note));
    let shown = |trouble: &Trouble| trouble.to_string().replace(&format!("{}/", folder.display()), "");
    resolved.troubles().iter().map(shown).collect()
}

const CARD: &str =
    "---\nname: Blast radius\ncategory: team\nstages: []\n---\nHow much breaks when one part does.\n";

#[test]
fn the_nearest_file_counts_and_stands_above_the_users_own() {
    let folder = folder(&[
        ("home/.config/whyfirst.toml", "level = \"staff\"\nreview = true\nframework = \"madr\"\n"),
        ("home/work/whyfirst.toml", "level = \"mid\"\n[rules]\nskipped-step = false\n"),
        ("home/work/team/whyfirst.toml", "status = \"done\"\n"),
    ]);
    let resolver = resolver(folder.path());
    let note = |path: &str| resolver.for_note(&folder.path().join(path));
    let work = note("home/work/notes/a.md");
    assert_eq!((work.options.level, work.options.review), (Level::Mid, true));
    assert_eq!(work.options.framework.as_deref(), Some("madr"));
    assert_eq!(work.options.rules.get("skipped-step"), Some(&false));
    assert_eq!(work.finished(), None);
    let team = note("home/work/team/a.md");
    assert_eq!((team.options.level, team.finished()), (Level::Staff, Some(true)));
    assert!(team.options.rules.is_empty());
    let elsewhere = note("home/other/a.md");
    assert_eq!(elsewhere.options.level, Level::Staff);
    assert!(Arc::ptr_eq(&work.index, &elsewhere.index), "without packs there is one guide");
}

#[test]
fn above_the_home_folder_nothing_is_searched() {
    let folder = folder(&[("whyfirst.toml", "review = true\n"), ("home/x/a.md", "")]);
    let resolver = resolver(folder.path());
    assert!(!resolver.for_note(&folder.path().join("home/x/a.md")).options.review);
    assert!(resolver.for_note(&folder.path().join("other/../a.md")).options.review);
}

#[test]
fn patterns_name_notes_as_gitignore_does() {
    let folder = folder(&[
        ("home/.config/whyfirst.toml", "ignore = [\"scratch/\"]\n"),
        (
            "home/p/whyfirst.toml",
            "notes = [\"answers/\", \"*.design.md\", \"!answers/README.md\"]\nignore = [\"/answers/old/**\"]\n",
        ),
    ]);
    let resolver = resolver(folder.path());
    let named = |path: &str| resolver.for_note(&folder.path().join(path)).options.design_note;
    assert_eq!(named("home/p/answers/deep/a.md"), Some(true));
    assert_eq!(named("home/p/x/ads.design.md"), Some(true));
    assert_eq!(named("home/p/answers/README.md"), None);
    assert_eq!(named("home/p/answers/old/a.md"), Some(false));
    assert_eq!(named("home/p/notes.md"), None);
    assert_eq!(named("home/scratch/a.md"), Some(false));
    assert_eq!(named("elsewhere/answers/a.md"), None);
}

#[test]
fn what_is_wrong_costs_only_itself() {
    let folder = folder(&[(
        "home/p/whyfirst.toml",
        "framework = \"ml-7-steps\"\nlevel = \"staff\"\npacks = [\"nowhere\"]\nnotes = [\"a{b\"]\n[rules]\nskiped-step = true\nempty-step = false\n",
    )]);
    let resolved = resolver(folder.path()).for_note(&folder.path().join("home/p/a.md"));
    assert_eq!(resolved.options.level, Level::Staff);
    assert_eq!(resolved.options.rules.len(), 1);
    assert_eq!(resolved.options.framework, None);
    let told = told(folder.path(), "home/p/a.md");
    assert_eq!(told.len(), 4, "{told:#?}");
    assert_eq!(
        told[0],
        "home/p/whyfirst.toml:1: there is no framework `ml-7-steps`; did you mean `ml-7-step`?"
    );
    assert_eq!(
        told[1],
        "home/p/whyfirst.toml:3: there is no folder `nowhere`; without it the rest of the guide goes on"
    );
    assert!(told[2].starts_with("home/p/whyfirst.toml:4: `a{b` is no pattern: "), "{}", told[2]);
    assert_eq!(
        told[3],
        "home/p/whyfirst.toml:6: there is no rule `skiped-step`; did you mean `skipped-step`?"
    );
}

#[test]
fn a_pack_adds_to_the_guide_and_its_mistakes_are_told_in_its_files() {
    let folder = folder(&[
        ("home/p/whyfirst.toml", "packs = [\"guide\"]\n"),
        ("home/p/guide/README.md", "# Our guide\n"),
        ("home/p/guide/concepts/blast-radius.md", CARD),
        (
            "home/p/guide/concepts/broken.md",
            "---\nname: Broken\ncategory: team\nstages: []\nrelated: [no-such]\n---\r\nGist.\r\n",
        ),
        ("home/p/guide/frameworks/x.toml", "id = \"x\"\ntitle = 3\n"),
        ("home/p/guide/framework/x.toml", "id = \"x\"\n"),
    ]);
    let resolver = resolver(folder.path());
    let resolved = resolver.for_note(&folder.path().join("home/p/a.md"));
    assert_eq!(resolved.index.guide().concept("blast-radius").map(|it| &*it.name), Some("Blast radius"));
    assert!(resolved.index.guide().concept("broken").is_some());
    assert!(resolved.index.guide().concepts.len() > 400);
    let told = told(folder.path(), "home/p/a.md");
    assert_eq!(told.len(), 3, "{told:#?}");
    assert_eq!(told[0], "home/p/guide/concepts/broken.md:5: `related` names the unknown concept `no-such`");
    assert!(told[1].starts_with("home/p/guide/framework/x.toml: not a guide file"), "{told:#?}");
    assert!(told[2].starts_with("home/p/guide/frameworks/x.toml:2: invalid type"), "{told:#?}");
    assert!(
        resolver.for_note(&folder.path().join("home/q/a.md")).index.guide().concept("blast-radius").is_none()
    );
    assert_eq!(resolver.troubles().len(), 3);
}

#[test]
fn the_same_packs_are_read_into_one_guide() {
    let folder = folder(&[
        ("home/p/whyfirst.toml", "packs = [\"guide\"]\n"),
        ("home/p/q/whyfirst.toml", "packs = [\"../guide\"]\n"),
        ("home/.config/whyfirst.toml", "packs = [\"~/p/guide\"]\n"),
        ("home/p/guide/concepts/blast-radius.md", CARD),
    ]);
    let resolver = resolver(folder.path());
    let index = |path: &str| resolver.for_note(&folder.path().join(path)).index;
    assert!(Arc::ptr_eq(&index("home/p/a.md"), &index("home/p/x/a.md")));
    assert!(
        index("home/z/a.md").guide().concept("blast-radius").is_some(),
        "the user's own file names any folder"
    );
}

#[test]
fn a_project_reaches_no_further_than_its_folder() {
    let folder = folder(&[
        ("home/secret/concepts/blast-radius.md", CARD),
        ("home/p/whyfirst.toml", "packs = [\"../secret\", \"link\", \"inner\"]\n"),
        ("home/p/inner/problems/x.md", ""),
    ]);
    let absolute = folder.path().join("home/secret");
    write(folder.path(), "home/q/whyfirst.toml", &format!("packs = [{absolute:?}, \"~/secret\"]\n"));
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(&absolute, folder.path().join("home/p/link")).unwrap();
        std::os::unix::fs::symlink(&absolute, folder.path().join("home/p/inner/concepts")).unwrap();
        std::os::unix::fs::symlink(
            absolute.join("concepts/blast-radius.md"),
            folder.path().join("home/p/inner/problems/y.md"),
        )
        .unwrap();
    }
    let resolver = resolver(folder.path());
    for project in ["home/p/a.md", "home/q/a.md"] {
        let resolved = resolver.for_note(&folder.path().join(project));
        assert!(resolved.index.guide().concept("blast-radius").is_none(), "{project}");
        assert!(resolved.index.guide().problem("y").is_none(), "{project}");
    }
    let told = told(folder.path(), "home/p/a.md");
    assert!(
        told.iter()
            .any(|it| it.contains("whyfirst.toml:1: the pack `../secret` lies outside this file's folder")),
        "{told:#?}"
    );
    #[cfg(unix)]
    for expected in
        ["the pack `link` lies outside", "inner/concepts: is a link", "inner/problems/y.md: is a link"]
    {
        assert!(told.iter().any(|it| it.contains(expected)), "{expected}: {told:#?}");
    }
}

#[test]
fn how_much_is_read_is_bounded() {
    let folder = folder(&[("home/p/whyfirst.toml", "packs = [\"guide\", \"bomb\"]\n")]);
    write(folder.path(), "home/p/guide/concepts/large.md", &"x".repeat(300 * 1024));
    write(folder.path(), "home/p/guide/concepts/binary.md", "");
    fs::write(folder.path().join("home/p/guide/concepts/binary.md"), [0xff, 0xfe, 0]).unwrap();
    write(folder.path(), &format!("home/p/guide/concepts/{}deep.md", "a/".repeat(12)), CARD);
    // A few bytes that stand for hundreds of wordings each.
    let bomb: Vec<String> =
        (0..3000).map(|n| format!("\"(a{n}|b|c|d|e) (f|g|h|i|j{n}) (k|l|m|n|o{n}) (p|q{n}|r|s)\"")).collect();
    write(
        folder.path(),
        "home/p/bomb/concepts/bomb.md",
        &format!("---\nname: Bomb\ncategory: x\nstages: []\naliases: [{}]\n---\nBoom.\n", bomb.join(", ")),
    );
    let told = told(folder.path(), "home/p/a.md");
    for expected in [
        "large.md: is larger than 256 KB",
        "binary.md: is not UTF-8",
        "folders deep and is not read",
        "wordings that all phrases stand for",
    ] {
        assert!(told.iter().any(|it| it.contains(expected)), "{expected}: {told:#?}");
    }
    assert!(
        resolver(folder.path())
            .for_note(&folder.path().join("home/p/a.md"))
            .index
            .guide()
            .concept("bomb")
            .is_none()
    );
}

#[test]
fn changes_are_seen_and_taken_up_when_all_is_forgotten() {
    let folder = folder(&[("home/p/a.md", "")]);
    let resolver = resolver(folder.path());
    let note = folder.path().join("home/p/a.md");
    let before = resolver.for_note(&note);
    assert!(!before.options.review && !resolver.outdated());
    write(folder.path(), "home/p/whyfirst.toml", "review = true\npacks = [\"guide\"]\n");
    assert!(resolver.outdated(), "a file has come");
    assert!(resolver.for_note(&note).same(&before), "nothing is read before it is to be forgotten");
    resolver.forget();
    let after = resolver.for_note(&note);
    assert!(after.options.review && !after.same(&before) && !resolver.outdated());
    assert_eq!(after.troubles().len(), 1);
    assert!(resolver.concerns(&folder.path().join("home/p/guide/concepts/x.md")));
    assert!(!resolver.concerns(&folder.path().join("home/p/a.md")));
    write(folder.path(), "home/p/guide/concepts/blast-radius.md", CARD);
    assert!(resolver.outdated(), "a pack has come");
    resolver.forget();
    let with_pack = resolver.for_note(&note);
    assert_eq!(with_pack.troubles(), []);
    assert!(with_pack.index.guide().concept("blast-radius").is_some());
    assert_eq!(resolver.packs().len(), 1);
    fs::remove_dir_all(folder.path().join("home/p/guide")).unwrap();
    assert!(resolver.outdated(), "the pack has gone");
    resolver.forget();
    let without = resolver.for_note(&note);
    assert_eq!(without.troubles().len(), 1, "and that is told");
    assert!(without.options.review && without.index.guide().concept("ndcg").is_some(), "the rest goes on");
}
