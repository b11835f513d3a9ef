"""The list in a sheet: its head of one to three rows, its columns, its rows,
and what stands around it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from foerder.spreadsheets import headings
from foerder.spreadsheets.cells import TYPED, written
from foerder.spreadsheets.columns import DEADLINES, IMPORTED, PROJECTS, SHEETS, Column, Sheet
from foerder.spreadsheets.grid import Grid, Row, letters
from foerder.spreadsheets.headings import (
    DUTY,
    NOWHERE,
    SPAN,
    WEAK,
    Head,
    key,
    labels_of,
    meaning,
)
from foerder.spreadsheets.words import vocabulary
from foerder.text.glossary import HEADS
from foerder.text.i18n import _

HEADER_WITHIN = 40
"""The head is in one of the first rows that are not empty; above it a list may have titles."""
HIGHEST = 3
NOTES = ("hinweise", "notes")


class Passed(NamedTuple):
    """Rows that are no part of the list, and why."""

    rows: list[int]
    why: str


@dataclass
class Found:
    """A sheet of the file, what it is, and what its columns are."""

    grid: Grid
    sheet: Sheet
    first: int = 0
    last: int = 0
    """The first and the last row of the head, by their place in the grid."""
    heads: dict[int, str] = field(default_factory=dict)
    meanings: dict[int, Head] = field(default_factory=dict)
    columns: dict[int, Column] = field(default_factory=dict)
    duties: dict[int, str] = field(default_factory=dict)
    """Columns with the last day of a duty, by its kind."""
    unknown: dict[int, str] = field(default_factory=dict)
    nowhere: dict[int, str] = field(default_factory=dict)
    """Columns that are known and have no place in the register."""
    twice: dict[int, str] = field(default_factory=dict)
    """Columns that mean what another one means too: neither is read."""
    beside: dict[int, str] = field(default_factory=dict)
    """Columns of another table beside the list."""
    computed: dict[int, Column] = field(default_factory=dict)
    """Columns that foerder computes."""
    passed: list[Passed] = field(default_factory=list)
    operations: bool = False
    """Whether it is a list of operations of the Structural Funds."""
    own: bool = False
    """Whether it is foerder's own list of deadlines, a row for each."""

    def names(self) -> set[str]:
        """The keys that have a column."""
        return {column.name for column in self.columns.values()}

    def places(self) -> dict[str, int]:
        """The columns of the keys, those that foerder computes as well."""
        every = (*self.columns.items(), *self.computed.items())
        return {column.name: position for position, column in every}

    def typed(self) -> list[int]:
        """The columns whose cells show that a row is one of the list."""
        kept = list(self.duties)
        for position, column in self.columns.items():
            if column.holds in TYPED or column.name in EVIDENCE:
                kept.append(position)
        return kept

    def passing(self, row: int, why: str) -> None:
        """Note a row that is no part of the list."""
        if self.passed and self.passed[-1].why == why:
            self.passed[-1].rows.append(row)
        else:
            self.passed.append(Passed([row], why))


EVIDENCE = ("status", "reference", "id", "programme", "financing_type")


def sheets_in(
    grids: Sequence[Grid], only: str | None = None
) -> tuple[list[Found], list[tuple[str, str]]]:
    """The sheets that are read, and the others by name and reason.

    Sheets with foerder's own names are taken for what they are called; where there is none,
    every sheet with a head (or the one that is named) is a list of projects.
    """
    found: list[Found] = []
    left: list[tuple[str, str]] = []
    own = any(_own_sheet(grid) in IMPORTED for grid in grids if not grid.hidden)
    for grid in grids:
        name = grid.name.lower()
        if name in NOTES or (only is not None and name != only.lower()):
            continue
        if grid.hidden and only is None:
            left.append((grid.name, _("hidden")))
            continue
        one = _recognised(grid, own)
        if one is not None:
            found.append(one)
        elif grid.unread or grid.rows:
            left.append((grid.name, grid.unread))
    return found, left


def _recognised(grid: Grid, own: bool) -> Found | None:
    """The list in a sheet. ``own``: whether the file has sheets with foerder's own names."""
    sheet = _own_sheet(grid)
    found = recognise(grid, sheet) if sheet else None
    if found is None and not own:
        return recognise(grid, PROJECTS)
    return found


def _own_sheet(grid: Grid) -> Sheet | None:
    """foerder's own sheet of this name."""
    name = grid.name.strip().lower()
    for sheet in SHEETS:
        if name in [label.lower() for label in HEADS[sheet.name]]:
            return sheet
    return None


