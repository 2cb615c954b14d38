//! The commands that any client can run through `workspace/executeCommand`: the one table of them. Each takes one object.
//!
//! The part of a command before its first `await` runs in the order of messages, so that it sees the edits sent before it.

use std::sync::Arc;

use futures::FutureExt;
use futures::future::BoxFuture;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tower_lsp::gen_lsp_types::{Uri, WorkspaceEdit};
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use whyfirst_assist::explain::{self, Entry};
use whyfirst_assist::start::{self, Wish};
use whyfirst_assist::{actions, metadata, summary};
use whyfirst_note::Key;
use whyfirst_review::Fix;

use super::state::{Looked, State};
use super::{practice, to_proto};

/// A command: its name and what it does with its argument.
struct Command {
    name: &'static str,
    run: fn(Arc<State>, Value) -> BoxFuture<'static, Result<Value>>,
}

static COMMANDS: [Command; 11] = [
    Command { name: "whyfirst.newAnswer", run: |state, argument| new_answer(state, argument).boxed() },
    Command {
        name: "whyfirst.insertMissingSteps",
        run: |state, argument| insert_missing(state, argument).boxed(),
    },
    Command { name: "whyfirst.showReading", run: |state, argument| show_reading(state, argument).boxed() },
    Command { name: "whyfirst.status", run: |state, argument| status(state, argument).boxed() },
    Command {
        name: "whyfirst.setFrontMatter",
        run: |state, argument| set_front_matter(state, argument).boxed(),
    },
    Command { name: "whyfirst.explain", run: |state, argument| explain(state, argument).boxed() },
    Command { name: "whyfirst.list", run: |state, argument| list(state, argument).boxed() },
    Command {
        name: "whyfirst.restartAnalysis",
        run: |state, argument| restart_analysis(state, argument).boxed(),
    },
    Command {
        name: "whyfirst.practice.start",
        run: |state, argument| practice::start(state, argument).boxed(),
    },
    Command {
        name: "whyfirst.practice.stop",
        run: |state, argument| practice::stop(state, argument).boxed(),
    },
    Command {
        name: "whyfirst.practice.summary",
        run: |state, argument| practice::summary(state, argument).boxed(),
    },
];

/// The names of all commands.
pub(super) fn names() -> Vec<String> {
    COMMANDS.iter().map(|command| command.name.to_owned()).collect()
}

/// Runs a command.
pub(super) async fn execute(state: &Arc<State>, name: &str, arguments: Option<Vec<Value>>) -> Result<Value> {
    let Some(command) = COMMANDS.iter().find(|command| command.name == name) else {
        return Err(Error::invalid_params(format!("there is no command `{name}`")));
    };
    let argument = arguments.into_iter().flatten().next().unwrap_or_else(|| json!({}));
    (command.run)(Arc::clone(state), argument).await
}

/// The argument of a command.
fn read<T: DeserializeOwned>(argument: Value) -> Result<T> {
    serde_json::from_value(argument).map_err(|error| Error::invalid_params(error.to_string()))
}

/// An error that tells the writer what is wrong.
fn refuse(message: impl Into<String>) -> Error {
    let mut error = Error::new(ErrorCode::ServerError(REQUEST_FAILED));
    error.message = message.into().into();
    error
}

/// `RequestFailed`: the request was right, and could not be carried out.
const REQUEST_FAILED: i64 = -32803;

/// Looks at an open note.
async fn look<T: Send + 'static>(
    state: &State,
    uri: &str,
    compute: impl FnOnce(Looked<'_>) -> T + Send + 'static,
) -> Result<T> {
    let found = state.answer(&Uri(uri.to_owned()), compute).await?;
    found.ok_or_else(|| refuse(format!("{uri} is not open as a note")))
}

