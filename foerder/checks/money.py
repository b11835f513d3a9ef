"""Checks of the financing plan: sums that must agree, flat rates, single lines, yearly amounts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from foerder.checks.base import CheckContext, Finder, Risk
from foerder.model import Cost, Deadline, Period, Project
from foerder.money.plan import FIXED_SUM, FLAT, ZERO, FinancingPlan, funding_of, grant_funders, plan_of
from foerder.money.reduction import single_lines
from foerder.register.duties import rule_names
from foerder.register.references import shares_by_day
from foerder.text.glossary import value_label
from foerder.text.i18n import _, fmt_date, fmt_money, fmt_percent

HIGHEST_OF_STAFF = Decimal("0.40")
HIGHEST_OF_DIRECT = Decimal("0.25")
"""Art. 54 Satz 1 Buchst. c VO (EU) 2021/1060; 40 percent of staff costs (Art. 56) is from the letter."""


def _alive(project: Project) -> Iterator[Period]:
    yield from (period for period in project.periods if period.status not in ("rejected", "withdrawn"))


def shares(case: CheckContext, project: Project, deadlines: list[Deadline]) -> Iterator[Risk]:
    """Shares of financing that do not make 100 percent on every day."""
    for period in _alive(project):
        rows = [row for row in period.financing if row.share is not None]
        if not rows or any(row.share is None and row.amount is not None for row in period.financing):
            continue
        first, last = period.start or date.min, period.end or date.max
        for day, total in shares_by_day(rows, first, last):
            if total < 1:
                on = _(" from {day} on").format(day=fmt_date(day)) if day != date.min else ""
                yield case.period_risk(
                    project,
                    period,
                    rows[0].place,
                    "warning",
                    "shares-incomplete",
                    _("the shares add up to {total}{on}, not to 100 percent").format(
                        total=fmt_percent(Decimal(total)), on=on
                    ),
                    _('Add who pays the rest, for example funder = "Eigenmittel".'),
                )
                break


def sums(case: CheckContext, project: Project, deadlines: list[Deadline]) -> Iterator[Risk]:
    """Sums that must agree: financing with costs, the funders with the grant, the yearly amounts with the grant."""
    programme = case.register.programme_of(project)
    for period in _alive(project):
        plan = plan_of(period)
        funding = funding_of(period, plan.approved)
        total = funding.total()
        only_shares = all(row.amount is None for row in period.financing)
        if total is not None and plan.approved is not None and total != plan.approved and not only_shares:
            yield _differ(
                case,
                project,
                period,
                "financing-mismatch",
                _("the financing makes {first}, the costs approved make {second}: {difference} apart"),
                total,
                plan.approved,
                _("Correct the amounts of [[project.period.financing]] or of [[project.period.cost]]."),
            )
        paying = [source.amount for source in grant_funders(programme, funding)]
        paid = sum((amount for amount in paying if amount is not None), ZERO)
        if period.amount is not None and paying and None not in paying and paid != period.amount:
            yield _differ(
                case,
                project,
                period,
                "amount-mismatch",
                _("the funders pay {first}, the grant is {second}: {difference} apart"),
                paid,
                period.amount,
                _("Correct amount, a share or an amount of [[project.period.financing]], as the letter has them."),
            )
        yearly = [row.amount for row in period.years if row.amount is not None]
        if yearly and period.amount is not None and sum(yearly, ZERO) != period.amount:
            yield _differ(
                case,
                project,
                period,
                "years-mismatch",
                _("the yearly amounts make {first}, the grant is {second}: {difference} apart"),
                sum(yearly, ZERO),
                period.amount,
                _("Correct amount or a [[project.period.year]], as the latest letter has them."),
            )


def _differ(
    case: CheckContext,
    project: Project,
    period: Period,
    code: str,
    text: str,
    first: Decimal,
    second: Decimal,
    remedy: str,
) -> Risk:
    message = text.format(first=fmt_money(first), second=fmt_money(second), difference=fmt_money(abs(first - second)))
    return case.period_risk(project, period, period.place, "warning", code, message, remedy)


def years(case: CheckContext, project: Project, deadlines: list[Deadline]) -> Iterator[Risk]:
    """Yearly amounts for a year in which the period has no day."""
    for period in _alive(project):
        for row in period.years:
            outside = row.year is not None and (
                (period.start and row.year < period.start.year) or (period.end and row.year > period.end.year)
            )
            if outside:
                yield case.period_risk(
                    project,
                    period,
                    row.place.key("year"),
                    "warning",
                    "year-outside",
                    _("the year {year} lies outside the period").format(year=row.year),
                    _("Correct the year, or the start and end of the period."),
                )


def flat_rates(case: CheckContext, project: Project, deadlines: list[Deadline]) -> Iterator[Risk]:
    """Flat rates out of range, on a base that the plan does not have, or with sums that are computed anyway."""
    programme = case.register.programme_of(project)
    for period in _alive(project):
        types = {cost.type for cost in period.costs if cost.rate is None}
        european = "esf-plus-2021" in (rule_names(programme, project, period) or ())
        for cost in period.costs:
            if cost.rate is None:
                if cost.type == FLAT:
                    yield _flat(case, project, period, cost, "flat-rate-base", _("the flat rate has no rate"))
                continue
            unknown = [kind for kind in cost.of if kind not in types or kind == FLAT]
            if unknown or not cost.of:
                words = ", ".join(value_label(kind) for kind in unknown) or "–"
                text = _("the base of the flat rate is not in the plan: {words}").format(words=words)
                yield _flat(case, project, period, cost, "flat-rate-base", text)
            if cost.approved is not None or cost.spent is not None:
                text = _("approved and spent of a flat rate are computed; what stands there is not looked at")
                yield _flat(case, project, period, cost, "flat-rate-fixed", text)
            direct = european and set(cost.of) != {"staff"}
            highest = HIGHEST_OF_DIRECT if direct else HIGHEST_OF_STAFF
            if not 0 < cost.rate <= highest:
                text = _("a flat rate of {rate} is out of range: up to {highest} is usual").format(
                    rate=fmt_percent(cost.rate), highest=fmt_percent(highest)
                )
                yield _flat(case, project, period, cost, "rate-range", text)


def _flat(case: CheckContext, project: Project, period: Period, cost: Cost, code: str, text: str) -> Risk:
    remedies = {
        "flat-rate-base": _('Name the types of cost that it is computed from: of = ["staff"], and rate = 0.15.'),
        "flat-rate-fixed": _("Remove approved and spent from the flat rate."),
        "rate-range": _("Compare the rate with the award letter; 0.15 stands for 15 percent."),
    }
    severity = "note" if code == "flat-rate-fixed" else "warning"
    return case.period_risk(project, period, cost.place, severity, code, text, remedies[code])


def lines(case: CheckContext, project: Project, deadlines: list[Deadline]) -> Iterator[Risk]:
    """Single lines and the total against what was spent (ANBest Nr. 1.2); spending that the plan does not know."""
    for period in _alive(project):
        plan = plan_of(period)
        if not period.costs:
            continue
        yield from _unplanned(case, project, period, plan)
        if period.closed:
            continue
        rule = single_lines(case.register, project, period, plan)
        for one in rule.lines:
            if rule.limit and not rule.why_not and not one.allowed:
                yield case.period_risk(
                    project,
                    period,
                    one.line.cost.place if one.line.cost else period.place,
                    "warning",
                    "line-exceeded",
                    _("{title}: {over} over the plan, that is {rate}; allowed is {limit}").format(
                        title=one.line.title or value_label(one.line.type or ""),
                        over=fmt_money(one.over),
                        rate=fmt_percent(one.rate),
                        limit=fmt_percent(rule.limit.value),
                    ),
                    _("Ask the authority for a change of the financing plan before the money is spent."),
                )
        if plan.approved is not None and plan.spent > plan.approved and period.financing_type != FIXED_SUM:
            yield case.period_risk(
                project,
                period,
                period.place,
                "warning",
                "total-exceeded",
                _("{spent} spent, {approved} approved: {difference} are covered by nobody").format(
                    spent=fmt_money(plan.spent),
                    approved=fmt_money(plan.approved),
                    difference=fmt_money(plan.spent - plan.approved),
                ),
                _("The total of the plan is binding: pay the rest from own funds, or ask for a higher grant in time."),
            )


def _unplanned(case: CheckContext, project: Project, period: Period, plan: FinancingPlan) -> Iterator[Risk]:
    for line in plan.lines:
        if not line.planned:
            place = next((s.place for s in period.spending if s.type == line.type), period.place)
            yield case.period_risk(
                project,
                period,
                place,
                "warning",
                "spending-unplanned",
                _("{amount} spent on {kind}, which the financing plan does not have").format(
                    amount=fmt_money(line.spent), kind=value_label(line.type or "–")
                ),
                _("Correct the type, or add the line to the plan if the letter has it."),
            )
    seen: set[str | None] = set()
    for cost in period.costs:
        if cost.rate is None and cost.type in seen:
            yield case.period_risk(
                project,
                period,
                cost.place,
                "note",
                "cost-twice",
                _("two lines of the type {kind}: they are counted as one").format(kind=value_label(cost.type or "–")),
                _("Dated spending has a type, not a line: use another type if both lines are to be kept apart."),
            )
        seen.add(cost.type)


FINDERS: tuple[Finder, ...] = (shares, sums, years, flat_rates, lines)
