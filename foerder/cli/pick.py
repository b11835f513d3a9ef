"""Which deadline or period is meant: any part of its id that fits only one; else the candidates are listed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import typer

from foerder.cli.session import Session
from foerder.model import EXPIRIES, Deadline, Period, Project
from foerder.text.i18n import _

if TYPE_CHECKING:
    from foerder.deadlines.calculator import Calculator
    from foerder.editor.state import State

MOST = 20
"""So many candidates are named."""


def deadline(wanted: str, known: Iterable[Deadline], projects: Sequence[Project]) -> Deadline:
    """The one deadline that a part of its id means; ends the program where there is none, or several."""
    from foerder.deadlines.selection import find_deadlines

    candidates = list(known)
    found = find_deadlines(wanted, candidates)
    if len(found) == 1:
        return found[0]
    if found:
        raise ambiguous(wanted, [each.id for each in found])
    raise unknown_deadline(wanted, [each.id for each in candidates], projects)


def ambiguous(wanted: str, ids: Sequence[str]) -> typer.BadParameter:
    """A name means several things."""
    return typer.BadParameter(
        _('"{name}" can mean several deadlines: {ids}').format(
            name=wanted, ids=", ".join(ids[:MOST]) + (" …" if len(ids) > MOST else "")
        )
    )


def unknown_deadline(wanted: str, ids: Sequence[str], projects: Sequence[Project]) -> typer.BadParameter:
    """There is no such deadline."""
    from foerder.text.hints import hint, no_deadline

    text = _('There is no deadline "{name}". All ids: foerder due --all.').format(name=wanted)
    return typer.BadParameter(text + hint(wanted, ids, none=no_deadline(projects)))


def can_be_done(each: Deadline) -> bool:
    """Whether somebody can do something about it: a call has no project, and an expiry passes by itself."""
    return each.project is not None and each.kind not in EXPIRIES


def file(state: State, table: str, into: str | None) -> int:
    """The file that a new table goes into: the one named, else the first that holds such tables."""
    names = state.register.paths
    if into is None:
        return next((number for number in range(len(names)) if state.data(number).get(table)), 0)
    found = [n for n, name in enumerate(names) if into == name or name.endswith(("/" + into, "\\" + into))]
    if len(found) != 1:
        raise typer.BadParameter(
            _("--into: {file} is none of {files}.").format(file=repr(into), files=", ".join(names))
        )
    return found[0]


def period(state: State, wanted: str) -> tuple[Project, Period] | None:
    """The period that PROJECT/PERIOD names, or the only one of PROJECT; None where it names neither.

    Of a project with several periods the period must be named: a change goes into none that was guessed.
    """
    project_id, slash, period_id = wanted.partition("/")
    project = next((each for each in state.register.projects if each.id == project_id), None)
    if project is None:
        return None
    if slash:
        found = next((each for each in project.periods if each.id == period_id), None)
        return (project, found) if found else None
    if len(project.periods) == 1:
        return project, project.periods[0]
    if project.periods:
        raise typer.BadParameter(
            _('Project "{project}" has several periods. Name one: {options}.').format(
                project=project_id, options=", ".join(f"{project_id}/{each.id}" for each in project.periods)
            )
        )
    from foerder.text.hints import no_period

    raise typer.BadParameter(no_period(project_id))


def the_period(state: State, wanted: str) -> tuple[Project, Period]:
    """The same; ends the program where it names no period."""
    found = period(state, wanted)
    if found is not None:
        return found
    project_id, _slash, period_id = wanted.partition("/")
    project = next((each for each in state.register.projects if each.id == project_id), None)
    if project is not None:
        raise typer.BadParameter(
            _('Project "{project}" has no period "{period}". Possible: {options}.').format(
                project=project_id, period=period_id, options=", ".join(p.id for p in project.periods) or "–"
            )
        )
    from foerder.text.hints import hint

    near = hint(project_id, (each.id for each in state.register.projects), _("All ids: foerder list."))
    raise typer.BadParameter(_('There is no project "{name}".').format(name=project_id) + near)


def calculate(run: Session, state: State) -> Calculator:
    """The deadlines as they stand today, in the usual window."""
    from foerder.cli.inputs import after
    from foerder.deadlines.calculator import Calculator

    until = after(run.today, str(state.register.settings.within))
    return Calculator(state.register, run.today, until)
