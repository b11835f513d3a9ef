"""`foerder costs`: the financing plan, pace, and what each year costs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from foerder.cli import options, pick
from foerder.cli.answers import answering, respond
from foerder.cli.inputs import parse_money
from foerder.cli.parser import complete
from foerder.cli.parser.commands import flag, option, verb
from foerder.cli.session import Session, one_of, usage_error
from foerder.deadlines.calculator import Calculator
from foerder.deadlines.selection import Filter, current_period
from foerder.model import Period, Project, Register
from foerder.money.account import account_of, has_money
from foerder.money.clauses import base_rates
from foerder.money.totals import GROUPS
from foerder.text.glossary import key_of
from foerder.text.i18n import _
from foerder.views import costs as view


@verb(
    "The money: approved, spent, left by type of cost; sources, rules of the conditions, payments, pace, years. "
    "Without an id a line per project."
)
@answering
@options.filtered
def costs(
    run: Session,
    project: Annotated[str | None, options.PROJECT] = None,
    period: Annotated[
        str | None,
        option(
            "PERIOD", "Only this period; else all, the current one first.", complete.own_periods
        ),
    ] = None,
    pace: Annotated[bool, flag("Time used against money used.", "--pace")] = False,
    by_year: Annotated[
        bool, flag("Grant, own funds, payments and spending by calendar year.", "--by-year")
    ] = False,
    by: Annotated[
        str | None, option("|".join(GROUPS), "Sums by programme, funder, unit or year.")
    ] = None,
    saving: Annotated[
        str | None, option("AMOUNT", "What costs lower by this mean for the grant.")
    ] = None,
    income: Annotated[
        str | None, option("AMOUNT", "What this much more income means for the grant.")
    ] = None,
    *,
    chosen: Filter,
) -> int:
    """Put the accounts together and print them."""
    table = _table(by, by_year, pace)
    if project is None and (period or saving or income):
        usage_error(_("--period, --saving and --income need the id of a project."))
    imagined = None
    if saving or income:
        imagined = parse_money(saving or "0"), parse_money(income or "0")
    register = run.register()
    every = table not in ("costs", "pace")
    found = _of_all(register, run.today, chosen, every)
    if project:
        found = _of_project(register, project, period, run.today, every, imagined is not None)
    calculator = Calculator(register, run.today, run.today)
    rates = base_rates(register)
    accounts = []
    for one, its_period in found:
        deadlines = calculator.of_project(one)
        accounts.append(
            account_of(register, one, its_period, deadlines, run.today, rates, imagined)
        )
    answer = view.Answer(register, run.today, accounts, project is not None, table, project)
    if project is None:
        answer = answer.without(_grants(register, run.today, chosen))
    return respond(run, view, answer)


def _table(by: str | None, by_year: bool, pace: bool) -> str:
    """Which table is asked for; ends the program where it is more than one."""
    group = one_of(key_of(by or "") or by, GROUPS, "--by")
    asked = [name for name, given in (("pace", pace), ("years", by_year)) if given]
    if group:
        asked.append(group)
    if len(asked) > 1:
        usage_error(_("--pace, --by-year and --by are different tables: use one of them."))
    return asked[0] if asked else "costs"


def _of_project(
    register: Register,
    project: str,
    period: str | None,
    today: date,
    every: bool,
    imagined: bool,
) -> Iterable[tuple[Project, Period]]:
    """The periods of a project: the one that is named, or that of now where
    something is ``imagined``.

    Else all with money, ``every`` approved one or that of now first, which is there even where
    nothing is recorded yet. Raises `NotFound` where the project or period does not exist.
    """
    first = pick.current(register, f"{project}/{period}" if period else project, today)
    if period is not None or imagined:
        return [first]
    one, now = first
    with_money = [(one, found) for found in one.periods if has_money(found)]
    if every:
        return [pair for pair in with_money if pair[1].status == "approved"]
    return [first, *(pair for pair in reversed(with_money) if pair[1] is not now)]


def _of_all(
    register: Register, today: date, chosen: Filter, every: bool
) -> Iterable[tuple[Project, Period]]:
    """The current period of each project with money, or all approved ones (``every``)."""
    for one in _grants(register, today, chosen):
        now = current_period(one, today)[0]
        for period in one.periods:
            wanted = period.status == "approved" if every else period is now
            if wanted and period.status not in ("rejected", "withdrawn") and has_money(period):
                yield one, period


def _grants(register: Register, today: date, chosen: Filter) -> list[Project]:
    """The grants that are asked for, with money and without."""
    found = (one for one in register.projects if one.kind == "grant")
    return [one for one in found if chosen.fits(one, register, (), today)]
