//! What to select from a place outwards: its section, the step around it, the note. Smaller things are left to other servers.

use std::ops::Range;

use crate::View;

/// The ranges around a byte offset, each inside the next.
pub fn find(view: View<'_>, offset: usize) -> Vec<Range<usize>> {
    if !view.is_design_note() {
        return Vec::new();
    }
    let text = view.note.text();
    let innermost = view.reading.section_at(view.line_of(offset)).map(|(_, section)| section);
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut add = |range: Range<usize>| {
        let inner = ranges.last();
        let larger =
            inner.is_none_or(|inner| range.start <= inner.start && inner.end <= range.end && range != *inner);
        if larger && range.start <= offset && offset <= range.end && !range.is_empty() {
            ranges.push(range);
        }
    };
    for section in innermost.into_iter().flat_map(|section| view.reading.sections.around(section)) {
        let start = text.line_start(section.line as usize);
        // Without the blank lines that part it from the next.
        let whole = text.slice(start..text.line_start(section.end as usize));
        add(start..start + whole.trim_end().len());
        add(start..start + whole.len());
    }
    add(0..text.len());
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    #[test]
    fn from_the_section_by_way_of_the_step_to_the_note() {
        let fixture = Fixture::new(
            "# Design an ad click predictor\n\n## Evaluate\nBoth.\n\n### Offline\nLog$0 loss.\n\n### Online\nCTR.\n\n## Serve\nx\n",
        );
        let shown: Vec<_> = find(fixture.view(), fixture.offset)
            .into_iter()
            .map(|range| fixture.note.text().slice(range).to_owned())
            .collect();
        assert_eq!(shown[0], "### Offline\nLog loss.");
        assert_eq!(shown[1], "### Offline\nLog loss.\n\n");
        assert!(shown[2].starts_with("## Evaluate\n") && shown[2].ends_with("CTR."), "{shown:?}");
        assert_eq!(shown.last().unwrap(), fixture.note.text().as_str());
        assert!(shown.windows(2).all(|pair| pair[1].contains(&pair[0])));
        assert_eq!(find(Fixture::new("# Shopping\n\n- milk$0\n").view(), 14), Vec::<Range<usize>>::new());
    }
}
