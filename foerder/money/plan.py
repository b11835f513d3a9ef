"""Money of one period: the financing plan by type of cost, flat rates, who pays
how much, pace of spending.

Everything is ``Decimal`` in euros and exact to the cent. A product (flat rate, share) is
rounded half up; where a sum is divided, the parts are found by the largest remainder, so that
they always make the sum again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import lcm
from operator import attrgetter
from typing import Any, TypeVar

from foerder.model import Cost, Financing, Period, Programme
from foerder.text.i18n import _, fmt_percent

Key = TypeVar("Key")
CENT = Decimal("0.01")
ZERO = Decimal("0.00")
ONE_DAY = timedelta(days=1)
FLAT = "flat-rate"
FIXED_SUM = "Festbetragsfinanzierung"
PACE_MARGIN = Fraction(15, 100)
"""So far spending may lag behind time, or run ahead of it, and still counts as
medium (15 percentage points).
"""


def cents(amount: Decimal | Fraction) -> Decimal:
    """The amount rounded half up to the cent."""
    if isinstance(amount, Fraction):
        # Half up for sums of any sign and size, without a detour over a rounded quotient.
        over, under = amount.as_integer_ratio()
        whole, rest = divmod(abs(over) * 100, under)
        number = whole + (2 * rest >= under)
        return Decimal(number if over >= 0 else -number).scaleb(-2)
    return amount.quantize(CENT, ROUND_HALF_UP)


def sum_of_all(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum; None where there is nothing to add, or one amount is not known."""
    found = list(amounts)
    return None if None in found else known_sum(found)


def known_sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of what is known; None where nothing is."""
    total = None
    for amount in amounts:
        if amount is not None:
            total = (total or ZERO) + amount
    return total


def allocate(total: Decimal, weights: Sequence[Decimal | int | Fraction]) -> list[Decimal]:
    """Divide a sum by weights to the cent; the parts always add up to it (largest remainder).

    Of equal remainders the first wins. Weights are zero or more; where all are zero the first
    takes all. Raises ValueError where there is nobody to take a share of a sum.
    """
    if not weights:
        if total:
            raise ValueError("nobody to take a share")
        return []
    ratios = [weight.as_integer_ratio() for weight in weights]
    scale = lcm(*(under for _over, under in ratios))
    shares = [over * scale // under for over, under in ratios]
    if not any(shares):
        shares[0] = 1
    pot, whole = int(total.scaleb(2)), sum(shares)
    parts = [pot * share // whole for share in shares]
    left = pot - sum(parts)
    if left:
        order = sorted(range(len(parts)), key=lambda number: -(pot * shares[number] % whole))
        for number in order[:left]:
            parts[number] += 1
    return [Decimal(part).scaleb(-2) for part in parts]


def totalled(amounts: Iterable[tuple[Key, Decimal]]) -> dict[Key, Decimal]:
    """One sum for each key, in the order in which the keys come first."""
    totals: dict[Key, Decimal] = {}
    for key, amount in amounts:
        totals[key] = totals.get(key, ZERO) + amount
    return totals


def spread(
    total: Decimal, weights: Mapping[Key, Decimal | int | Fraction]
) -> dict[Key, Decimal]:
    """A sum divided by weights as `allocate` does, each part under the key of its weight."""
    return dict(zip(weights, allocate(total, list(weights.values())), strict=True))


def sums(rows: Iterable[Any], figures: Mapping[str, str]) -> dict[str, Decimal | None]:
    """What is known of several figures, each summed over the rows; ``figures``:
    name → attribute of a row.
    """
    found = list(rows)
    return {name: known_sum(map(attrgetter(of), found)) for name, of in figures.items()}


@dataclass(frozen=True, slots=True)
class Line:
    """One type of cost in the financing plan (Einzelansatz): what is approved, spent and left."""

    type: str | None
    title: str | None
    approved: Decimal | None
    """None where no amount is approved for it, or none can be computed."""
    spent: Decimal
    planned: bool = True
    """Whether it is in the financing plan; spending of another type does not."""
    rate: Decimal | None = None
    of: tuple[str, ...] = ()
    cost: Cost | None = None

    @property
    def left(self) -> Decimal | None:
        """What may still be spent; negative where more was spent than approved."""
        return None if self.approved is None else self.approved - self.spent

    @property
    def over(self) -> Decimal:
        """How much more was spent than approved (Überschreitung)."""
        return max(ZERO, self.spent - self.approved) if self.approved is not None else ZERO


@dataclass(frozen=True, slots=True)
class FinancingPlan:
    """The financing plan (Finanzierungsplan) of a period with what was spent."""

    lines: tuple[Line, ...]
    approved: Decimal | None
    """The plan's total; None where nothing, or not every line, has an amount."""
    spent: Decimal
    """Everything that was spent."""

    @property
    def left(self) -> Decimal | None:
        """What may still be spent in total."""
        return None if self.approved is None else self.approved - self.spent


