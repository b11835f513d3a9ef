"""A clock that jumps: nothing is told twice, nobody is left without a word, and it heals by itself where it can."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from notifying import ANNA, DESK, HEAD, HEADER, NOW, Office, project

from foerder import clock
from foerder.cli.app import main
from foerder.notify.memory import Store
from foerder.notify.run import Report, Run
from foerder.register.load import load
from foerder.text import i18n

NAME = "iksp/p/report"
WEEKLY = HEADER.replace('heartbeat = "off"', 'heartbeat = "monday"')
ONE_DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.use("en")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr("os.fsync", lambda handle: None)
    office = Office(tmp_path)
    office.write(project("iksp", "2027-03-31", deputy=""), header=WEEKLY)
    return office


def run(office: Office, day: str | date, sure: bool = False, anew: bool = False) -> Report:
    job = Run(load([office.path]), Store(office.path), date.fromisoformat(str(day)), NOW, sure=sure, anew=anew)
    return job.send(office.basket.way, patience=5)


def told(report: Report) -> set[tuple[str, str, int | None]]:
    """(to whom, why, step) of all that a run told, without signs of life."""
    found = {(mail.to, item.reason, item.step) for mail in report.sent for item in mail.items}
    return {one for one in found if one[1] != "heartbeat"}


def played(office: Office, days: list[str]) -> dict[str, set[tuple[str, str, int | None]]]:
    """What was told on each day, in order; days without a mail are left out."""
    return {day: found for day in days if (found := told(run(office, day)))}


def days(first: str, last: str) -> list[str]:
    begin = date.fromisoformat(first)
    return [str(begin + n * ONE_DAY) for n in range((date.fromisoformat(last) - begin).days + 1)]


STEPS = {
    "2027-03-01": {(ANNA, "step", 90), (ANNA, "step", 30)},
    "2027-03-17": {(ANNA, "step", 14)},
    "2027-03-24": {(ANNA, "step", 7)},
    "2027-03-30": {(ANNA, "step", 1)},
}
AFTER = {(ANNA, "overdue", None), (HEAD, "escalated", None)}


def test_back_by_a_day_and_right_again(office: Office) -> None:
    """A time zone, a dead battery, two machines around midnight."""
    there = days("2027-03-01", "2027-03-24")
    assert played(office, [*there, "2027-03-23", *days("2027-03-24", "2027-03-30")]) == STEPS


@pytest.mark.slow
def test_back_by_a_day_each_day_tells_nothing_twice(office: Office) -> None:
    jumping = [day for on in days("2027-03-01", "2027-04-30") for day in (on, str(date.fromisoformat(on) - ONE_DAY))]
    found = [one for day in jumping for one in sorted(told(run(office, day)), key=str)]
    steps = [one for one in found if one[1] == "step"]
    assert len(steps) == len(set(steps)) == 5
    plain = Office(office.folder / "plain")
    plain.folder.mkdir()
    plain.write(project("iksp", "2027-03-31", deputy=""), header=WEEKLY)
    expected = [one for day in days("2027-03-01", "2027-04-30") for one in sorted(told(run(plain, day)), key=str)]
    assert sorted(found, key=str) == sorted(expected, key=str)


@pytest.mark.parametrize("wrong", ["2026-03-24", "2027-03-10", "1970-01-01"])
def test_far_back_sends_nothing_and_says_so_at_every_run(office: Office, wrong: str) -> None:
    before = played(office, days("2027-03-01", "2027-03-24"))
    memory = (office.folder / ".foerder" / "projects" / "notify.json").read_bytes()
    for _turn in range(2):
        report = run(office, wrong)
        assert report.sent == []
        assert report.failed[0].error == (
            f"The clock of this machine says {wrong}, but the last run was on 2027-03-24: nothing is sent. "
            "If the clock is right: --yes"
        )
    assert (office.folder / ".foerder" / "projects" / "notify.json").read_bytes() == memory
    assert before | played(office, days("2027-03-25", "2027-03-30")) == STEPS


@pytest.mark.parametrize("wrong", ["2027-06-30", "2028-03-24", "2027-04-02"])
def test_a_leap_forward_heals_with_the_first_run_after_it(office: Office, wrong: str) -> None:
    """What was told on the wrong day is told again on the right one: better twice than never."""
    before = played(office, days("2027-03-01", "2027-03-23"))
    assert told(run(office, wrong)) >= AFTER
    run(office, str(date.fromisoformat(wrong) + ONE_DAY))
    back = played(office, days("2027-03-24", "2027-04-02"))
    assert before | back == STEPS | {"2027-04-01": AFTER, "2027-04-02": AFTER}


@pytest.mark.slow
def test_a_leap_forward_does_not_silence_a_step_a_year_later(office: Office) -> None:
    office.write(project("iksp", "2027-03-31", deputy=""), project("spaet", "2028-03-31", deputy=""), header=WEEKLY)
    run(office, "2027-03-01")
    assert (ANNA, "step", 30) in told(run(office, "2028-03-01"))
    run(office, "2027-03-02")
    office.write(project("spaet", "2028-03-31", deputy=""), header=WEEKLY)
    played(office, days("2027-03-03", "2028-02-29"))
    assert told(run(office, "2028-03-01")) == {(ANNA, "step", 30)}


def test_a_little_forward_and_back_tells_each_step_once(office: Office) -> None:
    first = played(office, days("2027-03-01", "2027-03-20"))
    early = told(run(office, "2027-03-26"))
    rest = played(office, days("2027-03-21", "2027-04-08"))
    assert first == {day: what for day, what in STEPS.items() if day < "2027-03-20"}
    assert early == {(ANNA, "step", 7)}
    assert rest == {
        "2027-03-30": {(ANNA, "step", 1)},
        **dict.fromkeys(["2027-04-01", "2027-04-02", "2027-04-05", "2027-04-06", "2027-04-07"], AFTER),
    }


def test_after_years_nothing_is_sent_until_somebody_says_that_it_is_right(office: Office) -> None:
    run(office, "2027-03-01")
    report = run(office, "2036-02-07")
    assert report.sent == []
    assert "more than two years after the last run on 2027-03-01: nothing is sent" in report.failed[0].error
    assert told(run(office, "2036-02-07", sure=True, anew=True)) >= AFTER


def test_a_memory_of_the_future_is_forgotten_where_somebody_says_so(office: Office) -> None:
    """The very first run was made with a wrong clock: nothing before it shows that."""
    assert told(run(office, "2028-03-24")) >= AFTER
    assert run(office, "2027-03-24").sent == []
    assert told(run(office, "2027-03-24", sure=True, anew=True)) == {(ANNA, "step", step) for step in (90, 30, 14, 7)}
    assert played(office, days("2027-03-25", "2027-04-01")) == {
        "2027-03-30": {(ANNA, "step", 1)},
        "2027-04-01": AFTER,
    }


def test_a_day_that_is_given_is_not_doubted(office: Office) -> None:
    run(office, "2027-03-24")
    assert run(office, "2026-03-24", sure=True).failed == []


def test_a_pause_is_no_jump(office: Office) -> None:
    run(office, "2027-01-04")
    assert told(run(office, "2027-03-24")) == {(ANNA, "step", step) for step in (30, 14, 7)}
    assert played(office, days("2027-03-25", "2027-03-30")) == {"2027-03-30": {(ANNA, "step", 1)}}


def test_the_sign_of_life_comes_every_week_after_a_leap(office: Office) -> None:
    run(office, "2027-03-01")
    run(office, "2028-03-06")
    mails = [day for day in days("2027-03-02", "2027-03-31") if DESK in {mail.to for mail in run(office, day).sent}]
    assert mails == ["2027-03-02", "2027-03-08", "2027-03-15", "2027-03-22", "2027-03-25"]


def test_cron_hears_of_it_and_status_says_it(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def at(day: str, *words: str) -> tuple[int, str]:
        moment = datetime.fromisoformat(f"{day}T06:15:00").replace(tzinfo=UTC)
        monkeypatch.setattr(clock, "now", lambda: moment)
        monkeypatch.setattr(clock, "today", moment.date)
        monkeypatch.setattr(sys, "argv", ["foerder", "--lang", "en", "-f", str(office.path), "notify", *words])
        with pytest.raises(SystemExit) as leave:
            main()
        return int(leave.value.code or 0), capsys.readouterr().err

    outbox = ("--outbox", str(office.folder / "out"))
    assert at("2027-03-24", *outbox) == (0, "")
    for words in (outbox, ("--status",), ("--dry-run",)):
        code, said = at("2026-03-24", *words)
        assert code == 5
        assert "The clock of this machine says 2026-03-24, but the last run was on 2027-03-24" in said
    assert at("2026-03-24", *outbox, "--yes")[0] == 0
    assert at("2027-03-24", *outbox)[0] == 0
