"""Problems and risks of a register that can be read: an auditor's list, every finding with its code and remedy.

Each module holds the checks of one field; :mod:`foerder.checks.codes` lists every code there is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from foerder.checks import deadlines, evidence, facts, money, notify, payments, plans, recurrence
from foerder.checks.base import CheckContext, Finder, Risk
from foerder.model import Problem, Register
from foerder.register.read import Lines

FINDERS: tuple[Finder, ...] = (
    *deadlines.FINDERS,
    *recurrence.FINDERS,
    *plans.FINDERS,
    *evidence.FINDERS,
    *facts.FINDERS,
    *money.FINDERS,
    *payments.FINDERS,
)


def check(register: Register, today: date) -> list[Problem]:
    """Every finding: what is wrong with the file, then every risk that is not accepted, in file order."""
    case = CheckContext(register, today)
    lines = Lines(register)
    risks = (
        Problem(register.paths[risk.place.file], lines.line(risk.place), *risk[1:])
        for risk in all_risks(case)
        if not accepted(register, risk, today)
    )
    order = {path: number for number, path in enumerate(register.paths)}
    rank = {"error": 0, "warning": 1, "note": 2}
    return sorted(
        {*register.problems, *risks},
        key=lambda p: (order.get(p.path, 0), p.line or 0, rank[p.severity], p.code, p.message),
    )


def all_risks(case: CheckContext) -> Iterator[Risk]:
    """Every risk, accepted or not, in no particular order."""
    programmes = case.register.programmes.values()
    for programme in programmes:
        yield from evidence.programme_facts(case, programme)
    for project in case.register.projects:
        found = case.calculator.of_project(project)
        for finder in FINDERS:
            yield from finder(case, project, found)
    for programme in programmes:
        found = case.calculator.of_programme(programme)
        yield from recurrence.never_open(case, programme, found)
        for deadline in found:
            yield from evidence.rule_evidence(case, deadline, programme.place, None)
    yield from evidence.stale_rule_sets(case)
    yield from deadlines.endless(case)
    yield from plans.ages(case)
    yield from facts.acceptances(case)
    yield from notify.notify(case)


def accepted(register: Register, risk: Risk, today: date) -> bool:
    """Whether somebody has written down that this finding is known and in order, until today or later."""
    return any(
        accept.code == risk.code
        and (accept.project is None or accept.project == risk.project)
        and (accept.until is None or today <= accept.until)
        for accept in register.accepted
    )
