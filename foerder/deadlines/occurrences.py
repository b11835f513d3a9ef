"""The counted days of one duty: a rule's form of date → its occurrences (nominal days)."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import chain, islice, takewhile
from typing import Any, NamedTuple

from foerder.law import counting
from foerder.law.recurrence import (
    LAST_DAY,
    ONE_YEAR,
    by_rule,
    day_in_year,
    ends_itself,
    every,
    every_on,
    one_a_year,
    year_named,
)
from foerder.model import Step
from foerder.register.duties import ALL_ANCHORS, Duty
from foerder.register.working_days import OfficeCalendars
from foerder.terms import RECURRING_ANCHORS, YEAR_PARTS


class NoDate(NamedTuple):
    """No date can be computed; ``why`` is the anchor that is not known, or a
    word for the reason.
    """

    why: str


class Occurrence(NamedTuple):
    """One counted day: nominal, its occurrence (None for what happens once),
    the steps that led there.
    """

    nominal: date
    occurrence: str | None
    steps: tuple[Step, ...]
    provisional: bool = False


class AnchorDay(NamedTuple):
    """A day to count from, the occurrence it stands for, and what explains it."""

    day: date
    occurrence: str | None = None
    data: Mapping[str, Any] = {}
    provisional: bool = False


MOST_DAYS = 4000
"""A duty that comes on more days is computed like one without an end, and only
its last ones: ten years of days.
"""

MOST_COUNTED = 20_000
"""So much of what was counted is kept for each authority: where every table is
different, nothing is asked twice.
"""

Anchors = Callable[[str], "list[AnchorDay] | NoDate"]
"""The days of an anchor of the period whose duty is counted."""


class OccurrenceCounter:
    """Counts the days of duties by the authority's calendar; ``horizon`` ends
    what recurs without an end.
    """

    def __init__(self, horizon: date, seat: OfficeCalendars | None, tracing: bool) -> None:
        self.horizon = horizon
        self.is_working = seat.authority.is_working if seat else counting.no_weekend
        self._counted: dict[Any, Any] = seat.counted if seat else {}
        self.tracing = tracing
        self.endless = False
        """Set where a duty recurred without an end."""

    def occurrences(
        self, duty: Duty, begin: date, anchors: Anchors
    ) -> list[Occurrence] | NoDate:
        """The occurrences of a duty; ``begin`` is where a recurrence starts
        that names no ``from``.
        """
        keys, form = duty.keys, duty.form
        try:
            if form in ("after", "before"):
                return self._from_anchor(keys, anchors)
            if form == "due":
                return [self._on_day(keys["due"], duty)]
            if form == "undated":
                return NoDate("undated")
            if form == "year_of":
                return self._in_year_of(keys, anchors)
            if form in ("earlier_of", "later_of"):
                return self._one_of(keys, form, anchors)
            return self._recurring(keys, begin, anchors)
        except (OverflowError, RecursionError):
            # A chain of deadlines that leads out of the calendar, or is longer than anybody means.
            return NoDate("broken")

    def _on_day(self, day: date, duty: Duty) -> Occurrence:
        what = "call" if duty.kind == "call" else "due"
        steps = (Step("fixed", day, what),) if self.tracing else ()
        return self._snap(duty.keys, Occurrence(day, None, steps))

    def _count(self, keys: Mapping[str, Any], anchor: AnchorDay) -> Occurrence:
        """Offset and snap from one anchor day."""
        if self.tracing:
            return self._traced(keys, anchor)
        asked = id(keys), anchor.day, anchor.occurrence, anchor.provisional
        counted = self._counted.get(asked)
        if counted is None:
            day = self._day(keys, anchor.day)
            counted = Occurrence(day, anchor.occurrence, (), anchor.provisional)
            counted = self._snap(keys, counted)
            self._remember(asked, keys, counted)
        return counted

    def _traced(self, keys: Mapping[str, Any], anchor: AnchorDay) -> Occurrence:
        """The same with its steps, which name what is of this period alone."""
        asked = id(keys), anchor.day
        day = self._counted.get(asked)
        if day is None:
            day = self._day(keys, anchor.day)
            self._remember(asked, keys, day)
        steps = self._count_steps(keys, anchor, day)
        return self._snap(keys, Occurrence(day, anchor.occurrence, steps, anchor.provisional))

    def _remember(self, asked: object, keys: Mapping[str, Any], found: object) -> None:
        """Keep what was counted by these keys, and the keys: while they are
        here, no others have their identity.
        """
        if len(self._counted) < MOST_COUNTED:
            self._counted[asked], self._counted[id(keys)] = found, keys

    def _count_steps(
        self, keys: Mapping[str, Any], anchor: AnchorDay, day: date
    ) -> tuple[Step, ...]:
        direction = "before" if "before" in keys else "after"
        how = {"span": keys["offset"], "count": keys.get("count", "event")}
        return (
            Step("anchor", anchor.day, keys[direction], anchor.data),
            Step("offset", day, direction, how),
        )

    def _day(self, keys: Mapping[str, Any], anchor: date) -> date:
        """The day to which the offset leads."""
        if "before" in keys:
            return counting.before_event(anchor, keys["offset"], self.is_working)
        if keys.get("count") == "day":
            return counting.from_day(anchor, keys["offset"], self.is_working)
        return counting.after_event(anchor, keys["offset"], self.is_working)

    def _snap(self, keys: Mapping[str, Any], counted: Occurrence) -> Occurrence:
        if "snap" not in keys:
            return counted
        day = counting.snap(counted.nominal, keys["snap"])
        steps = (*counted.steps, Step("snap", day, keys["snap"])) if self.tracing else ()
        return counted._replace(nominal=day, steps=steps)

    def _from_anchor(
        self, keys: Mapping[str, Any], anchors: Anchors
    ) -> list[Occurrence] | NoDate:
        name = keys["after"] if "after" in keys else keys["before"]
        days = _days_of(name, keys, anchors)
        if isinstance(days, NoDate):
            return days
        result = []
        within_years = name in YEAR_PARTS and name != "year-end"
        for anchor in days:
            counted = self._count(keys, anchor)
            if within_years:
                counted = counted._replace(occurrence=counted.nominal.isoformat())
            if "endless" in anchor.data:
                self.endless = True
                if counted.nominal > self.horizon:
                    continue
            result.append(counted)
        return result

    def _in_year_of(
        self, keys: Mapping[str, Any], anchors: Anchors
    ) -> list[Occurrence] | NoDate:
        """A day in the year of an event; with ``year-end`` and ``payment`` one for each year."""
        name = keys["year_of"]
        days = _days_of(name, keys, anchors)
        if isinstance(days, NoDate):
            return days
        result: dict[int, Occurrence] = {}
        for anchor in days:
            year = anchor.day.year + keys.get("year", 0)
            day = day_in_year(year, keys["on"], self.is_working)
            if "endless" in anchor.data:
                self.endless = True
            if anchor.day.year in result or ("endless" in anchor.data and day > self.horizon):
                continue
            steps: tuple[Step, ...] = ()
            if self.tracing:
                steps = (
                    Step("anchor", anchor.day, name, anchor.data),
                    Step("year-of", day, name, {**keys, "in": year}),
                )
            occurrence = str(anchor.day.year) if name in RECURRING_ANCHORS else None
            result[anchor.day.year] = self._snap(
                keys, Occurrence(day, occurrence, steps, anchor.provisional)
            )
        return list(result.values())

    def _one_of(
        self, keys: Mapping[str, Any], form: str, anchors: Anchors
    ) -> list[Occurrence] | NoDate:
        """The earliest of several that can be computed; the latest, once all
        can be (``later_of``).
        """
        candidates: list[Occurrence] = []
        missing: NoDate | None = None
        for part in keys[form]:
            days = _days_of(part["after"], part if "provisional" in part else keys, anchors)
            if isinstance(days, NoDate):
                if days.why.startswith("unreadable "):
                    return days
                missing = missing or days
            elif days:
                candidates.append(self._count(part, days[0]))
            else:
                missing = missing or NoDate(part["after"])
        if missing and (form == "later_of" or not candidates):
            return missing
        return [self._snap(keys, self._chosen(form, candidates))]

    def _chosen(self, form: str, candidates: list[Occurrence]) -> Occurrence:
        """The earliest or the latest of several days; provisional where one of them is."""
        pick = min if form == "earlier_of" else max
        chosen = pick(candidates, key=lambda counted: counted.nominal)
        if self.tracing and len(candidates) > 1:
            step = Step(
                form.replace("_", "-"),
                chosen.nominal,
                form,
                {"days": [c.nominal for c in candidates]},
            )
            chosen = chosen._replace(steps=(*chosen.steps, step))
        provisional = any(counted.provisional for counted in candidates)
        return chosen._replace(provisional=provisional)

    def _recurring(
        self, keys: Mapping[str, Any], begin: date, anchors: Anchors
    ) -> list[Occurrence] | NoDate:
        first = _bound(keys, "from", anchors) or AnchorDay(begin)
        if isinstance(first, NoDate):
            return first
        last = _bound(keys, "until", anchors)
        if isinstance(last, NoDate) and last.why.startswith("unreadable "):
            return last
        if isinstance(last, AnchorDay):
            until = last.day
        elif "rrule" in keys and ends_itself(keys["rrule"]):
            until = LAST_DAY
        else:
            until, self.endless = self.horizon, True
        provisional = first.provisional or (isinstance(last, AnchorDay) and last.provisional)
        asked = id(keys), first.day, until, provisional
        found: list[Occurrence] | None = self._counted.get(asked)
        if found is None:
            days = self._not_too_many(self._days(keys, first.day, until))
            found = [self._repeated(keys, first.day, *named, provisional) for named in days]
            if not self.endless:
                self._remember(asked, keys, found)
        return found

    def _repeated(
        self,
        keys: Mapping[str, Any],
        first: date,
        day: date,
        year: str | None,
        provisional: bool,
    ) -> Occurrence:
        """One day of a recurrence, named by its year where there is one in
        every year, else by the day itself.
        """
        steps: tuple[Step, ...] = ()
        if self.tracing:
            what = "rrule" if "rrule" in keys else "every"
            steps = (
                Step("recurrence", day, what, {**keys, "from": first, "starts": starts(keys)}),
            )
        counted = self._snap(keys, Occurrence(day, year, steps, provisional))
        return counted if year else counted._replace(occurrence=counted.nominal.isoformat())

    def _not_too_many(
        self, days: Iterator[tuple[date, str | None]]
    ) -> list[tuple[date, str | None]]:
        """All days of a recurrence; of more than anybody means, the last ones
        up to the horizon.
        """
        found = list(islice(days, MOST_DAYS + 1))
        if len(found) <= MOST_DAYS:
            return found
        self.endless = True
        return list(
            deque(
                takewhile(lambda named: named[0] <= self.horizon, chain(found, days)), MOST_DAYS
            )
        )

    def _days(
        self, keys: Mapping[str, Any], first: date, until: date
    ) -> Iterator[tuple[date, str | None]]:
        """The days of a recurrence, each with the year that names it where
        there is one in every year.
        """
        if "rrule" in keys:
            yearly = one_a_year(keys["rrule"], first)
            for day in by_rule(keys["rrule"], first, until):
                yield day, str(day.year) if yearly else None
            return
        interval, on = keys["every"], keys.get("on")
        if on:
            days = every_on(first, interval, on, until, self.is_working)
        else:
            days = every(first, interval, until, self.is_working, starts(keys))
        for day in days:
            year = year_named(day, on) if on else day.year
            yield day, str(year) if interval in ONE_YEAR else None


def _days_of(name: str, keys: Mapping[str, Any], anchors: Anchors) -> list[AnchorDay] | NoDate:
    """The days of an anchor; of another deadline's only firm ones, unless the
    keys are provisional as well.
    """
    days = anchors(name)
    if name in ALL_ANCHORS or keys.get("provisional") or isinstance(days, NoDate):
        return days
    return NoDate(name) if any(day.provisional for day in days) else days


def _bound(keys: Mapping[str, Any], key: str, anchors: Anchors) -> AnchorDay | NoDate | None:
    """Begin or end of a recurrence: a day or an anchor's day; None where it is not given."""
    value = keys.get(key)
    if not isinstance(value, str):
        return AnchorDay(value) if value else None
    days = _days_of(value, keys, anchors)
    if isinstance(days, NoDate):
        return days
    return days[0] if days else NoDate(value)


def starts(keys: Mapping[str, Any]) -> bool:
    """Whether the ``from`` of a recurrence is its first day: a written day is,
    an anchor is only counted from.
    """
    return isinstance(keys.get("from"), date) and "on" not in keys
