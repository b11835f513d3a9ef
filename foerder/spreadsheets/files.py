"""Workbooks and CSV files as plain grids of cells; what cannot be read is said, never half read."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from foerder.files import unread
from foerder.text.i18n import _

MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_BYTES = 200_000_000
"""Larger than any list of an office: beyond these a file is refused (a small zip can unpack to gigabytes)."""


class Unreadable(Exception):  # noqa: N818 (it is an answer, not a fault)
    """A file that is no list; ``remedy`` says the way out."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


class Grid(NamedTuple):
    """One sheet: its name, and its rows that are not empty, each with its number from 1."""

    name: str
    rows: list[tuple[int, list[Any]]]
    is_csv: bool = False
    since_1904: bool = False
    """Days are counted from 1904 (old workbooks from a Mac)."""


def read(path: Path) -> list[Grid]:
    """The sheets of a file. Raises `Unreadable`."""
    suffix = path.suffix.lower()
    if suffix not in (".xlsx", ".xlsm", ".csv", ".txt", ".tsv"):
        raise Unreadable(
            _("{file} is neither .xlsx nor .csv.").format(file=path),
            _("Open it in Excel or LibreOffice and save it as .xlsx."),
        )
    try:
        return _workbook(path) if suffix in (".xlsx", ".xlsm") else [_csv(path)]
    except OSError as fault:
        raise Unreadable(
            _("{file} cannot be read: {reason}").format(file=path, reason=unread(fault)),
            _("Check the path; close the file in Excel."),
        ) from fault


def _workbook(path: Path) -> list[Grid]:
    import warnings

    from openpyxl import load_workbook
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    no_workbook = Unreadable(
        _("{file} is no workbook that can be read (damaged, or with a password).").format(file=path),
        _("Open it in Excel or LibreOffice and save it anew as .xlsx, without a password."),
    )
    try:
        with zipfile.ZipFile(path) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_BYTES:
                raise _too_large(path)
    except (zipfile.BadZipFile, ValueError):
        raise no_workbook from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(path, read_only=True, data_only=True)
            try:
                old = book.epoch == CALENDAR_MAC_1904
                return [
                    Grid(page.title, list(_rows(page, path)), since_1904=old)
                    for page in book.worksheets
                    if page.sheet_state == "visible"
                ]
            finally:
                book.close()
    except (Unreadable, OSError):
        raise
    # A damaged workbook fails anywhere in its reader: each part is XML of its own.
    except Exception:
        raise no_workbook from None


def _rows(page: Any, path: Path) -> Iterator[tuple[int, list[Any]]]:
    # What a file claims of its size may be wrong, or a million empty rows.
    page.reset_dimensions()
    for number, row in enumerate(page.iter_rows(values_only=True, max_col=MOST_COLUMNS), 1):
        if number > MOST_ROWS and any(value is not None for value in row):
            raise _too_large(path)
        cells = [_day(value) for value in row]
        while cells and cells[-1] in (None, ""):
            cells.pop()
        if cells:
            yield number, cells


def _day(value: Any) -> Any:
    """A date without a time of day is a date."""
    if isinstance(value, datetime) and (value.hour, value.minute, value.second) == (0, 0, 0):
        return date(value.year, value.month, value.day)
    return value


def _too_large(path: Path) -> Unreadable:
    return Unreadable(
        _("{file} is larger than any list: more than {rows} rows, or 200 MB unpacked.").format(
            file=path, rows=MOST_ROWS
        ),
        _("Save only the sheet with the list as a file of its own."),
    )


def _csv(path: Path) -> Grid:
    import csv
    import io

    if path.stat().st_size > MOST_BYTES:
        raise _too_large(path)
    text = _decoded(path.read_bytes())
    if "\x00" in text:
        raise Unreadable(_("{file} is no text.").format(file=path), _("Save the list as .xlsx, or as CSV in UTF-8."))
    head = next((line for line in text.splitlines() if line.strip()), "")
    divider = max(";\t,", key=head.count)
    csv.field_size_limit(10_000_000)
    rows = []
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=divider), 1):
            if number > MOST_ROWS:
                raise _too_large(path)
            cells = [_plain(cell) for cell in row[:MOST_COLUMNS]]
            if any(cells):
                rows.append((number, [cell or None for cell in cells]))
    except csv.Error as fault:
        raise Unreadable(
            _("{file} is no CSV that can be read: {reason}").format(file=path, reason=fault),
            _("Save the list as .xlsx."),
        ) from None
    return Grid(path.name, rows, is_csv=True)


def _decoded(raw: bytes) -> str:
    """UTF-8, UTF-16 with a byte order mark, else what Windows writes in Germany."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            return raw.decode(encoding, "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _plain(cell: str) -> str:
    """The cell without the apostrophe that makes a formula harmless."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@", "\t", "\r") else cell
