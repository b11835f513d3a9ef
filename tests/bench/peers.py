"""foerder beside programs that list what is due, on the same dated items.

    pip install .
    python tests/bench/peers.py                     # all sizes, all programs that are installed
    python tests/bench/peers.py --sizes 100 1000 --turns 3 --programs remind khal
    python tests/bench/peers.py --files             # one file against 20 and 200 files of 50 projects

Programs from the distribution (on Debian: apt install remind taskwarrior ledger hledger) and from the package index
(python -m venv PEERS; PEERS/bin/pip install jrnl beancount beanquery todoman khal; then --bin PEERS/bin). What is not
installed is left out. With TMPDIR on a disk in memory (TMPDIR=/dev/shm) todoman and khal fill their caches in a
fraction of the time; the measurements themselves hardly change.

Every program gets the deadlines of the register that are still to be met, one item each with its day, id and title,
and is asked for those of the next 90 days and, where it can, what is overdue. ``cold`` is without kept answers,
``changed`` makes it again, ``unchanged`` finds it. Two runs come before the first that counts: they fill caches and
compile modules, their answers must name exactly the expected items (else the row says what was wrong and nothing is
measured), and the first one's time is shown. Then the commands run in turns, because a machine's speed drifts; each
ratio is the median of the ratios of CPU time within a turn.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from pathlib import Path
from statistics import median
from typing import NamedTuple

from generate import register
from programs import PROGRAMS, TODAY, UNTIL, Item, ids, located, version
from run import FOERDER, HELLO, HERE, Run, measure

SIZES = (100, 1000, 10_000)
COLD, CHANGED, UNCHANGED = "foerder due, cold", "foerder due, changed", "foerder due, unchanged"
PER_FILE = 50


class Command(NamedTuple):
    """A command that was run twice."""

    words: list[str]
    items: int
    first: float = 0
    """Wall seconds of the first run."""
    fault: str = ""
    """Why it cannot be measured: its answer was not the expected one, or did not come in time."""


def items(path: Path) -> list[Item]:
    """The deadlines of a register that are still to be met."""
    from foerder.deadlines.calculator import Calculator
    from foerder.deadlines.selection import WAITING
    from foerder.register.load import load
    from foerder.views.due import project_name

    calculator = Calculator(load([path]), TODAY, UNTIL)
    return [
        Item(d.due, d.id, f"{d.title} – {project_name(d)}") for d in calculator.all() if d.due and d.state in WAITING
    ]


def asked(path: Path, indexed: bool = True) -> list[str]:
    """foerder's command for a register."""
    return [FOERDER, "--today", str(TODAY), "-f", str(path), *([] if indexed else ["--no-index"]), "due"]


def prepare(projects: int, folder: Path, programs: list[str], patience: float) -> dict[str, Command]:
    """Write the items for every program; run each twice and look at its answers."""
    path = folder / "projects.toml"
    path.write_text("".join(register(projects)), encoding="utf-8")
    found = items(path)
    all_due = {item.id for item in found if item.day <= UNTIL}
    to_come = {item.id for item in found if TODAY <= item.day <= UNTIL}
    forget = ["sh", "-c", 'rm -rf "$XDG_CACHE_HOME/foerder"; exec "$@"', "sh"]
    commands = {
        HELLO: first_runs([sys.executable, str(HERE / "hello.py")], set(), patience),
        COLD: first_runs(asked(path, indexed=False), all_due, patience),
        CHANGED: first_runs([*forget, *asked(path)], all_due, patience),
        UNCHANGED: first_runs(asked(path), all_due, patience),
    }
    for name in programs:
        program = PROGRAMS[name]
        words = located(program.asked(found, folder))
        if words:
            title = f"{name} {version(name)}"
            commands[title] = first_runs(words, all_due if program.overdue else to_come, patience)
        else:
            print(f"{name} is not installed", file=sys.stderr)
    return commands


def first_runs(words: list[str], expected: set[str], patience: float) -> Command:
    """Run a command twice, and see whether it names exactly the expected items."""
    times: list[float] = []
    for _turn in range(2):
        start = time.perf_counter()
        try:
            run = subprocess.run(
                words, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", timeout=patience
            )
        except subprocess.TimeoutExpired:
            what = "answer did not come" if times else "first run (cache) was not done"
            return Command(words, 0, fault=f"{what} in {patience / 60:g} min")
        times.append(time.perf_counter() - start)
        if run.returncode != 0:
            return Command(words, 0, fault=f"exit code {run.returncode}: {run.stderr.strip()[-200:]}")
        answer = ids(run.stdout)
        if answer != expected:
            odd = sorted(answer ^ expected)[0]
            return Command(words, 0, fault=f"{len(answer)} items instead of {len(expected)}, not the same: {odd}")
    return Command(words, len(expected), times[0])


def in_turns(commands: dict[str, list[str]], turns: int) -> dict[str, list[Run]]:
    """Run the commands in turns."""
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _turn in range(turns):
        for name, words in commands.items():
            runs[name].append(measure(words))
    return runs


