//! Practising against the clock: the edge between the server and [`whyfirst_assist::practice`], which does the reckoning.
//!
//! One practice runs at a time. A task of its own shows what the clock says as progress; edits and readings are told to it as they come.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::Notify;
use tower_lsp::gen_lsp_types::{MessageType, ProgressToken};
use tower_lsp::jsonrpc::{Error, Result};
use whyfirst_assist::View;
use whyfirst_assist::hints::Hint;
use whyfirst_assist::practice::{self, Line, Plan, Session, Standing, Summary};
use whyfirst_guide::Level;
use whyfirst_note::Key;

use super::computing;
use super::snapshot::Snapshot;
use super::state::State;
use crate::history::{self, Record, StepRecord};

/// The minutes of an interview, where nothing else is said.
const MINUTES: u16 = 45;
/// How often the clock is looked at.
const TICK: Duration = Duration::from_secs(1);

/// What tells the time: a duration from any fixed moment.
pub(super) type Clock = Box<dyn Fn() -> Duration + Send + Sync>;

/// The practice that runs, and the one that ran last.
pub(super) struct Practice {
    clock: Clock,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    running: Option<Running>,
    last: Option<Last>,
    /// Numbers the practices, so that a late tick of one is not taken for the next.
    count: u64,
}

struct Running {
    number: u64,
    /// The note; without one, the first that is edited.
    uri: Option<String>,
    framework: String,
    level: Level,
    began: jiff::Timestamp,
    session: Session,
    /// The line of the last edit, until it is known in which step that is.
    edited: Option<(u32, Duration)>,
    /// The line of the last edit that was known.
    line: u32,
    ended: Arc<Notify>,
}

