"""`foerder report`: the yearly list for council and auditors."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from foerder.cli import options
from foerder.cli.answers import respond
from foerder.cli.exports.request import select
from foerder.cli.exports.write import STDOUT, by_suffix, put, refuse_source, refused
from foerder.cli.inputs import parse_date, parse_window
from foerder.cli.parser.commands import argument, load, option, verb
from foerder.cli.parser.wording import WholeNumber
from foerder.cli.session import Session, one_of, usage_error
from foerder.cli.terminal.output import FORMATS, say
from foerder.deadlines.selection import Filter
from foerder.files import WriteError
from foerder.money.yearly_report import ReportWindow, refused_in, report_rows, whole_year
from foerder.text.i18n import _, fmt_date, using
from foerder.text.plain import clean
from foerder.views import report as view

WRITERS = {
    "html": "foerder.views.html.report:document",
    "xlsx": "foerder.spreadsheets.yearly_report:document",
}
"""Format, which is the file's suffix as well → the function that makes the
file's bytes of the answer.
"""


@verb(
    "The grants of a year by programme and funder: amounts, own share, reports on time or late, open claims. "
    "With FILE as a page for council and auditors."
)
@options.filtered
def report(
    run: Session,
    file: Annotated[
        str | None, argument("FILE", "The file; its suffix names the format; - for stdout.")
    ] = None,
    year: Annotated[
        int | None,
        option("YEAR", "The year; else this one.", click_type=WholeNumber(1990, 2200)),
    ] = None,
    inside: Annotated[
        str | None,
        option("WINDOW", "The same, or a part of it: 2027, Q1/2027, last year.", name="--in"),
    ] = None,
    since: Annotated[
        str | None, option("DATE", "From this day or year on: --from 2022.", name="--from")
    ] = None,
    by: Annotated[
        str | None, option("DATE", "Up to this day; else to the end of this year.")
    ] = None,
    *,
    chosen: Filter,
    format: Annotated[
        str | None,
        option(
            "|".join((*FORMATS, *WRITERS)),
            "Table on a terminal, else plain lines; of a FILE its suffix.",
        ),
    ] = None,
) -> int:
    """Find the grants of the year and print or write them."""
    style = _style(file, format)
    window = _window(run.today, year, inside, since, by)
    register = run.register()
    projects, deadlines = select(register, run.today, chosen)
    rows = report_rows(register, deadlines, projects, run.today, window)
    never_granted = refused_in(projects, window)
    answer = view.Answer(register, run.today, window, rows, chosen.active, never_granted)
    if style not in WRITERS:
        run.format = style
        return respond(run, view, answer)
    try:
        refuse_source(run, file or STDOUT)
        _write(run, answer, file or STDOUT, str(style))
    except WriteError as error:
        return refused(run, register, error)
    return run.finish(register)


def _window(
    today: date, year: int | None, inside: str | None, since: str | None, by: str | None
) -> ReportWindow:
    """The days that the report is about; ends the program where they are given twice."""
    if [year, inside, since or by].count(None) < 2:
        usage_error(_("--year, --in and --from/--by say the same thing: use one of them."))
    if inside:
        return ReportWindow(*parse_window(inside, today))
    if not since and not by:
        return whole_year(year or today.year)
    last = parse_date(by, today, "by") if by else date(today.year, 12, 31)
    first = parse_date(since, today, "from") if since else date(last.year, 1, 1)
    if last < first and not by:
        last = date(first.year, 12, 31)
    if last < first:
        usage_error(_("--from is after the last day: {day}."), day=fmt_date(last))
    return ReportWindow(first, last)


def _style(file: str | None, format: str | None) -> str | None:
    """The format: as asked for, or by the file's suffix."""
    one_of(format, (*FORMATS, *WRITERS), "--format")
    if file is None or (file == STDOUT and format):
        return format
    refusal = _(
        "{file}: a report can be written as {suffixes}; other formats go to stdout with --format."
    )
    return by_suffix(file, format, WRITERS, refusal)


def _write(run: Session, answer: view.Answer, target: str, style: str) -> None:
    """Write a file or its bytes to stdout, in the language of files. Raises `WriteError`."""
    with using(run.file_language(answer.register)):
        data = load(WRITERS[style])(answer)
    put(run, target, data)
    if target != STDOUT:
        text = _("The report for {year} is written to {file}.")
        say(text, year=answer.year, file=clean(target))
