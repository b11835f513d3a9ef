"""`foerder remove`: a table and all that is inside it goes."""

from __future__ import annotations

from typing import Annotated

from foerder.cli.change import Plan, planning
from foerder.cli.parser import complete
from foerder.cli.parser.commands import argument, verb
from foerder.cli.session import Session
from foerder.editor.address import NotFound, find
from foerder.editor.change import Remove
from foerder.editor.state import State
from foerder.text.i18n import _


@verb(
    "Take a project, period, programme, authority or a table inside one out, with the comment directly above it.",
    epilog="Examples: iksp, iksp/2022, iksp/2022/cost/staff, programme:sozialstrategie. "
    "Off a terminal only with --yes.",
)
@planning
def remove(
    run: Session,
    state: State,
    id: Annotated[str, argument("ID", "What to remove.", complete.tables)],
) -> Plan:
    """Remove a table of a list."""
    spot = find(state, id)
    if not isinstance(spot.path[-1], int):
        text = _("{id} cannot be removed as a whole; single keys: foerder set {id} KEY --unset")
        raise NotFound(text.format(id=id))
    return Plan(spot.file, [Remove(spot.path)], id, question=_("Remove this?"), must_ask=True)