def medians(runs: list[Run]) -> list[str]:
    """CPU and wall seconds and MB."""
    cpu, wall, memory = (median(values) for values in zip(*runs, strict=True))
    return [f"{cpu / 1000:.3f}", f"{wall / 1000:.3f}", f"{memory:.0f}"]


def ratio(runs: list[Run], others: list[Run]) -> str:
    """The median of the ratios of CPU time within a turn."""
    return f"{median(a.cpu / b.cpu for a, b in zip(runs, others, strict=True)):.2f}"


def row(*cells: object) -> None:
    """Print a row of a table, at once."""
    print("|", " | ".join(map(str, cells)), "|", flush=True)


def compare(projects: int, folder: Path, options: Namespace) -> None:
    """Measure at one size, and print a row a command."""
    # In a process of its own: a child begins with the memory of the process that starts it.
    words = [sys.executable, __file__, "--prepare", str(folder), "--sizes", str(projects)]
    words += ["--patience", str(options.patience), "--programs", *options.programs]
    told = subprocess.run(words, stdout=subprocess.PIPE, encoding="utf-8")
    if told.returncode != 0:
        sys.exit(told.returncode)
    commands = {name: Command(*values) for name, values in json.loads(told.stdout).items()}
    for name in (HELLO, COLD, CHANGED, UNCHANGED):
        if commands[name].fault:
            sys.exit(f"{name}: {commands[name].fault}")
    runs = in_turns({name: command.words for name, command in commands.items() if not command.fault}, options.turns)
    for name, command in commands.items():
        if command.fault:
            row(projects, f"{name}: {command.fault}", *["–"] * 8)
            continue
        ratios = [ratio(runs[name], runs[other]) for other in (HELLO, UNCHANGED, COLD)]
        row(projects, name, command.items or "–", f"{command.first:.1f}", *medians(runs[name]), *ratios)


def several(projects: int, folder: Path, turns: int) -> None:
    """Measure one file against a folder of files with 50 projects each."""
    one, many = folder / "projects.toml", folder / "many"
    blocks = "".join(register(projects)).split("\n[[project]]\n")
    one.write_text("\n[[project]]\n".join(blocks), encoding="utf-8")
    many.mkdir()
    for n in range(0, projects, PER_FILE):
        head = blocks[0] if n == 0 else "format = 1\n"
        text = "\n[[project]]\n".join((head, *blocks[1 + n : 1 + n + PER_FILE]))
        (many / f"{n // PER_FILE:04}.toml").write_text(text, encoding="utf-8")
    names = {one: "one file", many: f"{len(list(many.iterdir()))} files of {PER_FILE}"}
    for what, indexed in (("cold", False), ("unchanged", True)):
        commands = {names[path]: asked(path, indexed) for path in (one, many)}
        answers = [subprocess.run(words, check=True, stdout=subprocess.PIPE).stdout for words in commands.values()]
        if answers[0] != answers[1]:
            sys.exit(f"{projects} projects, {what}: several files give another answer than one")
        runs = in_turns(commands, turns)
        for name, found in runs.items():
            row(projects, name, what, *medians(found)[:2], ratio(found, runs[names[one]]))


def arguments() -> Namespace:
    """What to measure."""
    parser = ArgumentParser(description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", metavar="PROJECTS", help="else 100 1000 10000")
    parser.add_argument("--turns", type=int, default=5, help="runs of each command that count")
    parser.add_argument("--programs", nargs="*", choices=PROGRAMS, default=list(PROGRAMS), metavar="PROGRAM")
    parser.add_argument("--bin", default="", metavar="FOLDER", help="where programs are that are not on the PATH")
    parser.add_argument("--patience", type=float, default=900, metavar="SECONDS", help="limit of a first run")
    parser.add_argument("--files", action="store_true", help="several files against one of the same size")
    parser.add_argument("--prepare", help="for its own use")
    return parser.parse_args()


def main() -> None:
    """Measure and print the table."""
    options = arguments()
    if options.prepare:
        found = prepare(options.sizes[0], Path(options.prepare), options.programs, options.patience)
        print(json.dumps(found))
        return
    os.environ["PATH"] += f"{os.pathsep}{options.bin}"
    # Nobody's own settings and time zone.
    os.environ.update(TZ="UTC", LC_ALL="C.UTF-8")
    print(f"foerder and Python {sys.version.split()[0]}, medians of {options.turns} turns", file=sys.stderr)
    if options.files:
        heads = ["projects", "register", "", "CPU s", "wall s", "× one file"]
    else:
        heads = ["projects", "command", "items", "first run s", "CPU s", "wall s", "MB"]
        heads += ["× hello", "× unchanged", "× cold"]
    row(*heads)
    row(*["---"] * len(heads))
    for projects in options.sizes or (SIZES[1:] if options.files else SIZES):
        with tempfile.TemporaryDirectory() as name:
            os.environ.update(XDG_CACHE_HOME=str(Path(name, "cache")), HOME=name)
            folder = Path(name)
            several(projects, folder, options.turns) if options.files else compare(projects, folder, options)


if __name__ == "__main__":
    main()