def plan_of(period: Period) -> FinancingPlan:
    """The plan by type of cost. Several tables of one type are one line; flat rates are
    computed from their base.
    """
    lines = _lines_of(period.costs)
    for spending in period.spending:
        if spending.amount is not None:
            line = lines.get(spending.type) or Line(
                spending.type, None, None, ZERO, planned=False
            )
            lines[spending.type] = replace(line, spent=line.spent + spending.amount)
    planned = [line for line in lines.values() if line.planned]
    planned += [_flat_rate(cost, lines) for cost in period.costs if cost.rate is not None]
    found = (*planned, *[line for line in lines.values() if not line.planned])
    approved = sum_of_all([line.approved for line in planned])
    return FinancingPlan(found, approved, sum([line.spent for line in found], ZERO))


def _lines_of(costs: Iterable[Cost]) -> dict[str | None, Line]:
    """The lines of the plan that are no flat rates, by type."""
    lines: dict[str | None, Line] = {}
    for cost in costs:
        if cost.rate is None:
            line = Line(cost.type, cost.title, cost.approved, cost.spent or ZERO, cost=cost)
            before = lines.get(cost.type)
            lines[cost.type] = _one_line(before, line) if before else line
    return lines


def _one_line(first: Line, second: Line) -> Line:
    """Two tables of one type as one line."""
    title = " + ".join(filter(None, (first.title, second.title))) or None
    approved = sum_of_all((first.approved, second.approved))
    return replace(first, title=title, approved=approved, spent=first.spent + second.spent)


def _flat_rate(cost: Cost, lines: Mapping[str | None, Line]) -> Line:
    """A flat rate (Pauschale): approved and spent are the rate of what its base has."""
    base = [lines[kind] for kind in dict.fromkeys(cost.of) if kind in lines and kind != FLAT]
    rate = cost.rate or ZERO
    approved = sum_of_all(line.approved for line in base if line.planned)
    if approved is not None:
        approved = cents(rate * approved)
    spent = cents(rate * sum(map(attrgetter("spent"), base), ZERO))
    return Line(FLAT, cost.title, approved, spent, rate=cost.rate, of=cost.of, cost=cost)


@dataclass(frozen=True, slots=True)
class Source:
    """What one funder pays, in the stretch of time in which it pays this share."""

    funder: str | None
    share: Decimal | None
    amount: Decimal | None
    start: date | None
    until: date | None
    own: bool


