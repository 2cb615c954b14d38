"""A language server as a client: over its standard input and output, nothing to install."""

import json
import pathlib
import random
import shlex
import subprocess
import time

CAPABILITIES = {
    "general": {"positionEncodings": ["utf-16"]},
    "textDocument": {
        "publishDiagnostics": {"versionSupport": True},
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
    },
}


class Server:
    """A server that has said hello. `started` is how long that took (ms)."""

    def __init__(self, command, root=None):
        words = shlex.split(command)
        self.command = command
        self.number = 0
        started = time.perf_counter()
        arguments = words + (["lsp"] if len(words) == 1 and pathlib.Path(words[0]).name == "whyfirst" else [])
        self.process = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.request("initialize", {"processId": None, "rootUri": root, "capabilities": CAPABILITIES})
        self.started = (time.perf_counter() - started) * 1e3
        self.notify("initialized", {})

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def notify(self, method, params):
        self.send({"method": method, "params": params})

    def request(self, method, params):
        self.number += 1
        self.send({"id": self.number, "method": method, "params": params})
        while True:
            message = self.read()
            if message.get("id") == self.number and "method" not in message:
                return message

    def read(self):
        length = 0
        while (line := self.process.stdout.readline().strip()):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        if not length:
            raise SystemExit(f"{self.command}: the server ended")
        message = json.loads(self.process.stdout.read(length))
        if "id" in message and "method" in message:
            self.send({"id": message["id"], "result": None})
        return message

    def open(self, uri, text):
        self.notify("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "markdown", "version": 1, "text": text}})

    def wait(self, uri, version):
        """Waits for the diagnostics of a version."""
        while True:
            message = self.read()
            params = message.get("params") or {}
            if message.get("method") == "textDocument/publishDiagnostics" and params.get("uri") == uri:
                if params.get("version") in (None, version):
                    return

    def type(self, uri, version, line, column, letters):
        """Writes into a note, and waits for the diagnostics of what it has become."""
        place = {"line": line, "character": column}
        change = {"range": {"start": place, "end": place}, "text": letters}
        self.notify("textDocument/didChange", {"textDocument": {"uri": uri, "version": version}, "contentChanges": [change]})
        self.wait(uri, version)

    def memory(self, kind="RssAnon"):
        """MB in memory: all (VmRSS), or what lies in no file and is the server's own (RssAnon)."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(kind)) / 1024

    def end(self):
        self.process.kill()
        self.process.wait()


def prose(text):
    """The lines (0-based) of a note into which a letter can be written without changing what they are."""
    return [at for at, line in enumerate(text.split("\n")) if len(line) > 20 and line[0].isalpha()]


def write_into(server, uri, text, edits, pick):
    """Writes so many letters into an open note, at places picked at random."""
    lines = prose(text)
    for version in range(2, edits + 2):
        server.type(uri, version, pick.choice(lines), 10, pick.choice("etaoin "))


def ready(command, short):
    """The server's own memory (MB) with a short note open that has been written in: by then it has read all that it needs for any note, and
    the allocator keeps what it always keeps for each thread."""
    server = Server(command)
    server.open("file:///short/note.md", short)
    server.wait("file:///short/note.md", 1)
    write_into(server, "file:///short/note.md", short, 300, random.Random(1))
    time.sleep(0.3)
    memory = server.memory()
    server.end()
    return memory
