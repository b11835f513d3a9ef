"""Counting (§§ 187–193 BGB): tables by paragraph, and a naive day-by-day counter as the oracle."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foerder.law.counting import (
    add_months,
    add_working_days,
    after_event,
    before_event,
    from_day,
    last_working_day,
    next_working_day,
    snap,
)
from foerder.law.holidays import holidays
from foerder.law.recurrence import by_rule, every, every_on, year_named
from foerder.law.workdays import WorkCalendar
from foerder.model import Amount, Span
from foerder.register.fields import on, span

ONE = timedelta(days=1)
GERA = WorkCalendar(("DE-TH",))
DAYS = st.dates(date(1995, 1, 1), date(2060, 12, 31))
MONTH_SPANS = st.builds(Amount, st.integers(0, 60), st.just("months")) | st.builds(
    Amount, st.integers(0, 6), st.just("years")
)
DAY_SPANS = st.builds(Amount, st.integers(0, 60), st.sampled_from(["days", "weeks", "working days", "Werktage"]))
SPANS = st.lists(MONTH_SPANS | DAY_SPANS, min_size=1, max_size=3).map(tuple)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "offset", "end"),
    [
        pytest.param("2026-04-20", "1 day", "2026-04-21", id="§ 187 Abs. 1: the day of the event is not counted"),
        pytest.param("2026-04-20", "2 weeks", "2026-05-04", id="§ 188 Abs. 2: the same weekday"),
        pytest.param("2025-01-31", "1 month", "2025-02-28", id="§ 188 Abs. 3: the last day of the month"),
        pytest.param("2024-01-31", "1 month", "2024-02-29", id="§ 188 Abs. 3: leap year"),
        pytest.param("2025-02-28", "1 month", "2025-03-28", id="§ 188 Abs. 2: month ends do not stick"),
        pytest.param("2024-02-29", "1 year", "2025-02-28", id="§ 188 Abs. 3: 29 February"),
        pytest.param("2023-02-28", "1 year", "2024-02-28", id="§ 188 Abs. 2: before a leap year"),
        pytest.param("2026-08-31", "6 months", "2027-02-28", id="§ 189 Abs. 1: half a year is six months"),
        pytest.param("2026-11-30", "3 months", "2027-02-28", id="§ 189 Abs. 1: a quarter is three months"),
        pytest.param("2026-01-31", "1 month 15 days", "2026-03-15", id="§ 189 Abs. 2: 15 days, counted last"),
        pytest.param("2026-01-31", "15 days 1 month", "2026-03-15", id="in the order in which they are written"),
        pytest.param("2026-01-30", "2 days 1 month", "2026-03-01", id="days first: 1 February, then a month"),
        pytest.param("2026-01-30", "1 month 2 days", "2026-03-02", id="the month first: 28 February, then two days"),
        pytest.param("2026-04-02", "1 working day", "2026-04-07", id="working days: over Easter"),
        pytest.param("2026-04-04", "1 working day", "2026-04-07", id="working days: from a Saturday"),
        pytest.param("2026-03-02", "12 Werktage", "2026-03-16", id="§ 3 (2) BUrlG: Werktage are Monday to Saturday"),
        pytest.param("2026-04-02", "1 Werktag", "2026-04-04", id="Werktage: Holy Saturday is one"),
        pytest.param("2026-04-02", "2 Werktage", "2026-04-07", id="Werktage: over Easter"),
        pytest.param("2026-12-25", "1 Werktag", "2026-12-28", id="Werktage: 26.12.2026 is a Saturday and a holiday"),
        pytest.param("2026-04-20", "0 days", "2026-04-20", id="no time at all"),
    ],
)
def test_event_periods(start: str, offset: str, end: str) -> None:
    assert after_event(day(start), span(offset), GERA.is_working) == day(end)


@pytest.mark.parametrize(
    ("start", "offset", "end"),
    [
        pytest.param("2026-04-20", "1 day", "2026-04-20", id="§ 187 Abs. 2: the first day counts"),
        pytest.param("2026-04-20", "2 weeks", "2026-05-03", id="§ 188 Abs. 2 Alt. 2: weeks"),
        pytest.param("2018-10-01", "3 years", "2021-09-30", id="§ 188 Abs. 2 Alt. 2: years"),
        pytest.param("2025-01-01", "1 month", "2025-01-31", id="§ 188 Abs. 2 Alt. 2: a calendar month"),
        pytest.param("2025-02-01", "1 month", "2025-02-28", id="§ 188 Abs. 2 Alt. 2: February"),
        pytest.param("2025-01-30", "1 month", "2025-02-28", id="§ 188 Abs. 3 applies to the day before"),
        pytest.param("2025-01-29", "1 month", "2025-02-28", id="§ 188 Abs. 2 Alt. 2: the day before is there"),
        pytest.param("2025-08-31", "6 months", "2026-02-28", id="§ 188 Abs. 3: half a year from a 31st"),
        pytest.param("2025-03-31", "1 month", "2025-04-30", id="§ 188 Abs. 2 Alt. 2: the day before a missing 31st"),
        pytest.param("2024-02-29", "1 year", "2025-02-28", id="§ 188 Abs. 2 Alt. 2: from 29 February"),
        pytest.param("2024-02-29", "4 years", "2028-02-28", id="§ 188 Abs. 2 Alt. 2: to a leap year"),
        pytest.param("2026-02-01", "1 month 15 days", "2026-03-15", id="§ 189 Abs. 2"),
        pytest.param("2026-04-02", "2 working days", "2026-04-07", id="working days: the first one counts"),
        pytest.param("2026-04-03", "1 working day", "2026-04-07", id="working days: begun on a holiday"),
    ],
)
def test_day_periods(start: str, offset: str, end: str) -> None:
    assert from_day(day(start), span(offset), GERA.is_working) == day(end)


@pytest.mark.parametrize(
    ("start", "offset", "end"),
    [
        pytest.param("2027-07-01", "8 weeks", "2027-05-06", id="weeks"),
        pytest.param("2027-05-31", "3 months", "2027-02-28", id="months: a day that is missing"),
        pytest.param("2028-02-29", "1 year", "2027-02-28", id="years"),
        pytest.param("2026-04-07", "1 working day", "2026-04-02", id="working days: over Easter"),
        pytest.param("2026-04-07", "1 Werktag", "2026-04-04", id="Werktage: back to Holy Saturday"),
        pytest.param("2026-03-15", "1 month 15 days", "2026-01-31", id="several, in their order"),
    ],
)
def test_backward_periods(start: str, offset: str, end: str) -> None:
    assert before_event(day(start), span(offset), GERA.is_working) == day(end)


@pytest.mark.parametrize(
    ("start", "to", "end"),
    [
        ("2026-02-03", "month-end", "2026-02-28"),
        ("2028-02-29", "month-end", "2028-02-29"),
        ("2026-05-15", "quarter-end", "2026-06-30"),
        ("2026-12-31", "quarter-end", "2026-12-31"),
        ("2026-01-01", "year-end", "2026-12-31"),
    ],
)
def test_snap(start: str, to: str, end: str) -> None:
    assert snap(day(start), to) == day(end)
    assert snap(day(end), to) == day(end)


def walk(start: date, amount: Amount, step: timedelta) -> date:
    """One amount counted day by day, the first day not counted."""
    if amount.unit in ("months", "years"):
        return walk_months(start, amount.number * {"months": 1, "years": 12}[amount.unit], step)
    days, counts = amount.number, COUNTS[amount.unit]
    if amount.unit == "weeks":
        days *= 7
    while days:
        start += step
        days -= counts(start)
    return start


COUNTS: Mapping[str, Callable[[date], bool]] = {
    "days": lambda day: True,
    "weeks": lambda day: True,
    "working days": lambda day: day.weekday() < 5 and GERA.why_off(day) is None,
    "Werktage": lambda day: day.weekday() < 6 and day not in holidays("DE-TH", day.year),
}
"""Whether a day counts, for each unit."""


def walk_months(start: date, months: int, step: timedelta) -> date:
    """The day with the same number so many months on, or the month's last where that is missing."""
    target, here = start, start
    while months:
        here += step
        if here.month != target.month:
            months, target = months - 1, here
    if step < timedelta(0):
        while here.day > start.day:
            here += step
        return here
    while here.month == target.month and here.day < start.day:
        here += step
    return here if here.month == target.month else here - step


