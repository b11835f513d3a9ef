"""Values, keys and tables as the program writes them: plain TOML that every reader takes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+\Z")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f"}
_CONTROL = re.compile(r'["\\\x00-\x1f\x7f]')


def key(name: str) -> str:
    """A key, quoted where it must be."""
    return name if _BARE_KEY.match(name) else literal(name)


def literal(value: Any) -> str:
    """A value in TOML."""
    if isinstance(value, str):
        return '"' + _CONTROL.sub(_escape, value) + '"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text if "." in text else text + ".0"
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list):
        return "[" + ", ".join(literal(item) for item in value) + "]"
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{key(name)} = {literal(item)}" for name, item in value.items())
        return "{" + pairs + "}"
    raise TypeError(type(value).__name__)


def _escape(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04x}"


def literal_like(value: Any, old: str, newline: str) -> str:
    """A value in TOML, text with the quotation marks of the value that it replaces where they can hold it."""
    if not isinstance(value, str):
        return literal(value)
    rare = re.search(r"[\x00-\x08\x0b-\x1f\x7f]", value)
    if old.startswith('"""') and "\n" in value and not rare:
        body = value.replace("\\", "\\\\").replace('"""', '""\\"')
        body = body[:-1] + '\\"' if body.endswith('"') else body
        return '"""' + newline + body.replace("\n", newline) + '"""'
    if old.startswith("'''") and "\n" in value and "'''" not in value and not value.endswith("'") and not rare:
        return "'''" + newline + value.replace("\n", newline) + "'''"
    if old.startswith("'") and not old.startswith("'''") and not re.search(r"['\n]", value) and not rare:
        return f"'{value}'"
    return literal(value)


def is_tables(value: Any) -> bool:
    """Whether a value is written as tables with headers of their own."""
    return isinstance(value, list) and bool(value) and all(isinstance(item, Mapping) for item in value)


def block(names: tuple[str, ...], values: Mapping[str, Any], indent: str, blank: bool) -> Iterator[str]:
    """The lines of a new ``[[table]]`` and of the tables inside it; ``blank`` sets these apart."""
    yield f"{indent}[[{'.'.join(key(name) for name in names)}]]"
    for name, value in values.items():
        if not is_tables(value):
            yield f"{indent}{key(name)} = {literal(value)}"
    for name, value in values.items():
        if is_tables(value):
            for item in value:
                if blank:
                    yield ""
                yield from block((*names, name), item, indent + "  ", blank)
