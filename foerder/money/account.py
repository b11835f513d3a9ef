"""All that is known of the money of one period, put together for `costs`, `check` and what-if."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from foerder.model import Deadline, Period, Programme, Project, Register
from foerder.money.clauses import BaseRate
from foerder.money.payments import USE_BY, Estimate, PaymentUse, estimate, funds_of, outstanding
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
from foerder.money.reduction import (
    Reduction,
    SingleLines,
    final_reduction,
    reduction,
    single_lines,
)
from foerder.money.repayment import Repayment, repayment
from foerder.money.years import Budget, budget_of


@dataclass(frozen=True)
class Account:
    """The money of one period on a day; each figure is computed when it is asked for first."""

    register: Register
    project: Project
    period: Period
    last_days: Sequence[Deadline]
    """Until when payments are to be used, of all periods of the project."""
    today: date
    rates: Sequence[BaseRate]
    """The base rates of interest."""
    asked: tuple[Decimal, Decimal] | None = None
    """A saving and an income whose consequence is wanted."""

    @property
    def programme(self) -> Programme | None:
        """The programme that pays."""
        return self.register.programme_of(self.project)

    @cached_property
    def plan(self) -> FinancingPlan:
        """The financing plan with what was spent."""
        return plan_of(self.period)

    @cached_property
    def funding(self) -> Funding:
        """Who pays how much."""
        return funding_of(self.period, self.plan.approved)

    @property
    def grant(self) -> Decimal | None:
        """The grant as it was approved."""
        return grant_of(self.period, self.funding)

    @property
    def received(self) -> Decimal:
        """Everything received."""
        return received(self.period)

    @cached_property
    def reduction(self) -> Reduction | str | None:
        """Of what was left when the period ended, or of the saving and income
        asked for; a text says why not.
        """
        whose = self.register, self.project, self.period, self.plan
        if self.asked:
            return reduction(*whose, *self.asked)
        return final_reduction(*whose, self.today)

    @cached_property
    def funds(self) -> tuple[tuple[PaymentUse, Estimate | None], ...]:
        """Each payment received and what became of it, with the interest that may be asked."""
        found = funds_of(self.period, self.last_days, self.register.settings.track_from)
        return tuple((one, estimate(one, self.today, self.rates)) for one in found)

    @cached_property
    def single_lines(self) -> SingleLines:
        """The rule on single lines, applied."""
        return single_lines(self.register, self.project, self.period, self.plan)

    @cached_property
    def pace(self) -> Pace | None:
        """How fast money is spent."""
        return pace_of(self.period, self.today)

    @cached_property
    def budget(self) -> Budget:
        """The calendar years of the period."""
        return budget_of(self.period, self.plan, self.funding)

    @cached_property
    def outstanding(self) -> Decimal:
        """What was requested and has not come yet."""
        return outstanding(self.period, self.today)

    @property
    def to_draw(self) -> Decimal | None:
        """What may still be requested of this budget year's part of the grant
        (Jahresscheibe); None if not known.
        """
        if self.not_drawn is None:
            return None
        for row in self.budget.rows:
            if row.year == self.today.year and row.grant is not None:
                left = row.grant - (row.received or ZERO) - self.outstanding
                return min(max(left, ZERO), self.not_drawn)
        return None

    @property
    def whole(self) -> Decimal | None:
        """The grant, after a reduction."""
        return self.reduction.left if isinstance(self.reduction, Reduction) else self.grant

    @property
    def not_drawn(self) -> Decimal | None:
        """What of the grant was neither received nor requested; None where it
        is not known, or no longer to come.
        """
        over = self.period.closed or self.period.ended_on
        if self.whole is None or over or self.period.status != "approved":
            return None
        return max(self.whole - self.received - self.outstanding, ZERO)

    @cached_property
    def repayment(self) -> Repayment | None:
        """What may be asked back of a grant that ended early."""
        reduced = self.whole if isinstance(self.reduction, Reduction) else None
        amounts = self.received, self.spent, reduced
        return repayment(self.period, *amounts, self.rates, self.today)

    @property
    def spent(self) -> Decimal | None:
        """Everything spent; None where nothing is booked at all."""
        return self.plan.spent if is_booked(self.period) else None

    @property
    def paid(self) -> Decimal | None:
        """Everything received; None where no payment is recorded at all."""
        return self.received if self.period.payments else None


def has_money(period: Period) -> bool:
    """Whether anything about money is recorded at all."""
    return period.amount is not None or bool(
        period.costs or period.financing or period.payments or period.spending
    )


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
    last_days = [each for each in deadlines if each.kind == USE_BY]
    return Account(register, project, period, last_days, today, rates, asked)
