"""`foerder done`: a duty is met; who handed in what, when and how."""

from __future__ import annotations

from typing import Annotated

from foerder.cli import pick, values
from foerder.cli.change import Plan, appending, planning
from foerder.cli.parser import complete
from foerder.cli.parser.commands import Words, argument, gathered, option, verb
from foerder.cli.session import Session
from foerder.deadlines.explain import state_text
from foerder.editor.change import Refused
from foerder.editor.state import State
from foerder.register.tables import DONE
from foerder.text.i18n import _, fmt_date

KEYS = {
    "on": option("DATE", "The day; today where not given."),
    "by": option("TEXT", "Who did it."),
    "how": option("TEXT", "How: portal, letter, mail."),
    "proof": option("TEXT", "The proof: file number, receipt of the upload."),
    "note": option("TEXT", "A note."),
}
"""What the record holds, each with an option."""


@verb("Record that a duty is met: handed in, reported, applied for.")
@gathered(KEYS)
@planning
def done(
    run: Session,
    state: State,
    deadline: Annotated[
        str,
        argument(
            "DEADLINE",
            "Id of the deadline, or any part of it that fits only one.",
            complete.open_deadlines,
        ),
    ],
    *,
    words: Words,
) -> Plan:
    """Write a ``[[project.done]]``."""
    found = pick.deadline_to_change(run, state, deadline, pick.can_be_done)
    project = found.project
    if project is None or not pick.can_be_done(found):
        text = _("{id} passes by itself: there is nothing to be done about it.")
        raise Refused(text.format(id=found.id))
    if found.done:
        text = _("{id} is recorded already: {state}.")
        remedy = _("To record it again: foerder undo-done {id}")
        state_now = state_text(found, run.today)
        raise Refused(text.format(id=found.id, state=state_now), remedy.format(id=found.id))
    given = {**words, "on": "today" if words["on"] is None else words["on"]}
    record = values.record(DONE.keys, given, run.today)
    remarks = []
    if record["on"] > run.today:
        remarks.append(_("{day} lies in the future.").format(day=fmt_date(record["on"])))
    entry = {"deadline": found.id.removeprefix(f"{project.id}/"), **record}
    return appending(project.place, "done", entry, found.id, remarks)
