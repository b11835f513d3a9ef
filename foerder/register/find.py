"""Finds a project or a period by its name; says which names there are where there is none."""

from __future__ import annotations

from collections.abc import Iterable

from foerder.model import Period, Project, Register
from foerder.text.hints import hint, no_period
from foerder.text.i18n import _


class NotFound(Exception):  # noqa: N818 (it is an answer, not a fault)
    """A name that means nothing, or several things: a usage error."""


def lookup(register: Register, name: str) -> tuple[Project | None, Period | None]:
    """The project and the period of PROJECT/PERIOD; None for what is not there."""
    project_id, _slash, period_id = name.partition("/")
    project = next((one for one in register.projects if one.id == project_id), None)
    if project is None:
        return None, None
    period = next((one for one in project.periods if one.id == period_id), None)
    return project, period


def find_project(register: Register, name: str) -> Project:
    """The project with this id. Raises `NotFound`."""
    project, _period = lookup(register, name)
    if project is None:
        near = hint(name, (one.id for one in register.projects), _("All ids: foerder list."))
        raise NotFound(_('There is no project "{name}".').format(name=name) + near)
    return project


def find_period(register: Register, name: str) -> tuple[Project, Period]:
    """The period that PROJECT/PERIOD names, or the only one of PROJECT. Raises `NotFound`.

    Of a project with several periods the period must be named: a change goes
    into none that was guessed.
    """
    project_id, slash, period_id = name.partition("/")
    project = find_project(register, project_id)
    period = lookup(register, name)[1]
    if slash and period is None:
        raise NotFound(
            no_such_period(project_id, period_id, (one.id for one in project.periods))
        )
    if period is None and len(project.periods) == 1:
        period = project.periods[0]
    if period is None:
        raise NotFound(_several(project))
    return project, period


def _several(project: Project) -> str:
    if not project.periods:
        return no_period(project.id)
    options = ", ".join(f"{project.id}/{one.id}" for one in project.periods)
    text = _('Project "{project}" has several periods. Name one: {options}.')
    return text.format(project=project.id, options=options)


def no_such_period(project: str, period: str, known: Iterable[str]) -> str:
    """The project has periods, none of this name."""
    text = _('Project "{project}" has no period "{period}". Possible: {options}.')
    return text.format(project=project, period=period, options=", ".join(known) or "–")
