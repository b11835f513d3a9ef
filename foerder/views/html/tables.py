"""Tables, lists of facts, and what folds, as markup."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import compress

from foerder.text.i18n import ngettext
from foerder.text.markup import Content, Html, joined, tag
from foerder.views.sections import Row, Section, words

FOLDED = 50
"""So many rows are shown at once; what is more, on click."""
WIDE = 7
"""A table of so many columns needs more room than a screen of a small notebook has."""


def definitions(facts: Iterable[tuple[str, Content]]) -> Html | None:
    """Labels and values; nothing where there are none."""
    items = [joined(tag("dt", label), tag("dd", value)) for label, value in facts]
    return tag("dl", *items) if items else None


def folded(
    rows: Sequence[Html],
    draw: Callable[[Sequence[Html]], Html],
    label: Callable[[int], str],
    printed: bool = False,
) -> list[Html]:
    """The first rows at once, the others on click; ``printed``: on paper all of them."""
    parts = [draw(rows[:FOLDED])]
    rest = rows[FOLDED:]
    if rest:
        summary = tag("summary", label(len(rest)))
        parts.append(
            tag("details", summary, draw(rest), class_="fold whole" if printed else "fold")
        )
    return parts


def heads(labels: Iterable[str]) -> list[Html]:
    """Heads of columns."""
    return [tag("th", label, scope="col") for label in labels]


def table(
    caption: Content, head: Sequence[Html], rows: Iterable[Html], kind: str | None = None
) -> Html:
    """A table; on a small screen its rows are laid out one below the other (see
    `style`).
    """
    if not isinstance(caption, Html):
        caption = tag("caption", caption)
    parts = caption, tag("thead", tag("tr", *head)), tag("tbody", *rows)
    return tag("div", tag("table", *parts, class_=kind), class_="fit")


def scrolling(content: Html, name: str) -> Html:
    """A picture that may be wider than a small screen; ``name`` is what a
    screen reader calls it.
    """
    return tag("div", content, class_="scroll", role="group", tabindex=0, aria_label=name)


def section_table(section: Section, titled: bool = True) -> Html:
    """A section as a table; not ``titled`` where a heading above it says the same.

    In a wide one the columns of remarks are below the first column; of a long one the sum is at
    the end of what is shown at once.
    """
    wide = len(section.columns) >= WIDE
    shown = [not (wide and column.remark) for column in section.columns]
    rows = [_row(section, row, shown) for row in section.rows]
    columns = list(compress(section.columns, shown))
    kinds = ["wide"] if wide else []
    kinds += [f"n{place}" for place, column in enumerate(columns, start=1) if column.figure]
    caption = tag("caption", section.title, class_=None if titled else "away")
    titles = [column.title for column in columns]
    if section.total and len(rows) > FOLDED:
        rows.insert(FOLDED - 1, rows.pop())

    def drawn(some: Sequence[Html]) -> Html:
        return table(caption, heads(titles), some, " ".join(kinds) or None)

    return joined(*folded(rows, drawn, _more, printed=True))


def _more(number: int) -> str:
    return ngettext("{n} more row", "{n} more rows", number).format(n=number)


def _row(section: Section, row: Row, shown: Iterable[bool]) -> Html:
    """A row whose cells know their columns, for a screen that has no room for heads."""
    cells: list[Html] = []
    remarks: list[Html] = []
    for column, value, is_shown in zip(section.columns, row, shown, strict=True):
        cell = words(value)
        if is_shown:
            cells.append(tag("td", cell, data_l=column.title if cell else None))
        elif cell:
            remarks.append(tag("small", f"{column.title}: {cell}" if column.named else cell))
    is_sum = section.total and row is section.rows[-1]
    head = tag("th", words(row[0]), *remarks)
    return tag("tr", head, *cells[1:], class_="total" if is_sum else None)
