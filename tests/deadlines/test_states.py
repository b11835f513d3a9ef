"""The state of a deadline day by day, the window, the order in which they are shown, and what comes next."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from helpers import compute, duty, grant, states, written
from program import foerder

SATURDAY = "2026-08-15"
"""Planned for Friday 14.08., by law until Monday 17.08."""


@pytest.mark.parametrize(
    ("today", "duty_state", "opportunity", "expiry"),
    [
        ("2026-08-06", "upcoming", "upcoming", "upcoming"),
        ("2026-08-07", "due", "due", "upcoming"),
        ("2026-08-08", "due", "due", "due"),
        ("2026-08-14", "due", "due", "due"),
        ("2026-08-15", "due", "due", "due"),
        ("2026-08-16", "due", "due", "past"),
        ("2026-08-17", "due", "due", "past"),
        ("2026-08-18", "overdue", "past", "past"),
    ],
)
def test_day_by_day(tmp_path: Path, today: str, duty_state: str, opportunity: str, expiry: str) -> None:
    moving = f'due = {SATURDAY}; shift = "next"'
    rules = duty(moving) + duty(moving, "appeal", "remedy") + duty(moving, "earmark", "earmark-end")
    found = compute(tmp_path, grant("", rules), today=today, within=7)
    assert states(found) == {"z/duty": duty_state, "z/appeal": opportunity, "z/earmark": expiry}


def test_an_unmoved_day_is_overdue_on_the_next_one(tmp_path: Path) -> None:
    text = grant("", duty(f"due = {SATURDAY}"))
    expected = {"2026-08-13": "due", "2026-08-14": "due", "2026-08-15": "due", "2026-08-16": "overdue"}
    assert {day: states(compute(tmp_path, text, today=day, within=7))["z/duty"] for day in expected} == expected


def test_what_is_planned_before_today_is_due_whatever_the_window(tmp_path: Path) -> None:
    text = grant("", duty(f'due = {SATURDAY}; shift = "next"'))
    assert states(compute(tmp_path, text, today="2026-08-15", within=0)) == {"z/duty": "due"}


RULES = (
    duty("due = 2026-12-01", "soon")
    + duty("due = 2026-11-20", "late")
    + duty("due = 2026-10-01", "later")
    + duty("due = 2027-02-20", "last-in-window")
    + duty("due = 2027-02-22", "after-window")
    + duty("due = 2027-06-01", "far")
    + duty('due = 2026-11-21; shift = "next"', "law-only")
    + duty("due = 2026-08-01", "kept")
    + duty('after = "award"; offset = "1 month"', "open")
)
TEXT = grant("end = 2026-12-31", RULES) + '[[project.done]]\ndeadline = "z/kept"\non = 2026-07-30\n'


def ask(folder: Path, *words: str) -> Any:
    answer = foerder("-f", written(folder, TEXT), "due", "--format", "json", *words)
    assert answer.code == 0, answer.err
    return answer.json


def ids(answer: Any) -> list[str]:
    return [record["id"].removeprefix("p/z/") for record in answer["deadlines"]]


def test_overdue_first_then_by_the_day_to_plan_for(tmp_path: Path) -> None:
    answer = ask(tmp_path)
    assert ids(answer) == ["later", "late", "law-only", "soon", "period-end", "last-in-window"]
    assert [record["state"] for record in answer["deadlines"]] == ["overdue"] * 2 + ["due"] * 4
    assert answer["until"] == "2027-02-20"


def test_next_is_the_whole_record_of_the_first_after_the_window(tmp_path: Path) -> None:
    every = {record["id"]: record for record in ask(tmp_path, "--all")["deadlines"]}
    assert ask(tmp_path)["next"] == every["p/z/after-window"]
    assert ask(tmp_path, "--by", "2027-02-22")["next"] == every["p/z/far"]
    assert ask(tmp_path, "--overdue")["next"] == every["p/z/after-window"]
    assert ask(tmp_path, "--within", "1y")["next"] is None


def test_all_lists_what_is_done_and_nothing_without_a_date(tmp_path: Path) -> None:
    answer = ask(tmp_path, "--all")
    assert set(ids(answer)) == {
        *("soon", "late", "later", "last-in-window", "after-window"),
        *("far", "law-only", "kept", "period-end"),
    }
    assert answer["until"] is None
    assert {r["id"]: r["done"] for r in answer["deadlines"]}["p/z/kept"]["on"] == "2026-07-30"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--within", "0"], ["later", "late", "law-only"]),
        (["--within", "9d"], ["later", "late", "law-only", "soon"]),
        (["--within", "2w"], ["later", "late", "law-only", "soon"]),
        (["--by", "2026-12-31"], ["later", "late", "law-only", "soon", "period-end"]),
        (["--overdue"], ["later", "late"]),
        (["--overdue", "--all"], ["later", "late"]),
        (["--type", "period-end"], ["period-end"]),
    ],
    ids=" ".join,
)
def test_the_window(tmp_path: Path, words: list[str], expected: list[str]) -> None:
    assert ids(ask(tmp_path, *words)) == expected


def test_days_left_count_to_the_day_to_plan_for(tmp_path: Path) -> None:
    found = {record["id"]: record for record in ask(tmp_path, "--all")["deadlines"]}
    # 22.11.2026 is a Sunday; working days are our own, after today up to and including the day itself.
    assert (found["p/z/soon"]["days_left"], found["p/z/soon"]["working_days_left"]) == (9, 7)
    assert (found["p/z/late"]["days_left"], found["p/z/late"]["working_days_left"]) == (-2, 0)
    assert (found["p/z/later"]["days_left"], found["p/z/later"]["working_days_left"]) == (-52, -36)
    assert (found["p/z/law-only"]["due"], found["p/z/law-only"]["days_left"]) == ("2026-11-20", -2)


def test_the_example_of_the_contract(tmp_path: Path) -> None:
    text = grant("", duty("due = 2022-03-31", "final-report", "final-report"))
    (record,) = foerder("-f", written(tmp_path, text), "due", "--all", "--format", "json").json["deadlines"]
    assert (record["days_left"], record["working_days_left"], record["state"]) == (-1697, -1166, "overdue")
