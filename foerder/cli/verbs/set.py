"""`foerder set`: one key gets a value, or goes; with --where in every table
that has another one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from foerder.cli.change import Plan, Planner, changing
from foerder.cli.parser import complete
from foerder.cli.parser.commands import argument, flag, option, verb
from foerder.cli.session import Session, usage_error
from foerder.cli.values import value
from foerder.editor.address import NotFound, find, key_in, walk
from foerder.editor.change import Op, Refused, Set, Unset, schema
from foerder.editor.state import State
from foerder.register.tables import Table
from foerder.text.i18n import _
from foerder.toml import tree
from foerder.toml.positions import Path


@verb(
    "Give a key a value: foerder set iksp/2022 amount 180000, or take it out with --unset.",
    epilog="KEY may lead into the tables inside: iksp period.2022.end, iksp/2022 cost.staff.spent, "
    "lsz deadline.report.lead. Lists: several values, or one with commas. "
    "In every table at once: set --where owner=old@town.example owner new@town.example.",
)
@changing
def set_(
    run: Session,
    id: Annotated[
        str,
        argument(
            "ID",
            "PROJECT, PROJECT/PERIOD, a programme, an authority, settings or notify.",
            complete.tables,
        ),
    ],
    key: Annotated[
        str | None, argument("KEY", "The key, with dots into tables.", complete.keys)
    ] = None,
    values: Annotated[
        list[str] | None, argument("VALUE", "The value, several for a list.", complete.values)
    ] = None,
    unset: Annotated[bool, flag("Take the key out.", "--unset")] = False,
    where: Annotated[
        str | None,
        option(
            "KEY=VALUE",
            "In place of ID: every table in which this key has this value.",
            complete.assignments,
        ),
    ] = None,
) -> Planner:
    """Write one key."""
    words = [word for word in (id, key, *(values or [])) if word is not None]
    if not where:
        del words[0]
    if not words:
        usage_error(_("The argument {name} is missing."), name=_("KEY"))
    name, *given = words
    if unset and given:
        usage_error(_("--unset takes no value."))
    if not unset and not given:
        usage_error(_("The value is missing. To take the key out: --unset"))
    if where:
        return Everywhere(run, where, name, given).plan
    return lambda state: _plan(run, state, id, name, given)


def _plan(run: Session, state: State, id: str, name: str, given: Sequence[str]) -> Plan:
    """One key of one table gets a value, or goes where none is given."""
    spot = find(state, id)
    path, found = walk(state, spot, name)
    if found is None:
        raise NotFound(_('"{key}" is a table: name the key in it.').format(key=name))
    held = tree.get(state.data(spot.file), path) or {}
    if not given and found not in held:
        raise Refused(_('"{key}" is not set.').format(key=name))
    if not given:
        return _of_table(spot.file, id, held, Unset(path, found))
    table = schema(path)
    assert table is not None
    if found not in table.keys:
        raise NotFound(_('unknown key "{key}"').format(key=name))
    shown = name if name.endswith(found) else found
    new = value(shown, table.keys[found], given, run.today)
    return _of_table(spot.file, id, held, Set(path, found, new))


def _of_table(file: int, subject: str, held: Mapping[str, Any], change: Set | Unset) -> Plan:
    """The plan for one key; a period named by the year of its start keeps that
    name where the start leaves the year.
    """
    start, new = held.get("start"), getattr(change, "value", None)
    is_period = change.path[::2] == ("project", "period")
    if not is_period or change.key != "start" or held.get("id") or not isinstance(start, date):
        return Plan(file, [change], subject)
    if isinstance(new, date) and new.year == start.year:
        return Plan(file, [change], subject)
    name = str(start.year)
    remark = _('The period keeps its id "{id}": records and calendars name it.').format(id=name)
    return Plan(file, [Set(change.path, "id", name), change], subject, [remark])


class Everywhere:
    """A key that gets a value in every table in which some key has some value."""

    def __init__(self, run: Session, where: str, key: str, given: Sequence[str]) -> None:
        self.run = run
        self.where = where
        self.known, equals, self.wanted = where.partition("=")
        if not equals:
            usage_error(_("--where takes KEY=VALUE, not {text}."), text=repr(where))
        self.key = key
        self.given = given
        """The new value; empty where the key goes."""

    def plan(self, state: State) -> Plan:
        """What changes in every file that has such a table. Raises `Refused` where none has."""
        plans = []
        for file in range(len(state.register.paths)):
            ops = list(self._ops(state, file))
            if ops:
                plans.append(Plan(file, ops, self.where))
        if not plans:
            text = _("No table has {where} and can have {key}.")
            raise Refused(text.format(where=self.where, key=self.key))
        return replace(plans[0], others=plans[1:])

    def _ops(self, state: State, file: int) -> Iterator[Op]:
        for path, held in tree.tables(state.data(file)):
            table = schema(path)
            if table is None:
                continue
            known, key = key_in(table, self.known), key_in(table, self.key)
            is_meant = known in held and self._has(table, known, held[known])
            if not is_meant or key not in table.keys:
                continue
            if self.given:
                yield from self._set(path, table, key, held.get(key))
            elif key in held:
                yield Unset(path, key)

    def _has(self, table: Table, key: str, held: Any) -> bool:
        """Whether a value is the one that was named, or a list with it."""
        if self.wanted == held or (isinstance(held, list) and self.wanted in held):
            return True
        try:
            return bool(value(key, table.keys[key], [self.wanted], self.run.today) == held)
        except (KeyError, Refused):
            return False

    def _set(self, path: Path, table: Table, key: str, held: Any) -> Iterator[Op]:
        new = value(key, table.keys[key], self.given, self.run.today)
        if isinstance(held, list) and self.wanted in held and key_in(table, self.known) == key:
            new = [one for each in held for one in (new if each == self.wanted else [each])]
        if new != held:
            yield Set(path, key, new)
