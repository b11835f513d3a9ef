"""Where everything is in a TOML text: lines and character offsets of tables,
keys and list items.

Parsers give data without places. This scanner walks the same text once more and tells, for a
path in the parsed data, where it was written. It is built only when there is a problem to
report or a text to edit. It takes valid TOML for granted but never fails: what it cannot follow
it leaves out until the next line.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

Path = tuple[str | int, ...]

MAX_DEPTH = 100
"""Lists, inline tables and dotted keys nested deeper than this are not followed."""


class Entry(NamedTuple):
    """One place in the text. Offsets count characters; ``text[start:end]`` is what was written."""

    path: Path
    kind: str
    """``table`` (the header with its brackets), ``key`` (from the key to the end of its value)
    or ``item`` (a value in a list)."""
    line: int
    start: int
    end: int
    value: int
    """Where the value begins; the end for a table."""


class Opening(NamedTuple):
    """A string or bracket that the scanner could not follow to its end."""

    start: int
    delimiter: str
    at_end: bool
    """Nothing closed it before the text ended."""


class _StuckError(Exception):
    def __init__(self, opening: Opening, at: int) -> None:
        super().__init__(opening.delimiter)
        self.opening = opening
        self.at = at


_SPACE = re.compile(r"(?:[ \t\r\n]++|#[^\n]*+)*+")
_BLANK = re.compile(r"[ \t]*+")
_KEY = re.compile(r"""("(?:[^"\\\n]++|\\[^\n])*+")|'([^'\n]*+)'|([^\s=.,#"'\[\]{}]++)""")
_STRINGS = {
    # (?>(…)*) and not (…)*+: with a (?!…) inside, Python 3.11.2 (Debian 12) loses its place there.
    '"""': re.compile(r'"""(?>(?:[^"\\]++|\\.|"(?!""))*)"{3,5}', re.DOTALL),
    "'''": re.compile(r"'''(?>(?:[^']++|'(?!''))*)'{3,5}"),
    '"': re.compile(r'"(?:[^"\\\n]++|\\[^\n])*+"'),
    "'": re.compile(r"'[^'\n]*+'"),
}
_BARE = re.compile(r"\d{4}-\d\d-\d\d \d\d:[^\s,\]}#]*+|[^\s,\[\]{}#=]++")
_RESUME = re.compile(r"[ \t]*(?:\[\[?[ \t]*[\w-]|[\w-]+[ \t]*=)")
_ESCAPE = re.compile(
    r"\\(?:([btnfre\"\\])|x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))"
)
_ESCAPED = {
    "b": "\b",
    "t": "\t",
    "n": "\n",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    '"': '"',
    "\\": "\\",
}


def past(pattern: re.Pattern[str], text: str, pos: int) -> int:
    """Where the next thing begins behind something that may be empty, such as blanks."""
    match = pattern.match(text, pos)
    assert match
    return match.end()


def unescape(text: str) -> str:
    """The text that a basic string stands for (without its quotation marks);
    unknown escapes stay.
    """

    def char(match: re.Match[str]) -> str:
        if match[1]:
            return _ESCAPED[match[1]]
        code = int(match[2] or match[3] or match[4], 16)
        return chr(code) if code < 0x110000 else match[0]

    return _ESCAPE.sub(char, text) if "\\" in text else text


