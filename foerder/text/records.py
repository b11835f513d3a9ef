"""Records as plain values for JSON, and back: dataclasses, named tuples, days,
tuples and mappings.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import date, time
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

Record = TypeVar("Record")
DAMAGED = (ValueError, TypeError, KeyError, AttributeError, RecursionError)
"""What `from_plain` raises, and `json.loads` before it."""


AS_IT_IS = frozenset((str, int, bool, type(None)))
"""What JSON has too."""


def to_plain(value: Any) -> Any:
    """A record as dicts, lists, texts and numbers; a date as ``2026-11-30``, an amount as text."""
    kind: Any = type(value)
    if kind in AS_IT_IS:
        return value
    if isinstance(value, (date, time)):
        return value.isoformat()
    names = _fields(kind)
    if names is not None:
        return _plain_record(value, names)
    if isinstance(value, (list, tuple)):
        return [to_plain(inner) for inner in value]
    if isinstance(value, Mapping):
        return {str(key): to_plain(inner) for key, inner in value.items()}
    return f"{value:f}" if isinstance(value, Decimal) else value


def _plain_record(record: Any, names: tuple[str, ...]) -> dict[str, Any]:
    plain = {name: getattr(record, name) for name in names}
    for name, inner in plain.items():
        if type(inner) not in AS_IT_IS:
            plain[name] = to_plain(inner)
    return plain


def from_plain(kind: type[Record], data: Any) -> Record:
    """The record again; keys that it does not know are left out. Raises one of `DAMAGED`."""
    record: Record = _record(kind, data)
    return record


@cache
def _fields(kind: Any) -> tuple[str, ...] | None:
    """The names in a record of this kind; None where it is no record."""
    return tuple(_types(kind)) if is_dataclass(kind) or hasattr(kind, "_fields") else None


@cache
def _types(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _record(kind: Any, data: Any) -> Any:
    if not isinstance(data, Mapping):
        raise TypeError(data)
    given = {}
    for name, wanted in _types(kind).items():
        if name in data:
            given[name] = _value(wanted, data[name])
    return kind(**given)


def _value(wanted: Any, data: Any) -> Any:
    # True is an int to Python, not to a reader.
    if type(data) is wanted:
        return data
    if wanted is date:
        return date.fromisoformat(data)
    origin, inner = get_origin(wanted), get_args(wanted)
    if origin is types.UnionType:
        return _one_of(inner, data)
    if origin is tuple:
        return tuple([_value(inner[0], each) for each in data])
    if origin is list:
        return [_value(inner[0], each) for each in data]
    if origin in (dict, Mapping):
        return {_key(inner[0], key): _value(inner[1], each) for key, each in data.items()}
    if isinstance(wanted, type) and (is_dataclass(wanted) or hasattr(wanted, "_fields")):
        return _record(wanted, data)
    raise TypeError(data)


def _one_of(kinds: tuple[Any, ...], data: Any) -> Any:
    """The first kind that fits; a text last, because a day is written as one."""
    for kind in sorted(kinds, key=lambda kind: kind is str):
        try:
            return _value(kind, data)
        except (ValueError, TypeError):
            continue
    raise TypeError(data)


def _key(wanted: Any, key: str) -> Any:
    return int(key) if wanted is int else key
