"""Checks of what recurs: duties that never come to a day, or never come to an end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from foerder.checks.base import CheckContext, Finder, Risk
from foerder.law.recurrence import ends_itself
from foerder.model import Deadline, Place, Programme, Project, Rule
from foerder.register.duties import Duty
from foerder.text.i18n import _


def never(case: CheckContext, project: Project, deadlines: list[Deadline]) -> Iterator[Risk]:
    """Recurring duties of a period whose end lies before their first day.

    A duty from further out that is counted by the period's own days may rightly have none in a short one.
    """
    remedy = _("Correct its end (until, or UNTIL in the rule) or its begin (from); what does not apply: off = true.")
    for period in project.periods:
        if period.status != "approved":
            continue
        for duty in case.calculator.duties.of(project, period).values():
            if duty.broken or not _ends(duty.keys):
                continue
            own = duty.rule.startswith("period/") or _by_dates(duty.keys)
            place = _place(duty.layers, _end_key(duty.keys))
            if own and place and not _has_day(f"{project.id}/{period.id}/{duty.id}", deadlines):
                yield case.period_risk(project, period, place, "warning", "no-day", _message(duty), remedy)


def never_open(case: CheckContext, programme: Programme, deadlines: list[Deadline]) -> Iterator[Risk]:
    """Recurring calls whose end lies before their first day; without ``from`` one is only over."""
    for call in programme.calls:
        if call.broken or not _ends(call.keys) or not _by_dates(call.keys) or call.place is None:
            continue
        if not _has_day(f"call:{programme.id}/{call.id}", deadlines):
            yield Risk(
                call.place.key(_end_key(call.keys)),
                None,
                "warning",
                "no-day",
                f'{_("programme")} "{programme.id}": {_message(call)}',
                _("Correct its end (until, or UNTIL in the rule) or its begin (from)."),
            )


def _ends(keys: Mapping[str, Any]) -> bool:
    """Whether this is a recurrence with an end."""
    return ("every" in keys and "until" in keys) or (
        "rrule" in keys and ("until" in keys or ends_itself(keys["rrule"]))
    )


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


def _message(duty: Duty | Rule) -> str:
    return _("{id} never comes to a day: it ends before its first one").format(id=duty.id)


FINDERS: tuple[Finder, ...] = (never,)
