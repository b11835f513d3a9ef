"""How stdout shows an answer: format, colours, width."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

from foerder.cli.terminal.output import takes_escapes

FORMATS = ("table", "plain", "json", "csv")


@dataclass(frozen=True, slots=True)
class Display:
    """Standard output; ``color``: auto, always or never."""

    color: str

    def style(self, wanted: str | None) -> str:
        """The format to print in: as asked, else a table on a terminal and plain lines elsewhere."""
        return wanted or ("table" if sys.stdout.isatty() else "plain")

    @property
    def colored(self) -> bool:
        """Whether escape sequences may be written to stdout."""
        if self.color != "auto":
            return self.color == "always"
        if (
            not sys.stdout.isatty()
            or os.environ.get("NO_COLOR")
            or os.environ.get("TERM") == "dumb"
        ):
            return False
        return takes_escapes()

    def width(self) -> int:
        """Columns for a table: those of the terminal; wide where a table goes into a file."""
        columns = os.environ.get("COLUMNS", "")
        if columns.isdigit() and int(columns) >= 20:
            return int(columns)
        return os.get_terminal_size(sys.stdout.fileno()).columns if sys.stdout.isatty() else 160
