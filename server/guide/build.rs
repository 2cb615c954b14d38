//! Reads the guide's content, refuses it if anything is wrong, and writes it as Rust constants.

#![allow(dead_code, unreachable_pub, missing_docs)]

#[path = "src/aspects.rs"]
mod aspects;
#[path = "src/clauses.rs"]
mod clauses;
#[path = "src/contexts.rs"]
mod contexts;
#[path = "build/emit.rs"]
mod emit;
#[path = "src/estimation.rs"]
mod estimation;
#[path = "src/index.rs"]
mod index;
#[path = "src/letters.rs"]
mod letters;
#[path = "src/lexicon/mod.rs"]
mod lexicon;
#[path = "src/lines.rs"]
mod lines;
#[path = "src/load/mod.rs"]
mod load;
#[path = "src/measures/mod.rs"]
mod measures;
#[path = "src/model.rs"]
mod model;
#[path = "src/names.rs"]
mod names;
#[path = "src/number.rs"]
mod number;
#[path = "src/phrase.rs"]
mod phrase;
#[path = "src/rule.rs"]
mod rule;
#[path = "src/snippet.rs"]
mod snippet;
#[path = "src/sort.rs"]
mod sort;
#[path = "src/tables.rs"]
mod tables;
#[path = "src/text.rs"]
mod text;
#[path = "src/unfilled.rs"]
mod unfilled;
#[path = "src/words.rs"]
mod words;

/// The built-in guide is yet to be made.
mod builtin {
    pub(crate) const TEXT: &str = "";

    pub(crate) fn unpacked() -> &'static str {
        ""
    }
}

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=content");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=src");
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let root =
        PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(|error| error.to_string())?).join("content");
    let mut files = Vec::new();
    collect(&root, &root, &mut files).map_err(|error| format!("{}: {error}", root.display()))?;
    files.sort();
    let sources: Vec<_> = files.iter().map(|(path, content)| load::Source { path, content }).collect();
    let (guide, errors) = load::load(&sources);
    if !errors.is_empty() {
        let shown: Vec<_> = errors.iter().map(|error| format!("server/guide/content/{error}")).collect();
        return Err(format!("the guide's content has {} mistakes:\n{}", errors.len(), shown.join("\n")));
    }
    let out = PathBuf::from(env::var("OUT_DIR").map_err(|error| error.to_string())?);
    let program = emit::program(&guide);
    let packed = pack(&program.packed)?;
    for (name, content) in [
        ("builtin.rs", program.source.as_bytes()),
        ("builtin.txt", program.open.as_bytes()),
        ("builtin.z", &packed),
    ] {
        let out = out.join(name);
        fs::write(&out, content).map_err(|error| format!("{}: {error}", out.display()))?;
    }
    Ok(())
}

/// A text deflated.
fn pack(text: &str) -> Result<Vec<u8>, String> {
    let mut room = vec![0; zlib_rs::compress_bound(text.len())];
    let (packed, code) =
        zlib_rs::compress_slice(&mut room, text.as_bytes(), zlib_rs::DeflateConfig::best_compression());
    if code != zlib_rs::ReturnCode::Ok {
        return Err(format!("the texts of the guide cannot be packed: {code:?}"));
    }
    Ok(packed.to_vec())
}

/// All files below a folder, with their paths from it.
fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else {
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            let content = fs::read_to_string(&path)
                .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))?;
            files.push((name, content));
        }
    }
    Ok(())
}
