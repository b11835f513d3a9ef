"""Checks of the plans that a grant rests on: missing, expired, too old."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from foerder.checks.base import Case, Finder, Risk
from foerder.i18n import _, fmt_date
from foerder.model import Deadline, Period, Project
from foerder.plans import Coverage, coverage, uncovered
from foerder.selection import requirements_of


def plans(case: Case, project: Project, deadlines: list[Deadline]) -> Iterator[Risk]:
    """Required plans that are missing, expired or too old for a day of a period."""
    if not requirements_of(project, case.register):
        return
    from foerder.deadlines import Case as PeriodCase

    for period in project.periods:
        if period.status not in ("approved", "applied", "idea"):
            continue
        for name, (requirement, _layer) in PeriodCase(case.calculator, project, period).requirements.items():
            plan = case.projects.get(name)
            if plan is None:
                continue
            risk = _plan_risk(case, project, period, plan, coverage(plan, requirement))
            if risk:
                yield risk


def _plan_risk(case: Case, project: Project, period: Period, plan: Project, stretches: list[Coverage]) -> Risk | None:
    gap = uncovered(period, stretches, case.today)
    if gap is None:
        return None
    first, last = gap
    carrying = [s for s in stretches if s.end and first and s.end == first - timedelta(days=1)]
    if not stretches or (not carrying and not any(s.end and first and s.end < first for s in stretches)):
        code, text = "plan-missing", _('the required plan "{plan}" is missing{days}')
    elif any(s.too_old for s in carrying):
        code, text = "plan-too-old", _('the required plan "{plan}" is too old{days}')
    else:
        code, text = "plan-expired", _('the required plan "{plan}" is not valid{days}')
    days = _(" from {first} on").format(first=fmt_date(first))
    if last:
        days = _(" from {first} to {last}").format(first=fmt_date(first), last=fmt_date(last))
    return case.period_risk(
        project,
        period,
        period.place,
        "warning",
        code,
        text.format(plan=plan.title, days=days),
        _("Enter the plan's next period, or have it renewed before that day."),
    )


FINDERS: tuple[Finder, ...] = (plans,)
