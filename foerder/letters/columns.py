"""Runs of text on a page → lines in the order in which they are read: down the
left column, then down the right one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from foerder.letters.extract import Run

FEWEST_LINES, FEWEST_LETTERS = 4, 20
"""Two columns of prose have at least so many lines and, on average, letters in
a line; a table has fewer.
"""
FULL, FLUSH = 0.55, 0.6
"""How much of a column its lines fill on average, and how many of them begin at its edge."""
WIDEST_BLANK = 2.2
"""Heights of a line: a justified line has no wider blanks between its words."""


class Line(NamedTuple):
    """What is on one line of one column of a page."""

    page: int
    column: int
    top: float
    height: float
    cells: tuple[Run, ...]

    @property
    def text(self) -> str:
        return " ".join(cell.text for cell in self.cells)

    @property
    def place(self) -> tuple[int, int]:
        """Page and column."""
        return self.page, self.column

    @property
    def left(self) -> float:
        return self.cells[0].left

    @property
    def right(self) -> float:
        return self.cells[-1].right


def lines_of(page: int, runs: Sequence[Run], column: int = 0) -> list[Line]:
    """The lines of a page from top to bottom."""
    groups: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: (run.top + run.height / 2, run.left)):
        middle = run.top + run.height / 2
        last = groups[-1][0] if groups else None
        if last and middle - (last.top + last.height / 2) < 0.4 * max(run.height, last.height):
            groups[-1].append(run)
        else:
            groups.append([run])
    found = []
    for group in groups:
        group.sort(key=lambda run: run.left)
        found.append(
            Line(page, column, min(run.top for run in group), group[0].height, tuple(group))
        )
    return found


def in_columns(lines: list[Line]) -> Iterator[Line]:
    """The lines of a page: those between two that go across both columns column by column."""
    for gutter in _gutters(lines):
        bands = [
            band for band in _bands(lines, gutter) if _are_columns(lines[slice(*band)], gutter)
        ]
        if bands:
            yield from _by_column(lines, bands, gutter)
            return
    yield from lines


def _gutters(lines: Sequence[Line]) -> list[float]:
    """Where a right column may begin: where many runs in the middle of the page begin."""
    cells = [cell for line in lines for cell in line.cells]
    if not cells:
        return []
    left, right = min(cell.left for cell in cells), max(cell.right for cell in cells)
    from_, to = left + 0.3 * (right - left), left + 0.7 * (right - left)
    starts = Counter(round(cell.left) for cell in cells if from_ < cell.left < to)
    return [start - 1.0 for start, count in starts.most_common(3) if count >= FEWEST_LINES]


def _bands(lines: Sequence[Line], gutter: float) -> Iterator[tuple[int, int]]:
    """First and last of the lines between two that cross the gutter."""
    start = 0
    for number, line in enumerate(lines):
        if any(cell.left < gutter - 1 and cell.right > gutter for cell in line.cells):
            yield start, number
            start = number + 1
    yield start, len(lines)


def _by_column(
    lines: Sequence[Line], bands: Iterable[tuple[int, int]], gutter: float
) -> Iterator[Line]:
    done = 0
    for start, stop in bands:
        yield from lines[done:start]
        left, right = _sides(lines[start:stop], gutter)
        upper, left, lower = _parted(left, right)
        page = lines[start].page
        for column, runs in enumerate((upper, left, right, lower)):
            yield from lines_of(page, runs, column % 3)
        done = stop
    yield from lines[done:]


def _are_columns(lines: Sequence[Line], gutter: float) -> bool:
    left, right = _sides(lines, gutter)
    return _is_prose(left) and _is_prose(right)


def _sides(lines: Sequence[Line], gutter: float) -> tuple[list[Run], list[Run]]:
    """What is left and right of the gutter; the words of a justified line are one run."""
    left: list[Run] = []
    right: list[Run] = []
    for line in lines:
        left += _without_blanks([cell for cell in line.cells if cell.left < gutter])
        right += _without_blanks([cell for cell in line.cells if cell.left >= gutter])
    return left, right


def _without_blanks(cells: Sequence[Run]) -> list[Run]:
    runs: list[Run] = []
    for cell in cells:
        if runs and cell.left - runs[-1].right < WIDEST_BLANK * cell.height:
            runs[-1] = runs[-1]._replace(right=cell.right, text=f"{runs[-1].text} {cell.text}")
        else:
            runs.append(cell)
    return runs


def _is_prose(runs: Sequence[Run]) -> bool:
    """Whether runs look like the lines of a column of prose."""
    if len(runs) < FEWEST_LINES or sum(len(run.text) for run in runs) < FEWEST_LETTERS * len(
        runs
    ):
        return False
    edge, flush = Counter(round(run.left / 3) for run in runs).most_common(1)[0]
    widest = max(run.right for run in runs) - 3 * edge
    filled = sum(run.right - run.left for run in runs)
    return filled >= FULL * widest * len(runs) and flush >= FLUSH * len(runs)


def _parted(left: list[Run], right: list[Run]) -> tuple[list[Run], list[Run], list[Run]]:
    """Short lines above, beside and below the right column; only a gap parts
    them from the column.
    """
    first, last = right[0].top, right[-1].top
    begin, end = 0, len(left)
    for number, (one, two) in enumerate(pairwise(left), 1):
        if two.top - one.top <= 1.7 * two.height:
            continue
        if one.top < first - one.height:
            begin = number
        if two.top > last + 1.6 * two.height:
            end = number
            break
    return left[:begin], left[begin:end], left[end:]
