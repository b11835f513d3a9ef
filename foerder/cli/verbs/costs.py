"""`foerder costs`: the financing plan, pace, and what each year costs."""

from __future__ import annotations

from typing import Annotated

import typer

from foerder.cli import options
from foerder.cli.parser.commands import Words, verb
from foerder.cli.session import respond, session, usage_error
from foerder.text.i18n import N_, _


@verb(
    N_(
        "The money: approved, spent, left by type of cost; sources, rules of the conditions, payments, pace, years. "
        "Without an id a line per project."
    )
)
@options.filtered
def costs(
    ctx: typer.Context,
    project: Annotated[
        str | None, typer.Argument(metavar=N_("ID"), help=N_("Id of the project (foerder list shows them)."))
    ] = None,
    period: Annotated[
        str | None, typer.Option(metavar=N_("PERIOD"), help=N_("Only this period; else the current one."))
    ] = None,
    pace: Annotated[bool, typer.Option("--pace", help=N_("Time used against money used."))] = False,
    by_year: Annotated[
        bool, typer.Option("--by-year", help=N_("Grant, own funds, payments and spending by calendar year."))
    ] = False,
    saving: Annotated[
        str | None, typer.Option(metavar=N_("AMOUNT"), help=N_("What costs lower by this mean for the grant."))
    ] = None,
    income: Annotated[
        str | None, typer.Option(metavar=N_("AMOUNT"), help=N_("What this much more income means for the grant."))
    ] = None,
    *,
    words: Words,
    format: options.Format = None,
) -> int:
    """Put the accounts together and print them."""
    from foerder.cli.inputs import parse_money
    from foerder.deadlines.calculator import Calculator
    from foerder.money.account import account_of
    from foerder.money.clauses import base_rates
    from foerder.views import costs as view

    options.check_format(format)
    if pace and by_year:
        usage_error(_("--pace and --by-year are two tables: use one of them."))
    if project is None and (period or saving or income):
        usage_error(_("--period, --saving and --income need the id of a project."))
    chosen = options.make_filter(words)
    asked = (parse_money(saving or "0"), parse_money(income or "0")) if saving or income else None
    run = session(ctx)
    register = run.register()
    calculator = Calculator(register, run.today, run.today)
    rates = base_rates(register)
    accounts = [
        account_of(register, one, found, calculator.of_project(one), run.today, rates, asked)
        for one, found in options.money_periods(register, project, period, run.today, chosen, every=by_year)
    ]
    answer = view.Answer(
        register, run.today, accounts, project is not None, "years" if by_year else "pace" if pace else "costs", project
    )
    if project is None:
        answer = answer.without(options.grants(register, run.today, chosen))
    return respond(run, format, view, answer)
