"""The counted days of one duty: a rule's form of date → its occurrences (nominal days)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from foerder.duties import Duty
from foerder.law import counting
from foerder.law.recurrence import ONE_YEAR, by_rule, every, every_on, one_a_year
from foerder.law.workdays import WorkCalendar
from foerder.model import Step


class Unknown(NamedTuple):
    """No date can be computed; ``why`` is the anchor that is not known, or a word for the reason."""

    why: str


class Counted(NamedTuple):
    """One counted day: nominal, its occurrence (None for what happens once), the steps that led there."""

    nominal: date
    occurrence: str | None
    steps: tuple[Step, ...]
    provisional: bool = False


class AnchorDay(NamedTuple):
    """A day to count from, the occurrence it stands for, and what explains it."""

    day: date
    occurrence: str | None = None
    data: Mapping[str, Any] = {}


Anchors = Callable[[str], "list[AnchorDay] | Unknown"]


class Counter:
    """Counts the days of duties by the authority's calendar; ``horizon`` ends what recurs without an end."""

    def __init__(self, horizon: date, working: WorkCalendar | None, anchors: Anchors, tracing: bool) -> None:
        self.horizon = horizon
        self.is_working = working.is_working if working else _no_weekend
        self.anchors = anchors
        self.tracing = tracing
        self.endless = False
        """Set where a duty recurred without an end."""

    def occurrences(self, duty: Duty, begin: date) -> list[Counted] | Unknown:
        """The occurrences of a duty; ``begin`` is where a recurrence starts that names no ``from``."""
        keys, form = duty.keys, duty.form
        if form == "due":
            day = keys["due"]
            what = "call" if duty.kind == "call" else "due"
            return [Counted(day, None, (Step("fixed", day, what),) if self.tracing else ())]
        if form in ("earlier_of", "later_of"):
            return self._one_of(keys[form], form)
        if form in ("after", "before"):
            return self._from_anchor(keys)
        return self._recurring(keys, begin)

    def _count(self, keys: Mapping[str, Any], anchor: AnchorDay) -> Counted:
        """Offset and snap from one anchor day."""
        span = keys["offset"]
        backward, count = "before" in keys, keys.get("count", "event")
        if backward:
            day = counting.before_event(anchor.day, span, self.is_working)
        elif count == "day":
            day = counting.from_day(anchor.day, span, self.is_working)
        else:
            day = counting.after_event(anchor.day, span, self.is_working)
        steps: tuple[Step, ...] = ()
        if self.tracing:
            name = keys["before"] if backward else keys["after"]
            direction = "before" if backward else "after"
            steps = (
                Step("anchor", anchor.day, name, anchor.data),
                Step("offset", day, direction, {"span": span, "count": count}),
            )
        day, steps = self._snap(keys, day, steps)
        return Counted(day, anchor.occurrence, steps, bool(anchor.data.get("provisional")))

    def _snap(self, keys: Mapping[str, Any], day: date, steps: tuple[Step, ...]) -> tuple[date, tuple[Step, ...]]:
        if "snap" in keys:
            day = counting.snap(day, keys["snap"])
            if self.tracing:
                steps = (*steps, Step("snap", day, keys["snap"]))
        return day, steps

    def _anchor_days(self, keys: Mapping[str, Any]) -> list[AnchorDay] | Unknown:
        name = keys.get("after") or keys["before"]
        days = self.anchors(name)
        if isinstance(days, Unknown):
            return days
        if not keys.get("provisional") and any(day.data.get("provisional") for day in days):
            return Unknown(name)
        return days

    def _from_anchor(self, keys: Mapping[str, Any]) -> list[Counted] | Unknown:
        days = self._anchor_days(keys)
        if isinstance(days, Unknown):
            return days
        name = keys.get("after") or keys["before"]
        result = []
        for anchor in days:
            counted = self._count(keys, anchor)
            if name == "quarter-end":
                counted = counted._replace(occurrence=counted.nominal.isoformat())
            if anchor.data.get("endless"):
                self.endless = True
                if counted.nominal > self.horizon:
                    continue
            result.append(counted)
        return result

    def _one_of(self, parts: tuple[Mapping[str, Any], ...], form: str) -> list[Counted] | Unknown:
        """The earliest of several that can be computed; the latest, once all can be (``later_of``)."""
        candidates: list[Counted] = []
        missing: Unknown | None = None
        for part in parts:
            days = self._anchor_days(part)
            if isinstance(days, Unknown) or not days:
                missing = missing or (days if isinstance(days, Unknown) else Unknown(part["after"]))
                if isinstance(days, Unknown) and days.why.startswith("unreadable "):
                    return days
                continue
            candidates.append(self._count(part, days[0]))
        if missing and (form == "later_of" or not candidates):
            return missing
        pick = min if form == "earlier_of" else max
        chosen = pick(candidates, key=lambda counted: counted.nominal)
        if self.tracing and len(candidates) > 1:
            step = Step(form.replace("_", "-"), chosen.nominal, form, {"days": [c.nominal for c in candidates]})
            chosen = chosen._replace(steps=(*chosen.steps, step))
        return [chosen]

    def _recurring(self, keys: Mapping[str, Any], begin: date) -> list[Counted] | Unknown:
        first = self._bound(keys.get("from"), begin)
        until = self._bound(keys.get("until"), None)
        if isinstance(first, Unknown):
            return first
        if isinstance(until, Unknown) and until.why.startswith("unreadable "):
            return until
        if until is None or isinstance(until, Unknown):
            until = self.horizon
            self.endless = True
        assert first is not None
        days, yearly = self._days(keys, first, until)
        result = []
        for counted_day in days:
            steps: tuple[Step, ...] = ()
            if self.tracing:
                steps = (
                    Step(
                        "recurrence",
                        counted_day,
                        "rrule" if "rrule" in keys else "every",
                        {**keys, "from": first},
                    ),
                )
            nominal, steps = self._snap(keys, counted_day, steps)
            result.append(Counted(nominal, str(nominal.year) if yearly else nominal.isoformat(), steps))
        return result

    def _days(self, keys: Mapping[str, Any], first: date, until: date) -> tuple[Iterator[date], bool]:
        """The days of a recurrence, and whether there is one in every year (then the year names it)."""
        if "rrule" in keys:
            return by_rule(keys["rrule"], first, until), one_a_year(keys["rrule"], first)
        interval = keys["every"]
        if "on" in keys:
            days = every_on(first, interval, keys["on"], until, self.is_working)
        else:
            days = every(first, interval, until, self.is_working)
        return days, interval in ONE_YEAR

    def _bound(self, value: date | str | None, default: date | None) -> date | Unknown | None:
        """A day or an anchor's day."""
        if isinstance(value, str):
            days = self.anchors(value)
            if isinstance(days, Unknown):
                return days
            return days[0].day if days and not days[0].data.get("provisional") else Unknown(value)
        return value or default


def _no_weekend(day: date) -> bool:
    return day.weekday() < 5
