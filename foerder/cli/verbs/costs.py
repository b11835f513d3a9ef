"""`foerder costs`: the financing plan, pace, and what each year costs."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from foerder.cli import options, pick
from foerder.cli.answers import respond
from foerder.cli.inputs import parse_money
from foerder.cli.parser import complete
from foerder.cli.parser.commands import Words, option, verb
from foerder.cli.session import one_of, session, usage_error
from foerder.deadlines.calculator import Calculator
from foerder.deadlines.selection import Filter, current_period
from foerder.model import Period, Project, Register
from foerder.money.account import account_of, has_money
from foerder.money.clauses import base_rates
from foerder.money.totals import GROUPS
from foerder.text.glossary import key_of
from foerder.text.i18n import N_, _
from foerder.views import costs as view


@verb(
    N_(
        "The money: approved, spent, left by type of cost; sources, rules of the conditions, payments, pace, years. "
        "Without an id a line per project."
    )
)
@options.filtered
def costs(
    ctx: typer.Context,
    project: Annotated[str | None, options.PROJECT] = None,
    period: Annotated[
        str | None,
        option(
            N_("PERIOD"),
            N_("Only this period; else all, the current one first."),
            complete.own_periods,
        ),
    ] = None,
    pace: Annotated[
        bool, typer.Option("--pace", help=N_("Time used against money used."))
    ] = False,
    by_year: Annotated[
        bool,
        typer.Option(
            "--by-year", help=N_("Grant, own funds, payments and spending by calendar year.")
        ),
    ] = False,
    by: Annotated[
        str | None, option("|".join(GROUPS), N_("Sums by programme, funder, unit or year."))
    ] = None,
    saving: Annotated[
        str | None, option(N_("AMOUNT"), N_("What costs lower by this mean for the grant."))
    ] = None,
    income: Annotated[
        str | None, option(N_("AMOUNT"), N_("What this much more income means for the grant."))
    ] = None,
    *,
    words: Words,
    format: options.Format = None,
) -> int:
    """Put the accounts together and print them."""
    options.check_format(format)
    by = one_of(key_of(by or "") or by, GROUPS, "--by")
    if bool(pace) + bool(by_year) + bool(by) > 1:
        usage_error(_("--pace, --by-year and --by are different tables: use one of them."))
    if project is None and (period or saving or income):
        usage_error(_("--period, --saving and --income need the id of a project."))
    chosen = options.make_filter(words)
    asked = (
        (parse_money(saving or "0"), parse_money(income or "0")) if saving or income else None
    )
    run = session(ctx)
    register = run.register()
    calculator = Calculator(register, run.today, run.today)
    rates = base_rates(register)
    accounts = []
    single = project is not None and (period is not None or asked is not None)
    for one, found in _money_periods(
        register, project, period, run.today, chosen, single, bool(by_year or by)
    ):
        deadlines = calculator.of_project(one)
        accounts.append(account_of(register, one, found, deadlines, run.today, rates, asked))
    table = by or ("years" if by_year else "costs")
    if pace:
        table = "pace"
    answer = view.Answer(register, run.today, accounts, project is not None, table, project)
    if project is None:
        answer = answer.without(_grants(register, run.today, chosen))
    return respond(run, format, view, answer)


def _money_periods(
    register: Register,
    project: str | None,
    period: str | None,
    today: date,
    chosen: Filter,
    single: bool,
    every: bool,
) -> list[tuple[Project, Period]]:
    """The periods whose money is asked for.

    Of a project that is named all, the current one first and even where nothing is recorded yet, or only one
    (``single``); else the current one of each project, or all approved ones (``every``). Ends the program where
    the project or period does not exist.
    """
    if project:
        first = pick.current(register, f"{project}/{period}" if period else project, today)
        if single:
            return [first]
        one, current = first
        if every:
            return [
                (one, found)
                for found in one.periods
                if found.status == "approved" and has_money(found)
            ]
        others = [
            found
            for found in reversed(one.periods)
            if found is not current and has_money(found)
        ]
        return [first, *((one, found) for found in others)]
    result: list[tuple[Project, Period]] = []
    for one in _grants(register, today, chosen):
        now = current_period(one, today)[0]
        for found in one.periods:
            wanted = found.status == "approved" if every else found is now
            wanted = wanted and found.status not in ("rejected", "withdrawn")
            if wanted and has_money(found):
                result.append((one, found))
    return result


def _grants(register: Register, today: date, chosen: Filter) -> list[Project]:
    """The grants that are asked for, with money and without."""
    return [
        one
        for one in register.projects
        if one.kind == "grant" and chosen.fits(one, register, (), today)
    ]
