"""Checks of the plans that a grant rests on: missing, expired, too old."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from foerder.checks.base import CheckContext, Finder, Risk
from foerder.deadlines.required_plans import Coverage, age_unknown, chain, coverage, uncovered
from foerder.deadlines.selection import requirements_of
from foerder.deadlines.spans import span_text
from foerder.law.counting import WorkingDay
from foerder.model import Deadline, Period, Place, Project, Requirement
from foerder.text.i18n import _, fmt_date


def required(
    case: CheckContext, project: Project
) -> Iterator[tuple[Period, Requirement, tuple[Project, ...], WorkingDay]]:
    """What each living period of a project requires: the plan with its successors, and whose working days count."""
    if not requirements_of(project, case.register):
        return
    from foerder.deadlines.period import PeriodDeadlines

    for period in project.periods:
        if period.status not in ("approved", "applied", "idea"):
            continue
        mine = PeriodDeadlines(case.calculator, project, period)
        for name, (requirement, _layer) in mine.requirements.items():
            plan = case.projects.get(name)
            if plan is not None:
                yield period, requirement, chain(plan, case.calculator.facts.followers), mine.counter.is_working


def plans(case: CheckContext, project: Project, deadlines: list[Deadline]) -> Iterator[Risk]:
    """Required plans that are missing, expired or too old for a day of a period."""
    for period, requirement, chained, is_working in required(case, project):
        risk = _plan_risk(case, project, period, chained[0], coverage(chained, requirement, is_working))
        if risk:
            yield risk


def ages(case: CheckContext) -> Iterator[Risk]:
    """Plans that must not be too old and have no day of resolution: each of their periods once, whoever needs it."""
    seen: set[Place] = set()
    for project in case.register.projects:
        for period, requirement, chained, _is_working in required(case, project):
            for plan, each in age_unknown(period, chained, requirement):
                if each.place in seen or requirement.max_age is None:
                    continue
                seen.add(each.place)
                yield case.period_risk(
                    plan,
                    each,
                    each.place,
                    "warning",
                    "plan-age-unknown",
                    _(
                        'no day of resolution: whether it is at most {span} old, as "{project}" requires, '
                        "cannot be computed"
                    ).format(span=span_text(requirement.max_age), project=project.id),
                    _("Enter resolved = DATE: the day on which the council resolved the plan."),
                )


def _plan_risk(
    case: CheckContext, project: Project, period: Period, plan: Project, stretches: list[Coverage]
) -> Risk | None:
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
    last_plan = carrying[-1].plan if carrying else plan
    return case.period_risk(
        project,
        period,
        period.place,
        "warning",
        code,
        text.format(plan=last_plan.title, days=days),
        _("Enter the plan's next period, or have it renewed before that day."),
    )


FINDERS: tuple[Finder, ...] = (plans,)
