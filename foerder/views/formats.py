"""Formats for machines: JSON in UTF-8; CSV by RFC 4180 with commas, ISO dates and English headers.

In CSV every text is quoted and has no line break; numbers, true, false and what is not known (nothing) are bare.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from foerder.text.plain import BEYOND_C0, clean

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet runs as a formula begins so."""
NUMBERS = (int, float, Decimal)


def json_text(content: Any) -> str:
    """A JSON document, indented, with a line break at its end; control characters are escaped."""
    import json

    text = json.dumps(content, ensure_ascii=False, indent=2)
    # json escapes C0 itself; the others would reach the terminal.
    return re.sub(f"[{BEYOND_C0}]", _escaped, text) + "\n"


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def csv_cell(value: Any) -> str:
    """One cell; text that a spreadsheet would run as a formula is quoted with an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, NUMBERS):
        return str(value)
    if isinstance(value, list | tuple):
        value = ", ".join(map(str, value))
    text = clean(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def csv_line(values: Iterable[Any]) -> str:
    """A row; nothing between two commas is what is not known."""
    return ",".join(map(_field, values)) + "\r\n"


def _field(value: Any) -> str:
    text = csv_cell(value)
    if not text or isinstance(value, NUMBERS):
        return text
    return '"' + text.replace('"', '""') + '"'


def csv_table(header: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """A header and its rows."""
    return ",".join(header) + "\r\n" + "".join(map(csv_line, rows))


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
