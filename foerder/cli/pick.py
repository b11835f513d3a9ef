"""Which deadline or period is meant: any part of its id that fits only one;
else the candidates are listed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, NoReturn

import typer

from foerder.cli.inputs import calculate
from foerder.cli.session import Session, usage_error
from foerder.deadlines.selection import current_period, deadlines_of_named, find_deadlines
from foerder.model import EXPIRIES, Deadline, Period, Project, Register
from foerder.register import find
from foerder.text.hints import hint, no_deadline
from foerder.text.i18n import _

if TYPE_CHECKING:
    from foerder.editor.state import State

MOST = 20
"""So many candidates are named."""


def deadline(wanted: str, known: Iterable[Deadline], projects: Sequence[Project]) -> Deadline:
    """The one deadline that a part of its id means; ends the program where
    there is none, or several.
    """
    candidates = list(known)
    found = find_deadlines(wanted, candidates)
    if len(found) == 1:
        return found[0]
    if found:
        ambiguous(wanted, [each.id for each in found])
    own = [each.id for each in deadlines_of_named(wanted, candidates)]
    if own:
        text = _('"{name}" is a part of a project\'s id. Which deadline: {ids}')
        usage_error(text, name=wanted, ids=_listed(own))
    text = _('There is no deadline "{name}". All ids: foerder due --all.').format(name=wanted)
    ids = [each.id for each in candidates]
    raise typer.BadParameter(text + hint(wanted, ids, none=no_deadline(projects)))


def ambiguous(wanted: str, ids: Sequence[str]) -> NoReturn:
    """End the program: a name means several things."""
    usage_error(_('"{name}" can mean several deadlines: {ids}'), name=wanted, ids=_listed(ids))


def _listed(ids: Sequence[str]) -> str:
    more = " …" if len(ids) > MOST else ""
    return ", ".join(ids[:MOST]) + more


def no_rule_set(wanted: str, known: Sequence[str]) -> NoReturn:
    """End the program: no rule set has this id."""
    every = _("All: foerder rules.")
    text = _('There is no rule set "{name}".').format(name=wanted)
    usage_error(text + hint(wanted, known, every, every))


def deadline_to_change(
    run: Session, state: State, wanted: str, kinds: Callable[[Deadline], bool]
) -> Deadline:
    """The deadline that an id, or a part of one, means; a whole id is looked
    for in its project alone.
    """
    calculator = calculate(state.register, run.today)
    project = find.lookup(state.register, wanted)[0]
    own = (
        [each for each in calculator.of_project(project) if each.id == wanted]
        if project
        else []
    )
    if len(own) == 1:
        return own[0]
    return deadline(wanted, filter(kinds, calculator.all()), state.register.projects)


def can_be_done(each: Deadline) -> bool:
    """Whether somebody can do something about it: a call has no project, and an
    expiry passes by itself.
    """
    return each.project is not None and each.kind not in EXPIRIES


def file(state: State, table: str, into: str | None) -> int:
    """The file that a new table goes into: the one named, else the first that
    holds such tables.
    """
    names = state.register.paths
    if into is None:
        return next(
            (number for number in range(len(names)) if state.data(number).get(table)), 0
        )
    found = [
        n
        for n, name in enumerate(names)
        if into == name or name.endswith(("/" + into, "\\" + into))
    ]
    if len(found) != 1:
        text = _("--into: {file} is none of {files}.")
        usage_error(text, file=repr(into), files=", ".join(names))
    return found[0]


def current(register: Register, name: str, today: date) -> tuple[Project, Period]:
    """The period that PROJECT/PERIOD names, of PROJECT alone its current one.

    Raises `NotFound`.
    """
    project = find.find_project(register, name.partition("/")[0])
    period = None if "/" in name else current_period(project, today)[0]
    return find.find_period(register, name) if period is None else (project, period)