/// A practice that is over.
struct Last {
    uri: Option<String>,
    summary: Summary,
    /// Whether it is shown at the end of the note.
    shown: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Start {
    uri: Option<String>,
    minutes: Option<u16>,
    framework: Option<String>,
    level: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfNote {
    uri: String,
}

impl Practice {
    pub(super) fn new() -> Practice {
        let begin = Instant::now();
        Practice::with_clock(Box::new(move || begin.elapsed()))
    }

    pub(super) fn with_clock(clock: Clock) -> Practice {
        Practice { clock, inner: Mutex::default() }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts a practice; gives back its number and what ends it.
    fn begin(&self, mut running: Running) -> (u64, Arc<Notify>) {
        let mut inner = self.lock();
        inner.count += 1;
        running.number = inner.count;
        let ended = Arc::clone(&running.ended);
        inner.running = Some(running);
        inner.last = None;
        (inner.count, ended)
    }

    /// Ends the practice that runs.
    fn end(&self) -> Option<(Running, Summary)> {
        let now = (self.clock)();
        let mut inner = self.lock();
        let running = inner.running.take()?;
        running.ended.notify_one();
        let summary = running.session.clone().stop(now);
        inner.last = Some(Last { uri: running.uri.clone(), summary: summary.clone(), shown: false });
        Some((running, summary))
    }

    /// What the clock says, and what is to be said; nothing once the practice is over.
    fn tick(&self, number: u64) -> Option<(Line, Option<String>)> {
        let now = (self.clock)();
        let mut inner = self.lock();
        let running = inner.running.as_mut().filter(|running| running.number == number)?;
        Some((running.session.line(now), running.session.nudge(now)))
    }

    /// A note was edited on a line. Takes no time.
    pub(super) fn edited(&self, uri: &str, line: u32) {
        let now = (self.clock)();
        if let Some(running) = &mut self.lock().running {
            let of_it = *running.uri.get_or_insert_with(|| uri.to_owned()) == uri;
            if of_it {
                running.edited = Some((line, now));
            }
        }
    }

    /// A note was read anew.
    pub(super) fn read(&self, snapshot: &Snapshot) {
        let now = (self.clock)();
        let concerns = |running: &Running| running.uri.as_deref() == Some(&*snapshot.uri);
        if !self.lock().running.as_ref().is_some_and(concerns) {
            return;
        }
        let index = snapshot.index();
        let readings = snapshot.readings(&index);
        let mut inner = self.lock();
        let Some(running) = inner.running.as_mut().filter(|running| concerns(running)) else { return };
        // In a note with several answers, the one that is being written counts.
        let line = running.edited.map_or(running.line, |(line, _)| line);
        running.line = line;
        let view = View { index: &index, note: &snapshot.note, reading: readings.at(line) };
        if let Some((line, at)) = running.edited.take()
            && let Some(step) = practice::step_at(view, running.session.plan(), line)
        {
            running.session.edited(step, at);
        }
        let standing = Standing::of(view, running.session.plan(), running.level);
        running.session.stands(standing, now);
    }

    /// What a note shows of a practice: the one that runs, or the last one if that is wanted.
    pub(super) fn of(&self, uri: &str) -> Option<Practised> {
        let inner = self.lock();
        let of_it = |of: &Option<String>| of.as_deref() == Some(uri);
        if let Some(running) = inner.running.as_ref().filter(|running| of_it(&running.uri)) {
            return Some(Practised::Running(Box::new(running.session.clone()), (self.clock)()));
        }
        let last = inner.last.as_ref().filter(|last| last.shown && of_it(&last.uri));
        last.map(|last| Practised::Over(Box::new(last.summary.clone())))
    }
}

/// A practice of a note, to be shown in it.
pub(super) enum Practised {
    /// With the time at which it was asked for.
    Running(Box<Session>, Duration),
    Over(Box<Summary>),
}

impl Practised {
    pub(super) fn runs(&self) -> bool {
        matches!(self, Practised::Running(..))
    }

    /// The time of each step beside its heading; afterwards, what the practice came to.
    pub(super) fn hints(&self, view: View<'_>) -> Vec<Hint> {
        match self {
            Practised::Running(session, now) => practice::hints(view, session, *now),
            Practised::Over(summary) => vec![practice::summary_hint(view, summary)],
        }
    }
}

/// `whyfirst.practice.start`.
pub(super) async fn start(state: Arc<State>, argument: Value) -> Result<Value> {
    let wanted: Start =
        serde_json::from_value(argument).map_err(|error| Error::invalid_params(error.to_string()))?;
    let level = match wanted.level.as_deref() {
        None | Some("senior") => Level::Senior,
        Some("mid") => Level::Mid,
        Some("staff") => Level::Staff,
        Some(other) => {
            return Err(Error::invalid_params(format!(
                "there is no level `{other}`: it is `mid`, `senior` or `staff`"
            )));
        }
    };
    if wanted.minutes == Some(0) {
        return Err(Error::invalid_params("a practice takes at least one minute"));
    }
    // A practice that still runs ends as if it had been stopped.
    finish(&state).await;
    let open = wanted.uri.as_deref().and_then(|uri| state.notes.get(uri));
    let index = open.as_ref().map_or_else(|| crate::config::here().index, |snapshot| snapshot.index());
    let readings = open.as_ref().map(|snapshot| snapshot.readings(&index));
    let framework = match &wanted.framework {
        Some(id) => index
            .guide()
            .framework(id)
            .ok_or_else(|| Error::invalid_params(format!("there is no framework `{id}`")))?,
        None => {
            let followed = readings.as_ref().and_then(|readings| readings.first().framework(&index));
            followed.or_else(|| index.guide().default_framework()).ok_or_else(Error::internal_error)?
        }
    };
    let said = open.as_ref().and_then(|it| it.note.front_matter().get(Key::Minutes));
    let said = said.and_then(|setting| setting.value.parse().ok());
    let minutes = wanted.minutes.or(said).filter(|minutes| *minutes > 0).unwrap_or(MINUTES);
    let session = Session::start(Plan::new(framework, minutes), (state.practice.clock)());
    let running = Running {
        number: 0,
        uri: wanted.uri.clone(),
        framework: framework.id.to_string(),
        level,
        began: jiff::Timestamp::now(),
        session,
        edited: None,
        line: 0,
        ended: Arc::default(),
    };
    let (number, ended) = state.practice.begin(running);
    if let Some(snapshot) = &open {
        state.practice.read(snapshot);
    }
    tokio::spawn(show(Arc::clone(&state), number, minutes, ended));
    Ok(json!({"minutes": minutes, "framework": framework.id, "uri": wanted.uri}))
}

/// `whyfirst.practice.stop`: what it came to; nothing if none runs.
pub(super) async fn stop(state: Arc<State>, _: Value) -> Result<Value> {
    let stopped = end(&state).await;
    Ok(stopped.map_or(Value::Null, |summary| shown(&summary)))
}

/// `whyfirst.practice.summary`: what the last practice of a note came to, which is then also shown at its end.
pub(super) async fn summary(state: Arc<State>, argument: Value) -> Result<Value> {
    let wanted: OfNote =
        serde_json::from_value(argument).map_err(|error| Error::invalid_params(error.to_string()))?;
    let found = {
        let mut inner = state.practice.lock();
        let last = inner.last.as_mut().filter(|last| last.uri.as_deref() == Some(&*wanted.uri));
        last.map(|last| {
            last.shown = true;
            shown(&last.summary)
        })
    };
    refresh(&state).await;
    Ok(found.unwrap_or_default())
}

fn shown(summary: &Summary) -> Value {
    json!({"title": summary.line(), "markdown": summary.markdown()})
}

/// Ends the practice that runs, as the writer wants it, and says what it came to: a client may show nothing of a command's answer.
async fn end(state: &State) -> Option<Summary> {
    let summary = finish(state).await?;
    refresh(state).await;
    state.client.show_message(MessageType::Info, summary.sentence()).await;
    Some(summary)
}

/// Ends the practice that runs and keeps a record of it.
pub(super) async fn finish(state: &State) -> Option<Summary> {
    let (running, summary) = state.practice.end()?;
    if state.settings().practice_history {
        let record = record(state, &running, &summary);
        let kept = computing::compute(move || {
            history::file().map_or(Ok(()), |file| history::append(&file, &record))
        });
        if let Ok(Err(error)) = kept.await {
            state
                .client
                .log_message(MessageType::Warning, format!("the practice could not be recorded: {error}"))
                .await;
        }
    }
    Some(summary)
}

fn record(state: &State, running: &Running, summary: &Summary) -> Record {
    let open = running.uri.as_deref().and_then(|uri| state.notes.get(uri));
    let problem = open.and_then(|it| {
        let index = it.index();
        it.readings(&index).at(running.line).problem(&index).map(|problem| problem.id.to_string())
    });
    let steps = summary.steps.iter().map(|step| StepRecord {
        id: step.planned.id.to_string(),
        title: step.planned.title.to_string(),
        planned: step.planned.time.as_secs(),
        seconds: step.spent.as_secs(),
        coverage: step.coverage.name().to_owned(),
    });
    Record {
        version: 1,
        started: running.began.to_string(),
        path: running.uri.clone().unwrap_or_default(),
        problem,
        framework: running.framework.clone(),
        level: running.level.name().to_owned(),
        minutes: summary.planned.as_secs() / 60,
        seconds: summary.elapsed.as_secs(),
        steps: steps.collect(),
        covered: summary.covered.0,
        total: summary.covered.1,
        covered_at_limit: summary.at_limit.map(|(covered, _)| covered),
    }
}

/// Shows what the clock says until the practice is over.
async fn show(state: Arc<State>, number: u64, minutes: u16, ended: Arc<Notify>) {
    let Some((first, _)) = state.practice.tick(number) else { return };
    let token = ProgressToken::String(token(number));
    let shows =
        state.abilities().progress && state.client.create_work_done_progress(token.clone()).await.is_ok();
    let progress = if shows {
        let title = format!("Practice, {minutes} min");
        let progress = state.client.progress(token, title).with_message(first.message.clone());
        Some(progress.with_percentage(first.percentage).with_cancel_button().begin().await)
    } else {
        None
    };
    // From now on hints show the time.
    refresh(&state).await;
    let mut said = first;
    loop {
        tokio::select! {
            () = tokio::time::sleep(TICK) => {}
            () = ended.notified() => break,
        }
        let Some((line, nudge)) = state.practice.tick(number) else { break };
        if line != said {
            if let Some(progress) = &progress {
                progress.report_with_message(line.message.clone(), line.percentage, Some(true)).await;
            }
            if line.message != said.message {
                refresh(&state).await;
            }
            said = line;
        }
        if let Some(text) = nudge {
            state.client.show_message(MessageType::Info, text).await;
        }
    }
    if let Some(progress) = progress {
        progress.finish().await;
    }
}

/// The name of a practice's progress.
fn token(number: u64) -> String {
    format!("whyfirst.practice.{number}")
}

/// The client took back a progress: if it is that of the practice that runs, it is stopped.
pub(super) async fn cancel(state: &State, cancelled: &ProgressToken) {
    let number = state.practice.lock().running.as_ref().map(|running| running.number);
    if number.is_some_and(|number| *cancelled == ProgressToken::String(token(number))) {
        end(state).await;
    }
}

/// Has the client ask for hints again.
async fn refresh(state: &State) {
    if state.abilities().refresh_hints {
        let _ = state.client.inlay_hint_refresh().await;
    }
}
