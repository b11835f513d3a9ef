"""Edits inside brackets: the values of a list, and the ``key = value`` pairs of
a table written on one line.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from foerder.toml.positions import Entry, Layout, Path, past

_TRIVIA = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")


class Edit(NamedTuple):
    """A piece of text that takes another's place."""

    start: int
    end: int
    text: str


class Brackets:
    """What stands between ``[`` and ``]`` or ``{`` and ``}``, in order, with its commas."""

    def __init__(self, layout: Layout, entry: Entry, newline: str) -> None:
        self.text = layout.text
        self.open = entry.value
        self.close = entry.end - 1
        self.newline = newline
        self.elements = _direct(layout, entry)
        self.commas = [self._comma(element) for element in self.elements]

    def _comma(self, element: Entry) -> int | None:
        at = past(_TRIVIA, self.text, element.end)
        return at if self.text.startswith(",", at) else None

    def _after(self, number: int) -> int:
        """The end of an element with its comma."""
        comma = self.commas[number]
        return self.elements[number].end if comma is None else comma + 1

    def take_out(self, path: Path) -> list[Edit]:
        """Take the element of a path out, where there is one."""
        paths = [each.path for each in self.elements]
        return self.remove(paths.index(path)) if path in paths else []

    def append(self, written: str) -> list[Edit]:
        """Add an element at the end."""
        if not self.elements:
            return [Edit(self.open + 1, self.open + 1, written)]
        last, comma = self.elements[-1], self.commas[-1]
        indent = self._own_line(last.start)
        if indent is None:
            return [Edit(last.end, last.end, f", {written}")]
        after = self._after(-1)
        at = self._line_end(after) or after
        line = f"{self.newline}{indent}{written}"
        if comma is not None:
            return [Edit(at, at, line + ",")]
        if at == last.end:
            return [Edit(at, at, "," + line)]
        return [Edit(last.end, last.end, ","), Edit(at, at, line)]

    def remove(self, number: int) -> list[Edit]:
        """Take an element out, with the comment beside it where it is on lines of its own."""
        element, comma = self.elements[number], self.commas[number]
        previous, before = [None, *self.elements][number], [None, *self.commas][number]
        following = next(iter(self.elements[number + 1 :]), None)
        spare = []
        if following is None and comma is None:
            spare = _without(before)
        lines = self._whole_lines(element.start, self._after(number))
        if lines:
            return [*spare, Edit(*lines, "")]
        if following and self._plain(element.end, following.start):
            return [Edit(element.start, following.start, "")]
        if previous and self._plain(previous.end, element.start):
            return [Edit(previous.end, element.end, "")]
        return [*spare, *_without(comma), Edit(element.start, element.end, "")]

    def _plain(self, start: int, end: int) -> bool:
        """Whether no comment stands between two elements."""
        return "#" not in self.text[start:end]

    def _own_line(self, start: int) -> str | None:
        """The indentation of what begins its line; None where something is before it."""
        begin = line_start(self.text, start)
        lead = self.text[begin:start]
        return None if begin <= self.open or lead.strip(" \t") else lead

    def _line_end(self, at: int) -> int | None:
        """The end of the line where only a comment follows; None where more does."""
        end = line_end(self.text, at)
        rest = self.text[at:end].strip(" \t")
        if end > self.close or (rest and not rest.startswith("#")):
            return None
        return end

    def _whole_lines(self, start: int, end: int) -> tuple[int, int] | None:
        """The lines of something that shares them with nothing but a comment behind it."""
        stop = self._line_end(end)
        if self._own_line(start) is None or stop is None:
            return None
        return line_start(self.text, start), next_line(self.text, stop)


def _without(comma: int | None) -> list[Edit]:
    """A comma taken out, where there is one."""
    return [] if comma is None else [Edit(comma, comma + 1, "")]


def _direct(layout: Layout, entry: Entry) -> list[Entry]:
    """The entries immediately inside a value."""
    found: list[Entry] = []
    for each in layout.entries:
        inside = entry.value < each.start and each.end < entry.end and each.kind != "table"
        deeper = found and each.start < max(found[-1].end, found[-1].start + 1)
        if inside and not deeper:
            found.append(each)
    return found


def line_end(text: str, at: int) -> int:
    """Where the line ends, before its line break."""
    end = text.find("\n", at)
    if end < 0:
        return len(text)
    return end - text.endswith("\r", at, end)


def next_line(text: str, at: int) -> int:
    """Where the next line begins; the end of the text where there is none."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def line_start(text: str, at: int) -> int:
    """Where the line begins."""
    return text.rfind("\n", 0, at) + 1
