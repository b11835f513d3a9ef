"""foerder beside programs that list what is due, on the same dated items: python tests/bench/peers.py [TURNS]

remind, taskwarrior and hledger from the distribution, todoman and khal from the package index (``PEERS`` names the
folder of their commands, the default is beside this Python). What is not installed is left out. Every program gets
the deadlines of the register that are still to be met, one item each, with day, title and id, and is asked for those
of the next 90 days. ``cold`` is without the index, ``changed`` makes it anew, ``unchanged`` finds it. The commands
run in turns, each ratio is the median of the ratios within a turn.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import NamedTuple

from generate import register
from run import FOERDER, HELLO, HERE, Run, measure

TODAY = date(2026, 11, 22)
UNTIL = TODAY + timedelta(days=90)
SIZES = (100, 1000, 10_000)
MOST = {"khal": 1000, "todoman": 10_000}
"""Beyond this many projects a peer needs minutes to fill its cache."""


class Item(NamedTuple):
    """One dated thing to do."""

    day: date
    text: str
    id: str


def items(path: Path) -> list[Item]:
    """The deadlines of a register that are still to be met."""
    from foerder.deadlines import Calculator
    from foerder.load import load
    from foerder.selection import WAITING
    from foerder.views.due import project_name

    calculator = Calculator(load([path]), TODAY, UNTIL)
    return [
        Item(d.due, f"{d.title} – {project_name(d)}", d.id) for d in calculator.all() if d.due and d.state in WAITING
    ]


def remind(found: list[Item], folder: Path) -> list[str]:
    """A line per item that speaks up 90 days ahead; what is overdue remind does not know."""
    path = folder / "remind.rem"
    lines = (f"REM {item.day.isoformat()} +90 MSG {item.text} [{item.id}]" for item in found)
    path.write_text("\n".join(line.replace("[", "(").replace("]", ")") for line in lines) + "\n", encoding="utf-8")
    return ["remind", "-q", str(path), TODAY.isoformat()]


def taskwarrior(found: list[Item], folder: Path) -> list[str]:
    """Pending tasks with a due day, in taskwarrior's own data file."""
    data = folder / "task"
    data.mkdir()
    (folder / "taskrc").write_text(
        f"data.location={data}\nverbose=nothing\nconfirmation=no\ngc=off\n", encoding="utf-8"
    )
    with (data / "pending.data").open("w", encoding="utf-8") as file:
        for n, item in enumerate(found):
            due = (item.day - date(1970, 1, 1)).days * 86400
            file.write(
                f'[description:"{item.text} {item.id}" due:"{due}" entry:"1700000000" status:"pending" '
                f'uuid:"00000000-0000-4000-8000-{n:012d}"]\n'
            )
    return ["task", f"rc:{folder / 'taskrc'}", f"due.before:{UNTIL.isoformat()}", "export"]


def hledger(found: list[Item], folder: Path) -> list[str]:
    """A transaction per item."""
    path = folder / "items.journal"
    path.write_text("".join(f"{i.day.isoformat()} {i.text}  ; {i.id}\n    (due)  1\n\n" for i in found), "utf-8")
    return ["hledger", "-f", str(path), "register", "-b", "2000-01-01", "-e", UNTIL.isoformat(), "--width", "120"]


def collection(found: list[Item], folder: Path, name: str) -> Path:
    """A folder with an iCalendar file per item."""
    target = folder / name / "items"
    target.mkdir(parents=True)
    for n, item in enumerate(found):
        day, end = item.day.strftime("%Y%m%d"), (item.day + timedelta(days=1)).strftime("%Y%m%d")
        what = (
            f"BEGIN:VTODO\r\nUID:{n}\r\nDTSTAMP:20260101T000000Z\r\nDUE;VALUE=DATE:{day}\r\n"
            f"SUMMARY:{item.text} {item.id}\r\nEND:VTODO"
            if name == "todo"
            else f"BEGIN:VEVENT\r\nUID:{n}\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:{day}\r\n"
            f"DTEND;VALUE=DATE:{end}\r\nSUMMARY:{item.text} {item.id}\r\nEND:VEVENT"
        )
        text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//bench//EN\r\n{what}\r\nEND:VCALENDAR\r\n"
        (target / f"{n}.ics").write_text(text, encoding="utf-8", newline="")
    return target


