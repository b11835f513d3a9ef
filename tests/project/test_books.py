"""Both handbooks have the same structure: headings, text, tables, lists, fences and commands, chapter by chapter."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import zip_longest

import pytest
import typer

from foerder.cli.app import VERBS
from foerder.cli.inputs import parse_date, parse_money
from foerder.text import handbook

pytestmark = pytest.mark.docs

PAIRS = tuple(zip(handbook.ORDER["de"], handbook.ORDER["en"], strict=True))
FENCE = re.compile(r"^ *```(?P<kind>\w*)[^`\n]*\n(?P<text>.*?)^ *```$", re.DOTALL | re.MULTILINE)
NAME = re.compile(r"--[a-z][a-z-]+|\[\[?[a-z_.]+\]\]?(?!\()|\b[a-z]+_[a-z_]+\b|§+ ?\d+\w?|\bArt\. \d+|\bNr\. [\d.]*\d")
"""Options, tables and keys of the register, paragraphs of the law."""
PIPE = re.compile(r"(?<!\\)\|")
TODAY = date(2026, 11, 22)


@dataclass
class Section:
    """What is below a heading, without its words."""

    level: int
    title: str
    forms: list[str] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


def sections(name: str, language: str) -> list[Section]:
    """A chapter as its sections."""
    text = (handbook.folder(language) / f"{name}.md").read_text(encoding="utf-8")
    found = [Section(0, "")]
    end = 0
    for fence in FENCE.finditer(text):
        _outside(text[end : fence.start()], found)
        end = fence.end()
        lines = [line for line in fence["text"].splitlines() if line.startswith("$ ")]
        found[-1].commands += [line.removeprefix("$ ") for line in lines]
        found[-1].forms.append(f"{fence['kind'] or 'plain'} fence")
    _outside(text[end:], found)
    return found


def _outside(text: str, found: list[Section]) -> None:
    """Headings begin a section; rows and items count each for itself, other lines as paragraphs."""
    before = ""
    for line in text.splitlines():
        form = _form(line)
        if form == "heading":
            marks, _, title = line.partition(" ")
            found.append(Section(len(marks), title))
        elif form and not (form == "text" and before and before != "heading"):
            found[-1].forms.append(form)
        found[-1].names += NAME.findall(line)
        before = form if form != "text" or not before.startswith("item") else before


def _form(line: str) -> str:
    bare = line.strip()
    if bare.startswith("#"):
        return "heading"
    if bare.startswith("|"):
        return f"row of {len(PIPE.findall(bare)) - 1}"
    if bare.startswith("!["):
        return f"picture {bare.partition('](')[2]}"
    item = re.match(r"(-|\d+\.) ", bare)
    return f"item {item[1]}" if item else "text" if bare else ""


@pytest.mark.parametrize(("german", "english"), PAIRS)
def test_chapters_have_the_same_sections(german: str, english: str) -> None:
    pairs = zip_longest(sections(german, "de"), sections(english, "en"))
    assert [(de, en) for de, en in pairs if de is None or en is None or de.level != en.level] == []


@pytest.mark.parametrize(("german", "english"), PAIRS)
def test_sections_have_the_same_text_tables_lists_and_fences(german: str, english: str) -> None:
    for de, en in zip(sections(german, "de"), sections(english, "en"), strict=True):
        assert (en.title, en.forms) == (en.title, de.forms)


@pytest.mark.parametrize(("german", "english"), PAIRS)
def test_sections_name_the_same_options_keys_and_paragraphs(german: str, english: str) -> None:
    for de, en in zip(sections(german, "de"), sections(english, "en"), strict=True):
        assert (en.title, sorted(en.names)) == (en.title, sorted(de.names))


@pytest.mark.parametrize(("german", "english"), PAIRS)
def test_sections_show_the_same_commands(german: str, english: str) -> None:
    """Dates, amounts and translated names aside; each name is translated in one way only."""
    words: dict[str, str] = {}
    for de, en in zip(sections(german, "de"), sections(english, "en"), strict=True):
        for theirs, ours in zip_longest(de.commands, en.commands, fillvalue=""):
            pairs = zip_longest(shlex.split(theirs), shlex.split(ours), fillvalue="")
            assert all(_same(word, other, words) for word, other in pairs), f"{theirs}\n{ours}"
    assert len(set(words.values())) == len(words)


def _same(german: str, english: str, words: dict[str, str]) -> bool:
    """Whether two words of a command are the same but for their language."""
    if german == english or any(_value(read, german) == _value(read, english) is not None for read in READERS):
        return True
    if not german or not english or any(word in VERBS or word.startswith("-") for word in (german, english)):
        return False
    theirs, ours = (re.split(r"[/=@.:]", word) for word in (german, english))
    if len(theirs) != len(ours):
        theirs, ours = [german], [english]
    return all(words.setdefault(part, other) == other for part, other in zip(theirs, ours, strict=True))


def _value(read: Callable[[str], date | Decimal], word: str) -> date | Decimal | None:
    try:
        return read(word)
    except typer.BadParameter:
        return None


READERS: tuple[Callable[[str], date | Decimal], ...] = (lambda word: parse_date(word, TODAY), parse_money)
