"""`foerder show`: one project with everything the register knows."""

from __future__ import annotations

from typing import Annotated

from foerder.cli import options
from foerder.cli.answers import answering, present
from foerder.cli.inputs import calculate
from foerder.cli.parser.commands import verb
from foerder.cli.session import Session
from foerder.cli.terminal.output import say
from foerder.deadlines.selection import in_order
from foerder.register.find import NotFound, find_project
from foerder.text.hints import no_period
from foerder.views import show as view


@verb(
    "One project: periods, costs, financing, payments, duties done and open, contacts, what came before and after."
)
@answering
def show(run: Session, project: Annotated[str, options.PROJECT]) -> int:
    """Find the project and print it."""
    register = run.readable()
    try:
        found = find_project(register, project)
    except NotFound:
        run.finish(register)
        raise
    calculator = calculate(register, run.today)
    deadlines = in_order(calculator.of_project(found))
    answer = view.Answer(
        register, found, run.today, deadlines, calculator.ours, view.relations(register)
    )
    present(run, view, answer)
    if not found.periods:
        say(no_period(found.id))
    return run.finish(register)