class Layout:
    """The places in one TOML text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.entries: list[Entry] = []
        """What is written, in the order of the text.

        Tables that are only implied are not in it.
        """
        self.statements: list[int] = []
        """Where each header and each key of a table begins."""
        self.openings: list[Opening] = []
        self._implied: dict[Path, Entry] = {}
        self._counts: dict[Path, int] = {}
        self._lines = [0, *(match.end() for match in re.finditer("\n", text))]
        self._scan()
        self.entries.sort(key=lambda entry: entry.start)
        self._index: dict[Path, Entry] = {}
        for entry in self.entries:
            self._index.setdefault(entry.path, entry)
        for path, entry in self._implied.items():
            self._index.setdefault(path, entry)

    def entry(self, path: Path) -> Entry | None:
        """The first place of a table, key or list item; for an implied table
        where it was first implied.
        """
        return self._index.get(path)

    def line(self, path: Path) -> int:
        """The line of a path, or of the nearest table around it that exists, or 1."""
        for length in range(len(path), 0, -1):
            if entry := self._index.get(path[:length]):
                return entry.line
        return 1

    def line_at(self, offset: int) -> int:
        """The line (from 1) of a character offset."""
        return bisect_right(self._lines, offset)

    def _scan(self) -> None:
        table: Path = ()
        pos, resumed = self._skip(0), False
        while pos < len(self.text):
            if not resumed:
                self.statements.append(pos)
            begin, resumed = pos, False
            try:
                if self.text[pos] == "[":
                    table, pos = self._header(pos)
                else:
                    pos = self._pair(table, pos, 0)
            except _StuckError as stuck:
                self.openings.append(stuck.opening)
                line = self.text.rfind("\n", 0, stuck.at) + 1
                if line > begin and not stuck.opening.at_end and _RESUME.match(self.text, line):
                    # A list that is not closed runs into the next key; to the parser this is one statement.
                    pos, resumed = self._skip(line), True
                    continue
                pos = max(pos, stuck.at)
            newline = self.text.find("\n", pos)
            pos = self._skip(newline) if newline >= 0 else len(self.text)

    def _skip(self, pos: int) -> int:
        return past(_SPACE, self.text, pos)

    def _stuck(self, start: int, delimiter: str, at: int) -> _StuckError:
        return _StuckError(Opening(start, delimiter, at >= len(self.text)), at)

    def _behind(self, mark: str, pos: int, start: int, opening: str = "") -> int:
        """Where a mark ends that must be here, for what begins at ``start`` to be followed."""
        if not self.text.startswith(mark, pos):
            raise self._stuck(start, opening, pos)
        return pos + len(mark)

    def _add(self, path: Path, kind: str, start: int, end: int, value: int) -> None:
        self.entries.append(Entry(path, kind, self.line_at(start), start, end, value))

    def _imply(self, path: Path, start: int, end: int) -> None:
        if path not in self._implied:
            self._implied[path] = Entry(path, "table", self.line_at(start), start, end, end)

    def _keys(self, pos: int) -> tuple[list[str], int, int]:
        """The parts of a dotted key; where the last part ends; where the next thing begins."""
        parts: list[str] = []
        while True:
            pos = past(_BLANK, self.text, pos)
            key = _KEY.match(self.text, pos)
            if key is None or len(parts) == MAX_DEPTH:
                raise self._stuck(pos, "", pos)
            parts.append(unescape(key[1][1:-1]) if key[1] else (key[3] or key[2] or ""))
            pos = past(_BLANK, self.text, key.end())
            if not self.text.startswith(".", pos):
                return parts, key.end(), pos
            pos += 1

    def _header(self, start: int) -> tuple[Path, int]:
        double = self.text.startswith("[[", start)
        closing = "]]" if double else "]"
        parts, _, pos = self._keys(start + len(closing))
        end = self._behind(closing, pos, start)
        path: Path = ()
        for number, part in enumerate(parts, start=1):
            path += (part,)
            count = self._counts.get(path)
            if number == len(parts) and double:
                self._counts[path] = (count or 0) + 1
                self._imply(path, start, end)
                path += (count or 0,)
            elif count is not None:
                path += (count - 1,)
            elif number < len(parts):
                self._imply(path, start, end)
        self._add(path, "table", start, end, end)
        return path, end

    def _pair(self, table: Path, start: int, depth: int) -> int:
        parts, key_end, pos = self._keys(start)
        value = past(_BLANK, self.text, self._behind("=", pos, start))
        for length in range(1, len(parts)):
            self._imply(table + tuple(parts[:length]), start, key_end)
        path = table + tuple(parts)
        end = self._value(path, value, depth)
        self._add(path, "key", start, end, value)
        return end

    def _value(self, path: Path, pos: int, depth: int) -> int:
        first = self.text[pos : pos + 1]
        if first in ("[", "{"):
            if depth >= MAX_DEPTH:
                raise self._stuck(pos, "", pos)
            inside = {"[": self._array, "{": self._inline}[first]
            return inside(path, pos, depth + 1)
        if first in ('"', "'"):
            delimiter = first * 3 if self.text.startswith(first * 3, pos) else first
            match = _STRINGS[delimiter].match(self.text, pos)
            if match is None:
                raise self._stuck(
                    pos, delimiter, len(self.text) if len(delimiter) == 3 else pos
                )
            return match.end()
        match = _BARE.match(self.text, pos)
        if match is None:
            raise self._stuck(pos, "", pos)
        return match.end()

    def _array(self, path: Path, start: int, depth: int) -> int:
        pos, number = self._skip(start + 1), 0
        while not self._closes(start, "]", pos):
            begin = pos
            pos = self._value((*path, number), begin, depth)
            self._add((*path, number), "item", begin, pos, begin)
            number += 1
            pos = self._separator(start, "]", pos)
        return pos + 1

    def _inline(self, path: Path, start: int, depth: int) -> int:
        pos = self._skip(start + 1)
        while not self._closes(start, "}", pos):
            pos = self._separator(start, "}", self._pair(path, pos, depth))
        return pos + 1

    def _closes(self, start: int, closing: str, pos: int) -> bool:
        """Whether what begins at ``start`` is closed here."""
        if pos >= len(self.text):
            raise self._stuck(start, self.text[start], pos)
        return self.text.startswith(closing, pos)

    def _separator(self, start: int, closing: str, pos: int) -> int:
        """What follows an item: a comma is passed over, the closing bracket is left standing."""
        pos = self._skip(pos)
        if self.text.startswith(",", pos):
            return self._skip(pos + 1)
        self._behind(closing, pos, start, self.text[start])
        return pos
