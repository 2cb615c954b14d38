//! The schema of a pack's files is that of the types into which they are read.

use expect_test::expect_file;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::rubric::{RubricFile, StageFile};
use super::{card, problem, rule};
use crate::estimation::Estimation;
use crate::model::{Framework, Language};

/// The schema of a type, whole in itself.
fn of<T: JsonSchema>(title: &str) -> Value {
    let settings = SchemaSettings::draft07().with(|settings| settings.inline_subschemas = true);
    let mut schema = settings.into_generator().into_root_schema_for::<T>().to_value();
    let object = schema.as_object_mut().unwrap();
    object.remove("$schema");
    object.insert("title".to_owned(), json!(title));
    schema
}

#[test]
fn the_schema_in_the_repository_is_that_of_the_types() {
    let kinds = [
        ("framework", of::<Framework>("A framework: frameworks/ID.toml")),
        ("rubric", of::<RubricFile>("A rubric: rubrics/ID/rubric.toml")),
        ("stage", of::<StageFile>("A stage of a rubric: rubrics/RUBRIC/ID.toml")),
        ("concept", of::<card::Keys>("The front matter of a concept: concepts/CATEGORY/ID.md")),
        ("problem", of::<problem::Keys>("The front matter of a problem: problems/ID.md")),
        ("rule", of::<rule::Keys>("The front matter of a rule: rules/ID.md")),
        ("estimation", of::<Estimation>("What is known of numbers: estimation/*.toml")),
        ("language", of::<Language>("How notes are worded: language.toml")),
    ];
    let any: Vec<Value> =
        kinds.iter().map(|(kind, _)| json!({"$ref": format!("#/definitions/{kind}")})).collect();
    let definitions: Map<String, Value> =
        kinds.into_iter().map(|(kind, schema)| (kind.to_owned(), schema)).collect();
    let schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A file of a Whyfirst pack",
        "anyOf": any,
        "definitions": definitions,
    });
    expect_file!["../../schema/pack.json"]
        .assert_eq(&(serde_json::to_string_pretty(&schema).unwrap() + "\n"));
}
