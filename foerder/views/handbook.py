"""Chapters of the handbook for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from foerder.chapters import Chapter
from foerder.i18n import _


def contents(chapters: Sequence[Chapter], german: Sequence[Chapter] = ()) -> str:
    """The names and titles of the chapters, then of those that are there in German only."""
    width = max((len(one.name) for one in (*chapters, *german)), default=0)
    lines = [f"  {one.name:<{width}}  {one.title}" for one in chapters]
    if german:
        lines += ["", _("In German only:"), *(f"  {one.name:<{width}}  {one.title}" for one in german)]
    return "\n".join([_("The handbook. One chapter: foerder help NAME"), "", *lines]) + "\n"


def without_pictures(text: str) -> str:
    """A chapter without its pictures, which a terminal cannot show."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("!["))


def as_table(text: str, width: int, color: bool) -> None:
    """A chapter, set for a terminal."""
    from rich.markdown import Markdown

    from foerder.views.table import console

    console(width, color).print(Markdown(text, code_theme="bw", hyperlinks=False))
