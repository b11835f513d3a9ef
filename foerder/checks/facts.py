"""Checks of facts against each other: what can only come after what, addresses,
days in the future, acceptances.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from foerder.checks.base import (
    CheckContext,
    Finder,
    PeriodCheck,
    PeriodFinder,
    ProjectCheck,
    finding,
    for_periods,
)
from foerder.checks.codes import CODES
from foerder.law.notification import notification
from foerder.model import Period, Place, Problem, Project
from foerder.text.hints import nearest
from foerder.text.i18n import _

_ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>.]+(\.[^@\s,;<>.]+)+\Z")
AWARD_KEYS = (
    "award_date",
    "award_posted",
    "award_provided",
    "award_retrieved",
    "award_notified",
)


def awarded(period: Period) -> date | None:
    """The earliest day on which there was an award."""
    days = [getattr(period, key) for key in AWARD_KEYS]
    return min((day for day in days if day), default=None)


@for_periods(kind="grant")
def order(case: PeriodCheck) -> Iterator[Problem]:
    """Days of a period that cannot be in this order."""
    period = case.period
    award = awarded(period)
    if award and period.applied and award < period.applied:
        text = _("awarded on {award}, before the application on {applied}")
        remedy, place = _("Correct one of the two days."), period.place.key("applied")
        days = {"award": award, "applied": period.applied}
        yield case.risk("award-before-application", text, remedy, place, **days)
    fulfilled, end = period.purpose_fulfilled, period.end
    if fulfilled and end and fulfilled > end:
        text = _("purpose fulfilled on {day}, after the end {end}")
        remedy = _("Correct the day, or have the period extended: later costs are not funded.")
        place = period.place.key("purpose_fulfilled")
        yield case.risk("purpose-after-end", text, remedy, place, day=fulfilled, end=end)


@for_periods("idea", "applied", "approved", kind="grant")
def early_start(case: PeriodCheck) -> Iterator[Problem]:
    """Work begun before the award without consent (vorzeitiger Maßnahmebeginn)."""
    period = case.period
    started = period.started
    if started is None or (period.early_start and period.early_start <= started):
        return
    notified = notification(period)
    award = notified.day if notified else awarded(period)
    if (award and award <= started) or (award is None and period.status == "approved"):
        return
    text = _("started on {day} without an award and without consent")
    if award:
        text = _("started on {day}, before the award on {award} and without consent")
    remedy = _(
        "Enter early_start = DATE if the authority agreed to an early start; else talk to it at once."
    )
    place = period.place.key("started")
    yield case.risk("early-start", text, remedy, place, day=started, award=award)


def future(case: ProjectCheck) -> Iterator[Problem]:
    """Things said to have happened on a day that is still to come."""
    for place, key, day in _happened(case.project):
        if day and day > case.today:
            text = _("{key} = {day} is still to come")
            remedy = _("Correct the year, or enter it when it has happened.")
            yield case.risk("future-fact", text, remedy, place.key(key), key=key, day=day)


def _happened(project: Project) -> Iterator[tuple[Place, str, date | None]]:
    for period in project.periods:
        for payment in period.payments:
            yield payment.place, "received", payment.received
        for spending in period.spending:
            yield spending.place, "on", spending.on
        if period.status == "approved":
            yield period.place, "closed", period.closed
            yield period.place, "started", period.started
    for done in project.done:
        yield done.place, "on", done.on


def addresses(case: ProjectCheck) -> Iterator[Problem]:
    """Owners who are meant to be addresses and are none, or to whom no mail goes."""
    notify = case.register.notify
    domains = [domain.casefold() for domain in notify.domains] if notify else []
    for table, key, name in _people(case.project):
        if not name or "@" not in name:
            continue
        place = table.key(key)
        if not _ADDRESS.match(name):
            text = _("{name} is not a mail address")
            remedy = _(
                "Write one address, such as planung@example.org, or a function without @."
            )
            yield case.risk("owner-address", text, remedy, place, name=f'"{name}"')
        elif domains and name.rpartition("@")[2].casefold() not in domains:
            text = _("no mail goes to {name}: the domain is not among those of [notify]")
            remedy = _("Add the domain to domains in [notify], or correct the address.")
            yield case.risk("owner-domain", text, remedy, place, name=f'"{name}"')


def _people(project: Project) -> Iterator[tuple[Place, str, str | None]]:
    yield project.place, "owner", project.owner
    yield project.place, "deputy", project.deputy
    tables: list[Project | Period] = [project, *project.periods]
    for table in tables:
        for rule in table.deadlines:
            if "owner" in rule.keys:
                yield rule.place or project.place, "owner", rule.keys["owner"]


def acceptances(context: CheckContext) -> Iterator[Problem]:
    """[[accept]] tables that accept nothing (no such code, a day that has
    passed), or do not say why.
    """
    for accept in context.register.accepted:
        code, place, near = None, accept.place, None
        if accept.code not in CODES:
            code, place = "accept-unknown", place.key("code")
            near = nearest(accept.code, CODES)
            text = _('[[accept]]: there is no finding with the code "{code}"')
            remedy = (
                _('Did you mean "{word}"?') if near else _("All codes are in the handbook.")
            )
        elif accept.until and accept.until < context.today:
            code, place = "accept-expired", place.key("until")
            text = _('[[accept]] of "{code}" ended on {day}')
            remedy = _("Look at it again: enter a later until, or remove the table.")
        elif not (accept.reason or "").strip():
            code = "accept-reason"
            text = _('[[accept]] of "{code}" does not say why')
            remedy = _(
                'Add reason = "…": whoever looks at it later must be able to understand it.'
            )
        if code:
            yield finding(
                code,
                place,
                text,
                remedy,
                about=accept.project,
                code=accept.code,
                day=accept.until,
                word=near,
            )


FINDERS: tuple[Finder, ...] = (future, addresses)
PERIOD_FINDERS: tuple[PeriodFinder, ...] = (order, early_start)
