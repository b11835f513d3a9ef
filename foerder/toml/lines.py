"""The lines of tables and keys in a TOML text, for messages: only the table
that is asked about is read.

A register of 10,000 projects has 750,000 lines, and a finding names one of them. What is
written plainly, bare names and a line for each key, is found by patterns; anything else, and
what lies apart from its table, by `Layout`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, partial
from itertools import chain
from typing import NamedTuple

from foerder.toml.positions import Layout, Path, unescape

_STRING = r'"(?:[^"\\\n]|\\[^\n])*+"|\'[^\'\n]*+\''
_END = r"[ \t\r]*+(?:[#][^\n]*+)?+(?:\n|\Z)"
_TOP = rf"([ \t]*+\[\[?)[ \t]*+([\w-]++|{_STRING})[ \t]*+\]\]?(?={_END})"
_FIRST, _LATER = re.compile(_TOP), re.compile(rf"\n{_TOP}")
"""Headers of tables that are in no other: in the first line, in another one."""
_HEADER = re.compile(r"\n[ \t]*+\[")
_QUOTED_HEADER = re.compile(r"\n[ \t]*+\[[^]\n]*[\"']")
_PLAIN = re.compile(
    rf"""(?:[ \t]*+\[\[?[\w \t-]++\]\]?)?+                                # a header, then
    (?:[ \t]*+
      (?:[\w-]++[ \t]*+=[ \t]*+                                       # keys with their values,
        (?:{_STRING}|\[(?:{_STRING}|[^][{{}}"'\#\n])*+\]|[^][{{}}"'\#\n]++))?+
      {_END}                                                          # each in a line of its own
    )*+""",
    re.X,
)
_LONG = re.compile(
    r'#[^\n]*+|"""(?>(?:[^"\\]++|\\.|"(?!""))*)"{3,5}|'
    rf"'''(?>(?:[^']++|'(?!''))*)'{{3,5}}|{_STRING}",
    re.DOTALL,
)
LONG = ('"""', "'''")


class Block(NamedTuple):
    """A table that is in no other, with all that is in it; ``path``: what it is
    in a text of its own.
    """

    path: Path
    start: int
    end: int
    line: int


class LineFinder:
    """Finds lines in one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._blocks: dict[str, list[Block]] = {}
        self._head = self._read_blocks()
        """What stands before the first header."""
        self._parted: dict[str, bool] = {}
        self._plain = self._head, False
        self._layout: tuple[Block, Layout] | None = None

    def line(self, path: Path) -> int:
        """The line of a path, or of the nearest table around it that exists, or 1."""
        if not path:
            return 1
        block, rest = self._block_of(path)
        if not rest:
            return block.line
        found = self._plainly(block, rest) if self._is_plain(block) else None
        if found is not None:
            return block.line + self.text.count("\n", block.start, found)
        if self._is_parted(str(path[0])):
            block, rest = Block((), 0, len(self.text), 1), path
        return block.line - 1 + self._layout_of(block).line((*block.path, *rest))

    def _block_of(self, path: Path) -> tuple[Block, Path]:
        """Where a path is, and what of it is left in there."""
        blocks = self._blocks.get(str(path[0]))
        if blocks is None:
            return self._head, path
        if len(blocks[0].path) == 1:
            return blocks[0], path[1:]
        number = path[1] if len(path) > 1 else None
        if not isinstance(number, int) or number >= len(blocks):
            return blocks[0], ()
        return blocks[number], path[2:]

    def _layout_of(self, block: Block) -> Layout:
        if self._layout is None or self._layout[0] != block:
            self._layout = block, Layout(self.text[block.start : block.end])
        return self._layout[1]

    def _is_plain(self, block: Block) -> bool:
        """Whether no header has quotation marks, and no string has several lines."""
        if self._plain[0] is not block:
            start, end = block.start, block.end
            long = any(self.text.find(quotes, start, end) >= 0 for quotes in LONG)
            quoted = _QUOTED_HEADER.search(self.text, max(start - 1, 0), end)
            self._plain = block, not (long or quoted)
        return self._plain[1]

    def _plainly(self, block: Block, path: Path) -> int | None:
        """Where a path is written plainly; None where it is not, or is not there."""
        names, start, end = block.path[:1], block.start, block.end
        while len(path) > 1:
            names, number = (*names, path[0]), path[1]
            items = [each.end() for each in _items(names).finditer(self.text, start, end)]
            if not isinstance(number, int) or number >= len(items):
                return None
            start, end = [*items, end][number : number + 2]
            path = path[2:]
        return self._key(start, end, str(path[0])) if path else start

    def _key(self, start: int, end: int, name: str) -> int | None:
        """Where a key of a table is whose keys are all written plainly."""
        following = _HEADER.search(self.text, start, end)
        end = following.start() if following else end
        if not _PLAIN.fullmatch(self.text, start, end):
            return None
        found = _key_named(name).search(self.text, start, end)
        return found.start() if found else None

    def _is_parted(self, name: str) -> bool:
        """Whether something that is in a table lies behind another one."""
        if name not in self._parted:
            whole = rf"(?:{re.escape(name)}|{_STRING})"
            inner = re.compile(rf"^[ \t]*\[\[?[ \t]*{whole}[ \t]*\.", re.M)
            blocks = self._blocks.get(name, [])
            ends = [0, *(block.end for block in blocks)]
            starts = [*(block.start for block in blocks), len(self.text)]
            self._parted[name] = any(map(partial(inner.search, self.text), ends, starts))
        return self._parted[name]

    def _read_blocks(self) -> Block:
        """Find the tables that are in no other; what stands before them."""
        headers = list(_outside_strings(self.text))
        starts = [*(match.start(1) for match in headers), len(self.text)]
        line, before = 1, 0
        for match, start, end in zip(headers, starts, starts[1:], strict=False):
            name = match[2].strip("'")
            if name.startswith('"'):
                name = unescape(name[1:-1])
            line += self.text.count("\n", before, start)
            before = start
            path: Path = (name, 0) if match[1].endswith("[[") else (name,)
            self._blocks.setdefault(name, []).append(Block(path, start, end, line))
        return Block((), 0, starts[0], 1)


@cache
def _items(names: Path) -> re.Pattern[str]:
    """The headers of the items of a list of tables."""
    name = r"[ \t]*\.[ \t]*".join(re.escape(str(name)) for name in names)
    return re.compile(rf"\n[ \t]*\[\[[ \t]*{name}[ \t]*\]\]")


@cache
def _key_named(name: str) -> re.Pattern[str]:
    return re.compile(rf"^[ \t]*{re.escape(name)}[ \t]*=", re.M)


def _outside_strings(text: str) -> Iterator[re.Match[str]]:
    """The headers of tables that are in no other; what looks like one in a
    string of several lines is none.
    """
    headers = chain(filter(None, [_FIRST.match(text)]), _LATER.finditer(text))
    if not any(quotes in text for quotes in LONG):
        yield from headers
        return
    strings = (match.span() for match in _LONG.finditer(text) if match[0].startswith(LONG))
    start, end = next(strings, (len(text), len(text)))
    for match in headers:
        while end <= match.start(1):
            start, end = next(strings, (len(text), len(text) + 1))
        if match.start(1) < start:
            yield match
