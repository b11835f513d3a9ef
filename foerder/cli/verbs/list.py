"""`foerder list`: the projects and where they stand."""

from __future__ import annotations

import typer

from foerder.cli import options as o
from foerder.cli.session import emit, say, session
from foerder.cli.usage import verb
from foerder.i18n import N_


@verb(N_("The projects: status, programme, current period, days left, next deadline, amount."))
def list_(
    ctx: typer.Context,
    programme: o.Programme = None,
    funds: o.Funds = None,
    level: o.Level = None,
    unit: o.Unit = None,
    owner: o.Owner = None,
    tag: o.Tag = None,
    status: o.Status = None,
    kind: o.Kind = None,
    search: o.Search = None,
    format: o.Format = None,
) -> int:
    """Print one record a project."""
    from foerder.deadlines import Calculator
    from foerder.selection import next_of_project
    from foerder.views import list as view

    o.check_format(format)
    chosen = o.make_filter(
        programme=programme,
        funds=funds,
        level=level,
        unit=unit,
        owner=owner,
        tag=tag,
        status=status,
        kind=kind,
        search=search,
    )
    run = session(ctx)
    register = run.register()
    calculator = Calculator(register, run.today, o.window(register, run.today, None, None))
    rows = []
    for project in register.projects:
        mine = calculator.of_project(project)
        owned = chosen.owned(project, mine)
        if owned and chosen.project(project, register.programmes.get(project.programme or ""), run.today):
            rows.append((project, next_of_project(mine)))
    answer = view.Answer(register, run.today, rows)
    style = run.style(format)
    emit(
        run,
        style,
        {
            "json": lambda: view.as_json(answer),
            "csv": lambda: view.as_csv(answer),
            "plain": lambda: view.as_plain(answer),
            "table": lambda: view.as_table(answer, run.width(), run.colored),
        },
    )
    if style != "json" and not register.nothing_readable:
        for text in view.remarks(answer, chosen.active, style):
            say(text)
    return run.finish(register)
