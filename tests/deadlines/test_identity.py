"""Identities and recurrence: what names a deadline, which days recur, how far ahead they are computed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from helpers import compute, dates, duty, grant, nominals, read, written
from program import foerder

from foerder.deadlines.calculator import Calculator
from foerder.model import Deadline

YEARS = "start = 2025-03-01\nend = 2028-02-29"
P2019 = 'rules = ["anbest-p-bund-2019"]'


def ids(found: dict[str, Deadline]) -> list[str]:
    return sorted(identity.removeprefix("p/z/") for identity in found)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        pytest.param(
            'after = "year-end"; offset = "4 months"',
            ["duty/2025", "duty/2026", "duty/2027"],
            id="the year it is about",
        ),
        pytest.param(
            'every = "year"; on = "11-15"; from = "period-start"; until = "period-end"',
            ["duty/2025", "duty/2026", "duty/2027"],
            id="one a year",
        ),
        pytest.param(
            'every = "12 months"; from = 2026-01-31; until = 2027-12-31', ["duty/2026", "duty/2027"], id="twelve months"
        ),
        pytest.param(
            'every = "2 years"; from = 2025-01-31; until = 2029-12-31',
            ["duty/2025-01-31", "duty/2027-01-31", "duty/2029-01-31"],
            id="every second year: the day",
        ),
        pytest.param(
            'every = "6 months"; from = 2025-08-31; until = 2026-12-31',
            ["duty/2025-08-31", "duty/2026-02-28", "duty/2026-08-31"],
            id="twice a year: the day",
        ),
        pytest.param(
            'after = "quarter-end"; offset = "1 month"; snap = "month-end"',
            [
                *("duty/2025-04-30", "duty/2025-07-31", "duty/2025-10-31", "duty/2026-01-31"),
                *("duty/2026-04-30", "duty/2026-07-31", "duty/2026-10-31", "duty/2027-01-31"),
                *("duty/2027-04-30", "duty/2027-07-31", "duty/2027-10-31", "duty/2028-01-31"),
            ],
            id="quarters: the day",
        ),
        pytest.param(
            'rrule = "FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=30"; from = 2026-01-01; until = 2027-12-31',
            ["duty/2026", "duty/2027"],
            id="a yearly rule",
        ),
        pytest.param(
            'rrule = "FREQ=MONTHLY;INTERVAL=12"; from = 2026-04-30; until = 2027-12-31',
            ["duty/2026-04-30", "duty/2027-04-30"],
            id="a rule of twelve months",
        ),
        pytest.param(
            'rrule = "FREQ=YEARLY;BYMONTH=3,9;BYMONTHDAY=1"; from = 2026-01-01; until = 2026-12-31',
            ["duty/2026-03-01", "duty/2026-09-01"],
            id="a rule with two days a year",
        ),
        pytest.param(
            'every = "year"; on = "last-workday-before 01-03"; from = 2020-01-01; until = 2021-12-31',
            ["duty/2020", "duty/2021", "duty/2022"],
            id="the year of the named day, not of the working day before it",
        ),
    ],
)
def test_occurrences(tmp_path: Path, rule: str, expected: list[str]) -> None:
    found = compute(tmp_path, grant(YEARS, duty(rule)))
    del found["p/z/period-end"]
    assert ids(found) == sorted(expected)


def test_a_single_deadline_keeps_its_name_when_it_moves(tmp_path: Path) -> None:
    first = compute(tmp_path, grant("end = 2026-12-31", "", P2019))
    second = compute(tmp_path, grant("end = 2027-06-30", "", P2019))
    assert ids(first) == ids(second) == ["final-report", "interim-report", "period-end", "retention-end", "use-by"]
    assert first["p/z/final-report"].nominal != second["p/z/final-report"].nominal
    assert first["p/z/final-report"].occurrence is None


PAYMENTS = """
[[project.period.payment]]
received = 2026-04-01
amount = 10.00
id = "a"
[[project.period.payment]]
received = 2026-04-01
amount = 10.00
id = "b"
[[project.period.payment]]
received = 2026-06-01
amount = 10.00
[[project.period.payment]]
requested = 2026-09-01
amount = 10.00
"""


def test_payments_are_named_by_the_day_received_and_their_id(tmp_path: Path) -> None:
    rule = duty('after = "last-payment"; offset = "5 years"; snap = "year-end"', "kept", "retention-end")
    found = compute(tmp_path, grant(PAYMENTS, rule, 'rules = ["anbest-gk-bund-2006"]'))
    assert ids(found) == ["final-report", "kept", "use-by/2026-04-01/a", "use-by/2026-04-01/b", "use-by/2026-06-01"]
    assert found["p/z/use-by/2026-06-01"].occurrence == "2026-06-01"
    assert dates(found["p/z/use-by/2026-06-01"])[:10] == "2026-08-01"  # version 2006: two months
    assert dates(found["p/z/kept"]) == " ".join(["2031-12-31"] * 3)


def test_one_unreadable_payment_hides_no_other(tmp_path: Path) -> None:
    broken = PAYMENTS.replace("received = 2026-06-01", 'received = "Juni"')
    rules = duty('after = "last-payment"; offset = "5 years"', "kept", "retention-end")
    rules += '[[project.period.spending]]\non = 2026-04-30\namount = 99.00\ntype = "staff"\n'
    found = compute(tmp_path, grant(broken, rules, 'rules = ["anbest-gk-bund-2006"]'), problems=("bad-value",))
    # Which payment the spending used up nobody can say, and which was the last neither.
    states = {identity.removeprefix("p/z/"): deadline.state for identity, deadline in found.items()}
    assert states == {
        "use-by/2026-04-01/a": "overdue",
        "use-by/2026-04-01/b": "overdue",
        "final-report": "open",
        "kept": "open",
    }


CALLS = """
[[programme]]
id = "lsz"
title = "LSZ"
guideline_until = 2028-12-31
  [[programme.call]]
  id = "runde-2"
  opens = 2026-10-01
  closes = 2027-02-28
  time = "12:00"
  [[programme.call]]
  id = "jahr"
  every = "year"
  on = "11-15"
  [[programme.call]]
  id = "alt"
  every = "year"
  on = "09-30"
  from = 2024-01-01
  until = 2026-09-30
