"""`foerder show`: one project with everything the register knows."""

from __future__ import annotations

from typing import Annotated

import typer

from foerder.cli import options
from foerder.cli.parser import complete
from foerder.cli.parser.commands import verb
from foerder.cli.session import present, session, usage_error
from foerder.cli.terminal.output import say
from foerder.text.i18n import N_, _


@verb(
    N_("One project: periods, costs, financing, payments, duties done and open, contacts, what came before and after.")
)
def show(
    ctx: typer.Context,
    project: Annotated[
        str,
        typer.Argument(
            metavar=N_("ID"),
            help=N_("Id of the project (foerder list shows them)."),
            autocompletion=complete.projects,
        ),
    ],
    format: options.Format = None,
) -> int:
    """Find the project and print it."""
    from foerder.deadlines.calculator import Calculator
    from foerder.deadlines.selection import in_order
    from foerder.views import show as view

    options.check_format(format)
    run = session(ctx)
    register = run.readable()
    found = next((one for one in register.projects if one.id == project), None)
    if found is None:
        from foerder.text.hints import hint

        run.finish(register)
        near = hint(project, (one.id for one in register.projects), _("All ids: foerder list."))
        usage_error(_('There is no project "{name}".').format(name=project) + near)
    calculator = Calculator(register, run.today, options.window(register, run.today, None, None))
    answer = view.Answer(register, found, run.today, in_order(calculator.of_project(found)), calculator.ours)
    present(run, format, view, answer)
    if not found.periods:
        from foerder.text.hints import no_period

        say(no_period(found.id))
    return run.finish(register)
