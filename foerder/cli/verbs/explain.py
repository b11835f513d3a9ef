"""`foerder explain`: why this date."""

from __future__ import annotations

from typing import Annotated

import typer

from foerder.cli import pick
from foerder.cli.answers import answering, present
from foerder.cli.inputs import calculate
from foerder.cli.parser import complete
from foerder.cli.parser.commands import argument, verb
from foerder.cli.session import Session
from foerder.views import explain as view


@verb(
    "Why a deadline falls on its day: anchor, offset, shift, paragraph, source, and one sentence for the file."
)
@answering
def explain(
    run: Session,
    deadline: Annotated[
        str,
        argument(
            "DEADLINE",
            "Id of the deadline, or any part of it that fits only one.",
            complete.deadlines,
        ),
    ],
) -> int:
    """Find the deadline and tell its steps."""
    register = run.readable()
    known = calculate(register, run.today, tracing=True)
    try:
        found = pick.deadline(deadline, known.all(), register.projects)
    except typer.BadParameter:
        run.finish(register)
        raise
    answer = view.Answer(register, found, run.today, known)
    present(run, view, answer)
    return run.finish(register)
