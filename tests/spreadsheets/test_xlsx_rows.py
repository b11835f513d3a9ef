"""The rows of workbooks: written here, and byte for byte as the library would write them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from program import EXAMPLE, foerder
from xlsxwriter import Workbook

from foerder.model import Register
from foerder.spreadsheets import xlsx
from foerder.spreadsheets.columns import Head
from foerder.spreadsheets.formats.xlsx import unescaped
from foerder.spreadsheets.xlsx import add_list, book
from foerder.spreadsheets.xlsx_rows import LONGEST, text
from foerder.text.i18n import using

HEADS = [Head("a"), Head("b", "date"), Head("c", "money"), Head("d", "number"), Head("e", width=40)]
TEXTS = [
    "=1+1",
    "'",
    " leading",
    "trailing ",
    "a\nb",
    "a & b < c > d \"e\" 'f'",
    "_x0041_",
    "_x000d_x",
    "_x41_",
    "\ufffe and \uffff",
    "😀",
    "{=1}",
    "http://example.org",
    "0012",
    "\x7f\u202e\x07",
    "x" * LONGEST,
    "y" * (LONGEST + 1),
]
ROWS: list[list[Any]] = [
    ["ä", date(2026, 2, 28), Decimal("180000.00"), 0, "long"],
    [None, date(1900, 2, 28), Decimal("0.01"), -46324, None],
    ["b", date(1900, 3, 1), Decimal("-1234567890123456.78"), 12, "ä"],
    ["b", date(9999, 12, 31), Decimal("1E+3"), 99999999, "long"],
    ["c", None, None, None, None],
    *([each, None, Decimal(3), None, each] for each in TEXTS),
]


def written(rows: Sequence[Sequence[Any]]) -> bytes:
    out = BytesIO()
    with using("en"), book(out, "title", Register(()), date(2026, 11, 30)) as file:
        add_list(file, "first", HEADS, rows, 5, 1)
        add_list(file, "second", HEADS[:1], [row[:1] for row in rows], 1, 1)
    return out.getvalue()


def library(rows: Sequence[Sequence[Any]]) -> bytes:
    """The same list as xlsxwriter writes it, without formats."""
    out = BytesIO()
    file = Workbook(out, {"constant_memory": True})
    page = file.add_worksheet("first")
    for number, head in enumerate(HEADS):
        page.write_string(0, number, head.label)
    page.set_row(0, 30)
    for line, row in enumerate(rows, 1):
        for number, value in enumerate(row):
            if isinstance(value, date) and value >= date(1900, 3, 1):
                page.write_number(line, number, value.toordinal() - date(1899, 12, 30).toordinal())
            elif isinstance(value, int | Decimal):
                page.write_number(line, number, value)
            elif value is not None:
                page.write_string(line, number, value.isoformat() if isinstance(value, date) else text(value))
    file.close()
    return out.getvalue()


def part(workbook: bytes, pattern: str) -> str:
    """What a pattern finds in the first sheet, without styles."""
    with zipfile.ZipFile(BytesIO(workbook)) as packed:
        page = packed.read("xl/worksheets/sheet1.xml").decode("utf-8")
    found = re.search(pattern, page, re.DOTALL)
    assert found is not None
    return re.sub(r' s="\d+"', "", found[0])


@pytest.mark.parametrize("rows", [ROWS, ROWS[:1], ROWS[4:5], []], ids=["all", "one", "few cells", "none"])
def test_rows_are_those_of_the_library(rows: Sequence[Sequence[Any]]) -> None:
    for pattern in ("<dimension[^>]*>", "<sheetData>.*</sheetData>"):
        assert part(written(rows), pattern) == part(library(rows), pattern)


def test_what_is_written_is_read() -> None:
    page = load_workbook(BytesIO(written(ROWS)))["first"]
    read = [unescaped(cell.value) for cell in page["A"][6:]]
    assert read == [text(each) for each in TEXTS]
    assert [cell.value for cell in page["D"][1:5]] == [0, -46324, 12, 99999999]


def test_every_cell_has_the_format_of_its_column() -> None:
    page = load_workbook(BytesIO(written(ROWS)))["first"]
    for letter, shape in zip("ACDE", ("@", '"€"#,##0.00', "0", "@"), strict=True):
        assert {cell.number_format for cell in page[letter][1:] if cell.value is not None} == {shape}
    days = {cell.value: cell.number_format for cell in page["B"][1:5]}
    assert days.pop("1900-02-28") == "@"
    assert set(days.values()) == {"yyyy-mm-dd"}
    assert {cell.alignment.wrap_text for cell in page["E"][1:] if cell.value} == {True}


@pytest.mark.parametrize(
    ("given", "held"),
    [
        ("x" * 32_767, "x" * 32_767),
        ("x" * 32_768, "x" * 32_766 + "…"),
        ("😀" * 16_383, "😀" * 16_383),
        ("😀" * 16_384, "😀" * 16_383 + "…"),
        ("a" + "😀" * 16_383, "a" + "😀" * 16_383),
        ("a" + "😀" * 16_384, "a" + "😀" * 16_382 + "…"),
    ],
)
def test_a_cell_holds_32767_units_of_utf_16(given: str, held: str) -> None:
    assert text(given) == held


def test_the_code_of_a_character_is_no_character_even_behind_another() -> None:
    page = load_workbook(BytesIO(written([["_x0041_x0042_", None, None, None, None]])))["first"]
    assert page["A2"].value == "_x005F_x0041_x005F_x0042_"
    assert unescaped(page["A2"].value) == "_x0041_x0042_"


def test_a_list_too_long_for_a_sheet_is_refused_and_not_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "out.xlsx"
    old.write_bytes(b"published")
    monkeypatch.setattr(xlsx, "MOST_ROWS", 2)
    run = foerder("-f", EXAMPLE, "export", old)
    assert run.code == 4
    assert run.err == (
        'Not written: "Projects" has 17 rows, more than the 2 that a sheet of Excel holds. '
        "A .csv or .jsonl file holds them all.\n"
    )
    assert old.read_bytes() == b"published"
