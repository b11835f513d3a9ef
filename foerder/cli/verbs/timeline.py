"""`foerder timeline`: periods as bars, gaps and deadlines marked."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from foerder.cli import options
from foerder.cli.answers import answering, respond
from foerder.cli.exports.request import select
from foerder.cli.inputs import parse_date, parse_window
from foerder.cli.parser.commands import option, verb
from foerder.cli.session import Session, usage_error
from foerder.deadlines.selection import Filter
from foerder.deadlines.timeline import in_window, lanes_of, span_of
from foerder.text.i18n import N_, _
from foerder.views import timeline as view


@verb(
    "Periods as bars on a month axis, with today, gaps and deadlines; projects that follow each other share a "
    "line, which is shown whole where one of them fits the filters."
)
@answering
@options.filtered
def timeline(
    run: Session,
    begin: Annotated[str | None, option("DATE", "The first day shown.", name="--from")] = None,
    to: Annotated[
        str | None,
        typer.Option("--to", "--by", metavar=N_("DATE"), help=N_("The last day shown.")),
    ] = None,
    inside: Annotated[str | None, options.IN] = None,
    *,
    chosen: Filter,
) -> int:
    """Find the projects, put them into lanes and print them."""
    first, last = _shown(run.today, begin, to, inside)
    register = run.register()
    projects, deadlines = select(register, run.today, chosen)
    ids = (project.id for project in projects)
    lanes = lanes_of(register, deadlines, ids, run.today)
    span = span_of(lanes, run.today)
    is_cut = first is not None or last is not None
    first, last = first or span[0], last or span[1]
    if last < first:
        usage_error(_("--from is after --to."))
    if is_cut:
        lanes = in_window(lanes, first, last)
    answer = view.Answer(register, run.today, first, last, lanes, chosen.active)
    return respond(run, view, answer)


def _shown(
    today: date, begin: str | None, to: str | None, inside: str | None
) -> tuple[date | None, date | None]:
    """The first and the last day asked for; ends the program where they are given twice."""
    if inside and (begin or to):
        usage_error(_("--in names the whole window: leave out --from, --by and --within."))
    if inside:
        return parse_window(inside, today)
    first = parse_date(begin, today, "from") if begin else None
    return first, parse_date(to, today, "to") if to else None
