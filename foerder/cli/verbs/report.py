"""`foerder report`: the yearly list for council and auditors."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Annotated

import typer

from foerder.cli import options
from foerder.cli.exports.order import STDOUT
from foerder.cli.parser.commands import Words, load, verb
from foerder.cli.session import FORMATS, REFUSED, Session, one_of, respond, session, usage_error
from foerder.cli.terminal.output import say, write_bytes
from foerder.text.i18n import N_, _

if TYPE_CHECKING:
    from foerder.views.report import Answer

WRITERS = {"html": "foerder.views.html.report:document", "xlsx": "foerder.spreadsheets.yearly_report:document"}
"""Format, which is the file's suffix as well → the function that makes the file's bytes of the answer."""


@verb(
    N_(
        "The grants of a year by programme and funder: amounts, own share, reports on time or late, open claims. "
        "With FILE as a page for council and auditors."
    )
)
@options.filtered
def report(
    ctx: typer.Context,
    file: Annotated[
        str | None, typer.Argument(metavar=N_("FILE"), help=N_("The file; its suffix names the format; - for stdout."))
    ] = None,
    year: Annotated[
        int | None, typer.Option("--year", min=1990, max=2200, metavar=N_("YEAR"), help=N_("The year; else this one."))
    ] = None,
    *,
    words: Words,
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="|".join((*FORMATS, *WRITERS)),
            help=N_("Table on a terminal, else plain lines; of a FILE its suffix."),
        ),
    ] = None,
) -> int:
    """Find the grants of the year and print or write them."""
    from foerder.cli.exports.picked import pick
    from foerder.money.yearly_report import report_rows
    from foerder.views import report as view

    style = _style(file, format)
    chosen = options.make_filter(words)
    run = session(ctx)
    register = run.register()
    found = pick(register, run.today, chosen)
    year = year or run.today.year
    rows = report_rows(register, found.deadlines, found.projects, run.today, year)
    answer = view.Answer(register, run.today, year, rows, chosen.active)
    if style in WRITERS:
        return run.finish(register, _file(run, answer, file or STDOUT, style))
    return respond(run, style, view, answer)


def _style(file: str | None, format: str | None) -> str | None:
    """The format: as asked for, or by the file's suffix."""
    one_of(format, (*FORMATS, *WRITERS), "--format")
    if file is None or (file == STDOUT and format):
        return format
    suffix = PurePath(file).suffix.lower().removeprefix(".")
    found = format or suffix
    if found not in WRITERS:
        usage_error(
            _("{file}: a report can be written as {suffixes}; other formats go to stdout with --format.").format(
                file=repr(file), suffixes=", ".join(f".{name}" for name in WRITERS)
            )
        )
    return found


def _file(run: Session, answer: Answer, target: str, style: str) -> int:
    """Write a file or its bytes to stdout, in the language of files."""
    from foerder.files import WriteError, write_file
    from foerder.text.i18n import using
    from foerder.text.plain import clean

    with using(run.file_language(answer.register)):
        data = load(WRITERS[style])(answer)
    try:
        write_bytes(data) if target == STDOUT else write_file(target, data)
    except WriteError as error:
        say(str(error))
        return REFUSED
    if target != STDOUT:
        say(_("The report for {year} is written to {file}.").format(year=answer.year, file=clean(target)))
    return 0
