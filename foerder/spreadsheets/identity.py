"""Whose row it is: the project of a title, the period of a start, and ids for what is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from foerder.model import Period, Project, Register
from foerder.spreadsheets.result import New
from foerder.spreadsheets.rows import Line
from foerder.text.i18n import _, slug
from foerder.text.values import Doubtful

LONGEST_ID = 40
MARKS = ("reference", "programme", "recipient")
"""What tells projects with the same title apart."""


@dataclass
class Known:
    """A project, old or new, as rows are compared with it."""

    id: str
    marks: dict[str, set[str]] = field(default_factory=dict)
    rows: int = 0

    def fits(self, marks: dict[str, str]) -> bool:
        """Whether nothing that a row says is another project's."""
        for name, value in marks.items():
            mine = self.marks.get(name)
            if mine and value not in mine:
                return False
        return True

    def shared(self, marks: dict[str, str]) -> int:
        """How much of what a row says is this project's."""
        return sum(value in self.marks.get(name, ()) for name, value in marks.items())

    def learn(self, marks: dict[str, str]) -> None:
        """Take in what a row says."""
        self.rows += 1
        for name, value in marks.items():
            self.marks.setdefault(name, set()).add(value)


class Titles:
    """The projects by title."""

    def __init__(
        self, register: Register, as_written: Sequence[Callable[[object], str]]
    ) -> None:
        self.known: dict[str, list[Known]] = {}
        self.ids = {project.id for project in register.projects}
        self.in_list: Counter[str] = Counter()
        """How many rows of the list have a title."""
        for project in register.projects:
            one = Known(project.id, _marks_of(project, register))
            titles = {folded(project.title)}
            for write in as_written:
                titles.add(folded(write(project.title)))
            for title in titles:
                self.known.setdefault(title, []).append(one)

    def find(self, title: str, marks: dict[str, str]) -> str | None:
        """The id of the project that a row is about; None where it is a new one.

        Raises `Doubtful`.
        """
        same = self.known.get(folded(title), [])
        fitting = [one for one in same if one.fits(marks)]
        most = max((one.shared(marks) for one in fitting), default=0)
        fitting = [one for one in fitting if one.shared(marks) == most]
        if len(fitting) > 1:
            raise Doubtful(
                _("several projects have this title: a column with the id is needed")
            )
        alone = len(same) == 1 and not same[0].rows and self.in_list[folded(title)] == 1
        if not fitting and alone:
            # The one row of this title: its other reference or recipient is an edit.
            fitting = same
        if not fitting:
            return None
        fitting[0].learn(marks)
        return fitting[0].id

    def add(self, title: str, identity: str, marks: dict[str, str]) -> None:
        """Take in a new project."""
        one = Known(identity)
        one.learn(marks)
        self.ids.add(identity)
        self.known.setdefault(folded(title), []).append(one)

    def named(self, title: str) -> list[str]:
        """The ids of the projects with a title."""
        return [one.id for one in self.known.get(folded(title), [])]

    def new_id(self, title: str) -> str:
        """An id for a title, different from every other."""
        name = slug(title)
        if len(name) > LONGEST_ID:
            short = name[: LONGEST_ID + 1].rpartition("-")[0] or name[:LONGEST_ID]
            last = slug(title.split()[-1])[:LONGEST_ID]
            # Long titles often differ in their last word alone.
            name = short if short not in self.ids else f"{short}-{last}"
        return free(name, self.ids)


def folded(text: str) -> str:
    """A text as it is compared."""
    return " ".join(text.split()).casefold()


def free(name: str, taken: Iterable[str]) -> str:
    """The name, or the first free of ``name-2``, ``name-3`` …"""
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    return found


def marks_in(line: Line) -> dict[str, str]:
    """What a row says that tells its project from others of the same title."""
    marks = {}
    for name in MARKS:
        if line.text(name):
            marks[name] = folded(line.text(name))
    return marks


def _marks_of(project: Project, register: Register) -> dict[str, set[str]]:
    programme = register.programme_of(project)
    told = [("programme", project.programme), ("recipient", project.recipient)]
    told += [("reference", period.reference) for period in project.periods]
    if programme is not None:
        told.append(("programme", programme.title))
    marks: dict[str, set[str]] = {}
    for name, value in told:
        if value:
            marks.setdefault(name, set()).add(folded(value))
    return marks


@dataclass
class PeriodKey:
    """What a row says of its period."""

    id: str = ""
    start: date | None = None
    end: date | None = None


def old_period(
    periods: Sequence[Period], key: PeriodKey, starts: Counter[date]
) -> Period | None:
    """The period of the register that a row is about. Raises `Doubtful`.

    ``starts``: those that the list has for its project.
    """
    if key.id:
        return next((period for period in periods if period.id == key.id), None)
    if key.start:
        return _of_start(periods, key.start, starts)
    ending = [period for period in periods if key.end and period.end == key.end]
    if len(ending) == 1:
        return ending[0]
    if len(periods) > 1:
        raise Doubtful(_("which period? a start or the period's id is needed"))
    return periods[0] if periods else None


def _of_start(periods: Sequence[Period], start: date, starts: Counter[date]) -> Period | None:
    """The period with a start; one with another start only where the list has
    no row with its own.
    """
    changed = []
    for period in periods:
        if period.start == start:
            return period
        is_of_year = period.id == str(start.year) and period.start not in starts
        if period.start is None or is_of_year:
            changed.append(period)
    return changed[0] if len(changed) == 1 and len(starts) <= len(periods) else None


def new_period_id(key: PeriodKey, taken: Iterable[str]) -> str:
    """An id for a period that the register does not have."""
    if key.id:
        return slug(key.id)
    day = key.start or key.end
    return free(str(day.year) if day else "1", taken)


def begun(new: Iterable[New], key: PeriodKey) -> New | None:
    """The period that an earlier row of the list began, and that this row is about too."""
    for each in new:
        name = each.subject.partition("/")[2]
        days = (each.values.get("start"), each.values.get("end"))
        if key.id and name == slug(key.id):
            return each
        if not key.id and (
            days == (key.start, key.end) or (key.start and days[0] == key.start)
        ):
            return each
    return None
