"""Design notes of any length for the benchmarks: the same bytes for the same arguments, no clock, no environment."""

import random

STEPS = ["Requirements", "Frame the problem", "Data", "Features", "Model", "Evaluation", "Serving", "Monitoring"]
WORDS = (
    "we predict whether a user clicks an ad so that revenue grows ranking candidates latency budget feature store label window "
    "negative sampling baseline logistic regression calibration offline metric online experiment guardrail drift retraining cost "
    "the of and to in for with on by from at is are a"
).split()


def note(size, seed=1):
    """A design note of about `size` bytes: prose, lists, a table, a fence, a link and some non-ASCII in every section."""
    pick = random.Random(seed)

    def sentence(least, most):
        words = [pick.choice(WORDS) for _ in range(pick.randint(least, most))]
        return " ".join(words).capitalize() + "."

    parts = ["# Design an ad click predictor\n\n"]
    length, nth = len(parts[0]), 0
    while length < size:
        section = [f"## {STEPS[nth % len(STEPS)]} {nth // len(STEPS) + 1}\n\n"]
        for _ in range(3):
            section.append("\n".join(sentence(8, 16) for _ in range(4)) + "\n\n")
        section += [f"- {sentence(4, 9)}\n  - {sentence(3, 6)}\n" for _ in range(4)]
        section.append(f"\n| metric | target |\n|---|---|\n| p99 | {pick.randint(20, 90)} ms |\n\n")
        section.append(f"```text\n# {sentence(2, 4)}\n```\n\nSee [the log](http://example.org/{nth}) – 設計 🚀.\n\n")
        nth += 1
        parts += section
        length += sum(len(part.encode()) for part in section)
    return "".join(parts)


def other(size, seed=1):
    """A Markdown file that is no design note."""
    text = note(size, seed).replace("# Design an ad click predictor", "# Changelog of a library", 1)
    for nth, step in enumerate(STEPS):
        text = text.replace(f"## {step} ", f"## Version {nth}.")
    return text
