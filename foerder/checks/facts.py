"""Checks of facts against each other: what can only come after what, addresses, days in the future, acceptances."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from foerder.checks.base import CheckContext, Finder, Risk
from foerder.law.notification import notification
from foerder.model import Deadline, Period, Place, Project
from foerder.text.i18n import _, fmt_date

_ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>.]+(\.[^@\s,;<>.]+)+\Z")
AWARD_KEYS = ("award_date", "award_posted", "award_retrieved", "award_notified")


def awarded(period: Period) -> date | None:
    """The earliest day on which there was an award."""
    return min((day for key in AWARD_KEYS if (day := getattr(period, key))), default=None)


def order(case: CheckContext, project: Project, deadlines: list[Deadline]) -> Iterator[Risk]:
    """Days of a period that cannot be in this order."""
    if project.kind != "grant":
        return
    for period in project.periods:
        award = awarded(period)
        if award and period.applied and award < period.applied:
            yield case.period_risk(
                project,
                period,
                period.place.key("applied"),
                "warning",
                "award-before-application",
                _("awarded on {award}, before the application on {applied}").format(
                    award=fmt_date(award), applied=fmt_date(period.applied)
                ),
                _("Correct one of the two days."),
            )
        if period.purpose_fulfilled and period.end and period.purpose_fulfilled > period.end:
            yield case.period_risk(
                project,
                period,
                period.place.key("purpose_fulfilled"),
                "warning",
                "purpose-after-end",
                _("purpose fulfilled on {day}, after the end {end}").format(
                    day=fmt_date(period.purpose_fulfilled), end=fmt_date(period.end)
                ),
                _("Correct the day, or have the period extended: later costs are not funded."),
            )


def early_start(case: CheckContext, project: Project, deadlines: list[Deadline]) -> Iterator[Risk]:
    """Work begun before the award without consent (vorzeitiger Maßnahmebeginn)."""
    if project.kind != "grant":
        return
    for period in project.periods:
        if period.started is None or period.status in ("rejected", "withdrawn"):
            continue
        notified = notification(period)
        award = notified.day if notified else awarded(period)
        if period.early_start and period.early_start <= period.started:
            continue
        if award is None and period.status == "approved":
            continue
        if award and award <= period.started:
            continue
        text = (
            _("started on {day}, before the award on {award} and without consent")
            if award
            else _("started on {day} without an award and without consent")
        )
        yield case.period_risk(
            project,
            period,
            period.place.key("started"),
            "warning",
            "early-start",
            text.format(day=fmt_date(period.started), award=fmt_date(award) if award else ""),
            _("Enter early_start = DATE if the authority agreed to an early start; else talk to it at once."),
        )


def future(case: CheckContext, project: Project, deadlines: list[Deadline]) -> Iterator[Risk]:
    """Things said to have happened on a day that is still to come."""
    for place, key, day in _happened(project):
        if day > case.today:
            yield case.risk(
                place.key(key),
                project,
                "note",
                "future-fact",
                _("{key} = {day} is still to come").format(key=key, day=fmt_date(day)),
                _("Correct the year, or enter it when it has happened."),
            )


def _happened(project: Project) -> Iterator[tuple[Place, str, date]]:
    for period in project.periods:
        for payment in period.payments:
            if payment.received:
                yield payment.place, "received", payment.received
        for spending in period.spending:
            if spending.on:
                yield spending.place, "on", spending.on
        for key in ("closed", "started"):
            day = getattr(period, key)
            if day and period.status == "approved":
                yield period.place, key, day
    for done in project.done:
        if done.on:
            yield done.place, "on", done.on


def addresses(case: CheckContext, project: Project, deadlines: list[Deadline]) -> Iterator[Risk]:
    """Owners who are meant to be addresses and are none, or to whom no mail goes."""
    domains = case.register.notify.domains if case.register.notify else ()
    people = [(project.place.key("owner"), project.owner), (project.place.key("deputy"), project.deputy)]
    for rule in (*project.deadlines, *(rule for period in project.periods for rule in period.deadlines)):
        people.append(((rule.place or project.place).key("owner"), rule.keys.get("owner")))
    for place, name in people:
        if not name or "@" not in name:
            continue
        if not _ADDRESS.match(name):
            yield case.risk(
                place,
                project,
                "warning",
                "owner-address",
                _("{name} is not a mail address").format(name=f'"{name}"'),
                _("Write one address, such as planung@example.org, or a function without @."),
            )
        elif domains and name.rpartition("@")[2].casefold() not in (domain.casefold() for domain in domains):
            yield case.risk(
                place,
                project,
                "warning",
                "owner-domain",
                _("no mail goes to {name}: the domain is not among those of [notify]").format(name=f'"{name}"'),
                _("Add the domain to domains in [notify], or correct the address."),
            )


def acceptances(case: CheckContext) -> Iterator[Risk]:
    """[[accept]] tables that accept nothing (no such code, a day that has passed), or do not say why."""
    from foerder.checks.codes import CODES
    from foerder.text.hints import nearest

    for accept in case.register.accepted:
        if accept.code not in CODES:
            near = nearest(accept.code, CODES)
            yield Risk(
                accept.place.key("code"),
                accept.project,
                "warning",
                "accept-unknown",
                _('[[accept]]: there is no finding with the code "{code}"').format(code=accept.code),
                _('Did you mean "{word}"?').format(word=near) if near else _("All codes are in the handbook."),
            )
        elif accept.until and accept.until < case.today:
            yield Risk(
                accept.place.key("until"),
                accept.project,
                "note",
                "accept-expired",
                _('[[accept]] of "{code}" ended on {day}').format(code=accept.code, day=fmt_date(accept.until)),
                _("Look at it again: enter a later until, or remove the table."),
            )
        elif not (accept.reason or "").strip():
            yield Risk(
                accept.place,
                accept.project,
                "note",
                "accept-reason",
                _('[[accept]] of "{code}" does not say why').format(code=accept.code),
                _('Add reason = "…": whoever looks at it later must be able to understand it.'),
            )


FINDERS: tuple[Finder, ...] = (order, early_start, future, addresses)