@given(DAYS, SPANS)
def test_event_periods_agree_with_a_naive_counter(start: date, offset: Span) -> None:
    expected = start
    for amount in offset:
        expected = walk(expected, amount, ONE)
    assert after_event(start, offset, GERA.is_working) == expected


@given(DAYS, SPANS)
def test_backward_periods_agree_with_a_naive_counter(start: date, offset: Span) -> None:
    expected = start
    for amount in offset:
        expected = walk(expected, amount, -ONE)
    assert before_event(start, offset, GERA.is_working) == expected


def last_of_day_period(first: date, months: int) -> date:
    """§ 188 Abs. 2 Alt. 2 word by word: the day before the one with the number of the first day."""
    here, left = first, months
    while left:
        here += ONE
        left -= here.day == 1
    while here.month == (here + ONE).month and here.day < first.day:
        here += ONE
    return here if here.day < first.day else here - ONE


@given(DAYS, st.integers(1, 60))
def test_day_periods_agree_with_a_naive_counter(start: date, months: int) -> None:
    assert from_day(start, (Amount(months, "months"),), GERA.is_working) == last_of_day_period(start, months)


@given(DAYS, DAY_SPANS)
def test_a_day_period_is_an_event_period_that_begins_on_the_day_before(start: date, amount: Amount) -> None:
    assert from_day(start, (amount,), GERA.is_working) == after_event(start - ONE, (amount,), GERA.is_working)


@given(DAYS, st.integers(-60, 60))
def test_working_days_agree_with_a_naive_counter(start: date, number: int) -> None:
    end = add_working_days(start, number, GERA.is_working)
    step = ONE if number >= 0 else -ONE
    between = [start + step * n for n in range(1, abs((end - start).days) + 1)]
    assert sum(GERA.is_working(one) for one in between) == abs(number)
    assert number == 0 or GERA.is_working(end)
    if number:
        assert GERA.between(start, end) == (number if number > 0 else number + change(start, end))


