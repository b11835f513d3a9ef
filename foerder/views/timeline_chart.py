"""The timeline as characters: one column for some months, or several for one, as wide as there is room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

from foerder.deadlines.timeline import Bar, Row, gap_text
from foerder.model import Deadline
from foerder.text.glossary import value_label
from foerder.text.i18n import _, fmt_date
from foerder.text.plain import clean

if TYPE_CHECKING:
    from rich.text import Text

BESIDE = 120
"""From this width on the titles stand beside the chart."""
MONTHS_A_COLUMN = (Fraction(1, 4), Fraction(1, 3), Fraction(1, 2), *(Fraction(n) for n in (1, 2, 3, 4, 6, 12, 24, 60)))
BARS = {"approved": "█", "applied": "▓", "idea": "▒", "rejected": "·", "withdrawn": "·"}
BAR_STYLES = {"approved": "blue", "applied": "yellow", "idea": "cyan", "rejected": "dim", "withdrawn": "dim"}
GAP, OK_GAP, TODAY, OPEN_START, OPEN_END = "x", "-", "│", "◂", "▸"
OVERDUE, MARK, MANY = "!", "◆", "+"
WARNING = "bold red"


@dataclass(frozen=True, slots=True)
class Scale:
    """Which column a day falls into."""

    first: date
    last: date
    step: Fraction
    """Months per column."""

    @classmethod
    def fitting(cls, first: date, last: date, room: int) -> Scale:
        """The finest scale that fits into the room."""
        months = 12 * (last.year - first.year) + last.month - first.month + 1
        return cls(first, last, next((s for s in MONTHS_A_COLUMN if months / s <= room), MONTHS_A_COLUMN[-1]))

    @property
    def width(self) -> int:
        """Columns of the whole chart."""
        months = 12 * (self.last.year - self.first.year) + self.last.month - self.first.month + 1
        return -(-months // self.step)

    def column(self, day: date) -> int:
        """The column of a day; below 0 or beyond the width outside."""
        months = 12 * (day.year - self.first.year) + day.month - self.first.month
        return int((months + Fraction(day.day - 1, 31)) // self.step)

    def shows(self, day: date) -> bool:
        """Whether a day is inside."""
        return self.first <= day <= self.last


Line = list[tuple[str, str]]
"""Pieces of a line, or its characters one by one, each with its style."""


def draw(lanes: Sequence[Row], first: date, last: date, today: date, width: int, color: bool) -> None:
    """Print the chart with its head and its legend: beside the titles where there is room, else below them."""
    from rich.table import Table

    from foerder.views.table import console

    label = min(60, width // 3) if width >= BESIDE else 0
    scale = Scale.fitting(first, last, max(12, width - label - 2 if label else width))
    out = console(width, color)
    blocks: list[tuple[Line, list[Line]]] = [([], list(_head(scale, today)))]
    blocks += [(_title(lane), list(_rows(lane, scale, today))) for lane in lanes]
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=label, overflow="fold")
    grid.add_column(width=scale.width, no_wrap=True, overflow="fold")
    for title, lines in blocks:
        if label:
            grid.add_row(_text([title]), _text(lines))
            continue
        if title:
            out.print(_text([title]), overflow="fold")
        out.print(_text(lines), overflow="fold")
    if label:
        out.print(grid)
    out.print()
    out.print(_text(_legend(scale, width)), overflow="fold")


def _text(lines: Sequence[Line]) -> Text:
    """Lines for the console; text of the register is never markup, and its control characters are shown."""
    from rich.text import Text

    result = []
    for line in lines:
        text = Text()
        # Neighbours of one style in one go: an escape sequence a stretch, not a character.
        for style, pieces in groupby(line, key=lambda piece: piece[1]):
            text.append("".join(clean(piece) for piece, _style in pieces), style=style or None)
        text.rstrip()
        result.append(text)
    return Text("\n").join(result)


def _title(lane: Row) -> Line:
    """The last project of the chain with its id, and those before it."""
    before = " ← ".join(project.id for project in reversed(lane.projects[:-1]))
    return [(lane.last.title, "bold"), (f"  [{lane.last.id}" + (f" ← {before}]" if before else "]"), "dim")]


def _head(scale: Scale, today: date) -> Iterator[Line]:
    """Where today is, the years, and the months where there is a column for each."""
    if scale.shows(today):
        mark, column = "▼", scale.column(today)
        text = _("today {day}").format(day=fmt_date(today))
        if column + 2 + len(text) <= scale.width:
            yield [(" " * column + f"{mark} {text}", "bold")]
        else:
            yield [(f"{text} {mark}".rjust(column + 1)[-(column + 1) :], "bold")]
    years = [" "] * scale.width
    for year in range(scale.first.year, scale.last.year + 1):
        column = scale.column(date(year, 1, 1))
        following = scale.column(date(year + 1, 1, 1)) if year < date.max.year else scale.width
        name = str(year) if following - column >= 5 else f"{year % 100:02}" if following - column >= 3 else ""
        _put(years, column, f"╷{name}" if name or following - column > 1 else "╷")
    yield [("".join(years), "dim")]
    if scale.step <= 1:
        yield [("".join(_month_row(scale)), "dim")]


def _month_row(scale: Scale) -> list[str]:
    row = [" "] * scale.width
    letters = _("J F M A M J J A S O N D").split()
    for index in range(12 * scale.first.year, 12 * scale.last.year + 12):
        _put(row, scale.column(date(index // 12, index % 12 + 1, 1)), letters[index % 12])
    return row


def _put(row: list[str], column: int, text: str) -> None:
    for number, char in enumerate(text):
        if 0 <= column + number < len(row):
            row[column + number] = char


def _rows(lane: Row, scale: Scale, today: date) -> Iterator[Line]:
    """The bars, the marks below them where there are any, and what cannot be drawn in words."""
    shown = [d for d in lane.deadlines if d.due and scale.shows(d.due)]
    if lane.bars:
        yield _bar_row(lane, scale, today)
    if shown:
        yield _mark_row(shown, scale, today)
    for gap in lane.gaps:
        yield [(gap_text(gap), "dim" if gap.accepted else WARNING)]
    if lane.undated or not lane.bars:
        names = ", ".join(f"{project.id}/{period.id}" for project, period in lane.undated)
        yield [(_("dates not recorded") + f": {names}" if names else _("no period"), "dim")]


def _bar_row(lane: Row, scale: Scale, today: date) -> Line:
    cells: Line = [(" ", "")] * scale.width
    if scale.shows(today):
        cells[scale.column(today)] = (TODAY, "bold")
    for gap in lane.gaps:
        style = ("dim", OK_GAP) if gap.accepted else (WARNING, GAP)
        for column in range(max(0, scale.column(gap.start)), min(scale.width, scale.column(gap.end) + 1)):
            cells[column] = (style[1], style[0])
    # What is only an idea never hides what is approved.
    for bar in sorted(lane.bars, key=lambda bar: -list(BARS).index(bar.period.status)):
        _draw_bar(cells, bar, scale)
    for gap in lane.gaps:
        # A short gap shares its column with the bars beside it and would be hidden.
        column = scale.column(gap.start)
        if not gap.accepted and 0 <= column < scale.width:
            cells[column] = (GAP, WARNING)
    if scale.shows(today) and cells[scale.column(today)][0] in BARS.values():
        cells[scale.column(today)] = ("┃", f"bold reverse {cells[scale.column(today)][1]}")
    return cells


def _draw_bar(cells: Line, bar: Bar, scale: Scale) -> None:
    status = bar.period.status
    style = BAR_STYLES[status]
    first = scale.column(bar.start) if bar.start else -1
    last = scale.column(bar.end) if bar.end else scale.width
    if bar.start is None:
        # Nobody knows since when: a stump that points back.
        first = last - 2
    for column in range(max(0, first), min(scale.width, last + 1)):
        cells[column] = (BARS[status], style)
    if bar.start is None and 0 <= first < scale.width:
        cells[first] = (OPEN_START, style)
    if bar.end is None and first < scale.width:
        cells[-1] = (OPEN_END, style)


def _mark_row(deadlines: Sequence[Deadline], scale: Scale, today: date) -> Line:
    cells: Line = [(" ", "")] * scale.width
    if scale.shows(today):
        cells[scale.column(today)] = (TODAY, "bold")
    columns: dict[int, list[Deadline]] = {}
    for deadline in deadlines:
        assert deadline.due is not None
        columns.setdefault(scale.column(deadline.due), []).append(deadline)
    for column, found in columns.items():
        if any(d.state == "overdue" for d in found):
            cells[column] = (OVERDUE, WARNING)
        else:
            char = MARK if len(found) == 1 else str(len(found)) if len(found) < 10 else MANY
            cells[column] = (char, "yellow" if any(d.state == "due" for d in found) else "bold")
    return cells


def _legend(scale: Scale, width: int) -> list[Line]:
    """What the characters mean, and how much time a column is."""
    parts = [f"{BARS[status]} {value_label(status)}" for status in ("approved", "applied", "idea")]
    parts += [
        f"{BARS['rejected']} {value_label('rejected')}/{value_label('withdrawn')}",
        f"{OPEN_START} {OPEN_END} {_('begin or end not recorded')}",
        f"{GAP} {_('gap')}",
        f"{OK_GAP} {_('accepted gap')}",
        f"{TODAY} {_('today')}",
        f"{OVERDUE} {value_label('overdue')}",
        f"{MARK} {_('deadline')}",
        f"2–9 {_('several deadlines')}",
    ]
    if scale.step <= 1:
        columns = int(1 / scale.step)
        scale_text = _("one column a month") if columns == 1 else _("{n} columns a month").format(n=columns)
    else:
        scale_text = _("one column for {n} months").format(n=int(scale.step))
    lines = [""]
    for part in (*parts, f"({scale_text})"):
        longer = f"{lines[-1]}   {part}" if lines[-1] else part
        if len(longer) > width and lines[-1]:
            lines.append(part)
        else:
            lines[-1] = longer
    return [[(line, "dim")] for line in lines]
