"""What to do about a key that the format does not know."""

from __future__ import annotations

from typing import Any

from foerder.register.tables import ROOT, Table, all_tables
from foerder.text.glossary import key_of
from foerder.text.hints import nearest
from foerder.text.i18n import _

OTHER_WORDS = {
    "due": ("closes", "to"),
    "start": ("from",),
    "from": ("start",),
    "end": ("until", "to"),
    "until": ("end", "to"),
    "on": ("date", "received"),
    "date": ("on", "received"),
    "kind": ("type",),
    "title": ("name",),
    "name": ("title",),
    "id": ("deadline",),
}
"""Keys that are right elsewhere, and what they are called in another table."""


def meant(table: Table, key: str, value: Any) -> str | None:
    """The key of this table that was probably meant."""
    translated = _translated(table, key)
    if translated:
        return translated
    near = nearest(key, [*table.keys, *table.tables])
    if near and (_home(table, key, value) is None or _very_like(key, near)):
        return near
    return None


def _translated(table: Table, key: str) -> str | None:
    """The key of this table that a German word, or a word from another table, stands for."""
    word = key_of(key) or key
    for name in (word, *OTHER_WORDS.get(word, ())):
        if name in table.keys or (name in table.tables and name != key):
            return name
    return None


def remedy_for(table: Table, key: str, value: Any) -> str:
    """Where the key belongs, or which one was probably meant."""
    word = meant(table, key, value)
    if word:
        known_word = word == _translated(table, key)
        if word in table.tables:
            header = table.tables[word].header
            return (_("Write {header}.") if known_word else _("Did you mean {header}?")).format(
                header=header
            )
        return (_('Write "{word}".') if known_word else _('Did you mean "{word}"?')).format(
            word=word
        )
    for name in (key, key_of(key)):
        home = _home(table, name, value) if name else None
        if home is not None:
            return home
    return _("Possible here: {keys}.").format(keys=", ".join([*table.keys, *table.tables]))


def _very_like(key: str, near: str) -> bool:
    from difflib import SequenceMatcher

    return SequenceMatcher(None, key.lower(), near).ratio() >= 0.85


def _home(table: Table, key: str, value: Any) -> str | None:
    """Which table the key belongs in, the enclosing ones first."""
    is_table = isinstance(value, dict) or (
        isinstance(value, list) and bool(value) and isinstance(value[0], dict)
    )
    tables = sorted(
        all_tables(ROOT),
        key=lambda other: not other.header.startswith(("[[project", "[settings")),
    )
    enclosing = [other for other in tables if table in other.tables.values()]
    around = [
        other for other in tables if any(inner in other.tables.values() for inner in enclosing)
    ]
    for other in [*enclosing, *around, *tables]:
        if other is table:
            continue
        if is_table and key in other.tables:
            header = other.tables[key].header
            return _("It belongs in {home}: write {header}.").format(
                home=other.header or _("the file"), header=header
            )
        if not is_table and key in other.keys:
            home = other.header or _("the head of the file")
            inner = [
                t
                for t in other.tables.values()
                if t is table or (other in around and t in enclosing)
            ]
            if inner:
                return _("It belongs in {home}: move it above the first {header}.").format(
                    home=home, header=inner[0].header
                )
            return _("It belongs in {home}.").format(home=home)
    return None
