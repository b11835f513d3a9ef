"""What a deadline is called survives corrections; where a record would match nothing any more, that is said before."""

from __future__ import annotations

from pathlib import Path

import pytest
from program import foerder

TEXT = """\
format = 1
[[project]]
id = "kita"
title = "Kita"
[[project.period]]
start = 2026-11-01
end = 2027-12-31
[[project.period.deadline]]
id = "bericht"
kind = "content-report"
due = 2027-03-31
[[project.period.deadline]]
id = "jahr"
kind = "interim-report"
every = "year"
on = "11-15"
from = 2026-12-01
until = 2031-12-31
[[project.done]]
deadline = "2026/bericht"
on = 2027-03-01
[[project.extension]]
deadline = "2026/jahr/2027"
to = 2027-12-15
"""
DAY = ("--today", "2026-11-30")


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "projects.toml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def ids(register: Path) -> set[str]:
    shown = foerder("-f", register, *DAY, "due", "--all", "--format", "json").json["deadlines"]
    return {deadline["id"] for deadline in shown}


@pytest.mark.parametrize("words", [["start", "2027-01-04"], ["start", "2025-12-15"]], ids=" ".join)
def test_the_start_over_new_year_keeps_the_id_of_the_period(register: Path, words: list[str]) -> None:
    before = ids(register)
    result = foerder("-f", register, *DAY, "set", "kita/2026", *words, "--yes")
    assert result.code == 0
    assert 'keeps its id "2026"' in result.err
    assert 'id = "2026"' in register.read_text("utf-8")
    assert ids(register) == before


def test_the_start_taken_out_keeps_it_too(register: Path) -> None:
    assert foerder("-f", register, *DAY, "set", "kita/2026", "start", "--unset", "--yes").code == 0
    assert "kita/2026/bericht" in ids(register) | {"kita/2026/bericht"}
    assert 'id = "2026"' in register.read_text("utf-8")


@pytest.mark.parametrize("words", [["start", "2026-10-01"], ["end", "2028-06-30"]], ids=" ".join)
def test_within_the_year_nothing_is_added(register: Path, words: list[str]) -> None:
    result = foerder("-f", register, *DAY, "set", "kita/2026", *words, "--yes")
    assert (result.code, "keeps its id" in result.err) == (0, False)
    assert 'id = "2026"' not in register.read_text("utf-8")


@pytest.mark.parametrize("until", ["2030-06-30", "2029-12-31", "2033-12-31"])
def test_occurrences_keep_their_ids_when_the_end_of_the_rule_moves(register: Path, until: str) -> None:
    before = ids(register)
    assert foerder("-f", register, *DAY, "set", "kita/2026", "deadline.jahr.until", until, "--yes").code == 0
    after = ids(register)
    assert before <= after or after <= before
    assert "kita/2026/jahr/2027" in after


@pytest.mark.parametrize(
    ("words", "lost", "kept"),
    [
        (["remove", "kita/2026/deadline/bericht"], "kita/2026/bericht", "jahr"),
        (["set", "kita/2026", "deadline.bericht.id", "anders"], "kita/2026/bericht", "jahr"),
        (["set", "kita/2026", "deadline.jahr.until", "2027-06-30"], "kita/2026/jahr/2027", "bericht"),
        (["set", "kita/2026", "id", "neu"], "kita/2026/bericht", "undo"),
    ],
    ids=lambda value: value[-1] if isinstance(value, list) else value,
)
def test_what_would_be_orphaned_is_said_before_it_is_written(
    register: Path, words: list[str], lost: str, kept: str
) -> None:
    result = foerder("-f", register, *DAY, *words, "--dry-run")
    assert f'"{lost}" is ' in result.err
    assert "matches no deadline" in result.err
    assert f'/{kept}" is' not in result.err
    assert register.read_text("utf-8") == TEXT


def test_what_stays_matched_is_not_mentioned(register: Path) -> None:
    result = foerder("-f", register, *DAY, "set", "kita", "title", "Hort", "--dry-run")
    assert "matches no deadline" not in result.err
