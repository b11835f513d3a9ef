"""`foerder undo-done`: a record of a duty met was a mistake."""

from __future__ import annotations

from typing import Annotated

import typer

from foerder.cli.change import DryRun, Plan, Yes, change
from foerder.cli.parser import complete
from foerder.cli.parser.commands import verb
from foerder.cli.session import session
from foerder.editor.state import State
from foerder.text.i18n import N_, _


@verb(N_("Take back a record made with done."))
def undo_done(
    ctx: typer.Context,
    deadline: Annotated[
        str,
        typer.Argument(
            metavar=N_("DEADLINE"),
            help=N_("Id of the deadline, or any part of it that fits only one that is recorded as done."),
            autocompletion=complete.done_deadlines,
        ),
    ],
    dry_run: DryRun = False,
    yes: Yes = False,
) -> int:
    """Remove a ``[[project.done]]``."""
    run = session(ctx)

    def plan(state: State) -> Plan:
        from foerder.cli import pick
        from foerder.cli.pick import calculate
        from foerder.deadlines.selection import find_deadlines
        from foerder.editor.change import Refused, Remove
        from foerder.model import Deadline

        records = [
            Deadline(f"{project.id}/{done.deadline}", "other", "", "done", project=project, done=done)
            for project in state.register.projects
            for done in project.done
        ]
        found = find_deadlines(deadline, records)
        if len({each.id for each in found}) > 1:
            raise pick.ambiguous(deadline, list(dict.fromkeys(each.id for each in found)))
        if not found:
            other = pick.deadline(deadline, calculate(run, state).all(), state.register.projects)
            raise Refused(
                _("{id} is not recorded as done.").format(id=other.id),
                _("A fact of the register may have met it: foerder explain {id}").format(id=other.id)
                if other.state == "done"
                else "",
            )
        last = found[-1]
        assert last.project is not None
        assert last.done is not None
        return Plan(last.project.place.file, [Remove(last.done.place.path)], last.id)

    return change(run, "undo-done", plan, dry_run, yes)
