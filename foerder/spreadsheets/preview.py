"""What an import would do, before it does it: new, changed, missing, doubtful, not read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import starmap
from typing import Any

from foerder.spreadsheets.compare import ranges
from foerder.spreadsheets.result import Change, Comparison, Doubt, Kept, New
from foerder.spreadsheets.tables import Passed
from foerder.text.glossary import head_label, key_label, value_label
from foerder.text.i18n import _, fmt_date, fmt_money, fmt_percent, ngettext
from foerder.text.plain import clean

LONGEST = 120
SHARES = ("share", "rate")
WORDS = ("kind", "status", "type", "of", "level")
SHOWN = 3
"""Places of the same that are named; the others are counted."""
MOST = 200
"""Lines of one kind that are shown; beyond them the rest is counted."""


def shown(key: str, value: Any) -> str:
    """A value in words."""
    if value is None or value in ("", [], ()):
        return _("(empty)")
    if isinstance(value, date):
        return fmt_date(value)
    if isinstance(value, Decimal):
        return fmt_percent(value) if key in SHARES else fmt_money(value)
    if key in WORDS:
        items = value if isinstance(value, list | tuple) else [value]
        return ", ".join(value_label(str(item)) for item in items)
    text = clean(", ".join(value) if isinstance(value, list | tuple) else value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def preview(found: Comparison) -> str:
    """The whole answer."""
    new: list[str] = []
    for each in found.new:
        new += _new(each)
    parts = (
        (_("About the file ({n}):"), map(clean, found.remarks)),
        (_("New ({n}):"), new),
        (_("Changed ({n}):"), map(_change, found.changed.values())),
        (
            _("In the register, not in the file; it stays as it is ({n}):"),
            starmap(_missing, found.missing),
        ),
        (
            _("Empty in the file; the register's value stays, --clear takes it out ({n}):"),
            map(_kept, found.kept),
        ),
        (_("Doubtful, not taken over ({n}):"), _grouped(map(_doubt, found.doubts))),
        (_("Read with a remark ({n}):"), _grouped(found.further)),
        (_("Columns that nobody knows, not read ({n}):"), starmap(_line, found.unknown)),
        (
            _("Columns without a place in the register, not read ({n}):"),
            starmap(_line, found.nowhere),
        ),
        (
            _("Rows that are not part of the list, not read ({n}):"),
            starmap(_passed, found.passed),
        ),
        (_("Sheets that are not read ({n}):"), starmap(_line, found.left)),
    )
    text = ""
    for title, lines in parts:
        rows = list(lines)
        count = len(found.new) if rows == new else len(rows)
        text += _part(title.format(n=count), rows)
    return text + _summary(found)


def _part(title: str, rows: list[str]) -> str:
    """A title and its lines; of very many the rest is counted."""
    if not rows:
        return ""
    more = len(rows) - MOST
    if more > 0:
        rest = ngettext("… and {n} more line", "… and {n} more lines", more)
        rows = [*rows[:MOST], rest.format(n=more)]
    return "\n  ".join([title, *rows]) + "\n"


def _line(where: str, text: str) -> str:
    """A place and what is to be said of it."""
    return f"{clean(where)}: {clean(text)}" if text else clean(where)


def _missing(kind: str, name: str) -> str:
    return f"{head_label(kind)} {clean(name)}"


def _kept(kept: Kept) -> str:
    return f"{clean(kept.subject)}  {key_label(kept.key)}   ({clean(kept.where)})"


def _grouped(told: Iterable[tuple[str, str]]) -> Iterator[str]:
    """What is to be said of one place or of many, once, with their number."""
    same: dict[str, list[str]] = {}
    for where, text in told:
        same.setdefault(text, []).append(where)
    for text, places in same.items():
        yield f"{_places(places)}: {clean(text)}"


def _passed(sheet: str, passed: Passed) -> str:
    text = ngettext(
        "{sheet}, row {rows}: {why}", "{sheet}, rows {rows}: {why}", len(passed.rows)
    )
    return text.format(sheet=clean(sheet), rows=ranges(passed.rows), why=passed.why)


def _new(new: New, depth: int = 0) -> Iterator[str]:
    text = f"{head_label(new.table)} {clean(new.subject)}"
    name = new.values.get("title") or new.values.get("name")
    if name and new.table != "period":
        text += f": {shown('title', name)}"
    about = []
    for key, value in new.values.items():
        if key not in ("id", "title"):
            about.append(f"{key_label(key)} {shown(key, value)}")
    if about:
        text += f" – {', '.join(about)}"
    yield f"{'  ' * depth}{text}   ({clean(new.where)})"
    for items in new.inner.values():
        for item in items:
            yield from _new(item, depth + 1)


def _change(change: Change) -> str:
    old, new = shown(change.key, change.old), shown(change.key, change.new)
    return f"{clean(change.subject)}  {key_label(change.key)}: {old} → {new}   ({clean(change.where)})"


def _doubt(doubt: Doubt) -> tuple[str, str]:
    """The place of a doubt, and what is to be said of it."""
    head = f"{doubt.head} " if doubt.head else ""
    return doubt.where, f'{head}"{doubt.shown}": {doubt.why}'


def _places(places: Sequence[str]) -> str:
    """The first places, and how many more."""
    named = ", ".join(map(clean, places[:SHOWN]))
    more = len(places) - SHOWN
    if more <= 0:
        return named
    text = ngettext("{place} and {n} more place", "{place} and {n} more places", more)
    return text.format(place=named, n=more)


def _summary(found: Comparison) -> str:
    counts = (
        ngettext("{n} row read", "{n} rows read", found.rows).format(n=found.rows),
        ngettext("{n} new", "{n} new", len(found.new)).format(n=len(found.new)),
        ngettext("{n} change", "{n} changes", len(found.changed)).format(n=len(found.changed)),
        ngettext("{n} doubtful", "{n} doubtful", len(found.doubts)).format(n=len(found.doubts)),
    )
    return ", ".join(counts) + ".\n"


def undated(found: Comparison) -> str:
    """How many new periods `due` cannot warn of; empty where it can of all."""
    open_end, dateless = found.undated()
    if not open_end:
        return ""
    text = ngettext(
        "{n} new period has no last day: `due` cannot warn of its end.",
        "{n} new periods have no last day: `due` cannot warn of their end.",
        open_end,
    ).format(n=open_end)
    if dateless:
        more = ngettext(
            "{n} of them has no day at all.", "{n} of them have no day at all.", dateless
        )
        text += " " + more.format(n=dateless)
    return text + "\n"
