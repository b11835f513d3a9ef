"""A register as tables with keys: what `.sqlite` holds, and the rows that
`.jsonl` has line by line.

The columns are the keys of the register's own tables and of the JSON answers;
money has two decimals, days are ISO.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from foerder.deadlines.selection import next_of_project
from foerder.law.workdays import WorkCalendar
from foerder.model import Period, Project
from foerder.register import tables
from foerder.register.load import names_of
from foerder.register.schema import holds
from foerder.spreadsheets.columns import Lists
from foerder.views.json_records import DONE, deadline_record, iso, project_record, tree

Row = dict[str, Any]


class Column(NamedTuple):
    """A column: the key that it is named after, and what it holds."""

    name: str
    holds: str = "text"
    """``text date money ratio number flag list``."""


class Relation(NamedTuple):
    """A table: its columns, the first of which are its key, and what others refer to."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    references: Mapping[tuple[str, ...], str] = {}
    """Columns → the table whose key they are."""
    one: str = ""
    """The word for one row, in `.jsonl`."""


def _relation(
    name: str,
    key: str,
    table: tables.Table | None,
    *more: Column,
    one: str = "",
    **references: str,
) -> Relation:
    """A relation of every register's table of this kind; ``references``: last
    column of the key → table.
    """
    keys = tuple(key.split())
    own = [Column(word, holds(field)) for word, field in table.keys.items()] if table else []
    known = {column.name: column for column in (*map(Column, keys), *own, *more)}
    paths = {_key_to(column, target, keys): target for column, target in references.items()}
    return Relation(name, keys, tuple(known.values()), paths, one)


def _key_to(column: str, target: str, key: tuple[str, ...]) -> tuple[str, ...]:
    if target == "registers":
        return (column,)
    if target == "periods":
        return ("register", "project", column)
    return ("register", column)


_TO_PROJECT = {"register": "registers", "project": "projects"}
_OF_PERIOD = {**_TO_PROJECT, "period": "periods"}
_NUMBER = Column("nr", "number")
RELATIONS = (
    _relation(
        "registers",
        "register",
        tables.SETTINGS,
        Column("today", "date"),
        Column("paths", "list"),
    ),
    _relation("authorities", "register id", tables.AUTHORITY, register="registers"),
    _relation(
        "programmes",
        "register id",
        tables.PROGRAMME,
        register="registers",
        authority="authorities",
    ),
    _relation(
        "projects",
        "register id",
        tables.PROJECT,
        Column("status"),
        Column("period"),
        Column("days_left", "number"),
        Column("amount", "money"),
        Column("next_deadline"),
        Column("next_due", "date"),
        one="project",
        register="registers",
        programme="programmes",
        authority="authorities",
    ),
    _relation(
        "periods",
        "register project id",
        tables.PERIOD,
        one="period",
        authority="authorities",
        **_TO_PROJECT,
    ),
    _relation(
        "costs",
        "register project period nr",
        tables.PERIOD.tables["cost"],
        _NUMBER,
        **_OF_PERIOD,
    ),
    _relation(
        "payments",
        "register project period nr",
        tables.PERIOD.tables["payment"],
        _NUMBER,
        one="payment",
        **_OF_PERIOD,
    ),
    _relation(
        "deadlines",
        "register id",
        None,
        *map(Column, ("project", "period", "occurrence", "kind", "title")),
        *(Column(name, "date") for name in ("due", "nominal", "latest", "ready_by")),
        *(Column(name, "number") for name in ("days_left", "working_days_left")),
        *map(Column, ("state", "time", "by")),
        Column("provisional", "flag"),
        *map(Column, ("programme", "authority", "owner", "basis", "rule", "version")),
        *map(Column, ("source", "grade")),
        Column("done_on", "date"),
        *(Column(f"done_{name}") for name in DONE[1:]),
        one="deadline",
        programme="programmes",
        authority="authorities",
        **_OF_PERIOD,
    ),
)
"""In an order in which no row refers to a later table."""
_COMPUTED = ("status", "days_left", "amount")


