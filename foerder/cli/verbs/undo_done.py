"""`foerder undo-done`: a record of a duty met was a mistake."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from foerder.cli import pick
from foerder.cli.change import Plan, planning
from foerder.cli.inputs import calculate
from foerder.cli.parser import complete
from foerder.cli.parser.commands import argument, verb
from foerder.cli.session import Session
from foerder.deadlines.selection import find_deadlines
from foerder.editor.change import Refused, Remove
from foerder.editor.state import State
from foerder.model import Deadline, Register
from foerder.text.i18n import _


@verb("Take back a record made with done.")
@planning
def undo_done(
    run: Session,
    state: State,
    deadline: Annotated[
        str,
        argument(
            "DEADLINE",
            "Id of the deadline, or any part of it that fits only one that is recorded as done.",
            complete.done_deadlines,
        ),
    ],
) -> Plan:
    """Remove a ``[[project.done]]``."""
    found = find_deadlines(deadline, _recorded(state.register))
    ids = list(dict.fromkeys(each.id for each in found))
    if len(ids) > 1:
        pick.ambiguous(deadline, ids)
    if not found:
        raise _not_recorded(run, state, deadline)
    last = found[-1]
    assert last.project is not None
    assert last.done is not None
    return Plan(last.project.place.file, [Remove(last.done.place.path)], last.id)


def _recorded(register: Register) -> Iterator[Deadline]:
    """What is recorded as done, as deadlines."""
    for project in register.projects:
        for done in project.done:
            yield Deadline(
                f"{project.id}/{done.deadline}", "other", "", "done", project=project, done=done
            )


def _not_recorded(run: Session, state: State, wanted: str) -> Refused:
    """Why there is no record; ends the program where there is no such deadline either."""
    every = calculate(state.register, run.today).all()
    other = pick.deadline(wanted, every, state.register.projects)
    text, remedy = _("{id} is not recorded as done."), ""
    if other.state == "done":
        remedy = _("A fact of the register may have met it: foerder explain {id}")
    return Refused(text.format(id=other.id), remedy.format(id=other.id))
