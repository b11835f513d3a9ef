"""Recurrence rules (RFC 5545, section 3.3.10): the days, compared with dateutil as the oracle, and what they cost."""

from __future__ import annotations

import random
from datetime import date, datetime, time

import pytest
from dateutil.rrule import rrulestr
from helpers import work

from foerder.law.recurrence import LAST_DAY, by_rule, can_come_true, german_day, one_a_year, rule_parts, until_day
from foerder.law.rrule import WEEKDAYS, days_of


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("rule", "first", "until", "expected"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=15", "2026-01-01", "2026-04-01", "2026-01-15 2026-02-15 2026-03-15"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-01-01", "2026-03-31", "2026-01-31 2026-02-28 2026-03-31"),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "2026-01-01", "2026-04-30", "2026-01-31 2026-03-31"),
        ("FREQ=MONTHLY;BYDAY=1MO", "2026-01-01", "2026-03-01", "2026-01-05 2026-02-02"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2026-01-01", "2026-02-28", "2026-01-30 2026-02-27"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2026-01-01", "2032-12-31", "2028-02-29 2032-02-29"),
        ("FREQ=YEARLY;BYWEEKNO=53;BYDAY=FR", "2026-01-01", "2027-12-31", "2027-01-01"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR", "2026-01-07", "2026-01-31", "2026-01-09 2026-01-19 2026-01-23"),
        ("FREQ=DAILY;INTERVAL=10", "2026-01-01", "2026-01-25", "2026-01-01 2026-01-11 2026-01-21"),
        ("FREQ=DAILY;COUNT=2", "2026-01-01", "2026-01-25", "2026-01-01 2026-01-02"),
        ("FREQ=DAILY;UNTIL=20260103", "2026-01-01", "2026-01-25", "2026-01-01 2026-01-02 2026-01-03"),
        ("FREQ=DAILY;UNTIL=20260103T230000Z", "2026-01-02", "2026-01-25", "2026-01-02 2026-01-03 2026-01-04"),
        ("FREQ=DAILY;UNTIL=20251231", "2026-01-01", "2026-01-25", ""),
        ("FREQ=MONTHLY;BYDAY=MO,1TU", "2026-06-01", "2026-06-10", "2026-06-01 2026-06-02 2026-06-08"),
    ],
)
def test_days(rule: str, first: str, until: str, expected: str) -> None:
    assert [str(found) for found in by_rule(rule, day(first), day(until))] == expected.split()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20260705", "2026-07-05"),
        ("20260704T215959Z", "2026-07-04"),
        ("20260704T220000Z", "2026-07-05"),
        ("20261231T225959Z", "2026-12-31"),
        ("20261231T230000Z", "2027-01-01"),
        ("20260329T005959Z", "2026-03-29"),
        ("20261024T215959Z", "2026-10-24"),
        ("20261024T220000Z", "2026-10-25"),
        ("20261025T220000Z", "2026-10-25"),
        ("20261025T230000Z", "2026-10-26"),
    ],
)
def test_until_is_a_day_or_a_moment_in_utc(text: str, expected: str) -> None:
    assert until_day(text) == day(expected)


@pytest.mark.parametrize("year", range(1996, 2100))
def test_summer_time_begins_and_ends_on_sundays(year: int) -> None:
    """Twelve minutes after 22:00 UTC it is tomorrow in summer time only."""
    changes = [
        number
        for number in range(date(year, 1, 2).toordinal(), date(year, 12, 31).toordinal())
        if _ahead(number) != _ahead(number - 1)
    ]
    first, last = map(date.fromordinal, changes)
    assert (first.weekday(), first.month, last.weekday(), last.month) == (6, 3, 6, 10)
    assert first.day > 24
    assert last.day > 24


def _ahead(number: int) -> bool:
    evening = datetime.combine(date.fromordinal(number), time(22, 12))
    return german_day(evening) > evening.date()


