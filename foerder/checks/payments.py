"""Checks of payments and spending: used in time, in the right order, inside the period, not more than granted."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from foerder.checks.base import CheckContext, Finder, Risk
from foerder.checks.facts import awarded
from foerder.model import Deadline, Payment, Period, Project
from foerder.money.account import Account, account_of
from foerder.money.plan import ZERO, cents, is_own
from foerder.money.reduction import SHARE, Reduction
from foerder.text.i18n import _, fmt_date, fmt_money


def spending(case: CheckContext, project: Project, deadlines: list[Deadline]) -> Iterator[Risk]:
    """Spending outside the period, and twice the same."""
    for period in project.periods:
        seen: set[tuple[object, ...]] = set()
        first = min((day for day in (period.start, period.early_start) if day), default=None)
        for one in period.spending:
            if one.on is None:
                continue
            if (first and one.on < first) or (period.end and one.on > period.end):
                yield case.period_risk(
                    project,
                    period,
                    one.place.key("on"),
                    "warning",
                    "spending-outside",
                    _("{amount} spent on {day}, outside the period").format(
                        amount=fmt_money(one.amount), day=fmt_date(one.on)
                    ),
                    _("Correct the day, or move it to the right period; costs outside the period are not funded."),
                )
            key = (one.type, one.on, one.amount)
            if key in seen:
                yield case.period_risk(
                    project,
                    period,
                    one.place,
                    "note",
                    "spending-twice",
                    _("{amount} on {day} stands there twice").format(
                        amount=fmt_money(one.amount), day=fmt_date(one.on)
                    ),
                    _("Remove one of them, or make one sum of them if both are right."),
                )
            seen.add(key)


def payments(case: CheckContext, project: Project, deadlines: list[Deadline]) -> Iterator[Risk]:
    """Payments on a day that cannot be: before the request or the award, after closing."""
    for period in project.periods:
        award = awarded(period)
        for payment in period.payments:
            day = payment.received
            if day is None:
                continue
            orders = (
                ("payment-before-request", payment.requested and day < payment.requested, payment.requested),
                ("payment-before-award", award and day < award, award),
                ("payment-after-closing", period.closed and day > period.closed, period.closed),
            )
            texts = {
                "payment-before-request": _("payment received on {day}, before it was requested on {other}"),
                "payment-before-award": _("payment received on {day}, before the award on {other}"),
                "payment-after-closing": _("payment received on {day}, after the period was closed on {other}"),
            }
            for code, wrong, other in orders:
                if wrong and other:
                    yield case.period_risk(
                        project,
                        period,
                        payment.place.key("received"),
                        "warning",
                        code,
                        texts[code].format(day=fmt_date(day), other=fmt_date(other)),
                        _("Correct one of the two days."),
                    )


def accounts(case: CheckContext, project: Project, deadlines: list[Deadline]) -> Iterator[Risk]:
    """Money used late or not yet, drawn ahead of the share, too much or too little received."""
    if project.kind != "grant":
        return
    for period in project.periods:
        if period.status != "approved" or not (period.payments or period.costs):
            continue
        account = account_of(case.register, project, period, deadlines, case.today, case.base_rates)
        yield from _late(case, account)
        if period.closed:
            continue
        yield from _ahead(case, account)
        yield from _grant(case, account, deadlines)


def _late(case: CheckContext, account: Account) -> Iterator[Risk]:
    project, period = account.project, account.period
    assumed: Payment | None = None
    for funds, interest in account.funds:
        late = funds.late(case.today)
        if not late or not funds.tracked or funds.use_by is None or funds.payment.received is None:
            continue
        waiting = funds.unused if not period.closed else ZERO
        text = (
            _("{amount} of the payment of {day} are not used; they were to be used by {use_by}")
            if waiting
            else _("{amount} of the payment of {day} were used after {use_by}")
        )
        message = text.format(
            amount=fmt_money(waiting or sum((use.amount for use in late), ZERO)),
            day=fmt_date(funds.payment.received),
            use_by=fmt_date(funds.use_by),
        )
        if interest:
            message += _("; interest of about {amount} is possible (estimate)").format(
                amount=fmt_money(interest.amount)
            )
        yield case.period_risk(
            project,
            period,
            funds.payment.place,
            "warning" if waiting else "note",
            "used-late",
            message,
            _("Enter what was spent ([[project.period.spending]]), pay back what is not needed, tell the authority."),
        )
        assumed = assumed or (funds.payment if interest and interest.assumed and not period.closed else None)
    if assumed:
        yield case.period_risk(
            project,
            period,
            assumed.place,
            "note",
            "base-rate-missing",
            _("no base rate is recorded for part of the time; the estimate carries the last known one on"),
            _("Add it to a rule set of your own: [[rule_set.clause]] with base_rate and from."),
        )


def share_now(account: Account, case: CheckContext) -> Fraction | None:
    """The share that the grant pays today: by the shares on this day, else grant by costs."""
    period = account.period
    rows = [row for row in period.financing if row.share is not None and not is_own(row.funder)]
    if rows:
        day = min(case.today, period.end) if period.end else case.today
        held = [r for r in rows if (r.start is None or r.start <= day) and (r.until is None or day <= r.until)]
        return sum((Fraction(row.share or 0) for row in held), Fraction(0))
    if account.grant is None or not account.plan.approved:
        return None
    return Fraction(account.grant) / Fraction(account.plan.approved)


def _ahead(case: CheckContext, account: Account) -> Iterator[Risk]:
    """More paid out than the grant's share of the spending, after the time to use it."""
    period, share = account.period, share_now(account, case)
    if period.financing_type != SHARE or share is None or not account.plan.approved:
        return
    due = sum((f.amount for f, _interest in account.funds if f.use_by and f.use_by < case.today), Decimal(0))
    ahead = due - cents(Fraction(account.plan.spent) * share)
    if ahead > 0:
        yield case.period_risk(
            account.project,
            period,
            period.place,
            "note",
            "drawn-ahead",
            _("{ahead} more were drawn than the share of what was spent ({share} of {spent})").format(
                ahead=fmt_money(ahead), share=_percent(share), spent=fmt_money(account.plan.spent)
            ),
            _("Draw less next time, or enter what else was spent: own funds go in proportion."),
        )