def change(start: date, end: date) -> int:
    """Backward, `between` leaves out the last day and counts the first (the days after one up to the other)."""
    return int(GERA.is_working(end)) - int(GERA.is_working(start))


@given(DAYS)
def test_the_nearest_working_days(start: date) -> None:
    after, before = next_working_day(start, GERA.is_working), last_working_day(start, GERA.is_working)
    assert before <= start <= after
    assert GERA.is_working(before)
    assert GERA.is_working(after)
    assert not any(GERA.is_working(before + ONE * n) for n in range(1, (after - before).days))
    assert (before == start) == (after == start) == (GERA.why_off(start) is None)


@given(DAYS, st.integers(-1200, 1200))
def test_working_days_between_two_days(start: date, distance: int) -> None:
    end = start + ONE * distance
    first, last = min(start, end), max(start, end)
    naive = sum(GERA.is_working(first + ONE * n) for n in range(1, (last - first).days + 1))
    assert GERA.between(start, end) == (naive if distance >= 0 else -naive)


def test_office_closed_and_extra_holidays() -> None:
    office = WorkCalendar(("DE-TH",), [day("2026-06-15")], ["12-24", day("2026-05-15"), "02-29"])
    assert [office.is_working(day(text)) for text in ("2026-06-15", "2026-12-24", "2027-12-24")] == [False] * 3
    assert [office.is_working(day(text)) for text in ("2026-05-15", "2027-05-14", "2027-06-15")] == [False, True, True]
    reasons = [office.why_off(day(text)) for text in ("2026-06-15", "2026-12-24", "2026-12-25", "2026-12-27")]
    assert [off and off.reason for off in reasons] == ["extra", "closed", "holiday", "sunday"]


def test_two_places_share_only_the_days_on_which_both_work() -> None:
    both = WorkCalendar(("DE-BE", "DE-TH"))
    assert not both.is_working(day("2027-09-20"))  # Weltkindertag, Thuringia
    assert not both.is_working(day("2027-03-08"))  # Frauentag, Berlin
    assert WorkCalendar(("DE-BE",)).is_working(day("2027-09-20"))


@pytest.mark.parametrize(
    ("first", "interval", "expected"),
    [
        ("2026-01-31", "1 month", "2026-02-28 2026-03-31 2026-04-30 2026-05-31"),
        ("2024-02-29", "1 year", "2025-02-28 2026-02-28 2027-02-28 2028-02-29"),
        ("2026-01-31", "3 months", "2026-04-30 2026-07-31 2026-10-31 2027-01-31"),
        ("2026-06-30", "2 years", "2028-06-30 2030-06-30 2032-06-30 2034-06-30"),
    ],
)
def test_every_is_counted_from_the_first_date(first: str, interval: str, expected: str) -> None:
    found = islice(every(day(first), span(interval), day("2099-12-31"), GERA.is_working), 4)
    assert " ".join(one.isoformat() for one in found) == expected


@pytest.mark.parametrize(
    ("first", "interval", "when", "expected"),
    [
        ("2026-11-15", "1 year", "11-15", "2026-11-15 2027-11-15"),
        ("2026-11-16", "1 year", "11-15", "2027-11-15 2028-11-15"),
        ("2026-01-01", "2 years", "04-30", "2026-04-30 2028-04-30"),
        ("2026-01-01", "6 months", "08-31", "2026-08-31 2027-02-28 2027-08-31"),
        ("2027-01-01", "1 year", "02-29", "2027-02-28 2028-02-29 2029-02-28"),
        ("2024-01-01", "1 year", "last-workday-before 12-15", "2024-12-13 2025-12-12 2026-12-14"),
        ("2024-12-14", "1 year", "last-workday-before 12-15", "2025-12-12 2026-12-14"),
        ("2020-01-01", "1 year", "last-workday-before 01-03", "2020-01-02 2020-12-31 2021-12-31"),
    ],
)
def test_every_on(first: str, interval: str, when: str, expected: str) -> None:
    until = day(expected.split()[-1])
    found = list(every_on(day(first), span(interval), on(when), until, GERA.is_working))
    assert " ".join(one.isoformat() for one in found) == expected
    if interval == "1 year":
        years = [year_named(one, on(when)) for one in found]
        assert all(later == earlier + 1 for earlier, later in pairwise(years))


def test_rules_of_rfc_5545_may_end_with_utc() -> None:
    found = by_rule("FREQ=MONTHLY;BYMONTHDAY=15;UNTIL=20260315T000000Z", day("2026-01-01"), day("2030-01-01"))
    assert [one.isoformat() for one in found] == ["2026-01-15", "2026-02-15", "2026-03-15"]


def test_years_outside_the_calendar_are_no_dates() -> None:
    for months in (-12 * 3000, 12 * 9000):
        with pytest.raises(OverflowError):
            add_months(day("2026-01-31"), months)
