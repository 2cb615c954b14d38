//! Findings as SARIF 2.1.0, the form in which code scanning takes results. Written result by result.

use std::io::{self, Write};
use std::ops::Range;
use std::path::Path;

use serde_json::{Value, json};
use whyfirst_guide::Index;
use whyfirst_note::{Encoding, Note};
use whyfirst_review::{Finding, Severity};

use super::{Checked, Printer, Tally};

pub(super) struct Sarif {
    /// The rules, as the log describes them.
    rules: Vec<Value>,
}

impl Sarif {
    pub(super) fn new(index: &Index) -> Sarif {
        let described = whyfirst_review::rules(index).into_iter().map(|rule| {
            json!({
                "id": rule.id,
                "shortDescription": {"text": sentence(rule.summary)},
                "help": {"text": whyfirst_assist::explain::plain(&rule.manual()), "markdown": rule.manual()},
                "defaultConfiguration": {"level": level(rule.severity)},
            })
        });
        Sarif { rules: described.collect() }
    }

    /// The place of a rule in the log.
    fn place(&self, id: &str) -> Option<usize> {
        self.rules.iter().position(|rule| rule.get("id").is_some_and(|it| it == id))
    }
}

impl Printer for Sarif {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        let driver = json!({
            "name": "Whyfirst", "version": env!("CARGO_PKG_VERSION"), "semanticVersion": env!("CARGO_PKG_VERSION"),
            "informationUri": env!("CARGO_PKG_HOMEPAGE"), "rules": self.rules,
        });
        write!(
            out,
            r#"{{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{{"tool":{{"driver":{driver}}},"columnKind":"unicodeCodePoints","results":["#
        )
    }

    fn entries(&self, checked: &Checked) -> Vec<String> {
        let entry = |finding: &Finding| format!("\n{}", result(checked, finding, self.place(&finding.rule)));
        checked.findings.iter().map(entry).collect()
    }

    fn between(&self) -> &'static str {
        ","
    }

    fn end(&self, out: &mut dyn Write, _: &Tally, troubles: &[String]) -> io::Result<()> {
        let notifications: Vec<_> =
            troubles.iter().map(|text| json!({"level": "error", "message": {"text": text}})).collect();
        let invocation =
            json!({"executionSuccessful": troubles.is_empty(), "toolExecutionNotifications": notifications});
        writeln!(out, "\n],\"invocations\":[{invocation}]}}]}}")
    }
}

fn result(checked: &Checked, finding: &Finding, rule: Option<usize>) -> Value {
    let uri = uri(&checked.path);
    let location = |range: &Range<usize>| json!({"artifactLocation": {"uri": uri}, "region": region(&checked.note, range)});
    let mut result = json!({
        "ruleId": finding.rule,
        "level": level(finding.severity),
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": location(&finding.range)}],
    });
    let Some(fields) = result.as_object_mut() else { return result };
    if let Some(at) = rule {
        fields.insert("ruleIndex".to_owned(), at.into());
    }
    if !finding.related.is_empty() {
        let related = |it: &whyfirst_review::Related| json!({"physicalLocation": location(&it.range), "message": {"text": it.message}});
        fields.insert("relatedLocations".to_owned(), finding.related.iter().map(related).collect());
    }
    if !finding.fixes.is_empty() {
        let replacement = |edit: &whyfirst_review::Edit| json!({"deletedRegion": region(&checked.note, &edit.range), "insertedContent": {"text": edit.text}});
        let fix = |fix: &whyfirst_review::Fix| {
            let replacements: Vec<_> = fix.edits.iter().map(replacement).collect();
            json!({"description": {"text": fix.title}, "artifactChanges": [{"artifactLocation": {"uri": uri}, "replacements": replacements}]})
        };
        fields.insert("fixes".to_owned(), finding.fixes.iter().map(fix).collect());
    }
    result
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Warning => "warning",
        Severity::Information | Severity::Hint => "note",
    }
}

/// Lines and columns from 1, in characters; the end is the place after the last.
fn region(note: &Note, range: &Range<usize>) -> Value {
    let (start, end) = (
        note.text().position(range.start, Encoding::Utf32),
        note.text().position(range.end, Encoding::Utf32),
    );
    json!({
        "startLine": start.line + 1, "startColumn": start.column + 1, "endLine": end.line + 1, "endColumn": end.column + 1,
    })
}

fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{}.", chars.as_str())
}

/// A path as an address: relative to the folder of the run, unless it was named from the root.
fn uri(path: &Path) -> String {
    let shown = crate::cli::shown(path);
    let mut address = String::new();
    if path.is_absolute() {
        address.push_str(if shown.starts_with('/') { "file://" } else { "file:///" });
    }
    for byte in shown.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                address.push(char::from(byte));
            }
            b':' if path.is_absolute() => address.push(':'),
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address
}
