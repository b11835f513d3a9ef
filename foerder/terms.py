"""The words that the register's keys may hold, the states of a deadline, and what a problem is.

Apart from the records of `foerder.model`, which take a tenth of a short run to set up.
"""

from datetime import date
from typing import NamedTuple

STATUSES = ("idea", "applied", "approved", "rejected", "withdrawn")
PROJECT_KINDS = ("grant", "plan", "certificate")
DUTIES = (
    "application",
    "renewal-application",
    "payment-request",
    "use-by",
    "interim-report",
    "final-report",
    "content-report",
    "notice",
    "publicity",
    "resolution",
    "other",
)
OPPORTUNITIES = ("remedy", "call")
EXPIRIES = ("period-end", "earmark-end", "retention-end", "guideline-end", "basis-end")
DUTY_KINDS, EXPIRY_KINDS = frozenset(DUTIES), frozenset(EXPIRIES)
"""The same without an order: a kind is looked up several times for every deadline."""
ENDED_WHY = ("abandoned", "revoked")
"""Why a period ended before its time: given up (aufgegeben), or revoked by the
authority (widerrufen).
"""
DEADLINE_KINDS = DUTIES + OPPORTUNITIES + EXPIRIES
ANCHORS = (
    "period-start",
    "period-end",
    "purpose-fulfilled",
    "started",
    "inspection",
    "award",
    "final-approval",
    "payment",
    "last-payment",
    "year-end",
    "half-year-end",
    "quarter-end",
    "resolved",
    "closed",
)
PERIOD_KEYS = {
    "period-start": "start",
    "period-end": "end",
    "purpose-fulfilled": "purpose_fulfilled",
    "started": "started",
    "inspection": "inspection",
    "final-approval": "final_approval",
    "resolved": "resolved",
    "closed": "closed",
}
"""Anchors that are one key of the period."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FIRST_YEAR, LAST_YEAR = 1900, 2199
"""The years that are read."""
YEAR_PARTS = {
    "year-end": ((12, 31),),
    "half-year-end": ((6, 30), (12, 31)),
    "quarter-end": ((3, 31), (6, 30), (9, 30), (12, 31)),
}
"""Anchors that come again each year: the last days of the year, its halves and its quarters."""
RECURRING_ANCHORS = ("payment", *YEAR_PARTS)
REVIEW_RESULTS = ("read", "unchanged", "changed", "unclear", "unavailable")
"""What a review of a rule set found; ``read`` is a first reading."""
LEVELS = ("eu", "federal", "state", "municipal", "foundation")
CONDITIONS = ("municipal", "project", "institutional", "cost-based", "programme")
"""For whom a rule set is made: municipalities, project grants, institutions,
grants on cost basis, one programme.
"""
NO_PERIOD = "-"
"""What stands for the period in the ids of a project that has none."""
LISTED = ("overdue", "due")
"""The states that a list of what is due shows."""
UNVERIFIED_GRADES = ("D", "U")
"""Grades of evidence that are never computed as fact (secondary source, unverified)."""


class Place(NamedTuple):
    """Where a table is: the number of its file in the register, and its path in
    the parsed data.
    """

    file: int
    path: tuple[str | int, ...]

    def key(self, *names: str | int) -> "Place":
        """The place of a key in this table."""
        # As Place(…), in half the time: every table of a register has one.
        return tuple.__new__(Place, (self.file, self.path + names))


class Problem(NamedTuple):
    """One thing that is wrong or risky in a register, and how to fix it."""

    path: str
    """The file as people see it; with the line, known once the place has been
    looked up (`register.read.Lines`).
    """
    line: int | None
    project: str | None
    severity: str
    """``error``, ``warning`` or ``note``."""
    code: str
    """What it is; `checks.codes` has the paragraph of each."""
    message: str
    remedy: str
    table: str = ""
    """The top-level table that it is in: ``settings``, ``project`` …; empty for the whole file."""
    place: Place | None = None
    """Where it is, as long as the line is not known."""


def problem_at(
    place: Place | None, project: str | None, severity: str, code: str, *texts: str
) -> Problem:
    """A problem that knows its place, not yet its line; ``texts``: message and remedy."""
    table = str(place.path[0]) if place and place.path else ""
    message, remedy = texts
    return Problem("", None, project, severity, code, message, remedy, table, place)


def state_of(
    duty: bool, due: date, latest: date, track_from: date | None, today: date, until: date
) -> str:
    """The state of a deadline with a date that nothing has ended, on a day and
    with a window until another.
    """
    if duty and track_from and latest < track_from <= today:
        return "settled"
    if today > latest:
        return "overdue" if duty else "past"
    return "due" if due <= until or due < today else "upcoming"
