"""Reading a register's text: from bytes to parsed TOML, with recovery from syntax errors.

One typo hides one block, not the register: where the whole text is not TOML,
the blocks between top-level headers are read one by one, those that fail are
reported and blanked, and the rest is parsed again.
"""

import codecs
import os
import re
import sys
from pathlib import Path

from foerder.files import read_file
from foerder.model import Problem
from foerder.text.i18n import _
from foerder.toml.parse import UNREADABLE, Taker, loads
from foerder.toml.source import Parsed, Source


def read_source(path: Path, shown: str, raw: bytes | None = None) -> Source | Problem:
    """The file's text, or why it cannot be read; ``raw``: its bytes, where they
    have been read already.
    """
    if raw is not None:
        return decode(raw, shown)
    try:
        if not os.path.isdir(path):
            return decode(read_file(path), shown)
        next(path.iterdir(), None)
        message = _("there is no register in this folder")
        remedy = _("Name a file that ends with .toml, or put one in the folder.")
    except (FileNotFoundError, NotADirectoryError):
        message = _("there is no such file")
        remedy = _("Check the path, or create a register with: foerder init")
    except PermissionError:
        message = _("the file or folder may not be read")
        remedy = _("Ask for the right to read it, or name another one.")
        if sys.platform == "win32":
            remedy = _(
                "Close it in the program that holds it open, or ask for the right to read it."
            )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        message = _("the file cannot be read: {reason}").format(reason=reason)
        remedy = _("Check the path and the drive.")
    return Problem(shown, None, None, "error", "unreadable", message, remedy)


def decode(raw: bytes, shown: str) -> Source | Problem:
    """The text of a file's bytes, or why they are not UTF-8 text."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _encoding(shown, 1, _("the file is UTF-16 (“Unicode” in Windows), not UTF-8"))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # With a byte order mark the codec counts from behind it.
        start = error.start + len(raw) - len(error.object)
        return _encoding(shown, raw.count(b"\n", 0, start) + 1, _not_utf8(raw, start))
    if _is_no_text(text):
        line = text.count("\n", 0, text.index("\0")) + 1
        message = _("the file holds NUL bytes: it is damaged, or not a text file")
        return _encoding(shown, line, message)
    return _source(shown, text, raw)


def guess_text(path: Path, shown: str, raw: bytes | None = None) -> Source | None:
    """A file that is not UTF-8 as it was probably meant, to show what is in it;
    never to be written back.
    """
    try:
        raw = read_file(path) if raw is None else raw
        if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            text = raw.decode("utf-16")
        else:
            codecs.register_error("as-cp1252", _as_cp1252)
            text = raw.decode("utf-8-sig", "as-cp1252")
    except (OSError, ValueError):
        return None
    return None if _is_no_text(text) else _source(shown, text, raw)


def _is_no_text(text: str) -> bool:
    """Whether so much of it is NUL that it is another kind of file; a few spoil
    only the block they are in.
    """
    return bool(text) and text.count("\0") * 4 >= len(text)


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are not UTF-8, taken for the old Windows encoding."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


def _source(shown: str, text: str, raw: bytes) -> Source:
    newline = "\n"
    if "\r" in text and text.count("\r\n") * 2 > text.count("\n"):
        newline = "\r\n"
    return Source(shown, text, raw, raw.startswith(b"\xef\xbb\xbf"), newline)


_GERMAN = "äöüÄÖÜß€„“”–"


def _not_utf8(raw: bytes, start: int) -> str:
    """Name the old Windows encoding where the faulty word reads like German in it."""
    is_german = raw[start : start + 1].decode("cp1252", "replace") in _GERMAN
    begin = raw.rfind(b"\n", 0, start) + 1
    line = raw[begin:].partition(b"\n")[0]
    for match in re.finditer(rb"[^\s\"'=,\[\]]+", line):
        if is_german and match.start() <= start - begin < match.end():
            old = _(
                'the file is in the old Windows encoding (ANSI, cp1252), not UTF-8: see "{word}"'
            )
            return old.format(word=match[0].decode("cp1252", "replace")[:60])
    return _("the file is not UTF-8 text (byte {byte})").format(byte=f"0x{raw[start]:02X}")


def _encoding(shown: str, line: int, message: str) -> Problem:
    remedy = _('Save the file as UTF-8 (in the editor: "Save as", encoding UTF-8).')
    return Problem(shown, line, None, "error", "encoding", message, remedy)


def parse(source: Source, taker: Taker | None = None) -> Parsed:
    """The register's data without what is taken; what is not TOML is left out and reported."""
    try:
        return Parsed(loads(source.text, taker), [], source.text, [])
    except UNREADABLE:
        from foerder.toml.recovery import Recovery

        return Recovery(source).run()
