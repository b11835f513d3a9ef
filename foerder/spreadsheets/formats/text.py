"""CSV files: their characters, their divider, their quotation marks."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from foerder.spreadsheets.grid import (
    LAST_ROW,
    LONGEST_CELL,
    MOST_BYTES,
    MOST_ROWS,
    Broken,
    Grid,
    text_cell,
)
from foerder.text.i18n import _

DIVIDERS = ";\t,|"
MOST_FIELDS = 2_000_000
"""Empty ones count, too."""
MOST_LINES = 1_000
"""So many lines of a cell tell whether they are rows."""
SAMPLE = 200_000
"""So many characters tell the divider."""
MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
GERMAN = frozenset("äöüÄÖÜß")
USUAL = frozenset("–—„“”‚‘’€§°éèàáç²³½…·•\u00a0")
NAMES = {
    "cp1252": "Windows-1252",
    "iso8859_15": "ISO 8859-15",
    "mac_roman": "Mac Roman",
    "cp850": "DOS (CP850)",
}
GUARDED = ("'=", "'+", "'-", "'@", "'\t", "'\r")
_EXCEL_TEXT = re.compile(r'(^|[;\t,|])="', re.MULTILINE)


def read(name: str, content: str, remark: str = "") -> Grid:
    """The file as one sheet; its remarks say what is unusual."""
    grid = Grid(name, is_csv=True)
    if remark:
        grid.remarks.append(remark)
    content = _EXCEL_TEXT.sub(r'\1"', content)
    csv.field_size_limit(MOST_BYTES)
    divider = divider_of(content)
    try:
        rows = records(content, divider, grid)
    except OverflowError:
        grid.give_up()
        return grid
    for number, fields in enumerate(rows, 1):
        cells: dict[int, Any] = {}
        for column, field in enumerate(fields):
            cell = field if isinstance(field, Broken) else text_cell(unguarded(field))
            if cell is not None:
                cells[column] = cell
        if not grid.add(number, cells):
            break
    return grid


def records(content: str, divider: str, grid: Grid) -> Iterable[list[Any]]:
    """The rows of the file; where a quotation mark is never closed, each line by itself."""
    found = []
    try:
        for fields in bounded(content, divider, strict=True):
            found.append(fields)
            if has_swallowed(fields, len(found[0]), divider):
                raise csv.Error("unexpected end of data")
    except csv.Error as fault:
        # A mark inside a field is no fault of a list.
        loose = list(bounded(content, divider, strict=False))
        closed = "unexpected end" not in str(fault)
        if closed and not any(
            has_swallowed(fields, len(loose[0]), divider) for fields in loose
        ):
            return loose
        grid.remarks.append(
            _("A quotation mark is never closed: the lines are read one by one.")
        )
        return lines(content, divider)
    return found


def bounded(content: str, divider: str, strict: bool) -> Iterator[list[str]]:
    """The rows as the library divides them.

    Raises ``OverflowError`` where they are more than any list has.
    """
    if content.count(divider) > MOST_FIELDS or content.count("\n") > LAST_ROW:
        raise OverflowError
    rows = fields = 0
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=divider, strict=strict)
    for row in reader:
        rows += any(row)
        fields += len(row)
        if rows > MOST_ROWS or fields > MOST_FIELDS:
            raise OverflowError
        yield row


def has_swallowed(fields: list[str], width: int, divider: str) -> bool:
    """Whether a field holds whole rows: its mark was never closed."""
    for field in fields:
        if len(field) <= LONGEST_CELL and "\n" not in field:
            continue
        for line in field.split("\n", MOST_LINES)[1:-1]:
            if line.count(divider) >= width - 1 > 0:
                return True
    return False


def lines(content: str, divider: str) -> Iterator[list[Any]]:
    """Each line by itself; in one with a mark that is not closed no cell is known."""
    for line in io.StringIO(content, newline=None):
        line = line.rstrip("\n")
        if line.count('"') % 2:
            why = _("in a row with a quotation mark that is never closed")
            yield [Broken(field, why) for field in line.split(divider)]
        else:
            yield next(csv.reader([line], delimiter=divider), [])


def divider_of(content: str) -> str:
    """The character that makes the most columns in the most rows."""
    sample = content[:SAMPLE]
    return max(DIVIDERS, key=lambda divider: _columns(sample, divider))


def _columns(sample: str, divider: str) -> int:
    widths: Counter[int] = Counter()
    for fields in csv.reader(io.StringIO(sample, newline=""), delimiter=divider):
        if len(fields) > 1:
            widths[len(fields)] += 1
    return max((count * (width - 1) for width, count in widths.items()), default=0)


def unguarded(field: str) -> str:
    """The field without the apostrophe that makes a formula harmless."""
    return field[1:] if field.startswith(GUARDED) else field


def decoded(raw: bytes) -> tuple[str, str]:
    """The text of a file, and what is to be said of its characters."""
    for mark, encoding in MARKS:
        if raw.startswith(mark):
            return raw.decode(encoding, "replace"), ""
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros = raw[offset:2000:2].count(0)
        if zeros > len(raw[offset:2000:2]) * 0.6:
            remark = _("The file is written in UTF-16 and does not say so.")
            return raw.decode(encoding, "replace"), remark
    try:
        return raw.decode("utf-8"), ""
    except UnicodeDecodeError:
        return _guessed(raw)


def _guessed(raw: bytes) -> tuple[str, str]:
    """A text in one of the old sets of 256 characters, or in several."""
    if _is_mixed(raw):
        remark = _("The file mixes UTF-8 with other characters: some letters are lost.")
        return raw.decode("utf-8", "replace"), remark
    texts = {encoding: raw.decode(encoding, "replace") for encoding in NAMES}
    best = max(NAMES, key=lambda encoding: _likely(texts[encoding]))
    if best == "cp1252":
        return texts[best], ""
    remark = _("The file is written in {name}; check its umlauts below.")
    return texts[best], remark.format(name=NAMES[best])


def _is_mixed(raw: bytes) -> bool:
    """Whether some lines with letters beyond ASCII are UTF-8 and others are not."""
    found = set()
    for line in raw.split(b"\n"):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            found.add(False)
        else:
            found.add(True)
    return len(found) == 2


def _likely(text: str) -> int:
    score = 0
    for char, count in Counter(text).items():
        if char in GERMAN:
            score += 2 * count
        elif char in USUAL:
            score += count
        elif not char.isascii():
            score -= 3 * count
    return score
