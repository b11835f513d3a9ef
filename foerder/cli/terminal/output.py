"""Printing: data to stdout, messages for people to stderr, as wide as the terminal."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple, TextIO

from foerder.cli.terminal import progress
from foerder.text.i18n import _

FORMATS = ("table", "plain", "json", "csv")
_ESCAPES = 4
"""ENABLE_VIRTUAL_TERMINAL_PROCESSING (consoleapi.h)."""


def is_closed_pipe(error: OSError) -> bool:
    """Whether nobody reads our output any more. Windows calls that an invalid argument."""
    return isinstance(error, BrokenPipeError) or (
        sys.platform == "win32" and error.errno == errno.EINVAL
    )


def discard_stdout() -> None:
    """Point stdout at nothing, so that the interpreter can flush it on its way out."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class Copy(list[tuple[str, str]]):
    """Whatever is printed from now on: ``out`` or ``err``, and the text."""

    current: Copy | None = None
    room = 10_000_000
    """Characters that still fit; what is longer is not copied at all."""


def _copied(stream: str, text: str) -> str:
    copy = Copy.current
    if copy is not None:
        copy.append((stream, text))
        copy.room -= len(text)
        if copy.room < 0:
            Copy.current = None
    return text


def print_again(stream: str, text: bytes) -> None:
    """Print what was printed in an earlier run to ``out`` or ``err``."""
    if stream == "out" and os.linesep == "\n":
        write_bytes([text])
    else:
        {"out": sys.stdout, "err": sys.stderr}[stream].write(text.decode("utf-8"))


def say(text: str, /, **words: object) -> None:
    """A message for people, to stderr; ``words``: what its places hold.

    On a terminal it is wrapped between words.
    """
    text = text.format(**words) if words else text
    progress.line.clear()
    sys.stderr.write(_copied("err", wrapped(text, sys.stderr) + "\n"))


def wrapped(text: str, stream: TextIO) -> str:
    """Text for people as wide as the terminal; unchanged elsewhere, for the
    reader may be a program.
    """
    width = columns(stream)
    if width is None:
        return text
    return "\n".join(_wrapped(line, width) for line in text.split("\n"))


def columns(stream: TextIO) -> int | None:
    """How wide the terminal is; None where there is none."""
    if not stream.isatty():
        return None
    named = os.environ.get("COLUMNS", "")
    try:
        return int(named) if named.isdigit() else os.get_terminal_size(stream.fileno()).columns
    except OSError:
        return None


def _wrapped(line: str, width: int) -> str:
    """A line of this width, further lines indented like the first; ids and
    addresses stay whole.
    """
    import textwrap

    if len(line) <= width or width < 20:
        return line
    lead = line[: len(line) - len(line.lstrip(" "))]
    return textwrap.fill(
        line,
        width,
        subsequent_indent=lead,
        break_long_words=False,
        break_on_hyphens=False,
        replace_whitespace=False,
    )


def write(text: str) -> None:
    """Data, to stdout."""
    progress.line.clear()
    sys.stdout.write(_copied("out", text))


def write_pieces(pieces: Iterable[str]) -> None:
    """Data in pieces, to stdout."""
    progress.line.clear()
    sys.stdout.writelines(_copied("out", piece) for piece in pieces)


def write_bytes(pieces: Iterable[bytes]) -> None:
    """Data to stdout, byte for byte. Raises `foerder.files.WriteError`."""
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None:
        write(b"".join(pieces).decode("utf-8"))
        return
    progress.line.clear()
    try:
        sys.stdout.flush()
        stream.writelines(pieces)
        stream.flush()
    except OSError as error:
        if is_closed_pipe(error):
            raise
        from foerder.files import WriteError, why

        discard_stdout()
        raise WriteError(why(_("standard output"), error)) from error


@cache
def takes_escapes() -> bool:
    """Whether stdout's terminal draws escape sequences; that of Windows has to
    be told to, and an old one cannot.
    """
    if sys.platform != "win32":
        return True
    import ctypes
    import msvcrt

    kernel = ctypes.windll.kernel32
    handle, mode = ctypes.c_void_p(msvcrt.get_osfhandle(sys.stdout.fileno())), ctypes.c_ulong()
    if not kernel.GetConsoleMode(handle, ctypes.byref(mode)):
        return False
    return bool(mode.value & _ESCAPES or kernel.SetConsoleMode(handle, mode.value | _ESCAPES))


class Display(NamedTuple):
    """Standard output; ``color``: auto, always or never."""

    color: str

    def style(self, wanted: str | None) -> str:
        """The format to print in: as asked, else a table on a terminal and
        plain lines elsewhere.
        """
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
