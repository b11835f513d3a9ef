"""Tables for a terminal, drawn with rich; text of the register is never markup."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from foerder.text.plain import clean
from foerder.views.sections import Section, below, words

MOST_ROWS = 200
"""So many rows are drawn, a millisecond each; whatever is more follows as plain lines."""
GAP = 3
"""Columns between two columns."""
LEAST = 24
"""A text column of a section may be folded down to this width."""


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
    result = Text()
    result.append(clean(text), style=style or None)
    for piece, piece_style in more:
        body = piece.removeprefix("\n")
        lead = piece[: len(piece) - len(body)]
        result.append(lead + clean(body), style=piece_style or None)
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


def grid(rows: Iterable[Sequence[Text]], whole: int = 1) -> Table:
    """Cells below each other without lines; the first ``whole`` columns never break."""
    result = Table.grid(padding=(0, 2))
    for _number in range(whole):
        result.add_column(no_wrap=True)
    result.add_column(overflow="fold")
    for row in rows:
        result.add_row(*row)
    return result


def pairs(rows: Iterable[tuple[str, str]]) -> Table:
    """Labels and values."""
    return grid((cell(label, "dim"), cell(value)) for label, value in rows)


def indented(content: RenderableType, by: int = 2, below: int = 1) -> Padding:
    """With room before it and empty lines below it."""
    return Padding(content, (0, 0, below, by))


def print_table(
    columns: Sequence[Column], rows: Sequence[Sequence[Text]], width: int, color: bool, spaced: bool = False
) -> None:
    """Draw a table, ``spaced`` with an empty line between its rows; long words are folded, nothing is cut.

    Of many rows the first are drawn; those that no screen shows follow as plain lines. Of none nothing is.
    """
    if not rows:
        return
    table = Table(
        box=box.SIMPLE_HEAD,
        expand=any(column.ratio for column in columns),
        leading=int(spaced),
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


def print_plain(rows: Iterable[Sequence[Text]]) -> None:
    """Rows as plain lines: their cells with tabs between them, as in a pipe."""
    lines = (Text("\t").join(row).plain for row in rows)
    sys.stdout.writelines(line.replace("\n", "\t") + "\n" for line in lines)


def draw(sections: Iterable[Section], width: int, color: bool) -> None:
    """Print sections as tables, the name of each period once.

    A table that is too wide puts its remarks below the first column; one that is still too wide is stacked.
    No figure is ever broken.
    """
    out = console(width, color)
    before = None
    for number, section in enumerate(one for one in sections if one.rows):
        if number:
            out.print()
        if section.id and section.id != before:
            out.print(cell(section.heading, "bold", (f"  [{section.id}]", "dim")))
        before = section.id
        _Drawing(section).print(width, color)


class _Drawing:
    """A section in words, and how wide its columns are."""

    def __init__(self, section: Section) -> None:
        self.columns = section.columns
        self.rows = [tuple(map(words, row)) for row in section.rows]
        self.total = section.total
        titles = tuple(column.title for column in self.columns)
        texts = list(zip(titles, *self.rows, strict=True))
        self.longest = [max(map(len, column)) for column in texts]
        self.word = [_longest_word(column) for column in texts]

    def print(self, width: int, color: bool) -> None:
        """Whole, or with remarks below the first column, or stacked."""
        everything = range(len(self.columns))
        beside = [n for n in everything if not self.columns[n].remark]
        for shown in (everything, beside):
            least = self._least(shown)
            if sum(least) + GAP * (len(least) - 1) <= width:
                return self._table(shown, width, color)
        return self._stack(width, color)

    def _words(self, shown: Sequence[int]) -> list[int]:
        """The longest word of each shown column; of the first one also those below it."""
        hidden = [length for n, length in enumerate(self.word) if n not in shown]
        first, *others = (self.word[n] for n in shown)
        return [max([first, *hidden]), *others]

    def _least(self, shown: Sequence[int]) -> list[int]:
        """How wide each shown column is at least, with no figure and no word broken."""
        needed = []
        for n, word in zip(shown, self._words(shown), strict=True):
            longest = self.longest[n]
            needed.append(longest if self.columns[n].figure else max(min(longest, LEAST), word))
        return needed

    def _style(self, number: int) -> str:
        return "bold" if self.total and number == len(self.rows) - 1 else ""

    def _table(self, shown: Sequence[int], width: int, color: bool) -> None:
        heads = []
        for n, least in zip(shown, self._words(shown), strict=True):
            title, figure, *_other = self.columns[n]
            heads.append(Column(title, fixed=figure, right=figure, least=least))
        rows = []
        for number, row in enumerate(self.rows):
            style = self._style(number)
            first, *others = (row[n] for n in shown)
            cells = [cell(first, style, *below(self._remarks(row, shown)))]
            rows.append(cells + [cell(text, style) for text in others])
        print_table(heads, rows, width, color)

    def _remarks(self, row: Sequence[str], shown: Sequence[int]) -> str:
        found = []
        for n, column in enumerate(self.columns):
            if row[n] and n not in shown:
                found.append(f"{column.title}: {row[n]}" if column.named else row[n])
        return ", ".join(dict.fromkeys(found))

    def _stack(self, width: int, color: bool) -> None:
        """Each row as a block: its first words, then a line for every figure."""
        out = console(width, color)
        for number, row in enumerate(self.rows[:MOST_ROWS]):
            style = self._style(number) if self.total else "bold"
            out.print(cell(row[0], style), overflow="fold")
            for column, text in zip(self.columns[1:], row[1:], strict=True):
                if text:
                    out.print(cell(f"  {column.title}: ", "dim", (text, "")), overflow="fold")
        print_plain([cell(text) for text in row] for row in self.rows[MOST_ROWS:])


def _longest_word(texts: Iterable[str]) -> int:
    return max((len(word) for text in texts for word in text.split()), default=0)
