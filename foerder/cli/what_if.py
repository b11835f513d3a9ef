"""Imagined changes: the register as it would be, without touching the file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import typer

from foerder.cli.inputs import count_on, parse_date
from foerder.law.counting import WorkingDay, after_event, from_day
from foerder.model import Extension, Period, Project, Register, Span
from foerder.register.fields import FieldError
from foerder.register.working_days import AuthorityCalendars
from foerder.text.i18n import _, fmt_date


def imagine(register: Register, change: str, today: date) -> tuple[Register, str]:
    """The register after a change such as "extend iksp/2022 6 months" or "end iksp/2022 2026-12-31", and its words.

    A deadline can be extended too: "extend iksp/2022/final-report 3 months".
    Raises ``typer.BadParameter`` where the change cannot be understood.
    """
    words = change.split(maxsplit=2)
    if len(words) != 3 or words[0] not in ("extend", "end"):
        raise typer.BadParameter(
            _(
                '"{change}" is not understood. Write "extend PROJECT/PERIOD 6 months" or "end PROJECT/PERIOD DATE".'
            ).format(change=change)
        )
    # The day a period ends has no length of its own: whoever extends it extends the period.
    target = words[1].removesuffix("/period-end")
    if words[0] == "extend" and target.count("/") > 1:
        return _extended(register, target, words[2], today)
    project, period = find_period(register, target, today)
    if words[0] == "end":
        end = parse_date(words[2], today)
    elif period.end is None:
        raise typer.BadParameter(_("{id} has no end that could be extended.").format(id=target))
    else:
        # § 190 BGB: the new period is counted from the end of the old one.
        working = AuthorityCalendars(register).working_days(project, period)
        end = _counted(from_day, period.end + date.resolution, words[2], working)
    if period.start and end < period.start:
        raise typer.BadParameter(
            _("end ({end}) is before start ({start})").format(end=fmt_date(end), start=fmt_date(period.start))
        )
    changed = period._replace(end=end, duration=None)
    periods = tuple(changed if other is period else other for other in project.periods)
    what = _("{project}/{period} ends on {day}").format(project=project.id, period=period.id, day=fmt_date(end))
    return _with(register, project, project._replace(periods=periods)), what


def _extended(register: Register, name: str, length: str, today: date) -> tuple[Register, str]:
    """The register with one deadline extended from its counted day on (§ 31 Abs. 7 VwVfG, § 190 BGB)."""
    from foerder.deadlines.calculator import Calculator
    from foerder.model import EXPIRIES

    project = next((project for project in register.projects if name.startswith(f"{project.id}/")), None)
    deadlines = Calculator(register, today, today).of_project(project) if project else []
    found = next((deadline for deadline in deadlines if deadline.id == name and deadline.nominal), None)
    if project is None or found is None or found.nominal is None:
        raise typer.BadParameter(_('There is no deadline "{name}". All ids: foerder due --all.').format(name=name))
    if found.kind in EXPIRIES:
        raise typer.BadParameter(_("{id} cannot be extended: it is not a duty of ours.").format(id=name))
    working = AuthorityCalendars(register).working_days(project, found.period) if found.period else None
    day = _counted(after_event, found.nominal, length, working)
    extension = Extension(project.place, name.partition("/")[2], day)
    changed = project._replace(extensions=(*project.extensions, extension))
    what = _("{project}/{period} ends on {day}").format(
        project=project.id, period=extension.deadline, day=fmt_date(day)
    )
    return _with(register, project, changed), what


def _counted(
    count: Callable[[date, Span, WorkingDay], date], day: date, length: str, working: WorkingDay | None
) -> date:
    try:
        return count_on(count, day, length, working)
    except FieldError as fault:
        raise typer.BadParameter(f"{fault.message}\n  → {fault.remedy}") from None
    except OverflowError as fault:
        raise typer.BadParameter(str(fault)) from None


def _with(register: Register, project: Project, changed: Project) -> Register:
    projects = tuple(changed if other is project else other for other in register.projects)
    return register._replace(projects=projects)


def find_period(register: Register, name: str, today: date) -> tuple[Project, Period]:
    """The period that PROJECT/PERIOD names; of a project alone its current one."""
    from foerder.deadlines.selection import current_period

    project_id, slash, period_id = name.partition("/")
    project = next((project for project in register.projects if project.id == project_id), None)
    if project is None:
        from foerder.text.hints import hint

        near = hint(project_id, (project.id for project in register.projects), _("All ids: foerder list."))
        raise typer.BadParameter(_('There is no project "{name}".').format(name=project_id) + near)
    if not slash:
        period = current_period(project, today)[0]
    else:
        period = next((period for period in project.periods if period.id == period_id), None)
    if not project.periods:
        from foerder.text.hints import no_period

        raise typer.BadParameter(no_period(project_id))
    if period is None:
        raise typer.BadParameter(
            _('Project "{project}" has no period "{period}". Possible: {options}.').format(
                project=project_id, period=period_id, options=", ".join(p.id for p in project.periods) or "–"
            )
        )
    return project, period


def sums(register: Register, today: date) -> dict[tuple[str, str, str], Decimal]:
    """Every sum that the end of a period has a say in, by period, kind and year or funder.

    Kinds: ``grant`` and ``own`` (by year), ``source`` (by funder), ``time`` (the share of time that has passed).
    """
    from foerder.money.account import has_money
    from foerder.money.plan import funding_of, pace_of, plan_of
    from foerder.money.years import budget_of

    found: dict[tuple[str, str, str], Decimal] = {}
    for project in register.projects:
        for period in project.periods:
            if period.status != "approved" or not has_money(period):
                continue
            name = f"{project.id}/{period.id}"
            for row in budget_of(period).rows:
                for what, amount in (("grant", row.grant), ("own", row.own)):
                    if row.year is not None and amount is not None:
                        found[name, what, str(row.year)] = amount
            for source in funding_of(period, plan_of(period).approved).sources:
                if source.amount is not None:
                    key = (name, "source", source.funder or "")
                    found[key] = found.get(key, Decimal(0)) + source.amount
            pace = pace_of(period, today)
            if pace:
                found[name, "time", ""] = pace.time
    return found
