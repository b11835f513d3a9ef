"""Periods of time in one cell: two days or months, one of them with a length, or only a length."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from foerder.law.counting import from_day
from foerder.model import Amount
from foerder.text.i18n import _
from foerder.text.values import Doubtful, day, edges, length, spaced

_LENGTH = re.compile(
    r"\d{1,3}\s*(?:tage?|wochen?|monate?|mon\.|jahre?|days?|weeks?|months?|years?)n?\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\d{4}(?:/\d{2,4})?\Z")
_QUARTER = re.compile(r"(?:i{1,3}|iv|q\s?[1-4]|[1-4]\.\s?quartal)\b", re.IGNORECASE)
_NO_YEAR = re.compile(r"\d{1,2}\.\s?\d{1,2}\.\Z")
_TO = re.compile(r"\s+[-–—]\s+|\s*[–—]\s*|\s*\bbis(?:\s+zum)?\b\s*|\s+(?:to|until)\s+")
_FROM = re.compile(r"(?:ab|seit|vom|von|from|since)\s+(?:dem\s+)?", re.IGNORECASE)
_UNTIL = re.compile(r"(?:bis|längstens|until)\s+(?:zum\s+)?", re.IGNORECASE)


class Span(NamedTuple):
    """A time as far as it is told: first day, last day, and how long."""

    start: date | None = None
    end: date | None = None
    duration: str = ""


def span(text: str) -> Span:
    """A period of time. Raises `Doubtful`."""
    given = spaced(text)
    match = _LENGTH.search(given)
    if match:
        rest = given[: match.start()] + given[match.end() :]
        return _lasting(length(match[0]), rest.strip(" ,;()"))
    parts = _TO.split(_FROM.sub("", given, count=1) if _FROM.match(given) else given)
    if len(parts) == 1 and given.count("-") == 1:
        parts = given.split("-")
    if len(parts) != 2:
        return _open(given)
    first, last = (part.strip() for part in parts)
    if not first:
        return Span(None, _days(last)[1])
    if _NO_YEAR.match(first):
        first += last[-4:]
    return Span(_days(first)[0], _days(last)[1])


def _open(text: str) -> Span:
    """A time of which one end is told, or a quarter by itself."""
    if match := _FROM.match(text):
        return Span(_days(text[match.end() :])[0])
    if match := _UNTIL.match(text):
        return Span(None, _days(text[match.end() :])[1])
    first, last = _days(text)
    if _QUARTER.match(text):
        return Span(first, last)
    if first != last:
        raise Doubtful(_("only a month or quarter: the day is missing"))
    raise Doubtful(_("one day: is it the first or the last?"))


def _days(text: str) -> tuple[date, date]:
    """The first and the last day of a day, month or quarter. Raises `Doubtful`."""
    if _YEAR.match(text):
        raise Doubtful(_("only a year: the day is missing"))
    return edges(text)


def _lasting(duration: str, rest: str) -> Span:
    """How long, with its days where they are beside it."""
    if not rest:
        return Span(duration=duration)
    if _TO.search(rest):
        told = span(rest)
    else:
        start = day(_FROM.sub("", rest, count=1))
        told = Span(start, last_day(start, duration))
    if told.start is None or told.end != last_day(told.start, duration):
        raise Doubtful(_("its days and its length do not agree"))
    return told


def last_day(start: date, duration: str) -> date:
    """The last day of a time; its first day counts (§ 188 Abs. 2 BGB)."""
    number, unit = duration.split()
    return from_day(start, (Amount(int(number), unit.rstrip("s") + "s"),), _any_day)


def _any_day(day: date, saturdays: bool = False) -> bool:
    return True
