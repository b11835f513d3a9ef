"""Notification of an administrative act (Bekanntgabe, § 41 VwVfG)."""

from datetime import date, timedelta
from operator import attrgetter
from typing import NamedTuple

from foerder.model import Period

FOUR_DAY_FICTION_FROM = date(2025, 1, 1)
"""Posted from this day on: deemed notified on the fourth day, before that on
the third (§ 41 Abs. 2 VwVfG).
"""
THREE_DAYS, FOUR_DAYS = timedelta(days=3), timedelta(days=4)

HOW_NOTIFIED = ("posted", "notified", "provided", "retrieved")
"""How the keys of a notification end, behind ``award_`` or ``ended_``."""
KEYS = {
    decision: tuple(f"{decision}_{how}" for how in HOW_NOTIFIED)
    for decision in ("award", "ended")
}
"""The keys of a period that say when a decision was notified."""
_days_of = {decision: attrgetter(*keys) for decision, keys in KEYS.items()}

PROVIDED_DAYS = 3
"""Provided in a user account: deemed notified on the third day after that, fetched or not.

§ 9 Abs. 1 Satz 4 OZG; Art. 24 Abs. 2 BayDiG; § 41 Abs. 2b HmbVwVfG.
"""


class Notification(NamedTuple):
    """The day of notification and how it comes about: ``posted``, ``provided``,
    ``retrieved`` or ``received``.
    """

    day: date
    by: str
    fiction_days: int | None = None


def presumed(posted: date) -> date:
    """Deemed day of notification of a letter posted or sent electronically
    (Bekanntgabefiktion, § 41 Abs. 2).

    The day itself is never moved for weekends (OVG Lüneburg, 28.02.2011, 4 LA 44/10).
    """
    return posted + (FOUR_DAYS if posted >= FOUR_DAY_FICTION_FROM else THREE_DAYS)


def notification(period: Period, decision: str = "award") -> Notification | None:
    """When a decision on a period was notified, or None where nothing is known.

    ``award``: the award or rejection; ``ended``: the revocation (Widerruf).

    The later of presumption and actual receipt counts (§ 41 Abs. 2); a portal
    gives the day after the retrieval (§ 41 Abs. 2a), the mailbox of a user
    account the third day, whenever it is fetched (§ 9 OZG).
    """
    posted, received, provided, retrieved = _days_of[decision](period)
    if posted and KEYS[decision][1] in period.unreadable:
        return None
    candidates: list[Notification] = []
    if posted:
        day = presumed(posted)
        candidates.append(Notification(day, "posted", (day - posted).days))
    if received:
        candidates.append(Notification(received, "received"))
    if provided:
        day = provided + timedelta(days=PROVIDED_DAYS)
        candidates.append(Notification(day, "provided", PROVIDED_DAYS))
    elif retrieved:
        candidates.append(Notification(retrieved + timedelta(days=1), "retrieved"))
    return max(candidates, key=attrgetter("day"), default=None)
