"""What an export was asked for, whatever the format, and which projects it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from foerder.cli.inputs import calculate
from foerder.cli.session import Session
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


def select(
    register: Register, today: date, chosen: Filter
) -> tuple[list[Project], dict[str, list[Deadline]]]:
    """The projects that fit a filter, as `list` finds them, and the deadlines
    of all by project.
    """
    calculator = calculate(register, today)
    projects = []
    deadlines = {}
    for project in register.projects:
        mine = deadlines[project.id] = calculator.of_project(project)
        if chosen.fits(project, register, mine, today):
            projects.append(project)
    return projects, deadlines
