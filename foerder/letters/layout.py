"""Runs of text → lines in reading order → paragraphs and rows of tables,
without what every page repeats.
"""

from __future__ import annotations

import functools
import itertools
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from foerder.letters.columns import Line, in_columns, lines_of
from foerder.letters.extract import Run

ORDINALS_OF = (
    "Januar Februar März Maerz April Mai Juni Juli August September Oktober November Dezember "
    "Jan Feb Mär Mrz Apr Jun Jul Aug Sep Okt Nov Dez Quartal Halbjahr Tag Werktag Arbeitstag "
    "Kalendertag Monat Jahr Haushaltsjahr Kalenderjahr "
    "Förderjahr Projektjahr Abschnitt Bauabschnitt Rate Teilbetrag Stock Etage OG Änderung Nachtrag "
    "Kalenderwoche Woche Vierteljahr Förderperiode Auflage Fassung Wahlperiode Jahrgang Aufruf Förderaufruf "
    "Förderphase Stufe des eines jeden"
)
"""What a number with a full stop counts: 31. März, 2. Rate."""
_COUNTED = "|".join(ORDINALS_OF.split())
MARKER = re.compile(
    rf"(?:\(?\d{{1,2}}\)|\d{{1,2}}\.(?!\s+(?:{_COUNTED}))|\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}\.?"
    r"|[a-z]{1,2}\)|[IVX]{1,5}\.|§\s\d{1,3}|[-–—•▪·*])\s+(?=\S)"
)
"""What is before an item of a list or a numbered paragraph."""
_PAGE_NUMBER = re.compile(
    r"\W*(?:Seite|S\.|Blatt|Page)?\s*\d{1,3}\s*(?:(?:von|/|of)\s*\d{1,3})?\W*\Z|"
    r".*\bSeite\s+\d{1,3}(?:\s+(?:von|/)\s*\d{1,3})?\W*\Z"
)
_JOINING = (
    "der die das des dem den ein eine einer eines einem einen und oder sowie von vom zu zum zur mit nach bis für auf "
    "in im an am bei beim aus durch über unter vor gemäß ab seit als Nummer Ziffer Punkt Artikel Satz Absatz Ihr Ihre "
    "Ihrer Ihren Ihrem diese dieser dieses diesem diesen jede jedes jeden jeweiligen ist sind hat wird"
)
_OPEN_END = re.compile(
    rf"(?:[,(§]|\b(?:{'|'.join(_JOINING.split())}|(?:bzw|Nrn?|Abs|Ziff|Art)\.))\Z"
)
"""How a line ends that must go on."""
_LABEL = re.compile(r"[A-ZÄÖÜ][\w./-]*(?: [\w./-]+){0,3}:\s")
_SALUTATION = re.compile(r"(?:Sehr geehrte|Liebe|Guten Tag)[^.:]{3,80}[,!]\Z")
EDGE = 4
"""Lines at the head and at the foot of a page that may be repeated on every page."""


@dataclass
class Block:
    """A paragraph, or a row of a table, with the page on which each of its lines stands."""

    lines: list[tuple[str, int]] = field(default_factory=list)
    row: bool = False
    head: tuple[str, ...] = ()
    """The first row of the table that a row belongs to."""
    cells: tuple[str, ...] = ()


def blocks_of(pages: Sequence[Sequence[Run]]) -> tuple[list[Block], list[str]]:
    """The blocks of a letter in reading order, and the lines that its pages repeat."""
    body, repeated = without_furniture(
        [lines_of(number, runs) for number, runs in enumerate(pages, 1)]
    )
    lines: list[Line] = []
    for page in body:
        lines += in_columns(page)
    return list(_blocks(lines)), repeated


