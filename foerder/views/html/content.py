"""What the page is made of: what all its parts share, and the part of each project."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from foerder.deadlines.calculator import Calculator
from foerder.deadlines.selection import LISTED, WAITING
from foerder.deadlines.undated import NOTHING, Undated
from foerder.model import Deadline, Problem, Project, Register
from foerder.views.html.choices import Choices
from foerder.views.html.figures import Figures
from foerder.views.html.timeline import Axis
from foerder.views.show import Relations


class Detail(NamedTuple):
    """How much a page says of each project, which depends on how many there are."""

    money: bool
    """All facts of the periods and their money in detail, and the names of the
    marks of the timeline.
    """
    explained: tuple[str, ...]
    """The states of the deadlines whose reasons are given."""


DETAILS = ((60, Detail(True, WAITING)), (120, Detail(False, LISTED)))
SHORT = Detail(False, ())


def detail_of(projects: int) -> Detail:
    """So much for so many projects: 150 are to need less than a megabyte, 1,000
    less than five.
    """
    for most, detail in DETAILS:
        if projects <= most:
            return detail
    return SHORT


@dataclass(frozen=True, slots=True)
class Page:
    """What all parts of a page share."""

    register: Register
    today: date
    until: date | None
    """The end of the window of what is due; None where every deadline is listed."""
    calculator: Calculator
    relations: Relations
    faulty: frozenset[str]
    """The ids of the projects of which something could not be read."""
    axis: Axis
    detail: Detail
    choices: Choices = field(default_factory=Choices)
    rule_sets: set[str] = field(default_factory=set)
    """Those that the reasons name."""


class DueRow(NamedTuple):
    """A row of what is overdue or due."""

    order: tuple[bool, date, str]
    state: str
    html: bytes


class Lane(NamedTuple):
    """A row of the timeline."""

    projects: tuple[str, ...]
    """The ids of those in it, in order."""
    home: str
    """The last of them that is on the page."""
    gaps: int
    """Those that nobody has accepted."""
    html: bytes


@dataclass(frozen=True, slots=True)
class Part:
    """One project on the page, or a programme's own deadlines."""

    project: Project | None
    programme: str
    """Its programme's id; empty where it has none."""
    marks: str
    """What it can be chosen by."""
    article: bytes
    due: Sequence[DueRow]
    next: Deadline | None
    """The first deadline after the window; none where every deadline is listed."""
    figures: Figures | None


@dataclass(slots=True)
class Contents:
    """Everything on one page."""

    page: Page
    title: str
    parts: list[Part] = field(default_factory=list)
    lanes: list[Lane] = field(default_factory=list)
    problems: Sequence[Problem] = ()
    checked: bool = True
    """Whether the problems are all that `foerder check` finds."""

    @property
    def projects(self) -> list[str]:
        """The ids of the projects."""
        return [part.project.id for part in self.parts if part.project]

    @property
    def due(self) -> list[DueRow]:
        """What is overdue or due, in order."""
        rows: list[DueRow] = []
        for part in self.parts:
            rows += part.due
        return sorted(rows, key=lambda row: row.order)

    @property
    def states(self) -> Counter[str]:
        """How much is overdue, how much due."""
        states: Counter[str] = Counter()
        for part in self.parts:
            for row in part.due:
                states[row.state] += 1
        return states

    @property
    def figures(self) -> list[Figures]:
        """The figures of each project."""
        return [part.figures for part in self.parts if part.figures]

    @property
    def marks(self) -> dict[str, None]:
        """What the parts can be chosen by, each once."""
        marks: dict[str, None] = {}
        for part in self.parts:
            marks |= dict.fromkeys(part.marks.split())
        return marks

    undated: Undated = NOTHING
