"""`foerder add`: a new project, period, deadline, programme or authority; asks
for what is missing.
"""

from __future__ import annotations

import shlex
from collections.abc import Container, Sequence
from functools import partial
from typing import Annotated, Any

from foerder.cli import grant, pick
from foerder.cli.change import Into, Plan, Planner, changing
from foerder.cli.parser import complete
from foerder.cli.parser.commands import Words, argument, gathered, option, verb
from foerder.cli.session import Session, one_of, usage_error
from foerder.cli.terminal import ask
from foerder.cli.terminal.output import say
from foerder.cli.values import Keys, refusal, value
from foerder.editor.address import Address, NotFound, find, key_in
from foerder.editor.change import Append, schema
from foerder.editor.state import State
from foerder.law.seats import holidays_at
from foerder.model import ANCHORS, DUTIES, PROJECT_KINDS, STATUSES
from foerder.register.tables import COST_TYPES, Table
from foerder.text.glossary import key_label, value_label
from foerder.text.hints import nearest
from foerder.text.i18n import _, heading
from foerder.toml import tree

TOP = ("project", "programme", "authority")
INSIDE = ("period", "deadline", "call", "requires", "cost", "financing", "year")
EVERY_TABLE = Table("", {}, tables={name: Table(name, {}) for name in (*TOP, *INSIDE)})
ASKED = {
    "project": (
        "id",
        "title",
        "kind",
        "programme",
        "recipient",
        "unit",
        "owner",
        "start",
        "end",
    ),
    "programme": ("id", "title", "authority"),
    "authority": ("id", "name", "holidays"),
    "period": ("id", "status", "start", "end", "amount"),
    "deadline": ("id", "kind", "title", "due"),
    "cost": ("type", "title", "approved"),
    "financing": ("funder", "share", "amount"),
    "year": ("year", "amount"),
    "call": ("id", "title", "closes"),
    "requires": ("project", "max_age"),
}
"""What is asked for on a terminal where it was not given."""
NEEDED = {
    "deadline": ("kind",),
    "cost": ("type",),
    "financing": ("funder",),
    "year": ("year", "amount"),
}
"""What a table says nothing without, beside the keys that the format requires."""
FORMS = ("after", "before", "every", "rrule", "year_of", "undated")
"""The keys that say how a deadline is counted, where no day is named."""
KEYS = {
    "id": option("ID", "Its id: a-z, 0-9 and hyphens."),
    "title": option("TEXT", "Its title."),
    "name": option("TEXT", "The authority's name."),
    "holidays": option("DE-TH", "The authority's public holidays.", complete.regions),
    "kind": option("KIND", "Kind of the project or deadline.", complete.kinds),
    "programme": option("ID", "The project's programme.", complete.programmes),
    "authority": option("ID", "The authority that decides.", complete.authorities),
    "recipient": option("TEXT", "Who receives the grant.", complete.recipients),
    "unit": option("TEXT", "Department or unit.", complete.units),
    "owner": option("TEXT", "Who is in charge and warned first.", complete.owners),
    "status": option("STATUS", "Status of the period.", complete.statuses),
    "start": option("DATE", "First day of the period."),
    "end": option("DATE", "Last day of the period."),
    "amount": option("AMOUNT", "Grant approved, in euros."),
    "due": option("DATE", "The day of a deadline, where it is named."),
    "after": option("ANCHOR", "Counted forward from …, with --offset.", complete.anchors),
    "before": option("ANCHOR", "Counted backward from …, with --offset.", complete.anchors),
    "offset": option("SPAN", 'How far: "6 months".'),
}
"""The keys that have an option of their own."""


