#!/usr/bin/env python3
"""How long a folder of notes takes to check.

    tests/bench/vault.py 'target/release/whyfirst check {} --fail-on never' --against 'rumdl check --no-cache {}'

`{}` is the folder. The commands take turns; what is printed is the median of each, and of the ratios round by round.
"""

import argparse
import pathlib
import resource
import shlex
import statistics
import subprocess
import tempfile
import time

from notes import note, other


def run(command, folder):
    started = time.perf_counter()
    subprocess.run(shlex.split(command.replace("{}", folder)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - started


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command")
    parser.add_argument("--against", action="append", default=[], metavar="COMMAND")
    parser.add_argument("--notes", type=int, default=1000)
    parser.add_argument("--size", type=int, default=5, help="length of a note in KB")
    parser.add_argument("--one-in", type=int, default=1, help="one note in so many is a design note")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    commands = [arguments.command, *arguments.against]
    with tempfile.TemporaryDirectory() as folder:
        for nth in range(arguments.notes):
            make = note if nth % arguments.one_in == 0 else other
            path = pathlib.Path(folder) / f"group-{nth // 100}" / f"note-{nth}.md"
            path.parent.mkdir(exist_ok=True)
            path.write_text(make(arguments.size * 1024, nth), encoding="utf-8")
        times = [[] for _ in commands]
        for command in commands:
            run(command, folder)
        for _ in range(arguments.rounds):
            for own, command in zip(times, commands):
                own.append(run(command, folder))
    print(f"{arguments.notes} notes of {arguments.size} KB, one in {arguments.one_in} a design note")
    for command, own in zip(commands, times):
        ratio = statistics.median(b / a for a, b in zip(times[0], own))
        print(f"  {command:60} {statistics.median(own) * 1e3:8.0f} ms   ratio {ratio:6.2f}")
    print(f"  most memory of any: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB")


main()
