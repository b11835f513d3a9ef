"""What a letter says of the grant itself: reference, days, amounts, share,
conditions, programme, authority.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

from foerder.letters import elements
from foerder.letters.patterns import compiled, data
from foerder.letters.sentences import Sentence
from foerder.register.rulesets import NAMES

FACTS = (
    "reference",
    "date",
    "start",
    "end",
    "amount",
    "total",
    "share",
    "financing_type",
    "rules",
    "programme",
    "authority",
)


class Fact(NamedTuple):
    """A value with the sentence that says it, and that sentence's page."""

    value: Any
    sentence: str
    page: int


class _Rule(NamedTuple):
    name: str
    pattern: re.Pattern[str]
    page_one: bool
    first: int
    """Looked for in so many sentences only; 0 in all."""


@cache
def rules() -> tuple[_Rule, ...]:
    found = []
    for table in data()["fact"]:
        flags = re.IGNORECASE if table.get("ignore_case", True) else re.NOFLAG
        pattern = compiled(table["pattern"], flags)
        page_one, first = table.get("page_one", False), table.get("first", 0)
        found.append(_Rule(table["name"], pattern, page_one, first))
    return tuple(found)


def facts_of(sentences: Sequence[Sentence], repeated: Sequence[str]) -> dict[str, Fact | None]:
    """Every fact of a letter, None where it does not say it."""
    found: dict[str, Fact | None] = dict.fromkeys(FACTS)
    furniture = [Sentence(line, 1) for line in repeated]
    everything = [*sentences, *furniture]
    for rule in rules():
        names = rule.name.split("+")
        if any(found[name] is not None for name in names):
            continue
        searched = [*sentences[: rule.first], *furniture[:2]] if rule.first else everything
        for values, sentence in islice(matches(rule, searched), 1):
            for name, value in zip(names, values, strict=True):
                found[name] = Fact(value, sentence.text, sentence.page)
    found["rules"] = _conditions(everything)
    if found["start"] and found["end"] and found["start"].value > found["end"].value:
        found["start"] = found["end"] = None
    return found


def title_of(sentences: Sequence[Sentence]) -> str:
    """The name of the project in quotation marks, empty where there is none."""
    pattern = re.compile(data()["title"]["pattern"])
    for sentence in sentences:
        named = pattern.search(sentence.text)
        if named:
            return named["value"]
    return ""


def matches(rule: _Rule, sentences: Sequence[Sentence]) -> Iterator[tuple[list[Any], Sentence]]:
    """The values that a rule finds, sentence by sentence."""
    for sentence in sentences:
        if rule.page_one and sentence.page != 1:
            continue
        for text in dict.fromkeys((*sentence.cells, sentence.text)):
            for match in rule.pattern.finditer(text):
                values = _values(rule.name, match)
                if values is not None:
                    yield values, sentence


def _values(name: str, match: re.Match[str]) -> list[Any] | None:
    """What was matched, read; None where it is nothing after all."""
    try:
        values = _READERS.get(name, _named)(match)
    except (ValueError, KeyError, ArithmeticError):
        return None
    return None if any(value is None for value in values) else values


def _range(first: str, last: str) -> list[date]:
    """A period; a first day without a year is of the last day's, or of the year before."""
    end = elements.day(last)
    try:
        return [elements.day(first), end]
    except ValueError:
        month, number = map(int, elements.month_day(first).split("-"))
    start = date(end.year, month, number)
    return [start if start < end else date(end.year - 1, month, number), end]


def _financing(word: str) -> str:
    low = word.lower()
    for start, name in (
        ("anteil", "Anteil"),
        ("fehl", "Fehlbedarfs"),
        ("festb", "Festbetrags"),
        ("voll", "Voll"),
    ):
        if low.startswith(start):
            return f"{name}finanzierung"
    raise ValueError(word)


def _reference(text: str) -> str | None:
    text = re.split(
        r"\s+(?=(?:vom|Datum|Bearbeit\w*|Ihr|Seite|Tel\w*|Durchwahl|bitte|zum|Unser|Mein|Auskunft|Ort|E-Mail)\b)",
        text,
    )[0]
    text = re.split(r"(?<=\d) (?=[A-ZÄÖÜ][a-zäöüß]{5,})", text)[0].strip(" .,;:()")
    return text if re.search(r"\d", text) and len(text) <= 60 else None


