"""Answers as tables of typed cells; how each is written is decided at the edge:
screen, plain lines, page, workbook.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from foerder.text.i18n import _, fmt_date, fmt_money, fmt_percent, heading


class Share(Decimal):
    """A ratio from 0 to 1; every other Decimal in a cell is an amount in euros."""


class Link(str):
    """An address that a page can open."""

    __slots__ = ()


Cell = str | int | date | Decimal | None
"""A text, a number, a day, an amount, a share, a link, or nothing."""
Row = Sequence[Cell]


def share(ratio: Decimal | None) -> Share | None:
    """A ratio as a cell."""
    return None if ratio is None else Share(ratio)


def share_of(part: Decimal | None, whole: Decimal | None) -> Share | None:
    """A part of a whole as a cell; nothing where either is not known or the whole is zero."""
    if part is None or not whole:
        return None
    return Share(part / whole)


def words(cell: Cell) -> str:
    """A cell in words; empty where there is nothing."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, Share):
        return fmt_percent(cell)
    if isinstance(cell, Decimal):
        return fmt_money(cell)
    if isinstance(cell, date):
        return fmt_date(cell)
    return str(cell)


def span_text(first: date | None, last: date | None) -> str:
    """From when to when; empty where neither is known."""
    if first and last:
        return f"{fmt_date(first)}–{fmt_date(last)}"
    if first:
        return _("from {day}").format(day=first)
    return _("until {day}").format(day=last) if last else ""


def commas(*parts: Cell) -> str:
    """Those parts that say something, in words, with commas."""
    return ", ".join(filter(None, map(words, parts)))


Piece = tuple[str, str]
"""Words and their style on a screen."""
Line = Sequence[Piece]
"""A line on a screen."""
Styled = str | tuple[Any, ...]
"""A cell on a screen: words, or words and style, then further pieces."""


def below(words: str, style: str = "dim") -> list[Piece]:
    """A piece of a cell in a line of its own, where there is one."""
    return [(f"\n{words}", style)] if words else []


class TableColumn(NamedTuple):
    """A column on a screen: a fixed one never breaks, the others share what is left."""

    title: str
    fixed: bool = False
    right: bool = False
    ratio: int | None = None
    least: int | None = None
    most: int | None = None
    """Where it wraps."""


class Column(NamedTuple):
    """One column of a section."""

    title: str
    figure: bool = False
    """Never broken, to the right."""
    remark: bool = False
    """A narrow table puts it below the first column,"""
    named: bool = False
    """there with its title, without which it says nothing."""
    drop: int = 0
    """Above 0: a narrow table leaves it out, the highest first."""


def text(title: str, drop: int = 0) -> Column:
    """A column of words."""
    return Column(heading(title), drop=drop)


def figure(title: str, drop: int = 0) -> Column:
    """A column of figures or days."""
    return Column(heading(title), figure=True, drop=drop)


def remark(title: str, named: bool = False) -> Column:
    """A column that a narrow table has no room for."""
    return Column(heading(title), remark=True, named=named)


@dataclass(frozen=True, slots=True)
class Section:
    """A table: of one period (``id``) or of all."""

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    total: bool = False
    """Whether the last row sums up."""
    id: str = ""
    heading: str = ""


def plain_rows(sections: Iterable[Section]) -> Iterable[Iterable[str]]:
    """Plain records: section and period, then the cells."""
    for section in sections:
        names = tuple(filter(None, (section.id, section.title)))
        for row in section.rows:
            yield *names, *map(words, row)
