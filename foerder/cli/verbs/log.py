"""`foerder log`: who changed what and when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from foerder.cli import INVALID
from foerder.cli.answers import answering, present
from foerder.cli.change import existing_files
from foerder.cli.parser import complete
from foerder.cli.parser.commands import argument, verb
from foerder.cli.session import Session
from foerder.cli.terminal.output import say
from foerder.editor.address import find
from foerder.editor.journal import Journal, history
from foerder.editor.state import State
from foerder.files import unread
from foerder.text.i18n import _
from foerder.views import log as view


@verb(
    "Who changed what and when, the latest last. Changes by hand are noted with the next change by foerder."
)
@answering
def log(
    run: Session,
    id: Annotated[
        str | None,
        argument("ID", "Only this project (PROJECT or PROJECT/PERIOD).", complete.tables),
    ] = None,
) -> int:
    """Print the history."""
    journals = [Journal(path) for path in existing_files(run)]
    try:
        records = history(journals)
    except OSError as fault:
        text = _(
            "The memory in {folder} cannot be read ({reason}): what was changed is not known."
        )
        say(text, folder=journals[0].memory.folder, reason=unread(fault))
        return INVALID
    if id is not None:
        records = [kept for record in records if (kept := _only(record, id))["changes"]]
        if not records:
            _must_exist(run, id)
    present(run, view, records)
    if not records:
        say(_("No changes are recorded."))
    return 0


def _must_exist(run: Session, wanted: str) -> None:
    """Raises `NotFound` where nothing in the register has this id."""
    run.busy(_("Reading the register …"))
    find(State(run.place.files()), wanted)


def _only(record: Mapping[str, Any], wanted: str) -> dict[str, Any]:
    """A record with only the changes of one project or period."""
    changes = record.get("changes")
    kept = []
    for change in changes if isinstance(changes, list) else []:
        names = [str(name) for _table, name in change.get("where", []) if name is not None]
        value = change.get("new") or change.get("old")
        if isinstance(value, dict) and isinstance(value.get("deadline"), str):
            names = [*names[:1], *value["deadline"].split("/")]
        path = "/".join(names)
        if path == wanted or path.startswith(f"{wanted}/"):
            kept.append(change)
    return {**record, "changes": kept}