def without_furniture(pages: list[list[Line]]) -> tuple[list[list[Line]], list[str]]:
    """The pages without headers, footers and page numbers; and those, each once."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update(set(map(_shape, _edges(page))))
    fewest = max(2, 0.4 * len(pages))
    kept: list[list[Line]] = []
    repeated: dict[str, None] = {}
    for page in pages:
        furniture = set()
        for line in _edges(page):
            if seen[_shape(line)] >= fewest or _is_page_number(line):
                furniture.add(line)
                repeated[line.text] = None
        kept.append([line for line in page if line not in furniture])
    return kept, list(repeated)


def _edges(page: list[Line]) -> list[Line]:
    return page[:EDGE] + page[EDGE:][-EDGE:]


def _shape(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text)


def _is_page_number(line: Line) -> bool:
    return len(line.text) < 120 and bool(_PAGE_NUMBER.match(line.text))


def _blocks(lines: list[Line]) -> Iterator[Block]:
    """Lines put together: to rows where they have cells, else to paragraphs."""
    pitch = _pitch(lines)
    rightmost = _rightmost(lines)
    paragraph: list[Line] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        rows, at = _table(lines, at)
        if paragraph and (rows or _ends_between(paragraph[-1], line, pitch, rightmost)):
            yield _paragraph(paragraph)
            paragraph = []
        if rows:
            yield from rows
        else:
            paragraph.append(line)
    if paragraph:
        yield _paragraph(paragraph)


def _pitch(lines: list[Line]) -> float:
    """The usual distance of two lines, in heights of a line."""
    steps = itertools.starmap(_distance, itertools.pairwise(lines))
    return median([step for step in steps if 0 < step < 2.5] or [1.2])


def _rightmost(lines: list[Line]) -> dict[tuple[int, int], float]:
    """Where the lines of each column end, but for a few that reach beyond it."""
    ends: dict[tuple[int, int], list[float]] = {}
    for line in lines:
        ends.setdefault(line.place, []).append(line.right)
    return {key: sorted(rights)[int(0.92 * (len(rights) - 1))] for key, rights in ends.items()}


def _distance(first: Line, second: Line) -> float:
    """How far below a line the next one is, in heights of it; nothing where
    that is in another column.
    """
    if first.place != second.place:
        return 0.0
    return (second.top - first.top) / first.height


def _ends_between(
    first: Line, second: Line, pitch: float, rightmost: dict[tuple[int, int], float]
) -> bool:
    """Whether a paragraph ends between two lines."""
    if _SALUTATION.match(first.text):
        return True
    distance = _distance(first, second)
    if distance > 1.4 * pitch:
        return not _begins_small(second) or distance >= 2.2 * pitch
    right = rightmost[first.place]
    return _ends_early(first, second, right - first.right, right - first.left)


def _begins_small(line: Line) -> bool:
    """Whether a line begins with a small letter that is no mark of an item."""
    return line.text[0].islower() and not MARKER.match(line.text)


def _ends_early(first: Line, second: Line, room: float, width: float) -> bool:
    """Whether a line ends a paragraph by what is written.

    ``room``: what is left empty of its width.
    """
    item = MARKER.match(second.text)
    closed = first.text.endswith((".", ":", ";", "!", "?"))
    if item and (closed or first.text.endswith((",", ")"))):
        return True
    open_end = bool(_OPEN_END.search(first.text))
    if item and not open_end:
        return room > 0.1 * width
    if _LABEL.match(second.text) and room > 0.05 * width:
        return True
    if _begins_small(second) or open_end or first.text.endswith(("-", "‐")):
        return False
    return room > (0.12 * width if closed else max(1.2 * _first_word(second), 0.3 * width))


def _first_word(line: Line) -> float:
    """How wide the first word of a line is, more or less."""
    return (line.right - line.left) * len(line.text.split()[0]) / max(1, len(line.text))


def _paragraph(lines: list[Line]) -> Block:
    return Block([(line.text, line.page) for line in lines])


def _table(lines: list[Line], at: int) -> tuple[list[Block], int]:
    """The rows of a table that begins at a line, and the line after it; no rows
    where none begins there.
    """
    if not _is_row(lines, at):
        return [], at + 1
    stop = at + 1
    while stop < len(lines) and _is_of_table(lines, at, stop):
        stop += 1
    rows: list[list[list[Run]]] = []
    steps = [two.top - one.top for one, two in itertools.pairwise(lines[at:stop])]
    tight = _tight(steps)
    for line, step in zip(lines[at:stop], (math.inf, *steps), strict=True):
        if rows and _continues(rows[-1], line, step <= tight):
            _add_to_row(rows[-1], line)
        else:
            rows.append([[cell] for cell in line.cells])
    return _row_blocks(rows, lines[at].page), stop


def _tight(steps: list[float]) -> float:
    """The step from line to line inside a row, where the rows of a table are
    set apart; else nothing.
    """
    if not steps or min(steps) >= 0.75 * max(steps):
        return 0.0
    tight = 1.15 * min(steps)
    near = sum(step <= tight for step in steps)
    return tight if near <= 2 * (len(steps) - near) else 0.0


def _is_of_table(lines: list[Line], first: int, at: int) -> bool:
    """Whether a line goes on with the table that begins at another."""
    line, before = lines[at], lines[at - 1]
    if line.place != before.place or line.top - before.top > 2.6 * line.height:
        return False
    if _is_row(lines, at):
        return True
    starts: set[int] = set()
    for row in lines[first:at]:
        starts |= _starts(row)
    if line.left > lines[first].left + 2:
        return round(line.left / 3) in starts
    wrapped = line.top - before.top <= 1.6 * line.height and line.right < 3 * min(starts)
    return wrapped and (line.text[0].islower() or before.cells[0].text.endswith("-"))


def _row_blocks(rows: list[list[list[Run]]], page: int) -> list[Block]:
    head: tuple[str, ...] = ()
    found = []
    for row in rows:
        cells = tuple(joined([run.text for run in cell]) for cell in row)
        found.append(Block([(" ".join(cells), page)], True, head, cells))
        head = head or cells
    return found


def _is_row(lines: list[Line], at: int) -> bool:
    """Whether a line has cells: gaps that are wide, or that begin where a neighbour's begin."""
    line = lines[at]
    if len(line.cells) < 2:
        return False
    for first, second in itertools.pairwise(line.cells):
        if second.left - first.right > 2.2 * line.height:
            return True
    neighbours = (*lines[max(0, at - 1) : at], *lines[at + 1 : at + 2])
    return not _starts(line).isdisjoint(set().union(*map(_starts, neighbours)))


