"""The figures of one project that the pictures add up: its deadlines by month,
its money by year and source.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from foerder.deadlines.selection import WAITING
from foerder.model import Deadline, Register
from foerder.money.account import Account
from foerder.money.plan import ZERO, divided, grant_funders
from foerder.money.totals import counted
from foerder.text.i18n import _
from foerder.views.html.choices import PAYERS, Choices

MONTHS = 24
"""So many months from this one on are drawn."""


class Figures(NamedTuple):
    """What the pictures show of some projects."""

    overdue: int
    months: Counter[int]
    """How much is due, by the number of months from now."""
    years: Mapping[tuple[int, str], Decimal]
    """Euros of each year by source."""
    sums: tuple[Decimal, Decimal, Decimal]
    """Approved, received, spent."""


def figures_of(
    register: Register, today: date, deadlines: Iterable[Deadline], accounts: Iterable[Account]
) -> Figures:
    """The figures of one project; of its money only what is approved counts."""
    found = counted(accounts)
    overdue, months = _months(deadlines, today)
    approved = received = spent = ZERO
    for account in found:
        approved += account.grant or ZERO
        received += account.paid or ZERO
        spent += account.spent or ZERO
    return Figures(
        overdue, months, grants_by_year(found, register), (approved, received, spent)
    )


def _months(deadlines: Iterable[Deadline], today: date) -> tuple[int, Counter[int]]:
    overdue = 0
    months: Counter[int] = Counter()
    for deadline in deadlines:
        if deadline.due is None or deadline.state not in WAITING:
            continue
        if deadline.state == "overdue":
            overdue += 1
            continue
        ahead = 12 * (deadline.due.year - today.year) + deadline.due.month - today.month
        if ahead < MONTHS:
            months[ahead] += 1
    return overdue, months


def grants_by_year(
    accounts: Iterable[Account], register: Register
) -> dict[tuple[int, str], Decimal]:
    """What each source pays in each year, divided as the sources share the
    whole grant.
    """
    years: dict[tuple[int, str], Decimal] = {}
    for account in accounts:
        programme = register.programme_of(account.project)
        funders = grant_funders(programme, account.funding)
        for row in account.budget.rows:
            if row.year is None or row.grant is None or row.grant <= 0:
                continue
            for name, (amount,) in divided(funders, programme, row.grant):
                key = row.year, name or _("not entered")
                years[key] = years.get(key, ZERO) + (amount or ZERO)
    return years


def total_of(figures: Iterable[Figures]) -> Figures:
    """The figures of several projects together."""
    overdue = 0
    months: Counter[int] = Counter()
    years: dict[tuple[int, str], Decimal] = {}
    sums = [ZERO, ZERO, ZERO]
    for one in figures:
        overdue += one.overdue
        months.update(one.months)
        for key, amount in one.years.items():
            years[key] = years.get(key, ZERO) + amount
        sums = [before + amount for before, amount in zip(sums, one.sums, strict=True)]
    approved, received, spent = sums
    return Figures(overdue, months, years, (approved, received, spent))


def attributes(figures: Figures, choices: Choices) -> dict[str, str]:
    """The figures as the page's script reads them, to add up those of the
    projects that are chosen.
    """
    found = {}
    months = [f"{ahead}:{number}" for ahead, number in sorted(figures.months.items())]
    if months or figures.overdue:
        found["data_m"] = " ".join((str(figures.overdue), *months))
    if figures.years:
        found["data_y"] = " ".join(
            f"{year}:{choices.mark(PAYERS, source)}:{_short(amount)}"
            for (year, source), amount in sorted(figures.years.items())
        )
    if any(figures.sums):
        found["data_s"] = " ".join(map(_short, figures.sums))
    return found


def _short(amount: Decimal) -> str:
    return f"{amount:f}".removesuffix(".00")
