//! The client's settings as they come and change.

use std::sync::Arc;

use serde_json::{Value, json};
use tower_lsp::gen_lsp_types::{ConfigurationItem, Registration};

use super::settings::SECTION;
use super::state::State;

/// Takes the client's settings up as soon as it listens, and asks to be told when they or files change.
pub(super) async fn begin(state: &Arc<State>) {
    state.workspace.walk();
    state.tell_troubles().await;
    let abilities = state.abilities();
    let mut registrations = Vec::new();
    let mut register = |method: &str, options: Value| {
        registrations.push(Registration {
            id: method.replace('/', "-"),
            method: method.to_owned(),
            register_options: Some(options),
        });
    };
    if abilities.register_configuration {
        register("workspace/didChangeConfiguration", json!({"section": SECTION}));
    }
    if abilities.register_watchers {
        let globs = ["**/*.{md,markdown,qmd,rmd,Rmd,mdx,wiki}", "**/whyfirst.toml"];
        let watchers: Vec<_> = globs.iter().map(|glob| json!({"globPattern": glob})).collect();
        register("workspace/didChangeWatchedFiles", json!({"watchers": watchers}));
    }
    if !registrations.is_empty() {
        // A client that will not tell is served with what it has said.
        let _ = state.client.register_capability(registrations).await;
    }
    if abilities.configuration {
        pull(state).await;
    }
}

/// Takes up settings that have changed. A client that sends none with the news is asked for them.
pub(super) async fn changed(state: &Arc<State>, sent: Value) {
    let says_something = sent.as_object().is_some_and(|sent| !sent.is_empty());
    if says_something {
        take(state, &sent).await;
    } else if state.abilities().configuration {
        pull(state).await;
    }
}

async fn pull(state: &Arc<State>) {
    let item = ConfigurationItem { section: Some(SECTION.to_owned()), scope_uri: None };
    let Ok(answer) = state.client.configuration(vec![item]).await else { return };
    if let Some(sent) = answer.first() {
        take(state, sent).await;
    }
}

async fn take(state: &Arc<State>, sent: &Value) {
    let before = state.settings();
    let changed = state.change_settings(sent);
    if before.languages != state.settings().languages {
        state.workspace.walk();
    }
    state.tell_troubles().await;
    if changed {
        refresh(state);
    }
}

/// Has everything that is shown computed again.
fn refresh(state: &Arc<State>) {
    state.look_again();
    state.ask_again(true, true);
}
