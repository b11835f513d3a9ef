"""Formats for machines: JSON in UTF-8; CSV by RFC 4180 with commas, ISO dates
and English headers.

In CSV every text is quoted and has no line break; numbers, true, false and what
is not known (nothing) are bare.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from itertools import groupby, islice
from typing import Any

from foerder.text.plain import BEYOND_C0, clean

TOGETHER = 10
"""So many records are written as JSON in one piece."""
KEPT = 5000
"""So many texts are kept as cells of CSV: most columns repeat a few words and days."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet runs as a formula begins so."""
NUMBERS = (int, float, Decimal)


def json_text(content: Mapping[str, Any]) -> str:
    """A JSON document, indented, with a line break at its end; control characters are escaped."""
    return "".join(json_pieces(content))


def json_pieces(content: Mapping[str, Any]) -> Iterator[str]:
    """The same in pieces: what is a list or an iterator is written record by record."""
    lead = "{"
    for key, value in content.items():
        yield f"{lead}\n  {_indented(key)}: "
        if isinstance(value, (list, Iterator)):
            yield from _items(value)
        else:
            yield _indented(value, "\n  ")
        lead = ","
    yield "\n}\n"


def json_line(content: Any) -> str:
    """A value in one line, with a line break at its end."""
    return _shown(_encoder(" ")(content)) + "\n"


def _items(records: Iterable[Any]) -> Iterator[str]:
    lead, gap = "[", "\n    "
    for is_flat, found in groupby(records, _is_flat):
        while some := list(islice(found, TOGETHER)):
            texts = [_flat(some, gap)] if is_flat else [_nested(each, gap) for each in some]
            yield _shown(f"{lead}{gap}" + f",{gap}".join(texts))
            lead = ","
    yield "[]" if lead == "[" else "\n  ]"


def _indented(value: Any, gap: str = "\n") -> str:
    """A value as JSON; ``gap`` is the line break before it with the indentation of its line."""
    return _shown(_nested(value, gap))


def _shown(text: str) -> str:
    """The text with the control characters escaped that would reach a terminal;
    json escapes C0 itself.
    """
    # Only the few characters beyond ASCII are looked at: the whole text takes several times as long.
    few = text.encode("utf-8", "surrogatepass").translate(None, _ASCII)
    if _UNSAFE.search(few.decode("utf-8", "surrogatepass")):
        return _UNSAFE.sub(_escaped, text)
    return text


def _nested(value: Any, gap: str) -> str:
    """The indentation of `json` is slow in Python: here everything without a
    list or table in it is written at once.
    """
    inner = gap + "  "
    encode = _encoder(inner)
    if not isinstance(value, (list, tuple, dict)) or not value:
        return encode(value)
    if isinstance(value, dict) and _is_flat(value):
        return _flat([value], gap)
    if isinstance(value, dict):
        text = f",{inner}".join(_members(value, inner))
        return f"{{{inner}{text}{gap}}}"
    if all(map(_is_flat, value)):
        text = _flat(value, inner)
    else:
        text = f",{inner}".join([_nested(item, inner) for item in value])
    return f"[{inner}{text}{gap}]"


def _is_flat(value: Any) -> bool:
    """Whether a value is a table with members, and without a list or table in it."""
    return type(value) is dict and bool(value) and _NESTED.isdisjoint(map(type, value.values()))


def _flat(tables: Sequence[Mapping[str, Any]], gap: str) -> str:
    """Flat tables behind each other, in one piece: only between two of them a
    brace stands beside a line break.
    """
    inner = gap + "  "
    text = _encoder(inner)(tables)[2:-2]
    between = f"{gap}}},{gap}{{{inner}"
    return f"{{{inner}" + text.replace(f"}},{inner}{{", between) + f"{gap}}}"


def _members(table: Mapping[str, Any], gap: str) -> Iterator[str]:
    """The members of a table; what lies between two that are nested and not
    empty, in one piece.
    """
    encode = _encoder(gap)
    plain: dict[str, Any] = {}
    for key, value in table.items():
        if not value or type(value) not in _NESTED:
            plain[key] = value
            continue
        if plain:
            yield encode(plain)[1:-1]
            plain = {}
        yield f"{encode(key)}: {_nested(value, gap)}"
    if plain:
        yield encode(plain)[1:-1]


@cache
def _encoder(gap: str) -> Callable[[Any], str]:
    """Writes what has no list or table in it; members are divided by a comma and ``gap``."""
    import json

    return json.JSONEncoder(ensure_ascii=False, separators=(f",{gap}", ": ")).encode


_NESTED = frozenset((list, tuple, dict))
_ASCII = bytes(range(0x7F))
_UNSAFE = re.compile(f"[{BEYOND_C0}]")


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def csv_cell(value: Any) -> str:
    """One cell; text that a spreadsheet would run as a formula is quoted with an apostrophe."""
    if value is None:
        return ""
    if not isinstance(value, str):
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, NUMBERS):
            return str(value)
        if isinstance(value, list | tuple):
            value = ", ".join(map(str, value))
    text = clean(value)
    return f"'{text}" if text.startswith(FORMULA) else text


class _Echo:
    def write(self, line: str) -> str:
        return line


def csv_writer(delimiter: str = ",") -> Callable[[Iterable[str]], str]:
    """Makes a line of cells."""
    import csv

    line: Callable[[Iterable[str]], str] = csv.writer(
        _Echo(), delimiter=delimiter, lineterminator="\r\n"
    ).writerow
    return line


def csv_line(values: Iterable[Any]) -> str:
    """A row; nothing between two commas is what is not known."""
    return ",".join(map(_field, values)) + "\r\n"


def _field(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, NUMBERS):
        return csv_cell(value)
    return _quoted(value if isinstance(value, str) else csv_cell(value))


@lru_cache(KEPT)
def _quoted(value: str) -> str:
    text = csv_cell(value).replace('"', '""')
    return f'"{text}"' if text else ""


def csv_lines(header: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """A header and its rows, line by line."""
    yield ",".join(header) + "\r\n"
    yield from map(csv_line, rows)


def csv_table(header: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """A header and its rows."""
    return "".join(csv_lines(header, rows))


def csv_records(records: Iterable[Mapping[str, Any]], header: Iterable[str]) -> str:
    """Records as rows; a dot in the header leads into a nested record: ``period.id``."""
    paths = [name.split(".") for name in header]
    rows = ([_dig(record, path) for path in paths] for record in records)
    return csv_table(map(".".join, paths), rows)


def _dig(record: Any, path: Iterable[str]) -> Any:
    for name in path:
        if not isinstance(record, Mapping):
            return None
        record = record.get(name)
    return record
