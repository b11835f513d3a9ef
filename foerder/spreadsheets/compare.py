"""From the sheets of a file to what they would change in a register."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from foerder.model import Register
from foerder.spreadsheets.columns import IMPORTED, PROJECTS
from foerder.spreadsheets.details import Details
from foerder.spreadsheets.headers import Found
from foerder.spreadsheets.projects import Projects
from foerder.spreadsheets.result import Comparison, Doubt
from foerder.spreadsheets.rows import Reading
from foerder.text.i18n import _


def compare(
    found: Sequence[Found],
    register: Register,
    nominals: Mapping[str, date],
    as_written: Sequence[Callable[[object], str]],
    clear: bool = False,
    file: int = 0,
) -> Comparison:
    """The list against the register.

    ``nominals``: the counted days of the deadlines, by id; ``as_written``: how exported text looks in a cell;
    ``clear``: an empty cell takes a value out; ``file``: where new projects go.
    """
    result = Comparison()
    reading = Reading(register, as_written, clear, result)
    projects = Projects(reading, nominals, file)
    for sheet in IMPORTED:
        for each in found:
            if each.sheet is not sheet:
                continue
            _columns(each, result)
            if sheet is PROJECTS:
                projects.read(each)
                projects.missing()
            else:
                Details(reading, projects, sheet).read(each)
    return result


def _columns(found: Found, result: Comparison) -> None:
    """The columns that are not read."""
    result.unknown += [(found.grid.name, head) for head in found.unknown.values()]
    result.computed += found.computed
    result.doubts += [
        Doubt(found.grid.name, head, "", _("several columns mean the same: none of them is read"))
        for head in found.twice.values()
    ]
