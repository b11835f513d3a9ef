"""Chapters of the handbook for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from foerder.text.handbook import Chapter, Place
from foerder.text.i18n import _

if TYPE_CHECKING:
    from foerder.views.table import Screen


def contents(chapters: Sequence[Chapter], german: Sequence[Chapter] = ()) -> str:
    """The names and titles of the chapters, then of those that are there in German only."""
    width = max((len(one.name) for one in (*chapters, *german)), default=0)
    lines = [f"  {one.name:<{width}}  {one.title}" for one in chapters]
    if german:
        lines += [
            "",
            _("In German only:"),
            *(f"  {one.name:<{width}}  {one.title}" for one in german),
        ]
    return "\n".join([_("The handbook. One chapter: foerder help NAME"), "", *lines]) + "\n"


def places(found: Sequence[Place]) -> str:
    """Where a word is found: the chapter, and the heading of the part."""
    width = max(len(one.chapter) for one in found)
    return "".join(f"{one.chapter:<{width}}  {one.heading}\n" for one in found)


def without_pictures(text: str) -> str:
    """A chapter without its pictures, which a terminal cannot show."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("!["))


def draw(text: str, screen: Screen) -> None:
    """A chapter, set for a terminal; long words in its tables are folded, nothing is cut."""
    from rich.console import Console, ConsoleOptions, RenderResult
    from rich.markdown import Markdown, TableElement

    class Folded(TableElement):
        def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
            for piece in super().__rich_console__(console, options):
                for column in getattr(piece, "columns", ()):
                    column.overflow = "fold"
                yield piece

    class Chapter(Markdown):
        elements = {**Markdown.elements, "table_open": Folded}  # noqa: RUF012 (as rich declares it)

    screen.console.print(Chapter(text, code_theme="bw", hyperlinks=False))
