"""What the register may hold, for other programs: its JSON Schema, made from
the tables that the reader reads with.

JSON Schema 2020-12. A TOML date is a text with the format ``date``, as editors
for TOML hand it on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from foerder.law.holidays import REGIONS
from foerder.model import ANCHORS
from foerder.register import fields, values
from foerder.register.tables import ROOT, Table
from foerder.register.values import Choice, Field, ListOf, Whole
from foerder.text.glossary import key_label, value_label
from foerder.text.i18n import _

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
HELD: Mapping[Field, str] = {
    fields.day: "date",
    values.money: "money",
    values.share: "ratio",
    values.base_rate: "ratio",
    values.flag: "flag",
}


def holds(field: Field) -> str:
    """What a key holds: ``text date money ratio number flag list``."""
    if isinstance(field, ListOf):
        return "list"
    return "number" if isinstance(field, Whole) else HELD.get(field, "text")


def _pattern(pattern: str, empty: bool = False) -> Schema:
    text = pattern.replace(r"\Z", "")
    return {"type": "string", "pattern": f"^({text}){'?' if empty else ''}$"}


_TEXT: Schema = {"type": "string"}
_SPAN = {**_pattern(fields.SPAN), "examples": ["6 months"]}
VALUES: Mapping[Field, Schema] = {
    values.text: _TEXT,
    values.required_text: {"type": "string", "minLength": 1},
    values.reference: _TEXT,
    values.slug: _pattern(values.SLUG.pattern),
    values.optional_slug: _pattern(values.SLUG.pattern, empty=True),
    values.duty_id: {**_pattern(values.SLUG.pattern), "not": {"enum": list(ANCHORS)}},
    values.identity_part: {"type": "string", "pattern": "^[^/]+(/[^/]+)+$"},
    values.region: {"enum": list(REGIONS)},
    values.money: {"type": "number", "minimum": 0},
    values.share: {"type": "number", "minimum": 0, "maximum": 1},
    values.base_rate: {"type": "number", "minimum": -0.25, "maximum": 0.25},
    values.flag: {"type": "boolean"},
    fields.day: {"type": "string", "format": "date"},
    fields.closed_day: {**_TEXT, "examples": ["12-24", "2026-05-15"]},
    fields.holiday: {**_TEXT, "examples": ["08-15", "easter+60"]},
    fields.span: _SPAN,
    fields.positive_span: _SPAN,
    fields.interval: {"anyOf": [{"enum": ["year", "month", "week", "day"]}, _SPAN]},
    fields.anchor: {"anyOf": [{"enum": list(ANCHORS)}, _pattern(values.SLUG.pattern)]},
    fields.day_or_anchor: {
        "anyOf": [
            {"enum": list(ANCHORS)},
            {"type": "string", "format": "date"},
            _pattern(values.SLUG.pattern),
        ]
    },
    fields.on: {**_TEXT, "examples": ["11-15", "end", "last-workday-before 12-15"]},
    fields.undated: {"const": True},
    fields.clock_time: _pattern(fields.TIME),
    fields.recurrence_rule: {**_TEXT, "examples": ["FREQ=MONTHLY;BYMONTHDAY=15"]},
}
"""What each reader of a value takes."""


def register_schema(language: str) -> Schema:
    """The schema of a register; keys are explained as glossary and handbook do
    in this language.
    """
    head = {"$schema": DIALECT, "title": _("Register of grants")}
    return {**head, **_table(ROOT, _Meanings(language))}


def _table(table: Table, meanings: _Meanings) -> Schema:
    properties: dict[str, Schema] = {}
    for key, field in table.keys.items():
        properties[key] = {"description": meanings.of(table, key), **value_schema(field)}
    for name, inner in table.tables.items():
        found = {"description": key_label(name), **_table(inner, meanings)}
        if inner.array:
            found = {"type": "array", "items": found}
        properties[name] = found
    return {
        "type": "object",
        "properties": properties,
        "required": list(table.required),
        "additionalProperties": False,
    }


def value_schema(field: Field) -> Schema:
    """What a key may hold. Raises `KeyError` for a reader of values that it does not know."""
    if isinstance(field, ListOf):
        return {"type": "array", "items": value_schema(field.field)}
    if isinstance(field, Whole):
        return {"type": "integer", "minimum": field.least, "maximum": field.most}
    if isinstance(field, Choice):
        options = [*field.options, *([""] if field.optional else [])]
        words = [value_label(option) for option in options]
        return {"enum": options, "x-taplo": {"docs": {"enumValues": words}}}
    return VALUES[field]


class _Meanings:
    """What the keys mean: the word of the glossary, and the handbook's sentence
    where it has one.
    """

    def __init__(self, language: str) -> None:
        from foerder.text.handbook import find, sections

        chapter = find("register", language)
        self.sentences: dict[tuple[str, str], str] = {}
        for heading, text in sections(chapter.text) if chapter else ():
            tables = re.findall(r"`([^`]+)`", heading)
            for keys, sentence in re.findall(r"^\| (`.+?) \| (.+?) \|", text, re.MULTILINE):
                for key in re.findall(r"`(\w+)`", keys):
                    for table in tables:
                        self.sentences.setdefault((table, key), sentence.replace("`", ""))

    def of(self, table: Table, key: str) -> str:
        """The meaning of a key in a table."""
        header = table.header
        if header.endswith(".deadline]]"):
            header = "deadline"
        label, sentence = key_label(key), self.sentences.get((header, key))
        return f"{label}: {sentence}" if sentence else label
