//! The part of JSON Schema that the schema of SARIF and ours use. A keyword that is not known here fails the test, so that nothing goes
//! unchecked. And whether the files that there are fit the schemas that are printed for them.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::{json, whyfirst};

/// What is wrong with a value, each with its place; nothing if it is valid.
pub(crate) fn problems(schema: &Value, value: &Value) -> Vec<String> {
    let mut problems = Vec::new();
    Validator { root: schema }.check(schema, value, "", &mut problems);
    problems
}

struct Validator<'a> {
    root: &'a Value,
}

impl Validator<'_> {
    fn check(&self, schema: &Value, value: &Value, place: &str, problems: &mut Vec<String>) {
        if schema == &Value::Bool(true) {
            return;
        }
        let mut wrong = Vec::new();
        let mut deeper = Vec::new();
        for (keyword, rule) in schema.as_object().unwrap() {
            match keyword.as_str() {
                "$schema" | "$id" | "title" | "description" | "default" | "definitions" => {}
                "type" => {
                    let is = |name: &Value| match name.as_str().unwrap() {
                        "object" => value.is_object(),
                        "array" => value.is_array(),
                        "string" => value.is_string(),
                        "integer" => value.is_i64() || value.is_u64(),
                        "number" => value.is_number(),
                        "boolean" => value.is_boolean(),
                        "null" => value.is_null(),
                        other => panic!("type {other}"),
                    };
                    if !rule.as_array().map_or_else(|| is(rule), |names| names.iter().any(is)) {
                        wrong.push(format!("{value} is no {rule}"));
                    }
                }
                "const" if value != rule => wrong.push(format!("{value} is not {rule}")),
                "const" => {}
                // How wide a number is: its bounds stand beside it.
                "format" if value.is_number() => {}
                "enum" if !rule.as_array().unwrap().contains(value) => {
                    wrong.push(format!("{value} is none of {rule}"));
                }
                "enum" => {}
                "minimum" if value.as_f64().is_some_and(|it| it < rule.as_f64().unwrap()) => {
                    wrong.push(format!("{value} < {rule}"));
                }
                "maximum" if value.as_f64().is_some_and(|it| it > rule.as_f64().unwrap()) => {
                    wrong.push(format!("{value} > {rule}"));
                }
                "minimum" | "maximum" => {}
                "minItems"
                    if value.as_array().is_some_and(|it| it.len() < rule.as_u64().unwrap() as usize) =>
                {
                    wrong.push(format!("fewer than {rule}"));
                }
                "minItems" => {}
                "uniqueItems" => {
                    let items = value.as_array().unwrap();
                    if items.iter().enumerate().any(|(at, item)| items[..at].contains(item)) {
                        wrong.push("an item stands twice".to_owned());
                    }
                }
                "required" => {
                    for name in rule.as_array().unwrap() {
                        if value.is_object() && value.get(name.as_str().unwrap()).is_none() {
                            wrong.push(format!("{name} is missing"));
                        }
                    }
                }
                "format" => {
                    let text = value.as_str().unwrap();
                    let address =
                        text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte));
                    match rule.as_str().unwrap() {
                        "uri-reference" if address => {}
                        "uri"
                            if address
                                && text.split_once(':').is_some_and(|(scheme, _)| !scheme.contains('/')) => {}
                        "uri" | "uri-reference" => wrong.push(format!("{text} is no {rule}")),
                        other => panic!("format {other}"),
                    }
                }
                "pattern" => panic!("{place}: a pattern, which is not checked here yet"),
                "$ref" => {
                    let target = rule.as_str().unwrap().strip_prefix('#').unwrap();
                    self.check(self.root.pointer(target).unwrap(), value, place, &mut deeper);
                }
                "items" => {
                    for (at, item) in value.as_array().into_iter().flatten().enumerate() {
                        // One for all of them, or one for each place.
                        let rule = rule.as_array().map_or(rule, |rules| &rules[at.min(rules.len() - 1)]);
                        self.check(rule, item, &format!("{place}/{at}"), &mut deeper);
                    }
                }
                "maxItems"
                    if value.as_array().is_some_and(|it| it.len() > rule.as_u64().unwrap() as usize) =>
                {
                    wrong.push(format!("more than {rule}"));
                }
                "maxItems" => {}
                "properties" => {
                    for (name, inner) in rule.as_object().unwrap() {
                        if let Some(value) = value.get(name) {
                            self.check(inner, value, &format!("{place}/{name}"), &mut deeper);
                        }
                    }
                }
                "additionalProperties" => {
                    let known = schema.get("properties").and_then(Value::as_object);
                    let more = value
                        .as_object()
                        .into_iter()
                        .flatten()
                        .filter(|(name, _)| known.is_none_or(|known| !known.contains_key(*name)));
                    for (name, inner) in more {
                        match rule {
                            Value::Bool(true) => {}
                            Value::Bool(false) => wrong.push(format!("{name} has no place here")),
                            rule => self.check(rule, inner, &format!("{place}/{name}"), &mut deeper),
                        }
                    }
                }
                "anyOf" | "oneOf" => {
                    let fits = |inner: &Value| {
                        let mut found = Vec::new();
                        self.check(inner, value, place, &mut found);
                        found.is_empty()
                    };
                    let fitting = rule.as_array().unwrap().iter().filter(|inner| fits(inner)).count();
                    if fitting == 0 || keyword == "oneOf" && fitting > 1 {
                        wrong.push(format!("fits {fitting} of {keyword}"));
                    }
                }
                other => panic!("{place}: the keyword {other} is not known here"),
            }
        }
        problems.extend(wrong.into_iter().map(|what| format!("{place}: {what}")));
        problems.append(&mut deeper);
    }
}

