"""The handbook's chapters: their order, where they lie, and what is in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ORDER = {
    "de": (
        "zehn-minuten register verben aendern bescheid outlook excel json mail seiten "
        "geld pruefung fristen regelwerke windows tempo kreis fehler datenschutz"
    ).split(),
    "en": (
        "ten-minutes register verbs changing award-letter outlook excel json mail pages "
        "money checks dates rule-sets windows speed county errors data-protection"
    ).split(),
}
"""The names of the chapters, which are topics of ``foerder help``; the two
languages side by side.
"""
_HEADING = re.compile(r"#+(?= )")
_FENCE = re.compile(r"```|~~~")


class Chapter(NamedTuple):
    """A part of the handbook."""

    name: str
    title: str
    text: str


class Place(NamedTuple):
    """A part of a chapter."""

    chapter: str
    heading: str
    text: str


def folder(language: str) -> Path:
    """Where the chapters lie: in the package, or in the repository when the
    program runs from there.
    """
    package = Path(__file__).parent.parent
    packed = package / "handbook" / language
    if packed.is_dir():
        return packed
    return package.parent / "docs" / {"de": "handbuch.d", "en": "handbook.d"}[language]


def chapters(language: str) -> list[Chapter]:
    """The chapters in a language, in their order."""
    found = []
    for name in ORDER[language]:
        path = folder(language) / f"{name}.md"
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            first = next(line for line in text.splitlines() if _HEADING.match(line))
            found.append(Chapter(name, first.lstrip("# ").replace("`", ""), text))
    return found


def find(topic: str, language: str) -> Chapter | None:
    """The chapter of a name, in whichever language the name is; in German where
    there is no English one yet.
    """
    pairs = [pair for pair in zip(*ORDER.values(), strict=True) if topic in pair]
    if not pairs:
        return None
    names = dict(zip(ORDER, pairs[0], strict=True))
    for spoken in (language, "de"):
        for chapter in chapters(spoken):
            if chapter.name == names[spoken]:
                return chapter
    return None


def sections(text: str) -> Iterator[tuple[str, str]]:
    """The parts of a chapter, each with its heading."""
    title, fenced = "", False
    lines: list[str] = []
    for line in text.splitlines(keepends=True):
        fenced ^= bool(_FENCE.match(line))
        if not fenced and _HEADING.match(line):
            if lines:
                yield title, "".join(lines).strip() + "\n"
            title, lines = line.lstrip("#").strip(), []
        lines.append(line)
    yield title, "".join(lines).strip() + "\n"


def section(text: str, title: str) -> str | None:
    """The part of a chapter under a heading, up to the next one; None where
    there is no such heading.
    """
    return next((part for heading, part in sections(text) if anchor(heading) == title), None)


def search(word: str, language: str) -> list[Place]:
    """The parts in which a word is found, those with the word in the heading first."""
    wanted = word.casefold()
    found = []
    for chapter in chapters(language):
        for heading, text in sections(chapter.text):
            if wanted in text.casefold():
                found.append(Place(chapter.name, heading.replace("`", ""), text))
    return sorted(found, key=lambda place: wanted not in place.heading.casefold())


def untranslated() -> list[Chapter]:
    """The German chapters that have no English one yet."""
    there = {one.name for one in chapters("en")}
    english = dict(zip(ORDER["de"], ORDER["en"], strict=True))
    return [one for one in chapters("de") if english[one.name] not in there]


def anchor(title: str) -> str:
    """The address that the usual viewers of Markdown give a heading."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def contents(language: str) -> str:
    """The table of contents: a link to each chapter, in their order."""
    title = {"de": "# Handbuch", "en": "# Handbook"}[language]
    hint = {
        "de": "Im Terminal zeigt `foerder help` diese Kapitel. Dieses Verzeichnis entsteht mit `python docs/build.py`.",
        "en": "In the terminal, `foerder help` shows these chapters. This list is made by `python docs/build.py`.",
    }[language]
    listed = []
    for number, one in enumerate(chapters(language), 1):
        listed.append(f"{number}. [{one.title}]({one.name}.md)")
    return "\n".join([title, "", hint, "", *listed]) + "\n"
