"""Checks of the plans that a grant rests on: missing, expired, too old."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from foerder.checks.base import CheckContext, PeriodCheck, ProjectCheck
from foerder.deadlines.period import PeriodDeadlines
from foerder.deadlines.required_plans import Coverage, age_unknown, chain, coverage, uncovered
from foerder.deadlines.selection import requirements_of
from foerder.deadlines.spans import span_text
from foerder.law.counting import WorkingDay
from foerder.model import Period, Place, Problem, Project, Requirement
from foerder.text.i18n import _

Required = tuple[Period, Requirement, tuple[Project, ...], WorkingDay]


def required(context: CheckContext, project: Project) -> Iterator[Required]:
    """What each living period of a project requires: the plan with its
    successors, and whose working days count.
    """
    if not requirements_of(project, context.register):
        return
    followers = context.calculator.facts.followers
    for period in project.periods:
        if period.status not in ("approved", "applied", "idea") or period.ended_on:
            continue
        mine = PeriodDeadlines(context.calculator, project, period)
        for name, (requirement, _layer) in mine.requirements.items():
            plan = context.projects.get(name)
            if plan is not None:
                yield period, requirement, chain(plan, followers), mine.counter.is_working


def plans(case: ProjectCheck) -> Iterator[Problem]:
    """Required plans that are missing, expired or too old for a day of a period."""
    for period, requirement, chained, is_working in required(case.context, case.project):
        stretches = coverage(chained, requirement, is_working)
        gap = uncovered(period, stretches, case.today)
        if gap is None:
            continue
        first, last = gap
        code, text, carrying = _why_uncovered(first, stretches)
        days = _(" from {first} on")
        if last:
            days = _(" from {first} to {last}")
        text = text.replace("{days}", days)
        remedy = _("Enter the plan's next period, or have it renewed before that day.")
        plan = (carrying or chained[0]).title
        found = PeriodCheck(case.context, case.project, period)
        yield found.risk(code, text, remedy, plan=plan, first=first, last=last)


def _why_uncovered(first: date, stretches: list[Coverage]) -> tuple[str, str, Project | None]:
    """Why no plan covers a day: code and text, and the plan that carried until the day before."""
    carrying = None
    earlier = False
    for stretch in stretches:
        if stretch.end and stretch.end < first:
            earlier = True
            if stretch.end == first - timedelta(days=1):
                carrying = stretch
    if not earlier:
        return "plan-missing", _('the required plan "{plan}" is missing{days}'), None
    if carrying and carrying.too_old:
        return "plan-too-old", _('the required plan "{plan}" is too old{days}'), carrying.plan
    text = _('the required plan "{plan}" is not valid{days}')
    return "plan-expired", text, carrying.plan if carrying else None


def ages(context: CheckContext) -> Iterator[Problem]:
    """Plans that must not be too old and have no day of resolution: each of
    their periods once, whoever needs it.
    """
    seen: set[Place] = set()
    for project in context.register.projects:
        for period, requirement, chained, _is_working in required(context, project):
            for plan, each in age_unknown(period, chained, requirement):
                if each.place in seen or requirement.max_age is None:
                    continue
                seen.add(each.place)
                text = _(
                    'no day of resolution: whether it is at most {span} old, as "{project}" requires, '
                    "cannot be computed"
                )
                remedy = _(
                    "Enter resolved = DATE: the day on which the council resolved the plan."
                )
                words = {"span": span_text(requirement.max_age), "project": project.id}
                found = PeriodCheck(context, plan, each)
                yield found.risk("plan-age-unknown", text, remedy, **words)
