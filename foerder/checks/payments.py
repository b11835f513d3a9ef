"""Checks of payments and spending: used in time, in the right order, inside the period, not more than granted."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from foerder.checks.base import Finder, ProjectCheck, for_periods
from foerder.checks.facts import awarded
from foerder.model import Payment, Period, Problem, Spending
from foerder.money.account import Account, account_of
from foerder.money.payments import Estimate, PaymentUse
from foerder.money.plan import ZERO, cents, is_own, ratio
from foerder.money.reduction import SHARE, Reduction
from foerder.text.i18n import _, fmt_percent


@for_periods()
def spending(case: ProjectCheck, period: Period) -> Iterator[Problem]:
    """Spending outside the period, and twice the same."""
    seen: set[tuple[object, ...]] = set()
    for one in period.spending:
        if one.on is None:
            continue
        if _outside(period, one):
            yield case.period_risk(
                "spending-outside",
                period,
                _("{amount} spent on {day}, outside the period"),
                _(
                    "Correct the day, or move it to the right period; costs outside the period are not funded."
                ),
                place=one.place.key("on"),
                amount=one.amount,
                day=one.on,
            )
        key = (one.type, one.on, one.amount)
        if key in seen:
            yield case.period_risk(
                "spending-twice",
                period,
                _("{amount} on {day} is recorded twice"),
                _("Remove one of them, or make one sum of them if both are right."),
                place=one.place,
                amount=one.amount,
                day=one.on,
            )
        seen.add(key)


def _outside(period: Period, one: Spending) -> bool:
    if one.on is None:
        return False
    starts = [day for day in (period.start, period.early_start) if day]
    if starts and one.on < min(starts):
        return True
    return period.end is not None and one.on > period.end


@for_periods()
def payments(case: ProjectCheck, period: Period) -> Iterator[Problem]:
    """Payments on a day that cannot be: before the request or the award, after closing."""
    award, closed = awarded(period), period.closed
    for payment in period.payments:
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
        remedy = _("Correct one of the two days.")
        place = payment.place.key("received")
        for code, text, other in found:
            yield case.period_risk(
                code, period, text, remedy, place=place, day=day, other=other
            )


@for_periods("approved", kind="grant")
def accounts(case: ProjectCheck, period: Period) -> Iterator[Problem]:
    """Money used late or not yet, drawn ahead of the share, too much or too little received."""
    if not (period.payments or period.costs):
        return
    rates = case.context.base_rates
    account = account_of(case.register, case.project, period, case.deadlines, case.today, rates)
    yield from _late(case, account)
    if period.closed or period.ended_on:
        return
    yield from _ahead(case, account)
    if period.amount is not None and account.plan.approved and period.financing_type is None:
        text = _(
            "the type of financing is not recorded: what a saving means for the grant cannot be said"
        )
        remedy = _('Add financing_type = "Anteilfinanzierung", or what the letter says.')
        yield case.period_risk("financing-type-missing", period, text, remedy)
    yield from _grant(case, account)


def _late(case: ProjectCheck, account: Account) -> Iterator[Problem]:
    assumed: Payment | None = None
    for use, interest in account.funds:
        if not use.late(case.today) or not use.tracked:
            continue
        yield _used_late(case, account.period, use, interest)
        if interest and interest.assumed and not account.period.closed:
            assumed = assumed or use.payment
    if assumed:
        text = _(
            "no base rate is recorded for part of the time; the estimate carries the last known one on"
        )
        remedy = _(
            "Add it to a rule set of your own: [[rule_set.clause]] with base_rate and from."
        )
        yield case.period_risk(
            "base-rate-missing", account.period, text, remedy, place=assumed.place
        )


def _used_late(
    case: ProjectCheck, period: Period, use: PaymentUse, interest: Estimate | None
) -> Problem:
    waiting = ZERO if period.closed else use.unused
    text, severity, amount = (
        _("{amount} of the payment of {day} were used after {use_by}"),
        "note",
        ZERO,
    )
    for part in use.late(case.today):
        amount += part.amount
    if waiting:
        text = _(
            "{amount} of the payment of {day} are not used; they were to be used by {use_by}"
        )
        severity, amount = "warning", waiting
    if interest:
        text += _("; interest of about {amount} is possible (estimate)").replace(
            "{amount}", "{interest}"
        )
    return case.period_risk(
        "used-late",
        period,
        text,
        _(
            "Enter what was spent ([[project.period.spending]]), pay back what is not needed, tell the authority."
        ),
        place=use.payment.place,
        severity=severity,
        amount=amount,
        day=use.payment.received,
        use_by=use.use_by,
        interest=interest.amount if interest else None,
    )


def _share_now(case: ProjectCheck, account: Account) -> Fraction | None:
    """The share that the grant pays today: by the shares on this day, else grant by costs."""
    period = account.period
    day = min(case.today, period.end) if period.end else case.today
    rows = [row for row in period.financing if row.share is not None and not is_own(row.funder)]
    share = Fraction(0)
    for row in rows:
        if (row.start is None or row.start <= day) and (row.until is None or day <= row.until):
            share += Fraction(row.share or 0)
    if rows:
        return share
    if account.grant is None or not account.plan.approved:
        return None
    return Fraction(account.grant) / Fraction(account.plan.approved)


def _ahead(case: ProjectCheck, account: Account) -> Iterator[Problem]:
    """More paid out than the grant's share of the spending, after the time to use it."""
    period, share = account.period, _share_now(case, account)
    if period.financing_type != SHARE or share is None or not account.plan.approved:
        return
    ahead = -cents(Fraction(account.plan.spent) * share)
    for use, _interest in account.funds:
        if use.use_by and use.use_by < case.today:
            ahead += use.amount
    if ahead > 0:
        yield case.period_risk(
            "drawn-ahead",
            period,
            _("{ahead} more were drawn than the share of what was spent ({share} of {spent})"),
            _("Draw less next time, or enter what else was spent: own funds go in proportion."),
            ahead=ahead,
            share=fmt_percent(ratio(share)),
            spent=account.plan.spent,
        )


def _grant(case: ProjectCheck, account: Account) -> Iterator[Problem]:
    """What the grant comes to, against what was received."""
    period, reduced, grant = account.period, account.reduction, account.grant
    if isinstance(reduced, Reduction) and reduced.amount:
        grant = reduced.left
        yield case.period_risk(
            "grant-reduced",
            period,
            _(
                "{change} less were spent than planned: the grant falls by {amount} to {left} ({basis})"
            ),
            _("Tell the authority, and draw no more than that."),
            change=reduced.change,
            amount=reduced.amount,
            left=reduced.left,
            basis=reduced.basis,
        )
    if grant is None:
        return
    missing = grant - account.received
    if missing < 0:
        yield case.period_risk(
            "overpaid",
            period,
            _("{received} received, {grant} granted: {difference} too much"),
            _("Correct the amounts, or pay it back at once: interest runs."),
            place=period.payments[-1].place if period.payments else None,
            received=account.received,
            grant=grant,
            difference=-missing,
        )
    handed_in = any(report.done_on for report in case.of(period, "final-report"))
    if handed_in and period.payments and missing > 0:
        text = _(
            "the final report is handed in, but {amount} of the grant have not been received"
        )
        remedy = _("Enter the last payment, or draw it; retention can be counted already.")
        yield case.period_risk("last-payment-missing", period, text, remedy, amount=missing)


FINDERS: tuple[Finder, ...] = (spending, payments, accounts)
