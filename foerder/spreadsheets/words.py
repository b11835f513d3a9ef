"""The words at the head of a column, as ``words.toml`` has them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("words.toml")
Lists = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Vocabulary:
    """What offices and authorities write, by what it means."""

    words: Lists
    weak: Lists
    weakest: Lists
    operations: Lists
    duties: Lists
    abbreviations: Mapping[str, str]
    markers: frozenset[str]
    generic: frozenset[str]
    totals: tuple[str, ...]
    legends: tuple[str, ...]
    qualifiers: tuple[str, ...]
    other_amounts: re.Pattern[str]
    patterns: tuple[tuple[str, re.Pattern[str]], ...]


@cache
def vocabulary() -> Vocabulary:
    """The file, read once."""
    from foerder.toml.parse import loads

    data = loads(FILE.read_text(encoding="utf-8"))
    patterns = []
    for pattern in data["pattern"]:
        fits = pattern["fits"].replace("OF", data["of"])
        patterns.append((pattern["name"], re.compile(fits)))
    return Vocabulary(
        words=_lists(data["words"]),
        weak=_lists(data["weak"]),
        weakest=_lists(data["weakest"]),
        operations=_lists(data["operations"]),
        duties=_lists(data["duties"]),
        abbreviations=data["abbreviations"],
        markers=frozenset(_items(data["markers"])),
        generic=frozenset(_items(data["generic"])),
        totals=_items(data["totals"]),
        legends=_items(data["legends"]),
        qualifiers=tuple(data["qualifiers"]),
        other_amounts=re.compile(data["other_amounts"]),
        patterns=tuple(patterns),
    )


def _lists(table: Mapping[str, Any]) -> Lists:
    return {name: _items(text) for name, text in table.items()}


def _items(text: str) -> tuple[str, ...]:
    """The words of a text that commas divide; a line break is a space."""
    return tuple(" ".join(word.split()) for word in text.split(","))
