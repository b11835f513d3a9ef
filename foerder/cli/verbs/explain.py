"""`foerder explain`: why this date."""

from __future__ import annotations

import typer

from foerder.cli import options, pick
from foerder.cli.answers import present
from foerder.cli.parser import complete
from foerder.cli.parser.commands import argument, verb
from foerder.cli.session import session
from foerder.views import explain as view


@verb(
    "Why a deadline falls on its day: anchor, offset, shift, paragraph, source, and one sentence for the file."
)
def explain(
    ctx: typer.Context,
    deadline: str = argument(
        "DEADLINE",
        "Id of the deadline, or any part of it that fits only one.",
        complete.deadlines,
    ),
    format: str | None = options.FORMAT,
) -> int:
    """Find the deadline and tell its steps."""
    options.check_format(format)
    run = session(ctx)
    register = run.readable()
    known = pick.calculate(register, run.today, tracing=True)
    try:
        found = pick.deadline(deadline, known.all(), register.projects)
    except typer.BadParameter:
        run.finish(register)
        raise
    answer = view.Answer(register, found, run.today, known)
    present(run, format, view, answer)
    return run.finish(register)
