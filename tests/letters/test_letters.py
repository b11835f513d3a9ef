"""Whole letters: what is read is right, nothing is passed over, in every kind of file."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import award_letters
import pytest
from letters import measured, proposals

KINDS = ("pdf", "columns.pdf", "txt", "docx")
OWN = award_letters.letters()
COLD = award_letters.letters(award_letters.COLD)


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Counter[str]]:
    """The figures of all letters, by kind of file."""
    found: dict[str, Counter[str]] = {}
    for letter in (*OWN, *COLD):
        for kind, got in proposals(letter, tmp_path_factory.mktemp("letters")).items():
            found.setdefault(kind, Counter()).update(measured(letter, got)[0])
    return found


def test_there_are_enough_letters() -> None:
    assert len(OWN) >= 12
    assert len(COLD) >= 6


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_understood_is_right(figures: dict[str, Counter[str]], kind: str) -> None:
    assert figures[kind]["sure"] > 90
    assert figures[kind]["right"] == figures[kind]["sure"]


@pytest.mark.parametrize("kind", KINDS)
def test_duties_are_found_and_understood(figures: dict[str, Counter[str]], kind: str) -> None:
    assert figures[kind]["found"] >= 0.95 * figures[kind]["duties"]
    assert figures[kind]["understood"] >= 0.8 * figures[kind]["found"]


@pytest.mark.parametrize("kind", KINDS)
def test_facts_are_right_and_none_is_invented(figures: dict[str, Counter[str]], kind: str) -> None:
    assert figures[kind]["facts right"] >= 0.98 * figures[kind]["facts"]
    assert figures[kind]["facts invented"] == 0


@pytest.mark.parametrize("letter", [*OWN, *COLD], ids=lambda letter: letter.name)
def test_no_sentence_is_passed_over_and_no_trap_is_understood(letter: award_letters.Letter, tmp_path: Path) -> None:
    for got in proposals(letter, tmp_path).values():
        wrong = measured(letter, got)[1]
        assert not [line for line in wrong if line.startswith("PASSED OVER")]
        understood = [duty for duty in got["duties"] if duty["list"] == "understood" and not duty.get("undated")]
        for trap in letter.truth["traps"]:
            assert not [duty for duty in understood if trap in duty["sentence"] and letter in COLD]


def test_page_is_the_one_where_the_sentence_begins(tmp_path: Path) -> None:
    letter = OWN[-2]
    got = proposals(letter, tmp_path)["pdf"]
    assert got["pages"] >= 8
    pages = [duty["page"] for duty in got["duties"]]
    assert pages == sorted(pages)
    assert pages[-1] == got["pages"]
