"""What has no day, and so is missing wherever deadlines are listed."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from foerder.terms import EXPIRY_KINDS
from foerder.text.i18n import _, ngettext

if TYPE_CHECKING:
    from datetime import date

    from foerder.deadlines.selection import Filter
    from foerder.model import Deadline, Project, Register

NOT_MISSING = ("payment", "last-payment", "closed", "undated")
"""Why there is rightly no date: an anchor that is still to come by nature, or a
duty that has none at all.
"""


class Undated(NamedTuple):
    """How much of what was asked for has no day."""

    periods_without_end: int = 0
    projects_without_period: int = 0
    deadlines_without_date: int = 0

    def plus(self, other: "Undated") -> "Undated":
        """Both together."""
        return Undated(*map(sum, zip(self, other, strict=True)))


NOTHING = Undated()


def is_missing(kind: str, why_open: str | None) -> bool:
    """Whether a date that is not there for this reason is missing, and not only still to come."""
    return kind not in EXPIRY_KINDS and why_open not in NOT_MISSING


def needs_date(deadline: "Deadline") -> bool:
    """Whether the date of a deadline without one is missing, and not only still to come."""
    return deadline.state == "open" and is_missing(deadline.kind, deadline.why_open)


def count_undated(projects: Iterable["Project"], deadlines: Iterable["Deadline"]) -> Undated:
    """What of these projects and deadlines has no day."""
    endless = without = 0
    for project in projects:
        if not project.periods:
            without += 1
        for period in project.periods:
            if period.status == "approved" and not (period.last_day or period.closed):
                endless += 1
    return Undated(endless, without, sum(map(needs_date, deadlines)))


def undated_of(
    register: "Register", undated: Iterable["Deadline"], chosen: "Filter", today: "date"
) -> Undated:
    """What of the projects that are asked for has no day; ``undated``: the
    deadlines of all of them.
    """
    if not chosen.active:
        return count_undated(register.projects, undated)
    projects = [each for each in register.projects if chosen.fits(each, register, (), today)]
    return count_undated(projects, [each for each in undated if chosen.deadline(each, today)])


def undated_remarks(found: Undated) -> list[str]:
    """What is said of it, with where to look; nothing where everything has its day."""
    periods, projects, deadlines = found
    parts = []
    if periods:
        parts.append(
            ngettext("{n} period without an end", "{n} periods without an end", periods).format(
                n=periods
            )
        )
    if projects:
        text = ngettext(
            "{n} project without a period", "{n} projects without a period", projects
        )
        parts.append(text.format(n=projects))
    if deadlines:
        text = ngettext(
            "{n} deadline without a date", "{n} deadlines without a date", deadlines
        )
        parts.append(text.format(n=deadlines))
    if not parts:
        return []
    text = _("Not counted, because a day is missing: {what}. Which: foerder check.")
    return [text.format(what=", ".join(parts))]
