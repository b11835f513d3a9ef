"""What every check needs: the register on a day, and how a finding is written down."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar

from foerder.checks.codes import RISKS
from foerder.deadlines.calculator import Calculator
from foerder.model import Deadline, Period, Place, Project, Register
from foerder.money.account import Account, account_of
from foerder.money.clauses import BaseRate, base_rates
from foerder.register.duties import Duty
from foerder.terms import Problem, problem_at
from foerder.text.i18n import _, filled

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
    """A finding, about a project (its id) or the whole register; ``words`` are
    what message and remedy name.

    ``severity``: where it is not the usual one of this code.
    """
    text = prefix + _said(message, words)
    severity = severity or RISKS[code].severity
    return problem_at(place, about, severity, code, text, _said(remedy, words))


def _said(text: str, words: dict[str, Word]) -> str:
    """The text as it is said now, and never again in another language: texts
    that could be are ten times as large.
    """
    return str(filled(text, words) if "{" in text else text)


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
        self, context: CheckContext, project: Project, deadlines: Sequence[Deadline] = ()
    ) -> None:
        self.context = context
        self.register = context.register
        self.today = context.today
        self.project = project
        self.deadlines = deadlines

    @property
    def place(self) -> Place:
        """Where it is, for a finding that names no key."""
        return self.project.place

    @property
    def prefix(self) -> str:
        """Whose finding it is, at the head of its message."""
        return f'{_("project")} "{self.project.id}": '

    def risk(
        self, code: str, text: str, remedy: str, place: Place | None = None, /, **words: Any
    ) -> Problem:
        """A finding; ``words`` as for `finding`, ``severity`` among them."""
        place, about = place or self.place, self.project.id
        return finding(code, place, text, remedy, about=about, prefix=self.prefix, **words)


class PeriodCheck(ProjectCheck):
    """One period of a project with its own deadlines."""

    def __init__(
        self,
        context: CheckContext,
        project: Project,
        period: Period,
        deadlines: Sequence[Deadline] = (),
    ) -> None:
        super().__init__(context, project, [d for d in deadlines if d.period is period])
        self.period = period

    @property
    def place(self) -> Place:
        """Where it is, for a finding that names no key."""
        return self.period.place

    @property
    def prefix(self) -> str:
        """Whose finding it is, at the head of its message."""
        return f'{_("project")} "{self.project.id}", {_("period")} "{self.period.id}": '

    @cached_property
    def account(self) -> Account:
        """All that is known of the money."""
        whose = self.register, self.project, self.period, self.deadlines
        return account_of(*whose, self.today, self.context.base_rates)

    @property
    def final_reports(self) -> list[Deadline]:
        """The proofs of use (Verwendungsnachweise)."""
        return [each for each in self.deadlines if each.kind == "final-report"]

    @cached_property
    def missed_duties(self) -> list[Duty]:
        """The duties that come to no day."""
        whose = f"{self.project.id}/{self.period.id}/"
        dated = {each.id.removeprefix(whose).partition("/")[0] for each in self.deadlines}
        duties = self.context.calculator.duties.of(self.project, self.period)
        return [each for each in duties.values() if not each.broken and each.id not in dated]


Case = TypeVar("Case", bound=ProjectCheck)
Finder = Callable[[ProjectCheck], Iterator[Problem]]
"""A check of one project with its deadlines."""


@dataclass(frozen=True)
class PeriodFinder:
    """A check of one period: of those with a status (none: any), of projects of a kind."""

    find: Callable[[PeriodCheck], Iterator[Problem]]
    statuses: tuple[str, ...]
    kind: str | None


def for_periods(
    *statuses: str, kind: str | None = None
) -> Callable[[Callable[[PeriodCheck], Iterator[Problem]]], PeriodFinder]:
    """Make a function the check of each period with one of these statuses, of
    projects of one kind.
    """
    return lambda find: PeriodFinder(find, statuses, kind)