def random_rule(chance: random.Random) -> dict[str, str]:
    """A rule that the RFC allows and that dateutil reads in the same way."""

    def numbers(most: int, signed: bool = True) -> str:
        signs = (1, -1) if signed else (1,)
        return ",".join(str(chance.choice(signs) * chance.randint(1, most)) for _ in range(chance.randint(1, 3)))

    frequency = chance.choice(("DAILY", "WEEKLY", "MONTHLY", "YEARLY"))
    parts = {"FREQ": frequency, "INTERVAL": str(chance.randint(1, 5))}
    if chance.random() < 0.3:
        parts["BYMONTH"] = numbers(12, signed=False)
    if frequency != "WEEKLY" and chance.random() < 0.4:
        parts["BYMONTHDAY"] = numbers(31)
    if frequency == "YEARLY" and chance.random() < 0.2:
        parts["BYYEARDAY"] = numbers(366)
    if chance.random() < 0.4:
        most = 5 if frequency == "MONTHLY" or "BYMONTH" in parts else 53
        numbered = frequency in ("MONTHLY", "YEARLY") and chance.random() < 0.5
        which = numbers(most) if numbered else ""
        parts["BYDAY"] = ",".join(f"{number}{chance.choice(WEEKDAYS)}" for number in which.split(","))
    if chance.random() < 0.3:
        parts["WKST"] = chance.choice(WEEKDAYS)
    if chance.random() < 0.3 and any(name.startswith("BY") for name in parts):
        parts["BYSETPOS"] = numbers(5)
    return parts


@pytest.mark.parametrize("seed", range(300))
def test_days_agree_with_dateutil(seed: int) -> None:
    chance = random.Random(seed)
    parts = random_rule(chance)
    first = date(chance.randint(1995, 2030), chance.randint(1, 12), chance.randint(1, 28))
    end = date(first.year + 12, 12, 31)
    ours = list(days_of(parts, first, end))
    if not ours:
        return  # dateutil would look for the first day up to the year 9999
    text = ";".join(f"{name}={value}" for name, value in parts.items())
    theirs = rrulestr(text, dtstart=datetime.combine(first, time())).between(
        datetime.combine(first, time()), datetime.combine(ours[-1], time()), inc=True
    )
    assert ours == [moment.date() for moment in theirs], text


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=1",
        "FREQ=DAILY;INTERVAL=7;BYDAY=MO;COUNT=5",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=SU;COUNT=100",
        "FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29",
        f"FREQ=DAILY;BYDAY=MO;BYSETPOS={','.join(str(number) for number in range(1, 367))}",
        "FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO;BYMONTHDAY=31",
        "FREQ=DAILY;COUNT=99999",
    ],
)
def test_no_rule_looks_at_a_day_more_than_once(rule: str) -> None:
    """The search ends with the stretch asked for: a bounded number of steps for each of its days, whatever the rule."""
    first = date(2026, 1, 6)
    days = (LAST_DAY - first).days
    parts = rule_parts(rule)
    assert work(lambda: list(days_of(parts, first, LAST_DAY))) <= 24 * days
    assert work(lambda: can_come_true(rule)) <= 24 * 28 * 366


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=YEARLY", True),
        ("FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=30", True),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", True),
        ("FREQ=YEARLY;BYMONTH=4;BYDAY=-1FR", True),
        ("FREQ=YEARLY;BYDAY=MO;BYSETPOS=1", True),
        ("FREQ=YEARLY;BYMONTHDAY=15", False),
        ("FREQ=YEARLY;BYMONTH=3,9;BYMONTHDAY=1", False),
        ("FREQ=YEARLY;INTERVAL=2", False),
        ("FREQ=MONTHLY;INTERVAL=12", False),
        ("FREQ=MONTHLY;BYMONTH=4;BYMONTHDAY=30", False),
        ("FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO", False),
    ],
)
@pytest.mark.parametrize("end", ["", ";COUNT=1", ";COUNT=9", ";UNTIL=20270101"])
def test_the_year_names_the_day_of_a_yearly_rule_whatever_its_end(rule: str, expected: bool, end: str) -> None:
    """An occurrence keeps its name when the end of its rule moves."""
    assert one_a_year(rule + end, date(2024, 1, 1)) is expected
