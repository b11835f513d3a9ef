"""What to do about a key that the format does not know."""

from __future__ import annotations

from typing import Any

from foerder.glossary import key_of
from foerder.i18n import _
from foerder.register.nearest import nearest
from foerder.register.tables import ROOT, Table, all_tables


def remedy_for(table: Table, key: str, value: Any) -> str:
    """Where the key belongs, or which one was probably meant."""
    known = [*table.keys, *table.tables]
    translated = key_of(key)
    if translated in known:
        return _('Write "{word}".').format(word=translated)
    home = _home(table, key, value)
    if home is not None and nearest(key, known) is None:
        return home
    near = nearest(key, known)
    if near and (home is None or _very_like(key, near)):
        return _('Did you mean "{word}"?').format(word=near)
    if home is not None:
        return home
    if translated:
        elsewhere = _home(table, translated, value)
        if elsewhere is not None:
            return elsewhere
    return _("Possible here: {keys}.").format(keys=", ".join(known))


def _very_like(key: str, near: str) -> bool:
    from difflib import SequenceMatcher

    return SequenceMatcher(None, key, near).ratio() >= 0.85


def _home(table: Table, key: str, value: Any) -> str | None:
    """Which table the key belongs in, the enclosing ones first."""
    is_table = isinstance(value, dict) or (isinstance(value, list) and bool(value) and isinstance(value[0], dict))
    tables = all_tables(ROOT)
    enclosing = [other for other in tables if table in other.tables.values()]
    around = [other for other in tables if any(inner in other.tables.values() for inner in enclosing)]
    for other in [*enclosing, *around, *tables]:
        if other is table:
            continue
        if is_table and key in other.tables:
            header = other.tables[key].header
            return _("It belongs in {home}: write {header}.").format(home=other.header or _("the file"), header=header)
        if not is_table and key in other.keys:
            home = other.header or _("the head of the file")
            if other in enclosing or other in around:
                return _("It belongs in {home}: move it above the first {header}.").format(
                    home=home, header=table.header
                )
            return _("It belongs in {home}.").format(home=home)
    return None
