"""Checks of payments and spending: used in time, in the right order, inside the
period, not more than granted.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from foerder.checks.base import PeriodCheck, PeriodFinder, for_periods
from foerder.checks.facts import awarded
from foerder.model import Payment, Period, Problem, Spending
from foerder.money.payments import Estimate, PaymentUse
from foerder.money.plan import ZERO, cents, is_own, ratio
from foerder.money.reduction import SHARE, Reduction
from foerder.register.references import covers
from foerder.text.i18n import _, fmt_percent


@for_periods()
def spending(case: PeriodCheck) -> Iterator[Problem]:
    """Spending outside the period, and twice the same."""
    seen: set[tuple[object, ...]] = set()
    for one in case.period.spending:
        if one.on is None:
            continue
        words = {"amount": one.amount, "day": one.on}
        if _outside(case.period, one):
            text = _("{amount} spent on {day}, outside the period")
            remedy = _(
                "Correct the day, or move it to the right period; costs outside the period are not funded."
            )
            place = one.place.key("on")
            yield case.risk("spending-outside", text, remedy, place, **words)
        key = (one.type, one.on, one.amount)
        if key in seen:
            text = _("{amount} on {day} is recorded twice")
            remedy = _("Remove one of them, or make one sum of them if both are right.")
            yield case.risk("spending-twice", text, remedy, one.place, **words)
        seen.add(key)


def _outside(period: Period, one: Spending) -> bool:
    if one.on is None:
        return False
    starts = [day for day in (period.start, period.early_start) if day]
    if starts and one.on < min(starts):
        return True
    return period.end is not None and one.on > period.end


@for_periods()
def payments(case: PeriodCheck) -> Iterator[Problem]:
    """Payments on a day that cannot be: before the request or the award, after closing."""
    award, closed = awarded(case.period), case.period.closed
    for payment in case.period.payments:
        day, requested = payment.received, payment.requested
        if day is None:
            continue
        found = []
        if requested and day < requested:
            text = _("payment received on {day}, before it was requested on {other}")
            found.append(("payment-before-request", text, requested))
        if award and day < award:
            text = _("payment received on {day}, before the award on {other}")
            found.append(("payment-before-award", text, award))
        if closed and day > closed:
            text = _("payment received on {day}, after the period was closed on {other}")
            found.append(("payment-after-closing", text, closed))
        for code, text, other in found:
            remedy, place = _("Correct one of the two days."), payment.place.key("received")
            yield case.risk(code, text, remedy, place, day=day, other=other)


@for_periods("approved", kind="grant")
def accounts(case: PeriodCheck) -> Iterator[Problem]:
    """Money used late or not yet, drawn ahead of the share, too much or too little received."""
    period = case.period
    if not (period.payments or period.costs):
        return
    yield from _late(case)
    if period.closed or period.ended_on:
        return
    yield from _ahead(case)
    if (
        period.financing_type is None
        and period.amount is not None
        and case.account.plan.approved
    ):
        text = _(
            "the type of financing is not recorded: what a saving means for the grant cannot be said"
        )
        remedy = _('Add financing_type = "Anteilfinanzierung", or what the letter says.')
        yield case.risk("financing-type-missing", text, remedy)
    yield from _reduced(case)
    yield from _received(case)


def _late(case: PeriodCheck) -> Iterator[Problem]:
    assumed: Payment | None = None
    for use, interest in case.account.funds:
        if not use.late(case.today) or not use.tracked:
            continue
        yield _used_late(case, use, interest)
        if interest and interest.assumed and not case.period.closed:
            assumed = assumed or use.payment
    if assumed:
        text = _(
            "no base rate is recorded for part of the time; the estimate carries the last known one on"
        )
        remedy = _(
            "Add it to a rule set of your own: [[rule_set.clause]] with base_rate and from."
        )
        yield case.risk("base-rate-missing", text, remedy, assumed.place)


def _used_late(case: PeriodCheck, use: PaymentUse, interest: Estimate | None) -> Problem:
    severity, amount = "note", ZERO
    text = _("{amount} of the payment of {day} were used after {use_by}")
    for part in use.late(case.today):
        amount += part.amount
    if use.unused and not case.period.closed:
        text = _(
            "{amount} of the payment of {day} are not used; they were to be used by {use_by}"
        )
        severity, amount = "warning", use.unused
    if interest:
        more = _("; interest of about {amount} is possible (estimate)")
        text += more.replace("{amount}", "{interest}")
    return case.risk(
        "used-late",
        text,
        _(
            "Enter what was spent ([[project.period.spending]]), pay back what is not needed, tell the authority."
        ),
        use.payment.place,
        severity=severity,
        amount=amount,
        day=use.payment.received,
        use_by=use.use_by,
        interest=interest.amount if interest else None,
    )


def _ahead(case: PeriodCheck) -> Iterator[Problem]:
    """More paid out than the grant's share of the spending, after the time to use it."""
    if case.period.financing_type != SHARE:
        return
    drawn, spent = ZERO, case.account.plan.spent
    for use, _interest in case.account.funds:
        if use.use_by and use.use_by < case.today:
            drawn += use.amount
    share = _share_now(case) if drawn and case.account.plan.approved else None
    if share is None:
        return
    ahead = drawn - cents(Fraction(spent) * share)
    if ahead > 0:
        text = _(
            "{ahead} more were drawn than the share of what was spent ({share} of {spent})"
        )
        remedy = _(
            "Draw less next time, or enter what else was spent: own funds go in proportion."
        )
        words = {"ahead": ahead, "share": fmt_percent(ratio(share)), "spent": spent}
        yield case.risk("drawn-ahead", text, remedy, **words)


def _share_now(case: PeriodCheck) -> Fraction | None:
    """The share that the grant pays today: by the shares on this day, else grant by costs."""
    period, account = case.period, case.account
    day = min(case.today, period.end or case.today)
    rows = [row for row in period.financing if row.share is not None and not is_own(row.funder)]
    if rows:
        return sum([Fraction(row.share or 0) for row in rows if covers(row, day)], Fraction(0))
    if account.grant is None or not account.plan.approved:
        return None
    return Fraction(account.grant) / Fraction(account.plan.approved)


def _reduced(case: PeriodCheck) -> Iterator[Problem]:
    """By how much the grant falls because less was spent."""
    found = case.account.reduction
    if not isinstance(found, Reduction) or not found.amount:
        return
    text = _(
        "{change} less were spent than planned: the grant falls by {amount} to {left} ({basis})"
    )
    remedy = _("Tell the authority, and draw no more than that.")
    words = {"change": found.change, "amount": found.amount, "left": found.left}
    yield case.risk("grant-reduced", text, remedy, basis=found.basis, **words)


def _received(case: PeriodCheck) -> Iterator[Problem]:
    """What was received, against what the grant comes to."""
    grant, received, payments = case.account.whole, case.account.received, case.period.payments
    if grant is None:
        return
    missing = grant - received
    if missing < 0:
        text = _("{received} received, {grant} granted: {difference} too much")
        remedy = _("Correct the amounts, or pay it back at once: interest runs.")
        words = {"received": received, "grant": grant, "difference": -missing}
        place = payments[-1].place if payments else None
        yield case.risk("overpaid", text, remedy, place, **words)
    if payments and missing > 0 and any(report.done_on for report in case.final_reports):
        text = _(
            "the final report is handed in, but {amount} of the grant have not been received"
        )
        remedy = _("Enter the last payment, or draw it; retention can be counted already.")
        yield case.risk("last-payment-missing", text, remedy, amount=missing)


PERIOD_FINDERS: tuple[PeriodFinder, ...] = (spending, payments, accounts)
