"""Checks of what recurs: duties that never come to a day, or begin with a day
that nobody has proved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from foerder.checks.base import PeriodCheck, PeriodFinder, finding, for_periods
from foerder.deadlines.occurrences import starts
from foerder.law.recurrence import LAST_DAY, by_rule, ends_itself, without_end
from foerder.model import Deadline, Period, Place, Problem, Programme
from foerder.register.duties import Duty
from foerder.text.i18n import _


class Reason(NamedTuple):
    """Why a recurrence never comes to a day, and what to do about it."""

    message: str
    remedy: str


@for_periods("approved")
def never(case: PeriodCheck) -> Iterator[Problem]:
    """Recurring duties of a period that never come to a day.

    A duty from further out that is counted by the period's own days may rightly
    have none in a short one.
    """
    for duty in case.missed_duties:
        first = _first(duty.keys, case.period)
        own = duty.rule.startswith("period/") or _by_dates(duty.keys)
        place = _place_of(duty, _end_key(duty.keys), case)
        if own and place and _may_miss(duty.keys, first):
            why = _reason(duty.keys, first)
            yield case.risk("no-day", *why, place, id=duty.id, day=first)


@for_periods("approved")
def without_day(case: PeriodCheck) -> Iterator[Problem]:
    """Duties of a period itself that are counted from days of which it has
    none: no end of a year, of a quarter.
    """
    for duty in case.missed_duties:
        if duty.form in ("every", "rrule") or not duty.rule.startswith("period/"):
            continue
        place = _place_of(duty, duty.form, case)
        if place:
            text = _(
                "{id} never comes to a day: the period has none of the days that it is counted from"
            )
            remedy = _(
                "Name its day (due), or count it from another one; what does not apply: off = true."
            )
            yield case.risk("no-day", text, remedy, place, severity="note", id=duty.id)


def never_open(programme: Programme, deadlines: list[Deadline]) -> Iterator[Problem]:
    """Recurring calls that never come to a day; without ``from`` one is only over."""
    for call in programme.calls:
        first = _first(call.keys)
        if (
            call.broken
            or call.place is None
            or not _may_miss(call.keys, first)
            or not _by_dates(call.keys)
        ):
            continue
        if not _has_day(f"call:{programme.id}/{call.id}", deadlines):
            why = _reason(call.keys, first)
            yield finding(
                "no-day",
                call.place.key(_end_key(call.keys)),
                why.message,
                why.remedy,
                prefix=f'{_("programme")} "{programme.id}": ',
                id=call.id,
                day=first,
            )


def _first(keys: Mapping[str, Any], period: Period | None = None) -> date | None:
    """The day from which a recurrence counts; None where only the calculation knows it."""
    start = keys.get("from", "period-start")
    if start == "period-start":
        return period.start if period else None
    return start if isinstance(start, date) else None


def _may_miss(keys: Mapping[str, Any], first: date | None) -> bool:
    """Whether this is a recurrence that may have no day: one with an end, or a
    rule that no day fits.
    """
    if "rrule" in keys and ends_itself(keys["rrule"]):
        return True
    if "until" in keys:
        return "every" in keys or "rrule" in keys
    return _no_day_fits(keys, first)


def _no_day_fits(keys: Mapping[str, Any], first: date | None) -> bool:
    """Whether no day from the first one on fits a rule, whatever its end is."""
    if "rrule" not in keys or first is None:
        return False
    return not by_rule(without_end(keys["rrule"]), first, LAST_DAY)


def _reason(keys: Mapping[str, Any], first: date | None) -> Reason:
    if _no_day_fits(keys, first):
        return Reason(
            _("{id} never comes to a day: from {day} on no day fits its rule"),
            _("Compare the parts of the rule with one another and with its begin (from)."),
        )
    return Reason(
        _("{id} never comes to a day: it ends before its first one"),
        _(
            "Correct its end (until, or UNTIL in the rule) or its begin (from); what does not apply: off = true."
        ),
    )


def _by_dates(keys: Mapping[str, Any]) -> bool:
    """Whether begin and end are the same in every period."""
    return isinstance(keys.get("from"), date) and not isinstance(keys.get("until"), str)


def _end_key(keys: Mapping[str, Any]) -> str:
    return "until" if "until" in keys else "rrule"


def _place_of(duty: Duty, key: str, case: PeriodCheck) -> Place | None:
    """Where the key that counts is written; None in a built-in rule set.

    A duty that several periods have alike is the same for all: where their own
    tables are only they say.
    """
    found = None
    own = (*case.project.deadlines, *case.period.deadlines)
    for rule in (*duty.layers, *[rule for rule in own if rule.id == duty.id]):
        if key in rule.keys and rule.place and rule.place.file >= 0:
            found = rule.place.key(key)
    return found


def _has_day(identity: str, deadlines: Iterable[Deadline]) -> bool:
    return any(f"{deadline.id}/".startswith(f"{identity}/") for deadline in deadlines)


@for_periods("approved")
def first_days(case: PeriodCheck) -> Iterator[Problem]:
    """A first day that nobody has recorded as done, where later ones of the same duty are.

    In registers from before 30.11.2026 the first day of ``every`` was one
    interval after a written ``from``.
    """
    period = case.period
    duties = case.context.calculator.duties.of(case.project, period)
    for first in case.deadlines:
        keys = first.keys
        if "every" not in keys or not starts(keys) or first.nominal != keys["from"]:
            continue
        name = first.id.removeprefix(f"{case.project.id}/")
        duty = duties[name.split("/")[1]]
        place = _place_of(duty, "from", case)
        owed = first.state not in ("done", "settled")
        if place and owed and _later_is_done(first, case.deadlines):
            text = _("{id}: no proof for the first day {day}, but for later ones")
            remedy = _(
                "The day in from is the first one: record it as done, or move from to the first day that is owed."
            )
            words = {"id": name, "day": first.nominal}
            yield case.risk("first-day", text, remedy, place, **words)


def _later_is_done(first: Deadline, deadlines: Iterable[Deadline]) -> bool:
    prefix = first.id.removesuffix(first.occurrence or "")
    return any(other.done and other.id.startswith(prefix) for other in deadlines)


PERIOD_FINDERS: tuple[PeriodFinder, ...] = (never, without_day, first_days)
