#!/usr/bin/env python3
"""How long one keystroke takes, from the notification to the diagnostics, as an editor sees it.

    tests/bench/latency.py target/release/whyfirst
    tests/bench/latency.py target/release/whyfirst --against 'rumdl server' --against old/whyfirst

Each server is started once and has its own copy of the note. One edit is made on all of them in turn, then the next one, so that what
else the machine does hits all alike; the ratio is the median of the ratios edit by edit. Linux, Python 3.9 or newer, nothing to install.
"""

import argparse
import pathlib
import random
import statistics
import tempfile
import time

from notes import note
from server import Server, prose, ready, write_into


class Typing:
    """A server with a note that is typed in."""

    def __init__(self, command, folder, text):
        path = pathlib.Path(folder).resolve() / "note.md"
        path.write_text(text, encoding="utf-8")
        self.command, self.uri, self.lines = command, path.as_uri(), text.split("\n")
        self.server, self.version = Server(command, path.parent.as_uri()), 1
        opened = time.perf_counter()
        self.server.open(self.uri, text)
        self.server.wait(self.uri, 1)
        self.opened = (time.perf_counter() - opened) * 1e3

    def type(self, line, column, letters):
        self.version += 1
        started = time.perf_counter()
        self.server.type(self.uri, self.version, line, column, letters)
        return (time.perf_counter() - started) * 1e3


def multiples(command, size, edits, idle):
    """How many times its text a note of some size (KB) takes of the server's own memory: opened and with its symbols asked for, and after
    edits. Of short notes there are as many as have 1 MB, since one takes less than what such figures vary by."""
    texts = [note(size * 1024, seed) for seed in range(max(1, 1000 // size))]
    total = sum(len(text.encode()) for text in texts) / 2**20
    server, pick, taken = Server(command), random.Random(3), []
    uris = [f"file:///notes/{nth}.md" for nth in range(len(texts))]
    for uri, text in zip(uris, texts):
        server.open(uri, text)
        server.wait(uri, 1)
        server.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
    time.sleep(0.5)
    taken.append((server.memory() - idle) / total)
    for uri, text in zip(uris, texts):
        write_into(server, uri, text, edits, pick)
    time.sleep(0.5)
    taken.append((server.memory() - idle) / total)
    server.end()
    return len(texts), *taken


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", help="the whyfirst program to measure")
    parser.add_argument("--against", action="append", default=[], metavar="COMMAND", help="another server, or another whyfirst")
    parser.add_argument("--sizes", default="10,100,1000", help="lengths of the note in KB")
    parser.add_argument("--edits", type=int, default=300)
    arguments = parser.parse_args()
    commands = [arguments.program, *arguments.against]
    without = [ready(command, note(5 * 1024)) for command in commands]
    for size in map(int, arguments.sizes.split(",")):
        text = note(size * 1024)
        with tempfile.TemporaryDirectory() as folder:
            servers = []
            for nth, command in enumerate(commands):
                own = pathlib.Path(folder) / str(nth)
                own.mkdir()
                servers.append(Typing(command, own, text))
            pick = random.Random(2)
            places = prose(text)
            times = [[] for _ in servers]
            for nth in range(arguments.edits):
                line, letter = pick.choice(places), pick.choice("etaoin \n")
                column = min(10, len(servers[0].lines[line]))
                # A line that has been parted stays in its place, so later edits still hit prose or an empty line.
                order = list(range(len(servers)))[nth % len(servers):] + list(range(nth % len(servers)))
                for at in order:
                    times[at].append(servers[at].type(line, column, letter if letter != "\n" else " x"))
            print(f"{size} KB, {arguments.edits} edits")
            for typing, own in zip(servers, times):
                cuts = statistics.quantiles(own, n=100)
                ratio = statistics.median(b / a for a, b in zip(times[0], own))
                server = typing.server
                print(f"  {typing.command:40} p50 {cuts[49]:8.2f} ms   p99 {cuts[98]:8.2f} ms   ratio {ratio:6.2f}   "
                      f"initialize {server.started:6.1f} ms   first diagnostics {typing.opened:7.1f} ms   "
                      f"memory {server.memory('VmRSS'):6.1f} MB")
                server.end()
        for command, idle in zip(commands, without):
            count, opened, edited = multiples(command, size, arguments.edits, idle)
            print(f"  {command:40} of {count} open, each takes {opened:.1f} × its text when opened, {edited:.1f} × after its edits")


main()
