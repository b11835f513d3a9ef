"""Cells of a list → values of the register. What can be read in two ways, or in none, is doubtful and said so."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from foerder.spreadsheets.columns import Column
from foerder.text.glossary import words_of
from foerder.text.i18n import _

EMPTY = ("", "-", "–", "—", "./.")
ERRORS = ("#REF!", "#N/A", "#NV", "#VALUE!", "#WERT!", "#DIV/0!", "#NAME?", "#BEZUG!", "#NUM!", "#ZAHL!", "#NULL!")
DAY_ONE, DAY_ONE_1904 = date(1899, 12, 30), date(1904, 1, 1)
FIRST_SERIAL, LAST_SERIAL = 14_611, 109_574
"""Excel's numbers of the days from 1940 to 2199: other numbers are no dates."""
MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "januar jan jän january",
            "februar feb february",
            "märz mär mrz march mar maerz",
            "april apr",
            "mai may",
            "juni jun june",
            "juli jul july",
            "august aug",
            "september sep sept",
            "oktober okt october oct",
            "november nov",
            "dezember dez december dec",
        ),
        1,
    )
    for word in words.split()
}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?\Z")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})\Z")
_GERMAN = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})(?: 00:00(?::00)?)?\Z")
_OTHER = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4})\Z")
_WORDS = re.compile(r"(\d{1,2})\.?\s*([A-Za-zÄÖÜäöü]+)\.?\s+(\d{4})\Z")
_ENGLISH = re.compile(r"([A-Za-z]+)\.?\s+(\d{1,2}),\s*(\d{4})\Z")
_GERMAN_MONEY = re.compile(r"-?(?:\d+|\d{1,3}(?:[. ']\d{3})+)(?:,(?:\d{1,2}|[-–—]{1,2}))?\Z")
_ENGLISH_MONEY = re.compile(r"-?(?:\d+|\d{1,3}(?:[, ']\d{3})+)(?:\.\d{1,2})?\Z")
_TWO_WAYS = re.compile(r"-?\d{1,3}[.,]\d{3}\Z")
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")


class Doubtful(Exception):  # noqa: N818 (it is an answer, not a fault)
    """Why a cell is not taken over."""


def is_empty(cell: Any) -> bool:
    """Whether nothing stands in a cell, or only a dash."""
    return cell is None or (isinstance(cell, str) and cell.strip() in EMPTY)


def written(cell: Any) -> str:
    """A cell as text, for messages and for columns of text."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


class Reader:
    """Reads the cells of one column; ``german`` and ``english`` say which separators its amounts show elsewhere."""

    def __init__(self, column: Column, cells: Sequence[Any] = (), since_1904: bool = False) -> None:
        self.column = column
        self.since = DAY_ONE_1904 if since_1904 else DAY_ONE
        texts = [_amount_text(cell) for cell in cells if isinstance(cell, str)] if column.holds == "money" else []
        clear = [text for text in texts if not _TWO_WAYS.match(text)]
        self.german = any("," in text or text.count(".") > 1 for text in clear if _GERMAN_MONEY.match(text))
        self.english = any("." in text or text.count(",") > 1 for text in clear if _ENGLISH_MONEY.match(text))

    def read(self, cell: Any) -> Any:
        """The value of a cell that is not empty. Raises `Doubtful`."""
        if isinstance(cell, bool):
            raise Doubtful(_("true or false does not belong here"))
        if isinstance(cell, str) and cell.strip() in ERRORS:
            raise Doubtful(_("an error of the spreadsheet"))
        readers: dict[str, Callable[[Any], Any]] = {
            "date": self._date,
            "money": self._money,
            "share": _share,
            "number": _number,
            "choice": self._choice,
            "choices": self._choices,
            "list": _items,
        }
        read: Callable[[Any], Any] = readers.get(self.column.holds, _text)
        return read(cell)

    def _date(self, cell: Any) -> date:
        if isinstance(cell, datetime):
            raise Doubtful(_("a day with a time of day"))
        if isinstance(cell, date):
            return cell
        if isinstance(cell, int | float):
            return self._serial(cell)
        if not isinstance(cell, str):
            raise Doubtful(_("not a date"))
        text = _SPACES.sub(" ", cell).strip()
        if re.match(r"\d{5,6}(?:\.0+)?\Z", text):
            return self._serial(int(text.partition(".")[0]))
        try:
            return _written_date(text)
        except ValueError:
            raise Doubtful(_("no such day in the calendar")) from None

    def _serial(self, number: Any) -> date:
        """The day of Excel's number."""
        if number != int(number):
            raise Doubtful(_("a day with a time of day"))
        match = _COMPACT.match(str(int(number)))
        if match:
            try:
                return date(int(match[1]), int(match[2]), int(match[3]))
            except ValueError:
                raise Doubtful(_("no such day in the calendar")) from None
        if not FIRST_SERIAL <= number <= LAST_SERIAL:
            raise Doubtful(_("a number, not a date"))
        return self.since + timedelta(days=int(number))

    def _money(self, cell: Any) -> Decimal:
        if isinstance(cell, int | float | Decimal):
            return _cents(cell)
        if not isinstance(cell, str):
            raise Doubtful(_("not an amount"))
        text = _amount_text(cell)
        if text.startswith("-"):
            raise Doubtful(_("an amount below zero"))
        if _TWO_WAYS.match(text) and self.german == self.english:
            raise Doubtful(_("an amount that can be read in two ways: {text}").format(text=text))
        german = _GERMAN_MONEY.match(text) and not (_TWO_WAYS.match(text) and self.english)
        english = _ENGLISH_MONEY.match(text) and not (_TWO_WAYS.match(text) and self.german)
        if german:
            whole, _comma, cents = text.partition(",")
            digits = re.sub(r"\D", "", whole)
            return _cents(Decimal(f"{digits}.{re.sub(r'[^0-9]', '', cents) or '0'}"))
        if english:
            return _cents(Decimal(re.sub(r"[, ']", "", text)))
        raise Doubtful(_("not an amount in euros"))

    def _choice(self, cell: Any) -> str:
        text = written(cell).lower()
        found = [option for option in self.column.options if text in words_of(option)]
        if len(found) == 1:
            return found[0]
        raise Doubtful(_("not possible here; possible: {words}").format(words=", ".join(self._options())))

    def _choices(self, cell: Any) -> list[str]:
        return [self._choice(item) for item in _items(cell)]

    def _options(self) -> list[str]:
        from foerder.text.glossary import value_label

        return [value_label(option) for option in self.column.options]


