"""Problems and risks of a register that can be read: an auditor's list, every
finding with its code and remedy.

Each module holds the checks of one field; :mod:`foerder.checks.codes` lists
every code there is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from foerder.checks import (
    conditions,
    deadlines,
    ended,
    evidence,
    facts,
    money,
    notify,
    payments,
    plans,
    recurrence,
)
from foerder.checks.base import CheckContext, Finder, PeriodCheck, PeriodFinder, ProjectCheck
from foerder.model import Deadline, Problem, Project, Register
from foerder.register.read import Lines, placed

PROJECT_FINDERS: tuple[Finder, ...] = (
    *deadlines.FINDERS,
    plans.plans,
    *evidence.FINDERS,
    *facts.FINDERS,
)
PERIOD_FINDERS: tuple[PeriodFinder, ...] = (
    *deadlines.PERIOD_FINDERS,
    *ended.PERIOD_FINDERS,
    *recurrence.PERIOD_FINDERS,
    *facts.PERIOD_FINDERS,
    *money.PERIOD_FINDERS,
    *payments.PERIOD_FINDERS,
)
RANK = {"error": 0, "warning": 1, "note": 2}


def check(register: Register, today: date) -> list[Problem]:
    """Every finding: what is wrong with the file, then every risk that is not
    accepted, in file order.
    """
    lines = Lines(register.texts)
    found = set(register.problems)
    for risk in all_risks(CheckContext(register, today)):
        if not register.accepts(risk.code, risk.project, today):
            found.add(placed(register, risk, lines))
    order = {path: number for number, path in enumerate(register.paths)}
    return sorted(
        found,
        key=lambda p: (
            order.get(p.path, 0),
            p.line or 0,
            RANK[p.severity],
            p.code,
            p.message,
        ),
    )


def all_risks(context: CheckContext) -> Iterator[Problem]:
    """Every risk, accepted or not, in no particular order."""
    calculator = context.calculator
    for project in context.register.projects:
        yield from of_project(context, project, calculator.of_project(project))
    for programme in context.register.programmes.values():
        found = calculator.of_programme(programme)
        yield from evidence.programme_facts(context, programme)
        yield from evidence.calls(context, programme, found)
        yield from recurrence.never_open(programme, found)
    yield from deadlines.gaps(context)
    yield from deadlines.endless(context)
    yield from evidence.stale_rule_sets(context)
    yield from conditions.conditions(context)
    yield from conditions.seats(context)
    yield from plans.ages(context)
    yield from facts.acceptances(context)
    yield from notify.notify(context)


def of_project(
    context: CheckContext, project: Project, found: list[Deadline]
) -> Iterator[Problem]:
    """Every risk of a project, whose deadlines these are."""
    case = ProjectCheck(context, project, found)
    for find in PROJECT_FINDERS:
        yield from find(case)
    for period in project.periods:
        mine = PeriodCheck(context, project, period, found)
        for finder in finders_of(project.kind, period.status):
            yield from finder.find(mine)


@cache
def finders_of(kind: str, status: str) -> list[PeriodFinder]:
    """The checks of a period with this status, of projects of this kind."""
    return [
        each
        for each in PERIOD_FINDERS
        if each.kind in (None, kind) and (not each.statuses or status in each.statuses)
    ]
