"""Money paid out: until when it is to be used, what is left of it, and what
late use may cost (an estimate).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from operator import attrgetter, itemgetter

from foerder.model import Deadline, Payment, Period
from foerder.money.clauses import BaseRate
from foerder.money.plan import ZERO, cents, totalled
from foerder.money.received import occurrence_of, received_payments

POINTS_OVER_BASE = Decimal("0.05")
"""§ 49a Abs. 3 Satz 1 VwVfG: five percentage points over the base rate."""
USE_BY = "use-by"
"""The kind of a deadline until which a payment is to be used."""
DAYS_OF_YEAR = 365
"""Convention of this estimate: days as they are, over 365."""


@dataclass(frozen=True, slots=True)
class Accrued:
    """Days on which one rate of interest held: after ``start`` up to ``end``, which counts."""

    start: date
    end: date
    amount: Decimal
    rate: Decimal
    assumed: bool
    """No base rate is known for these days: the last known one was carried on."""


@dataclass(frozen=True, slots=True)
class Use:
    """A part of a payment: what was used on a day, or what is not used yet (``day`` None)."""

    amount: Decimal
    day: date | None


@dataclass(frozen=True, slots=True)
class PaymentUse:
    """One payment received and what became of it."""

    payment: Payment
    occurrence: str
    amount: Decimal
    uses: tuple[Use, ...]
    use_by: date | None
    basis: str | None
    tracked: bool
    """Whether the register already kept book when it was to be used; what was
    before is history.
    """

    @property
    def unused(self) -> Decimal:
        """What is not used yet."""
        return sum((use.amount for use in self.uses if use.day is None), ZERO)

    @property
    def used_on(self) -> date | None:
        """The day on which all of it was used."""
        return (
            None
            if self.unused
            else max((use.day for use in self.uses if use.day), default=None)
        )

    def late(self, today: date) -> list[Use]:
        """The parts that were used, or are still unused, after the last day for it."""
        if self.use_by is None:
            return []
        return [use for use in self.uses if (use.day or today) > self.use_by]


def funds_of(
    period: Period, deadlines: Iterable[Deadline], track_from: date | None = None
) -> list[PaymentUse]:
    """Every payment received, oldest first, with the day from the rules and
    what dated spending used of it.

    Spending uses up the oldest money first, whatever day it was (as `due` counts it).
    """
    rules = {
        one.occurrence: one for one in deadlines if one.kind == USE_BY and one.period is period
    }
    pot = [(one.on, one.amount) for one in period.spending if one.on and one.amount]
    pot.sort(key=itemgetter(0))
    result = []
    for payment in received_payments(period):
        if payment.amount is None:
            break
        uses, pot = _used(payment, payment.amount, pot)
        name = occurrence_of(payment)
        last_day = _last_day(rules.get(name), track_from)
        result.append(PaymentUse(payment, name, payment.amount, tuple(uses), *last_day))
    return result


def _last_day(
    rule: Deadline | None, track_from: date | None
) -> tuple[date | None, str | None, bool]:
    """Until when a payment is to be used, the basis of that, and whether book was kept by then."""
    if rule is None:
        return None, None, True
    tracked = not (track_from and rule.latest and rule.latest < track_from)
    return rule.latest, rule.keys.get("basis"), tracked


def _used(
    payment: Payment, amount: Decimal, pot: list[tuple[date, Decimal]]
) -> tuple[list[Use], list[tuple[date, Decimal]]]:
    """What of a payment was used when, and the spending that is left for the next one."""
    uses: list[Use] = []
    assert payment.received is not None
    while pot and amount:
        day, spent = pot[0]
        part = min(spent, amount)
        # Money that was already spent from own funds is used on the day it is paid out.
        uses.append(Use(part, max(day, payment.received)))
        amount -= part
        pot = pot[1:] if part == spent else [(day, spent - part), *pot[1:]]
    if amount:
        uses.append(Use(amount, None))
    return uses, pot


def accrue(
    amount: Decimal, start: date, end: date, rates: Sequence[BaseRate]
) -> list[Accrued] | None:
    """The days from ``start`` (not counted) to ``end`` (counted), by rate; None
    where no rate is known that early.

    The rates are in order.
    """
    parts: list[Accrued] = []
    first = start + timedelta(days=1)
    while first <= end:
        known = [rate for rate in rates if rate.start <= first]
        if not known:
            return None
        rate, last = known[-1], end
        if len(known) < len(rates):
            last = min(last, rates[len(known)].start - timedelta(days=1))
        assumed = first > rate.until
        if not assumed:
            last = min(last, rate.until)
        parts.append(
            Accrued(
                first - timedelta(days=1), last, amount, rate.rate + POINTS_OVER_BASE, assumed
            )
        )
        first = last + timedelta(days=1)
    return parts


@dataclass(frozen=True, slots=True)
class Estimate:
    """What interest may be asked for late use (§ 49a Abs. 4 VwVfG): an estimate, never a claim."""

    amount: Decimal
    days: int
    """Longest time between payment and use."""
    parts: tuple[Accrued, ...]

    @property
    def assumed(self) -> bool:
        """Whether a base rate had to be carried on because none is known."""
        return any(map(attrgetter("assumed"), self.parts))


def estimate(funds: PaymentUse, today: date, rates: Sequence[BaseRate]) -> Estimate | None:
    """Interest on what was used late, from the payment until its use (today
    where it is not used yet).

    None where nothing is late, or no base rate is known for the time.
    """
    paid = funds.payment.received
    late = funds.late(today)
    if not late or paid is None:
        return None
    parts: list[Accrued] = []
    days = 0
    for use in late:
        end = use.day or today
        accrued = accrue(use.amount, paid, end, rates)
        if accrued is None:
            return None
        parts += accrued
        days = max(days, (end - paid).days)
    return Estimate(interest_of(parts), days, tuple(parts))


def interest_of(parts: Iterable[Accrued]) -> Decimal:
    """The interest that accrued in these parts of time, in euros."""
    over, under = 0, 1
    for part in parts:
        days = (part.end - part.start).days
        amount, amount_under = part.amount.as_integer_ratio()
        rate, rate_under = part.rate.as_integer_ratio()
        scale = amount_under * rate_under
        over, under = over * scale + amount * rate * days * under, under * scale
    return cents(Fraction(over, under * DAYS_OF_YEAR))


@dataclass(frozen=True, slots=True)
class Request:
    """A request (Mittelabruf) and what was paid on it, at once or in parts."""

    payment: Payment
    day: date
    amount: Decimal
    paid: Decimal

    @property
    def open(self) -> Decimal:
        """What is still to come of it."""
        return max(self.amount - self.paid, ZERO)


def requests_of(period: Period, until: date | None = None) -> list[Request]:
    """The requests made up to a day, in file order, with what had come of each by then."""
    parts = totalled(
        (each.request, each.amount)
        for each in period.payments
        if each.request and each.amount and _came(each, until)
    )
    found = []
    for payment in period.payments:
        day, amount = payment.requested, payment.amount
        if day is None or amount is None or (until and day > until):
            continue
        paid = amount
        if not _came(payment, until):
            paid = min(amount, parts.get(day, ZERO))
            parts[day] = parts.get(day, ZERO) - paid
        found.append(Request(payment, day, amount, paid))
    return found


def _came(payment: Payment, until: date | None) -> bool:
    return payment.received is not None and (until is None or payment.received <= until)


def outstanding(period: Period, until: date | None = None) -> Decimal:
    """What was requested up to a day and has not come by then."""
    return sum(map(attrgetter("open"), requests_of(period, until)), ZERO)
