"""What people call a place in the register: an id, a dotted key → the table and
key in the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from foerder.editor.change import schema
from foerder.editor.journal import name_of
from foerder.editor.state import State
from foerder.register.find import NotFound as NotFound
from foerder.register.find import no_such_period
from foerder.register.tables import Table
from foerder.text.glossary import key_of
from foerder.text.hints import hint
from foerder.text.i18n import _
from foerder.toml import tree
from foerder.toml.positions import Path

SINGLE = ("settings", "notify")
PREFIXES: tuple[str, ...] = ("project", "programme", "authority", "rule_set")


class Address(NamedTuple):
    """A table of the register: the number of its file, its path in the data,
    and how people name it.
    """

    file: int
    path: Path
    name: str


def find(state: State, name: str) -> Address:
    """The table that a name stands for: PROJECT, PROJECT/PERIOD, a programme,
    an authority, settings.

    A project goes before a programme of the same id; ``programme:ID`` means the programme.
    """
    single = name if name in SINGLE else key_of(name)
    if single in SINGLE:
        holder = next((file for file in _files(state) if single in state.data(file)), 0)
        return Address(holder, (single,), single)
    prefix, colon, rest = name.partition(":")
    kinds, wanted = PREFIXES, name
    if colon and prefix in PREFIXES:
        kinds, wanted = (prefix,), rest
    identity, slash, inner = wanted.partition("/")
    known: list[str] = []
    for spot, item in _tables(state, kinds):
        if item.get("id") == identity:
            spot = spot._replace(name=identity)
            return _period(state, spot, item, inner) if slash else spot
        known.append(str(item.get("id")))
    near = hint(identity, known) if known or kinds == PREFIXES else ""
    raise NotFound(_nothing_called(name) + near)


def _tables(state: State, kinds: Iterable[str]) -> Iterator[tuple[Address, Mapping[str, Any]]]:
    """The tables of these lists, in every file."""
    for kind in kinds:
        for file in _files(state):
            items = state.data(file).get(kind)
            for number, item in enumerate(items if isinstance(items, list) else []):
                if isinstance(item, dict):
                    yield Address(file, (kind, number), ""), item


def key_in(table: Table, word: str) -> str:
    """A key or table by its name in either language; the word itself where nobody knows it."""
    if word in table.keys or word in table.tables:
        return word
    key = key_of(word)
    return key if key and (key in table.keys or key in table.tables) else word


def _files(state: State) -> range:
    return range(len(state.register.paths))


def _period(state: State, spot: Address, project: Mapping[str, Any], wanted: str) -> Address:
    """A period of a project, or one of its tables such as ``deadline/ID``."""
    if spot.path[0] == "project":
        number = _element("period", project.get("period"), wanted)
        if number is not None:
            return Address(spot.file, (*spot.path, "period", number), f"{spot.name}/{wanted}")
    first = wanted.partition("/")[0]
    names = _names("period", project.get("period"))
    table = schema(spot.path)
    if first not in names and not (table and first in table.tables):
        raise NotFound(no_such_period(spot.name, first, names))
    path, key = walk(state, spot, wanted.replace("/", "."))
    name = f"{spot.name}/{wanted}"
    if key is not None:
        raise NotFound(_nothing_called(name))
    return Address(spot.file, path, name)


def _nothing_called(name: str) -> str:
    return _('There is nothing called "{name}" in the register.').format(name=name)


def _element(table: str, items: Any, wanted: str) -> int | None:
    """The number of a table of a list, by its name or by its number from 1."""
    names = _names(table, items)
    if wanted in names:
        return names.index(wanted)
    loose = [name for name in names if wanted in name.split(" ")]
    if len(loose) == 1:
        return names.index(loose[0])
    if wanted.isdigit() and 0 < int(wanted) <= len(names):
        return int(wanted) - 1
    return None


def _names(table: str, items: Any) -> list[str]:
    names = []
    for number, item in enumerate(items if isinstance(items, list) else []):
        if isinstance(item, dict):
            names.append(name_of(table, item, number))
    return names


def walk(state: State, spot: Address, dotted: str) -> tuple[Path, str | None]:
    """Follow a dotted key from a table: the table it leads to, and the key in
    it (None: the table itself).

    Raises `NotFound` where it leads nowhere.
    """
    path: Path = spot.path
    words = dotted.split(".")
    while words:
        table = schema(path)
        assert table is not None
        here = tree.get(state.data(spot.file), path) or {}
        periods = _names("period", here.get("period"))
        word, *rest = words
        if word not in here and word not in periods:
            word = key_in(table, word)
        if word in table.tables:
            path, words = _into(table, path, here, word, rest)
        elif not rest and word in table.keys:
            return path, word
        elif _leads_to_period(path, here, word, rest):
            path, words = _into(table, path, here, "period", [word, *rest])
        elif rest:
            text = _('"{word}" in {key} leads nowhere. Possible: {options}.')
            options = ", ".join([*table.tables, *periods])
            raise NotFound(text.format(word=word, key=dotted, options=options))
        elif word not in here:
            from foerder.register.unknown import remedy_for

            unknown = _('unknown key "{key}"').format(key=dotted)
            raise NotFound(f"{unknown}. {remedy_for(table, word, '')}")
        else:
            return path, word
    return path, None


def _leads_to_period(path: Path, here: Mapping[str, Any], word: str, words: list[str]) -> bool:
    """Whether a word at a project means one of its periods, or a key that only a period has."""
    if path[0] != "project" or len(path) != 2:
        return False
    if _element("period", here.get("period"), word) is not None:
        return True
    period = schema((*path, "period", 0))
    assert period is not None
    return not words and word not in here and key_in(period, word) in period.keys


def _into(
    table: Table, path: Path, here: Any, name: str, words: list[str]
) -> tuple[Path, list[str]]:
    """One table further in."""
    inner = table.tables[name]
    if not inner.array:
        return (*path, name), words
    items = here.get(name)
    names = _names(name, items)
    if words:
        number = _element(name, items, words[0])
        if number is not None:
            return (*path, name, number), words[1:]
    if len(names) == 1:
        return (*path, name, 0), words
    text = _("There is no {table} there yet.")
    if names:
        text = _("Which {table}? Possible: {options}.")
    raise NotFound(text.format(table=name, options=", ".join(names)))
