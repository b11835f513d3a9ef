"""All that is known of the money of one period, put together for `costs`, `check` and what-if."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from foerder.model import Deadline, Period, Project, Register
from foerder.money.clauses import BaseRate
from foerder.money.payments import Estimate, PaymentUse, estimate, funds_of, outstanding
from foerder.money.plan import (
    ZERO,
    FinancingPlan,
    Funding,
    Pace,
    funding_of,
    grant_of,
    is_booked,
    pace_of,
    plan_of,
    received,
)
from foerder.money.reduction import Reduction, SingleLines, final_reduction, reduction, single_lines
from foerder.money.years import Budget, budget_of


@dataclass(frozen=True, slots=True)
class Account:
    """The money of one period on a day."""

    project: Project
    period: Period
    plan: FinancingPlan
    funding: Funding
    grant: Decimal | None
    received: Decimal
    single_lines: SingleLines
    reduction: Reduction | str | None
    """Of what was left when the period ended, or of the saving and income asked for; a text says why not."""
    funds: tuple[tuple[PaymentUse, Estimate | None], ...]
    pace: Pace | None
    budget: Budget

    outstanding: Decimal
    """What was requested and has not come yet."""
    to_draw: Decimal | None
    """What may still be requested of this budget year's part of the grant; None where that is not known."""

    @property
    def whole(self) -> Decimal | None:
        """The grant, after a reduction."""
        return self.reduction.left if isinstance(self.reduction, Reduction) else self.grant

    @property
    def not_drawn(self) -> Decimal | None:
        """What of the grant was neither received nor requested; None where it is not known, or no longer to come."""
        if self.whole is None or self.period.closed or self.period.status != "approved":
            return None
        return max(self.whole - self.received - self.outstanding, ZERO)

    @property
    def spent(self) -> Decimal | None:
        """Everything spent; None where nothing is booked at all."""
        return self.plan.spent if is_booked(self.period) else None

    @property
    def paid(self) -> Decimal | None:
        """Everything received; None where no payment is recorded at all."""
        return self.received if self.period.payments else None


def _to_draw(budget: Budget, year: int, asked_for: Decimal) -> Decimal | None:
    """The year's part of the grant (Jahresscheibe) less what came in the year and what is asked for."""
    for row in budget.rows:
        if row.year == year and row.grant is not None:
            return max(row.grant - row.received - asked_for, ZERO)
    return None


def has_money(period: Period) -> bool:
    """Whether anything about money is recorded at all."""
    return period.amount is not None or bool(period.costs or period.financing or period.payments or period.spending)


def account_of(
    register: Register,
    project: Project,
    period: Period,
    deadlines: Iterable[Deadline],
    today: date,
    rates: Sequence[BaseRate],
    asked: tuple[Decimal, Decimal] | None = None,
) -> Account:
    """The account of a period; ``asked`` is a saving and an income whose consequence is wanted."""
    plan = plan_of(period)
    funding = funding_of(period, plan.approved)
    fall = (
        reduction(register, project, period, plan, *asked)
        if asked
        else final_reduction(register, project, period, plan, today)
    )
    budget, asked_for = budget_of(period), outstanding(period, today)
    funds = funds_of(period, deadlines, register.settings.track_from)
    return Account(
        project=project,
        period=period,
        plan=plan,
        funding=funding,
        grant=grant_of(period, funding),
        received=received(period),
        single_lines=single_lines(register, project, period, plan),
        reduction=fall,
        funds=tuple((one, estimate(one, today, rates)) for one in funds),
        pace=pace_of(period, today),
        budget=budget,
        outstanding=asked_for,
        to_draw=_to_draw(budget, today.year, asked_for),
    )
