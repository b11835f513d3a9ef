"""A register file's text, and what could be read of it."""

from typing import Any, NamedTuple

from foerder.model import Problem


class Source(NamedTuple):
    """A register file as it lies on the disk."""

    path: str
    """The path as people see it."""
    text: str
    """Decoded, without the byte order mark, line ends as in the file."""
    raw: bytes
    bom: bool
    newline: str
    """The line end that most lines have: LF or CRLF."""


class Broken(NamedTuple):
    """A block that could not be read.

    ``table`` is its header's name, empty for the head of the file.
    """

    table: str
    id: str | None
    title: str | None
    line: int
    end_line: int
    """Sub-tables that are apart, below another table, are blanked too but lie
    outside these lines.
    """


class Parsed(NamedTuple):
    """What could be read. ``text`` is the source's text with the broken blocks
    blanked; lines stay.
    """

    data: dict[str, Any]
    problems: list[Problem]
    text: str
    broken: list[Broken]
