"""`foerder show`: one project with everything the register knows."""

from __future__ import annotations

import typer

from foerder.cli import options, pick
from foerder.cli.answers import present
from foerder.cli.parser.commands import verb
from foerder.cli.session import session
from foerder.cli.terminal.output import say
from foerder.deadlines.selection import in_order
from foerder.text.hints import no_period
from foerder.views import show as view


@verb(
    "One project: periods, costs, financing, payments, duties done and open, contacts, what came before and after."
)
def show(
    ctx: typer.Context, project: str = options.project(), format: str | None = options.FORMAT
) -> int:
    """Find the project and print it."""
    options.check_format(format)
    run = session(ctx)
    register = run.readable()
    try:
        found = pick.project(register, project)
    except typer.BadParameter:
        run.finish(register)
        raise
    calculator = pick.calculate(register, run.today)
    deadlines = in_order(calculator.of_project(found))
    answer = view.Answer(
        register, found, run.today, deadlines, calculator.ours, view.relations(register)
    )
    present(run, format, view, answer)
    if not found.periods:
        say(no_period(found.id))
    return run.finish(register)
