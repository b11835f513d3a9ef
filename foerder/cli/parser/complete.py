"""What the shell can complete: ids, keys and values of the register, words of the program.

Silent whatever happens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from foerder import clock
from foerder.cli.session import Session
from foerder.terms import ANCHORS, DEADLINE_KINDS, PROJECT_KINDS, STATUSES
from foerder.text.glossary import key_label, value_label

if TYPE_CHECKING:
    from foerder.editor.state import State
    from foerder.register.tables import Table

Candidate = str | tuple[str, str]
"""A word, alone or with what it means."""
Completer = Callable[[typer.Context, str], list[Candidate]]


class Asked(NamedTuple):
    """The register, and what was typed."""

    run: Session
    state: State
    typed: Mapping[str, Any]
    """The other words of the verb, by the names of its parameters."""
    word: str
    """The beginning of the word itself."""


def _of_register(find: Callable[[Asked], Iterable[Candidate]]) -> Completer:
    """Candidates out of the register that begin with what was typed. Never an error."""

    def complete(ctx: typer.Context, incomplete: str) -> list[Candidate]:
        from foerder.editor.state import State

        try:
            paths = ctx.find_root().params.get("register")
            run = Session(clock.today(), list(paths or []))
            asked = Asked(run, State(run.place.find()), ctx.params, incomplete)
            return _beginning(find(asked), incomplete)
        except Exception:
            return []

    return complete


def _fixed(find: Callable[[], Iterable[Candidate]]) -> Completer:
    """Candidates that need no register."""

    def complete(ctx: typer.Context, incomplete: str) -> list[Candidate]:
        return _beginning(find(), incomplete)

    return complete


def fixed(*words: str) -> Completer:
    """A few words, with what they mean."""
    return _fixed(lambda: _labelled(words))


def _beginning(found: Iterable[Candidate], word: str) -> list[Candidate]:
    """The candidates that begin with a word, each once."""
    known: dict[str, Candidate] = {}
    for each in found:
        value = each if isinstance(each, str) else each[0]
        if value.startswith(word):
            known.setdefault(value, each)
    return list(known.values())


@_of_register
def deadlines(asked: Asked) -> Iterator[Candidate]:
    """All deadlines."""
    from foerder.cli.inputs import calculate

    for deadline in calculate(asked.state.register, asked.run.today).all():
        yield deadline.id, deadline.title


@_of_register
def done_deadlines(asked: Asked) -> Iterator[Candidate]:
    """Deadlines that are recorded as done."""
    for project in asked.state.register.projects:
        for done in project.done:
            yield f"{project.id}/{done.deadline}"


@_of_register
def own_periods(asked: Asked) -> Iterator[Candidate]:
    """Periods of the project that was named, of all where none was yet."""
    for project in asked.state.register.projects:
        if asked.typed.get("project") in (None, project.id):
            yield from (period.id for period in project.periods)


@_of_register
def periods_and_deadlines(asked: Asked) -> Iterator[Candidate]:
    """What can be extended."""
    yield from _periods(asked)
    yield from _open(asked)


@_of_register
def tables(asked: Asked) -> Iterator[Candidate]:
    """What can be set or removed: projects, periods, programmes, authorities,
    settings; a key beside --where.
    """
    if asked.typed.get("where"):
        yield from _all_keys()
        return
    yield from _projects(asked)
    yield from _periods(asked)
    yield from _programmes(asked)
    yield from _authorities(asked)
    yield from ("settings", "notify")


@_of_register
def keys(asked: Asked) -> Iterator[Candidate]:
    """Keys of the table that was named, of those inside after a dot."""
    from foerder.editor.address import find, walk
    from foerder.editor.change import schema

    spot = find(asked.state, str(asked.typed["id"]))
    lead, dot, _last = asked.word.rpartition(".")
    path = walk(asked.state, spot, lead)[0] if dot else spot.path
    table = schema(path)
    assert table is not None
    for key, label in _keys(table):
        yield lead + dot + key, label


@_of_register
def values(asked: Asked) -> Iterable[Candidate]:
    """Values that the key that was named can have, or has elsewhere."""
    from foerder.editor.address import find, walk
    from foerder.editor.change import schema

    state = asked.state
    path, key = walk(state, find(state, str(asked.typed["id"])), str(asked.typed["key"]))
    table = schema(path)
    assert table is not None
    return _possible(asked, table, str(key))


@_fixed
def assignments() -> Iterator[Candidate]:
    """Keys of every table, each with an equals sign."""
    for key, label in _all_keys():
        yield f"{key}=", label


@_fixed
def codes() -> Iterable[Candidate]:
    """Codes of `check`."""
    from foerder.checks.codes import CODES

    return sorted(CODES)


@_fixed
def answers() -> Iterable[Candidate]:
    """Verbs whose answers have a schema."""
    from foerder.views.schema import names

    return names()


@_fixed
def lands() -> Iterator[Candidate]:
    """The Länder by their short names."""
    for code, name in _regions():
        yield code.removeprefix("DE-"), name


@_fixed
def topics() -> Iterator[Candidate]:
    """Chapters of the handbook, verbs, codes of `check`."""
    from foerder.checks.codes import CODES
    from foerder.cli.app import VERBS
    from foerder.text.handbook import chapters
    from foerder.text.i18n import language

    for chapter in chapters(language()):
        yield chapter.name, chapter.title
    for name, verb in VERBS.items():
        yield name, verb.help
    yield from sorted(CODES)


def _regions() -> Iterator[tuple[str, str]]:
    """Regions with public holidays of their own."""
    from foerder.law.holidays import REGION_NAMES

    for code, (name, _english) in REGION_NAMES.items():
        yield code, name


def _projects(asked: Asked) -> Iterator[Candidate]:
    """Projects."""
    for project in asked.state.register.projects:
        yield project.id, project.title


def _programmes(asked: Asked) -> Iterator[Candidate]:
    """Programmes."""
    for programme in asked.state.register.programmes.values():
        yield programme.id, programme.title


def _authorities(asked: Asked) -> Iterator[Candidate]:
    """Authorities."""
    for authority in asked.state.register.authorities.values():
        yield authority.id, authority.name


def _periods(asked: Asked) -> Iterator[Candidate]:
    """Periods."""
    for project in asked.state.register.projects:
        for period in project.periods:
            yield f"{project.id}/{period.id}", project.title


def _open(asked: Asked) -> Iterator[Candidate]:
    """Deadlines that can still be done."""
    from foerder.cli.inputs import calculate
    from foerder.cli.pick import can_be_done

    for deadline in calculate(asked.state.register, asked.run.today).all():
        if can_be_done(deadline) and deadline.state not in ("done", "settled"):
            yield deadline.id, deadline.title


def _rule_sets(asked: Asked) -> Iterator[Candidate]:
    """Rule sets, built in and of the register."""
    from foerder.register.rulesets import NAMES

    yield from NAMES
    yield from asked.state.register.rule_sets


def _values(asked: Asked, *keys: str) -> Iterator[Candidate]:
    """What these keys hold anywhere in the register."""
    from foerder.toml import tree

    for file in range(len(asked.state.register.paths)):
        for _path, table in tree.tables(asked.state.data(file)):
            for key in keys:
                held = table.get(key)
                items = held if isinstance(held, list) else [held]
                yield from (each for each in items if isinstance(each, str))


def _possible(asked: Asked, table: Table, key: str) -> Iterable[Candidate]:
    """What a key can have: words of the format, ids, what it has elsewhere."""
    from foerder.register.values import Choice, flag

    field = table.keys[key]
    if isinstance(field, Choice):
        return _labelled(field.options)
    if field is flag:
        return ("true", "false")
    ids = {"programme": _programmes, "follows": _projects, "rules": _rule_sets}
    return ids[key](asked) if key in ids else _values(asked, key)


def _keys(table: Table) -> Iterator[tuple[str, str]]:
    for key in table.keys:
        yield key, key_label(key)


def _all_keys() -> Iterator[tuple[str, str]]:
    from foerder.register.tables import all_tables

    for table in all_tables():
        yield from _keys(table)


def _labelled(words: Iterable[str]) -> Iterator[Candidate]:
    for word in words:
        yield word, value_label(word)


def _holding(*keys: str) -> Completer:
    """What these keys hold."""
    return _of_register(lambda asked: _values(asked, *keys))


owners = _holding("owner")
"""Who is in charge of something."""
addresses = _holding("owner", "deputy", "coordinator", "head")
"""Whoever may get a mail."""
units = _holding("unit")
"""Departments and units."""
tags = _holding("tags")
"""Tags of projects."""
funds = _holding("funds")
"""Where money comes from."""
recipients = _holding("recipient")
"""Who receives grants."""
duty_kinds = fixed(*DEADLINE_KINDS)
"""Kinds of deadlines."""
kinds = fixed(*PROJECT_KINDS, *DEADLINE_KINDS)
"""Kinds of projects and deadlines."""
statuses = fixed(*STATUSES)
"""Statuses of periods."""
anchors = fixed(*ANCHORS)
"""What deadlines are counted from."""
open_deadlines = _of_register(_open)
periods = _of_register(_periods)
projects = _of_register(_projects)
programmes = _of_register(_programmes)
authorities = _of_register(_authorities)
rule_sets = _of_register(_rule_sets)
regions = _fixed(_regions)