@verb(
    "Add a project, programme, authority, period or deadline. Asks on a terminal for what is missing.",
    epilog="Examples: add project --id iksp --title …; add period iksp --start 2026-01-01 --end 2027-12-31; "
    "add deadline iksp/2026 --id report --kind final-report --due 2028-06-30; "
    "add deadline programme:lsz --id … Any key: --set KEY=VALUE.",
)
@gathered(KEYS)
@changing
def add(
    run: Session,
    what: Annotated[
        str,
        argument(
            "WHAT",
            "What to add: grant (all of an award letter in one conversation), project, programme, authority, "
            "period, deadline, call, requires, cost, financing or year.",
            complete.fixed(*TOP, *INSIDE, "grant"),
        ),
    ],
    where: Annotated[
        str | None,
        argument(
            "WHERE",
            "Where it belongs: PROJECT, PROJECT/PERIOD or programme:ID.",
            complete.tables,
        ),
    ] = None,
    *,
    words: Words,
    assign: Annotated[
        list[str] | None,
        option(
            "KEY=VALUE", "Any other key; may be repeated.", complete.assignments, name="--set"
        ),
    ] = None,
    into: Into = None,
) -> Planner:
    """Write a new table."""
    given = {key: text for key, text in words.items() if text is not None}
    for pair in assign or []:
        key, equals, text = pair.partition("=")
        if not equals:
            usage_error(_("--set takes KEY=VALUE, not {text}."), text=repr(pair))
        given[key.strip()] = text.strip()
    what = key_in(EVERY_TABLE, what)
    one_of(what, (*TOP, *INSIDE, "grant"), "add")
    if what == "grant":
        return grant.planner(run, grant.typed_draft(given, where), True, into)

    def plan(state: State) -> Plan:
        spot = _place(run, state, what, where, into)
        parent = schema(spot.path)
        if parent is None or what not in parent.tables:
            text = _("{what} has no place in {where}.")
            raise NotFound(text.format(what=what, where=where or spot.name))
        table = parent.tables[what]
        typed = {key_in(table, key): text for key, text in given.items()}
        values = NewTable(run, state, what, spot, table, typed).values()
        own = str(values.get("id") or values.get("start") or what)
        subject = "/".join(part for part in (spot.name, own) if part)
        return Plan(spot.file, [Append(spot.path, what, values)], subject)

    return plan


def _place(
    run: Session, state: State, what: str, where: str | None, into: str | None
) -> Address:
    """The table that the new one goes into."""
    if what in TOP:
        if where is not None:
            text = _("{what} takes no place; remove {where}.")
            usage_error(text, what=what, where=repr(where))
        return Address(pick.file(state, what, into), (), "")
    if where is None and run.asking:
        where = ask.text(_("Where it belongs: PROJECT, PROJECT/PERIOD or programme:ID"))
    if where is None:
        usage_error(_("Say where it belongs: foerder add {what} PROJECT …"), what=what)
    return find(state, where)