/// Has the client change its documents.
async fn apply(state: &State, edit: WorkspaceEdit) -> Result<()> {
    if !state.abilities().apply_edit {
        return Err(refuse("this editor lets no server change a document"));
    }
    let result = state.client.apply_edit(edit).await?;
    if result.applied {
        return Ok(());
    }
    Err(refuse(result.failure_reason.unwrap_or_else(|| "the editor did not make the change".to_owned())))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfNote {
    uri: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewAnswer {
    problem: Option<String>,
    title: Option<String>,
    framework: Option<String>,
    minutes: Option<u16>,
    uri: Option<String>,
}

/// The text of a new note; put into a new or empty file where one is named and the client can do that.
async fn new_answer(state: Arc<State>, argument: Value) -> Result<Value> {
    let wanted: NewAnswer = read(argument)?;
    let wish = Wish {
        problem: wanted.problem.as_deref(),
        title: wanted.title.as_deref(),
        framework: wanted.framework.as_deref(),
        minutes: wanted.minutes,
    };
    let begun = start::start(&state.index_of(wanted.uri.as_deref()), &wish).map_err(Error::invalid_params)?;
    let (text, abilities) = (begun.text(), state.abilities());
    let mut written = false;
    if let Some(uri) = wanted.uri
        && abilities.apply_edit
    {
        let open = state.notes.get(&uri);
        if open.as_ref().is_some_and(|open| !open.note.text().as_str().trim().is_empty()) {
            return Err(refuse("there is something in that note already; nothing was written"));
        }
        let edit = match open {
            Some(open) => {
                let fix = Fix {
                    title: begun.title.clone(),
                    edits: vec![whyfirst_review::Edit {
                        range: 0..open.note.text().len(),
                        text: text.clone(),
                    }],
                    preferred: false,
                };
                Some(to_proto::workspace_edit(&fix, &open, abilities))
            }
            None => abilities.create_files.then(|| to_proto::new_file(&uri, &text)),
        };
        if let Some(edit) = edit {
            apply(&state, edit).await?;
            written = true;
        }
    }
    Ok(json!({"title": begun.title, "text": text, "snippet": begun.snippet, "written": written}))
}

/// Puts all missing steps in; gives back how many.
async fn insert_missing(state: Arc<State>, argument: Value) -> Result<Value> {
    let wanted: OfNote = read(argument)?;
    let found = look(&state, &wanted.uri, |looked| {
        let views: Vec<_> = looked.views().filter(|view| view.is_design_note()).collect();
        let count: usize = views.iter().map(|&view| actions::missing(view).len()).sum();
        let mut fixes = views.iter().filter_map(|&view| actions::insert_missing(view));
        let mut fix = fixes.next()?;
        fix.edits.extend(fixes.flat_map(|fix| fix.edits));
        Some((count, to_proto::workspace_edit(&fix, looked.snapshot, looked.abilities)))
    });
    let Some((count, edit)) = found.await? else { return Ok(json!(0)) };
    apply(&state, edit).await?;
    Ok(json!(count))
}

/// The reading of a note as a page.
async fn show_reading(state: Arc<State>, argument: Value) -> Result<Value> {
    let wanted: OfNote = read(argument)?;
    look(&state, &wanted.uri, |looked| {
        let findings = looked.findings();
        let pages: Vec<_> = looked.views().map(|view| summary::markdown(view, &findings)).collect();
        json!({"title": summary::title(looked.view_at(0)), "markdown": pages.join("\n")})
    })
    .await
}

/// How a note stands, in one value: for status lines.
async fn status(state: Arc<State>, argument: Value) -> Result<Value> {
    let wanted: OfNote = read(argument)?;
    look(&state, &wanted.uri, |looked| {
        let (view, index) = (looked.view_at(0), looked.index);
        let recognition = &view.reading.recognition;
        let because = recognition.because.text();
        if !view.is_design_note() {
            return json!({
                "designNote": false, "because": because, "framework": null, "problem": null, "status": null,
                "covered": 0, "total": 0, "findings": 0, "next": null,
            });
        }
        let standing = summary::standing(view);
        let named = |id: &str, title: &str| json!({"id": id, "title": title});
        json!({
            "designNote": true,
            "because": because,
            "framework": view.reading.framework(index).map(|it| named(&it.id, &it.title)),
            "problem": view.reading.problem(index).map(|it| named(&it.id, &it.title)),
            "status": if view.reading.finished { "done" } else { "draft" },
            "covered": standing.covered,
            "total": standing.total,
            "findings": looked.findings().len(),
            "next": standing.next.map(|it| named(&it.id, &it.title)),
        })
    })
    .await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetFrontMatter {
    uri: String,
    framework: Option<String>,
    problem: Option<String>,
    status: Option<String>,
}

/// Changes one setting in the front matter of a note.
async fn set_front_matter(state: Arc<State>, argument: Value) -> Result<Value> {
    let wanted: SetFrontMatter = read(argument)?;
    let given =
        [(Key::Framework, wanted.framework), (Key::Problem, wanted.problem), (Key::Status, wanted.status)];
    let mut given = given.into_iter().filter_map(|(key, value)| value.map(|value| (key, value)));
    let (Some((key, value)), None) = (given.next(), given.next()) else {
        return Err(Error::invalid_params("expected one of `framework`, `problem` and `status`"));
    };
    let found = look(&state, &wanted.uri, move |looked| {
        let guide = looked.index.guide();
        let known = match key {
            Key::Framework => guide.framework(&value).is_some(),
            Key::Problem => guide.problem(&value).is_some(),
            _ => ["draft", "done"].contains(&value.as_str()),
        };
        if !known {
            return Err(Error::invalid_params(format!("there is no {} `{value}`", key.name())));
        }
        let edit = metadata::set(&looked.snapshot.note, key, &value).map_err(refuse)?;
        let fix = edit.map(|edit| Fix {
            title: format!("Set the {} to `{value}`", key.name()),
            edits: vec![edit],
            preferred: false,
        });
        Ok(fix.map(|fix| to_proto::workspace_edit(&fix, looked.snapshot, looked.abilities)))
    });
    if let Some(edit) = found.await?? {
        apply(&state, edit).await?;
    }
    Ok(Value::Null)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Explain {
    term: String,
}

/// What a term or id means; nothing for one that is not known.
async fn explain(state: Arc<State>, argument: Value) -> Result<Value> {
    let wanted: Explain = read(argument)?;
    let index = state.index_of(None);
    let entry: Option<Entry<'_>> = explain::find(&index, &wanted.term).ok();
    Ok(entry.map_or(
        Value::Null,
        |entry| json!({"title": entry.title(), "markdown": explain::markdown(&index, &entry)}),
    ))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    kind: ListKind,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum ListKind {
    Frameworks,
    Problems,
    Concepts,
    Rules,
}

/// What the guide knows, for menus.
async fn list(state: Arc<State>, argument: Value) -> Result<Value> {
    let wanted: List = read(argument)?;
    let index = state.index_of(None);
    let guide = index.guide();
    let row = |id: &str, title: &str, detail: &str| json!({"id": id, "title": title, "detail": detail});
    let rows: Vec<Value> = match wanted.kind {
        ListKind::Frameworks => {
            guide.frameworks.iter().map(|it| row(&it.id, &it.title, &it.summary)).collect()
        }
        ListKind::Problems => guide.problems.iter().map(|it| row(&it.id, &it.title, &it.question)).collect(),
        ListKind::Concepts => guide.concepts.iter().map(|it| row(&it.id, &it.name, &it.category)).collect(),
        ListKind::Rules => {
            whyfirst_review::rules(&index).iter().map(|it| row(it.id, it.id, it.summary)).collect()
        }
    };
    Ok(Value::Array(rows))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// Forgets what is known of the open notes and reads them anew.
async fn restart_analysis(state: Arc<State>, argument: Value) -> Result<Value> {
    let Nothing {} = read(argument)?;
    state.read_anew();
    Ok(Value::Null)
}
