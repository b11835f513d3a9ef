"""A row per deadline with its project's and period's main fields, as CSV: for German Excel, or for machines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any

from foerder.law.workdays import WorkCalendar
from foerder.model import Deadline
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
from foerder.views.formats import csv_cell, csv_table
from foerder.views.json_records import deadline_record, iso

LOOKED_AT = 20_000
"""DuckDB guesses the type of a column from a few more rows than these (``sample_size``: 20480)."""
AMBIGUOUS = re.compile(
    r"[-+\d.,:/ eTZ]*|true|false|t|f|yes|no|inf(inity)?|nan|null|none", re.IGNORECASE
)
"""What may be taken for a number, a day, a time, true or false, or nothing."""
LONGEST, TEXT = 18, "text"
"""Digits of a number of 64 bits; what stands for everything that is clearly text."""
EXCEL, RFC4180 = "excel", "rfc4180"
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
    "status start end amount reference financing_type closed".split(),
)


def as_csv(lists: Lists, dialect: str, ours: WorkCalendar) -> bytes:
    """The deadlines that are asked for."""
    if dialect == RFC4180:
        return _machine(lists, ours).encode("utf-8")
    return _excel(lists)


def _excel(lists: Lists) -> bytes:
    """For a double click in German Excel: byte order mark, semicolons, decimal commas, DD.MM.YYYY.

    In English: commas and decimal points, as an English Excel expects.
    """
    import csv as writer_of
    import io

    out = io.StringIO()
    writer = writer_of.writer(
        out, delimiter=";" if language() == "de" else ",", lineterminator="\r\n"
    )
    first, second = _columns()
    writer.writerow([column.label for column in (*first, *second)])
    for deadline in lists.deadlines:
        row, about = deadline_values(deadline, lists), {}
        if deadline.project:
            about = project_values(deadline.project, deadline.period, lists.register)
        elif deadline.programme:
            about = {
                "programme": deadline.programme.id,
                "authority": deadline.authority,
            }
        writer.writerow(
            [
                *(_cell(c, row.get(c.name), lists) for c in first),
                *(_cell(c, about.get(c.name), lists) for c in second),
            ]
        )
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def _columns() -> tuple[list[Column], list[Column]]:
    return [DEADLINES.column(name) for name in _DEADLINE], [
        PROJECTS.column(name) for name in _PROJECT
    ]


def _cell(column: Column, value: Any, lists: Lists) -> str:
    shown = cell_of(column, value, lists.register)
    if isinstance(shown, date):
        return fmt_date(shown)
    if isinstance(shown, Decimal):
        return number(shown)
    return csv_cell(shown)


def number(value: Decimal) -> str:
    """A number that Excel reads as one: no separators of thousands, a decimal comma in German."""
    text = f"{value:.2f}"
    return text.replace(".", ",") if language() == "de" else text


def _machine(lists: Lists, ours: WorkCalendar) -> str:
    projects, periods = MACHINE_PROJECT
    header = [
        *MACHINE,
        *(f"project.{name}" for name in projects),
        *(f"period.{name}" for name in periods),
    ]
    rows = (list(_machine_row(d, lists, ours)) for d in lists.deadlines)
    return csv_table(header, telling_first(rows))


def telling_first(rows: Iterable[Sequence[Any]]) -> Iterable[Sequence[Any]]:
    """Rows in their order; only where readers that guess the types look at the beginning alone, what tells first.

    That is, for each column, a row with each shape that its cells have, until one is clearly text: the version
    "Stand 2026" comes before thousands that look like numbers, "2014".
    """
    given = list(rows)
    if len(given) <= LOOKED_AT:
        return given
    first = dict.fromkeys(
        chain.from_iterable(_telling(column) for column in zip(*given, strict=True))
    )
    moved = [given[number] for number in first]
    return chain(moved, (row for number, row in enumerate(given) if number not in first))


def _telling(column: Sequence[Any]) -> Iterable[int]:
    """The numbers of the rows that tell the type of a column."""
    shapes = set(map(_shape, set(column)))
    if len(shapes) == 1:
        return
    for shape in {TEXT}.intersection(shapes) or shapes:
        yield next(number for number, value in enumerate(column) if _shape(value) == shape)


def _shape(value: Any) -> str:
    """What a cell looks like: `TEXT`, or what it may be taken for, ``0-0-0`` for a day."""
    text = csv_cell(value)
    if not AMBIGUOUS.fullmatch(text):
        return TEXT
    return re.sub(r"\d+", "0", text) + "0" * (len(text) // LONGEST)


def _machine_row(deadline: Deadline, lists: Lists, ours: WorkCalendar) -> Iterable[Any]:
    record = deadline_record(deadline, lists.today, ours)
    done = record["done"] or {}
    for name in MACHINE:
        yield (
            done.get(name.removeprefix("done.")) if name.startswith("done.") else record[name]
        )
    projects, periods = MACHINE_PROJECT
    for holder, names in ((deadline.project, projects), (deadline.period, periods)):
        for name in names:
            yield _plain(getattr(holder, name, None))


def _plain(value: Any) -> Any:
    return iso(value) if isinstance(value, date) else value
