"""Recurring days, always counted from the first one: stepping from the last
would slip 31 → 28 for good.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from itertools import islice

from foerder.law.counting import (
    WORKING_UNITS,
    WorkingDay,
    add_months,
    after_event,
    last_day_of_month,
    last_working_day,
)
from foerder.model import Amount, Span

ONE_YEAR: tuple[Span, ...] = ((Amount(1, "years"),), (Amount(12, "months"),))
LAST_DAY = date(2199, 12, 31)
"""Where a recurrence with an end of its own is cut at the latest."""
ALL_CALENDARS = 28
"""Years in which every kind of year comes by (1901 to 2099): weekdays and leap
days repeat after them.
"""
_UNTIL = r"(\d{8})(?:T(\d{6})Z)?\Z"


def rule_parts(rule: str) -> dict[str, str]:
    """The parts of an RFC 5545 rule (section 3.3.10) by name, both in capitals."""
    return dict(part.partition("=")[::2] for part in rule.upper().split(";"))


def until_day(text: str) -> date:
    """The last day that ``UNTIL`` names: a date, or the German day of a moment in UTC.

    Raises ValueError where it is neither (RFC 5545, sections 3.3.4 and 3.3.5).
    """
    match = re.match(_UNTIL, text)
    if match is None:
        raise ValueError(text)
    if match[2] is None:
        return datetime.strptime(match[1], "%Y%m%d").date()
    return german_day(datetime.strptime(match[1] + match[2], "%Y%m%d%H%M%S"))


def german_day(moment: datetime) -> date:
    """The day in Germany at a moment in UTC.

    Summer time from the last Sunday of March to that of October, 01:00 UTC (directive
    2000/84/EC); it is taken for the years before 1996 too, when it ended in September.
    """
    begin, end = (_last_sunday(moment.year, month) + timedelta(hours=1) for month in (3, 10))
    ahead = timedelta(hours=2 if begin <= moment < end else 1)
    return (moment + ahead).date()


def _last_sunday(year: int, month: int) -> datetime:
    last = datetime(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


@cache
def by_rule(rule: str, first: date, until: date) -> tuple[date, ...]:
    """The days of an RFC 5545 rule from ``first`` up to and including
    ``until``, at the latest `LAST_DAY`.
    """
    from foerder.law.rrule import days_of  # few registers have a rule

    parts = rule_parts(rule)
    end = min(until, LAST_DAY)
    if "UNTIL" in parts:
        end = min(end, until_day(parts["UNTIL"]))
    count = int(parts["COUNT"]) if "COUNT" in parts else None
    return tuple(islice(days_of(parts, first, end), count))


def can_come_true(rule: str) -> bool:
    """Whether there is any first day and any end with which an RFC 5545 rule gives a day."""
    from foerder.law.rrule import days_of

    first = date(2026, 1, 1)
    days = days_of(
        {**rule_parts(rule), "INTERVAL": "1"}, first, add_months(first, 12 * ALL_CALENDARS)
    )
    return next(days, None) is not None


@cache
def one_a_year(rule: str, first: date) -> bool:
    """Whether an RFC 5545 rule is a yearly one that names one day, whatever its end is."""
    parts = rule_parts(rule)
    if parts["FREQ"] != "YEARLY" or int(parts.get("INTERVAL", "1")) != 1:
        return False
    years = [
        day.year
        for day in by_rule(without_end(rule), first, add_months(first, 12 * ALL_CALENDARS))
    ]
    return len(set(years)) == len(years) > 0


def without_end(rule: str) -> str:
    """The same rule without an end of its own."""
    return ";".join(
        part for part in rule.upper().split(";") if not part.startswith(("COUNT=", "UNTIL="))
    )


def ends_itself(rule: str) -> bool:
    """Whether an RFC 5545 rule has an end of its own."""
    return not rule_parts(rule).keys().isdisjoint(("COUNT", "UNTIL"))


def multiply(span: Span, times: int) -> Span:
    """A span taken several times, unit by unit: counted from the first day,
    never from the one before.
    """
    return tuple(Amount(amount.number * times, amount.unit) for amount in span)


def every(
    first: date, interval: Span, until: date, is_working_day: WorkingDay, starts: bool = False
) -> Iterator[date]:
    """One interval after ``first``, two intervals after it, … up to and including ``until``.

    ``starts``: ``first`` itself is the first one.
    """
    if starts and first <= until:
        yield first
    # Working days do not slip: the next ones after the last are those that the first one leads to.
    stepping = all(amount.unit in WORKING_UNITS for amount in interval)
    start, times = first, 1
    while (day := after_event(start, multiply(interval, times), is_working_day)) <= until:
        yield day
        if stepping:
            start = day
        else:
            times += 1


def day_in_year(year: int, on: tuple[str, int, int], is_working_day: WorkingDay) -> date:
    """The day that ``on`` names in a year; 29.02. is the month's last day in a common year."""
    kind, month, number = on
    day = date(year, month, min(number, last_day_of_month(year, month)))
    return _as_named(kind, day, is_working_day)


def _as_named(kind: str, day: date, is_working_day: WorkingDay) -> date:
    """The day itself, or the last working day before it."""
    if kind != "last-workday-before":
        return day
    return last_working_day(date.fromordinal(day.toordinal() - 1), is_working_day)


def year_named(day: date, on: tuple[str, int, int]) -> int:
    """The year of a yearly recurrence: of the named day itself, be it next
    year's, not of the working day before it.
    """
    kind, month, number = on
    if kind == "last-workday-before" and (day.month, day.day) >= (month, number):
        return day.year + 1
    return day.year


def every_on(
    first: date,
    interval: Span,
    on: tuple[str, int, int],
    until: date,
    is_working_day: WorkingDay,
) -> Iterator[date]:
    """The first such day of the year on or after ``first``, then one interval
    after the other from there.

    Whole years keep the day's number (29.02. comes back in leap years); other intervals count
    from the first day, each occurrence with its own last working day before the day counted.
    """
    base_year = first.year
    while (day := day_in_year(base_year, on, is_working_day)) < first:
        base_year += 1
    named = day_in_year(base_year, ("day", *on[1:]), is_working_day)
    years = _whole_years(interval)
    times, last = 0, date.min
    while day <= until:
        if day > last:
            yield day
        times, last = times + 1, day
        if years:
            day = day_in_year(base_year + times * years, on, is_working_day)
        else:
            day = _as_named(
                on[0],
                after_event(named, multiply(interval, times), is_working_day),
                is_working_day,
            )


def _whole_years(interval: Span) -> int:
    """How many whole years an interval is; 0 where it is none."""
    if interval == (Amount(12, "months"),):
        return 1
    if any(amount.unit != "years" for amount in interval):
        return 0
    return sum(amount.number for amount in interval)
