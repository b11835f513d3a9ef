"""Whatever people write into a register: it is read, computed and checked, or complained of, never a traceback."""

from __future__ import annotations

import random
import re
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foerder.checks import check
from foerder.deadlines.calculator import Calculator
from foerder.register.load import load
from foerder.register.tables import ROOT, all_tables
from foerder.text import i18n

pytestmark = pytest.mark.slow

LINES = (Path(__file__).parents[2] / "foerder" / "beispiel.toml").read_text("utf-8").splitlines()
TODAY = date(2026, 11, 22)
KEYS = sorted({key for table in all_tables(ROOT) for key in [*table.keys, *table.tables]} | {"ende", "zuständig", ""})
HEADERS = [table.header for table in all_tables(ROOT) if table.header] + ["[project]", "[[settings]]", "[a.b]"]
VALUES = (
    r"""
1|-1|0|0.5|-0.0|1e400|nan|-inf|99999999999999999999999|0x10|true|''|"x"|"2022"|"2022/final-report"|'a"b'|"\u0000"
2026-01-01|0001-01-01|9999-12-31|1999-12-31|2199-12-31|"2026-01-01"|2026-02-30|01.02.2026|2026-01-01T10:00:00Z|12:00:00
[]|[1]|["x"]|[2026-01-01]|[[]]|{}|{a=1}|[{}]|[{id="x"}]|[{id=1}]
"6 months"|"200 years"|"0 days"|"10400 weeks"|"50000 working days"|"1 month 15 days"|"year"|"1 day"|"6 Monate"
"FREQ=DAILY;INTERVAL=7;BYDAY=MO"|"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"|"FREQ=MONTHLY;UNTIL=20200101"|"FREQ=MONTHLY"
"last-workday-before 12-15"|"02-29"|"12-24"
[{after = "year-end", offset = "1 day"}, {after = "award", offset = "1 year"}]
"period-end"|"payment"|"last-payment"|"year-end"|"quarter-end"|"closed"|"remedy"|"final-report"|"interim-report"
"event"|"day"|"next"|"none"|"grant"|"plan"|"idea"|"withdrawn"|"U"|"A"|"DE"|"DE-BY"|"flat-rate"|"staff"
""".strip()
    .replace("\n", "|")
    .split("|")
)


def mutated(chance: random.Random, count: int) -> str:
    """The example with a few lines changed, the way hands and merges change them."""
    lines = list(LINES)
    for _turn in range(count):
        place = chance.randrange(len(lines))
        chance.choice((_line, _line, _line, _line, _insert, _insert, _insert, _delete, _double, _move))(
            chance, lines, place
        )
    return "\n".join(lines)


def _line(chance: random.Random, lines: list[str], place: int) -> None:
    pair = re.match(r"(\s*)([\w-]+) = (.*)", lines[place])
    if pair:
        key, value = chance.choice([(pair[2], chance.choice(VALUES)), (chance.choice(KEYS), pair[3])])
        lines[place] = f"{pair[1]}{key} = {value}"


def _insert(chance: random.Random, lines: list[str], place: int) -> None:
    lines.insert(place, chance.choice([*HEADERS, f"{chance.choice(KEYS)} = {chance.choice(VALUES)}"]))


def _delete(_chance: random.Random, lines: list[str], place: int) -> None:
    del lines[place]


def _double(chance: random.Random, lines: list[str], place: int) -> None:
    lines[place:place] = lines[place : place + chance.randrange(1, 12)]


def _move(chance: random.Random, lines: list[str], place: int) -> None:
    lines.insert(chance.randrange(len(lines)), lines.pop(place))


def work(path: Path) -> None:
    """Everything that reads a register and what is in it."""
    register = load([path], ["projects.toml"])
    Calculator(register, TODAY, TODAY, tracing=True).all()
    for problem in check(register, TODAY):
        assert problem.path == "projects.toml"
        assert problem.message
        assert problem.remedy


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.integers(0, 2**32), st.integers(1, 12))
def test_changed_register_never_raises(seed: int, count: int) -> None:
    with tempfile.TemporaryDirectory() as folder, i18n.using("en"):
        path = Path(folder, "projects.toml")
        path.write_text(mutated(random.Random(seed), count), encoding="utf-8")
        work(path)
