"""`foerder set`: one key gets a value, or goes."""

from __future__ import annotations

from typing import Annotated

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
            return Plan(spot.file, [Unset(path, name)], id)
        assert table is not None
        if name not in table.keys:
            raise NotFound(_('unknown key "{key}"').format(key=key))
        new = value(key if key.endswith(name) else name, table.keys[name], values or [], run.today)
        return Plan(spot.file, [Set(path, name, new)], id)

    return plan
