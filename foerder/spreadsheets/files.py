"""A file as sheets of cells, by what is in it, not by its name; what cannot be
read is said, never half read.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

from foerder.files import unread
from foerder.spreadsheets.formats import ods, text, xls, xlsx
from foerder.spreadsheets.formats.parts import DAMAGED
from foerder.spreadsheets.grid import MOST_BYTES, MOST_TEXT, Grid, Unreadable
from foerder.text.i18n import _

ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read(path: Path) -> list[Grid]:
    """The sheets of a file. Raises `Unreadable`."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise too_large(path)
        raw = path.read_bytes()
    except OSError as fault:
        raise Unreadable(
            _("{file} cannot be read: {reason}").format(file=path, reason=unread(fault)),
            _("Check the path; close the file in Excel."),
        ) from fault
    return _sheets(path, raw)


def _sheets(path: Path, raw: bytes) -> list[Grid]:
    if raw.startswith(b"PK"):
        return _packed(path)
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        return _old(path, raw)
    _refuse(path, raw)
    if len(raw) > MOST_TEXT:
        raise too_large(path)
    content, remark = text.decoded(raw)
    if "\x00" in content:
        raise _other(path, _("is no text"))
    return [text.read(path.name, content, remark)]


def _packed(path: Path) -> list[Grid]:
    """A workbook of either kind."""
    try:
        with zipfile.ZipFile(path) as packed:
            names = packed.namelist()
            if "xl/workbook.bin" in names:
                raise _other(path, _("is a binary workbook (.xlsb)"))
            return ods.read(packed) if "content.xml" in names else xlsx.read(packed)
    except OverflowError:
        raise too_large(path) from None
    except DAMAGED:
        raise damaged(path) from None


def _old(path: Path, raw: bytes) -> list[Grid]:
    """A workbook of Excel 97–2003, or one behind a password."""
    if ENCRYPTED in raw:
        raise _other(path, _("is locked with a password"))
    try:
        return xls.read(path)
    # xlrd raises whatever its reading of a damaged record comes to.
    except Exception:
        raise damaged(path) from None


def _refuse(path: Path, raw: bytes) -> None:
    """Say what a file is that is no list."""
    start = raw[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if not start:
        raise _other(path, _("is empty"))
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<meta")):
        raise _other(path, _("is a web page, whatever its name says"))
    if start.startswith(b"<?xml"):
        raise _other(path, _("is an XML file, whatever its name says"))
    if start.startswith((b"%pdf", b"{\\rtf")):
        raise _other(path, _("is a document, not a list"))


def _other(path: Path, what: str) -> Unreadable:
    return Unreadable(
        _("{file} {what}.").format(file=path, what=what),
        _("Open it in Excel or LibreOffice and save it as .xlsx, without a password."),
    )


def damaged(path: Path) -> Unreadable:
    """A workbook that nothing can be read of."""
    return _other(path, _("is damaged: no workbook that can be read"))


def too_large(path: Path) -> Unreadable:
    """A file beyond the limits."""
    return Unreadable(
        _("{file} is larger than any list: more than 64 MB unpacked, or 24 MB of text.").format(
            file=path
        ),
        _("Save only the sheet with the list as a file of its own."),
    )
