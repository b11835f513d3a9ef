"""Workbooks and CSV lists as offices make them, and what a run says of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from program import Result, foerder

REGISTER = """\
format = 1

[settings]
holidays = "DE-TH"

[[authority]]
id = "amt"
name = "Landesamt"

[[programme]]
id = "topf"
title = "Großer Topf"
funds = ["Land"]
level = ["state"]
authority = "amt"

# about iksp
[[project]]
id = "iksp"
title = "Sozialplanung"
programme = "topf"
unit = "Dezernat"
rules = []

  [[project.period]]
  id = "2026"
  start = 2026-07-01
  end = 2028-06-30   # so far
  amount = 180000.00

    [[project.period.deadline]]
    id = "final-report"
    kind = "final-report"
    after = "period-end"
    offset = "6 months"

    [[project.period.cost]]
    type = "staff"
    approved = 150000.00

    [[project.period.payment]]
    requested = 2026-08-01
    amount = 25000.00

[[project]]
id = "spielplatz"
title = "Spielplatz"
rules = []

  [[project.period]]
  start = 2026-01-01
  end = 2027-06-30
"""


def register(folder: Path, text: str = REGISTER) -> Path:
    """A register file."""
    path = folder / "projects.toml"
    path.write_text(text, encoding="utf-8")
    return path


def workbook(path: Path, sheets: dict[str, Sequence[Sequence[Any]]]) -> Path:
    """A workbook of these rows."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    book.save(path)
    return path


def exported(path: Path, folder: Path, name: str = "out.xlsx", *options: str, lang: str = "de") -> Path:
    """The register exported."""
    target = folder / name
    result = foerder("-f", path, "export", target, *options, lang=lang)
    assert result.code == 0, result.err
    return target


def cells(path: Path, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet, by the head of their columns; its sums are behind an empty row."""
    rows = [[cell.value for cell in row] for row in load_workbook(path)[sheet].iter_rows()]
    found = []
    for row in rows[1:]:
        if not any(value is not None for value in row):
            break
        found.append(dict(zip(rows[0], row, strict=True)))
    return found


def edit(path: Path, sheet: str, row: int, head: str, value: Any) -> None:
    """Write one cell; ``row`` counts the rows below the header from 0."""
    book = load_workbook(path)
    page = book[sheet]
    heads = [cell.value for cell in page[1]]
    page.cell(row + 2, heads.index(head) + 1).value = value
    book.save(path)


def rows_of(path: Path, delimiter: str = ";") -> list[list[str]]:
    """The rows of a CSV file."""
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""), delimiter=delimiter))


def take(path: Path, file: Path, *options: str, lang: str = "en") -> Result:
    """A run of `import`."""
    return foerder("-f", path, "import", file, *options, lang=lang)


def part(text: str, title: str) -> list[str]:
    """The lines of one part of a preview."""
    lines = text.splitlines()
    begin = next((number for number, line in enumerate(lines) if line.startswith(title)), None)
    if begin is None:
        return []
    found = []
    for line in lines[begin + 1 :]:
        if not line.startswith("  "):
            break
        found.append(line.strip())
    return found
