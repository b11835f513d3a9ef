"""A change of the register's text, and the proof that it is the intended one and no other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
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
"""Texts longer than this are not scanned whole: only the table that is changed and its two neighbours."""
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
        """The data as it must be afterwards; a table of nothing but dotted keys goes with its last key."""
        left = tree.changed(data, self.path, lambda table: tree.without(table, self.key))
        if vanishes and not tree.get(left, self.path):
            return tree.changed(
                left, self.path[:-1], lambda table: tree.without(table, str(self.path[-1]))
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
        added = dict(self.values)
        return tree.changed(
            data,
            self.path,
            lambda table: {**table, self.name: [*table.get(self.name, []), added]},
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
        return {
            **data,
            self.name: [*data.get(self.name, []), *(dict(item) for item in self.items)],
        }

    def edits(self, splicer: Splicer, path: Path) -> list[Edit]:
        """The edits of the text: the first table finds its place, the others follow it."""
        return splicer.append_all(path, self.name, self.items)


@dataclass(frozen=True, slots=True)
class Remove:
    """A table less in a list of tables; ``path`` ends with its number."""

    path: Path

    def apply(self, data: Any, vanishes: bool) -> Any:
        """The data as it must be afterwards; with its last header the list itself goes, empty brackets stay."""
        outer, name, number = self.path[:-2], str(self.path[-2]), self.path[-1]
        left = list(tree.get(data, self.path[:-1]))
        left.pop(int(number))

        def change(table: dict[str, Any]) -> dict[str, Any]:
            if not vanishes or left:
                return {**table, name: left}
            return tree.without(table, name)

        return tree.changed(data, outer, change)

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
        return (
            brackets.append(literal(self.value))
            if self.remove is None
            else brackets.remove(self.remove)
        )


Op = Set | Unset | Append | AppendAll | Remove
_Step = Op | _Items


def order_of(path: Path) -> tuple[str, ...]:
    """The order of the keys in the format's table of a path."""
    table: Table | None = schema(path)
    return tuple(table.keys) if table else ()


def schema(path: Path) -> Table | None:
    """The format's table of a path."""
    table: Table | None = ROOT
    for part in path:
        if isinstance(part, str) and table is not None:
            table = table.tables.get(part)
    return table


def apply(text: str, data: Any, ops: Iterable[Op], newline: str) -> tuple[str, dict[str, Any]]:
    """The text after the changes, and the data that it parses to. Raises `Refused` where the proof fails.

    What is not changed is the same object in the new data as in the old.
    """
    ops = list(ops)
    for windowed in (True, False) if len(text) > WINDOW_FROM else (False,):
        new, expected = text, data
        try:
            for op in ops:
                for step in _steps(op, expected, new, newline, windowed):
                    new, expected = _one(new, expected, step, newline, windowed)
            prove(new, expected, ops)
        except Refused:
            if windowed:
                continue
            raise
        return new, expected
    raise AssertionError("unreachable")


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
    message = _("The change could not be written into the file safely: {reason}").format(
        reason=reason
    )
    remedy = _(
        "Nothing was changed. Make the change with an editor, and please report this: it is a fault of foerder."
    )
    return Refused(message, remedy)


def _steps(op: Op, data: Any, text: str, newline: str, windowed: bool) -> Iterator[_Step]:
    """A change in the steps that keep most: of a list over several lines only the items that differ."""
    if isinstance(op, AppendAll):
        yield from _tables(op, data, text, newline, windowed)
        return
    old = tree.get(data, (*op.path, op.key)) if isinstance(op, Set) else None
    if not isinstance(op, Set) or not isinstance(op.value, list) or not isinstance(old, list):
        yield op
        return
    window = _window(text, data, op.path, windowed)
    entry = Splicer(window.text, newline).layout.entry((*window.path, op.key))
    if entry is None or "\n" not in window.text[entry.value : entry.end]:
        yield op
        return
    kept, position = [], 0
    for item in old:
        keep = position < len(op.value) and tree.same(item, op.value[position])
        kept.append(keep)
        position += keep
    for number in range(len(old) - 1, -1, -1):
        if not kept[number]:
            yield _Items(op.path, op.key, number)
    for item in op.value[position:]:
        yield _Items(op.path, op.key, None, item)


