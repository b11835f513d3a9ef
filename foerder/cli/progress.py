"""What the program is doing, as one line on a terminal; the first thing that is said takes its place."""

from __future__ import annotations

import os
import sys


class Line:
    """The line; it is taken away by whoever writes to the terminal next."""

    def __init__(self) -> None:
        self._columns = 0

    def show(self, text: str) -> None:
        """Put a text there, cut to the terminal's width; nothing off a terminal."""
        self.clear()
        if sys.stderr is None or not sys.stderr.isatty():
            return
        text = text[: _width() - 1]
        self._columns = len(text)
        sys.stderr.write(f"{text}\r")
        sys.stderr.flush()

    def clear(self) -> None:
        """Take it away: no trace stays, without any escape sequence."""
        if self._columns:
            sys.stderr.write(f"{' ' * self._columns}\r")
            sys.stderr.flush()
            self._columns = 0


line = Line()


def _width() -> int:
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except (OSError, ValueError):
        return 80
