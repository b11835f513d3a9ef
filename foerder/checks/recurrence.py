"""Checks of what recurs: duties that never come to a day, or never come to an end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from foerder.checks.base import CheckContext, Finder, Risk
from foerder.deadlines.occurrences import starts
from foerder.law.recurrence import LAST_DAY, by_rule, ends_itself, without_end
from foerder.model import Deadline, Period, Place, Programme, Project, Rule
from foerder.register.duties import Duty
from foerder.text.i18n import _, fmt_date


def never(case: CheckContext, project: Project, deadlines: list[Deadline]) -> Iterator[Risk]:
    """Recurring duties of a period that never come to a day.

    A duty from further out that is counted by the period's own days may rightly have none in a short one.
    """
    for period in project.periods:
        if period.status != "approved":
            continue
        for duty in case.calculator.duties.of(project, period).values():
            first = _first(duty.keys, period)
            if duty.broken or not _may_miss(duty.keys, first):
                continue
            own = duty.rule.startswith("period/") or _by_dates(duty.keys)
            place = _place(duty.layers, _end_key(duty.keys))
            if own and place and not _has_day(f"{project.id}/{period.id}/{duty.id}", deadlines):
                text, remedy = _never(duty, first)
                yield case.period_risk(project, period, place, "warning", "no-day", text, remedy)


def never_open(case: CheckContext, programme: Programme, deadlines: list[Deadline]) -> Iterator[Risk]:
    """Recurring calls that never come to a day; without ``from`` one is only over."""
    for call in programme.calls:
        first = _first(call.keys)
        if call.broken or not _may_miss(call.keys, first) or not _by_dates(call.keys) or call.place is None:
            continue
        if not _has_day(f"call:{programme.id}/{call.id}", deadlines):
            text, remedy = _never(call, first)
            text = f'{_("programme")} "{programme.id}": {text}'
            yield Risk(call.place.key(_end_key(call.keys)), None, "warning", "no-day", text, remedy)


def _first(keys: Mapping[str, Any], period: Period | None = None) -> date | None:
    """The day from which a recurrence counts; None where only the calculation knows it."""
    start = keys.get("from", "period-start")
    if start == "period-start":
        return period.start if period else None
    return start if isinstance(start, date) else None


def _may_miss(keys: Mapping[str, Any], first: date | None) -> bool:
    """Whether this is a recurrence that may have no day: one with an end, or a rule that no day fits."""
    if "until" in keys or ("rrule" in keys and ends_itself(keys["rrule"])):
        return "every" in keys or "rrule" in keys
    return _no_day_fits(keys, first)


def _by_dates(keys: Mapping[str, Any]) -> bool:
    """Whether begin and end are the same in every period."""
    return isinstance(keys.get("from"), date) and not isinstance(keys.get("until"), str)


def _end_key(keys: Mapping[str, Any]) -> str:
    return "until" if "until" in keys else "rrule"


def _place(layers: Iterable[Rule], key: str) -> Place | None:
    """Where the key stands that counts; None in a built-in rule set."""
    places = [rule.place for rule in layers if key in rule.keys and rule.place and rule.place.file >= 0]
    return places[-1].key(key) if places else None


def _has_day(identity: str, deadlines: Iterable[Deadline]) -> bool:
    return any(deadline.id == identity or deadline.id.startswith(identity + "/") for deadline in deadlines)


def _never(duty: Duty | Rule, first: date | None) -> tuple[str, str]:
    """Why a recurrence never comes to a day, and what to do about it."""
    remedy = _("Correct its end (until, or UNTIL in the rule) or its begin (from); what does not apply: off = true.")
    if first and _no_day_fits(duty.keys, first):
        text = _("{id} never comes to a day: from {day} on no day fits its rule")
        remedy = _("Compare the parts of the rule with one another and with its begin (from).")
        return text.format(id=duty.id, day=fmt_date(first)), remedy
    return _("{id} never comes to a day: it ends before its first one").format(id=duty.id), remedy


def _no_day_fits(keys: Mapping[str, Any], first: date | None) -> bool:
    """Whether no day from the first one on fits a rule, whatever its end is."""
    if "rrule" not in keys or first is None:
        return False
    return not by_rule(without_end(keys["rrule"]), first, LAST_DAY)


def first_days(case: CheckContext, project: Project, deadlines: list[Deadline]) -> Iterator[Risk]:
    """A first day that nobody has recorded as done, where later ones of the same duty are.

    Until 2026 the first day of ``every`` was one interval after a written ``from``.
    """
    for first, place in _firsts(case, project, deadlines):
        if first.done or first.state in ("done", "settled") or first.period is None:
            continue
        prefix = first.id.removesuffix(first.occurrence or "")
        if not any(other.done and other.id.startswith(prefix) for other in deadlines):
            continue
        yield case.period_risk(
            project,
            first.period,
            place,
            "note",
            "first-day",
            _("{id}: no proof for the first day {day}, but for later ones").format(
                id=first.id.removeprefix(f"{project.id}/"), day=_day(first)
            ),
            _("The day in from is the first one: record it as done, or move from to the first day that is owed."),
        )


def _firsts(case: CheckContext, project: Project, deadlines: list[Deadline]) -> Iterator[tuple[Deadline, Place]]:
    """The first occurrences of duties that begin with a written day, and where that day is."""
    for deadline in deadlines:
        keys = deadline.keys
        if "every" not in keys or not starts(keys) or deadline.nominal != keys["from"] or not deadline.period:
            continue
        duties = case.calculator.duties.of(project, deadline.period)
        duty = duties.get(deadline.id.split("/")[2])
        place = _place(duty.layers, "from") if duty else None
        if place:
            yield deadline, place


def _day(deadline: Deadline) -> str:
    return fmt_date(deadline.nominal) if deadline.nominal else ""


FINDERS: tuple[Finder, ...] = (never, first_days)