class NewTable:
    """A table that is to be added: what was typed of it, and what is asked for."""

    def __init__(
        self,
        run: Session,
        state: State,
        what: str,
        spot: Address,
        table: Table,
        words: dict[str, str],
    ) -> None:
        self.run = run
        self.state = state
        self.what = what
        self.spot = spot
        self.table = table
        self.words = words
        self.nested = table.tables["period"] if what == "project" else None
        """A project's first period may be given with it."""
        self.keys: Keys = {**self.nested.keys, **table.keys} if self.nested else table.keys
        self.needed = (*table.required, *NEEDED.get(what, ()))

    def values(self) -> dict[str, Any]:
        """The new table, its keys in the order of the format. Raises `Refused`."""
        self._check_keys()
        if self.run.asking:
            self._ask()
        self._check_complete()
        found = {**self._seat(), **self._values(self.table, ())}
        if self.nested:
            period = self._values(self.nested, self.table.keys)
            if period:
                found["period"] = [period]
        return found

    def _seat(self) -> dict[str, str]:
        """The public holidays at the seat of an authority that is known by its name."""
        return holidays_at(self.words.get("name", "")) if self.what == "authority" else {}

    def _values(self, table: Table, others: Container[str]) -> dict[str, Any]:
        """The values of a table's keys, but for those of another one."""
        found = {}
        for key, field in table.keys.items():
            if key in self.words and key not in others:
                found[key] = value(key, field, [self.words[key]], self.run.today)
        return found

    def _check_keys(self) -> None:
        """End the program where a key does not exist."""
        known = [*self.table.keys, *(self.nested.keys if self.nested else ())]
        for key in self.words:
            if key in self.keys:
                continue
            near = nearest(key, known)
            hint = _("Did you mean {words}?") if near else _("Possible: {options}.")
            text = _("{what} has no key {key}.").format(what=self.what, key=key)
            usage_error(f"{text} {hint.format(words=near, options=', '.join(known))}")

    def command(self) -> str:
        """The command that says the same."""
        words = ["foerder", "add", self.what, *filter(None, [self.spot.name])]
        for key, text in self.words.items():
            words += [f"--{key}", text] if key in KEYS else ["--set", f"{key}={text}"]
        return shlex.join(words)

    def _ask(self) -> None:
        """Ask for what is missing, each answer checked at once."""
        self.run.typed = self.command
        asked = self._missing()
        labels = {key: heading(key_label(key)) for key in asked}
        if asked:
            text = _("Asked for: {keys}. Nothing is written before it was shown.")
            say(text, keys=", ".join(labels.values()))
        for key, label in labels.items():
            self._ask_key(key, label, key in self.needed)
        if self.what == "deadline" and self.words.keys().isdisjoint(("due", *FORMS)):
            say(_("A deadline needs a date: a day, or counted from an anchor."))
            self._ask_key("after", _("Counted forward from"), True)
            self._ask_key("offset", _("How far, for example 6 months"), True)

    def _missing(self) -> list[str]:
        """The keys to ask for."""
        known = set(self.words)
        if not known.isdisjoint(FORMS):
            known.add("due")
        keys = ASKED.get(self.what, self.table.required)
        return [key for key in keys if key not in known]

    def _ask_key(self, key: str, label: str, required: bool) -> None:
        options = self._options(key)
        shown = [value_label(option) for option in options]
        refuse = partial(self._refusal, key, options)
        default = self._seat().get(key, "")
        answer = ask.text(f"{label} [{key}]", shown, required, refuse, default)
        if answer:
            self.words[key] = answer

    def _refusal(self, key: str, options: Sequence[str], text: str) -> str | None:
        """Why an answer is not possible."""
        if key == "id" and text in self._taken():
            return _('"{id}" exists already.').format(id=text)
        if key in ("programme", "authority") and options and text not in options:
            return _("Possible: {options}.").format(options=", ".join(options))
        return refusal(key, self.keys[key], text, self.run.today)

    def _taken(self) -> list[Any]:
        """The ids that are given away."""
        parent = tree.get(self.state.data(self.spot.file), self.spot.path) or {}
        items = parent.get(self.what)
        known = items if isinstance(items, list) else []
        return [item.get("id") for item in known if isinstance(item, dict)]

    def _options(self, key: str) -> tuple[str, ...]:
        """The allowed values of a key, where there are few."""
        register = self.state.register
        options = {
            "kind": PROJECT_KINDS if self.what == "project" else DUTIES,
            "status": STATUSES,
            "after": ANCHORS,
            "type": COST_TYPES,
            "programme": register.programmes,
            "authority": register.authorities,
        }
        return tuple(options.get(key, ()))

    def _check_complete(self) -> None:
        """End the program where something is missing."""
        missing = [key for key in self.needed if key not in self.words]
        if self.what == "period" and "id" not in self.words and "start" not in self.words:
            missing.append("start")
        if missing:
            options = ", ".join(
                f"--{key}" if key in KEYS else f"--set {key}=…" for key in missing
            )
            usage_error(_("{what} needs {options}."), what=self.what, options=options)
