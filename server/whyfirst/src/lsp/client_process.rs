//! Watching the client's process: a server whose editor is gone has no reason to live.

use std::time::Duration;

/// How often to look.
const EVERY: Duration = Duration::from_secs(3);

/// Ends when the process is gone. Without a process, or where it cannot be told, it never ends: the end of standard input does it then.
pub(super) async fn gone(process: Option<i32>) {
    let Some(process) = process else { return std::future::pending().await };
    loop {
        tokio::time::sleep(EVERY).await;
        if !lives(process) {
            return;
        }
    }
}

#[cfg(unix)]
fn lives(process: i32) -> bool {
    use rustix::io::Errno;
    use rustix::process::{Pid, test_kill_process};
    match Pid::from_raw(process).map(test_kill_process) {
        Some(Err(error)) => error != Errno::SRCH,
        _ => true,
    }
}

#[cfg(not(unix))]
fn lives(_: i32) -> bool {
    true
}
