"""Values, keys and tables as the program writes them: fragments made by
tomlkit, plain TOML that every reader takes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from foerder.toml.tree import is_tables

if TYPE_CHECKING:
    from tomlkit.items import Item


def key(name: str) -> str:
    """A key, quoted where it must be."""
    import tomlkit

    return tomlkit.key(name).as_string()


def literal(value: Any) -> str:
    """A value in TOML."""
    return _item(value).as_string()


def _item(value: Any) -> Item:
    import tomlkit
    from tomlkit.items import Float, Trivia

    if isinstance(value, Decimal):
        # What is written is the text alone: money is never binary.
        text = f"{value:f}"
        return Float(0, Trivia(), text if "." in text else text + ".0")
    if isinstance(value, list):
        array = tomlkit.array()
        for inner in value:
            array.append(_item(inner))
        return array
    if isinstance(value, Mapping):
        table = tomlkit.inline_table()
        for name, inner in value.items():
            table.append(name, _item(inner))
        return table
    item: Item = tomlkit.item(value)
    return item


def literal_like(value: Any, old: str, newline: str) -> str:
    """A value in TOML, text with the quotation marks of the value that it
    replaces where they can hold it.
    """
    import tomlkit
    from tomlkit.exceptions import InvalidStringError

    if not isinstance(value, str):
        return literal(value)
    long, verbatim = old.startswith(('"""', "'''")), old.startswith("'")
    if not (long or verbatim) or long != ("\n" in value):
        return literal(value)
    try:
        text = tomlkit.string(value, literal=verbatim, multiline=long).as_string()
    except InvalidStringError:
        return literal(value)
    if long:
        text = text[:3] + newline + text[3:].replace("\n", newline)
    return text


def block(
    names: tuple[str, ...], values: Mapping[str, Any], indent: str, blank: bool
) -> Iterator[str]:
    """The lines of a new ``[[table]]`` and of the tables inside it; ``blank`` sets these apart."""
    yield f"{indent}[[{'.'.join(key(name) for name in names)}]]"
    for name, value in values.items():
        if not is_tables(value):
            yield f"{indent}{key(name)} = {literal(value)}"
    for name, value in values.items():
        for item in value if is_tables(value) else ():
            if blank:
                yield ""
            yield from block((*names, name), item, indent + "  ", blank)
