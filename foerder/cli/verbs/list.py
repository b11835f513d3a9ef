"""`foerder list`: the projects and where they stand."""

from __future__ import annotations

import typer

from foerder.cli import options
from foerder.cli.parser.commands import Words, verb
from foerder.cli.session import respond, say_undated, session
from foerder.deadlines.calculator import Calculator
from foerder.deadlines.selection import next_of_project
from foerder.text.i18n import N_
from foerder.views import list as view


@verb(N_("The projects: status, programme, current period, days left, next deadline, amount."))
@options.filtered
def list_(ctx: typer.Context, *, words: Words, format: options.Format = None) -> int:
    """Print one record a project."""
    options.check_format(format)
    chosen = options.make_filter(words)
    run = session(ctx)
    register = run.register()
    calculator = Calculator(register, run.today, options.window(register, run.today, None, None))
    rows = []
    for project in register.projects:
        mine = calculator.of_project(project)
        if chosen.fits(project, register, mine, run.today):
            rows.append((project, next_of_project(mine)))
    undated = calculator.missing(chosen)
    answer = view.Answer(register, run.today, rows, chosen.active, undated)
    if run.style(format) == "json":
        say_undated(undated)
    return respond(run, format, view, answer)
