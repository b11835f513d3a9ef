"""A change of the register's text, and the proof that it is the intended one and no other."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from foerder.register.tables import ROOT, Table
from foerder.text.i18n import _
from foerder.toml import tree
from foerder.toml.brackets import Brackets, Edit
from foerder.toml.parse import UNREADABLE, loads
from foerder.toml.positions import Path
from foerder.toml.splice import Splicer

WINDOW_FROM = 60_000
"""Texts longer than this are not scanned whole: only the table that is changed
and its two neighbours.
"""
_HEAD = re.compile(
    r"^[ \t]*(?:\[\[[ \t]*(authority|programme|rule_set|project|accept)[ \t]*\]\]|\[[ \t]*(settings|notify)[ \t]*\])",
    re.MULTILINE,
)


class Refused(Exception):  # noqa: N818 (it is an answer, not a fault)
    """A change that is not made: exit code 4. ``remedy`` says the way out."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Set:
    """A key gets a value."""

    path: Path
    key: str
    value: Any

    def apply(self, data: Any, vanishes: bool) -> Any:
        """The data as it must be afterwards."""
        return tree.changed(data, self.path, lambda table: {**table, self.key: self.value})

    def edits(self, splicer: Splicer, path: Path) -> list[Edit]:
        """The edits of the text; ``path`` is this change's path in it."""
        return splicer.set(path, self.key, self.value, order_of(self.path))


@dataclass(frozen=True, slots=True)
class Unset:
    """A key goes."""

    path: Path
    key: str

    def apply(self, data: Any, vanishes: bool) -> Any:
        """The data as it must be afterwards; a table of nothing but dotted keys
        goes with its last key.
        """
        left = tree.changed(data, self.path, lambda table: tree.without(table, self.key))
        if vanishes and not tree.get(left, self.path):
            *outer, name = self.path
            return tree.changed(
                left, tuple(outer), lambda table: tree.without(table, str(name))
            )
        return left

    def edits(self, splicer: Splicer, path: Path) -> list[Edit]:
        """The edits of the text."""
        return splicer.unset(path, self.key)


@dataclass(frozen=True, slots=True)
class Append:
    """A table more at the end of a list of tables."""

    path: Path
    name: str
    values: Mapping[str, Any]

    def apply(self, data: Any, vanishes: bool) -> Any:
        """The data as it must be afterwards."""
        return tree.changed(
            data, self.path, lambda table: _longer(table, self.name, self.values)
        )

    def edits(self, splicer: Splicer, path: Path) -> list[Edit]:
        """The edits of the text."""
        return splicer.append(path, self.name, self.values)


@dataclass(frozen=True, slots=True)
class AppendAll:
    """Many tables at the end of a list at the top of the file, in one step."""

    name: str
    items: tuple[Mapping[str, Any], ...]
    path: Path = ()

    def apply(self, data: Any, vanishes: bool) -> Any:
        """The data as it must be afterwards."""
        return _longer(data, self.name, *self.items)

    def edits(self, splicer: Splicer, path: Path) -> list[Edit]:
        """The edits of the text: the first table finds its place, the others follow it."""
        return splicer.append_all(path, self.name, self.items)


@dataclass(frozen=True, slots=True)
class Remove:
    """A table less in a list of tables; ``path`` ends with its number."""

    path: Path

    def apply(self, data: Any, vanishes: bool) -> Any:
        """The data as it must be afterwards; with its last header the list
        itself goes, empty brackets stay.
        """
        *outer, name, number = self.path
        left = list(tree.get(data, self.path[:-1]))
        left.pop(int(number))

        def change(table: dict[str, Any]) -> dict[str, Any]:
            if not vanishes or left:
                return {**table, str(name): left}
            return tree.without(table, str(name))

        return tree.changed(data, tuple(outer), change)

    def edits(self, splicer: Splicer, path: Path) -> list[Edit]:
        """The edits of the text."""
        return splicer.remove(path)


