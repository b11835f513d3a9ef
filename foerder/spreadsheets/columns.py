"""The lists that go out as workbook and CSV and come back by `import`: sheets,
columns, and what a cell holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from foerder.deadlines.calculator import Calculator
from foerder.deadlines.explain import state_text, title_of
from foerder.deadlines.selection import WAITING, current_period, next_of_project
from foerder.model import (
    PROJECT_KINDS,
    STATUSES,
    Authority,
    Deadline,
    Period,
    Programme,
    Project,
    Register,
)
from foerder.money.plan import Line, plan_of
from foerder.register.tables import COST_TYPES, FINANCING_TYPES
from foerder.terms import ENDED_WHY, LEVELS
from foerder.text.glossary import head_label, value_label
from foerder.views.json_records import days_until, texts


class Column(NamedTuple):
    """A column: its name, what its cells hold, how wide it is, and whether foerder computes it."""

    name: str
    holds: str = "text"
    """``text date money share number choice list choices programme authority id``."""
    width: int = 14
    computed: bool = False
    options: tuple[str, ...] = ()
    period: bool = False
    """The key belongs to the period, not to the project."""
    head: str = ""
    """The name of its head, where the key's own word would mislead."""

    @property
    def label(self) -> str:
        """The head of the column."""
        word = head_label(self.head or self.name)
        return word[:1].upper() + word[1:]


