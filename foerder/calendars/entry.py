"""An all-day entry of a calendar; nothing here knows iCalendar or a file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple


class Fingerprint(NamedTuple):
    """What an entry shows of itself; the first three are what SEQUENCE counts."""

    day: date
    title: str
    state: str
    """``open``, ``provisional``, ``overdue``, ``done`` or ``dropped``."""
    digest: str = ""
    """Of everything else in it."""


class Entry(NamedTuple):
    """One all-day entry of a calendar: a named tuple, because a calendar may
    have 80,000.
    """

    key: str
    """The deadline's identity; ``~14`` behind it for the warning step of 14 days."""
    day: date
    title: str
    description: str = ""
    url: str = ""
    categories: tuple[str, ...] = ()
    status: str = "CONFIRMED"
    name: str = ""
    """The title without what is said before it."""
    warn: tuple[int, ...] = ()
    """The steps that may ring, in days before, longest first."""
    alarm: int | None = None
    """Rings so many days before, at nine in the morning."""
    sequence: int = 0
    stamp: str = ""
    face: Fingerprint | None = None
    """What SEQUENCE goes by; None for an entry that is known from its target alone."""
    gone: str = ""
    """Why it is cancelled: ``done``, ``dropped`` or ``elsewhere`` (not in this
    calendar's selection any more).
    """


def in_order(found: Iterable[Entry]) -> list[Entry]:
    """By date, then key."""
    return sorted(found, key=lambda entry: (entry.day, entry.key))
