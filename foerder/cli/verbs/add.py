"""`foerder add`: a new project, period, deadline, programme or authority; asks for what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foerder.cli.change import DryRun, Into, Plan, Yes, change
from foerder.cli.parser import complete
from foerder.cli.parser.commands import Words, gathered, verb
from foerder.cli.session import Session, one_of, session, usage_error
from foerder.cli.terminal import ask
from foerder.cli.terminal.output import say
from foerder.editor.state import State
from foerder.text.i18n import N_, _

if TYPE_CHECKING:
    from foerder.register.tables import Table

TOP = ("project", "programme", "authority")
INSIDE = ("period", "deadline", "call", "requires", "cost", "financing", "year")
ASKED = {
    "project": ("id", "title", "kind", "programme", "recipient", "unit", "owner", "start", "end"),
    "programme": ("id", "title", "authority"),
    "authority": ("id", "name", "holidays"),
    "period": ("id", "status", "start", "end", "amount"),
    "deadline": ("id", "kind", "title", "due"),
}
"""What is asked for on a terminal where it was not given."""
KEYS = {
    "id": typer.Option(metavar="ID", help=N_("Its id: a-z, 0-9 and hyphens.")),
    "title": typer.Option(metavar=N_("TEXT"), help=N_("Its title.")),
    "name": typer.Option(metavar=N_("TEXT"), help=N_("The authority's name.")),
    "holidays": typer.Option(metavar="DE-TH", help=N_("The authority's public holidays.")),
    "kind": typer.Option(metavar=N_("KIND"), help=N_("Kind of the project or deadline.")),
    "programme": typer.Option(metavar="ID", help=N_("The project's programme.")),
    "authority": typer.Option(metavar="ID", help=N_("The authority that decides.")),
    "recipient": typer.Option(metavar=N_("TEXT"), help=N_("Who receives the grant.")),
    "unit": typer.Option(metavar=N_("TEXT"), help=N_("Department or unit.")),
    "owner": typer.Option(metavar=N_("TEXT"), help=N_("Who is in charge and warned first.")),
    "status": typer.Option(metavar=N_("STATUS"), help=N_("Status of the period.")),
    "start": typer.Option(metavar=N_("DATE"), help=N_("First day of the period.")),
    "end": typer.Option(metavar=N_("DATE"), help=N_("Last day of the period.")),
    "amount": typer.Option(metavar=N_("AMOUNT"), help=N_("Grant approved, in euros.")),
    "due": typer.Option(metavar=N_("DATE"), help=N_("The day of a deadline, where it is named.")),
    "after": typer.Option(metavar=N_("ANCHOR"), help=N_("Counted forward from …, with --offset.")),
    "before": typer.Option(metavar=N_("ANCHOR"), help=N_("Counted backward from …, with --offset.")),
    "offset": typer.Option(metavar=N_("SPAN"), help=N_('How far: "6 months".')),
}
"""The keys that have an option of their own."""


@verb(
    N_("Add a project, programme, authority, period or deadline. Asks on a terminal for what is missing."),
    epilog=N_(
        "Examples: add project --id iksp --title …; add period iksp --start 2026-01-01 --end 2027-12-31; "
        "add deadline iksp/2026 --id report --kind final-report --due 2028-06-30; "
        "add deadline programme:lsz --id … Any key: --set KEY=VALUE."
    ),
)
@gathered(KEYS)
def add(
    ctx: typer.Context,
    what: Annotated[
        str,
        typer.Argument(
            metavar=N_("WHAT"),
            help=N_(
                "What to add: project, programme, authority, period, deadline, call, requires, cost, financing or year."
            ),
        ),
    ],
    where: Annotated[
        str | None,
        typer.Argument(
            metavar=N_("WHERE"),
            help=N_("Where it belongs: PROJECT, PROJECT/PERIOD or programme:ID."),
            autocompletion=complete.tables,
        ),
    ] = None,
    *,
    words: Words,
    assign: Annotated[
        list[str] | None, typer.Option("--set", metavar=N_("KEY=VALUE"), help=N_("Any other key; may be repeated."))
    ] = None,
    into: Into = None,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> int:
    """Write a new table."""
    given = {key: text for key, text in words.items() if text is not None}
    for pair in assign or []:
        key, equals, text = pair.partition("=")
        if not equals:
            usage_error(_("--set takes KEY=VALUE, not {text}.").format(text=repr(pair)))
        given[key.strip()] = text.strip()
    one_of(what, (*TOP, *INSIDE), "add")
    run = session(ctx)
    asking = ask.interactive() and not yes
    return change(run, "add", lambda state: _plan(run, state, what, where, given, into, asking), dry_run, yes)


def _plan(
    run: Session, state: State, what: str, where: str | None, words: dict[str, str], into: str | None, asking: bool
) -> Plan:
    from foerder.cli import pick
    from foerder.editor.address import Address, NotFound, find
    from foerder.editor.change import Append, schema

    if what in TOP:
        if where is not None:
            usage_error(_("{what} stands for itself: {where} is too much.").format(what=what, where=repr(where)))
        spot = Address(pick.file(state, what, into), (), "")
    else:
        if where is None and asking:
            where = ask.text(_("Where it belongs: PROJECT, PROJECT/PERIOD or programme:ID"))
        if where is None:
            usage_error(_("Say where it belongs: foerder add {what} PROJECT …").format(what=what))
        spot = find(state, where)
    parent = schema(spot.path)
    if parent is None or what not in parent.tables:
        raise NotFound(_("{what} has no place in {where}.").format(what=what, where=where))
    table = parent.tables[what]
    words = dict(words)
    _check_keys(table, what, words)
    if asking:
        _ask(run, state, what, table, words)
    _check_complete(what, table, words)
    values = _values(run, what, table, words)
    own = str(values.get("id") or values.get("start") or what)
    return Plan(spot.file, [Append(spot.path, what, values)], "/".join(part for part in (spot.name, own) if part))


def _nested(what: str, table: Table) -> Table | None:
    """A project's first period may be given with it."""
    return table.tables["period"] if what == "project" else None


