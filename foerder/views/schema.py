"""The JSON Schema of each JSON answer.

answers.json has what the verbs were seen to write; tests/support/schemas.py writes it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from foerder.register.schema import DIALECT
from foerder.text.glossary import KEYS, key_label
from foerder.text.i18n import _

Schema = dict[str, Any]


@cache
def _answers() -> dict[str, Schema]:
    import json

    path = Path(__file__).with_name("answers.json")
    found: dict[str, Schema] = json.loads(path.read_text(encoding="utf-8"))
    return found


def names() -> tuple[str, ...]:
    """The answers that have a schema: verbs, and options that make another answer of one."""
    return tuple(_answers())


def answer_schema(name: str) -> Schema:
    """The schema of an answer, its keys with the glossary's words. Raises `KeyError`."""
    title = _("The JSON answer of foerder {verb}").format(verb=name.replace("-", " --"))
    amount = {"type": "string", "pattern": r"^-?\d+\.\d\d$", "description": _("euros")}
    ratio = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$", "description": _("from 0 to 1")}
    known = {"money": amount, "ratio": ratio}
    return {"$schema": DIALECT, "title": title, **_explained(_answers()[name]), "$defs": known}


def _explained(schema: Schema) -> Schema:
    found = dict(schema)
    if "properties" in found:
        found["properties"] = {
            key: _named(key, _explained(inner)) for key, inner in found["properties"].items()
        }
    if "items" in found:
        found["items"] = _explained(found["items"])
    if "anyOf" in found:
        found["anyOf"] = [_explained(inner) for inner in found["anyOf"]]
    return found


def _named(key: str, schema: Schema) -> Schema:
    return {"description": key_label(key), **schema} if key in KEYS else schema


def tables_of(schema: Schema, path: str = "") -> dict[str, tuple[str, ...]]:
    """The tables in an answer, by their place in it, with their keys:
    ``deadlines[].done`` has ``on``, ``by`` …
    """
    found: dict[str, tuple[str, ...]] = {}
    if schema.get("properties"):
        found[path] = tuple(schema["properties"])
    for key, inner in schema.get("properties", {}).items():
        found |= tables_of(inner, f"{path}.{key}".lstrip("."))
    if "items" in schema:
        found |= tables_of(schema["items"], f"{path}[]")
    for inner in schema.get("anyOf", ()):
        found |= tables_of(inner, path)
    return found
