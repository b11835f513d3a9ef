"""Working days: no Saturday, Sunday or public holiday, and no day on which our
own office is shut.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import accumulate
from typing import NamedTuple

from foerder.law.holidays import from_easter, holidays

EASTER = "easter"
"""Begin of an entry that moves with Easter Sunday: "easter+60" is Corpus Christi."""


class OffDay(NamedTuple):
    """Why nobody works on a day: ``saturday``, ``sunday``, ``holiday`` (with
    key and region), ``extra``, ``closed``.
    """

    reason: str
    holiday: str | None = None
    region: str | None = None


class WorkCalendar:
    """The working days of one or more places together."""

    def __init__(
        self,
        regions: Iterable[str],
        extra_holidays: Iterable[str | date] = (),
        office_closed: Iterable[str | date] = (),
    ) -> None:
        self.regions = tuple(dict.fromkeys(regions))
        self.extra_holidays = frozenset(extra_holidays)
        self.office_closed = frozenset(office_closed)
        self._years: dict[int, frozenset[date]] = {}
        self._known: dict[date, bool] = {}
        self._counts: dict[int, list[int]] = {}
        self._between: dict[tuple[date, date], int] = {}

    def _off(self, year: int) -> frozenset[date]:
        """The days of a year on which nobody works for another reason than the weekend."""
        off = self._years.get(year)
        if off is None:
            entries = self.extra_holidays | self.office_closed
            public = [holidays(region, year) for region in self.regions]
            off = frozenset(_days_in_year(entries, year)).union(*public)
            self._years[year] = off
        return off

    def is_working(self, day: date, saturdays: bool = False) -> bool:
        """Whether people work on this day; with ``saturdays`` whether it is a
        Werktag (Monday to Saturday).
        """
        if saturdays:
            return day.weekday() < 6 and day not in self._off(day.year)
        known = self._known.get(day)
        if known is None:
            known = self._known[day] = day.weekday() < 5 and day not in self._off(day.year)
        return known

    def why_off(self, day: date) -> OffDay | None:
        """Why nobody works on this day; a holiday is named before the weekend it falls on.

        None on a working day.
        """
        for region in self.regions:
            key = holidays(region, day.year).get(day)
            if key:
                return OffDay("holiday", key, region)
        if day in self._off(day.year):
            extra = day in _days_in_year(self.extra_holidays, day.year)
            return OffDay("extra" if extra else "closed")
        if day.weekday() >= 5:
            return OffDay("saturday" if day.weekday() == 5 else "sunday")
        return None

    def _count_to(self, day: date) -> int:
        """Working days of the day's year up to and including it."""
        counts = self._counts.get(day.year)
        if counts is None:
            first, one_day = date(day.year, 1, 1), timedelta(days=1)
            days = (date(day.year + 1, 1, 1) - first).days
            counts = list(accumulate(self.is_working(first + n * one_day) for n in range(days)))
            self._counts[day.year] = counts
        return counts[day.timetuple().tm_yday - 1]

    def between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; negative
        where ``end`` lies before ``start``.
        """
        found = self._between.get((start, end))
        if found is None:
            found = self._between[start, end] = self._count_between(start, end)
        return found

    def _count_between(self, start: date, end: date) -> int:
        if end < start:
            return -self._count_between(end, start)
        whole_years = sum(
            self._count_to(date(year, 12, 31)) for year in range(start.year, end.year)
        )
        return whole_years + self._count_to(end) - self._count_to(start)


def _days_in_year(entries: Iterable[str | date], year: int) -> Iterator[date]:
    for entry in entries:
        day = entry if isinstance(entry, date) else _in_year(entry, year)
        if day and day.year == year:
            yield day


def _in_year(entry: str, year: int) -> date | None:
    """ "12-24" or "easter+60" in a year; None where the year has no such day (29 February)."""
    if entry.startswith(EASTER):
        return from_easter(year, int(entry.removeprefix(EASTER)))
    try:
        return date(year, int(entry[:2]), int(entry[3:]))
    except ValueError:
        return None
