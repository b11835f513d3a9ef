"""What the page shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from foerder.deadlines.calculator import Calculator
from foerder.deadlines.timeline import Row
from foerder.deadlines.undated import Undated
from foerder.model import Deadline, Problem, Project, Register
from foerder.money.account import Account


@dataclass(frozen=True, slots=True)
class Page:
    """All that the page says."""

    register: Register
    today: date
    until: date | None
    """The end of the window of what is due; None where every deadline is listed."""
    projects: Sequence[Project]
    deadlines: Mapping[str, Sequence[Deadline]]
    """Of each project, by its id, with their steps."""
    listed: Sequence[Deadline]
    """What is overdue and due, in order."""
    next: Deadline | None
    lanes: Sequence[Row]
    first: date
    last: date
    accounts: Mapping[tuple[str, str], Account]
    """By the ids of project and period."""
    problems: Sequence[Problem]
    calculator: Calculator
    undated: Undated
    """What of these projects has no day."""
