"""A row per deadline with its project's and period's main fields, as CSV: for
German Excel, or for machines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

from foerder.law.workdays import WorkCalendar
from foerder.model import Deadline, Register
from foerder.register.load import names_of
from foerder.spreadsheets.columns import (
    DEADLINES,
    PROJECTS,
    Column,
    Lists,
    cell_of,
    deadline_values,
    project_values,
)
from foerder.text.i18n import fmt_date, language
from foerder.views.formats import csv_cell, csv_line, csv_writer
from foerder.views.json_records import deadline_record, iso

KEPT = 50
"""So many different cells of a column are kept: enough for the few words that most repeat."""
LOOKED_AT = 20_000
"""DuckDB guesses the type of a column from a few more rows than these (``sample_size``: 20480)."""
AMBIGUOUS = re.compile(
    r"[-+\d.,:/ eTZ]*|true|false|t|f|yes|no|inf(inity)?|nan|null|none", re.IGNORECASE
)
"""What may be taken for a number, a day, a time, true or false, or nothing."""
LONGEST, TEXT = 18, "text"
"""Digits of a number of 64 bits; what stands for everything that is clearly text."""
_PROJECT = (
    "id kind recipient unit owner period status start end amount reference financing_type programme authority"
).split()
_DEADLINE = [
    column.name
    for column in DEADLINES.columns
    if column.name not in ("programme", "authority", "unit")
]
MACHINE = (
    "id project period occurrence kind title due nominal latest ready_by days_left working_days_left state time by "
    "provisional programme authority owner basis rule version source grade done.on done.by done.how done.proof "
    "done.note done.fact"
).split()
MACHINE_PROJECT = (
    "title kind recipient final_recipient unit owner deputy follows tags".split(),
    "status start end amount reference financing_type closed ended_on ended_why".split(),
)
Whose = tuple[int, int, int]


def for_excel(lists: Lists) -> Iterator[str]:
    """For a double click in German Excel: byte order mark, semicolons, decimal
    commas, DD.MM.YYYY.

    In English: commas and decimal points, as an English Excel expects.
    """
    delimiter = ";" if language() == "de" else ","
    line = csv_writer(delimiter)
    first = [DEADLINES.column(name) for name in _DEADLINE]
    second = [PROJECTS.column(name) for name in _PROJECT]
    yield "\ufeff" + line([column.label for column in (*first, *second)])
    begin, rest = _cells(first, lists), _cells(second, lists)
    known: dict[Whose, str] = {}
    for deadline in lists.deadlines:
        whose = _whose(deadline)
        about = known.get(whose)
        if about is None:
            about = known[whose] = line(rest(_about(deadline, lists)))
        row = line(begin(deadline_values(deadline, lists)))
        yield row.removesuffix("\r\n") + delimiter + about


def _cells(columns: Sequence[Column], lists: Lists) -> Callable[[Mapping[str, Any]], list[str]]:
    """Makes the cells of these columns; most repeat a few words and days, whose
    text is made once.
    """
    texts = [
        (column.name, lru_cache(KEPT)(partial(_cell, column, lists.register)))
        for column in columns
    ]

    def cells(row: Mapping[str, Any]) -> list[str]:
        return [text(row.get(name)) for name, text in texts]

    return cells


def _whose(deadline: Deadline) -> Whose:
    """What the rows of a project and period have in common: all that they say of these."""
    return id(deadline.project), id(deadline.period), id(deadline.programme)


def _about(deadline: Deadline, lists: Lists) -> Mapping[str, Any]:
    """What a deadline's row says of its project and period."""
    if deadline.project:
        return project_values(deadline.project, deadline.period, lists.register)
    if deadline.programme:
        return {"programme": deadline.programme.id, "authority": deadline.authority}
    return {}


def _cell(column: Column, register: Register, value: Any) -> str:
    shown = cell_of(column, value, register)
    if isinstance(shown, date):
        return fmt_date(shown)
    if isinstance(shown, Decimal):
        return number(shown)
    return csv_cell(shown)


def number(value: Decimal) -> str:
    """A number that Excel reads as one: no separators of thousands, a decimal comma in German."""
    text = f"{value:.2f}"
    return text.replace(".", ",") if language() == "de" else text


def for_machines(registers: Iterable[tuple[Lists, WorkCalendar]]) -> Iterator[str]:
    """The deadlines of one register after the other, line by line; the last
    column tells of which.
    """
    projects, periods = MACHINE_PROJECT
    header = [
        *MACHINE,
        *(f"project.{name}" for name in projects),
        *(f"period.{name}" for name in periods),
        "register",
    ]
    yield ",".join(header) + "\r\n"
    yield from telling_first(_machine_rows(registers))


def _machine_rows(registers: Iterable[tuple[Lists, WorkCalendar]]) -> Iterator[list[Any]]:
    for lists, ours in registers:
        names = names_of(lists.register)
        known: dict[Whose, list[Any]] = {}
        for deadline in lists.deadlines:
            whose = _whose(deadline)
            about = known.get(whose)
            if about is None:
                holder: Any = deadline.project or deadline.programme
                about = known[whose] = [*_machine_about(deadline), names[holder.place.file]]
            record = deadline_record(deadline, lists.today, ours)
            for name, value in (record["done"] or {}).items():
                record[f"done.{name}"] = value
            yield list(map(record.get, MACHINE)) + about


def _machine_about(deadline: Deadline) -> Iterator[Any]:
    projects, periods = MACHINE_PROJECT
    for holder, names in ((deadline.project, projects), (deadline.period, periods)):
        for name in names:
            value = getattr(holder, name, None)
            yield iso(value) if isinstance(value, date) else value


def telling_first(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Lines in their order; only where readers that guess the types look at the
    beginning alone, what tells first.

    That is, for each column, a line with each shape that its cells have, until one is clearly
    text: the version "Stand 2026" comes before thousands that look like numbers, "2014".
    """
    shapes = _Shapes()
    lines: list[bytes] = []
    telling: dict[int, None] = {}
    for row in rows:
        if shapes.has_new(row):
            telling[len(lines)] = None
        lines.append(csv_line(row).encode("utf-8"))
    if len(lines) <= LOOKED_AT:
        telling.clear()
    for number in telling:
        yield lines[number].decode("utf-8")
    for number, line in enumerate(lines):
        if number not in telling:
            yield line.decode("utf-8")


class _Shapes:
    """What the cells of each column look like, as long as none is clearly text."""

    def __init__(self) -> None:
        self.values: dict[int, set[Any]] | None = None
        self.known: set[tuple[int, str]] = set()

    def has_new(self, row: Sequence[Any]) -> bool:
        """Whether a cell is the first of its shape in its column."""
        if self.values is None:
            self.values = {column: {None} for column in range(len(row))}
        before = len(self.known)
        for column, values in list(self.values.items()):
            value = row[column]
            if value not in values:
                values.add(value)
                self._learn(column, _shape(value))
        return len(self.known) > before

    def _learn(self, column: int, shape: str) -> None:
        self.known.add((column, shape))
        if shape == TEXT and self.values:
            del self.values[column]


def _shape(value: Any) -> str:
    """What a cell looks like: `TEXT`, or what it may be taken for, ``0-0-0`` for a day."""
    text = csv_cell(value)
    if not AMBIGUOUS.fullmatch(text):
        return TEXT
    return re.sub(r"\d+", "0", text) + "0" * (len(text) // LONGEST)
