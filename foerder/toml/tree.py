"""Changes of parsed TOML data that leave the original alone: what the new text must parse to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from foerder.toml.positions import Path


def get(data: Any, path: Path) -> Any:
    """The value at a path, None where there is none."""
    for part in path:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def changed(data: Any, path: Path, change: Callable[[Any], Any]) -> Any:
    """A copy in which the value at a path is what ``change`` makes of it; only
    what leads there is copied.
    """
    if not path:
        return change(data)
    part = path[0]
    if isinstance(data, list):
        copy: Any = list(data)
        copy[part] = changed(data[part], path[1:], change)  # type: ignore[index]
        return copy
    inner = data.get(part, {}) if len(path) > 1 or part in data else {}
    return {**data, part: changed(inner, path[1:], change)}


def without(table: Mapping[str, Any], key: str) -> dict[str, Any]:
    """A table without a key."""
    left = dict(table)
    left.pop(key, None)
    return left


def same(one: Any, other: Any) -> bool:
    """Equal in value and type: 1 is not true, and 1.0 is not 1."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(
            same(*pair) for pair in zip(one, other, strict=True)
        )
    return bool(one == other)


def tables(data: Any, path: Path = ()) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every table inside some data, with its path, outermost first."""
    if isinstance(data, dict):
        if path:
            yield path, data
        for key, inner in data.items():
            yield from tables(inner, (*path, key))
    elif is_tables(data):
        for number, item in enumerate(data):
            yield from tables(item, (*path, number))


def is_tables(value: Any) -> bool:
    """Whether a value is written as tables with headers of their own."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(item, Mapping) for item in value)
    )
