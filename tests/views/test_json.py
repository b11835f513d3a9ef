"""One contract for JSON: the file's own keys and one notation for each kind of number, in every verb."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from program import EXAMPLE, foerder

REGISTER = """\
format = 1

[[programme]]
id = "p"
title = "Programm"

[[project]]
id = "haus"
title = "Haus"
programme = "p"

[[project.period]]
id = "2025"
start = 2025-01-01
duration = "3 years"
amount = 60000

[[project.period.cost]]
type = "staff"
approved = 90000
spent = 30000.5

[[project.period.cost]]
type = "flat-rate"
rate = 0.150
of = ["staff"]

[[project.period.financing]]
funder = "Land"
share = 0.60
from = 2025-01-01
until = 2025-12-31

[[project.period.financing]]
funder = "Eigenmittel"
share = 0.40

[[project.period.amendment]]
date = 2025-06-01
old_end = 2026-12-31

[[project.period.deadline]]
id = "bericht"
kind = "content-report"
after = "period-end"
offset = "1 month"
"""
VERBS = {
    "show": ("show", "haus"),
    "costs": ("costs", "haus"),
    "list": ("list",),
    "report": ("report",),
    "export": ("export", "-", "--format", "json"),
    "due --what-if": ("due", "--what-if", "extend haus 6 months"),
}
TWO = re.compile(r"-?\d+\.\d\d\Z")
MONEY = ("amount", "approved", "spent", "left", "grant", "received", "claim", "costs", "over")


def answer(tmp_path: Path, *words: str) -> Any:
    path = tmp_path / "projects.toml"
    path.write_text(REGISTER, encoding="utf-8")
    given = words if "--format" in words else (*words, "--format", "json")
    return foerder("-f", path, *given).json


def values(tree: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Every value with its key."""
    if isinstance(tree, dict):
        for name, value in tree.items():
            yield from values(value, name)
    elif isinstance(tree, list):
        for value in tree:
            yield from values(value, key)
    else:
        yield key, tree


@pytest.mark.parametrize("verb", ["show", "export"])
def test_a_period_has_the_keys_of_the_file(verb: str, tmp_path: Path) -> None:
    found = answer(tmp_path, *VERBS[verb])
    project = found["project"] if verb == "show" else found["projects"][0]
    period = project["periods"][0]
    land = {"funder": "Land", "share": "0.60", "amount": None, "from": "2025-01-01", "until": "2025-12-31"}
    assert period["financing"][0] == {**land, "source": None}
    assert period["amendments"][0]["date"] == "2025-06-01"
    assert period["duration"] == "3 years"
    assert period["deadlines"][0]["offset"] == "1 month"
    assert period["amount"] == "60000.00"
    assert period["costs"][1]["rate"] == "0.150"


def test_show_and_export_say_the_same_of_a_period(tmp_path: Path) -> None:
    shown = answer(tmp_path, *VERBS["show"])["project"]["periods"]
    assert shown == answer(tmp_path, *VERBS["export"])["projects"][0]["periods"]


@pytest.mark.parametrize("verb", VERBS)
def test_money_has_two_decimals(verb: str, tmp_path: Path) -> None:
    found = [(key, value) for key, value in values(answer(tmp_path, *VERBS[verb])) if key in MONEY and value]
    assert [pair for pair in found if not TWO.match(pair[1])] == []


@pytest.mark.parametrize(
    ("words", "path", "expected"),
    [
        (("costs", "haus"), ("accounts", 0, "lines", 0, "share"), "0.8696"),
        (("costs", "haus"), ("accounts", 0, "lines", 1, "rate"), "0.150"),
        (("costs", "haus"), ("accounts", 0, "financing", 0, "share"), "0.60"),
        (("costs", "haus"), ("accounts", 0, "pace", "time"), "0.6311"),
        (("list",), ("projects", 0, "pace", "money"), "0.3333"),
        (("report",), ("grants", 0, "own_share"), "0.4000"),
    ],
    ids=lambda value: ".".join(map(str, value)) if isinstance(value, tuple) else value,
)
def test_written_ratios_stay_computed_ones_have_four_decimals(
    words: tuple[str, ...], path: tuple[str | int, ...], expected: str, tmp_path: Path
) -> None:
    found = answer(tmp_path, *words)
    for step in path:
        found = found[step]
    assert found == expected


@pytest.mark.parametrize("verb", ["list", "costs", "report", "timeline", "due", "show"])
def test_schema_and_day_come_first_and_problems_are_always_there(verb: str) -> None:
    words = (verb, "quartier") if verb == "show" else (verb,)
    found = foerder("-f", EXAMPLE, *words, "--format", "json").json
    assert list(found)[:2] == ["schema", "today"]
    assert found["problems"] == []
