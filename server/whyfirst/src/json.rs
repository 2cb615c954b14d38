//! The JSON that programs get: of a reading, and of findings.

use serde_json::{Map, Value, json};
use whyfirst_guide::Index;
use whyfirst_note::{Encoding, Note};
use whyfirst_review::estimate::print;
use whyfirst_review::{Finding, Reading, Readings};

/// How a note is read, as `outline --format json` prints it. Lines are 1-based, columns of mentions 0-based bytes. Where the note answers
/// several questions, they are listed, and the top level repeats the first.
pub(crate) fn readings(index: &Index, note: &Note, readings: &Readings, path: &str) -> Value {
    let mut fields = reading(index, note, readings.first());
    fields.insert("path".to_owned(), json!(path));
    if readings.several() {
        let answers = readings.answers().map(|answer| {
            let mut fields = reading(index, note, answer);
            fields.insert("start_line".to_owned(), json!(answer.lines.start + 1));
            fields.insert("end_line".to_owned(), json!(answer.lines.end));
            fields
        });
        fields.insert("answers".to_owned(), answers.map(Value::Object).collect());
    }
    Value::Object(fields)
}

/// How one answer is read.
fn reading(index: &Index, note: &Note, reading: &Reading) -> Map<String, Value> {
    let known = reading.recognition.design_note;
    let id = |id: Option<&str>| json!(id.filter(|_| known));
    let list = |entries: &dyn Fn() -> Vec<Value>| json!(if known { entries() } else { Vec::new() });
    let fields = [
        ("design_note", json!(known)),
        ("because", json!(reading.recognition.because.text())),
        ("framework", id(reading.framework(index).map(|it| &*it.id))),
        ("problem", id(reading.problem(index).map(|it| &*it.id))),
        ("steps", list(&|| steps(index, reading))),
        ("stages", list(&|| stages(index, reading))),
        ("headings", list(&|| headings(index, note, reading))),
        ("estimates", list(&|| estimates(index, note, reading))),
        ("mentions", list(&|| mentions(index, note, reading))),
    ];
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn steps(index: &Index, reading: &Reading) -> Vec<Value> {
    let Some(framework) = reading.framework(index) else { return Vec::new() };
    let step = |step: &whyfirst_review::StepReading| {
        let data = framework.steps.get(step.step as usize)?;
        let sections: Vec<_> = step
            .sections
            .iter()
            .filter_map(|&at| reading.sections.get(at as usize))
            .map(|section| json!({"start_line": section.line + 1, "end_line": section.end}))
            .collect();
        Some(json!({
            "id": data.id, "stages": data.stages, "coverage": step.coverage.name(),
            "place": step.place.map(whyfirst_review::Place::name), "sections": sections,
        }))
    };
    reading.steps.iter().filter_map(step).collect()
}

fn stages(index: &Index, reading: &Reading) -> Vec<Value> {
    let stage = |stage: &whyfirst_review::StageReading| {
        let aspects: Vec<_> = stage
            .aspects
            .iter()
            .filter_map(|it| {
                let line = it.line.map(|line| line + 1);
                Some(json!({"id": index.aspect(it.aspect)?.id, "coverage": it.coverage.name(), "line": line}))
            })
            .collect();
        Some(
            json!({"id": index.stage(stage.stage)?.id, "coverage": stage.coverage.name(), "aspects": aspects}),
        )
    };
    reading.stages.iter().filter_map(stage).collect()
}

fn headings(index: &Index, note: &Note, reading: &Reading) -> Vec<Value> {
    let framework = reading.framework(index);
    let placed: Vec<_> = note.placed().collect();
    let heading = |section: &whyfirst_review::Section| {
        let chunk = placed.get(section.chunk as usize)?;
        let heading = chunk.headings().get(section.heading as usize)?;
        let opens = reading.sections.opens(section);
        let stages: Vec<_> = opens.iter().filter_map(|it| index.stage(it.stage)).map(|it| &*it.id).collect();
        let steps = if opens.is_empty() && reading.sections.steps(section).is_empty() {
            Vec::new()
        } else {
            reading.steps_of(index, section)
        };
        let steps: Vec<_> = steps
            .iter()
            .filter_map(|&step| framework?.steps.get(step as usize))
            .map(|step| &*step.id)
            .collect();
        let title = chunk.title(heading);
        Some(json!({"line": section.line + 1, "text": title, "steps": steps, "stages": stages}))
    };
    reading.sections.iter().filter_map(heading).collect()
}

fn estimates(index: &Index, note: &Note, reading: &Reading) -> Vec<Value> {
    let (measures, guide) = (index.measures(), index.guide());
    let estimate = |it: whyfirst_review::Estimate| {
        let text = note.text().slice(it.range.start as usize..it.range.end as usize);
        let quantity = it.quantity.and_then(|at| guide.estimation.quantities.get(at as usize));
        let mut value = json!({
            "line": it.line + 1,
            "text": text,
            "value": print::print(&it.value, measures, guide, 4),
            "number": print::number_in_unit(&it.value, it.value.number(), measures, guide),
            "unit": print::unit(&it.value, measures, guide),
            "quantity": quantity.map(|quantity| &*quantity.id),
        });
        if let (Some(written), Some(fields)) = (&it.written, value.as_object_mut()) {
            let text = note.text().slice(written.range.start as usize..written.range.end as usize);
            fields.insert("written".to_owned(), json!(text));
        }
        value
    };
    reading.estimates(note).map(estimate).collect()
}

fn mentions(index: &Index, note: &Note, reading: &Reading) -> Vec<Value> {
    let mention = |mention: whyfirst_guide::mentions::Mention| {
        let start = note.text().line_start(mention.line as usize) as u32;
        let concept = &index.concept(mention.concept)?.id;
        Some(
            json!({"line": mention.line + 1, "start": mention.start - start, "end": mention.end - start, "concept": concept}),
        )
    };
    reading.mentions(note).filter_map(mention).collect()
}

/// A finding as `check --format json` prints it: 1-based lines and columns in characters.
pub(crate) fn finding(note: &Note, finding: &Finding) -> Value {
    let fixes: Vec<_> = finding
        .fixes
        .iter()
        .map(|fix| {
            let edits: Vec<_> = fix
                .edits
                .iter()
                .map(|edit| json!({"range": range(note, &edit.range), "text": edit.text}))
                .collect();
            json!({"title": fix.title, "edits": edits})
        })
        .collect();
    let related: Vec<_> = finding
        .related
        .iter()
        .map(|it| json!({"range": range(note, &it.range), "message": it.message}))
        .collect();
    json!({
        "rule": finding.rule, "severity": finding.severity.name(), "message": finding.message,
        "range": range(note, &finding.range), "related": related, "fixes": fixes,
    })
}

fn range(note: &Note, range: &std::ops::Range<usize>) -> Value {
    let place = |offset: usize| {
        let position = note.text().position(offset, Encoding::Utf32);
        json!({"line": position.line + 1, "column": position.column + 1})
    };
    json!({"start": place(range.start), "end": place(range.end)})
}
