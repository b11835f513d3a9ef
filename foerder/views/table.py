"""The screen of a terminal, drawn with rich; text of the register is never markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import StringIO
from itertools import groupby
from operator import itemgetter

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from foerder.text.plain import clean
from foerder.views.sections import Line, Section, Styled, TableColumn, below, words

MOST_ROWS = 200
"""So many rows are drawn, a millisecond each; whatever is more follows as plain lines."""
GAP = 3
"""Columns between two columns."""
LEAST = 24
"""A text column of a section may be folded down to this width."""


def text_of(cell: Styled) -> Text:
    """A cell of one or several pieces; a further piece may begin with a line break of our own."""
    if isinstance(cell, str):
        return Text(clean(cell))
    words, style, *more = cell if len(cell) > 1 else (*cell, "")
    result = Text().append(clean(words), style=style or None)
    for piece, piece_style in more:
        body = piece.removeprefix("\n")
        lead = piece[: len(piece) - len(body)]
        result.append(lead + clean(body), style=piece_style or None)
    return result


class Screen:
    """What is written for a terminal, exactly as wide and as colourful as asked for."""

    def __init__(self, width: int, color: bool) -> None:
        self.width = width
        self.color = color
        self.out = StringIO()
        self.console = Console(
            file=self.out,
            width=width,
            force_terminal=color,
            no_color=not color,
            color_system="standard" if color else None,
            markup=False,
            highlight=False,
            emoji=False,
            legacy_windows=False,
        )

    @property
    def text(self) -> str:
        """Everything written so far."""
        return self.out.getvalue()

    def print(self, words: str = "", style: str = "", *more: tuple[str, str]) -> None:
        """A paragraph, long words folded."""
        self.console.print(text_of((words, style, *more)), overflow="fold")

    def indent(self, words: str, by: int = 2) -> None:
        """A paragraph with room before it."""
        self.console.print(Padding(text_of(words), (0, 0, 0, by)))

    def grid(self, rows: Iterable[Sequence[Styled]], whole: int = 1, by: int = 2) -> None:
        """Cells below each other without lines, then an empty one; the first
        ``whole`` columns never break.
        """
        self.console.print(Padding(self.cells(rows, whole), (0, 0, 1, by)))

    def cells(self, rows: Iterable[Sequence[Styled]], whole: int = 1) -> Table:
        """Cells below each other without lines."""
        grid = Table.grid(padding=(0, 2))
        for _number in range(whole):
            grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        for row in rows:
            grid.add_row(*map(text_of, row))
        return grid

    def wrapped(self, cell: Styled, by: int = 2) -> None:
        """A paragraph of which every line has room before it."""
        for line in text_of(cell).wrap(self.console, self.width - by, overflow="fold"):
            self.console.print(Text(" " * by).append_text(line))

    def lines(self, lines: Iterable[Line]) -> None:
        """Lines of pieces below each other."""
        self.console.print(_block(lines), overflow="fold")

    def beside(
        self, blocks: Iterable[tuple[Line, Sequence[Line]]], left: int, right: int
    ) -> None:
        """Titles to the left, each with its lines to the right."""
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(width=left, overflow="fold")
        grid.add_column(width=right, no_wrap=True, overflow="fold")
        for title, lines in blocks:
            grid.add_row(_block([title]), _block(lines))
        self.console.print(grid)

    def pairs(self, facts: Iterable[tuple[str, str]]) -> None:
        """Labels and values."""
        self.grid(((label, "dim"), value) for label, value in facts)

    def table(
        self,
        columns: Iterable[TableColumn],
        rows: Sequence[Sequence[Styled]],
        spaced: bool = False,
    ) -> None:
        """A table, ``spaced`` with an empty line between its rows; long words
        are folded, nothing is cut.

        Of many rows the first are drawn, the others follow as plain lines.
        Without rows there is no table.
        """
        if not rows:
            return
        columns = list(columns)
        table = Table(
            box=box.SIMPLE_HEAD,
            expand=any(column.ratio for column in columns),
            leading=int(spaced),
            pad_edge=False,
            show_edge=False,
            header_style="bold" if self.color else "",
        )
        for column in columns:
            # Of a column with a ratio rich takes its width for the least one.
            width = column.least if column.ratio else None
            table.add_column(
                Text(column.title),
                no_wrap=column.fixed,
                overflow="fold",
                justify="right" if column.right else "left",
                ratio=column.ratio,
                width=width,
                min_width=column.least,
                max_width=column.most,
            )
        for row in rows[:MOST_ROWS]:
            table.add_row(*map(text_of, row))
        self.console.print(table)
        self.plain(rows[MOST_ROWS:])

    def plain(self, rows: Iterable[Sequence[Styled]]) -> None:
        """Rows as plain lines: their cells with tabs between them, as in a pipe."""
        for row in rows:
            line = Text("\t").join(map(text_of, row)).plain
            self.out.write(line.replace("\n", "\t") + "\n")

    def sections(self, sections: Iterable[Section]) -> None:
        """Sections as tables, the name of each period once.

        A table that is too wide has its remarks below the first column; one still too wide is
        stacked. No figure is ever broken.
        """
        before = None
        for number, section in enumerate(one for one in sections if one.rows):
            if number:
                self.console.print()
            if section.id and section.id != before:
                self.print(section.heading, "bold", (f"  [{section.id}]", "dim"))
            before = section.id
            _Drawing(section).onto(self)


def _block(lines: Iterable[Line]) -> Text:
    """Lines as one text, without what is empty at their ends."""
    result = []
    for line in lines:
        text = Text()
        # Neighbours of one style in one go: an escape sequence a stretch, not a character.
        for style, pieces in groupby(line, key=itemgetter(1)):
            text.append("".join(clean(words) for words, _style in pieces), style=style or None)
        text.rstrip()
        result.append(text)
    return Text("\n").join(result)


class _Drawing:
    """A section in words, and how wide its columns are."""

    def __init__(self, section: Section) -> None:
        self.columns = section.columns
        self.rows = [tuple(map(words, row)) for row in section.rows]
        self.total = section.total
        titles = tuple(column.title for column in self.columns)
        texts = list(zip(titles, *self.rows, strict=True))
        self.longest = [max(map(len, column)) for column in texts]
        self.word = [max(map(len, " ".join(column).split()), default=0) for column in texts]

    def onto(self, screen: Screen) -> None:
        """Whole, or with remarks below the first column, or stacked."""
        everything = list(range(len(self.columns)))
        beside = [n for n in everything if not self.columns[n].remark]
        ranks = sorted({column.drop for column in self.columns if column.drop}, reverse=True)
        fewer = [[n for n in everything if self.columns[n].drop < rank] for rank in ranks]
        for shown in (everything, *fewer, beside):
            if self._least(shown) <= screen.width:
                return self._table(shown, screen)
        return self._stack(screen)

    def _words(self, shown: Sequence[int]) -> list[int]:
        """The longest word of each shown column; of the first one also those below it."""
        hidden = [
            length
            for n, length in enumerate(self.word)
            if n not in shown and self.columns[n].remark
        ]
        first, *others = (self.word[n] for n in shown)
        return [max([first, *hidden]), *others]

    def _least(self, shown: Sequence[int]) -> int:
        """The width of a table of these columns, with no figure and no word broken."""
        needed = GAP * (len(shown) - 1)
        for n, word in zip(shown, self._words(shown), strict=True):
            longest = self.longest[n]
            needed += longest if self.columns[n].figure else max(min(longest, LEAST), word)
        return needed

    def _style(self, number: int) -> str:
        return "bold" if self.total and number == len(self.rows) - 1 else ""

    def _table(self, shown: Sequence[int], screen: Screen) -> None:
        heads = []
        for n, least in zip(shown, self._words(shown), strict=True):
            title, figure, *_other = self.columns[n]
            heads.append(TableColumn(title, fixed=figure, right=figure, least=least))
        rows = []
        for number, row in enumerate(self.rows):
            style = self._style(number)
            first, *others = ((row[n], style) for n in shown)
            rows.append([(*first, *below(self._remarks(row, shown))), *others])
        screen.table(heads, rows)

    def _remarks(self, row: Sequence[str], shown: Sequence[int]) -> str:
        found = []
        for n, column in enumerate(self.columns):
            if row[n] and n not in shown and not column.drop:
                found.append(f"{column.title}: {row[n]}" if column.named else row[n])
        return ", ".join(dict.fromkeys(found))

    def _stack(self, screen: Screen) -> None:
        """Each row as a block: its first words, then a line for every figure."""
        for number, row in enumerate(self.rows[:MOST_ROWS]):
            screen.print(row[0], self._style(number) if self.total else "bold")
            for column, value in zip(self.columns[1:], row[1:], strict=True):
                if value:
                    screen.print(f"  {column.title}: ", "dim", (value, ""))
        screen.plain(self.rows[MOST_ROWS:])
