"""What ends a duty: proof in the register (``done``), and facts that speak for themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from foerder.anchors import occurrence_of, received_payments
from foerder.model import Deadline, Done, Extension, Period, Project, Register

LIVING = ("applied", "approved")


class Met(NamedTuple):
    """A duty that a fact has met: ``applied``, ``successor`` or ``spent``, and the day where known."""

    fact: str
    on: date | None


class Facts:
    """Records and facts of a register, by the id of the deadline they end."""

    def __init__(self, register: Register) -> None:
        self._done: dict[str, Done] = {}
        self._extensions: dict[str, Extension] = {}
        self._followers: dict[str, list[Project]] = {}
        for project in register.projects:
            for done in project.done:
                self._done[f"{project.id}/{done.deadline}"] = done
            for extension in project.extensions:
                self._extensions[f"{project.id}/{extension.deadline}"] = extension
            if project.follows:
                self._followers.setdefault(project.follows, []).append(project)
        self._spent: dict[int, dict[str, date]] = {}

    def done(self, identity: str) -> Done | None:
        """The record that this duty was met."""
        return self._done.get(identity)

    def extension(self, identity: str) -> Extension | None:
        """The extension of this deadline; the last one counts where there are several."""
        return self._extensions.get(identity)

    def met(self, deadline: Deadline, occurrence: str | None) -> Met | None:
        """The fact that has met a duty, if there is one."""
        project, period = deadline.project, deadline.period
        if project is None or period is None:
            return None
        if deadline.kind == "application" and period.applied:
            return Met("applied", period.applied)
        if deadline.kind == "renewal-application":
            successor = self.successor(project, period)
            return Met("successor", successor.applied) if successor else None
        if deadline.kind == "use-by" and occurrence:
            on = self._spent_on(period).get(occurrence)
            return Met("spent", on) if on else None
        return None

    def successor(self, project: Project, period: Period) -> Period | None:
        """The next period, here or in a project that follows, that was applied for or approved."""
        own = [other for other in project.periods if _later(other, period)]
        following = [other for follower in self._followers.get(project.id, ()) for other in follower.periods]
        return next((other for other in own + following if other.status in LIVING), None)

    def _spent_on(self, period: Period) -> dict[str, date]:
        """For each payment the day on which dated spending had used it up, oldest payment first."""
        if id(period) not in self._spent:
            self._spent[id(period)] = dict(_used_up(period))
        return self._spent[id(period)]


def _later(other: Period, period: Period) -> bool:
    """Whether ``other`` comes after ``period``: by its start, where both are known, else never."""
    if other is period or other.start is None:
        return False
    if period.start is not None:
        return other.start > period.start
    return period.end is None or other.start > period.end


def _used_up(period: Period) -> Iterator[tuple[str, date]]:
    spending = sorted((s for s in period.spending if s.on and s.amount is not None), key=lambda s: s.on or date.min)
    spent, needed, position = Decimal(0), Decimal(0), 0
    day: date | None = None
    for payment in received_payments(period):
        if payment.amount is None:
            return
        needed += payment.amount
        while spent < needed and position < len(spending):
            spent += spending[position].amount or Decimal(0)
            day = spending[position].on
            position += 1
        if spent < needed:
            return
        yield occurrence_of(payment), day or payment.received or date.min
