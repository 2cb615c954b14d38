//! Findings as diagnostics.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::json;
use tower_lsp::gen_lsp_types as lsp;
use whyfirst_note::{Encoding, Text};
use whyfirst_review::{Finding, Severity};

use super::range;
use crate::config::Trouble;
use crate::lsp::capabilities::Abilities;
use crate::lsp::snapshot::Snapshot;

/// Whose diagnostics they are.
const SOURCE: &str = "whyfirst";
/// The rule that reports text without an effect, which editors can fade.
const FADED: &str = "unused-suppression";

/// A finding; `page` is the address of its rule's page, if there is one.
pub(in crate::lsp) fn diagnostic(
    finding: &Finding,
    snapshot: &Snapshot,
    abilities: Abilities,
    page: Option<String>,
) -> lsp::Diagnostic {
    let text = snapshot.note.text();
    let related = finding.related.iter().map(|related| lsp::DiagnosticRelatedInformation {
        location: lsp::Location {
            uri: lsp::Uri(snapshot.uri.clone()),
            range: range(text, &related.range, abilities.encoding),
        },
        message: related.message.clone(),
    });
    let related: Vec<_> = related.collect();
    let fixes: Vec<_> = finding.fixes.iter().map(|fix| &fix.title).collect();
    let faded = abilities.tags && *finding.rule == *FADED;
    lsp::Diagnostic {
        range: range(text, &finding.range, abilities.encoding),
        severity: Some(match finding.severity {
            Severity::Warning => lsp::DiagnosticSeverity::Warning,
            Severity::Information => lsp::DiagnosticSeverity::Information,
            Severity::Hint => lsp::DiagnosticSeverity::Hint,
        }),
        code: Some(finding.rule.to_string().into()),
        code_description: page
            .filter(|_| abilities.code_description)
            .map(|page| lsp::CodeDescription { href: lsp::Uri(page) }),
        source: Some(SOURCE.to_owned()),
        message: finding.message.clone().into(),
        tags: faded.then(|| vec![lsp::DiagnosticTag::Unnecessary]),
        related_information: (abilities.related_information && !related.is_empty()).then_some(related),
        data: abilities
            .diagnostic_data
            .then(|| json!({"rule": finding.rule.to_string(), "version": snapshot.version, "fixes": fixes})),
    }
}

/// Something wrong with a configuration or a pack.
pub(in crate::lsp) fn trouble(trouble: &Trouble, encoding: Encoding) -> lsp::Diagnostic {
    let range = trouble.place.as_ref().map(|place| {
        let text = Text::new(place.text.clone());
        let at = |column: usize| lsp::Position {
            line: place.line,
            character: text.position(column, encoding).column,
        };
        lsp::Range { start: at(place.columns.start), end: at(place.columns.end) }
    });
    lsp::Diagnostic {
        range: range.unwrap_or_default(),
        severity: Some(lsp::DiagnosticSeverity::Warning),
        source: Some(SOURCE.to_owned()),
        message: trouble.message.clone().into(),
        ..lsp::Diagnostic::default()
    }
}

/// A name for a set of diagnostics: the same for the same, whatever version of the note they are about.
pub(in crate::lsp) fn result_id(diagnostics: &[lsp::Diagnostic]) -> String {
    let mut hasher = DefaultHasher::new();
    for diagnostic in diagnostics {
        let mut shown = serde_json::to_value(diagnostic).unwrap_or_default();
        if let Some(data) = shown.get_mut("data").and_then(serde_json::Value::as_object_mut) {
            data.remove("version");
        }
        shown.to_string().hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}
