//! Findings as one JSON object, written note by note.

use std::io::{self, Write};

use serde_json::json;

use super::{Checked, Printer, Tally};
use crate::cli::shown;
use crate::json;

pub(super) struct Json;

impl Printer for Json {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, r#"{{"notes":["#)
    }

    fn entries(&self, checked: &Checked) -> Vec<String> {
        if !checked.design_note {
            return Vec::new();
        }
        let findings: Vec<_> =
            checked.findings.iter().map(|finding| json::finding(&checked.note, finding)).collect();
        let mut note = json!({"path": shown(&checked.path), "findings": findings});
        if let (Some(fixed), Some(note)) = (&checked.fixed, note.as_object_mut()) {
            let fixed: Vec<_> = fixed
                .applied
                .iter()
                .map(|it| json!({"rule": it.rule, "title": it.title, "line": it.line + 1}))
                .collect();
            note.insert("fixed".to_owned(), fixed.into());
        }
        vec![format!("\n{note}")]
    }

    fn between(&self) -> &'static str {
        ","
    }

    fn end(&self, out: &mut dyn Write, tally: &Tally, _: &[String]) -> io::Result<()> {
        let summary = json!({
            "files": tally.files, "design_notes": tally.design_notes, "error": 0, "warning": tally.warnings,
            "info": tally.infos, "hint": tally.hints, "fixed": tally.fixed,
        });
        writeln!(out, "\n],\"summary\":{summary}}}")
    }
}
