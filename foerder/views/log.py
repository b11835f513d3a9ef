"""The history of the register in words, as plain lines, JSON, CSV and table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from foerder.text import plain
from foerder.text.glossary import KEYS, key_label, value_label
from foerder.text.i18n import _, fmt_date, fmt_money, fmt_percent, language
from foerder.views import csv, json
from foerder.views.json_records import SCHEMA

Record = Mapping[str, Any]
_ISO = re.compile(r"\d{4}-\d\d-\d\d\Z")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?\Z")
MONEY = ("amount", "approved", "spent", "old_amount", "reduction_from")
FRACTIONS = ("share", "rate", "exceed_rate", "base_rate")
CHOICES = ("status", "kind", "type", "of", "remedy", "level")
SPANS = ("offset", "lead", "every", "duration", "max_age")


def value_text(key: str | None, value: Any) -> str:
    """A value as people write it."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(value_text(key, item) for item in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{label(name, key or '')} {value_text(name, item)}" for name, item in value.items())
    text = str(value)
    if _ISO.match(text):
        return fmt_date(date.fromisoformat(text))
    if key in MONEY and _NUMBER.match(text):
        return fmt_money(Decimal(text))
    if key in FRACTIONS and _NUMBER.match(text):
        return fmt_percent(Decimal(text))
    if key in SPANS:
        return _span_text(text)
    return value_label(text) if key in CHOICES else text


def _span_text(text: str) -> str:
    """A span of time in words; as it stands there where it is none."""
    from foerder.deadlines.spans import span_text
    from foerder.register.fields import span
    from foerder.register.values import FieldError

    try:
        return span_text(span(text))
    except FieldError:
        return text


def label(key: str, table: str = "") -> str:
    """A key's word; in English such as stands in a sentence."""
    if key == "amount" and table != "period":
        return _("amount")
    word = key_label(key) if key in KEYS else key
    return word if language() == "de" else word.lower()


def _table(name: str) -> str:
    """A table's word."""
    return _("yearly amount") if name == "year" else label(name)


def name_text(name: str) -> str:
    """A table's name, dates and words of the register in the language of the screen."""
    words = [fmt_date(date.fromisoformat(word)) if _ISO.match(word) else value_label(word) for word in name.split(" ")]
    return " ".join(words)


def sentence(change: Mapping[str, Any]) -> str:
    """One change in words: "Ende des Zeitraums 2022: 30.06.2025 → 31.12.2025"."""
    where = [(str(table), name) for table, name in change.get("where", [])]
    table = where[-1][0] if where else ""
    what = _place(where, change.get("key") is None)
    key, old, new = change.get("key"), change.get("old"), change.get("new")
    if key is None:
        values = _values(table, new if old is None else old)
        if old is None:
            return _("new: {what}{values}").format(what=what, values=values)
        return _("removed: {what}{values}").format(what=what, values=values)
    word, old, new = label(key, table), value_text(key, old), value_text(key, new)
    subject = word if not what else f"{word} {what}" if table == "period" else f"{what}, {word}"
    return _("{key}: {old} → {new}").format(key=subject, old=old, new=new)


def _values(table: str, item: Any) -> str:
    """What a table holds beside the keys that it is named by."""
    known = {"id", "deadline", "project", "funder", "year"}
    left = {key: value for key, value in item.items() if key not in known} if isinstance(item, Mapping) else {}
    return f" ({value_text(table, left)})" if left else ""


def _place(where: Sequence[tuple[str, str | None]], whole: bool) -> str:
    """The table that is meant, within its project, which is named apart."""
    inner = [pair for pair in where if pair[0] != "project"]
    words: list[str] = []
    for table, name in reversed(inner):
        if table == "period":
            words.append((_("period {name}") if whole and not words else _("of period {name}")).format(name=name))
        else:
            words.append(f"{_table(table)} {name_text(name)}" if name else _table(table))
    return " ".join(words)


def sentences(record: Record) -> list[str]:
    """The changes of a record in words, each with the project it is about."""
    lines = []
    for change in record.get("changes", []):
        where = change.get("where") or []
        project = f"{where[0][1]}: " if where and where[0][0] == "project" else ""
        whole = len(where) == 1 and where[0][0] == "project" and change.get("key") is None
        if whole:
            title = (change.get("new") or change.get("old") or {}).get("title") or ""
            lines.append(
                project
                + (_("new: {title}") if change.get("old") is None else _("removed: {title}")).format(title=title)
            )
        else:
            lines.append(project + sentence(change))
    if not lines and record.get("verb") == "init":
        return [_("a new register, with the example")]
    return lines or [_("only comments, order or spelling")]


def verb_text(verb: str) -> str:
    """The verb, or that it was done by hand."""
    return _("by hand") if verb == "by-hand" else verb


def moment(record: Record) -> datetime | None:
    """When it was, in the local time of who reads it; None where the record does not say."""
    try:
        return datetime.fromisoformat(str(record.get("when"))).astimezone()
    except (ValueError, OverflowError, OSError):
        return None


def in_order(records: Iterable[Record]) -> list[Record]:
    """The oldest first, in whatever time zone each was written."""
    return sorted(records, key=lambda record: when.timestamp() if (when := moment(record)) else 0)


def when_text(record: Record) -> str:
    """The moment in words."""
    when = moment(record)
    return f"{fmt_date(when.date())} {when:%H:%M}" if when else str(record.get("when"))


def _rows(records: Iterable[Record]) -> Iterable[tuple[Any, ...]]:
    for record in records:
        for text in sentences(record):
            yield when_text(record), record.get("who") or "–", verb_text(str(record.get("verb"))), text


def as_plain(records: Sequence[Record]) -> str:
    """When, who, verb, what: a line per change."""
    return plain.lines(_rows(records))


def as_json(records: Sequence[Record]) -> str:
    """The records as they are kept, each with its sentences."""
    keys = ("when", "who", "verb", "id", "file", "changes")
    entries = [{**{key: record.get(key) for key in keys}, "text": sentences(record)} for record in records]
    return json.document({"schema": SCHEMA, "entries": entries})


def as_csv(records: Sequence[Record]) -> str:
    """A row per changed key."""
    rows = (
        (
            record.get("when"),
            record.get("who"),
            record.get("verb"),
            record.get("file"),
            "/".join(str(name) if name else table for table, name in change.get("where", [])),
            change.get("key"),
            _flat(change.get("old")),
            _flat(change.get("new")),
        )
        for record in records
        for change in record.get("changes", [])
    )
    return csv.table(("when", "who", "verb", "file", "table", "key", "old", "new"), rows)


def _flat(value: Any) -> Any:
    return value_text(None, value) if isinstance(value, Mapping) else value


def as_table(records: Sequence[Record], width: int, color: bool) -> None:
    """A table for a terminal."""
    from foerder.views.table import Column, cell, print_table

    columns = [Column(_("When"), fixed=True), Column(_("Who")), Column(_("Verb")), Column(_("Change"), ratio=1)]
    rows = [[cell(str(value)) for value in row] for row in _rows(records)]
    if rows:
        print_table(columns, rows, width, color)
