"""What ends a duty: proof in the register (``done``), and facts that speak for themselves."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from foerder.model import Done, Extension, Period, Project, Register
from foerder.money.received import occurrence_of, received_payments

LIVING = ("applied", "approved")
MET_BY_FACTS = ("application", "renewal-application", "use-by")
"""The kinds of duty that a fact can meet."""


class Fulfilment(NamedTuple):
    """A duty that a fact has met: ``applied``, ``successor`` or ``spent``, and
    the day where known.
    """

    fact: str
    on: date | None


class Fulfilments:
    """Records and facts of a register, by the id of the deadline they end."""

    def __init__(self, register: Register) -> None:
        self._done: dict[str, Done] = {}
        self._extensions: dict[str, Extension] = {}
        self.followers: dict[str, list[Project]] = {}
        """The projects that continue a project (``follows``), by its id."""
        for project in register.projects:
            for done in project.done:
                self._done[f"{project.id}/{done.deadline}"] = done
            for extension in project.extensions:
                self._extensions[f"{project.id}/{extension.deadline}"] = extension
            if project.follows:
                self.followers.setdefault(project.follows, []).append(project)
        self._spent: dict[int, dict[str, date]] = {}

    def done(self, identity: str) -> Done | None:
        """The record that this duty was met."""
        return self._done.get(identity)

    def extension(self, identity: str) -> Extension | None:
        """The extension of this deadline; the last one counts where there are several."""
        return self._extensions.get(identity)

    def met(
        self, kind: str, project: Project, period: Period, occurrence: str | None
    ) -> Fulfilment | None:
        """The fact that has met a duty of this kind, if there is one."""
        if kind == "application" and period.applied:
            return Fulfilment("applied", period.applied)
        if kind == "renewal-application":
            successor = self.successor(project, period)
            return successor and Fulfilment("successor", successor.applied)
        if kind == "use-by" and occurrence:
            on = self._spent_on(period).get(occurrence)
            return Fulfilment("spent", on) if on else None
        return None

    def successor(self, project: Project, period: Period) -> Period | None:
        """The next period, here or in a project that follows, that was applied for or approved."""
        for number, other in enumerate(project.periods):
            if other.status in LIVING and _later(project, number, period):
                return other
        for follower in self.followers.get(project.id, ()):
            for other in follower.periods:
                if other.status in LIVING:
                    return other
        return None

    def _spent_on(self, period: Period) -> dict[str, date]:
        """For each payment the day on which dated spending had used it up,
        oldest payment first.
        """
        if id(period) not in self._spent:
            # With a payment missing nobody can say which one was used up.
            readable = "payment" not in period.unreadable
            self._spent[id(period)] = dict(_used_up(period)) if readable else {}
        return self._spent[id(period)]


def _later(project: Project, number: int, period: Period) -> bool:
    """Whether the project's period of this number comes after ``period``: by
    the starts, else as the file has them.
    """
    other = project.periods[number]
    if other.start and period.start:
        return other.start > period.start
    return number > project.periods.index(period)


def _used_up(period: Period) -> Iterator[tuple[str, date]]:
    spending = sorted(
        (s for s in period.spending if s.on and s.amount is not None),
        key=lambda s: s.on or date.min,
    )
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
