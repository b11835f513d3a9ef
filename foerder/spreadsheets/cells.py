"""Cells of a list → values of the register, by what their column holds."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from foerder.spreadsheets.columns import Column
from foerder.spreadsheets.formats.numbers import Percent
from foerder.spreadsheets.grid import Broken
from foerder.spreadsheets.spans import Span, span
from foerder.text import values
from foerder.text.glossary import value_label, words_of
from foerder.text.i18n import _
from foerder.text.values import UNKNOWN, Doubtful, Habits

EMPTY = frozenset(("", "-", "–", "—", "./.", "/", "?"))
NOT_TOLD = frozenset(
    (
        "k. a., k.a., ka, keine angabe, keine, offen, noch offen, unbekannt, entfällt, folgt, "
        "n/a, n. a., n.a., n. n., n.n., tbd, x, xx"
    ).split(", ")
)
"""Words that say in a cell for a day or an amount that nobody knows it yet."""
TYPED = ("date", "money", "share", "span", "length", "own")
_ERROR = re.compile(r"#[A-ZÄÖÜ/0-9]+[!?]?\Z|(?:Err|Fehler):\d{3}\Z")
_ADDRESS = re.compile(r"https?://\S+\Z", re.IGNORECASE)


def is_empty(cell: Any, holds: str = "text") -> bool:
    """Whether nothing is in a cell, only a dash, or a word for what is not known."""
    if cell is None:
        return True
    if not isinstance(cell, str):
        return False
    text = cell.strip().lower()
    return text in EMPTY or (holds in TYPED and text in NOT_TOLD)


def written(cell: Any) -> str:
    """A cell as text, for messages and for columns of text."""
    if isinstance(cell, Broken):
        return cell.shown
    if isinstance(cell, Decimal) and cell == cell.to_integral_value():
        return str(int(cell))
    return str(cell).strip()


def habits_of(column: Column, texts: list[str], alike: list[str] | None = None) -> Habits:
    """What the texts of a column show of its writing; where they show nothing,
    those of its kind in the list.
    """
    for some in (texts, alike or []):
        habits = _habits(column, some)
        if habits != UNKNOWN:
            return habits
    return UNKNOWN


def _habits(column: Column, texts: list[str]) -> Habits:
    if column.holds in ("money", "own"):
        german, english = values.separators(texts)
        return Habits(german, english)
    if column.holds == "date":
        return Habits(month_first=values.order_of(texts))
    return UNKNOWN


class Reader:
    """Reads the cells of one column."""

    def __init__(self, column: Column, habits: Habits = UNKNOWN) -> None:
        self.column = column
        self.habits = habits
        self.remark = ""
        """What stood behind the last value in brackets and is no part of it."""

    def read(self, cell: Any) -> Any:
        """The value of a cell that is not empty. Raises `Doubtful`."""
        self.remark = ""
        if isinstance(cell, Broken):
            raise Doubtful(cell.why)
        if isinstance(cell, bool):
            raise Doubtful(_("true or false does not belong here"))
        if isinstance(cell, str) and _ERROR.match(cell.strip()):
            raise Doubtful(_("an error of the spreadsheet"))
        readers: dict[str, Callable[[Any], Any]] = {
            "date": self._date,
            "money": self._money,
            "share": self._share,
            "number": _number,
            "choice": self._choice,
            "choices": self._choices,
            "list": _items,
            "span": _span,
            "length": self._length,
            "url": _url,
            "own": self._own,
        }
        read: Callable[[Any], Any] = readers.get(self.column.holds, _text)
        return read(cell)

    def _date(self, cell: Any) -> date:
        if isinstance(cell, datetime):
            raise Doubtful(_("a day with a time of day"))
        if isinstance(cell, date):
            return values.plausible(cell)
        if not isinstance(cell, str):
            raise Doubtful(_("a number, not a date: the cell has no date format"))
        text = values.spaced(cell)
        if self.column.name == "start":
            text = re.sub(r"\A(?:ab|seit|vom)\s+(?:dem\s+)?", "", text)
        if self.column.name == "end":
            text = re.sub(r"\Abis\s+(?:zum\s+)?", "", text)
        found, self.remark = values.day_and_remark(text, self.habits)
        return found

    def _money(self, cell: Any) -> Decimal:
        if isinstance(cell, Percent):
            raise Doubtful(_("a share, not an amount"))
        if isinstance(cell, int | Decimal):
            number = Decimal(cell)
            if self.habits.factor:
                # A sum of thirds in T€ has no cents to lose.
                number = (number * self.habits.factor).quantize(Decimal("0.0001"))
            return values.cents(number)
        if not isinstance(cell, str):
            raise Doubtful(_("not an amount"))
        return values.money(cell, self.habits)

    def _share(self, cell: Any) -> Decimal:
        text = written(cell).replace(",", ".")
        percent = text.endswith("%") or (self.habits.percent and isinstance(cell, str | int))
        text = text.rstrip("% ")
        why = _("not a share between 0 and 1; write 0,6 or 60 %")
        if not re.fullmatch(r"\d{1,9}(?:\.\d+)?", text):
            raise Doubtful(why)
        number = Decimal(text) / 100 if percent else Decimal(text)
        if number > 1:
            raise Doubtful(why)
        return Decimal(f"{number.quantize(Decimal('0.000001')).normalize():f}")

    def _own(self, cell: Any) -> dict[str, Decimal]:
        """An amount or a share of the financing plan, by its key."""
        if self.habits.percent or written(cell).endswith("%"):
            return {"share": self._share(cell)}
        return {"amount": self._money(cell)}

    def _length(self, cell: Any) -> date | str:
        """A day, or how long something lasts."""
        if isinstance(cell, str) and not re.search(r"\d[./]\d", cell):
            return values.length(cell)
        return self._date(cell)

    def _choice(self, cell: Any) -> str:
        text = written(cell).lower()
        found = [option for option in self.column.options if text in words_of(option)]
        if len(found) == 1:
            return found[0]
        words = ", ".join(value_label(option) for option in self.column.options)
        raise Doubtful(_("not possible here; possible: {words}").format(words=words))

    def _choices(self, cell: Any) -> list[str]:
        return [self._choice(item) for item in _items(cell)]


def _span(cell: Any) -> Span:
    if not isinstance(cell, str):
        raise Doubtful(_("not a period of time: write first and last day"))
    found = span(cell)
    if found.start and found.end and found.start > found.end:
        raise Doubtful(_("the end is before the start"))
    return found


def _number(cell: Any) -> int:
    text = written(cell).removesuffix(".")
    if not re.match(r"\d{1,6}\Z", text):
        raise Doubtful(_("not a whole number"))
    return int(text)


def _items(cell: Any) -> list[str]:
    found = []
    for item in re.split(r"[,;\n]", _text(cell)):
        if item.strip():
            found.append(item.strip())
    return found


def _url(cell: Any) -> str:
    text = _text(cell)
    if not _ADDRESS.match(text):
        raise Doubtful(_("no web address: it begins with http:// or https://"))
    return text


def _text(cell: Any) -> str:
    if isinstance(cell, date | time):
        # Excel makes a date of "1-2" without being asked.
        raise Doubtful(_("a date where a text belongs"))
    return written(cell).replace("\r\n", "\n")