class Head(NamedTuple):
    """A column of a list that is not the register's."""

    label: str
    holds: str = "text"
    width: int = 14
    computed: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, its columns, and how many of them are printed."""

    name: str
    columns: tuple[Column, ...]
    printed: int
    frozen: int = 1
    """Columns that stay in view."""
    read_only: tuple[Column, ...] = ()
    """Columns that the office's own lists have and foerder's do not."""

    @property
    def label(self) -> str:
        """The name on the tab."""
        return head_label(self.name)

    def column(self, name: str) -> Column:
        """A column by its name."""
        return next(
            column for column in (*self.columns, *self.read_only) if column.name == name
        )


DAYS_OF_PERIOD = (
    "applied",
    "award_date",
    "award_posted",
    "award_provided",
    "award_retrieved",
    "award_notified",
    "early_start",
    "started",
    "purpose_fulfilled",
    "resolved",
    "closed",
)
PROJECTS = Sheet(
    "projects",
    (
        Column("id", "id", 20),
        Column("title", width=40),
        Column("programme", "programme", 26),
        Column("unit", width=18),
        Column("owner", width=22),
        Column("period", "id", 10, period=True),
        Column("status", "choice", 11, options=STATUSES, period=True),
        Column("start", "date", 11, period=True),
        Column("end", "date", 11, period=True),
        Column("days_left", "number", 7, computed=True),
        Column("amount", "money", 15, period=True),
        Column("total", "money", 15, period=True),
        Column("next_title", width=30, computed=True),
        Column("next_due", "date", 11, computed=True),
        Column("kind", "choice", 11, options=PROJECT_KINDS),
        Column("funds", "list", 26),
        Column("level", "choices", 12, options=LEVELS),
        Column("authority", "authority", 30),
        Column("recipient", width=22),
        Column("final_recipient", width=22),
        Column("deputy", width=22),
        Column("follows", "id", 18),
        Column("tags", "list", 20),
        Column("reference", width=18, period=True),
        Column("financing_type", "choice", 22, options=FINANCING_TYPES, period=True),
        *(Column(name, "date", 12, period=True) for name in DAYS_OF_PERIOD),
        Column("ended_on", "date", 12, period=True),
        Column("ended_why", "choice", 12, options=ENDED_WHY, period=True),
        Column("url", "url", width=20),
        Column("notes", width=40),
        Column("source", width=30),
    ),
    printed=14,
    frozen=2,
    read_only=(
        Column("span", "span", period=True),
        Column("duration", "length", period=True),
        Column("own_funds", "own", period=True),
        Column("funding_rate", "share", period=True),
        Column("guideline"),
        Column("rules", "rules"),
        Column("agency"),
    ),
)
COSTS = Sheet(
    "costs",
    (
        Column("project", "id", 20),
        Column("project_title", width=36, computed=True),
        Column("period", "id", 10),
        Column("nr", "number", 5),
        Column("type", "choice", 18, options=COST_TYPES),
        Column("title", width=26),
        Column("approved", "money", 15),
        Column("spent", "money", 15),
        Column("rate", "share", 9),
        Column("of", "choices", 18, options=COST_TYPES),
        Column("total_approved", "money", 15, computed=True),
        Column("total_spent", "money", 15, computed=True),
        Column("left", "money", 15, computed=True),
        Column("used", "share", 9, computed=True),
    ),
    printed=14,
    frozen=2,
)
PAYMENTS = Sheet(
    "payments",
    (
        Column("project", "id", 20),
        Column("project_title", width=36, computed=True),
        Column("period", "id", 10),
        Column("nr", "number", 5),
        Column("requested", "date", 12),
        Column("received", "date", 12),
        Column("amount", "money", 15, head="payment_amount"),
        Column("id", "id", 12),
        Column("source", width=30),
    ),
    printed=8,
    frozen=2,
)
FINISHED = Sheet(
    "finished",
    (
        Column("project", "id", 20),
        Column("project_title", width=36, computed=True),
        Column("deadline", width=26),
        Column("deadline_title", width=30, computed=True),
        Column("on", "date", 12),
        Column("by", width=20),
        Column("how", width=16),
        Column("proof", width=30),
        Column("note", width=30),
    ),
    printed=9,
    frozen=2,
)


def _computed(name: str, holds: str = "text", width: int = 14) -> Column:
    return Column(name, holds, width, computed=True)


DEADLINES = Sheet(
    "deadlines",
    (
        _computed("due", "date", 12),
        _computed("days_left", "number", 7),
        _computed("state", width=22),
        _computed("deadline_title", width=38),
        _computed("project_title", width=38),
        _computed("deadline_owner", width=26),
        _computed("latest", "date", 12),
        _computed("ready_by", "date", 12),
        _computed("done_on", "date", 12),
        _computed("deadline_kind", width=22),
        _computed("programme", width=26),
        _computed("authority", width=28),
        _computed("unit", width=20),
        _computed("nominal", "date", 12),
        _computed("deadline_basis", width=36),
        _computed("deadline_source", width=30),
        _computed("deadline_grade", width=9),
        _computed("done_proof", width=24),
        _computed("deadline_id", width=34),
    ),
    printed=9,
    frozen=1,
)
SHEETS = (PROJECTS, DEADLINES, COSTS, PAYMENTS, FINISHED)
IMPORTED = (PROJECTS, COSTS, PAYMENTS, FINISHED)

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Lists:
    """What the lists are made of."""

    register: Register
    today: date
    projects: Sequence[Project]
    deadlines: Sequence[Deadline]
    """Those that are asked for."""
    of_project: Mapping[str, Sequence[Deadline]]
    """All deadlines of each project, for what comes next."""


def lists_of(register: Register, today: date) -> Lists:
    """Everything that the register holds, as it is on a day."""
    until = today + timedelta(days=register.settings.within)
    deadlines = Calculator(register, today, until).all()
    of_project: dict[str, list[Deadline]] = {}
    for deadline in deadlines:
        if deadline.project is not None:
            of_project.setdefault(deadline.project.id, []).append(deadline)
    return Lists(register, today, register.projects, deadlines, of_project)


def rows_of(sheet: Sheet, lists: Lists) -> Iterable[Row]:
    """The rows of a sheet, values as the register holds them."""
    return _ROWS[sheet.name](lists)


def authority_of(
    project: Project, period: Period | None, programme: Programme | None
) -> str | None:
    """The authority that counts: the innermost that is named."""
    inner = period.authority if period else None
    return inner or project.authority or (programme.authority if programme else None)


def _project_rows(lists: Lists) -> Iterable[Row]:
    for project in lists.projects:
        upcoming = next_of_project(lists.of_project.get(project.id, ()))
        current = current_period(project, lists.today)[0]
        if upcoming and upcoming.period in project.periods:
            current = upcoming.period
        for period in project.periods or (None,):
            row = project_values(project, period, lists.register)
            row["days_left"] = _days_left(period, lists.today)
            if upcoming and row["period"] == getattr(current, "id", None):
                row["next_title"], row["next_due"] = title_of(upcoming), upcoming.due
            yield row


def _days_left(period: Period | None, today: date) -> int | None:
    if period is None or period.status in ("rejected", "withdrawn"):
        return None
    return days_until(period.last_day, today)


def project_values(
    project: Project, period: Period | None, register: Register
) -> dict[str, Any]:
    """What the register holds for a row of the sheet of projects, the computed
    columns left out.
    """
    programme = register.programme_of(project)
    row: dict[str, Any] = {
        column.name: getattr(period if column.period else project, column.name, None)
        for column in PROJECTS.columns
        if not column.computed
    }
    row["period"] = getattr(period, "id", None)
    row["funds"] = getattr(programme, "funds", ())
    row["level"] = getattr(programme, "level", ())
    row["authority"] = authority_of(project, period, programme)
    return row


def _periods(lists: Lists) -> Iterator[tuple[Period, dict[str, Any]]]:
    """Every period, and what a row about a part of it begins with."""
    for project in lists.projects:
        begin = {"project": project.id, "project_title": project.title}
        for period in project.periods:
            yield period, {**begin, "period": period.id}


def _cost_rows(lists: Lists) -> Iterable[Row]:
    for period, begin in _periods(lists):
        planned: dict[str | None, Line] = {}
        others = []
        for line in plan_of(period).lines:
            if line.planned:
                planned.setdefault(line.type, line)
            else:
                others.append(line)
        for number, cost in enumerate(period.costs, 1):
            # The sums of a type of cost are in its first row.
            sums = _sums(planned.pop(cost.type, None))
            yield {**begin, "nr": number, **texts(cost, *_COST), **sums}
        for line in others:
            yield {**begin, "type": line.type, **_sums(line)}


def _sums(line: Line | None) -> dict[str, Any]:
    if line is None:
        return {}
    used = None
    if line.approved:
        used = (line.spent / line.approved).quantize(Decimal("0.0001"))
    return {
        "total_approved": line.approved,
        "total_spent": line.spent,
        "left": line.left,
        "used": used,
    }


def _payment_rows(lists: Lists) -> Iterable[Row]:
    for period, begin in _periods(lists):
        for number, payment in enumerate(period.payments, 1):
            yield {**begin, "nr": number, **texts(payment, *_PAYMENT)}


def _finished_rows(lists: Lists) -> Iterable[Row]:
    for project in lists.projects:
        titles = {one.id: title_of(one) for one in lists.of_project.get(project.id, ())}
        for done in project.done:
            yield {
                "project": project.id,
                "project_title": project.title,
                "deadline_title": titles.get(f"{project.id}/{done.deadline}"),
                **texts(done, *_FINISHED),
            }


_COST = ("type", "title", "approved", "spent", "rate", "of")
_PAYMENT = ("requested", "received", "amount", "id", "source")
_FINISHED = ("deadline", "on", "by", "how", "proof", "note")


def _deadline_rows(lists: Lists) -> Iterable[Row]:
    return (deadline_values(deadline, lists) for deadline in lists.deadlines)


def deadline_values(deadline: Deadline, lists: Lists) -> dict[str, Any]:
    """A row of the sheet of deadlines."""
    project, programme, keys = deadline.project, deadline.programme, deadline.keys
    authority = lists.register.authorities.get(deadline.authority or "")
    days_left = None
    if deadline.state in WAITING:
        days_left = days_until(deadline.due, lists.today)
    of_programme = getattr(programme, "title", None)
    return {
        "due": deadline.due,
        "days_left": days_left,
        "state": _state(deadline, lists.today),
        "state_value": deadline.state,
        "deadline_title": title_of(deadline),
        "project_title": getattr(project, "title", of_programme),
        "deadline_owner": deadline.owner,
        "latest": deadline.latest,
        "ready_by": deadline.ready_by,
        "done_on": deadline.done_on,
        "deadline_kind": value_label(deadline.kind),
        "programme": of_programme,
        "authority": getattr(authority, "name", deadline.authority),
        "unit": getattr(project, "unit", None),
        "nominal": deadline.nominal,
        "deadline_basis": keys.get("basis"),
        "deadline_source": keys.get("source"),
        "deadline_grade": keys.get("grade"),
        "done_proof": getattr(deadline.done, "proof", None),
        "deadline_id": deadline.id,
    }


def _state(deadline: Deadline, today: date) -> str:
    """The state in a word; between the day to plan for and the last day by law
    that day with it.
    """
    word = value_label(deadline.state)
    if deadline.due and deadline.due < today and deadline.state in ("due", "upcoming"):
        return f"{word}: {state_text(deadline, today)}"
    return word


_ROWS: Mapping[str, Callable[[Lists], Iterable[Row]]] = {
    "projects": _project_rows,
    "deadlines": _deadline_rows,
    "costs": _cost_rows,
    "payments": _payment_rows,
    "finished": _finished_rows,
}


def cell_of(
    column: Column | Head, value: Any, register: Register
) -> date | Decimal | int | str | None:
    """A value of the register as it is in a cell, in the language in use."""
    if value is None or value in ((), ""):
        return None
    holds = column.holds
    if isinstance(value, date) or holds in ("money", "share", "number"):
        result: date | Decimal | int = value
        return result
    if holds == "choice":
        return value_label(value)
    if holds == "choices":
        return ", ".join(map(value_label, value))
    if holds == "list":
        return ", ".join(value)
    return _named(str(value), _names(column, register))


def _names(column: Column | Head, register: Register) -> Mapping[str, str]:
    """The names for the ids in a column, by id."""
    if column.holds == "programme" and not column.computed:
        return titles_of(register.programmes)
    if column.holds == "authority" and not column.computed:
        return names_of(register.authorities)
    return {}


def titles_of(programmes: Mapping[str, Programme]) -> dict[str, str]:
    """The titles of programmes, by id."""
    return {key: programme.title for key, programme in programmes.items()}


def names_of(authorities: Mapping[str, Authority]) -> dict[str, str]:
    """The names of authorities, by id."""
    return {key: authority.name for key, authority in authorities.items()}


def _named(identity: str, names: Mapping[str, str]) -> str:
    """The name, where it is this one's alone; else the id."""
    name = names.get(identity)
    if name is None or name in names or list(names.values()).count(name) > 1:
        return identity
    return name
