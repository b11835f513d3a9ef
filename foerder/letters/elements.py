"""What dates, spans, amounts and shares look like in a German letter, and what they mean."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from decimal import Decimal

from foerder.text import values

_ONES = (
    "ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf "
    "dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn"
).split()
NUMBERS = {word: number for number, word in enumerate(_ONES, 1)} | {
    **{f"ein{end}": 1 for end in ("e", "em", "er", "es", "en")},
    "zweier": 2,
    "dreier": 3,
    "zwanzig": 20,
    "einundzwanzig": 21,
    "vierundzwanzig": 24,
    "fünfundzwanzig": 25,
    "dreißig": 30,
    "sechsunddreißig": 36,
    "vierzig": 40,
    "achtundvierzig": 48,
    "fünfzig": 50,
    "sechzig": 60,
    "neunzig": 90,
}
ORDINALS = {
    word: number
    for number, word in enumerate(
        "ersten zweiten dritten vierten fünften sechsten siebten achten neunten zehnten elften zwölften".split(),
        1,
    )
}
MONTHS = (
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
)


def _any(*parts: str) -> str:
    return f"(?:{'|'.join(parts)})"


_MONTH = _any(
    *MONTHS, "Jänner", "Maerz", r"(?:Jan|Feb|Mrz|Apr|Jun|Jul|Aug|Sept?|Okt|Nov|Dez)\."
)
_NUMBER = _any(r"\d{1,3}", *sorted(NUMBERS, key=len, reverse=True))
_TWICE = r"(?:\s*\(\s*\w+\s*\))?"
_UNIT = r"(?:(?:Kalender|Arbeits|Werk)?tag|(?:Kalender)?(?:woche|monat|jahr))(?:en|es|s|e|n)?"
_ONE_SPAN = (
    rf"{_NUMBER}{_TWICE}\s*(?:weiteren\s+|vollen?\s+|aufeinanderfolgenden?\s+)?{_UNIT}\b"
)
SPAN = _any(
    rf"\b{_ONE_SPAN}(?:\s+und\s+{_ONE_SPAN})?",
    r"\b(?:Monats|Jahres|Wochen)frist\b",
    rf"\b{_NUMBER}monatige\w*",
    rf"\b{_NUMBER}jährige\w*",
    r"\beine[ms]?\s+halben\s+Jahre?s?\b",
)
YEARS = rf"\b{_NUMBER}{_TWICE}\s*(?:vollen?\s+)?(?:Kalender)?[Jj]ahr(?:en|es|e)?\b"
ORDINAL = _any(*ORDINALS, r"\d{1,2}\.")
DAY = _any(
    r"\b\d{4}-\d{2}-\d{2}\b",
    r"\b\d{1,2}\.\s?\d{1,2}\.\s?(?:\d{4}|\d{2})\b(?!\.\d)",
    rf"\b\d{{1,2}}\.\s?{_MONTH}\s+\d{{4}}\b",
)
MONTH_DAY = _any(
    rf"\b\d{{1,2}}\.\s?{_MONTH}(?!\s+\d{{4}})", r"\b\d{1,2}\.\s?\d{1,2}\.(?!\s?\d{2})"
)
END_OF_MONTH = rf"(?:\bEnde\s+(?:des\s+Monats\s+)?{_MONTH}\s+\d{{4}}\b)"
END_OF_YEAR = r"(?:\b(?:Ende|Ablauf)\s+(?:des\s+(?:Kalender|Haushalts)?[jJ]ahres\s+)?20\d\d\b)"
_CENTS = r"(?:,(?:\d{1,2}|[-–—]{1,2}))?"
_AMOUNT = _any(
    rf"\d{{1,3}}(?:[. \u00a0\u202f']\d{{3}})+{_CENTS}", rf"\d+{_CENTS}", r"\d+\.\d{2}"
)
_SCALE = r"(?P<scale>T|Mio\.?\s|Tsd\.?\s|Millionen\s)?"
MONEY = _any(
    rf"(?:EUR|€|Euro)\s*(?P<first>{_AMOUNT})",
    rf"(?P<second>{_AMOUNT})\s*{_SCALE}\s*(?:EUR\b|€|Euro\b)",
)
PERCENT = r"(?P<percent>\d{1,3}(?:,\d{1,4})?)\s*(?:%|v\.\s?H\.|vH\b|Prozent\b|vom\s+Hundert\b|\(v\.\s?H\.\))"
_UNITS = (
    ("arbeitstag", "working days"),
    ("werktag", "Werktage"),
    ("tag", "days"),
    ("woche", "weeks"),
    ("monat", "months"),
    ("jahr", "years"),
    ("jähr", "years"),
)


def span(text: str) -> str:
    """``sechs (6) Monate`` → ``6 months``."""
    low = " ".join(text.lower().split())
    if "halben jahr" in low:
        return "6 months"
    if low.endswith("frist"):
        return f"1 {_unit(low)[:-1]}"
    return " ".join(_one_span(part) for part in low.split(" und "))


def _one_span(text: str) -> str:
    number = re.match(_NUMBER, text)
    if number is None:
        raise ValueError(text)
    count = int(number[0]) if number[0].isdigit() else NUMBERS[number[0]]
    unit = _unit(text[number.end() :])
    if count == 1 and unit != "Werktage":
        unit = unit.removesuffix("s")
    return f"{count} {unit}"


def _unit(text: str) -> str:
    for word, unit in _UNITS:
        if word in text:
            return unit
    raise ValueError(text)


def day(text: str) -> date:
    """A written day. Raises ``ValueError`` where the calendar has none."""
    text = " ".join(text.split())
    if re.match(r"\d{4}-", text):
        return date.fromisoformat(text)
    if text.startswith(("Ende", "Ablauf")):
        return _last_day(text)
    number, month, year = _parts(text)
    if year is None:
        raise ValueError(text)
    return date(year, month, number)


def month_day(text: str) -> str:
    """``31. März`` → ``03-31``. Raises ``ValueError``."""
    number, month, _year = _parts(" ".join(text.split()))
    date(2024, month, number)
    return f"{month:02}-{number:02}"


def _parts(text: str) -> tuple[int, int, int | None]:
    found = re.match(r"(\d{1,2})\.\s?(?:(\d{1,2})\.|([A-Za-zÄäöü]+)\.?)\s?(\d{2,4})?\Z", text)
    if found is None:
        raise ValueError(text)
    year = int(found[4]) if found[4] else None
    if year is not None and year < 100:
        year += 2000
    month = int(found[2]) if found[2] else values.MONTHS[found[3].lower()]
    return int(found[1]), month, year


def _last_day(text: str) -> date:
    """The last day of a month or of a year."""
    year = int(text[-4:])
    named = re.search(_MONTH, text)
    month = values.MONTHS[named[0].rstrip(".").lower()] if named else 12
    return date(year, month, monthrange(year, month)[1])


def money(match: re.Match[str]) -> str:
    """An amount as decimal text, ``148500.00``."""
    given = match["first"] or match["second"]
    scale = {"T": 1000, "Ts": 1000, "Mi": 1_000_000}.get((match["scale"] or "").strip()[:2], 1)
    number = given
    if not re.fullmatch(r"\d+\.\d{2}", given):
        number = re.sub(r"[^\d,]", "", given).rstrip(",").replace(",", ".")
    amount = Decimal(number) * scale
    return f"{amount.quantize(Decimal('0.01'))}"


def share(match: re.Match[str]) -> str:
    """A percentage as a part of one, ``0.6``."""
    part = Decimal(match["percent"].replace(",", ".")) / 100
    return f"{part.normalize():f}"


def ordinal(text: str) -> int:
    """``sechsten`` or ``6.`` → 6."""
    return int(text.rstrip(".")) if text[0].isdigit() else ORDINALS[text.lower()]
