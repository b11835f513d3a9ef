"""From the sheets of a file to what they would change in a register."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from foerder.model import Register
from foerder.spreadsheets.columns import DEADLINES, IMPORTED, PROJECTS, lists_of
from foerder.spreadsheets.deadline_rows import DeadlineRows
from foerder.spreadsheets.details import Details
from foerder.spreadsheets.exported import Exported, day_of
from foerder.spreadsheets.projects import Projects
from foerder.spreadsheets.result import Comparison, Doubt
from foerder.spreadsheets.rows import Reading, short
from foerder.spreadsheets.tables import Found
from foerder.text.i18n import _

ORDER = (*IMPORTED, DEADLINES)
"""Of the sheets: what others refer to comes first."""


def compare(
    found: Sequence[Found],
    register: Register,
    today: date,
    as_written: Sequence[Callable[[object], str]],
    clear: bool = False,
    file: int = 0,
) -> Comparison:
    """The list against the register.

    ``today``: the day that its deadlines are counted for; ``as_written``: how
    exported text looks in a cell; ``clear``: an empty cell takes a value out;
    ``file``: where new projects go.
    """
    result = Comparison()
    reading = Reading(register, as_written, clear, result)
    lists = lists_of(register, today)
    deadlines = {deadline.id: deadline for deadline in lists.deadlines}
    projects = Projects(reading, deadlines, file)
    # What was typed over shows against what was written on that day.
    written = (
        lists_of(register, day_of(found, today))
        if any(_is_ours(each) for each in found)
        else lists
    )
    for each in sorted(found, key=lambda each: ORDER.index(each.sheet)):
        exported = None
        if _is_ours(each):
            exported = Exported(each, written)
            exported.report(reading)
        _both_sides(each, reading)
        if each.sheet is PROJECTS:
            projects.read(each)
        elif exported is not None and each.sheet is DEADLINES:
            DeadlineRows(reading, deadlines, exported).read(each)
        else:
            Details(reading, projects, each.sheet).read(each)
        _around(each, result)
    if any(each.sheet is PROJECTS for each in found):
        projects.missing()
    return result


def _is_ours(found: Found) -> bool:
    """Whether it is a sheet of a workbook that foerder wrote."""
    return bool(found.computed or found.sheet is DEADLINES) and not found.grid.is_csv


def _both_sides(found: Found, reading: Reading) -> None:
    """ "Projektträger" is the recipient here, the agency of a ministry there:
    no cell of it is taken.
    """
    position = found.places().get("agency")
    if position is None:
        return
    del found.columns[position]
    shown = ""
    for row in found.grid.rows[found.last + 1 :]:
        if position in row.cells:
            shown = shown or short(row.cells[position])
            reading.result.seen.add((found.grid.name, row.number, position))
    why = _(
        "can be read in two ways, as recipient and as authority (agency of a federal ministry): rename the column"
    )
    where = found.grid.where(found.grid.rows[found.last].number, position)
    reading.result.doubts.append(Doubt(where, found.heads[position], shown, why))


def _around(found: Found, result: Comparison) -> None:
    """What is not read of a sheet."""
    grid = found.grid
    result.remarks += _remarks(found)
    result.unknown += [(grid.name, head) for head in found.unknown.values()]
    result.nowhere += [(grid.name, head) for head in found.nowhere.values()]
    for passed in found.passed if not _is_ours(found) else ():
        result.passed.append((grid.name, passed))
    if found.beside:
        text = _("another table beside the list: {heads}")
        heads = ", ".join(filter(None, found.beside.values()))
        result.unknown.append((grid.name, text.format(heads=heads)))
    why = _("several columns mean the same: none of them is read")
    for head in found.twice.values():
        result.doubts.append(Doubt(grid.name, head, "", why))


def _remarks(found: Found) -> Iterator[str]:
    """What is to be said of a sheet."""
    grid = found.grid
    yield from grid.remarks
    if found.operations:
        yield _("{sheet}: list of operations (ESF/ERDF) recognised.").format(sheet=grid.name)
    if grid.hidden:
        yield _("{sheet} is a hidden sheet.").format(sheet=grid.name)
    if grid.hidden_rows:
        text = _("{sheet}: hidden or filtered rows are read too: {rows}.")
        yield text.format(sheet=grid.name, rows=ranges(grid.hidden_rows))
    for row, column, note in grid.notes:
        text = _("{where}: the comment is not read: {note}")
        yield text.format(where=grid.where(row, column), note=short(note))


def ranges(numbers: Sequence[int]) -> str:
    """Numbers with those in a row together: ``3, 7–9``."""
    parts: list[str] = []
    first = before = 0
    for number in numbers:
        if parts and number == before + 1:
            parts[-1] = f"{first}–{number}"
        else:
            parts.append(str(number))
            first = number
        before = number
    return ", ".join(parts)
