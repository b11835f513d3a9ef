"""The patterns of patterns.toml, compiled: events, ways to say a day, kinds of duty, doubts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from foerder.letters import elements
from foerder.toml.parse import loads

FILE = Path(__file__).with_name("patterns.toml")
_NAME = re.compile(r"\{([a-z_]+)\}")
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
    noun: Pattern | None
    verb: Pattern | None
    needs: Pattern | None
    usual: Pattern | None
    unless: Pattern | None
    events: tuple[str, ...]
    unstated: str


class Other(NamedTuple):
    """A sentence that is no duty of the grantee's, and why."""

    why: str
    by: str
    pattern: Pattern
    unless: Pattern | None


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
    reference: Pattern
    ranges: Pattern


@cache
def data() -> dict[str, Any]:
    """The file as it is written."""
    return loads(FILE.read_text(encoding="utf-8"))


@cache
def patterns() -> Patterns:
    """The compiled patterns."""
    given = data()
    build = _Builder(words())
    duty = given["duty"]
    return Patterns(
        anchors=tuple(build.anchors(given["anchor"], "patterns")),
        following=tuple(build.anchors(given["anchor"], "following")),
        which=tuple(build.anchors(given["anchor"], "which")),
        forms=tuple(map(build.form, given["form"])),
        kinds=tuple(map(build.kind, given["kind"])),
        doubts=tuple(
            (table["why"], build.compiled(table["pattern"])) for table in given["doubt"]
        ),
        others=tuple(map(build.other, given["other"])),
        blank=build.compiled("|".join(table["pattern"] for table in given["blank"])),
        words=build.compiled(duty["words"]),
        infinitives=build.compiled(duty["infinitives"]),
        owed=build.compiled(duty["owed"]),
        about_before=build.compiled(duty["about_before"]),
        recurs=build.compiled(duty["recurs"]),
        more_often=build.compiled(duty["more_often"]),
        provisions=build.compiled(duty["provisions"]),
        conditions=build.compiled(duty["conditions"]),
        instead=build.compiled(duty["instead"]),
        grantees=build.compiled(duty["grantees"]),
        subjects=build.compiled(duty["subjects"]),
        strong=build.compiled(duty["strong"]),
        first=build.compiled(duty["first"]),
        days_before=build.capturing(duty["days_before"]),
        more_days=build.capturing(duty["more_days"]),
        reference=build.compiled(given["reference"]["days"]),
        ranges=build.compiled(given["reference"]["ranges"]),
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
        found[name] = filled(text, found)
    for name in ("patterns", "following", "which"):
        parts = [
            filled(part, found) for table in given["anchor"] for part in table.get(name, ())
        ]
        found["anchor" if name == "patterns" else name] = f"(?:{'|'.join(parts)})"
    return found


def filled(text: str, words: Mapping[str, str]) -> str:
    """A pattern with the words for its names."""
    return _NAME.sub(lambda match: words[match[1]], text)


class _Builder:
    def __init__(self, words: Mapping[str, str]) -> None:
        self.words = words

    def compiled(self, text: str) -> Pattern:
        return re.compile(filled(text, self.words), re.IGNORECASE)

    def capturing(self, text: str) -> Pattern:
        """A pattern whose day of the year is a group."""
        return self.compiled(
            text.replace("{month_day}", f"(?P<month_day>{self.words['month_day']})")
        )

    def optional(self, table: Mapping[str, Any], key: str) -> Pattern | None:
        return self.compiled(table[key]) if key in table else None

    def anchors(self, tables: list[dict[str, Any]], key: str) -> list[Anchor]:
        found = []
        for table in tables:
            if key in table:
                found.append(
                    Anchor(
                        table["name"], table.get("or", ""), self.compiled("|".join(table[key]))
                    )
                )
        return found

    def form(self, table: dict[str, Any]) -> Form:
        names = dict(self.words)
        for name in set(_NAME.findall(table["pattern"])) & CAPTURED:
            names[name] = f"(?P<{name}>{self.words[name]})"
        text = _once_named(filled(table["pattern"], names))
        gives = table["gives"]
        pattern = re.compile(text, re.IGNORECASE)
        return Form(
            table["name"],
            pattern,
            gives,
            table.get("once", gives),
            tuple(table.get("only", ())),
            table.get("sure", True),
            table.get("each", False),
            table.get("around", False),
        )

    def kind(self, table: dict[str, Any]) -> Kind:
        return Kind(
            table["name"],
            table.get("or", ""),
            self.optional(table, "noun"),
            self.optional(table, "verb"),
            self.optional(table, "needs"),
            self.optional(table, "usual"),
            self.optional(table, "unless"),
            tuple(table.get("events", ())),
            table.get("unstated", {}).get("after", ""),
        )

    def other(self, table: dict[str, Any]) -> Other:
        return Other(
            table["why"],
            table.get("by", ""),
            self.compiled(table["pattern"]),
            self.optional(table, "unless"),
        )


CAPTURED = frozenset(
    "day month_day span years end_of_month end_of_year number ordinal anchor following which".split()
)
"""The names whose text says when."""


def _once_named(text: str) -> str:
    """A group's second use gets a name of its own: span, span_2 …"""
    seen: dict[str, int] = {}

    def renamed(match: re.Match[str]) -> str:
        name = match[1]
        seen[name] = seen.get(name, 0) + 1
        return f"(?P<{name}>" if seen[name] == 1 else f"(?P<{name}_{seen[name]}>"

    return re.sub(r"\(\?P<([a-z_]+)>", renamed, text)
