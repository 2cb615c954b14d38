#!/usr/bin/env python3
"""Many open notes: how long answers take, in one of them and in any of them, and what they take of memory.

    tests/bench/open_notes.py target/release/whyfirst
    tests/bench/open_notes.py target/release/whyfirst --against old/whyfirst --notes 200 --size 20

Each server opens the same notes, then all are asked in turn: first always of the same note, as who works in one does, then of one at random,
as nobody does. Linux, Python 3.9 or newer, nothing to install.
"""

import argparse
import random
import statistics
import time

from notes import note
from server import Server, ready

METHODS = ["hover", "completion", "inlayHint", "documentSymbol"]


def ask(server, method, uri):
    place = {"line": 4, "character": 5}
    span = {"start": {"line": 0, "character": 0}, "end": {"line": 40, "character": 0}}
    started = time.perf_counter()
    server.request(f"textDocument/{method}", {"textDocument": {"uri": uri}, "position": place, "range": span})
    return (time.perf_counter() - started) * 1e3


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", help="the whyfirst program to measure")
    parser.add_argument("--against", action="append", default=[], metavar="COMMAND", help="another server, or another whyfirst")
    parser.add_argument("--notes", type=int, default=1000)
    parser.add_argument("--size", type=int, default=5, help="length of each note in KB")
    parser.add_argument("--requests", type=int, default=300, help="requests of each kind")
    arguments = parser.parse_args()
    texts = [note(arguments.size * 1024, seed) for seed in range(20)]
    uris = [f"file:///notes/{nth}.md" for nth in range(arguments.notes)]
    total = sum(len(texts[nth % 20].encode()) for nth in range(arguments.notes)) / 2**20
    servers = []
    print(f"{arguments.notes} notes of {arguments.size} KB")
    for command in [arguments.program, *arguments.against]:
        idle = ready(command, note(5 * 1024))
        server = Server(command)
        started = time.perf_counter()
        for nth, uri in enumerate(uris):
            server.open(uri, texts[nth % 20])
        server.wait(uris[-1], 1)
        opened = time.perf_counter() - started
        time.sleep(0.5)
        print(f"  {command:40} opened in {opened:.2f} s   memory {server.memory('VmRSS'):6.1f} MB, its own part "
              f"{(server.memory() - idle) / total:.1f} × the texts more than with one")
        servers.append(server)
    pick = random.Random(2)
    for method in METHODS:
        for where, uri in [("one note", lambda: uris[len(uris) // 2]), ("any note", lambda: pick.choice(uris))]:
            times = [[] for _ in servers]
            for nth in range(arguments.requests):
                asked = uri()
                for at in range(len(servers)):
                    at = (at + nth) % len(servers)
                    times[at].append(ask(servers[at], method, asked))
            for server, own in zip(servers, times):
                cuts = statistics.quantiles(own, n=100)
                ratio = statistics.median(b / a for a, b in zip(times[0], own))
                print(f"  {server.command:40} {method:14} {where}   p50 {cuts[49]:6.2f} ms   p99 {cuts[98]:6.2f} ms   ratio {ratio:6.2f}")
    for server in servers:
        server.end()


main()
