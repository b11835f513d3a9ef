"""What the timeline, the page and the report look at: the projects asked for, and the deadlines of all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from foerder.cli import options
from foerder.deadlines.calculator import Calculator
from foerder.deadlines.selection import Filter
from foerder.model import Deadline, Project, Register


@dataclass(frozen=True, slots=True)
class Picked:
    """The projects that fit a filter."""

    projects: list[Project]
    deadlines: dict[str, list[Deadline]]
    """Of every project of the register, by its id."""
    calculator: Calculator


def pick(register: Register, today: date, chosen: Filter, until: date | None = None, tracing: bool = False) -> Picked:
    """The projects asked for, as `list` finds them; ``until`` is the end of the window, else the register's own."""
    calculator = Calculator(register, today, until or options.window(register, today, None, None), tracing)
    deadlines = {project.id: calculator.of_project(project) for project in register.projects}
    projects = [
        project for project in register.projects if chosen.fits(project, register, deadlines[project.id], today)
    ]
    return Picked(projects, deadlines, calculator)
