//! A client that speaks to the real program over its standard input and output. Whatever does not come in time fails the test.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Longer than anything takes, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct Client {
    child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    /// Notifications that came while something else was waited for.
    pub(crate) notifications: Vec<Value>,
    next: i64,
    /// Whoever holds it keeps the next message from being read.
    reading: Arc<Mutex<()>>,
    /// Whether requests of the server are answered as they come, as an editor would.
    pub(crate) obliging: bool,
}

impl Client {
    pub(crate) fn start() -> Client {
        Client::start_with(&[])
    }

    /// Starts the server with variables in its environment. It writes nothing outside the folders of the build.
    pub(crate) fn start_with(variables: &[(&str, &str)]) -> Client {
        let mut command = Command::new(env!("CARGO_BIN_EXE_whyfirst"));
        Client::start_by(command.arg("lsp"), variables)
    }

    /// The same by a command that becomes the server.
    pub(crate) fn start_by(command: &mut Command, variables: &[(&str, &str)]) -> Client {
        let mut child = command
            .env("XDG_CACHE_HOME", concat!(env!("CARGO_TARGET_TMPDIR"), "/cache"))
            .env("XDG_CONFIG_HOME", concat!(env!("CARGO_TARGET_TMPDIR"), "/config"))
            .envs(variables.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let (sender, messages) = channel();
        let reading = Arc::new(Mutex::new(()));
        let gate = Arc::clone(&reading);
        std::thread::spawn(move || {
            loop {
                drop(gate.lock().unwrap());
                let mut length = 0;
                loop {
                    let mut line = String::new();
                    if output.read_line(&mut line).unwrap_or(0) == 0 {
                        return;
                    }
                    if line.trim().is_empty() {
                        break;
                    }
                    if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                        length = value.trim().parse().unwrap();
                    }
                }
                let mut body = vec![0; length];
                output.read_exact(&mut body).unwrap();
                if sender.send(serde_json::from_slice(&body).unwrap()).is_err() {
                    return;
                }
            }
        });
        let input = child.stdin.take();
        Client { child, input, messages, notifications: Vec::new(), next: 1, reading, obliging: false }
    }

    /// A server that has been initialised with these capabilities. It shows everything at once.
    pub(crate) fn with(capabilities: Value) -> Client {
        Client::with_settings(capabilities, json!({"calm": 0}))
    }

    /// A server that has been initialised with these capabilities and settings.
    pub(crate) fn with_settings(capabilities: Value, settings: Value) -> Client {
        let mut client = Client::start();
        let params = json!({
            "processId": null, "rootUri": null, "capabilities": capabilities, "initializationOptions": settings,
        });
        client.request("initialize", params);
        client.notify("initialized", json!({}));
        client
    }

    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().unwrap();
        input.write_all(bytes).unwrap();
        input.flush().unwrap();
    }

    pub(crate) fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    pub(crate) fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request and gives back its number.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> i64 {
        let id = self.next;
        self.next += 1;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        id
    }

    /// The whole reply to a request.
    pub(crate) fn reply(&mut self, id: i64) -> Value {
        self.wait(&format!("a reply to request {id}"), |message| {
            message["id"] == id && message.get("method").is_none()
        })
    }

    /// Sends a request and gives back its result.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        let reply = self.reply(id);
        assert!(reply.get("error").is_none(), "{method}: {reply}");
        reply["result"].clone()
    }

    /// Waits for a request of the server and answers it; gives back its params.
    pub(crate) fn serve(&mut self, method: &str, result: &Value) -> Value {
        let request = self.wait(method, |message| message["method"] == method && message.get("id").is_some());
        self.send(&json!({"jsonrpc": "2.0", "id": request["id"], "result": result}));
        request["params"].clone()
    }

    /// Runs a command that changes documents; gives back its result and the edit.
    pub(crate) fn command_with_edit(&mut self, command: &str, argument: &Value) -> (Value, Value) {
        let id = self.ask("workspace/executeCommand", json!({"command": command, "arguments": [argument]}));
        let params = self.serve("workspace/applyEdit", &json!({"applied": true}));
        let reply = self.reply(id);
        assert!(reply.get("error").is_none(), "{reply}");
        (reply["result"].clone(), params["edit"].clone())
    }

    /// Runs a command that changes nothing.
    pub(crate) fn command(&mut self, command: &str, argument: Value) -> Value {
        self.request("workspace/executeCommand", json!({"command": command, "arguments": [argument]}))
    }

    /// Waits for a message; notifications that are not the one are kept.
    pub(crate) fn wait(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.notifications.iter().position(&wanted) {
            return self.notifications.remove(at);
        }
        let began = Instant::now();
        loop {
            let left = PATIENCE.checked_sub(began.elapsed()).unwrap_or_else(|| panic!("{what} did not come"));
            let message = self
                .messages
                .recv_timeout(left)
                .unwrap_or_else(|error| panic!("{what} did not come: {error}"));
            if wanted(&message) {
                return message;
            }
            if self.obliging && message.get("method").is_some() && message.get("id").is_some() {
                let result = match message["method"].as_str().unwrap() {
                    "workspace/configuration" => json!([null]),
                    "workspace/applyEdit" => json!({"applied": true}),
                    _ => Value::Null,
                };
                self.send(&json!({"jsonrpc": "2.0", "id": message["id"], "result": result}));
                continue;
            }
            self.notifications.push(message);
        }
    }

    pub(crate) fn open(&mut self, uri: &str, text: &str) {
        self.notify(
            "textDocument/didOpen",
            json!({"textDocument": {"uri": uri, "languageId": "markdown", "version": 1, "text": text}}),
        );
    }

    pub(crate) fn change(&mut self, uri: &str, version: i64, changes: Value) {
        self.notify(
            "textDocument/didChange",
            json!({"textDocument": {"uri": uri, "version": version}, "contentChanges": changes}),
        );
    }

    /// The diagnostics of a version.
    pub(crate) fn diagnostics(&mut self, uri: &str, version: i64) -> Vec<Value> {
        let message = self.wait(&format!("diagnostics of {uri} at version {version}"), |message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
                && message["params"]["version"] == version
        });
        message["params"]["diagnostics"].as_array().unwrap().clone()
    }

    /// As long as this is held, nothing is read of what the server says, once the message that is being read is through.
    #[allow(dead_code, reason = "not every suite has a slow client")]
    pub(crate) fn stop_reading(gate: &Arc<Mutex<()>>) -> MutexGuard<'_, ()> {
        gate.lock().unwrap()
    }

    /// The gate for [`Client::stop_reading`].
    #[allow(dead_code, reason = "not every suite has a slow client")]
    pub(crate) fn gate(&self) -> Arc<Mutex<()>> {
        Arc::clone(&self.reading)
    }

    /// How much memory the server holds (resident, KiB).
    #[allow(dead_code, reason = "not every suite measures")]
    pub(crate) fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    /// Forgets what has come so far.
    #[allow(dead_code, reason = "not every suite lets things pile up")]
    pub(crate) fn forget(&mut self) {
        self.notifications.clear();
        while self.messages.try_recv().is_ok() {}
    }

    pub(crate) fn close_input(&mut self) {
        self.input = None;
    }

    /// The exit code, once the server has ended.
    pub(crate) fn code(mut self) -> Option<i32> {
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            assert!(began.elapsed() < PATIENCE, "the server did not end");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
