"""Two rules on money of the general conditions (ANBest): single lines (Nr. 1.2)
and reduction of the grant (Nr. 2).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from foerder.model import Period, Project, Register
from foerder.money.clauses import Limit, limit
from foerder.money.plan import (
    FIXED_SUM,
    ZERO,
    FinancingPlan,
    Line,
    cents,
    funding_of,
    grant_of,
    ratio,
)

SHARE, DEFICIT, FULL = "Anteilfinanzierung", "Fehlbedarfsfinanzierung", "Vollfinanzierung"


@dataclass(frozen=True, slots=True)
class Exceeded:
    """A line on which more was spent than approved."""

    line: Line
    over: Decimal
    rate: Decimal
    """Share of the approved amount, rounded to four decimals."""
    allowed: bool
    """Within the rate that the conditions allow, provided that others save as much."""


@dataclass(frozen=True, slots=True)
class SingleLines:
    """The rule on single lines (Einzelansätze), applied; ``why_not`` where it does not apply."""

    limit: Limit | None
    lines: tuple[Exceeded, ...]
    over: Decimal
    savings: Decimal
    """What the other lines have not spent: it covers the excess if it stays unspent."""
    why_not: str | None = None
    """``fixed-sum`` or ``no-rule``."""

    @property
    def covered(self) -> bool:
        """Whether what is unspent elsewhere makes up for what is over."""
        return self.savings >= self.over


def single_lines(
    register: Register, project: Project, period: Period, plan: FinancingPlan
) -> SingleLines:
    """Which lines are exceeded, by how much, and whether savings elsewhere
    cover it (ANBest Nr. 1.2).
    """
    rule = limit(register, project, period, "exceed_rate")
    why_not = None if rule else "no-rule"
    if period.financing_type == FIXED_SUM:
        why_not = "fixed-sum"
    lines, over, savings = [], ZERO, ZERO
    for line in plan.lines:
        if line.over:
            lines.append(_exceeded(line, rule))
            over += line.over
        elif line.left:
            savings += line.left
    return SingleLines(rule, tuple(lines), over, savings, why_not)


def _exceeded(line: Line, rule: Limit | None) -> Exceeded:
    rate = Decimal(1)
    if line.approved:
        rate = ratio(Fraction(line.over) / Fraction(line.approved))
    allowed = rule is not None and line.over <= rule.value * (line.approved or ZERO)
    return Exceeded(line, line.over, rate, allowed)


@dataclass(frozen=True, slots=True)
class Reduction:
    """What lower costs or more income mean for the grant (Nachträgliche
    Ermäßigung, ANBest Nr. 2).
    """

    change: Decimal
    amount: Decimal
    """By how much the grant falls."""
    grant: Decimal
    basis: str
    reason: str
    """``share``, ``full``, ``fixed-sum``, ``below-threshold`` or ``below-unless-recurring``."""
    threshold: Decimal

    @property
    def left(self) -> Decimal:
        """The grant after the reduction."""
        return self.grant - self.amount


def reduction(
    register: Register,
    project: Project,
    period: Period,
    plan: FinancingPlan,
    saving: Decimal,
    income: Decimal = ZERO,
) -> Reduction | str:
    """What a saving and new income mean, by type of financing; or why it cannot be said.

    Reasons: ``no-rule`` (no conditions with Nr. 2), ``no-type``, ``no-plan``, ``no-grant``.
    """
    rule = limit(register, project, period, "reduction_from")
    total, kind = plan.approved, period.financing_type
    if rule is None:
        return "no-rule"
    if kind is None:
        return "no-type"
    if not total:
        return "no-plan"
    grant = grant_of(period, funding_of(period, total))
    if grant is None:
        return "no-grant"
    change = max(ZERO, saving) + income
    if kind in (SHARE, DEFICIT) and change <= rule.value:
        reason = "below-unless-recurring" if recurring(project, period) else "below-threshold"
        return Reduction(change, ZERO, grant, _number(rule, ".2"), reason, rule.value)
    if kind == FIXED_SUM:
        # Nr. 2.1 does not name it: the sum stays, but nobody gets more than the purpose cost.
        amount, reason, number = max(ZERO, grant - (total - saving)), "fixed-sum", ".1"
    elif kind == SHARE:
        amount = cents(Fraction(grant) * Fraction(change) / Fraction(total))
        reason, number = "share", ".1.1"
    else:
        amount, reason, number = min(grant, change), "full", ".1.2"
    return Reduction(change, amount, grant, _number(rule, number), reason, rule.value)


def _number(rule: Limit, more: str) -> str:
    """The sub-number of the rule, where it is one of the general conditions."""
    return rule.basis + more if rule.general else rule.basis


def recurring(project: Project, period: Period) -> bool:
    """Whether the same purpose seems to be funded again and again (wiederkehrende Förderung)."""
    return (
        project.follows is not None
        or sum(other.status == "approved" for other in project.periods) > 1
    )


def finished(period: Period, today: date) -> bool:
    """Whether nothing more is to be spent: what is left then is a saving."""
    return any(
        day is not None and day < today
        for day in (period.last_day, period.purpose_fulfilled, period.closed)
    )


def final_reduction(
    register: Register, project: Project, period: Period, plan: FinancingPlan, today: date
) -> Reduction | str | None:
    """The reduction by what was left over when the period ended; None while it
    runs or where all was spent.
    """
    if (
        not finished(period, today)
        or plan.approved is None
        or plan.spent >= plan.approved
        or not plan.spent
    ):
        return None
    return reduction(register, project, period, plan, plan.approved - plan.spent)
