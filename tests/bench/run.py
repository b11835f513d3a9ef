"""How long whole runs take, beside a Typer hello world: python tests/bench/run.py [RUNS]

The commands run in turns (A B C A B C …), because a machine's speed drifts; each ratio is the median of the
ratios within a turn. One turn before the first is not counted: it compiles the modules.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

from generate import register

HERE = Path(__file__).parent
FOERDER = os.environ.get("FOERDER") or str(Path(sys.executable).with_name("foerder"))
HELLO = "Typer hello world"


class Run(NamedTuple):
    """What one process took, in milliseconds, and the most memory it had, in MB."""

    cpu: float
    wall: float
    memory: float


def commands(folder: Path) -> dict[str, tuple[list[str], str]]:
    """The commands by name, each with what is asked of it."""
    named = {
        "python -c pass": ([sys.executable, "-c", "pass"], ""),
        HELLO: ([sys.executable, str(HERE / "hello.py")], ""),
        "foerder --version": ([FOERDER, "--version"], "1.3 x hello"),
        "foerder --help": ([FOERDER, "--help"], "1.3 x hello"),
    }
    for projects, goal in ((100, "2 x hello"), (1000, "600 ms CPU, cold")):
        path = folder / f"{projects}.toml"
        path.write_text("".join(register(projects)), encoding="utf-8")
        words = [FOERDER, "--today", "2026-11-22", "-f", str(path)]
        named[f"foerder due, {projects} projects"] = ([*words, "due"], goal)
        named[f"foerder list, {projects} projects"] = ([*words, "list"], "")
    return named


def measure(words: list[str], codes: tuple[int, ...] = (0,)) -> Run:
    """Run a command in a process of its own, off a terminal; another exit code than these ends the bench."""
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    process = subprocess.Popen(words, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _pid, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in codes:
        sys.exit(f"{' '.join(words)}: exit code {process.returncode}")
    return Run((usage.ru_utime + usage.ru_stime) * 1000, wall * 1000, usage.ru_maxrss / 1024)


def main() -> None:
    """Measure and print the table."""
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as folder:
        named = commands(Path(folder))
        runs: dict[str, list[Run]] = {name: [] for name in named}
        for turn in range(turns + 1):
            for name, (words, _goal) in named.items():
                run = measure(words)
                if turn:
                    runs[name].append(run)
    print(f"medians of {turns} runs in turns, Python {sys.version.split()[0]}")
    print(f"{'':28}{'CPU ms':>8}{'wall ms':>9}{'MB':>6}{'x hello':>9}  goal")
    for name, found in runs.items():
        ratio = median(run.cpu / hello.cpu for run, hello in zip(found, runs[HELLO], strict=True))
        cpu, wall, memory = (median(values) for values in zip(*found, strict=True))
        print(f"{name:28}{cpu:8.0f}{wall:9.0f}{memory:6.0f}{ratio:9.2f}  {named[name][1]}".rstrip())


if __name__ == "__main__":
    main()
