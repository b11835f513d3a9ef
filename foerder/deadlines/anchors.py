"""The days that deadlines are counted from: start and end of a period,
notification, payments, ends of years …
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from foerder.deadlines.occurrences import AnchorDay, NoDate
from foerder.law.notification import KEYS, notification
from foerder.model import Payment, Period
from foerder.money.received import occurrence_of, received_payments
from foerder.register.duties import REVOCATION_NOTIFIED
from foerder.terms import PERIOD_KEYS, YEAR_PARTS

DECISIONS = {"award": "award", REVOCATION_NOTIFIED: "ended"}
"""Anchors that are the notification of a decision, and how the names of its keys begin."""
AWARD_KEYS = KEYS["award"]


def unreadable(period: Period, *keys: str) -> NoDate | None:
    """Why an anchor cannot be trusted: one of its keys is in the file and could not be read."""
    if not period.unreadable:
        return None
    for key in keys:
        if key in period.unreadable:
            return NoDate(f"unreadable {key}")
    return None


def anchor_days(name: str, period: Period, horizon: date) -> list[AnchorDay] | NoDate | None:
    """The days of an anchor word; ``NoDate`` where it is not known yet, None
    where it is no anchor word.

    An empty list means that the anchor is known and has no day, such as no
    year's end inside the period.
    """
    if name in PERIOD_KEYS:
        return _simple(name, period)
    if name in DECISIONS:
        return _notified(name, period)
    if name in ("payment", "last-payment"):
        return _payments(name, period)
    if name in YEAR_PARTS:
        return _ends(name, period, horizon)
    return None


def _simple(name: str, period: Period) -> list[AnchorDay] | NoDate:
    key = PERIOD_KEYS[name]
    fault = unreadable(period, key)
    if fault:
        return fault
    day = getattr(period, key)
    return [AnchorDay(day, None, {"period": period})] if day else NoDate(name)


def _notified(name: str, period: Period) -> list[AnchorDay] | NoDate:
    decision = DECISIONS[name]
    fault = unreadable(period, *KEYS[decision])
    if fault:
        return fault
    notified = notification(period, decision)
    if notified is None:
        return NoDate(name)
    return [AnchorDay(notified.day, None, {"period": period, "notification": notified})]


def _payments(name: str, period: Period) -> list[AnchorDay] | NoDate:
    fault = unreadable(period, "payment")
    received = received_payments(period)
    if not received or name == "last-payment":
        if fault or not received:
            return fault or NoDate(name)
        last = received[-1]
        assert last.received is not None
        return [AnchorDay(last.received, None, {"period": period, "payment": last})]
    # Of two on one day without an id, which is an error, the first counts.
    by_name: dict[str, Payment] = {}
    for payment in received:
        by_name.setdefault(occurrence_of(payment), payment)
    return [
        AnchorDay(payment.received, occurrence, {"period": period, "payment": payment})
        for occurrence, payment in by_name.items()
        if payment.received
    ]


def _ends(name: str, period: Period, horizon: date) -> list[AnchorDay] | NoDate:
    """The last days of the years (or halves, quarters) before the purpose is
    fulfilled or the period ends.
    """
    fault = unreadable(
        period, "start", "purpose_fulfilled", *(() if period.purpose_fulfilled else ("end",))
    )
    if fault:
        return fault
    if period.start is None:
        return NoDate("period-start")
    bound = period.purpose_fulfilled or period.end
    data: dict[str, Any] = {"period": period}
    if bound is None:
        data["endless"] = True
    last = (bound or horizon).year
    return [
        AnchorDay(day, str(day.year), data)
        for day in _ends_of_years(name, period.start.year, last)
        if period.start <= day and (day < bound if bound else day <= horizon)
    ]


@lru_cache(maxsize=1024)
def _ends_of_years(name: str, first: int, last: int) -> tuple[date, ...]:
    """The last days of these years, or of their halves or quarters."""
    years = range(first, last + 1)
    return tuple([date(year, *end) for year in years for end in YEAR_PARTS[name]])
