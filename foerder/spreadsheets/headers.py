"""Which column of a list is which key: by the labels of both languages and a fixed list of synonyms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from foerder.model import DUTIES
from foerder.spreadsheets.columns import DEADLINES, IMPORTED, PROJECTS, SHEETS, Column, Sheet
from foerder.spreadsheets.files import Grid
from foerder.text.glossary import HEADS, KEYS, VALUES, heads_of

HEADER_WITHIN = 20
"""The header stands in one of the first rows; above it a list may have a title."""
_UNIT = re.compile(r"[\[(]?\s*(?:€|eur|euro|tt\.mm\.jjjj|dd\.mm\.yyyy|pflicht|required)\s*[\])]?\s*$")
_MARKERS = frozenset("fällig faellig am bis frist zum due by on termin abgabe abgabefrist der des the für".split())
_KINDS = {"vn": "final-report", "schlussverwendungsnachweis": "final-report", "zn": "interim-report"}
NOTES = ("hinweise", "notes")


@dataclass
class Found:
    """A sheet of the file, what it is, and what its columns are."""

    grid: Grid
    sheet: Sheet
    header: int
    """The number of the header's row."""
    columns: dict[int, Column] = field(default_factory=dict)
    duties: dict[int, str] = field(default_factory=dict)
    """Columns with the day of a duty, by its kind."""
    unknown: dict[int, str] = field(default_factory=dict)
    twice: dict[int, str] = field(default_factory=dict)
    """Columns that mean what another one means too: neither is read."""
    computed: list[str] = field(default_factory=list)

    own: bool = False
    """Whether it is foerder's own list of deadlines, a row for each."""

    def rows(self) -> list[tuple[int, list[Any]]]:
        """The rows below the header."""
        return [row for row in self.grid.rows if row[0] > self.header]

    def names(self) -> set[str]:
        """The keys that have a column."""
        return {column.name for column in self.columns.values()}


def normal(head: object) -> str:
    """A head as it is compared: small letters, no punctuation around, no unit behind."""
    text = " ".join(str(head).replace("_", " ").replace("\u00ad", "").split()).lower()
    return _UNIT.sub("", text).strip(" :*.?") or text


def sheets_in(grids: Sequence[Grid], only: str | None = None) -> tuple[list[Found], list[str]]:
    """The sheets that are read, and the names of those that are not.

    Sheets with foerder's own names are taken for what they are called (that of the deadlines is computed, and passed
    over); where there is none, the one sheet of a file
    (or the one that is named) is a list of projects.
    """
    found, left = [], []
    named = {label.lower(): sheet for sheet in SHEETS for label in HEADS[sheet.name]}
    wanted = [grid for grid in grids if only is None or grid.name.lower() == only.lower()]
    known = [grid for grid in wanted if named.get(grid.name.strip().lower()) in IMPORTED]
    for grid in wanted:
        sheet = named.get(grid.name.strip().lower())
        if not known and (sheet is None or sheet not in IMPORTED) and grid.name.lower() not in NOTES:
            sheet = PROJECTS
        recognised = recognise(grid, sheet) if sheet in IMPORTED and sheet is not None else None
        if recognised:
            found.append(recognised)
        elif grid.rows and grid.name.lower() not in NOTES and sheet is not DEADLINES:
            left.append(grid.name)
    return found, left


def recognise(grid: Grid, sheet: Sheet) -> Found | None:
    """The header and the columns of a sheet; None where no row looks like a header."""
    best: Found | None = None
    for number, row in grid.rows[:HEADER_WITHIN]:
        found = _header(grid, sheet, number, row)
        if best is None or len(found.columns) > len(best.columns):
            best = found
    least = 1 if sheet is PROJECTS else 2
    return best if best and len(best.columns) >= least and _identifies(best) else None


def _identifies(found: Found) -> bool:
    """Whether the rows can be told apart."""
    names = found.names()
    return bool({"id", "title"} & names) if found.sheet is PROJECTS else "project" in names


def _header(grid: Grid, sheet: Sheet, number: int, row: Sequence[Any]) -> Found:
    found = Found(grid, sheet, number)
    heads = {position: normal(cell) for position, cell in enumerate(row) if isinstance(cell, str) and cell.strip()}
    found.own = sheet is PROJECTS and bool(set(heads.values()) & set(_labels("deadline_id")))
    claims: dict[str, list[tuple[int, int]]] = {}
    for position, head in heads.items():
        if _is_computed(found, head):
            found.computed.append(str(row[position]))
            continue
        matches = [(_level(column, head), column.name) for column in sheet.columns if not column.computed]
        level, names = _best(matches)
        if len(names) == 1:
            claims.setdefault(names[0], []).append((level, position))
        elif kind := kind_of(head) if sheet is PROJECTS else None:
            found.duties[position] = kind
        else:
            found.unknown[position] = str(row[position])
    for name, positions in claims.items():
        _claim(found, row, name, sorted(positions))
    return found


def _claim(found: Found, row: Sequence[Any], name: str, claims: Sequence[tuple[int, int]]) -> None:
    """The column of a key: the one with the nearest word; of two as near neither."""
    nearest = [position for level, position in claims if level == claims[0][0]]
    if len(nearest) == 1:
        found.columns[nearest[0]] = found.sheet.column(name)
    for _level, position in claims:
        if len(nearest) > 1 and position in nearest:
            found.twice[position] = str(row[position])
        elif position not in found.columns:
            found.unknown[position] = str(row[position])


def _is_computed(found: Found, head: str) -> bool:
    computed = [column.name for column in found.sheet.columns if column.computed]
    if found.own:
        own = {label for name in ("title", "owner", "id", "period") for label in _labels(name)}
        computed += [c.name for c in DEADLINES.columns if c.name not in ("programme", "authority", "unit")]
        computed.remove("project_title")
        if head in own:
            return False
    return any(head in _labels(name) for name in computed)


def _labels(name: str) -> list[str]:
    words = HEADS.get(name) or KEYS.get(name, (name, name, ()))[:2]
    return [normal(word) for word in words]


def _level(column: Column, head: str) -> int:
    """How near a head is to a column: 0 its label, 1 a synonym, 2 not at all."""
    if head in _labels(column.name):
        return 0
    return 1 if head in (normal(word) for word in heads_of(column.name)) else 2


def _best(matches: Sequence[tuple[int, str]]) -> tuple[int, list[str]]:
    level = min(level for level, _name in matches)
    return level, [name for each, name in matches if each == level] if level < 2 else []


def kind_of(head: str) -> str | None:
    """The duty whose day stands in a column: ``Verwendungsnachweis fällig am``."""
    words = [word for word in re.split(r"[\s:,.]+", head) if word and word not in _MARKERS]
    phrase = " ".join(words)
    if phrase in _KINDS:
        return _KINDS[phrase]
    marked = len(words) < len(head.split())
    for kind in DUTIES:
        names = [word.lower() for word in (kind, *VALUES[kind])]
        # A column "Antrag" alone is the day on which it was handed in, and "Mittelabruf" one that was made.
        if phrase in names and (marked or kind in ("final-report", "interim-report", "content-report")):
            return kind
    return None