def _check_keys(table: Table, what: str, words: dict[str, str]) -> None:
    nested = _nested(what, table)
    for key in words:
        if key not in table.keys and not (nested and key in nested.keys):
            from foerder.text.hints import nearest

            known = [*table.keys, *(nested.keys if nested else ())]
            near = nearest(key, known)
            hint = _("Did you mean {words}?") if near else _("Possible: {options}.")
            usage_error(
                _("{what} has no key {key}.").format(what=what, key=key)
                + " "
                + hint.format(words=near, options=", ".join(known))
            )


def _ask(run: Session, state: State, what: str, table: Table, words: dict[str, str]) -> None:
    """Ask for what is missing, each answer checked at once."""
    from foerder.text.glossary import key_label
    from foerder.text.i18n import heading

    if any(form in words for form in ("after", "before", "every", "rrule")):
        asked: Sequence[str] = [key for key in ASKED.get(what, table.required) if key != "due"]
    else:
        asked = ASKED.get(what, table.required)
    nested = _nested(what, table)
    for key in asked:
        if key in words:
            continue
        field = table.keys.get(key) or (nested.keys[key] if nested else None)
        assert field is not None
        options = _options(state, what, key)

        def refuse(text: str, key: str = key, field: Any = field) -> str | None:
            from foerder.cli.values import value
            from foerder.editor.change import Refused

            try:
                value(key, field, [text], run.today)
            except Refused as fault:
                return f"{fault.message}\n  → {fault.remedy}"
            return None

        answer = ask.text(f"{heading(key_label(key))} [{key}]", options, key in table.required, refuse)
        if answer:
            words[key] = answer
    if what == "deadline" and not any(key in words for key in ("due", "after", "before", "every", "rrule")):
        say(_("A deadline needs a date: a day, or counted from an anchor."))
        from foerder.model import ANCHORS

        words["after"] = ask.text(f"{_('Counted forward from')} [after]", ANCHORS)
        words["offset"] = ask.text(f"{_('How far, for example 6 months')} [offset]")


def _options(state: State, what: str, key: str) -> tuple[str, ...]:
    """The allowed values of a key, where there are few."""
    from foerder.model import DUTIES, PROJECT_KINDS, STATUSES

    if key == "kind":
        return PROJECT_KINDS if what == "project" else DUTIES
    if key == "status":
        return STATUSES
    if key == "programme":
        return tuple(state.register.programmes)
    return tuple(state.register.authorities) if key == "authority" else ()


def _check_complete(what: str, table: Table, words: dict[str, str]) -> None:
    missing = [key for key in table.required if key not in words]
    if what == "deadline" and "kind" not in words:
        missing.append("kind")
    if what == "period" and "id" not in words and "start" not in words:
        missing.append("start")
    if missing:
        usage_error(_("{what} needs {options}.").format(what=what, options=", ".join(f"--{key}" for key in missing)))


def _values(run: Session, what: str, table: Table, words: dict[str, str]) -> dict[str, Any]:
    """The new table, its keys in the order of the format."""
    from foerder.cli.values import value

    found = {key: value(key, table.keys[key], [words[key]], run.today) for key in table.keys if key in words}
    nested = _nested(what, table)
    if nested:
        inside = [key for key in nested.keys if key in words and key not in table.keys]
        period = {key: value(key, nested.keys[key], [words[key]], run.today) for key in inside}
        if period:
            found["period"] = [period]
    return found
