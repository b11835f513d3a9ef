"""Money by calendar year: what is approved, expected from ourselves, received
and spent (for the budget plan).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from foerder.model import Period
from foerder.money.plan import (
    FLAT,
    ZERO,
    FinancingPlan,
    Funding,
    Stretch,
    active,
    funding_of,
    grant_of,
    is_booked,
    is_own,
    plan_of,
    spread,
    stretches,
    sums,
    totalled,
    weights_of,
)

APPROVED, DAYS = "approved", "days"
"""How a year's grant is known: from the approved yearly amounts
(Jahresscheiben), or spread by days.
"""


@dataclass(frozen=True, slots=True)
class YearRow:
    """One calendar year of one period; ``year`` is None for what has no day."""

    year: int | None
    grant: Decimal | None
    own: Decimal | None
    received: Decimal | None
    """None where no payment is recorded at all."""
    spent: Decimal | None
    """None where no spending is recorded at all."""


@dataclass(frozen=True, slots=True)
class Budget:
    """The years of one period and how their figures came about."""

    rows: tuple[YearRow, ...]
    basis: str | None
    """``approved`` (Jahresscheiben), ``days`` (spread by days), or None where
    nothing can be said.
    """
    own_basis: str | None
    """``approved`` (in proportion to the Jahresscheiben), or spread by ``days``
    or full ``months``.
    """


def budget_of(
    period: Period, plan: FinancingPlan | None = None, funding: Funding | None = None
) -> Budget:
    """The years of a period, against what was received and spent in each.

    ``plan`` and ``funding``: the period's own, where they are known already.
    """
    plan = plan or plan_of(period)
    funding = funding or funding_of(period, plan.approved)
    grants, basis = _grants_by_year(period, grant_of(period, funding))
    own, own_basis = _own_by_year(period, plan, funding, grants, basis)
    spent = spent_by_year(period, plan)
    paid = totalled(
        (each.received.year, each.amount)
        for each in period.payments
        if each.received and each.amount
    )
    if period.ended_on:
        # What was meant for later years does not come any more.
        grants, own = _up_to(grants, period.ended_on), _up_to(own, period.ended_on)
    figures: tuple[tuple[Mapping[Any, Decimal], object], ...] = (
        (grants, basis),
        (own, own_basis),
        (paid, period.payments),
        (spent, is_booked(period)),
    )
    rows = []
    years = {*grants, *own, *paid, *filter(None, spent)}
    for year in sorted(years):
        row = [amounts.get(year, ZERO) if known else None for amounts, known in figures]
        rows.append(YearRow(year, *row))
    if None in spent:
        rows.append(YearRow(None, None, None, None, spent[None]))
    return Budget(tuple(rows), basis, own_basis)


def _up_to(amounts: Mapping[int, Decimal], day: date) -> dict[int, Decimal]:
    return {year: amount for year, amount in amounts.items() if year <= day.year}


def _days_by_year(part: Stretch) -> dict[int, int]:
    days = {}
    for year in range(part.start.year, part.end.year + 1):
        first, last = max(part.start, date(year, 1, 1)), min(part.end, date(year, 12, 31))
        days[year] = (last - first).days + 1
    return days


def _grants_by_year(
    period: Period, grant: Decimal | None
) -> tuple[dict[int, Decimal], str | None]:
    """The grant by year: the yearly amounts as approved, else spread by days."""
    given = totalled(
        (row.year, row.amount)
        for row in period.years
        if row.year is not None and row.amount is not None
    )
    if given:
        return given, APPROVED
    if grant is None or period.start is None or period.end is None:
        return {}, None
    days = _days_by_year(Stretch(period.start, period.end))
    return spread(grant, days), DAYS


def _own_by_year(
    period: Period,
    plan: FinancingPlan,
    funding: Funding,
    grants: Mapping[int, Decimal],
    basis: str | None,
) -> tuple[dict[int, Decimal], str | None]:
    """Own funds by year: in proportion to the grant where the share never
    changes, else by time.
    """
    total = funding.total(own=True)
    if not any(source.own for source in funding.sources) or total is None:
        return {}, None
    parts = stretches(period)
    if grants and len(parts) <= 1:
        return spread(total, grants), basis
    if not parts:
        return {}, None
    weights, unit = weights_of(parts)
    exact: dict[int, Fraction] = {}
    for part, weight in zip(parts, weights, strict=True):
        amount = _own_of(period, plan, part, Fraction(weight, sum(weights)))
        times = _months_by_year(part) if unit == "months" else _days_by_year(part)
        for year, time in times.items():
            exact[year] = exact.get(year, Fraction(0)) + amount * time / sum(times.values())
    return spread(total, exact), unit


def _own_of(period: Period, plan: FinancingPlan, part: Stretch, weight: Fraction) -> Fraction:
    """Own funds in a stretch that makes so much of the period."""
    # A fixed amount of own funds is spread over the whole period, a share over the days on which it holds.
    fixed, share = Fraction(0), Fraction(0)
    for row in period.financing:
        if is_own(row.funder):
            fixed += Fraction(row.amount or 0)
            if row.share is not None and active(row, part):
                share += Fraction(row.share)
    return (Fraction(plan.approved or 0) * share + fixed) * weight


def _months_by_year(part: Stretch) -> dict[int, int]:
    months: dict[int, int] = {}
    for index in range(
        part.start.year * 12 + part.start.month - 1, part.end.year * 12 + part.end.month
    ):
        months[index // 12] = months.get(index // 12, 0) + 1
    return months


def spent_by_year(period: Period, plan: FinancingPlan) -> dict[int | None, Decimal]:
    """What was spent in each year, flat rates with it; under None what has no day."""
    return _spent_by(period, plan, lambda day: day.year)


def spent_between(period: Period, plan: FinancingPlan, first: date, last: date) -> Decimal:
    """What was spent from a day to another, both included, flat rates with it."""
    return _spent_by(period, plan, lambda day: int(first <= day <= last)).get(1, ZERO)


def _spent_by(
    period: Period, plan: FinancingPlan, part_of: Callable[[date], int]
) -> dict[int | None, Decimal]:
    booked = totalled(_booked(period, part_of))
    totals = totalled((part, amount) for (part, _kind), amount in booked.items())
    for line in plan.lines:
        if line.rate is None or not line.spent:
            continue
        bases = dict.fromkeys(totals, ZERO)
        for (part, kind), amount in booked.items():
            if kind in line.of and kind != FLAT:
                bases[part] += amount
        for part, amount in spread(line.spent, bases).items():
            totals[part] += amount
    return totals


def _booked(
    period: Period, part_of: Callable[[date], int]
) -> Iterator[tuple[tuple[int | None, str | None], Decimal]]:
    """What was spent, by part of time and type of cost, without flat rates."""
    for spending in period.spending:
        if spending.amount is not None:
            part = part_of(spending.on) if spending.on else None
            yield (part, spending.type), spending.amount
    for cost in period.costs:
        if cost.rate is None and cost.spent:
            yield (None, cost.type), cost.spent


FIGURES = {name: name for name in ("grant", "own", "received", "spent")}
"""What is summed of the rows of a year."""


def total_row(rows: Iterable[YearRow], year: int | None) -> YearRow:
    """Several rows in one; a figure that no row knows stays unknown."""
    found = list(rows)
    return YearRow(year, **sums(found, FIGURES))