def _written_date(text: str) -> date:
    """A date as people write it. Raises ``ValueError`` where the calendar has no such day."""
    if match := _ISO.match(text) or _COMPACT.match(text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := _GERMAN.match(text):
        return date(_year(match[3]), int(match[2]), int(match[1]))
    if match := _OTHER.match(text):
        first, second = int(match[1]), int(match[3])
        if first <= 12 and second <= 12 and first != second:
            raise Doubtful(_("a date that can be read in two ways: day or month first"))
        day, month = (second, first) if second > 12 else (first, second)
        return date(int(match[4]), month, day)
    if match := _WORDS.match(text):
        return date(int(match[3]), _month(match[2]), int(match[1]))
    if match := _ENGLISH.match(text):
        return date(int(match[3]), _month(match[1]), int(match[2]))
    raise Doubtful(_("not a date"))


def _year(text: str) -> int:
    """A year; of two digits only those of this century up to 69."""
    if len(text) == 4:
        return int(text)
    if int(text) >= 70:
        raise Doubtful(_("a year of two digits that can be of either century"))
    return 2000 + int(text)


def _month(word: str) -> int:
    try:
        return MONTHS[word.lower()]
    except KeyError:
        raise Doubtful(_("not a date")) from None


def _amount_text(cell: str) -> str:
    text = _SPACES.sub(" ", cell).strip()
    text = re.sub(r"^(?:€|EUR|Euro)\s*|\s*(?:€|EUR|Euro)$", "", text, flags=re.IGNORECASE)
    return text.replace("’", "'")


def _cents(number: Any) -> Decimal:
    """An amount to the cent; what a spreadsheet's binary numbers add behind it is taken off."""
    exact = Decimal(str(number))
    if exact < 0:
        raise Doubtful(_("an amount below zero"))
    rounded = exact.quantize(Decimal("0.01"))
    if abs(exact - rounded) > Decimal("0.000001"):
        raise Doubtful(_("an amount with parts of a cent"))
    return rounded


def _share(cell: Any) -> Decimal:
    text = written(cell).replace(",", ".")
    percent = text.endswith("%")
    try:
        number = Decimal(text.rstrip("% "))
    except InvalidOperation:
        raise Doubtful(_("not a share")) from None
    number = number / 100 if percent else number
    if not 0 <= number <= 1:
        raise Doubtful(_("not a share between 0 and 1; write 0,6 or 60 %"))
    return Decimal(f"{number.quantize(Decimal('0.000001')).normalize():f}")


def _number(cell: Any) -> int:
    text = written(cell).removesuffix(".")
    if not re.match(r"\d{1,6}\Z", text):
        raise Doubtful(_("not a whole number"))
    return int(text)


def _items(cell: Any) -> list[str]:
    return [item.strip() for item in re.split(r"[,;\n]", _text(cell)) if item.strip()]


def _text(cell: Any) -> str:
    if isinstance(cell, date | time):
        # Excel makes a date of "1-2" without being asked.
        raise Doubtful(_("a date where a text belongs"))
    return written(cell).replace("\r\n", "\n")