@dataclass(frozen=True, slots=True)
class _Items:
    """A step on the way to another list: a value taken out, or one added at the end."""

    path: Path
    key: str
    remove: int | None
    value: Any = None

    def apply(self, data: Any, vanishes: bool) -> Any:
        def change(items: list[Any]) -> list[Any]:
            if self.remove is None:
                return [*items, self.value]
            return [*items[: self.remove], *items[self.remove + 1 :]]

        return tree.changed(data, (*self.path, self.key), change)

    def edits(self, splicer: Splicer, path: Path) -> list[Edit]:
        from foerder.toml.render import literal

        entry = splicer.layout.entry((*path, self.key))
        assert entry is not None
        brackets = Brackets(splicer.layout, entry, splicer.newline)
        if self.remove is None:
            return brackets.append(literal(self.value))
        return brackets.remove(self.remove)


def _longer(table: Mapping[str, Any], name: str, *items: Mapping[str, Any]) -> dict[str, Any]:
    """A table whose list of this name has more items at its end."""
    return {**table, name: [*table.get(name, []), *map(dict, items)]}


Op = Set | Unset | Append | AppendAll | Remove
_Step = Op | _Items


def order_of(path: Path) -> tuple[str, ...]:
    """The order of the keys in the format's table of a path."""
    table = schema(path)
    return tuple(table.keys) if table else ()


def schema(path: Path) -> Table | None:
    """The format's table of a path."""
    table: Table | None = ROOT
    for part in path:
        if isinstance(part, str) and table is not None:
            table = table.tables.get(part)
    return table


def apply(text: str, data: Any, ops: Iterable[Op], newline: str) -> tuple[str, dict[str, Any]]:
    """The text after the changes, and the data that it parses to. Raises
    `Refused` where the proof fails.

    What is not changed is the same object in the new data as in the old.
    """
    ops = list(ops)
    if len(text) > WINDOW_FROM:
        with contextlib.suppress(Refused):
            return _applied(_Draft(text, data, newline, True), ops)
    return _applied(_Draft(text, data, newline, False), ops)


def _applied(draft: _Draft, ops: Sequence[Op]) -> tuple[str, dict[str, Any]]:
    for op in ops:
        for step in draft.steps(op):
            draft.take(step)
    prove(draft.text, draft.data, ops)
    return draft.text, draft.data


def prove(new: str, expected: Any, ops: Iterable[Op]) -> None:
    """The new text must parse to exactly the expected data."""
    try:
        found = loads(new)
    except UNREADABLE as fault:
        raise _defect(str(fault)) from None
    equal = found == expected
    for path in {op.path[:2] for op in ops}:
        equal = equal and tree.same(tree.get(found, path), tree.get(expected, path))
    if not equal:
        raise _defect(_("the text would mean something else than what was asked for"))


def _defect(reason: str) -> Refused:
    message = _("The change could not be written into the file safely: {reason}")
    remedy = _(
        "Nothing was changed. Make the change with an editor, and please report this: it is a fault of foerder."
    )
    return Refused(message.format(reason=reason), remedy)


class _Draft:
    """A text and the data that it must parse to, changed step by step."""

    def __init__(self, text: str, data: Any, newline: str, windowed: bool) -> None:
        self.text = text
        self.data = data
        self.newline = newline
        self.windowed = windowed
        """Whether only the table that is changed and its neighbours are looked at."""

    def steps(self, op: Op) -> Sequence[_Step]:
        """A change in the steps that keep most: of a list over several lines
        only the items that differ.

        Many tables are added at once, one by one where their list is in brackets.
        """
        if isinstance(op, AppendAll) and self._seen(op)[1].is_inline_list((op.name,)):
            return [Append((), op.name, item) for item in op.items]
        if isinstance(op, Set) and isinstance(op.value, list):
            old = tree.get(self.data, (*op.path, op.key))
            if isinstance(old, list) and self._is_long(op):
                return list(_item_steps(op, old))
        return [op]

    def _is_long(self, op: Set) -> bool:
        """Whether a key's value is written over several lines."""
        window, splicer = self._seen(op)
        entry = splicer.layout.entry((*window.path, op.key))
        return entry is not None and "\n" in window.text[entry.value : entry.end]

    def take(self, step: _Step) -> None:
        """Change text and data by one step."""
        window, splicer = self._seen(step)
        path = window.path if step.path else ()
        changed, before = window.text, len(window.text) + 1
        edits = step.edits(splicer, path)
        for edit in sorted(edits, reverse=True):
            if edit.end > before:
                raise _defect(_("two edits overlap"))
            before = edit.start
            changed = changed[: edit.start] + edit.text + changed[edit.end :]
        _check_lines(window.text, changed, edits)
        self.text = self.text[: window.start] + changed + self.text[window.end :]
        self.data = step.apply(self.data, _vanishes(step, splicer, path))

    def _seen(self, step: _Step) -> tuple[_Window, Splicer]:
        """The piece of the text that a step changes."""
        path = step.path or _last(self.data, step)
        window = _window(self.text, self.data, path) if self.windowed else None
        window = window or _Window(self.text, path, 0, len(self.text))
        return window, Splicer(window.text, self.newline)


