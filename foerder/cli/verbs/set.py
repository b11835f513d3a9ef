"""`foerder set`: one key gets a value, or goes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

import typer

from foerder.cli.change import Plan, Planner, changing
from foerder.cli.parser import complete
from foerder.cli.parser.commands import verb
from foerder.cli.session import Session, usage_error
from foerder.cli.values import value
from foerder.editor.address import NotFound, find, walk
from foerder.editor.change import Refused, Set, Unset, schema
from foerder.editor.state import State
from foerder.text.i18n import N_, _
from foerder.toml import tree


@verb(
    N_("Give a key a value: foerder set iksp/2022 amount 180000, or take it out with --unset."),
    epilog=N_(
        "KEY may lead into the tables inside: iksp period.2022.end, iksp/2022 cost.staff.spent, "
        "lsz deadline.report.lead. Lists: several values, or one with commas."
    ),
)
@changing
def set_(
    run: Session,
    id: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help=N_("PROJECT, PROJECT/PERIOD, a programme, an authority, settings or notify."),
            autocompletion=complete.tables,
        ),
    ],
    key: Annotated[str, typer.Argument(metavar=N_("KEY"), help=N_("The key, with dots into tables."))],
    values: Annotated[
        list[str] | None, typer.Argument(metavar=N_("VALUE"), help=N_("The value, several for a list."))
    ] = None,
    unset: Annotated[bool, typer.Option("--unset", help=N_("Take the key out."))] = False,
) -> Planner:
    """Write one key."""
    if unset and values:
        usage_error(_("--unset takes no value."))
    if not unset and not values:
        usage_error(_("The value is missing. To take the key out: --unset"))

    def plan(state: State) -> Plan:
        spot = find(state, id)
        path, name = walk(state, spot, key)
        table = schema(path)
        if name is None:
            raise NotFound(_('"{key}" is a table: name the key in it.').format(key=key))
        held = tree.get(state.data(spot.file), path) or {}
        if unset and name not in held:
            raise Refused(_('"{key}" is not set.').format(key=key))
        if unset:
            return _plan(spot.file, id, held, Unset(path, name))
        assert table is not None
        if name not in table.keys:
            raise NotFound(_('unknown key "{key}"').format(key=key))
        new = value(key if key.endswith(name) else name, table.keys[name], values or [], run.today)
        return _plan(spot.file, id, held, Set(path, name, new))

    return plan


def _plan(file: int, subject: str, held: Mapping[str, Any], change: Set | Unset) -> Plan:
    """The plan for one key; a period named by the year of its start keeps that name where the start leaves the year."""
    start, new = held.get("start"), getattr(change, "value", None)
    is_period = change.path[:1] == ("project",) and change.path[2:3] == ("period",) and len(change.path) == 4
    if not is_period or change.key != "start" or held.get("id") or not isinstance(start, date):
        return Plan(file, [change], subject)
    if isinstance(new, date) and new.year == start.year:
        return Plan(file, [change], subject)
    name = str(start.year)
    remark = _('The period keeps its id "{id}": records and calendars name it.').format(id=name)
    return Plan(file, [Set(change.path, "id", name), change], subject, [remark])
