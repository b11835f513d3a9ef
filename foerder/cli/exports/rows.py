"""`export` row by row, for databases and other programs: `.jsonl` and `.sqlite`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Any

from foerder.cli.exports.lists import Job, Tally
from foerder.cli.exports.request import ExportRequest
from foerder.cli.exports.write import encoded
from foerder.spreadsheets.relations import RELATIONS, Column, Relation, Row, Rows
from foerder.views.formats import json_line

if TYPE_CHECKING:
    import sqlite3

TYPES = {"money": "integer", "number": "integer", "flag": "integer", "ratio": "real"}
"""What a column holds → its type in SQLite, which makes a number of a ratio's
text; all else is text.
"""


def jsonl(request: ExportRequest) -> int:
    """`foerder export FILE.jsonl`: a line per project, period, payment and deadline.

    Raises `WriteError`.
    """
    tally = Tally(request)
    lines = _lines(tally.jobs(request.run.registers()))
    first = next(lines, None)
    if first is None:
        return tally.nothing()
    language = request.run.file_language(request.register)
    return tally.finish(encoded(chain([first], lines), language))


def _lines(jobs: Iterable[Job]) -> Iterator[str]:
    for job in jobs:
        rows = Rows(job.lists, job.calculator.ours)
        for relation in RELATIONS:
            if relation.one:
                for row in rows.of(relation):
                    yield json_line({"record": relation.one, **row})


def sqlite(request: ExportRequest) -> int:
    """`foerder export FILE.sqlite`: tables with keys. Raises `WriteError`."""
    import sqlite3

    tally = Tally(request)
    with closing(sqlite3.connect(":memory:")) as base:
        for relation in RELATIONS:
            base.execute(_definition(relation))
        for job in tally.jobs(request.run.registers()):
            _fill(base, Rows(job.lists, job.calculator.ours))
        if not tally.projects and not tally.deadlines:
            return tally.nothing()
        base.commit()
        return tally.finish(base.serialize())


def _fill(base: sqlite3.Connection, rows: Rows) -> None:
    """Put one register's rows in; of two with the same key, which only a faulty
    register has, the first counts.
    """
    for relation in RELATIONS:
        places = ", ".join("?" for _column in relation.columns)
        base.executemany(
            f"insert or ignore into {relation.name} values ({places})",
            (_cells(relation, row) for row in rows.of(relation)),
        )


def _definition(relation: Relation) -> str:
    """How SQLite makes the table."""
    lines = []
    for column in relation.columns:
        needed = " not null" if column.name in relation.key else ""
        lines.append(f"{_named(column)} {TYPES.get(column.holds, 'text')}{needed}")
    lines.append(f"primary key ({_list(relation.key)})")
    for columns, target in relation.references.items():
        key = next(other.key for other in RELATIONS if other.name == target)
        lines.append(f"foreign key ({_list(columns)}) references {target} ({_list(key)})")
    inner = ",\n  ".join(lines)
    return f"create table {relation.name} (\n  {inner}\n)"


def _named(column: Column) -> str:
    """The name of a column; that of an amount tells its unit."""
    return f'"{column.name}_cents"' if column.holds == "money" else f'"{column.name}"'


def _list(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _cells(relation: Relation, row: Row) -> list[Any]:
    return [_cell(column, row[column.name]) for column in relation.columns]


def _cell(column: Column, value: Any) -> Any:
    if value is None:
        return None
    if column.holds == "money":
        return int(Decimal(value) * 100)
    if column.holds == "list":
        return json_line(value).rstrip("\n")
    return value
