"""Parts of a packed file as XML, unfolded only as far as a list or a letter
needs it: a small zip holds gigabytes.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterator, Sequence
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

from foerder.spreadsheets.grid import MOST_BYTES

MOST_SMALL = 16_000_000
"""Bytes of a part other than cells and strings: formats, comments, names of sheets."""
MOST_ELEMENTS = 4_000_000
"""Elements that are read of one file: a million cells, each with value and
formula, and as many again.
"""
MOST_HELD = 500_000
"""Elements that are in memory at once."""
MOST_TOKEN = 1_000_000
"""Bytes between two elements: attributes, or the text of a cell."""
MOST_DEPTH = 200
DAMAGED = (
    BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    StopIteration,
    SyntaxError,
    LookupError,
    ValueError,
    EOFError,
    OSError,
)
"""What the readers raise on a damaged part; an XML fault is a ``SyntaxError``."""


class Budget:
    """How much may still be read of a file, whatever it consists of."""

    def __init__(self) -> None:
        self.bytes = 3 * MOST_BYTES
        self.elements = MOST_ELEMENTS

    def take(self, held: int, depth: int) -> None:
        """One element more. Raises ``OverflowError``."""
        self.elements -= 1
        if self.elements < 0 or held > MOST_HELD or depth > MOST_DEPTH:
            raise OverflowError


class _Measured:
    """A stream that ends with ``OverflowError`` where it is longer than the
    budget, or one element is.
    """

    def __init__(self, stream: IO[bytes], budget: Budget) -> None:
        self.stream = stream
        self.budget = budget
        self.gap = 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes. Raises ``OverflowError``."""
        data = self.stream.read(size)
        self.budget.bytes -= len(data)
        place = data.rfind(b"<")
        self.gap = len(data) - place if place >= 0 else self.gap + len(data)
        if self.budget.bytes < 0 or self.gap > MOST_TOKEN:
            raise OverflowError
        return data


def whole(
    stream: IO[bytes], names: Collection[str], budget: Budget
) -> Iterator[tuple[Sequence[Any], Any]]:
    """Each element of these names with all that is in it, and the elements
    around it; nothing else is kept.

    Without names it is the outermost one. Raises ``OverflowError``, and
    ``SyntaxError`` where it is no XML.
    """
    from xml.etree.ElementTree import iterparse

    around: list[Any] = []
    first = held = 0
    for event, element in iterparse(_Measured(stream, budget), events=("start", "end")):
        if event == "start":
            around.append(element)
            held = held + 1 if first else 0
            if not first and (not names or local(element) in names):
                first = len(around)
            budget.take(held, len(around))
            continue
        around.pop()
        if len(around) + 1 == first:
            first = 0
            yield around, element
        if around and not first:
            del around[-1][:]


def tree(stream: IO[bytes], budget: Budget) -> Any:
    """A small part as a whole. Raises ``OverflowError``, and ``SyntaxError``
    where it is no XML.
    """
    ((_around, root),) = whole(stream, (), budget)
    return root


def opened(packed: ZipFile, path: str, most: int) -> IO[bytes]:
    """A part for reading. Raises ``OverflowError`` where it unpacks to more
    bytes than any list needs.
    """
    if packed.getinfo(path).file_size > most:
        raise OverflowError(path)
    return packed.open(path)


def local(element: Any) -> str:
    """The name of an element without its namespace: transitional and strict
    files differ in nothing else.
    """
    name: str = element.tag
    return name[name.rfind("}") + 1 :]
