//! The lines that the guide itself inserts, to be filled in: they are no evidence for as long as they stand as they were.

use crate::model::{Guide, List};
use crate::snippet;

/// The fingerprints of the lines that the guide itself inserts, in order.
pub(crate) fn lines(guide: &Guide) -> List<u64> {
    let steps = guide.frameworks.iter().flat_map(|framework| framework.steps.iter());
    let step_prompts = steps.flat_map(|step| step.prompts.iter());
    let aspects: Vec<_> =
        guide.rubrics.iter().flat_map(|rubric| rubric.aspects()).map(|(_, aspect)| aspect).collect();
    let formulas = guide.estimation.formulas.iter().map(|formula| &formula.snippet);
    let prompts = aspects.iter().map(|aspect| &aspect.prompt).chain(step_prompts).chain(formulas);
    let mut lines: Vec<String> = prompts.map(|prompt| snippet::plain(prompt)).collect();
    for problem in guide.problems.iter() {
        for entry in problem.brief.iter().flat_map(|brief| brief.entries.iter()) {
            let aspect = aspects.iter().find(|aspect| aspect.id == entry.key);
            let line = snippet::suggestion(aspect.copied(), entry);
            lines.push(snippet::plain(&line));
        }
    }
    let cases = guide.rules.iter().flat_map(|rule| rule.cases.iter());
    lines.extend(cases.map(|case| snippet::plain(&case.fix.line)));
    let mut known: Vec<u64> = lines
        .iter()
        .filter(|line| line.contains(char::is_alphanumeric))
        .filter_map(|line| fingerprint(line, |_| true))
        .collect();
    known.sort_unstable();
    known.dedup();
    known.into()
}

/// Whether a line, however marked up, is one of those with these fingerprints.
pub(crate) fn holds(known: &[u64], line: &str) -> bool {
    // Every line of a note is asked for it, and hardly one begins as one of these does.
    let begins = |start: u64| {
        let at = known.partition_point(|known| *known < start);
        known.get(at).is_some_and(|known| known & BEGINNING == start)
    };
    fingerprint(line, begins).is_some_and(|line| known.binary_search(&line).is_ok())
}

/// The part of a fingerprint that stands for the first [`BEGINS`] letters and digits of its line.
const BEGINNING: u64 = 0xffff << 48;
const BEGINS: usize = 16;

/// What stands for a line reduced by [`bare`]; the same on every machine (FNV-1a). None if `goes_on`, asked for the part of it that
/// stands for the line's beginning, says no.
fn fingerprint(line: &str, goes_on: impl FnOnce(u64) -> bool) -> Option<u64> {
    if line.is_ascii() {
        let letters = line.bytes().filter(u8::is_ascii_alphanumeric);
        return hash(letters.map(|byte| byte.to_ascii_lowercase()), goes_on);
    }
    let bytes = |c: char| {
        let mut bytes = [0; 4];
        let len = c.encode_utf8(&mut bytes).len();
        bytes.into_iter().take(len)
    };
    hash(letters(line).flat_map(bytes), goes_on)
}

fn hash(mut letters: impl Iterator<Item = u8>, goes_on: impl FnOnce(u64) -> bool) -> Option<u64> {
    let add = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    let start = letters.by_ref().take(BEGINS).fold(0xcbf2_9ce4_8422_2325, add);
    let beginning = start & BEGINNING;
    goes_on(beginning).then(|| letters.fold(start, add) & !BEGINNING | beginning)
}

/// A line reduced to its letters and digits, in lower case: the same however it is marked up or indented.
pub fn bare(line: &str) -> String {
    letters(line).collect()
}

fn letters(line: &str) -> impl Iterator<Item = char> {
    line.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_known_by_all_its_letters_however_it_is_marked_up() {
        let lines =
            ["Which number decides that this worked", "Which number decides", "Länge der Anfrage: ½ KB"];
        let mut known: Vec<u64> = lines.iter().filter_map(|line| fingerprint(line, |_| true)).collect();
        known.sort_unstable();
        for line in lines {
            assert!(
                holds(&known, line) && holds(&known, &format!("- [ ] **{}**", line.to_uppercase())),
                "{line}"
            );
            for other in [format!("{line} x"), format!("x {line}"), line.chars().skip(1).collect()] {
                assert!(!holds(&known, &other), "{other}");
            }
        }
        assert!(!holds(&known, "") && !holds(&[], lines[0]));
    }
}
