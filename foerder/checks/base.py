"""What every check needs: the register on a day, and how a finding is written down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import cached_property
from typing import NamedTuple

from foerder.deadlines.calculator import Calculator
from foerder.model import Deadline, Period, Place, Project, Register
from foerder.money.clauses import BaseRate, base_rates
from foerder.text.i18n import _


class Risk(NamedTuple):
    """A finding that knows its place, not yet its line."""

    place: Place
    project: str | None
    severity: str
    code: str
    message: str
    remedy: str


class CheckContext:
    """One register on one day, with what several checks look at."""

    def __init__(self, register: Register, today: date) -> None:
        self.register = register
        self.today = today
        self.calculator = Calculator(register, today, today)
        self.projects = {project.id: project for project in register.projects}

    @cached_property
    def base_rates(self) -> list[BaseRate]:
        """The base rates of interest that are known."""
        return base_rates(self.register)

    def risk(self, place: Place, project: Project, severity: str, code: str, message: str, remedy: str) -> Risk:
        """A finding about a project."""
        return Risk(place, project.id, severity, code, f'{_("project")} "{project.id}": {message}', remedy)

    def period_risk(
        self,
        project: Project,
        period: Period,
        place: Place,
        severity: str,
        code: str,
        message: str,
        remedy: str,
    ) -> Risk:
        """A finding about a period."""
        text = f'{_("project")} "{project.id}", {_("period")} "{period.id}": {message}'
        return Risk(place, project.id, severity, code, text, remedy)


Finder = Callable[[CheckContext, Project, list[Deadline]], Iterator[Risk]]
"""A check of one project with its deadlines."""
