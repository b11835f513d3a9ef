"""What the program is doing, as one line on a terminal; the first thing that is
said takes its place.
"""

from __future__ import annotations

import os
import sys
from typing import TextIO


class Line:
    """The line; whoever writes next takes it away."""

    def __init__(self) -> None:
        self._columns = 0
        self._stream: TextIO | None = None

    def show(self, text: str) -> None:
        """Put a text there, cut to the terminal's width; only where it is seen (`on_terminal`)."""
        self.clear()
        stream = sys.stderr
        text = text[: _width(stream) - 1]
        stream.write(f"{text}\r")
        stream.flush()
        self._stream, self._columns = stream, len(text)

    def clear(self) -> None:
        """Take it away with plain spaces: nothing stays of it, and no terminal
        needs to know escape sequences.
        """
        if self._stream is not None:
            self._stream.write(f"{' ' * self._columns}\r")
            self._stream.flush()
            self._stream = None


line = Line()


def on_terminal() -> bool:
    """Whether anybody sees the line."""
    return sys.stderr is not None and sys.stderr.isatty()


def _width(stream: TextIO) -> int:
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        return 80
