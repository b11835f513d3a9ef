"""Workbooks for Excel and LibreOffice: real dates and numbers, filters, a frozen header,
colours that repeat words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from foerder.files import WriteError
from foerder.model import Register
from foerder.spreadsheets.columns import (
    DEADLINES,
    PROJECTS,
    SHEETS,
    Column,
    Head,
    Lists,
    Row,
    Sheet,
    cell_of,
    rows_of,
)
from foerder.spreadsheets.xlsx_rows import MOST_ROWS, Filling, fill, text
from foerder.text.glossary import head_label, value_label
from foerder.text.i18n import _, fmt_date, fmt_number, language

if TYPE_CHECKING:
    from collections.abc import Iterator

Values = Sequence[Any]
A4 = 9
WRAP_FROM = 40
"""Columns at least this wide wrap their text."""
COLORS = {
    "overdue": ("#F8CBAD", "#7F1D1D"),
    "due": ("#FFE699", "#5F4700"),
    "done": ("#C6E0B4", "#1E4620"),
    "settled": ("#EDEDED", "#404040"),
    "past": ("#EDEDED", "#404040"),
}
FORMATS = {
    "de": {"date": "dd.mm.yyyy", "money": '#,##0.00\\ "€"', "share": "0.00\\ %", "number": "0"},
    "en": {"date": "yyyy-mm-dd", "money": '"€"#,##0.00', "share": "0.00%", "number": "0"},
}


class Written(NamedTuple):
    """A list that was written: its sheet, how many rows it has, and the sum of
    each column of amounts.
    """

    page: Any
    rows: int
    sums: Mapping[int, Decimal]


@dataclass
class Book:
    """A workbook that is being written, with its formats, and the rows of its lists."""

    file: Any
    register: Register
    today: date
    formats: dict[str, Any]
    lists: dict[str, Filling]

    def sheet(self, name: str) -> Any:
        """A new sheet."""
        return self.file.add_worksheet(name)

    def format_of(self, column: Column | Head) -> Any:
        """What the cells of a column look like."""
        if column.holds in FORMATS["de"]:
            return self.formats[column.holds]
        return self.formats["long" if column.width >= WRAP_FROM else "text"]

    def fill(self, page: Any, columns: Sequence[Column | Head], rows: Sequence[Values]) -> None:
        """Give the sheet that was added last its rows; a row of empty cells keeps their place."""
        formats = [self.format_of(column) for column in columns]
        for number, shape in enumerate(formats):
            page.write_blank(len(rows), number, None, shape)
        plain = 0
        if self.formats["text"] in formats:
            plain = formats.index(self.formats["text"])
        shown = [partial(cell_of, column, register=self.register) for column in columns]
        name = f"xl/worksheets/sheet{len(self.file.worksheets())}.xml"
        self.lists[name] = Filling(rows, shown, plain)


@contextmanager
def book(into: IO[bytes], title: str, register: Register, today: date) -> Iterator[Book]:
    """A new workbook with values of a register, written into a binary stream
    when the block ends.
    """
    from xlsxwriter import Workbook

    frame = BytesIO()
    file = Workbook(frame, {"constant_memory": True})
    # The same register on the same day makes the same file.
    file.set_properties(
        {"title": text(title)[:255], "created": datetime(today.year, today.month, today.day)}
    )
    made = Book(file, register, today, _formats(file), {})
    yield made
    file.close()
    fill(frame, into, made.lists)


def _formats(file: Any) -> dict[str, Any]:
    base = {"valign": "top", "font_name": "Calibri", "font_size": 10}
    head = {**base, "bold": True, "border": 1, "text_wrap": True}
    found = {
        "head": file.add_format({**head, "bg_color": "#1F3864", "font_color": "#FFFFFF"}),
        "head_computed": file.add_format(
            {**head, "italic": True, "bg_color": "#D9E1F2", "font_color": "#1F3864"}
        ),
    }
    # Text stays text, whatever is typed over it: 1-2 does not become the first of February.
    found["text"] = file.add_format({**base, "num_format": "@"})
    found["long"] = file.add_format({**base, "num_format": "@", "text_wrap": True})
    for name, shape in FORMATS[language()].items():
        found[name] = file.add_format({**base, "num_format": shape})
    found["bold"] = file.add_format({**base, "bold": True})
    found["sum"] = file.add_format(
        {**base, "bold": True, "num_format": FORMATS[language()]["money"]}
    )
    for state, (ground, ink) in COLORS.items():
        found[state] = file.add_format({"bg_color": ground, "font_color": ink})
    return found


def workbook(lists: Lists, title: str) -> bytes:
    """The register as a workbook, in the language in use."""
    out = BytesIO()
    with book(out, title, lists.register, lists.today) as file:
        for sheet in SHEETS:
            rows = _values(sheet.columns, rows_of(sheet, lists))
            written = add_list(
                file, sheet.label, sheet.columns, rows, sheet.printed, sheet.frozen
            )
            _color(file, written.page, sheet, written.rows)
            _drop_downs(written.page, sheet.columns, lists)
            _totals(file, written)
    return out.getvalue()


def _values(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[Values]:
    names = [column.name for column in columns]
    for row in rows:
        yield tuple(map(row.get, names))


def add_list(
    file: Book,
    name: str,
    columns: Sequence[Column | Head],
    rows: Iterable[Values],
    printed: int,
    frozen: int,
) -> Written:
    """A sheet with a list: header, rows of values, filter, and how it prints.

    Raises `foerder.files.WriteError` where there are more rows than a sheet holds.
    """
    listed = list(rows)
    if len(listed) > MOST_ROWS:
        raise WriteError(
            _(
                'Not written: "{name}" has {count} rows, more than the {most} that a sheet of '
                "Excel holds. A .csv or .jsonl file holds them all."
            ).format(name=name, count=fmt_number(len(listed)), most=fmt_number(MOST_ROWS))
        )
    page = file.sheet(name)
    for number, column in enumerate(columns):
        head = file.formats["head_computed" if column.computed else "head"]
        page.set_column(number, number, column.width, file.format_of(column))
        page.write_string(0, number, column.label, head)
    page.set_row(0, 30)
    if listed:
        file.fill(page, columns, listed)
    last = len(listed)
    page.autofilter(0, 0, max(last, 1), len(columns) - 1)
    page.freeze_panes(1, frozen)
    _print_setup(page, name, last, printed, file.today)
    sums: dict[int, Decimal] = {}
    for number, column in enumerate(columns):
        if column.holds == "money":
            sums[number] = sum((row[number] or Decimal(0) for row in listed), Decimal(0))
    return Written(page, last, sums)


def _totals(file: Book, written: Written) -> None:
    """The sums of the amounts that the filter shows, a row below the list."""
    from xlsxwriter.utility import xl_range

    page, rows, sums = written
    if not sums or not rows:
        return
    page.write_string(rows + 2, 0, _("Total"), file.formats["bold"])
    for number, total in sums.items():
        formula = f"=SUBTOTAL(109,{xl_range(1, number, rows, number)})"
        page.write_formula(rows + 2, number, formula, file.formats["sum"], total)


def _print_setup(page: Any, name: str, rows: int, printed: int, today: date) -> None:
    page.set_landscape()
    page.set_paper(A4)
    page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    page.print_area(0, 0, max(rows, 1), printed - 1)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_header(f"&L&B{name}&R{fmt_date(today)}")
    page.set_footer("&C" + _("Page {n} of {total}").format(n="&P", total="&N"))


def _color(file: Book, page: Any, sheet: Sheet, rows: int) -> None:
    """Colours that follow the words and numbers of the cells, also after somebody changed them."""
    at = {column.name: number for number, column in enumerate(sheet.columns)}

    def rule(name: str, state: str, **when: Any) -> None:
        column, last = at[name], max(rows, 1)
        when["format"] = file.formats[state]
        page.conditional_format(1, column, last, column, when)

    if sheet is DEADLINES:
        # By the beginning of the state's word; the longer word first, as one may begin like another.
        for state in sorted(COLORS, key=lambda each: -len(value_label(each))):
            begin = {"criteria": "begins with", "value": value_label(state)}
            rule("state", state, type="text", **begin, stop_if_true=True)
    for name in ("days_left", "left"):
        # A period that has ended is no alarm.
        if name in at and sheet is not PROJECTS:
            rule(name, "overdue", type="cell", criteria="<", value=0)
    if "used" in at:
        rule("used", "overdue", type="cell", criteria=">", value=1)


def template(
    sheets: Iterable[Sheet],
    example: Mapping[str, Sequence[Row]],
    lists: Lists,
    notes: Sequence[str],
) -> bytes:
    """An empty list to fill in: the right headers, drop-down values, an example
    row, and how it is meant.
    """
    out = BytesIO()
    title = _("Template for foerder import")
    with book(out, title, lists.register, lists.today) as file:
        for sheet in sheets:
            columns = [column for column in sheet.columns if not column.computed]
            rows = _values(columns, example.get(sheet.name, ()))
            printed = min(sheet.printed, len(columns))
            written = add_list(file, sheet.label, columns, rows, printed, 1)
            _drop_downs(written.page, columns, lists)
        page = file.sheet(head_label("notes_sheet"))
        page.set_column(0, 0, 110, file.formats["long"])
        for line, note in enumerate(notes):
            page.write_string(line, 0, note, file.formats["bold" if line == 0 else "long"])
    return out.getvalue()


LAST_ROW = 1000
"""Drop-down values reach so far down an empty list."""


def _drop_downs(page: Any, columns: Sequence[Column], lists: Lists) -> None:
    for number, column in enumerate(columns):
        words = options_of(column, lists)
        # Excel keeps the list of a drop-down in 255 characters, divided by commas.
        if not words or len(",".join(words)) > 255 or any("," in word for word in words):
            continue
        found = {
            "validate": "list",
            "source": words,
            "error_type": "stop" if column.holds == "choice" else "information",
            "ignore_blank": True,
        }
        page.data_validation(1, number, LAST_ROW, number, found)


def options_of(column: Column, lists: Lists) -> list[str]:
    """The words a drop-down offers."""
    register = lists.register
    if column.holds == "choice":
        return [value_label(option) for option in column.options]
    ids: Iterable[str] = ()
    if column.holds == "programme":
        ids = register.programmes
    elif column.holds == "authority":
        ids = register.authorities
    return [str(cell_of(column, each, register)) for each in ids]