class Rows:
    """The rows of one register: of the projects and deadlines that are asked for."""

    def __init__(self, lists: Lists, ours: WorkCalendar) -> None:
        self.lists, self.ours = lists, ours
        self.register, self.today = lists.register, lists.today
        self.names = names_of(self.register)

    def of(self, relation: Relation) -> Iterator[Row]:
        """The rows of a table, a value for each column."""
        found: Iterator[Row] = getattr(self, f"_{relation.name}")(relation)
        return found

    def _registers(self, relation: Relation) -> Iterator[Row]:
        for name in dict.fromkeys(self.names):
            paths = zip(self.names, self.register.paths, strict=True)
            row = self._row(relation, self.register.settings, register=name)
            row["paths"] = [path for other, path in paths if other == name]
            yield {**row, "today": iso(self.today)}

    def _shared(self, relation: Relation) -> Iterator[Row]:
        """What every file of a register may refer to."""
        for record in getattr(self.register, relation.name).values():
            for name in dict.fromkeys(self.names):
                yield self._row(relation, record, register=name)

    _authorities = _programmes = _shared

    def _wanted(self) -> list[Project]:
        """The projects that are asked for, and those of the deadlines that are."""
        asked = {project.id for project in self.lists.projects}
        for deadline in self.lists.deadlines:
            if deadline.project:
                asked.add(deadline.project.id)
        return [project for project in self.register.projects if project.id in asked]

    def _projects(self, relation: Relation) -> Iterator[Row]:
        for project in self._wanted():
            coming = next_of_project(self.lists.of_project.get(project.id, ()))
            record = project_record(project, self.register, self.today, coming)
            row = self._row(relation, project, register=self._name(project))
            for key in _COMPUTED:
                row[key] = record[key]
            row["period"] = (record["period"] or {}).get("id")
            following = record["next_deadline"] or {}
            row["next_deadline"], row["next_due"] = following.get("id"), following.get("due")
            yield row

    def _of_periods(self) -> Iterator[tuple[Period, dict[str, str]]]:
        for project in self._wanted():
            for period in project.periods:
                yield period, {"register": self._name(project), "project": project.id}

    def _periods(self, relation: Relation) -> Iterator[Row]:
        for period, whose in self._of_periods():
            yield self._row(relation, period, **whose)

    def _numbered(self, relation: Relation) -> Iterator[Row]:
        """What a period has several of, in its order."""
        for period, whose in self._of_periods():
            for number, record in enumerate(getattr(period, relation.name), 1):
                yield self._row(relation, record, **whose, period=period.id, nr=number)

    _costs = _payments = _numbered

    def _deadlines(self, relation: Relation) -> Iterator[Row]:
        names = [column.name for column in relation.columns]
        for deadline in self.lists.deadlines:
            record = deadline_record(deadline, self.today, self.ours)
            for key, value in (record["done"] or {}).items():
                record[f"done_{key}"] = value
            row = dict(zip(names, map(record.get, names), strict=True))
            row["register"] = self._name(deadline.project or deadline.programme)
            if deadline.project and deadline.period not in deadline.project.periods:
                row["period"] = None
            yield self._known(row)

    def _row(self, relation: Relation, record: object, **given: Any) -> Row:
        """A row of what a record of the model holds, and what is ``given``."""
        row = {}
        for column in relation.columns:
            value = tree(getattr(record, column.name, None), column.name)
            row[column.name] = given.get(column.name, value)
        return self._known(row)

    def _known(self, row: Row) -> Row:
        """A row that refers to nothing that does not exist; `check` names what does not."""
        for key, known in (
            ("programme", self.register.programmes),
            ("authority", self.register.authorities),
        ):
            if key in row and row[key] not in known:
                row[key] = None
        return row

    def _name(self, holder: Any) -> str:
        name: str = self.names[holder.place.file]
        return name