def _starts(line: Line) -> set[int]:
    """Where the cells of a line begin but the first, in steps that forgive small differences."""
    return {round(cell.left / 3) for cell in line.cells[1:]}


def _continues(row: list[list[Run]], line: Line, near: bool) -> bool:
    """Whether a line goes on with the cells of the row above it: it has no
    first cell, or the middle of one.
    """
    column = _column(row, line.cells[0])
    if near or column != 0:
        return column is not None
    before, after = row[0][-1].text, line.cells[0].text
    return after[0].islower() or before.endswith("-")


def _column(row: list[list[Run]], cell: Run) -> int | None:
    """The number of the column that a cell begins with."""
    for number, runs in enumerate(row):
        if abs(runs[0].left - cell.left) <= 2:
            return number
    return None


def _add_to_row(row: list[list[Run]], line: Line) -> None:
    for cell in line.cells:
        column = _column(row, cell)
        if column is not None:
            row[column].append(cell)


def joined(lines: list[str]) -> str:
    """Lines put together without the hyphens at their ends."""
    return functools.reduce(glue, map(clean, lines), "")


def clean(line: str) -> str:
    """A line with single blanks, and without the marks of where a word may be divided."""
    return " ".join(line.replace("\u00ad", "").split())


_ELLIPSIS = ("und ", "oder ", "bzw", "sowie ", "bis ")
"""Before these words a hyphen stands for a part of a word: Zwischen- und Verwendungsnachweis."""


def glue(text: str, line: str) -> str:
    """A line put behind a text."""
    if not text:
        return line
    if text.endswith(("-", "‐")) and len(text) > 1 and text[-2].isalpha():
        if line[:1].islower() and not line.startswith(_ELLIPSIS):
            return text[:-1] + line
        if line[:1].isupper() or line[:1].isdigit():
            return text + line
    if text.endswith("/"):
        return text + line
    return f"{text} {line}"
