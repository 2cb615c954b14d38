#!/usr/bin/env python3
"""How long one keystroke takes, from the notification to the diagnostics, as an editor sees it.

    tests/bench/latency.py target/release/whyfirst
    tests/bench/latency.py target/release/whyfirst --against 'rumdl server' --against old/whyfirst

Each server is started once and has its own copy of the note. One edit is made on all of them in turn, then the next one, so that what
else the machine does hits all alike; the ratio is the median of the ratios edit by edit. Linux, Python 3.9 or newer, nothing to install.
"""

import argparse
import json
import pathlib
import random
import shlex
import statistics
import subprocess
import tempfile
import time

from notes import note


class Server:
    def __init__(self, command, folder, text):
        words = shlex.split(command)
        self.command = command
        self.uri = (pathlib.Path(folder) / "note.md").resolve().as_uri()
        (pathlib.Path(folder) / "note.md").write_text(text, encoding="utf-8")
        started = time.perf_counter()
        arguments = words + (["lsp"] if len(words) == 1 and pathlib.Path(words[0]).name == "whyfirst" else [])
        self.process = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        root = pathlib.Path(folder).resolve().as_uri()
        self.request(1, "initialize", {"processId": None, "rootUri": root, "capabilities": {
            "general": {"positionEncodings": ["utf-16"]}, "textDocument": {"publishDiagnostics": {"versionSupport": True}}}})
        self.started = (time.perf_counter() - started) * 1e3
        self.notify("initialized", {})
        self.idle = self.memory("RssAnon")
        self.version = 1
        opened = time.perf_counter()
        self.notify("textDocument/didOpen", {"textDocument": {"uri": self.uri, "languageId": "markdown", "version": 1, "text": text}})
        self.wait(1)
        self.opened = (time.perf_counter() - opened) * 1e3
        self.lines = text.split("\n")

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def notify(self, method, params):
        self.send({"method": method, "params": params})

    def request(self, number, method, params):
        self.send({"id": number, "method": method, "params": params})
        while True:
            message = self.read()
            if message.get("id") == number and "method" not in message:
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

    def wait(self, version):
        while True:
            message = self.read()
            params = message.get("params") or {}
            if message.get("method") == "textDocument/publishDiagnostics" and params.get("uri") == self.uri:
                if params.get("version") in (None, version):
                    return

    def type(self, line, column, letter):
        self.version += 1
        place = {"line": line, "character": column}
        started = time.perf_counter()
        self.notify("textDocument/didChange", {"textDocument": {"uri": self.uri, "version": self.version},
                                               "contentChanges": [{"range": {"start": place, "end": place}, "text": letter}]})
        self.wait(self.version)
        return (time.perf_counter() - started) * 1e3

    def memory(self, kind):
        """MB in memory: all (VmRSS), or what lies in no file and is the server's own (RssAnon)."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(kind)) / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", help="the whyfirst program to measure")
    parser.add_argument("--against", action="append", default=[], metavar="COMMAND", help="another server, or another whyfirst")
    parser.add_argument("--sizes", default="10,100,1000", help="lengths of the note in KB")
    parser.add_argument("--edits", type=int, default=300)
    arguments = parser.parse_args()
    for size in map(int, arguments.sizes.split(",")):
        text = note(size * 1024)
        with tempfile.TemporaryDirectory() as folder:
            servers = []
            for nth, command in enumerate([arguments.program, *arguments.against]):
                own = pathlib.Path(folder) / str(nth)
                own.mkdir()
                servers.append(Server(command, own, text))
            pick = random.Random(2)
            prose = [at for at, line in enumerate(servers[0].lines) if len(line) > 20 and line[0].isalpha()]
            times = [[] for _ in servers]
            for nth in range(arguments.edits):
                line, letter = pick.choice(prose), pick.choice("etaoin \n")
                column = min(10, len(servers[0].lines[line]))
                # A line that has been parted stays in its place, so later edits still hit prose or an empty line.
                order = list(range(len(servers)))[nth % len(servers):] + list(range(nth % len(servers)))
                for at in order:
                    times[at].append(servers[at].type(line, column, letter if letter != "\n" else " x"))
            print(f"{size} KB, {arguments.edits} edits")
            for server, own in zip(servers, times):
                cuts = statistics.quantiles(own, n=100)
                ratio = statistics.median(b / a for a, b in zip(times[0], own))
                print(f"  {server.command:40} p50 {cuts[49]:8.2f} ms   p99 {cuts[98]:8.2f} ms   ratio {ratio:6.2f}   "
                      f"initialize {server.started:6.1f} ms   first diagnostics {server.opened:7.1f} ms   "
                      f"memory {server.memory('VmRSS'):6.1f} MB, its own part {(server.memory('RssAnon') - server.idle) * 1024 / size:.1f} × the text more than before")
                server.process.kill()


main()
