//! The part of JSON Schema that the schema of SARIF uses. A keyword that is not known here fails the test, so that nothing goes unchecked.

use serde_json::Value;

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
        let mut wrong = Vec::new();
        let mut deeper = Vec::new();
        for (keyword, rule) in schema.as_object().unwrap() {
            match keyword.as_str() {
                "$schema" | "$id" | "title" | "description" | "default" | "definitions" => {}
                "type" => {
                    let is = match rule.as_str().unwrap() {
                        "object" => value.is_object(),
                        "array" => value.is_array(),
                        "string" => value.is_string(),
                        "integer" => value.is_i64() || value.is_u64(),
                        "number" => value.is_number(),
                        "boolean" => value.is_boolean(),
                        other => panic!("type {other}"),
                    };
                    if !is {
                        wrong.push(format!("{value} is no {rule}"));
                    }
                }
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
                        self.check(rule, item, &format!("{place}/{at}"), &mut deeper);
                    }
                }
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
