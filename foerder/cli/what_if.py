"""Imagined changes: the register as it would be, without touching the file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import typer

from foerder.cli import pick
from foerder.cli.inputs import parse_date
from foerder.cli.session import usage_error
from foerder.cli.values import Count, count_on
from foerder.deadlines.calculator import Calculator
from foerder.deadlines.extension import extended
from foerder.law.counting import WorkingDay, after_event, from_day
from foerder.model import EXPIRIES, Deadline, Extension, Period, Project, Register
from foerder.money.account import has_money
from foerder.money.plan import funding_of, pace_of, plan_of
from foerder.money.years import budget_of
from foerder.register.fields import FieldError
from foerder.register.working_days import AuthorityCalendars
from foerder.text.i18n import _, fmt_date

VERBS = {
    "extend": "extend",
    "verlängern": "extend",
    "verlängere": "extend",
    "end": "end",
    "ende": "end",
    "beenden": "end",
}
"""What may be imagined, in German and English."""


def imagine(register: Register, change: str, today: date) -> tuple[Register, str]:
    """The register after a change such as "extend iksp/2022 6 months" or "end iksp/2022
    2026-12-31", and its words.

    A deadline can be extended too: "extend iksp/2022/final-report 3 months".
    Raises ``typer.BadParameter`` where the change cannot be understood,
    `NotFound` where what it names is not there.
    """
    words = change.split(maxsplit=2)
    if len(words) != 3 or words[0].lower() not in VERBS:
        text = _(
            '"{change}" is not understood. Write "extend PROJECT/PERIOD 6 months" or "end PROJECT/PERIOD DATE".'
        )
        usage_error(text, change=change)
    target, value = words[1:]
    verb = VERBS[words[0].lower()]
    # The day a period ends has no length of its own: whoever extends it extends the period.
    target = target.removesuffix("/period-end")
    if verb == "extend" and target.count("/") > 1:
        return _extended(register, target, value, today)
    return _ended(register, verb, target, value, today)


def _ended(
    register: Register, verb: str, target: str, value: str, today: date
) -> tuple[Register, str]:
    """The register with another end of a period."""
    project, period = pick.current(register, target, today)
    if verb == "end":
        end = parse_date(value, today, "end")
    elif period.end is None:
        usage_error(_("{id} has no end that could be extended."), id=target)
    else:
        # § 190 BGB: the new period is counted from the end of the old one.
        working = AuthorityCalendars(register).working_days(project, period)
        end = _counted(from_day, period.end + date.resolution, value, working)
    if period.start and end < period.start:
        text = _("end ({end}) is before start ({start})")
        usage_error(text, end=fmt_date(end), start=fmt_date(period.start))
    changed = period._replace(end=end, duration=None)
    periods = tuple(changed if other is period else other for other in project.periods)
    return _with(register, project, project._replace(periods=periods)), _ends_on(
        project, period.id, end
    )


def _extended(register: Register, name: str, length: str, today: date) -> tuple[Register, str]:
    """The register with one deadline extended from its counted day on (§ 31
    Abs. 7 VwVfG, § 190 BGB).
    """
    project, found = _duty(register, name, today)
    working: WorkingDay | None = None
    if found.period:
        working = AuthorityCalendars(register).working_days(project, found.period)
    day, careful = extended(found, lambda start: _counted(after_event, start, length, working))
    extension = Extension(project.place, name.partition("/")[2], day, plan_by=careful)
    changed = project._replace(extensions=(*project.extensions, extension))
    return _with(register, project, changed), _ends_on(project, extension.deadline, day)


def _duty(register: Register, name: str, today: date) -> tuple[Project, Deadline]:
    """The duty of ours with this id and a day."""
    for project in register.projects:
        if not name.startswith(f"{project.id}/"):
            continue
        for deadline in Calculator(register, today, today).of_project(project):
            if deadline.id != name or not deadline.nominal:
                continue
            if deadline.kind in EXPIRIES:
                usage_error(_("{id} cannot be extended: it is not a duty of ours."), id=name)
            return project, deadline
    text = _('There is no deadline "{name}". All ids: foerder due --all.')
    raise typer.BadParameter(text.format(name=name))


def _ends_on(project: Project, what: str, day: date) -> str:
    text = _("{project}/{period} ends on {day}")
    return text.format(project=project.id, period=what, day=fmt_date(day))


def _counted(count: Count, day: date, length: str, working: WorkingDay | None) -> date:
    try:
        return count_on(count, day, length, working)
    except FieldError as fault:
        usage_error(f"{fault.message}\n  → {fault.remedy}")
    except OverflowError as fault:
        usage_error(str(fault))


def _with(register: Register, project: Project, changed: Project) -> Register:
    projects = tuple(changed if other is project else other for other in register.projects)
    return register._replace(projects=projects)


def sums(register: Register, today: date) -> dict[tuple[str, str, str], Decimal]:
    """Every sum that the end of a period has a say in, by period, kind and year or funder.

    Kinds: ``grant`` and ``own`` (by year), ``source`` (by funder), ``time``
    (the share of time that has passed).
    """
    found: dict[tuple[str, str, str], Decimal] = {}
    for project in register.projects:
        for period in project.periods:
            if period.status == "approved" and has_money(period):
                for what, whose, amount in _sums_of(period, today):
                    key = (f"{project.id}/{period.id}", what, whose)
                    found[key] = found.get(key, Decimal(0)) + amount
    return found


def _sums_of(period: Period, today: date) -> Iterator[tuple[str, str, Decimal]]:
    """The kind of each sum of a period, its year or funder, and the sum."""
    for row in budget_of(period).rows:
        for what, amount in (("grant", row.grant), ("own", row.own)):
            if row.year is not None and amount is not None:
                yield what, str(row.year), amount
    for source in funding_of(period, plan_of(period).approved).sources:
        if source.amount is not None:
            yield "source", source.funder or "", source.amount
    pace = pace_of(period, today)
    if pace:
        yield "time", "", pace.time