def todoman(found: list[Item], folder: Path) -> list[str]:
    """To-dos, with todoman's cache in a folder of its own."""
    target = collection(found, folder, "todo")
    config = folder / "todoman.py"
    config.write_text(
        f'path = "{target.parent}/*"\ncache_path = "{folder}/todoman.sqlite"\ndate_format = "%Y-%m-%d"\n', "utf-8"
    )
    return ["todo", "-c", str(config), "list", "--due", str(90 * 24)]


def khal(found: list[Item], folder: Path) -> list[str]:
    """Events, with khal's cache in a folder of its own."""
    target = collection(found, folder, "khal")
    config = folder / "khal.conf"
    config.write_text(
        f"[calendars]\n[[items]]\npath = {target}\n[sqlite]\npath = {folder}/khal.db\n"
        "[locale]\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n",
        "utf-8",
    )
    return ["khal", "-c", str(config), "list", TODAY.isoformat(), "90d"]


PEERS = {"remind": remind, "taskwarrior": taskwarrior, "hledger": hledger, "todoman": todoman, "khal": khal}


def commands(projects: int, folder: Path) -> dict[str, list[str]]:
    """The commands to compare at this size."""
    path = folder / "projects.toml"
    path.write_text("".join(register(projects)), encoding="utf-8")
    words = [FOERDER, "--today", TODAY.isoformat(), "-f", str(path)]
    named = {
        HELLO: [sys.executable, str(HERE / "hello.py")],
        "foerder due, cold": [*words, "--no-index", "due"],
        "foerder due, changed": ["sh", "-c", 'rm -rf "$XDG_CACHE_HOME/foerder"; exec "$@"', "sh", *words, "due"],
        "foerder due, unchanged": [*words, "due"],
    }
    found = items(path)
    for name, make in PEERS.items():
        if projects <= MOST.get(name, projects):
            program, *rest = make(found, folder)
            place = shutil.which(program, path=f"{os.environ.get('PEERS', '')}{os.pathsep}{os.environ['PATH']}")
            if place:
                named[name] = [place, *rest]
    return named


def compare(projects: int, turns: int, folder: Path) -> None:
    """Measure at one size, and print a row a command."""
    # In a process of its own: a child begins with the memory of the process that starts it.
    words = [sys.executable, __file__, "--prepare", str(projects), str(folder)]
    named = json.loads(subprocess.run(words, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout)
    runs: dict[str, list[Run]] = {name: [] for name in named}
    for turn in range(turns + 1):
        for name, words in named.items():
            run = measure(words)
            if turn:
                runs[name].append(run)
            elif name in ("todoman", "khal"):
                print(f"{name}, its cache still to be filled: {run.wall / 1000:.1f} s", file=sys.stderr)
    cold, warm, hello = (runs[n] for n in ("foerder due, cold", "foerder due, unchanged", HELLO))
    for name, found in runs.items():
        cpu, wall, memory = (median(values) for values in zip(*found, strict=True))
        ratios = [median(a.cpu / b.cpu for a, b in zip(found, other, strict=True)) for other in (hello, warm, cold)]
        print(
            f"| {projects} | {name} | {cpu / 1000:.3f} | {wall / 1000:.3f} | {memory:.0f} | "
            + " | ".join(f"{ratio:.2f}" for ratio in ratios)
            + " |"
        )


def main() -> None:
    """Measure and print the table."""
    if sys.argv[1:2] == ["--prepare"]:
        print(json.dumps(commands(int(sys.argv[2]), Path(sys.argv[3]))))
        return
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    sizes = [int(size) for size in sys.argv[2:]] or SIZES
    print("| projects | command | CPU s | wall s | MB | × hello | × unchanged | × cold |")
    print("|---|---|---|---|---|---|---|---|")
    for projects in sizes:
        with tempfile.TemporaryDirectory() as folder:
            os.environ["XDG_CACHE_HOME"] = str(Path(folder, "cache"))
            compare(projects, turns, Path(folder))
    print(json.dumps({"python": sys.version.split()[0], "turns": turns}), file=sys.stderr)


if __name__ == "__main__":
    main()
