"""Writes small registers, computes their deadlines, and says dates short."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from foerder.deadlines.calculator import Calculator
from foerder.model import Deadline, Register
from foerder.register.load import load

TODAY = "2026-11-22"
HEAD = """\
format = 1
[settings]
holidays = "DE-TH"
[[authority]]
id = "tlvwa"
name = "Thüringer Landesverwaltungsamt"
holidays = "DE-TH"
"""

HOSTILE = """\
format = 1
[[project]]
id = "p"
title = '=HYPERLINK("http://example.org";"x")'
unit = "@SUM(1)"
notes = "eins\\nzwei\\u0007\\u202e <script>alert(1)</script>"
owner = "_x0041_"
tags = ["-1+1"]
rules = []
[[project.period]]
id = "z"
start = 1900-01-01
end = 2027-12-31
reference = "https://example.org"
  [[project.period.deadline]]
  id = "notice"
  kind = "notice"
  title = "LONG"
  due = 2027-01-04
"""


def written(folder: Path, text: str, name: str = "projects.toml") -> Path:
    """A register file; text without a format line gets the usual head."""
    path = folder / name
    path.write_text(text if "format = 1" in text else HEAD + text, encoding="utf-8")
    return path


def read(folder: Path, text: str, problems: tuple[str, ...] = ()) -> Register:
    """The register, with exactly the problems that are expected (their codes, in the order of the file)."""
    register = load([written(folder, text)])
    assert tuple(problem.code for problem in register.problems) == problems, register.problems
    return register


def compute(
    folder: Path, text: str, today: str = TODAY, within: int = 90, problems: tuple[str, ...] = ()
) -> dict[str, Deadline]:
    """All deadlines of a register by id, as they are on a day."""
    day = date.fromisoformat(today)
    calculator = Calculator(read(folder, text, problems), day, day + timedelta(days=within))
    deadlines = calculator.all()
    found = {deadline.id: deadline for deadline in deadlines}
    assert len(found) == len(deadlines), [deadline.id for deadline in deadlines]
    return found


def grant(period: str = "", deadlines: str = "", project: str = "", head: str = "") -> str:
    """A register with the project "p" and one period "z", or several where ``period`` has headers of its own."""
    if "[[project.period]]" not in period:
        period = f'[[project.period]]\nid = "z"\n{period}'
    return f'{head}\n[[project]]\nid = "p"\ntitle = "P"\n{project}\n{period}\n{deadlines}\n'


def duty(keys: str, identity: str = "duty", kind: str = "other", where: str = "project.period") -> str:
    """A deadline table; several keys may be in one line, divided by a semicolon and a blank."""
    lines = "\n".join(part.strip() for part in keys.split("; "))
    return f'[[{where}.deadline]]\nid = "{identity}"\nkind = "{kind}"\n{lines}\n'


def dates(deadline: Deadline) -> str:
    """Nominal, latest and due day, divided by blanks."""
    return " ".join(day.isoformat() if day else "-" for day in (deadline.nominal, deadline.latest, deadline.due))


def states(deadlines: dict[str, Deadline]) -> dict[str, str]:
    """The state of each deadline, by its id without the project."""
    return {identity.removeprefix("p/"): deadline.state for identity, deadline in deadlines.items()}


def nominals(deadlines: dict[str, Deadline], name: str) -> list[str]:
    """The counted days of all occurrences of a duty or call, in order."""
    mine = (d for d in deadlines.values() if name in (d.id, d.id.rpartition("/")[0]))
    return sorted(d.nominal.isoformat() for d in mine if d.nominal)


def work(action: Callable[[], object]) -> int:
    """How many functions are called while something is done: the same number on every machine, fast or slow."""
    count = 0

    def counting(_frame: object, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counting)
    try:
        action()
    finally:
        sys.setprofile(before)
    return count


def assert_linear(action: Callable[[int], object], size: int) -> None:
    """Four times the input is at most four and a half times the work, after a first run that fills what is kept."""
    action(size)
    once, fourfold = work(lambda: action(size)), work(lambda: action(4 * size))
    assert fourfold <= 4.5 * once, f"{once} calls for {size}, {fourfold} for four times as much"


def killed_at(step: int, folder: Path, work: Callable[[], object]) -> bool:
    """Do something in a process of its own that dies at a step on the disk; whether it came that far."""
    child = os.fork()
    if not child:
        seen = 0

        def count(event: str, arguments: tuple[Any, ...]) -> None:
            nonlocal seen
            if event in ("open", "os.rename", "os.remove", "os.mkdir", "os.chmod") and str(folder) in str(arguments[0]):
                seen += 1
                if seen == step:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        try:
            work()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])
