"""What people type from habit, and how the register wants it: dates, amounts,
yes and no, quotation marks.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from decimal import Decimal

from foerder.text.i18n import _

LONGEST = 60
SINGLE_TABLES = ("settings", "notify")

CURLY = "„“”‚‘’«»‹›"
CURLY_PAIR = re.compile(rf"[{CURLY}\"]([^{CURLY}\"]*)[{CURLY}\"]")
DATE = re.compile(
    r"(?<!\d)(?:(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})|(\d{4})[./-](\d{1,2})[./-](\d{1,2}))(?!\d)"
)
CURRENCY = r"(?:€|EUR\b|Euro\b)"
HABIT = re.compile(rf"\d,[\d–—-]|{CURRENCY}|%|\.\d+\.|\d['’\s]\d")
_BOOLEANS = {
    **dict.fromkeys(("ja", "yes", "wahr", "true", "on", "an"), "true"),
    **dict.fromkeys(("nein", "no", "falsch", "false", "off", "aus"), "false"),
}
VALUE = re.compile(r"""["'\[{+-]|\d|(?:true|false)\b""")


def short(text: str) -> str:
    """Text from the register as it may be in a message: one line, not too long."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def quoted(text: str) -> str:
    """Text as a TOML string on one line."""
    if ('"' in text or "\\" in text) and "'" not in text:
        return f"'{text}'"
    return '"' + text.replace('"', '\\"') + '"'


def _parts(text: str) -> tuple[int, int, int] | None:
    match = DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day = match[3] or match[4], match[2] or match[5], match[1] or match[6]
    return int(year) + 2000 * (len(year) == 2), int(month), int(day)


def iso_date(text: str) -> str | None:
    """``30.06.2025``, ``30/6/25`` or ``2025-6-30`` as ``2025-06-30``; None
    where there is no such day.
    """
    parts = _parts(text)
    try:
        return date(*parts).isoformat() if parts else None
    except ValueError:
        return None


def last_day(text: str) -> str:
    year, month, _day = _parts(text) or (0, 0, 0)
    if not (1 <= month <= 12 and 1 <= year < 9999):
        return _("Write the date as year-month-day, for example 2025-06-30.")
    last = date(year, month, monthrange(year, month)[1])
    return _("The last day of that month is {date}.").format(date=last.isoformat())


def plain_number(text: str) -> str | None:
    """``1.234,56 €`` as ``1234.56``, ``60 %`` as ``0.60``; None where it can be
    read in two ways.
    """
    digits = re.sub(rf"{CURRENCY}|[%\s'’_]", "", text).rstrip("-–—").rstrip(",.")
    whole, comma, decimals = digits.rpartition(",")
    if comma and ("." in decimals or "," in whole):  # 1,234.56 or 1,234,567
        digits = digits.replace(",", "")
    elif comma:
        if "." not in whole and len(decimals) == 3 and whole.lstrip("+-0"):
            return None  # 1,000: one or a thousand?
        digits = whole.replace(".", "") + "." + decimals
    elif re.fullmatch(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+", digits):
        digits = digits.replace(".", "")
    if not re.fullmatch(r"[+-]?\d+(?:\.\d+)?", digits):
        return None
    number = Decimal(digits)
    if "%" in text:
        number /= 100
    return f"{number:f}"


def boolean(text: str) -> str | None:
    """``Ja`` as ``true``, ``NO`` as ``false``."""
    return _BOOLEANS.get(text.lower())


def corrected(text: str) -> str:
    """A value as it should be written, as far as that can be told."""
    text = text.strip()
    value = iso_date(text)
    if value is None and HABIT.search(text):
        value = plain_number(text)
    if value or (value := boolean(text)):
        return value
    if pair := CURLY_PAIR.fullmatch(text):
        return quoted(pair[1])
    return text if VALUE.match(text) else quoted(text)


def header(name: str) -> str:
    """A header as it should be written: only ``settings`` and ``notify`` are in
    single brackets.
    """
    return f"[{name}]" if name in SINGLE_TABLES else f"[[{name}]]"
