"""Checks of the financing plan: sums that must agree, flat rates, single lines, yearly amounts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from foerder.checks.base import Finder, ProjectCheck, for_periods
from foerder.model import Cost, Period, Problem
from foerder.money.plan import (
    FIXED_SUM,
    FLAT,
    FinancingPlan,
    funding_of,
    grant_funders,
    plan_of,
    sum_of_all,
)
from foerder.money.reduction import single_lines
from foerder.register.duties import rule_names
from foerder.register.references import shares_by_day
from foerder.text.glossary import value_label
from foerder.text.i18n import _, fmt_above, fmt_percent

HIGHEST_OF_STAFF = Decimal("0.40")
HIGHEST_OF_DIRECT = Decimal("0.25")
"""Art. 54 Satz 1 Buchst. c VO (EU) 2021/1060; 40 percent of staff costs (Art. 56) is from the letter."""
ALIVE = ("idea", "applied", "approved")


@for_periods(*ALIVE)
def shares(case: ProjectCheck, period: Period) -> Iterator[Problem]:
    """Shares of financing that do not make 100 percent on every day."""
    rows = [row for row in period.financing if row.share is not None]
    if not rows or any(
        row.share is None and row.amount is not None for row in period.financing
    ):
        return
    first, last = period.start or date.min, period.end or date.max
    for day, total in shares_by_day(rows, first, last):
        if total < 1:
            text = _("the shares add up to {total}{on}, not to 100 percent")
            on = _(" from {day} on") if day != date.min else ""
            yield case.period_risk(
                "shares-incomplete",
                period,
                text.replace("{on}", on),
                _('Add who pays the rest, for example funder = "Eigenmittel".'),
                place=rows[0].place,
                total=fmt_percent(Decimal(total)),
                day=day,
            )
            return


@for_periods(*ALIVE)
def sums(case: ProjectCheck, period: Period) -> Iterator[Problem]:
    """Sums that must agree: financing with costs, the funders with the grant, the yearly amounts with the grant."""
    plan = plan_of(period)
    funding = funding_of(period, plan.approved)
    if any(row.amount is not None for row in period.financing):
        text = _(
            "the financing makes {first}, the costs approved make {second}: {difference} apart"
        )
        remedy = _(
            "Correct the amounts of [[project.period.financing]] or of [[project.period.cost]]."
        )
        total = funding.total()
        yield from _differ(
            case, period, "financing-mismatch", total, plan.approved, text, remedy
        )
    programme = case.register.programme_of(case.project)
    paying = [source.amount for source in grant_funders(programme, funding)]
    text = _("the funders pay {first}, the grant is {second}: {difference} apart")
    remedy = _(
        "Correct amount, a share or an amount of [[project.period.financing]], as the letter has them."
    )
    yield from _differ(
        case, period, "amount-mismatch", sum_of_all(paying), period.amount, text, remedy
    )
    yearly = [row.amount for row in period.years if row.amount is not None]
    text = _("the yearly amounts make {first}, the grant is {second}: {difference} apart")
    remedy = _("Correct amount or a [[project.period.year]], as the latest letter has them.")
    yield from _differ(
        case, period, "years-mismatch", sum_of_all(yearly), period.amount, text, remedy
    )


def _differ(
    case: ProjectCheck,
    period: Period,
    code: str,
    first: Decimal | None,
    second: Decimal | None,
    text: str,
    remedy: str,
) -> Iterator[Problem]:
    """A finding where two sums are known and differ."""
    if first is not None and second is not None and first != second:
        difference = abs(first - second)
        yield case.period_risk(
            code, period, text, remedy, first=first, second=second, difference=difference
        )


@for_periods(*ALIVE)
def years(case: ProjectCheck, period: Period) -> Iterator[Problem]:
    """Yearly amounts for a year in which the period has no day."""
    first = period.start.year if period.start else date.min.year
    last = period.end.year if period.end else date.max.year
    for row in period.years:
        if row.year is not None and not first <= row.year <= last:
            text = _("the year {year} lies outside the period")
            remedy = _("Correct the year, or the start and end of the period.")
            yield case.period_risk(
                "year-outside", period, text, remedy, place=row.place.key("year"), year=row.year
            )


@for_periods(*ALIVE)
def flat_rates(case: ProjectCheck, period: Period) -> Iterator[Problem]:
    """Flat rates out of range, on a base that the plan does not have, or with sums that are computed anyway."""
    for cost in period.costs:
        if cost.rate is not None:
            yield from _flat_rate(case, period, cost, cost.rate)
        elif cost.type == FLAT:
            yield _no_base(case, period, cost, _("the flat rate has no rate"), "")


def _flat_rate(
    case: ProjectCheck, period: Period, cost: Cost, rate: Decimal
) -> Iterator[Problem]:
    planned = {other.type for other in period.costs if other.rate is None} - {FLAT}
    unknown = [value_label(kind) for kind in cost.of if kind not in planned]
    if unknown or not cost.of:
        text = _("the base of the flat rate is not in the plan: {words}")
        yield _no_base(case, period, cost, text, ", ".join(unknown) or "–")
    if cost.approved is not None or cost.spent is not None:
        text = _(
            "approved and spent of a flat rate are computed; what is there is not looked at"
        )
        remedy = _("Remove approved and spent from the flat rate.")
        yield case.period_risk("flat-rate-fixed", period, text, remedy, place=cost.place)
    programme = case.register.programme_of(case.project)
    highest = HIGHEST_OF_STAFF
    if "esf-plus-2021" in (rule_names(programme, case.project, period) or ()) and set(
        cost.of
    ) != {"staff"}:
        highest = HIGHEST_OF_DIRECT
    if not 0 < rate <= highest:
        yield case.period_risk(
            "rate-range",
            period,
            _("a flat rate of {rate} is out of range: up to {highest} is usual"),
            _("Compare the rate with the award letter; 0.15 stands for 15 percent."),
            place=cost.place,
            rate=fmt_percent(rate),
            highest=fmt_percent(highest),
        )


def _no_base(case: ProjectCheck, period: Period, cost: Cost, text: str, words: str) -> Problem:
    remedy = _(
        'Name the types of cost that it is computed from: of = ["staff"], and rate = 0.15.'
    )
    return case.period_risk(
        "flat-rate-base", period, text, remedy, place=cost.place, words=words
    )


@for_periods(*ALIVE)
def lines(case: ProjectCheck, period: Period) -> Iterator[Problem]:
    """Single lines and the total against what was spent (ANBest Nr. 1.2); spending that the plan does not know."""
    if not period.costs:
        return
    plan = plan_of(period)
    yield from _unplanned(case, period, plan)
    yield from _twice(case, period)
    if period.closed:
        return
    yield from _exceeded(case, period, plan)
    if (
        plan.approved is not None
        and plan.spent > plan.approved
        and period.financing_type != FIXED_SUM
    ):
        yield case.period_risk(
            "total-exceeded",
            period,
            _("{spent} spent, {approved} approved: {difference} are covered by nobody"),
            _(
                "The total of the plan is binding: pay the rest from own funds, or ask for a higher grant in time."
            ),
            spent=plan.spent,
            approved=plan.approved,
            difference=plan.spent - plan.approved,
        )


def _exceeded(case: ProjectCheck, period: Period, plan: FinancingPlan) -> Iterator[Problem]:
    rule = single_lines(case.register, case.project, period, plan)
    if rule.limit is None or rule.why_not:
        return
    for one in rule.lines:
        if not one.allowed:
            cost, rate = one.line.cost, one.rate
            if one.line.approved:
                rate = one.over / one.line.approved
            yield case.period_risk(
                "line-exceeded",
                period,
                _("{title}: {over} over the plan, that is {rate}; allowed is {limit}"),
                _(
                    "Ask the authority for a change of the financing plan before the money is spent."
                ),
                place=cost.place if cost else None,
                title=one.line.title or value_label(one.line.type or ""),
                over=one.over,
                rate=fmt_above(rate, rule.limit.value),
                limit=fmt_percent(rule.limit.value),
            )


def _unplanned(case: ProjectCheck, period: Period, plan: FinancingPlan) -> Iterator[Problem]:
    for line in plan.lines:
        if line.planned:
            continue
        places = [spending.place for spending in period.spending if spending.type == line.type]
        yield case.period_risk(
            "spending-unplanned",
            period,
            _("{amount} spent on {kind}, which the financing plan does not have"),
            _("Correct the type, or add the line to the plan if the letter has it."),
            place=places[0],
            amount=line.spent,
            kind=value_label(line.type or "–"),
        )


def _twice(case: ProjectCheck, period: Period) -> Iterator[Problem]:
    seen: set[str | None] = set()
    for cost in period.costs:
        if cost.rate is None and cost.type in seen:
            yield case.period_risk(
                "cost-twice",
                period,
                _("two lines of the type {kind}: they are counted as one"),
                _(
                    "Dated spending has a type, not a line: use another type if both lines are to be kept apart."
                ),
                place=cost.place,
                kind=value_label(cost.type or "–"),
            )
        seen.add(cost.type)


FINDERS: tuple[Finder, ...] = (shares, sums, years, flat_rates, lines)
