"""The days of a recurrence rule (RFC 5545, section 3.3.10), counted in whole
days from its first day on.

Every day of the stretch that is asked for is looked at once, so that no rule takes longer than
its years have days; the search ends with the stretch, also where no day ever fits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache

from foerder.law.counting import ONE_DAY, add_months, last_day_of_month

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAY_PARTS = ("BYWEEKNO", "BYYEARDAY", "BYMONTHDAY", "BYDAY")
MOST_DAYS = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 31, "YEARLY": 366}
"""How many days there can be in one period of each frequency."""

Fits = Callable[[date], bool]


def days_of(parts: Mapping[str, str], first: date, end: date) -> Iterator[date]:
    """The days of a rule from ``first`` to ``end``, both included; its own
    COUNT and UNTIL are not looked at.
    """
    parts = _with_defaults(parts, first)
    tests = _tests(parts)
    positions = _positions(parts)
    for days in _periods(parts, first, end):
        found = [day for day in days if all(fits(day) for fits in tests)]
        if positions is not None:
            found = _at(found, positions)
        for day in found:
            if first <= day <= end:
                yield day


def _with_defaults(parts: Mapping[str, str], first: date) -> Mapping[str, str]:
    """The rule with what it leaves open taken from its first day."""
    if any(name in parts for name in DAY_PARTS):
        return parts
    frequency = parts["FREQ"]
    if frequency == "WEEKLY":
        return {**parts, "BYDAY": WEEKDAYS[first.weekday()]}
    if frequency == "MONTHLY":
        return {**parts, "BYMONTHDAY": str(first.day)}
    if frequency == "YEARLY":
        return {"BYMONTH": str(first.month), **parts, "BYMONTHDAY": str(first.day)}
    return parts


def _periods(parts: Mapping[str, str], first: date, end: date) -> Iterator[Sequence[date]]:
    """The days of every period in turn: of a day, week, month or year, each
    ``INTERVAL`` after the one before.
    """
    frequency, step = parts["FREQ"], int(parts.get("INTERVAL", "1"))
    if frequency in ("DAILY", "WEEKLY"):
        length = MOST_DAYS[frequency]
        begin = first
        if frequency == "WEEKLY":
            begin = first - timedelta((first.weekday() - _week_start(parts)) % 7)
        for number in range(begin.toordinal(), end.toordinal() + 1, step * length):
            # Of the first week only what is left of it, also for BYSETPOS.
            yield _stretch(
                max(date.fromordinal(number), first), date.fromordinal(number + length - 1)
            )
        return
    months = 1 if frequency == "MONTHLY" else 12
    begin = first.replace(day=1) if months == 1 else date(first.year, 1, 1)
    while begin <= end:
        last = add_months(begin, months) - ONE_DAY
        yield _stretch(begin, last)
        begin = add_months(begin, months * step)


def _stretch(begin: date, end: date) -> list[date]:
    return [
        date.fromordinal(number) for number in range(begin.toordinal(), end.toordinal() + 1)
    ]


def _week_start(parts: Mapping[str, str]) -> int:
    return WEEKDAYS.index(parts.get("WKST", "MO"))


def _positions(parts: Mapping[str, str]) -> list[int] | None:
    """The places that BYSETPOS names, as far as a period can have them."""
    if "BYSETPOS" not in parts:
        return None
    return [
        number
        for number in _numbers(parts["BYSETPOS"])
        if abs(number) <= MOST_DAYS[parts["FREQ"]]
    ]


def _at(days: list[date], positions: list[int]) -> list[date]:
    """The days at these places, counted from 1, or from the end where negative."""
    places = {number - 1 if number > 0 else len(days) + number for number in positions}
    return [days[place] for place in sorted(places) if 0 <= place < len(days)]


def _numbers(text: str) -> frozenset[int]:
    return frozenset(int(number) for number in text.split(","))


def _tests(parts: Mapping[str, str]) -> list[Fits]:
    """What a day must fit, the cheapest first."""
    tests: list[Fits] = []
    if "BYMONTH" in parts:
        months = _numbers(parts["BYMONTH"])
        tests.append(lambda day: day.month in months)
    if "BYMONTHDAY" in parts:
        numbers = _numbers(parts["BYMONTHDAY"])
        tests.append(lambda day: _has(numbers, day.day, last_day_of_month(day.year, day.month)))
    if "BYYEARDAY" in parts:
        of_year = _numbers(parts["BYYEARDAY"])
        tests.append(lambda day: _has(of_year, day.timetuple().tm_yday, _days_in(day.year)))
    if "BYDAY" in parts:
        tests.append(_by_day(parts))
    if "BYWEEKNO" in parts:
        weeks, start = _numbers(parts["BYWEEKNO"]), _week_start(parts)
        tests.append(lambda day: _has(weeks, *_week(day, start)))
    return tests


def _has(numbers: frozenset[int], number: int, of: int) -> bool:
    """Whether a number is named, from the begin or from the end."""
    return number in numbers or number - of - 1 in numbers


def _days_in(year: int) -> int:
    return 337 + last_day_of_month(year, 2)


def _by_day(parts: Mapping[str, str]) -> Fits:
    """Days of the week: every one, or the n-th of the month or year."""
    named = [
        (int(text[:-2] or "0"), WEEKDAYS.index(text[-2:])) for text in parts["BYDAY"].split(",")
    ]
    every = frozenset(weekday for nth, weekday in named if not nth)
    numbered = frozenset((nth, weekday) for nth, weekday in named if nth)
    in_month = parts["FREQ"] == "MONTHLY" or "BYMONTH" in parts

    def fits(day: date) -> bool:
        weekday = day.weekday()
        if weekday in every or not numbered:
            return weekday in every
        number, of = day.timetuple().tm_yday, _days_in(day.year)
        if in_month:
            number, of = day.day, last_day_of_month(day.year, day.month)
        return ((number + 6) // 7, weekday) in numbered or (
            -((of - number) // 7) - 1,
            weekday,
        ) in numbered

    return fits


def _week(day: date, start: int) -> tuple[int, int]:
    """Number of a day's week, and of the last week of its year; weeks begin on
    ``start`` (0: Monday).

    The first week of a year is the first with at least four days in it.
    """
    year = day.year
    if day >= _first_week(year + 1, start):
        year += 1
    elif day < _first_week(year, start):
        year -= 1
    begin = _first_week(year, start)
    return (day - begin).days // 7 + 1, (_first_week(year + 1, start) - begin).days // 7


@cache
def _first_week(year: int, start: int) -> date:
    fourth = date(year, 1, 4)
    return fourth - timedelta((fourth.weekday() - start) % 7)
