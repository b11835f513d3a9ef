"""Recurring days, always counted from the first one: stepping from the last would slip 31 → 28 for good."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from foerder.law.counting import WorkingDay, add_months, after_event, last_day_of_month, last_working_day
from foerder.model import Amount, Span

ONE_YEAR: tuple[Span, ...] = ((Amount(1, "years"),), (Amount(12, "months"),))


def parse_rule(rule: str, first: date) -> Any:
    """A dateutil recurrence from an RFC 5545 rule (section 3.3.10) and its first day; ValueError if it is none."""
    from dateutil.rrule import rrulestr

    # RFC 5545 wants UNTIL in the form of DTSTART; a trailing Z beside a plain date is a common slip.
    parts = [
        part[:-1] if part.upper().startswith("UNTIL=") and part.endswith("Z") else part for part in rule.split(";")
    ]
    return rrulestr(";".join(parts), dtstart=datetime.combine(first, time()))


def by_rule(rule: str, first: date, until: date) -> Iterator[date]:
    """The days of an RFC 5545 rule from ``first`` up to and including ``until``."""
    days = parse_rule(rule, first)
    if not ends_itself(rule):
        # Without it a rule that never comes true would be looked for up to the year 9999.
        days = days.replace(until=datetime.combine(until, time()))
    for moment in days:
        day = moment.date()
        if day > until:
            return
        yield day


def one_a_year(rule: str, first: date) -> bool:
    """Whether an RFC 5545 rule gives exactly one day in every year."""
    expected: int | None = None
    for day in by_rule(rule, first, add_months(first, 96)):
        if expected is not None and day.year != expected:
            return False
        expected = day.year + 1
    return expected is not None


def ends_itself(rule: str) -> bool:
    """Whether an RFC 5545 rule has an end of its own."""
    return any(part.upper().startswith(("COUNT=", "UNTIL=")) for part in rule.split(";"))


def multiply(span: Span, times: int) -> Span:
    """A span taken several times, unit by unit: counted from the first day, never from the one before."""
    return tuple(Amount(amount.number * times, amount.unit) for amount in span)


def every(first: date, interval: Span, until: date, is_working_day: WorkingDay) -> Iterator[date]:
    """One interval after ``first``, two intervals after it, … up to and including ``until``."""
    # Working days do not slip: the next ones after the last are those that the first one leads to.
    stepping = all(amount.unit == "working days" for amount in interval)
    start, times = first, 1
    while (day := after_event(start, multiply(interval, times), is_working_day)) <= until:
        yield day
        if stepping:
            start = day
        else:
            times += 1


def _on_in(year: int, on: tuple[str, int, int], is_working_day: WorkingDay) -> date:
    kind, month, number = on
    day = date(year, month, min(number, last_day_of_month(year, month)))
    if kind == "day":
        return day
    return last_working_day(date.fromordinal(day.toordinal() - 1), is_working_day)


def year_named(day: date, on: tuple[str, int, int]) -> int:
    """The year of a yearly recurrence: of the named day itself, be it next year's, not of the working day before it."""
    kind, month, number = on
    return day.year + 1 if kind != "day" and (day.month, day.day) >= (month, number) else day.year


def every_on(
    first: date, interval: Span, on: tuple[str, int, int], until: date, is_working_day: WorkingDay
) -> Iterator[date]:
    """The first such day of the year on or after ``first``, then one interval after the other from there.

    Whole years keep the day's number (29.02. comes back in leap years); other intervals count from the first day.
    """
    base_year = first.year
    start = _on_in(base_year, on, is_working_day)
    while start < first:
        base_year += 1
        start = _on_in(base_year, on, is_working_day)
    years = sum(amount.number for amount in interval) if all(a.unit == "years" for a in interval) else 0
    if interval == (Amount(12, "months"),):
        years = 1
    day, times = start, 0
    while day <= until:
        yield day
        times += 1
        if years:
            day = _on_in(base_year + times * years, on, is_working_day)
        else:
            day = after_event(start, multiply(interval, times), is_working_day)
