"""What every check needs: the register on a day, and how a finding is written down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import cached_property, wraps
from typing import Any

from foerder.checks.codes import RISKS
from foerder.deadlines.calculator import Calculator
from foerder.model import Deadline, Period, Place, Project, Register
from foerder.money.clauses import BaseRate, base_rates
from foerder.terms import Problem, problem_at
from foerder.text.i18n import _, filled, joined

Word = date | Decimal | int | str | None
"""What a message names: days and amounts are written as the language has them, None as nothing."""


def finding(
    code: str,
    place: Place,
    message: str,
    remedy: str,
    /,
    *,
    about: str | None = None,
    severity: str | None = None,
    prefix: str = "",
    **words: Word,
) -> Problem:
    """A finding, about a project (its id) or the whole register; ``words`` are what message and remedy name.

    ``severity``: where it is not the usual one of this code.
    """
    text = joined("", (prefix, filled(message, words)))
    return problem_at(
        place, about, severity or RISKS[code].severity, code, text, filled(remedy, words)
    )


class CheckContext:
    """One register on one day, with what several checks look at."""

    def __init__(self, register: Register, today: date) -> None:
        self.register = register
        self.today = today
        self.calculator = Calculator(register, today, today)
        self.projects = self.calculator.projects

    @cached_property
    def base_rates(self) -> list[BaseRate]:
        """The base rates of interest that are known."""
        return base_rates(self.register)


class ProjectCheck:
    """One project with its deadlines, and how a finding about it is written down."""

    def __init__(
        self,
        context: CheckContext,
        project: Project,
        deadlines: list[Deadline],
    ) -> None:
        self.context = context
        self.register = context.register
        self.today = context.today
        self.project = project
        self.deadlines = deadlines

    @cached_property
    def duty_ids(self) -> frozenset[str]:
        """The ids of the deadlines, those that come again without their occurrence."""
        return frozenset("/".join(each.id.split("/", 3)[:3]) for each in self.deadlines)

    def of(self, period: Period, kind: str | None = None) -> list[Deadline]:
        """The deadlines of a period, or those of one kind."""
        mine = [d for d in self.deadlines if d.period is period]
        return [d for d in mine if kind is None or d.kind == kind]

    def risk(self, code: str, place: Place, text: str, remedy: str, /, **words: Any) -> Problem:
        """A finding about the project; ``words`` as for `finding`."""
        prefix = joined("", (_("project"), f' "{self.project.id}": '))
        return finding(code, place, text, remedy, about=self.project.id, prefix=prefix, **words)

    def period_risk(
        self,
        code: str,
        period: Period,
        text: str,
        remedy: str,
        /,
        place: Place | None = None,
        **words: Any,
    ) -> Problem:
        """A finding about a period; ``words`` as for `finding`."""
        parts = _("project"), f' "{self.project.id}", ', _("period"), f' "{period.id}": '
        about, prefix = self.project.id, joined("", parts)
        return finding(
            code, place or period.place, text, remedy, about=about, prefix=prefix, **words
        )


Finder = Callable[[ProjectCheck], Iterator[Problem]]
"""A check of one project with its deadlines."""
PeriodFinder = Callable[[ProjectCheck, Period], Iterator[Problem]]


def for_periods(*statuses: str, kind: str | None = None) -> Callable[[PeriodFinder], Finder]:
    """Make a check of one period one of all periods with these statuses, of projects of one kind."""

    def of_project(find: PeriodFinder) -> Finder:
        @wraps(find)
        def finder(case: ProjectCheck) -> Iterator[Problem]:
            if kind and case.project.kind != kind:
                return
            for period in case.project.periods:
                if not statuses or period.status in statuses:
                    yield from find(case, period)

        return finder

    return of_project
