"""Tables and lists of facts as markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from foerder.text.markup import Content, Html, joined, tag, wrapping
from foerder.views.sections import Section, words


def definitions(facts: Iterable[tuple[str, Content]]) -> Html | None:
    """Labels and values; nothing where there are none."""
    items = [joined(tag("dt", label), tag("dd", value)) for label, value in facts]
    return tag("dl", *items) if items else None


def heads(labels: Iterable[str], kind: str | None = None) -> list[Html]:
    """Heads of columns."""
    return [tag("th", label, scope="col", class_=kind) for label in labels]


def table(
    caption: Content,
    head: Sequence[Html],
    rows: Iterable[Html],
    name: str,
    kind: str | None = None,
) -> Html:
    """A table that may be wider than a small screen; ``name`` is what a screen reader calls it."""
    if not isinstance(caption, Html):
        caption = tag("caption", caption)
    parts = caption, tag("thead", tag("tr", *head)), tag("tbody", *rows)
    return scrolling(tag("table", *parts, class_=kind), name)


def scrolling(content: Html, name: str) -> Html:
    """What may be wider than a small screen."""
    return tag("div", content, class_="scroll", role="group", tabindex=0, aria_label=name)


def section_table(section: Section, titled: bool = True) -> Html:
    """A section as a table; not ``titled`` where a heading above it says the same."""
    kinds = ["num" if column.figure else None for column in section.columns]
    labels = zip(section.columns, kinds, strict=True)
    head = [tag("th", column.title, scope="col", class_=kind) for column, kind in labels]
    rows = []
    for row in section.rows:
        first, *others = map(words, row)
        cells = [tag("th", first, scope="row", class_=wrapping(first))]
        for value, kind in zip(others, kinds[1:], strict=True):
            cells.append(tag("td", value, class_=kind or wrapping(value)))
        last = section.total and row is section.rows[-1]
        rows.append(tag("tr", *cells, class_="total" if last else None))
    caption = tag("caption", section.title, class_=None if titled else "away")
    return table(caption, head, rows, section.title)
