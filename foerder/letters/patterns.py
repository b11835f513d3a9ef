"""The patterns of patterns.toml, compiled: events, ways to say a day, kinds of duty, doubts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from foerder.letters import elements
from foerder.toml.parse import loads

FILE = Path(__file__).with_name("patterns.toml")
_NAME = re.compile(r"\{([a-z_]+)\}")
_GROUP = re.compile(r"\(\?P<([a-z_]+)>")
NOWHERE = "(?!)"
"""For a pattern that a table does not have: it is found in no text."""
CAPTURED = frozenset(
    "day month_day span years end_of_month end_of_year number ordinal anchor following which".split()
)
"""The names whose text says when."""
Pattern = re.Pattern[str]


class Anchor(NamedTuple):
    """An event, and what else the same words may mean."""

    name: str
    other: str
    pattern: Pattern


class Form(NamedTuple):
    """A way in which a day is said."""

    name: str
    pattern: Pattern
    gives: Mapping[str, str]
    once: Mapping[str, str]
    only: tuple[str, ...]
    sure: bool
    each: bool
    """Sure where the sentence says that it is so every year."""
    around: bool
    """What is before the day may name what is owed."""


class Kind(NamedTuple):
    """A duty, and the words that it is named by."""

    name: str
    other: str
    noun: Pattern
    verb: Pattern
    needs: Pattern
    usual: Pattern
    unless: Pattern
    events: tuple[str, ...]
    unstated: str


class Other(NamedTuple):
    """A sentence that is no duty of the grantee's, and why."""

    why: str
    by: str
    pattern: Pattern
    unless: Pattern


class Patterns(NamedTuple):
    """All of them."""

    anchors: tuple[Anchor, ...]
    following: tuple[Anchor, ...]
    which: tuple[Anchor, ...]
    forms: tuple[Form, ...]
    kinds: tuple[Kind, ...]
    doubts: tuple[tuple[str, Pattern], ...]
    others: tuple[Other, ...]
    blank: Pattern
    reference: Pattern
    ranges: Pattern
    words: Pattern
    infinitives: Pattern
    owed: Pattern
    about_before: Pattern
    recurs: Pattern
    more_often: Pattern
    provisions: Pattern
    conditions: Pattern
    instead: Pattern
    grantees: Pattern
    subjects: Pattern
    strong: Pattern
    first: Pattern
    days_before: Pattern
    more_days: Pattern


@cache
def data() -> dict[str, Any]:
    """The file as it is written."""
    return loads(FILE.read_text(encoding="utf-8"))


@cache
def patterns() -> Patterns:
    """The compiled patterns."""
    given = data()
    duty = {name: compiled(text) for name, text in given["duty"].items() if name != "examples"}
    return Patterns(
        anchors=tuple(_anchors("patterns")),
        following=tuple(_anchors("following")),
        which=tuple(_anchors("which")),
        forms=tuple(map(_form, given["form"])),
        kinds=tuple(map(_kind, given["kind"])),
        doubts=tuple((table["why"], compiled(table["pattern"])) for table in given["doubt"]),
        others=tuple(map(_other, given["other"])),
        blank=compiled("|".join(table["pattern"] for table in given["blank"])),
        reference=compiled(given["reference"]["days"]),
        ranges=compiled(given["reference"]["ranges"]),
        **duty,
    )


@cache
def words() -> dict[str, str]:
    """What the names in braces stand for."""
    given = data()
    found = {
        "day": elements.DAY,
        "month_day": elements.MONTH_DAY,
        "span": elements.SPAN,
        "years": elements.YEARS,
        "end_of_month": elements.END_OF_MONTH,
        "end_of_year": elements.END_OF_YEAR,
        "number": r"\d{1,2}",
        "ordinal": elements.ORDINAL,
        "money": elements.MONEY,
        "percent": elements.PERCENT,
    }
    for name, text in given["words"].items():
        found[name] = _filled(text, found)
    for name in ("patterns", "following", "which"):
        parts = [
            _filled(part, found) for table in given["anchor"] for part in table.get(name, ())
        ]
        found["anchor" if name == "patterns" else name] = f"(?:{'|'.join(parts)})"
    return found


def compiled(text: str, flags: re.RegexFlag = re.IGNORECASE) -> Pattern:
    """A pattern with the words for its names."""
    return re.compile(_filled(text, words()), flags)


def _filled(text: str, words: Mapping[str, str]) -> str:
    return _NAME.sub(lambda match: words[match[1]], text)


def _anchors(key: str) -> Iterator[Anchor]:
    for table in data()["anchor"]:
        if key in table:
            pattern = compiled("|".join(table[key]))
            yield Anchor(table["name"], table.get("or", ""), pattern)


def _form(table: dict[str, Any]) -> Form:
    names = dict(words())
    for name in CAPTURED:
        names[name] = f"(?P<{name}>{names[name]})"
    gives = table["gives"]
    return Form(
        table["name"],
        re.compile(_once_named(_filled(table["pattern"], names)), re.IGNORECASE),
        gives,
        table.get("once", gives),
        tuple(table.get("only", ())),
        table.get("sure", True),
        table.get("each", False),
        table.get("around", False),
    )


def _kind(table: dict[str, Any]) -> Kind:
    return Kind(
        table["name"],
        table.get("or", ""),
        compiled(table.get("noun", NOWHERE)),
        compiled(table.get("verb", NOWHERE)),
        compiled(table.get("needs", "")),
        compiled(table.get("usual", NOWHERE)),
        compiled(table.get("unless", NOWHERE)),
        tuple(table.get("events", ())),
        table.get("unstated", {}).get("after", ""),
    )


def _other(table: dict[str, Any]) -> Other:
    return Other(
        table["why"],
        table.get("by", ""),
        compiled(table["pattern"]),
        compiled(table.get("unless", NOWHERE)),
    )


def _once_named(text: str) -> str:
    """A group's second use gets a name of its own: span, span_2 …"""
    seen: Counter[str] = Counter()

    def renamed(match: re.Match[str]) -> str:
        name = match[1]
        seen[name] += 1
        return match[0] if seen[name] == 1 else f"(?P<{name}_{seen[name]}>"

    return _GROUP.sub(renamed, text)
