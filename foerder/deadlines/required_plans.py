"""How long a required plan carries the projects that rest on it (``requires``)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from foerder.law.counting import WorkingDay, after_event
from foerder.model import Period, Project, Requirement

ONE_DAY = timedelta(days=1)


class Coverage(NamedTuple):
    """Unbroken days on which a valid plan exists, both included; None where open.

    ``too_old``: it ends by age.
    """

    start: date | None
    end: date | None
    too_old: bool
    plan: Project
    """The plan that carries last."""


def chain(plan: Project, followers: Mapping[str, Sequence[Project]]) -> tuple[Project, ...]:
    """A plan and those that continue it (``follows``): a plan goes on under
    another id, never as a grant.
    """
    found = [plan]
    for each in found:
        found += [
            other
            for other in followers.get(each.id, ())
            if other.kind == plan.kind and other not in found
        ]
    return tuple(found)


def approved_periods(plans: Sequence[Project]) -> Iterator[tuple[Project, Period]]:
    """The periods in which a plan is in force, each with its project."""
    return (
        (plan, period)
        for plan in plans
        for period in plan.periods
        if period.status == "approved"
    )


def last_day(
    plan: Period, requirement: Requirement, is_working: WorkingDay
) -> tuple[date | None, bool]:
    """The last day on which a plan's period carries, and whether its age ends
    it before its own end.
    """
    if requirement.max_age and plan.resolved:
        oldest = after_event(plan.resolved, requirement.max_age, is_working)
        if plan.end is None or oldest < plan.end:
            return oldest, True
    return plan.end, False


def age_unknown(
    period: Period, plans: Sequence[Project], requirement: Requirement
) -> list[tuple[Project, Period]]:
    """The periods of a plan on some day of ``period`` that must not be too old
    and have no day of resolution.
    """
    if not requirement.max_age:
        return []
    first, last = period.start or date.min, period.end or date.max
    found = []
    for plan, each in approved_periods(plans):
        inside = (each.start or date.min) <= last and first <= (each.end or date.max)
        if (
            inside
            and each.resolved is None
            and each.unreadable.isdisjoint(("start", "end", "resolved"))
        ):
            found.append((plan, each))
    return found


def unreadable_key(plans: Sequence[Project], requirement: Requirement) -> str | None:
    """A key of the plan that is in the file, could not be read, and decides how
    long the plan carries.
    """
    keys = ["start", "end"]
    if requirement.max_age:
        keys.append("resolved")
    for _plan, each in approved_periods(plans):
        for key in keys:
            if key in each.unreadable:
                return key
    return None


def coverage(
    plans: Sequence[Project], requirement: Requirement, is_working: WorkingDay
) -> list[Coverage]:
    """The stretches of time in which the plan is valid and young enough, merged
    where they touch.
    """
    stretches: list[Coverage] = []
    readable = [pair for pair in approved_periods(plans) if "end" not in pair[1].unreadable]
    for plan, period in sorted(readable, key=lambda pair: pair[1].start or date.min):
        end, too_old = last_day(period, requirement, is_working)
        if period.start and end and end < period.start:
            continue
        previous = stretches[-1] if stretches else None
        if previous and (
            previous.end is None or (period.start or date.min) <= previous.end + ONE_DAY
        ):
            if previous.end is not None and (end is None or end > previous.end):
                stretches[-1] = Coverage(previous.start, end, too_old, plan)
            continue
        stretches.append(Coverage(period.start, end, too_old, plan))
    return stretches


def basis_end(period: Period, stretches: list[Coverage]) -> Coverage | None:
    """The stretch whose end leaves a period without a valid plan, where that
    day lies inside the period.
    """
    first, last = period.start or date.min, period.end or date.max
    inside = [stretch for stretch in stretches if stretch.end and first <= stretch.end <= last]
    return inside[-1] if inside else None


def uncovered(
    period: Period, stretches: list[Coverage], today: date
) -> tuple[date, date | None] | None:
    """The first days of a period that no plan covers, both included; None where
    all are covered.

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
    if later and min(later) <= last:
        return first, min(later) - ONE_DAY
    return first, period.end
