"""A disk that is full at any write of a run: nobody is told twice without a word about it, and nobody is forgotten."""

from __future__ import annotations

import json
from collections import Counter
from itertools import count
from pathlib import Path

import pytest
from fulldisk import FullDisk
from notifying import ANNA, BODO, HEAD, Basket, Office, project
from program import foerder

from foerder.text import i18n

pytestmark = pytest.mark.slow

DAY, NEXT_DAY = "2027-04-01", "2027-04-02"
PEOPLE = {ANNA, BODO, HEAD}


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.use("en")


def office_in(folder: Path, has_memory: bool) -> Office:
    """An office that has told something before, or never."""
    folder.mkdir()
    office = Office(folder)
    office.write(project("iksp", "2027-03-31"))
    if has_memory:
        office.run("2027-03-24")
        office.basket = Basket()
    return office


@pytest.mark.parametrize("lasting", [True, False], ids=["lasting", "once"])
@pytest.mark.parametrize("has_memory", [True, False], ids=["later", "first"])
def test_at_every_write_of_a_run(tmp_path: Path, has_memory: bool, lasting: bool) -> None:
    played = 0
    for step in count(1):
        office = office_in(tmp_path / str(step), has_memory)
        disk = FullDisk(office.folder, step, lasting)
        with disk.around():
            report = office.run(DAY)
        if not disk.was_full:
            break
        played += 1
        for path in office.folder.rglob("*.json"):
            json.loads(path.read_text(encoding="utf-8"))
        first = Counter(to for to, _id, _content in office.basket.mails)
        assert set(first.values()) <= {1}
        assert report.failed or set(first) == PEOPLE, step
        # There is room again.
        later = office.run(DAY)
        assert later.failed == []
        mails = {(to, identity) for to, identity, _content in office.basket.mails}
        assert Counter(to for to, _identity in mails) == dict.fromkeys(PEOPLE, 1), step
        again = Counter(to for to, _id, _content in office.basket.mails) - Counter(PEOPLE)
        for to in again:
            assert any(f"The mail to {to} was accepted, but this cannot be noted" in said for said in report.remarks)
        assert not list(office.folder.rglob("*.tmp"))
    assert played >= 20


@pytest.mark.parametrize("step", range(1, 20))
def test_full_for_a_day_and_the_next_one_makes_up_for_it(tmp_path: Path, step: int) -> None:
    """The step of the day before is told late, and once: a repeat is the same mail."""
    office = office_in(tmp_path / "office", has_memory=True)
    office.write(project("neu", "2027-04-08", "warn = [7]", deputy=""))
    with FullDisk(office.folder, step, lasting=True).around():
        assert office.run(DAY).failed
    for day in (NEXT_DAY, "2027-04-05"):
        assert office.run(day).failed == []
    assert {to for to, _id, _content in office.basket.mails} == {ANNA}
    assert len({identity for _to, identity, _content in office.basket.mails}) == 1


def test_what_is_said_on_the_screen(tmp_path: Path) -> None:
    office = office_in(tmp_path / "office", has_memory=True)
    with FullDisk(office.folder, 1, lasting=True).around():
        result = foerder("-f", office.path, "notify", "--outbox", tmp_path / "out", today=DAY)
    assert result.code == 5
    assert "cannot be read or written (No space left on device)" in result.err
    assert not (tmp_path / "out").exists()


def test_an_outbox_that_is_full(tmp_path: Path) -> None:
    office = office_in(tmp_path / "office", has_memory=True)
    out = tmp_path / "out"
    with FullDisk(out, 1, lasting=True).around():
        result = foerder("-f", office.path, "notify", "--outbox", out, today=DAY)
    assert result.code == 5
    assert result.err.count("No space left on device") == 1
    assert foerder("-f", office.path, "notify", "--outbox", out, today=DAY).code == 0
    assert len(list(out.iterdir())) == len(PEOPLE)
