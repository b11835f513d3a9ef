"""CSV for machines (RFC 4180: commas, ISO dates, English headers); cells that look like a formula are made harmless."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from foerder.text.plain import clean

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell(value: Any) -> str:
    """One cell; text that a spreadsheet would run as a formula is quoted with an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list | tuple):
        value = ", ".join(str(item) for item in value)
    text = clean(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def table(header: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """A header and its rows."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(list(header))
    writer.writerows([cell(value) for value in row] for row in rows)
    return out.getvalue()


def records(rows: Iterable[Mapping[str, Any]], header: Iterable[str]) -> str:
    """Records with nested ones spread out: ``period`` → ``period.id`` …"""
    names = list(header)
    return table(names, ([_dig(row, name) for name in names] for row in rows))


def _dig(row: Mapping[str, Any], name: str) -> Any:
    value: Any = row
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value
