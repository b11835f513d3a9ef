"""Checks of the financing plan: sums that must agree, flat rates, single lines, yearly amounts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from foerder.checks.base import PeriodCheck, PeriodFinder, for_periods
from foerder.model import Cost, Financing, Period, Problem
from foerder.money.plan import FIXED_SUM, FLAT, grant_funders, sum_of_all
from foerder.register.duties import rule_names
from foerder.register.references import shares_by_day
from foerder.text.glossary import value_label
from foerder.text.i18n import N_, _, fmt_above, fmt_percent

HIGHEST_OF_STAFF = Decimal("0.40")
HIGHEST_OF_DIRECT = Decimal("0.25")
"""Art. 54 Satz 1 Buchst. c VO (EU) 2021/1060; 40 percent of staff costs (Art.
56) is from the letter.
"""
ALIVE = ("idea", "applied", "approved")
MISMATCHES = {
    "financing-mismatch": (
        N_("the financing makes {first}, the costs approved make {second}: {difference} apart"),
        N_(
            "Correct the amounts of [[project.period.financing]] or of [[project.period.cost]]."
        ),
    ),
    "amount-mismatch": (
        N_("the funders pay {first}, the grant is {second}: {difference} apart"),
        N_(
            "Correct amount, a share or an amount of [[project.period.financing]], as the letter has them."
        ),
    ),
    "years-mismatch": (
        N_("the yearly amounts make {first}, the grant is {second}: {difference} apart"),
        N_("Correct amount or a [[project.period.year]], as the latest letter has them."),
    ),
}
"""Of two sums that must agree: what is wrong, and how to fix it."""


@for_periods(*ALIVE)
def shares(case: PeriodCheck) -> Iterator[Problem]:
    """Shares of financing that do not make 100 percent on every day."""
    rows = case.period.financing
    if any(row.share is None and row.amount is not None for row in rows):
        return
    shared = [row for row in rows if row.share is not None]
    day, total = _first_gap(case.period, shared) if shared else (None, Decimal(1))
    if day is None:
        return
    text = _("the shares add up to {total}{on}, not to 100 percent")
    on = _(" from {day} on") if day != date.min else ""
    remedy = _('Add who pays the rest, for example funder = "Eigenmittel".')
    yield case.risk(
        "shares-incomplete",
        text.replace("{on}", on),
        remedy,
        shared[0].place,
        total=fmt_percent(total),
        day=day,
    )


def _first_gap(period: Period, rows: list[Financing]) -> tuple[date | None, Decimal]:
    """The first day on which shares do not make the whole, and what they make."""
    first, last = period.start or date.min, period.end or date.max
    for day, total in shares_by_day(rows, first, last):
        if total < 1:
            return day, Decimal(total)
    return None, Decimal(1)


@for_periods(*ALIVE)
def sums(case: PeriodCheck) -> Iterator[Problem]:
    """Sums that must agree: financing with costs, the funders with the grant,
    the yearly amounts with the grant.
    """
    period, funding = case.period, case.account.funding
    paying = [source.amount for source in grant_funders(case.account.programme, funding)]
    yearly = [row.amount for row in period.years if row.amount is not None]
    found = [
        ("amount-mismatch", sum_of_all(paying), period.amount),
        ("years-mismatch", sum_of_all(yearly), period.amount),
    ]
    if any(row.amount is not None for row in period.financing):
        found.append(("financing-mismatch", funding.total(), case.account.plan.approved))
    for code, first, second in found:
        if first is not None and second is not None and first != second:
            text, remedy = map(_, MISMATCHES[code])
            words = {"first": first, "second": second, "difference": abs(first - second)}
            yield case.risk(code, text, remedy, **words)


@for_periods(*ALIVE)
def years(case: PeriodCheck) -> Iterator[Problem]:
    """Yearly amounts for a year in which the period has no day."""
    period = case.period
    first = period.start.year if period.start else date.min.year
    last = period.end.year if period.end else date.max.year
    for row in period.years:
        if row.year is not None and not first <= row.year <= last:
            text = _("the year {year} lies outside the period")
            remedy = _("Correct the year, or the start and end of the period.")
            place = row.place.key("year")
            yield case.risk("year-outside", text, remedy, place, year=row.year)


@for_periods(*ALIVE)
def flat_rates(case: PeriodCheck) -> Iterator[Problem]:
    """Flat rates out of range, on a base that the plan does not have, or with
    sums that are computed anyway.
    """
    for cost in case.period.costs:
        if cost.rate is not None:
            yield from _flat_rate(case, cost, cost.rate)
        elif cost.type == FLAT:
            yield _no_base(case, cost, _("the flat rate has no rate"), "")


def _flat_rate(case: PeriodCheck, cost: Cost, rate: Decimal) -> Iterator[Problem]:
    planned = {other.type for other in case.period.costs if other.rate is None} - {FLAT}
    unknown = [value_label(kind) for kind in cost.of if kind not in planned]
    if unknown or not cost.of:
        text = _("the base of the flat rate is not in the plan: {words}")
        yield _no_base(case, cost, text, ", ".join(unknown) or "–")
    if cost.approved is not None or cost.spent is not None:
        text = _(
            "approved and spent of a flat rate are computed; what is there is not looked at"
        )
        remedy = _("Remove approved and spent from the flat rate.")
        yield case.risk("flat-rate-fixed", text, remedy, cost.place)
    highest = _highest_rate(case, cost)
    if not 0 < rate <= highest:
        text = _("a flat rate of {rate} is out of range: up to {highest} is usual")
        remedy = _("Compare the rate with the award letter; 0.15 stands for 15 percent.")
        words = {"rate": fmt_percent(rate), "highest": fmt_percent(highest)}
        yield case.risk("rate-range", text, remedy, cost.place, **words)


def _highest_rate(case: PeriodCheck, cost: Cost) -> Decimal:
    names = rule_names(case.account.programme, case.project, case.period) or ()
    if "esf-plus-2021" in names and set(cost.of) != {"staff"}:
        return HIGHEST_OF_DIRECT
    return HIGHEST_OF_STAFF


def _no_base(case: PeriodCheck, cost: Cost, text: str, words: str) -> Problem:
    remedy = _(
        'Name the types of cost that it is computed from: of = ["staff"], and rate = 0.15.'
    )
    return case.risk("flat-rate-base", text, remedy, cost.place, words=words)


@for_periods(*ALIVE)
def lines(case: PeriodCheck) -> Iterator[Problem]:
    """Single lines and the total against what was spent (ANBest Nr. 1.2);
    spending that the plan does not know.
    """
    period = case.period
    if not period.costs:
        return
    yield from _unplanned(case)
    yield from _twice(case)
    if period.closed:
        return
    yield from _exceeded(case)
    approved, spent = case.account.plan.approved, case.account.plan.spent
    if approved is not None and spent > approved and period.financing_type != FIXED_SUM:
        text = _("{spent} spent, {approved} approved: {difference} are covered by nobody")
        remedy = _(
            "The total of the plan is binding: pay the rest from own funds, or ask for a higher grant in time."
        )
        words = {"spent": spent, "approved": approved, "difference": spent - approved}
        yield case.risk("total-exceeded", text, remedy, **words)


def _exceeded(case: PeriodCheck) -> Iterator[Problem]:
    rule = case.account.single_lines
    if rule.limit is None or rule.why_not:
        return
    for one in rule.lines:
        if one.allowed:
            continue
        cost, rate = one.line.cost, one.rate
        if one.line.approved:
            rate = one.over / one.line.approved
        text = _("{title}: {over} over the plan, that is {rate}; allowed is {limit}")
        remedy = _(
            "Ask the authority for a change of the financing plan before the money is spent."
        )
        yield case.risk(
            "line-exceeded",
            text,
            remedy,
            cost.place if cost else None,
            title=one.line.title or value_label(one.line.type or ""),
            over=one.over,
            rate=fmt_above(rate, rule.limit.value),
            limit=fmt_percent(rule.limit.value),
        )


def _unplanned(case: PeriodCheck) -> Iterator[Problem]:
    for line in case.account.plan.lines:
        if line.planned:
            continue
        places = [each.place for each in case.period.spending if each.type == line.type]
        text = _("{amount} spent on {kind}, which the financing plan does not have")
        remedy = _("Correct the type, or add the line to the plan if the letter has it.")
        words = {"amount": line.spent, "kind": value_label(line.type or "–")}
        yield case.risk("spending-unplanned", text, remedy, places[0], **words)


def _twice(case: PeriodCheck) -> Iterator[Problem]:
    seen: set[str | None] = set()
    for cost in case.period.costs:
        if cost.rate is None and cost.type in seen:
            text = _("two lines of the type {kind}: they are counted as one")
            remedy = _(
                "Dated spending has a type, not a line: use another type if both lines are to be kept apart."
            )
            kind = value_label(cost.type or "–")
            yield case.risk("cost-twice", text, remedy, cost.place, kind=kind)
        seen.add(cost.type)


PERIOD_FINDERS: tuple[PeriodFinder, ...] = (shares, sums, years, flat_rates, lines)
