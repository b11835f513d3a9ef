"""The rows of a workbook's lists, written into the frame that the library makes
(ECMA-376 part 1, 18.3.1).

docs/decisions/rows-of-workbooks.md says why the library does not write them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from html import escape
from itertools import islice
from typing import IO, Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from foerder.text.i18n import fmt_date
from foerder.text.plain import clean

LONGEST = 32_767
"""Characters that a cell of Excel holds, in units of UTF-16."""
MOST_ROWS = 1_048_573
"""Rows of a sheet of Excel, between the header and the line of sums."""
FIRST_DAY = date(1900, 3, 1)
"""Excel takes 1900 for a leap year: days before this one are written as text."""
DAY_ZERO = date(1899, 12, 30)
"""From here Excel counts days; its cells hold numbers, which a format shows as days."""
LEVEL = 5
"""zlib's default level 6 takes half as long again for 3 % less."""
KEPT = 1000
"""So many different cells of a column are kept: most columns repeat a few words and days."""
TOGETHER = 500
"""So many rows are written at a time."""
_STYLE = re.compile(rb' s="(\d+)"')
_CODED = re.compile(r"[\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
"""What XML cannot hold, and what would be read as the code of a character
(ST_Xstring, 22.9.2.19).
"""


class Filling(NamedTuple):
    """The rows of a sheet, whose place a row of empty cells keeps, the last of the list."""

    rows: Sequence[Sequence[Any]]
    shown: Sequence[Callable[[Any], Any]]
    """For each column what a value is in its cell: a text, a number, a day;
    None where there is no cell.
    """
    plain: int
    """The column that has the format of text."""


def text(value: object) -> str:
    """Text as a cell holds it: line breaks stay, other control characters are
    shown, too long a text is cut.
    """
    given = str(value)
    if not given.isprintable():
        given = "\n".join(clean(line) for line in given.replace("\r\n", "\n").split("\n"))
    if len(given) <= LONGEST // 2:
        return given
    units = given.encode("utf-16-le")
    if len(units) <= 2 * LONGEST:
        return given
    return units[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore") + "…"


def fill(frame: IO[bytes], into: IO[bytes], sheets: Mapping[str, Filling]) -> None:
    """Copy the workbook with the rows of its sheets, which are named by their files."""
    with (
        ZipFile(frame) as made,
        ZipFile(into, "w", ZIP_DEFLATED, compresslevel=LEVEL) as packed,
    ):
        for name in made.namelist():
            content = made.read(name)
            with packed.open(name, "w") as part:
                if name in sheets:
                    _fill(content, part, sheets[name])
                else:
                    part.write(content)


def _fill(content: bytes, part: IO[bytes], sheet: Filling) -> None:
    begin = content.index(b'<row r="%d"' % (len(sheet.rows) + 1))
    end = content.index(b"</row>", begin) + len(b"</row>")
    part.write(content[:begin])
    styles = [int(style) for style in _STYLE.findall(content, begin, end)]
    rows = _rows(sheet, styles)
    while some := "".join(islice(rows, TOGETHER)):
        part.write(some.encode("utf-8"))
    part.write(content[end:])


def _rows(sheet: Filling, styles: Sequence[int]) -> Iterator[str]:
    from xlsxwriter.utility import xl_col_to_name

    columns = []
    for number, (style, shown) in enumerate(zip(styles, sheet.shown, strict=True)):
        cell_of = lru_cache(KEPT)(partial(_cell, shown, style, styles[sheet.plain]))
        columns.append((f'<c r="{xl_col_to_name(number)}', cell_of))
    for line, row in enumerate(sheet.rows, 2):
        cells = []
        for value, (begin, cell_of) in zip(row, columns, strict=True):
            if value is not None and (cell := cell_of(value)):
                cells.append(f"{begin}{line}{cell}")
        yield f'<row r="{line}">{"".join(cells)}</row>'


def _cell(shown: Callable[[Any], Any], style: int, plain: int, value: Any) -> str:
    """A cell without its address, by its type; text is never a formula or a link.

    Empty where there is no cell.
    """
    content = shown(value)
    if content is None:
        return ""
    if isinstance(content, date):
        if content < FIRST_DAY:
            content, style = fmt_date(content), plain
        else:
            content = (content - DAY_ZERO).days
    if isinstance(content, int | Decimal):
        return f'" s="{style}"><v>{content:.16G}</v></c>'
    return f'" s="{style}" t="inlineStr"><is>{_inline(text(content))}</is></c>'


def _inline(content: str) -> str:
    written = escape(_CODED.sub(_code, content), quote=False)
    if content[:1].isspace() or content[-1:].isspace():
        return f'<t xml:space="preserve">{written}</t>'
    return f"<t>{written}</t>"


def _code(match: re.Match[str]) -> str:
    return f"_x{ord(match[0]):04X}_"
