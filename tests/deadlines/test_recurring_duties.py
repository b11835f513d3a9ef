"""Recurring duties from the register to their days: the first day, working days before a day, holidays at the seat."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers import compute, dates, duty, grant, nominals, written
from program import foerder

YEAR = "start = 2026-01-01\nend = 2026-12-31"


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        pytest.param(
            'every = "3 months"; from = 2027-02-15; until = 2027-12-31',
            "2027-02-15 2027-05-15 2027-08-15 2027-11-15",
            id="a written day is the first one",
        ),
        pytest.param(
            'every = "2 weeks"; from = 2026-12-01; until = 2026-12-31', "2026-12-01 2026-12-15 2026-12-29", id="weeks"
        ),
        pytest.param(
            'every = "4 months"; from = "period-start"; until = "period-end"',
            "2026-05-01 2026-09-01",
            id="an anchor is only counted from",
        ),
        pytest.param(
            'every = "year"; on = "11-15"; from = 2026-01-01; until = 2027-12-31',
            "2026-11-15 2027-11-15",
            id="with a day of the year: the first such day",
        ),
        pytest.param(
            'every = "3 months"; on = "last-workday-before 03-15"; from = 2026-01-01; until = 2026-12-31',
            "2026-03-13 2026-06-12 2026-09-14 2026-12-14",
            id="the last working day before the 15th, every time",
        ),
        pytest.param(
            'every = "1 month"; on = "last-workday-before 05-02"; from = 2026-04-01; until = 2026-07-31',
            "2026-04-30 2026-06-01 2026-07-01 2026-07-31",
            id="the last working day before the 2nd: not 1 May",
        ),
        pytest.param(
            'every = "2 days"; on = "last-workday-before 03-15"; from = 2026-03-01; until = 2026-03-19',
            "2026-03-13 2026-03-16 2026-03-18",
            id="never twice on one day",
        ),
    ],
)
def test_days(tmp_path: Path, rule: str, expected: str) -> None:
    assert nominals(compute(tmp_path, grant(YEAR, duty(rule))), "p/z/duty") == expected.split()


def test_explain_says_that_the_written_day_is_the_first(tmp_path: Path) -> None:
    rules = duty('every = "3 months"; from = 2027-02-15; until = 2027-12-31')
    path = written(tmp_path, grant(YEAR, rules))
    shown = foerder("-f", path, "explain", "p/z/duty/2027-05-15", "--format", "json").json
    assert "for the first time on 2027-02-15" in shown["sentence"]


def test_a_duty_of_every_day_ends_at_the_horizon_however_far_its_end_is(tmp_path: Path) -> None:
    """What comes on more days than anybody means is cut like a duty without an end, its last days are kept."""
    rules = duty('rrule = "FREQ=DAILY;UNTIL=21991231"; from = 1990-01-01')
    days = nominals(compute(tmp_path, grant(YEAR, rules), today="2026-11-22"), "p/z/duty")
    assert (len(days), days[-1]) == (4000, "2031-11-22")
    answer = foerder("-f", written(tmp_path, grant(YEAR, rules)), "due", "--all")
    assert "p/z/duty" in answer.err


AUTHORITY = '[[authority]]\nid = "amt"\nname = "A"\nholidays = "DE-BY"\nextra_holidays = {extra}\n'


@pytest.mark.parametrize(
    ("extra", "due", "expected"),
    [
        pytest.param("[]", "2026-08-14", "2026-08-14 2026-08-14 2026-08-14", id="a Friday"),
        pytest.param('["08-14"]', "2026-08-14", "2026-08-14 2026-08-17 2026-08-13", id="every year: 2026"),
        pytest.param(
            '["08-14"]', "2028-08-14", "2028-08-14 2028-08-16 2028-08-11", id="every year: 2028, before the 15th"
        ),
        pytest.param("[2026-08-14]", "2028-08-14", "2028-08-14 2028-08-14 2028-08-14", id="once"),
        pytest.param('["easter+60"]', "2027-05-27", "2027-05-27 2027-05-28 2027-05-26", id="Corpus Christi 2027"),
        pytest.param('["easter-48"]', "2026-02-16", "2026-02-16 2026-02-17 2026-02-13", id="Shrove Monday 2026"),
        pytest.param('["easter+0", "12-31", 2026-08-14]', "2026-08-14", "2026-08-14 2026-08-17 2026-08-13", id="mixed"),
    ],
)
def test_holidays_at_the_authoritys_seat(tmp_path: Path, extra: str, due: str, expected: str) -> None:
    extra = extra.replace('"08-14"', '"08-14", "08-15"') if due.startswith("2028") else extra
    head = AUTHORITY.format(extra=extra)
    found = compute(tmp_path, grant(f'{YEAR}\nauthority = "amt"', duty(f'due = {due}; shift = "next"'), head=head))
    assert dates(found["p/z/duty"]) == expected


@pytest.mark.parametrize(
    ("extra", "remedy"),
    [
        ('"15.08."', 'Write "08-15".'),
        ('"easter60"', 'Write "easter+60".'),
        ('"Ostern + 60"', 'Write "easter+60".'),
        ('"easter+400"', "Write from easter-80 to easter+250."),
        ('"2026-08-14"', "Write it without quotes: 2026-08-14."),
        ('"14.08.2026"', "Write it without quotes, year first: 2026-08-14."),
        ('"08-32"', 'Write a date, "08-15" for every year, or "easter+60" for days from Easter Sunday.'),
        ('"Fronleichnam"', 'Write a date, "08-15" for every year, or "easter+60" for days from Easter Sunday.'),
    ],
)
def test_holidays_that_cannot_be_read(tmp_path: Path, extra: str, remedy: str) -> None:
    path = written(tmp_path, grant(YEAR, head=AUTHORITY.format(extra=f"[{extra}]")))
    (found,) = foerder("-f", path, "check", "--code", "bad-value", "--format", "json").json["problems"]
    assert found["remedy"] == remedy


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        pytest.param(
            'after = "period-start"; offset = "12 Werktage"', "2026-03-16 2026-03-16 2026-03-16", id="forward"
        ),
        pytest.param(
            'after = "period-start"; offset = "11 Werktage"', "2026-03-14 2026-03-16 2026-03-13", id="Saturday"
        ),
        pytest.param(
            'before = "period-end"; offset = "3 Werktage"', "2026-12-28 2026-12-28 2026-12-28", id="Christmas"
        ),
        pytest.param(
            'before = "period-start"; offset = "2 Werktage"', "2026-02-27 2026-02-27 2026-02-27", id="backward"
        ),
        pytest.param(
            'before = "period-start"; offset = "1 Werktag"', "2026-02-28 2026-02-28 2026-02-27", id="a Saturday"
        ),
    ],
)
def test_werktage_are_monday_to_saturday(tmp_path: Path, form: str, expected: str) -> None:
    """Counted backwards the day to plan for goes by Monday to Friday."""
    text = grant("start = 2026-03-02\nend = 2026-12-31", duty(form))
    assert dates(compute(tmp_path, text)["p/z/duty"]) == expected


def test_explain_names_the_saturday_and_the_friday(tmp_path: Path) -> None:
    text = grant("start = 2026-03-02", duty('before = "period-start"; offset = "1 Werktag"'))
    shown = foerder("-f", written(tmp_path, text), "explain", "p/z/duty", lang="de").out
    assert "1 Werktag" in shown
    assert "Samstag" in shown
    assert "27.02.2026" in shown


@pytest.mark.parametrize("span", ["12 werktage", "12 WERKTAGE"])
def test_the_remedy_keeps_werktage(tmp_path: Path, span: str) -> None:
    """Working days would end two days too late."""
    path = written(tmp_path, grant("start = 2026-03-02", duty(f'after = "period-start"; offset = "{span}"')))
    (found,) = foerder("-f", path, "check", "--code", "bad-value", "--format", "json").json["problems"]
    assert found["remedy"] == 'Write "12 Werktage".'


def test_the_register_as_json_writes_them_as_the_file_does(tmp_path: Path) -> None:
    head = AUTHORITY.format(extra='["08-15", 2026-06-17, "easter+60"]')
    text = grant(
        'start = 2026-03-02\nauthority = "amt"', duty('after = "period-start"; offset = "1 Werktag"'), head=head
    )
    found = foerder("-f", written(tmp_path, text), "export", "-", "--format", "json").out
    assert '"offset": "1 Werktag"' in found
    assert all(f'"{day}"' in found for day in ("08-15", "2026-06-17", "easter+60"))
