"""Days, lengths of time and amounts as people write them, in German and
English: text → value, or why not.

Pure functions: they know no column and no register. What can be read in two
ways, or in none, is `Doubtful`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NamedTuple, TypeVar

from foerder.text.glossary import meant, value_label
from foerder.text.i18n import _, fmt_date, fmt_money

GRANT_YEARS = (1970, 2099)
"""Years of a grant; another one in a list is a slip (1926, 2127)."""
MOST = Decimal(10) ** 11
Meaning = TypeVar("Meaning", int, str)


def _by_word(meaning: Meaning, words: str) -> dict[str, Meaning]:
    """Words that mean the same."""
    return dict.fromkeys(words.split(), meaning)


MONTHS = {
    **_by_word(1, "januar jan jän jänner january"),
    **_by_word(2, "februar feb february"),
    **_by_word(3, "märz mär mrz march mar maerz"),
    **_by_word(4, "april apr"),
    **_by_word(5, "mai may"),
    **_by_word(6, "juni jun june"),
    **_by_word(7, "juli jul july"),
    **_by_word(8, "august aug"),
    **_by_word(9, "september sep sept"),
    **_by_word(10, "oktober okt october oct"),
    **_by_word(11, "november nov"),
    **_by_word(12, "dezember dez december dec"),
}
QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
UNITS = {
    "arbeitstag": "working day",
    "working day": "working day",
    "werktag": "Werktag",
    **_by_word("day", "tag day d"),
    **_by_word("week", "woche week w"),
    **_by_word("month", "monat month mon m"),
    **_by_word("year", "jahr year y"),
}
"""The units of a length of time, as people write them in the singular, and as
the register does.
"""
INTERVALS = {
    **_by_word("year", "jahr jährlich yearly annually"),
    **_by_word("6 months", "halbjahr halbjährlich"),
    **_by_word("3 months", "quartal vierteljährlich quartalsweise quarterly"),
    **_by_word("month", "monat monatlich monthly"),
    **_by_word("week", "woche wöchentlich weekly"),
    **_by_word("day", "tag täglich daily"),
}
NUMBERS = {
    **_by_word(1, "ein one a an"),
    **_by_word(2, "zwei two"),
    **_by_word(3, "drei three"),
    **_by_word(4, "vier four"),
    **_by_word(5, "fünf five"),
    **_by_word(6, "sechs six"),
    **_by_word(9, "neun nine"),
    **_by_word(12, "zwölf twelve"),
}
_WORD = r"(?P<month>[A-Za-zÄÖÜäöü]+)\.?"
_WEEKDAY = re.compile(
    r"(?:mo|di|mi|do|fr|sa|so|mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+(?=\d)", re.IGNORECASE
)
_MIDNIGHT = re.compile(r"(?<=\d)[T ]00:00(?::00(?:\.0+)?)?(?:Z|\+0\d:00)?\Z")
_ISO = re.compile(r"(?P<year>\d{4})([-/])(?P<month>\d{1,2})\2(?P<day>\d{1,2})\Z")
_COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})\Z")
_GERMAN = re.compile(
    r"(?P<day>\d{1,2})\s?\.\s?(?P<month>\d{1,2})\s?\.\s?(?P<year>\d{4}|\d{2})\Z"
)
_OTHER = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4})\Z")
_WORDS = re.compile(rf"(?P<day>\d{{1,2}})[.\-]?\s*{_WORD}[\s\-]*(?P<year>\d{{4}}|\d{{2}})\Z")
_ENGLISH = re.compile(rf"{_WORD}\s+(?P<day>\d{{1,2}}),\s*(?P<year>\d{{4}})\Z")
_DAYS = (_ISO, _COMPACT, _GERMAN, _WORDS, _ENGLISH)
_REMARK = re.compile(r"(.*?\d)\s*\(([^()\d]+)\)\Z")
_MONTH = re.compile(r"(?P<month>\d{1,2})\s?[/.]\s?(?P<year>\d{4})\Z")
_ISO_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})\Z")
_MONTH_WORD = re.compile(rf"{_WORD}\s*(\d{{4}}|\d{{2}})\Z")
_QUARTER = re.compile(
    r"(?:(i{1,3}|iv)\s?[/.]?\s?(?:quartal\s)?|q\s?([1-4])\s?[/ ]\s?|([1-4])\.\s?quartal\s)(\d{4})\Z",
    re.IGNORECASE,
)
_LENGTH = re.compile(
    rf"(\d{{1,5}}|(?:{'|'.join(NUMBERS)})(?:e[mnrs]?)?\b)\s*({'|'.join(UNITS)})(?:e|en|s|n)?\b\.?(?:,| und| and)?\s*",
    re.IGNORECASE,
)
_NO_YEAR = re.compile(rf"(\d{{1,2}})\s?\.\s?(?:(\d{{1,2}})\s?\.|{_WORD})\Z")
_YEAR = re.compile(r"\d{4}\Z")
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_EURO = r"(?:€|eur|euro)"
_THOUSAND = rf"\b(?:t\s?€|teur|tsd\.?\s?{_EURO}?|tausend\s?{_EURO}?)(?![a-z])"
_MILLION = rf"\b(?:mio\.?|million(?:en)?)\s?{_EURO}?(?![a-z])"
_FACTORS = (
    (re.compile(_THOUSAND, re.IGNORECASE), 1_000),
    (re.compile(_MILLION, re.IGNORECASE), 1_000_000),
)
_CURRENCY = re.compile(rf"\A{_EURO}\s*|\s*{_EURO}\Z", re.IGNORECASE)
_GERMAN_MONEY = re.compile(r"-?(?:\d+|\d{1,3}(?:[. ']\d{3})+)(?:,(?:\d{1,2}|[-–—]{1,2}))?\Z")
_ENGLISH_MONEY = re.compile(r"-?(?:\d+|\d{1,3}(?:[, ']\d{3})+)(?:\.(?:\d{1,2}|[-–—]{1,2}))?\Z")
_TWO_WAYS = re.compile(r"-?\d{1,3}[.,]\d{3}\Z")


class Doubtful(Exception):  # noqa: N818 (it is an answer, not a fault)
    """Why a cell is not taken over."""


class Ambiguous(Doubtful):
    """A text that means one thing or another."""

    def __init__(self, text: str, first: str, second: str) -> None:
        readings = _('"{text}" can mean {first} or {second}')
        super().__init__(readings.format(text=text, first=first, second=second))


class Habits(NamedTuple):
    """What the other cells of a column show of its writing."""

    german: bool = False
    english: bool = False
    month_first: bool | None = None
    factor: int | None = None
    """The unit that the head names: 1,000 for T€."""
    percent: bool = False
    years: tuple[int, int] = GRANT_YEARS
    """The first and the last year that a day may be in."""


UNKNOWN = Habits()
"""Nothing is known of the other cells."""


def spaced(text: str) -> str:
    """The text with single spaces."""
    return _SPACES.sub(" ", text).strip()


def plausible(day: date, years: tuple[int, int] = GRANT_YEARS) -> date:
    """The day, where its year is possible. Raises `Doubtful`."""
    if years[0] <= day.year <= years[1]:
        return day
    raise Doubtful(_("the year {year} is not plausible").format(year=day.year))


def day_and_remark(text: str, habits: Habits = UNKNOWN) -> tuple[date, str]:
    """A day, and what is behind it in brackets. Raises `Doubtful`."""
    match = _REMARK.match(spaced(text))
    if match:
        return day(match[1], habits), match[2]
    return day(text, habits), ""


def day(text: str, habits: Habits = UNKNOWN) -> date:
    """A day. Raises `Doubtful`."""
    given = _MIDNIGHT.sub("", _WEEKDAY.sub("", spaced(text)))
    try:
        return plausible(_day(given, habits.month_first), habits.years)
    except ValueError:
        raise Doubtful(_("no such day in the calendar")) from None


def _day(text: str, month_first: bool | None) -> date:
    """A day of the calendar. Raises ``ValueError`` where it has none such,
    `Doubtful` where it is no date.
    """
    if match := _OTHER.match(text):
        return _two_ways(int(match[1]), int(match[3]), int(match[4]), month_first)
    for pattern in _DAYS:
        if match := pattern.match(text):
            return date(year_of(match["year"]), month_of(match["month"]), int(match["day"]))
    raise Doubtful(_no_day(text))


def _no_day(text: str) -> str:
    if re.fullmatch(r"\d{4}", text):
        return _("only a year: the day is missing")
    if _MONTH.match(text) or _MONTH_WORD.match(text) or _QUARTER.match(text):
        return _("only a month or quarter: the day is missing")
    if re.search(r"\d{1,2}:\d{2}", text):
        return _("a day with a time of day")
    return _("not a date")


def _two_ways(first: int, second: int, year: int, month_first: bool | None) -> date:
    """A day with slashes or hyphens: German or American."""
    if first <= 12 and second <= 12 and first != second and month_first is None:
        german, american = date(year, second, first), date(year, first, second)
        raise Ambiguous(f"{first}/{second}/{year}", fmt_date(german), fmt_date(american))
    if second > 12 or (first <= 12 and month_first):
        return date(year, first, second)
    return date(year, second, first)


def order_of(texts: list[str]) -> bool | None:
    """Whether the days of a column have the month first; None where they do not show it."""
    found = set()
    for text in texts:
        match = _OTHER.match(spaced(text))
        if match and int(match[1]) > 12:
            found.add(False)
        elif match and int(match[3]) > 12:
            found.add(True)
    return found.pop() if len(found) == 1 else None


def year_of(text: str) -> int:
    """A year; of two digits only those of this century up to 69."""
    if len(text) == 4:
        return int(text)
    if int(text) >= 70:
        raise Doubtful(_("a year of two digits that can be of either century"))
    return 2000 + int(text)


def month_of(word: str) -> int:
    """A month by its name or number. Raises `Doubtful`."""
    if word.isdigit():
        return int(word)
    if word.lower() not in MONTHS:
        raise Doubtful(_("not a date"))
    return MONTHS[word.lower()]


def length(text: str) -> str:
    """How long, as the register writes it: ``3 years``, ``1 month 15 days``.

    Raises `Doubtful`.
    """
    given = spaced(text).removeprefix("+")
    parts = []
    position = 0
    while match := _LENGTH.match(given, position):
        number = _number_of(match[1].lower())
        unit = UNITS[match[2].lower()]
        if number != 1:
            unit = {"Werktag": "Werktage"}.get(unit, f"{unit}s")
        parts.append(f"{number} {unit}")
        position = match.end()
    if not parts or position < len(given):
        raise Doubtful(_("not a span of time such as 3 Jahre"))
    return " ".join(parts)


def interval(text: str) -> str:
    """How often, as the register writes it: ``year`` of ``jährlich``, ``3
    months`` of ``vierteljährlich``.
    """
    word = text.strip().lower()
    return INTERVALS.get(word) or length(text)


def _number_of(word: str) -> int:
    """A number in digits or by its word, with its ending: ``einem``."""
    if word.isdigit():
        return int(word)
    return next(number for name, number in NUMBERS.items() if word.startswith(name))


def without_year(text: str) -> tuple[int, int] | None:
    """Month and day of ``31.12.`` or ``31. Dezember``; None where it is something else."""
    match = _NO_YEAR.match(spaced(text))
    if match is None or (match[3] and match[3].lower() not in MONTHS):
        return None
    month = int(match[2]) if match[2] else MONTHS[match[3].lower()]
    return month, int(match[1])


def edges(text: str) -> tuple[date, date]:
    """The first and the last day of a day, month, quarter or year. Raises `Doubtful`."""
    text = spaced(text)
    if _YEAR.match(text):
        return _months(int(text), 1, 12)
    if match := _MONTH.match(text) or _ISO_MONTH.match(text):
        return _months(int(match["year"]), int(match["month"]), 1)
    if match := _QUARTER.match(text):
        number = QUARTERS[(match[1] or match[2] or match[3]).lower()]
        return _months(int(match[4]), number * 3 - 2, 3)
    if (match := _MONTH_WORD.match(text)) and match[1].lower() in MONTHS:
        return _months(year_of(match[2]), month_of(match[1]), 1)
    found = day(text)
    return found, found


def _months(year: int, month: int, count: int) -> tuple[date, date]:
    last = month + count - 1
    if not 1 <= month <= 12:
        raise Doubtful(_("no such day in the calendar"))
    first = plausible(date(year, month, 1))
    return first, date(year, last, monthrange(year, last)[1])


def money(text: str, habits: Habits = UNKNOWN) -> Decimal:
    """An amount in euros. Raises `Doubtful`."""
    number, factor = _number_and_factor(text)
    if factor and habits.factor and factor != habits.factor:
        raise Doubtful(_("the cell and the heading name different units"))
    if number.startswith("-"):
        raise Doubtful(_("an amount below zero"))
    if _TWO_WAYS.match(number) and habits.german == habits.english:
        whole, part = re.split(r"[.,]", number)
        thousands, decimals = Decimal(whole + part), Decimal(f"{whole}.{part}")
        raise Ambiguous(number, fmt_money(thousands), fmt_money(decimals))
    return cents(_amount(number, habits) * (factor or habits.factor or 1))


def _amount(number: str, habits: Habits) -> Decimal:
    two_ways = _TWO_WAYS.match(number)
    for pattern, divider, others in (
        (_GERMAN_MONEY, ",", habits.english),
        (_ENGLISH_MONEY, ".", habits.german),
    ):
        if pattern.match(number) and not (two_ways and others):
            whole, _divider, part = number.partition(divider)
            euros, cents = (re.sub(r"[^0-9]", "", digits) for digits in (whole, part))
            return Decimal(f"{euros}.{cents or '0'}")
    raise Doubtful(_("not an amount in euros"))


def _number_and_factor(text: str) -> tuple[str, int | None]:
    """The number of an amount, and the unit beside it."""
    given = spaced(text).replace("’", "'")
    for pattern, factor in _FACTORS:
        if pattern.search(given):
            return pattern.sub("", given, count=1).strip(), factor
    plain = _CURRENCY.sub("", given).strip()
    if plain == given:
        return given, None
    return plain, 1


def separators(texts: list[str]) -> tuple[bool, bool]:
    """Whether the amounts of a column show German, and whether English separators."""
    german = english = False
    for text in texts:
        number = _number_and_factor(text)[0]
        if _TWO_WAYS.match(number):
            continue
        if _GERMAN_MONEY.match(number):
            german |= "," in number or number.count(".") > 1
        if _ENGLISH_MONEY.match(number):
            english |= "." in number or number.count(",") > 1
    return german, english


def cents(number: Decimal) -> Decimal:
    """An amount to the cent; what a spreadsheet's binary numbers add behind it is taken off.

    Raises `Doubtful`.
    """
    if not number.is_finite() or number >= MOST:
        raise Doubtful(_("not an amount: too large"))
    if number < 0:
        raise Doubtful(_("an amount below zero"))
    rounded = number.quantize(Decimal("0.01"))
    if abs(number - rounded) > Decimal("0.000001"):
        raise Doubtful(_("an amount with parts of a cent"))
    return rounded


def share(text: str) -> Decimal:
    """A part of one: ``0,6``, ``60 %``. Raises `Doubtful`."""
    given = spaced(text).replace(",", ".")
    number = given.rstrip("% ")
    try:
        found = Decimal(number)
    except InvalidOperation:
        raise Doubtful(_("not a share")) from None
    return found / 100 if given != number else found


def word(text: str, options: Iterable[str]) -> str:
    """The word of the register that somebody means; the text itself where nobody knows.

    Raises `Ambiguous`.
    """
    known = list(options)
    if text in known:
        return text
    found = meant(text, known)
    if len(found) > 1:
        first, second = (f"{value_label(one)} ({one})" for one in found[:2])
        raise Ambiguous(text, first, second)
    return next(iter(found), text)
