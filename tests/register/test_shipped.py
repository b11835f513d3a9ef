"""The registers that are shipped: the real one of the City of Gera, and the fictional example."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from program import EXAMPLE, REAL, foerder

from foerder.deadlines.calculator import Calculator
from foerder.model import DUTIES, Register
from foerder.register.load import load
from foerder.register.tables import ROOT as FORMAT
from foerder.register.tables import Table
from foerder.toml.parse import loads


@cache
def real() -> Register:
    return load([REAL])


@cache
def example() -> Register:
    return load([EXAMPLE])


def test_both_are_read_without_a_problem() -> None:
    assert real().problems == ()
    assert example().problems == ()


def test_the_gap_between_the_planning_grants_is_273_days() -> None:
    (gap,) = [p for p in foerder("-f", REAL, "check", "--format", "json").json["problems"] if p["code"] == "gap"]
    assert gap["project"] == "iksp"
    assert "273 days" in gap["message"]
    assert "2021-09-30" in gap["message"]
    assert "2022-07-01" in gap["message"]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2018-09-01", {"armutspraevention/bis-2018/period-end": 29, "call:lsz-programm/jahresantrag/2018": 75}),
        ("2021-07-15", {"armutspraevention/2018/period-end": 77}),
    ],
)
def test_what_the_office_should_have_been_told_then(today: str, expected: dict[str, int]) -> None:
    content = foerder("-f", REAL, "due", "--format", "json", today=today).json
    days = {deadline["id"]: deadline["days_left"] for deadline in content["deadlines"]}
    assert expected.items() <= days.items()


def test_nothing_before_the_first_release_is_called_overdue() -> None:
    states = {d["state"] for d in foerder("-f", REAL, "due", "--all", "--format", "json").json["deadlines"]}
    assert "overdue" not in states


@pytest.mark.parametrize("code", ["no-final-report", "no-rules", "no-end"])
def test_what_is_not_known_is_asked_for(code: str) -> None:
    found = foerder("-f", REAL, "check", "--code", code, "--format", "json").json["problems"]
    assert "iksp" in {problem["project"] for problem in found}


def test_the_old_esf_grant_does_not_carry_the_new_rules() -> None:
    (project,) = [p for p in real().projects if p.id == "armutspraevention"]
    rules = {rule for period in project.periods for rule in period.rules or ()} | set(project.rules or ())
    programme = real().programmes[project.programme or ""]
    assert "esf-plus-2021" not in rules | set(programme.rules)


@pytest.mark.parametrize(
    ("project", "facts"),
    [
        ("iksp", {"start": "2022-07-01", "end": None}),
        ("armutspraevention", {"start": "2018-10-01", "end": "2021-09-30"}),
        ("sozialplan", {"start": "2024-01-01", "end": "2028-12-31"}),
        ("integrationswerkstatt", {"start": "2018-08-01", "end": None}),
    ],
)
def test_dates_of_the_real_projects(project: str, facts: dict[str, Any]) -> None:
    listed = foerder("-f", REAL, "list", "--format", "json").json["projects"]
    (found,) = [p for p in listed if p["id"] == project]
    assert {key: found["period"][key] for key in facts} == facts


def test_every_fact_has_a_source() -> None:
    assert foerder("-f", REAL, "check", "--code", "no-source").out == ""
    assert all(project.source or all(p.source for p in project.periods) for project in real().projects)


# Digests of the names that are in the public texts; the names themselves stay out of the repo.
PEOPLE = {
    "0afe9e60c478",
    "1558385b0d55",
    "1f02e917fd21",
    "2294a2286eb7",
    "2bcdbec61eb7",
    "2d973910e366",
    "30f8b3acc7e0",
    "31185f00de3a",
    "48b923bea09b",
    "568cfef57232",
    "7065987f29de",
    "7a4a21866a2a",
    "8b10ac15a0c7",
    "90a5d5a8573d",
    "ab549655fc22",
    "c2c2a8afb415",
    "d301658bacb0",
}


@pytest.mark.parametrize("path", [REAL, EXAMPLE], ids=["real", "example"])
def test_no_names_of_people(path: Any) -> None:
    text = path.read_text(encoding="utf-8")
    words = set(re.findall(r"\w+", text))
    assert {word for word in words if hashlib.sha256(word.encode()).hexdigest()[:12] in PEOPLE} == set()
    assert words.isdisjoint({"Frau", "Herr", "Dr"})
    addresses = re.findall(r"[\w.+-]+@[\w.-]*\w", text)
    allowed = ("@gera.de",) if path == REAL else ("@musterstadt.example", "example.org")
    assert [address for address in addresses if not address.endswith(allowed)] == []


def used_keys(table: Table, data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(header, key) of everything written in a register."""
    for key, value in data.items():
        yield table.header, key
        inner = table.tables.get(key)
        if inner is not None:
            for item in value if isinstance(value, list) else [value]:
                yield from used_keys(inner, item)


def all_keys(table: Table) -> Iterator[tuple[str, str]]:
    """(header, key) of everything the format knows."""
    yield from ((table.header, key) for key in (*table.keys, *table.tables))
    for inner in table.tables.values():
        yield from all_keys(inner)


def test_the_example_uses_every_key_of_the_format() -> None:
    used = set(used_keys(FORMAT, loads(EXAMPLE.read_text(encoding="utf-8"))))
    keys_used = {key for _header, key in used}
    # How a period ends before its time is not shown: the example is about grants that run as they were approved.
    # `plan_by` is written by `extend --by`.
    how = ("on", "why", "posted", "provided", "retrieved", "notified", "remedy")
    unused = {*(f"ended_{word}" for word in how), "plan_by"}
    assert {key for _header, key in all_keys(FORMAT)} - keys_used == unused
    # Deadlines look the same at every level; each of their keys is shown at one of them.
    missing = {
        (header, key)
        for header, key in set(all_keys(FORMAT)) - used
        if not re.search(r"deadline|_of\]\]|call\]\]|clause|rule_set", header) and key not in {*unused, "source"}
    }
    assert missing == set()


def test_the_example_is_lively_on_any_day_of_2026_and_2027() -> None:
    day = date(2026, 1, 1)
    while day < date(2028, 1, 1):
        window = day + timedelta(days=90)
        found = Calculator(example(), day, window).all()
        assert sum(d.state == "due" for d in found) >= 3, day
        assert any(d.state in ("due", "overdue") and d.kind in DUTIES for d in found), day
        day += timedelta(days=1)
