"""Records survive the way through JSON; what is damaged is never taken for sound."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

import pytest

from foerder.text.records import DAMAGED, from_plain, to_plain


class Step(NamedTuple):
    days: int
    on: date | None = None


@dataclass(frozen=True)
class Note:
    title: str
    closed: tuple[str | date, ...] = ()
    steps: dict[int, Step] = field(default_factory=dict)
    seen: bool = False


NOTE = Note("Bericht", ("12-24", date(2026, 12, 31)), {30: Step(30, date(2026, 11, 30)), 1: Step(1)}, True)


def test_there_and_back() -> None:
    assert from_plain(Note, json.loads(json.dumps(to_plain(NOTE)))) == NOTE


def test_what_a_newer_program_adds_is_left_out_and_what_it_left_out_has_its_default() -> None:
    assert from_plain(Note, {"title": "Bericht", "colour": "red"}) == Note("Bericht")


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"title": 1},
        {"title": "x", "seen": 1},
        {"title": "x", "steps": {"a": {"days": 1}}},
        {"title": "x", "steps": {"1": {"days": True}}},
        {"title": "x", "steps": {"1": {"days": 1, "on": "2026-02-30"}}},
        {"title": "x", "closed": 3},
    ],
)
def test_damaged(data: Any) -> None:
    with pytest.raises(DAMAGED):
        from_plain(Note, data)
