"""Where a parser stopped, and the text around it: what the rules for slips look at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from foerder.text.i18n import N_
from foerder.toml.positions import Layout

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)\Z")
STRING = re.compile(r""""(?:[^"\\]++|\\.)*+"|'[^']*+'""")
PAIR = re.compile(r"""\s*((?:[\w.-]|"[^"]*"|'[^']*')+)\s*=\s*(.*)""")


WORDS = {
    "Invalid statement": N_("a line cannot begin like this"),
    "Invalid value": N_("the value cannot be read"),
    "Invalid date or datetime": N_("this date or time does not exist"),
    "Invalid initial character for a key part": N_("a key cannot begin like this"),
    "Expected newline or end of document after a statement": N_(
        "the line goes on after its value"
    ),
    "Expected '=' after a key in a key/value pair": N_("= is missing after the key"),
    "Unclosed array": N_("a list is not closed"),
    "Unclosed inline table": N_("a table in braces is not closed"),
}
"""What the parser says, in plain words."""


class SyntaxHint(NamedTuple):
    """What is wrong, how to fix it, and the line (as the block's lines are numbered)."""

    message: str
    remedy: str
    line: int
    local: bool
    """The slip is inside one line: what follows can still be read."""


@dataclass(frozen=True)
class Fault:
    """Where the parser stopped, and the text around it. Lines and columns count from 0."""

    lines: list[str]
    numbers: Sequence[int]
    error: str
    at: int
    column: int
    at_end: bool
    layout: Layout
    offset: int
    start: int

    @property
    def line(self) -> str:
        return self.lines[self.at]

    @property
    def masked(self) -> str:
        """The line with complete strings emptied and without its comment."""
        return STRING.sub(
            lambda m: m[0][0] + " " * (len(m[0]) - 2) + m[0][0], self.line
        ).partition("#")[0]

    @property
    def value(self) -> str:
        """The value that the parser could not take, without the comment."""
        masked, column = self.masked, min(self.column, len(self.masked))
        pair = PAIR.match(masked)
        if pair and self.start == self.at and pair[2][:1] not in ("[", "{"):
            return self.line[pair.start(2) : pair.end(2)].strip()
        begin = max(masked.rfind(char, 0, column) for char in "=,[{") + 1
        stop = re.compile(r"[,\]}]").search(masked, column)
        return self.line[begin : stop.start() if stop else len(masked)].strip()

    def slip(
        self,
        message: str,
        remedy: str,
        at: int | None = None,
        local: bool = True,
        **words: object,
    ) -> SyntaxHint:
        """What is wrong in a line, this one unless another is named; ``words``
        fill the message.
        """
        line = self.numbers[self.at if at is None else at]
        return SyntaxHint(message.format(**words), remedy, line, local)

    def touching(self, pattern: re.Pattern[str]) -> str | None:
        """What matches where the parser stopped."""
        for match in pattern.finditer(self.masked):
            if match.start() <= self.column <= match.end() + 2 and match[0].strip():
                return match[0].strip()
        return None


def locate(lines: list[str], line_no: int, message: str, numbers: Sequence[int]) -> Fault:
    place = _PLACE.search(message)
    at = min(max(line_no, 1), len(lines)) - 1
    at_end = bool(place and not place[1])
    column = len(lines[at]) * at_end
    if place and place[2]:
        column = int(place[2]) - 1
    layout = Layout("\n".join(lines))
    offset = sum(len(line) + 1 for line in lines[:at]) + column
    before = [start for start in layout.statements if start <= offset]
    start = min(layout.line_at(before[-1]) - 1, at) if before else at
    error = _PLACE.sub("", message)
    return Fault(lines, numbers, error, at, column, at_end, layout, offset, start)
