"""Tables for a terminal, drawn with rich; text of the register is never markup."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NamedTuple

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from foerder.text.plain import clean

MOST_ROWS = 200
"""So many rows are drawn, a millisecond each; whatever is more follows as plain lines."""


class Column(NamedTuple):
    """One column: a fixed one never breaks, the others share what is left; ``most`` is where it wraps."""

    title: str
    fixed: bool = False
    right: bool = False
    ratio: int | None = None
    least: int | None = None
    most: int | None = None


def cell(text: str, style: str = "", *more: tuple[str, str]) -> Text:
    """A cell of one or several pieces, each with its style; a piece may begin with a line break of our own."""
    result = Text(clean(text), style="")
    result.stylize(style) if style else None
    for piece, piece_style in more:
        lead = "\n" if piece.startswith("\n") else ""
        result.append(lead + clean(piece[len(lead) :]), style=piece_style or None)
    return result


def console(width: int, color: bool) -> Console:
    """A console that writes to stdout exactly as wide, and as colourful, as asked for."""
    return Console(
        file=sys.stdout,
        width=width,
        force_terminal=color,
        no_color=not color,
        color_system="standard" if color else None,
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
    )


def print_table(
    columns: Sequence[Column], rows: Sequence[Sequence[Text]], width: int, color: bool, spaced: bool = False
) -> None:
    """Draw a table, ``spaced`` with an empty line between its rows; long words are folded, nothing is cut.

    Of many rows the first are drawn; those that no screen shows follow as plain lines.
    """
    table = Table(
        box=box.SIMPLE_HEAD,
        expand=any(column.ratio for column in columns),
        leading=1 if spaced else 0,
        pad_edge=False,
        show_edge=False,
        header_style="bold" if color else "",
    )
    for column in columns:
        table.add_column(
            Text(column.title),
            no_wrap=column.fixed,
            overflow="fold",
            justify="right" if column.right else "left",
            ratio=column.ratio,
            min_width=column.least,
            max_width=column.most,
        )
    for row in rows[:MOST_ROWS]:
        table.add_row(*row)
    console(width, color).print(table)
    print_plain(rows[MOST_ROWS:])


def print_plain(rows: Sequence[Sequence[Text]]) -> None:
    """Rows as plain lines: their cells with tabs between them, as in a pipe."""
    sys.stdout.writelines("\t".join(text.plain.replace("\n", "\t") for text in row) + "\n" for row in rows)
