"""The history of the register in words, as plain lines, JSON, CSV and table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from foerder.editor.journal import moment
from foerder.text import plain
from foerder.text.glossary import KEYS, key_label, value_label
from foerder.text.i18n import _, fmt_date, fmt_money, fmt_percent, language
from foerder.views.formats import csv_records
from foerder.views.json_records import RATIOS, SCHEMA
from foerder.views.sections import TableColumn

if TYPE_CHECKING:
    from foerder.views.table import Screen

Record = Mapping[str, Any]
_ISO = re.compile(r"\d{4}-\d\d-\d\d\Z")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?\Z")
KEPT = ("number", "when", "who", "verb", "id", "file", "changes")
MONEY = ("amount", "approved", "spent", "old_amount", "reduction_from")
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
        facts = [
            f"{label(name, key or '')} {value_text(name, item)}" for name, item in value.items()
        ]
        return ", ".join(facts)
    return _text(key, str(value))


def _text(key: str | None, text: str) -> str:
    """A value that the journal keeps as text, read by its key."""
    if _ISO.match(text):
        return fmt_date(date.fromisoformat(text))
    if _NUMBER.match(text) and key in (*MONEY, *RATIOS):
        number = Decimal(text)
        return fmt_money(number) if key in MONEY else fmt_percent(number)
    if key in SPANS:
        return _span_text(text)
    return value_label(text) if key in CHOICES else text


def _span_text(text: str) -> str:
    """A span of time in words; as it is there where it is none."""
    from foerder.deadlines.spans import span_text
    from foerder.register.fields import span
    from foerder.register.values import FieldError

    try:
        return span_text(span(text))
    except FieldError:
        return text


def label(key: str, table: str = "") -> str:
    """A key's word; in English such as is in a sentence."""
    if key == "amount" and table != "period":
        return _("amount")
    word = key_label(key) if key in KEYS else key
    return word if language() == "de" else word.lower()


def _table(name: str) -> str:
    """A table's word."""
    return _("yearly amount") if name == "year" else label(name)


def name_text(name: str) -> str:
    """A table's name, dates and words of the register in the language of the screen."""
    return " ".join(_text("type", word) for word in name.split(" "))


def sentence(change: Mapping[str, Any]) -> str:
    """One change in words: "Ende des Zeitraums 2022: 30.06.2025 → 31.12.2025"."""
    where = [(str(table), name) for table, name in change.get("where", [])]
    table = where[-1][0] if where else ""
    key, old, new = change.get("key"), change.get("old"), change.get("new")
    what = _place(where, key is None)
    if key is None:
        text = _("new: {what}{values}") if old is None else _("removed: {what}{values}")
        return text.format(what=what, values=_values(table, old or new))
    subject = word = label(key, table)
    if table == "period":
        subject = f"{word} {what}"
    elif what:
        subject = f"{what}, {word}"
    before, after = value_text(key, old), value_text(key, new)
    return _("{key}: {old} → {new}").format(key=subject, old=before, new=after)


def _values(table: str, item: Any) -> str:
    """What a table holds beside the keys that it is named by."""
    if not isinstance(item, Mapping):
        return ""
    named = ("id", "deadline", "project", "funder", "year")
    left = {key: value for key, value in item.items() if key not in named}
    return f" ({value_text(table, left)})" if left else ""


def _place(where: Sequence[tuple[str, str | None]], whole: bool) -> str:
    """The table that is meant, within its project, which is named apart."""
    words: list[str] = []
    for table, name in reversed(where):
        if table == "period":
            period = _("period {name}") if whole and not words else _("of period {name}")
            words.append(period.format(name=name))
        elif table != "project":
            words.append(f"{_table(table)} {name_text(name or '')}".rstrip())
    return " ".join(words)


def sentences(record: Record) -> list[str]:
    """The changes of a record in words, each with the project it is about."""
    lines = []
    for change in record.get("changes", []):
        where = change.get("where") or []
        if where and where[0][0] == "project":
            whole = len(where) == 1 and change.get("key") is None
            words = _project_sentence(change) if whole else sentence(change)
            lines.append(f"{where[0][1]}: {words}")
        else:
            lines.append(sentence(change))
    if not lines and record.get("verb") == "init":
        return [_("a new register, with the example")]
    return lines or [_("only comments, order or spelling")]


def _project_sentence(change: Mapping[str, Any]) -> str:
    """A whole project that came or went, by its title."""
    old, new = change.get("old"), change.get("new")
    title = (new or old or {}).get("title") or ""
    text = _("new: {title}") if old is None else _("removed: {title}")
    return text.format(title=title)


def verb_text(verb: str) -> str:
    """The verb, or that it was done by hand."""
    return _("by hand") if verb == "by-hand" else verb


def when_text(record: Record) -> str:
    """The moment in words."""
    when = moment(record)
    return f"{fmt_date(when.date())} {when:%H:%M}" if when else str(record.get("when"))


def _lines(records: Iterable[Record]) -> Iterable[tuple[str, str, str, str, str]]:
    for record in records:
        number = str(record.get("number") or "")
        who, verb = str(record.get("who") or "–"), verb_text(str(record.get("verb")))
        for text in sentences(record):
            yield when_text(record), who, verb, text, number


def as_plain(records: Sequence[Record]) -> str:
    """When, who, verb, what, the number for undo: a line per change."""
    return plain.lines(_lines(records))


def record(records: Sequence[Record]) -> dict[str, Any]:
    """The records as they are kept, each with its sentences."""
    entries = []
    for record in records:
        kept = {key: record.get(key) for key in KEPT}
        entries.append({**kept, "text": sentences(record)})
    return {"schema": SCHEMA, "entries": entries}


HEADER = ("when", "who", "verb", "file", "table", "key", "old", "new", "number")


def as_csv(records: Sequence[Record]) -> str:
    """A row per changed key."""
    rows = []
    for record in records:
        for change in record.get("changes", []):
            names = [str(name) if name else table for table, name in change.get("where", [])]
            values = {side: _flat(change.get(side)) for side in ("old", "new")}
            where = {"table": "/".join(names), "key": change.get("key")}
            rows.append({**record, **where, **values})
    return csv_records(rows, HEADER)


def _flat(value: Any) -> Any:
    return value_text(None, value) if isinstance(value, Mapping) else value


def draw(records: Sequence[Record], screen: Screen) -> None:
    """A table for a terminal."""
    columns = [
        TableColumn(_("No."), fixed=True, right=True),
        TableColumn(_("When"), fixed=True),
        TableColumn(_("Who")),
        TableColumn(_("Verb")),
        TableColumn(_("Change"), ratio=1),
    ]
    screen.table(columns, [(number, *line) for *line, number in _lines(records)])
