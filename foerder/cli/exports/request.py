"""What an export was asked for, whatever the format, and which projects it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from foerder.cli.session import Session
from foerder.deadlines.calculator import Calculator
from foerder.deadlines.selection import Filter, Question
from foerder.model import Deadline, Project, Register

DIALECTS = EXCEL, RFC4180 = "excel", "rfc4180"


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """One export."""

    run: Session
    register: Register
    target: str
    """A file, a folder with ``--per``, or ``-``."""
    question: Question
    all: bool = False
    changes: bool = False
    steps: tuple[int, ...] | None = None
    """Warning steps as entries of their own; empty: all of them."""
    alarm: bool = True
    per: str | None = None
    stateless: bool = False
    force: bool = False
    """Replace files of others too, with ``--per``."""
    dialect: str = EXCEL
    """csv: for Excel, or for machines."""


@dataclass(frozen=True, slots=True)
class Selected:
    """The projects that fit a filter."""

    projects: Sequence[Project]
    deadlines: dict[str, list[Deadline]]
    """Of every project of the register, by its id."""
    calculator: Calculator


def select(
    register: Register, today: date, question: Question, tracing: bool = False
) -> Selected:
    """The projects asked for, as `list` finds them, and the deadlines of all."""
    calculator = Calculator(register, today, question.until, tracing)
    deadlines = {project.id: calculator.of_project(project) for project in register.projects}
    return Selected(fitting(register, today, question.chosen, deadlines), deadlines, calculator)


def fitting(
    register: Register, today: date, chosen: Filter, deadlines: dict[str, list[Deadline]]
) -> Sequence[Project]:
    """The projects that fit a filter."""
    found = []
    for project in register.projects:
        if chosen.fits(project, register, deadlines[project.id], today):
            found.append(project)
    return found