"""


def test_calls_and_guidelines(tmp_path: Path) -> None:
    found = compute(tmp_path, CALLS)
    assert sorted(found) == [
        *(f"call:lsz/alt/{year}" for year in (2024, 2025, 2026)),
        *(f"call:lsz/jahr/{year}" for year in (2026, 2027, 2028, 2029, 2030, 2031)),
        "call:lsz/runde-2",
        "guideline:lsz",
    ]
    assert {one.kind for one in found.values()} == {"call", "guideline-end"}
    assert dates(found["call:lsz/runde-2"]) == "2027-02-28 2027-02-28 2027-02-26"
    assert dates(found["guideline:lsz"]) == " ".join(["2028-12-31"] * 3)
    assert found["call:lsz/jahr/2026"].state == "past"
    assert found["call:lsz/jahr/2026"].rule == "programme/jahr"
    assert found["guideline:lsz"].rule == "programme/guideline-end"


@pytest.mark.parametrize(("today", "first", "last"), [("2026-01-01", 2026, 2030), ("2026-12-31", 2026, 2031)])
def test_calls_without_from_begin_this_year_and_reach_five_years(
    tmp_path: Path, today: str, first: int, last: int
) -> None:
    days = nominals(compute(tmp_path, CALLS, today=today), "call:lsz/jahr")
    assert days == [f"{year}-11-15" for year in range(first, last + 1)]


@pytest.mark.parametrize(
    "rule",
    [
        'every = "year"; on = "04-30"; from = 2026-01-01',
        'every = "year"; on = "04-30"; from = 2026-01-01; until = "closed"',
        'rrule = "FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=30"; from = 2026-01-01',
        'after = "year-end"; offset = "4 months"',
    ],
)
def test_what_has_no_end_reaches_five_years_from_today_and_says_so(tmp_path: Path, rule: str) -> None:
    text = grant("start = 2025-03-01", duty(rule))
    assert nominals(compute(tmp_path, text, today="2026-04-30"), "p/z/duty")[-1] == "2031-04-30"
    assert nominals(compute(tmp_path, text, today="2026-04-29"), "p/z/duty")[-1] == "2030-04-30"
    answer = foerder("-f", written(tmp_path, text), "due", "--all")
    assert "p/z/duty" in answer.err


@pytest.mark.parametrize(
    ("rule", "last"),
    [
        ('every = "year"; on = "04-30"; from = 2026-01-01; until = 2040-04-30', "2040-04-30"),
        ('rrule = "FREQ=YEARLY;UNTIL=20400430"; from = 2026-04-30', "2040-04-30"),
        ('rrule = "FREQ=YEARLY;COUNT=15"; from = 2026-04-30', "2040-04-30"),
        ('rrule = "FREQ=YEARLY"; from = 2026-04-30; until = 2040-04-30', "2040-04-30"),
    ],
)
def test_what_has_an_end_reaches_it(tmp_path: Path, rule: str, last: str) -> None:
    text = grant("start = 2026-01-01\nend = 2045-12-31", duty(rule))
    assert nominals(compute(tmp_path, text), "p/z/duty")[-1] == last
    said = foerder("-f", written(tmp_path, text), "due", "--all").err
    assert "Recurring without an end" not in said


def test_endless_duties_are_named_once(tmp_path: Path) -> None:
    rules = duty('every = "month"; from = 2026-01-31', "monthly") + duty('after = "year-end"; offset = "4 months"')
    register = read(tmp_path, grant("start = 2025-03-01", rules) + CALLS)
    calculator = Calculator(register, date(2026, 11, 22), date(2026, 11, 22))
    calculator.all()
    assert sorted(calculator.endless) == ["call:lsz/jahr", "p/z/duty", "p/z/monthly"]


def test_recurring_days_are_counted_from_the_first(tmp_path: Path) -> None:
    rule = duty('every = "1 month"; from = 2026-01-31; until = 2026-05-31')
    found = compute(tmp_path, grant("", rule))
    assert nominals(found, "p/z/duty") == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]


@pytest.mark.parametrize(
    ("period", "years", "quarters"),
    [
        ("start = 2025-03-01\nend = 2026-12-31", ["2025"], 7),
        ("start = 2025-03-01\nend = 2027-01-01", ["2025", "2026"], 8),
        ("start = 2025-12-31\nend = 2026-11-30", ["2025"], 4),
        ("start = 2025-03-01\nend = 2027-12-31\npurpose_fulfilled = 2026-12-30", ["2025"], 7),
        ("start = 2025-03-01\nend = 2027-12-31\npurpose_fulfilled = 2027-01-01", ["2025", "2026"], 8),
        ("start = 2026-01-01\nend = 2026-03-31", [], 0),
    ],
)
def test_year_ends_and_quarter_ends(tmp_path: Path, period: str, years: list[str], quarters: int) -> None:
    rules = duty('after = "year-end"; offset = "4 months"', "year") + duty('after = "quarter-end"; offset = "1 day"')
    found = compute(tmp_path, grant(period, rules))
    assert [one.removeprefix("year/") for one in ids(found) if one.startswith("year")] == years
    assert len(nominals(found, "p/z/duty")) == quarters


def test_year_ends_need_the_start(tmp_path: Path) -> None:
    found = compute(tmp_path, grant("end = 2027-12-31", duty('after = "year-end"; offset = "4 months"')))
    assert found["p/z/duty"].why_open == "period-start"


@pytest.mark.parametrize(
    ("handed_in", "provisional", "expected"),
    [
        ("", "", "- - -"),
        ("", "; provisional = true", "2032-06-29 2032-06-29 2032-06-29"),
        ('[[project.done]]\ndeadline = "z/final-report"\non = 2027-03-01', "", "2032-03-01 2032-03-01 2032-03-01"),
        ('[[project.done]]\ndeadline = "z/final-report"', "", "- - -"),
    ],
)
def test_counted_from_the_day_on_which_another_was_handed_in(
    tmp_path: Path, handed_in: str, provisional: str, expected: str
) -> None:
    # The final report is due on Tuesday 29.06.2027: the due day counts, not the nominal one of 30.06.
    rules = duty("due = 2027-06-30", "final-report", "final-report")
    rules += duty(f'after = "final-report"; offset = "5 years"{provisional}', "kept", "retention-end")
    settings = 'format = 1\n[settings]\nholidays = "DE-TH"\noffice_closed = ["2027-06-30"]\n'
    found = compute(tmp_path, settings + grant("", rules + handed_in))
    assert dates(found["p/z/kept"]) == expected
    assert found["p/z/kept"].provisional == ("provisional" in provisional)


@pytest.mark.parametrize(
    "rule",
    [
        'every = "1 year"; from = "final-report"; until = 2029-12-31; provisional = true',
        'provisional = true\n[[project.period.deadline.later_of]]\nafter = "final-report"\noffset = "1 year"',
        '[[project.period.deadline.later_of]]\nafter = "final-report"\noffset = "1 year"\nprovisional = true',
    ],
)
def test_provisional_days_in_every_form(tmp_path: Path, rule: str) -> None:
    rules = duty("due = 2027-06-30", "final-report", "final-report") + duty(rule, "next")
    found = compute(tmp_path, grant("", rules))
    first = min((one for name, one in found.items() if "/next" in name), key=lambda one: one.id)
    assert (first.nominal and first.nominal.isoformat(), first.provisional) == ("2028-06-30", True)
    assert compute(tmp_path, grant("", rules.replace("provisional = true", "")))["p/z/next"].state == "open"