def recognise(grid: Grid, sheet: Sheet) -> Found | None:
    """The head and the columns of a sheet; None where no row looks like a head."""
    best: Found | None = None
    for first in range(min(len(grid.rows), HEADER_WITHIN)):
        for height in range(1, HIGHEST + 1):
            found = _head(grid, sheet, first, first + height - 1)
            if found is None:
                break
            if height < HIGHEST and _has_subheads(found):
                continue
            if best is None or _weight(found) > _weight(best):
                best = found
    if best is None or not _identifies(best):
        return None
    _more_head(best)
    _without_head(best)
    return best


def _has_subheads(found: Found) -> bool:
    """Whether the row below divides groups: von, bis, Datum, Betrag."""
    below = found.grid.rows[found.last + 1 : found.last + 2]
    if not below or not below[0].texts or len(below[0].texts) < len(below[0].cells):
        return False
    generic = vocabulary().generic
    known = sum(key(text) in generic for text in below[0].texts)
    return known * 2 >= len(below[0].texts)


def _weight(found: Found) -> tuple[int, int]:
    return len(found.columns) + len(found.duties), found.first - found.last


def _identifies(found: Found) -> bool:
    """Whether the rows can be told apart."""
    names = found.names()
    if found.sheet is PROJECTS:
        return bool({"id", "title"} & names)
    if found.sheet is DEADLINES:
        return "deadline_id" in names
    return "project" in names and len(names) > 1


def _head(grid: Grid, sheet: Sheet, first: int, last: int) -> Found | None:
    """The columns, if these rows are the head; None where they cannot be."""
    rows = grid.rows[first : last + 1]
    if len(rows) <= last - first or rows[-1].number - rows[0].number > last - first:
        return None
    if not all(_is_text(row) for row in rows):
        return None
    found = Found(grid, sheet, first, last)
    stacks = _stacks(grid, rows)
    for position, stack in stacks.items():
        found.heads[position] = " ".join(" ".join(stack).split())
    if sheet is PROJECTS:
        found.operations = headings.operations_in(found.heads.values(), _above(found))
        found.own = any(key(head) in labels_of("deadline_id") for head in found.heads.values())
    for position, stack in stacks.items():
        column = _computed(found, stack[-1])
        if column is not None:
            found.computed[position] = column
            continue
        head = _stacked(stack, found)
        if head is not None:
            found.meanings[position] = head
        else:
            found.unknown[position] = found.heads[position]
    _set_beside(found)
    _claim(found)
    return found


def _above(found: Found) -> str:
    """The titles above the head."""
    text = ""
    for row in found.grid.rows[: found.first]:
        text += " ".join(row.texts) + " "
    return text


def _is_text(row: Row) -> bool:
    """Whether a row can be one of a head: words, and at most some years and numbers."""
    return not row.has_days and len(row.texts) * 5 >= len(row.cells) * 3


def _stacks(grid: Grid, rows: Sequence[Row]) -> dict[int, list[str]]:
    """The words above each column, from the top; those of a group are above
    each of its columns.
    """
    columns = _columns(rows)
    found: dict[int, list[str]] = {}
    for row, below in zip(rows, (*rows[1:], None), strict=True):
        group, merged = "", grid.merged_in(row.number)
        for column in columns:
            text = written(row.cells[column]) if column in row.cells else ""
            if not text and column in merged:
                text = written(row.cells.get(merged[column], ""))
            elif not text:
                text = _from_group(grid, below, column, group)
            group = text
            if text and text not in found.get(column, ()):
                found.setdefault(column, []).append(text)
    return dict(sorted(found.items()))


def _columns(rows: Sequence[Row]) -> list[int]:
    """The columns in which a row has something."""
    return sorted({position for row in rows for position in row.cells})


def _from_group(grid: Grid, below: Row | None, column: int, group: str) -> str:
    """The word of the group that a column belongs to by the columns below it."""
    lower = below.cells.get(column) if below is not None else None
    grouped = isinstance(lower, str) and key(lower) in vocabulary().generic
    return group if grouped and not grid.merged else ""


def _stacked(stack: Sequence[str], found: Found) -> Head | None:
    """What the words above a column mean together, else what the lowest means by itself."""
    whole = meaning(" ".join(stack), found.sheet, found.operations)
    if len(stack) == 1 or (whole is not None and whole.level <= WEAK):
        return whole
    for number in range(1, len(stack)):
        lower = " ".join(stack[number:])
        if key(lower) in vocabulary().generic:
            continue
        head = meaning(lower, found.sheet, found.operations)
        if head is not None and head.level <= WEAK:
            unit = meaning(" ".join(stack), found.sheet, found.operations)
            return head._replace(factor=head.factor or (unit.factor if unit else None))
    return whole


