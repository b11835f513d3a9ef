"""To how much the streams of a PDF unfold (ISO 32000-1, 7.3.8): a few kilobytes hold gigabytes."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

MOST_CONTENT = 3_000_000
"""Bytes of a page's content; pdfium takes a hundred times as much memory for letters."""
MOST_UNFOLDED = 100_000_000
"""Bytes of all streams but pictures, which are not unfolded to read a text."""
PIECE = 65_536
_STREAM = re.compile(rb"stream\r?\n")
_PICTURE, _FONT = re.compile(rb"/Image\b"), re.compile(rb"/Length1\b")
_PACKED_AGAIN = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")


def is_too_large(data: bytes) -> bool:
    """Whether a PDF unfolds to more than any letter has."""
    left = MOST_UNFOLDED
    for match in _STREAM.finditer(data):
        head = data[max(0, match.start() - 2000) : match.start()].rpartition(b"obj")[2]
        if _PICTURE.search(head):
            continue
        most = min(left, left if _FONT.search(head) else MOST_CONTENT)
        size = _size(data, match.end(), most)
        left -= size
        if size > most:
            return True
    return False


def _size(data: bytes, start: int, most: int) -> int:
    """How many bytes a stream is unfolded, at most one more than ``most``; what
    is packed twice is never a letter.
    """
    size = 0
    for piece in _pieces(data, start):
        if size == 0 and piece.startswith(_PACKED_AGAIN):
            return most + 1
        size += len(piece)
        if size > most:
            return most + 1
    return size


def _pieces(data: bytes, start: int) -> Iterator[bytes]:
    """The pieces of a stream; none where it is packed in another way."""
    reader = zlib.decompressobj()
    try:
        for place in range(start, len(data), PIECE):
            rest = data[place : place + PIECE]
            while rest:
                yield reader.decompress(rest, 16 * PIECE)
                rest = reader.unconsumed_tail
            if reader.eof:
                return
    except zlib.error:
        return
