"""The timeline as characters: one column for some months, or several for one,
as wide as there is room.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from foerder.deadlines.timeline import Bar, Row, gap_text
from foerder.model import Deadline
from foerder.text.glossary import value_label
from foerder.text.i18n import _, fmt_date
from foerder.views.sections import Piece

if TYPE_CHECKING:
    from foerder.views.table import Screen

BESIDE = 120
"""From this width on the titles are beside the chart."""
MONTHS_A_COLUMN = (
    Fraction(1, 4),
    Fraction(1, 3),
    Fraction(1, 2),
    *(Fraction(n) for n in (1, 2, 3, 4, 6, 12, 24, 60)),
)
BARS = {
    "approved": ("█", "blue"),
    "applied": ("▓", "yellow"),
    "idea": ("▒", "cyan"),
    "rejected": ("·", "dim"),
    "withdrawn": ("·", "dim"),
}
"""The character of a period by its status, and its style."""
GAP, OK_GAP, TODAY, OPEN_START, OPEN_END = "x", "-", "│", "◂", "▸"
OVERDUE, MARK, MANY = "!", "◆", "+"
WARNING = "bold red"


def _months_between(first: date, last: date) -> int:
    return 12 * (last.year - first.year) + last.month - first.month


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
        months = _months_between(first, last) + 1
        fitting = (step for step in MONTHS_A_COLUMN if months / step <= room)
        return cls(first, last, next(fitting, MONTHS_A_COLUMN[-1]))

    @property
    def width(self) -> int:
        """Columns of the whole chart."""
        return -(-(_months_between(self.first, self.last) + 1) // self.step)

    def column(self, day: date) -> int:
        """The column of a day; below 0 or beyond the width outside."""
        months = _months_between(self.first, day) + Fraction(day.day - 1, 31)
        return int(months // self.step)

    def shows(self, day: date) -> bool:
        """Whether a day is inside."""
        return self.first <= day <= self.last


Line = list[Piece]
"""Pieces of a line, or its characters one by one, each with its style."""


def draw_lanes(
    lanes: Sequence[Row], first: date, last: date, today: date, screen: Screen
) -> None:
    """The chart with its head and its legend: beside the titles where there is
    room, else below them.
    """
    width = screen.width
    label = min(60, width // 3) if width >= BESIDE else 0
    room = width - label - 2 if label else width
    scale = Scale.fitting(first, last, max(12, room))
    blocks: list[tuple[Line, list[Line]]] = [([], list(_head(scale, today)))]
    blocks += [(_title(lane), list(_lines(lane, scale, today))) for lane in lanes]
    if label:
        screen.beside(blocks, label, scale.width)
    else:
        for title, lines in blocks:
            screen.lines([title, *lines] if title else lines)
    screen.print()
    screen.lines(_legend(scale, width))


def _title(lane: Row) -> Line:
    """The last project of the chain with its id, and those before it."""
    ids = " ← ".join(project.id for project in reversed(lane.projects))
    return [(lane.last.title, "bold"), (f"  [{ids}]", "dim")]


def _head(scale: Scale, today: date) -> Iterator[Line]:
    """Where today is, the years, and the months where there is a column for each."""
    if scale.shows(today):
        column = scale.column(today)
        text = _("today {day}").format(day=fmt_date(today))
        line = " " * column + f"▼ {text}"
        if len(line) > scale.width:
            line = f"{text} ▼".rjust(column + 1)[-(column + 1) :]
        yield [(line, "bold")]
    years = [" "] * scale.width
    for year in range(scale.first.year, scale.last.year + 1):
        column = scale.column(date(year, 1, 1))
        following = scale.width
        if year < date.max.year:
            following = scale.column(date(year + 1, 1, 1))
        _put(years, column, "╷" + _year_name(year, following - column))
    yield [("".join(years), "dim")]
    if scale.step <= 1:
        yield [("".join(_months(scale)), "dim")]


def _year_name(year: int, room: int) -> str:
    if room >= 5:
        return str(year)
    return f"{year % 100:02}" if room >= 3 else ""


def _months(scale: Scale) -> list[str]:
    row = [" "] * scale.width
    letters = _("J F M A M J J A S O N D").split()
    for year in range(scale.first.year, scale.last.year + 1):
        for month, letter in enumerate(letters, 1):
            _put(row, scale.column(date(year, month, 1)), letter)
    return row


def _put(row: list[str], column: int, text: str) -> None:
    for number, char in enumerate(text, column):
        if 0 <= number < len(row):
            row[number] = char


def _lines(lane: Row, scale: Scale, today: date) -> Iterator[Line]:
    """The bars, the marks below them where there are any, and what cannot be drawn in words."""
    shown = [one for one in lane.deadlines if one.due and scale.shows(one.due)]
    if lane.bars:
        yield _bar_line(lane, scale, today)
    if shown:
        yield _mark_line(shown, scale, today)
    for gap in lane.gaps:
        yield [(gap_text(gap), "dim" if gap.accepted else WARNING)]
    if lane.undated:
        names = ", ".join(f"{project.id}/{period.id}" for project, period in lane.undated)
        yield [(_("dates not recorded") + f": {names}", "dim")]
    elif not lane.bars:
        yield [(_("no period"), "dim")]


def _empty(scale: Scale, today: date) -> Line:
    cells: Line = [(" ", "")] * scale.width
    if scale.shows(today):
        cells[scale.column(today)] = (TODAY, "bold")
    return cells


def _fill(cells: Line, first: int, last: int, piece: Piece) -> None:
    for column in range(max(0, first), min(len(cells), last + 1)):
        cells[column] = piece


def _bar_line(lane: Row, scale: Scale, today: date) -> Line:
    cells = _empty(scale, today)
    for gap in lane.gaps:
        piece = (OK_GAP, "dim") if gap.accepted else (GAP, WARNING)
        _fill(cells, scale.column(gap.start), scale.column(gap.end), piece)
    # What is only an idea never hides what is approved.
    for bar in sorted(lane.bars, key=lambda bar: -list(BARS).index(bar.period.status)):
        _draw_bar(cells, bar, scale)
    for gap in lane.gaps:
        # A short gap shares its column with the bars beside it and would be hidden.
        column = scale.column(gap.start)
        if not gap.accepted:
            _fill(cells, column, column, (GAP, WARNING))
    if scale.shows(today):
        char, style = cells[scale.column(today)]
        if (char, style) in BARS.values():
            cells[scale.column(today)] = ("┃", f"bold reverse {style}")
    return cells


def _draw_bar(cells: Line, bar: Bar, scale: Scale) -> None:
    char, style = BARS[bar.period.status]
    last = scale.column(bar.end) if bar.end else scale.width
    # Nobody knows since when: a stump that points back.
    first = scale.column(bar.start) if bar.start else last - 2
    _fill(cells, first, last, (char, style))
    if bar.start is None:
        _fill(cells, first, first, (OPEN_START, style))
    if bar.end is None and first < scale.width:
        cells[-1] = (OPEN_END, style)


def _mark_line(deadlines: Sequence[Deadline], scale: Scale, today: date) -> Line:
    cells = _empty(scale, today)
    columns: dict[int, list[str]] = {}
    for deadline in deadlines:
        assert deadline.due is not None
        columns.setdefault(scale.column(deadline.due), []).append(deadline.state)
    for column, states in columns.items():
        cells[column] = _mark(states)
    return cells


def _mark(states: list[str]) -> Piece:
    """The deadlines of one column."""
    if "overdue" in states:
        return OVERDUE, WARNING
    style = "yellow" if "due" in states else "bold"
    if len(states) == 1:
        return MARK, style
    return (str(len(states)) if len(states) < 10 else MANY), style


def _legend(scale: Scale, width: int) -> list[Line]:
    """What the characters mean, and how much time a column is."""
    granted = ("approved", "applied", "idea")
    parts = [f"{BARS[status][0]} {value_label(status)}" for status in granted]
    parts += [
        f"{BARS['rejected'][0]} {value_label('rejected')}/{value_label('withdrawn')}",
        f"{OPEN_START} {OPEN_END} {_('begin or end not recorded')}",
        f"{GAP} {_('gap')}",
        f"{OK_GAP} {_('accepted gap')}",
        f"{TODAY} {_('today')}",
        f"{OVERDUE} {value_label('overdue')}",
        f"{MARK} {_('deadline')}",
        f"2–9 {_('several deadlines')}",
        f"({_step_text(scale.step)})",
    ]
    lines = parts[:1]
    for part in parts[1:]:
        longer = f"{lines[-1]}   {part}"
        if len(longer) > width:
            lines.append(part)
        else:
            lines[-1] = longer
    return [[(line, "dim")] for line in lines]


def _step_text(step: Fraction) -> str:
    """How much time a column is."""
    if step > 1:
        return _("one column for {n} months").format(n=int(step))
    if step == 1:
        return _("one column a month")
    return _("{n} columns a month").format(n=int(1 / step))
