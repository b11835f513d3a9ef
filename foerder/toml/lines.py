"""The lines of tables and keys in a TOML text, for messages: only the block that is asked about is read.

A register of 10,000 projects has 750,000 lines, and a finding names one of them. What is written plainly, one key or
header a line, is found by patterns; any other block, and what lies apart from its table, by `positions.Layout`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, Protocol

from foerder.toml.positions import Layout, Path, unescape

_STRING = r'"(?:[^"\\\n]|\\[^\n])*+"|\'[^\'\n]*+\''
_NAME = rf"(?:[\w-]++|{_STRING})"
_END = r"[ \t\r]*+(?:[#][^\n]*+)?"
_HEADER = re.compile(
    rf"^[ \t]*+(\[\[?)[ \t]*+({_NAME}(?:[ \t]*+\.[ \t]*+{_NAME})*+)[ \t]*+\]\]?{_END}$", re.M
)
_FIRST = re.compile(_NAME)
_PLAIN_HEADER = re.compile(r"^[ \t]*+(\[\[?)([\w.-]++)\]", re.M)
_PLAIN = re.compile(
    rf"""(?:[ \t]*+(?:
      \[\[?[\w.-]++\]\]?                                             # a header,
    | [\w-]++[ \t]*+=[ \t]*+(?:{_STRING}|\[(?:{_STRING}|[^][{{}}"'\#\n])*+\]|[^][{{}}"'\#\n]++)
    )?{_END}(?:\n|\Z))*+""",
    re.X,
)
_LONG = re.compile(
    r'#[^\n]*+|"""(?>(?:[^"\\]++|\\.|"(?!""))*)"{3,5}|'
    rf"'''(?>(?:[^']++|'(?!''))*)'{{3,5}}|{_STRING}",
    re.DOTALL,
)
LONG = ('"""', "'''")


class Header(NamedTuple):
    """A header of a table that is in no other."""

    start: int
    line: int


class _Places(Protocol):
    def line(self, path: Path, /) -> int: ...


class LineFinder:
    """Finds lines in one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._arrays: dict[str, list[Header]] = {}
        self._tables: dict[str, Header] = {}
        self._starts: list[int] = []
        """Where each table that is in no other begins."""
        self._apart: set[str] = set()
        """Tables of which a part lies behind another table."""
        self._read_headers()
        self._block: tuple[int, int, _Places] | None = None

    def line(self, path: Path) -> int:
        """The line of a path, or of the nearest table around it that exists, or 1."""
        if not path:
            return 1
        name, rest = str(path[0]), path[1:]
        array = self._arrays.get(name)
        if array and not rest:
            return array[0].line
        number = rest[0] if rest else None
        if array and isinstance(number, int) and number < len(array):
            end = array[number + 1].start if number + 1 < len(array) else len(self.text)
            return self._inside(array[number], end, (name, 0, *rest[1:]))
        if array or name in self._apart:
            return self._inside(Header(0, 1), len(self.text), path)
        head = self._tables.get(name, Header(0, 1))
        later = (start for start in self._starts if start > head.start)
        return self._inside(head, next(later, len(self.text)), path)

    def _inside(self, head: Header, end: int, path: Path) -> int:
        """The line of a path in a block that begins with this header."""
        if self._block is None or self._block[:2] != (head.start, end):
            self._block = head.start, end, _places(self.text[head.start : end])
        return head.line - 1 + self._block[2].line(path)

    def _read_headers(self) -> None:
        position, line, inside = 0, 1, ""
        for match in _outside_strings(self.text):
            first = _FIRST.match(match[2])
            assert first
            name = unescape(first[0][1:-1]) if first[0][0] == '"' else first[0].strip("'")
            if first.end() < len(match[2]):
                self._apart.update({name} - {inside})
                continue
            line += self.text.count("\n", position, match.start())
            position, inside = match.start(), name
            head = Header(position, line)
            self._starts.append(position)
            if match[1] == "[[":
                self._arrays.setdefault(name, []).append(head)
            else:
                self._tables.setdefault(name, head)


def _outside_strings(text: str) -> Iterator[re.Match[str]]:
    """The headers of a text; what looks like one in a string of several lines is none."""
    if not any(quotes in text for quotes in LONG):
        yield from _HEADER.finditer(text)
        return
    strings = (match.span() for match in _LONG.finditer(text) if match[0].startswith(LONG))
    start, end = next(strings, (len(text), len(text)))
    for match in _HEADER.finditer(text):
        while end <= match.start():
            start, end = next(strings, (len(text), len(text) + 1))
        if match.start() < start:
            yield match


def _places(block: str) -> _Places:
    plain = _PLAIN.match(block)
    return _PlainBlock(block) if plain and plain.end() == len(block) else Layout(block)


class _PlainBlock:
    """The lines of a block in which every header and every key with its value has a line of its own."""

    def __init__(self, block: str) -> None:
        self.block = block
        self._tables: dict[Path, tuple[int, int]] = {(): (0, len(block))}
        """Where the keys of a table are; for what a header only implies, the header."""
        counts: dict[Path, int] = {}
        last: Path = ()
        for match in _PLAIN_HEADER.finditer(block):
            self._tables[last] = self._tables[last][0], match.start()
            last = self._path(match, counts)
            self._tables[last] = match.start(2), len(block)

    def _path(self, match: re.Match[str], counts: dict[Path, int]) -> Path:
        """The path of a header, as `Layout` has it."""
        path: Path = ()
        head = match.start(2), match.start(2)
        *outer, last = match[2].split(".")
        for name in outer:
            path += (name,)
            self._tables.setdefault(path, head)
            if path in counts:
                path += (counts[path],)
        path += (last,)
        if match[1] == "[[":
            self._tables.setdefault(path, head)
            counts[path] = counts.get(path, -1) + 1
            path += (counts[path],)
        return path

    def line(self, path: Path) -> int:
        """The line of a path, or of the nearest table around it that exists, or 1."""
        for length in range(len(path), -1, -1):
            found = self._tables.get(path[:length])
            if found:
                break
        start, end = found or (0, 0)
        if length < len(path):
            key = re.compile(rf"^[ \t]*{re.escape(str(path[length]))}[ \t]*=", re.M)
            match = key.search(self.block, start, end)
            start = match.start() if match else start
        return self.block.count("\n", 0, start) + 1
