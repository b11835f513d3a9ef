"""How long a required plan carries the projects that rest on it (``requires``)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from foerder.law.counting import after_event
from foerder.model import Period, Project, Requirement

ONE_DAY = timedelta(days=1)


class Coverage(NamedTuple):
    """Unbroken days on which a valid plan exists, both included; None where open. ``too_old``: it ends by age."""

    start: date | None
    end: date | None
    too_old: bool


def last_day(plan: Period, requirement: Requirement) -> tuple[date | None, bool]:
    """The last day on which a plan's period carries, and whether its age ends it before its own end."""
    if requirement.max_age and plan.resolved:
        oldest = after_event(plan.resolved, requirement.max_age, lambda day: day.weekday() < 5)
        if plan.end is None or oldest < plan.end:
            return oldest, True
    return plan.end, False


def unreadable_key(plan: Project, requirement: Requirement) -> str | None:
    """A key of the plan that stands in the file, could not be read, and decides how long the plan carries."""
    keys = ("start", "end", "resolved") if requirement.max_age else ("start", "end")
    approved = (period for period in plan.periods if period.status == "approved")
    return next((key for period in approved for key in keys if key in period.unreadable), None)


def coverage(plan: Project, requirement: Requirement) -> list[Coverage]:
    """The stretches of time in which the plan is valid and young enough, merged where they touch."""
    stretches: list[Coverage] = []
    approved = [period for period in plan.periods if period.status == "approved" and "end" not in period.unreadable]
    for period in sorted(approved, key=lambda p: p.start or date.min):
        end, too_old = last_day(period, requirement)
        if period.start and end and end < period.start:
            continue
        previous = stretches[-1] if stretches else None
        if previous and (previous.end is None or (period.start or date.min) <= previous.end + ONE_DAY):
            if previous.end is not None and (end is None or end > previous.end):
                stretches[-1] = Coverage(previous.start, end, too_old)
            continue
        stretches.append(Coverage(period.start, end, too_old))
    return stretches


def basis_end(period: Period, stretches: list[Coverage]) -> Coverage | None:
    """The stretch whose end leaves a period without a valid plan, where that day lies inside the period."""
    first, last = period.start or date.min, period.end or date.max
    inside = [stretch for stretch in stretches if stretch.end and first <= stretch.end <= last]
    return inside[-1] if inside else None


def uncovered(period: Period, stretches: list[Coverage], today: date) -> tuple[date, date | None] | None:
    """The first days of a period that no plan covers, both included; None where all are covered.

    A period whose start is not known is looked at from ``today`` on.
    """
    first, last = period.start or today, period.end or date.max
    for stretch in stretches:
        if first < (stretch.start or date.min):
            break
        if stretch.end is None or stretch.end >= last:
            return None
        if stretch.end >= first:
            first = stretch.end + ONE_DAY
    later = [s.start for s in stretches if s.start and s.start > first]
    until = min(later) - ONE_DAY if later and min(later) <= last else period.end
    return first, until