def _tables(
    op: AppendAll, data: Any, text: str, newline: str, windowed: bool
) -> Iterator[_Step]:
    """All tables at once; one by one where their list is in brackets."""
    window = _window(text, data, _last(data, op), windowed)
    if Splicer(window.text, newline).is_inline_list((op.name,)):
        yield from (Append((), op.name, item) for item in op.items)
    else:
        yield op


def _one(text: str, data: Any, step: _Step, newline: str, windowed: bool) -> tuple[str, Any]:
    """One step: the new text and the data that it must parse to."""
    window = _window(text, data, step.path or _last(data, step), windowed)
    path = window.path if step.path else ()
    splicer = Splicer(window.text, newline)
    changed, before = window.text, len(window.text) + 1
    edits = step.edits(splicer, path)
    for edit in sorted(edits, reverse=True):
        if edit.end > before:
            raise _defect(_("two edits overlap"))
        before = edit.start
        changed = changed[: edit.start] + edit.text + changed[edit.end :]
    _check_lines(window.text, changed, edits)
    vanishes = _vanishes(step, splicer, path)
    return text[: window.start] + changed + text[window.end :], step.apply(data, vanishes)


def _check_lines(old: str, new: str, edits: Iterable[Edit]) -> None:
    """Every line that no edit cuts into must be in the new text, to the byte and in order."""
    cut = set()
    for start, end, text in edits:
        if (
            end > start
            or old[start : start + 1] not in ("", "\r", "\n")
            or not text.startswith(("\r", "\n"))
        ):
            cut |= set(
                range(old.count("\n", 0, start), old.count("\n", 0, max(end - 1, start)) + 1)
            )
    left = iter(new.replace("\r\n", "\n").split("\n"))
    for number, line in enumerate(old.replace("\r\n", "\n").split("\n")):
        if number not in cut and line not in left:
            raise _defect(_("a line would be changed that has nothing to do with it"))


def _last(data: Any, step: _Step) -> Path:
    """The last table of the list that a new top-level table is added to."""
    return (
        (step.name, len(data.get(step.name, ())) - 1)
        if isinstance(step, Append | AppendAll)
        else ()
    )


def _vanishes(step: _Step, splicer: Splicer, path: Path) -> bool:
    """Whether a table or list is gone with the last thing in it, because nothing but that wrote it."""
    if isinstance(step, Unset):
        return bool(path) and splicer.form(path) == "dotted"
    return isinstance(step, Remove) and splicer.vanishes(path)


class _Window(NamedTuple):
    """A piece of the text, from ``start`` to ``end``, and a path in it."""

    text: str
    path: Path
    start: int
    end: int


def _window(text: str, data: Any, path: Path, windowed: bool) -> _Window:
    """The piece with the top-level table of a path and its neighbours.

    The whole text where it is short, or where that table's lines do not hold exactly its data.
    """
    whole = _Window(text, path, 0, len(text))
    if not windowed or len(path) < 2:
        return whole
    name, number = path[0], path[1]
    items = data.get(name)
    if not isinstance(items, list) or not isinstance(number, int) or number < 0:
        return whole
    heads = [(match.start(), match[1] or match[2]) for match in _HEAD.finditer(text)]
    mine = [position for position, (_at, head) in enumerate(heads) if head == name]
    if len(mine) != len(items):
        return whole
    position = mine[number]
    bounds = [0, *(at for at, _head in heads[1:]), len(text)]
    try:
        own = loads(text[bounds[position] if position else heads[0][0] : bounds[position + 1]])
    except UNREADABLE:
        return whole
    if not tree.same(own, {name: [items[number]]}):
        return whole
    first, last = max(position - 1, 0), min(position + 2, len(heads))
    before = sum(head == name for _at, head in heads[first:position])
    return _Window(
        text[bounds[first] : bounds[last]],
        (name, before, *path[2:]),
        bounds[first],
        bounds[last],
    )
