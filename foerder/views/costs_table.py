"""The sections of `costs` on a terminal: a table where it fits, with remarks below the first column, or stacked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from foerder.views.costs_sections import Section
from foerder.views.table import MOST_ROWS, Column, cell, console, print_plain, print_table

GAP = 3
"""Columns between two columns."""
LEAST = 24
"""A text column may be folded down to this width."""


def draw(sections: Iterable[Section], width: int, color: bool) -> None:
    """Print all sections, the name of each period once."""
    before = None
    first = True
    for section in sections:
        if not section.rows:
            continue
        if not first:
            console(width, color).print()
        first = False
        if section.id and section.id != before:
            console(width, color).print(cell(section.heading, "bold", (f"  [{section.id}]", "dim")))
        before = section.id
        columns = range(len(section.header))
        beside = [number for number in columns if number not in section.remarks]
        if _least(section, columns) <= width:
            _table(section, list(columns), width, color)
        elif _least(section, beside) <= width:
            _table(section, beside, width, color)
        else:
            _stack(section, width, color)


def _least(section: Section, columns: Sequence[int]) -> int:
    """The width that a table of these columns needs so that no figure is broken."""
    needed = 0
    words = _words(section, columns)
    for number in columns:
        longest = max(len(row[number]) for row in (section.header, *section.rows))
        needed += longest if number in section.numbers else max(min(longest, LEAST), words[number])
    return needed + GAP * (len(columns) - 1)


def _words(section: Section, columns: Sequence[int]) -> dict[int, int]:
    """The longest word of every column, below the first one too: no word is broken either."""
    longest = {
        number: max((len(word) for row in (section.header, *section.rows) for word in row[number].split()), default=0)
        for number in range(len(section.header))
    }
    below = [length for number, length in longest.items() if number not in columns]
    return {number: max([longest[number], *below]) if number == columns[0] else longest[number] for number in columns}


def _style(section: Section, row: tuple[str, ...]) -> str:
    return "bold" if section.total and row is section.rows[-1] else ""


def _table(section: Section, columns: list[int], width: int, color: bool) -> None:
    below = [n for n in range(len(section.header)) if n not in columns]
    least = _words(section, columns)
    heads = [
        Column(section.header[n], fixed=n in section.numbers, right=n in section.numbers, least=least[n])
        for n in columns
    ]
    rows = []
    for row in section.rows:
        remarks = ", ".join(dict.fromkeys(_below(section, row, n) for n in below if row[n]))
        cells = [cell(row[n], _style(section, row)) for n in columns]
        cells[0] = cell(row[columns[0]], _style(section, row), (f"\n{remarks}" if remarks else "", "dim"))
        rows.append(cells)
    print_table(heads, rows, width, color)


def _below(section: Section, row: tuple[str, ...], number: int) -> str:
    return f"{section.header[number]}: {row[number]}" if number in section.named else row[number]


def _stack(section: Section, width: int, color: bool) -> None:
    """Each row as a block: its first words, then a line for every figure."""
    out = console(width, color)
    for row in section.rows[:MOST_ROWS]:
        out.print(cell(row[0], "bold" if not section.total or row is section.rows[-1] else ""), overflow="fold")
        for number in range(1, len(row)):
            if row[number]:
                out.print(cell(f"  {section.header[number]}: ", "dim", (row[number], "")), overflow="fold")
    print_plain([[cell(text) for text in row] for row in section.rows[MOST_ROWS:]])
