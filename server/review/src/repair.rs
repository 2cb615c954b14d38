//! Repairs that need nobody to look at them: what `check --fix` writes and "fix all" in an editor does.

use std::ops::Range;

use whyfirst_guide::Index;
use whyfirst_guide::sort;
use whyfirst_note::Note;

use crate::answers::Readings;
use crate::reading::{Options, read};
use crate::rules::findings;
use crate::{Finding, Fix};

/// The rules whose preferred fix is safe: it corrects what was meant for Whyfirst and was mistyped, or takes away what does nothing.
/// A fix that puts in text for the writer to fill in, or changes what the note claims, is not.
const SAFE: [&str; 2] = ["unknown-setting", "unused-suppression"];
/// No note needs more; a bound all the same, whatever rules say.
const MOST: usize = 1_000;

/// A note after its safe repairs.
#[derive(Debug)]
pub struct Repaired {
    /// The note.
    pub note: Note,
    /// How it reads now.
    pub readings: Readings,
    /// What is still to be found in it.
    pub findings: Vec<Finding>,
    /// What was repaired, in order.
    pub applied: Vec<Applied>,
}

/// A repair that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The rule that asked for it.
    pub rule: String,
    /// What was done.
    pub title: String,
    /// The line (0-based) on which it was done, as lines were counted at that moment.
    pub line: u32,
}

/// The fix of a finding that may be applied without asking.
pub fn safe_fix(finding: &Finding) -> Option<&Fix> {
    let safe = SAFE.contains(&&*finding.rule);
    finding.fixes.iter().find(|fix| safe && fix.preferred)
}

/// Applies all safe fixes, one after the other. Each is kept only if its finding is gone afterwards, so that repairing the result again
/// changes nothing.
pub fn repair(index: &Index, note: &Note, options: &Options) -> Repaired {
    let readings = read(index, note, options, None);
    let found = findings(index, note, &readings);
    let mut done = Repaired { note: note.clone(), readings, findings: found, applied: Vec::new() };
    let mut at = 0;
    while let Some(finding) = done.findings.get(at).filter(|_| done.applied.len() < MOST) {
        let Some(fix) = safe_fix(finding) else {
            at += 1;
            continue;
        };
        let mut note = done.note.clone();
        let mut edits: Vec<_> = fix.edits.iter().collect();
        sort::by_key(&mut edits, |edit| std::cmp::Reverse(edit.range.start));
        for edit in edits {
            let (range, text) = alone_on_its_line(note.text().as_str(), edit.range.clone(), &edit.text);
            note.edit(range, text);
        }
        let readings = read(index, &note, options, Some(&done.readings));
        let left = findings(index, &note, &readings);
        if count(&left, finding) < count(&done.findings, finding) {
            let applied = Applied {
                rule: finding.rule.to_string(),
                title: fix.title.clone(),
                line: done.note.text().line_of(finding.range.start) as u32,
            };
            done.applied.push(applied);
            (done.note, done.readings, done.findings) = (note, readings, left);
            at = 0;
        } else {
            at += 1;
        }
    }
    done
}

/// How many findings say the same.
fn count(findings: &[Finding], like: &Finding) -> usize {
    findings.iter().filter(|finding| finding.rule == like.rule && finding.message == like.message).count()
}

/// Where all the text of a line is taken away, the line goes with it.
fn alone_on_its_line<'a>(text: &str, range: Range<usize>, new: &'a str) -> (Range<usize>, &'a str) {
    let before = text.get(..range.start).unwrap_or_default();
    let after = text.get(range.end..).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let indent = before.get(line_start..).unwrap_or_default();
    let rest = after.find('\n').map(|at| after.get(..at + 1).unwrap_or_default());
    match rest {
        Some(rest) if new.is_empty() && indent.trim().is_empty() && rest.trim().is_empty() => {
            (line_start..range.end + rest.len(), new)
        }
        _ => (range, new),
    }
}

#[cfg(test)]
mod tests {
    use whyfirst_guide::builtin;

    use super::*;

    fn repaired(text: &str) -> Repaired {
        let index = Index::new(builtin().clone());
        let options = Options { finished: true, ..Options::default() };
        let once = repair(&index, &Note::new(text.to_owned()), &options);
        let twice = repair(&index, &once.note, &options);
        assert_eq!(twice.applied, [], "repairing twice must change nothing");
        assert_eq!(twice.note.text().as_str(), once.note.text().as_str());
        once
    }

    const BODY: &str = "# Design an ad click predictor 😀\r\n\r\n## Requirements\r\nThe business goal is ad revenue; 100M daily users; 50 ms at p99; GDPR.\r\n";

    #[test]
    fn what_was_mistyped_is_corrected_and_nothing_else_is_touched() {
        let text = format!(
            "---\r\nwhyfirst: {{ framwork: ml-7-stepp, minutes: 45 }}\r\ntitle: 日本\r\n---\r\n{BODY}"
        );
        let after = repaired(&text);
        let expected = text.replace("framwork", "framework").replace("ml-7-stepp", "ml-7-step");
        assert_eq!(after.note.text().as_str(), expected);
        assert_eq!(after.applied.len(), 2, "{:?}", after.applied);
        assert!(after.applied.iter().all(|it| it.rule == "unknown-setting" && it.line == 1));
        assert!(after.findings.iter().any(|it| it.rule == "skipped-step"), "what needs the writer stays");
    }

    #[test]
    fn a_comment_that_silences_nothing_goes_with_its_line() {
        let after = repaired(&format!("<!-- whyfirst: allow empty-step -->\r\n{BODY}"));
        assert_eq!(after.note.text().as_str(), BODY);
        // One that was mistyped may have been meant for something: it stays for the writer.
        let mistyped = format!("<!-- whyfirst: allow emty-step -->\n{BODY}");
        assert_eq!(repaired(&mistyped).note.text().as_str(), mistyped);
    }
}