def _name(text: str) -> str | None:
    text = text.strip(' ,;:–-„“”"»«')
    text = text if text.endswith("e. V.") else text.rstrip(".")
    return text if 3 <= len(text) <= 220 else None


def _named(match: re.Match[str]) -> list[Any]:
    return [_name(match["value"])]


def _day(match: re.Match[str]) -> list[Any]:
    return [elements.day(match["value"])]


_READERS: dict[str, Callable[[re.Match[str]], list[Any]]] = {
    "start+end": lambda match: _range(match["from"], match["to"]),
    "date": _day,
    "start": _day,
    "end": _day,
    "amount": lambda match: [elements.money(match)],
    "total": lambda match: [elements.money(match)],
    "share": lambda match: [elements.share(match)],
    "financing_type": lambda match: [_financing(match["value"])],
    "reference": lambda match: [_reference(match["value"])],
}


_CONDITIONS = re.compile(
    r"\b(?P<name>A[Nn]-?Best-(?:ESF|EFRE|[A-Z][A-Za-z]{0,2})(?:-(?:Kosten|Corona|Gk|ESF|EFRE))?|BNBest-[A-Z][\w-]*|"
    r"NKBF(?: ?20\d\d| 98)?|NABF|NBest-[A-Z]\w*|AVB-?\w*|ANBest)(?=[\W_]|\Z)"
)
_VERSION = re.compile(
    r"(?:Stand|Fassung|Ausgabe|vom|Version|gültig)\b[^;]{0,40}?(?P<year>20\d\d)\b|\(\D{0,20}(?P<bare>20\d\d)\)"
)
_FEDERAL = re.compile(
    r"\b(?:Bundes\w*|BHO|BMBF|BMFSFJ|BMWK|BMUV|BMI|BMAS|BAFA|BAFzA|Bund(?:es)?)\b"
)
_STATE = re.compile(
    r"\b(?:\w*LHO|ThürLHO|BayHO|SäHO|Freistaat\w*|Landes\w*|Landeshaushaltsordnung|Landesmittel\w*)\b"
)


def _conditions(sentences: Sequence[Sentence]) -> Fact | None:
    """The conditions named, with their year: a rule set where the federal one
    of that year is meant.
    """
    giver = _giver(" ".join(sentence.text for sentence in sentences))
    years: dict[str, str] = {}
    first: Sentence | None = None
    for sentence in sentences:
        for name, year in _named_in(sentence.text):
            first = first or sentence
            years[name] = years.get(name) or year
    if first is None:
        return None
    values = [
        _condition(name, year, giver)
        for name, year in years.items()
        if name != "ANBest" or len(years) == 1
    ]
    return Fact(values, first.text, first.page)


def _named_in(text: str) -> Iterator[tuple[str, str]]:
    """The conditions that a sentence names, each with its year, or nothing."""
    for match in _CONDITIONS.finditer(text):
        following = _CONDITIONS.search(text, match.end())
        stop = following.start() if following else match.end() + 110
        version = _VERSION.search(text, match.end(), stop)
        year = (version["year"] or version["bare"]) if version else ""
        yield re.sub("A[Nn]-?Best", "ANBest", match["name"]), year


def _giver(text: str) -> str:
    """Who gives the money as the ids of the rule sets say it: ``bund``, ``by``;
    empty where that is not clear.
    """
    named: list[str] = []
    for land, pattern in data()["lands"].items():
        if re.search(rf"\b(?:{pattern})", text):
            named.append(land)
    if len(named) == 1:
        return named[0]
    federal = _FEDERAL.search(text) and not _STATE.search(text)
    return "bund" if federal and not named else ""


def _condition(name: str, year: str, giver: str) -> str:
    """The id of a rule set that is meant for sure, else the name as printed with its year."""
    slug = f"{name.lower()}-{giver}-{year}"
    return slug if slug in NAMES else f"{name} {year}".strip()