def _percent(share: Fraction) -> str:
    from foerder.text.i18n import fmt_percent

    return fmt_percent(cents(share * 100) / 100)


def _grant(case: CheckContext, account: Account, deadlines: list[Deadline]) -> Iterator[Risk]:
    """What the grant comes to, against what was received."""
    project, period, fall = account.project, account.period, account.reduction
    if period.amount is not None and account.plan.approved and period.financing_type is None:
        yield case.period_risk(
            project,
            period,
            period.place,
            "note",
            "financing-type-missing",
            _("the type of financing is not recorded: what a saving means for the grant cannot be said"),
            _('Add financing_type = "Anteilfinanzierung", or what the letter says.'),
        )
    grant = account.grant
    if isinstance(fall, Reduction) and fall.amount:
        grant = fall.left
        yield case.period_risk(
            project,
            period,
            period.place,
            "note",
            "grant-reduced",
            _("{change} less were spent than planned: the grant falls by {amount} to {left} ({basis})").format(
                change=fmt_money(fall.change),
                amount=fmt_money(fall.amount),
                left=fmt_money(fall.left),
                basis=fall.basis,
            ),
            _("Tell the authority, and draw no more than that."),
        )
    if grant is None:
        return
    if account.received > grant:
        yield case.period_risk(
            project,
            period,
            period.payments[-1].place if period.payments else period.place,
            "warning",
            "overpaid",
            _("{received} received, {grant} granted: {difference} too much").format(
                received=fmt_money(account.received),
                grant=fmt_money(grant),
                difference=fmt_money(account.received - grant),
            ),
            _("Correct the amounts, or pay it back at once: interest runs."),
        )
    handed_in = any(d.period is period and d.kind == "final-report" and d.done_on for d in deadlines)
    if handed_in and period.payments and account.received < grant:
        yield _last_payment(case, project, period, grant - account.received)


def _last_payment(case: CheckContext, project: Project, period: Period, missing: Decimal) -> Risk:
    return case.period_risk(
        project,
        period,
        period.place,
        "note",
        "last-payment-missing",
        _("the final report is handed in, but {amount} of the grant have not been received").format(
            amount=fmt_money(missing)
        ),
        _("Enter the last payment, or draw it; retention can be counted already."),
    )


FINDERS: tuple[Finder, ...] = (spending, payments, accounts)
