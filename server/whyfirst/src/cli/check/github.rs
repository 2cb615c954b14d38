//! Findings as workflow commands, which GitHub Actions shows beside the lines of a change.

use std::io::{self, Write};

use whyfirst_note::Encoding;
use whyfirst_review::{Finding, Severity};

use super::{Checked, Printer, Tally};
use crate::cli::shown;

pub(super) struct Github;

impl Printer for Github {
    fn begin(&self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn entries(&self, checked: &Checked) -> Vec<String> {
        let text = checked.note.text();
        let entry = |finding: &Finding| {
            let start = text.position(finding.range.start, Encoding::Utf32);
            let end = text.position(finding.range.end, Encoding::Utf32);
            let level = match finding.severity {
                Severity::Warning => "warning",
                Severity::Information | Severity::Hint => "notice",
            };
            format!(
                "::{level} file={},line={},endLine={},col={},endColumn={},title={}::{}\n",
                property(&shown(&checked.path)),
                start.line + 1,
                end.line + 1,
                start.column + 1,
                end.column + 1,
                property(&format!("whyfirst: {}", finding.rule)),
                data(&finding.message),
            )
        };
        checked.findings.iter().map(entry).collect()
    }

    fn end(&self, out: &mut dyn Write, _: &Tally, troubles: &[String]) -> io::Result<()> {
        troubles.iter().try_for_each(|trouble| writeln!(out, "::error title=whyfirst::{}", data(trouble)))
    }
}

/// A message: what ends a line would end the command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A value among others.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
