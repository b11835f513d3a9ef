"""Checks of grants that were given up or revoked, and of those that end soon
and have no follow-up.
"""

from __future__ import annotations

from collections.abc import Iterator

from foerder.checks.base import PeriodCheck, PeriodFinder, for_periods
from foerder.deadlines.explain import title_of
from foerder.law.notification import notification
from foerder.model import Problem
from foerder.terms import UNVERIFIED_GRADES
from foerder.text.i18n import _

DAYS_AHEAD = 365
"""So many days before its end a grant without a follow-up is named."""


@for_periods()
def early_ends(case: PeriodCheck) -> Iterator[Problem]:
    """An early end of which something is missing."""
    period = case.period
    if period.ended_why and period.ended_on is None and "ended_on" not in period.unreadable:
        text = _("ended_why is recorded without the day: nothing of the period ends")
        remedy = _("Add ended_on = DATE: the day from which on it is ended.")
        yield case.risk("ended-unclear", text, remedy)
    if period.ended_on and period.ended_why is None:
        text = _("ended on {day}, but not why: given up or revoked")
        remedy = _('Add ended_why = "abandoned" or ended_why = "revoked".')
        yield case.risk("ended-unclear", text, remedy, day=period.ended_on)
    if period.ended_why == "revoked" and notification(period, "ended") is None:
        text = _("revoked, but when that was notified is not recorded: no remedy is dated")
        remedy = _(
            "Add ended_posted, ended_provided, ended_retrieved or ended_notified = DATE."
        )
        yield case.risk("ended-unclear", text, remedy)


@for_periods("approved", kind="grant")
def early_proofs(case: PeriodCheck) -> Iterator[Problem]:
    """A proof of use that is counted from the early end, because no letter names its day yet."""
    period = case.period
    for report in case.final_reports:
        counted = report.keys.get("grade") in UNVERIFIED_GRADES and report.due
        if period.ended_on and counted and report.state not in ("done", "settled"):
            text = _("{title} is counted from the early end, {day}, only for planning")
            remedy = _(
                "Ask the authority for the day and enter it as soon as the decision has it."
            )
            title, day = title_of(report), period.ended_on
            yield case.risk("ended-proof", text, remedy, title=title, day=day)


@for_periods("approved", kind="grant")
def repayments(case: PeriodCheck) -> Iterator[Problem]:
    """Money that may be asked back after an early end."""
    period = case.period
    if not period.ended_on or not period.payments:
        return
    repayment = case.account.repayment
    if repayment:
        text = _("repayment of {amount} is possible after the early end on {day}")
        remedy = _(
            "Enter what was spent; keep the money ready: from a revocation on interest runs (§ 49a Abs. 3 VwVfG)."
        )
        amount, day = repayment.amount, period.ended_on
        yield case.risk("ended-repayment", text, remedy, amount=amount, day=day)


@for_periods("approved", kind="grant")
def follow_ups(case: PeriodCheck) -> Iterator[Problem]:
    """A running grant that ends within a year, and nothing that follows it is
    applied for or approved.
    """
    period = case.period
    last, today = period.last_day, case.today
    if last is None or period.ended_on or period.closed:
        return
    begun = period.start is None or period.start <= today
    if not begun or not 0 <= (last - today).days <= DAYS_AHEAD:
        return
    if case.context.calculator.facts.successor(case.project, period) is None:
        text = _("it ends on {day} and nothing follows: no period, no project, no application")
        remedy = _(
            "Apply for a follow-up and enter it; if none is wanted, accept the finding with [[accept]]."
        )
        yield case.risk("no-follow-up", text, remedy, day=last)


PERIOD_FINDERS: tuple[PeriodFinder, ...] = (early_ends, early_proofs, repayments, follow_ups)