def _computed(found: Found, head: str) -> Column | None:
    """The column that foerder computes, where a head is its label."""
    if found.sheet is DEADLINES:
        return None
    word = key(head)
    if found.own and any(
        word in labels_of(name) for name in ("title", "owner", "id", "period")
    ):
        return None
    for column in found.sheet.columns:
        if column.computed and word in labels_of(column.name):
            return column
    for column in DEADLINES.columns if found.own else ():
        if column.name not in OF_PROJECT and word in labels_of(column.name):
            return column
    return None


OF_PROJECT = ("programme", "authority", "unit", "project_title")
"""Columns of the list of deadlines that are the project's own."""


def _set_beside(found: Found) -> None:
    """Leave out another table beside the list: behind an empty column, with
    heads that the list has too.
    """
    blocks = _blocks(found)
    if len(blocks) < 2:
        return
    names = [_names(found, block) for block in blocks]
    main = max(range(len(blocks)), key=lambda number: len(names[number]))
    for number, block in enumerate(blocks):
        if number == main or not names[number] & names[main]:
            continue
        for position in block:
            found.beside[position] = found.heads.get(position, "")
            found.meanings.pop(position, None)
            found.unknown.pop(position, None)


def _names(found: Found, block: Sequence[int]) -> set[str]:
    """What the heads of some columns mean."""
    names = set()
    for position in block:
        if position in found.meanings:
            names.add(found.meanings[position].name)
    return names - {NOWHERE}


def _blocks(found: Found) -> list[list[int]]:
    """The columns in groups that an empty column divides."""
    blocks: list[list[int]] = []
    for position in _columns(found.grid.rows[found.first :]):
        if blocks and blocks[-1][-1] == position - 1:
            blocks[-1].append(position)
        else:
            blocks.append([position])
    return blocks


def _claim(found: Found) -> None:
    """Give each key the column with the nearest word; of two as near neither is read."""
    claims: dict[str, list[int]] = {}
    for position, head in found.meanings.items():
        if head.name == NOWHERE:
            found.nowhere[position] = found.heads[position]
        else:
            claims.setdefault(head.name, []).append(position)
    is_office = found.sheet is PROJECTS and not found.own and "id" not in claims
    if is_office and "period" in claims:
        claims.setdefault(SPAN, []).extend(claims.pop("period"))
    if {"start", "end"} <= set(claims):
        for position in claims.pop(SPAN, ()):
            found.nowhere[position] = found.heads[position]
    for name, positions in claims.items():
        _give(found, name, positions)


def _give(found: Found, name: str, positions: Sequence[int]) -> None:
    """Give a key its column."""
    nearest = min(found.meanings[position].level for position in positions)
    winners = [position for position in positions if found.meanings[position].level == nearest]
    for position in positions:
        if position not in winners:
            found.unknown[position] = found.heads[position]
        elif len(winners) > 1:
            found.twice[position] = found.heads[position]
        elif name.startswith(DUTY):
            found.duties[position] = name.removeprefix(DUTY)
        else:
            found.columns[position] = found.sheet.column(name)


def _more_head(found: Found) -> None:
    """Rows below the head that belong to it: numbers, units, a translation."""
    rows = found.grid.rows
    while found.last + 1 < len(rows) and _continues(found, rows[found.last + 1]):
        found.last += 1


def _continues(found: Found, row: Row) -> bool:
    if _is_numbering([key(written(cell)) for cell in row.cells.values()]):
        return True
    if len(row.texts) < len(row.cells):
        return False
    if all(headings.plain(f"x {cell}").text == "x" for cell in row.cells.values()):
        return True
    same = 0
    for position, cell in row.cells.items():
        head = meaning(cell, found.sheet, found.operations)
        mine = found.meanings.get(position)
        same += bool(head and mine and head.name == mine.name)
    return same > 1 and same * 2 >= len(row.cells)


def _is_numbering(texts: Sequence[str]) -> bool:
    """Whether a row counts its columns: 1, 2, 3 …"""
    if len(texts) < 2 or not texts[0].isdigit() or len(texts[0]) > 2:
        return False
    first = int(texts[0])
    return list(texts) == [str(first + number) for number in range(len(texts))]


def _without_head(found: Found) -> None:
    """Name the columns that hold something and have no head."""
    placed = found.heads.keys() | found.beside.keys()
    for row in found.grid.rows[found.last + 1 :]:
        for position in row.cells:
            if position not in placed:
                found.unknown[position] = _("column {letters}, without a heading").format(
                    letters=letters(position)
                )