def is_own(funder: str | None) -> bool:
    """Whether this is the recipient's own money (Eigenmittel, Eigenanteil)."""
    return (funder or "").casefold().startswith("eigen")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days of a period on which the same shares hold, both included."""

    start: date
    end: date


def stretches(period: Period) -> list[Stretch]:
    """The period cut where a share begins or ends; empty where start or end is not known."""
    if period.start is None or period.end is None:
        return []
    cuts = {period.start}
    for row in period.financing:
        if row.start:
            cuts.add(row.start)
        if row.until:
            cuts.add(row.until + ONE_DAY)
    begins = sorted(day for day in cuts if period.start <= day <= period.end)
    ends = [day - ONE_DAY for day in begins[1:]]
    return list(map(Stretch, begins, [*ends, period.end]))


def weights_of(parts: Sequence[Stretch]) -> tuple[list[int], str]:
    """How long each stretch is: in months where all are full calendar months,
    else in days; and which it is.
    """
    if all(part.start.day == 1 and (part.end + ONE_DAY).day == 1 for part in parts):
        return [_month(part.end) - _month(part.start) + 1 for part in parts], "months"
    return [(part.end - part.start).days + 1 for part in parts], "days"


def _month(day: date) -> int:
    return 12 * day.year + day.month


def active(row: Financing, part: Stretch) -> bool:
    """Whether a share holds in a stretch."""
    return (row.start is None or row.start <= part.start) and (
        row.until is None or part.end <= row.until
    )


@dataclass(frozen=True, slots=True)
class Funding:
    """Who pays how much, and how a total was divided over time."""

    sources: tuple[Source, ...]
    divided_by: str | None = None
    """``months`` or ``days`` where shares change over time and the costs had to be divided."""

    def total(self, own: bool | None = None) -> Decimal | None:
        """The sum of all sources, of own funds (True) or of the others (False);
        None where one is not known.
        """
        return sum_of_all(source.amount for source in self.sources if own in (None, source.own))


def funding_of(period: Period, total: Decimal | None) -> Funding:
    """The financing by source. Shares are taken of ``total``, divided over time
    where they change.
    """
    amounts, divided_by = _divided_by_shares(period, total)
    sources = []
    for row in period.financing:
        amount, own = amounts.get(id(row), row.amount), is_own(row.funder)
        sources.append(Source(row.funder, row.share, amount, row.start, row.until, own))
    return Funding(tuple(sources), divided_by)


def _divided_by_shares(
    period: Period, total: Decimal | None
) -> tuple[dict[int, Decimal], str | None]:
    """What each row with a share pays, by the row's identity, and how the total
    was divided over time.
    """
    shared = [row for row in period.financing if row.share is not None]
    if not shared or total is None:
        return {}, None
    parts = stretches(period)
    if len(parts) > 1 or any(row.start or row.until for row in shared):
        return _over_time(total, shared, parts)
    return _by_shares(total, shared), None


def _over_time(
    total: Decimal, shared: Sequence[Financing], parts: Sequence[Stretch]
) -> tuple[dict[int, Decimal], str | None]:
    """Shares that do not hold for the whole time: the total is divided over its parts first."""
    if not parts:
        return {}, None
    weights, divided_by = weights_of(parts)
    amounts = dict.fromkeys(map(id, shared), ZERO)
    for part, pot in zip(parts, allocate(total, weights), strict=True):
        held = [row for row in shared if active(row, part)]
        for key, amount in _by_shares(pot, held).items():
            amounts[key] += amount
    return amounts, divided_by


def _by_shares(pot: Decimal, rows: Sequence[Financing]) -> dict[int, Decimal]:
    """The parts of a sum by shares; what is missing to 100 percent stays undivided."""
    shares = [row.share or ZERO for row in rows]
    rest = max(ZERO, 1 - sum(shares, ZERO))
    return dict(zip(map(id, rows), allocate(pot, [*shares, rest]), strict=False))


def grant_of(period: Period, funding: Funding) -> Decimal | None:
    """The grant (Zuwendung): the amount approved, else what the funders other
    than ourselves pay.
    """
    return period.amount if period.amount is not None else funding.total(own=False)


def grant_funders(programme: Programme | None, funding: Funding) -> list[Source]:
    """The sources that make the grant: those that the programme names as funds,
    else all but our own.
    """
    names = {fund.casefold() for fund in programme.funds} if programme else set()
    named = [source for source in funding.sources if (source.funder or "").casefold() in names]
    return named or [source for source in funding.sources if not source.own]


def divided(
    funders: Iterable[Source],
    programme: Programme | None,
    grant: Decimal | None,
    *others: Decimal | None,
) -> list[tuple[str, tuple[Decimal | None, ...]]]:
    """A grant and other amounts, divided as the funders share the grant.

    Where the register does not say who pays how much, all who may pay are named together.
    """
    sources = list(funders)
    weights = totalled((each.funder or "", each.amount or ZERO) for each in sources)
    whole = sum(weights.values(), ZERO)
    if not whole or any(source.amount is None for source in sources):
        together = list(filter(None, weights)) or list(programme.funds if programme else ())
        return [(" + ".join(together), (grant, *others))]
    shares = list(weights.values())
    parts: list[Sequence[Decimal | None]] = [
        allocate(whole if grant is None else grant, shares)
    ]
    for amount in others:
        parts.append([None] * len(shares) if amount is None else allocate(amount, shares))
    return list(zip(weights, zip(*parts, strict=True), strict=True))


def is_booked(period: Period) -> bool:
    """Whether anything is recorded of what was spent."""
    return bool(period.spending) or any(cost.spent is not None for cost in period.costs)


def received(period: Period, until: date | None = None) -> Decimal:
    """What has been paid out, up to a day."""
    total = ZERO
    for payment in period.payments:
        if payment.received and (until is None or payment.received <= until):
            total += payment.amount or ZERO
    return total


@dataclass(frozen=True, slots=True)
class Pace:
    """Time used against money used, both from 0 to 1 (money may be above), and
    ``low``, ``medium`` or ``high``.
    """

    time: Decimal
    money: Decimal
    level: str


def pace_of(period: Period, today: date) -> Pace | None:
    """How fast money is spent; None where dates or sums are not known, it has
    not begun, or nothing is booked.
    """
    if (
        period.start is None
        or period.end is None
        or today < period.start
        or period.status != "approved"
        or (period.ended_on and period.ended_on <= today)
    ):
        return None
    plan = plan_of(period)
    whole, used = plan.approved, plan.spent
    if not whole and period.payments:
        whole, used = period.amount, received(period)
    if not whole:
        return None
    days = (period.end - period.start).days + 1
    time = Fraction(min(days, (today - period.start).days + 1), days)
    money = Fraction(used) / Fraction(whole)
    level = "medium"
    if abs(money - time) > PACE_MARGIN:
        level = "low" if money < time else "high"
    return Pace(ratio(time), ratio(money), level)


def ratio(value: Fraction) -> Decimal:
    """A ratio with four decimals, rounded half up."""
    return cents(value * 100).scaleb(-2)


def pace_text(pace: Pace) -> str:
    """Time against money in a few words."""
    return _("{time} of the time, {money} of the money").format(
        time=fmt_percent(pace.time), money=fmt_percent(pace.money)
    )