/// The files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The kind of a guide file, by where it lies.
fn kind(path: &Path) -> Option<&'static str> {
    let folders: Vec<_> = path.iter().map(|part| part.to_str().unwrap()).collect();
    match folders.as_slice() {
        ["frameworks", _] => Some("framework"),
        ["concepts", _, _] => Some("concept"),
        ["problems", _] => Some("problem"),
        ["rubrics", _, "rubric.toml"] => Some("rubric"),
        ["rubrics", _, _] => Some("stage"),
        ["rules", _] => Some("rule"),
        ["estimation", _] => Some("estimation"),
        ["language.toml"] => Some("language"),
        _ => None,
    }
}

fn value(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap();
    if path.extension().unwrap() == "toml" {
        return toml::from_str(&text).unwrap();
    }
    let front = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).unwrap().0;
    serde_saphyr::from_str(front).unwrap()
}

#[test]
fn the_files_of_the_guide_and_of_the_example_fit_the_schemas() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut checked = std::collections::BTreeMap::new();
    for folder in ["server/guide/content", "tests/packs/team-rfc"].map(|folder| root.join(folder)) {
        for file in files(&folder) {
            let Some(kind) = kind(file.strip_prefix(&folder).unwrap()) else { continue };
            let schema =
                checked.entry(kind).or_insert_with(|| json(&whyfirst(&root, &["schema", "pack", kind])));
            assert_eq!(problems(schema, &value(&file)), Vec::<String>::new(), "{}", file.display());
        }
    }
    assert_eq!(checked.len(), 8, "{:?}", checked.keys());
    // And what does not fit is found.
    let schema = &checked["concept"];
    let wrong = serde_json::json!({"name": 3, "category": "metric", "alias": []});
    assert_eq!(problems(schema, &wrong).len(), 3, "{:?}", problems(schema, &wrong));
}

#[test]
fn the_configuration_of_the_manual_fits_its_schema() {
    let manual = include_str!("../../server/guide/PACKS.md");
    let schema = json(&whyfirst(Path::new("."), &["schema", "config"]));
    let examples = manual.split("```toml\n").skip(1).filter_map(|rest| rest.split_once("```"));
    let mut configurations = 0;
    for (example, _) in
        examples.filter(|(example, _)| example.contains("\npacks =") || example.contains("#:schema"))
    {
        let value: Value = toml::from_str(example).unwrap();
        assert_eq!(problems(&schema, &value), Vec::<String>::new());
        configurations += 1;
    }
    assert_eq!(configurations, 2);
}
