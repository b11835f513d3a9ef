"""A sheet as plain cells with their addresses, whatever kind of file it comes from."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from foerder.text.i18n import _

MOST_ROWS = 20_000
MOST_CELLS = 1_000_000
MOST_BYTES, MOST_TEXT = 64_000_000, 24_000_000
"""Larger than any list of an office: beyond these a sheet or file is not read
(a small zip unpacks to gigabytes).
"""
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""What a sheet of Excel has."""
LONGEST_CELL = 32_767
"""Characters that a cell of Excel holds."""
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
SPOILT = ("\ufffd", "Ã¤", "Ã¶", "Ã¼", "ÃŸ", "Ã„", "Ã–", "Ãœ")
"""Signs of a text that was decoded with the wrong characters."""


class Unreadable(Exception):  # noqa: N818 (it is an answer, not a fault)
    """A file that is no list; ``remedy`` says the way out."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


class Broken(NamedTuple):
    """A cell whose value nobody knows: what is seen of it, and why."""

    shown: str
    why: str


class Row(NamedTuple):
    """One row that is not empty: its number from 1, and its cells by column from 0."""

    number: int
    cells: dict[int, Any]

    @property
    def texts(self) -> list[str]:
        """The cells that are text."""
        return [cell for cell in self.cells.values() if isinstance(cell, str)]

    @property
    def has_days(self) -> bool:
        """Whether a cell is a day, or true or false: nothing of a head."""
        return any(isinstance(cell, date | bool) for cell in self.cells.values())


class Area(NamedTuple):
    """Merged cells: first and last row from 1, first and last column from 0."""

    top: int
    bottom: int
    left: int
    right: int


@dataclass
class Grid:
    """One sheet of a file."""

    name: str
    rows: list[Row] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)
    hidden: bool = False
    hidden_rows: list[int] = field(default_factory=list)
    notes: list[tuple[int, int, str]] = field(default_factory=list)
    """Comments of cells: row, column, text."""
    remarks: list[str] = field(default_factory=list)
    """What is to be said of the file: its characters, its divider."""
    unread: str = ""
    """Why the sheet is not read, where it is not."""
    is_csv: bool = False
    held: int = 0
    """Cells so far."""
    written: int = 0
    """Characters so far, each cell's by itself: a workbook keeps what many say only once."""
    spanned: int = 0
    """Rows and columns of merged cells so far."""

    def where(self, row: int, column: int | None = None) -> str:
        """A place in the file as people name it."""
        if column is None:
            return _("{sheet}, row {n}").format(sheet=self.name, n=row)
        if self.is_csv:
            text = _("{sheet}, row {n}, column {column}")
            return text.format(sheet=self.name, n=row, column=letters(column))
        return f"{self.name}!{letters(column)}{row}"

    def add(self, number: int, cells: dict[int, Any]) -> bool:
        """Take a row in; False where the sheet is larger than any list, and
        nothing of it is kept.
        """
        if cells:
            self.rows.append(Row(number, cells))
        self.held += len(cells)
        self.written += sum(len(cell) for cell in cells.values() if isinstance(cell, str))
        if self.held > MOST_CELLS or self.written > MOST_TEXT:
            return self.give_up()
        if len(self.rows) > MOST_ROWS or number > LAST_ROW:
            return self.give_up()
        return True

    def merge(self, area: Area) -> bool:
        """Take merged cells in; False where they are more than any list has."""
        self.merged.append(area)
        self.spanned += min(area.bottom - area.top + 1, MOST_ROWS)
        self.spanned += min(area.right - area.left + 1, LAST_COLUMN)
        return self.spanned <= MOST_CELLS or self.give_up()

    def merged_in(self, row: int) -> dict[int, int]:
        """The columns of a row that are one with others, and the first column of each."""
        found: dict[int, int] = {}
        for area in self.merged:
            if area.top <= row <= area.bottom:
                for column in range(area.left, min(area.right, LAST_COLUMN) + 1):
                    found.setdefault(column, area.left)
        return found

    def give_up(self) -> bool:
        """Keep nothing of a sheet that is too large, and say so."""
        self.rows.clear()
        self.merged.clear()
        self.unread = _(
            "larger than any list: more than 20,000 rows, a million cells or 24 MB of text"
        )
        return False


def letters(column: int) -> str:
    """The name of a column in a spreadsheet: A, B … AA."""
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def column_of(address: str) -> int:
    """The number of a column, from 0, in an address such as ``AB12``.

    Raises ``ValueError`` beyond the last one.
    """
    number = 0
    for char in address:
        if not char.isalpha():
            break
        if number > LAST_COLUMN:
            raise ValueError(address[:20])
        number = number * 26 + ord(char.upper()) - 64
    return number - 1


def text_cell(text: str) -> Any:
    """A text as a cell: composed letters, nothing invisible; None where nothing is left."""
    plain = text
    if not text.isascii():
        plain = unicodedata.normalize("NFC", text).translate(INVISIBLE)
    plain = plain.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not plain:
        return None
    if len(plain) > LONGEST_CELL:
        return Broken(plain[:60], _("longer than a cell can be"))
    if not plain.isascii() and is_spoilt(plain):
        return Broken(
            plain, _("letters that were lost: save the list as .xlsx, or as CSV in UTF-8")
        )
    return plain


def is_spoilt(text: str) -> bool:
    """Whether a text was decoded with the wrong characters."""
    return any(sign in text for sign in SPOILT) or any(
        "\x80" <= char <= "\x9f" for char in text
    )


def error_cell(text: str) -> Broken:
    """A cell with an error of the spreadsheet."""
    return Broken(text, _("an error of the spreadsheet"))


def formula_cell(text: str) -> Broken:
    """A formula that nothing has computed."""
    return Broken(
        text,
        _(
            "a formula without a stored value: open the list in Excel or LibreOffice and save it once"
        ),
    )
