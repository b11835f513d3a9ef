"""A change of a text as pieces that can be taken back, byte for byte, as long
as the same lines are there.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any, NamedTuple

CONTEXT = 3
"""Lines kept before and after each piece, to know its place again."""
MOST = 5000
"""Of more lines than this no pieces are looked for: they are one."""


class Conflict(Exception):  # noqa: N818 (it is an answer, not a fault)
    """Something else has changed the same lines since."""


class Piece(NamedTuple):
    """Neighbouring lines that were changed."""

    line: int
    """Where they are in the new text, from 0."""
    before: Sequence[str]
    old: Sequence[str]
    new: Sequence[str]
    after: Sequence[str]


def pieces(old: str, new: str) -> list[Piece]:
    """What turns a text into another one."""
    was, now = old.split("\n"), new.split("\n")
    found = []
    for first, last, start, stop in _blocks(was, now):
        before, after = now[max(start - CONTEXT, 0) : start], now[stop : stop + CONTEXT]
        found.append(Piece(start, before, was[first:last], now[start:stop], after))
    return found


def _blocks(was: Sequence[str], now: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """The lines that differ: first and last of the old, first and last of the new text."""
    above, below = shared_ends(was, now)
    left, right = was[above : len(was) - below], now[above : len(now) - below]
    if len(left) + len(right) > MOST:
        return [(above, len(was) - below, above, len(now) - below)]
    found = []
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    for tag, first, last, start, stop in matcher.get_opcodes():
        if tag != "equal":
            found.append((above + first, above + last, above + start, above + stop))
    return found


def shared_ends(was: Sequence[str], now: Sequence[str]) -> tuple[int, int]:
    """How many lines at the beginning, and how many at the end, are the same."""
    shorter = min(len(was), len(now))
    above = next((n for n in range(shorter) if was[n] != now[n]), shorter)
    rest = shorter - above
    return above, next((n for n in range(rest) if was[-1 - n] != now[-1 - n]), rest)


def taken_back(text: str, changed: Sequence[Any]) -> str:
    """The text without a change, whose pieces may come from JSON. Raises `Conflict`."""
    lines = text.split("\n")
    # From the end on: what was taken back moves nothing that comes before it.
    for piece in reversed([Piece(*each) for each in changed]):
        start = _place(lines, piece)
        lines[start : start + len(piece.new)] = piece.old
    return "\n".join(lines)


def _place(lines: Sequence[str], piece: Piece) -> int:
    """Where the new lines of a piece are now.

    Raises `Conflict` where they are nowhere, or in several places.
    """
    wanted = [*piece.before, *piece.new, *piece.after]
    begin = piece.line - len(piece.before)
    size = len(wanted)
    if lines[begin : begin + size] == wanted:
        return piece.line
    found = [n for n in range(len(lines) - size + 1) if lines[n : n + size] == wanted]
    if len(found) != 1:
        raise Conflict
    return found[0] + len(piece.before)
