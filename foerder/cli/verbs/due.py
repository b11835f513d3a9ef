"""`foerder due`: what is due, and how long there is."""

from __future__ import annotations

from typing import Annotated

import typer

from foerder.cli import options as o
from foerder.cli.session import FINDINGS, emit, say, session, usage_error
from foerder.cli.usage import verb
from foerder.i18n import N_, _


@verb(N_("What is due, overdue first. Without options: everything overdue, and what is due in the next 90 days."))
def due(
    ctx: typer.Context,
    within: o.Within = None,
    by: o.By = None,
    all: Annotated[bool, typer.Option("--all", help=N_("Every deadline with a date, done and past ones too."))] = False,
    overdue: Annotated[bool, typer.Option("--overdue", help=N_("Only what is overdue."))] = False,
    what_if: Annotated[
        str | None,
        typer.Option(
            metavar=N_("CHANGE"),
            help=N_('What would move, without touching the file: "extend ID 6 months" or "end ID 2026-12-31".'),
        ),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help=N_("Exit code 1 when anything is due or overdue."))] = False,
    programme: o.Programme = None,
    funds: o.Funds = None,
    level: o.Level = None,
    unit: o.Unit = None,
    owner: o.Owner = None,
    tag: o.Tag = None,
    status: o.Status = None,
    kind: o.Kind = None,
    search: o.Search = None,
    type: o.Type = None,
    format: o.Format = None,
) -> int:
    """Compute and print the deadlines of the window."""
    from foerder.deadlines import Calculator
    from foerder.selection import LISTED, in_order, next_after
    from foerder.views import due as view

    o.check_format(format)
    if within and by:
        usage_error(_("--within and --by say the same thing: use one of them."))
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
        type=type,
    )
    run = session(ctx)
    register = run.register()
    until = o.window(register, run.today, within, by)
    moved = None
    if what_if:
        from foerder.cli.what_if import imagine, sums
        from foerder.views.moves import moved as compare

        before, money = Calculator(register, run.today, until), sums(register, run.today)
        register, what = imagine(register, what_if, run.today)
        after = Calculator(register, run.today, until)
        moved = compare(what, before.all(), after.all(), money, sums(register, run.today))
    calculator = Calculator(register, run.today, until)
    found = [d for d in calculator.all() if d.due and chosen.deadline(d, run.today)]
    states = ("overdue",) if overdue else LISTED
    shown = in_order(d for d in found if all or d.state in states)
    if all and overdue:
        shown = [d for d in shown if d.state == "overdue"]
    inside = in_order(d for d in found if d.state == "due") if overdue else []
    answer = view.Answer(
        register=register,
        today=run.today,
        until=None if all else until,
        shown=shown,
        next=None if all else next_after(found),
        ours=calculator.ours,
        endless=tuple(calculator.endless) if all else (),
        moved=moved,
        overdue=overdue,
        inside=inside[0] if inside else None,
        filtered=chosen.active,
    )
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
        for text in view.remarks(answer, style):
            say(text)
    pressing = check and any(d.state in LISTED for d in shown)
    return run.finish(register, FINDINGS if pressing else 0)
