"""What each verb takes on large registers, cold: python tests/bench/verbs.py [SIZE …]

CPU seconds and the most memory of whole processes, and CPU as a multiple of a cold ``due`` right before: of this
program, or of an older one that FOERDER_BEFORE names. Goals are in docs/speed.md. Without sizes 1,000 and 10,000
projects; a verb's growth is its CPU beside that at the size before.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from generate import with_mails
from run import FOERDER, Run, measure

TODAY = "2026-11-30"
GOALS: dict[str, tuple[float, int]] = {
    "list": (1.2, 300),
    "check": (1.8, 300),
    "report": (1.5, 300),
    "due --all --format json": (1.8, 300),
    "export out.csv": (1.8, 300),
    "export out.json": (1.8, 300),
    "export out.jsonl": (1.8, 300),
    "export out.ics": (2.2, 300),
    "export out.xlsx": (3.0, 500),
    "export out.html": (3.0, 400),
    "notify --outbox outbox": (2.0, 300),
}
"""Each verb with its goals at 10,000 projects: CPU in multiples of ``due``, and memory in MB."""


def taken(program: str, verb: str, text: str) -> Run:
    """One run of a verb on a register that nothing is remembered of."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "projects.toml").write_text(text, encoding="utf-8")
        file = str(folder / "projects.toml")
        words = [str(folder / word) if word.startswith("out") else word for word in verb.split()]
        found = (0, 1) if verb == "check" else (0,)
        return measure([program, "--today", TODAY, "-f", file, *words], codes=found)


def rows(sizes: list[int]) -> Iterator[tuple[str, ...]]:
    """The lines of the table."""
    before = os.environ.get("FOERDER_BEFORE") or FOERDER
    last: dict[str, float] = {}
    for size in sizes:
        text = with_mails(size)
        for verb, (times, memory) in {"due": (1.0, 300), **GOALS}.items():
            # Right before each: the speed of a machine drifts.
            due, found = taken(before, "due", text), taken(FOERDER, verb, text)
            growth = f"{found.cpu / last[verb]:.1f}" if verb in last else ""
            last[verb] = found.cpu
            cpu, ratio = f"{found.cpu / 1000:.2f}", f"{found.cpu / due.cpu:.2f}"
            yield str(size), verb, cpu, f"{found.memory:.0f}", ratio, f"{times}, {memory} MB", growth


def main() -> None:
    """Measure and print the table."""
    os.environ["FOERDER_NO_INDEX"] = "1"
    sizes = [int(word) for word in sys.argv[1:]] or [1000, 10_000]
    print("| projects | verb | CPU s | MB | x due | goal at 10,000 | x size before |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for row in rows(sizes):
        print(f"| {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()
