"""What a number in a cell is by its format: a day, a month, a time, or a number."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache
from typing import Any

DAY_ONE, DAY_ONE_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
MOST = 10**15
LAST_EXPONENT = 324
"""Of the smallest and the largest number that has eight bytes (IEEE 754)."""
LAST_SERIAL = 2_958_465
"""Excel's number of 31.12.9999."""
BUILT_IN = {17: "mmyy"}
BUILT_IN |= dict.fromkeys((14, 15, 16, 22, *range(27, 37), *range(50, 59)), "dd")
BUILT_IN |= dict.fromkeys((18, 19, 20, 21, 45, 46, 47), "h")
BUILT_IN |= dict.fromkeys((2, 4, 7, 8, 39, 40, 44), "0.00")
BUILT_IN |= dict.fromkeys((9, 10), "0%")
"""The formats of ECMA-376 part 1, 18.8.30, that have no text of their own in a file."""
_NO_LETTERS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]')
_KINDS = (
    ("number", re.compile(r"\A(?:general|standard|@)\Z")),
    ("day", re.compile("[dt]")),
    ("percent", re.compile("%")),
    ("time", re.compile("[hs]")),
    ("month", re.compile("m.*[yj]|[yj].*m")),
    ("year", re.compile("[yj]")),
    ("cents", re.compile(r"\A(?!.*0\.000).*0\.00")),
    ("month", re.compile(r"\A[^0#]*m[^0#]*\Z")),
)
"""What a format without its texts shows, the first that fits."""
_CURRENCY = re.compile(r"\[\$([^\]-]+)|\"(CHF|USD|GBP|DM|\$|£)\"|([$£])(?![^\[]*\])")
EURO = ("€", "EUR", "Euro")
CENT = Decimal("0.01")


class Percent(Decimal):
    """A number that its cell shows as a share."""


@cache
def kind_of(code: str) -> str:
    """What a format shows of a number.

    ``day``, ``month``, ``year``, ``time``, ``percent``, ``cents`` (two places),
    ``number``, or a foreign currency.
    """
    currency = _CURRENCY.search(code)
    if currency and (currency[1] or "") not in EURO:
        return currency[1] or currency[2] or currency[3]
    shown = _NO_LETTERS.sub("", code.split(";")[0]).lower()
    for kind, pattern in _KINDS:
        if pattern.search(shown):
            return kind
    return "number"


def number_of(text: str) -> int | Decimal:
    """A stored number, exactly as it is written.

    Raises ``ValueError``, beyond what a spreadsheet can hold too.
    """
    if not set(text) & set(".eE"):
        return int(text)
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError(text) from None
    if abs(number.adjusted()) > LAST_EXPONENT:
        raise ValueError(text)
    return number


def value_of(number: int | Decimal, kind: str, since_1904: bool) -> Any:
    """A number as its format shows it."""
    if kind in ("day", "month", "year", "time"):
        return _moment(number, kind, since_1904)
    if kind == "number":
        return number
    if kind == "percent":
        return Percent(number)
    if kind != "cents":
        return f"{number} {kind}"
    if not -MOST < number < MOST:
        return number
    # As the cell shows it; what a formula adds behind it is not seen.
    return Decimal(number).quantize(CENT, ROUND_HALF_UP)


def _moment(number: int | Decimal, kind: str, since_1904: bool) -> Any:
    """A day or time. A month or year without a day stays text: ``12/2027``."""
    if not 0 < number <= LAST_SERIAL:
        return number
    start = DAY_ONE_1904 if since_1904 else DAY_ONE
    days, rest = divmod(number, 1)
    moment = start + timedelta(days=int(days), seconds=round(rest * 86_400))
    if kind == "time":
        return f"{moment:%H:%M}"
    if kind == "month":
        return f"{moment.month:02}/{moment.year}"
    if kind == "year":
        return str(moment.year)
    return day_of(moment)


def day_of(moment: datetime) -> date:
    """A moment at midnight is a day."""
    if (moment.hour, moment.minute, moment.second) == (0, 0, 0):
        return moment.date()
    return moment.replace(microsecond=0)
