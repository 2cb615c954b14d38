//! The language server: the protocol edge. Protocol types meet ours in `from_proto` and `to_proto` only.
//!
//! Order is kept by construction. The loop in [`stdio`] hands messages to the service as they arrive, and the part of each handler before
//! its first `await` runs before the next message is looked at. Notifications that change a note have no `await` at all: they put a
//! new immutable [`snapshot`] in place and wake the [`worker`]. Requests take the snapshot first and compute on another thread.

mod asking;
mod assistance;
mod calm;
mod capabilities;
mod cards;
mod client_process;
mod commands;
mod computing;
mod configuration;
mod files;
mod framing;
mod from_proto;
mod incoming;
mod lazy;
mod methods;
mod navigation;
mod notes;
mod outgoing;
mod practice;
mod pull;
mod server;
pub(crate) mod settings;
mod snapshot;
mod state;
mod stdio;
mod to_proto;
mod uri;
mod worker;
mod workspace;
mod written;

use std::process::ExitCode;

use tower_lsp::LspService;

/// Runs the server until its client ends it or is gone.
pub(crate) fn run() -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_time().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("whyfirst: the server cannot start: {error}");
            return ExitCode::from(2);
        }
    };
    // The guide is made ready while the client says hello, so that the first note does not wait for it.
    std::thread::spawn(crate::index);
    let outgoing = outgoing::Outgoing::start();
    let new = |client| server::Server::new(client, outgoing.clone(), runtime.handle().clone());
    let (service, socket) = methods::register(LspService::build_with_lifecycle_methods(new)).finish();
    let code = stdio::serve(runtime.handle(), service, socket, outgoing);
    // A computation that is still running is not waited for.
    runtime.shutdown_background();
    ExitCode::from(code)
}
