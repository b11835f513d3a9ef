"""`foerder import`: the office's own Excel or CSV list into the register."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

from foerder.cli import USAGE, pick
from foerder.cli.change import DryRun, Into, Plan, Yes, change, existing_files, refuse
from foerder.cli.exports.write import put, refuse_source, refused
from foerder.cli.parser.commands import argument, flag, option, verb
from foerder.cli.session import Session, usage_error
from foerder.cli.terminal.output import say, write
from foerder.editor.state import State
from foerder.files import WriteError
from foerder.model import Register
from foerder.spreadsheets import template as template_sheet
from foerder.spreadsheets import xlsx
from foerder.spreadsheets.clashes import leave_out
from foerder.spreadsheets.columns import IMPORTED, Lists
from foerder.spreadsheets.compare import compare
from foerder.spreadsheets.files import read
from foerder.spreadsheets.grid import Unreadable
from foerder.spreadsheets.preview import preview, undated
from foerder.spreadsheets.result import Comparison
from foerder.spreadsheets.tables import Found, sheets_in
from foerder.spreadsheets.xlsx_rows import text
from foerder.text.i18n import _, using
from foerder.text.plain import clean

SLOW_BYTES = 50_000
"""From this size on (about a thousand rows of a workbook) a list takes about a second."""


@verb(
    "Take an Excel or CSV list over into the register. Shows first what is new, changed and doubtful, then asks.",
    epilog="Columns are recognised by German or English names; an empty list to fill in: foerder import --template "
    "liste.xlsx. Nothing is ever removed, nothing is guessed.",
)
def import_(
    run: Session,
    file: Annotated[str, argument("FILE", "The list: .xlsx, .ods, .xls or .csv.")],
    template: Annotated[
        bool,
        flag("Write an empty list with the right headers into FILE instead.", "--template"),
    ] = False,
    sheet: Annotated[str | None, option("NAME", "Only this sheet of the workbook.")] = None,
    clear: Annotated[
        bool, flag("An empty cell takes the register's value out.", "--clear")
    ] = False,
    into: Into = None,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> int:
    """Read, compare, show, ask, write."""
    if template:
        return _template(run, file)
    existing_files(run)
    run.slow = Path(file).is_file() and Path(file).stat().st_size >= SLOW_BYTES
    run.busy(_("The list is read …"))
    try:
        grids = read(Path(file))
    except Unreadable as fault:
        return refuse(fault.message, fault.remedy, USAGE)
    found, left = sheets_in(grids, sheet)
    if not found:
        is_there = sheet is None or sheet in [grid.name for grid in grids]
        return _no_header(file, left) if is_there else _no_sheet(file, sheet)
    compared = partial(_compare, run, found, clear, into)
    return _take_over(run, compared, left, dry_run, yes)


def _no_sheet(file: str, sheet: str | None) -> int:
    """Say that the sheet that is asked for is not there."""
    text = _("{file} has no sheet {sheet}.").format(file=file, sheet=sheet)
    return refuse(text, _("Name a sheet as its tab does, or leave --sheet out."), USAGE)


def _no_header(file: str, left: list[tuple[str, str]]) -> int:
    """Say why no sheet of a file is read."""
    text = _("{file} has no sheet in which a header with an id or a title is recognised.")
    told = [f"{name}: {why}" for name, why in left if why]
    message = "\n".join([text.format(file=file), *told])
    return refuse(message, _("The right headers: foerder import --template list.xlsx"), USAGE)


def _take_over(
    run: Session,
    compared: Callable[[State], Comparison],
    left: list[tuple[str, str]],
    dry_run: bool,
    yes: bool,
) -> int:
    """Compare and change, file by file of the register."""
    run.busy(_("List and register are compared …"))
    state = State(run.place.files())
    result = compared(state)
    result.left = left
    write(preview(result))
    files = list(result.ops())
    if not files:
        say(_("Nothing to change: the register says the same."))
        return run.finish(state.register)
    for file in files:

        def plan(now: State, file: int = file) -> Plan:
            again = result if now.raw() == state.raw() else compared(now)
            return Plan(file, again.ops().get(file, []), brief=True, must_ask=True)

        code = change(run, "import", plan, dry_run, yes)
        if code:
            return code
    write(undated(result))
    return 0


def _compare(
    run: Session, found: list[Found], clear: bool, into: str | None, state: State
) -> Comparison:
    file = pick.file(state, "project", into)
    result = compare(found, state.register, run.today, (text, clean), clear, file)
    leave_out(result, state)
    return result


def _template(run: Session, file: str) -> int:
    """An empty list to fill in."""
    if not file.lower().endswith(".xlsx"):
        usage_error(_("The template is a workbook: name a file that ends in .xlsx."))
    if Path(file).exists():
        return refuse(
            _("{path} exists already.").format(path=file),
            _("Nothing was changed. Name another file."),
        )
    register = run.register() if run.place.find() else Register(())
    lists = Lists(register, run.today, (), (), {})
    with using(run.file_language(register)):
        data = xlsx.template(IMPORTED, template_sheet.example(), lists, template_sheet.notes())
    try:
        refuse_source(run, file)
        put(run, file, data)
    except WriteError as error:
        return refused(run, register, error)
    say(_("{file} written. Fill it in, then: foerder import {file} --dry-run"), file=file)
    return 0