def _item_steps(op: Set, old: list[Any]) -> Iterator[_Items]:
    """A list's values that go, the last first, then those that come."""
    gone, position = [], 0
    for number, item in enumerate(old):
        if position < len(op.value) and tree.same(item, op.value[position]):
            position += 1
        else:
            gone.append(number)
    for number in reversed(gone):
        yield _Items(op.path, op.key, number)
    for item in op.value[position:]:
        yield _Items(op.path, op.key, None, item)


def _check_lines(old: str, new: str, edits: Iterable[Edit]) -> None:
    """Every line that no edit cuts into must be in the new text, to the byte and in order."""
    cut: set[int] = set()
    for start, end, text in edits:
        at_line_end = end == start and old[start : start + 1] in ("", "\r", "\n")
        if not (at_line_end and text.startswith(("\r", "\n"))):
            first, last = (old.count("\n", 0, at) for at in (start, max(end - 1, start)))
            cut.update(range(first, last + 1))
    left = iter(new.replace("\r\n", "\n").split("\n"))
    for number, line in enumerate(old.replace("\r\n", "\n").split("\n")):
        if number not in cut and line not in left:
            raise _defect(_("a line would be changed that has nothing to do with it"))


def _last(data: Any, step: _Step) -> Path:
    """The last table of the list that a new top-level table is added to."""
    if isinstance(step, Append | AppendAll):
        return step.name, len(data.get(step.name, ())) - 1
    return ()


def _vanishes(step: _Step, splicer: Splicer, path: Path) -> bool:
    """Whether a table or list is gone with the last thing in it, because
    nothing but that wrote it.
    """
    if isinstance(step, Unset):
        return bool(path) and splicer.form(path) == "dotted"
    return isinstance(step, Remove) and splicer.vanishes(path)


class _Window(NamedTuple):
    """A piece of the text, from ``start`` to ``end``, and a path in it."""

    text: str
    path: Path
    start: int
    end: int


def _window(text: str, data: Any, path: Path) -> _Window | None:
    """The piece with the top-level table of a path and its neighbours.

    None where the path leads to none, or where that table's lines do not hold exactly its data.
    """
    name, number = path[:2] if len(path) > 1 else ("", None)
    item = tree.get(data, path[:2])
    if item is None or not isinstance(number, int):
        return None
    heads = _heads(text)
    mine = [position for position, (_at, head) in enumerate(heads) if head == name]
    if len(mine) != len(data[name]):
        return None
    position = mine[number]
    bounds = [0, *(at for at, _head in heads[1:]), len(text)]
    begin = bounds[position] if position else heads[0][0]
    if not _holds(text[begin : bounds[position + 1]], {name: [item]}):
        return None
    first, last = max(position - 1, 0), min(position + 2, len(heads))
    start, end = bounds[first], bounds[last]
    before = sum(head == name for _at, head in heads[first:position])
    return _Window(text[start:end], (name, before, *path[2:]), start, end)


def _heads(text: str) -> list[tuple[int, str]]:
    """Where each top-level table begins, and its name."""
    return [(match.start(), match[1] or match[2]) for match in _HEAD.finditer(text)]


def _holds(text: str, data: Any) -> bool:
    """Whether a text is exactly this data."""
    try:
        return tree.same(loads(text), data)
    except UNREADABLE:
        return False
