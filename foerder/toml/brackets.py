"""Edits inside brackets: the values of a list, and the ``key = value`` pairs of a table written on one line."""

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
        for number, each in enumerate(self.elements):
            if each.path == path:
                return self.remove(number)
        return []

    def append(self, written: str) -> list[Edit]:
        """Add an element at the end."""
        if not self.elements:
            return [Edit(self.open + 1, self.open + 1, written)]
        last, comma = self.elements[-1], self.commas[-1]
        indent = self._own_line(last.start)
        if indent is None:
            return [Edit(last.end, last.end, f", {written}")]
        at = self._line_end(self._after(-1))
        line = f"{self.newline}{indent}{written}"
        if comma is not None:
            return [Edit(at, at, line + ",")]
        if at == last.end:
            return [Edit(at, at, "," + line)]
        return [Edit(last.end, last.end, ","), Edit(at, at, line)]

    def remove(self, number: int) -> list[Edit]:
        """Take an element out, with the comment beside it where it is on lines of its own."""
        element, comma = self.elements[number], self.commas[number]
        before = self.commas[number - 1] if number else None
        is_last = number == len(self.elements) - 1
        spare = []
        if is_last and comma is None and before is not None:
            spare = [Edit(before, before + 1, "")]
        lines = self._whole_lines(element.start, self._after(number))
        if lines:
            return [*spare, Edit(*lines, "")]
        if not is_last and self._plain(element.end, self.elements[number + 1].start):
            return [Edit(element.start, self.elements[number + 1].start, "")]
        if number and self._plain(self.elements[number - 1].end, element.start):
            return [Edit(self.elements[number - 1].end, element.end, "")]
        edit = Edit(element.start, element.end, "")
        if comma is not None:
            return [edit, Edit(comma, comma + 1, "")]
        return [*spare, edit]

    def _plain(self, start: int, end: int) -> bool:
        """Whether no comment stands between two elements."""
        return "#" not in self.text[start:end]

    def _own_line(self, start: int) -> str | None:
        """The indentation of what begins its line; None where something is before it."""
        begin = self.text.rfind("\n", 0, start) + 1
        lead = self.text[begin:start]
        if begin <= self.open or lead.strip(" \t"):
            return None
        return lead

    def _line_end(self, at: int) -> int:
        """The end of the line where only a comment follows; the offset itself where more does."""
        end = line_end(self.text, at)
        rest = self.text[at:end].strip(" \t")
        if end > self.close or (rest and not rest.startswith("#")):
            return at
        return end

    def _whole_lines(self, start: int, end: int) -> tuple[int, int] | None:
        """The lines of something that shares them with nothing but a comment behind it."""
        if self._own_line(start) is None:
            return None
        stop = line_end(self.text, end)
        rest = self.text[end:stop].strip(" \t")
        if stop > self.close or (rest and not rest.startswith("#")):
            return None
        return self.text.rfind("\n", 0, start) + 1, next_line(self.text, stop)


def _direct(layout: Layout, entry: Entry) -> list[Entry]:
    """The entries immediately inside a value."""
    found: list[Entry] = []
    for each in layout.entries:
        if entry.value < each.start and each.end < entry.end and each.kind in ("key", "item"):
            if found and each.start < found[-1].end:
                continue
            if found and each.start == found[-1].start:
                continue
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
