"""Checks of what recurs: duties that never come to a day, or never come to an end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from foerder.checks.base import Finder, ProjectCheck, Risk, finding, for_periods
from foerder.law.recurrence import ends_itself
from foerder.model import Deadline, Period, Place, Programme
from foerder.register.duties import Duty
from foerder.text.i18n import _


@for_periods("approved")
def never(case: ProjectCheck, period: Period) -> Iterator[Risk]:
    """Recurring duties of a period whose end lies before their first day.

    A duty from further out that is counted by the period's own days may rightly have none in a short one.
    """
    for duty in case.context.calculator.duties.of(case.project, period).values():
        if duty.broken or not _ends(duty.keys):
            continue
        own = duty.rule.startswith("period/") or _by_dates(duty.keys)
        place = _place_of_end(duty)
        if not own or not place:
            continue
        if not _has_day(f"{case.project.id}/{period.id}/{duty.id}", case.deadlines):
            text = _("{id} never comes to a day: it ends before its first one")
            remedy = _(
                "Correct its end (until, or UNTIL in the rule) or its begin (from); what does not apply: off = true."
            )
            yield case.period_risk("no-day", period, text, remedy, place=place, id=duty.id)


def never_open(programme: Programme, deadlines: list[Deadline]) -> Iterator[Risk]:
    """Recurring calls whose end lies before their first day; without ``from`` one is only over."""
    for call in programme.calls:
        if call.broken or call.place is None or not _ends(call.keys) or not _by_dates(call.keys):
            continue
        if not _has_day(f"call:{programme.id}/{call.id}", deadlines):
            yield finding(
                "no-day",
                call.place.key(_end_key(call.keys)),
                _("{id} never comes to a day: it ends before its first one"),
                _("Correct its end (until, or UNTIL in the rule) or its begin (from)."),
                prefix=f'{_("programme")} "{programme.id}": ',
                id=call.id,
            )


def _ends(keys: Mapping[str, Any]) -> bool:
    """Whether this is a recurrence with an end."""
    if "rrule" in keys and ends_itself(keys["rrule"]):
        return True
    return "until" in keys and ("every" in keys or "rrule" in keys)


def _by_dates(keys: Mapping[str, Any]) -> bool:
    """Whether begin and end are the same in every period."""
    return isinstance(keys.get("from"), date) and not isinstance(keys.get("until"), str)


def _end_key(keys: Mapping[str, Any]) -> str:
    return "until" if "until" in keys else "rrule"


def _place_of_end(duty: Duty) -> Place | None:
    """Where the end that counts is written; None in a built-in rule set."""
    key, found = _end_key(duty.keys), None
    for rule in duty.layers:
        if key in rule.keys and rule.place and rule.place.file >= 0:
            found = rule.place.key(key)
    return found


def _has_day(identity: str, deadlines: Iterable[Deadline]) -> bool:
    return any(f"{deadline.id}/".startswith(f"{identity}/") for deadline in deadlines)


FINDERS: tuple[Finder, ...] = (never,)
